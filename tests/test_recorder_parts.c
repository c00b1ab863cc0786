/* The recorder's parts that can be tested without a process: what a camera is asked for, and the
 * bridge over what does not come. */
#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>

#include "media/bridge.h"
#include "media/device.h"
#include "media/record_format.h"

static void assert_chosen(const char *offered, const char *expected)
{
    g_autoptr(GstCaps) all = gst_caps_from_string(offered);
    g_autoptr(GstCaps) wanted = expected ? gst_caps_from_string(expected) : NULL;
    g_autoptr(GstCaps) chosen = device_choose_caps(all);
    g_autofree char *text = chosen ? gst_caps_to_string(chosen) : NULL;
    g_test_message("%s", text ? text : "none");
    g_assert_true(chosen == wanted || (chosen && gst_caps_is_equal(chosen, wanted)));
}

static void test_camera_formats(void)
{
    /* A usual USB camera: raw is slow at full size, JPEG is not. */
    assert_chosen("video/x-raw,format=YUY2,width=640,height=480,framerate={30/1,15/1};"
                  "video/x-raw,format=YUY2,width=1280,height=720,framerate=10/1;"
                  "image/jpeg,width=1920,height=1080,framerate=30/1;"
                  "image/jpeg,width=1280,height=720,framerate={(fraction)30/1,(fraction)60/1}",
                  "image/jpeg,width=1280,height=720,framerate=30/1");
    assert_chosen("video/x-raw,format=YUY2,width=1280,height=720,framerate=30/1;"
                  "image/jpeg,width=1280,height=720,framerate=30/1",
                  "video/x-raw,format=YUY2,width=1280,height=720,framerate=30/1");
    /* A full size that jerks gives way to a smaller one that flows. */
    assert_chosen("video/x-raw,format=YUY2,width=1280,height=720,framerate=25/2;"
                  "video/x-raw,format=YUY2,width=640,height=480,framerate=25/1",
                  "video/x-raw,format=YUY2,width=640,height=480,framerate=25/1");
    /* One that does anything in a range. */
    assert_chosen("video/x-raw,format=NV12,width=[2,4096],height=[2,4096],framerate=[1/1,120/1]",
                  "video/x-raw,format=NV12,width=1280,height=720,framerate=30/1");
    assert_chosen("video/x-raw,format=YUY2,width=320,height=240,framerate=15/1",
                  "video/x-raw,format=YUY2,width=320,height=240,framerate=15/1");
    assert_chosen("video/x-bayer,format=rggb,width=640,height=480,framerate=30/1", NULL);
}

typedef struct {
    GstElement *pipeline;
    GstAppSrc *in;
    GstAppSink *out;
    Bridge *bridge;
    GstClockTime gap_at, gap_length;
    int reports, overs;
} Bench;

static void handle_gap(GstClockTime at, GstClockTime length, gboolean over, gpointer user_data)
{
    Bench *bench = user_data;
    if (bench->reports == bench->overs)
        bench->gap_at = at, bench->gap_length = 0;
    bench->gap_length += length;
    bench->reports++;
    bench->overs += over;
}

static void set_up(Bench *bench, gconstpointer sound)
{
    bench->pipeline = gst_parse_launch(
        "appsrc name=in format=time ! appsink name=out sync=false max-buffers=0", NULL);
    bench->in = GST_APP_SRC(gst_bin_get_by_name(GST_BIN(bench->pipeline), "in"));
    bench->out = GST_APP_SINK(gst_bin_get_by_name(GST_BIN(bench->pipeline), "out"));
    bench->bridge = sound ? bridge_new_sound(bench->in, handle_gap, bench)
                          : bridge_new_picture(bench->in, 64, 48, handle_gap, bench);
    gst_element_set_state(bench->pipeline, GST_STATE_PLAYING);
}

static void tear_down(Bench *bench, gconstpointer sound)
{
    gst_element_set_state(bench->pipeline, GST_STATE_NULL);
    bridge_free(bench->bridge);
    gst_object_unref(bench->in);
    gst_object_unref(bench->out);
    gst_object_unref(bench->pipeline);
}

static GstBuffer *buffer_at(GstClockTime pts, gsize size)
{
    GstBuffer *buffer = gst_buffer_new_allocate(NULL, size, NULL);
    gst_buffer_memset(buffer, 0, 0x11, size);
    GST_BUFFER_PTS(buffer) = pts;
    return buffer;
}

#define MS(ms) ((GstClockTime)(ms)*GST_MSECOND)

