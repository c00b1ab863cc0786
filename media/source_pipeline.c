#include "media/source_pipeline.h"

#include <gst/rtsp/gstrtsptransport.h>
#include <stdio.h>
#include <string.h>

#include "media/device.h"
#include "media/device_pulse.h"
#include "media/encoder.h"
#include "media/error.h"
#include "media/launch.h"
#include "media/record_format.h"
#include "media/test_picture.h"
#include "media/urgent.h"

/* To put packets in order. */
#define NETWORK_LATENCY_NS (300 * GST_MSECOND)
#define NETWORK_TIMEOUT_US ((guint64)(4 * G_USEC_PER_SEC))
#define MIC_END                                                                                    \
    " ! audioconvert ! audioresample ! " RECORD_AUDIO_CAPS                                         \
    " ! appsink name=out max-buffers=64 drop=true enable-last-sample=false sync="

typedef GstElement *(*Build)(const char *name, const SourceShape *shape, GError **error);

typedef struct {
    SourceKind kind;
    const char *prefix;
    gboolean exact; /* nothing may follow the prefix */
    Build build;    /* gets what follows the prefix; or the whole, if the prefix is part of it; or
                     * the node of the device that is meant */
    gboolean whole;
    gboolean codes; /* it may give H.264 */
    GPtrArray *(*devices)(void);
    GstClockTime latency; /* so much later than its time stamps say its data arrive */
} Row;

/* The error of a kind, its text "name: reason". */
static void set_error(GError **error, SourceKind kind, const char *name, const char *reason)
{
    g_set_error(error, MEDIA_ERROR,
                kind == SOURCE_CAMERA ? MEDIA_ERROR_NO_CAMERA : MEDIA_ERROR_NO_MIC, "%s%s%s", name,
                reason ? ": " : "", reason ? reason : "");
}

/* Names from outside never go through the parser: they are set as properties of "source". */
static GstElement *parse(const char *description, const char *property, const char *value,
                         GError **error)
{
    GstElement *pipeline = launch(description, error);
    if (pipeline && property) {
        g_autoptr(GstElement) source = gst_bin_get_by_name(GST_BIN(pipeline), "source");
        g_object_set(source, property, value, NULL);
    }
    return pipeline;
}

#define SINK " enable-last-sample=false sync="

/* Pictures of the size that is recorded. */
#define SHAPED " ! videoconvert ! videoscale add-borders=true ! capsfilter name=shape"
#define LOOK " both. ! queue name=" URGENT_NOT
/* Some pictures that are decoded only to be looked at may be lost, or late. */
#define LOOKED_AT                                                                                  \
    LOOK " leaky=downstream max-size-time=5000000000 max-size-bytes=0 max-size-buffers=0"          \
         " ! decodebin force-sw-decoders=true ! videorate drop-only=true max-rate=15"              \
         " ! videoconvert ! capsfilter name=shape ! appsink name=out max-buffers=8 drop=true" SINK

/* How a camera's pipeline ends. sync: "true" for what does not come by itself at its time, as a
 * file. Free with g_free. */
static char *camera_end(SourceForm form, const char *sync, GError **error)
{
    if (form == SOURCE_PICTURES)
        return g_strconcat(SHAPED " ! appsink name=out max-buffers=8 drop=true" SINK, sync, NULL);
    if (form == SOURCE_PASSED)
        return g_strconcat(" ! h264parse name=parse config-interval=-1 ! " RECORD_CODED_CAPS
                           " ! tee name=both both. ! queue max-size-time=3000000000"
                           "   max-size-bytes=0 max-size-buffers=0 ! appsink name=coded" SINK,
                           sync, LOOKED_AT, sync, NULL);
    const char *encoder = encoder_description(error);
    if (!encoder)
        return NULL;
    return g_strconcat(SHAPED " ! tee name=both" LOOK " ! appsink name=out" SINK, sync,
                       " both. ! queue name=leak leaky=downstream max-size-buffers=15"
                       "   max-size-bytes=0 max-size-time=0 ! ",
                       encoder,
                       " ! h264parse config-interval=-1 ! " RECORD_CODED_CAPS
                       " ! appsink name=coded" SINK,
                       sync, NULL);
}

/* The decoder comes when there is something to decode: until then it needs no memory. One thread is
 * enough for what is only looked at. */
