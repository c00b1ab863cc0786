/*
 * The touch application as a person feels it: from a touch to the painted screen while a meeting is
 * recorded, from the start to the first screen, its memory, and the touches and seconds that a
 * registration takes. Exit 1 if a budget is missed.
 */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "kiosk/paint.h"
#include "protocol/meeting_recording.h"
#include "protocol/paths.h"
#include "tests/support.h"
#include "tests/support_drive.h"
#include "tests/support_home.h"
#include "tests/support_kiosk.h"
#include "tests/support_record.h"

#define PEOPLE 40 /* registered for the times of a touch */
#define STARTS 7
#define DRIVEN 5 /* registered on the real program */

#define PAINT_BUDGET_MS 16
#define START_BUDGET_MS 800
#define MEMORY_BUDGET_MIB 120
#define TOUCH_BUDGET 9

static gboolean tell(const char *what, double value, double budget, const char *unit)
{
    gboolean met = value <= budget;
    printf("%-42s %8.1f %-8s budget %g%s\n", what, value, unit, budget, met ? "" : "  MISSED");
    return met;
}

static int compare(gconstpointer a, gconstpointer b)
{
    const double *left = a, *right = b;
    return (*left > *right) - (*left < *right);
}

static double part_of(GArray *sorted, double part)
{
    return g_array_index(sorted, double, (guint)((sorted->len - 1) * part));
}

/* ---- from a touch to the painted screen */

typedef struct {
    App *app;
    Paint *paint;
    SDL_Surface *surface;
    SDL_Renderer *renderer;
    GArray *times_ms;
    int touches; /* other than on a letter */
} Stage;

static void stage_open(Stage *stage, Asked *asked, int width_px, int height_px)
{
    stage->app = sample_app(asked, LANGUAGE_KK, sample_day("announced"));
    app_resize(stage->app, width_px, height_px, 0);
    stage->surface =
        SDL_CreateRGBSurfaceWithFormat(0, width_px, height_px, 32, SDL_PIXELFORMAT_ARGB8888);
    stage->renderer = SDL_CreateSoftwareRenderer(stage->surface);
    stage->paint = paint_new(stage->renderer);
    stage->times_ms = g_array_new(FALSE, FALSE, sizeof(double));
}

static void stage_close(Stage *stage)
{
    lettering_forget(stage->app->text);
    paint_free(stage->paint);
    SDL_DestroyRenderer(stage->renderer);
    SDL_FreeSurface(stage->surface);
    g_array_unref(stage->times_ms);
    app_free(stage->app);
}

/* Of the processor: a paint waits for nothing, and others' work does not count. */
static double processor_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* Down, painted, up, painted. */
static void touch(Stage *stage, const char *id)
{
    const Widget *widget = layout_find(&stage->app->layout, id);
    if (!widget)
        g_error("there is no %s on %s", id, flow_state_name(stage->app->state));
    int x = widget->hit.x + widget->hit.w / 2, y = widget->hit.y + widget->hit.h / 2;
    for (int up = 0; up < 2; up++) {
        double start = processor_ms();
        if (up)
            app_touch_up(stage->app, x, y, stage->app->now_ms + 60);
        else
            app_touch_down(stage->app, x, y, stage->app->now_ms + 60);
        paint_app(stage->paint, stage->app);
        SDL_RenderPresent(stage->renderer);
        double took_ms = processor_ms() - start;
        g_array_append_val(stage->times_ms, took_ms);
    }
    stage->touches += !g_str_has_prefix(id, "key:") || strcmp(id, "key:go") == 0;
}

static void type(Stage *stage, const char *text)
{
    for (const char *at = text; *at; at = g_utf8_next_char(at)) {
        g_autofree char *letter = g_utf8_substring(at, 0, 1);
        g_autofree char *id = g_strconcat("key:", letter, NULL);
        touch(stage, id);
    }
}

static void register_somebody(Stage *stage)
{
    touch(stage, "start");
    type(stage, "жанғабылова");
    touch(stage, "key:go");
    type(stage, "айгүл");
    touch(stage, "key:go");
    touch(stage, "key:go"); /* no patronymic */
    touch(stage, "category:resident");
    touch(stage, "next");
    sample_sign(stage->app);
    stage->touches++;
    paint_app(stage->paint, stage->app);
    touch(stage, "next");
    sample_answer_attend(stage->app, 48, NULL);
    paint_app(stage->paint, stage->app);
}

static gboolean bench_touch(int width_px, int height_px)
{
    Asked asked = {0};
    Stage stage = {0};
    stage_open(&stage, &asked, width_px, height_px);
    paint_app(stage.paint, stage.app);
    register_somebody(&stage);
    int touches = stage.touches;
    for (int i = 1; i < PEOPLE; i++) {
        touch(&stage, "next");
        register_somebody(&stage);
    }
    g_array_sort(stage.times_ms, compare);
    printf("%u paints at %dx%d, median %.1f ms, slowest %.1f ms\n", stage.times_ms->len, width_px,
           height_px, part_of(stage.times_ms, 0.5), part_of(stage.times_ms, 1));
    gboolean ok = tell("touch to paint, 99th percentile", part_of(stage.times_ms, 0.99),
                       PAINT_BUDGET_MS, "ms");
    ok &= tell("touches to register, besides letters", touches, TOUCH_BUDGET, "");
    stage_close(&stage);
    asked_clear(&asked);
    return ok;
}

