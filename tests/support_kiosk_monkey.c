#include "tests/support_kiosk_monkey.h"

#include <malloc.h>
#include <string.h>
#include <time.h>

#include "kiosk/citizen/citizen.h"
#include "kiosk/citizen/receipt.h"
#include "kiosk/paint.h"
#include "kiosk/screens.h"
#include "kiosk/secretary/hall.h"
#include "kiosk/secretary/hall_ready.h"
#include "kiosk/secretary/key.h"
#include "kiosk/secretary/playback.h"
#include "kiosk/secretary/settings.h"
#include "kiosk/speech.h"
#include "kiosk/worker.h"
#include "protocol/error.h"

#define PAINT_EVERY 64
#define PENDING_MAX 24 /* works that wait for an answer */
#define HOPS 4         /* steps that one touch and the answers to it may lead on */
#define FAILS_ONE_IN 100
#define COSTLY_ONE_IN 100
#define PATIENT_ONE_IN 4

struct Monkey {
    GRand *random;
    Uint32 event;
    gint64 skipped_ms; /* that it slept */
    int visits[STATE_COUNT];
    GHashTable *touched; /* screen and meaning of a touch to how often it was done */
    gint64 worst_us[STATE_COUNT];
    gint64 held_bytes;

    /* while it plays */
    App *app;
    const MonkeyStage *stage;
    int trials; /* that it still waits for */
    int costly; /* of what is pending */
    Worker *worker;
    int pending;
    SDL_Surface *surface;
    SDL_Renderer *renderer;
    Paint *paint;
};

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

static int below(Monkey *monkey, int count)
{
    return g_rand_int_range(monkey->random, 0, MAX(1, count));
}

/* Each starts another program, which takes seconds: few of many do. */
static gboolean is_costly(const Work *work, gconstpointer argument)
{
    return work == &work_camera_open || work == &work_trial_begin || work == &work_speak ||
           (work == &work_play && ((const PlayTask *)argument)->what == PLAY_OPEN);
}

/* What would end the experiment is refused: begin and end of the recording, other PINs and keys,
 * another clock. So is now and then what the register is asked for. */
