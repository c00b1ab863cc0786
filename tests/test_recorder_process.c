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

static void stop(const char *folder)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(RecorderClient) client = recorder_connect(folder, &error);
    g_assert_no_error(error);
    g_assert_true(recorder_stop(client, &error));
    g_assert_no_error(error);
}

/* Every picture of the take says when it was taken: none may be missing or stand twice. */
static void assert_every_frame(const char *take, gint64 expected_ms)
{
    Survivors survivors = support_survivors(take);
    g_assert_cmpint(survivors.pictures, >=, (guint)(expected_ms * 30 / 1000 - 3));
    g_assert_cmpint(survivors.missing + survivors.doubled + survivors.placeholders, ==, 0);
    g_assert_cmpint(survivors.beeps, >=, (guint)(expected_ms / 1000 - 1));
    g_assert_cmpint(survivors.beeps_missing, ==, 0);
    g_assert_cmpint(survivors.worst_beep_us, <=, 40000);
}

/* The test microphone beeps once a second. */
static gboolean is_loud(const RecorderStatus *status, gpointer user_data)
{
    return status->peak_db > -30;
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

    status = support_recorder_wait_safe(folder->folder, 3000);
    g_assert_true(status.camera_alive && status.mic_alive && !status.stopping);
    g_assert_cmpint(status.frames_lost, ==, 0);
    support_recorder_wait(folder->folder, is_loud, NULL);
    g_assert_cmpint(status.running_ms - status.safe_ms, <, 3000);
    g_autoptr(RecorderClient) client = recorder_connect(folder->folder, NULL);
    RecorderMark mark;
    gint64 before_us = g_get_monotonic_time();
    g_assert_true(recorder_mark(client, &mark, NULL));
    gint64 after_us = g_get_monotonic_time();
    g_assert_cmpint(mark.at_ms, >=, status.running_ms);
    g_assert_cmpint(ABS(mark.unix_ms - g_get_real_time() / 1000), <, 2000);
    g_assert_true(recorder_stop(client, &error));
    g_assert_no_error(error);
    g_assert_null(recorder_connect(folder->folder, &error));
    g_assert_error(error, MEDIA_ERROR, MEDIA_ERROR_NOT_RUNNING);

    g_autoptr(Recording) recording = verified(folder->folder);
    RecordingTake *take = g_ptr_array_index(recording->takes, 0);
    g_assert_cmpstr(take->end, ==, "stopped");
    g_assert_cmpint(take->length_ms, >=, mark.at_ms - 100);
    g_assert_cmpint(recording->gaps->len, ==, 0);
    g_assert_cmpint(ABS(support_decode_ms(folder->take) - take->length_ms), <, 100);
    assert_every_frame(folder->take, mark.at_ms);
    /* The mark stands at the picture that the camera took when it was made, to a frame. */
    gint64 taken_us = support_taken_us(folder->take, mark.at_ms * 1000);
    g_assert_cmpint(taken_us, >, before_us - 2 * FRAME_US);
    g_assert_cmpint(taken_us, <=, after_us + FRAME_US);
    int at_take;
    gint64 at_ms;
    g_assert_true(recording_position(recording, mark.unix_ms, &at_take, &at_ms));
    g_assert_cmpint(ABS(at_ms - mark.at_ms), <, 40);
}