static void handle_element(GstBin *pipeline, GstBin *bin, GstElement *element, gpointer user_data)
{
    if (g_object_class_find_property(G_OBJECT_GET_CLASS(element), "max-threads"))
        g_object_set(element, "max-threads", 1, NULL);
}

/* A camera's pipeline: how it begins, and the end of the wanted form. */
static GstElement *parse_camera(const char *begin, const char *sync, const SourceShape *shape,
                                const char *property, const char *value, GError **error)
{
    g_autofree char *end = camera_end(shape->form, sync, error);
    g_autofree char *description = end ? g_strconcat(begin, end, NULL) : NULL;
    GstElement *pipeline = description ? parse(description, property, value, error) : NULL;
    if (pipeline)
        urgent_streaming(pipeline);
    if (pipeline && shape->form == SOURCE_PASSED)
        g_signal_connect(pipeline, "deep-element-added", G_CALLBACK(handle_element), NULL);
    if (pipeline && shape->form == SOURCE_ENCODED)
        encoder_set_up(pipeline, shape->width, shape->height);
    return pipeline;
}

static GstElement *build_test_camera(const char *name, const SourceShape *shape, GError **error)
{
    GstElement *pipeline =
        parse_camera("videotestsrc is-live=true pattern=smpte75"
                     " ! video/x-raw,format=I420,width=1280,height=720,framerate=30/1"
                     " ! clockoverlay time-format=\"%Y-%m-%d  %H:%M:%S\" halignment=center"
                     "   valignment=center font-desc=\"PT Sans Bold 28\"",
                     "false", shape, NULL, NULL, error);
    if (pipeline)
        test_picture_attach(pipeline);
    return pipeline;
}

static GstElement *build_test_mic(const char *name, const SourceShape *shape, GError **error)
{
    GstElement *pipeline =
        parse("audiotestsrc is-live=true wave=silence samplesperbuffer=960" MIC_END "false", NULL,
              NULL, error);
    if (pipeline)
        test_sound_attach(pipeline);
    return pipeline;
}

/* The format in which the camera at path serves best. */
static GstCaps *probe_camera(const char *path, const SourceShape *shape, GError **error)
{
    GstCaps *chosen = NULL, *offered = NULL;
    g_autoptr(GstPad) pad = NULL;
    GstElement *camera = gst_element_factory_make("v4l2src", NULL);
    if (!camera) {
        set_error(error, SOURCE_CAMERA, path, "v4l2src");
        return NULL;
    }
    gst_object_ref_sink(camera);
    g_object_set(camera, "device", path, NULL);
    if (gst_element_set_state(camera, GST_STATE_READY) == GST_STATE_CHANGE_FAILURE) {
        set_error(error, SOURCE_CAMERA, path, NULL);
        goto cleanup;
    }
    pad = gst_element_get_static_pad(camera, "src");
    offered = gst_pad_query_caps(pad, NULL);
    chosen = device_choose_caps(offered, shape->pace, shape->form == SOURCE_PASSED);
    if (!chosen)
        set_error(error, SOURCE_CAMERA, path, "no format");

cleanup:
    gst_clear_caps(&offered);
    gst_element_set_state(camera, GST_STATE_NULL);
    gst_object_unref(camera);
    return chosen;
}

/* What cameras that encode are asked for, by the names that the kernel gives such controls; those
 * that a camera does not have are left alone. */
static void ask_for_keys(GstElement *camera)
{
    g_autoptr(GstStructure) controls =
        gst_structure_new("controls", "h264_i_frame_period", G_TYPE_INT, RECORD_FRAMES_PER_SECOND,
                          "video_gop_size", G_TYPE_INT, RECORD_FRAMES_PER_SECOND, "video_b_frames",
                          G_TYPE_INT, 0, "repeat_sequence_header", G_TYPE_INT, 1, NULL);
    g_object_set(camera, "extra-controls", controls, NULL);
}

