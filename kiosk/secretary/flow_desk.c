/* The way after the meeting: the list of meetings, the record, signing, sealing, giving out. */
#include "kiosk/secretary/flow_desk.h"

#include "kiosk/secretary/archive.h"
#include "kiosk/secretary/desk_correct.h"
#include "kiosk/secretary/desk_moment.h"
#include "kiosk/secretary/dispose.h"
#include "kiosk/secretary/hall.h"
#include "kiosk/secretary/playback.h"
#include "kiosk/secretary/public.h"
#include "kiosk/secretary/work_desk.h"
#include "protocol/print.h"
#include "protocol/stick.h"

static const FlowRow rows[] = {
    OFFICE_LOCKS(STATE_MEETINGS),
    {STATE_MEETINGS, EVENT_BACK, NULL, archive_forget, STATE_HOME},
    {STATE_MEETINGS, EVENT_LOOK_UP, NULL, NULL, STATE_SEARCH},
    {STATE_MEETINGS, EVENT_NEXT, NULL, NULL, STATE_RECORD},

    OFFICE_LOCKS(STATE_SEARCH),
    {STATE_SEARCH, EVENT_BACK, NULL, archive_forget, STATE_MEETINGS},
    {STATE_SEARCH, EVENT_NEXT, NULL, archive_search, STATE_MEETINGS},

    OFFICE_LOCKS(STATE_PLAY),
    {STATE_PLAY, EVENT_BACK, playback_is_of_case, playback_close, STATE_CASE},
    {STATE_PLAY, EVENT_BACK, NULL, playback_close, STATE_RECORD},

    OFFICE_LOCKS(STATE_RECORD),
    {STATE_RECORD, EVENT_BACK, NULL, NULL, STATE_MEETINGS},
    {STATE_RECORD, EVENT_PLAY, playback_is_there, playback_begin, STATE_PLAY},
    {STATE_RECORD, EVENT_REVIEW, NULL, NULL, STATE_REVIEW},
    {STATE_RECORD, EVENT_PREPARE, desk_may_correct, desk_open_facts, STATE_PREPARE},
    {STATE_RECORD, EVENT_PEOPLE, desk_may_correct, NULL, STATE_ATTENDEES},
    {STATE_RECORD, EVENT_NOTE, desk_may_correct, NULL, STATE_NOTE},
    {STATE_RECORD, EVENT_NEW, desk_may_correct, NULL, STATE_ADD},
    {STATE_RECORD, EVENT_SAY_NONE, desk_may_correct, NULL, STATE_SAY_NONE},
    {STATE_RECORD, EVENT_CLOCK, desk_may_correct, NULL, STATE_MARKS},
    {STATE_RECORD, EVENT_LOOK_UP, desk_may_correct, NULL, STATE_GONE},
    {STATE_RECORD, EVENT_UNDROP, desk_has_gone, desk_put_back, STATE_RECORD},
    {STATE_RECORD, EVENT_SAVED, NULL, NULL, STATE_RECORD},
    {STATE_RECORD, EVENT_HALL, hall_may_open, hall_open, STATE_LIVE},
    {STATE_RECORD, EVENT_SIGN, desk_may_sign, NULL, STATE_SIGNERS},
    {STATE_RECORD, EVENT_SEAL, desk_may_sign, NULL, STATE_SEAL},
    {STATE_RECORD, EVENT_PRINT, desk_is_kept, desk_print_protocol, STATE_PRINT},
    {STATE_RECORD, EVENT_RECEIPTS, desk_is_kept, NULL, STATE_RECEIPTS},
    {STATE_RECORD, EVENT_NEXT, desk_is_sealed, NULL, STATE_CASE},
    {STATE_RECORD, EVENT_GIVE, desk_is_kept, desk_give_record, STATE_GIVE},

    OFFICE_LOCKS(STATE_REVIEW),
    {STATE_REVIEW, EVENT_BACK, NULL, NULL, STATE_RECORD},

    OFFICE_LOCKS(STATE_ATTENDEES),
    {STATE_ATTENDEES, EVENT_BACK, NULL, desk_forget, STATE_RECORD},
    {STATE_ATTENDEES, EVENT_LOOK_UP, NULL, NULL, STATE_ATTENDEE_SEARCH},
    {STATE_ATTENDEES, EVENT_NEW, NULL, desk_new_person, STATE_ATTENDEE_NAME},
    {STATE_ATTENDEES, EVENT_NEXT, NULL, NULL, STATE_ATTENDEE},
    {STATE_ATTENDEES, EVENT_UNDROP, desk_has_gone, desk_put_back, STATE_ATTENDEES},
    {STATE_ATTENDEES, EVENT_SAVED, NULL, NULL, STATE_ATTENDEES},
    OFFICE_LOCKS(STATE_ATTENDEE_SEARCH),
    {STATE_ATTENDEE_SEARCH, EVENT_BACK, NULL, desk_forget, STATE_ATTENDEES},
    {STATE_ATTENDEE_SEARCH, EVENT_NEXT, NULL, NULL, STATE_ATTENDEES},

    OFFICE_LOCKS(STATE_ATTENDEE),
    {STATE_ATTENDEE, EVENT_BACK, NULL, NULL, STATE_ATTENDEES},
    {STATE_ATTENDEE, EVENT_WHO, NULL, desk_begin_person, STATE_ATTENDEE_NAME},
    {STATE_ATTENDEE, EVENT_WHAT, NULL, desk_begin_person, STATE_ATTENDEE_CATEGORY},
    {STATE_ATTENDEE, EVENT_HOW, NULL, desk_begin_person, STATE_ATTENDEE_CONTACT},
    {STATE_ATTENDEE, EVENT_TAKE_AWAY, NULL, desk_begin_withdraw, STATE_WITHDRAW},

    OFFICE_LOCKS(STATE_ATTENDEE_NAME),
    {STATE_ATTENDEE_NAME, EVENT_BACK, desk_is_new_person, desk_forget, STATE_ATTENDEES},
    {STATE_ATTENDEE_NAME, EVENT_BACK, NULL, desk_forget, STATE_ATTENDEE},
    {STATE_ATTENDEE_NAME, EVENT_NEXT, desk_has_new_person, NULL, STATE_ATTENDEE_CATEGORY},
    {STATE_ATTENDEE_NAME, EVENT_NEXT, desk_has_person, desk_save_person, STATE_ATTENDEE_NAME},
    {STATE_ATTENDEE_NAME, EVENT_SAVED, NULL, desk_forget, STATE_ATTENDEE},
    OFFICE_LOCKS(STATE_ATTENDEE_CATEGORY),
    {STATE_ATTENDEE_CATEGORY, EVENT_BACK, desk_is_new_person, NULL, STATE_ATTENDEE_NAME},
    {STATE_ATTENDEE_CATEGORY, EVENT_BACK, NULL, desk_forget, STATE_ATTENDEE},
    {STATE_ATTENDEE_CATEGORY, EVENT_NEXT, NULL, desk_save_person, STATE_ATTENDEE_CATEGORY},
    {STATE_ATTENDEE_CATEGORY, EVENT_SAVED, desk_is_new_person, desk_forget, STATE_ATTENDEES},
    {STATE_ATTENDEE_CATEGORY, EVENT_SAVED, NULL, desk_forget, STATE_ATTENDEE},
    OFFICE_LOCKS(STATE_ATTENDEE_CONTACT),
    {STATE_ATTENDEE_CONTACT, EVENT_BACK, NULL, desk_forget, STATE_ATTENDEE},
    {STATE_ATTENDEE_CONTACT, EVENT_NEXT, desk_is_free, desk_save_person, STATE_ATTENDEE_CONTACT},
    {STATE_ATTENDEE_CONTACT, EVENT_SAVED, NULL, desk_forget, STATE_ATTENDEE},

    OFFICE_LOCKS(STATE_WITHDRAW),
    {STATE_WITHDRAW, EVENT_BACK, desk_withdraws_attendee, NULL, STATE_ATTENDEE},
    {STATE_WITHDRAW, EVENT_BACK, NULL, NULL, STATE_NOTE},
    {STATE_WITHDRAW, EVENT_NEXT, desk_has_reason, desk_withdraw, STATE_WITHDRAW},
    {STATE_WITHDRAW, EVENT_SAVED, desk_withdraws_attendee, desk_forget, STATE_ATTENDEES},
    {STATE_WITHDRAW, EVENT_SAVED, NULL, hall_leave_note, STATE_RECORD},

    OFFICE_LOCKS(STATE_GONE),
    {STATE_GONE, EVENT_BACK, NULL, NULL, STATE_RECORD},
    {STATE_GONE, EVENT_UNDROP, desk_has_gone, desk_put_back, STATE_GONE},
    {STATE_GONE, EVENT_SAVED, NULL, NULL, STATE_RECORD},

    OFFICE_LOCKS(STATE_MARKS),
    {STATE_MARKS, EVENT_BACK, NULL, NULL, STATE_RECORD},
    {STATE_MARKS, EVENT_NEXT, playback_is_there, desk_listen_mark, STATE_MOMENT},
    {STATE_MARKS, EVENT_NEXT, NULL, desk_time_mark, STATE_MOMENT_TIME},

    OFFICE_LOCKS(STATE_MOMENT),
    {STATE_MOMENT, EVENT_BACK, desk_moves_mark, playback_close, STATE_MARKS},
    {STATE_MOMENT, EVENT_BACK, NULL, playback_close, STATE_NOTE},
    {STATE_MOMENT, EVENT_NEXT, desk_may_place_mark, desk_take_place, STATE_MOMENT},
    {STATE_MOMENT, EVENT_NEXT, desk_may_place, desk_take_place, STATE_NOTE},
    {STATE_MOMENT, EVENT_SAVED, NULL, playback_close, STATE_MARKS},

    OFFICE_LOCKS(STATE_MOMENT_TIME),
    {STATE_MOMENT_TIME, EVENT_BACK, desk_moves_mark, NULL, STATE_MARKS},
    {STATE_MOMENT_TIME, EVENT_BACK, NULL, NULL, STATE_NOTE},
    {STATE_MOMENT_TIME, EVENT_NEXT, desk_may_time_mark, desk_take_time, STATE_MOMENT_TIME},
    {STATE_MOMENT_TIME, EVENT_NEXT, desk_is_free, desk_take_time, STATE_NOTE},
    {STATE_MOMENT_TIME, EVENT_SAVED, NULL, NULL, STATE_MARKS},

    OFFICE_LOCKS(STATE_SAY_NONE),
    {STATE_SAY_NONE, EVENT_BACK, NULL, NULL, STATE_RECORD},
    {STATE_SAY_NONE, EVENT_NEW, NULL, NULL, STATE_ADD},
    {STATE_SAY_NONE, EVENT_NEXT, desk_is_free, desk_say_none, STATE_SAY_NONE},
    {STATE_SAY_NONE, EVENT_SAVED, NULL, NULL, STATE_RECORD},
    OFFICE_LOCKS(STATE_ADD),
    {STATE_ADD, EVENT_BACK, NULL, NULL, STATE_RECORD},
    {STATE_ADD, EVENT_NOTE, NULL, NULL, STATE_NOTE},

    OFFICE_LOCKS(STATE_SIGNERS),
    {STATE_SIGNERS, EVENT_BACK, NULL, NULL, STATE_RECORD},
    {STATE_SIGNERS, EVENT_NEXT, NULL, NULL, STATE_SIGNATURE},
    {STATE_SIGNERS, EVENT_SEAL, desk_may_sign, NULL, STATE_SEAL},

    OFFICE_LOCKS(STATE_SIGNATURE),
    {STATE_SIGNATURE, EVENT_BACK, NULL, NULL, STATE_SIGNERS},
    {STATE_SIGNATURE, EVENT_NEXT, desk_has_signed, desk_sign, STATE_SIGNERS},

    OFFICE_LOCKS(STATE_SEAL),
    {STATE_SEAL, EVENT_BACK, NULL, NULL, STATE_RECORD},
    {STATE_SEAL, EVENT_NEXT, desk_may_seal, desk_seal, STATE_BUSY},

    OFFICE_LOCKS(STATE_RECEIPTS),
    {STATE_RECEIPTS, EVENT_BACK, NULL, NULL, STATE_RECORD},
    {STATE_RECEIPTS, EVENT_NEXT, NULL, NULL, STATE_PRINT},

    OFFICE_LOCKS(STATE_PRINT),
    {STATE_PRINT, EVENT_BACK, desk_is_of_case, NULL, STATE_PAPERS},
    {STATE_PRINT, EVENT_BACK, desk_is_of_receipts, NULL, STATE_RECEIPTS},
    {STATE_PRINT, EVENT_BACK, dispose_is_shown, NULL, STATE_ACT},
    {STATE_PRINT, EVENT_BACK, NULL, NULL, STATE_RECORD},
    {STATE_PRINT, EVENT_NEXT, desk_has_printer, desk_print, STATE_BUSY},

    OFFICE_LOCKS(STATE_GIVE),
    {STATE_GIVE, EVENT_BACK, desk_is_of_case, desk_end_papers, STATE_CASE},
    {STATE_GIVE, EVENT_BACK, NULL, NULL, STATE_RECORD},
    {STATE_GIVE, EVENT_NEXT, public_is_chosen, public_begin, STATE_PUBLIC},
    {STATE_GIVE, EVENT_NEXT, desk_has_stick, desk_give, STATE_BUSY},

    OFFICE_LOCKS(STATE_PUBLIC),
    {STATE_PUBLIC, EVENT_BACK, NULL, NULL, STATE_GIVE},
    {STATE_PUBLIC, EVENT_NEXT, public_may_write, desk_give, STATE_BUSY},

    OFFICE_LOCKS(STATE_BUSY),
    {STATE_BUSY, EVENT_SAVED, NULL, NULL, STATE_DONE},
    {STATE_BUSY, EVENT_NOT_SAVED, NULL, NULL, STATE_DONE},
    {STATE_BUSY, EVENT_BACK, NULL, desk_cancel, STATE_BUSY},

    OFFICE_LOCKS(STATE_DONE),
    {STATE_DONE, EVENT_TAKE_AWAY, desk_has_given, desk_eject, STATE_BUSY},
    {STATE_DONE, EVENT_NEXT, desk_is_of_case, desk_end_papers, STATE_CASE},
    {STATE_DONE, EVENT_NEXT, desk_is_of_receipts, desk_end_papers, STATE_RECEIPTS},
    {STATE_DONE, EVENT_NEXT, dispose_has_act, NULL, STATE_ACT},
    {STATE_DONE, EVENT_NEXT, dispose_is_shown, dispose_begin, STATE_DISPOSE},
    {STATE_DONE, EVENT_NEXT, NULL, desk_end_papers, STATE_RECORD},
    {STATE_DONE, EVENT_BACK, dispose_is_shown, dispose_begin, STATE_DISPOSE},
    {STATE_DONE, EVENT_BACK, NULL, desk_end_papers, STATE_RECORD},
};

