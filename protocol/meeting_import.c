/* People from a list that somebody else keeps (CSV): all of them or none. */
#include <string.h>

#include "protocol/csv_table.h"
#include "protocol/error.h"
#include "protocol/iin.h"
#include "protocol/meeting_people.h"
#include "protocol/register_people.h"

enum { SURNAME, NAME, PATRONYMIC, CATEGORY, ADDRESS, PHONE, IIN, COLUMN_COUNT };

/* What the columns may be called, in the forms that lists of akimats and schools use. */
static const CsvColumn columns[COLUMN_COUNT] = {
    [SURNAME] = {{"surname", "тегі", "фамилия"}, TRUE},
    [NAME] = {{"name", "аты", "имя"}, TRUE},
    [PATRONYMIC] = {{"patronymic", "әкесінің аты", "отчество", "әкесінің аты (бар болса)",
                     "отчество (при наличии)"}},
    [CATEGORY] = {{"category", "санаты", "санат", "категория"}, TRUE},
    [ADDRESS] = {{"address", "мекенжайы", "мекенжай", "адрес"}},
    [PHONE] = {{"phone", "телефоны", "телефон"}},
    [IIN] = {{"iin", "жсн", "иин"}},
};

/* An import while it runs. */
typedef struct {
    Change *change;
    const Rules *rules;
    const CsvTable *table;
    GHashTable *iins; /* IIN to the number of who has it, or less than 0: the line */
} Import;

/* Nobody is registered twice, neither with the list nor by it. */
static gboolean check_iin(Import *import, const CsvRow *row, const char *iin, GError **error)
{
    if (!iin_check(iin, change_text(import->change, "date"), error))
        return FALSE;
    int other = GPOINTER_TO_INT(g_hash_table_lookup(import->iins, iin));
    if (other == 0) {
        g_hash_table_insert(import->iins, g_strdup(iin), GINT_TO_POINTER(-(int)row->line));
        return TRUE;
    }
    g_autofree char *number = g_strdup_printf("%d", ABS(other));
    error_set(error, PROTOCOL_ERROR_USAGE,
              other > 0 ? N_("Somebody with this IIN is registered already, as number {1}. Nobody "
                             "is registered twice at a meeting.")
                        : N_("This IIN stands in line {1}, too. Nobody is registered twice at a "
                             "meeting."),
              number, NULL);
    return FALSE;
}

static gboolean import_row(Import *import, const CsvRow *row, GError **error)
{
    const CsvTable *table = import->table;
    const Attendee attendee = {
        .surname = csv_table_cell(table, row, SURNAME),
        .name = csv_table_cell(table, row, NAME),
        .patronymic = csv_table_cell(table, row, PATRONYMIC),
        .category = rules_category_code(import->rules, csv_table_cell(table, row, CATEGORY)),
        .address = csv_table_cell(table, row, ADDRESS),
        .phone = csv_table_cell(table, row, PHONE),
        .iin = csv_table_cell(table, row, IIN),
    };
    int added;
    GError *wrong = NULL;
    return ((!attendee.iin || check_iin(import, row, attendee.iin, &wrong)) &&
            meeting_people_add(import->change, import->rules, &attendee, &added, &wrong)) ||
           csv_table_refuse(table, row, wrong, error);
}

static gboolean import_rows(Change *change, const CsvTable *table, GError **error)
{
    g_autoptr(GHashTable) iins = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    Import import = {change, change_rules(change, error), table, iins};
    g_autoptr(JsonArray) known =
        import.rules ? register_attendee_iins(change->register_, change->id, error) : NULL;
    for (guint i = 0; known && i < json_array_get_length(known); i++) {
        JsonObject *row = json_array_get_object_element(known, i);
        g_hash_table_insert(iins, g_strdup(json_object_get_string_member(row, "iin")),
                            GINT_TO_POINTER((int)json_object_get_int_member(row, "n")));
    }
    for (guint i = 0; known && i < table->rows->len; i++)
        if (!import_row(&import, table->rows->pdata[i], error))
            return FALSE;
    return known != NULL;
}

gboolean meeting_attend_import(Home *home, const char *id, const char *csv_path, int *count_out,
                               GError **error)
{
    g_auto(CsvTable) table = {NULL};
    if (!csv_table_read(&table, csv_path, columns, COLUMN_COUNT, error))
        return FALSE;
    Change change;
    if (!change_begin(&change, home, id, LIFE_ATTEND, error) ||
        !change_end(&change, import_rows(&change, &table, error), error))
        return FALSE;
    *count_out = (int)table.rows->len;
    return TRUE;
}
