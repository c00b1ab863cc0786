/*
 * One stream of a recording: a source that may fail, and the bridge through which it gets into the
 * record whole. A second microphone lends its sound to the first one's stream while that is mute.
 *
 * Belongs to the main thread, which ticks it; data pass through on the source's threads.
 */
#pragma once

#include "media/bridge.h"
#include "media/source.h"

typedef struct Stream Stream;

typedef struct {
    /* Running time of the recording. Any thread. */
    GstClockTime (*now)(gpointer user_data);
    /* Of the source, to be looked at and heard: pictures I420. Any thread. */
    void (*data)(Stream *stream, GstBuffer *buffer, gint64 at_ms, gpointer user_data);
    /* [at, at + for) has a gap; what and cause are static. The thread that noticed. */
    void (*gap)(gint64 at_ms, gint64 for_ms, const char *what, const char *cause,
                gpointer user_data);
    gpointer user_data;
} StreamOwner;

/* What a gap is called in the chain: when nothing of that kind is recorded, and when another
 * microphone stands in. */
typedef struct {
    const char *missing, *lent;
} StreamWords;

/* Begins to open the source that spec names; "none": nothing is recorded, which is no gap. words
 * and owner are copied. Free with stream_free. */
Stream *stream_new(SourceKind kind, const char *spec, const SourceWish *wish,
                   const StreamWords *words, GstClock *clock, const StreamOwner *owner);
void stream_free(Stream *stream);

/* The source; NULL for "none" and after stream_stop. Borrowed. */
Source *stream_source(Stream *stream);
/* Waits until the source gives data (source_wait). */
gboolean stream_wait(Stream *stream, gint64 until_us, GError **error);
/* Where it is recorded; width and height of pictures. sink is borrowed. FALSE with
 * MEDIA_ERROR_FAILED if the placeholder of coded pictures cannot be made. */
gboolean stream_connect(Stream *stream, GstAppSrc *sink, int width, int height, GError **error);
/* What comes from this stream stands in for other while that has nothing; before stream_go. */
void stream_lend(Stream *stream, Stream *other);
void stream_go(Stream *stream, GstClockTime base_time);
/* Half as many pictures are recorded from now on (bridge_thin). */
void stream_thin(Stream *stream);
/* Every 40 ms. */
void stream_tick(Stream *stream);
void stream_end(Stream *stream, GstClockTime at);
/* Nothing comes from the source, and nobody is called, after this. */
void stream_stop(Stream *stream);

/* Whether the source itself is recorded; and whether it or what is lent to it is. */
gboolean stream_alive(Stream *stream);
gboolean stream_covered(Stream *stream);
/* Pictures that were lost on the way to the record (bridge_lost), or before (source_lost). */
guint64 stream_lost(Stream *stream);
/* Loudest sample of about half a second (bridge_peak_db). */
double stream_peak_db(Stream *stream);
