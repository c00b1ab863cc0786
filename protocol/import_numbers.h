/* The numbers of entries that came in an archive, where theirs were taken here. */
#pragma once

#include <json-glib/json-glib.h>

#include "protocol/home.h"

/* The entries of record (as record_read gives it) that have another number here than in the
 * protocol that was sealed elsewhere: [{"entry":N,"there":N}], empty for a record of this home.
 * Free with json_array_unref; NULL with an error. Blocks for the disk. */
JsonArray *import_numbers(Home *home, JsonObject *record, GError **error);
