/*
 * A camera or a microphone that may die, hang, be absent and come back, on a thread and in a
 * pipeline of its own.
 *
 * The thread builds the pipeline, watches it, takes it down after an error, its end, or three
 * seconds without data, and builds it again a second later, for as long as the source lives. A
 * driver that blocks blocks nobody else.
 *
 * H.264 of the camera's own making is delivered as it comes when it is good enough (coded.h), and a
 * decoded picture now and then to be looked at. If it is not, its pictures are: and if it stops
 * being so, or another camera takes its place, H.264 that is encoded here.
 *
 * Camera: auto, test, /dev/videoN, file:PATH, rtsp://…; microphone: auto, test, alsa:DEVICE,
 * pulse:SOURCE, file:PATH, rtsp://…. A file is played in real time, and again from its beginning
 * after its end.
 */
#pragma once

#include <gst/gst.h>

#include "media/device.h"

typedef enum { SOURCE_CAMERA, SOURCE_MIC } SourceKind;

typedef enum { SOURCE_TO_RECORD = 1 << 0, SOURCE_TO_LOOK = 1 << 1 } SourceUse;

/* Data in the recording's format, its time stamp the running time of the recording: sound in
 * RECORD_AUDIO_CAPS, pictures to be looked at in I420 of source_size, pictures to be recorded
 * likewise or, if source_coded, in RECORD_CODED_CAPS. use: or'ed. Takes the buffer. Called on the
 * source's streaming threads; must not block. */
typedef void (*SourceDeliver)(GstBuffer *buffer, SourceUse use, gpointer user_data);

typedef struct Source Source;

/* What is wished of a source that leaves a choice. */
typedef struct {
    const Device *before;  /* that auto chose last; NULL: none is known */
    const PaceLevel *pace; /* how large and how often pictures are; static */
} SourceWish;

/* Begins to open the source. clock is the recording's. Free with source_free. */
Source *source_new(SourceKind kind, const char *spec, const SourceWish *wish, GstClock *clock,
                   SourceDeliver deliver, gpointer user_data);
/* Waits until data come, at most until until_us (monotonic). FALSE with MEDIA_ERROR_NO_CAMERA or
 * _NO_MIC, the reason in the message: the source is dead then. Blocks. */
gboolean source_wait(Source *source, gint64 until_us, GError **error);
/* Size of a camera's picture, known after source_wait; even, at most what was wished. */
void source_size(Source *source, int *width_out, int *height_out);
/* Whether pictures are recorded as H.264, known after source_wait; FALSE for sound. */
gboolean source_coded(Source *source);
/* Pictures that an encoder here was too slow for. */
guint64 source_lost(Source *source);
/* The device that gave data last; NULL if it was none. Free with device_free. */
Device *source_device(Source *source);
/* The kind of source that a spec names, "test", "file", "video0": a path or a password has no place
 * where this word goes. Free with g_free. */
char *source_word(const char *spec);
/* What the device calls itself that gave data last; of another source its word. Free with g_free.
 */
char *source_name(Source *source);
/* From now on data are delivered, stamped relative to base_time. */
void source_go(Source *source, GstClockTime base_time);
/* Why data last failed to come: unplugged, absent, stalled, ended, error. Static. */
const char *source_cause(Source *source);
/* The data have come back: forgets the cause. */
void source_recovered(Source *source);
/* No delivery after this. Waits a second for the thread; one that a driver holds is left behind
 * and frees its memory if it ever ends. NULL is fine. */
void source_free(Source *source);
