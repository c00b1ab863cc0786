/* esep record, run as its users run it. */
#include <json-glib/json-glib.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "media/chain.h"
#include "tests/support.h"
#include "tests/support_recorder.h"

typedef struct {
    char *folder, *home, *video;
} Home;

#define ID "2026-0001"

static void assert_exit(Run run, int exit_code)
{
    if (run.exit_code != exit_code)
        g_test_message("out: %s err: %s", run.out, run.err);
    g_assert_cmpint(run.exit_code, ==, exit_code);
    run_clear(&run);
}

/* A home with one meeting. */
static void begin(void)
{
    assert_exit(run_esep("init", "--body", "Отдел полиции", NULL), 0);
    assert_exit(run_esep("meeting", "new", "--kind", "inspector", "--date", "2026-03-02", "--time",
                         "18:00", "--place", "Клуб", "--precinct", "12", "--speaker",
                         "майор;Омаров;Бауыржан;;инспектор", NULL),
                0);
}

static void set_up(Home *home, gconstpointer unused)
{
    home->folder = g_dir_make_tmp("esep-record-XXXXXX", NULL);
    home->home = g_build_filename(home->folder, "home", NULL);
    home->video = g_build_filename(home->home, "meetings", ID, "video", NULL);
    g_setenv("ESEP_HOME", home->home, TRUE);
    begin();
}

static void tear_down(Home *home, gconstpointer unused)
{
    remove_folder(home->folder);
    g_free(home->folder);
    g_free(home->home);
    g_free(home->video);
}

static JsonObject *object_of(const char *text)
{
    g_autoptr(JsonNode) node = json_from_string(text, NULL);
    g_assert_nonnull(node);
    return json_object_ref(json_node_get_object(node));
}

static void assert_state(const char *state)
{
    g_auto(Run) run = run_esep("--json", "meeting", "show", ID, NULL);
    g_autoptr(JsonObject) record = object_of(run.out);
    g_assert_cmpstr(json_object_get_string_member(record, "state"), ==, state);
}

static void test_started_watched_stopped(Home *home, gconstpointer unused)
{
    g_auto(Run) started = run_esep("record", ID, "--camera", "test", "--mic", "test", NULL);
    g_assert_cmpint(started.exit_code, ==, 0);
    g_assert_nonnull(strstr(started.out, "--stop"));
    /* The meeting was set for another day. */
    g_assert_nonnull(strstr(started.err, "2026-03-02"));
    assert_state("in-session");
    assert_exit(run_esep("record", ID, "--camera", "test", NULL), 1);

    support_recorder_wait_safe(home->video, 900);
    g_auto(Run) watched = run_esep("--json", "record", ID, "--status", NULL);
    g_autoptr(JsonObject) status = object_of(watched.out);
    g_assert_cmpint(json_object_get_int_member(status, "take"), ==, 1);
    g_assert_cmpint(json_object_get_int_member(status, "safe_ms"), >=, 900);
    g_assert_true(json_object_get_boolean_member(status, "camera_alive"));
    g_assert_nonnull(json_object_get_array_member(status, "alarms"));
    g_assert_cmpstr(json_object_get_string_member(status, "camera"), ==, "test");
    g_auto(Run) told = run_esep("--lang", "ru", "record", ID, "--status", NULL);
    g_assert_nonnull(strstr(told.out, "Камера: test\nМикрофон: test\n"));

    g_auto(Run) stopped = run_esep("--json", "record", ID, "--stop", NULL);
    g_assert_cmpint(stopped.exit_code, ==, 0);
    g_autoptr(JsonObject) recorded = object_of(stopped.out);
    g_assert_cmpint(json_object_get_int_member(recorded, "length_ms"), >=, 900);
    g_assert_cmpstr(json_object_get_string_member(recorded, "end"), ==, "stopped");
    assert_state("closed");
    assert_exit(run_esep("record", ID, "--status", NULL), 1);
}

static void test_for(Home *home, gconstpointer unused)
{
    g_auto(Run) run =
        run_esep("--json", "record", ID, "--camera", "test", "--mic", "none", "--for", "2", NULL);
    g_assert_cmpint(run.exit_code, ==, 0);
    g_autoptr(JsonObject) recorded = object_of(run.out);
    gint64 length_ms = json_object_get_int_member(recorded, "length_ms");
    g_assert_cmpint(length_ms, >=, 1900);
    g_assert_null(strchr(run.err, '%'));
    assert_state("closed");
}

static void test_refused(Home *home, gconstpointer unused)
{
    assert_exit(run_esep("record", NULL), 2);
    assert_exit(run_esep("record", ID, "--camera", "nonsense", NULL), 2);
    assert_exit(run_esep("record", ID, "--mic", "/dev/snd", NULL), 2);
    assert_exit(run_esep("record", ID, "--for", "0", NULL), 2);
    assert_exit(run_esep("record", ID, "--for", "x", NULL), 2);
    assert_exit(run_esep("record", ID, "--stop", "--status", NULL), 2);
    assert_exit(run_esep("record", "2026-0099", "--camera", "test", "--mic", "test", NULL), 3);
    assert_exit(run_esep("record", ID, "--status", NULL), 1);
    assert_exit(run_esep("record", ID, "--stop", NULL), 1);
    /* The camera is not there: nothing has begun, in the folder or in the register. */
    g_auto(Run) run =
        run_esep("record", ID, "--camera", "file:/nonexistent.mkv", "--mic", "none", NULL);
    g_assert_cmpint(run.exit_code, ==, 1);
    g_assert_nonnull(strstr(run.err, "/nonexistent.mkv"));
    assert_state("planned");
    g_assert_null(recording_read(home->video, NULL));
}

