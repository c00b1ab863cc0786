/*
 * The copy of a recording that plays everywhere, with a chapter at each point of the agenda and
 * each entry, named in Kazakh and Russian; that of an entry is a subtitle, too. Names and words of
 * citizens are in no chapter.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "media/chain.h"
#include "media/jobs.h"

/* The chapters of a record (record.h) and, of the recording (may be NULL), where it was
 * interrupted: of JobChapter, g_array_unref. */
GArray *playable_chapters(JsonObject *record, const Recording *recording);
/* Adds one; title is taken. */
void playable_chapter(GArray *chapters, gint64 take, gint64 at_ms, char *title, gboolean subtitle);
/* Writes the copy to path. video: the folder of the recording; record: meeting.json. progress may
 * be NULL. MEDIA_ERROR_NO_RECORDING if no picture and no sound was recorded. Blocks. */
gboolean playable_write(const char *video, JsonObject *record, const char *path,
                        JobProgress progress, gpointer user_data, GError **error);