static GstElement *build_device_camera(const char *path, const SourceShape *shape, GError **error)
{
    g_autoptr(GstCaps) caps = probe_camera(path, shape, error);
    if (!caps)
        return NULL;
    const char *decoder = "";
    const GstStructure *format = gst_caps_get_structure(caps, 0);
    gboolean coded = gst_structure_has_name(format, "video/x-h264");
    if (gst_structure_has_name(format, "image/jpeg"))
        decoder = " ! jpegdec max-errors=-1"; /* jpegparse would die on a bad picture */
    else if (coded && shape->form != SOURCE_PASSED)
        decoder = " ! h264parse ! avdec_h264";
    if (!coded && shape->form == SOURCE_PASSED) {
        set_error(error, SOURCE_CAMERA, path, "no H.264");
        return NULL;
    }
    g_autofree char *begin =
        g_strconcat("v4l2src name=source ! capsfilter name=format", decoder, NULL);
    GstElement *pipeline = parse_camera(begin, "false", shape, "device", path, error);
    if (!pipeline)
        return NULL;
    g_autoptr(GstElement) filter = gst_bin_get_by_name(GST_BIN(pipeline), "format");
    g_autoptr(GstElement) camera = gst_bin_get_by_name(GST_BIN(pipeline), "source");
    g_object_set(filter, "caps", caps, NULL);
    if (coded)
        ask_for_keys(camera);
    return pipeline;
}

/* A server that loses a source, or has none of that name, goes on with another one, be it the sound
 * of the loudspeaker. FALSE: it does not say yet which one is heard, or it is another, which is an
 * error of the element. */
static gboolean is_wanted(GstElement *source)
{
    g_autofree char *wanted = NULL, *current = NULL;
    g_object_get(source, "device", &wanted, "current-device", &current, NULL);
    if (!current || !*current)
        return FALSE;
    if (strcmp(wanted, current) == 0)
        return TRUE;
    GST_ELEMENT_ERROR(source, RESOURCE, NOT_FOUND, ("%s is gone", wanted), (NULL));
    return FALSE;
}

static void handle_current_device(GstElement *source, GParamSpec *property, gpointer user_data)
{
    is_wanted(source);
}

/* Nothing counts as heard before it is known from where. */
static GstPadProbeReturn handle_first_sound(GstPad *pad, GstPadProbeInfo *info, gpointer source)
{
    return is_wanted(source) ? GST_PAD_PROBE_REMOVE : GST_PAD_PROBE_DROP;
}

static GstElement *build_pulse_mic(const char *device, const SourceShape *shape, GError **error)
{
    GstElement *pipeline =
        parse("pulsesrc name=source client-name=esep buffer-time=200000 latency-time=20000" MIC_END
              "false",
              "device", device, error);
    if (!pipeline)
        return NULL;
    g_autoptr(GstElement) source = gst_bin_get_by_name(GST_BIN(pipeline), "source");
    g_autoptr(GstPad) pad = gst_element_get_static_pad(source, "src");
    g_signal_connect(source, "notify::current-device", G_CALLBACK(handle_current_device), NULL);
    gst_pad_add_probe(pad, GST_PAD_PROBE_TYPE_BUFFER, handle_first_sound, source, NULL);
    return pipeline;
}

static GstElement *build_alsa_mic(const char *device, const SourceShape *shape, GError **error)
{
    return parse("alsasrc name=source buffer-time=200000 latency-time=20000" MIC_END "false",
                 "device", device, error);
}

static GstElement *build_device_mic(const char *node, const SourceShape *shape, GError **error)
{
    return g_str_has_prefix(node, DEVICE_PULSE)
               ? build_pulse_mic(node + strlen(DEVICE_PULSE), shape, error)
               : build_alsa_mic(node, shape, error);
}

/* All streams are known, and H.264 is none of them. */
static void handle_no_more_pads(GstElement *open, gpointer user_data)
{
    g_autoptr(GstObject) pipeline = gst_object_get_parent(GST_OBJECT(open));
    g_autoptr(GstElement) parse = gst_bin_get_by_name(GST_BIN(pipeline), "parse");
    g_autoptr(GstPad) pad = gst_element_get_static_pad(parse, "sink");
    if (!gst_pad_is_linked(pad))
        GST_ELEMENT_ERROR(open, STREAM, FORMAT, ("no H.264"), (NULL));
}

/* Has the element that opens a stream say so if H.264 is not in it. */
static GstElement *expect_coded(GstElement *pipeline, const char *name)
{
    if (!pipeline)
        return NULL;
    g_autoptr(GstElement) open = gst_bin_get_by_name(GST_BIN(pipeline), name);
    g_signal_connect(open, "no-more-pads", G_CALLBACK(handle_no_more_pads), NULL);
    return pipeline;
}

/* decodebin offers every stream; the one that fits what follows is linked, others are left alone.
 */
