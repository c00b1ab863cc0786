/*
 * The real program under a real X server, driven as a person does it: people register by touch
 * alone, in Kazakh, Russian and English, one without a signature, and the register is read by
 * others afterwards.
 *
 * Where to touch is read from the program's trace; an outcome is polled for with a deadline.
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
#include "tests/support_home.h"

#define DEADLINE_S 20
#define NOW "2026-11-20T17:40:00+05:00"

typedef struct {
    char *folder, *home, *trace, *meeting;
    char *display; /* ":99" */
    GSubprocess *server, *kiosk;
    JsonParser *screen; /* the trace as it was read last */
} Drive;

static void start_server(Drive *drive)
{
    int pipe_fds[2];
    g_assert_cmpint(pipe(pipe_fds), ==, 0);
    g_autoptr(GError) error = NULL;
    g_autoptr(GSubprocessLauncher) launcher =
        g_subprocess_launcher_new(G_SUBPROCESS_FLAGS_STDERR_SILENCE);
    g_subprocess_launcher_take_fd(launcher, pipe_fds[1], 9);
    drive->server =
        g_subprocess_launcher_spawn(launcher, &error, "Xvfb", "-displayfd", "9", "-screen", "0",
                                    "1280x800x24", "-nolisten", "tcp", NULL);
    g_assert_no_error(error);
    g_subprocess_launcher_close(launcher);
    char number[16] = "";
    gsize length = 0;
    while (length + 1 < sizeof number && read(pipe_fds[0], number + length, 1) == 1 &&
           number[length] != '\n')
        length++;
    number[length] = '\0';
    close(pipe_fds[0]);
    g_assert_cmpuint(length, >, 0);
    drive->display = g_strconcat(":", number, NULL);
}

static void make_meeting(Drive *drive)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Clock) clock = clock_new_fixed(SUPPORT_NOW_MS - 20 * 60000, TRUE);
    g_autoptr(Home) home = support_home(drive->folder, clock);
    const Official speaker = {.rank = "полиция майоры",
                              .surname = "Әлиев",
                              .name = "Ерлан",
                              .patronymic = "Серікұлы",
                              .position = "учаскелік полиция инспекторы"};
    const char *const precincts[] = {"12", NULL};
    const MeetingNew meeting = {.kind = "inspector",
                                .date = "2026-11-20",
                                .time = "18:00",
                                .place = "Ақжол ауылының клубы",
                                .format = "in-person",
                                .precincts = precincts,
                                .speakers = &speaker,
                                .speaker_count = 1};
    meeting_create(home, &meeting, &drive->meeting, &error);
    g_assert_no_error(error);
    drive->home = g_strdup(home_path(home));
}

static void start_kiosk(Drive *drive, const char *language)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *program = paths_program("esep-kiosk");
    g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new(G_SUBPROCESS_FLAGS_NONE);
    g_subprocess_launcher_setenv(launcher, "DISPLAY", drive->display, TRUE);
    g_subprocess_launcher_setenv(launcher, "SDL_VIDEODRIVER", "x11", TRUE);
    g_subprocess_launcher_setenv(launcher, "SDL_RENDER_DRIVER", "software", TRUE);
    g_subprocess_launcher_setenv(launcher, "ESEP_NOW", NOW, TRUE);
    drive->kiosk =
        g_subprocess_launcher_spawn(launcher, &error, program, "--home", drive->home, "--lang",
                                    language, "--size", "1280x800", "--trace", drive->trace, NULL);
    g_assert_no_error(error);
}

static Drive *drive_new(const char *language)
{
    Drive *drive = g_new0(Drive, 1);
    drive->folder = support_folder();
    drive->trace = g_build_filename(drive->folder, "trace.json", NULL);
    drive->screen = json_parser_new();
    make_meeting(drive);
    start_server(drive);
    start_kiosk(drive, language);
    return drive;
}

/* Ends both programs; the kiosk must end by itself when it is asked to. */
static void drive_free(Drive *drive)
{
    g_subprocess_send_signal(drive->kiosk, SIGTERM);
    g_subprocess_wait(drive->kiosk, NULL, NULL);
    g_assert_true(g_subprocess_get_if_exited(drive->kiosk));
    g_assert_cmpint(g_subprocess_get_exit_status(drive->kiosk), ==, 0);
    g_subprocess_send_signal(drive->server, SIGTERM);
    g_subprocess_wait(drive->server, NULL, NULL);
    remove_folder(drive->folder);
    g_object_unref(drive->kiosk);
    g_object_unref(drive->server);
    g_object_unref(drive->screen);
    g_free(drive->folder);
    g_free(drive->home);
    g_free(drive->trace);
    g_free(drive->meeting);
    g_free(drive->display);
    g_free(drive);
}

