#include "media/record.h"

#include <errno.h>

#include "media/encoder.h"
#include "media/error.h"
#include "media/flush.h"
#include "media/launch.h"
#include "media/record_format.h"
#include "media/urgent.h"

struct Record {
    /* immutable after record_new */
    RecordOwner owner;
    GstElement *pipeline;
    GstAppSrc *pictures, *sounds[RECORD_SOUNDS_MAX];
    guint watch;
    Flush *flush;

    gboolean shaped; /* the muxer knows the format; owned by the encoder's thread */

    GMutex lock;
    /* protected by lock */
    gint64 bytes;
    guint64 frames;
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

/* Ahead of each write: all that was shown before is written. */
static void before_write(Record *record, GstBuffer *buffer)
{
    g_mutex_lock(&record->lock);
    gint64 written = record->bytes;
    record->bytes += (gint64)gst_buffer_get_size(buffer);
    g_mutex_unlock(&record->lock);
    record->owner.bytes(buffer, flush_written(record->flush, written), record->owner.user_data);
}

static gboolean before_write_of_list(GstBuffer **buffer, guint index, gpointer user_data)
{
    before_write(user_data, *buffer);
    return TRUE;
}

static GstPadProbeReturn handle_write(GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
    if (info->type & GST_PAD_PROBE_TYPE_BUFFER_LIST)
        gst_buffer_list_foreach(GST_PAD_PROBE_INFO_BUFFER_LIST(info), before_write_of_list,
                                user_data);
    else
        before_write(user_data, GST_PAD_PROBE_INFO_BUFFER(info));
    return GST_PAD_PROBE_OK;
}

/* As if the file had failed, which it has. */
static void handle_flush_failed(int error, gpointer user_data)
{
    Record *record = user_data;
    g_autoptr(GError) reason = g_error_new_literal(
        GST_RESOURCE_ERROR,
        error == ENOSPC ? GST_RESOURCE_ERROR_NO_SPACE_LEFT : GST_RESOURCE_ERROR_SYNC,
        g_strerror(error));
    gst_element_post_message(record->pipeline,
                             gst_message_new_error(GST_OBJECT(record->pipeline), reason, NULL));
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
        "width=%d,height=%d,framerate=%d/1,pixel-aspect-ratio=1/1,interlace-mode=progressive\" ! "
        "%s ! h264parse name=encoded ! "
        "video/x-h264,stream-format=avc,alignment=au",
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
    record->pipeline = pipeline;
    record->flush = flush_new(path, handle_flush_failed, record, error);
    if (!record->flush) {
        gst_object_unref(pipeline);
        g_free(record);
        return NULL;
    }
    g_mutex_init(&record->lock);
    record->owner = *owner;
    record->pictures = GST_APP_SRC(gst_bin_get_by_name(GST_BIN(pipeline), "pictures"));
    for (int i = 0; i < format->sounds; i++)
        record->sounds[i] = find_sound(pipeline, i);
    urgent_streaming(pipeline);
    gst_pipeline_use_clock(GST_PIPELINE(pipeline), clock);
    gst_element_set_start_time(pipeline, GST_CLOCK_TIME_NONE);

    g_autoptr(GstElement) file = gst_bin_get_by_name(GST_BIN(pipeline), "file");
    g_object_set(file, "location", path, NULL);
    add_probe(record, "encoded", "src",
              GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, handle_encoded);
    add_probe(record, "file", "sink", GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_BUFFER_LIST,
              handle_write);
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
    flush_free(record->flush);
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
    return flush_slowest_us(record->flush);
}

guint64 record_frames(Record *record)
{
    g_mutex_lock(&record->lock);
    guint64 frames = record->frames;
    g_mutex_unlock(&record->lock);
    return frames;
}
