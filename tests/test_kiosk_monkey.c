/*
 * A monkey before the screen: random touches, keys, scans and pauses, with the real register, a
 * printer and a stick behind it; before a meeting, while it is recorded, after it, and where there
 * is no home yet. Nothing crashes or leaks (SAN=1), every step is a row of the flow's tables, and
 * the recording is whole. MONKEYS=N actions; make monkey does a million.
 */
#include <stdlib.h>
#include <string.h>

#include "kiosk/citizen/citizen.h"
#include "kiosk/paint.h"
#include "kiosk/screens.h"
#include "kiosk/secretary/hall.h"
#include "kiosk/secretary/key.h"
#include "kiosk/secretary/settings.h"
#include "kiosk/worker.h"
#include "protocol/error.h"
#include "protocol/meeting_recording.h"
#include "protocol/user.h"
#include "tests/support.h"
#include "tests/support_home.h"
#include "tests/support_kiosk.h"
#include "tests/support_printer.h"
#include "tests/support_record.h"
#include "tests/support_recorder.h"
#include "tests/support_sealed.h"
#include "tests/support_stick.h"

#define PIN "472913"
#define PAINT_EVERY 64
#define PENDING_MAX 24 /* works that wait for an answer */
#define HOPS 4         /* steps that one touch and the answers to it may lead on */

typedef struct {
    App *app;
    Worker *worker;
    Uint32 event;
    GRand *random;
    gint64 skipped_ms; /* that the monkey slept */
    int pending;
    int visits[STATE_COUNT];
    SDL_Surface *surface;
    SDL_Renderer *renderer;
    Paint *paint;
} Monkey;

static gint64 now_ms(const Monkey *monkey)
{
    return g_get_monotonic_time() / 1000 + monkey->skipped_ms;
}

static void post(Monkey *monkey, const Work *work, gpointer argument)
{
    WorkResult *result = g_new0(WorkResult, 1);
    *result = (WorkResult){.work = work, .argument = argument};
    error_set(&result->error, PROTOCOL_ERROR_REFUSED, "Not for monkeys.", NULL);
    SDL_Event event = {.user = {.type = monkey->event, .data1 = result}};
    SDL_PushEvent(&event);
}

/* What would end the experiment is refused: begin and end of the recording, other PINs and keys,
 * another clock. */
static void ask(gpointer user_data, const char *who, const Work *work, gpointer argument)
{
    static const Work *const refused[] = {
        &work_begin,        &work_begin_anyway,    &work_end,
        &work_settings_pin, &work_settings_remove, &work_key_move};
    Monkey *monkey = user_data;
    monkey->pending += work->done != NULL;
    for (gsize i = 0; i < G_N_ELEMENTS(refused); i++)
        if (work == refused[i]) {
            post(monkey, work, argument);
            return;
        }
    worker_ask(monkey->worker, who, work, argument);
}

static void cancel(gpointer user_data, const Work *work)
{
    worker_cancel(((Monkey *)user_data)->worker, work);
}

/* Behind these nothing can be touched until the worker answers. */
static gboolean is_passing(FlowState state)
{
    return state == STATE_LOADING || state == STATE_SAVING || state == STATE_ASKING ||
           state == STATE_ENTERING || state == STATE_STARTING || state == STATE_ENDING ||
           state == STATE_NOTE_SAVING || state == STATE_NOTE_ADDING || state == STATE_BUSY;
}

/* Gives the application what the worker answered; waits where a person would have to. */
static void answer(Monkey *monkey)
{
    SDL_Event event;
    WorkProgress progress;
    for (;;) {
        gboolean wait =
            monkey->pending > PENDING_MAX || (monkey->pending && is_passing(monkey->app->state));
        if (!(wait ? SDL_WaitEvent(&event) : SDL_PollEvent(&event)))
            break;
        if (event.type != monkey->event)
            continue;
        WorkResult *result = worker_event(&event.user, &progress);
        if (!result) {
            app_progress(monkey->app, &progress);
            continue;
        }
        monkey->pending--;
        app_result(monkey->app, result);
    }
}

/* ---- what it does */

static int below(Monkey *monkey, int count)
{
    return g_rand_int_range(monkey->random, 0, MAX(1, count));
}

static void touch(Monkey *monkey, int x, int y, int to_x, int to_y)
{
    App *app = monkey->app;
    app_touch_down(app, x, y, now_ms(monkey));
    for (int i = 1; i < 4 && (x != to_x || y != to_y); i++)
        app_touch_move(app, x + (to_x - x) * i / 3, y + (to_y - y) * i / 3, now_ms(monkey));
    app_touch_up(app, to_x, to_y, now_ms(monkey));
}

