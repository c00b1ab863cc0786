/* The table of the flow, and the application that steps through it. */
#include "kiosk/flow.h"
#include "kiosk/paint.h"
#include "tests/support_kiosk.h"

static gboolean allow(const App *app, FlowGuard guard)
{
    return TRUE;
}

static gboolean forbid(const App *app, FlowGuard guard)
{
    return FALSE;
}

/* What each state does with each event when all guards hold: a letter for the state it goes to, "."
 * for a refusal. In the order of the enumerations; events of the staff
 * are refused. */
static const char *const expected[STATE_STAFF] = {
    /* meeting none unreadable start next back saved not-saved idle stay leave retry look-up found
     * not-found unsigned restored staff show scanned */
    [STATE_LOADING] = "MNT.................", [STATE_NONE] = "WNT.....N...r....X.a",
    [STATE_WELCOME] = "WNTn....M...r...RX.a", [STATE_NAMES] = "....pW..W...........",
    [STATE_PERSON] = "....cn..I...........",  [STATE_CONTACT] = "....sp..I...........",
    [STATE_SIGN] = "....vc..I......u....",    [STATE_SAVING] = "......tf............",
    [STATE_THANKS] = "....W...W...........",  [STATE_FAILED] = ".....s..I..v........",
    [STATE_IDLE] = "........WRW.........",    [STATE_STOP] = "........WRW.........",
    [STATE_TROUBLE] = "WNT........T........", [STATE_RECEIPT] = "....aW..I.........ha",
    [STATE_ASKING] = ".............er.....",  [STATE_ENTRY] = "....W...I..........a",
    [STATE_SHOW] = "..r..r..r..........a",    [STATE_UNSIGNED] = "....vs..I...........",
};
static const char letters[] = {
    [STATE_LOADING] = 'L',     [STATE_NONE] = 'N',     [STATE_WELCOME] = 'W', [STATE_NAMES] = 'n',
    [STATE_PERSON] = 'p',      [STATE_CONTACT] = 'c',  [STATE_SIGN] = 's',    [STATE_SAVING] = 'v',
    [STATE_THANKS] = 't',      [STATE_FAILED] = 'f',   [STATE_IDLE] = 'I',    [STATE_STOP] = 'S',
    [STATE_TROUBLE] = 'T',     [STATE_RECEIPT] = 'r',  [STATE_ASKING] = 'a',  [STATE_ENTRY] = 'e',
    [STATE_REMEMBERED] = 'R',  [STATE_UNSIGNED] = 'u', [STATE_SHOW] = 'h',    [STATE_STAFF] = 'X',
    [STATE_LIVE_LOCKED] = 'M',
};

static void test_every_state_and_event(void)
{
    for (int state = 0; state < STATE_STAFF; state++) {
        g_assert_cmpuint(strlen(expected[state]), ==, EVENT_CITIZEN_COUNT);
        for (int event = 0; event < EVENT_COUNT; event++) {
            FlowGuard refused;
            const FlowRow *row =
                flow_find((FlowState)state, (FlowEvent)event, NULL, allow, &refused);
            char goes = row ? letters[row->to] : '.';
            char right = event < EVENT_CITIZEN_COUNT ? expected[state][event] : '.';
            if (goes != right)
                g_error("%s, event %d: goes to %c, not to %c", flow_state_name((FlowState)state),
                        event, goes, right);
            g_assert_true(!refused);
        }
    }
}

static void test_guards(void)
{
    static const struct {
        FlowState state;
        FlowGuard guard;
    } rows[] = {{STATE_NAMES, citizen_is_named},
                {STATE_PERSON, citizen_has_category},
                {STATE_SIGN, citizen_has_signed}};
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        FlowGuard refused;
        g_assert_null(flow_find(rows[i].state, EVENT_NEXT, NULL, forbid, &refused));
        g_assert_true(refused == rows[i].guard);
    }
    FlowGuard refused;
    g_assert_cmpint(flow_find(STATE_NAMES, EVENT_BACK, NULL, forbid, &refused)->to, ==, STATE_STOP);
    g_assert_cmpint(flow_find(STATE_NAMES, EVENT_IDLE, NULL, forbid, &refused)->to, ==, STATE_IDLE);
}

static void test_saves_only_behind_signature(void)
{
    const FlowRow *rows = flow_citizen.rows;
    for (gsize i = 0; i < flow_citizen.count; i++) {
        if (rows[i].action == citizen_save)
            g_assert_true(rows[i].to == STATE_SAVING &&
                          (rows[i].guard == citizen_has_signed || rows[i].from == STATE_FAILED));
        if (rows[i].action == citizen_save_unsigned)
            g_assert_true(rows[i].to == STATE_SAVING && rows[i].from == STATE_UNSIGNED);
        if (rows[i].to == STATE_THANKS)
            g_assert_true(rows[i].from == STATE_SAVING && rows[i].event == EVENT_SAVED);
        if (flow_is_form(rows[i].from) && (rows[i].to == STATE_WELCOME || rows[i].to == STATE_NONE))
            g_assert_true(rows[i].action == citizen_clear);
    }
}

