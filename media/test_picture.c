#include "media/test_picture.h"

#include <gst/video/video.h>
#include <string.h>

#include "media/record_format.h"

enum { BLACK = 16, WHITE = 235, GREY = 126, WALK_PX = 8 };

static void square(guint8 *luma, int stride, int x, int y, int value)
{
    for (int row = 0; row < TEST_PICTURE_SQUARE_PX; row++)
        memset(luma + (y + row) * stride + x, value, TEST_PICTURE_SQUARE_PX);
}

static void draw(guint8 *luma, int stride, guint number)
{
    const int size = TEST_PICTURE_SQUARE_PX;
    for (int bit = 0; bit < TEST_PICTURE_BITS; bit++)
        square(luma, stride, size * (1 + bit), size,
               number >> (TEST_PICTURE_BITS - 1 - bit) & 1 ? WHITE : BLACK);
    square(luma, stride, (int)(number * WALK_PX % (RECORD_WIDTH_PX - size)),
           RECORD_HEIGHT_PX - 2 * size, WHITE);
}

guint test_picture_number(const guint8 *luma, int stride_bytes)
{
    const int size = TEST_PICTURE_SQUARE_PX;
    guint number = 0;
    for (int bit = 0; bit < TEST_PICTURE_BITS; bit++)
        number = number << 1 |
                 (luma[(size + size / 2) * stride_bytes + size * (1 + bit) + size / 2] > GREY);
    return number;
}

static GstPadProbeReturn handle_buffer(GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
    GstVideoFrame frame;
    GstVideoInfo video;
    g_autoptr(GstCaps) caps = gst_pad_get_current_caps(pad);
    GstBuffer *buffer = gst_buffer_make_writable(GST_PAD_PROBE_INFO_BUFFER(info));
    GST_PAD_PROBE_INFO_DATA(info) = buffer;
    if (!caps || !gst_video_info_from_caps(&video, caps) || video.width != RECORD_WIDTH_PX ||
        video.height != RECORD_HEIGHT_PX ||
        !gst_video_frame_map(&frame, &video, buffer, GST_MAP_READWRITE))
        return GST_PAD_PROBE_OK;
    draw(GST_VIDEO_FRAME_PLANE_DATA(&frame, 0), GST_VIDEO_FRAME_PLANE_STRIDE(&frame, 0),
         (guint)GST_BUFFER_OFFSET(buffer));
    gst_video_frame_unmap(&frame);
    return GST_PAD_PROBE_OK;
}

void test_picture_attach(GstElement *pipeline)
{
    g_autoptr(GstElement) sink = gst_bin_get_by_name(GST_BIN(pipeline), "out");
    g_autoptr(GstPad) pad = gst_element_get_static_pad(sink, "sink");
    gst_pad_add_probe(pad, GST_PAD_PROBE_TYPE_BUFFER, handle_buffer, NULL, NULL);
}
