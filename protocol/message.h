/*
 * The message catalogue: every text that a person sees on the screen or from the command.
 *
 * Message ids are the English text. Catalogues are gettext's, one domain a language, so that a
 * text can be asked for in any language at any moment and from any thread; nothing global
 * changes when somebody touches "Русский". Arguments stand as {1} … {9}: a translator may order
 * them freely and a text from outside can never be a format string.
 */
#pragma once

#include <glib.h>

typedef enum { LANGUAGE_KK, LANGUAGE_RU, LANGUAGE_EN } Language;
#define LANGUAGE_COUNT 3

/* Between a message id and its arguments in a GError of PROTOCOL_ERROR. */
#define MESSAGE_SEPARATOR '\x1f'
/* Begins an argument that is a message itself, and stands between it and its own arguments. */
#define MESSAGE_NESTED '\x1e'
/* Between the texts of an argument that is written in each language (kk, ru, en in this order),
 * because it comes from a file of the law and not from the catalogue. */
#define MESSAGE_LANGUAGES '\x1d'

/* Prepares gettext. Call once from main, before any thread. catalogues is the folder with
 * esep/LC_MESSAGES/esep-kk.mo and so on; NULL takes the one that paths_catalogues() finds. */
void message_init(const char *catalogues);

/* "kk", "ru", "en" to the language; FALSE if it is none of them. */
gboolean language_parse(const char *code, Language *language_out);
/* "kk", "ru" or "en"; static. */
const char *language_code(Language language);

/* The text of msgid, which the catalogue owns. Falls back to msgid itself. Any thread. */
const char *message(Language language, const char *msgid);
/* As message, for a text that depends on a number; {1} in it is the number. Free with g_free. */
char *message_plural(Language language, const char *msgid, const char *plural, guint64 number);
/* As message, with {1} … {9} replaced by the string arguments, up to a NULL. Free with g_free. */
char *message_format(Language language, const char *msgid, ...) G_GNUC_NULL_TERMINATED;
/* The error as text for a reader: PROTOCOL_ERROR by catalogue; media's and GLib's errors by
 * domain and code. Free with g_free. */
char *message_error(Language language, const GError *error);
