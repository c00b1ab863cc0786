#include "kiosk/secretary/office.h"

#include <string.h>

#include "kiosk/citizen/citizen.h"
#include "kiosk/secretary/case.h"
#include "kiosk/secretary/desk.h"
#include "kiosk/secretary/dispose.h"
#include "kiosk/secretary/hall.h"
#include "kiosk/secretary/hall_ready.h"
#include "kiosk/secretary/invite.h"
#include "kiosk/secretary/key.h"
#include "kiosk/secretary/network.h"
#include "kiosk/secretary/playback.h"
#include "kiosk/secretary/prepare.h"
#include "kiosk/secretary/settings.h"
#include "kiosk/secretary/work_office.h"

#define IDLE_S 300   /* the staff's own time; a secretary listens for long */
#define READ_MS 5000 /* others write too: citizens here, the command, another kiosk */
#define LOOK_MS 15000

static const guint rights[USER_ROLE_COUNT] = {
    [USER_SECRETARY] = MAY_MEET | MAY_FOLLOW | MAY_ARCHIVE,
    [USER_INSPECTOR] = MAY_MEET | MAY_FOLLOW | MAY_ARCHIVE,
    [USER_CHIEF] = MAY_MEET | MAY_FOLLOW | MAY_ARCHIVE,
    [USER_CONTROLLER] = MAY_FOLLOW | MAY_ARCHIVE,
    [USER_ADMINISTRATOR] = MAY_MEET | MAY_FOLLOW | MAY_ARCHIVE | MAY_SETTINGS,
};

Office *office_new(void)
{
    Office *office = g_new0(Office, 1);
    office->form = form_new();
    office->prepare = prepare_new();
    office->key = key_new();
    office->invite = invite_new();
    office->settings = settings_new();
    office->network = network_choice_new();
    office->dispose = dispose_new();
    office->after = desk_new();
    office->followed = case_new();
    office->playback = playback_new();
    office->chosen = -1;
    office->hall = hall_new();
    return office;
}

void office_wipe(char **text)
{
    if (*text)
        explicit_bzero(*text, strlen(*text));
    g_clear_pointer(text, g_free);
}

static void leave(Office *office)
{
    g_clear_pointer(&office->who.name, g_free);
    office->who = (OfficePerson){0};
    g_clear_pointer(&office->people, g_ptr_array_unref);
    g_clear_pointer(&office->edited.name, g_free);
    prepare_free(office->prepare);
    office->prepare = prepare_new();
    invite_free(office->invite);
    office->invite = invite_new();
    dispose_free(office->dispose);
    office->dispose = dispose_new();
    g_clear_error(&office->refused);
    office_wipe(&office->first_pin);
    office->chosen = -1;
    office_desk_free(g_steal_pointer(&office->desk));
    office_meeting_free(g_steal_pointer(&office->meeting));
    g_clear_pointer(&office->meeting_id, g_free);
    hall_leave(office->hall);
    desk_free(office->after);
    office->after = desk_new();
    case_free(office->followed);
    office->followed = case_new();
}

void office_free(Office *office)
{
    if (!office)
        return;
    leave(office);
    hall_free(office->hall);
    form_free(office->form);
    prepare_free(office->prepare);
    key_free(office->key);
    invite_free(office->invite);
    settings_free(office->settings);
    network_choice_free(office->network);
    dispose_free(office->dispose);
    desk_free(office->after);
    case_free(office->followed);
    playback_free(office->playback);
    g_free(office);
}

gboolean office_may(const App *app, OfficeRight right)
{
    const OfficePerson *who = &app->office->who;
    return who->number > 0 && (rights[who->role] & right);
}

gboolean office_may_meet(const App *app)
{
    return office_may(app, MAY_MEET);
}

gboolean office_may_follow(const App *app)
{
    return office_may(app, MAY_FOLLOW);
}

gboolean office_may_archive(const App *app)
{
    return office_may(app, MAY_ARCHIVE);
}

const char *office_body(const App *app)
{
    const OfficeDesk *desk = app->office->desk;
    if (!desk)
        return NULL;
    return app->language == LANGUAGE_KK && desk->body_kk ? desk->body_kk : desk->body;
}

gboolean office_is_at_work(const App *app)
{
    return app->office->who.number > 0;
}

gboolean office_may_settings(const App *app)
{
    return office_may(app, MAY_SETTINGS);
}

void office_lock(App *app)
{
    playback_close(app);
    g_clear_pointer(&app->toast, g_free);
    leave(app->office);
    form_clear(app->office->form);
    citizen_clear(app);
    citizen_read_day(app);
}

void office_refresh(App *app)
{
    Office *office = app->office;
    office->read_ms = app->now_ms + READ_MS;
    app_ask(app, &work_desk, GINT_TO_POINTER(office->desk == NULL));
    if (office->meeting_id)
        app_ask(app, &work_meeting, g_strdup(office->meeting_id));
}

void office_choose(App *app, const char *id)
{
    Office *office = app->office;
    office_meeting_free(g_steal_pointer(&office->meeting));
    g_free(office->meeting_id);
    office->meeting_id = g_strdup(id);
    if (id)
        app_ask(app, &work_meeting, g_strdup(id));
}