static void test_stops_by_itself(Folder *folder, gconstpointer unused)
{
    g_autoptr(GSubprocess) recorder =
        support_recorder_run(folder->folder, "test", "none", "--for", "2", NULL);
    g_autofree char *line = support_recorder_line(recorder);
    g_assert_nonnull(strstr(line, "\"ok\":true"));
    g_assert_cmpint(support_recorder_exit(recorder), ==, 0);
    g_autoptr(Recording) recording = verified(folder->folder);
    g_assert_cmpint(ABS(recording->length_ms - 2000), <, 200);
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

static gint64 gaps_ms(const Recording *recording, const char *what, const char *cause)
{
    gint64 sum_ms = 0;
    for (guint i = 0; i < recording->gaps->len; i++) {
        RecordingGap *gap = g_ptr_array_index(recording->gaps, i);
        g_test_message("gap: %s %s at %d for %d ms", gap->what, gap->cause, (int)gap->at_ms,
                       (int)gap->for_ms);
        if (strcmp(gap->what, what) == 0 && strcmp(gap->cause, cause) == 0)
            sum_ms += gap->for_ms;
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
    stop(folder->folder);
    g_assert_cmpint(support_recorder_exit(recorder), ==, 0);
    g_autoptr(Recording) recording = verified(folder->folder);
    g_assert_cmpint(recording->takes->len, ==, 1);
    g_assert_cmpint(gaps_ms(recording, "camera", "ended"), >, 500);
    g_assert_cmpint(gaps_ms(recording, "camera", "ended"), <, 3000);
    g_assert_cmpint(ABS(support_decode_ms(folder->take) - recording->length_ms), <, 300);
    /* No hole in the picture: nowhere more than the time after which it is bridged. */
    g_autofree char *hole =
        support_shell("ffprobe -v error -select_streams v -show_entries packet=pts_time"
                      " -of csv=p=0 '%s' | awk -F, 'NR>1 && $1-last>max{max=$1-last}"
                      " {last=$1} END{print max}'",
                      folder->take);
    g_assert_cmpfloat(g_ascii_strtod(hole, NULL), <, 0.5);
    g_autofree char *size = support_shell("ffprobe -v error -select_streams v -show_entries"
                                          " stream=width,height -of csv=p=0 '%s'",
                                          folder->take);
    g_assert_cmpstr(g_strstrip(size), ==, "640,480");
}

static void test_camera_hangs(Folder *folder, gconstpointer unused)
{
    g_autofree char *fifo = g_build_filename(folder->folder, "camera.fifo", NULL);
    g_autofree char *spec = g_strconcat("file:", fifo, NULL);
    g_assert_cmpint(mkfifo(fifo, 0600), ==, 0);
    const char *argv[] = {"ffmpeg",   "-v",    "error",
                          "-y",       "-re",   "-f",
                          "lavfi",    "-i",    "testsrc2=s=640x480:r=25",
                          "-c:v",     "mjpeg", "-f",
                          "matroska", fifo,    NULL};
    g_autoptr(GSubprocess) feeder =
        g_subprocess_newv(argv, G_SUBPROCESS_FLAGS_STDERR_SILENCE, NULL);
    g_autoptr(GSubprocess) recorder = support_recorder_run(folder->folder, spec, "test", NULL);
    support_recorder_wait_safe(folder->folder, 1000);
    g_subprocess_send_signal(feeder, SIGSTOP);
    RecorderStatus hung = support_recorder_wait(folder->folder, camera_is, GINT_TO_POINTER(FALSE));
    support_recorder_wait_safe(folder->folder, hung.running_ms + 300);
    g_subprocess_send_signal(feeder, SIGCONT);
    support_recorder_wait(folder->folder, camera_is, GINT_TO_POINTER(TRUE));
    stop(folder->folder);
    g_assert_cmpint(support_recorder_exit(recorder), ==, 0);
    g_subprocess_force_exit(feeder);
    g_assert_true(g_subprocess_wait(feeder, NULL, NULL));
    g_autoptr(Recording) recording = verified(folder->folder);
    g_assert_cmpint(gaps_ms(recording, "camera", "stalled"), >, 300);
    Survivors survivors = support_survivors(folder->take);
    g_assert_cmpint(ABS(survivors.end_us / 1000 - recording->length_ms), <, 300);
    g_assert_cmpint(survivors.longest_hole_us, <, 500000);
    g_assert_cmpint(survivors.beeps, >=, 2);
    g_assert_cmpint(survivors.beeps_missing, ==, 0);
}

static void assert_start_fails(const char *folder, const char *camera, const char *mic,
                               MediaError code)
{
    g_autofree char *program = g_build_filename(g_getenv("ESEP_BUILD"), "esep-recorder", NULL);
    RecorderOptions options = {program, folder, camera, mic, 0};
    g_autoptr(GError) error = NULL;
    gint64 since_us = g_get_monotonic_time();
    g_assert_false(recorder_start(&options, NULL, &error));
    g_test_message("%s %s: %s", camera, mic, error->message);
    g_assert_error(error, MEDIA_ERROR, (int)code);
    g_assert_cmpint(g_get_monotonic_time() - since_us, <, 15 * G_USEC_PER_SEC);
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
    g_autoptr(GSubprocess) recorder = support_recorder_run(folder->folder, "test", "none", NULL);
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
    gint64 until_us = g_get_monotonic_time() + 20 * G_USEC_PER_SEC;
    while (send(deaf, "{\"do\":\"status\"}\n", 16, MSG_NOSIGNAL) == 16)
        g_assert_cmpint(g_get_monotonic_time(), <, until_us);
    close(deaf);
    g_autofree char *status = talk(fd, "{\"do\":\"status\"}\n", 16);
    g_assert_nonnull(strstr(status, "\"frames_lost\":0"));
    close(fd);
    stop(folder->folder);
    g_assert_cmpint(support_recorder_exit(recorder), ==, 0);
}

static void test_long_path(Folder *folder, gconstpointer unused)
{
    g_autofree char *part = g_strnfill(120, 'd');
    g_autofree char *deep = g_build_filename(folder->folder, part, NULL);
    g_assert_cmpint(g_mkdir(deep, 0700), ==, 0);
    g_autoptr(GSubprocess) recorder = support_recorder_run(deep, "test", "none", NULL);
    support_recorder_wait_safe(deep, 500);
    stop(deep);
    g_assert_cmpint(support_recorder_exit(recorder), ==, 0);
}

#define ADD(name, test) g_test_add("/recorder/" name, Folder, NULL, set_up, test, tear_down)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("records-until-told-to-stop-and-loses-no-frame", test_records);
    ADD("stops-by-itself-after-its-time", test_stops_by_itself);
    ADD("stops-in-order-at-sigterm", test_sigterm);
    ADD("a-changed-byte-is-found-with-its-second", test_changed_byte);
    ADD("a-camera-that-ends-is-bridged-and-taken-back", test_camera_ends);
    ADD("a-camera-that-is-stopped-is-bridged-and-no-beep-is-lost", test_camera_hangs);
    ADD("a-start-that-fails-says-why-and-leaves-no-take", test_start_failures);
    ADD("nonsense-on-the-socket-gets-an-error-and-costs-nothing", test_nonsense);
    ADD("a-long-path-is-no-trouble", test_long_path);
    return g_test_run();
}
