/* Devices that fail and come back, met by a whole recorder. */
#include <glib/gstdio.h>
#include <string.h>

#include "media/chain.h"
#include "media/error.h"
#include "media/jobs.h"
#include "media/trial.h"
#include "tests/support.h"
#include "tests/support_recorder.h"
#include "tests/support_survivors.h"

typedef struct {
    char *folder, *take;
} Folder;

static void set_up(Folder *folder, gconstpointer unused)
{
    folder->folder = g_dir_make_tmp("esep-devices-XXXXXX", NULL);
    folder->take = g_build_filename(folder->folder, "take-01.mkv", NULL);
}

static void tear_down(Folder *folder, gconstpointer unused)
{
    remove_folder(folder->folder);
    g_free(folder->folder);
    g_free(folder->take);
}

/* A tone of so many seconds as a microphone. Free with g_free. */
static char *tone(const Folder *folder, const char *name, int hertz, int seconds)
{
    g_free(support_shell("ffmpeg -v error -f lavfi -i sine=%d:d=%d '%s/%s'", hertz, seconds,
                         folder->folder, name));
    return g_strconcat("file:", folder->folder, "/", name, NULL);
}

/* How long a track of a file is silent, in milliseconds. */
static gint64 silence_ms(const char *file, int track)
{
    g_autofree char *text = support_shell(
        "ffmpeg -hide_banner -nostats -i '%s' -map 0:a:%d -af silencedetect=n=-50dB:d=0.06"
        " -f null - 2>&1 | sed -n 's/.*silence_duration: //p'",
        file, track);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    double sum = 0;
    for (int i = 0; lines[i]; i++)
        sum += g_ascii_strtod(lines[i], NULL);
    return (gint64)(sum * 1000);
}

static gint64 gaps_ms(const Recording *recording, const char *what)
{
    gint64 sum_ms = 0;
    for (guint i = 0; i < recording->gaps->len; i++) {
        RecordingGap *gap = g_ptr_array_index(recording->gaps, i);
        g_test_message("gap: %s %s at %d for %d ms", gap->what, gap->cause, (int)gap->at_ms,
                       (int)gap->for_ms);
        if (strcmp(gap->what, what) == 0)
            sum_ms += gap->for_ms;
    }
    return sum_ms;
}

static void assert_tracks(const char *file, const char *expected)
{
    g_autofree char *tracks =
        support_shell("ffprobe -v error -show_entries stream=codec_name -of csv=p=0 '%s' |"
                      " tr '\\n' ' '",
                      file);
    g_assert_cmpstr(g_strchomp(tracks), ==, expected);
}

static gboolean one_is_lost(const RecorderStatus *status, gpointer user_data)
{
    return !!(status->alarms & RECORDER_ALARM_MIC_ONE_LOST) == GPOINTER_TO_INT(user_data);
}

static void test_two_microphones(Folder *folder, gconstpointer unused)
{
    g_autofree char *first = tone(folder, "first.wav", 440, 2);
    g_autofree char *second = tone(folder, "second.wav", 880, 60);
    g_autoptr(GSubprocess) recorder =
        support_recorder_run(folder->folder, "test", first, "--mic", second, NULL);
    RecorderStatus status = support_recorder_wait_safe(folder->folder, 500);
    g_assert_cmpint(status.mics, ==, 2);
    /* The first one ends, and comes back a second later. */
    support_recorder_wait(folder->folder, one_is_lost, GINT_TO_POINTER(TRUE));
    support_recorder_wait(folder->folder, one_is_lost, GINT_TO_POINTER(FALSE));
    support_recorder_stop(folder->folder, recorder);

    g_autoptr(GError) error = NULL;
    g_autoptr(Recording) recording = recording_verify(folder->folder, NULL, NULL, NULL, &error);
    g_assert_no_error(error);
    g_assert_cmpint(gaps_ms(recording, "mic-1"), >, 500);

    /* Sound came all the time, whatever became of the first microphone: neither track is ever
     * silent, but where the machine itself stood still. The copy has both; so has a clip. */
    assert_tracks(folder->take, "h264 opus opus");
    gint64 silent_ms[2];
    static const char *const words[2] = {"mic", "mic-2"};
    for (int i = 0; i < 2; i++) {
        guint times;
        gint64 told_ms = support_bridged_ms(recording, 1, words[i], &times);
        silent_ms[i] = silence_ms(folder->take, i);
        g_assert_cmpint(silent_ms[i], <=, told_ms + 60 * times);
    }
    g_autofree char *program = g_build_filename(g_getenv("ESEP_BUILD"), "esep-recorder", NULL);
    g_autofree char *copy = g_build_filename(folder->folder, "copy.mkv", NULL);
    Job job = {.program = program, .directory = folder->folder, .out = copy};
    g_assert_true(job_playable(&job, NULL, 0, &error));
    assert_tracks(copy, "h264 opus opus");
    for (int i = 0; i < 2; i++)
        g_assert_cmpint(ABS(silence_ms(copy, i) - silent_ms[i]), <=, 20);
    g_assert_true(job_clip(&job, 1, 1000, 2500, &error));
    assert_tracks(copy, "h264 opus opus");
}

