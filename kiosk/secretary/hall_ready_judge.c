/* What is thought of the devices: from a trial, from a look at the machine, from a person. */
#include "kiosk/secretary/hall.h"
#include "kiosk/secretary/hall_ready.h"
#include "media/error.h"
#include "protocol/error.h"
#include "protocol/recording_alarm.h"

#define VOICE_DB (-35) /* a voice at a microphone that stands right peaks above it */
#define NOISE_DB (-50) /* an empty room stays below it */

static Ready *ready_of(const App *app)
{
    return app->office->hall->ready;
}

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

void ready_judge(Ready *ready)
{
    judge_camera(ready);
    judge_microphone(ready);
}

gboolean ready_judge_failure(Ready *ready, const GError *error)
{
    static const ReadyDevice camera = {
        .verdict = VERDICT_BAD,
        .said = N_("The camera gives no picture"),
        .advice = N_("Unplug it and plug it in again, wait a few seconds, and try again.")};
    static const ReadyDevice microphone = {
        .verdict = VERDICT_BAD,
        .said = N_("The microphone gives no sound"),
        .advice = N_("Unplug it and plug it in again, wait a few seconds, and try again.")};
    gboolean no_camera = g_error_matches(error, MEDIA_ERROR, MEDIA_ERROR_NO_CAMERA);
    gboolean no_microphone = g_error_matches(error, MEDIA_ERROR, MEDIA_ERROR_NO_MIC);
    if (no_camera)
        ready->camera = camera;
    if (no_microphone)
        ready->microphone = microphone;
    return no_camera || no_microphone;
}

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

/* What to do about a device; g_free. */
static char *advice(const App *app, Device device)
{
    int freed = app->office->devices.hours_freed;
    if (device != DEVICE_DISK || freed <= 0)
        return g_strdup(app_say(app, advices[device]));
    return message_plural(app->language,
                          "Dispose of records past their term that are safe elsewhere: {1} hour "
                          "more.",
                          "Dispose of records past their term that are safe elsewhere: {1} hours "
                          "more.",
                          (guint64)freed);
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
        *advice_out = advice(app, device);
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
