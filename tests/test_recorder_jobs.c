/* What is made of a recording afterwards, read by other programs. */
#include <glib/gstdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <unistd.h>

#include "media/chain.h"
#include "media/chain_writer.h"
#include "media/child.h"
#include "media/error.h"
#include "media/jobs.h"
#include "media/test_picture.h"
#include "tests/support.h"
#include "tests/support_recorder.h"

typedef struct {
    char *folder, *out, *part, *program;
    Job job;
} Fixture;

static void set_up(Fixture *f, gconstpointer unused)
{
    f->folder = g_dir_make_tmp("esep-jobs-XXXXXX", NULL);
    f->out = g_build_filename(f->folder, "out", NULL);
    f->part = g_strconcat(f->out, ".part", NULL);
    f->program = g_build_filename(g_getenv("ESEP_BUILD"), "esep-recorder", NULL);
    f->job = (Job){.program = f->program, .directory = f->folder, .out = f->out};
}

static void tear_down(Fixture *f, gconstpointer unused)
{
    remove_folder(f->folder);
    g_free(f->folder);
    g_free(f->out);
    g_free(f->part);
    g_free(f->program);
}

/* A take of another program's making: seconds long, the camera's size and sound. The bytes are cut
 * short by torn_bytes, as by a power cut. */
static void add_take(const Fixture *f, const char *size, int seconds, int torn_bytes)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(ChainWriter) writer = chain_writer_open(f->folder, &error);
    g_assert_no_error(error);
    int take = chain_writer_take(writer, "test", "test", &error);
    g_assert_no_error(error);
    g_free(support_shell("ffmpeg -v error -y -f lavfi -i testsrc=size=%s:rate=10 -f lavfi"
                         " -i sine=440:sample_rate=48000 -t %d -c:v libx264 -preset ultrafast"
                         " -tune zerolatency -g 10 -c:a libopus -ac 1 -f matroska -live 1"
                         " -cluster_time_limit 1000 '%s/take-%02d.mkv' &&"
                         " truncate -s -%d '%s/take-%02d.mkv'",
                         size, seconds, f->folder, take, torn_bytes, f->folder, take));
    g_assert_true(chain_writer_complete(writer, "crash", &error));
    g_assert_no_error(error);
}

/* The hashes of the packets of a stream, in order. */
static char *packets(const char *file, const char *stream)
{
    return support_shell("ffmpeg -v quiet -i '%s' -map 0:%s -c copy -f framemd5 - |"
                         " grep -v '^#' | sed -n 's/.*, //p'",
                         file, stream);
}

static char *take_path(const Fixture *f, int take)
{
    return g_strdup_printf("%s/take-%02d.mkv", f->folder, take);
}

static void assert_nothing_left(const Fixture *f)
{
    g_assert_false(g_file_test(f->out, G_FILE_TEST_EXISTS));
    g_assert_false(g_file_test(f->part, G_FILE_TEST_EXISTS));
}

