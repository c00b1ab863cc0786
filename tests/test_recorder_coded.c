/* H.264 of the camera's own making: what is good enough to be recorded as it comes, and that it is
 * then found in the take byte for byte, whatever became of the camera in between. */
#include <glib/gstdio.h>
#include <gst/gst.h>
#include <string.h>

#include "media/chain.h"
#include "media/coded.h"
#include "media/preview.h"
#include "tests/support.h"
#include "tests/support_recorder.h"

#define CAPS "video/x-h264,profile=(string)high,level=(string)4,width=1280,height=720"

/* An access unit whose slice begins as the encoder's do: key, of the past, of past and future. */
static GstBuffer *unit_of(char kind)
{
    static const guint8 key[] = {0, 0, 0, 1, 0x67, 0x64, 0, 0, 1, 0x65, 0x88, 0x80},
                        past[] = {0, 0, 0, 1, 0x41, 0x9a, 0x01},
                        both[] = {0, 0, 1, 0x01, 0x9e, 0x41};
    const guint8 *bytes = kind == 'I' ? key : kind == 'P' ? past : both;
    gsize size = kind == 'I' ? sizeof key : kind == 'P' ? sizeof past : sizeof both;
    return gst_buffer_new_memdup(bytes, size);
}

/* What is said of so many pictures a second, each key-th a key, the last of kind. */
static CodedJudge judge(const char *format, int rate, int key, int pictures, char last)
{
    CodedJudge judge = CODED_JUDGE;
    g_autoptr(GstCaps) caps = gst_caps_from_string(format);
    coded_judge_caps(&judge, caps, 0, 0);
    for (int i = 0; i < pictures; i++) {
        g_autoptr(GstBuffer) unit = unit_of(i == pictures - 1 ? last : i % key == 0 ? 'I' : 'P');
        coded_judge_unit(&judge, unit, gst_util_uint64_scale_int(i, GST_SECOND, rate));
    }
    return judge;
}

static void test_judge(void)
{
    g_assert_cmpint(judge(CAPS, 30, 30, 30, 'P').verdict, ==, CODED_UNKNOWN);
    g_assert_cmpint(judge(CAPS, 30, 30, 31, 'I').verdict, ==, CODED_GOOD);
    g_assert_cmpint(judge(CAPS, 30, 60, 61, 'I').verdict, ==, CODED_GOOD);
    g_assert_cmpint(judge(CAPS, 30, 90, 68, 'P').verdict, ==, CODED_REFUSED);
    /* Good until now, but no more. */
    g_assert_cmpint(judge(CAPS, 30, 30, 45, 'B').verdict, ==, CODED_REFUSED);
    g_assert_cmpint(judge(CAPS, 30, 30, 32, 'P').verdict, ==, CODED_GOOD);
    g_assert_cmpint(judge(CAPS, 5, 5, 6, 'I').verdict, ==, CODED_REFUSED);
    static const char *const wrong[] = {
        "video/x-h264,profile=high-10,width=1280,height=720",
        "video/x-h264,width=1280,height=720",
        "video/x-h264,profile=high,level=(string)6,width=1280,height=720",
        "video/x-h264,profile=high,width=3840,height=2160",
        "video/x-h264,profile=high,width=1280,height=719",
        "video/x-h264,profile=high,width=720,height=576,pixel-aspect-ratio=16/15",
        "video/x-h264,profile=main,width=720,height=576,interlace-mode=mixed"};
    for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
        CodedJudge refused = judge(wrong[i], 30, 30, 31, 'I');
        g_assert_cmpint(refused.verdict, ==, CODED_REFUSED);
        g_assert_nonnull(refused.reason);
    }
    CodedJudge ended = judge(CAPS, 30, 30, 20, 'P');
    coded_judge_end(&ended);
    g_assert_cmpint(ended.verdict, ==, CODED_REFUSED);
    /* Whatever bytes there are, they are looked at and no further. */
    for (int i = 0; i < 20000; i++) {
        guint8 bytes[24];
        for (gsize j = 0; j < sizeof bytes; j++)
            bytes[j] = (guint8)(g_test_rand_int_range(0, 4) ? g_test_rand_int_range(0, 2)
                                                            : g_test_rand_int_range(0, 256));
        g_autoptr(GstBuffer) unit =
            gst_buffer_new_memdup(bytes, (gsize)g_test_rand_int_range(1, sizeof bytes + 1));
        coded_judge_unit(&ended, unit, (GstClockTime)i);
    }
}

typedef struct {
    char *folder, *film, *take;
    GSubprocess *recorder;
} Camera;

/* A film of two seconds as a camera that is recorded in a folder of its own. options: of x264. */
static void begin(Camera *camera, const char *options)
{
    camera->folder = g_dir_make_tmp("esep-coded-XXXXXX", NULL);
    camera->film = g_build_filename(camera->folder, "camera.film", NULL);
    camera->take = g_build_filename(camera->folder, "take-01.mkv", NULL);
    g_autofree char *spec = g_strconcat("file:", camera->film, NULL);
    g_free(support_shell("ffmpeg -v error -f lavfi -i testsrc2=s=640x360:r=25:d=2 -pix_fmt yuv420p"
                         " -c:v libx264 -preset ultrafast %s -f matroska '%s'",
                         options, camera->film));
    camera->recorder = support_recorder_run(camera->folder, spec, "test", NULL);
}

/* What the recorder told of its camera. */
typedef struct {
    gint64 ended_ms; /* how long it was away after its end */
    guint stalls;    /* how often it was away without one, as on a machine that stood still */
} Told;

