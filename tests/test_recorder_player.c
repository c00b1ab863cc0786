/* The player as the touch screen meets it: a process that shows takes and copies, from anywhere in
 * them, whatever they are made of. */
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "media/error.h"
#include "media/jobs.h"
#include "media/player.h"
#include "media/test_picture.h"
#include "tests/support.h"
#include "tests/support_recorder.h"

#define FRAME_MS 40

typedef struct {
    char *folder, *take, *copy, *program;
} Folder;

/* Four seconds, which all tests only read. */
static void make_folder(Folder *folder)
{
    folder->folder = g_dir_make_tmp("esep-player-XXXXXX", NULL);
    folder->take = g_build_filename(folder->folder, "take-01.mkv", NULL);
    folder->copy = g_build_filename(folder->folder, "playable.mkv", NULL);
    folder->program = g_build_filename(g_getenv("ESEP_BUILD"), "esep-player", NULL);
    g_autofree char *recorder = g_build_filename(g_getenv("ESEP_BUILD"), "esep-recorder", NULL);
    g_autoptr(GSubprocess) process =
        support_recorder_run(folder->folder, "test", "test", "--for", "4", NULL);
    g_assert_cmpint(support_recorder_exit(process), ==, 0);
    Job job = {.program = recorder, .directory = folder->folder, .out = folder->copy};
    g_autoptr(GError) error = NULL;
    const JobChapter entry = {1, 1000, "№ 1 шағым", TRUE};
    g_assert_true(job_playable(&job, &entry, 1, &error));
    g_assert_no_error(error);
}

static void clear_folder(Folder *folder)
{
    remove_folder(folder->folder);
    g_free(folder->folder);
    g_free(folder->take);
    g_free(folder->copy);
    g_free(folder->program);
}

static PlayerStatus status_of(Player *player)
{
    PlayerStatus status = {0};
    g_autoptr(GError) error = NULL;
    g_assert_true(player_status(player, &status, &error));
    g_assert_no_error(error);
    return status;
}

/* The next picture that was not seen before; its number, as the test camera drew it, in the half
 * as large preview. */
static gint64 next_picture(Player *player, PreviewPicture *picture_out)
{
    for (gint64 until_us = 0; !preview_read(player_preview(player), picture_out);)
        support_wait(&until_us);
    const int size = TEST_PICTURE_SQUARE_PX / 2, width = preview_width_px(player_preview(player));
    gint64 number = 0;
    for (int bit = 0; bit < TEST_PICTURE_BITS; bit++)
        number =
            number << 1 |
            (picture_out->pixels[(size + size / 2) * width + size * (1 + bit) + size / 2] > 126);
    return number;
}

/* Whether that is the picture of at_ms, a frame more or less: the one before or the one after,
 * which are further from it where the machine lost some. */
static gboolean is_of(const char *file, gint64 picture_ms, gint64 at_ms)
{
    g_autofree char *times = support_shell(
        "ffprobe -v error -select_streams v -show_entries packet=pts_time -of csv=p=0 '%s' | awk"
        " '{now = $1 * 1000} now > %d {print last + 0, now; exit} {last = now} END {print last}'",
        file, (int)at_ms);
    char *after;
    gint64 before_ms = (gint64)g_ascii_strtod(times, &after);
    gint64 after_ms = (gint64)g_ascii_strtod(after, NULL);
    g_test_message("%d ms is shown for %d: between %d and %d", (int)picture_ms, (int)at_ms,
                   (int)before_ms, (int)after_ms);
    /* One that begins earlier is shown in a copy from at_ms on. */
    return picture_ms >= before_ms - FRAME_MS &&
           (after_ms == 0 || picture_ms <= after_ms + FRAME_MS);
}

/* Waits for the picture of at_ms. */
static void wait_for_picture(Player *player, const char *file, gint64 at_ms)
{
    PreviewPicture picture;
    do
        next_picture(player, &picture);
    while (!is_of(file, picture.at_ms, at_ms));
}

static void play(const Folder *folder, const char *file)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Player) player = player_open(folder->program, file, 2456, &error);
    g_assert_no_error(error);
    g_assert_cmpint(preview_width_px(player_preview(player)), ==, 640);

    /* It stands still at the very frame. */
    PreviewPicture picture;
    gint64 first = next_picture(player, &picture), first_ms = picture.at_ms;
    g_assert_true(is_of(file, first_ms, 2456));
    PlayerStatus status = status_of(player);
    g_assert_false(status.playing || status.ended);
    g_assert_cmpint(status.length_ms, >, 4000 - 250);
    g_assert_cmpint(status.at_ms, ==, first_ms);
    /* Without an output it plays all the same, and says so. */
    if (!g_file_test("/dev/snd", G_FILE_TEST_EXISTS) && !g_getenv("PULSE_SERVER"))
        g_assert_false(status.sound);

    /* Then it plays in real time, each picture at its time. */
    g_assert_true(player_play(player, &error));
    gint64 since_us = g_get_monotonic_time();
    do {
        gint64 number = next_picture(player, &picture);
        /* A placeholder has none. */
        if (number > 0 && first > 0)
            g_assert_cmpint(ABS((number - first) - (picture.at_ms - first_ms) * 30 / 1000), <=, 2);
    } while (picture.at_ms < 3100);
    gint64 took_ms = (g_get_monotonic_time() - since_us) / 1000;
    g_test_message("played %d ms in %d ms", (int)(picture.at_ms - first_ms), (int)took_ms);
    g_assert_cmpint(took_ms, >, 400);

    /* Back, standing still; forth, and on to the end. */
    g_assert_true(player_pause(player, &error));
    g_assert_false(status_of(player).playing);
    g_assert_true(player_seek(player, 1200, &error));
    wait_for_picture(player, file, 1200);
    g_assert_true(player_seek(player, 1 << 30, &error));
    wait_for_picture(player, file, status.length_ms - 500);
    g_assert_true(player_play(player, &error));
    for (gint64 until_us = 0; !(status = status_of(player)).ended;)
        support_wait(&until_us);
    g_assert_false(status.playing);
    /* What comes too late on this machine is left out. */
    g_assert_cmpint(status.at_ms, >=, status.length_ms - 500 - FRAME_MS);
    /* After the end it can be looked at again. */
    g_assert_true(player_seek(player, 0, &error));
    wait_for_picture(player, file, 0);
    g_assert_false(status_of(player).playing);
    g_assert_true(is_of(file, status_of(player).at_ms, 0));
}

