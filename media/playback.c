#include "media/playback.h"

#include <fcntl.h>
#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>
#include <string.h>
#include <unistd.h>

#include "media/chain.h"
#include "media/cluster.h"
#include "media/error.h"
#include "media/launch.h"
#include "media/preview_writer.h"

#define OPEN_NS (5 * GST_SECOND)
#define BLOCK_BYTES (64 << 10)
/* A place nearer to the end than this may hold no picture any more. */
#define LAST_MS 500
#define FREE_SHAPE                                                                                 \
    "video/x-raw,format=I420,width=(int)[2,4096,2],height=(int)[2,4096,2],pixel-aspect-ratio=1/1"
#define PICTURES                                                                                   \
    " demux.video_0 ! queue ! h264parse ! avdec_h264 ! videoconvert ! videoscale add-borders=true" \
    " ! capsfilter name=shape caps=" FREE_SHAPE                                                    \
    " ! appsink name=pictures max-buffers=2 enable-last-sample=false qos=true"
#define SOUND " demux.audio_0 ! queue ! opusdec ! audioconvert ! audioresample ! "

struct Playback {
    char *path;
    GstElement *pipeline;
    guint watch;
    gboolean silent; /* no output works */
    gboolean playing, ended;
    char *failure;
    gint64 length_ms;
    gint64 pending_ms; /* where to go in a copy once it can be gone to; 0: nowhere */

    /* of a take */
    Recording *recording; /* NULL: the file has an index */
    const RecordingTake *take;
    int fd;
    gint64 header_bytes;
    gint64 from_ms;    /* the place that is wanted */
    GstClockTime skip; /* to there from the beginning of its segment */
    /* owned by the thread of the bytes */
    gint64 position, body, end; /* in the file; after the header reading goes on at body */

    /* owned by the pictures' thread, once there is a pipeline */
    PreviewWriter *preview;
    GstVideoInfo format;

    gint64 at_ms;     /* atomic */
    gboolean awaited; /* atomic: the picture asked for has not come */
};

static void handle_need_data(GstAppSrc *bytes, guint length, gpointer user_data)
{
    Playback *playback = user_data;
    if (playback->position == playback->header_bytes)
        playback->position = playback->body;
    gint64 until =
        playback->position < playback->header_bytes ? playback->header_bytes : playback->end;
    gsize wanted = (gsize)CLAMP(until - playback->position, 0, BLOCK_BYTES);
    guint8 *block = g_malloc(BLOCK_BYTES);
    gssize got = pread(playback->fd, block, wanted, playback->position);
    if (got <= 0) {
        g_free(block);
        gst_app_src_end_of_stream(bytes);
        return;
    }
    playback->position += got;
    gst_app_src_push_buffer(bytes, gst_buffer_new_wrapped(block, (gsize)got));
}

/* The first picture decides the size: the memory that shows it does not change. */
static gboolean take_format(Playback *playback, GstCaps *caps)
{
    if (playback->preview)
        return TRUE;
    if (!caps || !gst_video_info_from_caps(&playback->format, caps))
        return FALSE;
    playback->preview = preview_writer_new(playback->format.width, playback->format.height, NULL);
    return playback->preview != NULL;
}

static GstFlowReturn show(Playback *playback, GstSample *sample)
{
    if (!sample)
        return GST_FLOW_EOS;
    GstVideoFrame frame;
    GstBuffer *buffer = gst_sample_get_buffer(sample);
    if (take_format(playback, gst_sample_get_caps(sample)) &&
        gst_video_frame_map(&frame, &playback->format, buffer, GST_MAP_READ)) {
        gint64 at_ms = (gint64)(GST_BUFFER_PTS(buffer) / GST_MSECOND);
        preview_writer_put(playback->preview, &frame, at_ms);
        gst_video_frame_unmap(&frame);
        __atomic_store_n(&playback->at_ms, at_ms, __ATOMIC_RELEASE);
        __atomic_store_n(&playback->awaited, FALSE, __ATOMIC_RELEASE);
    }
    gst_sample_unref(sample);
    return GST_FLOW_OK;
}

static GstFlowReturn handle_preroll(GstAppSink *sink, gpointer user_data)
{
    return show(user_data, gst_app_sink_pull_preroll(sink));
}

static GstFlowReturn handle_sample(GstAppSink *sink, gpointer user_data)
{
    return show(user_data, gst_app_sink_pull_sample(sink));
}