/* Both fail: only then there is silence, which is noted as such; each is taken back by itself. */
static void test_both_fail(Folder *folder, gconstpointer unused)
{
    g_autofree char *first = tone(folder, "first.wav", 440, 3);
    g_autofree char *second = tone(folder, "second.wav", 880, 2);
    g_autoptr(GSubprocess) recorder =
        support_recorder_run(folder->folder, "test", first, "--mic", second, "--for", "6", NULL);
    g_assert_cmpint(support_recorder_exit(recorder), ==, 0);
    g_autoptr(GError) error = NULL;
    g_autoptr(Recording) recording = recording_verify(folder->folder, NULL, NULL, NULL, &error);
    g_assert_no_error(error);
    /* The second plays 0 to 2, 3 to 5; the first 0 to 3, 4 to 7: it needs the other from 3 to 4. */
    g_assert_cmpint(gaps_ms(recording, "mic-2"), >, 1000);
    g_assert_cmpint(gaps_ms(recording, "mic-1"), >, 0);
    g_assert_cmpint(silence_ms(folder->take, 0), <=, gaps_ms(recording, "mic") + 200);
    g_assert_cmpint(ABS(silence_ms(folder->take, 1) - gaps_ms(recording, "mic-2")), <, 300);
}

static void test_wrong_pairs(Folder *folder, gconstpointer unused)
{
    static const char *const pairs[][3] = {
        {"none", "test"}, {"test", "none"}, {"test", "nonsense"}};
    for (gsize i = 0; i < G_N_ELEMENTS(pairs); i++) {
        g_autoptr(GSubprocess) recorder =
            support_recorder_run(folder->folder, "test", pairs[i][0], "--mic", pairs[i][1], NULL);
        g_assert_cmpint(support_recorder_exit(recorder), ==, 2);
    }
    g_autoptr(GSubprocess) three = support_recorder_run(folder->folder, "test", "test", "--mic",
                                                        "test", "--mic", "test", NULL);
    g_assert_cmpint(support_recorder_exit(three), ==, 2);
    /* A second one that is asked for and not there is no second one: that must be known. */
    g_autoptr(GSubprocess) absent = support_recorder_run(folder->folder, "test", "test", "--mic",
                                                         "file:/nonexistent.wav", NULL);
    g_autofree char *line = support_recorder_line(absent);
    g_assert_nonnull(strstr(line, "\"no-mic\""));
    g_assert_cmpint(support_recorder_exit(absent), ==, 1);
}

/* The folder of all trials. */
typedef struct {
    char *recorder, *player, *folder;
    RecorderOptions options;
} Trials;

static Trials trials_in(const Folder *folder)
{
    Trials trials = {.recorder = g_build_filename(g_getenv("ESEP_BUILD"), "esep-recorder", NULL),
                     .player = g_build_filename(g_getenv("ESEP_BUILD"), "esep-player", NULL),
                     .folder = g_build_filename(folder->folder, "trial", NULL)};
    trials.options = (RecorderOptions){.program = trials.recorder,
                                       .directory = trials.folder,
                                       .camera = "test",
                                       .mic = "test",
                                       .for_seconds = 3};
    return trials;
}

static void trials_clear(Trials *trials)
{
    g_free(trials->recorder);
    g_free(trials->player);
    g_free(trials->folder);
}

