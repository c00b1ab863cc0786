#include "protocol/csv_table.h"

#include <string.h>

#include "protocol/error.h"
#include "protocol/file_read.h"

/* Text without space around it and in small letters, as titles and codes are compared; g_free. */
static char *fold(const char *text)
{
    g_autofree char *copy = g_strdup(text);
    return g_utf8_strdown(g_strstrip(copy), -1);
}

static int find_column(const CsvColumn *columns, int count, const char *cell)
{
    g_autofree char *title = fold(cell);
    for (int column = 0; column < count; column++)
        for (int i = 0; i < CSV_TITLES_MAX && columns[column].titles[i]; i++)
            if (strcmp(title, columns[column].titles[i]) == 0)
                return column;
    return -1;
}

/* "surname, name, …": the columns' own names. g_free. */
static char *list_columns(const CsvColumn *columns, int count)
{
    GString *list = g_string_new(NULL);
    for (int column = 0; column < count; column++)
        g_string_append_printf(list, "%s%s", column ? ", " : "", columns[column].titles[0]);
    return g_string_free(list, FALSE);
}

static gboolean read_header(CsvTable *table, const CsvColumn *columns, int count, const CsvRow *row,
                            GError **error)
{
    for (int column = 0; column < count; column++)
        table->at[column] = -1;
    table->width = g_strv_length(row->cells);
    for (guint i = 0; i < table->width; i++) {
        int column = find_column(columns, count, row->cells[i]);
        g_autofree char *known = list_columns(columns, count);
        if (column < 0 || table->at[column] >= 0) {
            error_set(error, PROTOCOL_ERROR_USAGE,
                      column < 0 ? N_("{1}: the column “{2}” is not known. The first line names "
                                      "the columns: {3}.")
                                 : N_("{1}: the column “{2}” stands there twice."),
                      table->path, row->cells[i], known, NULL);
            return FALSE;
        }
        table->at[column] = (int)i;
    }
    for (int column = 0; column < count; column++)
        if (table->at[column] < 0 && columns[column].needed) {
            error_set(error, PROTOCOL_ERROR_USAGE, N_("{1}: the column “{2}” is missing."),
                      table->path, columns[column].titles[0], NULL);
            return FALSE;
        }
    return TRUE;
}

static gboolean check_widths(const CsvTable *table, GError **error)
{
    for (guint i = 0; i < table->rows->len; i++) {
        const CsvRow *row = table->rows->pdata[i];
        if (g_strv_length(row->cells) == table->width)
            continue;
        g_autofree char *number = g_strdup_printf("%u", row->line);
        error_set(error, PROTOCOL_ERROR_USAGE,
                  N_("{1}, line {2}: it has more or fewer cells than the first line. Nothing was "
                     "imported."),
                  table->path, number, NULL);
        return FALSE;
    }
    return TRUE;
}

gboolean csv_table_read(CsvTable *table, const char *path, const CsvColumn *columns, int count,
                        GError **error)
{
    gsize size = 0;
    *table = (CsvTable){.path = path};
    g_autofree char *text = file_read(path, CSV_MAX_BYTES, &size, error);
    table->rows = text ? csv_parse(path, text, size, error) : NULL;
    if (!table->rows)
        return FALSE;
    if (table->rows->len < 2)
        error_set(error, PROTOCOL_ERROR_USAGE,
                  N_("{1}: there is nothing in it. The first line names the columns."), path, NULL);
    else if (read_header(table, columns, count, table->rows->pdata[0], error)) {
        g_ptr_array_remove_index(table->rows, 0);
        if (check_widths(table, error))
            return TRUE;
    }
    csv_table_clear(table);
    return FALSE;
}

void csv_table_clear(CsvTable *table)
{
    g_clear_pointer(&table->rows, g_ptr_array_unref);
}

const char *csv_table_cell(const CsvTable *table, const CsvRow *row, int column)
{
    int at = table->at[column];
    return at >= 0 && *row->cells[at] ? row->cells[at] : NULL;
}

gboolean csv_table_refuse(const CsvTable *table, const CsvRow *row, GError *wrong, GError **error)
{
    if (!g_error_matches(wrong, PROTOCOL_ERROR, PROTOCOL_ERROR_USAGE)) {
        g_propagate_error(error, wrong);
        return FALSE;
    }
    g_autofree char *number = g_strdup_printf("%u", row->line);
    g_autofree char *text = error_as_argument(wrong);
    error_set(error, PROTOCOL_ERROR_USAGE, N_("{1}, line {2}: {3} Nothing was imported."),
              table->path, number, text, NULL);
    g_error_free(wrong);
    return FALSE;
}