static void test_playable(Fixture *f, gconstpointer unused)
{
    /* Killed and begun again: two takes of our own recorder. */
    g_autoptr(GSubprocess) killed = support_recorder_run(f->folder, "test", "test", NULL);
    support_recorder_wait_safe(f->folder, 2000);
    g_subprocess_force_exit(killed);
    support_recorder_exit(killed);
    g_autoptr(GSubprocess) second =
        support_recorder_run(f->folder, "test", "test", "--for", "3", NULL);
    g_assert_cmpint(support_recorder_exit(second), ==, 0);
    g_autoptr(Recording) recording = recording_read(f->folder, NULL);
    RecordingTake *first = g_ptr_array_index(recording->takes, 0);

    const JobChapter chapters[] = {{2, 1000, "Шағым: «көше & жарық» <№ 2>", FALSE},
                                   {1, 500, "Есеп", FALSE},
                                   {7, 0, "no such take", TRUE},
                                   {2, 99000, "behind the end", TRUE}};
    g_autoptr(GError) error = NULL;
    g_assert_true(job_playable(&f->job, chapters, G_N_ELEMENTS(chapters), &error));
    g_assert_no_error(error);
    g_assert_false(g_file_test(f->part, G_FILE_TEST_EXISTS));

    static const char *const streams[] = {"v", "a"};
    for (int i = 0; i < 2; i++) {
        g_autofree char *one = take_path(f, 1), *two = take_path(f, 2);
        g_autofree char *before = packets(one, streams[i]), *after = packets(two, streams[i]);
        g_autofree char *both = g_strconcat(before, after, NULL);
        g_autofree char *copied = packets(f->out, streams[i]);
        g_assert_cmpint(strlen(both), >, 33 * 60);
        g_assert_true(strcmp(copied, both) == 0);
    }
    support_decode_ms(f->out);
    g_autofree char *duration =
        support_shell("ffprobe -v error -show_entries format=duration -of csv=p=0 '%s'", f->out);
    g_assert_cmpfloat(ABS(g_ascii_strtod(duration, NULL) * 1000 - (double)recording->length_ms), <,
                      100);
    g_autofree char *found = support_shell(
        "ffprobe -v error -show_chapters -show_entries chapter=start_time:chapter_tags=title"
        " -of csv=p=0:nk=1 '%s'",
        f->out);
    g_autofree char *expected =
        g_strdup_printf("0.500000,Есеп\n%.6f,Шағым: «көше & жарық» <№ 2>\n",
                        (double)(first->length_ms + JOB_SEAM_MS + 1000) / 1000);
    g_assert_cmpstr(found, ==, expected);
    /* No subtitle of these lies in the recording. */
    g_autofree char *tracks =
        support_shell("ffprobe -v error -show_entries stream=codec_name -of csv=p=0 '%s'", f->out);
    g_assert_cmpstr(tracks, ==, "h264\nopus\n");
    g_autofree char *cues = support_shell("mkvinfo -a '%s' | grep -c 'Cue point'", f->out);
    g_assert_cmpint(atoi(cues), >=, 4);
    /* What the chain vouches for is untouched, and the copy beside it is no stranger. */
    g_autofree char *beside = g_build_filename(f->folder, CHAIN_PLAYABLE_FILE, NULL);
    g_assert_cmpint(g_rename(f->out, beside), ==, 0);
    g_autoptr(Recording) verified = recording_verify(f->folder, NULL, NULL, NULL, &error);
    g_assert_no_error(error);
}

/* What ffprobe tells of the copy. */
static char *probe(const Fixture *f, const char *options)
{
    return support_shell("ffprobe -v error %s -of csv=p=0:nk=1 '%s'", options, f->out);
}

static void test_subtitles(Fixture *f, gconstpointer unused)
{
    add_take(f, "320x240", 14, 0);
    add_take(f, "320x240", 3, 0);
    const JobChapter chapters[] = {{2, 1000, "№ 4 ұсыныс", TRUE}, {1, 13000, "№ 2 шағым", TRUE},
                                   {1, 3000, "Есеп", FALSE},      {1, 13000, "№ 3 шағым", TRUE},
                                   {1, 1000, "№ 1 шағым", TRUE},  {7, 0, "no such take", TRUE}};
    g_autoptr(GError) error = NULL;
    g_assert_true(job_playable(&f->job, NULL, 0, &error));
    g_autofree char *length = probe(f, "-show_entries format=duration");
    g_autofree char *video = packets(f->out, "v"), *audio = packets(f->out, "a");
    g_assert_true(job_playable(&f->job, chapters, G_N_ELEMENTS(chapters), &error));
    g_assert_no_error(error);

    /* Six seconds; until the next one, over the seam; until the end. */
    g_autoptr(Recording) recording = recording_read(f->folder, NULL);
    const RecordingTake *first = g_ptr_array_index(recording->takes, 0);
    const double next = (double)(first->length_ms + JOB_SEAM_MS + 1000) / 1000;
    const double end = (double)(recording->length_ms + JOB_SEAM_MS) / 1000;
    g_autofree char *expected =
        g_strdup_printf("1.000000,6.000000\n13.000000,%.6f\n13.000000,%.6f\n%.6f,%.6f\n", next - 13,
                        next - 13, next, end - next);
    g_autofree char *times =
        probe(f, "-select_streams s -show_entries packet=pts_time,duration_time");
    g_assert_cmpstr(times, ==, expected);
    g_autofree char *texts =
        support_shell("ffmpeg -v error -i '%s' -map 0:s -f srt - 2>&1 | grep -a '№'", f->out);
    g_assert_cmpstr(texts, ==, "№ 1 шағым\n№ 2 шағым\n№ 3 шағым\n№ 4 ұсыныс\n");

    /* In the order of time among pictures and sound, which are what they were. */
    g_autofree char *order = support_shell("ffprobe -v error -show_entries packet=dts_time -of"
                                           " csv=p=0 '%s' | tr -d , | grep . | sort -n -c 2>&1",
                                           f->out);
    g_assert_cmpstr(order, ==, "");
    g_autofree char *video_now = packets(f->out, "v"), *audio_now = packets(f->out, "a");
    g_assert_true(strcmp(video, video_now) == 0 && strcmp(audio, audio_now) == 0);
    g_autofree char *length_now = probe(f, "-show_entries format=duration");
    g_assert_cmpstr(length_now, ==, length);
    g_autofree char *tracks = support_shell(
        "mkvmerge -J '%s' | jq -r '.errors + .warnings + [.tracks[] | .properties.codec_id,"
        " .properties.language] | join(\" \")'",
        f->out);
    g_assert_cmpstr(g_strchomp(tracks), ==, "V_MPEG4/ISO/AVC und A_OPUS und S_TEXT/UTF8 und");
    g_autofree char *errors = support_shell("ffmpeg -v error -i '%s' -map 0 -c:s srt -vsync "
                                            "passthrough -enc_time_base:v 1:1000 -f null - 2>&1",
                                            f->out);
    g_assert_cmpstr(errors, ==, "");
}