static void test_take(gconstpointer data)
{
    const Folder *folder = data;
    play(folder, folder->take);
}

static void test_copy(gconstpointer data)
{
    const Folder *folder = data;
    play(folder, folder->copy);
}

static void assert_refused(const Folder *folder, const char *file)
{
    g_autoptr(GError) error = NULL;
    g_assert_null(player_open(folder->program, file, 0, &error));
    g_test_message("%s: %s", file, error->message);
    g_assert_error(error, MEDIA_ERROR, MEDIA_ERROR_NO_RECORDING);
}

static void test_hostile(gconstpointer data)
{
    const Folder *folder = data;
    g_autofree char *other = g_build_filename(folder->folder, "other.mkv", NULL);
    g_autofree char *bytes = NULL;
    gsize size;
    assert_refused(folder, "/nonexistent.mkv");
    assert_refused(folder, folder->folder);
    assert_refused(folder, "/dev/zero");
    g_assert_true(g_file_set_contents(other, "no film\n", -1, NULL));
    assert_refused(folder, other);
    /* Another kind of picture, and none. */
    g_free(
        support_shell("cd '%s' && ffmpeg -y -v error -f lavfi -i testsrc=d=1 -f lavfi -i sine=d=1"
                      " -c:v mjpeg -c:a libopus other.mkv",
                      folder->folder));
    assert_refused(folder, other);
    g_free(
        support_shell("cd '%s' && ffmpeg -y -v error -f lavfi -i sine=d=1 -c:a libopus other.mkv",
                      folder->folder));
    assert_refused(folder, other);
    /* Cut off and torn: it plays as far as it can, or is refused; the player never just dies. */
    g_assert_true(g_file_get_contents(folder->copy, &bytes, &size, NULL));
    GRand *rand = g_rand_new_with_seed(7);
    for (int round = 0; round < 6; round++) {
        gsize kept = round % 2 ? size : size * (gsize)(round + 1) / 8;
        g_autofree char *torn = g_memdup2(bytes, kept);
        for (int i = 0; i < 200 && round > 0; i++)
            torn[g_rand_int_range(rand, 0, (gint32)kept)] ^= (char)g_rand_int_range(rand, 1, 255);
        g_assert_true(g_file_set_contents(other, torn, (gssize)kept, NULL));
        g_autoptr(GError) error = NULL;
        g_autoptr(Player) player = player_open(folder->program, other, 2000, &error);
        PlayerStatus status;
        g_test_message("torn %d: %s", round, error ? error->message : "played");
        if (player && player_play(player, &error))
            player_status(player, &status, &error);
        g_assert_true(!error || error->code == MEDIA_ERROR_NO_RECORDING ||
                      error->code == MEDIA_ERROR_FAILED);
    }
    g_rand_free(rand);
}

/* A child process opens a player and dies without a word. */
static void test_dies_with_its_parent(gconstpointer data)
{
    const Folder *folder = data;
    g_autofree char *self = g_file_read_link("/proc/self/exe", NULL);
    const char *argv[] = {self, "--orphan", folder->program, folder->take, NULL};
    g_autoptr(GError) error = NULL;
    g_autoptr(GSubprocess) parent = g_subprocess_newv(argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
    g_assert_no_error(error);
    /* The end of its output, which the player inherited as a descriptor of no use, is not it: the
     * name of the file in a command line is. */
    g_assert_true(g_subprocess_wait(parent, NULL, NULL));
    g_assert_true(g_subprocess_get_if_signaled(parent));
    g_autofree char *wanted = g_strconcat("--file ", folder->take, NULL);
    for (gint64 until_us = 0;;) {
        g_autofree char *all = support_shell("ps -eo args | grep '^[^ ]*esep-player' | cat");
        if (!strstr(all, wanted))
            break;
        support_wait(&until_us);
    }
}

static int be_orphaned(const char *program, const char *take)
{
    Player *player = player_open(program, take, 0, NULL);
    if (player && player_play(player, NULL))
        kill(getpid(), SIGKILL);
    return 1;
}

#define ADD(name, test) g_test_add_data_func("/player/" name, &folder, test)

int main(int argc, char **argv)
{
    if (argc == 4 && strcmp(argv[1], "--orphan") == 0)
        return be_orphaned(argv[2], argv[3]);
    g_test_init(&argc, &argv, NULL);
    Folder folder;
    make_folder(&folder);
    ADD("a-take-is-shown-from-any-second-in-real-time", test_take);
    ADD("a-copy-for-playing-is-shown-from-any-second-in-real-time", test_copy);
    ADD("a-hostile-file-is-refused-and-kills-nobody", test_hostile);
    ADD("it-ends-with-whoever-started-it", test_dies_with_its_parent);
    int result = g_test_run();
    clear_folder(&folder);
    return result;
}
