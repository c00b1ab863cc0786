/*
 * Reads back from the disk what a running recorder has written of late: every byte against the
 * chain, and a picture by decoding it. At the lowest priority for processor and disk.
 *
 * Asked for by keeper.h.
 */
#pragma once

#include "media/job_run.h"

/* What begins in [from_ms, to_ms) of the take; nothing at all is no failure. Fills run->recording
 * and run->until_ms. MEDIA_ERROR_DIFFERENT, _FAILED if it cannot be read. */
gboolean look_back(JobRun *run, int take, gint64 from_ms, gint64 to_ms, GError **error);
