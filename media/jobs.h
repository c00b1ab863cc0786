/*
 * What is done with a recording afterwards: a copy that plays everywhere, a clip, a picture. Each
 * is a job of the recorder's program, which runs as a process of its own; nothing of the recording
 * is encoded again, and the takes are only read.
 *
 * A file is written as out.part, flushed and renamed: out is always whole, whenever a job is
 * killed. What was at out before is replaced.
 *
 * Any thread; each call blocks until the job is done. Errors: MEDIA_ERROR_NO_RECORDING,
 * _NO_SPACE, _CANCELLED, _DIFFERENT (the chain's lines), _FAILED.
 */
#pragma once

#include <glib.h>

/* FALSE cancels the job: it removes what it has written and fails with MEDIA_ERROR_CANCELLED. */
typedef gboolean (*JobProgress)(gint64 done_bytes, gint64 all_bytes, gpointer user_data);

/* A place in the recording, and what is to be found there. */
typedef struct {
    int take;
    gint64 at_ms;
    const char *title; /* UTF-8 */
    gboolean subtitle; /* the title is shown from that moment on, too */
} JobChapter;

typedef struct {
    const char *program;   /* path of esep-recorder */
    const char *directory; /* of the recording */
    const char *out;
    JobProgress progress; /* may be NULL; a few times a second */
    gpointer user_data;
} Job;

/* Between two takes in a playable copy: the time of the last picture of the one before. */
#define JOB_SEAM_MS 34
/* How long a subtitle of it is shown, unless another one or the end comes before. */
#define JOB_SUBTITLE_MS 6000

/* All takes, one after the other, as one Matroska file with duration and index. A place in it is
 * the place in the take after the lengths, as the chain tells them, and seams of those before.
 * chapters: in any order; one that lies outside the recording is left out. Their subtitles are a
 * text track; without one there is no such track. */
gboolean job_playable(const Job *job, const JobChapter *chapters, gsize count, GError **error);
/* A stretch of the copy, [from_ms, to_ms). */
typedef struct {
    gint64 from_ms, to_ms;
} JobBlank;
/* As job_playable, but in these stretches, which come in order and apart from each other, there are
 * only a calm picture and silence (blank.h); all else is taken over as it is. blanked_out: what was
 * blanked, for each of them, which may be longer; of JobBlank, g_array_unref. Recordings in other
 * formats than the recorder's fail with _FAILED. */
gboolean job_blanked(const Job *job, const JobChapter *chapters, gsize count,
                     const JobBlank *blanks, gsize blank_count, GArray **blanked_out,
                     GError **error);
/* [from_ms, to_ms] of a take as a Matroska file that begins with the last keyframe before. */
gboolean job_clip(const Job *job, int take, gint64 from_ms, gint64 to_ms, GError **error);
/* The picture that was on the screen at at_ms; PNG, or JPEG if out ends in ".jpg". */
gboolean job_picture(const Job *job, int take, gint64 at_ms, GError **error);
