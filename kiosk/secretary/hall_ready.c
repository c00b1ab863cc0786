#include "kiosk/secretary/hall_ready.h"

#include "kiosk/secretary/hall.h"
#include "kiosk/secretary/prepare.h"

#define TRIAL_MS 3000
#define PLAY_MS 6000
#define STATUS_MS 100 /* the meter moves */
#define PICTURE_MS 60 /* between two pictures on the screen */

static Ready *ready_of(const App *app)
{
    return app->office->hall->ready;
}

Ready *ready_new(void)
{
    return g_new0(Ready, 1);
}

void ready_free(Ready *ready)
{
    if (!ready)
        return;
    trial_free(ready->trial);
    g_clear_error(&ready->trouble);
    g_free(ready);
}

gboolean ready_is_free(const App *app)
{
    const Ready *ready = ready_of(app);
    return !ready->trial && !ready->work;
}

/* ---- one request after the other */

static void ask(App *app, const Work *work, gpointer argument)
{
    ready_of(app)->work = work;
    app_ask(app, work, argument);
}

static void ask_end(App *app)
{
    Ready *ready = ready_of(app);
    Trial **ended = g_new(Trial *, 1);
    *ended = g_steal_pointer(&ready->trial);
    ready->player = NULL;
    ask(app, &work_trial_end, ended);
}

static void ask_look(App *app)
{
    Ready *ready = ready_of(app);
    ReadyPlay *play = g_new0(ReadyPlay, 1);
    *play = (ReadyPlay){ready->player, ready->again};
    ready->again = FALSE;
    ask(app, &work_trial_look, play);
}

/* Asks for what comes next, if nothing is under way. A trial that nobody wants any more is ended
 * before the next begins. */
static void drive(App *app)
{
    Ready *ready = ready_of(app);
    if (ready->work)
        return;
    if (ready->trial && ready->stale) {
        ask_end(app);
        return;
    }
    ready->stale = FALSE;
    if (ready->phase == READY_STARTING) {
        ask(app, &work_trial_begin, NULL);
    } else if ((ready->phase == READY_RECORDING || ready->phase == READY_PLAYING) &&
               app->now_ms >= ready->ask_ms) {
        ready->ask_ms = app->now_ms + STATUS_MS;
        if (ready->phase == READY_PLAYING)
            ask_look(app);
        else
            ask(app, &work_trial_status, ready->trial);
    }
}

/* Of the recording. */
static int seconds_left(const App *app)
{
    return (int)MAX(0, (ready_of(app)->until_ms - app->now_ms + 999) / 1000);
}

int ready_tick(App *app)
{
    Ready *ready = ready_of(app);
    int office_ms = office_tick(app), left_s = seconds_left(app);
    drive(app);
    if (ready->shown_s != left_s) {
        ready->shown_s = left_s;
        app->dirty = app->dirty || ready->phase == READY_RECORDING;
    }
    app_read_picture(app);
    if (ready->phase == READY_QUIET || ready->phase == READY_PLAYED)
        return office_ms;
    return MIN(office_ms, PICTURE_MS);
}

/* ---- results */

static void fail(App *app, WorkResult *result)
{
    Ready *ready = ready_of(app);
    g_clear_error(&ready->trouble);
    if (!ready_judge_failure(ready, result->error))
        ready->trouble = g_steal_pointer(&result->error);
    ready_leave(app);
    app_step(app, EVENT_NOT_SAVED);
}

/* Takes the end of a request; TRUE: the trial that it was of goes on. */
static gboolean take(App *app, WorkResult *result)
{
    Ready *ready = ready_of(app);
    ready->work = NULL;
    if (!ready->stale && !result->error)
        return TRUE;
    if (!ready->stale)
        fail(app, result);
    else
        drive(app);
    app->dirty = TRUE;
    return FALSE;
}

/* Goes on to phase, which lasts so long. */
static void begin_phase(App *app, ReadyPhase phase, gint64 length_ms)
{
    Ready *ready = ready_of(app);
    ready->phase = phase;
    ready->until_ms = app->now_ms + length_ms;
    ready->ask_ms = 0;
    app->dirty = TRUE;
}

void ready_take_begun(App *app, WorkResult *result)
{
    Ready *ready = ready_of(app);
    ready->trial = g_steal_pointer(&result->value);
    if (!take(app, result))
        return;
    begin_phase(app, READY_RECORDING, TRIAL_MS);
    app_show(app, trial_preview(ready->trial));
    drive(app);
}