const FlowTable flow_desk = {rows, G_N_ELEMENTS(rows)};

gboolean desk_may_sign(const App *app)
{
    return !desk_is_sealed(app) && desk_blocking(app, TRUE) == 0;
}

gboolean desk_may_seal(const App *app)
{
    return !desk_is_sealed(app) && desk_blocking(app, FALSE) == 0 &&
           (!desk_is_late(app) || form_has(app->office->form, FIELD_LATE_REASON));
}

gboolean desk_has_signed(const App *app)
{
    return signature_given(app->office->form->signature);
}

gboolean desk_has_printer(const App *app)
{
    const GPtrArray *printers = app->office->after->printers;
    return printers && app->office->after->index < (int)printers->len;
}

gboolean desk_has_stick(const App *app)
{
    const GPtrArray *sticks = app->office->after->sticks;
    return sticks && app->office->after->index < (int)sticks->len;
}

void desk_sign(App *app)
{
    g_autoptr(GPtrArray) signers = desk_signers(app);
    const DeskSigner *signer = desk_signer(app, signers);
    if (!signer)
        return;
    DeskTask *task = desk_task_new(app);
    task->role = g_strdup(signer->role);
    task->text = signature_json(app->office->form->signature);
    app_ask(app, &work_sign, task);
}

void desk_seal(App *app)
{
    DeskTask *task = desk_task_new(app);
    task->text = form_value(app->office->form, FIELD_LATE_REASON);
    app_ask(app, &work_seal, task);
}