static JsonObject *look(Drive *drive)
{
    if (!json_parser_load_from_file(drive->screen, drive->trace, NULL))
        return NULL;
    JsonNode *root = json_parser_get_root(drive->screen);
    return root ? json_node_get_object(root) : NULL;
}

/* The widget on the screen named so, once it is there; fails after the deadline. */
static JsonObject *find(Drive *drive, const char *screen, const char *id)
{
    gint64 deadline_us = g_get_monotonic_time() + DEADLINE_S * G_USEC_PER_SEC;
    while (g_get_monotonic_time() < deadline_us) {
        JsonObject *shown = look(drive);
        if (shown && strcmp(json_object_get_string_member(shown, "screen"), screen) == 0) {
            JsonArray *widgets = json_object_get_array_member(shown, "widgets");
            for (guint i = 0; i < json_array_get_length(widgets); i++) {
                JsonObject *widget = json_array_get_object_element(widgets, i);
                if (strcmp(json_object_get_string_member(widget, "id"), id) == 0)
                    return widget;
            }
        }
        g_usleep(5000);
    }
    g_autofree char *last = NULL;
    g_file_get_contents(drive->trace, &last, NULL, NULL);
    g_error("%s did not come on %s; the last screen: %s", id, screen, last ? last : "none");
}

static void xdotool(Drive *drive, GPtrArray *words)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new(G_SUBPROCESS_FLAGS_NONE);
    g_subprocess_launcher_setenv(launcher, "DISPLAY", drive->display, TRUE);
    g_ptr_array_insert(words, 0, g_strdup("xdotool"));
    g_ptr_array_add(words, NULL);
    g_autoptr(GSubprocess) process =
        g_subprocess_launcher_spawnv(launcher, (const char *const *)words->pdata, &error);
    g_assert_no_error(error);
    g_assert_true(g_subprocess_wait_check(process, NULL, &error));
}

static void add_touch(GPtrArray *words, JsonObject *widget)
{
    gint64 x =
        json_object_get_int_member(widget, "x") + json_object_get_int_member(widget, "w") / 2;
    gint64 y =
        json_object_get_int_member(widget, "y") + json_object_get_int_member(widget, "h") / 2;
    g_ptr_array_add(words, g_strdup("mousemove"));
    g_ptr_array_add(words, g_strdup_printf("%" G_GINT64_FORMAT, x));
    g_ptr_array_add(words, g_strdup_printf("%" G_GINT64_FORMAT, y));
    g_ptr_array_add(words, g_strdup("click"));
    g_ptr_array_add(words, g_strdup("1"));
}

static void tap(Drive *drive, const char *screen, const char *id)
{
    g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
    add_touch(words, find(drive, screen, id));
    xdotool(drive, words);
}

/* Types text in small letters with the keys of the screen. */
static void keys(Drive *drive, const char *screen, const char *text)
{
    g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
    for (const char *at = text; *at; at = g_utf8_next_char(at)) {
        g_autofree char *letter = g_utf8_substring(at, 0, 1);
        g_autofree char *id = g_strconcat("key:", *letter == ' ' ? "space" : letter, NULL);
        add_touch(words, find(drive, screen, id));
    }
    xdotool(drive, words);
}

static void sign(Drive *drive)
{
    static const int points[][2] = {{20, 70}, {28, 30}, {33, 25}, {34, 50}, {25, 75},
                                    {40, 45}, {46, 40}, {47, 65}, {55, 55}, {60, 35},
                                    {66, 30}, {64, 60}, {72, 65}, {80, 40}};
    JsonObject *pad = find(drive, "sign", "pad");
    double left = (double)json_object_get_int_member(pad, "x");
    double top = (double)json_object_get_int_member(pad, "y");
    double width = (double)json_object_get_int_member(pad, "w");
    double height = (double)json_object_get_int_member(pad, "h");
    g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
    for (gsize i = 0; i < G_N_ELEMENTS(points); i++) {
        g_ptr_array_add(words, g_strdup("mousemove"));
        g_ptr_array_add(words, g_strdup_printf("%d", (int)(left + width * points[i][0] / 100)));
        g_ptr_array_add(words, g_strdup_printf("%d", (int)(top + height * points[i][1] / 100)));
        if (i == 0) {
            g_ptr_array_add(words, g_strdup("mousedown"));
            g_ptr_array_add(words, g_strdup("1"));
        }
    }
    g_ptr_array_add(words, g_strdup("mouseup"));
    g_ptr_array_add(words, g_strdup("1"));
    xdotool(drive, words);
}