static void test_person_is_asked_for_whole(void)
{
    Asked asked = {0};
    g_autoptr(App) app = sample_app(&asked, LANGUAGE_KK, sample_day("announced"));
    sample_walk(app, STATE_SIGN);
    g_assert_null(asked.person);
    sample_tap(app, "next");
    g_assert_cmpint(app->state, ==, STATE_SAVING);
    g_assert_cmpstr(asked.person->meeting, ==, "2026-0007");
    g_assert_cmpstr(asked.person->surname, ==, "Жанғабылова");
    g_assert_cmpstr(asked.person->name, ==, "Айгүл");
    g_assert_cmpstr(asked.person->patronymic, ==, "Нұрланқызы");
    g_assert_cmpstr(asked.person->category, ==, "resident");
    g_assert_null(asked.person->phone);
    g_assert_nonnull(asked.person->strokes);
    sample_answer_attend(app, 48, NULL);
    g_assert_cmpint(app->state, ==, STATE_THANKS);
    asked_clear(&asked);
}

static void test_who_cannot_sign_is_registered(void)
{
    Asked asked = {0};
    g_autoptr(App) app = sample_app(&asked, LANGUAGE_KK, sample_day("announced"));
    sample_walk(app, STATE_UNSIGNED);
    g_assert_cmpint(app->state, ==, STATE_UNSIGNED);
    g_assert_null(asked.person);
    sample_tap(app, "back");
    g_assert_cmpint(app->state, ==, STATE_SIGN);
    /* Far from "done", and out of the way once a signature is begun. */
    const Widget *unable = layout_find(&app->layout, "unsigned");
    const Widget *done = layout_find(&app->layout, "next");
    g_assert_cmpint(unable->hit.x + unable->hit.w + 2 * app->theme.target_px, <=, done->hit.x);
    sample_sign(app);
    app_layout(app);
    g_assert_null(layout_find(&app->layout, "unsigned"));
    sample_tap(app, "erase");
    sample_tap(app, "unsigned");
    sample_tap(app, "next");
    g_assert_cmpint(app->state, ==, STATE_SAVING);
    g_assert_cmpstr(asked.person->surname, ==, "Жанғабылова");
    g_assert_null(asked.person->strokes);
    sample_answer_attend(app, 0, "The disk is full.");
    asked_clear(&asked);
    sample_tap(app, "next");
    g_assert_cmpint(app->state, ==, STATE_SAVING);
    g_assert_null(asked.person->strokes);
    asked_clear(&asked);
}

static void test_failure_loses_nothing(void)
{
    Asked asked = {0};
    g_autoptr(App) app = sample_app(&asked, LANGUAGE_RU, sample_day("announced"));
    sample_walk(app, STATE_FAILED);
    g_assert_cmpint(app->state, ==, STATE_FAILED);
    asked_clear(&asked);
    sample_tap(app, "next");
    g_assert_cmpint(app->state, ==, STATE_SAVING);
    g_assert_cmpstr(asked.person->surname, ==, "Жангабылова");
    sample_answer_attend(app, 3, NULL);
    g_assert_cmpint(app->state, ==, STATE_THANKS);
    asked_clear(&asked);
}

static void test_entry_is_looked_up(void)
{
    Asked asked = {0};
    g_autoptr(App) app = sample_app(&asked, LANGUAGE_KK, sample_day(NULL));
    sample_tap(app, "entry");
    g_assert_cmpint(app->state, ==, STATE_RECEIPT);
    sample_keys(app, "4821773052");
    sample_tap(app, "key:go");
    g_assert_cmpstr(asked.receipt, ==, "4821773052");
    sample_answer_entry(app, NULL);
    g_assert_cmpint(app->state, ==, STATE_RECEIPT);
    g_assert_true(app->hint);
    g_assert_cmpstr(app->form->text[FIELD_RECEIPT]->str, ==, "4821773052");
    sample_tap(app, "key:go");
    sample_answer_entry(app, "answered");
    g_assert_cmpint(app->state, ==, STATE_ENTRY);
    sample_tap(app, "next");
    g_assert_cmpint(app->state, ==, STATE_NONE);
    g_assert_null(app->entry);
    g_assert_true(form_empty(app->form));
    asked_clear(&asked);
}