void ready_take_status(App *app, WorkResult *result)
{
    Ready *ready = ready_of(app);
    const RecorderStatus *status = result->value;
    gboolean over = result->error != NULL; /* the recorder ends by itself */
    g_clear_error(&result->error);
    if (!take(app, result))
        return;
    if (!over) {
        ready->status = *status;
        ready->alarms |= status->alarms;
        ready->peak_db = MAX(ready->peak_db, status->peak_db);
        hall_show_level(app, status->peak_db);
    } else {
        ready_judge(ready);
        ask(app, &work_trial_play, ready->trial);
    }
}

void ready_take_play(App *app, WorkResult *result)
{
    Ready *ready = ready_of(app);
    Player *player = g_steal_pointer(&result->value);
    if (!take(app, result))
        return;
    ready->player = player;
    begin_phase(app, READY_PLAYING, PLAY_MS);
    app_show(app, player_preview(player));
    app_step(app, EVENT_SAVED);
    drive(app);
}

void ready_take_look(App *app, WorkResult *result)
{
    Ready *ready = ready_of(app);
    const PlayerStatus *status = result->value;
    if (!take(app, result))
        return;
    ready->silent = !status->sound;
    /* One that stands still is asked about, too: it was not seen well. */
    if (status->ended || app->now_ms >= ready->until_ms)
        begin_phase(app, READY_PLAYED, 0);
}

void ready_take_end(App *app, WorkResult *result)
{
    ready_of(app)->work = NULL;
    app->dirty = TRUE;
    drive(app);
}

/* ---- actions of the trial */

void ready_try(App *app)
{
    Ready *ready = ready_of(app);
    g_clear_error(&ready->trouble);
    ready->phase = READY_STARTING;
    ready->confirmed = ready->silent = ready->again = FALSE;
    ready->camera = ready->microphone = (ReadyDevice){0};
    ready->status = (RecorderStatus){0};
    ready->alarms = 0;
    ready->peak_db = -G_MAXDOUBLE;
    ready->ask_ms = 0;
    drive(app);
}

void ready_leave(App *app)
{
    Ready *ready = ready_of(app);
    app_show(app, NULL);
    ready->phase = READY_QUIET;
    ready->stale = ready->trial || ready->work;
    drive(app);
}

void ready_lock(App *app)
{
    ready_leave(app);
    office_lock(app);
}

void ready_confirm(App *app)
{
    ready_of(app)->confirmed = TRUE;
    ready_leave(app);
}

void ready_deny(App *app)
{
    ready_leave(app);
    ready_try(app);
}

void ready_replay(App *app)
{
    Ready *ready = ready_of(app);
    if (ready->phase != READY_PLAYED)
        return;
    ready->again = TRUE;
    begin_phase(app, READY_PLAYING, PLAY_MS);
    drive(app);
}

/* ---- the clock */

void ready_confirm_clock(App *app)
{
    ready_of(app)->clock_asked = TRUE;
    app_ask(app, &work_clock, g_new0(gint64, 1));
}

void ready_edit_clock(App *app)
{
    Ready *ready = ready_of(app);
    int seconds = 0;
    g_autofree char *iso = time_iso(app_unix_ms(app));
    g_autofree char *date = g_strndup(iso, 10), *time = g_strndup(iso + 11, 8);
    if (!date_parse(date, &ready->date))
        g_date_set_dmy(&ready->date, 1, 1, 2026);
    time_of_day_parse(time, &seconds);
    ready->minute = seconds / 60;
}

void ready_set_clock(App *app)
{
    Ready *ready = ready_of(app);
    gint64 *unix_ms = g_new0(gint64, 1);
    g_autofree char *date = date_iso(&ready->date);
    g_autofree char *time = g_strdup_printf("%02d:%02d", ready->minute / 60, ready->minute % 60);
    time_parse(date, time, unix_ms);
    ready->clock_asked = TRUE;
    app_ask(app, &work_clock, unix_ms);
}

/* What was set is shown, and asked about, again: a finger may have slipped. */
void ready_take_clock(App *app, WorkResult *result)
{
    gint64 unix_ms = *(const gint64 *)result->argument;
    gboolean ok = !result->error;
    ready_of(app)->clock_asked = FALSE;
    if (ok)
        ready_of(app)->clock_confirmed = unix_ms == 0;
    ready_add_confirmed(app, &app->office->devices);
    if (app->state != STATE_CLOCK && app->state != STATE_CLOCK_SET)
        return;
    if (!ok)
        app_toast(app, message_error(app->language, result->error), (FlowEvent)0);
    app_step(app, ok ? EVENT_SAVED : EVENT_NOT_SAVED);
}
