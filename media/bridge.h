/*
 * What stands between a source that may fail and the recording that must not: it passes the
 * source's data on, and when none came for a while (a picture for 300 ms, sound for 500 ms) it
 * fills in a placeholder, five pictures a second or silence, up to now. Each gap is reported.
 *
 * Time stamps only ever grow. Data may come from any thread; bridge_tick belongs to one thread.
 * Nothing blocks.
 */
#pragma once

#include <gst/app/gstappsrc.h>

/* over: the source is back, or the recording ends; else it goes on, and the next report begins
 * where this one ends. lent: with what another source gave. */
typedef struct {
    gboolean over, lent;
} BridgeGapKind;

/* A stretch [at, at + length) was bridged; it may be empty. From the thread that noticed. */
typedef void (*BridgeGap)(GstClockTime at, GstClockTime length, BridgeGapKind kind,
                          gpointer user_data);

typedef struct Bridge Bridge;

/* sink is borrowed. Free with bridge_free. */
Bridge *bridge_new_picture(GstAppSrc *sink, int width, int height, BridgeGap gap,
                           gpointer user_data);
/* Of H.264 that is recorded as it comes. Takes both placeholders (placeholder_encode). A picture
 * that needs one that was not recorded is none: after a gap it waits for the next key picture, one
 * without GST_BUFFER_FLAG_DELTA_UNIT. */
Bridge *bridge_new_coded(GstAppSrc *sink, GstBuffer *const placeholders[2], BridgeGap gap,
                         gpointer user_data);
Bridge *bridge_new_sound(GstAppSrc *sink, BridgeGap gap, gpointer user_data);
void bridge_free(Bridge *bridge);

/* Passes on data that arrived at running time now. Takes the buffer. */
void bridge_deliver(Bridge *bridge, GstBuffer *buffer, GstClockTime now);
/* Sound of another microphone that arrived at now: recorded while nothing comes from the own one,
 * from the sample on at which that fell silent. The buffer stays the caller's. */
void bridge_lend(Bridge *bridge, GstBuffer *buffer, GstClockTime now);
/* Looks whether something must be filled in; call every 40 ms. */
void bridge_tick(Bridge *bridge, GstClockTime now);
/* From now on at most half as many pictures are recorded: about fifteen a second. Not of H.264. */
void bridge_thin(Bridge *bridge);
/* Ends the stream; reports a gap that is open. Later data are dropped. */
void bridge_end(Bridge *bridge, GstClockTime now);
/* Whether the last that was recorded is the source's own. */
gboolean bridge_alive(Bridge *bridge);
/* Whether the last that was recorded is the source's own or lent. */
gboolean bridge_covered(Bridge *bridge);
/* Loudest sample since about half a second, in dB of full scale; -G_MAXDOUBLE for none. */
double bridge_peak_db(Bridge *bridge);
/* Pictures that came and were left out, each counted, because the encoder is half a second behind,
 * or the disk too far for H.264. */
guint64 bridge_lost(Bridge *bridge);
