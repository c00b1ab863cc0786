#include "kiosk/secretary/desk_correct.h"

#include <string.h>

#include "kiosk/secretary/case.h"
#include "kiosk/secretary/hall.h"
#include "kiosk/secretary/prepare.h"
#include "protocol/check.h"
#include "protocol/error.h"
#include "protocol/json_read.h"

static Desk *of(const App *app)
{
    return app->office->after;
}

static Form *form(const App *app)
{
    return app->office->form;
}

/* ---- what a row leads to */

static gboolean correct_note(App *app, const char *list, int number)
{
    Note *note = note_of_record(desk_record(app), list, number);
    if (!note || !desk_may_correct(app)) {
        note_free(note);
        return FALSE;
    }
    hall_correct(app, note);
    return app_step(app, EVENT_NOTE);
}

/* The first entry that lacks this member, though its outcome asks for it. */
static int entry_without(const App *app, const char *outcome, const char *member)
{
    JsonArray *entries = desk_list(app, "entries");
    for (guint i = 0; entries && i < json_array_get_length(entries); i++) {
        JsonObject *entry = json_array_get_object_element(entries, i);
        if (g_strcmp0(json_read_text(entry, "outcome"), outcome) == 0 &&
            !json_read_text(entry, member))
            return (int)json_object_get_int_member_with_default(entry, "entry", 0);
    }
    return 0;
}

static gboolean open_lack(App *app, const CheckItem *item)
{
    static const struct {
        const char *code;
        FlowEvent event;
    } ways[] = {
        {"date", EVENT_PREPARE},
        {"time", EVENT_PREPARE},
        {"place", EVENT_PREPARE},
        {"secretary", EVENT_PREPARE},
        {"not-announced", EVENT_PREPARE},
        {"announced-late", EVENT_PREPARE},
        {"future", EVENT_PREPARE},
        {"attendees", EVENT_PEOPLE},
        {"attendees.number", EVENT_PEOPLE},
        {"unregistered", EVENT_PEOPLE},
        {"decisions", EVENT_SAY_NONE},
        {"entries", EVENT_SAY_NONE},
        {"recording", EVENT_HALL},
        {"late-reason", EVENT_SEAL},
    };
    if (strcmp(item->code, "entry.to") == 0)
        return correct_note(app, "entries", entry_without(app, "forward", "to"));
    if (strcmp(item->code, "entry.answer") == 0)
        return correct_note(app, "entries", entry_without(app, "answered", "answer"));
    if (g_str_has_prefix(item->code, "signature."))
        return app_step(app, EVENT_SIGN);
    for (gsize i = 0; i < G_N_ELEMENTS(ways); i++)
        if (strcmp(ways[i].code, item->code) == 0) {
            of(app)->none = item->code;
            return app_step(app, ways[i].event);
        }
    return FALSE;
}

gboolean desk_open(App *app, const DeskRow *row)
{
    static const FlowEvent events[] = {
        [DESK_REVIEW] = EVENT_REVIEW,     [DESK_FACTS] = EVENT_PREPARE,
        [DESK_PEOPLE] = EVENT_PEOPLE,     [DESK_ADD] = EVENT_NEW,
        [DESK_RECEIPTS] = EVENT_RECEIPTS, [DESK_RECORDING] = EVENT_PLAY,
        [DESK_AGENDA] = EVENT_CLOCK,      [DESK_GONE] = EVENT_LOOK_UP,
    };
    const GPtrArray *lacks = desk_lacks(app);
    switch (row->kind) {
    case DESK_LACK:
    case DESK_REMARK:
        return lacks && row->number < (int)lacks->len && open_lack(app, lacks->pdata[row->number]);
    case DESK_ENTRY:
        if (desk_is_sealed(app)) {
            case_open(app, row->number, 0, app->office->meeting_id, TRUE);
            return app_step(app, EVENT_NEXT);
        }
        return correct_note(app, "entries", row->number);
    case DESK_DECISION:
        if (desk_is_sealed(app)) {
            case_open(app, 0, row->number, app->office->meeting_id, TRUE);
            return app_step(app, EVENT_NEXT);
        }
        return correct_note(app, "decisions", row->number);
    case DESK_AWARD:
        return correct_note(app, "awards", row->number);
    default:
        return app_step(app, events[row->kind]);
    }
}

