/* The way of the staff: who is there, the PIN, home. */
#include "kiosk/secretary/flow_office.h"

#include <string.h>

#include "kiosk/citizen/citizen.h"
#include "kiosk/secretary/hall.h"
#include "kiosk/secretary/key.h"
#include "kiosk/secretary/prepare.h"
#include "kiosk/secretary/setup.h"
#include "kiosk/secretary/work_office.h"

/* The first administrator is named at the first start of a kiosk, too. */
#define SETUP_LOCKS(state)                                                                         \
    {state, EVENT_LOCK, setup_is_new, setup_forget, STATE_SETUP},                                  \
    {                                                                                              \
        state, EVENT_IDLE, setup_is_new, setup_forget, STATE_SETUP                                 \
    }

static const FlowRow rows[] = {
    OFFICE_LOCKS(STATE_STAFF),
    OFFICE_LOCKS_BY(STATE_STAFF, EVENT_BACK),
    {STATE_STAFF, EVENT_NOBODY, NULL, NULL, STATE_FIRST},
    {STATE_STAFF, EVENT_ONE, NULL, NULL, STATE_PIN},
    {STATE_STAFF, EVENT_NEXT, office_is_chosen, NULL, STATE_PIN},

    OFFICE_LOCKS(STATE_PIN),
    {STATE_PIN, EVENT_BACK, office_are_several, office_forget_pin, STATE_STAFF},
    OFFICE_LOCKS_BY(STATE_PIN, EVENT_BACK),
    {STATE_PIN, EVENT_NEXT, office_may_try, office_enter, STATE_ENTERING},

    {STATE_ENTERING, EVENT_ENTERED, hall_may_open, hall_open, STATE_LIVE},
    {STATE_ENTERING, EVENT_ENTERED, NULL, NULL, STATE_HOME},
    {STATE_ENTERING, EVENT_REFUSED, NULL, NULL, STATE_PIN},
    {STATE_ENTERING, EVENT_NOT_SAVED, NULL, NULL, STATE_FIRST},

    SETUP_LOCKS(STATE_FIRST),
    OFFICE_LOCKS(STATE_FIRST),
    {STATE_FIRST, EVENT_BACK, setup_is_new, NULL, STATE_SETUP_CITY},
    OFFICE_LOCKS_BY(STATE_FIRST, EVENT_BACK),
    {STATE_FIRST, EVENT_NEXT, office_has_name, NULL, STATE_NEW_PIN},

    SETUP_LOCKS(STATE_NEW_PIN),
    OFFICE_LOCKS(STATE_NEW_PIN),
    {STATE_NEW_PIN, EVENT_BACK, NULL, office_forget_pin, STATE_FIRST},
    {STATE_NEW_PIN, EVENT_NEXT, office_has_good_pin, office_keep_pin, STATE_PIN_AGAIN},

    SETUP_LOCKS(STATE_PIN_AGAIN),
    OFFICE_LOCKS(STATE_PIN_AGAIN),
    {STATE_PIN_AGAIN, EVENT_BACK, NULL, office_forget_pin, STATE_NEW_PIN},
    {STATE_PIN_AGAIN, EVENT_NEXT, setup_has_same_pin, setup_keep_pin, STATE_SETUP_KEY},
    {STATE_PIN_AGAIN, EVENT_NEXT, office_has_same_pin, office_add_first, STATE_ENTERING},

    OFFICE_LOCKS(STATE_HOME),
    {STATE_HOME, EVENT_PLANNED, office_may_meet, NULL, STATE_PLANNED},
    {STATE_HOME, EVENT_PREPARE, office_may_meet, prepare_open_today, STATE_PREPARE},
    {STATE_HOME, EVENT_SEAL, office_has_unsealed, office_open_unsealed, STATE_RECORD},
    {STATE_HOME, EVENT_KEY, office_is_at_work, key_from_home, STATE_KEY},
    {STATE_HOME, EVENT_SETTINGS, NULL, NULL, STATE_SETTINGS},
    {STATE_HOME, EVENT_HALL, hall_may_open, hall_open, STATE_LIVE},
    {STATE_HOME, EVENT_HALL, office_may_meet, hall_prepare, STATE_READY},
    {STATE_HOME, EVENT_FOLLOW, office_may_follow, NULL, STATE_FOLLOW},
    {STATE_HOME, EVENT_MEETINGS, office_may_archive, NULL, STATE_MEETINGS},
};

const FlowTable flow_office = {rows, G_N_ELEMENTS(rows)};

static const char *typed_pin(const App *app)
{
    return app->office->form->text[FIELD_PIN]->str;
}

gboolean office_is_chosen(const App *app)
{
    return app->office->chosen >= 0;
}

gboolean office_are_several(const App *app)
{
    return app->office->people && app->office->people->len > 1;
}

gboolean office_may_try(const App *app)
{
    return strlen(typed_pin(app)) == USER_PIN_DIGITS && app->now_ms >= app->office->wait_until_ms;
}

gboolean office_has_name(const App *app)
{
    return form_has(app->office->form, FIELD_STAFF_NAME);
}

gboolean office_has_good_pin(const App *app)
{
    return user_pin_check(typed_pin(app), NULL);
}

gboolean office_has_same_pin(const App *app)
{
    return g_strcmp0(typed_pin(app), app->office->first_pin) == 0;
}

void office_forget_pin(App *app)
{
    form_wipe(app->office->form, FIELD_PIN);
}

void office_keep_pin(App *app)
{
    office_wipe(&app->office->first_pin);
    app->office->first_pin = g_strdup(typed_pin(app));
    office_forget_pin(app);
}

static OfficePin *new_pin(const App *app)
{
    OfficePin *pin = g_new0(OfficePin, 1);
    pin->pin = g_strdup(typed_pin(app));
    return pin;
}

void office_enter(App *app)
{
    const OfficePerson *person = app->office->people->pdata[app->office->chosen];
    OfficePin *pin = new_pin(app);
    pin->number = person->number;
    app_ask(app, &work_enter, pin);
}

void office_add_first(App *app)
{
    OfficePin *pin = new_pin(app);
    pin->name = form_value(app->office->form, FIELD_STAFF_NAME);
    app_ask(app, &work_first, pin);
}