static void wait_for_picture(Preview *preview, PreviewPicture *picture_out)
{
    for (gint64 until_us = 0; !preview_read(preview, picture_out);)
        support_wait(&until_us);
}

static void test_trial(Folder *folder, gconstpointer unused)
{
    Trials trials = trials_in(folder);
    g_autoptr(GError) error = NULL;
    PreviewPicture picture;
    gint64 since_us = g_get_monotonic_time();
    Trial *trial = trial_new(&trials.options, &error);
    g_assert_no_error(error);
    wait_for_picture(trial_preview(trial), &picture);
    g_test_message("from the start to the first picture: %d ms",
                   (int)((g_get_monotonic_time() - since_us) / 1000));
    /* It is heard, until its time is over. */
    double peak_db = -G_MAXDOUBLE;
    for (RecorderStatus status; trial_status(trial, &status, &error); g_usleep(20000))
        peak_db = MAX(peak_db, status.peak_db);
    g_assert_error(error, MEDIA_ERROR, MEDIA_ERROR_NOT_RUNNING);
    g_clear_error(&error);
    g_assert_cmpfloat(peak_db, >, -30);

    /* Then it is played. */
    Player *player = trial_play(trial, trials.player, &error);
    g_assert_no_error(error);
    wait_for_picture(player_preview(player), &picture);
    PlayerStatus status;
    g_assert_true(player_status(player, &status, &error));
    g_assert_cmpint(status.length_ms, >, 3000 - 400);
    trial_free(trial);
    g_assert_false(g_file_test(trials.folder, G_FILE_TEST_EXISTS));
    trials_clear(&trials);
}

static void test_trial_left_behind(Folder *folder, gconstpointer unused)
{
    Trials trials = trials_in(folder);
    g_autoptr(GError) error = NULL;
    /* One that nobody waits for: its recorder goes on, then its files lie there. */
    trials.options.for_seconds = 60;
    g_autoptr(RecorderClient) client = NULL;
    g_autofree char *mark = g_build_filename(trials.folder, "trial", NULL);
    g_assert_cmpint(g_mkdir(trials.folder, 0700), ==, 0);
    g_assert_true(g_file_set_contents(mark, "", 0, NULL));
    client = recorder_begin(&trials.options, &error);
    g_assert_no_error(error);
    /* The next one ends it, and can itself be given up before its time is over. */
    Trial *trial = trial_new(&trials.options, &error);
    g_assert_no_error(error);
    RecorderStatus status;
    g_assert_false(recorder_status(client, &status, NULL));
    trial_free(trial);
    g_assert_false(g_file_test(trials.folder, G_FILE_TEST_EXISTS));

    /* No camera: nothing is left either. A recording of somebody else is not touched. */
    trials.options.camera = "/dev/video63";
    g_assert_null(trial_new(&trials.options, &error));
    g_assert_error(error, MEDIA_ERROR, MEDIA_ERROR_NO_CAMERA);
    g_assert_false(g_file_test(trials.folder, G_FILE_TEST_EXISTS));
    g_clear_error(&error);
    static const char *const names[] = {"take-01.mkv", "chain.jsonl"};
    g_assert_cmpint(g_mkdir(trials.folder, 0700), ==, 0);
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = g_build_filename(trials.folder, names[i], NULL);
        g_assert_true(g_file_set_contents(path, "theirs\n", -1, NULL));
        g_assert_null(trial_new(&trials.options, &error));
        g_assert_error(error, MEDIA_ERROR, MEDIA_ERROR_FAILED);
        g_clear_error(&error);
        g_assert_true(g_file_test(path, G_FILE_TEST_EXISTS));
    }
    trials_clear(&trials);
}

#define ADD(name, test) g_test_add("/devices/" name, Folder, NULL, set_up, test, tear_down)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("a-second-microphone-takes-over-and-has-a-track-of-its-own", test_two_microphones);
    ADD("silence-is-recorded-only-when-both-microphones-fail", test_both_fail);
    ADD("microphones-that-do-not-go-together-are-refused", test_wrong_pairs);
    ADD("a-trial-shows-and-plays-what-it-recorded-and-leaves-nothing", test_trial);
    ADD("a-trial-clears-what-another-left-and-nothing-else", test_trial_left_behind);
    return g_test_run();
}
