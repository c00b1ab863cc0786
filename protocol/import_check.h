/* Judging the JSON of a record that somebody else wrote, before and after it was taken over. */
#pragma once

#include <json-glib/json-glib.h>

/* Whether every string of the value is text that may stand on a screen, and every number whole.
 * Pure. */
gboolean import_text_plain(JsonNode *node);
/* Whether found says all that stated says; a member that the program has got since is no loss. Both
 * may be NULL. Pure. */
gboolean import_says(JsonNode *stated, JsonNode *found);
