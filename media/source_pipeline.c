#include "media/source_pipeline.h"

#include <gst/rtsp/gstrtsptransport.h>
#include <stdio.h>
#include <string.h>

#include "media/device.h"
#include "media/error.h"
#include "media/launch.h"
#include "media/record_format.h"
#include "media/test_picture.h"

/* To put packets in order. */
#define NETWORK_LATENCY_NS (300 * GST_MSECOND)
#define NETWORK_TIMEOUT_US ((guint64)(4 * G_USEC_PER_SEC))
#define CAMERA_END                                                                                 \
    " ! videoconvert ! videoscale add-borders=true ! capsfilter name=shape"                        \
    " ! appsink name=out max-buffers=8 drop=true enable-last-sample=false sync="
#define MIC_END                                                                                    \
    " ! audioconvert ! audioresample ! " RECORD_AUDIO_CAPS                                         \
    " ! appsink name=out max-buffers=64 drop=true enable-last-sample=false sync="

typedef GstElement *(*Build)(const char *name, const PaceLevel *pace, GError **error);

typedef struct {
    SourceKind kind;
    const char *prefix;
    gboolean exact; /* nothing may follow the prefix */
    Build build;    /* gets what follows the prefix; or the whole, if the prefix is part of it; or
                     * the node of the device that is meant */
    gboolean whole;
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

static GstElement *build_test_camera(const char *name, const PaceLevel *pace, GError **error)
{
    GstElement *pipeline =
        parse("videotestsrc is-live=true pattern=smpte75"
              " ! video/x-raw,format=I420,width=1280,height=720,framerate=30/1"
              " ! clockoverlay time-format=\"%Y-%m-%d  %H:%M:%S\" halignment=center"
              "   valignment=center font-desc=\"PT Sans Bold 28\"" CAMERA_END "false",
              NULL, NULL, error);
    if (pipeline)
        test_picture_attach(pipeline);
    return pipeline;
}

static GstElement *build_test_mic(const char *name, const PaceLevel *pace, GError **error)
{
    GstElement *pipeline =
        parse("audiotestsrc is-live=true wave=silence samplesperbuffer=960" MIC_END "false", NULL,
              NULL, error);
    if (pipeline)
        test_sound_attach(pipeline);
    return pipeline;
}

/* The format in which the camera at path serves best. */
static GstCaps *probe_camera(const char *path, const PaceLevel *pace, GError **error)
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
    chosen = device_choose_caps(offered, pace);
    if (!chosen)
        set_error(error, SOURCE_CAMERA, path, "no format");

cleanup:
    gst_clear_caps(&offered);
    gst_element_set_state(camera, GST_STATE_NULL);
    gst_object_unref(camera);
    return chosen;
}

static GstElement *build_device_camera(const char *path, const PaceLevel *pace, GError **error)
{
    g_autoptr(GstCaps) caps = probe_camera(path, pace, error);
    if (!caps)
        return NULL;
    const char *decoder = "";
    const GstStructure *format = gst_caps_get_structure(caps, 0);
    if (gst_structure_has_name(format, "image/jpeg"))
        decoder = " ! jpegdec max-errors=-1"; /* jpegparse would die on a bad picture */
    else if (gst_structure_has_name(format, "video/x-h264"))
        decoder = " ! h264parse ! avdec_h264";
    g_autofree char *description = g_strconcat("v4l2src name=source ! capsfilter name=format",
                                               decoder, CAMERA_END "false", NULL);
    GstElement *pipeline = parse(description, "device", path, error);
    if (pipeline) {
        g_autoptr(GstElement) filter = gst_bin_get_by_name(GST_BIN(pipeline), "format");
        g_object_set(filter, "caps", caps, NULL);
    }
    return pipeline;
}

static GstElement *build_alsa_mic(const char *device, const PaceLevel *pace, GError **error)
{
    return parse("alsasrc name=source buffer-time=200000 latency-time=20000" MIC_END "false",
                 "device", device, error);
}

/* decodebin offers every stream; the one that fits what follows is linked, others are left alone.
 */
static GstElement *build_file_camera(const char *path, const PaceLevel *pace, GError **error)
{
    return parse("filesrc name=source ! decodebin" CAMERA_END "true", "location", path, error);
}

static GstElement *build_file_mic(const char *path, const PaceLevel *pace, GError **error)
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

static GstElement *build_network(const char *description, const char *uri, GError **error)
{
    GstElement *pipeline = parse(description, "uri", uri, error);
    if (pipeline) {
        g_autoptr(GstElement) source = gst_bin_get_by_name(GST_BIN(pipeline), "source");
        g_signal_connect(source, "source-setup", G_CALLBACK(handle_network_source), NULL);
    }
    return pipeline;
}

static GstElement *build_network_camera(const char *uri, const PaceLevel *pace, GError **error)
{
    return build_network("uridecodebin name=source" CAMERA_END "false", uri, error);
}

static GstElement *build_network_mic(const char *uri, const PaceLevel *pace, GError **error)
{
    return build_network("uridecodebin name=source" MIC_END "false", uri, error);
}

static const Row rows[] = {
    {SOURCE_CAMERA, "auto", TRUE, build_device_camera, FALSE, device_cameras},
    {SOURCE_CAMERA, "test", TRUE, build_test_camera, FALSE},
    {SOURCE_CAMERA, "/dev/video", FALSE, build_device_camera, TRUE, device_cameras},
    {SOURCE_CAMERA, "file:", FALSE, build_file_camera, FALSE},
    {SOURCE_CAMERA, "rtsp://", FALSE, build_network_camera, TRUE, NULL, NETWORK_LATENCY_NS},
    {SOURCE_MIC, "auto", TRUE, build_alsa_mic, FALSE, device_mics},
    {SOURCE_MIC, "test", TRUE, build_test_mic, FALSE},
    {SOURCE_MIC, "alsa:", FALSE, build_alsa_mic, FALSE, device_mics},
    {SOURCE_MIC, "file:", FALSE, build_file_mic, FALSE},
    {SOURCE_MIC, "rtsp://", FALSE, build_network_mic, TRUE, NULL, NETWORK_LATENCY_NS},
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
                                const PaceLevel *pace, int width, int height, GError **error)
{
    const Row *row = find_row(kind, spec);
    if (!row) {
        set_error(error, kind, spec, NULL);
        return NULL;
    }
    const char *name = row->whole ? spec : spec + strlen(row->prefix);
    GstElement *pipeline = row->build(device ? device->node : name, pace, error);
    if (pipeline && kind == SOURCE_CAMERA && width > 0)
        source_pipeline_shape(pipeline, width, height);
    else if (pipeline && kind == SOURCE_CAMERA)
        shape_freely(pipeline, pace);
    return pipeline;
}

/* "plughw:1,0": the number of the card; -1 if it is told otherwise. */
static int card_of(const char *device)
{
    int card = -1;
    const char *colon = strchr(device, ':');
    return colon && sscanf(colon, ":%d", &card) == 1 ? card : -1;
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
