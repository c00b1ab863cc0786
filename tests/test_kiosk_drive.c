/*
 * The real program under a real X server, driven as a person does it: people register by touch
 * alone, in Kazakh, Russian and English, one without a signature, and the register is read by
 * others afterwards.
 */
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "protocol/clock.h"
#include "protocol/home.h"
#include "protocol/meeting.h"
#include "protocol/paths.h"
#include "tests/support.h"
#include "tests/support_drive.h"
#include "tests/support_home.h"

static void register_in_kazakh(Drive *drive)
{
    drive_tap(drive, "welcome", "start");
    drive_keys(drive, "names", "жанғабылова-өмірзақ");
    drive_tap(drive, "names", "key:go");
    drive_keys(drive, "names", "гүлбаһар");
    drive_tap(drive, "names", "key:go");
    drive_keys(drive, "names", "нұрланқызыы");
    drive_tap(drive, "names", "key:backspace");
    drive_tap(drive, "names", "key:go");
    drive_tap(drive, "person", "category:resident");
    drive_tap(drive, "contact", "phone");
    drive_keys(drive, "contact", "+77011234567");
    drive_tap(drive, "contact", "key:go");
    drive_keys(drive, "contact", "абай көшесі ");
    drive_tap(drive, "contact", "key:digits");
    drive_keys(drive, "contact", "4");
    drive_tap(drive, "contact", "key:go");
    drive_sign(drive);
    drive_tap(drive, "sign", "next");
    drive_tap(drive, "thanks", "next");
}

static void register_in_russian(Drive *drive)
{
    drive_tap(drive, "welcome", "language:ru");
    drive_tap(drive, "welcome", "start");
    drive_keys(drive, "names", "щербаков");
    drive_tap(drive, "names", "larger");
    drive_tap(drive, "names", "key:go");
    drive_keys(drive, "names", "пётр");
    drive_tap(drive, "names", "key:go");
    drive_find(drive, "names", "patronymic");
    drive_tap(drive, "names", "key:go");
    drive_tap(drive, "person", "page:after");
    drive_tap(drive, "person", "category:media");
    drive_tap(drive, "contact", "back");
    drive_tap(drive, "person", "back");
    drive_tap(drive, "names", "key:go");
    drive_tap(drive, "person", "page:before");
    drive_tap(drive, "person", "category:deputy");
    drive_tap(drive, "contact", "next");
    drive_sign(drive);
    drive_tap(drive, "sign", "erase");
    drive_sign(drive);
    drive_tap(drive, "sign", "next");
    drive_find(drive, "thanks", "next");
}

/* A guest with a hand in plaster, in English and high contrast: all but the signature. */
static void register_unsigned(Drive *drive)
{
    drive_tap(drive, "thanks", "next");
    drive_tap(drive, "welcome", "language:en");
    drive_tap(drive, "welcome", "contrast");
    drive_tap(drive, "welcome", "start");
    drive_keys(drive, "names", "o'connor");
    drive_tap(drive, "names", "key:go");
    drive_keys(drive, "names", "ann");
    drive_tap(drive, "names", "key:go");
    drive_tap(drive, "names", "key:go");
    drive_tap(drive, "person", "category:resident");
    drive_tap(drive, "contact", "next");
    drive_tap(drive, "sign", "unsigned");
    drive_tap(drive, "unsigned", "next");
    drive_find(drive, "thanks", "next");
}

/* Somebody says something at the meeting, and looks it up afterwards by the receipt. */
static void look_up(Drive *drive)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Clock) clock = clock_new_fixed(SUPPORT_NOW_MS, TRUE);
    g_autoptr(Home) home = home_open(drive->home, clock, &error);
    g_assert_no_error(error);
    const Entry entry = {.type = "complaint",
                         .from = 1,
                         .text = "Абай көшесінде түнде жарық жоқ",
                         .outcome = "forward",
                         .to = "Ақжол ауылдық округінің әкімі"};
    g_autofree char *receipt = NULL;
    int number;
    meeting_entry(home, drive->meeting, &entry, &number, &receipt, &error);
    g_assert_no_error(error);
    drive_tap(drive, "thanks", "next");
    drive_tap(drive, "welcome", "entry");
    drive_keys(drive, "receipt", "1234");
    drive_tap(drive, "receipt", "key:go");
    for (int i = 0; i < 4; i++)
        drive_tap(drive, "receipt", "key:backspace");
    drive_keys(drive, "receipt", receipt);
    drive_tap(drive, "receipt", "key:go");
    drive_tap(drive, "entry", "next");
    drive_find(drive, "welcome", "start");
}

static char *sqlite(Drive *drive, const char *query)
{
    g_autofree char *path = g_build_filename(drive->home, "register.db", NULL);
    const char *const argv[] = {"sqlite3", "-readonly", path, query, NULL};
    g_auto(Run) run = run_program(argv);
    g_assert_cmpint(run.exit_code, ==, 0);
    return g_strdup(g_strchomp(run.out));
}

