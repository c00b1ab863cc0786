/*
 * A monkey before the screen, with the real register, a printer and a stick behind it: before a
 * meeting, while it is recorded, after it, years later, and where there is no home yet. Nothing
 * crashes or leaks (SAN=1), every step is a row of the flow's tables, the recording is whole, and
 * sitting after sitting needs no more memory. MONKEYS=N actions; make monkey does a million.
 */
#include <malloc.h>
#include <stdlib.h>

#include "protocol/error.h"
#include "protocol/meeting.h"
#include "protocol/meeting_recording.h"
#include "protocol/user.h"
#include "tests/support.h"
#include "tests/support_home.h"
#include "tests/support_kiosk.h"
#include "tests/support_kiosk_monkey.h"
#include "tests/support_printer.h"
#include "tests/support_record.h"
#include "tests/support_recorder.h"
#include "tests/support_sealed.h"
#include "tests/support_stick.h"

#define SITTING_ACTIONS 20000 /* with one home: a village holds as many meetings in years */
#define YEARS_MS (G_GINT64_CONSTANT(2) * 366 * 24 * 3600 * 1000)
#define DAYS_MS (G_GINT64_CONSTANT(10) * 24 * 3600 * 1000)
#define SLOW_MS 10 /* of the UI thread: told */
/* What sittings may need more than the second, in which all that is loaded once was. */
#define GROWTH_BYTES (24 * 1024 * 1024)
#define HELD_BYTES                                                                                 \
    (64 * 1024 * 1024) /* an application with its screen, whatever was done to it                  \
                        */

typedef struct {
    char *folder;
    Clock *clock, *untrusted;
    Clock *later, *week; /* its term is over; and the week in which the end can be taken back */
    Home *home;
    char *id;      /* of the day's meeting */
    char *receipt; /* of an entry */
} Village;

/* Those that are of no use without the other programs: where none can be started, less is seen. */
static gboolean plug_in(const char *home, SupportPrinter *printer)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Preferences) preferences = preferences_read(home);
    gboolean there = support_printer_start(printer);
    preferences->printer = there ? g_strdup(printer->uri) : NULL;
    g_assert_true(preferences_write(preferences, home, &error));
    return there;
}

/* A meeting that was sealed and of which nothing is open, one that can be, one that was held
 * without a recording, and one that is to be held. */
static void settle(Village *village)
{
    g_autoptr(GError) error = NULL;
    const Entry entry = {.type = "complaint",
                         .text = "Жол жарықсыз.",
                         .at = "18:40",
                         .outcome = "answered",
                         .answer = "Жарық орнатылады."};
    int number = 0;
    village->folder = support_folder();
    village->clock = clock_new_fixed(SUPPORT_NOW_MS, TRUE);
    village->untrusted = clock_new_fixed(SUPPORT_NOW_MS, FALSE);
    village->later = clock_new_fixed(SUPPORT_NOW_MS + YEARS_MS, TRUE);
    village->week = clock_new_fixed(SUPPORT_NOW_MS + YEARS_MS + DAYS_MS, TRUE);
    Home *home = village->home = support_home(village->folder, village->clock);
    g_free(support_sealed(home));
    support_finish_follow(home);
    g_free(support_ready(home));
    g_autofree char *held = support_meeting(home);
    support_attend(home, held);
    support_hold(home, held);
    g_assert_true(meeting_entry(home, held, &entry, &number, &village->receipt, &error));
    village->id = support_meeting(home);
    g_assert_true(user_add(home, "майор Әлиев", USER_ADMINISTRATOR, MONKEY_PIN, &number, &error));
}

static void leave(Village *village)
{
    home_free(village->home);
    clock_free(village->clock);
    clock_free(village->untrusted);
    clock_free(village->later);
    clock_free(village->week);
    remove_folder(village->folder);
    g_free(village->folder);
    g_free(village->id);
    g_free(village->receipt);
}

/* While it is recorded; the recording is whole. How long it took. */
static gint64 play_recorded(Monkey *monkey, Home *home, const MonkeyStage *stage, int actions)
{
    g_autoptr(GError) error = NULL;
    const RecordingSetup recording = {.camera = "test", .mic = "test"};
    meeting_recording_begin(home, stage->id, &recording, NULL, &error);
    g_assert_no_error(error);
    gint64 start_ms = g_get_monotonic_time() / 1000;
    monkey_play(monkey, stage, actions);
    gint64 took_ms = g_get_monotonic_time() / 1000 - start_ms;
    gboolean died = TRUE;
    meeting_recording_end(home, stage->id, &died, &error);
    g_assert_no_error(error);
    g_assert_false(died);
    g_autofree char *take = home_meeting_path(home, stage->id, "video/take-01.mkv");
    g_autofree char *second = home_meeting_path(home, stage->id, "video/take-02.mkv");
    g_assert_false(g_file_test(second, G_FILE_TEST_EXISTS));
    g_assert_cmpint(support_decode_ms(take), >, took_ms - 1500);
    return took_ms;
}

