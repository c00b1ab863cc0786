/* The recorder as its users meet it: a process that records, is asked, stopped and killed. */
#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "media/chain.h"
#include "media/error.h"
#include "tests/support.h"
#include "tests/support_recorder.h"
#include "tests/support_survivors.h"

#define FRAME_US (G_USEC_PER_SEC / 30)

typedef struct {
    char *folder, *take;
} Folder;

static void set_up(Folder *folder, gconstpointer unused)
{
    folder->folder = g_dir_make_tmp("esep-recorder-XXXXXX", NULL);
    folder->take = g_build_filename(folder->folder, "take-01.mkv", NULL);
}

static void tear_down(Folder *folder, gconstpointer unused)
{
    remove_folder(folder->folder);
    g_free(folder->folder);
    g_free(folder->take);
}

static Recording *verified(const char *folder)
{
    g_autoptr(GError) error = NULL;
    Recording *recording = recording_verify(folder, NULL, NULL, NULL, &error);
    g_assert_no_error(error);
    return recording;
}

/* The test microphone beeps once a second. */
static gboolean is_well(const RecorderStatus *status, gpointer user_data)
{
    return status->peak_db > -30 && status->camera_alive && status->mic_alive && !status->stopping;
}

static void test_records(Folder *folder, gconstpointer unused)
{
    g_autofree char *program = g_build_filename(g_getenv("ESEP_BUILD"), "esep-recorder", NULL);
    g_autoptr(GError) error = NULL;
    RecorderOptions options = {program, folder->folder, "test", "test", 0};
    RecorderStatus status;
    g_assert_true(recorder_start(&options, &status, &error));
    g_assert_no_error(error);
    g_assert_cmpint(status.take, ==, 1);
    g_assert_cmpint(status.safe_ms, >, 0);

    /* A second one finds the folder taken. */
    g_assert_false(recorder_start(&options, NULL, &error));
    g_assert_error(error, MEDIA_ERROR, MEDIA_ERROR_RUNNING);
    g_clear_error(&error);

    support_recorder_wait_safe(folder->folder, 3000);
    status = support_recorder_wait(folder->folder, is_well, NULL);
    g_autoptr(RecorderClient) client = recorder_connect(folder->folder, NULL);
    RecorderMark mark;
    gint64 before_us = g_get_monotonic_time(), before_unix_ms = g_get_real_time() / 1000;
    g_assert_true(recorder_mark(client, &mark, NULL));
    gint64 after_us = g_get_monotonic_time(), after_unix_ms = g_get_real_time() / 1000;
    g_assert_cmpint(mark.at_ms, >=, status.running_ms);
    /* The picture of that moment may still be on its way. */
    support_recorder_wait_safe(folder->folder, mark.at_ms + 100);
    guint64 frames_lost = support_recorder_stop(folder->folder, NULL);
    g_assert_null(recorder_connect(folder->folder, &error));
    g_assert_error(error, MEDIA_ERROR, MEDIA_ERROR_NOT_RUNNING);

    g_autoptr(Recording) recording = verified(folder->folder);
    RecordingTake *take = g_ptr_array_index(recording->takes, 0);
    g_assert_cmpstr(take->end, ==, "stopped");
    support_decode_ms(folder->take);
    Survivors survivors = support_survivors(folder->take);
    support_assert_told(&survivors, recording, 1, frames_lost);
    /* The mark stands at the picture that the camera took when it was made, to a frame; or before
     * it, if that one was lost. */
    gint64 taken_us = support_taken_us(folder->take, mark.at_ms * 1000);
    if (frames_lost == 0 && recording->gaps->len == 0)
        g_assert_cmpint(taken_us, >, before_us - 2 * FRAME_US);
    g_assert_cmpint(taken_us, <=, after_us + FRAME_US);
    g_assert_cmpint(mark.unix_ms, >=, before_unix_ms);
    g_assert_cmpint(mark.unix_ms, <=, after_unix_ms);
    int at_take;
    gint64 at_ms;
    g_assert_true(recording_position(recording, mark.unix_ms, &at_take, &at_ms));
    g_assert_cmpint(ABS(at_ms - mark.at_ms), <, 40 + after_unix_ms - before_unix_ms);
}

static void test_stops_by_itself(Folder *folder, gconstpointer unused)
{
    g_autoptr(GSubprocess) recorder =
        support_recorder_run(folder->folder, "test", "none", "--for", "2", NULL);
    g_autofree char *line = support_recorder_line(recorder);
    g_assert_nonnull(strstr(line, "\"ok\":true"));
    g_assert_cmpint(support_recorder_exit(recorder), ==, 0);
    g_autoptr(Recording) recording = verified(folder->folder);
    g_assert_cmpint(recording->length_ms, >=, 1900);
    /* Silence was chosen: that is no gap. */
    g_assert_cmpint(recording->gaps->len, ==, 0);
}

