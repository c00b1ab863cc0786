/* What was added to a meeting after it was sealed, from its archive (later.h). */
#pragma once

#include <json-glib/json-glib.h>

#include "protocol/home.h"

/* Reads it from the folder of what has come, whose archive verified; record is the meeting's.
 * *later_out (json_node_unref) is NULL if the archive has none: an older program wrote it.
 * PROTOCOL_ERROR_DIFFERENT. */
gboolean import_later_read(const char *folder, JsonObject *record, JsonNode **later_out,
                           GError **error);
/* Adds its rows to the sealed meeting id, whose entries have the numbers that record gives them
 * here. Inside a transaction. */
gboolean import_later_add(Home *home, const char *id, JsonObject *record, JsonNode *later,
                          GError **error);
