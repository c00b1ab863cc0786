/* What keeps a recording safe while it is made: the second copy, and the look back at the card. */
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "media/chain.h"
#include "media/chain_writer.h"
#include "media/error.h"
#include "media/keeper.h"
#include "media/mirror_copy.h"
#include "media/segmenter.h"
#include "tests/support.h"
#include "tests/support_fault.h"
#include "tests/support_matroska.h"
#include "tests/support_recorder.h"
#include "tests/support_survivors.h"

#define CLUSTERS 12
/* While this file is in the folder, a look back does not come back. */
#define HELD "held"
#define CHANGED_BYTE 500 /* in the first block, whatever its size */

typedef struct {
    char *folder; /* of the recording */
    char *stick;  /* on another disk; NULL: there is none here */
    char *out;    /* of the copy */
    SupportFault fault;
} Pair;

static void set_up(Pair *pair, gconstpointer unused)
{
    struct stat ours, theirs;
    pair->folder = g_dir_make_tmp("esep-keeper-XXXXXX", NULL);
    pair->stick = g_strdup("/dev/shm/esep-stick-XXXXXX");
    support_fault_set_up(&pair->fault, pair->folder);
    if (!g_mkdtemp(pair->stick) || stat(pair->stick, &theirs) != 0 ||
        stat(pair->folder, &ours) != 0 || ours.st_dev == theirs.st_dev)
        g_clear_pointer(&pair->stick, g_free);
    pair->out = g_build_filename(pair->stick ? pair->stick : "", "copy", NULL);
}

static void tear_down(Pair *pair, gconstpointer unused)
{
    support_fault_tear_down(&pair->fault);
    remove_folder(pair->folder);
    if (pair->stick)
        remove_folder(pair->stick);
    g_free(pair->folder);
    g_free(pair->stick);
    g_free(pair->out);
}

static gboolean no_stick(const Pair *pair)
{
    if (!pair->stick)
        g_test_skip("needs a second filesystem, /dev/shm");
    return !pair->stick;
}

/* A recording that grows cluster by cluster, as a recorder makes it. */
typedef struct {
    ChainWriter *writer;
    Segmenter *segmenter;
    int take, fd;
    GByteArray *bytes; /* of the whole take */
    gsize at;
} Growing;

static void handle_segment(const Segment *segment, gpointer user_data)
{
    Growing *growing = user_data;
    g_assert_true(chain_writer_segment(growing->writer, growing->take, segment, NULL));
}

static void begin(Growing *growing, const char *folder)
{
    growing->writer = chain_writer_open(folder, NULL);
    growing->segmenter = segmenter_new(0, handle_segment, growing);
    growing->take = chain_writer_take(growing->writer, "test", "none", NULL);
    g_autofree char *path = g_strdup_printf("%s/take-%02d.mkv", folder, growing->take);
    growing->fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);
    growing->bytes = matroska_take(CLUSTERS);
    growing->at = 0;
}

/* The next part of so many. FALSE if there is none. */
static gboolean grow(Growing *growing, gsize parts)
{
    gsize size = MIN(growing->bytes->len / parts, growing->bytes->len - growing->at);
    const guint8 *data = growing->bytes->data + growing->at;
    g_assert_cmpint(write(growing->fd, data, size), ==, (gssize)size);
    segmenter_feed(growing->segmenter, data, size);
    growing->at += size;
    return growing->at < growing->bytes->len;
}

/* cause: NULL if it is killed. */
static void end(Growing *growing, const char *cause)
{
    close(growing->fd);
    if (cause)
        g_assert_true(chain_writer_complete(growing->writer, cause, NULL));
    g_clear_pointer(&growing->writer, chain_writer_free);
    segmenter_free(growing->segmenter);
    g_byte_array_unref(growing->bytes);
}

static void assert_verifies(const char *folder)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Recording) recording = recording_verify(folder, NULL, NULL, NULL, &error);
    g_assert_no_error(error);
}

static void assert_same(const Pair *pair, const char *out)
{
    g_autofree char *difference = support_shell(
        "cd '%s' && for f in *.mkv chain.jsonl; do cmp $f '%s'/$f 2>&1; done", pair->folder, out);
    g_assert_cmpstr(difference, ==, "");
}

static MirrorCopy *open_copy(const Pair *pair)
{
    g_autoptr(GError) error = NULL;
    MirrorCopy *copy = mirror_copy_open(pair->folder, pair->out, &error);
    g_assert_no_error(error);
    return copy;
}

static void step(MirrorCopy *copy)
{
    g_autoptr(GError) error = NULL;
    mirror_copy_step(copy, &error);
    g_assert_no_error(error);
}

