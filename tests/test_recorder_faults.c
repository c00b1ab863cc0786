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

/* What is written is there after a kill on any machine; what is on its way there is judged by time
 * when many kills are asked for. */
#define KILLS_IN_CHECK 2
#define LOSS_BUDGET_MS 50
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

static gboolean has_slow_card(const RecorderStatus *status, gpointer unused)
{
    return status->alarms & RECORDER_ALARM_CARD_SLOW;
}

static gboolean runs_for(const RecorderStatus *status, gpointer ms)
{
    return status->running_ms >= *(gint64 *)ms;
}

/* Asks until it has ended by itself; how many frames it said last that it lost. */
static guint64 ask_to_the_end(RecorderClient *client)
{
    guint64 frames_lost = 0;
    for (RecorderStatus status; recorder_status(client, &status, NULL); g_usleep(10000))
        frames_lost = status.frames_lost;
    return frames_lost;
}

static void test_slow(Disk *disk, gconstpointer unused)
{
    g_autoptr(GSubprocess) recorder = support_fault_run(&disk->fault, disk->folder, NULL);
    support_recorder_wait_safe(disk->folder, 500);
    /* A flush does not come back: what is not on the disk is not promised. */
    support_fault_strike(&disk->fault, "/take-", 0, -1);
    RecorderStatus struck = support_recorder_wait_safe(disk->folder, 0);
    RecorderStatus hanging = support_recorder_wait(disk->folder, has_slow_card, NULL);
    gint64 later_ms = hanging.running_ms + 800;
    RecorderStatus hung = support_recorder_wait(disk->folder, runs_for, &later_ms);
    g_assert_cmpint(hung.safe_ms, <=, struck.running_ms);
    support_fault_strike(&disk->fault, "", 0, 0);
    support_recorder_wait_safe(disk->folder, hung.running_ms);
    guint64 frames_lost = support_recorder_stop(disk->folder, recorder);
    g_assert_cmpint(disk->fault.memory->hits, >, 2);
    g_autoptr(Recording) recording = verified(disk->folder);
    g_assert_cmpstr(take_of(recording, 0)->end, ==, "stopped");
    Survivors survivors = support_survivors(disk->take);
    support_assert_told(&survivors, recording, 1, frames_lost);
    g_assert_cmpint(survivors.end_us / 1000, >=, later_ms);
}

static int lines_of_chain(const Disk *disk)
{
    g_autofree char *count = support_shell("wc -l <'%s/" CHAIN_FILE "'", disk->folder);
    return atoi(count);
}

static void test_io_error(Disk *disk, gconstpointer unused)
{
    g_autoptr(GSubprocess) failed = support_fault_run(&disk->fault, disk->folder, NULL);
    RecorderStatus before = support_recorder_wait_safe(disk->folder, 1500);
    g_autoptr(RecorderClient) client = recorder_connect(disk->folder, NULL);
    support_fault_strike(&disk->fault, "/take-01", EIO, 0);
    guint64 frames_lost = ask_to_the_end(client);
    g_assert_cmpint(support_recorder_exit(failed), ==, 1);
    g_assert_cmpint(disk->fault.memory->hits, >, 0);
    /* The chain vouches for nothing that could not be flushed, and for all that was. */
    g_autoptr(Recording) torn = verified(disk->folder);
    g_assert_cmpint(take_of(torn, 0)->length_ms, >=, before.safe_ms);
    /* Each line of the chain is written and flushed. */
    support_fault_strike(&disk->fault, "/" CHAIN_FILE, 0, 1);
    int hits = disk->fault.memory->hits, lines = lines_of_chain(disk);

    g_autoptr(GSubprocess) recorder = support_fault_run(&disk->fault, disk->folder, NULL);
    RecorderStatus status = support_recorder_wait_safe(disk->folder, 500);
    g_assert_cmpint(status.take, ==, 2);
    support_recorder_stop(disk->folder, recorder);
    g_assert_cmpint(disk->fault.memory->hits - hits, >=, 2 * (lines_of_chain(disk) - lines));
    g_autoptr(Recording) recording = verified(disk->folder);
    guint count;
    g_assert_cmpint(support_bridged_ms(recording, 1, "recorder", &count), >, 0);
    Survivors survivors = support_survivors(disk->take);
    support_assert_told(&survivors, recording, 1, frames_lost);
    g_assert_cmpint(survivors.end_us / 1000, >=, before.safe_ms);
}

