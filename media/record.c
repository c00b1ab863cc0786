#include "media/record.h"

#include "media/encoder.h"
#include "media/error.h"
#include "media/launch.h"
#include "media/record_format.h"

/* A power cut costs this, and what is on its way to the card: half a second at most. */
#define SYNC_EVERY_US (3 * G_USEC_PER_SEC / 10)

struct Record {
    /* immutable after record_new */
    RecordOwner owner;
    GstElement *pipeline;
    GstAppSrc *pictures, *sounds[RECORD_SOUNDS_MAX];
    guint watch;

    gboolean shaped; /* the muxer knows the format; owned by the encoder's thread */

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

/* Counts pictures. Another format than the first, which the muxer would refuse, is none to a
 * player: what decodes it comes with it. */
static GstPadProbeReturn handle_encoded(GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
    Record *record = user_data;
    if (info->type & GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM)
        return GST_EVENT_TYPE(GST_PAD_PROBE_INFO_EVENT(info)) == GST_EVENT_CAPS && record->shaped
                   ? GST_PAD_PROBE_DROP
                   : GST_PAD_PROBE_OK;
    record->shaped = TRUE;
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

/* From "pictures" to the muxer; g_free. */
static char *describe_pictures(const RecordFormat *format, GError **error)
{
    if (format->coded)
        return g_strdup("appsrc name=pictures is-live=true format=time max-bytes=0"
                        " caps=" RECORD_CODED_CAPS
                        " ! h264parse name=encoded ! video/x-h264,stream-format=avc3,alignment=au");
    const char *encoder = encoder_description(error);
    if (!encoder)
        return NULL;
    return g_strdup_printf(
        "appsrc name=pictures is-live=true format=time max-bytes=0 caps=\"video/x-raw,format=I420,"
        "width=%d,height=%d,framerate=%d/1,pixel-aspect-ratio=1/1,interlace-mode=progressive\""
        " ! queue name=leak leaky=downstream max-size-buffers=15 max-size-bytes=0 max-size-time=0"
        " ! %s ! h264parse name=encoded ! video/x-h264,stream-format=avc,alignment=au",
        format->width, format->height, RECORD_FRAMES_PER_SECOND, encoder);
}

static GstElement *build(const RecordFormat *format, GError **error)
{
    g_autofree char *pictures = describe_pictures(format, error);
    if (!pictures)
        return NULL;
    g_autoptr(GString) text = g_string_new(pictures);
    g_string_append(text, " ! queue max-size-time=0 max-size-bytes=16777216 max-size-buffers=0"
                          " ! mux.video_0");
    for (int i = 0; i < format->sounds; i++)
        g_string_append_printf(text, SOUND, i, i);
    g_string_append(text, " matroskamux name=mux streamable=true writing-app=esep"
                          " ! queue max-size-bytes=33554432 max-size-buffers=0 max-size-time=0"
                          " ! filesink name=file append=true buffer-mode=unbuffered async=false");
    GstElement *pipeline = launch(text->str, error);
    if (pipeline && !format->coded)
        encoder_set_up(pipeline, format->width, format->height);
    return pipeline;
}

static GstAppSrc *find_sound(GstElement *pipeline, int track)
{
    g_autofree char *name = g_strdup_printf("sound%d", track);
    return GST_APP_SRC(gst_bin_get_by_name(GST_BIN(pipeline), name));
}

Record *record_new(const char *path, const RecordFormat *format, GstClock *clock,
                   const RecordOwner *owner, GError **error)
{
    GstElement *pipeline = build(format, error);
    if (!pipeline)
        return NULL;
    Record *record = g_new0(Record, 1);
    g_mutex_init(&record->lock);
    record->owner = *owner;
    record->pipeline = pipeline;
    record->pictures = GST_APP_SRC(gst_bin_get_by_name(GST_BIN(pipeline), "pictures"));
    for (int i = 0; i < format->sounds; i++)
        record->sounds[i] = find_sound(pipeline, i);
    gst_pipeline_use_clock(GST_PIPELINE(pipeline), clock);
    gst_element_set_start_time(pipeline, GST_CLOCK_TIME_NONE);

    g_autoptr(GstElement) file = gst_bin_get_by_name(GST_BIN(pipeline), "file");
    g_object_set(file, "location", path, NULL);
    add_probe(record, "encoded", "src",
              GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, handle_encoded);
    add_probe(record, "file", "sink", GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_BUFFER_LIST,
              handle_write);
    g_autoptr(GstElement) leak = gst_bin_get_by_name(GST_BIN(pipeline), "leak");
    if (leak)
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