/* Plays with a home of its own; how long it was recorded. */
static gint64 sit(Monkey *monkey, int actions)
{
    Village village = {0};
    SupportPrinter printer;
    settle(&village);
    const char *path = home_path(village.home);
    gboolean printed = plug_in(path, &printer);
    g_autofree char *new_home = g_build_filename(village.folder, "new", NULL);
    int part = actions / 20;
    MonkeyStage before = {path, village.id, village.untrusted, village.receipt,
                          .trials = actions == SITTING_ACTIONS},
                during = {path, village.id, village.clock, village.receipt},
                later = {path, NULL, village.later, village.receipt},
                week = {path, NULL, village.week, village.receipt},
                first = {new_home, NULL, village.clock, .is_new = TRUE};
    monkey_play(monkey, &before, 3 * part);
    gint64 took_ms = play_recorded(monkey, village.home, &during, 9 * part);
    monkey_play(monkey, &during, 3 * part);
    monkey_play(monkey, &later, 2 * part);
    monkey_play(monkey, &week, part);
    monkey_play(monkey, &first, 2 * part);
    if (printed)
        support_printer_stop(&printer);
    leave(&village);
    return took_ms;
}

/* Of this program, in memory; freed memory is given back first. */
static gint64 resident_bytes(void)
{
    g_autofree char *statm = NULL;
    long long size = 0, pages = 0;
    malloc_trim(0);
    if (!g_file_get_contents("/proc/self/statm", &statm, NULL, NULL) ||
        sscanf(statm, "%lld %lld", &size, &pages) != 2)
        return 0;
    return pages * sysconf(_SC_PAGESIZE);
}

static void tell(const Monkey *monkey, int actions, gint64 took_ms, gint64 bytes)
{
    g_autoptr(GString) missed = g_string_new(NULL), slow = g_string_new(NULL);
    int seen = 0;
    for (FlowState state = 0; state < STATE_COUNT; state++) {
        int worst_ms = (int)(monkey_worst_us(monkey, state) / 1000);
        if (monkey_visits(monkey, state))
            seen++;
        else
            g_string_append_printf(missed, " %s", flow_state_name(state));
        if (worst_ms >= SLOW_MS)
            g_string_append_printf(slow, " %s %d", flow_state_name(state), worst_ms);
    }
    g_test_message(
        "%d actions, %d s recorded, %d MB (%d held); milliseconds at worst:%s; %d of %d screens; "
        "not:%s",
        actions, (int)(took_ms / 1000), (int)(bytes >> 20), (int)(monkey_held_bytes(monkey) >> 20),
        slow->str, seen, STATE_COUNT, missed->str);
}

static void test_monkey(void)
{
    const char *wanted = g_getenv("MONKEYS"), *seed = g_getenv("MONKEY_SEED");
    int actions = wanted ? atoi(wanted) : 2000;
    gint64 took_ms = 0, settled_bytes = 0;
    SupportStick stick;
    support_stick_start(&stick);
    SDL_Init(SDL_INIT_EVENTS);
    Monkey *monkey = monkey_new(seed ? (guint32)atoi(seed) : 1);
    for (int done = 0, sittings = 1; done < actions; sittings++) {
        int now = MIN(actions - done, SITTING_ACTIONS);
        took_ms += sit(monkey, now);
        done += now;
        gint64 bytes = resident_bytes();
        tell(monkey, done, took_ms, bytes);
        if (sittings == 2)
            settled_bytes = bytes;
        else if (sittings > 2)
            g_assert_cmpint(bytes, <, settled_bytes + GROWTH_BYTES);
        g_assert_cmpint(monkey_held_bytes(monkey), <, HELD_BYTES);
    }
    monkey_free(monkey);
    SDL_Quit();
    support_stick_stop(&stick);
}

int main(int argc, char **argv)
{
    /* Nothing is printed but on the test's own printer; its own bus sets no clock. */
    g_setenv("CUPS_SERVER", "/nonexistent", TRUE);
    app_bound_memory();
    sample_init(&argc, &argv);
    g_test_add_func("/monkey/it-plays-while-a-meeting-is-recorded", test_monkey);
    return g_test_run();
}
