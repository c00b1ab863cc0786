#include "media/record.h"

#include <gst/video/video.h>

#include "media/error.h"
#include "media/launch.h"
#include "media/record_format.h"

/* A power cut costs this, and what is on its way to the card: half a second at most. */
#define SYNC_EVERY_US (3 * G_USEC_PER_SEC / 10)
#define KEY_EVERY_NS GST_SECOND

struct Record {
    /* immutable after record_new */
    RecordOwner owner;
    GstElement *pipeline;
    GstAppSrc *pictures, *sounds[RECORD_SOUNDS_MAX];
    guint watch;

    /* owned by the encoder's thread */
    GstClockTime next_key;

    /* owned by the thread of the file */
    gint64 synced_bytes, last_sync_us;
    gboolean sync_ordered;

    GMutex lock;
    /* protected by lock */
    gint64 bytes;
    guint64 frames, frames_lost;
    gint64 write_began_us; /* of a write that is flushed; 0: none under way */
    gint64 slowest_write_us;
};

typedef struct {
    const char *factory, *description;
} Encoder;

/* The board's own encoder first. The placeholder comes five times a second, so that a keyframe is
 * asked for by time, never by a number of frames. */
static const Encoder encoders[] = {
    {"v4l2h264enc", "v4l2h264enc name=encoder"
                    " ! video/x-h264,level=(string)4,profile=(string)high"},
    {"x264enc", "x264enc name=encoder speed-preset=superfast tune=zerolatency"
                " key-int-max=300"},
};

/* The first encoder that is there and opens its device; NULL if none. */
static const Encoder *find_encoder(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(encoders); i++) {
        GstElement *element = gst_element_factory_make(encoders[i].factory, NULL);
        if (!element)
            continue;
        gst_object_ref_sink(element);
        gboolean opens =
            gst_element_set_state(element, GST_STATE_READY) != GST_STATE_CHANGE_FAILURE;
        gst_element_set_state(element, GST_STATE_NULL);
        gst_object_unref(element);
        if (opens)
            return &encoders[i];
    }
    return NULL;
}

/* A keyframe each second, however many frames that takes: a cluster and so a segment begins. */
static GstPadProbeReturn handle_picture(GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
    Record *record = user_data;
    GstClockTime at = GST_BUFFER_PTS(GST_PAD_PROBE_INFO_BUFFER(info));
    /* The first picture is one anyway. Asking for it would confuse x264enc, which shifts its times
     * by 1000 hours after it, so that no later request would count. */
    gboolean first = record->next_key == 0;
    if (at >= record->next_key)
        record->next_key = at - at % KEY_EVERY_NS + KEY_EVERY_NS;
    else
        return GST_PAD_PROBE_OK;
    if (!first) {
        gst_pad_send_event(pad, gst_video_event_new_downstream_force_key_unit(
                                    at, at, at, FALSE, (guint)(at / KEY_EVERY_NS)));
    }
    return GST_PAD_PROBE_OK;
}

static GstPadProbeReturn handle_encoded(GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
    Record *record = user_data;
    g_mutex_lock(&record->lock);
    record->frames++;
    g_mutex_unlock(&record->lock);
    return GST_PAD_PROBE_OK;
}

static void handle_overrun(GstElement *queue, gpointer user_data)
{
    Record *record = user_data;
    g_mutex_lock(&record->lock);
    record->frames_lost++;
    g_mutex_unlock(&record->lock);
}

/* Ahead of each write: all that was shown before is written, and synced if that was ordered. */
static GstBuffer *before_write(Record *record, GstBuffer *buffer)
{
    gint64 now_us = g_get_monotonic_time();
    g_mutex_lock(&record->lock);
    gint64 written = record->bytes;
    record->bytes += (gint64)gst_buffer_get_size(buffer);
    if (record->write_began_us > 0)
        record->slowest_write_us = MAX(record->slowest_write_us, now_us - record->write_began_us);
    gboolean sync = now_us - record->last_sync_us >= SYNC_EVERY_US;
    record->write_began_us = sync ? now_us : 0;
    g_mutex_unlock(&record->lock);
    if (record->sync_ordered)
        record->synced_bytes = written;
    record->sync_ordered = sync;
    if (record->sync_ordered) {
        record->last_sync_us = now_us;
        buffer = gst_buffer_make_writable(buffer);
        GST_BUFFER_FLAG_SET(buffer, GST_BUFFER_FLAG_SYNC_AFTER);
    }
    record->owner.bytes(buffer, record->synced_bytes, record->owner.user_data);
    return buffer;
}

