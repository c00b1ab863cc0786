#include "media/bridge.h"

#include <math.h>
#include <string.h>

#include "media/placeholder.h"
#include "media/record_format.h"

#define PICTURE_MISSING_NS (300 * GST_MSECOND)
#define SOUND_MISSING_NS (500 * GST_MSECOND)
#define PLACEHOLDER_EVERY_NS (200 * GST_MSECOND)
/* Nearer than this to the one before, a picture is one too many: 60 a second become 30. */
#define PICTURE_NEAREST_NS (25 * GST_MSECOND)
#define THIN_NEAREST_NS (58 * GST_MSECOND)
#define PICTURE_LENGTH_NS (GST_SECOND / RECORD_FRAMES_PER_SECOND)
/* Jitter of a sound card's stamps; the encoder evens out as much. */
#define SOUND_JITTER_NS (20 * GST_MSECOND)
/* So much H.264 may wait for the disk: half a minute or more. */
#define WAITING_BYTES_MAX (16 << 20)
/* So many pictures may wait for the encoder: half a second. */
#define WAITING_PICTURES_MAX 15
/* A long gap is reported in pieces, so that a crash cannot hide it. */
#define REPORT_EVERY_NS (10 * GST_SECOND)
#define PEAK_WINDOW_NS (250 * GST_MSECOND)

struct Bridge {
    /* immutable */
    GstAppSrc *sink;
    GstBuffer *placeholders[2]; /* the picture, in turns; NULL for sound */
    gboolean coded;
    GstClockTime missing_ns;
    BridgeGap gap;
    gpointer user_data;

    GMutex lock;
    /* protected by lock */
    gboolean alive, ended;
    GstClockTime nearest;      /* of two pictures */
    GstClockTime last_arrival; /* of the source's own data */
    GstClockTime end;          /* of what was passed on */
    GstClockTime last_picture;
    guint filled;      /* how many placeholders were recorded */
    gboolean need_key; /* what the next pictures refer to was not recorded */
    guint64 lost;
    GstClockTime gap_from;  /* not reported yet, while not alive */
    GQueue spare;           /* of GstBuffer: what was lent and is not behind end */
    gboolean lent;          /* the gap is filled with it */
    GstClockTime last_lent; /* when it arrived */
    int peak, previous_peak;
    GstClockTime peak_since;
};

static Bridge *bridge_new(GstAppSrc *sink, GstClockTime missing_ns, BridgeGap gap,
                          gpointer user_data)
{
    Bridge *bridge = g_new0(Bridge, 1);
    bridge->sink = sink;
    bridge->missing_ns = missing_ns;
    bridge->gap = gap;
    bridge->user_data = user_data;
    bridge->alive = TRUE;
    bridge->nearest = PICTURE_NEAREST_NS;
    g_queue_init(&bridge->spare);
    g_mutex_init(&bridge->lock);
    return bridge;
}

Bridge *bridge_new_picture(GstAppSrc *sink, int width, int height, BridgeGap gap,
                           gpointer user_data)
{
    Bridge *bridge = bridge_new(sink, PICTURE_MISSING_NS, gap, user_data);
    bridge->placeholders[0] = placeholder_new(width, height);
    bridge->placeholders[1] = gst_buffer_ref(bridge->placeholders[0]);
    return bridge;
}

Bridge *bridge_new_coded(GstAppSrc *sink, GstBuffer *const placeholders[2], BridgeGap gap,
                         gpointer user_data)
{
    Bridge *bridge = bridge_new(sink, PICTURE_MISSING_NS, gap, user_data);
    memcpy(bridge->placeholders, placeholders, sizeof bridge->placeholders);
    bridge->coded = bridge->need_key = TRUE;
    return bridge;
}

Bridge *bridge_new_sound(GstAppSrc *sink, BridgeGap gap, gpointer user_data)
{
    return bridge_new(sink, SOUND_MISSING_NS, gap, user_data);
}

void bridge_free(Bridge *bridge)
{
    if (!bridge)
        return;
    for (int i = 0; i < 2; i++)
        gst_clear_buffer(&bridge->placeholders[i]);
    g_queue_clear_full(&bridge->spare, (GDestroyNotify)gst_buffer_unref);
    g_mutex_clear(&bridge->lock);
    g_free(bridge);
}

static GstClockTime sound_length(const GstBuffer *buffer)
{
    gsize samples = gst_buffer_get_size((GstBuffer *)buffer) / sizeof(gint16);
    return gst_util_uint64_scale(samples, GST_SECOND, RECORD_SAMPLES_PER_SECOND);
}

