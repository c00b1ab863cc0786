/*
 * A meeting held by touch alone, with the real application, register and recorder: it is started,
 * an entry is noted while it goes on, the application is killed in the middle of its words and goes
 * on with them, a citizen registers meanwhile, a decision is noted, the meeting is closed. Other
 * programs look at what is left of it.
 *
 * $ESEP_DRIVE_LANGUAGES names the languages to do it in ("kk"; make drive: "kk ru").
 */
#include <signal.h>
#include <string.h>

#include "media/client.h"
#include "protocol/clock.h"
#include "protocol/home.h"
#include "protocol/user.h"
#include "tests/support.h"
#include "tests/support_drive.h"
#include "tests/support_home.h"
#include "tests/support_recorder.h"

static void add_secretary(Drive *drive)
{
    int number;
    g_autoptr(GError) error = NULL;
    g_autoptr(Clock) clock = clock_new_fixed(SUPPORT_NOW_MS - 20 * 60000, TRUE);
    g_autoptr(Home) home = home_open(drive->home, clock, &error);
    g_assert_no_error(error);
    user_add(home, "майор Әлиев", USER_ADMINISTRATOR, "472913", &number, &error);
    g_assert_no_error(error);
}

/* Begun and left at once, twice, then to its end: with both devices proven there is no question
 * between "start" and the meeting, and nothing is left of the trial. */
static void try_devices(Drive *drive)
{
    g_autofree char *folder = g_build_filename(drive->home, "trial", NULL);
    drive_tap(drive, "ready", "try");
    drive_tap(drive, "trial", "cancel");
    drive_tap(drive, "ready", "try");
    drive_tap(drive, "trial", "cancel");
    drive_tap(drive, "ready", "try");
    drive_tap(drive, "trial-play", "again");
    drive_tap(drive, "trial-play", "next");
    drive_find(drive, "ready", "start");
    g_assert_false(g_file_test(folder, G_FILE_TEST_EXISTS));
}

static void note_entry(Drive *drive)
{
    drive_tap(drive, "live", "point:0");
    drive_tap(drive, "live", "complaint");
    drive_tap(drive, "note", "next");
    drive_tap(drive, "note-who", "who:0");
    drive_keys(drive, "note-text", "ав");
}

static void wait_for_words(Drive *drive, const char *words)
{
    g_autofree char *path =
        g_build_filename(drive->home, "meetings", drive->meeting, "notes.json", NULL);
    for (gint64 until_us = 0;;) {
        g_autofree char *kept = NULL;
        if (g_file_get_contents(path, &kept, NULL, NULL) && strstr(kept, words))
            return;
        support_wait(&until_us);
    }
}

/* Comes back to the meeting within 2 s, which goes on behind it. */
static void kill_and_return(Drive *drive, const char *language)
{
    drive_kill(drive);
    gint64 start_us = g_get_monotonic_time();
    drive_start(drive, language);
    drive_find(drive, "live-locked", "unlock");
    g_test_message("back after %d ms", (int)((g_get_monotonic_time() - start_us) / 1000));
    drive_tap(drive, "live-locked", "unlock");
    drive_keys(drive, "pin", "472913");
    drive_tap(drive, "live", "note:0");
}

static void register_meanwhile(Drive *drive)
{
    drive_tap(drive, "live", "toast"); /* it stands over the corner */
    drive_tap(drive, "live", "register");
    drive_tap(drive, "welcome", "start");
    drive_keys(drive, "names", "ав");
    drive_tap(drive, "names", "key:go");
    drive_keys(drive, "names", "ав");
    drive_tap(drive, "names", "key:go");
    drive_tap(drive, "names", "key:go");
    drive_tap(drive, "person", "category:resident");
    drive_tap(drive, "contact", "next");
    drive_sign(drive);
    drive_tap(drive, "sign", "next");
    drive_tap(drive, "thanks", "next");
    drive_tap(drive, "welcome", "staff");
    drive_keys(drive, "pin", "472913");
}

