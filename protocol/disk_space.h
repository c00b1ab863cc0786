/*
 * How much recording the disk still takes, and what may make room: only what the law lets go, and
 * only where another copy is known to be whole. Nothing is removed here; a person does that by
 * disposal.h.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "protocol/home.h"

/* What an hour of recording takes: 2,064 kbit a second. */
#define DISK_HOUR_BYTES (G_GINT64_CONSTANT(2064000) / 8 * 3600)
/* Below so many hours the disk runs low, if the configuration says nothing else (config.h). */
#define DISK_LOW_HOURS 6

/* {"free_bytes","hours_left","low":bool,"freed_bytes","hours_after","proposed":[{"meeting",
 * "kept_until","bytes"}]}: proposed are, only while the disk runs low, the records whose term is
 * over, which nothing holds, and whose whole archive was read back from another medium
 * (EXPORT_CARRIED), the oldest first, as few as lift the disk over the limit, and no others however
 * full it is. freed_bytes: their files; hours_after: hours left without them. Free with
 * json_node_unref. Blocks for the disk. */
JsonNode *disk_space_read(Home *home, GError **error);
/* The same with so many bytes free; for tests. */
JsonNode *disk_space_with(Home *home, gint64 free_bytes, GError **error);
