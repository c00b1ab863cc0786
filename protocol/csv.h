/*
 * Reading CSV (RFC 4180): quoted fields may hold separators, quotes written twice, and line breaks;
 * lines end with LF or CRLF. UTF-8, a byte order mark is skipped. The separator is the one of
 * ';' ',' and tab that the first line holds most often.
 */
#pragma once

#include <glib.h>

#define CSV_MAX_BYTES (16 << 20)

typedef struct {
    guint line;   /* in the file, of the row's start, counted from 1 */
    char **cells; /* owned, NULL-terminated */
} CsvRow;

/* The rows of text (size bytes) that are not empty; free with g_ptr_array_unref. what names the
 * file in errors. PROTOCOL_ERROR_USAGE names the line that is wrong. */
GPtrArray *csv_parse(const char *what, const char *text, gsize size, GError **error);
