/* The recorder's parts that can be tested without a process: what a camera is asked for, and the
 * bridge over what does not come. */
#include <errno.h>
#include <fcntl.h>
#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "media/bridge.h"
#include "media/device.h"
#include "media/memory.h"
#include "media/record_format.h"
#include "media/source_pipeline.h"
#include "tests/support.h"

static const PaceLevel wanted_pace = {1280, 720, 30};

static void assert_choice(const char *offered, const char *expected, gboolean passed)
{
    g_autoptr(GstCaps) all = gst_caps_from_string(offered);
    g_autoptr(GstCaps) wanted = expected ? gst_caps_from_string(expected) : NULL;
    g_autoptr(GstCaps) chosen = device_choose_caps(all, &wanted_pace, passed);
    g_autofree char *text = chosen ? gst_caps_to_string(chosen) : NULL;
    g_test_message("%s", text ? text : "none");
    g_assert_true(chosen == wanted || (chosen && gst_caps_is_equal(chosen, wanted)));
}

static void assert_chosen(const char *offered, const char *expected)
{
    assert_choice(offered, expected, FALSE);
}

static void assert_passed(const char *offered, const char *expected)
{
    assert_choice(offered, expected, TRUE);
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
    /* Its own H.264 is wanted only to be passed on, and then before all that is as large. */
    static const char both[] = "video/x-raw,format=YUY2,width=1280,height=720,framerate=30/1;"
                               "video/x-h264,width=1280,height=720,framerate=30/1",
                      small[] = "image/jpeg,width=1280,height=720,framerate=30/1;"
                                "video/x-h264,width=640,height=480,framerate=30/1";
    assert_chosen(both, "video/x-raw,format=YUY2,width=1280,height=720,framerate=30/1");
    assert_passed(both, "video/x-h264,width=1280,height=720,framerate=30/1");
    assert_passed(small, "image/jpeg,width=1280,height=720,framerate=30/1");
    assert_chosen("video/x-bayer,format=rggb,width=640,height=480,framerate=30/1", NULL);
}

static void test_pace(void)
{
    Pace pace = {.level = PACE_FIRST};
    g_assert_cmpint(pace_level(&pace)->height, ==, 720);
    /* Idle for a whole recording: larger the next time; a short one says nothing. */
    pace_learn(&pace, 30000, FALSE, 0.05);
    g_assert_cmpint(pace.level, ==, PACE_FIRST);
    pace_learn(&pace, 90000, FALSE, 0.05);
    g_assert_cmpint(pace_level(&pace)->height, ==, 1080);
    /* That was too much: back, and not again, however idle it is with less. */
    pace_learn(&pace, 90000, TRUE, 0.9);
    g_assert_cmpint(pace_level(&pace)->height, ==, 720);
    pace_learn(&pace, 90000, FALSE, 0.05);
    g_assert_cmpint(pace_level(&pace)->height, ==, 720);
    /* Less and less, down to the least. */
    for (int i = 0; i < PACE_LEVELS; i++)
        pace_learn(&pace, 1000, TRUE, 0.9);
    g_assert_cmpint(pace_level(&pace)->height, ==, 480);
    g_assert_cmpint(pace_level(&pace)->frames_per_second, ==, 15);

    /* Some lost now and then is no reason, five bad seconds in a row are. */
    PaceWatch watch = {0};
    static const guint64 lost[] = {0, 2, 5, 5, 6, 7, 9, 10, 11};
    for (gsize i = 0; i < G_N_ELEMENTS(lost); i++)
        g_assert_true(pace_watch(&watch, lost[i]) == (i == G_N_ELEMENTS(lost) - 1));
}