static void test_foreign(Fixture *f, gconstpointer unused)
{
    add_take(f, "320x240", 3, 12000);
    add_take(f, "640x480", 3, 0);
    g_autoptr(GError) error = NULL;
    g_assert_true(job_playable(&f->job, NULL, 0, &error));
    g_assert_no_error(error);
    g_autofree char *errors = support_shell(
        "ffmpeg -v error -i '%s' -vsync passthrough -enc_time_base:v 1:1000 -f null - 2>&1",
        f->out);
    g_assert_cmpstr(errors, ==, "");
    g_autofree char *sizes = support_shell(
        "ffprobe -v error -select_streams v -show_entries frame=width,height -of csv=p=0 '%s' |"
        " sed 's/,$//' | sort | uniq -c | tr -s ' '",
        f->out);
    /* The torn picture of the first take is not there; of the second all thirty are. */
    g_test_message("%s", sizes);
    g_assert_nonnull(strstr(sizes, " 30 640,480"));
    g_assert_nonnull(strstr(sizes, " 320,240"));
    g_assert_null(strstr(sizes, " 30 320,240"));
}

static gboolean refuse(gint64 done_bytes, gint64 all_bytes, gpointer user_data)
{
    g_assert_cmpint(done_bytes, <=, all_bytes);
    ++*(int *)user_data;
    return FALSE;
}

static void test_cancel(Fixture *f, gconstpointer unused)
{
    add_take(f, "320x240", 20, 0);
    int calls = 0;
    g_autoptr(GError) error = NULL;
    f->job.progress = refuse;
    f->job.user_data = &calls;
    g_assert_false(job_playable(&f->job, NULL, 0, &error));
    g_assert_error(error, MEDIA_ERROR, MEDIA_ERROR_CANCELLED);
    g_assert_cmpint(calls, ==, 1);
    assert_nothing_left(f);
}

static void test_killed(Fixture *f, gconstpointer unused)
{
    add_take(f, "320x240", 20, 0);
    const char *argv[] = {f->program, "remux", "--directory", f->folder, "--out", f->out, NULL};
    g_autofree char *whole = NULL;
    for (int i = 0; i <= 20; i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GSubprocess) process =
            g_subprocess_newv(argv, G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error);
        g_assert_no_error(error);
        if (i > 0) {
            g_usleep((gulong)g_test_rand_int_range(0, 120000));
            g_subprocess_force_exit(process);
        }
        g_assert_true(g_subprocess_wait(process, NULL, NULL));
        /* The first time it may finish: the same recording always gives the same copy. */
        g_autofree char *sum = support_shell("sha256sum < '%s' 2>/dev/null", f->out);
        if (i == 0)
            whole = g_strdup(sum);
        else if (g_file_test(f->out, G_FILE_TEST_EXISTS))
            g_assert_cmpstr(sum, ==, whole);
        g_unlink(f->out);
    }
    g_autoptr(GError) error = NULL;
    g_assert_true(job_playable(&f->job, NULL, 0, &error));
    g_assert_no_error(error);
    g_assert_false(g_file_test(f->part, G_FILE_TEST_EXISTS));
}

