/* What a person is told and shown while a meeting is recorded: the guard's policy, and preview and
 * alarms of a recorder that runs. */
#include <string.h>

#include "media/guard.h"
#include "media/preview.h"
#include "media/test_picture.h"
#include "tests/support.h"
#include "tests/support_recorder.h"

/* What a machine that does much else may have to tell. */
#define OF_THE_MACHINE                                                                             \
    (RECORDER_ALARM_FRAMES_LOST | RECORDER_ALARM_CARD_SLOW | RECORDER_ALARM_CAMERA_LOST |          \
     RECORDER_ALARM_MIC_LOST)
#define WIDTH 64
#define HEIGHT 48

typedef struct {
    Guard *guard;
    GuardFacts facts;
    gint64 at_ms;
} Watched;

static void set_up_guard(Watched *w, gconstpointer sound)
{
    w->guard = guard_new(sound != NULL);
    w->facts = (GuardFacts){.camera_alive = TRUE, .mic_alive = TRUE, .time_left_ms = -1};
}

static void tear_down_guard(Watched *w, gconstpointer sound)
{
    guard_free(w->guard);
}

typedef enum { PICTURE_NOISE, PICTURE_STILL, PICTURE_BLACK, PICTURE_GREY } Picture;

/* Lets ms go by with sound of that amplitude and such pictures; the alarms then. */
static guint pass(Watched *w, gint64 ms, int amplitude, Picture kind)
{
    for (gint64 until = w->at_ms + ms; w->at_ms < until; w->at_ms += 20) {
        gint16 samples[960];
        for (int i = 0; i < 960; i++)
            samples[i] = (gint16)(i % 2 ? amplitude : -amplitude);
        guard_sound(w->guard, samples, 960, w->at_ms);
        if (guard_wants_picture(w->guard, w->at_ms)) {
            guint8 luma[WIDTH * HEIGHT];
            for (int i = 0; i < WIDTH * HEIGHT; i++)
                luma[i] = kind == PICTURE_BLACK  ? 16
                          : kind == PICTURE_GREY ? (guint8)(90 + (i / 8 + w->at_ms / 20) % 2)
                                                 : (guint8)(i * 37 % 200 + 30);
            luma[0] = kind == PICTURE_NOISE ? (guint8)(w->at_ms / 20) : 16;
            guard_picture(w->guard, luma, WIDTH, HEIGHT, WIDTH, w->at_ms);
        }
        if (w->at_ms % 1000 == 0) {
            guard_look(w->guard, &w->facts, w->at_ms);
            w->facts.clock_changed = FALSE;
            w->facts.slowest_write_us = 0;
        }
    }
    return guard_alarms(w->guard, w->at_ms);
}

static void test_sound_alarms(Watched *w, gconstpointer unused)
{
    g_assert_cmpint(pass(w, 5000, 3000, PICTURE_NOISE), ==, 0);
    g_assert_cmpfloat(guard_rms_db(w->guard), >, -21);
    g_assert_cmpfloat(guard_rms_db(w->guard), <, -20);
    g_assert_cmpint(pass(w, 1500, 0, PICTURE_NOISE), ==, 0);
    g_assert_cmpint(pass(w, 1000, 0, PICTURE_NOISE), ==, RECORDER_ALARM_MIC_DEAD);
    g_assert_cmpint(pass(w, 100, 3000, PICTURE_NOISE), ==, 0);
    g_assert_cmpint(pass(w, 28000, 2, PICTURE_NOISE), ==, 0);
    g_assert_cmpint(pass(w, 4000, 2, PICTURE_NOISE), ==, RECORDER_ALARM_MIC_FAINT);
    g_assert_cmpint(pass(w, 1000, 3000, PICTURE_NOISE), ==, 0);
    g_assert_cmpint(pass(w, 1000, 32767, PICTURE_NOISE), ==, RECORDER_ALARM_MIC_CLIPPING);
    g_assert_cmpint(pass(w, 11000, 3000, PICTURE_NOISE), ==, 0);
    w->facts.mic_alive = FALSE;
    g_assert_cmpint(pass(w, 1100, 0, PICTURE_NOISE), ==, RECORDER_ALARM_MIC_LOST);
    w->facts.mic_alive = TRUE;
    g_assert_cmpint(pass(w, 1100, 3000, PICTURE_NOISE), ==, 0);
}

