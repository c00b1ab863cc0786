#include "kiosk/secretary/key.h"

#include <string.h>

#include "protocol/error.h"
#include "protocol/master_key.h"

#define LOOK_MS 3000 /* a stick is put in while one looks */

KeyChoice *key_new(void)
{
    return g_new0(KeyChoice, 1);
}

void key_free(KeyChoice *key)
{
    if (!key)
        return;
    g_free(key->state.location);
    g_clear_pointer(&key->places, g_ptr_array_unref);
    g_free(key->place);
    g_free(key);
}

KeyMove *key_typed(const App *app)
{
    const char *place = app->office->key->place;
    KeyMove *move = g_new0(KeyMove, 1);
    g_autofree char *address = form_value(app->office->form, FIELD_KEY_ADDRESS);
    move->location =
        place ? g_strconcat(place, key_needs_address(app) ? address : NULL, NULL) : NULL;
    move->passphrase = form_value(app->office->form, FIELD_PASSPHRASE);
    return move;
}

gboolean key_needs_words(const App *app)
{
    const char *place = app->office->key->place;
    return place && master_key_asks(place);
}

gboolean key_needs_address(const App *app)
{
    const char *place = app->office->key->place;
    return place && g_str_has_suffix(place, ":");
}

gboolean key_has_address(const App *app)
{
    return form_has(app->office->form, FIELD_KEY_ADDRESS) && !app->office->key->asked;
}

gboolean key_asks(const App *app)
{
    const char *location = app->office->key->state.location;
    return location && master_key_asks(location);
}

gboolean key_has_words(const App *app)
{
    return form_has(app->office->form, FIELD_PASSPHRASE);
}

gboolean key_may_move(const App *app)
{
    return key_is_open(app) && office_may_settings(app);
}

gboolean key_is_at_home(const App *app)
{
    return app->office->key->at_home;
}

gboolean key_is_open(const App *app)
{
    return app->office->key->state.open;
}

void key_look(App *app)
{
    app_ask(app, &work_key_look, NULL);
}

void key_look_at_home(App *app)
{
    app->office->key->offered = FALSE;
    key_look(app);
}

void key_from_home(App *app)
{
    app->office->key->at_home = TRUE;
}

void key_from_settings(App *app)
{
    app->office->key->at_home = FALSE;
}

int key_tick(App *app)
{
    KeyChoice *key = app->office->key;
    if (key->state.open)
        return 0;
    if (app->now_ms >= key->look_ms) {
        key->look_ms = app->now_ms + LOOK_MS;
        key_look(app);
    }
    return (int)(key->look_ms - app->now_ms);
}

void key_begin_move(App *app)
{
    KeyChoice *key = app->office->key;
    key->moving = TRUE;
    g_clear_pointer(&key->place, g_free);
    g_clear_pointer(&key->places, g_ptr_array_unref);
    g_clear_error(&app->office->refused);
    form_wipe(app->office->form, FIELD_PASSPHRASE);
    app_ask(app, &work_key_places, NULL);
}

/* Begins with what every such address begins with. */
void key_begin_address(App *app)
{
    gboolean server = strcmp(app->office->key->place, "tang:") == 0;
    g_clear_error(&app->office->refused);
    form_set(app->office->form, FIELD_KEY_ADDRESS, server ? "http://" : "/media/");
}

void key_begin_unlock(App *app)
{
    app->office->key->moving = FALSE;
    g_clear_error(&app->office->refused);
    form_wipe(app->office->form, FIELD_PASSPHRASE);
}

void key_change(App *app)
{
    app->office->key->asked = TRUE;
    g_clear_error(&app->office->refused);
    app_ask(app, app->office->key->moving ? &work_key_move : &work_key_unlock, key_typed(app));
    form_wipe(app->office->form, FIELD_PASSPHRASE);
}

/* ---- results */

/* What is locked is asked for once when somebody comes to work, and left behind once it is open. */
static void follow_state(App *app)
{
    KeyChoice *key = app->office->key;
    if (!key->state.open && !key->offered && app->state == STATE_HOME) {
        key->offered = TRUE;
        app_step(app, EVENT_KEY);
    } else if (key->state.open && app->state == STATE_KEY && app_step(app, EVENT_SAVED)) {
        app_toast(app, g_strdup(app_say(app, N_("Names can be read and registered again"))), 0);
    }
}

void key_take_state(App *app, WorkResult *result)
{
    KeyChoice *key = app->office->key;
    KeyState *found = result->value;
    if (!found)
        return;
    app->dirty = app->dirty || key->state.open != found->open ||
                 g_strcmp0(key->state.location, found->location) != 0;
    g_free(key->state.location);
    key->state = (KeyState){g_steal_pointer(&found->location), found->open};
    follow_state(app);
}

void key_take_places(App *app, WorkResult *result)
{
    KeyChoice *key = app->office->key;
    g_clear_pointer(&key->places, g_ptr_array_unref);
    key->places = g_steal_pointer(&result->value);
    app->dirty = TRUE;
}

void key_take_changed(App *app, WorkResult *result)
{
    app->office->key->asked = FALSE;
    app->dirty = TRUE;
    if (!flow_is_staff(app->state))
        return;
    key_look(app);
    office_refused(app, result);
    app_step(app, app->office->refused ? EVENT_NOT_SAVED : EVENT_SAVED);
    if (!app->office->refused)
        app_toast(app, g_strdup(app_say(app, N_("Done"))), 0);
}