static void test_picture(Bench *bench, gconstpointer unused)
{
    /* Fifty a second until 1 s, of which half are taken; nothing until 3 s; thirty a second until 4
     * s. */
    for (gint64 ms = 0; ms < 4000; ms += 20) {
        if (ms < 1000 || ms >= 3000)
            bridge_deliver(bench->bridge, buffer_at(MS(ms), 64 * 48 * 3 / 2), MS(ms));
        bridge_tick(bench->bridge, MS(ms));
        g_assert_true(bridge_alive(bench->bridge) == (ms < 1260 || ms >= 3000));
    }
    bridge_end(bench->bridge, MS(4000));
    g_assert_cmpint(bench->reports, ==, 1);
    g_assert_cmpint(bench->overs, ==, 1);
    g_assert_cmpint(bench->gap_at / GST_MSECOND, >=, 960);
    g_assert_cmpint(bench->gap_at / GST_MSECOND, <=, 1020);
    g_assert_cmpint((bench->gap_at + bench->gap_length) / GST_MSECOND, ==, 3000);

    GstClockTime last = 0;
    int pictures = 0;
    for (GstSample *sample; (sample = gst_app_sink_pull_sample(bench->out)); pictures++) {
        GstClockTime pts = GST_BUFFER_PTS(gst_sample_get_buffer(sample));
        g_assert_true(pictures == 0 || pts >= last + MS(25));
        g_assert_cmpint((pts - last) / GST_MSECOND, <=, 340);
        last = pts;
        gst_sample_unref(sample);
    }
    /* 25 a second from 20 ms steps, and 5 a second in between. */
    g_assert_cmpint(ABS(pictures - (25 + 9 + 25)), <=, 3);
}

static void test_sound(Bench *bench, gconstpointer unused)
{
    const gsize block = 2 * RECORD_SAMPLES_PER_SECOND / 50;
    g_assert_cmpfloat(bridge_peak_db(bench->bridge), ==, -G_MAXDOUBLE);
    for (gint64 ms = 0; ms < 32000; ms += 20) {
        if (ms < 1000 || ms >= 31000)
            bridge_deliver(bench->bridge, buffer_at(MS(ms), block), MS(ms));
        bridge_tick(bench->bridge, MS(ms));
    }
    /* 0x1111 of 0x8000. */
    g_assert_cmpfloat(bridge_peak_db(bench->bridge), >, -18);
    g_assert_cmpfloat(bridge_peak_db(bench->bridge), <, -17);
    bridge_end(bench->bridge, MS(32000));
    /* Half a minute is told in pieces, so that a crash cannot hide it. */
    g_assert_cmpint(bench->reports, ==, 3);
    g_assert_cmpint(bench->overs, ==, 1);
    g_assert_cmpint(bench->gap_at / GST_MSECOND, ==, 1000);
    g_assert_cmpint(bench->gap_length / GST_MSECOND, ==, 30000);

    GstClockTime end = 0;
    gsize samples = 0;
    for (GstSample *sample; (sample = gst_app_sink_pull_sample(bench->out));) {
        GstBuffer *buffer = gst_sample_get_buffer(sample);
        gint64 jitter_ns = (gint64)GST_BUFFER_PTS(buffer) - (gint64)end;
        g_assert_cmpint(ABS(jitter_ns), <=, 20 * GST_MSECOND);
        samples += gst_buffer_get_size(buffer) / 2;
        end = GST_BUFFER_PTS(buffer) + GST_BUFFER_DURATION(buffer);
        gst_sample_unref(sample);
    }
    /* Not a sample more or less than the time that passed, but for the last step. */
    g_assert_cmpint(ABS((gint64)samples - 32 * RECORD_SAMPLES_PER_SECOND), <=,
                    RECORD_SAMPLES_PER_SECOND / 50);
}

static void test_times_from_nowhere(Bench *bench, gconstpointer unused)
{
    const gsize size = 64 * 48 * 3 / 2;
    bridge_deliver(bench->bridge, buffer_at(MS(100), size), MS(100));
    bridge_deliver(bench->bridge, buffer_at(MS(50), size), MS(120));
    bridge_deliver(bench->bridge, buffer_at(MS(900000), size), MS(140));
    bridge_deliver(bench->bridge, buffer_at(MS(160), size), MS(160));
    bridge_end(bench->bridge, MS(200));
    bridge_deliver(bench->bridge, buffer_at(MS(220), size), MS(220));
    int pictures = 0;
    for (GstSample *sample; (sample = gst_app_sink_pull_sample(bench->out)); pictures++)
        gst_sample_unref(sample);
    g_assert_cmpint(pictures, ==, 2);
    g_assert_cmpint(bench->reports, ==, 0);
}

int main(int argc, char **argv)
{
    gst_init(NULL, NULL);
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/device/a-camera-is-asked-for-what-serves-best", test_camera_formats);
    g_test_add("/bridge/a-picture-that-does-not-come-is-bridged", Bench, NULL, set_up, test_picture,
               tear_down);
    g_test_add("/bridge/sound-that-does-not-come-is-silence-to-the-sample", Bench, "sound", set_up,
               test_sound, tear_down);
    g_test_add("/bridge/times-from-nowhere-are-dropped", Bench, NULL, set_up,
               test_times_from_nowhere, tear_down);
    return g_test_run();
}
