/* People from a list that somebody else keeps (CSV): all of them or none. */
#include <string.h>

#include "protocol/csv_table.h"
#include "protocol/meeting_people.h"

enum { SURNAME, NAME, PATRONYMIC, CATEGORY, ADDRESS, PHONE, COLUMN_COUNT };

/* What the columns may be called, in the forms that lists of akimats and schools use. */
static const CsvColumn columns[COLUMN_COUNT] = {
    [SURNAME] = {{"surname", "тегі", "фамилия"}, TRUE},
    [NAME] = {{"name", "аты", "имя"}, TRUE},
    [PATRONYMIC] = {{"patronymic", "әкесінің аты", "отчество", "әкесінің аты (бар болса)",
                     "отчество (при наличии)"}},
    [CATEGORY] = {{"category", "санаты", "санат", "категория"}, TRUE},
    [ADDRESS] = {{"address", "мекенжайы", "мекенжай", "адрес"}},
    [PHONE] = {{"phone", "телефоны", "телефон"}},
};

static gboolean import_row(Change *change, const Rules *rules, const CsvTable *table,
                           const CsvRow *row, GError **error)
{
    const Attendee attendee = {
        .surname = csv_table_cell(table, row, SURNAME),
        .name = csv_table_cell(table, row, NAME),
        .patronymic = csv_table_cell(table, row, PATRONYMIC),
        .category = rules_category_code(rules, csv_table_cell(table, row, CATEGORY)),
        .address = csv_table_cell(table, row, ADDRESS),
        .phone = csv_table_cell(table, row, PHONE),
    };
    int added;
    GError *wrong = NULL;
    return meeting_people_add(change, rules, &attendee, &added, &wrong) ||
           csv_table_refuse(table, row, wrong, error);
}

static gboolean import_rows(Change *change, const CsvTable *table, GError **error)
{
    const Rules *rules = change_rules(change, error);
    if (!rules)
        return FALSE;
    for (guint i = 0; i < table->rows->len; i++)
        if (!import_row(change, rules, table, table->rows->pdata[i], error))
            return FALSE;
    return TRUE;
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