static void touch_widget(Monkey *monkey)
{
    App *app = monkey->app;
    app_layout(app);
    GArray *widgets = app->layout.widgets;
    for (int tries = 0; tries < 20; tries++) {
        const Widget *widget = &g_array_index(widgets, Widget, below(monkey, (int)widgets->len));
        SDL_Rect hit = widget->hit;
        if (widget->touch.kind == TOUCH_NONE || strcmp(widget->id, "lock") == 0)
            continue;
        int x = hit.x + hit.w / 2, y = hit.y + hit.h / 2;
        gboolean pad = widget->touch.kind == TOUCH_PAD;
        touch(monkey, x, y, pad ? hit.x + below(monkey, hit.w) : x, pad ? hit.y + 3 : y);
        return;
    }
}

static void touch_anywhere(Monkey *monkey)
{
    const Theme *theme = &monkey->app->theme;
    touch(monkey, below(monkey, theme->width_px), below(monkey, theme->height_px),
          below(monkey, theme->width_px), below(monkey, theme->height_px));
}

static void type(Monkey *monkey)
{
    static const char *const texts[] = {"Әлиев",
                                        "12",
                                        "4821-7730-52",
                                        "a",
                                        " ",
                                        "ё-",
                                        "'\";--",
                                        "😀",
                                        "\xf0\x9f",
                                        "\u202e",
                                        "ҢҢҢҢҢҢҢҢҢҢҢҢҢҢҢҢҢҢҢҢҢҢҢҢҢҢҢҢҢҢ"};
    app_type(monkey->app, texts[below(monkey, G_N_ELEMENTS(texts))], now_ms(monkey));
}

static void press(Monkey *monkey)
{
    static const SDL_Keycode keys[] = {SDLK_RETURN, SDLK_TAB,  SDLK_ESCAPE,   SDLK_BACKSPACE,
                                       SDLK_DELETE, SDLK_LEFT, SDLK_END,      SDLK_PAGEDOWN,
                                       SDLK_PAGEUP, SDLK_F4,   SDLK_KP_ENTER, SDLK_AC_BACK};
    app_key(monkey->app, keys[below(monkey, G_N_ELEMENTS(keys))], below(monkey, 2), now_ms(monkey));
}

static void turn(Monkey *monkey)
{
    static const int sizes[][2] = {{800, 480}, {1280, 800}, {800, 1280}, {1920, 1080}};
    const int *size = sizes[below(monkey, G_N_ELEMENTS(sizes))];
    app_resize(monkey->app, size[0], size[1], below(monkey, 2) ? 133 : 0);
}

/* A monkey of the staff, that knows its PIN. */
static void act(Monkey *monkey)
{
    App *app = monkey->app;
    int dice = below(monkey, 1000);
    if (app->state == STATE_PIN ||
        (dice < 700 && (app->state == STATE_NEW_PIN || app->state == STATE_PIN_AGAIN))) {
        /* Five wrong ones, and nobody comes in for a long while. */
        form_wipe(app->office->form, FIELD_PIN);
        app_type(app, PIN, now_ms(monkey));
    } else if (dice < 800)
        touch_widget(monkey);
    else if (dice < 880)
        touch_anywhere(monkey);
    else if (dice < 940)
        type(monkey);
    else if (dice < 990)
        press(monkey);
    else if (dice < 996)
        turn(monkey);
    else
        monkey->skipped_ms += below(monkey, 400000);
}

/* ---- what must be true */

static gboolean leads(FlowState from, FlowState to, int hops)
{
    const FlowTable *const *tables = flow_tables();
    if (from == to)
        return TRUE;
    for (int t = 0; hops && tables[t]; t++)
        for (gsize i = 0; i < tables[t]->count; i++) {
            const FlowRow *row = &tables[t]->rows[i];
            if (row->from == from && (row->to == STATE_REMEMBERED || leads(row->to, to, hops - 1)))
                return TRUE;
        }
    return FALSE;
}

static void check(Monkey *monkey, FlowState before)
{
    FlowState state = monkey->app->state;
    g_assert_cmpint(state, <, STATE_COUNT);
    g_assert_nonnull(app_screen(monkey->app));
    if (!leads(before, state, HOPS))
        g_error("no row leads from %s to %s", flow_state_name(before), flow_state_name(state));
    monkey->visits[state]++;
    gboolean open = flow_is_staff(state) && state > STATE_SETUP_MAKING;
    if (open && state != STATE_LIVE_LOCKED && !monkey->app->office->who.number)
        g_error("nobody is at work, and %s is open", flow_state_name(state));
}

static void paint_it(Monkey *monkey)
{
    paint_app(monkey->paint, monkey->app);
    SDL_RenderPresent(monkey->renderer);
}

static void open_screen(Monkey *monkey)
{
    monkey->surface = SDL_CreateRGBSurfaceWithFormat(0, 1920, 1280, 32, SDL_PIXELFORMAT_ARGB8888);
    monkey->renderer = SDL_CreateSoftwareRenderer(monkey->surface);
    monkey->paint = paint_new(monkey->renderer);
}

static void close_screen(Monkey *monkey)
{
    lettering_forget(monkey->app->text);
    paint_free(monkey->paint);
    SDL_DestroyRenderer(monkey->renderer);
    SDL_FreeSurface(monkey->surface);
}

