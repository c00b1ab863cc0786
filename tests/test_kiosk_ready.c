/* The checklist before a meeting: what is proven and what is only there, that nothing begins behind
 * a person's back, and how it looks. The trial itself is driven by test_kiosk_drive_hall. */
#include <string.h>

#include "kiosk/secretary/hall.h"
#include "kiosk/secretary/hall_ready.h"
#include "media/error.h"
#include "protocol/message.h"
#include "tests/support_kiosk_office.h"

static Ready *ready_of(const App *app)
{
    return app->office->hall->ready;
}

static App *checklist(Asked *asked, Language language)
{
    App *app = sample_office(asked, language, USER_SECRETARY);
    sample_tap(app, "hall");
    sample_answer(app, asked, &work_meeting, sample_meeting(), NULL);
    g_assert_cmpint(app->state, ==, STATE_READY);
    return app;
}

/* As after a trial: what was measured, and whether a person saw and heard it. */
static void prove(App *app, ReadyVerdict camera, ReadyVerdict microphone, gboolean confirmed)
{
    Ready *ready = ready_of(app);
    ready->camera = (ReadyDevice){.verdict = camera,
                                  .said = "The camera works",
                                  .advice = "Plug it in and wait a few seconds.",
                                  .name = "HD Pro Webcam C920"};
    ready->microphone = (ReadyDevice){.verdict = microphone,
                                      .said = "The voice is hardly heard",
                                      .advice = "Move the microphone nearer to who speaks, and try "
                                                "again."};
    ready->confirmed = confirmed;
    app->dirty = TRUE;
}

static void test_start_asks_until_proven(void)
{
    static const struct {
        ReadyVerdict camera, microphone;
        gboolean confirmed;
        FlowState to;
    } cases[] = {
        {VERDICT_NONE, VERDICT_NONE, FALSE, STATE_READY_DOUBTS},
        {VERDICT_GOOD, VERDICT_GOOD, FALSE, STATE_READY_DOUBTS},
        {VERDICT_GOOD, VERDICT_CARE, TRUE, STATE_READY_DOUBTS},
        {VERDICT_BAD, VERDICT_GOOD, TRUE, STATE_READY_DOUBTS},
        {VERDICT_GOOD, VERDICT_GOOD, TRUE, STATE_STARTING},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        Asked asked = {0};
        g_autoptr(App) app = checklist(&asked, LANGUAGE_KK);
        prove(app, cases[i].camera, cases[i].microphone, cases[i].confirmed);
        sample_tap(app, "start");
        g_assert_cmpint(app->state, ==, cases[i].to);
        g_assert_cmpint(sample_asked(&asked, &work_begin), ==, cases[i].to == STATE_STARTING);
        asked_clear(&asked);
    }
}

static void test_unplugged_device_is_not_proven(void)
{
    Asked asked = {0};
    g_autoptr(App) app = checklist(&asked, LANGUAGE_RU);
    prove(app, VERDICT_GOOD, VERDICT_GOOD, TRUE);
    app->office->devices.state[DEVICE_CAMERA] = DEVICE_BAD;
    sample_tap(app, "start");
    g_assert_cmpint(app->state, ==, STATE_READY_DOUBTS);
    g_autofree char *doubts = ready_doubts(app);
    g_assert_nonnull(strstr(doubts, "Камеры нет"));
    sample_tap(app, "list");
    sample_tap(app, "start");
    sample_tap(app, "anyway");
    g_assert_cmpint(app->state, ==, STATE_STARTING);
    g_assert_cmpint(sample_asked(&asked, &work_begin), ==, 0);
    g_assert_cmpint(sample_asked(&asked, &work_begin_anyway), ==, 1);
    asked_clear(&asked);
}

