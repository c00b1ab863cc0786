#include "protocol/pdf_text.h"

#include <string.h>

#include "protocol/clock.h"

#define DEPTH_MAX 64
#define REVISIONS_MAX 256
#define XREF_ENTRY_BYTES 20

gboolean pdf_slice_is(PdfSlice slice, const char *text)
{
    return strlen(text) == slice.size && memcmp(slice.at, text, slice.size) == 0;
}

gint64 pdf_number(PdfSlice slice)
{
    gint64 number = 0;
    if (slice.size == 0 || slice.size > 10)
        return -1;
    for (gsize i = 0; i < slice.size; i++) {
        if (!g_ascii_isdigit(slice.at[i]))
            return -1;
        number = number * 10 + slice.at[i] - '0';
    }
    return number;
}

static gboolean is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == '\0';
}

static gboolean is_regular(char c)
{
    return !is_space(c) && !strchr("()<>[]{}/%", c);
}

static void skip_space(const char **at, const char *end)
{
    while (*at < end && (is_space(**at) || **at == '%')) {
        if (**at == '%')
            while (*at < end && **at != '\n' && **at != '\r')
                (*at)++;
        else
            (*at)++;
    }
}

static gboolean skip_literal(const char **at, const char *end)
{
    int open = 0;
    for (; *at < end; (*at)++) {
        if (**at == '\\' && *at + 1 < end)
            (*at)++;
        else if (**at == '(')
            open++;
        else if (**at == ')' && --open == 0) {
            (*at)++;
            return TRUE;
        }
    }
    return FALSE;
}

static gboolean skip_value(const char **at, const char *end, int depth);

/* Skips values up to close ("]" or ">>"), which *at then stands behind. */
static gboolean skip_group(const char **at, const char *end, const char *close, int depth)
{
    gsize length = strlen(close);
    *at += length;
    for (;;) {
        skip_space(at, end);
        if ((gsize)(end - *at) >= length && memcmp(*at, close, length) == 0) {
            *at += length;
            return TRUE;
        }
        if (depth >= DEPTH_MAX || !skip_value(at, end, depth + 1))
            return FALSE;
    }
}

/* Skips the one token or group that begins at *at. */
static gboolean skip_value(const char **at, const char *end, int depth)
{
    if (*at >= end)
        return FALSE;
    char first = **at, second = *at + 1 < end ? (*at)[1] : 0;
    if (first == '<' && second == '<')
        return skip_group(at, end, ">>", depth);
    if (first == '[')
        return skip_group(at, end, "]", depth);
    if (first == '(')
        return skip_literal(at, end);
    if (first == '<') {
        const char *close = memchr(*at, '>', end - *at);
        *at = close ? close + 1 : end;
        return close != NULL;
    }
    if (first != '/' && !is_regular(first))
        return FALSE;
    for ((*at)++; *at < end && is_regular(**at); (*at)++)
        ;
    return TRUE;
}

gboolean pdf_next(PdfSlice *rest, PdfSlice *token_out)
{
    const char *at = rest->at, *end = rest->at + rest->size;
    skip_space(&at, end);
    const char *begin = at;
    if (!skip_value(&at, end, 0))
        return FALSE;
    *token_out = (PdfSlice){begin, at - begin};
    *rest = (PdfSlice){at, end - at};
    return TRUE;
}

/* A value: as pdf_next, but "5 0 R" is one. */
static gboolean next_value(PdfSlice *rest, PdfSlice *value_out)
{
    if (!pdf_next(rest, value_out))
        return FALSE;
    PdfSlice ahead = *rest, generation, letter;
    if (pdf_number(*value_out) >= 0 && pdf_next(&ahead, &generation) &&
        pdf_number(generation) >= 0 && pdf_next(&ahead, &letter) && pdf_slice_is(letter, "R")) {
        value_out->size = letter.at + 1 - value_out->at;
        *rest = ahead;
    }
    return TRUE;
}

gboolean pdf_dict_get(PdfSlice dict, const char *key, PdfSlice *value_out)
{
    if (dict.size < 4 || memcmp(dict.at, "<<", 2) != 0)
        return FALSE;
    PdfSlice rest = {dict.at + 2, dict.size - 4}, name, value;
    while (pdf_next(&rest, &name) && name.at[0] == '/' && next_value(&rest, &value))
        if (pdf_slice_is(name, key)) {
            *value_out = value;
            return TRUE;
        }
    return FALSE;
}

int pdf_reference(PdfSlice slice)
{
    PdfSlice number, generation, letter;
    if (!pdf_next(&slice, &number) || !pdf_next(&slice, &generation) ||
        !pdf_next(&slice, &letter) || !pdf_slice_is(generation, "0") || !pdf_slice_is(letter, "R"))
        return 0;
    gint64 value = pdf_number(number);
    return value > 0 && value < G_MAXINT ? (int)value : 0;
}

