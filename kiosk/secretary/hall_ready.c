#include "kiosk/secretary/hall_ready.h"

#include <string.h>

#include "kiosk/secretary/hall.h"
#include "kiosk/secretary/prepare.h"
#include "protocol/error.h"
#include "protocol/recording_alarm.h"

#define TRIAL_MS 3000
#define PLAY_MS 6000
#define STATUS_MS 100  /* the meter moves */
#define PICTURE_MS 60  /* between two pictures on the screen */
#define VOICE_DB (-35) /* a voice at a microphone that stands right peaks above it */
#define NOISE_DB (-50) /* an empty room stays below it */

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

int ready_seconds_left(const App *app)
{
    return (int)MAX(0, (ready_of(app)->until_ms - app->now_ms + 999) / 1000);
}

int ready_tick(App *app)
{
    Ready *ready = ready_of(app);
    int office_ms = office_tick(app), left_s = ready_seconds_left(app);
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

/* ---- what was measured */

/* What the recorder warned of, the worst first. */
static void judge_camera(Ready *ready)
{
    static const struct {
        RecorderAlarm alarm;
        ReadyVerdict verdict;
    } faults[] = {{RECORDER_ALARM_CAMERA_LOST, VERDICT_BAD},
                  {RECORDER_ALARM_CAMERA_COVERED, VERDICT_BAD},
                  {RECORDER_ALARM_CAMERA_BLACK, VERDICT_BAD},
                  {RECORDER_ALARM_CAMERA_FROZEN, VERDICT_BAD},
                  {RECORDER_ALARM_FRAMES_LOST, VERDICT_CARE}};
    ReadyDevice *camera = &ready->camera;
    *camera = (ReadyDevice){.verdict = VERDICT_GOOD};
    g_strlcpy(camera->name, ready->status.camera, sizeof camera->name);
    for (gsize i = 0; i < G_N_ELEMENTS(faults) && camera->verdict == VERDICT_GOOD; i++)
        if (ready->alarms & faults[i].alarm) {
            camera->verdict = faults[i].verdict;
            camera->advice = recording_alarm_text(faults[i].alarm);
        }
    camera->said = camera->verdict == VERDICT_GOOD ? N_("The camera works")
                                                   : N_("The camera does not show a good picture");
}

static void judge_microphone(Ready *ready)
{
    ReadyDevice *microphone = &ready->microphone;
    *microphone = (ReadyDevice){.verdict = VERDICT_BAD};
    g_strlcpy(microphone->name, ready->status.mic, sizeof microphone->name);
    if ((ready->alarms & RECORDER_ALARM_MIC_LOST) || ready->peak_db < NOISE_DB) {
        microphone->said = N_("The microphone hears nothing");
        microphone->advice = N_("Look at its switch and its cable. Then try again and speak.");
    } else if (ready->peak_db < VOICE_DB) {
        microphone->verdict = VERDICT_CARE;
        microphone->said = N_("The voice is hardly heard");
        microphone->advice = N_("Move the microphone nearer to who speaks, and try again.");
    } else if (ready->alarms & RECORDER_ALARM_MIC_CLIPPING) {
        microphone->verdict = VERDICT_CARE;
        microphone->said = N_("The voice is too loud");
        microphone->advice = N_("Move the microphone a little away, and try again.");
    } else {
        microphone->verdict = VERDICT_GOOD;
        microphone->said = N_("The voice is heard well");
    }
}

/* ---- results */

static void fail(App *app, WorkResult *result)
{
    Ready *ready = ready_of(app);
    g_clear_error(&ready->trouble);
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
        judge_camera(ready);
        judge_microphone(ready);
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
    ReadyClock *clock = g_new0(ReadyClock, 1);
    clock->who = app->office->who.number;
    ready_of(app)->clock_asked = TRUE;
    app_ask(app, &work_clock, clock);
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
    ReadyClock *clock = g_new0(ReadyClock, 1);
    clock->who = app->office->who.number;
    g_autofree char *date = date_iso(&ready->date);
    g_autofree char *time = g_strdup_printf("%02d:%02d", ready->minute / 60, ready->minute % 60);
    time_parse(date, time, &clock->unix_ms);
    ready->clock_asked = TRUE;
    app_ask(app, &work_clock, clock);
}

/* What was set is shown, and asked about, again: a finger may have slipped. */
void ready_take_clock(App *app, WorkResult *result)
{
    const ReadyClock *clock = result->argument;
    gboolean ok = !result->error;
    ready_of(app)->clock_asked = FALSE;
    if (ok)
        ready_of(app)->clock_confirmed = clock->unix_ms == 0;
    ready_add_confirmed(app, &app->office->devices);
    if (app->state != STATE_CLOCK && app->state != STATE_CLOCK_SET)
        return;
    if (!ok)
        app_toast(app, message_error(app->language, result->error), (FlowEvent)0);
    app_step(app, ok ? EVENT_SAVED : EVENT_NOT_SAVED);
}

/* ---- what is thought of it all */

static const char *const names[DEVICE_COUNT][3] = {
    /* not known yet, there, not there */
    [DEVICE_CAMERA] = {N_("Camera"), N_("The camera is there"), N_("There is no camera")},
    [DEVICE_MICROPHONE] = {N_("Microphone"), N_("The microphone is there"),
                           N_("There is no microphone")},
    [DEVICE_CLOCK] = {N_("Clock"), N_("The clock is right"),
                      N_("The clock was not compared with the network")},
    [DEVICE_PRINTER] = {N_("Printer"), N_("The printer is there"), N_("There is no printer")},
};

static const char *const advices[DEVICE_COUNT] = {
    [DEVICE_CAMERA] = N_("Plug it in and wait a few seconds."),
    [DEVICE_MICROPHONE] = N_("Plug it in and wait a few seconds."),
    [DEVICE_DISK] = N_("Free the disk, or use another card."),
    [DEVICE_CLOCK] = N_("Touch here and compare it with your watch."),
    [DEVICE_PRINTER] = N_("The meeting can be held without it: print later."),
};

static const ReadyDevice *tried(const App *app, Device device)
{
    const Ready *ready = ready_of(app);
    return device == DEVICE_CAMERA       ? &ready->camera
           : device == DEVICE_MICROPHONE ? &ready->microphone
                                         : NULL;
}

static ReadyVerdict tell_trial(const App *app, const ReadyDevice *device, char **said_out,
                               char **advice_out)
{
    if (device->verdict == VERDICT_NONE) {
        *advice_out = g_strdup(app_say(app, N_("Not tried yet.")));
        return VERDICT_CARE;
    }
    g_free(*said_out);
    *said_out = g_strdup(app_say(app, device->said));
    if (device->verdict != VERDICT_GOOD) {
        *advice_out = g_strdup(app_say(app, device->advice));
        return device->verdict;
    }
    if (!ready_of(app)->confirmed) {
        *advice_out = g_strdup(app_say(app, N_("Nobody has said yet that it was seen and heard.")));
        return VERDICT_CARE;
    }
    *advice_out = *device->name ? g_strdup(device->name) : NULL;
    return VERDICT_GOOD;
}

ReadyVerdict ready_verdict(const App *app, Device device, char **said_out, char **advice_out)
{
    static const ReadyVerdict verdicts[] = {
        [DEVICE_GOOD] = VERDICT_GOOD, [DEVICE_CARE] = VERDICT_CARE, [DEVICE_BAD] = VERDICT_BAD};
    DeviceState state = app->office->devices.state[device];
    *advice_out = NULL;
    *said_out = device == DEVICE_DISK
                    ? message_plural(app->language, "Room for {1} hour of recording",
                                     "Room for {1} hours of recording",
                                     (guint64)MAX(0, app->office->devices.hours_left))
                    : g_strdup(app_say(app, names[device][state == DEVICE_UNKNOWN ? 0
                                                          : state == DEVICE_GOOD  ? 1
                                                                                  : 2]));
    /* What was proven a moment ago is believed until it is seen to be gone. */
    if (tried(app, device) && state != DEVICE_BAD)
        return tell_trial(app, tried(app, device), said_out, advice_out);
    if (state != DEVICE_GOOD && state != DEVICE_UNKNOWN)
        *advice_out = g_strdup(app_say(app, advices[device]));
    return verdicts[state];
}

void ready_add_confirmed(const App *app, OfficeDevices *devices)
{
    if (ready_of(app)->clock_confirmed && devices->state[DEVICE_CLOCK] == DEVICE_CARE)
        devices->state[DEVICE_CLOCK] = DEVICE_GOOD;
}

gboolean ready_is_clock_open(const App *app)
{
    DeviceState state = app->office->devices.state[DEVICE_CLOCK];
    return state == DEVICE_CARE || state == DEVICE_BAD;
}

gboolean ready_may_set_clock(const App *app)
{
    return !ready_of(app)->clock_asked;
}

gboolean ready_may_begin(const App *app)
{
    return hall_may_start(app) && ready_is_free(app);
}

static gboolean is_proven(const App *app, Device device)
{
    return ready_of(app)->confirmed && tried(app, device)->verdict == VERDICT_GOOD &&
           app->office->devices.state[device] != DEVICE_BAD;
}

gboolean ready_is_proven(const App *app)
{
    return ready_may_begin(app) && is_proven(app, DEVICE_CAMERA) &&
           is_proven(app, DEVICE_MICROPHONE);
}

static gboolean video_required(const App *app)
{
    const OfficeMeeting *meeting = app->office->meeting;
    return meeting && g_strcmp0(json_object_get_string_member_with_default(
                                    json_node_get_object(meeting->rules), "video", NULL),
                                "required") == 0;
}

char *ready_doubts(const App *app)
{
    GString *text = g_string_new(NULL);
    const DeviceState *state = app->office->devices.state;
    gboolean camera = is_proven(app, DEVICE_CAMERA);
    gboolean microphone = is_proven(app, DEVICE_MICROPHONE);
    const char *parts[4] = {0};
    int count = 0;
    if (state[DEVICE_CAMERA] == DEVICE_BAD) {
        parts[count++] = N_("There is no camera: the meeting goes on without a recording until "
                            "there is one.");
        if (video_required(app))
            parts[count++] = N_("Without a video recording the protocol cannot be sealed.");
    } else if (!camera) {
        parts[count++] = ready_of(app)->camera.verdict == VERDICT_NONE
                             ? N_("Nobody has tried whether the camera works.")
                             : N_("Nobody has seen a good picture of the camera.");
    }
    if (state[DEVICE_MICROPHONE] == DEVICE_BAD)
        parts[count++] = N_("There is no microphone: nobody will be heard in the recording.");
    else if (!microphone)
        parts[count++] = ready_of(app)->microphone.verdict == VERDICT_NONE
                             ? N_("Nobody has tried whether the microphone hears.")
                             : N_("Nobody has heard a good sound of the microphone.");
    for (int i = 0; i < count; i++)
        g_string_append_printf(text, "%s%s", i ? " " : "", app_say(app, parts[i]));
    return g_string_free(text, count == 0);
}
