/* What a recording loses when the disk fails, or the recorder is killed: found by decoding the
 * takes, whose every picture and second of sound can be told (support_survivors.h).
 *
 * $KILLS: how many times it is killed. */
#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "media/chain.h"
#include "media/error.h"
#include "tests/support.h"
#include "tests/support_fault.h"
#include "tests/support_recorder.h"
#include "tests/support_survivors.h"

#define KILLS_IN_CHECK 2
#define LOSS_BUDGET_MS 50
/* A machine that runs tests in parallel is slower than one that records. */
#define LOSS_SURELY_MS 300
#define START_BUDGET_MS 3000

typedef struct {
    char *folder, *take;
    SupportFault fault;
} Disk;

static void set_up(Disk *disk, gconstpointer unused)
{
    disk->folder = g_dir_make_tmp("esep-faults-XXXXXX", NULL);
    disk->take = g_build_filename(disk->folder, "take-01.mkv", NULL);
    support_fault_set_up(&disk->fault, disk->folder);
}

static void tear_down(Disk *disk, gconstpointer unused)
{
    support_fault_tear_down(&disk->fault);
    remove_folder(disk->folder);
    g_free(disk->folder);
    g_free(disk->take);
}

static Recording *verified(const char *folder)
{
    g_autoptr(GError) error = NULL;
    Recording *recording = recording_verify(folder, NULL, NULL, NULL, &error);
    g_assert_no_error(error);
    return recording;
}

static const RecordingTake *take_of(const Recording *recording, guint index)
{
    g_assert_cmpint(index, <, recording->takes->len);
    return g_ptr_array_index(recording->takes, index);
}

static void stop(const char *folder, GSubprocess *recorder)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(RecorderClient) client = recorder_connect(folder, &error);
    g_assert_no_error(error);
    g_assert_true(recorder_stop(client, &error));
    g_assert_no_error(error);
    g_assert_cmpint(support_recorder_exit(recorder), ==, 0);
}

/* How long a device was bridged in a take, and how often. */
static gint64 bridged_ms(const Recording *recording, int take, const char *what, guint *count_out)
{
    gint64 sum_ms = 0;
    *count_out = 0;
    for (guint i = 0; i < recording->gaps->len; i++) {
        const RecordingGap *gap = g_ptr_array_index(recording->gaps, i);
        if (gap->take != take || strcmp(gap->what, what) != 0)
            continue;
        sum_ms += gap->for_ms;
        ++*count_out;
    }
    return sum_ms;
}

/* Nothing is missing but what the chain itself tells, as on a machine that tests keep too busy. */
static void assert_continuous(const Survivors *survivors, const Recording *recording, int take)
{
    guint count;
    gint64 camera_ms = bridged_ms(recording, take, "camera", &count);
    g_assert_cmpint(survivors->doubled, ==, 0);
    g_assert_cmpint(survivors->missing, <=,
                    camera_ms * 30 / 1000 + 2 * count + SURVIVORS_BUSY_FRAMES);
    g_assert_true(survivors->placeholders == 0 || count > 0);
    gint64 mic_ms = bridged_ms(recording, take, "mic", &count);
    g_assert_cmpint(survivors->beeps_missing, <=, mic_ms / 1000 + count);
    g_assert_cmpint(survivors->worst_beep_us, <=, 40000);
}

static gboolean has_slow_card(const RecorderStatus *status, gpointer unused)
{
    return status->alarms & RECORDER_ALARM_CARD_SLOW;
}

static gboolean runs_for(const RecorderStatus *status, gpointer ms)
{
    return status->running_ms >= *(gint64 *)ms;
}

static void test_slow(Disk *disk, gconstpointer unused)
{
    g_autoptr(GSubprocess) recorder = support_fault_run(&disk->fault, disk->folder, NULL);
    RecorderStatus before = support_recorder_wait_safe(disk->folder, 500);
    /* A flush does not come back: what is not on the disk is not promised. */
    support_fault_strike(&disk->fault, "/take-", 0, -1);
    RecorderStatus hanging = support_recorder_wait(disk->folder, has_slow_card, NULL);
    gint64 later_ms = hanging.running_ms + 800;
    RecorderStatus hung = support_recorder_wait(disk->folder, runs_for, &later_ms);
    g_assert_cmpint(hung.safe_ms, ==, hanging.safe_ms);
    g_assert_cmpint(hung.safe_ms, <=, before.running_ms + 1000);
    support_fault_strike(&disk->fault, "", 0, 0);
    support_recorder_wait_safe(disk->folder, hung.running_ms);
    stop(disk->folder, recorder);
    g_assert_cmpint(disk->fault.memory->hits, >, 2);
    g_autoptr(Recording) recording = verified(disk->folder);
    g_assert_cmpstr(take_of(recording, 0)->end, ==, "stopped");
    Survivors survivors = support_survivors(disk->take);
    assert_continuous(&survivors, recording, 1);
    g_assert_cmpint(survivors.end_us / 1000, >=, hung.running_ms);
}