/* ---- the program: a registration without the person's own time */

static double elapsed_s(gint64 start_us)
{
    return (double)(g_get_monotonic_time() - start_us) / G_USEC_PER_SEC;
}

/* Writes a name; adds the seconds to *typing_s. */
static void write_name(Drive *drive, const char *name, double *typing_s)
{
    gint64 start_us = g_get_monotonic_time();
    drive_keys(drive, "names", name);
    *typing_s += elapsed_s(start_us);
}

/* From the first touch until the row is committed, in seconds; *typing_out: those of the letters.
 */
static double drive_somebody(Drive *drive, double *typing_out)
{
    *typing_out = 0;
    drive_find(drive, "welcome", "start");
    gint64 start_us = g_get_monotonic_time();
    drive_tap(drive, "welcome", "start");
    write_name(drive, "жанғабылова", typing_out);
    drive_tap(drive, "names", "key:go");
    write_name(drive, "айгүл", typing_out);
    drive_tap(drive, "names", "key:go");
    drive_tap(drive, "names", "key:go"); /* no patronymic */
    drive_tap(drive, "person", "category:resident");
    drive_tap(drive, "contact", "next");
    drive_sign(drive);
    drive_tap(drive, "sign", "next");
    drive_find(drive, "thanks", "next");
    return elapsed_s(start_us);
}

static void bench_seconds(void)
{
    Drive *drive = drive_new("kk");
    g_autoptr(GArray) whole_s = g_array_new(FALSE, FALSE, sizeof(double));
    g_autoptr(GArray) besides_s = g_array_new(FALSE, FALSE, sizeof(double));
    for (int i = 0; i < DRIVEN; i++) {
        double typing_s, took_s = drive_somebody(drive, &typing_s), rest_s = took_s - typing_s;
        g_array_append_val(whole_s, took_s);
        g_array_append_val(besides_s, rest_s);
        drive_tap(drive, "thanks", "next");
    }
    g_array_sort(whole_s, compare);
    g_array_sort(besides_s, compare);
    printf("%-42s %8.1f s (%.1f with 16 letters; by a script, the pauses of a person not "
           "counted)\n",
           "seconds to register, besides letters", part_of(besides_s, 0.5), part_of(whole_s, 0.5));
    drive_free(drive);
}

/* ---- the program: its start and its memory */

static double memory_mib(GSubprocess *kiosk)
{
    g_autofree char *path =
        g_strdup_printf("/proc/%s/smaps_rollup", g_subprocess_get_identifier(kiosk));
    g_autofree char *text = NULL;
    const char *line = NULL;
    if (g_file_get_contents(path, &text, NULL, NULL))
        line = strstr(text, "\nPss:");
    return line ? g_ascii_strtod(line + strlen("\nPss:"), NULL) / 1024 : 0;
}

/* Starts it and waits for its first screen. */
static double start_once(const char *home, const char *trace, double *memory_out)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *program = paths_program("esep-kiosk");
    gint64 start_us = g_get_monotonic_time();
    g_autoptr(GSubprocess) kiosk =
        g_subprocess_new(G_SUBPROCESS_FLAGS_NONE, &error, program, "--home", home, "--date",
                         "2026-11-20", "--size", "1280x800", "--trace", trace, NULL);
    g_assert_no_error(error);
    for (;;) {
        g_autofree char *shown = NULL;
        if (g_file_get_contents(trace, &shown, NULL, NULL) && strstr(shown, "\"welcome\""))
            break;
        g_usleep(1000);
    }
    double took_ms = (double)(g_get_monotonic_time() - start_us) / 1000;
    *memory_out = memory_mib(kiosk);
    g_subprocess_send_signal(kiosk, SIGTERM);
    g_subprocess_wait(kiosk, NULL, NULL);
    g_unlink(trace);
    return took_ms;
}

static gboolean bench_start(const char *home, const char *folder)
{
    g_autofree char *trace = g_build_filename(folder, "trace.json", NULL);
    g_autoptr(GArray) times_ms = g_array_new(FALSE, FALSE, sizeof(double));
    double memory = 0;
    for (int i = 0; i < STARTS; i++) {
        double took_ms = start_once(home, trace, &memory);
        g_array_append_val(times_ms, took_ms);
    }
    g_array_sort(times_ms, compare);
    gboolean ok =
        tell("start to first screen, median", part_of(times_ms, 0.5), START_BUDGET_MS, "ms");
    return tell("memory (Pss)", memory, MEMORY_BUDGET_MIB, "MiB") && ok;
}

int main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = support_folder();
    g_autoptr(Clock) clock = clock_new_fixed(SUPPORT_NOW_MS, TRUE);
    g_autoptr(Home) home = support_home(folder, clock);
    g_autofree char *id = support_meeting(home), *other = support_meeting(home);
    g_setenv("SDL_VIDEODRIVER", "dummy", TRUE);
    message_init(NULL);
    gboolean ok = bench_start(home_path(home), folder);
    const RecordingSetup recording = {.camera = "test", .mic = "test"};
    meeting_recording_begin(home, other, &recording, NULL, &error);
    g_assert_no_error(error);
    ok &= bench_touch(1280, 800);
    ok &= bench_touch(1920, 1080);
    bench_seconds();
    meeting_recording_end(home, other, NULL, &error);
    g_assert_no_error(error);
    remove_folder(folder);
    return ok ? 0 : 1;
}
