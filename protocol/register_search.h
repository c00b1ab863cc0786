/*
 * Finding people by the beginnings of their names (name_fold.h), through keyed hashes of the first
 * letters of each word. The key is that of the month in which the meeting was made: a search asks
 * once for each month, and the key goes with the last record of its month.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "protocol/register.h"

/* Keeps the hashes of an attendee's names as they are now, in the transaction that changed them.
 * before: the row until then; NULL if there was none. */
gboolean register_words_keep(Register *register_, const char *id, int attendee, JsonObject *before,
                             GError **error);
/* Who is found: each of the words (folded; "" for none; the first of two letters or more) begins a
 * word of the names. The newest meetings first, at most limit:
 * [{"meeting","date","n","surname","name","patronymic"|null,"category"}]. Free with
 * json_array_unref. */
JsonArray *register_search(Register *register_, const char *const words[3], guint limit,
                           GError **error);
