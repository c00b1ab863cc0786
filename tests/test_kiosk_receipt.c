/* The code of a receipt that is typed by a scanner or held before the camera. */
#include <math.h>
#include <unistd.h>

#include "kiosk/citizen/code_reader.h"
#include "kiosk/citizen/receipt.h"
#include "protocol/qr.h"
#include "protocol/receipt.h"
#include "tests/support.h"
#include "tests/support_home.h"
#include "tests/support_kiosk.h"

/* What a scanner makes of the code: a letter each 5 ms, then Enter. */
static void scan(App *app, const char *text, int each_ms)
{
    for (const char *at = text; *at; at = g_utf8_next_char(at)) {
        g_autofree char *letter = g_utf8_substring(at, 0, 1);
        app_type(app, letter, app->now_ms + each_ms);
    }
    app_key(app, SDLK_RETURN, FALSE, app->now_ms + each_ms);
    app_layout(app);
}

static void test_scanner_opens_the_entry(void)
{
    for (int from = 0; from < 3; from++) {
        Asked asked = {0};
        g_autoptr(App) app = sample_app(&asked, LANGUAGE_KK, sample_day(from ? "announced" : NULL));
        g_autofree char *code = receipt_new();
        g_autofree char *read = g_strconcat(code, " · № 31 · 2026-09-10", NULL);
        if (from == 2)
            sample_tap(app, "entry");
        scan(app, read, 5);
        g_assert_cmpint(app->state, ==, STATE_ASKING);
        g_assert_cmpstr(asked.receipt, ==, code);
        sample_answer_entry(app, "check");
        g_assert_cmpint(app->state, ==, STATE_ENTRY);
        /* The next in the queue: nothing of the one before is left. */
        g_autofree char *other = receipt_new();
        scan(app, other, 20);
        g_assert_cmpint(app->state, ==, STATE_ASKING);
        g_assert_cmpstr(asked.receipt, ==, other);
        g_assert_null(app->entry);
        sample_answer_entry(app, NULL);
        g_assert_cmpint(app->state, ==, STATE_RECEIPT);
        g_assert_true(app->hint);
        asked_clear(&asked);
    }
}

static void test_other_codes_are_refused(void)
{
    static const char *const texts[] = {"https://evil.example/?4821773052", "4821-7730-53",
                                        "48217730521111111111", "WIFI:S:x;P:y;;",
                                        "'; DROP TABLE entry; --"};
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        Asked asked = {0};
        g_autoptr(App) app = sample_app(&asked, LANGUAGE_RU, sample_day("announced"));
        scan(app, texts[i], 5);
        g_assert_cmpint(app->state, ==, STATE_WELCOME);
        g_assert_nonnull(app->toast);
        sample_tap(app, "entry");
        scan(app, texts[i], 5);
        g_assert_cmpint(app->state, ==, STATE_RECEIPT);
        g_assert_false(form_has(app->form, FIELD_RECEIPT));
        g_assert_null(asked.receipt);
        asked_clear(&asked);
    }
    Asked asked = {0};
    g_autoptr(App) app = sample_app(&asked, LANGUAGE_RU, sample_day("announced"));
    g_autofree char *endless = g_strnfill(100000, '4');
    scan(app, endless, 1);
    g_assert_cmpint(app->state, ==, STATE_WELCOME);
    g_assert_nonnull(app->toast);
    asked_clear(&asked);
}

static void test_a_person_is_no_scanner(void)
{
    Asked asked = {0};
    g_autoptr(App) app = sample_app(&asked, LANGUAGE_RU, sample_day("announced"));
    g_autofree char *code = receipt_new();
    /* Typed by hand, the code opens nothing where nothing is typed, and is asked for where it is.
     */
    scan(app, code, 120);
    g_assert_cmpint(app->state, ==, STATE_NAMES); /* Enter is "register" */
    app_step(app, EVENT_BACK);
    sample_tap(app, "entry");
    scan(app, "12", 120);
    g_assert_cmpstr(asked.receipt, ==, "12");
    sample_answer_entry(app, NULL);
    app_step(app, EVENT_BACK);
    /* In a form what is scanned is only what it says. */
    sample_tap(app, "start");
    scan(app, code, 5);
    g_assert_cmpint(app->state, ==, STATE_NAMES);
    g_assert_cmpstr(app->form->text[FIELD_SURNAME]->str, ==, code);
    asked_clear(&asked);
}