static void test_chain_error(Disk *disk, gconstpointer unused)
{
    g_autoptr(GSubprocess) failed = support_fault_run(&disk->fault, disk->folder, NULL);
    support_recorder_wait_safe(disk->folder, 900);
    g_autoptr(RecorderClient) client = recorder_connect(disk->folder, NULL);
    /* Pictures that nothing vouches for are no evidence: it ends, and says why. */
    support_fault_strike(&disk->fault, "/" CHAIN_FILE, EIO, 0);
    guint64 frames_lost = ask_to_the_end(client);
    g_assert_cmpint(support_recorder_exit(failed), ==, 1);
    support_fault_strike(&disk->fault, "", 0, 0);
    g_autofree char *program = g_build_filename(g_getenv("ESEP_BUILD"), "esep-recorder", NULL);
    g_autoptr(GError) error = NULL;
    recorder_recover(program, disk->folder, &error);
    g_assert_no_error(error);
    g_autoptr(Recording) recording = verified(disk->folder);
    Survivors survivors = support_survivors(disk->take);
    support_assert_told(&survivors, recording, 1, frames_lost);
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
    g_autoptr(RecorderClient) client = recorder_connect(mounted, NULL);
    /* Somebody else takes the last byte at once: the last block is torn, all before it is kept. */
    g_free(support_shell("dd if=/dev/zero of='%s/filler' bs=64k 2>/dev/null", mounted));
    guint64 frames_lost = ask_to_the_end(client);
    g_assert_cmpint(support_recorder_exit(recorder), ==, 5);
    g_autoptr(Recording) recording = verified(mounted);
    g_assert_cmpstr(take_of(recording, 0)->end, ==, "no-space");
    Survivors survivors = support_survivors(take);
    support_assert_told(&survivors, recording, 1, frames_lost);
    g_assert_cmpint(survivors.end_us / 1000, >=, before.safe_ms);
    g_free(support_shell("umount '%s'", mounted));
}

/* What one kill cost, and what the recorder had said before it. */
typedef struct {
    gint64 lost_ms, start_ms;
    gint64 written; /* bytes that surely were */
    RecorderStatus told;
} Loss;

static int compare(const void *a, const void *b)
{
    gint64 left = *(const gint64 *)a, right = *(const gint64 *)b;
    return (left > right) - (left < right);
}

/* How many are over the budget. */
static guint print_spread(const char *what, GArray *values, gint64 budget_ms)
{
    guint over = 0;
    g_array_sort(values, compare);
    for (guint i = 0; i < values->len; i++)
        over += g_array_index(values, gint64, i) > budget_ms;
    g_test_message("%u kills: %s min %d median %d max %d ms, over %d ms: %u", values->len, what,
                   (int)g_array_index(values, gint64, 0),
                   (int)g_array_index(values, gint64, values->len / 2),
                   (int)g_array_index(values, gint64, values->len - 1), (int)budget_ms, over);
    return over;
}