/* ---- guards */

gboolean desk_may_correct(const App *app)
{
    return desk_record(app) && !desk_is_sealed(app) && office_may_meet(app);
}

gboolean desk_corrects_facts(const App *app)
{
    return of(app)->facts;
}

gboolean desk_withdraws_attendee(const App *app)
{
    return hall_is_noting(app);
}

gboolean desk_is_free(const App *app)
{
    return !of(app)->saving;
}

gboolean desk_has_gone(const App *app)
{
    return desk_is_free(app) && desk_may_correct(app) && of(app)->gone.id &&
           g_strcmp0(of(app)->gone.id, app->office->meeting_id) == 0;
}

gboolean desk_may_correct_held(const App *app)
{
    return of(app)->facts && g_strcmp0(desk_text(app, "state"), "closed") == 0;
}

gboolean desk_has_reason(const App *app)
{
    return !of(app)->saving && form_has(form(app), FIELD_REASON);
}

gboolean desk_is_new_person(const App *app)
{
    return of(app)->number == 0;
}

gboolean desk_has_person(const App *app)
{
    return !of(app)->saving && form_has(form(app), FIELD_OFFICIAL_SURNAME) &&
           form_has(form(app), FIELD_OFFICIAL_NAME);
}

gboolean desk_has_new_person(const App *app)
{
    return desk_is_new_person(app) && desk_has_person(app);
}

/* ---- facts */

void desk_forget(App *app)
{
    form_clear(form(app));
}

void desk_open_facts(App *app)
{
    of(app)->facts = TRUE;
}

void desk_end_facts(App *app)
{
    of(app)->facts = FALSE;
}

/* ---- people */

JsonObject *desk_attendee(const App *app)
{
    return json_read_row(desk_list(app, "attendee_list"), "n", of(app)->number);
}

static const struct {
    Field field;
    const char *member;
} of_names[] = {{FIELD_OFFICIAL_SURNAME, "surname"},
                {FIELD_OFFICIAL_NAME, "name"},
                {FIELD_OFFICIAL_PATRONYMIC, "patronymic"}},
  of_contact[] = {{FIELD_PHONE, "phone"}, {FIELD_ADDRESS, "address"}};

void desk_begin_person(App *app)
{
    JsonObject *person = desk_attendee(app);
    form_clear(form(app));
    for (gsize i = 0; i < G_N_ELEMENTS(of_names); i++)
        form_set(form(app), of_names[i].field, json_read_text(person, of_names[i].member));
    for (gsize i = 0; i < G_N_ELEMENTS(of_contact); i++)
        form_set(form(app), of_contact[i].field, json_read_text(person, of_contact[i].member));
}

void desk_new_person(App *app)
{
    of(app)->number = 0;
    desk_begin_person(app);
}

static DeskChange *new_change(const App *app, MeetingItem item, int number)
{
    DeskChange *change = g_new0(DeskChange, 1);
    change->id = g_strdup(app->office->meeting_id);
    change->item = item;
    change->number = number;
    return change;
}

static void ask(App *app, DeskChange *change)
{
    of(app)->saving = TRUE;
    app_ask(app, &work_correct, change);
}

static void add_field(DeskChange *change, const char *name, char *value)
{
    for (int i = 0; i < DESK_CHANGE_FIELDS; i++)
        if (!change->fields[i].name) {
            change->fields[i].name = name;
            change->fields[i].value = value;
            return;
        }
    g_free(value);
}