/* ---- the camera */

/* The code as a camera sees it: grey, module_px a module, turned, on a noisy ground. */
static guint8 *photograph(const char *text, int width_px, int height_px, double module_px,
                          double turn)
{
    int modules = 0;
    g_autoptr(GArray) dark = text ? qr_rectangles(text, &modules, NULL) : NULL;
    guint8 *grey = g_malloc((gsize)width_px * (gsize)height_px);
    guint32 noise = 12345;
    for (int y = 0; y < height_px; y++)
        for (int x = 0; x < width_px; x++) {
            double dx = x - width_px / 2.0, dy = y - height_px / 2.0;
            double u = (dx * cos(turn) + dy * sin(turn)) / module_px + modules / 2.0;
            double v = (dy * cos(turn) - dx * sin(turn)) / module_px + modules / 2.0;
            gboolean paper = u > -4 && v > -4 && u < modules + 4 && v < modules + 4;
            int shade = text && paper ? 210 : 120;
            for (guint i = 0; dark && i < dark->len; i++) {
                const QrRectangle *r = &g_array_index(dark, QrRectangle, i);
                if (u >= r->x && u < r->x + r->width && v >= r->y && v < r->y + r->height)
                    shade = 40;
            }
            noise = noise * 1664525 + 1013904223;
            grey[y * width_px + x] = (guint8)(shade + (int)(noise >> 28) - 8);
        }
    return grey;
}

static char *decode(const char *text, double module_px, double turn)
{
    g_autofree guint8 *grey = photograph(text, 640, 360, module_px, turn);
    return code_reader_decode(grey, 640, 360);
}

static void test_code_is_read_from_a_picture(void)
{
    static const char *const said = "4821-7730-52 · № 31 · 2026-09-10";
    static const double turns[] = {0, 0.3, 1.9, 3.1};
    for (gsize i = 0; i < G_N_ELEMENTS(turns); i++) {
        g_autofree char *read = decode(said, 5, turns[i]);
        g_assert_cmpstr(read, ==, said);
    }
    g_assert_null(decode(NULL, 5, 0));
    /* What is no text is a code, but says nothing. */
    g_autofree char *controls = decode("4821-7730-52\x1b[2J", 5, 0);
    g_assert_cmpstr(controls, ==, "");
    g_autofree char *text = g_strnfill(250, '4');
    g_autofree char *endless = decode(text, 4, 0);
    g_assert_cmpstr(endless, ==, "");
}

static gboolean run(const Work *work, Workplace *place, gpointer *value_out)
{
    g_autoptr(GError) error = NULL;
    *value_out = NULL;
    gboolean ok = work->run(place, NULL, value_out, &error);
    g_assert_no_error(error);
    return ok;
}

