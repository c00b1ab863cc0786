/* Finding people by the beginnings of their names (name_fold.h), through the words kept for it. */
#pragma once

#include <json-glib/json-glib.h>

#include "protocol/register.h"

/* Keeps the words of an attendee as they are now, in the transaction that changed them. before: the
 * surname and name until then; NULL if there were none. */
gboolean register_words_keep(Register *register_, const char *id, int attendee,
                             const char *surname_before, const char *name_before, GError **error);
/* Who is found: surname or name begins with first, and any of the names with second and with third
 * ("" for none); all three folded. By name, then the newest meeting first, at most limit:
 * [{"meeting","date","n","surname","name","patronymic"|null,"category"}]. Free with
 * json_array_unref. */
JsonArray *register_search(Register *register_, const char *const words[3], int limit,
                           GError **error);
