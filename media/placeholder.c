#include "media/placeholder.h"

#include <gst/video/video.h>
#include <math.h>

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
