/* Preparing a meeting and the settings: the table, what is asked of the register, and how it looks.
 */
#include "kiosk/secretary/prepare.h"
#include "kiosk/secretary/settings.h"
#include "kiosk/secretary/work_prepare.h"
#include "protocol/json_read.h"
#include "tests/support_kiosk_office.h"

static App *open_prepare(Asked *asked, Language language)
{
    App *app = sample_office(asked, language, USER_ADMINISTRATOR);
    sample_tap(app, "prepare");
    g_assert_cmpint(app->state, ==, STATE_PREPARE);
    sample_answer(app, asked, &work_meeting, sample_meeting(), NULL);
    app_layout(app);
    return app;
}

/* The argument of the newest work of this kind that was asked for. */
static gconstpointer argument_of(Asked *asked, const Work *work)
{
    gconstpointer argument = NULL;
    for (guint i = 0; asked->staff && i < asked->staff->len; i++) {
        const WorkResult *result = asked->staff->pdata[i];
        if (result->work == work)
            argument = result->argument;
    }
    g_assert_nonnull(argument);
    return argument;
}

static void test_new_meeting(void)
{
    Asked asked = {0};
    g_autoptr(App) app = sample_office(&asked, LANGUAGE_KK, USER_SECRETARY);
    sample_tap(app, "planned");
    sample_tap(app, "new");
    sample_tap(app, "kind:inspector");
    g_assert_cmpint(app->state, ==, STATE_EDIT_RANK);
    /* What the last meeting of the kind had stands there already. */
    g_assert_cmpstr(app->office->form->text[FIELD_RANK]->str, ==, "полиция майоры");
    sample_tap(app, "key:go");
    g_assert_cmpint(app->state, ==, STATE_EDIT_OFFICIAL);
    sample_tap(app, "official-patronymic");
    for (int i = 0; i < 9; i++)
        app_key(app, SDLK_BACKSPACE, FALSE, app->now_ms);
    app_type(app, "Серікқызы", app->now_ms);
    sample_tap(app, "key:go");
    g_assert_cmpint(app->state, ==, STATE_EDIT_PLACE);
    sample_tap(app, "precincts");
    sample_keys(app, " ");
    app_type(app, ", 14;15", app->now_ms);
    sample_tap(app, "key:go");
    g_assert_cmpint(app->state, ==, STATE_EDIT_WHEN);
    sample_tap(app, "step:0:up");
    sample_tap(app, "step:3:down");
    sample_tap(app, "step:4:up");
    sample_tap(app, "next");
    const PrepareNew *new = argument_of(&asked, &work_prepare_new);
    g_assert_cmpstr(new->kind, ==, "inspector");
    g_assert_cmpstr(new->date, ==, "2026-12-05");
    g_assert_cmpstr(new->time, ==, "17:05");
    g_assert_cmpstr(new->precincts, ==, "12\n14\n15");
    g_assert_cmpstr(new->speaker, ==,
                    "полиция майоры;Әлиев;Ерлан;Серікқызы;учаскелік полиция инспекторы");
    /* A second touch while it is saved asks for nothing more. */
    sample_tap(app, "next");
    g_assert_cmpint(sample_asked(&asked, &work_prepare_new), ==, 1);
    sample_answer(app, &asked, &work_prepare_new, NULL, "The date is no date.");
    g_assert_cmpint(app->state, ==, STATE_EDIT_WHEN);
    sample_tap(app, "next");
    sample_answer(app, &asked, &work_prepare_new, g_strdup("2026-0009"), NULL);
    g_assert_cmpint(app->state, ==, STATE_PREPARE);
    g_assert_cmpstr(app->office->meeting_id, ==, "2026-0009");
    g_assert_true(form_empty(app->office->form));
    asked_clear(&asked);
}