static void test_sigterm(Folder *folder, gconstpointer unused)
{
    g_autoptr(GSubprocess) recorder = support_recorder_run(folder->folder, "test", "test", NULL);
    /* At once, before anything is safe on the disk: whoever started it still hears how it went. */
    support_recorder_wait_safe(folder->folder, 0);
    g_subprocess_send_signal(recorder, SIGTERM);
    g_autofree char *line = support_recorder_line(recorder);
    g_assert_nonnull(strstr(line, "\"ok\":true"));
    g_assert_cmpint(support_recorder_exit(recorder), ==, 0);
    g_autoptr(Recording) recording = verified(folder->folder);
    RecordingTake *take = g_ptr_array_index(recording->takes, 0);
    g_assert_cmpstr(take->end, ==, "stopped");
}

static void test_changed_byte(Folder *folder, gconstpointer unused)
{
    g_autoptr(GSubprocess) recorder =
        support_recorder_run(folder->folder, "test", "test", "--for", "3", NULL);
    g_assert_cmpint(support_recorder_exit(recorder), ==, 0);
    g_autofree char *bytes = NULL;
    gsize size;
    g_assert_true(g_file_get_contents(folder->take, &bytes, &size, NULL));
    gint64 last_second = 0;
    for (int i = 0; i < 12; i++) {
        gsize at = i * (size - 1) / 11;
        RecordingDifference difference;
        g_autoptr(GError) error = NULL;
        bytes[at] ^= 1;
        g_assert_true(g_file_set_contents(folder->take, bytes, (gssize)size, NULL));
        g_assert_null(recording_verify(folder->folder, NULL, NULL, &difference, &error));
        g_assert_error(error, MEDIA_ERROR, MEDIA_ERROR_DIFFERENT);
        g_assert_cmpstr(difference.file, ==, "take-01.mkv");
        g_assert_cmpint(difference.second, >=, last_second);
        last_second = difference.second;
        recording_difference_clear(&difference);
        bytes[at] ^= 1;
    }
    /* The last segment begins at about two seconds; the frame in which it does may be earlier. */
    g_assert_cmpint(last_second, >=, 1);
}

static gboolean camera_is(const RecorderStatus *status, gpointer user_data)
{
    return status->camera_alive == GPOINTER_TO_INT(user_data);
}

/* How long the camera was away for one cause, and that it was bridged all that time: five times a
 * second, however late this machine was each time. */
static gint64 bridged_ms(const Folder *folder, const Recording *recording, const char *cause)
{
    gint64 sum_ms = 0;
    for (guint i = 0; i < recording->gaps->len; i++) {
        RecordingGap *gap = g_ptr_array_index(recording->gaps, i);
        g_test_message("gap: %s %s at %d for %d ms", gap->what, gap->cause, (int)gap->at_ms,
                       (int)gap->for_ms);
        if (strcmp(gap->what, "camera") != 0 || strcmp(gap->cause, cause) != 0)
            continue;
        sum_ms += gap->for_ms;
        g_autofree char *filled = support_shell(
            "ffprobe -v error -select_streams v -show_entries packet=pts_time -of csv=p=0 '%s' |"
            " awk '$1 * 1000 > %d && $1 * 1000 < %d' | wc -l",
            folder->take, (int)gap->at_ms, (int)(gap->at_ms + gap->for_ms));
        g_assert_cmpint(atoi(filled), >=, 1);
        g_assert_cmpint(atoi(filled), <=, gap->for_ms / 200 + 1);
    }
    return sum_ms;
}

static void test_camera_ends(Folder *folder, gconstpointer unused)
{
    g_autofree char *video = g_build_filename(folder->folder, "camera.avi", NULL);
    g_autofree char *spec = g_strconcat("file:", video, NULL);
    g_free(support_shell("ffmpeg -v error -f lavfi -i testsrc2=s=640x480:r=25:d=2"
                         " -f lavfi -i sine=440:d=2 -c:v mjpeg -c:a pcm_s16le '%s'",
                         video));
    g_autoptr(GSubprocess) recorder = support_recorder_run(folder->folder, spec, "test", NULL);
    support_recorder_wait_safe(folder->folder, 500);
    support_recorder_wait(folder->folder, camera_is, GINT_TO_POINTER(FALSE));
    /* It comes back: the file is played again. */
    support_recorder_wait(folder->folder, camera_is, GINT_TO_POINTER(TRUE));
    support_recorder_stop(folder->folder, recorder);
    g_autoptr(Recording) recording = verified(folder->folder);
    g_assert_cmpint(recording->takes->len, ==, 1);
    g_assert_cmpint(bridged_ms(folder, recording, "ended"), >, 500);
    support_decode_ms(folder->take);
    g_autofree char *size = support_shell("ffprobe -v error -select_streams v -show_entries"
                                          " stream=width,height -of csv=p=0 '%s'",
                                          folder->take);
    g_assert_cmpstr(g_strstrip(size), ==, "640,480");
}