/* Records for a random time and is killed; how long the take was at that moment. */
static gint64 record_and_kill(const char *folder, int number, Loss *loss)
{
    gint64 started_ms = g_get_real_time() / 1000;
    g_autoptr(GSubprocess) recorder = support_recorder_run(folder, "test", "test", NULL);
    gint64 random_ms = g_test_rand_int_range(1, 2500);
    RecorderStatus before = support_recorder_wait_safe(folder, 0);
    g_autoptr(RecorderClient) client = recorder_connect(folder, NULL);
    RecorderMark mark;
    g_assert_true(recorder_mark(client, &mark, NULL));
    g_assert_cmpint(mark.take, ==, number);
    loss->start_ms = mark.unix_ms - mark.at_ms - started_ms;
    for (int i = 2; i > 0; i--) {
        gint64 left_ms = random_ms - mark.at_ms - (g_get_real_time() / 1000 - mark.unix_ms);
        g_usleep((gulong)MAX(left_ms, 0) * 1000 / (gulong)i);
        g_assert_true(recorder_status(client, &loss->told, NULL));
        /* It writes one thing after the other: with the next, those before are. */
        if (loss->told.bytes > before.bytes)
            loss->written = before.bytes;
        before = loss->told;
    }
    gint64 killed_ms = g_get_real_time() / 1000;
    g_subprocess_force_exit(recorder);
    support_recorder_exit(recorder);
    return mark.at_ms + killed_ms - mark.unix_ms;
}

static void assert_recovers(const char *folder, const Survivors *survivors, const Loss *losses,
                            int kills)
{
    g_autofree char *before = support_shell("cd '%s' && sha256sum take-*", folder);
    g_autofree char *program = g_build_filename(g_getenv("ESEP_BUILD"), "esep-recorder", NULL);
    g_autoptr(GError) error = NULL;
    recorder_recover(program, folder, &error);
    g_assert_no_error(error);
    g_autofree char *after = support_shell("cd '%s' && sha256sum take-*", folder);
    g_assert_cmpstr(before, ==, after);
    g_autoptr(Recording) recording = verified(folder);
    g_assert_cmpint(recording->takes->len, ==, kills);
    for (int i = 0; i < kills; i++) {
        guint gaps;
        const RecordingTake *take = take_of(recording, (guint)i);
        g_assert_cmpstr(take->end, ==, "crash");
        g_assert_cmpint(take->bytes, >=, losses[i].written);
        g_assert_cmpint(take->length_ms, >=, losses[i].told.safe_ms);
        support_bridged_ms(recording, i + 1, "recorder", &gaps);
        g_assert_cmpint(gaps, ==, i + 1 < kills);
        support_assert_told(&survivors[i], recording, i + 1, losses[i].told.frames_lost);
    }
}

static void test_killed(Disk *disk, gconstpointer unused)
{
    const char *wanted = g_getenv("KILLS");
    int kills = wanted ? atoi(wanted) : KILLS_IN_CHECK;
    g_autofree Loss *losses = g_new0(Loss, kills);
    g_autofree Survivors *survivors = g_new0(Survivors, kills);
    g_autoptr(GArray) lost = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(GArray) starts = g_array_new(FALSE, FALSE, sizeof(gint64));
    for (int i = 0; i < kills; i++) {
        g_autofree char *name = g_strdup_printf("take-%02d.mkv", i + 1);
        g_autofree char *take = g_build_filename(disk->folder, name, NULL);
        Loss *loss = &losses[i];
        gint64 killed_ms = record_and_kill(disk->folder, i + 1, loss);
        survivors[i] = support_survivors(take);
        loss->lost_ms = MAX(killed_ms - survivors[i].end_us / 1000, 0);
        if (loss->lost_ms > LOSS_BUDGET_MS)
            g_test_message("killed at %d ms: %d ms lost; %d pictures were encoded, %d are there",
                           (int)killed_ms, (int)loss->lost_ms, (int)loss->told.frames,
                           (int)(survivors[i].pictures + survivors[i].placeholders));
        g_array_append_val(lost, loss->lost_ms);
        g_array_append_val(starts, loss->start_ms);
    }
    guint over = print_spread("lost", lost, LOSS_BUDGET_MS) +
                 print_spread("new take after", starts, START_BUDGET_MS);
    assert_recovers(disk->folder, survivors, losses, kills);
    if (wanted)
        g_assert_cmpint(over, ==, 0);
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
