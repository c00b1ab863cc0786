/* People from a list that somebody else keeps (CSV): all of them or none. */
#include <string.h>

#include "protocol/csv.h"
#include "protocol/error.h"
#include "protocol/file_read.h"
#include "protocol/meeting_people.h"

#define FILE_MAX_BYTES (16 << 20)

enum { SURNAME, NAME, PATRONYMIC, CATEGORY, ADDRESS, PHONE, COLUMN_COUNT };

/* What the columns may be called, in the forms that lists of akimats and schools use. */
static const char *const titles[COLUMN_COUNT][8] = {
    [SURNAME] = {"surname", "тегі", "фамилия"},
    [NAME] = {"name", "аты", "имя"},
    [PATRONYMIC] = {"patronymic", "әкесінің аты", "отчество", "әкесінің аты (бар болса)",
                    "отчество (при наличии)"},
    [CATEGORY] = {"category", "санаты", "санат", "категория"},
    [ADDRESS] = {"address", "мекенжайы", "мекенжай", "адрес"},
    [PHONE] = {"phone", "телефоны", "телефон"},
};

typedef struct {
    const char *path;
    int column_of[COLUMN_COUNT]; /* -1: not in the file */
    guint width;
} Table;

/* Text without space around it and in small letters; g_free. */
static char *folded(const char *text)
{
    g_autofree char *copy = g_strdup(text);
    return g_utf8_strdown(g_strstrip(copy), -1);
}

static int find_title(const char *cell)
{
    g_autofree char *title = folded(cell);
    for (int column = 0; column < COLUMN_COUNT; column++)
        for (const char *const *known = titles[column]; *known; known++)
            if (strcmp(title, *known) == 0)
                return column;
    return -1;
}

static gboolean read_header(Table *table, const CsvRow *row, GError **error)
{
    for (int column = 0; column < COLUMN_COUNT; column++)
        table->column_of[column] = -1;
    table->width = g_strv_length(row->cells);
    for (guint i = 0; i < table->width; i++) {
        int column = find_title(row->cells[i]);
        if (column < 0 || table->column_of[column] >= 0) {
            error_set(error, PROTOCOL_ERROR_USAGE,
                      column < 0 ? N_("{1}: the column “{2}” is not known. The first line names "
                                      "the columns: surname, name, patronymic, category, address, "
                                      "phone.")
                                 : N_("{1}: the column “{2}” stands there twice."),
                      table->path, row->cells[i], NULL);
            return FALSE;
        }
        table->column_of[column] = (int)i;
    }
    for (int column = 0; column < COLUMN_COUNT; column++)
        if (table->column_of[column] < 0 && (column <= NAME || column == CATEGORY)) {
            error_set(error, PROTOCOL_ERROR_USAGE, N_("{1}: the column “{2}” is missing."),
                      table->path, titles[column][0], NULL);
            return FALSE;
        }
    return TRUE;
}

/* The cell of a column, NULL if it is empty or there is no such column. */
static const char *cell(const Table *table, const CsvRow *row, int column)
{
    int at = table->column_of[column];
    return at >= 0 && *row->cells[at] ? row->cells[at] : NULL;
}

/* A category by its code or by its name in Kazakh or Russian; what is neither stays as it is. */
static const char *category_code(const Rules *rules, const char *text)
{
    if (!text)
        return NULL;
    g_autofree char *given = folded(text);
    for (const char *const *code = rules_categories(rules); *code; code++) {
        g_autofree char *kk = folded(rules_category(rules, *code, "kk"));
        g_autofree char *ru = folded(rules_category(rules, *code, "ru"));
        if (strcmp(given, *code) == 0 || strcmp(given, kk) == 0 || strcmp(given, ru) == 0)
            return *code;
    }
    return text;
}

/* Names the line in front of what is wrong with it. */
static void name_line(const Table *table, guint line, GError *wrong, GError **error)
{
    g_autofree char *number = g_strdup_printf("%u", line);
    g_autofree char *text = error_as_argument(wrong);
    error_set(error, PROTOCOL_ERROR_USAGE, N_("{1}, line {2}: {3} Nobody was registered."),
              table->path, number, text, NULL);
}

static gboolean import_row(Change *change, const Rules *rules, const Table *table,
                           const CsvRow *row, GError **error)
{
    g_autofree char *number = g_strdup_printf("%u", row->line);
    if (g_strv_length(row->cells) != table->width) {
        error_set(error, PROTOCOL_ERROR_USAGE,
                  N_("{1}, line {2}: it has more or fewer cells than the first line. Nobody was "
                     "registered."),
                  table->path, number, NULL);
        return FALSE;
    }
    const Attendee attendee = {
        .surname = cell(table, row, SURNAME),
        .name = cell(table, row, NAME),
        .patronymic = cell(table, row, PATRONYMIC),
        .category = category_code(rules, cell(table, row, CATEGORY)),
        .address = cell(table, row, ADDRESS),
        .phone = cell(table, row, PHONE),
    };
    int added;
    g_autoptr(GError) wrong = NULL;
    if (meeting_people_add(change, rules, &attendee, &added, &wrong))
        return TRUE;
    if (g_error_matches(wrong, PROTOCOL_ERROR, PROTOCOL_ERROR_USAGE))
        name_line(table, row->line, wrong, error);
    else
        g_propagate_error(error, g_steal_pointer(&wrong));
    return FALSE;
}

static gboolean import_rows(Change *change, const Table *table, const GPtrArray *rows,
                            GError **error)
{
    const Rules *rules = change_rules(change, error);
    if (!rules)
        return FALSE;
    for (guint i = 1; i < rows->len; i++)
        if (!import_row(change, rules, table, rows->pdata[i], error))
            return FALSE;
    return TRUE;
}

static GPtrArray *read_file(const char *path, GError **error)
{
    gsize size = 0;
    g_autofree char *text = file_read(path, FILE_MAX_BYTES, &size, error);
    g_autoptr(GPtrArray) rows = text ? csv_parse(path, text, size, error) : NULL;
    if (rows && rows->len < 2) {
        error_set(error, PROTOCOL_ERROR_USAGE,
                  N_("{1}: there is nobody in it. The first line names the columns."), path, NULL);
        return NULL;
    }
    return g_steal_pointer(&rows);
}

gboolean meeting_attend_import(Home *home, const char *id, const char *csv_path, int *count_out,
                               GError **error)
{
    g_autoptr(GPtrArray) rows = read_file(csv_path, error);
    Table table = {.path = csv_path};
    if (!rows || !read_header(&table, rows->pdata[0], error))
        return FALSE;
    Change change;
    if (!change_begin(&change, home, id, LIFE_ATTEND, error) ||
        !change_end(&change, import_rows(&change, &table, rows, error), error))
        return FALSE;
    *count_out = (int)rows->len - 1;
    return TRUE;
}
