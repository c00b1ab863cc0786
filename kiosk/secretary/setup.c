#include "kiosk/secretary/setup.h"

#include "kiosk/preferences.h"
#include "kiosk/secretary/flow_office.h"
#include "kiosk/secretary/key.h"
#include "kiosk/secretary/work_office.h"

static void free_home(gpointer data)
{
    SetupHome *home = data;
    g_free(home->body);
    g_free(home->body_kk);
    g_free(home->city);
    g_free(home->name);
    g_free(home->location);
    office_wipe(&home->pin);
    office_wipe(&home->passphrase);
    g_free(home);
}

gboolean setup_is_new(const App *app)
{
    return app->is_new;
}

gboolean setup_has_body(const App *app)
{
    const Form *form = app->office->form;
    return form_has(form, FIELD_BODY) && form_has(form, FIELD_BODY_KK);
}

gboolean setup_has_same_pin(const App *app)
{
    return setup_is_new(app) && office_has_same_pin(app);
}

void setup_forget(App *app)
{
    form_clear(app->office->form);
    office_wipe(&app->office->first_pin);
    g_clear_error(&app->office->refused);
}

void setup_keep_pin(App *app)
{
    office_forget_pin(app);
    key_begin_move(app);
}

void setup_make(App *app)
{
    const Form *form = app->office->form;
    KeyMove *key = key_typed(app);
    SetupHome *home = g_new0(SetupHome, 1);
    home->body = form_value(form, FIELD_BODY);
    home->body_kk = form_value(form, FIELD_BODY_KK);
    home->city = form_value(form, FIELD_CITY);
    home->name = form_value(form, FIELD_STAFF_NAME);
    home->pin = g_strdup(app->office->first_pin);
    home->location = g_steal_pointer(&key->location);
    home->passphrase = g_steal_pointer(&key->passphrase);
    home->language = app->language;
    key_move_free(key);
    app_ask(app, &work_setup, home);
}

static void take_made(App *app, WorkResult *result)
{
    const SetupHome *made = result->argument;
    if (app->state != STATE_SETUP_MAKING)
        return;
    if (office_refused(app, result)) {
        app_step(app, EVENT_NOT_SAVED);
        return;
    }
    app->is_new = FALSE;
    app->preferences->language = app->language;
    citizen_read_day(app);
    office_enter_as(app, GPOINTER_TO_INT(result->value), made->name, USER_ADMINISTRATOR);
}

/* On the register's thread. What an earlier try made stands. */
static gboolean make(Workplace *place, gpointer argument, gpointer *value_out, GError **error)
{
    const SetupHome *setup = argument;
    const HomeBody body = {.name = setup->body,
                           .name_kk = setup->body_kk,
                           .city = setup->city,
                           .key = setup->location,
                           .passphrase = setup->passphrase};
    int number = 0;
    g_autoptr(Home) home = home_open(place->path, place->clock, NULL);
    if (!home) {
        if (!home_init(place->path, &body, place->clock, error))
            return FALSE;
        home = home_open(place->path, place->clock, error);
    }
    if (!home || !user_add(home, setup->name, USER_ADMINISTRATOR, setup->pin, &number, error))
        return FALSE;
    g_autoptr(Preferences) preferences = preferences_read(place->path);
    preferences->language = setup->language;
    *value_out = GINT_TO_POINTER(number);
    return preferences_write(preferences, place->path, error);
}

const Work work_setup = {.name = "setup",
                         .homeless = TRUE,
                         .run = make,
                         .done = take_made,
                         .free_argument = free_home,
                         .changes = TRUE};
