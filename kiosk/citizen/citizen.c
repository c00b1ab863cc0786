/* What is done at the steps of citizens, and what is asked before them. */
#include "kiosk/citizen/citizen.h"

#include "kiosk/app.h"
#include "kiosk/secretary/hall.h"

#define ANSWER_S 20 /* a question waits so long for its answer */
#define THANKS_S 8
#define HAND_OVER_S 20 /* nobody came to register: the picture of the meeting again */
#define READ_S 20      /* the day is read again: others register too, at another kiosk */

/* Brings the disk in line with the form. */
void citizen_keep(App *app)
{
    char *draft = citizen_draft(app);
    app->keep_ms = 0;
    if (draft || app->kept)
        app_ask(app, &work_keep, draft);
    app->kept = draft != NULL;
}

void citizen_read_day(App *app)
{
    app->read_ms = app->now_ms + READ_S * 1000;
    app_ask(app, &work_day, NULL);
}

void citizen_look_up(App *app)
{
    app_ask(app, &work_entry, form_value(app->form, FIELD_RECEIPT));
}

/* Whoever comes next finds nothing of the person before. */
void citizen_clear(App *app)
{
    form_clear(app->form);
    lettering_forget(app->text);
    g_clear_pointer(&app->meeting, g_free);
    g_clear_pointer(&app->entry, view_entry_free);
    g_clear_error(&app->error);
    app->number = 0;
    app->focus[0] = '\0';
    app->ink_revision++;
    app_look(app, app->preferences->language, app->preferences->larger, FALSE);
    app->spoken = app->preferences->prompts;
    citizen_keep(app);
    if (flow_is_form(app->state))
        citizen_read_day(app);
}

void citizen_save(App *app)
{
    CitizenPerson *person = g_new0(CitizenPerson, 1);
    person->meeting = g_strdup(app->meeting);
    person->surname = form_value(app->form, FIELD_SURNAME);
    person->name = form_value(app->form, FIELD_NAME);
    person->patronymic = form_value(app->form, FIELD_PATRONYMIC);
    person->phone = form_value(app->form, FIELD_PHONE);
    person->address = form_value(app->form, FIELD_ADDRESS);
    person->category = g_strdup(app->form->category);
    if (signature_given(app->form->signature))
        person->strokes = signature_json(app->form->signature);
    /* The worker removes the draft with the row: nothing may be kept behind that. */
    app->keep_ms = 0;
    app_ask(app, &work_attend, person);
}

void citizen_save_unsigned(App *app)
{
    signature_clear(app->form->signature);
    app->ink_revision++;
    citizen_save(app);
}

/* The day that was read, unless it would pull the meeting away under a person's hands. */
void citizen_take_day(App *app, WorkResult *result)
{
    CitizenDay *read = result->value;
    const ViewMeeting *meeting = read ? read->day->meeting : NULL;
    gboolean form = flow_is_form(app->state);
    if (form && (!meeting || g_strcmp0(meeting->id, app->meeting) != 0))
        return;
    gboolean same = view_day_equal(app->day, read ? read->day : NULL);
    if (read) {
        view_day_free(app->day);
        app->day = g_steal_pointer(&read->day);
    }
    if (form)
        return;
    hall_follow_day(app, app->day);
    FlowState before = app->state;
    gboolean dirty = app->dirty;
    if (result->error) {
        g_clear_error(&app->error);
        app->error = g_steal_pointer(&result->error);
        app_step(app, EVENT_UNREADABLE);
        return;
    }
    app_step(app, meeting ? EVENT_MEETING : EVENT_NO_MEETING);
    if (read->kept) {
        app->kept = TRUE;
        citizen_restore(app, read->kept);
        app->keep_ms = MAX(1, app->now_ms);
    }
    if (same && app->state == before)
        app->dirty = dirty;
}

void citizen_take_entry(App *app, WorkResult *result)
{
    view_entry_free(app->entry);
    app->entry = g_steal_pointer(&result->value);
    app_step(app, app->entry ? EVENT_FOUND : EVENT_NOT_FOUND);
    app->hint = !app->entry;
}

void citizen_take_number(App *app, WorkResult *result)
{
    if (!result->error)
        app->kept = FALSE; /* it was removed with the row */
    g_clear_error(&app->error);
    app->error = g_steal_pointer(&result->error);
    app->number = GPOINTER_TO_INT(result->value);
    app_step(app, app->error ? EVENT_NOT_SAVED : EVENT_SAVED);
}

gboolean citizen_is_named(const App *app)
{
    return form_has(app->form, FIELD_SURNAME) && form_has(app->form, FIELD_NAME);
}

gboolean citizen_has_category(const App *app)
{
    return app->form->category != NULL;
}

gboolean citizen_has_signed(const App *app)
{
    return signature_given(app->form->signature);
}

gboolean citizen_told_nothing(const App *app)
{
    return form_empty(app->form);
}

gboolean citizen_has_receipt(const App *app)
{
    return form_has(app->form, FIELD_RECEIPT);
}

gboolean citizen_has_meeting(const App *app)
{
    return app_meeting(app) != NULL;
}

int citizen_idle_never(const App *app)
{
    return 0;
}

int citizen_idle_changed(const App *app)
{
    gboolean changed = app->language != app->preferences->language ||
                       app->larger != app->preferences->larger || app->contrast;
    if (hall_is_in_session(app))
        return HAND_OVER_S;
    return changed ? app_patience_s(app) : 0;
}

int citizen_idle_thanks(const App *app)
{
    return THANKS_S;
}

int citizen_idle_answer(const App *app)
{
    return ANSWER_S;
}

int citizen_tick_read(App *app)
{
    if (app->now_ms >= app->read_ms)
        citizen_read_day(app);
    return (int)(app->read_ms - app->now_ms);
}

int citizen_tick_second(App *app)
{
    app->dirty = TRUE;
    return (int)(1000 - (app->now_ms - app->touched_ms) % 1000);
}