static Told stop(const Camera *camera)
{
    Told told = {0};
    g_autoptr(GError) error = NULL;
    support_recorder_stop(camera->folder, camera->recorder);
    g_autoptr(Recording) recording = recording_verify(camera->folder, NULL, NULL, NULL, &error);
    g_assert_no_error(error);
    /* Not one error in all of it, from the first picture to the last. */
    support_decode_ms(camera->take);
    for (guint i = 0; i < recording->gaps->len; i++) {
        const RecordingGap *gap = g_ptr_array_index(recording->gaps, i);
        if (strcmp(gap->what, "camera") == 0 && strcmp(gap->cause, "ended") == 0)
            told.ended_ms += gap->for_ms;
        else if (strcmp(gap->what, "camera") == 0)
            told.stalls++;
    }
    return told;
}

static void end(Camera *camera)
{
    g_object_unref(camera->recorder);
    remove_folder(camera->folder);
    g_free(camera->folder);
    g_free(camera->film);
    g_free(camera->take);
}

/* The hashes of all pictures as they are coded, without what stands around them; g_strfreev. */
static GStrv slices(const char *file)
{
    g_autofree char *text = support_shell(
        "ffmpeg -v error -i '%s' -map 0:v -c copy -bsf:v 'h264_mp4toannexb,filter_units=pass_types="
        "1|5' -f framemd5 - | sed -n 's/^[^#].*, //p'",
        file);
    return g_strsplit(g_strchomp(text), "\n", -1);
}

/* All that the film has follows in the take from at on, but for what so many stalls put in the
 * place of some of it; where that ends. */
static guint assert_passed(char **film, char **take, guint at, guint stalls)
{
    for (; *film && take[at]; film++, at++) {
        if (strcmp(take[at], *film) == 0)
            continue;
        g_assert_cmpint(stalls--, >, 0);
        while (take[at] && !g_strv_contains((const char *const *)film, take[at]))
            at++;
        while (*film && g_strcmp0(take[at], *film) != 0)
            film++;
        if (!*film || !take[at])
            break;
    }
    return at;
}

static gboolean camera_is(const RecorderStatus *status, gpointer user_data)
{
    return status->camera_alive == GPOINTER_TO_INT(user_data);
}

static void test_seen(const Camera *camera)
{
    g_autoptr(RecorderClient) client = recorder_connect(camera->folder, NULL);
    g_autoptr(Preview) preview = preview_open(client, NULL);
    PreviewPicture picture;
    for (gint64 until_us = 0; !preview_read(preview, &picture);)
        support_wait(&until_us);
}

static void test_passed_on(void)
{
    Camera good, other, bad;
    g_autofree char *folder = g_dir_make_tmp("esep-coded-XXXXXX", NULL);
    g_autofree char *next = g_build_filename(folder, "next", NULL);
    g_free(support_shell("ffmpeg -v error -f lavfi -i testsrc2=s=320x240:r=15:d=4 -c:v mjpeg -f avi"
                         " '%s'",
                         next));
    begin(&good, "-tune zerolatency -g 25");
    begin(&other, "-tune zerolatency -g 15 -profile:v baseline");
    begin(&bad, "-bf 2 -g 25"); /* shown in another order than they come */
    support_recorder_wait_safe(other.folder, 0);
    /* It ends, and comes back; the other one as another camera. */
    g_autofree char *film = g_strconcat(other.film, ".first", NULL);
    g_assert_cmpint(g_rename(other.film, film), ==, 0);
    g_assert_cmpint(g_rename(next, other.film), ==, 0);
    for (int i = 0; i < 3; i++)
        support_recorder_wait_safe((Camera *[]){&good, &other, &bad}[i]->folder, 500);
    test_seen(&good);
    support_recorder_wait(good.folder, camera_is, GINT_TO_POINTER(FALSE));
    RecorderStatus status = support_recorder_wait(good.folder, camera_is, GINT_TO_POINTER(TRUE));
    support_recorder_wait_safe(good.folder, status.running_ms + 300);
    status = support_recorder_wait(other.folder, camera_is, GINT_TO_POINTER(TRUE));
    support_recorder_wait_safe(other.folder, status.running_ms + 300);
    Told of_good = stop(&good), of_other = stop(&other);
    stop(&bad);

    g_auto(GStrv) before = slices(good.film), after = slices(good.take);
    guint ended = assert_passed(before, after, 0, of_good.stalls), at = ended;
    if (of_good.stalls == 0)
        g_assert_cmpint(ended, ==, g_strv_length(before));
    /* Placeholders, five a second, and it once more. */
    while (after[at] && strcmp(after[at], before[0]) != 0)
        at++;
    g_assert_cmpint(at - ended, >=, 3);
    g_assert_cmpint(at - ended, <=, of_good.ended_ms / 200 + 2);
    g_assert_cmpint(assert_passed(before, after, at, of_good.stalls), >, at + 3);

    g_auto(GStrv) first = slices(film), mixed = slices(other.take);
    at = assert_passed(first, mixed, 0, of_other.stalls);
    if (of_other.stalls == 0)
        g_assert_cmpint(at, ==, g_strv_length(first));
    g_assert_cmpint(g_strv_length(mixed), >, at + 8);
    g_assert_false(g_strv_contains((const char *const *)mixed + at, first[0]));

    g_auto(GStrv) refused = slices(bad.film), encoded = slices(bad.take);
    g_assert_cmpint(g_strv_length(encoded), >, 20);
    g_assert_false(g_strv_contains((const char *const *)encoded, refused[0]));
    end(&good);
    end(&other);
    end(&bad);
    remove_folder(folder);
}

int main(int argc, char **argv)
{
    gst_init(NULL, NULL);
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/coded/only-what-every-player-shows-is-passed-on", test_judge);
    g_test_add_func("/coded/good-h264-is-recorded-byte-for-byte-and-bridged", test_passed_on);
    return g_test_run();
}