static void push(Bridge *bridge, GstBuffer *buffer, GstClockTime length)
{
    GST_BUFFER_DURATION(buffer) = length;
    bridge->end = GST_BUFFER_PTS(buffer) + length;
    gst_app_src_push_buffer(bridge->sink, buffer);
}

static void measure_peak(Bridge *bridge, GstBuffer *buffer, GstClockTime now)
{
    GstMapInfo map;
    int peak = 0;
    if (!gst_buffer_map(buffer, &map, GST_MAP_READ))
        return;
    const gint16 *samples = (const gint16 *)map.data;
    for (gsize i = 0; i < map.size / sizeof *samples; i++)
        peak = MAX(peak, ABS((int)samples[i]));
    gst_buffer_unmap(buffer, &map);
    if (now > bridge->peak_since + PEAK_WINDOW_NS) {
        bridge->previous_peak = bridge->peak;
        bridge->peak = 0;
        bridge->peak_since = now;
    }
    bridge->peak = MAX(bridge->peak, peak);
}

static void report(Bridge *bridge, GstClockTime until, gboolean over)
{
    GstClockTime from = bridge->gap_from;
    bridge->gap_from = MAX(from, until);
    bridge->gap(from, bridge->gap_from - from, (BridgeGapKind){over, bridge->lent},
                bridge->user_data);
}

/* The encoder, or for H.264 the disk, is not too far behind. */
static gboolean has_room(const Bridge *bridge)
{
    return bridge->coded
               ? gst_app_src_get_current_level_bytes(bridge->sink) < WAITING_BYTES_MAX
               : gst_app_src_get_current_level_buffers(bridge->sink) < WAITING_PICTURES_MAX;
}

/* H.264 that follows on what has been recorded. None is left out for its time alone, as all that
 * follow refer to it: what is shown with some delay meets a placeholder of just now. */
static gboolean fits_coded(Bridge *bridge, GstBuffer *buffer)
{
    gboolean delta = GST_BUFFER_FLAG_IS_SET(buffer, GST_BUFFER_FLAG_DELTA_UNIT);
    if ((bridge->need_key && delta) ||
        (bridge->end > 0 && GST_BUFFER_PTS(buffer) + PICTURE_MISSING_NS <= bridge->last_picture))
        return FALSE;
    if (bridge->end > 0)
        GST_BUFFER_PTS(buffer) = MAX(GST_BUFFER_PTS(buffer), bridge->last_picture + GST_MSECOND);
    return TRUE;
}

/* Whether the source's data may follow what has been passed on. */
static gboolean fits(Bridge *bridge, GstBuffer *buffer)
{
    GstClockTime pts = GST_BUFFER_PTS(buffer);
    if (bridge->coded)
        return fits_coded(bridge, buffer);
    if (bridge->placeholders[0])
        return bridge->end == 0 || pts >= bridge->last_picture + bridge->nearest;
    return pts + SOUND_JITTER_NS >= bridge->end;
}

void bridge_deliver(Bridge *bridge, GstBuffer *buffer, GstClockTime now)
{
    g_mutex_lock(&bridge->lock);
    /* What comes late or in front of its time would stop the muxer or tear the record apart. */
    gboolean wanted = !bridge->ended && GST_BUFFER_PTS(buffer) <= now + GST_SECOND;
    gboolean room = !bridge->placeholders[0] || has_room(bridge);
    if (wanted && !room) {
        bridge->lost++;
        bridge->last_arrival = now; /* it is not the source that fails */
    }
    if (!wanted || !room || !fits(bridge, buffer)) {
        bridge->need_key = bridge->coded;
        gst_buffer_unref(buffer);
        goto cleanup;
    }
    GstClockTime pts = GST_BUFFER_PTS(buffer);
    bridge->need_key = FALSE;
    bridge->last_arrival = now;
    if (!bridge->alive) {
        bridge->alive = TRUE;
        report(bridge, pts, TRUE);
        bridge->lent = FALSE;
    }
    if (bridge->placeholders[0]) {
        bridge->last_picture = pts;
        push(bridge, buffer, PICTURE_LENGTH_NS);
    } else {
        measure_peak(bridge, buffer, now);
        push(bridge, buffer, sound_length(buffer));
    }

cleanup:
    g_mutex_unlock(&bridge->lock);
}

/* The gap is filled in another way from at on. */
static void set_lent(Bridge *bridge, gboolean lent, GstClockTime at)
{
    if (bridge->lent != lent)
        report(bridge, at, FALSE);
    bridge->lent = lent;
}

/* While the own source lives, only what may have to follow its last sample is kept; when it does
 * not, everything is recorded. */