static void test_grows(Pair *pair, gconstpointer unused)
{
    if (no_stick(pair))
        return;
    Growing growing;
    begin(&growing, pair->folder);
    g_autoptr(MirrorCopy) copy = open_copy(pair);
    for (int i = 0; grow(&growing, 50); i++) {
        /* Now and then the stick is pulled out and put in again. */
        if (i % 7 == 3) {
            g_clear_pointer(&copy, mirror_copy_free);
            copy = open_copy(pair);
        }
        step(copy);
        assert_verifies(pair->out);
        g_assert_cmpint(mirror_copy_behind_bytes(copy), ==, 0);
    }
    end(&growing, NULL);
    /* The recorder was killed: the next one completes the take, and begins another. */
    begin(&growing, pair->folder);
    grow(&growing, 2);
    step(copy);
    assert_verifies(pair->out);
    while (grow(&growing, 2))
        ;
    end(&growing, "stopped");
    step(copy);
    g_assert_cmpint(mirror_copy_behind_bytes(copy), ==, 0);
    assert_same(pair, pair->out);
}

static void test_resumes(Pair *pair, gconstpointer unused)
{
    if (no_stick(pair))
        return;
    Growing growing;
    g_autofree char *chain = g_build_filename(pair->out, CHAIN_FILE, NULL);
    g_autofree char *take = g_build_filename(pair->out, "take-01.mkv", NULL);
    begin(&growing, pair->folder);
    grow(&growing, 2);
    MirrorCopy *copy = open_copy(pair);
    step(copy);
    mirror_copy_free(copy);
    /* The power went while it was copied: a torn line, and zeros where bytes should be that no line
     * vouches for. */
    g_free(
        support_shell("printf '{\"seq\":' >> '%s'; head -c 100000 /dev/zero >> '%s'", chain, take));
    while (grow(&growing, 2))
        ;
    end(&growing, "stopped");
    copy = open_copy(pair);
    step(copy);
    mirror_copy_free(copy);
    assert_same(pair, pair->out);
}

static void test_other(Pair *pair, gconstpointer unused)
{
    if (no_stick(pair))
        return;
    Growing growing;
    g_autofree char *chain = g_build_filename(pair->out, CHAIN_FILE, NULL);
    g_autofree char *second = g_strconcat(pair->out, "-2", NULL);
    g_assert_cmpint(g_mkdir(pair->out, 0700), ==, 0);
    g_assert_true(g_file_set_contents(chain, "another recording\n", -1, NULL));
    begin(&growing, pair->folder);
    while (grow(&growing, 2))
        ;
    MirrorCopy *copy = open_copy(pair);
    /* One process to a copy. */
    g_autoptr(GError) error = NULL;
    g_assert_null(mirror_copy_open(pair->folder, pair->out, &error));
    g_assert_error(error, MEDIA_ERROR, MEDIA_ERROR_RUNNING);
    step(copy);
    end(&growing, "stopped");
    step(copy);
    assert_same(pair, second);
    g_autofree char *left = NULL;
    g_assert_true(g_file_get_contents(chain, &left, NULL, NULL));
    g_assert_cmpstr(left, ==, "another recording\n");

    /* What it writes to is not there any more. */
    remove_folder(second);
    g_clear_error(&error);
    g_assert_false(mirror_copy_step(copy, &error));
    g_assert_error(error, MEDIA_ERROR, MEDIA_ERROR_FAILED);
    mirror_copy_free(copy);
}

static void test_own_disk(Pair *pair, gconstpointer unused)
{
    Growing growing;
    g_autofree char *out = g_build_filename(pair->folder, "copy", NULL);
    g_autoptr(GError) error = NULL;
    begin(&growing, pair->folder);
    g_assert_null(mirror_copy_open(pair->folder, out, &error));
    g_assert_error(error, MEDIA_ERROR, MEDIA_ERROR_FAILED);
    g_assert_false(g_file_test(out, G_FILE_TEST_EXISTS));
    g_clear_error(&error);
    g_assert_null(mirror_copy_open(pair->folder, "/nonexistent/stick/copy", &error));
    g_assert_error(error, MEDIA_ERROR, MEDIA_ERROR_FAILED);
    end(&growing, "stopped");
}

static gboolean has(const RecorderStatus *status, gpointer alarm)
{
    return status->alarms & (guint)GPOINTER_TO_INT(alarm);
}

static gboolean has_not(const RecorderStatus *status, gpointer alarm)
{
    return !has(status, alarm);
}

static RecorderStatus wait_for(const Pair *pair, gboolean wanted, RecorderAlarm alarm)
{
    return support_recorder_wait(pair->folder, wanted ? has : has_not, GINT_TO_POINTER(alarm));
}

