/*
 * The archive of one entry: what a checker of a complaint needs and nothing of anybody else.
 *   entry.json   the excerpt of the sealed record: the meeting, this entry, root of the recording
 *   clip/        its stretch of the recording with the proof (clip.h), where there is one, and
 *                playable.mkv, a copy that plays everywhere, not proven by itself
 *   clip-take-NN/  the same of another take, where the recording was interrupted in that stretch:
 *                the excerpt names these takes, "clip_also":[N]
 */
#pragma once

#include <json-glib/json-glib.h>

#include "protocol/bag.h"

#define EXPORT_ENTRY_FILE "entry.json"
#define EXPORT_CLIP_FOLDER "clip"
#define EXPORT_CLIP_ALSO "clip_also"
/* Takes that a recording can have, at most. */
#define EXPORT_TAKES_MAX 9999
#define EXPORT_CLIP_PLAYABLE "playable.mkv"
/* Around the moment at which the entry was noted. */
#define EXPORT_BEFORE_MS (30 * 1000)
#define EXPORT_AFTER_MS (120 * 1000)

/* Fills the bag from the sealed record and the meeting's video folder. record_sha256: of
 * meeting.json. PROTOCOL_ERROR_NOT_FOUND if the record has no entry of this number, _DIFFERENT if
 * the recording is not what was sealed. Blocks for the disk. */
gboolean export_entry_fill(Bag *bag, JsonNode *record, const char *record_sha256,
                           const char *video_folder, int entry, GError **error);

/* The folder of another take's clip. Free with g_free. */
char *export_entry_clip_folder(int take);