static void test_picture_alarms(Watched *w, gconstpointer unused)
{
    /* The meeting is recorded without sound: nobody complains that there is none. */
    g_assert_cmpint(pass(w, 5000, 0, PICTURE_NOISE), ==, 0);
    g_assert_cmpint(pass(w, 4000, 0, PICTURE_BLACK), ==, RECORDER_ALARM_CAMERA_BLACK);
    g_assert_cmpint(pass(w, 600, 0, PICTURE_NOISE), ==, 0);
    g_assert_cmpint(pass(w, 4000, 0, PICTURE_GREY), ==, RECORDER_ALARM_CAMERA_COVERED);
    g_assert_cmpint(pass(w, 600, 0, PICTURE_NOISE), ==, 0);
    g_assert_cmpint(pass(w, 4000, 0, PICTURE_STILL), ==, 0);
    g_assert_cmpint(pass(w, 3000, 0, PICTURE_STILL), ==, RECORDER_ALARM_CAMERA_FROZEN);
    g_assert_cmpint(pass(w, 600, 0, PICTURE_NOISE), ==, 0);
    w->facts.camera_alive = FALSE;
    g_assert_cmpint(pass(w, 7100, 0, PICTURE_STILL), ==, RECORDER_ALARM_CAMERA_LOST);
    /* What comes back is not frozen yet. */
    w->facts.camera_alive = TRUE;
    g_assert_cmpint(pass(w, 1100, 0, PICTURE_STILL), ==, 0);
}

static void test_card_and_clock_alarms(Watched *w, gconstpointer unused)
{
    w->facts.time_left_ms = 31 * 60000;
    g_assert_cmpint(pass(w, 2000, 3000, PICTURE_NOISE), ==, 0);
    w->facts.time_left_ms = 29 * 60000;
    w->facts.frames_lost = 3;
    w->facts.slowest_write_us = 900000;
    w->facts.clock_changed = TRUE;
    g_assert_cmpint(pass(w, 1100, 3000, PICTURE_NOISE), ==,
                    RECORDER_ALARM_CARD_NEARLY_FULL | RECORDER_ALARM_FRAMES_LOST |
                        RECORDER_ALARM_CARD_SLOW | RECORDER_ALARM_CLOCK_CHANGED);
    w->facts.time_left_ms = 60 * 60000;
    g_assert_cmpint(pass(w, 15000, 3000, PICTURE_NOISE), ==, RECORDER_ALARM_CLOCK_CHANGED);
    g_assert_cmpint(pass(w, 60000, 3000, PICTURE_NOISE), ==, 0);
}

static void test_alarm_names(void)
{
    g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
    for (int i = 0; i < RECORDER_ALARM_COUNT; i++)
        g_assert_true(g_hash_table_add(names, (gpointer)recorder_alarm_name(1U << i)));
    g_assert_cmpstr(recorder_alarm_name(RECORDER_ALARM_MIC_DEAD), ==, "mic-dead");
    g_assert_cmpstr(recorder_alarm_name(RECORDER_ALARM_CARD_SLOW), ==, "card-slow");
    g_assert_null(recorder_alarm_name(1 << RECORDER_ALARM_COUNT));
}

typedef struct {
    char *folder;
    GSubprocess *recorder;
} Running;

static void set_up_folder(Running *r, gconstpointer unused)
{
    r->folder = g_dir_make_tmp("esep-monitor-XXXXXX", NULL);
}

static void tear_down_folder(Running *r, gconstpointer unused)
{
    g_autoptr(RecorderClient) client = recorder_connect(r->folder, NULL);
    g_autoptr(GError) error = NULL;
    g_assert_true(recorder_stop(client, &error));
    g_assert_no_error(error);
    g_assert_cmpint(support_recorder_exit(r->recorder), ==, 0);
    g_object_unref(r->recorder);
    remove_folder(r->folder);
    g_free(r->folder);
}

/* The number that the test camera drew, from a picture of half the size. */
static guint small_number(const guint8 *luma, int width)
{
    const int size = TEST_PICTURE_SQUARE_PX / 2;
    guint number = 0;
    for (int bit = 0; bit < TEST_PICTURE_BITS; bit++)
        number =
            number << 1 | (luma[(size + size / 2) * width + size * (1 + bit) + size / 2] > 126);
    return number;
}

typedef struct {
    Preview *preview;
    guint seen;
    guint64 number;
    gint64 offset; /* of the camera's number to the time */
} Looking;

/* Each picture is whole and of the moment that it claims. */
static gboolean look(const RecorderStatus *status, gpointer user_data)
{
    Looking *looking = user_data;
    PreviewPicture picture;
    if (!preview_read(looking->preview, &picture))
        return FALSE;
    int width = preview_width_px(looking->preview);
    gint64 offset = small_number(picture.pixels, width) - (picture.at_ms * 3 + 50) / 100;
    if (looking->seen == 0)
        looking->offset = offset;
    g_assert_cmpint(picture.number, >, looking->number);
    g_assert_cmpint(ABS(offset - looking->offset), <=, 3);
    g_assert_cmpint(picture.at_ms, <=, status->running_ms + 100);
    looking->number = picture.number;
    return ++looking->seen >= 20;
}