static void test_officials(void)
{
    Asked asked = {0};
    g_autoptr(App) app = open_prepare(&asked, LANGUAGE_RU);
    /* The second speaker is a new one: the first stays as it is. */
    sample_tap(app, "line:3");
    g_assert_null(layout_find(&app->layout, "take-away"));
    app_type(app, "капитан; полиции", app->now_ms);
    sample_tap(app, "position");
    app_type(app, "участковый инспектор", app->now_ms);
    sample_tap(app, "key:go");
    app_type(app, "Петров", app->now_ms);
    sample_tap(app, "key:go");
    app_type(app, "Пётр", app->now_ms);
    sample_tap(app, "key:go");
    sample_tap(app, "key:go");
    const PrepareSet *set = argument_of(&asked, &work_prepare_set);
    g_assert_cmpstr(set->field[0], ==, "speaker");
    g_assert_cmpstr(set->value[0], ==,
                    "полиция майоры;Әлиев;Ерлан;Серікұлы;учаскелік полиция инспекторы\n"
                    "капитан, полиции;Петров;Пётр;;участковый инспектор");
    sample_answer(app, &asked, &work_prepare_set, NULL, NULL);
    g_assert_cmpint(app->state, ==, STATE_PREPARE);
    /* A secretary can be taken away, the only one who reports cannot. */
    sample_tap(app, "line:4");
    sample_tap(app, "take-away");
    set = argument_of(&asked, &work_prepare_set);
    g_assert_cmpstr(set->field[0], ==, "secretary");
    g_assert_cmpstr(set->value[0], ==, "");
    sample_answer(app, &asked, &work_prepare_set, NULL, NULL);
    sample_tap(app, "line:2");
    app_layout(app);
    g_assert_null(layout_find(&app->layout, "take-away"));
    asked_clear(&asked);
}

static void test_announcement(void)
{
    Asked asked = {0};
    g_autoptr(App) app = open_prepare(&asked, LANGUAGE_EN);
    app_step(app, EVENT_ANNOUNCE);
    sample_tap(app, "channel:1");
    const PrepareAnnounce *what = argument_of(&asked, &work_prepare_announce);
    g_assert_cmpstr(what->channel, ==, "social");
    g_assert_cmpstr(what->on, ==, "2026-11-20");
    sample_answer(app, &asked, &work_prepare_announce, NULL, NULL);
    g_assert_cmpint(app->state, ==, STATE_PREPARE);
    app_step(app, EVENT_NOTICE);
    app_step(app, EVENT_NOTICE);
    g_assert_cmpint(sample_asked(&asked, &work_prepare_notice), ==, 1);
    app_progress(app, &(WorkProgress){.part = 0.3});
    app_layout(app);
    g_assert_nonnull(layout_find(&app->layout, "cancel"));
    sample_answer(app, &asked, &work_prepare_notice, NULL, "There is no printer.");
    g_assert_null(app->office->job);
    g_assert_cmpstr(app->toast, ==, "There is no printer.");
    asked_clear(&asked);
}

/* Days, months and years step into one another; hours and minutes go round. */
static void test_steps(void)
{
    Prepare prepare = {.minute = 23 * 60 + 55};
    g_date_clear(&prepare.date, 1);
    g_date_set_dmy(&prepare.date, 31, 12, 2026);
    prepare_step_time(&prepare, 0, TRUE);
    prepare_step_time(&prepare, 4, TRUE);
    g_autofree char *next = date_iso(&prepare.date);
    g_assert_cmpstr(next, ==, "2027-01-01");
    g_assert_cmpint(prepare.minute, ==, 0);
    prepare_step_time(&prepare, 3, FALSE);
    g_assert_cmpint(prepare.minute, ==, 23 * 60);
    g_date_set_dmy(&prepare.date, 31, 1, 2199);
    prepare_step_time(&prepare, 1, TRUE);
    g_assert_cmpint(g_date_get_day(&prepare.date), ==, 28);
    prepare_step_time(&prepare, 2, TRUE);
    g_assert_cmpint(g_date_get_year(&prepare.date), ==, 2199);
}

static void test_pins(void)
{
    Asked asked = {0};
    g_autoptr(App) app = sample_office(&asked, LANGUAGE_KK, USER_ADMINISTRATOR);
    sample_tap(app, "settings");
    sample_tap(app, "setting:0");
    sample_answer(app, &asked, &work_people, sample_people(5), NULL);
    sample_tap(app, "new");
    sample_tap(app, "role:3");
    app_type(app, "Қасымов Т.", app->now_ms);
    sample_tap(app, "key:go");
    sample_keys(app, "907135");
    sample_keys(app, "907135");
    const SettingsPin *pin = argument_of(&asked, &work_settings_pin);
    g_assert_cmpint(pin->number, ==, 0);
    g_assert_cmpint(pin->role, ==, USER_CONTROLLER);
    g_assert_cmpstr(pin->name, ==, "Қасымов Т.");
    g_assert_cmpstr(pin->pin, ==, "907135");
    sample_answer(app, &asked, &work_settings_pin, NULL, NULL);
    g_assert_cmpint(app->state, ==, STATE_PEOPLE);
    sample_tap(app, "person:1");
    sample_tap(app, "take-away");
    sample_tap(app, "take-away");
    pin = argument_of(&asked, &work_settings_remove);
    g_assert_cmpint(pin->number, ==, 2);
    sample_answer(app, &asked, &work_settings_remove, NULL, "The last one stays.");
    g_assert_cmpint(app->state, ==, STATE_PEOPLE);
    g_assert_cmpstr(app->toast, ==, "The last one stays.");
    asked_clear(&asked);
}