static const char *text_of(JsonObject *person, const char *member)
{
    const char *text = json_object_get_string_member_with_default(person, member, NULL);
    return text ? text : "";
}

/* Everybody who registered, a line each, as the command reads them: the register keeps them
 * encrypted. */
static char *people(Drive *drive)
{
    g_auto(Run) run =
        run_esep("meeting", "show", drive->meeting, "--json", "--home", drive->home, NULL);
    g_assert_cmpint(run.exit_code, ==, 0);
    g_autoptr(JsonNode) record = json_from_string(run.out, NULL);
    JsonArray *list = json_object_get_array_member(json_node_get_object(record), "attendee_list");
    GString *lines = g_string_new(NULL);
    for (guint i = 0; i < json_array_get_length(list); i++) {
        JsonObject *person = json_array_get_object_element(list, i);
        g_string_append_printf(
            lines, "%d|%s|%s|%s|%s|%s|%s\n", (int)json_object_get_int_member(person, "n"),
            text_of(person, "surname"), text_of(person, "name"), text_of(person, "patronymic"),
            text_of(person, "category"), text_of(person, "phone"), text_of(person, "address"));
    }
    return g_string_free(lines, FALSE);
}

static void check_register(Drive *drive)
{
    g_autofree char *registered = people(drive);
    g_assert_cmpstr(
        registered, ==,
        "1|Жанғабылова-Өмірзақ|Гүлбаһар|Нұрланқызы|resident|+77011234567|Абай көшесі 4\n"
        "2|Щербаков|Пётр||deputy||\n"
        "3|O'Connor|Ann||resident||\n");
    g_autofree char *unsigned_ = sqlite(drive, "SELECT strokes IS NULL FROM attendee ORDER BY n");
    g_assert_cmpstr(unsigned_, ==, "0\n0\n1");
}

static void test_people(void)
{
    Drive *drive = drive_new("kk");
    register_in_kazakh(drive);
    register_in_russian(drive);
    register_unsigned(drive);
    check_register(drive);
    look_up(drive);
    drive_free(drive);
}

/* The first PIN of the device, a meeting in the plan, the lock, a wrong PIN and the right one. */
static void test_staff(void)
{
    Drive *drive = drive_new("ru");
    drive_tap(drive, "welcome", "staff");
    drive_keys(drive, "first", "майор алиев");
    drive_tap(drive, "first", "key:go");
    drive_keys(drive, "new-pin", "481906");
    drive_keys(drive, "pin-again", "481906");
    drive_tap(drive, "home", "planned");
    drive_tap(drive, "planned", "new");
    drive_tap(drive, "new-kind", "kind:inspector");
    /* Who reported last stands there already. */
    drive_tap(drive, "edit-rank", "key:go");
    drive_tap(drive, "edit-official", "key:go");
    drive_tap(drive, "edit-place", "place");
    drive_keys(drive, "edit-place", " и двор");
    drive_tap(drive, "edit-place", "key:go");
    drive_tap(drive, "edit-when", "step:3:up");
    drive_tap(drive, "edit-when", "next");
    drive_tap(drive, "prepare", "line:0");
    drive_tap(drive, "edit-when", "step:4:up");
    drive_tap(drive, "edit-when", "next");
    drive_tap(drive, "prepare", "lock");
    g_autofree char *meeting =
        sqlite(drive, "SELECT kind, date, time, place, state FROM meeting WHERE id <> "
                      "(SELECT min(id) FROM meeting)");
    g_assert_cmpstr(meeting, ==, "inspector|2026-12-04|19:05|Ақжол ауылының клубы и двор|planned");
    g_autofree char *who =
        sqlite(drive, "SELECT substr(who, instr(who, ': ')) FROM audit WHERE what = 'plan'"
                      " ORDER BY seq DESC LIMIT 1");
    g_assert_cmpstr(who, ==, ": Майор алиев");
    drive_tap(drive, "welcome", "staff");
    drive_keys(drive, "pin", "907135");
    g_autofree char *log = NULL;
    for (gint64 until_us = 0; g_strcmp0(log, "user-add user-refused") != 0;) {
        support_wait(&until_us);
        g_free(log);
        log = sqlite(drive, "SELECT group_concat(what, ' ') FROM audit WHERE what LIKE 'user-%'");
    }
    drive_find(drive, "pin", "key:1");
    drive_keys(drive, "pin", "481906");
    drive_find(drive, "home", "settings");
    drive_free(drive);
}

static int mode_of(const char *path)
{
    GStatBuf file;
    return g_stat(path, &file) == 0 ? (int)(file.st_mode & 07777) : 0;
}

static void wait_for_draft(Drive *drive, gboolean there)
{
    g_autofree char *path = g_build_filename(drive->home, "kiosk.draft", NULL);
    for (gint64 until_us = 0; (mode_of(path) != 0) != there;)
        support_wait(&until_us);
    if (there)
        g_assert_cmpint(mode_of(path), ==, 0600);
}

