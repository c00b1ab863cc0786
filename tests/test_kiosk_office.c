/* The staff's access to the touch application: its table, the PIN, the lock, and how it looks. */
#include "kiosk/citizen/citizen.h"
#include "kiosk/secretary/flow_office.h"
#include "kiosk/secretary/hall.h"
#include "kiosk/secretary/hall_ready.h"
#include "kiosk/secretary/setup.h"
#include "tests/support_kiosk_office.h"

/* Whoever has a home. */
static gboolean allow(const App *app, FlowGuard guard)
{
    return guard != setup_is_new && guard != setup_has_same_pin;
}

/* Marks what can be reached from state by any events but event, all guards open. */
static void mark(FlowState state, FlowEvent but, gboolean reached[STATE_COUNT])
{
    if (reached[state])
        return;
    reached[state] = TRUE;
    const FlowTable *const *tables = flow_tables();
    for (int t = 0; tables[t]; t++)
        for (gsize i = 0; i < tables[t]->count; i++) {
            const FlowRow *row = &tables[t]->rows[i];
            if (row->from == state && row->event != but && row->to != STATE_REMEMBERED &&
                allow(NULL, row->guard))
                mark(row->to, but, reached);
        }
}

/* Before there is a home. */
static gboolean is_setup(FlowState state)
{
    return state >= STATE_SETUP && state <= STATE_SETUP_MAKING;
}

static void test_only_a_pin_opens(void)
{
    gboolean reached[STATE_COUNT] = {FALSE};
    mark(STATE_LOADING, EVENT_ENTERED, reached);
    for (FlowState state = 0; state < STATE_COUNT; state++)
        if (reached[state] != (state <= STATE_PIN_AGAIN || state == STATE_LIVE_LOCKED))
            g_error("without a PIN %s is %s", flow_state_name(state),
                    reached[state] ? "reached" : "not reached");
    memset(reached, 0, sizeof reached);
    mark(STATE_LOADING, EVENT_COUNT, reached);
    for (FlowState state = 0; state < STATE_COUNT; state++)
        if (!reached[state] && !is_setup(state))
            g_error("%s is never reached", flow_state_name(state));
}

/* Nobody waits behind these for longer than the register or the recorder takes; and one is locked.
 */
static gboolean is_passing(FlowState state)
{
    return state == STATE_ENTERING || state == STATE_STARTING || state == STATE_ENDING ||
           state == STATE_NOTE_SAVING || state == STATE_NOTE_ADDING || state == STATE_LIVE_LOCKED;
}

/* During the meeting its picture and alarms stay in sight. */
static void test_every_screen_locks(void)
{
    static const FlowEvent events[] = {EVENT_LOCK, EVENT_IDLE};
    for (FlowState state = STATE_STAFF; state < STATE_COUNT; state++)
        for (gsize i = 0; i < G_N_ELEMENTS(events) && !is_passing(state) && !is_setup(state); i++) {
            FlowGuard refused;
            const FlowRow *row = flow_find(state, events[i], NULL, allow, &refused);
            gboolean live = state > STATE_STARTING && state < STATE_MEETINGS;
            gboolean trial = state == STATE_TRIAL || state == STATE_TRIAL_PLAY;
            FlowAction lock = live ? hall_lock : trial ? ready_lock : office_lock;
            if (!row || row->action != lock ||
                row->to != (live ? STATE_LIVE_LOCKED : STATE_WELCOME))
                g_error("%s does not lock", flow_state_name(state));
        }
}

static void test_first_pin(void)
{
    Asked asked = {0};
    g_autoptr(App) app = sample_app(&asked, LANGUAGE_EN, sample_day("announced"));
    sample_tap(app, "staff");
    sample_answer(app, &asked, &work_people, sample_people(0), NULL);
    g_assert_cmpint(app->state, ==, STATE_FIRST);
    sample_tap(app, "key:go");
    g_assert_cmpint(app->state, ==, STATE_FIRST);
    g_assert_true(app->hint);
    sample_keys(app, "major aliev");
    sample_tap(app, "key:go");
    sample_keys(app, "123456");
    g_assert_cmpint(app->state, ==, STATE_NEW_PIN);
    g_assert_true(app->hint);
    for (int i = 0; i < 6; i++)
        sample_tap(app, "key:backspace");
    sample_keys(app, "481906");
    g_assert_cmpint(app->state, ==, STATE_PIN_AGAIN);
    sample_keys(app, "481907");
    g_assert_cmpint(app->state, ==, STATE_PIN_AGAIN);
    sample_tap(app, "key:backspace");
    sample_keys(app, "6");
    g_assert_cmpint(app->state, ==, STATE_ENTERING);
    sample_answer(app, &asked, &work_first, GINT_TO_POINTER(1), NULL);
    g_assert_cmpint(app->state, ==, STATE_HOME);
    g_assert_cmpstr(app->office->who.name, ==, "Major aliev");
    g_assert_true(office_may(app, MAY_SETTINGS));
    g_assert_true(form_empty(app->office->form));
    app_ask(app, &work_desk, NULL);
    g_assert_cmpstr(asked.who, ==, "Major aliev");
    asked_clear(&asked);
}