static void test_only_the_administrator_gives_pins(void)
{
    Asked asked = {0};
    g_autoptr(App) app = sample_office(&asked, LANGUAGE_KK, USER_SECRETARY);
    sample_tap(app, "settings");
    g_assert_null(layout_find(&app->layout, "setting:3"));
    g_assert_false(app_step(app, EVENT_PEOPLE));
    sample_tap(app, "setting:1");
    g_assert_true(app->larger);
    g_assert_false(app->preferences->larger);
    asked_clear(&asked);
    Asked other = {0};
    g_autoptr(App) control = sample_office(&other, LANGUAGE_KK, USER_CONTROLLER);
    g_assert_null(layout_find(&control->layout, "planned"));
    g_assert_false(app_step(control, EVENT_PLANNED));
    asked_clear(&other);
}

/* Brings the application to a screen, with what stands on it. */
static void reach(App *app, Asked *asked, FlowState state)
{
    if (state >= STATE_PEOPLE && state <= STATE_GIVE_AGAIN) {
        g_clear_pointer(&app->office->people, g_ptr_array_unref);
        app->office->people = sample_people(5);
        g_free(app->office->edited.name);
        app->office->edited =
            (OfficePerson){2, g_strdup("полиция майоры Жүсіпбекова Гүлбаршын Қасымжомартқызы"),
                           USER_ADMINISTRATOR};
    } else if (state == STATE_EDIT_OFFICIAL) {
        form_set(app->office->form, FIELD_OFFICIAL_SURNAME, "Жүсіпбекова");
        form_set(app->office->form, FIELD_OFFICIAL_NAME, "Гүлбаршын");
    } else if (state == STATE_EDIT_WHEN) {
        prepare_edit_when(app);
    } else if (state == STATE_EDIT_PLACE) {
        prepare_edit_place(app);
    } else if (state == STATE_EDIT_RANK) {
        prepare_edit_official(app, json_read_object(prepare_record(app), "secretary"), TRUE);
    }
    app->state = state;
    app->field = app_screen(app)->first;
}

static int check_states(App *app)
{
    FlowState state = app->state;
    int faults = sample_check(app, flow_state_name(state));
    while (layout_find(&app->layout, "page:after")) {
        sample_tap(app, "page:after");
        g_autofree char *name = g_strdup_printf("%s-%d", flow_state_name(state), app->page);
        faults += sample_check(app, name);
    }
    app->page = 0;
    if (state >= STATE_EDIT_RANK && state <= STATE_EDIT_WHEN) {
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
    Asked asked = {0};
    g_autoptr(App) app = open_prepare(&asked, language);
    for (FlowState state = STATE_PLANNED; state <= STATE_GIVE_AGAIN; state++) {
        if (state >= STATE_NETWORK && state <= STATE_WIFI_JOIN)
            continue; /* test_kiosk_network has them */
        reach(app, &asked, state);
        faults += sample_check_everywhere(app, check_states);
    }
    asked_clear(&asked);
    g_assert_cmpint(faults, ==, 0);
}

int main(int argc, char **argv)
{
    sample_init(&argc, &argv);
    g_test_add_func("/prepare/a-new-meeting-begins-with-what-the-last-one-had", test_new_meeting);
    g_test_add_func("/prepare/who-reports-and-who-keeps-the-protocol", test_officials);
    g_test_add_func("/prepare/an-announcement-is-noted-and-its-notice-printed", test_announcement);
    g_test_add_func("/prepare/days-and-minutes-step", test_steps);
    g_test_add_func("/settings/people-get-and-lose-pins", test_pins);
    g_test_add_func("/settings/only-the-administrator-gives-pins",
                    test_only_the_administrator_gives_pins);
    sample_add_screens("prepare", test_screens);
    return g_test_run();
}