/* What stands between the segment's first keyframe and the wanted place is decoded, not shown. */
static GstPadProbeReturn handle_early(GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
    const Playback *playback = user_data;
    const GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER(info);
    return GST_BUFFER_PTS_IS_VALID(buffer) && GST_BUFFER_DURATION_IS_VALID(buffer) &&
                   GST_BUFFER_PTS(buffer) + GST_BUFFER_DURATION(buffer) <=
                       (GstClockTime)playback->from_ms * GST_MSECOND
               ? GST_PAD_PROBE_DROP
               : GST_PAD_PROBE_OK;
}

static void drop_early(Playback *playback, GstElement *pipeline, const char *name)
{
    g_autoptr(GstElement) sink = gst_bin_get_by_name(GST_BIN(pipeline), name);
    g_autoptr(GstPad) pad = gst_element_get_static_pad(sink, "sink");
    gst_pad_add_probe(pad, GST_PAD_PROBE_TYPE_BUFFER, handle_early, playback, NULL);
}

/* The wanted place is the time at which playing begins. */
static void handle_pad(GstElement *demux, GstPad *pad, gpointer user_data)
{
    const Playback *playback = user_data;
    gst_pad_set_offset(pad, -(gint64)playback->skip);
}

static void handle_pads_end(GstElement *demux, gpointer user_data)
{
    g_autoptr(GstPad) picture = gst_element_get_static_pad(demux, "video_0");
    g_autoptr(GstPad) sound = gst_element_get_static_pad(demux, "audio_0");
    if (!picture || !gst_pad_is_linked(picture) || !sound || !gst_pad_is_linked(sound))
        GST_ELEMENT_ERROR(demux, STREAM, WRONG_TYPE, ("no picture and sound in it"), (NULL));
}

static GstElement *build(Playback *playback, GError **error)
{
    g_autofree char *description = g_strconcat(
        playback->take ? "appsrc name=bytes format=bytes" : "filesrc name=bytes",
        " ! matroskademux name=demux", PICTURES, SOUND,
        playback->silent ? "fakesink sync=true" : "autoaudiosink", " name=speaker", NULL);
    GstElement *pipeline = launch(description, error);
    if (!pipeline)
        return NULL;
    g_autoptr(GstElement) bytes = gst_bin_get_by_name(GST_BIN(pipeline), "bytes");
    g_autoptr(GstElement) demux = gst_bin_get_by_name(GST_BIN(pipeline), "demux");
    g_autoptr(GstElement) pictures = gst_bin_get_by_name(GST_BIN(pipeline), "pictures");
    GstAppSrcCallbacks feed = {.need_data = handle_need_data};
    if (playback->take)
        gst_app_src_set_callbacks(GST_APP_SRC(bytes), &feed, playback, NULL);
    else
        g_object_set(bytes, "location", playback->path, NULL);
    GstAppSinkCallbacks callbacks = {.new_preroll = handle_preroll, .new_sample = handle_sample};
    gst_app_sink_set_callbacks(GST_APP_SINK(pictures), &callbacks, playback, NULL);
    drop_early(playback, pipeline, "pictures");
    drop_early(playback, pipeline, "speaker");
    g_signal_connect(demux, "pad-added", G_CALLBACK(handle_pad), playback);
    g_signal_connect(demux, "no-more-pads", G_CALLBACK(handle_pads_end), playback);
    if (playback->preview) {
        g_autoptr(GstElement) shape = gst_bin_get_by_name(GST_BIN(pipeline), "shape");
        g_autoptr(GstCaps) caps = gst_video_info_to_caps(&playback->format);
        gst_structure_remove_field(gst_caps_get_structure(caps, 0), "framerate");
        g_object_set(shape, "caps", caps, NULL);
    }
    return pipeline;
}

static void take_down(Playback *playback)
{
    if (playback->watch)
        g_source_remove(playback->watch);
    playback->watch = 0;
    if (playback->pipeline)
        gst_element_set_state(playback->pipeline, GST_STATE_NULL);
    g_clear_pointer(&playback->pipeline, gst_object_unref);
}

/* Where in a take's bytes to begin for at_ms. */
static void aim(Playback *playback, gint64 at_ms)
{
    const GArray *index = playback->recording->index;
    gint64 start_ms = 0;
    playback->position = 0;
    playback->body = playback->header_bytes;
    for (guint i = 0; i < index->len; i++) {
        const RecordingSegment *segment = &g_array_index(index, RecordingSegment, i);
        if (segment->take != playback->take->take || segment->start_ms > at_ms)
            continue;
        playback->body = MAX(playback->header_bytes, segment->from);
        start_ms = segment->start_ms;
    }
    playback->from_ms = at_ms;
    playback->skip = (GstClockTime)MAX(at_ms - start_ms, 0) * GST_MSECOND;
}

