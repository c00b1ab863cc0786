#include "kiosk/secretary/invite.h"

#include "protocol/error.h"

Invite *invite_new(void)
{
    return g_new0(Invite, 1);
}

void invite_free(Invite *invite)
{
    if (!invite)
        return;
    g_clear_pointer(&invite->left, json_node_unref);
    g_clear_pointer(&invite->files, g_ptr_array_unref);
    g_free(invite->category);
    g_free(invite->path);
    g_free(invite);
}

static JsonArray *left(const App *app, const char *member)
{
    const Invite *invite = app->office->invite;
    return invite->left ? json_object_get_array_member(json_node_get_object(invite->left), member)
                        : NULL;
}

int invite_organisations(const App *app)
{
    JsonArray *list = left(app, "organisations");
    return list ? (int)json_array_get_length(list) : 0;
}

JsonArray *invite_categories(const App *app)
{
    return left(app, "categories");
}

gboolean invite_can_save(const App *app)
{
    return !app->office->invite->saving;
}

gboolean invite_has_who(const App *app)
{
    return invite_can_save(app) && form_has(app->office->form, FIELD_INVITED);
}

void invite_forget(App *app)
{
    form_clear(app->office->form);
    app->office->invite->saving = FALSE;
    g_clear_error(&app->office->refused);
}

void invite_look(App *app)
{
    app->page = 0;
    app->office->invite->saving = FALSE;
    app_ask(app, &work_invite_left, g_strdup(app->office->meeting_id));
}

static InviteSet *new_set(App *app)
{
    InviteSet *set = g_new0(InviteSet, 1);
    app->office->invite->saving = TRUE;
    set->id = g_strdup(app->office->meeting_id);
    set->on = g_strdup(app->office->desk->today);
    return set;
}

void invite_organisations_now(App *app)
{
    app_ask(app, &work_invite, new_set(app));
}

void invite_one(App *app)
{
    InviteSet *set = new_set(app);
    set->category = g_strdup(app->office->invite->category);
    set->who = form_value(app->office->form, FIELD_INVITED);
    set->person = form_value(app->office->form, FIELD_INVITED_PERSON);
    app_ask(app, &work_invite, set);
}

void invite_look_for_files(App *app)
{
    Invite *invite = app->office->invite;
    app->page = 0;
    invite->saving = FALSE;
    g_clear_pointer(&invite->files, g_ptr_array_unref);
    g_clear_error(&app->office->refused);
    invite->look_ms = 0;
}

void invite_attach(App *app)
{
    InviteSet *set = new_set(app);
    set->path = g_strdup(app->office->invite->path);
    app_ask(app, &work_invite_attach, set);
}

/* ---- results */

void invite_take_left(App *app, WorkResult *result)
{
    Invite *invite = app->office->invite;
    if (g_strcmp0(app->office->meeting_id, result->argument) != 0 || office_refused(app, result))
        return;
    g_clear_pointer(&invite->left, json_node_unref);
    invite->left = g_steal_pointer(&result->value);
    app->dirty = TRUE;
}

void invite_take_saved(App *app, WorkResult *result)
{
    app->office->invite->saving = FALSE;
    if (!flow_is_staff(app->state))
        return;
    office_refused(app, result);
    app_step(app, app->office->refused ? EVENT_NOT_SAVED : EVENT_SAVED);
    app_toast(app,
              app->office->refused ? message_error(app->language, app->office->refused)
                                   : g_strdup(app_say(app, N_("Saved"))),
              0);
}

void invite_take_files(App *app, WorkResult *result)
{
    Invite *invite = app->office->invite;
    g_clear_pointer(&invite->files, g_ptr_array_unref);
    invite->files = g_steal_pointer(&result->value);
    app->dirty = TRUE;
}