static void test_language_and_type_lose_nothing(void)
{
    static const FlowState states[] = {STATE_NAMES, STATE_PERSON, STATE_CONTACT, STATE_SIGN};
    for (gsize i = 0; i < G_N_ELEMENTS(states); i++) {
        Asked asked = {0};
        g_autoptr(App) app = sample_app(&asked, LANGUAGE_KK, sample_day("announced"));
        sample_walk(app, states[i]);
        if (states[i] == STATE_NAMES)
            sample_keys(app, "әлі");
        g_autofree char *before = form_value(app->form, FIELD_SURNAME);
        int strokes = signature_strokes(app->form->signature);
        sample_tap(app, "language:ru");
        sample_tap(app, "larger");
        sample_tap(app, "contrast");
        sample_tap(app, "language:en");
        g_assert_cmpint(app->alphabet, ==, KEYBOARD_LATIN);
        sample_tap(app, "language:kk");
        g_assert_cmpint(app->state, ==, states[i]);
        g_assert_true(app->larger && app->contrast);
        g_autofree char *after = form_value(app->form, FIELD_SURNAME);
        g_assert_cmpstr(after, ==, before);
        g_assert_cmpint(signature_strokes(app->form->signature), ==, strokes);
    }
}

static void test_back_loses_nothing(void)
{
    Asked asked = {0};
    g_autoptr(App) app = sample_app(&asked, LANGUAGE_KK, sample_day("announced"));
    sample_walk(app, STATE_SIGN);
    for (int i = 0; i < 3; i++)
        sample_tap(app, "back");
    g_assert_cmpint(app->state, ==, STATE_NAMES);
    sample_tap(app, "key:go");
    g_assert_cmpstr(app->form->category, ==, "resident");
    sample_tap(app, "category:deputy");
    sample_tap(app, "next");
    g_assert_cmpint(app->state, ==, STATE_SIGN);
    g_assert_true(signature_given(app->form->signature));
}

static void test_idle_asks_then_clears(void)
{
    Asked asked = {0};
    g_autoptr(App) app = sample_app(&asked, LANGUAGE_RU, sample_day("announced"));
    sample_walk(app, STATE_CONTACT);
    sample_tap(app, "larger");
    gint64 start_ms = app->now_ms;
    g_assert_cmpint(app_tick(app, start_ms + 59000), <=, 1000);
    g_assert_cmpint(app->state, ==, STATE_CONTACT);
    app_tick(app, start_ms + 60001);
    g_assert_cmpint(app->state, ==, STATE_IDLE);
    app_tick(app, start_ms + 70000);
    sample_tap(app, "stay");
    g_assert_cmpint(app->state, ==, STATE_CONTACT);
    start_ms = app->now_ms;
    app_tick(app, start_ms + 60001);
    app_tick(app, start_ms + 80002);
    g_assert_cmpint(app->state, ==, STATE_WELCOME);
    g_assert_true(form_empty(app->form));
    g_assert_false(app->larger);
    g_assert_null(app->meeting);
}

/* What comes without a touch, as an answer that took long, has its whole time. */
static void test_idle_begins_with_the_screen(void)
{
    Asked asked = {0};
    g_autoptr(App) app = sample_app(&asked, LANGUAGE_RU, sample_day("announced"));
    sample_walk(app, STATE_SIGN);
    sample_sign(app);
    sample_tap(app, "next");
    g_assert_cmpint(app->state, ==, STATE_SAVING);
    app_tick(app, app->now_ms + 50000);
    sample_answer_attend(app, 0, "The disk is full.");
    g_assert_cmpint(app->state, ==, STATE_FAILED);
    app_tick(app, app->now_ms + 50000);
    g_assert_cmpint(app->state, ==, STATE_FAILED);
    app_tick(app, app->now_ms + 10001);
    g_assert_cmpint(app->state, !=, STATE_FAILED);
    asked_clear(&asked);
}

static void test_meeting_stays_under_the_hands(void)
{
    Asked asked = {0};
    g_autoptr(App) app = sample_app(&asked, LANGUAGE_KK, sample_day("announced"));
    sample_walk(app, STATE_PERSON);
    sample_answer_day(app, sample_day(NULL));
    g_assert_cmpint(app->state, ==, STATE_PERSON);
    sample_tap(app, "category:media");
    g_assert_cmpint(app->state, ==, STATE_CONTACT);
}

static void test_touch_that_slides_off_is_none(void)
{
    Asked asked = {0};
    g_autoptr(App) app = sample_app(&asked, LANGUAGE_KK, sample_day("announced"));
    const Widget *start = layout_find(&app->layout, "start");
    SDL_Rect rect = start->hit;
    app_touch_down(app, rect.x + 9, rect.y + 9, 10);
    app_touch_move(app, rect.x - 9, rect.y - 9, 20);
    app_touch_up(app, rect.x - 9, rect.y - 9, 30);
    g_assert_cmpint(app->state, ==, STATE_WELCOME);
}