static void test_stick_fails(Pair *pair, gconstpointer unused)
{
    if (no_stick(pair))
        return;
    g_autofree char *take = g_build_filename(pair->folder, "take-01.mkv", NULL);
    g_autoptr(GSubprocess) recorder =
        support_fault_run(&pair->fault, pair->folder, "--mirror", pair->out, NULL);
    support_recorder_wait_safe(pair->folder, 900);
    support_fault_strike(&pair->fault, pair->stick, ENOSPC, 0);
    wait_for(pair, TRUE, RECORDER_ALARM_MIRROR_BEHIND);
    support_fault_strike(&pair->fault, "", 0, 0);
    wait_for(pair, FALSE, RECORDER_ALARM_MIRROR_BEHIND);
    /* A flush that does not come back holds the copy, and nothing else. */
    support_fault_strike(&pair->fault, pair->stick, 0, -1);
    RecorderStatus held = wait_for(pair, TRUE, RECORDER_ALARM_MIRROR_BEHIND);
    held = support_recorder_wait_safe(pair->folder, held.running_ms);
    g_assert_true(held.alarms & RECORDER_ALARM_MIRROR_BEHIND);
    support_fault_strike(&pair->fault, "", 0, 0);
    held = wait_for(pair, FALSE, RECORDER_ALARM_MIRROR_BEHIND);
    g_assert_cmpint(held.mirror_behind_bytes, >=, 0);
    guint64 frames_lost = support_recorder_stop(pair->folder, recorder);
    g_autoptr(Recording) recording = recording_read(pair->folder, NULL);
    Survivors survivors = support_survivors(take);
    support_assert_told(&survivors, recording, 1, frames_lost);
    /* The copy is finished by itself. */
    g_autofree char *ours = g_build_filename(pair->folder, CHAIN_FILE, NULL);
    g_autofree char *theirs = g_build_filename(pair->out, CHAIN_FILE, NULL);
    struct stat there = {0}, here;
    g_assert_cmpint(stat(ours, &here), ==, 0);
    for (gint64 until_us = 0; stat(theirs, &there) != 0 || there.st_size < here.st_size;)
        support_wait(&until_us);
    assert_same(pair, pair->out);
    assert_verifies(pair->out);
}

/* Writes a byte into a file. */
static void put(const char *path, gint64 at, const char *bytes, gsize size)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    g_assert_cmpint(pwrite(fd, bytes, size, at), ==, (gssize)size);
    g_assert_cmpint(fdatasync(fd), ==, 0);
    close(fd);
}

/* Changes what the card holds of the take, underneath what the system remembers of it; the old
 * bytes through old. */
static void corrupt_card(const char *image, const char *take, char old[4], gint64 *at_out)
{
    g_autofree char *block =
        support_shell("filefrag -e -b1024 '%s' | awk '$1 == \"0:\" {print $4 + 0; exit}'", take);
    *at_out = g_ascii_strtoll(block, NULL, 10) * 1024 + CHANGED_BYTE;
    int fd = open(image, O_RDONLY | O_CLOEXEC);
    g_assert_cmpint(pread(fd, old, 4, *at_out), ==, 4);
    close(fd);
    put(image, *at_out, "lie!", 4);
}

static gboolean card_unreadable(const Keeper *keeper)
{
    return (keeper_alarms(keeper) & RECORDER_ALARM_CARD_UNREADABLE) != 0;
}

static void wait_for_card(Keeper *keeper, gboolean unreadable)
{
    gint64 until_us = g_get_monotonic_time() + SUPPORT_PATIENCE_US;
    while (card_unreadable(keeper) != unreadable) {
        g_assert_cmpint(g_get_monotonic_time(), <, until_us);
        g_main_context_iteration(NULL, TRUE);
    }
}

/* The keeper is the test's, so that nothing is looked at before the card lies. */
static void test_card_lies(Pair *pair, gconstpointer unused)
{
    g_autofree char *image = g_build_filename(pair->folder, "image", NULL);
    g_autofree char *mounted = g_build_filename(pair->folder, "disk", NULL);
    g_autofree char *take = g_build_filename(mounted, "take-01.mkv", NULL);
    if (!support_fault_mount(image, mounted)) {
        g_test_skip("needs the right to mount a loop device");
        return;
    }
    const KeeperSetup setup = {.directory = mounted, .look_back_every_ms = 100};
    char old[4], remembered[4];
    gint64 at;
    g_autoptr(GSubprocess) recorder =
        support_recorder_run(mounted, "test", "test", "--look-back", "3600000", NULL);
    support_recorder_wait_safe(mounted, 900);
    corrupt_card(image, take, old, &at);
    int fd = open(take, O_RDONLY | O_CLOEXEC);
    g_assert_cmpint(pread(fd, remembered, sizeof remembered, CHANGED_BYTE), ==, 4);
    close(fd);
    /* Whoever just reads it notices nothing. */
    g_assert_cmpmem(old, 4, remembered, 4);
    g_log_set_always_fatal(G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL);
    Keeper *keeper = keeper_new(&setup, 1);
    wait_for_card(keeper, TRUE);
    /* As long as it is wrong, whatever was written well since. */
    RecorderStatus status = {0};
    g_autoptr(RecorderClient) client = recorder_connect(mounted, NULL);
    while (status.safe_ms < 2500) {
        g_main_context_iteration(NULL, TRUE);
        g_assert_true(card_unreadable(keeper));
        g_assert_true(recorder_status(client, &status, NULL));
    }
    /* The card has it right again: the stretch is looked at again, and all is well. */
    put(image, at, old, sizeof old);
    wait_for_card(keeper, FALSE);
    keeper_free(keeper);
    support_recorder_stop(mounted, recorder);
    assert_verifies(mounted);
    g_free(support_shell("umount '%s'", mounted));
}