static GstElement *build_file_camera(const char *path, const SourceShape *shape, GError **error)
{
    /* What is no file can be opened only once, but H.264 may not be good enough. */
    if (shape->form == SOURCE_PASSED && !g_file_test(path, G_FILE_TEST_IS_REGULAR)) {
        set_error(error, SOURCE_CAMERA, path, NULL);
        return NULL;
    }
    if (shape->form == SOURCE_PASSED)
        return expect_coded(parse_camera("filesrc name=source ! parsebin name=open", "true", shape,
                                         "location", path, error),
                            "open");
    return parse_camera("filesrc name=source ! decodebin", "true", shape, "location", path, error);
}

static GstElement *build_file_mic(const char *path, const SourceShape *shape, GError **error)
{
    return parse("filesrc name=source ! decodebin" MIC_END "true", "location", path, error);
}

/* Over one TCP connection: a lost packet is a late one, not a torn picture, and no firewall stands
 * in the way. */
static void handle_network_source(GstElement *bin, GstElement *source, gpointer user_data)
{
    g_object_set(source, "latency", (guint)(NETWORK_LATENCY_NS / GST_MSECOND), "protocols",
                 GST_RTSP_LOWER_TRANS_TCP, "tcp-timeout", NETWORK_TIMEOUT_US, NULL);
}

static GstElement *set_up_network(GstElement *pipeline)
{
    if (!pipeline)
        return NULL;
    g_autoptr(GstElement) source = gst_bin_get_by_name(GST_BIN(pipeline), "source");
    g_signal_connect(source, "source-setup", G_CALLBACK(handle_network_source), NULL);
    return pipeline;
}

static GstElement *build_network_camera(const char *uri, const SourceShape *shape, GError **error)
{
    GstElement *pipeline =
        set_up_network(parse_camera("uridecodebin name=source", "false", shape, "uri", uri, error));
    if (!pipeline || shape->form != SOURCE_PASSED)
        return pipeline;
    /* What it does not have to decode it leaves as it is. */
    g_autoptr(GstElement) source = gst_bin_get_by_name(GST_BIN(pipeline), "source");
    g_autoptr(GstCaps) caps =
        gst_caps_from_string("video/x-h264;video/x-raw(ANY);audio/x-raw(ANY)");
    g_object_set(source, "caps", caps, NULL);
    return expect_coded(pipeline, "source");
}

static GstElement *build_network_mic(const char *uri, const SourceShape *shape, GError **error)
{
    return set_up_network(parse("uridecodebin name=source" MIC_END "false", "uri", uri, error));
}

static const Row rows[] = {
    {SOURCE_CAMERA, "auto", TRUE, build_device_camera, FALSE, TRUE, device_cameras},
    {SOURCE_CAMERA, "test", TRUE, build_test_camera, FALSE, FALSE},
    {SOURCE_CAMERA, "/dev/video", FALSE, build_device_camera, TRUE, TRUE, device_cameras},
    {SOURCE_CAMERA, "file:", FALSE, build_file_camera, FALSE, TRUE},
    {SOURCE_CAMERA, "rtsp://", FALSE, build_network_camera, TRUE, TRUE, NULL, NETWORK_LATENCY_NS},
    {SOURCE_MIC, "auto", TRUE, build_device_mic, FALSE, FALSE, device_mics},
    {SOURCE_MIC, "test", TRUE, build_test_mic, FALSE, FALSE},
    {SOURCE_MIC, "alsa:", FALSE, build_device_mic, FALSE, FALSE, device_mics},
    {SOURCE_MIC, DEVICE_PULSE, FALSE, build_pulse_mic, FALSE, FALSE},
    {SOURCE_MIC, "file:", FALSE, build_file_mic, FALSE, FALSE},
    {SOURCE_MIC, "rtsp://", FALSE, build_network_mic, TRUE, FALSE, NULL, NETWORK_LATENCY_NS},
};

static const Row *find_row(SourceKind kind, const char *spec)
{
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        gsize length = strlen(rows[i].prefix);
        if (rows[i].kind == kind && strncmp(spec, rows[i].prefix, length) == 0 &&
            (spec[length] == 0) == rows[i].exact)
            return &rows[i];
    }
    return NULL;
}