static void test_memory(void)
{
    g_autofree char *folder = g_dir_make_tmp("esep-memory-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "devices.ini", NULL);
    Memory memory, again;
    memory_load(&memory, path);
    g_assert_null(memory.camera);
    g_assert_cmpint(memory.pace.level, ==, PACE_FIRST);
    memory.camera = g_new0(Device, 1);
    *memory.camera =
        (Device){g_strdup("/dev/video4"), g_strdup("usb-1.2"), g_strdup("Kamera [é]\n="), 2, 0};
    memory.pace = (Pace){.level = 2, .best = 1};
    memory_save(&memory, path);
    memory_load(&again, path);
    g_assert_cmpstr(again.camera->name, ==, memory.camera->name);
    g_assert_cmpstr(again.camera->bus, ==, "usb-1.2");
    g_assert_cmpint(again.camera->index, ==, 2);
    g_assert_null(again.mic);
    g_assert_cmpint(again.pace.level, ==, 2);
    g_assert_cmpint(again.pace.best, ==, 1);
    memory_clear(&again);
    memory_clear(&memory);
    /* Whatever stands there, it is no more than nothing. */
    static const char *const texts[] = {"", "nonsense", "[pace]\nlevel=99\nbest=-7\n",
                                        "[camera]\nname=x\n"};
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_assert_true(g_file_set_contents(path, texts[i], -1, NULL));
        memory_load(&again, path);
        g_assert_null(again.camera);
        g_assert_cmpint(pace_level(&again.pace)->height, >=, 480);
        memory_clear(&again);
    }
    memory_load(&again, NULL);
    memory_save(&again, NULL);
    memory_save(&again, "/nonexistent/devices.ini");
    remove_folder(folder);
}

static const char cards[] =
    " 0 [vc4hdmi0       ]: vc4-hdmi - vc4-hdmi-0\n"
    "                      vc4-hdmi-0\n"
    " 1 [Device         ]: USB-Audio - USB PnP Sound Device\n"
    "                      C-Media USB PnP Sound Device at usb-0000:01:00.0-1.1, full speed\n"
    " 2 [Loopback       ]: Loopback - Loopback\n"
    "                      Loopback 1\n";

/* "plughw:1,0 plughw:2,0": the nodes of a list. */
static void assert_nodes(const GPtrArray *devices, const char *expected)
{
    g_autoptr(GString) nodes = g_string_new(NULL);
    for (guint i = 0; i < devices->len; i++)
        g_string_append_printf(nodes, "%s%s", i ? " " : "",
                               ((const Device *)g_ptr_array_index(devices, i))->node);
    g_assert_cmpstr(nodes->str, ==, expected);
}

static void test_mics(void)
{
    g_autoptr(GPtrArray) mics =
        device_parse_mics(cards, "00-00: MAI PCM i2s-hifi-0 : MAI PCM i2s-hifi-0 : playback 1\n"
                                 "02-00: Loopback PCM : Loopback PCM : playback 8 : capture 8\n"
                                 "01-00: USB Audio : USB Audio : playback 1 : capture 1\n");
    assert_nodes(mics, "plughw:1,0 plughw:2,0");
    const Device *usb = g_ptr_array_index(mics, 0), *loop = g_ptr_array_index(mics, 1);
    g_assert_cmpstr(usb->name, ==, "USB PnP Sound Device");
    g_assert_cmpstr(usb->bus, ==, "usb-0000:01:00.0-1.1");
    g_assert_cmpstr(loop->name, ==, "Loopback");
    g_assert_cmpstr(loop->bus, ==, "");
    g_autoptr(GPtrArray) none = device_parse_mics("", "\n\nnonsense : capture\n99\n");
    g_assert_cmpint(none->len, ==, 0);
}

static void add_camera(GPtrArray *there, const char *node, const char *bus, const char *name)
{
    Device *device = g_new0(Device, 1);
    *device = (Device){g_strdup(node), g_strdup(bus), g_strdup(name), 0, 0};
    g_ptr_array_add(there, device);
}

static void test_camera_returns(void)
{
    g_autoptr(GPtrArray) there = g_ptr_array_new_with_free_func((GDestroyNotify)device_free);
    add_camera(there, "/dev/video0", "usb-1.3", "Other");
    add_camera(there, "/dev/video2", "usb-1.2", "C920");
    add_camera(there, "/dev/video4", "usb-1.1", "C920");
    Device before = {(char *)"/dev/video0", (char *)"usb-1.1", (char *)"C920", 0, 0};

    /* It was /dev/video0; where it was plugged in there is one of its name: that is it. A second
     * of its name comes before what has taken its number. */
    g_autoptr(GPtrArray) wanted = device_order(there, &before, "/dev/video0");
    assert_nodes(wanted, "/dev/video4 /dev/video2 /dev/video0");
    g_autoptr(GPtrArray) any = device_order(there, &before, NULL);
    assert_nodes(any, "/dev/video4 /dev/video2 /dev/video0");

    /* In the first place what was asked for, and nothing else; with auto each is good. */
    g_autoptr(GPtrArray) first = device_order(there, NULL, "/dev/video2");
    assert_nodes(first, "/dev/video2");
    g_autoptr(GPtrArray) absent = device_order(there, NULL, "/dev/video7");
    assert_nodes(absent, "");
    g_autoptr(GPtrArray) all = device_order(there, NULL, NULL);
    assert_nodes(all, "/dev/video0 /dev/video2 /dev/video4");

    /* A card without a name is like no other. */
    before.name = (char *)"";
    g_autoptr(GPtrArray) nameless = device_order(there, &before, "/dev/video0");
    assert_nodes(nameless, "/dev/video0");
}

