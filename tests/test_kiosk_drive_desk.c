/*
 * What comes after a meeting, by touch alone, with the real application, register, recorder, player
 * and (where one can be started) printer: a decision that was forgotten is added, an entry
 * corrected, the protocol looked through, signed, sealed and printed, a step of the follow-up
 * taken, the recording played at the entry. Other programs look at what is left of it.
 *
 * $ESEP_DRIVE_LANGUAGES names the languages to do it in ("ru"; make drive: "kk ru"). Paper is
 * printed in make drive alone: printers are searched for seconds.
 */
#include <string.h>

#include "kiosk/preferences.h"
#include "protocol/clock.h"
#include "protocol/home.h"
#include "protocol/meeting.h"
#include "protocol/meeting_recording.h"
#include "protocol/user.h"
#include "tests/support.h"
#include "tests/support_drive.h"
#include "tests/support_home.h"
#include "tests/support_printer.h"
#include "tests/support_recorder.h"

/* Two seconds of a recording, by the recorder itself. */
static void record(Home *home, const char *id)
{
    g_autoptr(GError) error = NULL;
    const RecordingSetup setup = {.camera = "test", .mic = "test"};
    meeting_recording_begin(home, id, &setup, NULL, &error);
    g_assert_no_error(error);
    g_autofree char *folder = meeting_recording_folder(home, id);
    support_recorder_wait_safe(folder, 2000);
    meeting_recording_end(home, id, NULL, &error);
    g_assert_no_error(error);
}

/* The meeting was held: somebody came, an entry is in the record, and no decision. */
static void hold_meeting(Drive *drive)
{
    int number;
    g_autofree char *receipt = NULL;
    g_autoptr(GError) error = NULL;
    g_autoptr(Clock) clock = clock_new_fixed(SUPPORT_NOW_MS, TRUE);
    g_autoptr(Home) home = home_open(drive->home, clock, &error);
    g_assert_no_error(error);
    const char *id = drive->meeting;
    const Attendee attendee = {.surname = "Петров", .name = "Иван", .category = "resident"};
    const Attendee second = {.surname = "Ким", .name = "Олег", .category = "resident"};
    const Entry entry = {.type = "complaint",
                         .from = 1,
                         .text = "Авв",
                         .at = "18:00:00",
                         .outcome = "check",
                         .take = 1,
                         .position_ms = 700};
    user_add(home, "майор Әлиев", USER_ADMINISTRATOR, "472913", &number, &error);
    g_assert_no_error(error);
    meeting_announce(home, id, "media", "2026-11-05", NULL, &error);
    meeting_attend(home, id, &attendee, &number, &error);
    g_assert_no_error(error);
    meeting_attend(home, id, &second, &number, &error);
    g_assert_no_error(error);
    record(home, id);
    /* The recorder has the real clock, the home that of the meeting's evening. */
    const MeetingField whole_day[] = {{"started", "00:00"}, {"ended", "23:59"}};
    meeting_set_all(home, id, whole_day, G_N_ELEMENTS(whole_day), &error);
    g_assert_no_error(error);
    meeting_entry(home, id, &entry, &number, &receipt, &error);
    g_assert_no_error(error);
}

static void tap_part(Drive *drive, int index)
{
    g_autofree char *id = g_strdup_printf("part:%d", index);
    drive_tap(drive, "record", id);
}

static void open_record(Drive *drive)
{
    drive_tap(drive, "welcome", "staff");
    drive_keys(drive, "pin", "472913");
    drive_tap(drive, "home", "meetings");
    drive_tap(drive, "meetings", "meeting:1");
}

/* The rows: the decision that is missing, the signature, the way to the pages, facts, people, the
 * entry. */
static void correct(Drive *drive)
{
    tap_part(drive, 0);
    drive_tap(drive, "say-none", "add");
    drive_tap(drive, "add", "kind:3");
    drive_tap(drive, "note", "next");
    drive_keys(drive, "note-name", "ав");
    drive_tap(drive, "note-name", "key:go");
    drive_keys(drive, "note-text", "вав");
    drive_tap(drive, "note-text", "key:go");
    drive_tap(drive, "note-due", "term:1");
    drive_tap(drive, "note", "next");
    tap_part(drive, 4);
    drive_tap(drive, "note", "note:2");
    drive_keys(drive, "note-text", "ав");
    drive_tap(drive, "note-text", "key:go");
    drive_tap(drive, "note", "next");
    tap_part(drive, 1);
    drive_find(drive, "review", "part:ru"); /* the pages are there */
    drive_tap(drive, "review", "page:after");
    drive_tap(drive, "review", "back");
}

