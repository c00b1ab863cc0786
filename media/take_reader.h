/*
 * The packets of a stretch of a take, read with libavformat. A take has no index: its chain tells
 * where the stretch lies, and only that and the header are read.
 *
 * A take ends where its bytes do, in order or torn: every packet that is whole is given.
 */
#pragma once

#include <libavformat/avformat.h>

#include "media/job_run.h"

typedef struct TakeReader TakeReader;

/* [from_ms, to_ms] of the take, widened to whole segments. NULL without an error if nothing is in
 * it, as in a take that was cut off at its beginning. run is borrowed. Free with
 * take_reader_free. */
TakeReader *take_reader_new(JobRun *run, const RecordingTake *take, gint64 from_ms, gint64 to_ms,
                            GError **error);
void take_reader_free(TakeReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TakeReader, take_reader_free)

/* Its streams; borrowed. */
AVFormatContext *take_reader_format(TakeReader *reader);
/* The next packet. FALSE at the end, and with an error if the take cannot be read or the job is
 * cancelled. */
gboolean take_reader_next(TakeReader *reader, AVPacket *packet, GError **error);

/* The take of that number; NULL with MEDIA_ERROR_NO_RECORDING. Borrowed. */
const RecordingTake *take_reader_find(const JobRun *run, int number, GError **error);