/* Names by numbers are looked up; what else ALSA may understand is left to it. */
static void test_named_devices(void)
{
    static const char *const numbered[] = {"alsa:hw:91", "alsa:plughw:91,0", "alsa:hw:91,2"};
    static const char *const others[] = {"alsa:default",  "alsa:plughw:CARD=Device,DEV=0",
                                         "alsa:hw:1,2,3", "alsa:hw:1x",
                                         "test",          "file:/dev/video0"};
    for (gsize i = 0; i < G_N_ELEMENTS(numbered); i++) {
        g_autoptr(GPtrArray) devices = source_pipeline_devices(SOURCE_MIC, numbered[i], NULL);
        g_assert_nonnull(devices);
        g_assert_cmpint(devices->len, ==, 0);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(others); i++)
        g_assert_null(source_pipeline_devices(SOURCE_MIC, others[i], NULL));
    g_autoptr(GPtrArray) camera = source_pipeline_devices(SOURCE_CAMERA, "/dev/video63", NULL);
    g_assert_nonnull(camera);
    g_assert_null(source_pipeline_devices(SOURCE_CAMERA, "/dev/video-main", NULL));
}

/* What a library forgot to close is closed, what is of another device is not. */
static void test_let_go(void)
{
    struct stat status;
    int held = open("/dev/zero", O_RDWR), other = open("/dev/full", O_RDWR);
    g_assert_cmpint(fstat(held, &status), ==, 0);
    char *memory = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, held, 0);
    char *theirs = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, held, 0);
    g_assert_true(memory != MAP_FAILED && theirs != MAP_FAILED);
    memory[0] = memory[8191] = 7;
    Device camera = {(char *)"/dev/zero", (char *)"", (char *)"", 0, status.st_rdev};
    device_let_go(&camera);
    g_assert_cmpint(fstat(held, &status), ==, 0);
    g_assert_true(status.st_rdev != camera.number);
    g_assert_cmpint(fstat(other, &status), ==, 0);
    g_assert_cmpint(write(other, "x", 1), ==, -1);
    g_assert_cmpint(errno, ==, ENOSPC);
    /* The addresses can still be used, and lead to nothing. */
    g_assert_cmpint(memory[0] + memory[8191], ==, 0);
    g_autofree char *maps = NULL;
    g_assert_true(g_file_get_contents("/proc/self/maps", &maps, NULL, NULL));
    g_assert_null(strstr(maps, "/dev/zero\n"));
    munmap(memory, 8192);
    munmap(theirs, 4096);
    close(held);
    close(other);
}

typedef struct {
    GstElement *pipeline;
    GstAppSrc *in;
    GstAppSink *out;
    Bridge *bridge;
    GstClockTime gap_at, gap_length, lent_length;
    int reports, overs;
} Bench;

