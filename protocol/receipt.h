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