static void test_backspace_repeats_while_held(void)
{
    Asked asked = {0};
    g_autoptr(App) app = sample_app(&asked, LANGUAGE_KK, sample_day("announced"));
    sample_walk(app, STATE_NAMES);
    sample_keys(app, "сейітқазина");
    const Widget *key = layout_find(&app->layout, "key:backspace");
    int x = key->hit.x + 5, y = key->hit.y + 5;
    gint64 at_ms = app->now_ms;
    app_touch_down(app, x, y, at_ms);
    g_assert_cmpuint(g_utf8_strlen(app->form->text[FIELD_SURNAME]->str, -1), ==, 10);
    app_tick(app, at_ms + 440);
    g_assert_cmpuint(g_utf8_strlen(app->form->text[FIELD_SURNAME]->str, -1), ==, 10);
    for (int i = 0; i < 10; i++)
        app_tick(app, at_ms + 460 + i * 100);
    app_touch_up(app, x, y, at_ms + 1500);
    g_assert_cmpstr(app->form->text[FIELD_SURNAME]->str, ==, "");
    asked_clear(&asked);
}

static void test_usb_keyboard_does_it_all(void)
{
    static const char *const names[] = {"Сүлейменова", "Әсел", "Мұратқызы"};
    Asked asked = {0};
    g_autoptr(App) app = sample_app(&asked, LANGUAGE_KK, sample_day("announced"));
    app_key(app, SDLK_RETURN, FALSE, 10);
    g_assert_cmpint(app->state, ==, STATE_NAMES);
    for (int i = 0; i < 3; i++) {
        app_type(app, names[i], 20);
        app_key(app, SDLK_RETURN, FALSE, 30);
    }
    g_assert_cmpint(app->state, ==, STATE_PERSON);
    for (int i = 0; i < 40 && !g_str_equal(app->focus, "category:public"); i++)
        app_key(app, SDLK_TAB, FALSE, 40);
    app_key(app, SDLK_RETURN, FALSE, 50);
    g_assert_cmpint(app->state, ==, STATE_CONTACT);
    g_assert_cmpstr(app->form->category, ==, "public");
    app_key(app, SDLK_ESCAPE, FALSE, 60);
    g_assert_cmpint(app->state, ==, STATE_PERSON);
    g_assert_cmpstr(app->form->text[FIELD_NAME]->str, ==, "Әсел");
}

static void test_nothing_is_painted_when_nothing_changes(void)
{
    Asked asked = {0};
    g_autoptr(App) app = sample_app(&asked, LANGUAGE_KK, sample_day("announced"));
    app_layout(app);
    app_tick(app, 30000);
    g_assert_cmpint(asked.days, ==, 1);
    sample_answer_day(app, sample_day("announced"));
    g_assert_false(app->dirty);
    ViewDay *more = sample_day("announced");
    more->meeting->attendees++;
    sample_answer_day(app, more);
    g_assert_true(app->dirty);
}

int main(int argc, char **argv)
{
    sample_init(&argc, &argv);
    g_test_add_func("/flow/every-state-knows-every-event", test_every_state_and_event);
    g_test_add_func("/flow/guards-refuse", test_guards);
    g_test_add_func("/flow/thanks-only-after-the-row-is-saved", test_saves_only_behind_signature);
    g_test_add_func("/flow/a-person-is-registered-whole", test_person_is_asked_for_whole);
    g_test_add_func("/flow/who-cannot-sign-is-registered-too", test_who_cannot_sign_is_registered);
    g_test_add_func("/flow/a-failure-loses-nothing", test_failure_loses_nothing);
    g_test_add_func("/flow/an-entry-is-looked-up-by-its-receipt", test_entry_is_looked_up);
    g_test_add_func("/flow/language-and-type-lose-nothing", test_language_and_type_lose_nothing);
    g_test_add_func("/flow/back-loses-nothing", test_back_loses_nothing);
    g_test_add_func("/flow/an-idle-form-asks-then-clears", test_idle_asks_then_clears);
    g_test_add_func("/flow/patience-begins-with-the-screen", test_idle_begins_with_the_screen);
    g_test_add_func("/flow/the-meeting-stays-under-the-hands", test_meeting_stays_under_the_hands);
    g_test_add_func("/flow/a-touch-that-slides-off-is-none", test_touch_that_slides_off_is_none);
    g_test_add_func("/flow/backspace-repeats-while-held", test_backspace_repeats_while_held);
    g_test_add_func("/flow/a-usb-keyboard-does-it-all", test_usb_keyboard_does_it_all);
    g_test_add_func("/flow/nothing-is-painted-when-nothing-changes",
                    test_nothing_is_painted_when_nothing_changes);
    return g_test_run();
}