static void handle_gap(GstClockTime at, GstClockTime length, BridgeGapKind kind, gpointer user_data)
{
    Bench *bench = user_data;
    if (bench->reports == bench->overs)
        bench->gap_at = at, bench->gap_length = 0;
    bench->gap_length += length;
    bench->lent_length += kind.lent ? length : 0;
    bench->reports++;
    bench->overs += kind.over;
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

/* The encoder keeps up, however busy the machine is. */
static void keep_up(const Bench *bench)
{
    while (gst_app_src_get_current_level_buffers(bench->in) > 0)
        g_usleep(100);
}

static void deliver(const Bench *bench, GstBuffer *buffer, GstClockTime now)
{
    keep_up(bench);
    bridge_deliver(bench->bridge, buffer, now);
}

static void tick(const Bench *bench, GstClockTime now)
{
    keep_up(bench);
    bridge_tick(bench->bridge, now);
}

static void test_picture(Bench *bench, gconstpointer unused)
{
    /* Fifty a second until 1 s, of which half are taken; nothing until 3 s; thirty a second until 4
     * s. */
    for (gint64 ms = 0; ms < 4000; ms += 20) {
        if (ms < 1000 || ms >= 3000)
            deliver(bench, buffer_at(MS(ms), 64 * 48 * 3 / 2), MS(ms));
        tick(bench, MS(ms));
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

/* H.264: after a gap, and after one that was not recorded, only a key picture can follow. */
static void test_coded(Bench *bench, gconstpointer unused)
{
    GstBuffer *placeholders[2] = {buffer_at(0, 4), buffer_at(0, 4)};
    for (int i = 0; i < 2; i++)
        gst_buffer_memset(placeholders[i], 0, (guint8)(0xf0 + i), 4);
    bridge_free(bench->bridge);
    bench->bridge = bridge_new_coded(bench->in, placeholders, handle_gap, bench);
    /* Twenty-five a second, each tenth a key, from the middle of a group on; nothing from 1 to 2 s.
     */
    for (gint64 ms = 120; ms < 3000; ms += 40) {
        GstBuffer *unit = buffer_at(MS(ms == 2520 ? 90000 : ms - 30), 4);
        gst_buffer_memset(unit, 0, (guint8)(ms / 40), 4);
        if (ms % 400 != 0)
            GST_BUFFER_FLAG_SET(unit, GST_BUFFER_FLAG_DELTA_UNIT);
        if (ms < 1000 || ms >= 2000)
            deliver(bench, unit, MS(ms));
        else
            gst_buffer_unref(unit);
        tick(bench, MS(ms));
    }
    bridge_end(bench->bridge, MS(3000));
    g_assert_cmpint(bench->overs, ==, 2);
    g_assert_cmpint(bridge_lost(bench->bridge), ==, 0);

    GstClockTime last = 0;
    g_autoptr(GString) found = g_string_new(NULL);
    for (GstSample *sample; (sample = gst_app_sink_pull_sample(bench->out));) {
        guint8 byte;
        GstBuffer *buffer = gst_sample_get_buffer(sample);
        gst_buffer_extract(buffer, 0, &byte, 1);
        g_assert_true(found->len == 0 || GST_BUFFER_PTS(buffer) > last);
        last = GST_BUFFER_PTS(buffer);
        g_string_append_printf(found, "%d ", byte);
        gst_sample_unref(sample);
    }
    /* Until the first key, and in the gap, placeholders in turns; what follows each key, up to the
     * one that came from nowhere; and from the next key on. */
    g_assert_cmpstr(found->str, ==,
                    "240 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 241 240 241 240 "
                    "50 51 52 53 54 55 56 57 58 59 60 61 62 70 71 72 73 74 ");
}

/* What finds no room, because the disk does not take it, is counted. */
static void test_coded_without_room(Bench *bench, gconstpointer unused)
{
    GstBuffer *placeholders[2] = {buffer_at(0, 4), buffer_at(0, 4)};
    bridge_free(bench->bridge);
    bench->bridge = bridge_new_coded(bench->in, placeholders, handle_gap, bench);
    gst_element_set_state(bench->pipeline, GST_STATE_PAUSED);
    bridge_deliver(bench->bridge, buffer_at(MS(0), 4), MS(0));
    gst_element_get_state(bench->pipeline, NULL, NULL, GST_CLOCK_TIME_NONE);
    bridge_deliver(bench->bridge, buffer_at(MS(40), 17 << 20), MS(40));
    g_assert_cmpint(bridge_lost(bench->bridge), ==, 0);
    bridge_deliver(bench->bridge, buffer_at(MS(80), 4), MS(80));
    bridge_deliver(bench->bridge, buffer_at(MS(120), 4), MS(120));
    g_assert_cmpint(bridge_lost(bench->bridge), ==, 2);
    gst_element_set_state(bench->pipeline, GST_STATE_PLAYING);
    bridge_end(bench->bridge, MS(160));
    int pictures = 0;
    for (GstSample *sample; (sample = gst_app_sink_pull_sample(bench->out)); pictures++)
        gst_sample_unref(sample);
    g_assert_cmpint(pictures, ==, 2);
}

/* The encoder takes none: what waits half a second is enough. */
static void test_without_room(Bench *bench, gconstpointer unused)
{
    gst_element_set_state(bench->pipeline, GST_STATE_PAUSED);
    bridge_deliver(bench->bridge, buffer_at(MS(0), 4), MS(0));
    gst_element_get_state(bench->pipeline, NULL, NULL, GST_CLOCK_TIME_NONE);
    for (gint64 ms = 40; ms < 40 * 30; ms += 40) {
        bridge_deliver(bench->bridge, buffer_at(MS(ms), 4), MS(ms));
        bridge_tick(bench->bridge, MS(ms));
    }
    guint64 lost = bridge_lost(bench->bridge);
    g_assert_cmpint(lost, >, 0);
    g_assert_true(bridge_alive(bench->bridge));
    gst_element_set_state(bench->pipeline, GST_STATE_PLAYING);
    bridge_end(bench->bridge, MS(40 * 30));
    int pictures = 0;
    for (GstSample *sample; (sample = gst_app_sink_pull_sample(bench->out)); pictures++)
        gst_sample_unref(sample);
    g_assert_cmpint(pictures + (int)lost, ==, 30);
    g_assert_cmpint(pictures, <=, RECORD_FRAMES_PER_SECOND / 2 + 2);
}

/* What was still missing when the recording ended is told. */
static void test_ends_in_a_gap(Bench *bench, gconstpointer unused)
{
    for (gint64 ms = 0; ms < 2000; ms += 20) {
        if (ms < 1000)
            deliver(bench, buffer_at(MS(ms), 2 * RECORD_SAMPLES_PER_SECOND / 50), MS(ms));
        tick(bench, MS(ms));
    }
    g_assert_cmpint(bench->overs, ==, 0);
    bridge_end(bench->bridge, MS(2000));
    g_assert_cmpint(bench->overs, ==, 1);
    g_assert_cmpint(bench->gap_at / GST_MSECOND, ==, 1000);
    g_assert_cmpint(bench->gap_length / GST_MSECOND, ==, 1000);
}

static void test_sound(Bench *bench, gconstpointer unused)
{
    const gsize block = 2 * RECORD_SAMPLES_PER_SECOND / 50;
    g_assert_cmpfloat(bridge_peak_db(bench->bridge), ==, -G_MAXDOUBLE);
    for (gint64 ms = 0; ms < 32000; ms += 20) {
        if (ms < 1000 || ms >= 31000)
            deliver(bench, buffer_at(MS(ms), block), MS(ms));
        tick(bench, MS(ms));
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
    deliver(bench, buffer_at(MS(100), size), MS(100));
    deliver(bench, buffer_at(MS(50), size), MS(120));
    deliver(bench, buffer_at(MS(900000), size), MS(140));
    deliver(bench, buffer_at(MS(160), size), MS(160));
    bridge_end(bench->bridge, MS(200));
    deliver(bench, buffer_at(MS(220), size), MS(220));
    int pictures = 0;
    for (GstSample *sample; (sample = gst_app_sink_pull_sample(bench->out)); pictures++)
        gst_sample_unref(sample);
    g_assert_cmpint(pictures, ==, 2);
    g_assert_cmpint(bench->reports, ==, 0);
}

/* A machine that is too slow: half of the pictures, evenly. */
static void test_thin(Bench *bench, gconstpointer unused)
{
    bridge_thin(bench->bridge);
    for (gint64 frame = 0; frame < 90; frame++) {
        deliver(bench, buffer_at(MS(frame * 1000 / 30), 64 * 48 * 3 / 2), MS(frame * 1000 / 30));
        tick(bench, MS(frame * 1000 / 30));
    }
    bridge_end(bench->bridge, MS(3000));
    g_assert_cmpint(bench->reports, ==, 0);
    int pictures = 0;
    for (GstSample *sample; (sample = gst_app_sink_pull_sample(bench->out)); pictures++)
        gst_sample_unref(sample);
    g_assert_cmpint(pictures, ==, 45);
}

/* The own microphone until 1 s and from 4 s on; the second one until 3 s. What is recorded then. */
static void test_lent(Bench *bench, gconstpointer unused)
{
    const gsize block = 2 * RECORD_SAMPLES_PER_SECOND / 50;
    for (gint64 ms = 0; ms < 5000; ms += 20) {
        if (ms < 3000) {
            GstBuffer *second = buffer_at(MS(ms), block);
            gst_buffer_memset(second, 0, 0x22, block);
            bridge_lend(bench->bridge, second, MS(ms));
            gst_buffer_unref(second);
        }
        if (ms < 1000 || ms >= 4000)
            deliver(bench, buffer_at(MS(ms), block), MS(ms));
        tick(bench, MS(ms));
        if (ms < 1400)
            g_assert_true(bridge_covered(bench->bridge));
        if (ms >= 1520 && ms < 4000)
            g_assert_false(bridge_alive(bench->bridge));
    }
    g_assert_true(bridge_alive(bench->bridge));
    bridge_end(bench->bridge, MS(5000));
    g_assert_cmpint(bench->lent_length / GST_MSECOND, ==, 2000);
    g_assert_cmpint((bench->gap_length - bench->lent_length) / GST_MSECOND, ==, 1000);
    g_assert_cmpint(bench->gap_at / GST_MSECOND, ==, 1000);

    /* Every sample once: whose it is tells its time. */
    GstClockTime end = 0;
    for (GstSample *sample; (sample = gst_app_sink_pull_sample(bench->out));) {
        GstBuffer *buffer = gst_sample_get_buffer(sample);
        guint8 byte;
        gst_buffer_extract(buffer, 0, &byte, 1);
        gint64 at_ms = (gint64)(GST_BUFFER_PTS(buffer) / GST_MSECOND);
        g_assert_cmpint((GstClockTimeDiff)(GST_BUFFER_PTS(buffer) - end), >=, 0);
        /* Silence is filled in as far as now is, which may be a block before the own one. */
        g_assert_cmpint(GST_BUFFER_PTS(buffer) - end, <=, at_ms == 4000 ? MS(20) : 0);
        g_assert_cmpint(byte, ==, at_ms < 1000 || at_ms >= 4000 ? 0x11 : (at_ms < 3000 ? 0x22 : 0));
        end = GST_BUFFER_PTS(buffer) + GST_BUFFER_DURATION(buffer);
        gst_sample_unref(sample);
    }
    g_assert_cmpint(end / GST_MSECOND, ==, 5000);
}

int main(int argc, char **argv)
{
    gst_init(NULL, NULL);
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/device/a-camera-is-asked-for-what-serves-best", test_camera_formats);
    g_test_add_func("/device/microphones-are-known-by-card-and-plug-usb-first", test_mics);
    g_test_add_func("/device/one-that-returns-is-known-under-another-number", test_camera_returns);
    g_test_add_func("/device/only-a-number-can-change", test_named_devices);
    g_test_add_func("/device/what-is-still-held-of-one-that-is-gone-is-let-go", test_let_go);
    g_test_add_func("/pace/what-a-machine-sustains-is-measured-and-remembered", test_pace);
    g_test_add_func("/memory/keeps-devices-and-pace-and-believes-no-nonsense", test_memory);
    g_test_add("/bridge/a-machine-that-is-too-slow-gets-half-of-the-pictures", Bench, NULL, set_up,
               test_thin, tear_down);
    g_test_add("/bridge/a-picture-that-does-not-come-is-bridged", Bench, NULL, set_up, test_picture,
               tear_down);
    g_test_add("/bridge/h264-goes-on-with-a-key-picture", Bench, NULL, set_up, test_coded,
               tear_down);
    g_test_add("/bridge/what-the-encoder-has-no-time-for-is-counted", Bench, NULL, set_up,
               test_without_room, tear_down);
    g_test_add("/bridge/h264-that-finds-no-room-is-counted", Bench, NULL, set_up,
               test_coded_without_room, tear_down);
    g_test_add("/bridge/what-is-missing-at-the-end-is-told", Bench, "sound", set_up,
               test_ends_in_a_gap, tear_down);
    g_test_add("/bridge/sound-that-does-not-come-is-silence-to-the-sample", Bench, "sound", set_up,
               test_sound, tear_down);
    g_test_add("/bridge/a-second-microphone-takes-over-to-the-sample-and-gives-back", Bench,
               "sound", set_up, test_lent, tear_down);
    g_test_add("/bridge/times-from-nowhere-are-dropped", Bench, NULL, set_up,
               test_times_from_nowhere, tear_down);
    return g_test_run();
}