static void test_io_error(Disk *disk, gconstpointer unused)
{
    g_autoptr(GSubprocess) failed = support_fault_run(&disk->fault, disk->folder, NULL);
    RecorderStatus before = support_recorder_wait_safe(disk->folder, 1500);
    support_fault_strike(&disk->fault, "/take-01", EIO, 0);
    g_assert_cmpint(support_recorder_exit(failed), ==, 1);
    g_assert_cmpint(disk->fault.memory->hits, >, 0);
    /* The chain vouches for nothing that could not be flushed, and for all that was. */
    g_autoptr(Recording) torn = verified(disk->folder);
    g_assert_cmpint(take_of(torn, 0)->length_ms, >=, before.safe_ms);
    support_fault_strike(&disk->fault, "", 0, 0);

    g_autoptr(GSubprocess) recorder = support_fault_run(&disk->fault, disk->folder, NULL);
    RecorderStatus status = support_recorder_wait_safe(disk->folder, 500);
    g_assert_cmpint(status.take, ==, 2);
    stop(disk->folder, recorder);
    g_autoptr(Recording) recording = verified(disk->folder);
    guint count;
    g_assert_cmpint(bridged_ms(recording, 1, "recorder", &count), >, 0);
    Survivors survivors = support_survivors(disk->take);
    assert_continuous(&survivors, recording, 1);
    g_assert_cmpint(survivors.end_us / 1000, >=, before.safe_ms);
}

static void test_chain_error(Disk *disk, gconstpointer unused)
{
    g_autoptr(GSubprocess) failed = support_fault_run(&disk->fault, disk->folder, NULL);
    support_recorder_wait_safe(disk->folder, 900);
    /* Pictures that nothing vouches for are no evidence: it ends, and says why. */
    support_fault_strike(&disk->fault, "/" CHAIN_FILE, EIO, 0);
    g_assert_cmpint(support_recorder_exit(failed), ==, 1);
    support_fault_strike(&disk->fault, "", 0, 0);
    g_autofree char *program = g_build_filename(g_getenv("ESEP_BUILD"), "esep-recorder", NULL);
    g_autoptr(GError) error = NULL;
    recorder_recover(program, disk->folder, &error);
    g_assert_no_error(error);
    g_autoptr(Recording) recording = verified(disk->folder);
    Survivors survivors = support_survivors(disk->take);
    assert_continuous(&survivors, recording, 1);
    g_assert_cmpint(survivors.end_us / 1000 - take_of(recording, 0)->length_ms, <=, 100);
}

static void test_full(Disk *disk, gconstpointer unused)
{
    g_autofree char *mounted = g_build_filename(disk->folder, "disk", NULL);
    g_autofree char *take = g_build_filename(mounted, "take-01.mkv", NULL);
    g_autofree char *image = g_build_filename(disk->folder, "image", NULL);
    if (!support_fault_mount(image, mounted)) {
        g_test_skip("needs the right to mount a loop device");
        return;
    }
    g_autoptr(GSubprocess) recorder = support_recorder_run(mounted, "test", "test", NULL);
    RecorderStatus before = support_recorder_wait_safe(mounted, 1500);
    /* Somebody else takes the last byte at once: the last block is torn, all before it is kept. */
    g_free(support_shell("dd if=/dev/zero of='%s/filler' bs=64k 2>/dev/null", mounted));
    g_assert_cmpint(support_recorder_exit(recorder), ==, 5);
    g_autoptr(Recording) recording = verified(mounted);
    g_assert_cmpstr(take_of(recording, 0)->end, ==, "no-space");
    Survivors survivors = support_survivors(take);
    assert_continuous(&survivors, recording, 1);
    g_assert_cmpint(survivors.end_us / 1000, >=, before.safe_ms);
    g_free(support_shell("umount '%s'", mounted));
}

/* What one kill cost. */
typedef struct {
    gint64 lost_ms, start_ms;
} Loss;

static int compare(const void *a, const void *b)
{
    gint64 left = *(const gint64 *)a, right = *(const gint64 *)b;
    return (left > right) - (left < right);
}

