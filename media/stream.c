#include "media/stream.h"

#include <string.h>

#include "media/placeholder.h"

struct Stream {
    /* immutable once data flow */
    SourceKind kind;
    StreamWords words;
    StreamOwner owner;
    Source *source; /* NULL: silence was chosen */
    Bridge *bridge;
    Stream *borrower;

    guint64 lost_before; /* by the source that was stopped; owned by the main thread */
};

static void handle_delivery(GstBuffer *buffer, SourceUse use, gpointer user_data)
{
    Stream *stream = user_data;
    GstClockTime now = stream->owner.now(stream->owner.user_data);
    if (use & SOURCE_TO_LOOK)
        stream->owner.data(stream, buffer, (gint64)(GST_BUFFER_PTS(buffer) / GST_MSECOND),
                           stream->owner.user_data);
    if (!(use & SOURCE_TO_RECORD)) {
        gst_buffer_unref(buffer);
        return;
    }
    if (stream->borrower)
        bridge_lend(stream->borrower->bridge, buffer, now);
    bridge_deliver(stream->bridge, buffer, now);
}

static void handle_gap(GstClockTime at, GstClockTime length, BridgeGapKind kind, gpointer user_data)
{
    Stream *stream = user_data;
    if (!stream->source)
        return;
    /* Both ends are rounded alike, so that the pieces of a long gap meet to the millisecond. */
    gint64 from_ms = (gint64)(at / GST_MSECOND), until_ms = (gint64)((at + length) / GST_MSECOND);
    if (until_ms > from_ms)
        stream->owner.gap(from_ms, until_ms - from_ms,
                          kind.lent ? stream->words.lent : stream->words.missing,
                          source_cause(stream->source), stream->owner.user_data);
    if (kind.over)
        source_recovered(stream->source);
}

Stream *stream_new(SourceKind kind, const char *spec, const SourceWish *wish,
                   const StreamWords *words, GstClock *clock, const StreamOwner *owner)
{
    Stream *stream = g_new0(Stream, 1);
    stream->kind = kind;
    stream->words = *words;
    stream->owner = *owner;
    if (strcmp(spec, "none") != 0)
        stream->source = source_new(kind, spec, wish, clock, handle_delivery, stream);
    return stream;
}

void stream_free(Stream *stream)
{
    if (!stream)
        return;
    stream_stop(stream);
    bridge_free(stream->bridge);
    g_free(stream);
}

Source *stream_source(Stream *stream)
{
    return stream->source;
}

gboolean stream_wait(Stream *stream, gint64 until_us, GError **error)
{
    return !stream->source || source_wait(stream->source, until_us, error);
}

gboolean stream_connect(Stream *stream, GstAppSrc *sink, int width, int height, GError **error)
{
    GstBuffer *placeholders[2];
    if (stream->kind != SOURCE_CAMERA) {
        stream->bridge = bridge_new_sound(sink, handle_gap, stream);
    } else if (!source_coded(stream->source)) {
        stream->bridge = bridge_new_picture(sink, width, height, handle_gap, stream);
    } else {
        if (!placeholder_encode(width, height, placeholders, error))
            return FALSE;
        stream->bridge = bridge_new_coded(sink, placeholders, handle_gap, stream);
    }
    return TRUE;
}

void stream_lend(Stream *stream, Stream *other)
{
    stream->borrower = other;
}

void stream_go(Stream *stream, GstClockTime base_time)
{
    if (stream->source)
        source_go(stream->source, base_time);
}

void stream_thin(Stream *stream)
{
    bridge_thin(stream->bridge);
}

void stream_tick(Stream *stream)
{
    bridge_tick(stream->bridge, stream->owner.now(stream->owner.user_data));
}

void stream_end(Stream *stream, GstClockTime at)
{
    bridge_end(stream->bridge, at);
}

void stream_stop(Stream *stream)
{
    if (stream->source)
        stream->lost_before = source_lost(stream->source);
    g_clear_pointer(&stream->source, source_free);
}

gboolean stream_alive(Stream *stream)
{
    return bridge_alive(stream->bridge);
}

gboolean stream_covered(Stream *stream)
{
    return bridge_covered(stream->bridge);
}

guint64 stream_lost(Stream *stream)
{
    return bridge_lost(stream->bridge) +
           (stream->source ? source_lost(stream->source) : stream->lost_before);
}

double stream_peak_db(Stream *stream)
{
    return bridge_peak_db(stream->bridge);
}
