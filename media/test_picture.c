#include "media/test_picture.h"

#include <gst/video/video.h>
#include <math.h>
#include <string.h>

#include "media/record_format.h"

enum { BLACK = 16, WHITE = 235, GREY = 126, WALK_PX = 8 };
enum { BEEP_SAMPLES = RECORD_SAMPLES_PER_SECOND / 50, BEEP_HZ = 1000, BEEP_LEVEL = 13000 };

static void square(guint8 *luma, int stride, int x, int y, int value)
{
    for (int row = 0; row < TEST_PICTURE_SQUARE_PX; row++)
        memset(luma + (y + row) * stride + x, value, TEST_PICTURE_SQUARE_PX);
}

static void draw_bits(guint8 *luma, int stride, int first, int bits, guint number)
{
    const int size = TEST_PICTURE_SQUARE_PX;
    for (int bit = 0; bit < bits; bit++)
        square(luma, stride, size * (1 + first + bit), size,
               number >> (bits - 1 - bit) & 1 ? WHITE : BLACK);
}

/* at: by the clock. */
static void draw(guint8 *luma, int stride, GstClockTime at)
{
    const int size = TEST_PICTURE_SQUARE_PX;
    guint64 number = gst_util_uint64_scale(at, RECORD_FRAMES_PER_SECOND, GST_SECOND);
    GstClockTime due = gst_util_uint64_scale(number, GST_SECOND, RECORD_FRAMES_PER_SECOND);
    guint phase_ms = (guint)((at - due) / GST_MSECOND);
    draw_bits(luma, stride, 0, TEST_PICTURE_BITS, (guint)number);
    draw_bits(luma, stride, TEST_PICTURE_BITS, TEST_PICTURE_PHASE_BITS, phase_ms);
    square(luma, stride, (int)(number * WALK_PX % (RECORD_WIDTH_PX - size)),
           RECORD_HEIGHT_PX - 2 * size, WHITE);
}

static guint read_bits(const guint8 *luma, int stride, int first, int bits)
{
    const int size = TEST_PICTURE_SQUARE_PX;
    guint number = 0;
    for (int bit = 0; bit < bits; bit++)
        number = number << 1 |
                 (luma[(size + size / 2) * stride + size * (1 + first + bit) + size / 2] > GREY);
    return number;
}

guint test_picture_number(const guint8 *luma, int stride_bytes)
{
    return read_bits(luma, stride_bytes, 0, TEST_PICTURE_BITS);
}

gint64 test_picture_taken_us(const guint8 *luma, int stride_bytes)
{
    gint64 number = test_picture_number(luma, stride_bytes);
    guint phase_ms = read_bits(luma, stride_bytes, TEST_PICTURE_BITS, TEST_PICTURE_PHASE_BITS);
    return number * G_USEC_PER_SEC / RECORD_FRAMES_PER_SECOND + phase_ms * 1000;
}

static GstBuffer *make_writable(GstPadProbeInfo *info)
{
    GstBuffer *buffer = gst_buffer_make_writable(GST_PAD_PROBE_INFO_BUFFER(info));
    GST_PAD_PROBE_INFO_DATA(info) = buffer;
    return buffer;
}

static GstPadProbeReturn handle_picture(GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
    GstVideoFrame frame;
    GstVideoInfo video;
    g_autoptr(GstCaps) caps = gst_pad_get_current_caps(pad);
    GstBuffer *buffer = make_writable(info);
    if (!caps || !gst_video_info_from_caps(&video, caps) || video.width != RECORD_WIDTH_PX ||
        video.height != RECORD_HEIGHT_PX ||
        !gst_video_frame_map(&frame, &video, buffer, GST_MAP_READWRITE))
        return GST_PAD_PROBE_OK;
    draw(GST_VIDEO_FRAME_PLANE_DATA(&frame, 0), GST_VIDEO_FRAME_PLANE_STRIDE(&frame, 0),
         gst_element_get_base_time(user_data) + GST_BUFFER_PTS(buffer));
    gst_video_frame_unmap(&frame);
    return GST_PAD_PROBE_OK;
}

static GstPadProbeReturn handle_sound(GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
    GstMapInfo map;
    GstBuffer *buffer = make_writable(info);
    GstClockTime at = gst_element_get_base_time(user_data) + GST_BUFFER_PTS(buffer);
    guint64 sample = gst_util_uint64_scale(at, RECORD_SAMPLES_PER_SECOND, GST_SECOND);
    GST_BUFFER_FLAG_UNSET(buffer, GST_BUFFER_FLAG_GAP);
    if (!gst_buffer_map(buffer, &map, GST_MAP_READWRITE))
        return GST_PAD_PROBE_OK;
    gint16 *samples = (gint16 *)map.data;
    for (gsize i = 0; i < map.size / sizeof *samples; i++) {
        guint in_second = (guint)((sample + i) % RECORD_SAMPLES_PER_SECOND);
        if (in_second < BEEP_SAMPLES)
            samples[i] = (gint16)(BEEP_LEVEL *
                                  sin(2 * G_PI * BEEP_HZ * in_second / RECORD_SAMPLES_PER_SECOND));
    }
    gst_buffer_unmap(buffer, &map);
    return GST_PAD_PROBE_OK;
}

static void attach(GstElement *pipeline, GstPadProbeCallback callback)
{
    g_autoptr(GstElement) sink = gst_bin_get_by_name(GST_BIN(pipeline), "out");
    g_autoptr(GstPad) pad = gst_element_get_static_pad(sink, "sink");
    gst_pad_add_probe(pad, GST_PAD_PROBE_TYPE_BUFFER, callback, pipeline, NULL);
}

void test_picture_attach(GstElement *pipeline)
{
    attach(pipeline, handle_picture);
}

void test_sound_attach(GstElement *pipeline)
{
    attach(pipeline, handle_sound);
}