/* What stands on this screen; of somebody new all of it. */
void desk_save_person(App *app)
{
    DeskChange *change = new_change(app, MEETING_ATTENDEE, of(app)->number);
    gboolean new = desk_is_new_person(app);
    for (gsize i = 0; (new || app->state == STATE_ATTENDEE_NAME) && i < G_N_ELEMENTS(of_names); i++)
        add_field(change, of_names[i].member, form_value(form(app), of_names[i].field));
    if (new || app->state == STATE_ATTENDEE_CATEGORY)
        add_field(change, "category", g_strdup(form(app)->category));
    for (gsize i = 0; app->state == STATE_ATTENDEE_CONTACT && i < G_N_ELEMENTS(of_contact); i++)
        add_field(change, of_contact[i].member, form_value(form(app), of_contact[i].field));
    ask(app, change);
}

/* ---- withdrawing, and that there was none */

void desk_begin_withdraw(App *app)
{
    form_wipe(form(app), FIELD_REASON);
}

void desk_withdraw(App *app)
{
    const Note *note = app->office->hall->note;
    MeetingItem item = MEETING_ATTENDEE;
    int number = of(app)->number;
    if (!desk_withdraws_attendee(app) && note) {
        number = note->number;
        item = note_is_entry(note)           ? MEETING_ENTRY
               : note->kind == NOTE_DECISION ? MEETING_DECISION
                                             : MEETING_AWARD;
    }
    DeskChange *change = new_change(app, item, number);
    change->why = form_value(form(app), FIELD_REASON);
    ask(app, change);
}

void desk_correct_one(App *app, MeetingItem item, int number, const char *field, char *value)
{
    DeskChange *change = new_change(app, item, number);
    add_field(change, field, value);
    ask(app, change);
}

int desk_gone_count(const App *app)
{
    JsonArray *gone = desk_list(app, "withdrawn");
    return gone ? (int)json_array_get_length(gone) : 0;
}

const char *desk_gone(const App *app, int index, MeetingItem *item_out, int *number_out)
{
    JsonObject *gone = json_array_get_object_element(desk_list(app, "withdrawn"), (guint)index);
    const char *what = json_read_text(gone, "what"), *why = json_read_text(gone, "why");
    *item_out = MEETING_ENTRY;
    for (int item = 0; item < MEETING_ITEM_COUNT; item++)
        if (g_strcmp0(meeting_item_code(item), what) == 0)
            *item_out = item;
    *number_out = (int)json_object_get_int_member_with_default(gone, "n", 0);
    return why ? why : "";
}

static void set_gone(App *app, const char *id, MeetingItem item, int number)
{
    g_free(of(app)->gone.id);
    of(app)->gone.id = g_strdup(id);
    of(app)->gone.item = item;
    of(app)->gone.number = number;
}

void desk_choose_gone(App *app, int index)
{
    MeetingItem item;
    int number;
    desk_gone(app, index, &item, &number);
    set_gone(app, app->office->meeting_id, item, number);
}

void desk_put_back(App *app)
{
    DeskChange *change = new_change(app, of(app)->gone.item, of(app)->gone.number);
    change->back = TRUE;
    g_clear_pointer(&of(app)->gone.id, g_free);
    ask(app, change);
}

void desk_say_none(App *app)
{
    DeskChange *change = new_change(app, MEETING_ITEM_COUNT, 0);
    add_field(change, of(app)->none, g_strdup("none"));
    ask(app, change);
}

static const char *changed_text(const DeskChange *change)
{
    return change->back          ? N_("It is back in the record.")
           : change->why         ? N_("It is withdrawn.")
           : change->number == 0 ? N_("It is in the record.")
                                 : N_("It is corrected.");
}

void desk_take_corrected(App *app, WorkResult *result)
{
    if (!of(app)->saving || !flow_is_staff(app->state))
        return;
    of(app)->saving = FALSE;
    if (result->error) {
        app_toast(app, message_error(app->language, result->error), (FlowEvent)0);
        app_step(app, EVENT_NOT_SAVED);
        return;
    }
    const DeskChange *change = result->argument;
    if (change->why)
        set_gone(app, change->id, change->item, change->number);
    app_toast(app, g_strdup(app_say(app, changed_text(change))),
              change->why ? EVENT_UNDROP : (FlowEvent)0);
    app_step(app, EVENT_SAVED);
}