static void print_spread(const char *what, const gint64 *losses, gsize count, gsize offset,
                         gint64 budget_ms)
{
    g_autofree gint64 *sorted = g_new(gint64, count);
    for (gsize i = 0; i < count; i++)
        sorted[i] = losses[i * sizeof(Loss) / sizeof(gint64) + offset];
    qsort(sorted, count, sizeof *sorted, compare);
    gsize over = 0;
    for (gsize i = 0; i < count; i++)
        over += sorted[i] > budget_ms;
    g_test_message("%zu kills: %s min %d median %d max %d ms, over %d ms: %zu", count, what,
                   (int)sorted[0], (int)sorted[count / 2], (int)sorted[count - 1], (int)budget_ms,
                   over);
}

/* Records for a random time and is killed; how long the take was at that moment, and how long after
 * the program's start it began. */
static gint64 record_and_kill(const char *folder, int number, gint64 *start_ms_out)
{
    gint64 started_ms = g_get_real_time() / 1000;
    g_autoptr(GSubprocess) recorder = support_recorder_run(folder, "test", "test", NULL);
    gint64 random_ms = g_test_rand_int_range(1, 2500);
    support_recorder_wait_safe(folder, 0);
    g_autoptr(RecorderClient) client = recorder_connect(folder, NULL);
    RecorderMark mark;
    g_assert_true(recorder_mark(client, &mark, NULL));
    g_assert_cmpint(mark.take, ==, number);
    *start_ms_out = mark.unix_ms - mark.at_ms - started_ms;
    g_usleep((gulong)MAX(random_ms - mark.at_ms, 0) * 1000);
    gint64 killed_ms = g_get_real_time() / 1000;
    g_subprocess_force_exit(recorder);
    support_recorder_exit(recorder);
    return mark.at_ms + killed_ms - mark.unix_ms;
}

static void test_killed(Disk *disk, gconstpointer unused)
{
    const char *wanted = g_getenv("KILLS");
    int kills = wanted ? atoi(wanted) : KILLS_IN_CHECK;
    g_autofree Loss *losses = g_new0(Loss, kills);
    g_autofree Survivors *survivors = g_new0(Survivors, kills);
    for (int i = 0; i < kills; i++) {
        g_autofree char *name = g_strdup_printf("take-%02d.mkv", i + 1);
        g_autofree char *take = g_build_filename(disk->folder, name, NULL);
        gint64 killed_ms = record_and_kill(disk->folder, i + 1, &losses[i].start_ms);
        survivors[i] = support_survivors(take);
        losses[i].lost_ms = MAX(killed_ms - survivors[i].end_us / 1000, 0);
        if (losses[i].lost_ms > LOSS_BUDGET_MS)
            g_test_message("killed at %d ms: %d ms lost", (int)killed_ms, (int)losses[i].lost_ms);
        g_assert_cmpint(losses[i].lost_ms, <=, LOSS_SURELY_MS);
        g_assert_cmpint(losses[i].start_ms, <=, START_BUDGET_MS);
    }
    print_spread("lost", &losses[0].lost_ms, (gsize)kills, 0, LOSS_BUDGET_MS);
    print_spread("new take after", &losses[0].lost_ms, (gsize)kills, 1, START_BUDGET_MS);
    g_autofree char *before = support_shell("cd '%s' && sha256sum take-*", disk->folder);
    g_autofree char *program = g_build_filename(g_getenv("ESEP_BUILD"), "esep-recorder", NULL);
    g_autoptr(GError) error = NULL;
    recorder_recover(program, disk->folder, &error);
    g_assert_no_error(error);
    g_autofree char *after = support_shell("cd '%s' && sha256sum take-*", disk->folder);
    g_assert_cmpstr(before, ==, after);
    g_autoptr(Recording) recording = verified(disk->folder);
    g_assert_cmpint(recording->takes->len, ==, kills);
    for (int i = 0; i < kills; i++) {
        guint gaps;
        g_assert_cmpstr(take_of(recording, (guint)i)->end, ==, "crash");
        bridged_ms(recording, i + 1, "recorder", &gaps);
        g_assert_cmpint(gaps, ==, i + 1 < kills);
        assert_continuous(&survivors[i], recording, i + 1);
    }
}

#define ADD(name, test) g_test_add("/faults/" name, Disk, NULL, set_up, test, tear_down)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("a-slow-or-hanging-card-costs-no-frame-and-is-told", test_slow);
    ADD("a-card-that-fails-keeps-what-was-safe-and-a-new-take-begins", test_io_error);
    ADD("a-chain-that-cannot-be-written-ends-the-take", test_chain_error);
    ADD("a-full-card-keeps-all-before-the-last-block", test_full);
    ADD("killed-at-any-moment-it-loses-almost-nothing", test_killed);
    return g_test_run();
}