/* However quickly it is begun and left, one request is under way, and the meeting waits for it. */
static void test_trial_that_is_left_ends_first(void)
{
    Asked asked = {0};
    g_autoptr(App) app = checklist(&asked, LANGUAGE_KK);
    sample_tap(app, "try");
    g_assert_cmpint(app->state, ==, STATE_TRIAL);
    sample_tap(app, "cancel");
    g_assert_cmpint(app->state, ==, STATE_READY);
    sample_tap(app, "try");
    sample_tap(app, "start");
    g_assert_cmpint(app->state, ==, STATE_READY);
    g_assert_cmpint(sample_asked(&asked, &work_trial_begin), ==, 1);
    sample_answer(app, &asked, &work_trial_begin, NULL, "There is no camera.");
    g_assert_cmpint(app->state, ==, STATE_READY);
    g_assert_null(ready_of(app)->trouble); /* nobody waited for it */
    sample_tap(app, "try");
    g_assert_cmpint(app->state, ==, STATE_TRIAL);
    g_assert_cmpint(sample_asked(&asked, &work_trial_begin), ==, 1);
    sample_answer(app, &asked, &work_trial_begin, NULL, "There is no camera.");
    g_assert_cmpint(app->state, ==, STATE_READY);
    g_assert_nonnull(ready_of(app)->trouble);
    asked_clear(&asked);
}

/* What does not answer is named with what to do, on its own row. */
static void test_failing_device_is_named(void)
{
    static const struct {
        MediaError code;
        Device device;
        const char *said;
    } cases[] = {{MEDIA_ERROR_NO_CAMERA, DEVICE_CAMERA, "The camera gives no picture"},
                 {MEDIA_ERROR_NO_MIC, DEVICE_MICROPHONE, "The microphone gives no sound"}};
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        Asked asked = {0};
        g_autoptr(App) app = checklist(&asked, LANGUAGE_EN);
        g_autofree char *said = NULL, *advice = NULL;
        sample_tap(app, "try");
        WorkResult *result = g_new0(WorkResult, 1);
        result->work = &work_trial_begin;
        result->error = g_error_new_literal(MEDIA_ERROR, (int)cases[i].code, "alsa:hw:9,0");
        app_result(app, result);
        g_assert_cmpint(app->state, ==, STATE_READY);
        g_assert_cmpint(ready_verdict(app, cases[i].device, &said, &advice), ==, VERDICT_BAD);
        g_assert_cmpstr(said, ==, cases[i].said);
        g_assert_nonnull(advice);
        g_assert_null(ready_of(app)->trouble);
        asked_clear(&asked);
    }
}

static void test_lock_leaves_the_trial(void)
{
    Asked asked = {0};
    g_autoptr(App) app = checklist(&asked, LANGUAGE_KK);
    sample_tap(app, "try");
    sample_tap(app, "lock");
    g_assert_cmpint(app->state, ==, STATE_WELCOME);
    sample_answer(app, &asked, &work_trial_begin, NULL, "There is no camera.");
    g_assert_cmpint(app->state, ==, STATE_WELCOME);
    g_assert_true(ready_is_free(app));
    asked_clear(&asked);
}

static void test_clock_is_compared_once(void)
{
    Asked asked = {0};
    g_autoptr(App) app = checklist(&asked, LANGUAGE_KK);
    sample_tap(app, "check:3");
    g_assert_cmpint(app->state, ==, STATE_CLOCK);
    sample_tap(app, "next");
    sample_tap(app, "next");
    g_assert_cmpint(sample_asked(&asked, &work_clock), ==, 1);
    sample_answer(app, &asked, &work_clock, NULL, NULL);
    g_assert_cmpint(app->state, ==, STATE_READY);
    g_assert_cmpint(app->office->devices.state[DEVICE_CLOCK], ==, DEVICE_GOOD);
    /* The next look at the devices knows it too. */
    app_tick(app, app->now_ms + 16000);
    sample_answer(app, &asked, &work_devices, sample_devices(), NULL);
    g_assert_cmpint(app->office->devices.state[DEVICE_CLOCK], ==, DEVICE_GOOD);
    asked_clear(&asked);
}