static gboolean before_write_of_list(GstBuffer **buffer, guint index, gpointer user_data)
{
    *buffer = before_write(user_data, *buffer);
    return TRUE;
}

static GstPadProbeReturn handle_write(GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
    if (info->type & GST_PAD_PROBE_TYPE_BUFFER_LIST) {
        GstBufferList *list = gst_buffer_list_make_writable(GST_PAD_PROBE_INFO_BUFFER_LIST(info));
        gst_buffer_list_foreach(list, before_write_of_list, user_data);
        info->data = list;
    } else {
        info->data = before_write(user_data, GST_PAD_PROBE_INFO_BUFFER(info));
    }
    return GST_PAD_PROBE_OK;
}

static void add_probe(Record *record, const char *element_name, const char *pad_name,
                      GstPadProbeType type, GstPadProbeCallback callback)
{
    g_autoptr(GstElement) element = gst_bin_get_by_name(GST_BIN(record->pipeline), element_name);
    g_autoptr(GstPad) pad = gst_element_get_static_pad(element, pad_name);
    gst_pad_add_probe(pad, type, callback, record, NULL);
}

static gboolean handle_message(GstBus *bus, GstMessage *message, gpointer user_data)
{
    Record *record = user_data;
    if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_EOS) {
        record->owner.finished(record->owner.user_data);
    } else if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_ERROR) {
        g_autoptr(GError) reason = NULL;
        gst_message_parse_error(message, &reason, NULL);
        gboolean full =
            g_error_matches(reason, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NO_SPACE_LEFT);
        g_autoptr(GError) error = g_error_new_literal(
            MEDIA_ERROR, full ? MEDIA_ERROR_NO_SPACE : MEDIA_ERROR_FAILED, reason->message);
        record->owner.failed(error, record->owner.user_data);
    }
    return G_SOURCE_CONTINUE;
}

#define SOUND                                                                                      \
    " appsrc name=sound%d is-live=true format=time max-bytes=0 caps=\"" RECORD_AUDIO_CAPS "\""     \
    " ! opusenc bitrate=64000 ! queue max-size-time=0 max-size-bytes=4194304"                      \
    "   max-size-buffers=0 ! mux.audio_%d"

/* Two megabits a second for 1280x720. */
static void set_bitrate(GstElement *pipeline, int width, int height)
{
    g_autoptr(GstElement) encoder = gst_bin_get_by_name(GST_BIN(pipeline), "encoder");
    int bits = CLAMP((int)((gint64)2000000 * width * height / (1280 * 720)), 800000, 4500000);
    if (g_object_class_find_property(G_OBJECT_GET_CLASS(encoder), "bitrate")) {
        g_object_set(encoder, "bitrate", (guint)bits / 1000, NULL);
        return;
    }
    g_autoptr(GstStructure) controls =
        gst_structure_new("controls", "video_bitrate", G_TYPE_INT, bits, NULL);
    g_object_set(encoder, "extra-controls", controls, NULL);
}

static GstElement *build(int width, int height, int sounds, const Encoder *encoder, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);
    g_string_printf(
        text,
        "appsrc name=pictures is-live=true format=time max-bytes=0 caps=\"video/x-raw,format=I420,"
        "width=%d,height=%d,framerate=%d/1,pixel-aspect-ratio=1/1,interlace-mode=progressive\""
        " ! queue name=leak leaky=downstream max-size-buffers=15 max-size-bytes=0 max-size-time=0"
        " ! %s ! h264parse name=encoded ! video/x-h264,stream-format=avc,alignment=au"
        " ! queue max-size-time=0 max-size-bytes=16777216 max-size-buffers=0 ! mux.video_0",
        width, height, RECORD_FRAMES_PER_SECOND, encoder->description);
    for (int i = 0; i < sounds; i++)
        g_string_append_printf(text, SOUND, i, i);
    g_string_append(text, " matroskamux name=mux streamable=true writing-app=esep"
                          " ! queue max-size-bytes=33554432 max-size-buffers=0 max-size-time=0"
                          " ! filesink name=file append=true buffer-mode=unbuffered async=false");
    return launch(text->str, error);
}

static GstAppSrc *find_sound(GstElement *pipeline, int track)
{
    g_autofree char *name = g_strdup_printf("sound%d", track);
    return GST_APP_SRC(gst_bin_get_by_name(GST_BIN(pipeline), name));
}

