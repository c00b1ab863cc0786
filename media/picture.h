/* A picture out of a take, as a PNG or JPEG file. Writes run->part. */
#pragma once

#include "media/job_run.h"

/* What was on the screen at at_ms; JPEG if run->out ends in ".jpg", else PNG. */
gboolean picture_write(JobRun *run, int take, gint64 at_ms, GError **error);
/* Whether there is one at that place that can be decoded; nothing is written. */
gboolean picture_decodes(JobRun *run, int take, gint64 at_ms, GError **error);
