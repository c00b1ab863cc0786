#include "kiosk/secretary/settings.h"

#include <string.h>

#include "kiosk/secretary/devices.h"
#include "kiosk/secretary/flow_office.h"
#include "kiosk/secretary/work_office.h"
#include "protocol/error.h"

static void free_pin(gpointer data)
{
    SettingsPin *pin = data;
    if (pin->pin)
        explicit_bzero(pin->pin, strlen(pin->pin));
    g_free(pin->pin);
    g_free(pin->name);
    g_free(pin);
}

/* On the register's thread. */
static gboolean save(Workplace *place, gpointer argument, gpointer *value_out, GError **error)
{
    const SettingsPin *pin = argument;
    int number;
    if (pin->number)
        return user_set_pin(place->home, pin->number, pin->pin, error);
    return user_add(place->home, pin->name, pin->role, pin->pin, &number, error);
}

/* On the register's thread. */
static gboolean take_away(Workplace *place, gpointer argument, gpointer *value_out, GError **error)
{
    return user_remove(place->home, ((const SettingsPin *)argument)->number, error);
}

const Work work_settings_pin = {
    .name = "pin", .run = save, .done = settings_take_saved, .free_argument = free_pin};
const Work work_settings_remove = {
    .name = "remove-pin", .run = take_away, .done = settings_take_saved, .free_argument = free_pin};

static gboolean find_choices(Workplace *place, gpointer argument, gpointer *value_out,
                             GError **error)
{
    switch ((SettingsWhich)GPOINTER_TO_INT(argument)) {
    case CHOOSE_CAMERA:
        *value_out = devices_cameras("");
        break;
    case CHOOSE_MIC:
        *value_out = devices_microphones("");
        break;
    default:
        *value_out = devices_printers();
    }
    return TRUE;
}

static gboolean keep(Workplace *place, gpointer argument, gpointer *value_out, GError **error)
{
    return preferences_write(argument, place->path, error);
}

static void free_choices(gpointer choices)
{
    g_ptr_array_unref(choices);
}

static void free_preferences(gpointer preferences)
{
    preferences_free(preferences);
}

const Work work_settings_choices = {.name = "choices",
                                    .thread = WORK_WATCH,
                                    .run = find_choices,
                                    .done = settings_take_choices,
                                    .free_value = free_choices};
const Work work_settings_keep = {
    .name = "keep", .run = keep, .done = settings_take_kept, .free_argument = free_preferences};

static SettingsPin *edited(const App *app)
{
    const OfficePerson *person = &app->office->edited;
    SettingsPin *pin = g_new0(SettingsPin, 1);
    pin->number = person->number;
    pin->role = person->role;
    return pin;
}

/* ---- devices, what is kept of the kiosk */

Settings *settings_new(void)
{
    return g_new0(Settings, 1);
}

void settings_free(Settings *settings)
{
    if (!settings)
        return;
    g_clear_pointer(&settings->choices, g_ptr_array_unref);
    g_free(settings);
}

char **settings_name(const App *app, SettingsWhich which)
{
    Preferences *preferences = app->preferences;
    return which == CHOOSE_CAMERA ? &preferences->camera
           : which == CHOOSE_MIC  ? &preferences->mic
                                  : &preferences->printer;
}

void settings_keep(App *app)
{
    app_ask(app, &work_settings_keep, preferences_copy(app->preferences));
}

void settings_ask_choices(App *app)
{
    Settings *settings = app->office->settings;
    g_clear_pointer(&settings->choices, g_ptr_array_unref);
    if (settings->which != CHOOSE_LANGUAGE)
        app_ask(app, &work_settings_choices, GINT_TO_POINTER((int)settings->which));
}

void settings_take_choices(App *app, WorkResult *result)
{
    Settings *settings = app->office->settings;
    if (GPOINTER_TO_INT(result->argument) != (int)settings->which || !result->value)
        return;
    g_clear_pointer(&settings->choices, g_ptr_array_unref);
    settings->choices = g_steal_pointer(&result->value);
    app->dirty = TRUE;
}

void settings_take_kept(App *app, WorkResult *result)
{
    if (result->error && flow_is_staff(app->state))
        app_toast(app, message_error(app->language, result->error), 0);
}

gboolean settings_is_new(const App *app)
{
    return app->office->edited.number == 0;
}

void settings_begin(App *app)
{
    g_clear_pointer(&app->office->edited.name, g_free);
    app->office->edited = (OfficePerson){0};
    form_clear(app->office->form);
}

void settings_save(App *app)
{
    SettingsPin *pin = edited(app);
    pin->name = form_value(app->office->form, FIELD_STAFF_NAME);
    pin->pin = g_strdup(app->office->form->text[FIELD_PIN]->str);
    app_ask(app, &work_settings_pin, pin);
    office_forget_pin(app);
    office_wipe(&app->office->first_pin);
}

void settings_remove(App *app)
{
    app_ask(app, &work_settings_remove, edited(app));
}

void settings_take_saved(App *app, WorkResult *result)
{
    if (!flow_is_staff(app->state))
        return;
    form_clear(app->office->form);
    app_step(app, result->error ? EVENT_NOT_SAVED : EVENT_SAVED);
    app_toast(app,
              result->error ? message_error(app->language, result->error)
                            : g_strdup(app_say(app, N_("Saved"))),
              0);
}
