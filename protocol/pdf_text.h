/*
 * Reading PDF as text (ISO 32000-1, 7.2 to 7.5): tokens, dictionaries, the classic cross-reference
 * table. For the files that pdf_finish and pdf_sign write, which have no cross-reference streams;
 * anything else is refused. Works on borrowed bytes, which may be hostile.
 */
#pragma once

#include <glib.h>

typedef struct {
    const char *at;
    gsize size;
} PdfSlice;

gboolean pdf_slice_is(PdfSlice slice, const char *text);
/* The slice as a number; -1 if it is no plain natural number below 10^10. */
gint64 pdf_number(PdfSlice slice);

/* The next token: a name, number, operator, string, or a whole array or dictionary. Moves rest
 * behind it. FALSE at the end and at what is no token. */
gboolean pdf_next(PdfSlice *rest, PdfSlice *token_out);
/* The value of key ("/Root") in a dictionary; a reference is the whole "5 0 R". */
gboolean pdf_dict_get(PdfSlice dict, const char *key, PdfSlice *value_out);
/* The object number of "5 0 R"; 0 if slice is no reference with generation 0. */
int pdf_reference(PdfSlice slice);

/* The last revision of a file. */
typedef struct {
    PdfSlice trailer;    /* its dictionary */
    gint64 xref;         /* offset of its cross-reference table */
    gint64 previous;     /* the same of the revision before; -1 if this is the first */
    gint64 first_offset; /* the lowest offset of an object of this revision */
    int objects;         /* /Size */
} PdfRevision;

/* Reads the end of file: "startxref", its table and trailer, "%%EOF" and a newline, and nothing
 * behind. */
gboolean pdf_revision_read(PdfSlice file, PdfRevision *revision_out);
/* The newest value of object number, whose generation must be 0. */
gboolean pdf_object_get(PdfSlice file, int number, PdfSlice *value_out);

/* A time as "D:20261120184012+05'00'" (ISO 32000-1, 7.9.4); free with g_free. */
char *pdf_date(gint64 unix_ms);
