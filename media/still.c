#include "media/still.h"

#include <gst/app/gstappsink.h>
#include <gst/gst.h>
#include <gst/video/video.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "media/client.h"
#include "media/error.h"
#include "media/server.h"
#include "media/source_pipeline.h"

/* A camera finds light and distance by itself in its first second: what comes before is not
 * judged. */
#define SETTLE_NS GST_SECOND
#define LOOK_NS (GST_SECOND / 2)
#define FIRST_PICTURE_NS (10 * GST_SECOND)
#define NEXT_PICTURE_NS (2 * GST_SECOND)

enum { EXIT_USAGE = 2 };

/* As large as there is, seldom: a camera gives its largest pictures only so. */
static const PaceLevel largest = {8192, 8192, 5};

/* What changes most from one pixel to the next is the sharpest picture of the same thing. */
static double sharpness(GstSample *sample)
{
    GstVideoInfo info;
    GstVideoFrame frame;
    guint64 sum = 0;
    if (!gst_video_info_from_caps(&info, gst_sample_get_caps(sample)) ||
        !gst_video_frame_map(&frame, &info, gst_sample_get_buffer(sample), GST_MAP_READ))
        return 0;
    const guint8 *luma = GST_VIDEO_FRAME_PLANE_DATA(&frame, 0);
    int stride = GST_VIDEO_FRAME_PLANE_STRIDE(&frame, 0);
    for (int y = 1; y < info.height - 1; y++) {
        const guint8 *row = luma + (gsize)y * (gsize)stride;
        for (int x = 1; x < info.width - 1; x++) {
            int curve = 4 * row[x] - row[x - 1] - row[x + 1] - row[x - stride] - row[x + stride];
            sum += (guint64)(curve * curve);
        }
    }
    gst_video_frame_unmap(&frame);
    return (double)sum / ((double)info.width * info.height);
}

/* The sharpest of the pictures that come once the camera has settled; of a short film the best of
 * its last ones. NULL if none comes. */
static GstSample *sharpest(GstElement *pipeline)
{
    g_autoptr(GstElement) sink = gst_bin_get_by_name(GST_BIN(pipeline), "out");
    GstSample *best = NULL;
    double best_sharpness = -1;
    GstClockTime first = GST_CLOCK_TIME_NONE, at = 0;
    while (at < SETTLE_NS + LOOK_NS) {
        GstSample *sample = gst_app_sink_try_pull_sample(GST_APP_SINK(sink),
                                                         best ? NEXT_PICTURE_NS : FIRST_PICTURE_NS);
        if (!sample)
            break;
        GstClockTime stamp = GST_BUFFER_PTS(gst_sample_get_buffer(sample));
        if (!GST_CLOCK_TIME_IS_VALID(first))
            first = stamp;
        at = GST_CLOCK_TIME_IS_VALID(stamp) && stamp > first ? stamp - first : at + GST_SECOND / 30;
        double now = at < SETTLE_NS ? 0 : sharpness(sample);
        if (now >= best_sharpness) {
            g_clear_pointer(&best, gst_sample_unref);
            best = gst_sample_ref(sample);
            best_sharpness = now;
        }
        gst_sample_unref(sample);
    }
    return best;
}