Record *record_new(const char *path, int width, int height, int sounds, GstClock *clock,
                   const RecordOwner *owner, GError **error)
{
    const Encoder *encoder = find_encoder();
    if (!encoder) {
        g_set_error(error, MEDIA_ERROR, MEDIA_ERROR_FAILED, "no H.264 encoder (x264enc)");
        return NULL;
    }
    GstElement *pipeline = build(width, height, sounds, encoder, error);
    if (!pipeline)
        return NULL;
    set_bitrate(pipeline, width, height);
    Record *record = g_new0(Record, 1);
    g_mutex_init(&record->lock);
    record->owner = *owner;
    record->pipeline = pipeline;
    record->pictures = GST_APP_SRC(gst_bin_get_by_name(GST_BIN(pipeline), "pictures"));
    for (int i = 0; i < sounds; i++)
        record->sounds[i] = find_sound(pipeline, i);
    gst_pipeline_use_clock(GST_PIPELINE(pipeline), clock);
    gst_element_set_start_time(pipeline, GST_CLOCK_TIME_NONE);

    g_autoptr(GstElement) file = gst_bin_get_by_name(GST_BIN(pipeline), "file");
    g_object_set(file, "location", path, NULL);
    add_probe(record, "encoder", "sink", GST_PAD_PROBE_TYPE_BUFFER, handle_picture);
    add_probe(record, "encoded", "src", GST_PAD_PROBE_TYPE_BUFFER, handle_encoded);
    add_probe(record, "file", "sink", GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_BUFFER_LIST,
              handle_write);
    g_autoptr(GstElement) leak = gst_bin_get_by_name(GST_BIN(pipeline), "leak");
    g_signal_connect(leak, "overrun", G_CALLBACK(handle_overrun), record);
    g_autoptr(GstBus) bus = gst_element_get_bus(pipeline);
    record->watch = gst_bus_add_watch(bus, handle_message, record);
    return record;
}

gboolean record_start(Record *record, GstClockTime base_time, GError **error)
{
    gst_element_set_base_time(record->pipeline, base_time);
    if (gst_element_set_state(record->pipeline, GST_STATE_PLAYING) != GST_STATE_CHANGE_FAILURE)
        return TRUE;
    g_autoptr(GstBus) bus = gst_element_get_bus(record->pipeline);
    g_autoptr(GstMessage) message = gst_bus_pop_filtered(bus, GST_MESSAGE_ERROR);
    g_autoptr(GError) reason = NULL;
    if (message)
        gst_message_parse_error(message, &reason, NULL);
    g_set_error(error, MEDIA_ERROR, MEDIA_ERROR_FAILED, "%s",
                reason ? reason->message : "the recording could not be started");
    return FALSE;
}

void record_close(Record *record)
{
    gst_element_set_state(record->pipeline, GST_STATE_NULL);
}

void record_free(Record *record)
{
    if (!record)
        return;
    record_close(record);
    g_source_remove(record->watch);
    gst_object_unref(record->pictures);
    for (int i = 0; i < RECORD_SOUNDS_MAX; i++)
        g_clear_object(&record->sounds[i]);
    gst_object_unref(record->pipeline);
    g_mutex_clear(&record->lock);
    g_free(record);
}

GstAppSrc *record_pictures(Record *record)
{
    return record->pictures;
}

GstAppSrc *record_sound(Record *record, int track)
{
    return record->sounds[track];
}

gint64 record_bytes(Record *record)
{
    g_mutex_lock(&record->lock);
    gint64 bytes = record->bytes;
    g_mutex_unlock(&record->lock);
    return bytes;
}

gint64 record_slowest_write_us(Record *record)
{
    g_mutex_lock(&record->lock);
    gint64 slowest_us = record->slowest_write_us;
    if (record->write_began_us > 0)
        slowest_us = MAX(slowest_us, g_get_monotonic_time() - record->write_began_us);
    record->slowest_write_us = 0;
    g_mutex_unlock(&record->lock);
    return slowest_us;
}

guint64 record_frames(Record *record)
{
    g_mutex_lock(&record->lock);
    guint64 frames = record->frames;
    g_mutex_unlock(&record->lock);
    return frames;
}

guint64 record_frames_lost(Record *record)
{
    g_mutex_lock(&record->lock);
    guint64 lost = record->frames_lost;
    g_mutex_unlock(&record->lock);
    return lost;
}