static void test_wrong_pin_waits(void)
{
    Asked asked = {0};
    g_autoptr(App) app = sample_app(&asked, LANGUAGE_KK, sample_day("announced"));
    sample_tap(app, "staff");
    sample_answer(app, &asked, &work_people, sample_people(1), NULL);
    g_assert_cmpint(app->state, ==, STATE_PIN);
    sample_keys(app, "481906");
    sample_answer(app, &asked, &work_enter, GINT_TO_POINTER(15), "The PIN is wrong.");
    g_assert_cmpint(app->state, ==, STATE_PIN);
    g_assert_cmpstr(app->office->form->text[FIELD_PIN]->str, ==, "");
    sample_keys(app, "481906");
    g_assert_cmpint(app->state, ==, STATE_PIN);
    g_assert_cmpint(app_tick(app, app->now_ms + 100), <=, 1000);
    app_tick(app, app->now_ms + 15000);
    sample_tap(app, "key:go");
    g_assert_cmpint(app->state, ==, STATE_ENTERING);
    sample_answer(app, &asked, &work_enter, NULL, NULL);
    g_assert_cmpint(app->state, ==, STATE_HOME);
    asked_clear(&asked);
}

/* Nothing of the staff is left when it locks, by touch or by itself, nor when it locks while a
 * PIN is looked at. */
static void test_lock_leaves_nothing(void)
{
    for (int idle = 0; idle < 2; idle++) {
        Asked asked = {0};
        g_autoptr(App) app = sample_office(&asked, LANGUAGE_RU, USER_SECRETARY);
        g_assert_true(office_may(app, MAY_MEET) && !office_may(app, MAY_SETTINGS));
        app_touch_move(app, 1, 1, app->now_ms);
        if (idle) {
            app_tick(app, app->now_ms + 299000);
            g_assert_cmpint(app->state, ==, STATE_HOME);
            app_tick(app, app->now_ms + 2000);
        } else {
            sample_tap(app, "lock");
        }
        g_assert_cmpint(app->state, ==, STATE_WELCOME);
        g_assert_cmpint(app->office->who.number, ==, 0);
        g_assert_null(app->office->desk);
        g_assert_false(office_may(app, MAY_MEET));
        /* What was under way when it locked comes too late. */
        app_ask(app, &work_desk, NULL);
        g_assert_cmpstr(asked.who, ==, NULL);
        sample_answer(app, &asked, &work_desk, sample_desk(), NULL);
        g_assert_null(app->office->desk);
        asked_clear(&asked);
    }
}

static void test_nothing_is_painted_when_nothing_changes(void)
{
    Asked asked = {0};
    g_autoptr(App) app = sample_office(&asked, LANGUAGE_RU, USER_SECRETARY);
    app_layout(app);
    app_tick(app, app->now_ms + 16000);
    g_assert_cmpint(sample_asked(&asked, &work_desk), ==, 1);
    sample_answer(app, &asked, &work_desk, sample_desk(), NULL);
    sample_answer(app, &asked, &work_devices, sample_devices(), NULL);
    g_assert_false(app->dirty);
    asked_clear(&asked);
}

/* The application on a screen of access or on the home screen. */
static App *reach(Asked *asked, Language language, FlowState state)
{
    if (state == STATE_HOME)
        return sample_office(asked, language, USER_ADMINISTRATOR);
    App *app = sample_app(asked, language, sample_day("announced"));
    sample_tap(app, "staff");
    gboolean first = state >= STATE_FIRST;
    sample_answer(app, asked, &work_people, sample_people(first ? 0 : 7), NULL);
    if (state == STATE_STAFF || state == STATE_FIRST)
        return app;
    if (first)
        form_set(app->office->form, FIELD_STAFF_NAME, "полиция майоры Әлиев");
    else
        app->office->chosen = 0;
    app_step(app, EVENT_NEXT);
    sample_keys(app, state == STATE_NEW_PIN || state == STATE_PIN ? "481" : "481906");
    return app;
}

static int check_states(App *app)
{
    FlowState state = app->state;
    int faults = sample_check(app, flow_state_name(state));
    if (state == STATE_PIN) {
        app->office->wait_until_ms = app->now_ms + 960 * 1000;
        faults += sample_check(app, "pin-wait");
        app->office->wait_until_ms = 0;
    } else if (state == STATE_NEW_PIN || state == STATE_PIN_AGAIN || state == STATE_FIRST) {
        app->hint = TRUE;
        g_autofree char *name = g_strconcat(flow_state_name(state), "-hint", NULL);
        faults += sample_check(app, name);
        app->hint = FALSE;
    }
    return faults;
}

static void test_screens(gconstpointer data)
{
    Language language = (Language)GPOINTER_TO_INT(data);
    int faults = 0;
    for (FlowState state = STATE_STAFF; state <= STATE_HOME; state++) {
        if (is_setup(state))
            continue;
        Asked asked = {0};
        g_autoptr(App) app = reach(&asked, language, state);
        g_assert_cmpint(app->state, ==, state);
        faults += sample_check_everywhere(app, check_states);
        asked_clear(&asked);
    }
    g_assert_cmpint(faults, ==, 0);
}

int main(int argc, char **argv)
{
    sample_init(&argc, &argv);
    g_test_add_func("/office/only-a-pin-opens-the-staff's-screens", test_only_a_pin_opens);
    g_test_add_func("/office/every-screen-locks", test_every_screen_locks);
    g_test_add_func("/office/the-first-pin-is-the-administrator's", test_first_pin);
    g_test_add_func("/office/a-wrong-pin-waits", test_wrong_pin_waits);
    g_test_add_func("/office/the-lock-leaves-nothing", test_lock_leaves_nothing);
    g_test_add_func("/office/nothing-is-painted-when-nothing-changes",
                    test_nothing_is_painted_when_nothing_changes);
    sample_add_screens("office", test_screens);
    return g_test_run();
}
