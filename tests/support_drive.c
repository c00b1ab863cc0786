#include "tests/support_drive.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "protocol/clock.h"
#include "protocol/home.h"
#include "protocol/meeting.h"
#include "protocol/paths.h"
#include "tests/support.h"
#include "tests/support_home.h"

#define NOW "2026-11-20T17:40:00+05:00"

static void start_server(Drive *drive)
{
    int pipe_fds[2];
    g_assert_cmpint(pipe(pipe_fds), ==, 0);
    g_autoptr(GError) error = NULL;
    g_autoptr(GSubprocessLauncher) launcher =
        g_subprocess_launcher_new(G_SUBPROCESS_FLAGS_STDERR_SILENCE);
    g_subprocess_launcher_set_child_setup(launcher, support_end_with_test, NULL, NULL);
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

void drive_start(Drive *drive, const char *language)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *program = paths_program("esep-kiosk");
    g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new(G_SUBPROCESS_FLAGS_NONE);
    g_subprocess_launcher_setenv(launcher, "DISPLAY", drive->display, TRUE);
    g_subprocess_launcher_setenv(launcher, "SDL_VIDEODRIVER", "x11", TRUE);
    g_subprocess_launcher_setenv(launcher, "SDL_RENDER_DRIVER", "software", TRUE);
    g_subprocess_launcher_setenv(launcher, "ESEP_NOW", NOW, TRUE);
    g_subprocess_launcher_set_child_setup(launcher, support_end_with_test, NULL, NULL);
    drive->kiosk = g_subprocess_launcher_spawn(
        launcher, &error, program, "--home", drive->home, "--lang", language, "--size", "1280x800",
        "--camera", "test", "--mic", "test", "--trace", drive->trace, NULL);
    g_assert_no_error(error);
}

Drive *drive_new(const char *language)
{
    Drive *drive = g_new0(Drive, 1);
    drive->folder = support_folder();
    drive->trace = g_build_filename(drive->folder, "trace.json", NULL);
    drive->screen = json_parser_new();
    make_meeting(drive);
    start_server(drive);
    drive_start(drive, language);
    return drive;
}

/* Ends both programs; the kiosk must end by itself when it is asked to. */
void drive_free(Drive *drive)
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
JsonObject *drive_find(Drive *drive, const char *screen, const char *id)
{
    gint64 deadline_us = g_get_monotonic_time() + SUPPORT_PATIENCE_US;
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

void drive_tap(Drive *drive, const char *screen, const char *id)
{
    g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
    add_touch(words, drive_find(drive, screen, id));
    xdotool(drive, words);
}

/* Types text in small letters with the keys of the screen. */
void drive_keys(Drive *drive, const char *screen, const char *text)
{
    g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
    for (const char *at = text; *at; at = g_utf8_next_char(at)) {
        g_autofree char *letter = g_utf8_substring(at, 0, 1);
        g_autofree char *id = g_strconcat("key:", *letter == ' ' ? "space" : letter, NULL);
        add_touch(words, drive_find(drive, screen, id));
    }
    xdotool(drive, words);
}

void drive_sign(Drive *drive)
{
    drive_sign_on(drive, "sign");
}

void drive_sign_on(Drive *drive, const char *screen)
{
    static const int points[][2] = {{20, 70}, {28, 30}, {33, 25}, {34, 50}, {25, 75},
                                    {40, 45}, {46, 40}, {47, 65}, {55, 55}, {60, 35},
                                    {66, 30}, {64, 60}, {72, 65}, {80, 40}};
    JsonObject *pad = drive_find(drive, screen, "pad");
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

void drive_kill(Drive *drive)
{
    g_subprocess_send_signal(drive->kiosk, SIGKILL);
    g_subprocess_wait(drive->kiosk, NULL, NULL);
    g_clear_object(&drive->kiosk);
    g_unlink(drive->trace);
}
