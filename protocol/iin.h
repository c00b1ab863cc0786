/*
 * The individual identification number of Kazakhstan (IIN; kk ЖСН): twelve digits, YYMMDD of the
 * birth, a digit for century and sex (1 to 6; 0 where a foreigner got one), four of a series, and a
 * check digit (the rules for forming identification numbers, under the law of 2007 on their
 * national registers).
 */
#pragma once

#include <glib.h>

/* Whether text is an IIN of somebody who is born by the day on ("YYYY-MM-DD", valid).
 * PROTOCOL_ERROR_USAGE says what is wrong with it. */
gboolean iin_check(const char *text, const char *on, GError **error);