/* A film of the code as the camera of the real recorder. */
static void test_camera_reads_it_and_keeps_nothing(void)
{
    static const char *const said = "4821-7730-52 · № 31 · 2026-09-10";
    g_autofree char *folder = support_folder();
    g_autofree char *still = g_build_filename(folder, "still.pgm", NULL);
    g_autofree char *film = g_build_filename(folder, "film.mkv", NULL);
    g_autofree guint8 *grey = photograph(said, 640, 360, 5, 0.1);
    GString *pgm = g_string_new("P5 640 360 255\n");
    g_string_append_len(pgm, (const char *)grey, 640 * 360);
    g_assert_true(g_file_set_contents(still, pgm->str, (gssize)pgm->len, NULL));
    g_string_free(pgm, TRUE);
    const char *const argv[] = {"ffmpeg",   "-loglevel", "error", "-loop", "1",  "-i",
                                still,      "-t",        "3",     "-r",    "15", "-pix_fmt",
                                "yuvj420p", "-c:v",      "mjpeg", film,    NULL};
    g_auto(Run) made = run_program(argv);
    g_assert_cmpint(made.exit_code, ==, 0);
    g_autoptr(Clock) clock = clock_new_fixed(SUPPORT_NOW_MS, TRUE);
    g_autoptr(Home) home = support_home(folder, clock);
    g_autofree char *camera = g_strconcat("file:", film, NULL);
    g_autoptr(GCancellable) cancel = g_cancellable_new();
    Workplace place = {.home = home, .clock = clock, .camera = camera, .cancel = cancel};
    gpointer value;
    run(&work_camera_open, &place, &value);
    g_autoptr(Preview) shown = value;
    g_assert_nonnull(shown);
    g_autofree char *text = NULL;
    for (int i = 0; i < 20 && !text; i++) {
        run(&work_camera_look, &place, &value);
        text = value;
    }
    g_assert_cmpstr(text, ==, said);
    PreviewPicture picture;
    g_assert_true(preview_read(shown, &picture));
    g_autofree char *memory = g_build_filename(home_path(home), "devices.ini", NULL);
    g_autofree char *hidden = code_reader_folder(memory);
    g_assert_true(g_file_test(hidden, G_FILE_TEST_IS_DIR));
    run(&work_camera_close, &place, &value);
    g_assert_false(g_file_test(hidden, G_FILE_TEST_EXISTS));
    remove_folder(folder);
}

/* The screen asks for the camera when it comes and lets go of it however it is left. */
static void test_camera_is_let_go(void)
{
    for (int way = 0; way < 4; way++) {
        Asked asked = {0};
        g_autoptr(App) app = sample_app(&asked, LANGUAGE_KK, sample_day("announced"));
        sample_tap(app, "entry");
        sample_tap(app, "show");
        g_assert_cmpint(app->state, ==, STATE_SHOW);
        if (way == 1) {
            app_tick(app, app->now_ms + CODE_READER_S * 1000 + 1);
        } else if (way == 2) {
            sample_answer(app, &asked, &work_camera_open, NULL, "no camera");
            g_assert_nonnull(app->toast);
        } else {
            sample_answer(app, &asked, &work_camera_open, NULL, NULL);
            sample_answer(app, &asked, &work_camera_look, g_strdup("nothing of ours"), NULL);
            g_assert_cmpint(app->state, ==, STATE_SHOW);
            g_assert_cmpint(sample_asked(&asked, &work_camera_look), ==, 1);
            if (way == 3)
                sample_answer(app, &asked, &work_camera_look, receipt_new(), NULL);
            else
                sample_tap(app, "next");
        }
        g_assert_cmpint(app->state, ==, way == 3 ? STATE_ASKING : STATE_RECEIPT);
        g_assert_cmpint(sample_asked(&asked, &work_camera_close), ==, 1);
        if (way == 0) { /* it comes too late */
            sample_answer(app, &asked, &work_camera_look, receipt_new(), NULL);
            g_assert_cmpint(app->state, ==, STATE_RECEIPT);
            g_assert_cmpint(sample_asked(&asked, &work_camera_look), ==, 0);
        }
        asked_clear(&asked);
    }
}

int main(int argc, char **argv)
{
    sample_init(&argc, &argv);
    g_test_add_func("/receipt/a-scanner-opens-the-entry", test_scanner_opens_the_entry);
    g_test_add_func("/receipt/other-codes-are-refused-politely", test_other_codes_are_refused);
    g_test_add_func("/receipt/a-person-who-types-is-no-scanner", test_a_person_is_no_scanner);
    g_test_add_func("/receipt/the-code-is-read-from-a-picture", test_code_is_read_from_a_picture);
    g_test_add_func("/receipt/the-camera-reads-it-and-keeps-nothing",
                    test_camera_reads_it_and_keeps_nothing);
    g_test_add_func("/receipt/the-camera-is-let-go", test_camera_is_let_go);
    return g_test_run();
}