gboolean desk_is_of_case(const App *app)
{
    return app->office->after->from == DESK_OF_CASE;
}

gboolean desk_is_of_receipts(const App *app)
{
    return app->office->after->from == DESK_OF_RECEIPTS;
}

gboolean desk_has_given(const App *app)
{
    return app->office->after->given != NULL;
}

void desk_begin_papers(App *app, DocumentKind paper, int about)
{
    Desk *desk = app->office->after;
    desk->paper = paper;
    desk->about = about;
    desk->from = app->state == STATE_PAPERS     ? DESK_OF_CASE
                 : app->state == STATE_RECEIPTS ? DESK_OF_RECEIPTS
                                                : DESK_OF_RECORD;
}

void desk_begin_giving(App *app, int about)
{
    Desk *desk = app->office->after;
    desk->about = about;
    desk->from = about ? DESK_OF_CASE : DESK_OF_RECORD;
}

void desk_give_record(App *app)
{
    desk_begin_giving(app, 0);
}

void desk_print_protocol(App *app)
{
    desk_begin_papers(app, DOCUMENT_PROTOCOL, 0);
}

/* Behind what was printed, written or sealed the record is the place to be. */
void desk_end_papers(App *app)
{
    app->office->after->from = DESK_OF_RECORD;
    g_clear_pointer(&app->office->after->given, g_free);
}