static void use_spare(Bridge *bridge, GstClockTime now)
{
    GstBuffer *buffer;
    while ((buffer = g_queue_peek_head(&bridge->spare))) {
        GstClockTime pts = GST_BUFFER_PTS(buffer);
        gboolean late = pts + sound_length(buffer) / 2 < bridge->end || pts > now + GST_SECOND;
        if (bridge->alive && !late)
            return;
        g_queue_pop_head(&bridge->spare);
        if (late) {
            gst_buffer_unref(buffer);
            continue;
        }
        set_lent(bridge, TRUE, bridge->end);
        measure_peak(bridge, buffer, now);
        push(bridge, buffer, sound_length(buffer));
    }
}

void bridge_lend(Bridge *bridge, GstBuffer *buffer, GstClockTime now)
{
    g_mutex_lock(&bridge->lock);
    if (!bridge->ended) {
        g_queue_push_tail(&bridge->spare, gst_buffer_copy(buffer));
        bridge->last_lent = now;
        use_spare(bridge, now);
    }
    g_mutex_unlock(&bridge->lock);
}

static void fill_picture(Bridge *bridge, GstClockTime now)
{
    if ((bridge->end > 0 && now < bridge->last_picture + PLACEHOLDER_EVERY_NS) || !has_room(bridge))
        return;
    GstBuffer *buffer = gst_buffer_copy(bridge->placeholders[bridge->filled++ % 2]);
    GST_BUFFER_PTS(buffer) = bridge->last_picture = now;
    GST_BUFFER_DTS(buffer) = GST_CLOCK_TIME_NONE;
    bridge->need_key = bridge->coded;
    push(bridge, buffer, PLACEHOLDER_EVERY_NS);
}

static void fill_sound(Bridge *bridge, GstClockTime now)
{
    gsize samples = now > bridge->end ? gst_util_uint64_scale(now - bridge->end,
                                                              RECORD_SAMPLES_PER_SECOND, GST_SECOND)
                                      : 0;
    if (samples == 0)
        return;
    GstBuffer *buffer = gst_buffer_new_allocate(NULL, samples * sizeof(gint16), NULL);
    gst_buffer_memset(buffer, 0, 0, samples * sizeof(gint16));
    GST_BUFFER_PTS(buffer) = bridge->end;
    push(bridge, buffer, sound_length(buffer));
}

static void fill(Bridge *bridge, GstClockTime now)
{
    if (bridge->placeholders[0])
        fill_picture(bridge, now);
    else
        fill_sound(bridge, now);
}

void bridge_tick(Bridge *bridge, GstClockTime now)
{
    g_mutex_lock(&bridge->lock);
    if (bridge->ended || now < bridge->last_arrival + bridge->missing_ns) {
        g_mutex_unlock(&bridge->lock);
        return;
    }
    if (bridge->alive) {
        bridge->alive = FALSE;
        bridge->gap_from = bridge->end;
        bridge->peak = bridge->previous_peak = 0;
        use_spare(bridge, now);
    }
    if (!bridge->lent || now >= bridge->last_lent + bridge->missing_ns) {
        set_lent(bridge, FALSE, bridge->end);
        fill(bridge, now);
    }
    if (now > bridge->gap_from + REPORT_EVERY_NS)
        report(bridge, now, FALSE);
    g_mutex_unlock(&bridge->lock);
}

void bridge_thin(Bridge *bridge)
{
    g_mutex_lock(&bridge->lock);
    bridge->nearest = THIN_NEAREST_NS;
    g_mutex_unlock(&bridge->lock);
}

void bridge_end(Bridge *bridge, GstClockTime now)
{
    g_mutex_lock(&bridge->lock);
    if (!bridge->ended) {
        bridge->ended = TRUE;
        if (!bridge->alive)
            report(bridge, now, TRUE);
        gst_app_src_end_of_stream(bridge->sink);
    }
    g_mutex_unlock(&bridge->lock);
}

gboolean bridge_alive(Bridge *bridge)
{
    g_mutex_lock(&bridge->lock);
    gboolean alive = bridge->alive;
    g_mutex_unlock(&bridge->lock);
    return alive;
}

gboolean bridge_covered(Bridge *bridge)
{
    g_mutex_lock(&bridge->lock);
    gboolean covered = bridge->alive || bridge->lent;
    g_mutex_unlock(&bridge->lock);
    return covered;
}

double bridge_peak_db(Bridge *bridge)
{
    g_mutex_lock(&bridge->lock);
    int peak = MAX(bridge->peak, bridge->previous_peak);
    g_mutex_unlock(&bridge->lock);
    return peak > 0 ? 20 * log10(peak / 32768.0) : -G_MAXDOUBLE;
}

guint64 bridge_lost(Bridge *bridge)
{
    g_mutex_lock(&bridge->lock);
    guint64 lost = bridge->lost;
    g_mutex_unlock(&bridge->lock);
    return lost;
}
