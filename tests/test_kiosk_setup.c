/* The first start of a kiosk without a home: its way, its screens, and the home that it makes. */
#include <glib/gstdio.h>

#include "kiosk/screens.h"
#include "kiosk/secretary/key.h"
#include "kiosk/secretary/setup.h"
#include "kiosk/secretary/work_office.h"
#include "protocol/error.h"
#include "protocol/master_key.h"
#include "protocol/register_device.h"
#include "tests/support.h"
#include "tests/support_home.h"
#include "tests/support_kiosk_screen.h"

static void forget(gpointer asked, const Work *work)
{
}

static void ask(gpointer user_data, const char *who, const Work *work, gpointer argument)
{
    WorkResult *result = g_new0(WorkResult, 1);
    *result = (WorkResult){.work = work, .argument = argument};
    g_ptr_array_add(user_data, result);
}

static void free_result(gpointer result)
{
    work_result_free(result);
}

typedef struct {
    GPtrArray *asked; /* of WorkResult */
    App *app;
} New;

static New new_kiosk(void)
{
    New new = {.asked = g_ptr_array_new_with_free_func(free_result)};
    const AppSetup setup = {
        .screens = screens, .is_new = TRUE, .requests = {ask, forget, new.asked}};
    g_autoptr(GError) error = NULL;
    new.app = app_new(&setup, &error);
    g_assert_no_error(error);
    return new;
}

static void new_clear(New *new)
{
    app_free(new->app);
    g_ptr_array_unref(new->asked);
}

static WorkResult *take(New *new, const Work *work)
{
    for (guint i = 0; i < new->asked->len; i++)
        if (((WorkResult *)new->asked->pdata[i])->work == work)
            return g_ptr_array_steal_index(new->asked, i);
    g_error("nobody asked for %s", work->name);
}

/* What the worker would answer in a folder. */
static void serve(New *new, const Work *work, const char *path, const Clock *clock)
{
    Workplace place = {.path = path, .clock = clock};
    WorkResult *result = take(new, work);
    work->run(&place, result->argument, &result->value, &result->error);
    app_result(new->app, result);
}

/* Up to the question where the key lives. */
static void walk(New *new, Language language, FlowState to)
{
    static const char *const ids[] = {"setup:kk", "setup:ru", "setup:en"};
    App *app = new->app;
    if (to == STATE_SETUP)
        return;
    sample_tap(app, ids[language]);
    g_assert_cmpint(app->language, ==, language);
    form_set(app->office->form, FIELD_BODY_KK, "Ақжол ауданының полиция бөлімі");
    if (to == STATE_SETUP_BODY)
        return;
    sample_tap(app, "key:go"); /* the next field is empty */
    form_set(app->office->form, FIELD_BODY, "Отдел полиции Акжолского района");
    sample_tap(app, "key:go");
    if (to == STATE_SETUP_CITY)
        return;
    sample_tap(app, "key:go");
    form_set(app->office->form, FIELD_STAFF_NAME, "полиция майоры Әлиев Е. С.");
    if (to == STATE_FIRST)
        return;
    sample_tap(app, "key:go");
    sample_keys(app, "481906");
    sample_keys(app, "481906");
    if (to == STATE_SETUP_WORDS) {
        GPtrArray *places = NULL;
        gpointer value;
        Workplace none = {0};
        WorkResult *result = take(new, &work_key_places);
        work_key_places.run(&none, NULL, &value, NULL);
        result->value = places = value;
        guint last = places->len - 1;
        app_result(app, result);
        g_autofree char *id = g_strdup_printf("place:%u", last);
        sample_tap(app, id);
    }
}