static gboolean set_up(Playback *playback, gint64 at_ms, GError **error)
{
    take_down(playback);
    if (playback->take)
        aim(playback, at_ms);
    playback->pipeline = build(playback, error);
    if (!playback->pipeline)
        return FALSE;
    gst_element_set_state(playback->pipeline,
                          playback->playing ? GST_STATE_PLAYING : GST_STATE_PAUSED);
    return TRUE;
}

/* Whether the message tells of the sound's output: then there is none, and the file is innocent. */
static gboolean is_speaker(const Playback *playback, const GstMessage *message)
{
    g_autoptr(GstElement) speaker = gst_bin_get_by_name(GST_BIN(playback->pipeline), "speaker");
    return !playback->silent && speaker && GST_MESSAGE_TYPE(message) == GST_MESSAGE_ERROR &&
           gst_object_has_as_ancestor(GST_MESSAGE_SRC(message), GST_OBJECT(speaker));
}

/* Where it finds no output, autoaudiosink takes one that swallows all. */
static gboolean is_mute(GstElement *pipeline)
{
    gboolean mute = FALSE;
    g_autoptr(GstElement) speaker = gst_bin_get_by_name(GST_BIN(pipeline), "speaker");
    for (GList *at = GST_IS_BIN(speaker) ? GST_BIN_CHILDREN(speaker) : NULL; at; at = at->next)
        mute |= g_str_has_prefix(G_OBJECT_TYPE_NAME(at->data), "GstFakeSink");
    return mute;
}

/* Waits until the picture asked for is there, or it is clear that there is none. */
static gboolean await(Playback *playback, GError **error)
{
    g_autoptr(GstBus) bus = gst_element_get_bus(playback->pipeline);
    g_autoptr(GError) reason = NULL;
    g_autoptr(GstMessage) message =
        gst_bus_timed_pop_filtered(bus, OPEN_NS, GST_MESSAGE_ERROR | GST_MESSAGE_ASYNC_DONE);
    if (!__atomic_load_n(&playback->awaited, __ATOMIC_ACQUIRE) && message &&
        GST_MESSAGE_TYPE(message) == GST_MESSAGE_ASYNC_DONE) {
        playback->silent |= is_mute(playback->pipeline);
        return TRUE;
    }
    if (message && is_speaker(playback, message)) {
        playback->silent = TRUE;
        return set_up(playback, playback->from_ms, error) && await(playback, error);
    }
    if (message && GST_MESSAGE_TYPE(message) == GST_MESSAGE_ERROR)
        gst_message_parse_error(message, &reason, NULL);
    g_set_error(error, MEDIA_ERROR, MEDIA_ERROR_NO_RECORDING, "%s: %s", playback->path,
                reason ? reason->message : "no picture in it");
    return FALSE;
}

/* FALSE for a copy that lacks its index: it plays from where it is. */
static gboolean go_to(Playback *playback, gint64 at_ms)
{
    return gst_element_seek_simple(playback->pipeline, GST_FORMAT_TIME,
                                   GST_SEEK_FLAG_FLUSH | GST_SEEK_FLAG_ACCURATE,
                                   at_ms * GST_MSECOND);
}

static gboolean handle_message(GstBus *bus, GstMessage *message, gpointer user_data);

static void watch(Playback *playback)
{
    g_autoptr(GstBus) bus = gst_element_get_bus(playback->pipeline);
    playback->watch = gst_bus_add_watch(bus, handle_message, playback);
}

/* A pipeline anew, from at_ms on. */
static void rebuild(Playback *playback, gint64 at_ms)
{
    g_autoptr(GError) error = NULL;
    if (set_up(playback, at_ms, &error))
        watch(playback);
    else
        playback->failure = g_strdup(error->message);
}

static gboolean handle_message(GstBus *bus, GstMessage *message, gpointer user_data)
{
    Playback *playback = user_data;
    g_autoptr(GError) reason = NULL;
    if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_EOS) {
        playback->playing = FALSE;
        playback->ended = TRUE;
        /* What is looked at next stands still, too. */
        gst_element_set_state(playback->pipeline, GST_STATE_PAUSED);
    } else if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_ASYNC_DONE && playback->pending_ms > 0) {
        go_to(playback, playback->pending_ms);
        playback->pending_ms = 0;
    } else if (is_speaker(playback, message)) {
        playback->silent = TRUE;
        playback->pending_ms =
            playback->take ? 0 : __atomic_load_n(&playback->at_ms, __ATOMIC_ACQUIRE);
        rebuild(playback, playback->at_ms);
    } else if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_ERROR && !playback->failure) {
        gst_message_parse_error(message, &reason, NULL);
        playback->failure = g_strdup(reason->message);
        playback->playing = FALSE;
    }
    return G_SOURCE_CONTINUE;
}