/* The process behind the socket. */
static pid_t recorder_pid(const char *video)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    struct ucred peer;
    socklen_t size = sizeof peer;
    g_snprintf(address.sun_path, sizeof address.sun_path, "%s/" RECORDER_SOCKET, video);
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    g_assert_cmpint(connect(fd, (struct sockaddr *)&address, sizeof address), ==, 0);
    g_assert_cmpint(getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size), ==, 0);
    close(fd);
    return peer.pid;
}

/* The process that waits for it. */
static pid_t parent_of(pid_t pid)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/stat", (int)pid), *stat = NULL;
    int parent = 0;
    g_assert_true(g_file_get_contents(path, &stat, NULL, NULL));
    g_assert_cmpint(sscanf(strrchr(stat, ')'), ") %*c %d", &parent), ==, 1);
    return parent;
}

static gboolean is_second(const RecorderStatus *status, gpointer unused)
{
    return status->take == 2 && status->safe_ms > 0;
}

static void test_died(Home *home, gconstpointer unused)
{
    assert_exit(run_esep("record", ID, "--camera", "test", "--mic", "none", NULL), 0);
    g_assert_cmpint(kill(recorder_pid(home->video), SIGKILL), ==, 0);
    /* Nobody has to do anything: whoever asks, at once, hears of the next take. */
    assert_exit(run_esep("record", ID, "--status", NULL), 0);
    support_recorder_wait(home->video, is_second, NULL);
    g_autoptr(Recording) both = recording_read(home->video, NULL);
    const RecordingGap *gap = g_ptr_array_index(both->gaps, 0);
    g_test_message("%s: %s, %d ms", gap->what, gap->cause, (int)gap->for_ms);
    g_assert_cmpstr(gap->what, ==, "recorder");

    /* If nobody waits for it, either, that is told. */
    g_autoptr(RecorderClient) client = recorder_connect(home->video, NULL);
    pid_t pid = recorder_pid(home->video);
    g_assert_cmpint(kill(parent_of(pid), SIGKILL), ==, 0);
    g_assert_cmpint(kill(pid, SIGKILL), ==, 0);
    RecorderStatus status;
    while (recorder_status(client, &status, NULL))
        ;
    g_auto(Run) died = run_esep("record", ID, "--status", NULL);
    g_assert_cmpint(died.exit_code, ==, 1);
    g_assert_nonnull(strstr(died.err, "died"));
    /* It is completed, and can be ended and verified without another take. */
    g_autoptr(Recording) recording = recording_verify(home->video, NULL, NULL, NULL, NULL);
    g_assert_nonnull(recording);
    RecordingTake *take = g_ptr_array_index(recording->takes, 1);
    g_assert_cmpstr(take->end, ==, "crash");
    assert_exit(run_esep("record", ID, "--stop", NULL), 0);
    assert_state("closed");
}

static gboolean is_gone(const char *video)
{
    g_autoptr(RecorderClient) client = recorder_connect(video, NULL);
    return client == NULL;
}

static void test_full(Home *home, gconstpointer unused)
{
    if (mount("none", home->folder, "tmpfs", 0, "size=40m") != 0) {
        g_test_skip("needs the right to mount");
        return;
    }
    begin();
    assert_exit(run_esep("record", ID, "--camera", "test", "--mic", "test", NULL), 0);
    g_free(
        support_shell("dd if=/dev/zero of='%s/filler' bs=1M count=26 2>/dev/null", home->folder));
    for (gint64 until_us = 0; !is_gone(home->video);)
        support_wait(&until_us);
    /* The take is whole, and whoever asks hears it. */
    g_auto(Run) status = run_esep("record", ID, "--status", NULL);
    g_assert_cmpint(status.exit_code, ==, 1);
    g_assert_nonnull(strstr(status.err, "full"));
    g_autofree char *take = g_build_filename(home->video, "take-01.mkv", NULL);
    g_autoptr(Recording) recording = recording_verify(home->video, NULL, NULL, NULL, NULL);
    g_assert_nonnull(recording);
    g_assert_cmpstr(((RecordingTake *)g_ptr_array_index(recording->takes, 0))->end, ==, "no-space");
    g_assert_cmpint(support_decode_ms(take), >, 0);
    /* The meeting goes on without video. */
    assert_exit(run_esep("entry", "add", ID, "--type", "remark", "--from", "anonymous", "--text",
                         "Жарық жоқ.", "--outcome", "check", NULL),
                0);
    assert_exit(run_esep("record", ID, "--stop", NULL), 1);
    assert_state("closed");
    g_assert_cmpint(umount2(home->folder, MNT_DETACH), ==, 0);
}

#define ADD(name, test) g_test_add("/record/" name, Home, NULL, set_up, test, tear_down)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("started-watched-and-stopped", test_started_watched_stopped);
    ADD("for-some-seconds-it-waits-to-the-end", test_for);
    ADD("what-cannot-be-is-refused-and-leaves-nothing", test_refused);
    ADD("a-recorder-that-died-comes-back-or-is-told-and-completed", test_died);
    ADD("a-full-card-is-told-and-the-meeting-goes-on", test_full);
    return g_test_run();
}