/* As a PNM file (P6), which every program reads without guessing. */
static gboolean write_rgb(GstSample *sample, const char *path, GError **error)
{
    GstVideoInfo info;
    GstVideoFrame frame;
    g_autoptr(GstCaps) caps = gst_caps_from_string("video/x-raw,format=RGB");
    GstSample *rgb = gst_video_convert_sample(sample, caps, FIRST_PICTURE_NS, error);
    FILE *file = NULL;
    gboolean ok = FALSE;
    if (!rgb)
        return FALSE;
    if (!gst_video_info_from_caps(&info, gst_sample_get_caps(rgb)) ||
        !gst_video_frame_map(&frame, &info, gst_sample_get_buffer(rgb), GST_MAP_READ))
        goto cleanup;
    if ((file = fopen(path, "wxe"))) {
        ok = fprintf(file, "P6\n%d %d\n255\n", info.width, info.height) > 0;
        const guint8 *pixels = GST_VIDEO_FRAME_PLANE_DATA(&frame, 0);
        for (int y = 0; ok && y < info.height; y++)
            ok = fwrite(pixels + (gsize)y * (gsize)GST_VIDEO_FRAME_PLANE_STRIDE(&frame, 0), 3,
                        (gsize)info.width, file) == (gsize)info.width;
        ok = fclose(file) == 0 && ok;
    }
    gst_video_frame_unmap(&frame);

cleanup:
    gst_sample_unref(rgb);
    if (!ok)
        g_set_error(error, MEDIA_ERROR, file ? MEDIA_ERROR_NO_SPACE : MEDIA_ERROR_FAILED, "%s",
                    path);
    return ok;
}

/* Takes it from one device, or from what camera names otherwise. */
static gboolean take_from(const char *camera, const Device *device, const char *out, GError **error)
{
    const SourceShape shape = {.form = SOURCE_PICTURES, .pace = &largest};
    GstElement *pipeline = source_pipeline_new(SOURCE_CAMERA, camera, device, &shape, error);
    if (!pipeline)
        return FALSE;
    gboolean plays = gst_element_set_state(pipeline, GST_STATE_PLAYING) != GST_STATE_CHANGE_FAILURE;
    GstSample *sample = plays ? sharpest(pipeline) : NULL;
    gst_element_set_state(pipeline, GST_STATE_NULL);
    gst_object_unref(pipeline);
    if (!sample) {
        g_set_error(error, MEDIA_ERROR, MEDIA_ERROR_NO_CAMERA, "%s",
                    device ? device->node : camera);
        return FALSE;
    }
    gboolean ok = write_rgb(sample, out, error);
    gst_sample_unref(sample);
    return ok;
}

/* The first device of those that camera may mean that gives a picture. */
static gboolean take(const char *camera, const char *out, GError **error)
{
    g_autoptr(GPtrArray) devices = source_pipeline_devices(SOURCE_CAMERA, camera, NULL);
    if (!devices)
        return take_from(camera, NULL, out, error);
    g_set_error_literal(error, MEDIA_ERROR, MEDIA_ERROR_NO_CAMERA, camera);
    for (guint i = 0; i < devices->len; i++) {
        g_clear_error(error);
        if (take_from(camera, devices->pdata[i], out, error))
            return TRUE;
    }
    return FALSE;
}

int still_main(int argc, char **argv)
{
    g_autofree char *camera = NULL, *out = NULL;
    int fd = STDOUT_FILENO, exit_code = EXIT_FAILURE;
    const GOptionEntry entries[] = {
        {"camera", 0, 0, G_OPTION_ARG_STRING, &camera,
         "auto, test, /dev/videoN, file:PATH or rtsp://…", "CAMERA"},
        {"out", 0, 0, G_OPTION_ARG_FILENAME, &out, "the file to write", "FILE"},
        {"ready-fd", 0, 0, G_OPTION_ARG_INT, &fd, "descriptor to say on how it went", "N"},
        {NULL},
    };
    g_autoptr(GError) error = NULL;
    g_autoptr(GOptionContext) context = g_option_context_new("still");
    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, &argc, &argv, &error) || argc != 2 || !out || !camera ||
        !recorder_camera_valid(camera)) {
        fprintf(stderr, "esep-recorder: %s\n", error ? error->message : "--camera and --out");
        return EXIT_USAGE;
    }
    gst_init(NULL, NULL);
    if (take(camera, out, &error))
        exit_code = EXIT_SUCCESS;
    g_autofree char *line = error ? server_error_line(error) : g_strdup("{\"ok\":true}\n");
    if (write(fd, line, strlen(line)) != (gssize)strlen(line))
        g_info("nobody listens");
    return exit_code;
}