/* id: NULL: there is no home yet */
static void play(Monkey *monkey, const char *home, const char *id, const Clock *clock, int actions)
{
    g_autoptr(GError) error = NULL;
    WorkerSetup setup = {.home = home,
                         .camera = "test",
                         .mic = "test",
                         .meeting = id,
                         .clock = clock,
                         .keep_s = 60,
                         .event = monkey->event};
    AppSetup app_setup = {
        .screens = screens, .requests = {ask, cancel, monkey}, .clock = clock, .is_new = !id};
    monkey->worker = worker_new(&setup, &error);
    g_assert_no_error(error);
    monkey->app = app_new(&app_setup, &error);
    g_assert_no_error(error);
    open_screen(monkey);
    if (id)
        ask(monkey, NULL, &work_day, NULL);
    for (int i = 0; i < actions; i++) {
        FlowState before = monkey->app->state;
        act(monkey);
        monkey->visits[monkey->app->state]++;
        answer(monkey);
        app_tick(monkey->app, now_ms(monkey));
        check(monkey, before);
        if (i % PAINT_EVERY == 0)
            paint_it(monkey);
    }
    worker_free(monkey->worker);
    SDL_Event event;
    WorkProgress progress;
    while (SDL_PollEvent(&event))
        if (event.type == monkey->event)
            work_result_free(worker_event(&event.user, &progress));
    close_screen(monkey);
    app_free(monkey->app);
}

static void tell(const Monkey *monkey, int actions, gint64 took_ms)
{
    int seen = 0;
    GString *missed = g_string_new(NULL);
    for (int i = 0; i < STATE_COUNT; i++)
        if (monkey->visits[i])
            seen++;
        else
            g_string_append_printf(missed, " %s", flow_state_name((FlowState)i));
    g_test_message("%d actions, of which a recording saw %d ms, %d of %d screens; not:%s", actions,
                   (int)took_ms, seen, STATE_COUNT, missed->str);
    g_string_free(missed, TRUE);
}

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

/* While it is recorded; the recording is whole. How long it took. */
static gint64 play_recorded(Monkey *monkey, Home *home, const char *id, const Clock *clock,
                            int actions)
{
    g_autoptr(GError) error = NULL;
    const RecordingSetup recording = {.camera = "test", .mic = "test"};
    meeting_recording_begin(home, id, &recording, NULL, &error);
    g_assert_no_error(error);
    gint64 start_ms = g_get_monotonic_time() / 1000;
    play(monkey, home_path(home), id, clock, actions);
    gint64 took_ms = g_get_monotonic_time() / 1000 - start_ms;
    gboolean died = TRUE;
    meeting_recording_end(home, id, &died, &error);
    g_assert_no_error(error);
    g_assert_false(died);
    g_autofree char *take = home_meeting_path(home, id, "video/take-01.mkv");
    g_autofree char *second = home_meeting_path(home, id, "video/take-02.mkv");
    g_assert_false(g_file_test(second, G_FILE_TEST_EXISTS));
    g_assert_cmpint(support_decode_ms(take), >, took_ms - 1500);
    return took_ms;
}

static void test_monkey(void)
{
    const char *wanted = g_getenv("MONKEYS"), *seed = g_getenv("MONKEY_SEED");
    int actions = wanted ? atoi(wanted) : 2000, number;
    Monkey monkey = {.random = g_rand_new_with_seed(seed ? (guint32)atoi(seed) : 1)};
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = support_folder();
    g_autofree char *new_home = g_build_filename(folder, "new", NULL);
    g_autoptr(Clock) clock = clock_new_fixed(SUPPORT_NOW_MS, TRUE);
    g_autoptr(Home) home = support_home(folder, clock);
    g_autofree char *sealed = support_sealed(home);
    g_autofree char *id = support_meeting(home);
    SupportPrinter printer;
    SupportStick stick;
    user_add(home, "майор Әлиев", USER_ADMINISTRATOR, PIN, &number, &error);
    g_assert_no_error(error);
    support_stick_start(&stick);
    gboolean printed = plug_in(home_path(home), &printer);
    SDL_Init(SDL_INIT_EVENTS);
    monkey.event = SDL_RegisterEvents(1);
    play(&monkey, home_path(home), id, clock, actions / 5);
    gint64 took_ms = play_recorded(&monkey, home, id, clock, actions / 2);
    play(&monkey, home_path(home), id, clock, actions / 5);
    play(&monkey, new_home, NULL, clock, actions / 10);
    tell(&monkey, actions, took_ms);
    g_rand_free(monkey.random);
    SDL_Quit();
    support_stick_stop(&stick);
    if (printed)
        support_printer_stop(&printer);
    remove_folder(folder);
}

int main(int argc, char **argv)
{
    /* Nothing is printed but on the test's own printer; its own bus sets no clock. */
    g_setenv("CUPS_SERVER", "/nonexistent", TRUE);
    sample_init(&argc, &argv);
    g_test_add_func("/monkey/it-plays-while-a-meeting-is-recorded", test_monkey);
    return g_test_run();
}
