/*
 * The code on a citizen's receipt: "4821-7730-52", nine random digits that nobody can guess from
 * another receipt, and a check digit (Damm's quasigroup), which catches every single wrong digit
 * and every two that were swapped.
 */
#pragma once

#include <glib.h>

/* A new random code; g_free. */
char *receipt_new(void);
/* What a person typed (spaces, dashes or none) as the code in its form; g_free. NULL if it is no
 * code: wrong length or check digit. */
char *receipt_parse(const char *text);
/* The code that stands at the start of what a machine read of a receipt (the QR code says more than
 * the number, and what scanners make of signs like "№" is anything); g_free. NULL: it is another
 * code. text may be hostile. */
char *receipt_scanned(const char *text);