/* Whether the process has the folder open. */
static gboolean holds(GPid pid, const char *folder)
{
    g_autofree char *found =
        support_shell("find /proc/%d/fd -lname '%s' 2>/dev/null | head -n 1", (int)pid, folder);
    return *found != 0;
}

/* Its caller dies and tries again in a new folder of the same name, before the job has noticed. */
static void test_left_behind(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = g_build_filename(f->folder, "try", NULL), *found = NULL;
    g_autofree char *gone = g_build_filename(f->folder, "gone", NULL);
    g_autofree char *out = g_build_filename(folder, "out", NULL);
    g_autofree char *part = g_strconcat(out, ".part", NULL);
    char *argv[] = {f->program, "remux",      "--directory", f->folder,    "--out",
                    out,        "--ready-fd", "3",           "--chapters", NULL};
    Child child;
    add_take(f, "64x48", 1, 0);
    g_assert_cmpint(g_mkdir(folder, 0700), ==, 0);
    g_assert_true(child_spawn(&child, argv, SUPPORT_PATIENCE_US / 1000, &error));
    /* It waits for its chapters. */
    while (!holds(child.pid, folder) && g_get_monotonic_time() < child.until_us)
        g_usleep(1000);
    g_assert_cmpint(g_rename(folder, gone), ==, 0);
    g_assert_true(holds(child.pid, gone));
    g_assert_cmpint(g_mkdir(folder, 0700), ==, 0);
    g_assert_true(g_file_set_contents(part, "of the next try", -1, &error));
    child_clear(&child);
    while (holds(child.pid, gone) && g_get_monotonic_time() < child.until_us)
        g_usleep(1000);
    g_assert_false(holds(child.pid, gone));
    g_assert_true(g_file_get_contents(part, &found, NULL, NULL));
    g_assert_cmpstr(found, ==, "of the next try");
}

/* Its caller died while the job was starting. */
static void test_abandoned(Fixture *f, gconstpointer unused)
{
    int ends[2];
    add_take(f, "64x48", 3, 0);
    g_assert_cmpint(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), ==, 0);
    close(ends[0]);
    g_autoptr(GSubprocessLauncher) launcher =
        g_subprocess_launcher_new(G_SUBPROCESS_FLAGS_STDERR_SILENCE);
    g_subprocess_launcher_take_fd(launcher, ends[1], CHILD_FD);
    g_autoptr(GSubprocess) job =
        g_subprocess_launcher_spawn(launcher, NULL, f->program, "clip", "--directory", f->folder,
                                    "--out", f->out, "--ready-fd", "3", "--to-ms", "2000", NULL);
    g_assert_cmpint(support_recorder_exit(job), !=, 0);
    assert_nothing_left(f);
}

static void test_full_disk(Fixture *f, gconstpointer unused)
{
    add_take(f, "640x480", 10, 0);
    g_autofree char *small = g_build_filename(f->folder, "small", NULL);
    g_autofree char *out = g_build_filename(small, "out", NULL);
    g_assert_cmpint(g_mkdir(small, 0700), ==, 0);
    if (geteuid() != 0 || mount("tmpfs", small, "tmpfs", 0, "size=64k") != 0) {
        g_test_skip("no filesystem can be mounted");
        return;
    }
    g_autoptr(GError) error = NULL;
    f->job.out = out;
    gboolean done = job_playable(&f->job, NULL, 0, &error);
    g_autofree char *left = support_shell("ls '%s'", small);
    g_assert_cmpint(umount2(small, MNT_DETACH), ==, 0);
    g_assert_false(done);
    g_assert_error(error, MEDIA_ERROR, MEDIA_ERROR_NO_SPACE);
    g_assert_cmpstr(left, ==, "");
}