static gint64 dict_number(PdfSlice dict, const char *key)
{
    PdfSlice value;
    return pdf_dict_get(dict, key, &value) ? pdf_number(value) : -1;
}

/* The offset in a table's 20-byte entry "nnnnnnnnnn ggggg n \n"; 0 if it is free, -1 if wrong. */
static gint64 entry_offset(const char *entry)
{
    if (entry[10] != ' ' || entry[16] != ' ' || entry[18] != ' ' || entry[19] != '\n')
        return -1;
    if (entry[17] == 'f')
        return 0;
    return entry[17] == 'n' && memcmp(entry + 11, "00000", 5) == 0
               ? pdf_number((PdfSlice){entry, 10})
               : -1;
}

/* Reads the table at offset: the trailer, the lowest offset of an object, and that of object
 * number (0 if it is not in there). */
static gboolean read_table(PdfSlice file, gint64 offset, int number, PdfRevision *revision,
                           gint64 *found_out)
{
    if (offset < 0 || (gsize)offset >= file.size)
        return FALSE;
    PdfSlice rest = {file.at + offset, file.size - offset}, token, count;
    if (!pdf_next(&rest, &token) || !pdf_slice_is(token, "xref") || token.at != file.at + offset)
        return FALSE;
    revision->first_offset = G_MAXINT64;
    *found_out = 0;
    while (pdf_next(&rest, &token) && !pdf_slice_is(token, "trailer")) {
        gint64 first = pdf_number(token);
        gint64 entries = pdf_next(&rest, &count) ? pdf_number(count) : -1;
        if (first < 0 || entries < 0 || rest.size < 1 || rest.at[0] != '\n' ||
            (rest.size - 1) / XREF_ENTRY_BYTES < (gsize)entries)
            return FALSE;
        const char *entry = rest.at + 1;
        for (gint64 i = 0; i < entries; i++, entry += XREF_ENTRY_BYTES) {
            gint64 at = entry_offset(entry);
            if (at < 0)
                return FALSE;
            if (at > 0)
                revision->first_offset = MIN(revision->first_offset, at);
            if (first + i == number)
                *found_out = at;
        }
        rest = (PdfSlice){entry, file.at + file.size - entry};
    }
    if (!pdf_slice_is(token, "trailer") || !pdf_next(&rest, &revision->trailer))
        return FALSE;
    revision->xref = offset;
    revision->previous = dict_number(revision->trailer, "/Prev");
    gint64 objects = dict_number(revision->trailer, "/Size");
    revision->objects = (int)objects;
    return objects > 0 && objects < 10000000;
}

/* The number behind the last "startxref", or -1. */
static gint64 start_of_table(PdfSlice file)
{
    const char *tail = "\n%%EOF\n";
    gsize length = strlen(tail);
    if (file.size < length || memcmp(file.at + file.size - length, tail, length) != 0)
        return -1;
    const char *end = file.at + file.size - length, *digits = end;
    while (digits > file.at && g_ascii_isdigit(digits[-1]))
        digits--;
    const char *word = "startxref\n";
    if ((gsize)(digits - file.at) < strlen(word) ||
        memcmp(digits - strlen(word), word, strlen(word)) != 0)
        return -1;
    return pdf_number((PdfSlice){digits, end - digits});
}

gboolean pdf_revision_read(PdfSlice file, PdfRevision *revision_out)
{
    gint64 found;
    return read_table(file, start_of_table(file), 0, revision_out, &found);
}

gboolean pdf_object_get(PdfSlice file, int number, PdfSlice *value_out)
{
    gint64 table = start_of_table(file), found = 0;
    PdfRevision revision;
    for (int i = 0; number > 0 && found == 0 && table >= 0; i++) {
        if (i >= REVISIONS_MAX || !read_table(file, table, number, &revision, &found))
            return FALSE;
        table = revision.previous;
    }
    if (found <= 0 || (gsize)found >= file.size)
        return FALSE;
    PdfSlice rest = {file.at + found, file.size - found}, own, generation, word;
    return pdf_next(&rest, &own) && own.at == file.at + found && pdf_number(own) == number &&
           pdf_next(&rest, &generation) && pdf_slice_is(generation, "0") &&
           pdf_next(&rest, &word) && pdf_slice_is(word, "obj") && next_value(&rest, value_out);
}

char *pdf_date(gint64 unix_ms)
{
    g_autofree char *iso = time_iso(unix_ms);
    return g_strdup_printf("D:%.4s%.2s%.2s%.2s%.2s%.2s%.3s'%.2s'", iso, iso + 5, iso + 8, iso + 11,
                           iso + 14, iso + 17, iso + 19, iso + 23);
}