/* The entry is moved to another place of the recording; somebody who came is withdrawn by a slip
 * and put back; the meeting ended a minute earlier. */
static void mend(Drive *drive)
{
    tap_part(drive, 4);
    drive_tap(drive, "note", "note:4");
    drive_find(drive, "moment", "pause");
    drive_find(drive, "moment", "play"); /* it came to its end */
    drive_tap(drive, "moment", "next");
    drive_tap(drive, "note", "next");
    tap_part(drive, 3);
    drive_tap(drive, "attendees", "person:2");
    drive_tap(drive, "attendee", "attendee:3");
    drive_keys(drive, "withdraw", "ав");
    drive_tap(drive, "withdraw", "key:go");
    drive_tap(drive, "attendees", "back");
    drive_tap(drive, "record", "page:after");
    tap_part(drive, 8); /* it is there once the record is read again */
    drive_tap(drive, "gone", "gone:0");
    tap_part(drive, 2);
    drive_tap(drive, "prepare", "line:1");
    drive_tap(drive, "held", "step:3:down");
    drive_tap(drive, "held", "next");
    drive_tap(drive, "prepare", "back");
}

static void seal(Drive *drive)
{
    drive_tap(drive, "record", "sign");
    drive_tap(drive, "signers", "signer:0");
    drive_sign_on(drive, "signature");
    drive_tap(drive, "signature", "next");
    drive_tap(drive, "signers", "seal"); /* once the record is judged again */
    drive_tap(drive, "seal", "next");
    drive_tap(drive, "done", "next");
}

static void print(Drive *drive, gboolean there)
{
    if (!there)
        return;
    drive_tap(drive, "record", "print");
    drive_tap(drive, "print", "choice:0");
    drive_tap(drive, "done", "next");
}

static void follow_and_play(Drive *drive)
{
    tap_part(drive, 4);
    drive_tap(drive, "case", "steps");
    drive_tap(drive, "steps", "step:0");
    drive_tap(drive, "step-words", "key:go");
    drive_tap(drive, "case", "listen");
    drive_find(drive, "play", "pause");
    drive_find(drive, "play", "play"); /* it came to its end */
    drive_tap(drive, "play", "back");
    drive_tap(drive, "case", "lock");
    drive_find(drive, "none", "staff");
}

/* What was printed is the protocol, byte for byte as it was signed. */
static void check_paper(Drive *drive, const SupportPrinter *printer)
{
    g_autofree char *count =
        support_shell("find '%s/spool' -type f -size +0 | wc -l", printer->folder);
    g_assert_cmpint(atoi(count), ==, 1);
    g_autofree char *same =
        support_shell("for f in $(find '%s/spool' -type f -size +0); do cmp -s $f "
                      "'%s/meetings/%s/protocol.pdf' && echo same; done",
                      printer->folder, drive->home, drive->meeting);
    g_assert_cmpstr(g_strstrip(same), ==, "same");
}