static void test_home_is_made(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = support_folder();
    g_autofree char *path = g_build_filename(folder, "new", NULL);
    g_autoptr(Clock) clock = clock_new_fixed(SUPPORT_NOW_MS, TRUE);
    New new = new_kiosk();
    g_assert_cmpint(new.app->state, ==, STATE_SETUP);
    walk(&new, LANGUAGE_RU, STATE_SETUP_KEY);
    g_assert_cmpint(new.app->state, ==, STATE_SETUP_KEY);
    g_assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
    serve(&new, &work_key_places, path, clock);
    sample_tap(new.app, "place:0");
    g_assert_cmpint(new.app->state, ==, STATE_SETUP_MAKING);
    serve(&new, &work_setup, path, clock);
    g_assert_cmpint(new.app->state, ==, STATE_HOME);
    g_assert_true(office_may(new.app, MAY_SETTINGS));
    g_assert_true(form_empty(new.app->office->form));
    g_assert_null(new.app->office->first_pin);

    g_autoptr(Home) home = home_open(path, clock, &error);
    g_assert_no_error(error);
    g_autoptr(JsonObject) device = register_device(home_register(home), &error);
    g_assert_cmpstr(json_object_get_string_member(device, "name"), ==,
                    "Отдел полиции Акжолского района");
    g_assert_cmpstr(json_object_get_string_member(device, "name_kk"), ==,
                    "Ақжол ауданының полиция бөлімі");
    int wait_s;
    g_assert_true(user_enter(home, 1, "481906", &wait_s, &error));
    g_autoptr(Preferences) preferences = preferences_read(path);
    g_assert_cmpint(preferences->language, ==, LANGUAGE_RU);
    /* Locked, it is a kiosk as any other. */
    sample_tap(new.app, "lock");
    g_assert_cmpint(new.app->state, ==, STATE_NONE);
    new_clear(&new);
    remove_folder(folder);
}

/* A folder that holds something else, or that cannot be written: nothing is lost of what was
 * typed, and another try is possible. */
static void test_failure_can_be_tried_again(void)
{
    g_autofree char *folder = support_folder();
    g_autofree char *other = g_build_filename(folder, "photographs", NULL);
    g_autoptr(Clock) clock = clock_new_fixed(SUPPORT_NOW_MS, TRUE);
    g_assert_true(g_file_set_contents(other, "", 0, NULL));
    New new = new_kiosk();
    walk(&new, LANGUAGE_KK, STATE_SETUP_KEY);
    serve(&new, &work_key_places, folder, clock);
    sample_tap(new.app, "place:0");
    serve(&new, &work_setup, folder, clock);
    g_assert_cmpint(new.app->state, ==, STATE_SETUP_KEY);
    g_assert_nonnull(new.app->office->refused);
    g_assert_true(form_has(new.app->office->form, FIELD_BODY));
    g_unlink(other);
    sample_tap(new.app, "place:0");
    serve(&new, &work_setup, folder, clock);
    g_assert_cmpint(new.app->state, ==, STATE_HOME);
    new_clear(&new);
    remove_folder(folder);
}

/* Whoever leaves in the middle leaves nothing; and nobody comes past it to the citizens. */
static void test_left_alone_it_forgets(void)
{
    static const FlowState states[] = {STATE_SETUP_BODY, STATE_FIRST, STATE_SETUP_KEY,
                                       STATE_SETUP_WORDS};
    for (gsize i = 0; i < G_N_ELEMENTS(states); i++) {
        New new = new_kiosk();
        walk(&new, LANGUAGE_KK, states[i]);
        g_assert_cmpint(new.app->state, ==, states[i]);
        app_tick(new.app, new.app->now_ms + 301000);
        g_assert_cmpint(new.app->state, ==, STATE_SETUP);
        g_assert_true(form_empty(new.app->office->form));
        g_assert_null(new.app->office->first_pin);
        new_clear(&new);
    }
}