static void set_shape(GstElement *pipeline, const char *width, const char *height)
{
    g_autoptr(GstElement) filter = gst_bin_get_by_name(GST_BIN(pipeline), "shape");
    g_autofree char *text = g_strdup_printf(
        "video/x-raw,format=I420,width=%s,height=%s,pixel-aspect-ratio=1/1", width, height);
    g_autoptr(GstCaps) caps = gst_caps_from_string(text);
    g_object_set(filter, "caps", caps, NULL);
}

void source_pipeline_shape(GstElement *pipeline, int width, int height)
{
    g_autofree char *exact_width = g_strdup_printf("%d", width);
    g_autofree char *exact_height = g_strdup_printf("%d", height);
    set_shape(pipeline, exact_width, exact_height);
}

/* Any even size up to the largest. */
static void shape_freely(GstElement *pipeline, const PaceLevel *largest)
{
    g_autofree char *width = g_strdup_printf("(int)[2,%d,2]", largest->width);
    g_autofree char *height = g_strdup_printf("(int)[2,%d,2]", largest->height);
    set_shape(pipeline, width, height);
}

/* What device.h calls the node that a name by numbers means: "/dev/video0" itself; of "hw:1",
 * "plughw:1,0" the latter. NULL for other names, which only the system can resolve ("default",
 * "hw:CARD=Device"). Free with g_free. */
static char *numbered_node(SourceKind kind, const char *name)
{
    int number, index = 0, end = 0;
    const char *plain = g_str_has_prefix(name, "plug") ? name + strlen("plug") : name;
    if (kind == SOURCE_CAMERA)
        return sscanf(name, "/dev/video%d%n", &number, &end) == 1 && !name[end] ? g_strdup(name)
                                                                                : NULL;
    if (sscanf(plain, "hw:%d%n,%d%n", &number, &end, &index, &end) < 1 || plain[end])
        return NULL;
    return g_strdup_printf("plughw:%d,%d", number, index);
}

GPtrArray *source_pipeline_devices(SourceKind kind, const char *spec, const Device *before)
{
    const Row *row = find_row(kind, spec);
    if (!row || !row->devices)
        return NULL;
    const char *name = row->whole ? spec : spec + strlen(row->prefix);
    g_autofree char *wanted = row->exact ? NULL : numbered_node(kind, name);
    if (!row->exact && !wanted)
        return NULL;
    g_autoptr(GPtrArray) there = row->devices();
    return device_order(there, before, wanted);
}

GstClockTime source_pipeline_latency(SourceKind kind, const char *spec)
{
    const Row *row = find_row(kind, spec);
    return row ? row->latency : 0;
}

GstElement *source_pipeline_new(SourceKind kind, const char *spec, const Device *device,
                                const SourceShape *shape, GError **error)
{
    const Row *row = find_row(kind, spec);
    if (!row || (shape->form == SOURCE_PASSED && !row->codes)) {
        set_error(error, kind, spec, NULL);
        return NULL;
    }
    const char *name = row->whole ? spec : spec + strlen(row->prefix);
    GstElement *pipeline = row->build(device ? device->node : name, shape, error);
    if (!pipeline || kind != SOURCE_CAMERA)
        return pipeline;
    if (shape->width > 0)
        source_pipeline_shape(pipeline, shape->width, shape->height);
    else if (shape->form == SOURCE_PASSED)
        set_shape(pipeline, "(int)[2,8192,2]", "(int)[2,8192,2]");
    else
        shape_freely(pipeline, shape->pace);
    return pipeline;
}

/* "plughw:1,0": the number of the card; -1 if it is told otherwise. */
static int card_of(const char *device)
{
    int card = -1;
    return sscanf(device, "plughw:%d", &card) == 1 || sscanf(device, "hw:%d", &card) == 1 ? card
                                                                                          : -1;
}

gboolean source_pipeline_unplugged(GstElement *pipeline)
{
    g_autofree char *device = NULL, *node = NULL;
    g_autoptr(GstElement) source = gst_bin_get_by_name(GST_BIN(pipeline), "source");
    if (!source || !g_object_class_find_property(G_OBJECT_GET_CLASS(source), "device"))
        return FALSE;
    g_object_get(source, "device", &device, NULL);
    if (device && device[0] == '/')
        node = g_strdup(device);
    else if (device && card_of(device) >= 0)
        node = g_strdup_printf("/proc/asound/card%d", card_of(device));
    return node && !g_file_test(node, G_FILE_TEST_EXISTS);
}