static void check(Drive *drive)
{
    g_auto(Run) run =
        run_esep("meeting", "show", drive->meeting, "--json", "--home", drive->home, NULL);
    g_assert_cmpint(run.exit_code, ==, 0);
    g_autoptr(JsonNode) node = json_from_string(run.out, NULL);
    JsonObject *record = json_node_get_object(node);
    g_assert_cmpstr(json_object_get_string_member(record, "state"), ==, "sealed");
    g_assert_cmpint(json_object_get_int_member(record, "number"), ==, 1);
    JsonArray *entries = json_object_get_array_member(record, "entries");
    JsonObject *entry = json_array_get_object_element(entries, 0);
    g_assert_cmpstr(json_object_get_string_member(entry, "text"), ==, "Аввав");
    g_assert_cmpint(json_object_get_int_member(entry, "position_ms"), >, 700);
    g_assert_cmpint(json_object_get_int_member(record, "attendees"), ==, 2);
    g_assert_cmpstr(json_object_get_string_member(record, "ended"), ==, "23:58");
    JsonArray *decisions = json_object_get_array_member(record, "decisions");
    g_assert_cmpuint(json_array_get_length(decisions), ==, 1);
    g_auto(Run) verified = run_esep("verify", drive->meeting, "--home", drive->home, NULL);
    g_assert_cmpint(verified.exit_code, ==, 0);
    g_autofree char *text =
        support_shell("pdftotext '%s/meetings/%s/protocol.pdf' -", drive->home, drive->meeting);
    g_assert_nonnull(strstr(text, "Аввав"));
    g_assert_nonnull(strstr(text, "Вав"));
    g_auto(Run) followed = run_esep("follow", "list", "--json", "--home", drive->home, NULL);
    g_assert_nonnull(strstr(followed.out, "check"));
    g_auto(Run) log = run_esep("audit", "show", drive->meeting, "--home", drive->home, NULL);
    static const char *const logged[] = {"follow-begin", "entry 1 position", "attendee 2 withdrawn",
                                         "attendee 2 restored", "ended"};
    for (gsize i = 0; i < G_N_ELEMENTS(logged); i++)
        if (!strstr(log.out, logged[i]))
            g_error("the log says nothing of “%s”: %s", logged[i], log.out);
}

/* The archive of the entry has the clip of its new moment. */
static void check_entry(Drive *drive)
{
    g_autofree char *to = g_build_filename(drive->folder, "stick", NULL);
    g_auto(Run) export = run_esep("export", drive->meeting, "--to", to, "--profile", "entry",
                                  "--entry", "1", "--home", drive->home, NULL);
    g_assert_cmpint(export.exit_code, ==, 0);
    g_auto(Run) verified = run_esep("verify", g_strstrip(export.out), NULL);
    g_assert_cmpint(verified.exit_code, ==, 0);
}

/* An archive lies in the clear: a crash came between. */
static void leave_half(Drive *drive)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *now = g_build_filename(drive->home, ".work", "now", NULL);
    g_autofree char *file = g_build_filename(now, "meeting.json", NULL);
    drive_kill(drive);
    g_assert_cmpint(g_mkdir_with_parents(now, 0700), ==, 0);
    g_file_set_contents(file, "{}", -1, &error);
    g_assert_no_error(error);
}

static void check_mended(Drive *drive)
{
    g_autofree char *now = g_build_filename(drive->home, ".work", "now", NULL);
    g_assert_false(g_file_test(now, G_FILE_TEST_EXISTS));
}

/* The printer that the staff chose in the settings. */
static void choose_printer(Drive *drive, const char *uri)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Preferences) preferences = preferences_read(drive->home);
    g_free(preferences->printer);
    preferences->printer = g_strdup(uri);
    g_assert_true(preferences_write(preferences, drive->home, &error));
}

static void test_after(gconstpointer data)
{
    const char *language = data;
    SupportPrinter printer;
    gboolean there = g_getenv("ESEP_DRIVE_LANGUAGES") && support_printer_start(&printer);
    Drive *drive = drive_new(language);
    leave_half(drive);
    drive_start(drive, language);
    hold_meeting(drive);
    if (there)
        choose_printer(drive, printer.uri);
    open_record(drive);
    correct(drive);
    mend(drive);
    seal(drive);
    print(drive, there);
    follow_and_play(drive);
    check(drive);
    check_entry(drive);
    check_mended(drive);
    if (there) {
        check_paper(drive, &printer);
        support_printer_stop(&printer);
    }
    drive_free(drive);
}

int main(int argc, char **argv)
{
    const char *wanted = g_getenv("ESEP_DRIVE_LANGUAGES");
    g_auto(GStrv) languages = g_strsplit(wanted ? wanted : "ru", " ", -1);
    g_test_init(&argc, &argv, NULL);
    for (int i = 0; languages[i]; i++) {
        g_autofree char *path =
            g_strconcat("/drive/a-protocol-is-finished-by-touch/", languages[i], NULL);
        g_test_add_data_func(path, languages[i], test_after);
    }
    return g_test_run();
}