/* Under a passphrase: after a start names are locked until it is given in the settings. */
static void test_passphrase(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = support_folder();
    g_autofree char *path = g_build_filename(folder, "new", NULL);
    g_autofree char *keys = g_build_filename(path, "keys", NULL);
    g_autoptr(Clock) clock = clock_new_fixed(SUPPORT_NOW_MS, TRUE);
    g_setenv("XDG_RUNTIME_DIR", "/dev/shm", TRUE);
    New new = new_kiosk();
    walk(&new, LANGUAGE_KK, STATE_SETUP_WORDS);
    g_assert_cmpint(new.app->state, ==, STATE_SETUP_WORDS);
    sample_tap(new.app, "key:go");
    g_assert_cmpint(new.app->state, ==, STATE_SETUP_WORDS);
    form_set(new.app->office->form, FIELD_PASSPHRASE, "жеті рет өлшеп бір рет кес");
    sample_tap(new.app, "key:go");
    serve(&new, &work_setup, path, clock);
    g_assert_cmpint(new.app->state, ==, STATE_HOME);
    master_key_lock(keys); /* the device was switched off */

    g_autoptr(Home) home = home_open(path, clock, &error);
    g_assert_no_error(error);
    Workplace place = {.home = home, .path = path, .clock = clock};
    gpointer value = NULL;
    g_assert_true(work_key_look.run(&place, NULL, &value, &error));
    KeyState *state = value;
    g_assert_cmpstr(state->location, ==, "passphrase");
    g_assert_false(state->open);
    work_key_look.free_value(state);
    KeyMove wrong = {.passphrase = (char *)"сегіз рет"};
    KeyMove right = {.passphrase = (char *)"жеті рет өлшеп бір рет кес"};
    g_assert_false(work_key_unlock.run(&place, &wrong, &value, &error));
    g_clear_error(&error);
    g_assert_true(work_key_unlock.run(&place, &right, &value, &error));
    g_assert_no_error(error);
    KeyMove back = {.location = (char *)"home"};
    g_assert_true(work_key_move.run(&place, &back, &value, &error));
    g_assert_no_error(error);
    g_autofree char *location = master_key_location(keys, &error);
    g_assert_cmpstr(location, ==, "home");
    new_clear(&new);
    remove_folder(folder);
}

static int check_state(App *app)
{
    int faults = sample_check(app, flow_state_name(app->state));
    if (app->state == STATE_SETUP_KEY || app->state == STATE_SETUP_WORDS) {
        error_set(&app->office->refused, PROTOCOL_ERROR_REFUSED,
                  N_("{1} is not an empty folder. Name a new or empty one with --home."),
                  "/var/lib/esep", NULL);
        g_autofree char *name = g_strconcat(flow_state_name(app->state), "-refused", NULL);
        faults += sample_check(app, name);
        g_clear_error(&app->office->refused);
    }
    return faults;
}

static void test_screens(gconstpointer data)
{
    static const FlowState states[] = {STATE_SETUP,       STATE_SETUP_BODY, STATE_SETUP_CITY,
                                       STATE_FIRST,       STATE_SETUP_KEY,  STATE_SETUP_WORDS,
                                       STATE_SETUP_MAKING};
    Language language = (Language)GPOINTER_TO_INT(data);
    int faults = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(states); i++) {
        New new = new_kiosk();
        FlowState state = states[i];
        walk(&new, language, state == STATE_SETUP_MAKING ? STATE_SETUP_KEY : state);
        if (state == STATE_SETUP_KEY || state == STATE_SETUP_MAKING)
            serve(&new, &work_key_places, "", NULL);
        if (state == STATE_SETUP_MAKING)
            sample_tap(new.app, "place:0");
        g_assert_cmpint(new.app->state, ==, state);
        new.app->language = language;
        faults += sample_check_everywhere(new.app, check_state);
        new_clear(&new);
    }
    g_assert_cmpint(faults, ==, 0);
}

int main(int argc, char **argv)
{
    sample_init(&argc, &argv);
    g_test_add_func("/setup/a-home-is-made-and-its-administrator-at-work", test_home_is_made);
    g_test_add_func("/setup/a-failure-can-be-tried-again", test_failure_can_be_tried_again);
    g_test_add_func("/setup/left-alone-it-forgets", test_left_alone_it_forgets);
    g_test_add_func("/setup/under-a-passphrase-names-are-locked-until-it-is-given",
                    test_passphrase);
    sample_add_screens("setup", test_screens);
    return g_test_run();
}