static gint64 cut(const Playback *playback, gint64 at_ms)
{
    gint64 last_ms = playback->length_ms < 0 ? G_MAXINT32 : playback->length_ms - LAST_MS;
    return CLAMP(at_ms, 0, MAX(last_ms, 0));
}

/* A take is known by the chain beside it, which names it. */
static gboolean find_take(Playback *playback, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(playback->path);
    g_autofree char *name = g_path_get_basename(playback->path);
    playback->recording = recording_read(folder, NULL);
    for (guint i = 0; playback->recording && i < playback->recording->takes->len; i++) {
        const RecordingTake *take = g_ptr_array_index(playback->recording->takes, i);
        if (strcmp(take->file, name) == 0)
            playback->take = take;
    }
    if (!playback->take)
        return TRUE;
    for (guint i = 0; i < playback->recording->index->len; i++) {
        const RecordingSegment *segment =
            &g_array_index(playback->recording->index, RecordingSegment, i);
        if (segment->take != playback->take->take)
            continue;
        playback->end = segment->to;
        playback->length_ms = segment->end_ms;
    }
    playback->fd = open(playback->path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    playback->header_bytes = playback->fd < 0 ? -1 : cluster_header_bytes(playback->fd);
    if (playback->header_bytes > 0 && playback->end > playback->header_bytes)
        return TRUE;
    g_set_error(error, MEDIA_ERROR, MEDIA_ERROR_NO_RECORDING, "%s", playback->path);
    return FALSE;
}

static gboolean open_file(Playback *playback, gint64 from_ms, GError **error)
{
    gint64 length;
    if (!g_file_test(playback->path, G_FILE_TEST_IS_REGULAR)) {
        g_set_error(error, MEDIA_ERROR, MEDIA_ERROR_NO_RECORDING, "%s", playback->path);
        return FALSE;
    }
    if (!find_take(playback, error) || !set_up(playback, cut(playback, from_ms), error) ||
        !await(playback, error))
        return FALSE;
    if (playback->take)
        return TRUE;
    if (gst_element_query_duration(playback->pipeline, GST_FORMAT_TIME, &length))
        playback->length_ms = length / (gint64)GST_MSECOND;
    if (cut(playback, from_ms) == 0)
        return TRUE;
    /* One that was cut off holds less than it says. */
    playback->awaited = TRUE;
    return !go_to(playback, cut(playback, from_ms)) || await(playback, NULL) ||
           (go_to(playback, 0) && await(playback, error));
}

Playback *playback_open(const char *path, gint64 from_ms, GError **error)
{
    Playback *playback = g_new0(Playback, 1);
    playback->path = g_strdup(path);
    playback->fd = -1;
    playback->length_ms = -1;
    playback->awaited = TRUE;
    if (!open_file(playback, from_ms, error)) {
        playback_free(playback);
        return NULL;
    }
    watch(playback);
    return playback;
}

void playback_free(Playback *playback)
{
    if (!playback)
        return;
    take_down(playback);
    preview_writer_free(playback->preview);
    recording_free(playback->recording);
    if (playback->fd >= 0)
        close(playback->fd);
    g_free(playback->failure);
    g_free(playback->path);
    g_free(playback);
}

int playback_preview_fd(const Playback *playback)
{
    return preview_writer_fd(playback->preview);
}

void playback_play(Playback *playback, gboolean playing)
{
    if (playback->failure || playback->ended)
        return;
    playback->playing = playing;
    gst_element_set_state(playback->pipeline, playing ? GST_STATE_PLAYING : GST_STATE_PAUSED);
}

void playback_seek(Playback *playback, gint64 at_ms)
{
    if (playback->failure)
        return;
    playback->ended = FALSE;
    if (playback->take)
        rebuild(playback, cut(playback, at_ms));
    else
        go_to(playback, cut(playback, at_ms));
}

void playback_status(Playback *playback, PlaybackStatus *status_out)
{
    *status_out = (PlaybackStatus){.at_ms = __atomic_load_n(&playback->at_ms, __ATOMIC_ACQUIRE),
                                   .length_ms = playback->length_ms,
                                   .playing = playback->playing,
                                   .ended = playback->ended,
                                   .sound = !playback->silent,
                                   .failure = playback->failure};
}
