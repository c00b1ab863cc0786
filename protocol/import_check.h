/* Judging the JSON of a record that somebody else wrote, before it is taken over. */
#pragma once

#include <json-glib/json-glib.h>

/* Whether every string of the value is text that may stand on a screen, and every number whole.
 * Pure. */
gboolean import_text_plain(JsonNode *node);