/* What was set is asked about again; where it cannot be set, that is said. */
static void test_clock_is_set_to_the_minute(void)
{
    Asked asked = {0};
    g_autoptr(App) app = checklist(&asked, LANGUAGE_KK);
    sample_tap(app, "check:3");
    sample_tap(app, "set");
    int minute = ready_of(app)->minute;
    sample_tap(app, "step:4:up");
    g_assert_cmpint(ready_of(app)->minute, ==, (minute + 1) % (24 * 60));
    sample_tap(app, "next");
    sample_answer(app, &asked, &work_clock, NULL, "Interactive authentication required.");
    g_assert_cmpint(app->state, ==, STATE_CLOCK_SET);
    g_assert_nonnull(app->toast);
    sample_tap(app, "next");
    sample_answer(app, &asked, &work_clock, NULL, NULL);
    g_assert_cmpint(app->state, ==, STATE_CLOCK);
    g_assert_cmpint(app->office->devices.state[DEVICE_CLOCK], ==, DEVICE_CARE);
    asked_clear(&asked);
}

static int check_trial(App *app)
{
    static const char *const names[] = {
        [READY_STARTING] = "trial-starting",
        [READY_RECORDING] = "trial-recording",
        [READY_PLAYING] = "trial-playing",
        [READY_PLAYED] = "trial-played",
    };
    Ready *ready = ready_of(app);
    int faults = 0;
    ready->silent = TRUE; /* the longer text */
    for (ReadyPhase phase = READY_STARTING; phase <= READY_PLAYED; phase++) {
        app->state = phase < READY_PLAYING ? STATE_TRIAL : STATE_TRIAL_PLAY;
        ready->phase = phase;
        app_resize(app, app->theme.width_px, app->theme.height_px, app->dpi);
        faults += sample_check(app, names[phase]);
    }
    ready->phase = READY_QUIET;
    app->state = STATE_READY;
    app_resize(app, app->theme.width_px, app->theme.height_px, app->dpi);
    return faults;
}

static int check_all(App *app)
{
    Ready *ready = ready_of(app);
    prove(app, VERDICT_NONE, VERDICT_NONE, FALSE);
    int faults = sample_check(app, "ready");
    prove(app, VERDICT_GOOD, VERDICT_CARE, TRUE);
    faults += sample_check(app, "ready-tried");
    app->office->devices.state[DEVICE_CAMERA] = DEVICE_BAD;
    app->state = STATE_READY_DOUBTS;
    faults += sample_check(app, "ready-doubts");
    app->office->devices.state[DEVICE_CAMERA] = DEVICE_GOOD;
    app->state = STATE_CLOCK;
    faults += sample_check(app, "clock");
    g_date_set_dmy(&ready->date, 20, 11, 2026);
    app->state = STATE_CLOCK_SET;
    faults += sample_check(app, "clock-set");
    return faults + check_trial(app);
}

static void test_looks(void)
{
    int faults = 0;
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        Asked asked = {0};
        g_autoptr(App) app = checklist(&asked, (Language)language);
        faults += sample_check_everywhere(app, check_all);
        asked_clear(&asked);
    }
    g_assert_cmpint(faults, ==, 0);
}

int main(int argc, char **argv)
{
    sample_init(&argc, &argv);
    g_test_add_func("/ready/the-start-asks-until-both-devices-are-proven",
                    test_start_asks_until_proven);
    g_test_add_func("/ready/what-was-unplugged-is-proven-no-more",
                    test_unplugged_device_is_not_proven);
    g_test_add_func("/ready/a-trial-that-is-left-ends-before-anything-else-begins",
                    test_trial_that_is_left_ends_first);
    g_test_add_func("/ready/a-device-that-fails-is-named", test_failing_device_is_named);
    g_test_add_func("/ready/the-lock-leaves-the-trial", test_lock_leaves_the_trial);
    g_test_add_func("/ready/the-clock-is-compared-once", test_clock_is_compared_once);
    g_test_add_func("/ready/the-clock-is-set-to-the-minute", test_clock_is_set_to_the_minute);
    g_test_add_func("/ready/every-screen-at-every-size", test_looks);
    return g_test_run();
}