static void check(Drive *drive)
{
    g_auto(Run) run =
        run_esep("meeting", "show", drive->meeting, "--json", "--home", drive->home, NULL);
    g_assert_cmpint(run.exit_code, ==, 0);
    g_autoptr(JsonNode) node = json_from_string(run.out, NULL);
    JsonObject *record = json_node_get_object(node);
    g_assert_cmpstr(json_object_get_string_member(record, "state"), ==, "closed");
    g_assert_cmpint(json_object_get_int_member(record, "attendees"), ==, 1);
    JsonArray *entries = json_object_get_array_member(record, "entries");
    g_assert_cmpuint(json_array_get_length(entries), ==, 1);
    JsonObject *entry = json_array_get_object_element(entries, 0);
    g_assert_cmpstr(json_object_get_string_member(entry, "text"), ==, "Авва");
    g_assert_cmpstr(json_object_get_string_member(entry, "outcome"), ==, "check");
    JsonArray *decisions = json_object_get_array_member(record, "decisions");
    g_assert_cmpuint(json_array_get_length(decisions), ==, 1);
    JsonObject *recording = json_object_get_object_member(record, "recording");
    JsonArray *takes = json_object_get_array_member(recording, "takes");
    g_assert_cmpuint(json_array_get_length(takes), ==, 1);
    /* The place of the entry is in the recording, and the kill left no gap in it. */
    gint64 length_ms = json_object_get_int_member(recording, "length_ms");
    g_assert_cmpint(json_object_get_int_member(entry, "take"), ==, 1);
    g_assert_cmpint(json_object_get_int_member(entry, "position_ms"), >, 0);
    g_assert_cmpint(json_object_get_int_member(entry, "position_ms"), <, length_ms);
    g_autofree char *take =
        g_build_filename(drive->home, "meetings", drive->meeting, "video", "take-01.mkv", NULL);
    g_assert_cmpint(ABS(support_decode_ms(take) - length_ms), <, 500);
}

static void test_meeting(gconstpointer data)
{
    const char *language = data;
    Drive *drive = drive_new(language);
    add_secretary(drive);
    drive_tap(drive, "welcome", "staff");
    drive_keys(drive, "pin", "472913");
    drive_tap(drive, "home", "hall");
    try_devices(drive);
    drive_tap(drive, "ready", "start");
    note_entry(drive);
    wait_for_words(drive, "Ав");
    kill_and_return(drive, language);
    drive_tap(drive, "note", "note:1");
    drive_keys(drive, "note-text", "ва");
    drive_tap(drive, "note-text", "key:go");
    drive_tap(drive, "note-how", "way:1");
    drive_tap(drive, "note", "next");
    register_meanwhile(drive);
    drive_tap(drive, "live", "decision");
    drive_tap(drive, "note", "next");
    drive_keys(drive, "note-name", "ав");
    drive_tap(drive, "note-name", "key:go");
    drive_keys(drive, "note-text", "ав");
    drive_tap(drive, "note-text", "key:go");
    drive_tap(drive, "note-due", "term:1");
    drive_tap(drive, "note", "next");
    drive_tap(drive, "live", "end");
    drive_tap(drive, "end", "next");
    drive_find(drive, "home", "lock");
    check(drive);
    drive_free(drive);
}

int main(int argc, char **argv)
{
    const char *wanted = g_getenv("ESEP_DRIVE_LANGUAGES");
    g_auto(GStrv) languages = g_strsplit(wanted ? wanted : "kk", " ", -1);
    g_test_init(&argc, &argv, NULL);
    for (int i = 0; languages[i]; i++) {
        g_autofree char *path =
            g_strconcat("/drive/a-meeting-is-held-by-touch/", languages[i], NULL);
        g_test_add_data_func(path, languages[i], test_meeting);
    }
    return g_test_run();
}
