/* A meeting of hours as fast as it can be: nothing grows with its length but the file.
 *
 * $SIMULATED_MINUTES: how long it is. Without that, a machine that is busy with other tests may
 * take its time; what it computes is counted all the same. */
#include <gst/app/gstappsrc.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "media/chain.h"
#include "media/chain_writer.h"
#include "media/record.h"
#include "media/record_format.h"
#include "media/take.h"
#include "tests/support.h"

#define MINUTES_IN_CHECK 1
#define STOP_BUDGET_US G_USEC_PER_SEC
#define RECOVER_BUDGET_US (3 * G_USEC_PER_SEC)
#define GROWTH_BUDGET_KIB 4096

enum { WIDTH = 64, HEIGHT = 48, WAITING_FRAMES = 8, SOUND_MS = 20 };
/* At the end, so that what waits to be flushed is what would wait. */
#define REAL_MS 2000
#define UNSAFE_MS 10000
#define SLOW_US 2000

/* The recorder's record, take and chain, fed with small pictures as fast as they are taken. */
typedef struct {
    char *folder, *path;
    ChainWriter *writer;
    Take *take;
    Record *record;
    GMainLoop *loop;
    gint64 simulated_ms, frames;
} Meeting;

static gint64 meeting_now_ms(gpointer user_data)
{
    return ((Meeting *)user_data)->simulated_ms;
}

static void handle_bytes(GstBuffer *buffer, gint64 synced_bytes, gpointer user_data)
{
    take_bytes(((Meeting *)user_data)->take, buffer, synced_bytes);
}

static void handle_finished(gpointer user_data)
{
    g_main_loop_quit(((Meeting *)user_data)->loop);
}

static void handle_failed(const GError *error, gpointer user_data)
{
    g_error("%s", error->message);
}

static void begin_meeting(Meeting *meeting)
{
    g_autoptr(GError) error = NULL;
    /* In memory: a disk that others keep busy would set the pace. */
    meeting->folder = g_file_test("/dev/shm", G_FILE_TEST_IS_DIR)
                          ? g_mkdtemp(g_strdup("/dev/shm/esep-simulated-XXXXXX"))
                          : g_dir_make_tmp("esep-simulated-XXXXXX", NULL);
    meeting->path = g_build_filename(meeting->folder, "take-01.mkv", NULL);
    meeting->loop = g_main_loop_new(NULL, FALSE);
    meeting->writer = chain_writer_open(meeting->folder, &error);
    int number = chain_writer_take(meeting->writer, "test", "test", &error);
    TakeOwner take_owner = {meeting_now_ms, handle_failed, meeting};
    meeting->take = take_new(meeting->writer, number, &take_owner);
    RecordOwner owner = {handle_bytes, handle_finished, handle_failed, meeting};
    g_autoptr(GstClock) clock = gst_system_clock_obtain();
    const RecordFormat format = {.width = WIDTH, .height = HEIGHT, .sounds = 1};
    meeting->record = record_new(meeting->path, &format, clock, &owner, &error);
    g_assert_no_error(error);
    g_assert_true(record_start(meeting->record, gst_clock_get_time(clock), &error));
}

static void push(GstAppSrc *source, gsize size, guint8 value, gint64 at_ms, gint64 length_ms)
{
    GstBuffer *buffer = gst_buffer_new_allocate(NULL, size, NULL);
    gst_buffer_memset(buffer, 0, value, size);
    GST_BUFFER_PTS(buffer) = (GstClockTime)at_ms * GST_MSECOND;
    GST_BUFFER_DURATION(buffer) = (GstClockTime)length_ms * GST_MSECOND;
    gst_app_src_push_buffer(source, buffer);
}

/* Up to until_ms of the meeting; real: at the speed of the clock. */
static void simulate(Meeting *meeting, gint64 until_ms, gboolean real)
{
    for (; meeting->simulated_ms < until_ms; meeting->simulated_ms += SOUND_MS) {
        push(record_sound(meeting->record, 0), RECORD_SAMPLES_PER_SECOND * SOUND_MS / 1000 * 2,
             (guint8)meeting->frames, meeting->simulated_ms, SOUND_MS);
        for (gint64 at_ms; (at_ms = meeting->frames * 1000 / RECORD_FRAMES_PER_SECOND) <
                           meeting->simulated_ms + SOUND_MS;
             meeting->frames++)
            push(record_pictures(meeting->record), WIDTH * HEIGHT * 3 / 2,
                 (guint8)(meeting->frames * 37), at_ms, 1000 / RECORD_FRAMES_PER_SECOND);
        while ((gint64)record_frames(meeting->record) < meeting->frames - WAITING_FRAMES)
            g_usleep(200);
        /* Only what is written next tells that what was written before is safe. */
        if (meeting->simulated_ms - take_safe_ms(meeting->take) > UNSAFE_MS)
            g_usleep(SLOW_US);
        if (real)
            g_usleep(SOUND_MS * 1000);
    }
}

typedef struct {
    gint64 wall_us, cpu_us;
} Spent;

