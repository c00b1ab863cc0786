#include "protocol/csv.h"

#include <string.h>

#include "protocol/error.h"

#define BYTE_ORDER_MARK "\xEF\xBB\xBF"

typedef struct {
    const char *what;
    const char *at, *end;
    char separator;
    guint line;
} Reader;

static void row_free(gpointer data)
{
    CsvRow *row = data;
    g_strfreev(row->cells);
    g_free(row);
}

static void refuse(const Reader *reader, guint line, const char *msgid, GError **error)
{
    g_autofree char *number = g_strdup_printf("%u", line);
    error_set(error, PROTOCOL_ERROR_USAGE, msgid, reader->what, number, NULL);
}

static char find_separator(const char *text, const char *end)
{
    static const char candidates[] = ";,\t";
    char best = ',';
    int most = 0;
    for (const char *candidate = candidates; *candidate; candidate++) {
        int count = 0;
        for (const char *at = text; at < end && *at != '\n'; at++)
            count += *at == *candidate;
        if (count > most) {
            most = count;
            best = *candidate;
        }
    }
    return best;
}

static gboolean at_line_end(const Reader *reader)
{
    return reader->at >= reader->end || *reader->at == '\n' ||
           (*reader->at == '\r' && reader->at + 1 < reader->end && reader->at[1] == '\n');
}

/* The rest of a field after its opening quote. */
static char *read_quoted(Reader *reader, GError **error)
{
    guint start = reader->line;
    GString *cell = g_string_new(NULL);
    while (reader->at < reader->end) {
        char c = *reader->at++;
        if (c == '"' && reader->at < reader->end && *reader->at == '"') {
            reader->at++;
        } else if (c == '"') {
            if (at_line_end(reader) || *reader->at == reader->separator)
                return g_string_free(cell, FALSE);
            refuse(reader, reader->line,
                   N_("{1}, line {2}: something stands after a quoted field."), error);
            g_string_free(cell, TRUE);
            return NULL;
        }
        reader->line += c == '\n';
        g_string_append_c(cell, c);
    }
    refuse(reader, start, N_("{1}, line {2}: a quote is never closed."), error);
    g_string_free(cell, TRUE);
    return NULL;
}

static char *read_cell(Reader *reader, GError **error)
{
    if (reader->at < reader->end && *reader->at == '"') {
        reader->at++;
        return read_quoted(reader, error);
    }
    const char *start = reader->at;
    while (!at_line_end(reader) && *reader->at != reader->separator) {
        if (*reader->at == '"') {
            refuse(reader, reader->line, N_("{1}, line {2}: a quote stands inside a field."),
                   error);
            return NULL;
        }
        reader->at++;
    }
    return g_strndup(start, reader->at - start);
}

static CsvRow *read_row(Reader *reader, GError **error)
{
    guint line = reader->line;
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    for (;;) {
        g_autofree char *cell = read_cell(reader, error);
        if (!cell)
            return NULL;
        g_strv_builder_add(builder, cell);
        if (at_line_end(reader))
            break;
        reader->at++; /* the separator */
    }
    while (reader->at < reader->end && *reader->at++ != '\n')
        ;
    reader->line++;
    CsvRow *row = g_new(CsvRow, 1);
    *row = (CsvRow){.line = line, .cells = g_strv_builder_end(builder)};
    return row;
}

static gboolean is_empty(const CsvRow *row)
{
    for (char **cell = row->cells; *cell; cell++)
        if (**cell)
            return FALSE;
    return TRUE;
}

GPtrArray *csv_parse(const char *what, const char *text, gsize size, GError **error)
{
    if (!g_utf8_validate_len(text, size, NULL)) {
        error_set(error, PROTOCOL_ERROR_USAGE,
                  N_("{1} is not valid UTF-8. Save it as “CSV UTF-8” and import it again."), what,
                  NULL);
        return NULL;
    }
    Reader reader = {.what = what, .at = text, .end = text + size, .line = 1};
    if (size >= 3 && memcmp(text, BYTE_ORDER_MARK, 3) == 0)
        reader.at += 3;
    reader.separator = find_separator(reader.at, reader.end);
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(row_free);
    while (reader.at < reader.end) {
        CsvRow *row = read_row(&reader, error);
        if (!row)
            return NULL;
        if (is_empty(row))
            row_free(row);
        else
            g_ptr_array_add(rows, row);
    }
    return g_steal_pointer(&rows);
}
