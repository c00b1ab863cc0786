#include "kiosk/secretary/network.h"

#include <string.h>

#include "protocol/error.h"

#define LOOK_MS 5000 /* an adapter needs some of it to look around */

NetworkChoice *network_choice_new(void)
{
    return g_new0(NetworkChoice, 1);
}

void network_choice_free(NetworkChoice *choice)
{
    if (!choice)
        return;
    network_seen_free(choice->seen);
    g_free(choice->id);
    g_free(choice);
}

const GPtrArray *network_list(const App *app)
{
    const NetworkSeen *seen = app->office->network->seen;
    return seen && seen->network ? seen->network->wifi : NULL;
}

const Wifi *network_chosen(const App *app)
{
    const NetworkChoice *choice = app->office->network;
    return network_list(app) && choice->id ? network_find(choice->seen->network, choice->id) : NULL;
}

/* ---- guards */

gboolean network_asks(const App *app)
{
    const Wifi *wifi = network_chosen(app);
    return wifi && wifi->lock == WIFI_PASSWORD && !wifi->saved;
}

static const char *typed(const App *app)
{
    return app->office->form->text[FIELD_WIFI_PASSWORD]->str;
}

gboolean network_has_password(const App *app)
{
    return network_password_valid(typed(app));
}

gboolean network_may_join(const App *app)
{
    const Wifi *wifi = network_chosen(app);
    return wifi && !wifi->joined &&
           (wifi->saved || wifi->lock == WIFI_OPEN || network_has_password(app));
}

gboolean network_is_saved(const App *app)
{
    const Wifi *wifi = network_chosen(app);
    return wifi && wifi->saved;
}

gboolean network_refused_password(const App *app)
{
    const Wifi *wifi = network_chosen(app);
    return wifi && wifi->lock == WIFI_PASSWORD &&
           g_error_matches(app->office->refused, PROTOCOL_ERROR, PROTOCOL_ERROR_USAGE);
}

/* ---- actions */

void network_look_again(App *app)
{
    app->office->network->look_ms = app->now_ms + LOOK_MS;
    app_ask(app, &work_network_look, NULL);
}

int network_tick(App *app)
{
    const NetworkChoice *choice = app->office->network;
    if (app->now_ms >= choice->look_ms)
        network_look_again(app);
    return (int)(choice->look_ms - app->now_ms);
}

void network_begin_password(App *app)
{
    g_clear_error(&app->office->refused);
    form_wipe(app->office->form, FIELD_WIFI_PASSWORD);
}

static NetworkTask *task(const App *app)
{
    NetworkTask *made = g_new0(NetworkTask, 1);
    made->id = g_strdup(app->office->network->id);
    return made;
}

/* The password stays in its field until it was right. */
void network_join_chosen(App *app)
{
    NetworkTask *join = task(app);
    if (*typed(app))
        join->password = g_strdup(typed(app));
    g_clear_error(&app->office->refused);
    app_ask(app, &work_network_join, join);
}

void network_forget_chosen(App *app)
{
    app_ask(app, &work_network_forget, task(app));
}

void network_turn_on(App *app)
{
    app_ask(app, &work_network_on, NULL);
}

/* ---- results */

/* No row moves away under a finger. */
void network_take_seen(App *app, WorkResult *result)
{
    NetworkChoice *choice = app->office->network;
    if (app->pressed[0] && choice->seen)
        return;
    network_seen_free(choice->seen);
    choice->seen = g_steal_pointer(&result->value);
    app->dirty = app->dirty || flow_is_staff(app->state);
}

/* Who cancelled it knows why; whoever was locked out meanwhile sees nothing of it. */
void network_take_joined(App *app, WorkResult *result)
{
    gboolean cancelled = g_error_matches(result->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    const NetworkTask *join = result->argument;
    if (app->state != STATE_WIFI_JOIN)
        return;
    if (cancelled)
        g_clear_error(&result->error);
    office_refused(app, result);
    if (app->office->refused) {
        app_step(app, EVENT_NOT_SAVED);
        return;
    }
    g_autofree char *name = network_name(join->id);
    app_step(app, cancelled ? EVENT_LEAVE : EVENT_SAVED);
    if (!cancelled)
        app_toast(
            app, message_format(app->language, N_("The kiosk is in the network “{1}”"), name, NULL),
            0);
}

void network_take_changed(App *app, WorkResult *result)
{
    if (!flow_is_staff(app->state))
        return;
    if (result->error)
        app_toast(app, message_error(app->language, result->error), 0);
    else if (app->state == STATE_WIFI)
        app_step(app, EVENT_SAVED);
    network_look_again(app);
}