static void lead_a_group(gpointer unused)
{
    setpgid(0, 0);
}

static void test_camera_hangs(Folder *folder, gconstpointer unused)
{
    g_autofree char *fifo = g_build_filename(folder->folder, "camera.fifo", NULL);
    g_autofree char *spec = g_strconcat("file:", fifo, NULL);
    g_assert_cmpint(mkfifo(fifo, 0600), ==, 0);
    /* A recorder that has waited too long opens it anew. */
    g_autofree char *script =
        g_strdup_printf("while ffmpeg -v error -y -re -f lavfi -i testsrc2=s=640x480:r=25 -c:v"
                        " mjpeg -f matroska '%s' || :; do :; done",
                        fifo);
    const char *argv[] = {"sh", "-c", script, NULL};
    g_autoptr(GSubprocessLauncher) launcher =
        g_subprocess_launcher_new(G_SUBPROCESS_FLAGS_STDERR_SILENCE);
    g_subprocess_launcher_set_child_setup(launcher, lead_a_group, NULL, NULL);
    g_autoptr(GSubprocess) feeder = g_subprocess_launcher_spawnv(launcher, argv, NULL);
    g_autoptr(GSubprocess) recorder = support_recorder_run(folder->folder, spec, "test", NULL);
    support_recorder_wait_safe(folder->folder, 1000);
    pid_t group = atoi(g_subprocess_get_identifier(feeder));
    g_assert_cmpint(kill(-group, SIGSTOP), ==, 0);
    support_recorder_wait(folder->folder, camera_is, GINT_TO_POINTER(FALSE));
    g_assert_cmpint(kill(-group, SIGCONT), ==, 0);
    support_recorder_wait(folder->folder, camera_is, GINT_TO_POINTER(TRUE));
    support_recorder_stop(folder->folder, recorder);
    g_assert_cmpint(kill(-group, SIGKILL), ==, 0);
    g_assert_true(g_subprocess_wait(feeder, NULL, NULL));
    g_autoptr(Recording) recording = verified(folder->folder);
    g_assert_cmpint(bridged_ms(folder, recording, "stalled"), >, 300);
    guint times;
    gint64 silent_ms = support_bridged_ms(recording, 1, "mic", &times);
    Survivors survivors = support_survivors(folder->take);
    g_assert_cmpint(survivors.beeps, >=, 1);
    g_assert_cmpint(survivors.beeps_missing, <=, silent_ms / 1000 + times);
}

static void assert_start_fails(const char *folder, const char *camera, const char *mic,
                               MediaError code)
{
    g_autofree char *program = g_build_filename(g_getenv("ESEP_BUILD"), "esep-recorder", NULL);
    RecorderOptions options = {program, folder, camera, mic, 0};
    g_autoptr(GError) error = NULL;
    g_assert_false(recorder_start(&options, NULL, &error));
    g_test_message("%s %s: %s", camera, mic, error->message);
    g_assert_error(error, MEDIA_ERROR, (int)code);
}

static void test_start_failures(Folder *folder, gconstpointer unused)
{
    g_autofree char *text = g_build_filename(folder->folder, "text", NULL);
    g_autofree char *no_video = g_strconcat("file:", text, NULL);
    g_assert_true(g_file_set_contents(text, "this is no video\n", -1, NULL));
    assert_start_fails(folder->folder, "file:/nonexistent.mkv", "test", MEDIA_ERROR_NO_CAMERA);
    assert_start_fails(folder->folder, no_video, "test", MEDIA_ERROR_NO_CAMERA);
    /* A file of sound alone is no camera. */
    g_autofree char *sound = g_build_filename(folder->folder, "sound.wav", NULL);
    g_autofree char *no_picture = g_strconcat("file:", sound, NULL);
    g_free(support_shell("ffmpeg -v error -f lavfi -i sine=440:d=2 '%s'", sound));
    assert_start_fails(folder->folder, no_picture, "test", MEDIA_ERROR_NO_CAMERA);
    assert_start_fails(folder->folder, "/dev/video63", "test", MEDIA_ERROR_NO_CAMERA);
    assert_start_fails(folder->folder, "test", "file:/nonexistent.wav", MEDIA_ERROR_NO_MIC);
    assert_start_fails(folder->folder, "test", "alsa:nosuchdevice", MEDIA_ERROR_NO_MIC);
    assert_start_fails(folder->folder, "nonsense", "test", MEDIA_ERROR_FAILED);
    assert_start_fails("/nonexistent", "test", "test", MEDIA_ERROR_FAILED);
    g_assert_false(g_file_test(folder->take, G_FILE_TEST_EXISTS));
    g_autoptr(GError) error = NULL;
    g_assert_null(recording_read(folder->folder, &error));
    g_assert_error(error, MEDIA_ERROR, MEDIA_ERROR_NO_RECORDING);
}