void desk_print(App *app)
{
    const Desk *desk = app->office->after;
    const Printer *printer = desk->printers->pdata[desk->index];
    DeskTask *task = desk_task_new(app);
    task->printer = g_strdup(printer->name);
    task->paper = desk->paper;
    if (desk->from == DESK_OF_DISPOSAL)
        task->act = g_strdup(app->office->dispose->act);
    if (desk->about)
        g_array_append_val(task->entries, desk->about);
    else if (document_kind_about_entry(desk->paper))
        desk_add_entries(app, task->entries);
    app_ask(app, &work_print, task);
}

void desk_eject(App *app)
{
    DeskTask *task = desk_task_new(app);
    task->text = g_strdup(app->office->after->given);
    app_ask(app, &work_eject, task);
}

void desk_give(App *app)
{
    const Desk *desk = app->office->after;
    DeskTask *task = desk_task_new(app);
    const Stick *stick = desk->sticks->pdata[desk->index];
    task->text = g_strdup(stick->folder);
    task->profile = desk->about ? EXPORT_ENTRY : desk->public_copy ? EXPORT_PUBLIC : EXPORT_FULL;
    task->without_recording = desk->without_recording;
    if (desk->about)
        g_array_append_val(task->entries, desk->about);
    app_ask(app, &work_give, task);
}

void desk_cancel(App *app)
{
    if (app->office->job)
        app->setup.requests.cancel(app->setup.requests.user_data, app->office->job);
}