/* The program is killed in the middle of a form: it comes back to it, and leaves nothing behind. */
static void test_killed(void)
{
    Drive *drive = drive_new("kk");
    drive_tap(drive, "welcome", "start");
    drive_tap(drive, "names", "language:ru");
    drive_keys(drive, "names", "щербаков");
    drive_tap(drive, "names", "key:go");
    drive_keys(drive, "names", "пётр");
    drive_tap(drive, "names", "key:go");
    drive_tap(drive, "names", "key:go");
    drive_tap(drive, "person", "category:resident");
    drive_find(drive, "contact", "next");
    wait_for_draft(drive, TRUE);
    g_autofree char *path = g_build_filename(drive->home, "kiosk.draft", NULL);
    g_autofree char *kept = NULL;
    for (gint64 until_us = 0; !kept || !strstr(kept, "\"contact\"");) {
        support_wait(&until_us);
        g_clear_pointer(&kept, g_free);
        g_file_get_contents(path, &kept, NULL, NULL);
    }
    drive_kill(drive);
    drive_start(drive, "kk");
    drive_tap(drive, "contact", "next");
    drive_sign(drive);
    drive_tap(drive, "sign", "next");
    drive_find(drive, "thanks", "next");
    wait_for_draft(drive, FALSE);
    drive_tap(drive, "thanks", "next");
    drive_find(drive, "welcome", "start");
    wait_for_draft(drive, FALSE);
    g_autofree char *registered = people(drive);
    g_assert_cmpstr(registered, ==, "1|Щербаков|Пётр||resident||\n");
    g_autofree char *unsigned_ = sqlite(drive, "SELECT strokes IS NULL FROM attendee");
    g_assert_cmpstr(unsigned_, ==, "0");
    drive_free(drive);
}

/* What a person types must not stand in the trace, and must be gone from the next screen. */
static void test_trace_is_silent(void)
{
    Drive *drive = drive_new("kk");
    drive_tap(drive, "welcome", "start");
    drive_keys(drive, "names", "жанғабылова");
    drive_tap(drive, "names", "back");
    g_autofree char *shown = NULL;
    drive_find(drive, "stop", "leave");
    g_assert_true(g_file_get_contents(drive->trace, &shown, NULL, NULL));
    g_assert_null(strstr(shown, "анғабыл"));
    drive_tap(drive, "stop", "leave");
    drive_find(drive, "welcome", "start");
    g_autofree char *count = sqlite(drive, "SELECT count(*) FROM attendee");
    g_assert_cmpstr(count, ==, "0");
    drive_free(drive);
}

/* A register that cannot be read is no home to be made anew. */
static void test_broken_home(void)
{
    g_autofree char *program = paths_program("esep-kiosk");
    g_autofree char *folder = support_folder();
    g_autofree char *register_ = g_build_filename(folder, "register.db", NULL);
    g_assert_true(g_file_set_contents(register_, "no register", -1, NULL));
    const char *const argv[] = {program, "--home", folder, NULL};
    g_auto(Run) run = run_program(argv);
    g_assert_cmpint(run.exit_code, ==, 1);
    g_assert_nonnull(strstr(run.err, folder));
    g_assert_cmpstr(run.out, ==, "");
    remove_folder(folder);
}

static void test_wrong_usage(void)
{
    static const char *const wrong[][2] = {
        {"--size", "12"},         {"--size", "100x100"}, {"--size", "1280x800x"}, {"--lang", "xx"},
        {"--date", "2026-02-30"}, {"--idle", "-5"},      {"--unknown", "1"},      {"a", "b"}};
    g_autofree char *program = paths_program("esep-kiosk");
    for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
        const char *const argv[] = {program, wrong[i][0], wrong[i][1], NULL};
        g_auto(Run) run = run_program(argv);
        if (run.exit_code != 2)
            g_error("%s %s: exit code %d", wrong[i][0], wrong[i][1], run.exit_code);
        g_assert_cmpuint(strlen(run.err), >, 20);
    }
    const char *const help[] = {program, "--help", NULL};
    g_auto(Run) run = run_program(help);
    g_assert_cmpint(run.exit_code, ==, 0);
    g_assert_nonnull(strstr(run.out, "--fullscreen"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/drive/people-register-and-one-looks-up-what-became-of-it", test_people);
    g_test_add_func("/drive/the-staff-sets-up-a-pin-and-prepares-a-meeting", test_staff);
    g_test_add_func("/drive/a-form-is-kept-when-the-program-is-killed", test_killed);
    g_test_add_func("/drive/the-trace-says-nothing-about-a-person", test_trace_is_silent);
    g_test_add_func("/drive/a-broken-home-is-not-made-anew", test_broken_home);
    g_test_add_func("/drive/wrong-usage-ends-with-2", test_wrong_usage);
    return g_test_run();
}