JsonObject *office_unsealed(const App *app)
{
    JsonArray *all = app->office->desk ? json_node_get_array(app->office->desk->meetings) : NULL;
    JsonObject *newest = NULL;
    for (guint i = 0; all && i < json_array_get_length(all); i++) {
        JsonObject *meeting = json_array_get_object_element(all, i);
        if (strcmp(json_object_get_string_member(meeting, "state"), "closed") == 0 &&
            (!newest || strcmp(json_object_get_string_member(meeting, "date"),
                               json_object_get_string_member(newest, "date")) > 0))
            newest = meeting;
    }
    return newest;
}

gboolean office_has_unsealed(const App *app)
{
    return office_may_meet(app) && office_unsealed(app) && !app->office->desk->day->meeting;
}

void office_open_unsealed(App *app)
{
    office_choose(app, json_object_get_string_member(office_unsealed(app), "id"));
}

int office_idle_s(const App *app)
{
    return MAX(IDLE_S, app_patience_s(app));
}

int office_tick(App *app)
{
    Office *office = app->office;
    if (app->now_ms >= office->read_ms)
        office_refresh(app);
    if (app->now_ms >= office->looked_ms) {
        office->looked_ms = app->now_ms + LOOK_MS;
        app_ask(app, &work_devices, NULL);
    }
    return (int)(MIN(office->read_ms, office->looked_ms) - app->now_ms);
}

gboolean office_refused(App *app, WorkResult *result)
{
    app->dirty = app->dirty || result->error || app->office->refused;
    g_clear_error(&app->office->refused);
    app->office->refused = g_steal_pointer(&result->error);
    return app->office->refused != NULL;
}

void office_take_people(App *app, WorkResult *result)
{
    Office *office = app->office;
    /* Behind a person who was chosen the list stays as it is. */
    if ((app->state != STATE_STAFF && app->state != STATE_PEOPLE) || office_refused(app, result))
        return;
    g_clear_pointer(&office->people, g_ptr_array_unref);
    office->people = g_steal_pointer(&result->value);
    if (app->state != STATE_STAFF)
        return;
    if (office->people->len == 0) {
        app_step(app, EVENT_NOBODY);
    } else if (office->people->len == 1) {
        office->chosen = 0;
        app_step(app, EVENT_ONE);
    }
}

void office_enter_as(App *app, int number, const char *name, UserRole role)
{
    Office *office = app->office;
    g_free(office->who.name);
    office->who = (OfficePerson){.number = number, .name = g_strdup(name), .role = role};
    office->wait_until_ms = 0;
    form_clear(office->form);
    office_wipe(&office->first_pin);
    office->looked_ms = 0;
    key_look_at_home(app);
    office_refresh(app);
    app_step(app, EVENT_ENTERED);
}

void office_take_entered(App *app, WorkResult *result)
{
    Office *office = app->office;
    if (app->state != STATE_ENTERING) /* it was locked meanwhile */
        return;
    int wait_s = GPOINTER_TO_INT(result->value);
    if (!office_refused(app, result)) {
        const OfficePerson *who = office->people->pdata[office->chosen];
        office_enter_as(app, who->number, who->name, who->role);
        return;
    }
    office->wait_until_ms = wait_s ? app->now_ms + wait_s * 1000 : 0;
    form_wipe(office->form, FIELD_PIN);
    app_step(app, EVENT_REFUSED);
}

void office_take_first(App *app, WorkResult *result)
{
    const OfficePin *pin = result->argument;
    if (app->state != STATE_ENTERING)
        return;
    if (office_refused(app, result)) {
        form_wipe(app->office->form, FIELD_PIN);
        app_step(app, EVENT_NOT_SAVED);
        return;
    }
    office_enter_as(app, GPOINTER_TO_INT(result->value), pin->name, USER_ADMINISTRATOR);
}

void office_take_desk(App *app, WorkResult *result)
{
    Office *office = app->office;
    if (!office->who.number || office_refused(app, result))
        return;
    OfficeDesk *read = result->value;
    if (!read) /* nothing changed */
        return;
    hall_follow_day(app, read->day);
    gboolean same = office->desk && strcmp(office->desk->today, read->today) == 0 &&
                    strcmp(office->desk->body, read->body) == 0 &&
                    g_strcmp0(office->desk->body_kk, read->body_kk) == 0 &&
                    json_node_equal(office->desk->meetings, read->meetings) &&
                    json_node_equal(office->desk->plan, read->plan) &&
                    json_node_equal(office->desk->entries, read->entries);
    if (same)
        return;
    office_desk_free(office->desk);
    office->desk = g_steal_pointer(&result->value);
    app->dirty = TRUE;
}

void office_take_meeting(App *app, WorkResult *result)
{
    Office *office = app->office;
    if (g_strcmp0(office->meeting_id, result->argument) != 0 || office_refused(app, result))
        return;
    OfficeMeeting *read = result->value;
    if (office->meeting && json_node_equal(office->meeting->record, read->record))
        return;
    office_meeting_free(office->meeting);
    office->meeting = g_steal_pointer(&result->value);
    app->dirty = TRUE;
}

void office_take_devices(App *app, WorkResult *result)
{
    Office *office = app->office;
    OfficeDevices *found = result->value;
    if (found)
        ready_add_confirmed(app, found);
    if (!found || memcmp(found, &office->devices, sizeof *found) == 0)
        return;
    office->devices = *found;
    app->dirty = TRUE;
}
