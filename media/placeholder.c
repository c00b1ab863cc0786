#include "media/placeholder.h"

#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>
#include <gst/video/video.h>
#include <math.h>

#include "media/error.h"
#include "media/launch.h"
#include "media/record_format.h"

#define ENCODE_NS (5 * GST_SECOND)

/* Luma of background and drawing. */
enum { GROUND = 34, INK = 150, NEUTRAL = 128 };

/* The drawing, with the picture's height as 1 and its middle as (0, 0). */
static gboolean is_ink(double x, double y)
{
    double slash = fabs(x + y) / M_SQRT2;
    if (slash < 0.06 && fabs(x - y) < 0.5)
        return slash < 0.025; /* crossed out, with a clear edge on both sides */
    double lens = hypot(x, y);
    if (lens < 0.13)
        return lens < 0.1;
    gboolean body = fabs(x) < 0.24 && fabs(y) < 0.16;
    gboolean hump = fabs(x) < 0.09 && y < -0.15 && y > -0.205;
    return body || hump;
}

static void draw(guint8 *luma, int stride, int width, int height)
{
    for (int row = 0; row < height; row++)
        for (int column = 0; column < width; column++) {
            double x = (column + 0.5 - width / 2.0) / height;
            double y = (row + 0.5 - height / 2.0) / height;
            luma[row * stride + column] = is_ink(x, y) ? INK : GROUND;
        }
}

GstBuffer *placeholder_new(int width, int height)
{
    GstVideoInfo video;
    GstVideoFrame frame;
    gst_video_info_set_format(&video, GST_VIDEO_FORMAT_I420, width, height);
    GstBuffer *buffer = gst_buffer_new_allocate(NULL, video.size, NULL);
    gst_buffer_memset(buffer, 0, NEUTRAL, video.size);
    if (gst_video_frame_map(&frame, &video, buffer, GST_MAP_WRITE)) {
        draw(GST_VIDEO_FRAME_PLANE_DATA(&frame, 0), GST_VIDEO_FRAME_PLANE_STRIDE(&frame, 0), width,
             height);
        gst_video_frame_unmap(&frame);
    }
    return buffer;
}

/* Always by x264: it makes each picture a key, and numbers two that follow each other differently,
 * as they must be (Rec. ITU-T H.264, 7.4.3). */
static GstElement *build_encoder(int width, int height, GError **error)
{
    g_autofree char *text = g_strdup_printf(
        "appsrc name=in format=time caps=\"video/x-raw,format=I420,width=%d,height=%d,"
        "framerate=30/1,pixel-aspect-ratio=1/1,interlace-mode=progressive\""
        " ! x264enc speed-preset=superfast tune=zerolatency key-int-max=1 bitrate=8000"
        " ! h264parse config-interval=-1 ! " RECORD_CODED_CAPS " ! appsink name=out sync=false",
        width, height);
    return launch(text, error);
}

static GstBuffer *pull(GstElement *pipeline)
{
    g_autoptr(GstElement) out = gst_bin_get_by_name(GST_BIN(pipeline), "out");
    g_autoptr(GstSample) sample = gst_app_sink_try_pull_sample(GST_APP_SINK(out), ENCODE_NS);
    return sample ? gst_buffer_copy_deep(gst_sample_get_buffer(sample)) : NULL;
}

gboolean placeholder_encode(int width, int height, GstBuffer *units_out[2], GError **error)
{
    g_autoptr(GstElement) pipeline = build_encoder(width, height, error);
    if (!pipeline)
        return FALSE;
    g_autoptr(GstElement) in = gst_bin_get_by_name(GST_BIN(pipeline), "in");
    gst_element_set_state(pipeline, GST_STATE_PLAYING);
    for (guint i = 0; i < 2; i++) {
        GstBuffer *picture = placeholder_new(width, height);
        GST_BUFFER_PTS(picture) = i * GST_SECOND;
        gst_app_src_push_buffer(GST_APP_SRC(in), picture);
    }
    gst_app_src_end_of_stream(GST_APP_SRC(in));
    for (int i = 0; i < 2; i++)
        units_out[i] = pull(pipeline);
    gst_element_set_state(pipeline, GST_STATE_NULL);
    if (units_out[0] && units_out[1])
        return TRUE;
    for (int i = 0; i < 2; i++)
        gst_clear_buffer(&units_out[i]);
    g_set_error(error, MEDIA_ERROR, MEDIA_ERROR_FAILED, "the placeholder cannot be encoded");
    return FALSE;
}