static void register_in_kazakh(Drive *drive)
{
    tap(drive, "welcome", "start");
    keys(drive, "names", "жанғабылова-өмірзақ");
    tap(drive, "names", "key:go");
    keys(drive, "names", "гүлбаһар");
    tap(drive, "names", "key:go");
    keys(drive, "names", "нұрланқызыы");
    tap(drive, "names", "key:backspace");
    tap(drive, "names", "key:go");
    tap(drive, "person", "category:resident");
    tap(drive, "contact", "phone");
    keys(drive, "contact", "+77011234567");
    tap(drive, "contact", "key:go");
    keys(drive, "contact", "абай көшесі ");
    tap(drive, "contact", "key:digits");
    keys(drive, "contact", "4");
    tap(drive, "contact", "key:go");
    sign(drive);
    tap(drive, "sign", "next");
    tap(drive, "thanks", "next");
}

static void register_in_russian(Drive *drive)
{
    tap(drive, "welcome", "language:ru");
    tap(drive, "welcome", "start");
    keys(drive, "names", "щербаков");
    tap(drive, "names", "larger");
    tap(drive, "names", "key:go");
    keys(drive, "names", "пётр");
    tap(drive, "names", "key:go");
    find(drive, "names", "patronymic");
    tap(drive, "names", "key:go");
    tap(drive, "person", "page:after");
    tap(drive, "person", "category:media");
    tap(drive, "contact", "back");
    tap(drive, "person", "back");
    tap(drive, "names", "key:go");
    tap(drive, "person", "page:before");
    tap(drive, "person", "category:deputy");
    tap(drive, "contact", "next");
    sign(drive);
    tap(drive, "sign", "erase");
    sign(drive);
    tap(drive, "sign", "next");
    find(drive, "thanks", "next");
}

/* A guest with a hand in plaster, in English and high contrast: all but the signature. */
static void register_unsigned(Drive *drive)
{
    tap(drive, "thanks", "next");
    tap(drive, "welcome", "language:en");
    tap(drive, "welcome", "contrast");
    tap(drive, "welcome", "start");
    keys(drive, "names", "o'connor");
    tap(drive, "names", "key:go");
    keys(drive, "names", "ann");
    tap(drive, "names", "key:go");
    tap(drive, "names", "key:go");
    tap(drive, "person", "category:resident");
    tap(drive, "contact", "next");
    tap(drive, "sign", "unsigned");
    tap(drive, "unsigned", "next");
    find(drive, "thanks", "next");
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
    tap(drive, "thanks", "next");
    tap(drive, "welcome", "entry");
    keys(drive, "receipt", "1234");
    tap(drive, "receipt", "key:go");
    for (int i = 0; i < 4; i++)
        tap(drive, "receipt", "key:backspace");
    keys(drive, "receipt", receipt);
    tap(drive, "receipt", "key:go");
    tap(drive, "entry", "next");
    find(drive, "welcome", "start");
}

static char *sqlite(Drive *drive, const char *query)
{
    g_autofree char *path = g_build_filename(drive->home, "register.db", NULL);
    const char *const argv[] = {"sqlite3", "-readonly", path, query, NULL};
    g_auto(Run) run = run_program(argv);
    g_assert_cmpint(run.exit_code, ==, 0);
    return g_strdup(g_strchomp(run.out));
}