static int connect_raw(const char *folder)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    g_snprintf(address.sun_path, sizeof address.sun_path, "%s/" RECORDER_SOCKET, folder);
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    g_assert_cmpint(connect(fd, (struct sockaddr *)&address, sizeof address), ==, 0);
    return fd;
}

/* Sends text and reads one line. */
static char *talk(int fd, const char *text, gsize size)
{
    GString *line = g_string_new(NULL);
    char byte;
    g_assert_cmpint(send(fd, text, size, MSG_NOSIGNAL), ==, (gssize)size);
    while (read(fd, &byte, 1) == 1 && byte != '\n')
        g_string_append_c(line, byte);
    return g_string_free(line, FALSE);
}

static void test_nonsense(Folder *folder, gconstpointer unused)
{
    static const char *const wrong[] = {"\n",
                                        "{\n",
                                        "[]\n",
                                        "{}\n",
                                        "null\n",
                                        "{\"do\":1}\n",
                                        "{\"do\":\"reboot\"}\n",
                                        "{\"do\":{\"do\":\"stop\"}}\n",
                                        "\xff\xfe\n",
                                        "{\"do\":\"status\"\n"};
    g_autoptr(GSubprocess) recorder = support_recorder_run(folder->folder, "test", "test", NULL);
    g_autofree char *ready = support_recorder_line(recorder);
    g_assert_nonnull(strstr(ready, "\"ok\":true"));
    int fd = connect_raw(folder->folder);
    for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autofree char *answer = talk(fd, wrong[i], strlen(wrong[i]));
        g_assert_nonnull(strstr(answer, "\"ok\":false"));
        g_assert_nonnull(strstr(answer, "\"error\":\"protocol\""));
    }
    g_autofree char *hello = talk(fd, "{\"do\":\"hello\",\"id\":\"seven\"}\n", 28);
    g_assert_nonnull(strstr(hello, "\"protocol\":2"));
    g_assert_nonnull(strstr(hello, "\"id\":\"seven\""));

    /* A line without end is refused and the connection closed. */
    g_autofree char *endless = g_strnfill(5000, 'x');
    int other = connect_raw(folder->folder);
    g_autofree char *refused = talk(other, endless, 5000);
    g_assert_nonnull(strstr(refused, "\"ok\":false"));
    close(other);

    /* One that asks for ever and never reads is cut off; the others do not notice. */
    int deaf = connect_raw(folder->folder);
    gint64 until_us = g_get_monotonic_time() + SUPPORT_PATIENCE_US;
    while (send(deaf, "{\"do\":\"status\"}\n", 16, MSG_NOSIGNAL) == 16)
        g_assert_cmpint(g_get_monotonic_time(), <, until_us);
    close(deaf);
    g_autofree char *status = talk(fd, "{\"do\":\"status\"}\n", 16);
    g_assert_nonnull(strstr(status, "\"ok\":true"));
    close(fd);
    guint64 frames_lost = support_recorder_stop(folder->folder, recorder);
    g_autoptr(Recording) recording = verified(folder->folder);
    Survivors survivors = support_survivors(folder->take);
    support_assert_told(&survivors, recording, 1, frames_lost);
}

static void test_long_path(Folder *folder, gconstpointer unused)
{
    g_autofree char *part = g_strnfill(120, 'd');
    g_autofree char *deep = g_build_filename(folder->folder, part, NULL);
    g_assert_cmpint(g_mkdir(deep, 0700), ==, 0);
    g_autoptr(GSubprocess) recorder = support_recorder_run(deep, "test", "none", NULL);
    support_recorder_wait_safe(deep, 500);
    support_recorder_stop(deep, recorder);
}

#define ADD(name, test) g_test_add("/recorder/" name, Folder, NULL, set_up, test, tear_down)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("records-until-told-to-stop-and-tells-of-each-frame-it-loses", test_records);
    ADD("stops-by-itself-after-its-time", test_stops_by_itself);
    ADD("stops-in-order-at-sigterm", test_sigterm);
    ADD("a-changed-byte-is-found-with-its-second", test_changed_byte);
    ADD("a-camera-that-ends-is-bridged-and-taken-back", test_camera_ends);
    ADD("a-camera-that-is-stopped-is-bridged-and-the-sound-goes-on", test_camera_hangs);
    ADD("a-start-that-fails-says-why-and-leaves-no-take", test_start_failures);
    ADD("nonsense-on-the-socket-gets-an-error-and-costs-nothing", test_nonsense);
    ADD("a-long-path-is-no-trouble", test_long_path);
    return g_test_run();
}
