/*
 * Copies packets of takes, as they are, into a Matroska file with duration and index, with
 * libavformat. Writes run->part.
 */
#pragma once

#include "media/job_run.h"
#include "media/jobs.h"

/* All takes, one after the other (jobs.h, job_playable). blanks (of JobBlank; may be NULL): what is
 * blanked of them, into run->blanked. */
gboolean remux_all(JobRun *run, const JobChapter *chapters, gsize count, const GArray *blanks,
                   GError **error);
/* A stretch of a take, from the keyframe before it on; its time begins at zero. */
gboolean remux_clip(JobRun *run, int take, gint64 from_ms, gint64 to_ms, GError **error);