static void check_register(Drive *drive)
{
    g_auto(Run) run =
        run_esep("meeting", "show", drive->meeting, "--json", "--home", drive->home, NULL);
    g_assert_cmpint(run.exit_code, ==, 0);
    g_autoptr(JsonNode) record = json_from_string(run.out, NULL);
    g_assert_cmpint(json_object_get_int_member(json_node_get_object(record), "attendees"), ==, 3);

    g_autofree char *people = sqlite(
        drive,
        "SELECT n, surname, name, patronymic, category, phone, address FROM attendee ORDER BY n");
    g_assert_cmpstr(
        people, ==,
        "1|Жанғабылова-Өмірзақ|Гүлбаһар|Нұрланқызы|resident|+77011234567|Абай көшесі 4\n"
        "2|Щербаков|Пётр||deputy||\n"
        "3|O'Connor|Ann||resident||");
    g_autofree char *strokes =
        sqlite(drive, "SELECT json_array_length(strokes, '$.strokes'), "
                      "json_array_length(strokes, '$.strokes[0]') > 8, "
                      "json_extract(strokes, '$.width') > 4000 FROM attendee ORDER BY n");
    g_assert_cmpstr(strokes, ==, "1|1|1\n1|1|1\n||");
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

static int mode_of(const char *path)
{
    GStatBuf file;
    return g_stat(path, &file) == 0 ? (int)(file.st_mode & 07777) : 0;
}

static void wait_for_draft(Drive *drive, gboolean there)
{
    g_autofree char *path = g_build_filename(drive->home, "kiosk.draft", NULL);
    gint64 deadline_us = g_get_monotonic_time() + DEADLINE_S * G_USEC_PER_SEC;
    while ((mode_of(path) != 0) != there) {
        g_assert_cmpint(g_get_monotonic_time(), <, deadline_us);
        g_usleep(5000);
    }
    if (there)
        g_assert_cmpint(mode_of(path), ==, 0600);
}

/* The program is killed in the middle of a form: it comes back to it, and leaves nothing behind. */
static void test_killed(void)
{
    Drive *drive = drive_new("kk");
    tap(drive, "welcome", "start");
    tap(drive, "names", "language:ru");
    keys(drive, "names", "щербаков");
    tap(drive, "names", "key:go");
    keys(drive, "names", "пётр");
    tap(drive, "names", "key:go");
    tap(drive, "names", "key:go");
    tap(drive, "person", "category:resident");
    find(drive, "contact", "next");
    wait_for_draft(drive, TRUE);
    g_autofree char *path = g_build_filename(drive->home, "kiosk.draft", NULL);
    g_autofree char *kept = NULL;
    gint64 deadline_us = g_get_monotonic_time() + DEADLINE_S * G_USEC_PER_SEC;
    while (!kept || !strstr(kept, "\"contact\"")) {
        g_assert_cmpint(g_get_monotonic_time(), <, deadline_us);
        g_clear_pointer(&kept, g_free);
        g_file_get_contents(path, &kept, NULL, NULL);
        g_usleep(5000);
    }
    g_subprocess_send_signal(drive->kiosk, SIGKILL);
    g_subprocess_wait(drive->kiosk, NULL, NULL);
    g_object_unref(drive->kiosk);
    g_unlink(drive->trace);
    start_kiosk(drive, "kk");
    tap(drive, "contact", "next");
    sign(drive);
    tap(drive, "sign", "next");
    find(drive, "thanks", "next");
    wait_for_draft(drive, FALSE);
    tap(drive, "thanks", "next");
    find(drive, "welcome", "start");
    wait_for_draft(drive, FALSE);
    g_autofree char *people =
        sqlite(drive, "SELECT surname, name, category, strokes IS NULL FROM attendee");
    g_assert_cmpstr(people, ==, "Щербаков|Пётр|resident|0");
    drive_free(drive);
}

/* What a person types must not stand in the trace, and must be gone from the next screen. */
static void test_trace_is_silent(void)
{
    Drive *drive = drive_new("kk");
    tap(drive, "welcome", "start");
    keys(drive, "names", "жанғабылова");
    tap(drive, "names", "back");
    g_autofree char *shown = NULL;
    find(drive, "stop", "leave");
    g_assert_true(g_file_get_contents(drive->trace, &shown, NULL, NULL));
    g_assert_null(strstr(shown, "анғабыл"));
    tap(drive, "stop", "leave");
    find(drive, "welcome", "start");
    g_autofree char *count = sqlite(drive, "SELECT count(*) FROM attendee");
    g_assert_cmpstr(count, ==, "0");
    drive_free(drive);
}

static void test_no_home(void)
{
    g_autofree char *program = paths_program("esep-kiosk");
    const char *const argv[] = {program, "--home", "/nonexistent/home", NULL};
    g_auto(Run) run = run_program(argv);
    g_assert_cmpint(run.exit_code, ==, 3);
    g_assert_nonnull(strstr(run.err, "/nonexistent/home"));
    g_assert_cmpstr(run.out, ==, "");
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
    g_test_add_func("/drive/a-form-is-kept-when-the-program-is-killed", test_killed);
    g_test_add_func("/drive/the-trace-says-nothing-about-a-person", test_trace_is_silent);
    g_test_add_func("/drive/without-a-home-it-says-so-and-ends-with-3", test_no_home);
    g_test_add_func("/drive/wrong-usage-ends-with-2", test_wrong_usage);
    return g_test_run();
}
