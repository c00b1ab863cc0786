/*
 * Writing CSV (RFC 4180) that LibreOffice and Excel open right in Kazakhstan: UTF-8 with byte order
 * mark, semicolons, CRLF. A cell that a spreadsheet would take for a formula gets an apostrophe
 * before it: what citizens wrote must not run on the reader's desk.
 */
#pragma once

#include <glib.h>

/* A table whose first row are the message ids heads (up to a NULL) as csv_text. */
GString *csv_begin(const char *const *heads);
/* A cell more in the row; NULL is an empty one. */
void csv_cell(GString *csv, const char *text);
void csv_number(GString *csv, gint64 number);
void csv_end(GString *csv); /* of the row */
/* A text of the catalogue in Kazakh and Russian; g_free. */
char *csv_text(const char *msgid);
