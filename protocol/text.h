/*
 * Judging text from outside before it enters the record. Text is kept exactly as given or refused,
 * never repaired: names are data.
 */
#pragma once

#include <glib.h>

#define TEXT_NAME_MAX 100 /* Unicode code points */
#define TEXT_PHONE_MAX 50
#define TEXT_PLACE_MAX 500
#define TEXT_LONG_MAX 10000

/* Whether value is text of 1 to max_characters code points: valid UTF-8, not only white space, no
 * control character but a line break if lines, none that turns the direction of writing (it makes
 * a name read otherwise than it is stored). PROTOCOL_ERROR_USAGE names what ("surname"). */
gboolean text_check(const char *what, const char *value, glong max_characters, gboolean lines,
                    GError **error);
/* As text_check; NULL is fine too. */
gboolean text_check_optional(const char *what, const char *value, glong max_characters,
                             gboolean lines, GError **error);
/* Whether value is one of codes (ended by a NULL); the error lists them. */
gboolean text_check_code(const char *what, const char *value, const char *const *codes,
                         GError **error);