static Spent spent_until_now(void)
{
    struct timespec cpu;
    g_assert_cmpint(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu), ==, 0);
    return (Spent){g_get_monotonic_time(), cpu.tv_sec * G_USEC_PER_SEC + cpu.tv_nsec / 1000};
}

static Spent spent_since(Spent before)
{
    Spent now = spent_until_now();
    return (Spent){now.wall_us - before.wall_us, now.cpu_us - before.cpu_us};
}

/* Ends it as the recorder does; what that took. */
static Spent end_meeting(Meeting *meeting)
{
    g_autoptr(GError) error = NULL;
    Spent before = spent_until_now();
    gst_app_src_end_of_stream(record_pictures(meeting->record));
    gst_app_src_end_of_stream(record_sound(meeting->record, 0));
    g_main_loop_run(meeting->loop);
    g_assert_cmpint(record_frames(meeting->record), ==, meeting->frames);
    record_close(meeting->record);
    g_assert_true(take_finish(meeting->take, meeting->path, "stopped", TRUE, &error));
    g_assert_no_error(error);
    Spent stop = spent_since(before);
    record_free(meeting->record);
    chain_writer_free(meeting->writer);
    g_main_loop_unref(meeting->loop);
    return stop;
}

/* What the program holds; what it has given back may still be its own by the system's account. */
static gint64 memory_kib(void)
{
    struct mallinfo2 heap = mallinfo2();
    return (gint64)((heap.uordblks + heap.hblkhd) / 1024);
}

static gint64 size_of(const char *folder, const char *file)
{
    struct stat status = {0};
    g_autofree char *path = g_build_filename(folder, file, NULL);
    g_assert_cmpint(stat(path, &status), ==, 0);
    return status.st_size;
}

/* As if the recorder had been killed at the end: what it takes until the next one has the chain. */
static Spent recover(const Meeting *meeting)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_build_filename(meeting->folder, CHAIN_FILE, NULL);
    g_autofree char *lines = NULL;
    g_assert_true(g_file_get_contents(path, &lines, NULL, NULL));
    *strrchr(lines, '{') = 0; /* the end line */
    g_assert_cmpint(truncate(path, (off_t)strlen(lines)), ==, 0);
    Spent before = spent_until_now();
    g_autoptr(ChainWriter) writer = chain_writer_open(meeting->folder, &error);
    g_assert_no_error(error);
    return spent_since(before);
}

/* What a tenth of it needs, the whole may need tenfold on the disk, and no more in memory. */
static void test_simulated(void)
{
    const char *wanted = g_getenv("SIMULATED_MINUTES");
    gint64 all_ms = (wanted ? atoi(wanted) : MINUTES_IN_CHECK) * G_GINT64_CONSTANT(60000);
    Meeting meeting = {0};
    Spent begun = spent_until_now();
    begin_meeting(&meeting);
    simulate(&meeting, all_ms / 10, FALSE);
    gint64 early_kib = memory_kib(), early_bytes = size_of(meeting.folder, "take-01.mkv");
    simulate(&meeting, all_ms - REAL_MS, FALSE);
    simulate(&meeting, all_ms, TRUE);
    gint64 growth_kib = memory_kib() - early_kib;
    Spent stop = end_meeting(&meeting);
    gint64 bytes = size_of(meeting.folder, "take-01.mkv");
    gint64 chain_bytes = size_of(meeting.folder, CHAIN_FILE);
    Spent mend = recover(&meeting);
    g_test_message("%d minutes in %d s: a second takes %d bytes of take and %d of chain; memory"
                   " %+d KiB after the first tenth; stopped in %d ms; recovered in %d ms",
                   (int)(all_ms / 60000), (int)(spent_since(begun).wall_us / G_USEC_PER_SEC),
                   (int)(bytes * 1000 / all_ms), (int)(chain_bytes * 1000 / all_ms),
                   (int)growth_kib, (int)(stop.wall_us / 1000), (int)(mend.wall_us / 1000));
    g_autoptr(GError) error = NULL;
    g_autoptr(Recording) recording = recording_verify(meeting.folder, NULL, NULL, NULL, &error);
    g_assert_no_error(error);
    g_assert_cmpint(ABS(recording->length_ms - all_ms), <, 100);
    g_assert_cmpint((gint64)recording->segments, <=, 3 * all_ms / 1000);
    g_assert_cmpint(bytes, <, early_bytes * 11 + (512 << 10));
    g_assert_cmpint(wanted ? stop.wall_us : stop.cpu_us, <=, STOP_BUDGET_US);
    g_assert_cmpint(wanted ? mend.wall_us : mend.cpu_us, <=, RECOVER_BUDGET_US);
    g_assert_cmpint(growth_kib, <=, GROWTH_BUDGET_KIB);
    remove_folder(meeting.folder);
    g_free(meeting.folder);
    g_free(meeting.path);
}

int main(int argc, char **argv)
{
    gst_init(NULL, NULL);
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/simulated/hours-need-no-more-memory-nor-longer-to-stop-than-minutes",
                    test_simulated);
    return g_test_run();
}