static void ask(gpointer user_data, const char *who, const Work *work, gpointer argument)
{
    static const Work *const refused[] = {
        &work_begin,        &work_begin_anyway,    &work_end,
        &work_settings_pin, &work_settings_remove, &work_key_move};
    Monkey *monkey = user_data;
    gboolean no = work->thread == WORK_REGISTER && work->done && !work->homeless &&
                  below(monkey, FAILS_ONE_IN) == 0;
    gboolean costly = is_costly(work, argument);
    no = no || (costly && below(monkey, COSTLY_ONE_IN) != 0);
    monkey->pending += work->done != NULL;
    for (gsize i = 0; i < G_N_ELEMENTS(refused); i++)
        no = no || work == refused[i];
    monkey->costly += work->done && costly;
    if (no)
        post(monkey, work, argument);
    else
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

static void take_event(Monkey *monkey, const SDL_Event *event)
{
    WorkProgress progress;
    if (event->type != monkey->event)
        return;
    WorkResult *result = worker_event(&event->user, &progress);
    if (result) {
        monkey->pending -= result->work->done != NULL;
        monkey->costly -= result->work->done && is_costly(result->work, result->argument);
        app_result(monkey->app, result);
    } else {
        app_progress(monkey->app, &progress);
    }
}

/* SDL itself would sleep for a millisecond, a step's time. */
static gboolean next_event(SDL_Event *event, gboolean wait)
{
    while (!SDL_PollEvent(event)) {
        if (!wait)
            return FALSE;
        g_usleep(100);
    }
    return TRUE;
}

/* Gives the application what the worker answered; waits where a person would have to, and now and
 * then until a screen shows what it asked for. */
static void answer(Monkey *monkey)
{
    SDL_Event event;
    gboolean patient = below(monkey, PATIENT_ONE_IN) == 0;
    for (;;) {
        gboolean looks = patient && !monkey->app->office->job && !monkey->costly;
        gboolean wait = monkey->pending > PENDING_MAX ||
                        (monkey->pending && (looks || is_passing(monkey->app->state)));
        if (!next_event(&event, wait))
            break;
        take_event(monkey, &event);
    }
}

/* A trial of the devices takes seconds: for some it waits. */
static void wait_for_trial(Monkey *monkey)
{
    if (monkey->app->state != STATE_TRIAL || monkey->trials == 0)
        return;
    monkey->trials--;
    while (monkey->app->state == STATE_TRIAL) {
        SDL_Event event;
        if (SDL_WaitEventTimeout(&event, app_tick(monkey->app, now_ms(monkey))))
            take_event(monkey, &event);
    }
}

/* ---- what it does */

static void touch(Monkey *monkey, int x, int y, int to_x, int to_y)
{
    App *app = monkey->app;
    app_touch_down(app, x, y, now_ms(monkey));
    for (int i = 1; i < 4 && (x != to_x || y != to_y); i++)
        app_touch_move(app, x + (to_x - x) * i / 3, y + (to_y - y) * i / 3, now_ms(monkey));
    app_touch_up(app, to_x, to_y, now_ms(monkey));
}

/* The keys of a keyboard count as one: else nothing else would be touched. */
static gpointer meaning(const Monkey *monkey, const Widget *widget)
{
    Touch touch = widget->touch;
    int value = touch.kind == TOUCH_KEY ? 0 : touch.value & 0xFFFF;
    return GUINT_TO_POINTER((guint)monkey->app->state << 24 | (guint)touch.kind << 16 |
                            (guint)value);
}

/* Of those that can be touched any, or every second time what was touched least. */
static const Widget *choose(Monkey *monkey)
{
    GArray *widgets = monkey->app->layout.widgets;
    const Widget *chosen = NULL;
    gboolean curious = below(monkey, 2);
    int least = G_MAXINT, seen = 0;
    for (guint i = 0; i < widgets->len; i++) {
        const Widget *widget = &g_array_index(widgets, Widget, i);
        if (widget->touch.kind == TOUCH_NONE || strcmp(widget->id, "lock") == 0)
            continue;
        gpointer key = meaning(monkey, widget);
        int count = curious ? GPOINTER_TO_INT(g_hash_table_lookup(monkey->touched, key)) : 0;
        if (count < least)
            seen = 0;
        if (count <= least && below(monkey, ++seen) == 0)
            chosen = widget;
        least = MIN(least, count);
    }
    return chosen;
}

static void touch_widget(Monkey *monkey)
{
    app_layout(monkey->app);
    const Widget *widget = choose(monkey);
    if (!widget)
        return;
    gpointer key = meaning(monkey, widget);
    int count = GPOINTER_TO_INT(g_hash_table_lookup(monkey->touched, key));
    g_hash_table_insert(monkey->touched, key, GINT_TO_POINTER(count + 1));
    SDL_Rect hit = widget->hit;
    int x = hit.x + hit.w / 2, y = hit.y + hit.h / 2;
    gboolean pad = widget->touch.kind == TOUCH_PAD;
    touch(monkey, x, y, pad ? hit.x + below(monkey, hit.w) : x, pad ? hit.y + 3 : y);
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
    gboolean new = app->state == STATE_NEW_PIN || app->state == STATE_PIN_AGAIN;
    if (app->state == STATE_PIN || (dice < 500 && app->state == STATE_DISPOSE_PIN) ||
        (dice < 700 && new)) {
        /* Five wrong ones, and nobody comes in for a long while. */
        form_wipe(app->office->form, FIELD_PIN);
        app_type(app, MONKEY_PIN, now_ms(monkey));
    } else if (dice < 500 && app->state == STATE_RECEIPT && monkey->stage->receipt)
        app_type(app, monkey->stage->receipt, now_ms(monkey));
    else if (dice < 760)
        touch_widget(monkey);
    else if (dice < 820)
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

/* ---- how long the UI thread was kept */

static gint64 spent_us(void)
{
    struct timespec spent;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
    return (gint64)spent.tv_sec * G_USEC_PER_SEC + spent.tv_nsec / 1000;
}

static void note_spent(Monkey *monkey, FlowState state, gint64 since_us)
{
    monkey->worst_us[state] = MAX(monkey->worst_us[state], spent_us() - since_us);
}

Monkey *monkey_new(guint32 seed)
{
    Monkey *monkey = g_new0(Monkey, 1);
    monkey->random = g_rand_new_with_seed(seed);
    monkey->event = SDL_RegisterEvents(1);
    monkey->touched = g_hash_table_new(NULL, NULL);
    return monkey;
}

void monkey_free(Monkey *monkey)
{
    g_rand_free(monkey->random);
    g_hash_table_unref(monkey->touched);
    g_free(monkey);
}

int monkey_visits(const Monkey *monkey, FlowState state)
{
    return monkey->visits[state];
}

gint64 monkey_worst_us(const Monkey *monkey, FlowState state)
{
    return monkey->worst_us[state];
}

gint64 monkey_held_bytes(const Monkey *monkey)
{
    return monkey->held_bytes;
}

static void begin(Monkey *monkey, const MonkeyStage *stage)
{
    g_autoptr(GError) error = NULL;
    WorkerSetup setup = {.home = stage->home,
                         .camera = "test",
                         .mic = "test",
                         .meeting = stage->id,
                         .clock = stage->clock,
                         .keep_s = 60,
                         .event = monkey->event};
    AppSetup app_setup = {.screens = screens,
                          .requests = {ask, cancel, monkey},
                          .clock = stage->clock,
                          .is_new = stage->is_new};
    monkey->pending = 0;
    monkey->stage = stage;
    monkey->trials = stage->trials;
    monkey->costly = 0;
    monkey->worker = worker_new(&setup, &error);
    g_assert_no_error(error);
    monkey->app = app_new(&app_setup, &error);
    g_assert_no_error(error);
    open_screen(monkey);
    if (!stage->is_new)
        ask(monkey, NULL, &work_day, NULL);
}

/* 0 under a sanitizer, which counts for itself. */
static gint64 heap_bytes(void)
{
    struct mallinfo2 heap = mallinfo2();
    return (gint64)heap.uordblks + (gint64)heap.hblkhd;
}

static void end(Monkey *monkey)
{
    worker_free(monkey->worker);
    SDL_Event event;
    WorkProgress progress;
    while (SDL_PollEvent(&event))
        if (event.type == monkey->event)
            work_result_free(worker_event(&event.user, &progress));
    gint64 with_bytes = heap_bytes();
    close_screen(monkey);
    app_free(monkey->app);
    monkey->held_bytes = MAX(monkey->held_bytes, with_bytes - heap_bytes());
}

void monkey_play(Monkey *monkey, const MonkeyStage *stage, int actions)
{
    begin(monkey, stage);
    for (int i = 0; i < actions; i++) {
        FlowState before = monkey->app->state;
        gint64 since_us = spent_us();
        act(monkey);
        note_spent(monkey, before, since_us);
        monkey->visits[monkey->app->state]++;
        answer(monkey);
        wait_for_trial(monkey);
        app_tick(monkey->app, now_ms(monkey));
        check(monkey, before);
        if (i % PAINT_EVERY == 0)
            paint_it(monkey);
    }
    end(monkey);
}