static void test_preview(Running *r, gconstpointer unused)
{
    r->recorder = support_recorder_run(r->folder, "test", "test", NULL);
    support_recorder_wait_safe(r->folder, 500);
    g_autoptr(GError) error = NULL;
    /* One that never reads, one that dies, and one that looks. */
    g_autoptr(RecorderClient) client = recorder_connect(r->folder, NULL);
    RecorderClient *idle = recorder_connect(r->folder, NULL);
    RecorderClient *dying = recorder_connect(r->folder, NULL);
    g_autoptr(Preview) never_read = preview_open(idle, &error);
    g_assert_no_error(error);
    Preview *dead = preview_open(dying, &error);
    preview_free(dead);
    recorder_client_free(dying);
    g_autoptr(Preview) preview = preview_open(client, &error);
    g_assert_no_error(error);
    g_assert_cmpint(preview_width_px(preview), ==, 640);
    g_assert_cmpint(preview_height_px(preview), ==, 360);
    Looking looking = {.preview = preview};
    RecorderStatus status = support_recorder_wait(r->folder, look, &looking);
    g_assert_cmpint(status.alarms & ~OF_THE_MACHINE, ==, 0);

    /* A second one on the same connection is refused, and the connection lives on. */
    g_assert_null(preview_open(client, &error));
    g_assert_nonnull(error);
    g_clear_error(&error);
    g_assert_true(recorder_status(client, &status, &error));

    /* Nobody is connected any more: nothing is written any more. */
    g_clear_pointer(&client, recorder_client_free);
    recorder_client_free(idle);
    support_recorder_wait_safe(r->folder, status.running_ms + 300);
    PreviewPicture picture;
    preview_read(preview, &picture);
    support_recorder_wait_safe(r->folder, status.running_ms + 1500);
    g_assert_false(preview_read(preview, &picture));
}

/* Waits for all of these alarms and none of those, and for sound of such a level. */
typedef struct {
    guint wanted, unwanted;
    double least_db, most_db;
} Expected;

static gboolean has_alarms(const RecorderStatus *status, gpointer user_data)
{
    const Expected *expected = user_data;
    return (status->alarms & expected->wanted) == expected->wanted &&
           !(status->alarms & expected->unwanted) && status->rms_db >= expected->least_db &&
           status->rms_db <= expected->most_db;
}

static void test_alarms(Running *r, gconstpointer unused)
{
    g_autofree char *camera = g_strconcat("file:", r->folder, "/camera.mkv", NULL);
    g_autofree char *mic = g_strconcat("file:", r->folder, "/mic.wav", NULL);
    /* Both begin anew when they are over: who was late sees it the next time. */
    g_free(support_shell("cd '%s' && ffmpeg -v error -f lavfi -i"
                         " 'color=black:s=320x240:r=15:d=6[a];testsrc=s=320x240:r=15:d=6[b];"
                         "[a][b]concat' -c:v libx264 -preset ultrafast camera.mkv &&"
                         " ffmpeg -v error -f lavfi -i"
                         " 'aevalsrc=if(lt(t\\,5)\\,0\\,4*sin(2*PI*440*t)):d=12' mic.wav",
                         r->folder));
    r->recorder = support_recorder_run(r->folder, camera, mic, NULL);
    Expected dark = {RECORDER_ALARM_CAMERA_BLACK | RECORDER_ALARM_MIC_DEAD, 0, -G_MAXDOUBLE,
                     -G_MAXDOUBLE};
    support_recorder_wait(r->folder, has_alarms, &dark);
    Expected light = {RECORDER_ALARM_MIC_CLIPPING,
                      RECORDER_ALARM_CAMERA_BLACK | RECORDER_ALARM_MIC_DEAD, -3, 0};
    support_recorder_wait(r->folder, has_alarms, &light);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add("/guard/dead-faint-and-clipping-sound-is-noticed-until-it-is-well", Watched, "sound",
               set_up_guard, test_sound_alarms, tear_down_guard);
    g_test_add("/guard/black-covered-and-frozen-pictures-are-noticed-until-they-are-well", Watched,
               NULL, set_up_guard, test_picture_alarms, tear_down_guard);
    g_test_add("/guard/lost-frames-a-slow-or-full-card-and-the-clock-are-noticed", Watched, "sound",
               set_up_guard, test_card_and_clock_alarms, tear_down_guard);
    g_test_add_func("/alarm/each-has-a-name-of-its-own", test_alarm_names);
    g_test_add("/preview/shows-the-picture-of-now-and-who-does-not-read-costs-nothing", Running,
               NULL, set_up_folder, test_preview, tear_down_folder);
    g_test_add("/alarm/of-a-running-recorder-come-and-go-with-their-cause", Running, NULL,
               set_up_folder, test_alarms, tear_down_folder);
    return g_test_run();
}
