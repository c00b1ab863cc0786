/*
 * The increment that a signature appends to a PDF (ISO 32000-1, 7.5.6 and 12.8), always in the
 * same form: pdf_sign writes it, and pdf_verify writes it again and demands the same bytes. So
 * nothing but a signature can be hidden behind a signed document. The form is part of the archive:
 * a later form stands beside this one, which must stay readable.
 */
#pragma once

#include <glib.h>

#include "protocol/pdf_text.h"

/* Room for a signature with its certificate: about 1,500 with P-256, 4,000 with RSA of 4,096 bits.
 */
#define PDF_CONTENTS_BYTES 5120

/* What is free in an increment, as it stands in the file: "<FEFF…>" and "(D:…)". */
typedef struct {
    char *name, *reason, *date;
} PdfIncrementText;

void pdf_increment_text_clear(PdfIncrementText *text);

typedef struct {
    GString *bytes;  /* the whole new file, zeros in the gap */
    gsize gap_begin; /* of "<", in the whole file */
    gsize gap_end;   /* behind ">" */
} PdfIncrement;

/* Appends to file, which must end with its last revision. FALSE if file is no such document. Free
 * the bytes with g_string_free. */
gboolean pdf_increment_build(PdfSlice file, const PdfIncrementText *text,
                             PdfIncrement *increment_out);
/* Reads the texts of the increment that ends file, whose object of the signature is number; FALSE
 * if they are not of the form that pdf_increment_build is given. */
gboolean pdf_increment_text(PdfSlice file, int number, PdfIncrementText *text_out);
/* The number of the signature's object in an increment behind file; 0 if file is none. */
int pdf_increment_number(PdfSlice file);

/* SHA-256 of everything but the gap. */
void pdf_increment_digest(PdfSlice file, gsize gap_begin, gsize gap_end, guint8 digest_out[32]);