/* The number in the picture of a file that has so many before it. */
static guint picture_number(const char *file, int before)
{
    g_autofree char *raw = g_strconcat(file, ".gray", NULL), *gray = NULL;
    gsize size;
    g_free(support_shell("ffmpeg -v error -y -i '%s' -vf 'select=eq(n\\,%d),crop=432:48:0:0'"
                         " -vsync passthrough -pix_fmt gray -f rawvideo '%s'",
                         file, before, raw));
    g_assert_true(g_file_get_contents(raw, &gray, &size, NULL));
    g_assert_cmpint(size, >=, 432 * 48);
    return test_picture_number((const guint8 *)gray, 432);
}

static void test_clip_and_picture(Fixture *f, gconstpointer unused)
{
    g_autoptr(GSubprocess) recorder =
        support_recorder_run(f->folder, "test", "test", "--for", "5", NULL);
    g_assert_cmpint(support_recorder_exit(recorder), ==, 0);
    g_autofree char *take = take_path(f, 1), *picture = g_strconcat(f->out, ".png", NULL);
    g_autofree char *photo = g_strconcat(f->out, ".jpg", NULL);
    g_autoptr(GError) error = NULL;
    /* How many pictures begin until 3.21 s? That one is shown then. */
    g_autofree char *until = support_shell(
        "ffprobe -v error -select_streams v -show_entries packet=pts_time -of csv=p=0 '%s' |"
        " awk '$1 <= 3.21' | wc -l",
        take);
    guint shown = picture_number(take, atoi(until) - 1);
    f->job.out = picture;
    g_assert_true(job_picture(&f->job, 1, 3210, &error));
    g_assert_no_error(error);
    g_assert_cmpint(picture_number(picture, 0), ==, shown);
    f->job.out = photo;
    g_assert_true(job_picture(&f->job, 1, 3210, &error));
    g_assert_cmpint(picture_number(photo, 0), ==, shown);

    f->job.out = f->out;
    g_assert_true(job_clip(&f->job, 1, 2300, 3900, &error));
    g_assert_no_error(error);
    g_autofree char *all = packets(take, "v"), *cut = packets(f->out, "v");
    g_assert_nonnull(strstr(all, cut));
    support_decode_ms(f->out);
    /* It begins with the last key picture until then, and ends with the last picture. */
    g_autofree char *key = support_shell(
        "ffprobe -v error -select_streams v -show_entries packet=pts_time,flags -of csv=p=0 '%s' |"
        " awk -F, '$1 <= 2.3 && $2 ~ /K/ {key = NR - 1} END {print key}'",
        take);
    g_assert_cmpint(picture_number(f->out, 0), ==, picture_number(take, atoi(key)));

    g_assert_false(job_clip(&f->job, 1, 60000, 61000, &error));
    g_assert_error(error, MEDIA_ERROR, MEDIA_ERROR_NO_RECORDING);
    g_clear_error(&error);
    g_assert_false(job_picture(&f->job, 2, 0, &error));
    g_assert_error(error, MEDIA_ERROR, MEDIA_ERROR_NO_RECORDING);
}

static void test_no_recording(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_assert_false(job_playable(&f->job, NULL, 0, &error));
    g_assert_error(error, MEDIA_ERROR, MEDIA_ERROR_NO_RECORDING);
    assert_nothing_left(f);
}

#define ADD(name, test) g_test_add("/jobs/" name, Fixture, NULL, set_up, test, tear_down)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("a-playable-copy-holds-every-packet-and-the-chapters", test_playable);
    ADD("entries-are-shown-as-subtitles-in-their-time", test_subtitles);
    ADD("a-take-from-another-camera-plays-on", test_foreign);
    ADD("a-cancelled-job-leaves-nothing", test_cancel);
    ADD("a-killed-job-leaves-no-half-file-in-place", test_killed);
    ADD("a-job-left-behind-touches-nothing-of-the-next", test_left_behind);
    ADD("a-job-whose-caller-is-gone-does-not-begin", test_abandoned);
    ADD("a-full-disk-is-said-and-nothing-is-left", test_full_disk);
    ADD("clip-and-picture-are-what-was-recorded-then", test_clip_and_picture);
    ADD("where-nothing-was-recorded-nothing-is-written", test_no_recording);
    return g_test_run();
}