static void test_look_back(Pair *pair, gconstpointer unused)
{
    g_autofree char *program = g_build_filename(g_getenv("ESEP_BUILD"), "esep-recorder", NULL);
    g_autofree char *take = g_build_filename(pair->folder, "take-01.mkv", NULL);
    g_autofree char *look =
        g_strdup_printf("'%s' look-back --directory '%s' --from-ms", program, pair->folder);
    g_autoptr(GSubprocess) recorder =
        support_recorder_run(pair->folder, "test", "none", "--for", "3", NULL);
    g_assert_cmpint(support_recorder_exit(recorder), ==, 0);
    g_autofree char *good = support_shell("%s 0", look);
    g_assert_nonnull(strstr(good, "\"finished\":true"));
    /* A byte of the last second: of no matter to who looks at the first ones only, as the next look
     * goes on where this one ended. */
    struct stat status;
    g_assert_cmpint(stat(take, &status), ==, 0);
    put(take, 3000, "lie!", 4);
    g_autofree char *wrong = support_shell("%s 0 2>/dev/null", look);
    g_assert_nonnull(strstr(wrong, "\"error\":\"different\""));
    g_autofree char *later = support_shell("%s 1", look);
    g_assert_nonnull(strstr(later, "\"finished\":true"));
    put(take, status.st_size - 10, "lie!", 4);
    g_autoptr(Recording) recording = recording_read(pair->folder, NULL);
    const RecordingSegment *segment =
        &g_array_index(recording->index, RecordingSegment, recording->index->len - 1);
    g_autofree char *last = support_shell("%s %d 2>/dev/null", look, (int)segment->start_ms);
    g_assert_nonnull(strstr(last, "\"error\":\"different\""));
}

/* A card from which nothing comes back is no better than one that lies. */
static void test_card_hangs(Pair *pair, gconstpointer unused)
{
    g_autofree char *held = g_build_filename(pair->folder, HELD, NULL);
    const KeeperSetup setup = {.directory = pair->folder, .look_back_every_ms = 100};
    g_autoptr(GSubprocess) recorder =
        support_recorder_run(pair->folder, "test", "none", "--for", "1", NULL);
    g_assert_cmpint(support_recorder_exit(recorder), ==, 0);
    g_assert_true(g_file_set_contents(held, "", 0, NULL));
    Keeper *keeper = keeper_new(&setup, 1);
    wait_for_card(keeper, TRUE);
    g_assert_cmpint(unlink(held), ==, 0);
    wait_for_card(keeper, FALSE);
    keeper_free(keeper);
}

#define ADD(name, test) g_test_add("/keeper/" name, Pair, NULL, set_up, test, tear_down)

/* A helper is the same program once more (helper.h): "look-back --directory FOLDER". */
static int become_jobs(char **argv)
{
    g_autofree char *held = g_build_filename(argv[3], HELD, NULL);
    while (access(held, F_OK) == 0)
        g_usleep(5000);
    g_autofree char *jobs = g_build_filename(g_getenv("ESEP_BUILD"), "esep-recorder-jobs", NULL);
    execv(jobs, argv);
    return 1;
}

int main(int argc, char **argv)
{
    if (argc > 3 && strcmp(argv[1], "look-back") == 0)
        return become_jobs(argv);
    g_test_init(&argc, &argv, NULL);
    ADD("a-copy-verifies-at-any-moment-while-it-grows", test_grows);
    ADD("a-copy-that-was-torn-is-mended", test_resumes);
    ADD("a-copy-leaves-another-recording-alone", test_other);
    ADD("a-copy-on-the-same-disk-is-refused", test_own_disk);
    ADD("a-stick-that-fails-or-hangs-costs-the-recording-nothing", test_stick_fails);
    ADD("a-look-back-finds-a-wrong-byte-where-it-looks", test_look_back);
    ADD("a-card-that-does-not-answer-is-told-of", test_card_hangs);
    ADD("a-card-that-lies-is-found-while-it-is-written", test_card_lies);
    return g_test_run();
}
