/*
 * Stretches of a copy in which nothing of the recording is to be seen or heard (jobs.h,
 * job_blanked): decides of each packet on its way into the copy, and gives the pictures that stand
 * there instead.
 *
 * From the beginning of a stretch no picture is taken over, until one behind its end that is an
 * IDR: nothing after that one can refer to what was before it (Rec. ITU-T H.264, 7.4.1.2.4), as
 * could what follows another keyframe. So a stretch becomes longer, never shorter. The sound is
 * silent for as long, and up to 120 ms before. Behind it an Opus decoder comes back to
 * the sound within half a second, as if it were faded in.
 *
 * All times are the copy's. Lives in the job's thread.
 */
#pragma once

#include <libavformat/avformat.h>

#include "media/jobs.h"

typedef struct Blank Blank;

/* NULL with MEDIA_ERROR_FAILED unless the stretches come in order and apart from each other. Free
 * with blank_free. */
Blank *blank_new(const JobBlank *stretches, gsize count, GError **error);
void blank_free(Blank *blank);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Blank, blank_free)

/* The packets that come now are of this take. MEDIA_ERROR_FAILED if its picture is no H.264 or its
 * sound no Opus. Blocks while a picture is encoded. */
gboolean blank_take(Blank *blank, const AVFormatContext *take, GError **error);
/* Judges a packet of a take's stream: keep_out tells whether it goes into the copy; sound has been
 * made silent where it must be. */
gboolean blank_packet(Blank *blank, AVPacket *packet, const AVStream *stream, gint64 time_ms,
                      gboolean *keep_out, GError **error);
/* No packet of this take comes any more. */
void blank_take_ends(Blank *blank);
/* The next picture that is due before the packet that was judged last, or at the end of the take:
 * borrowed, NULL if there is none. */
const AVPacket *blank_due(Blank *blank, gint64 *time_ms_out);
/* What was blanked in a copy of this length, one for each of the stretches, in order; one that lies
 * behind the end is empty. Of JobBlank; g_array_unref. */
GArray *blank_result(const Blank *blank, gint64 length_ms);
