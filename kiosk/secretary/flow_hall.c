/* The way of the meeting: while it goes on, what is noted, its end. */
#include "kiosk/citizen/citizen.h"
#include "kiosk/secretary/desk_correct.h"
#include "kiosk/secretary/desk_moment.h"
#include "kiosk/secretary/hall.h"

/* While it goes on the picture and its alarms stay in sight. */
#define STAYS(state)                                                                               \
    {state, EVENT_LOCK, NULL, hall_lock, STATE_LIVE_LOCKED},                                       \
    {                                                                                              \
        state, EVENT_IDLE, NULL, hall_lock, STATE_LIVE_LOCKED                                      \
    }
/* The screens of a note serve what is corrected in the record, too. */
#define NOTE_STAYS(state)                                                                          \
    {state, EVENT_LOCK, hall_is_noting, hall_lock, STATE_LIVE_LOCKED},                             \
        {state, EVENT_IDLE, hall_is_noting, hall_lock, STATE_LIVE_LOCKED}, OFFICE_LOCKS(state)
/* Behind one answer comes the next that is missing, and then the whole note. */
#define NEXT(state, event, action)                                                                 \
    {state, event, hall_lacks_person, action, STATE_NOTE_WHO},                                     \
        {state, event, hall_lacks_name, action, STATE_NOTE_NAME},                                  \
        {state, event, hall_lacks_text, action, STATE_NOTE_TEXT},                                  \
        {state, event, hall_lacks_outcome, action, STATE_NOTE_HOW},                                \
        {state, event, hall_lacks_due, action, STATE_NOTE_DUE},                                    \
    {                                                                                              \
        state, event, NULL, action, STATE_NOTE                                                     \
    }

static const FlowRow rows[] = {
    STAYS(STATE_LIVE),
    {STATE_LIVE, EVENT_REGISTER, NULL, hall_lock, STATE_WELCOME},
    {STATE_LIVE, EVENT_NOTE, NULL, NULL, STATE_NOTE},
    {STATE_LIVE, EVENT_UNMARK, NULL, hall_unmark, STATE_LIVE},
    {STATE_LIVE, EVENT_UNDROP, hall_has_dropped, hall_undrop_note, STATE_NOTE},
    {STATE_LIVE, EVENT_ENDED, NULL, NULL, STATE_HOME},
    {STATE_LIVE, EVENT_END, NULL, NULL, STATE_END},
    {STATE_LIVE, EVENT_RETRY, NULL, hall_begin_again, STATE_LIVE},
    {STATE_LIVE, EVENT_SAVED, NULL, NULL, STATE_LIVE},
    {STATE_LIVE, EVENT_NOT_SAVED, NULL, NULL, STATE_LIVE},

    {STATE_LIVE_LOCKED, EVENT_REGISTER, NULL, NULL, STATE_WELCOME},
    {STATE_LIVE_LOCKED, EVENT_ENDED, citizen_has_meeting, citizen_clear, STATE_WELCOME},
    {STATE_LIVE_LOCKED, EVENT_ENDED, NULL, citizen_clear, STATE_NONE},
    {STATE_LIVE_LOCKED, EVENT_STAFF, NULL, NULL, STATE_STAFF},

    STAYS(STATE_END),
    {STATE_END, EVENT_BACK, NULL, NULL, STATE_LIVE},
    {STATE_END, EVENT_NEXT, NULL, hall_end, STATE_ENDING},
    {STATE_ENDING, EVENT_SAVED, NULL, NULL, STATE_HOME},
    {STATE_ENDING, EVENT_NOT_SAVED, NULL, NULL, STATE_LIVE},

    NOTE_STAYS(STATE_NOTE),
    {STATE_NOTE, EVENT_BACK, hall_is_noting, hall_leave_note, STATE_LIVE},
    {STATE_NOTE, EVENT_BACK, NULL, hall_leave_note, STATE_RECORD},
    {STATE_NOTE, EVENT_LEAVE, hall_corrects_known, desk_begin_withdraw, STATE_WITHDRAW},
    {STATE_NOTE, EVENT_LEAVE, hall_note_is_bare, hall_drop_note, STATE_LIVE},
    {STATE_NOTE, EVENT_LEAVE, NULL, NULL, STATE_NOTE_DROP},
    {STATE_NOTE, EVENT_WHO, hall_note_is_entry, NULL, STATE_NOTE_WHO},
    {STATE_NOTE, EVENT_WHO, NULL, NULL, STATE_NOTE_NAME},
    {STATE_NOTE, EVENT_WHAT, NULL, NULL, STATE_NOTE_TEXT},
    {STATE_NOTE, EVENT_HOW, hall_note_is_entry, NULL, STATE_NOTE_HOW},
    {STATE_NOTE, EVENT_HOW, hall_note_is_decision, NULL, STATE_NOTE_DUE},
    {STATE_NOTE, EVENT_CLOCK, desk_listens_note, desk_listen_note, STATE_MOMENT},
    {STATE_NOTE, EVENT_CLOCK, desk_moves_note, desk_time_note, STATE_MOMENT_TIME},
    {STATE_NOTE, EVENT_NEXT, hall_note_is_whole, hall_save_note, STATE_NOTE_SAVING},
    NEXT(STATE_NOTE, EVENT_NEXT, NULL),

    {STATE_NOTE_SAVING, EVENT_SAVED, hall_is_noting, NULL, STATE_LIVE},
    {STATE_NOTE_SAVING, EVENT_SAVED, NULL, hall_leave_note, STATE_RECORD},
    {STATE_NOTE_SAVING, EVENT_NOT_SAVED, NULL, NULL, STATE_NOTE},

    NOTE_STAYS(STATE_NOTE_DROP),
    {STATE_NOTE_DROP, EVENT_BACK, NULL, NULL, STATE_NOTE},
    {STATE_NOTE_DROP, EVENT_NEXT, hall_is_noting, hall_drop_note, STATE_LIVE},
    {STATE_NOTE_DROP, EVENT_NEXT, NULL, hall_leave_note, STATE_RECORD},

    NOTE_STAYS(STATE_NOTE_WHO),
    {STATE_NOTE_WHO, EVENT_BACK, NULL, NULL, STATE_NOTE},
    {STATE_NOTE_WHO, EVENT_LOOK_UP, NULL, NULL, STATE_NOTE_SEARCH},
    {STATE_NOTE_WHO, EVENT_START, NULL, NULL, STATE_NOTE_PERSON},
    NEXT(STATE_NOTE_WHO, EVENT_NEXT, NULL),

    NOTE_STAYS(STATE_NOTE_SEARCH),
    {STATE_NOTE_SEARCH, EVENT_BACK, NULL, NULL, STATE_NOTE_WHO},
    {STATE_NOTE_SEARCH, EVENT_NEXT, NULL, NULL, STATE_NOTE_WHO},

    NOTE_STAYS(STATE_NOTE_PERSON),
    {STATE_NOTE_PERSON, EVENT_BACK, NULL, hall_take_text, STATE_NOTE_WHO},
    {STATE_NOTE_PERSON, EVENT_NEXT, hall_has_typed_person, hall_take_text, STATE_NOTE_CATEGORY},

    NOTE_STAYS(STATE_NOTE_CATEGORY),
    {STATE_NOTE_CATEGORY, EVENT_BACK, NULL, NULL, STATE_NOTE_PERSON},
    {STATE_NOTE_CATEGORY, EVENT_NEXT, NULL, hall_add_person, STATE_NOTE_ADDING},

    {STATE_NOTE_ADDING, EVENT_NOT_SAVED, NULL, NULL, STATE_NOTE_PERSON},
    NEXT(STATE_NOTE_ADDING, EVENT_SAVED, NULL),

    NOTE_STAYS(STATE_NOTE_NAME),
    {STATE_NOTE_NAME, EVENT_BACK, NULL, hall_take_text, STATE_NOTE},
    NEXT(STATE_NOTE_NAME, EVENT_NEXT, hall_take_text),

    NOTE_STAYS(STATE_NOTE_TEXT),
    {STATE_NOTE_TEXT, EVENT_BACK, NULL, hall_take_text, STATE_NOTE},
    NEXT(STATE_NOTE_TEXT, EVENT_NEXT, hall_take_text),

    NOTE_STAYS(STATE_NOTE_HOW),
    {STATE_NOTE_HOW, EVENT_BACK, NULL, NULL, STATE_NOTE},
    {STATE_NOTE_HOW, EVENT_ANSWER, NULL, NULL, STATE_NOTE_ANSWER},
    {STATE_NOTE_HOW, EVENT_FORWARD, NULL, NULL, STATE_NOTE_TO},
    {STATE_NOTE_HOW, EVENT_NEXT, NULL, NULL, STATE_NOTE},

    NOTE_STAYS(STATE_NOTE_ANSWER),
    {STATE_NOTE_ANSWER, EVENT_BACK, NULL, hall_take_text, STATE_NOTE_HOW},
    {STATE_NOTE_ANSWER, EVENT_NEXT, NULL, hall_take_text, STATE_NOTE},

    NOTE_STAYS(STATE_NOTE_TO),
    {STATE_NOTE_TO, EVENT_BACK, NULL, hall_take_text, STATE_NOTE_HOW},
    {STATE_NOTE_TO, EVENT_NEXT, hall_is_told, hall_take_text, STATE_NOTE},

    NOTE_STAYS(STATE_NOTE_DUE),
    {STATE_NOTE_DUE, EVENT_BACK, NULL, NULL, STATE_NOTE},
    {STATE_NOTE_DUE, EVENT_EDIT_WHEN, NULL, hall_begin_day, STATE_NOTE_DAY},
    NEXT(STATE_NOTE_DUE, EVENT_NEXT, NULL),

    NOTE_STAYS(STATE_NOTE_DAY),
    {STATE_NOTE_DAY, EVENT_BACK, NULL, NULL, STATE_NOTE_DUE},
    NEXT(STATE_NOTE_DAY, EVENT_NEXT, hall_take_day),
};

const FlowTable flow_hall = {rows, G_N_ELEMENTS(rows)};

static const Note *note_of(const App *app)
{
    return app->office->hall->note;
}

gboolean hall_is_in_session(const App *app)
{
    return app->office->hall->id != NULL;
}

gboolean hall_may_open(const App *app)
{
    return hall_is_in_session(app) && office_may(app, MAY_MEET);
}

gboolean hall_may_start(const App *app)
{
    const OfficeMeeting *meeting = app->office->meeting;
    return meeting && !hall_is_in_session(app) && !app->office->hall->busy;
}

gboolean hall_is_reachable(const App *app)
{
    const OfficeDesk *desk = app->office->desk;
    return office_may(app, MAY_MEET) && (hall_is_in_session(app) || (desk && desk->day->meeting));
}

gboolean hall_is_noting(const App *app)
{
    return !app->office->hall->correcting;
}

gboolean hall_corrects_known(const App *app)
{
    return app->office->hall->correcting && note_of(app) && note_of(app)->number > 0;
}

gboolean hall_note_is_whole(const App *app)
{
    return note_of(app) && note_is_whole(note_of(app));
}

gboolean hall_note_is_bare(const App *app)
{
    return hall_is_noting(app) && (!note_of(app) || note_is_bare(note_of(app)));
}

gboolean hall_note_is_entry(const App *app)
{
    return note_of(app) && note_is_entry(note_of(app));
}

gboolean hall_note_is_decision(const App *app)
{
    return note_of(app) && note_of(app)->kind == NOTE_DECISION;
}

gboolean hall_lacks_person(const App *app)
{
    return hall_note_is_entry(app) && note_of(app)->from == NOTE_FROM_UNKNOWN;
}

/* What is typed at this moment is told. */
static gboolean lacks(const App *app, Field field, const char *text)
{
    return !text && !(app->field == field && form_has(app->office->form, field));
}

gboolean hall_lacks_name(const App *app)
{
    return note_of(app) && !hall_note_is_entry(app) &&
           lacks(app, FIELD_NOTE_NAME, note_of(app)->who);
}

gboolean hall_lacks_text(const App *app)
{
    return note_of(app) && lacks(app, FIELD_NOTE_TEXT, note_of(app)->text);
}

gboolean hall_lacks_outcome(const App *app)
{
    return hall_note_is_entry(app) && !note_of(app)->outcome;
}

gboolean hall_lacks_due(const App *app)
{
    return hall_note_is_decision(app) && !note_of(app)->due;
}

gboolean hall_is_told(const App *app)
{
    return form_has(app->office->form, app->field);
}

gboolean hall_has_typed_person(const App *app)
{
    return form_has(app->office->form, FIELD_NOTE_SURNAME) &&
           form_has(app->office->form, FIELD_NOTE_GIVEN);
}

void hall_open(App *app)
{
    Hall *hall = app->office->hall;
    if (g_strcmp0(app->office->meeting_id, hall->id) != 0)
        office_choose(app, hall->id);
    hall->ask_ms = 0;
}

void hall_prepare(App *app)
{
    const OfficeDesk *desk = app->office->desk;
    g_clear_error(&app->office->hall->trouble);
    if (desk && desk->day->meeting)
        office_choose(app, desk->day->meeting->id);
}

static void begin(App *app, const Work *work)
{
    Hall *hall = app->office->hall;
    const char *id = hall->id ? hall->id : app->office->meeting_id;
    g_clear_error(&hall->trouble);
    hall->busy = HALL_STARTING;
    app_ask(app, work, g_strdup(id));
}

void hall_begin(App *app)
{
    begin(app, &work_begin);
}

void hall_begin_again(App *app)
{
    begin(app, &work_begin_again);
}

void hall_begin_anyway(App *app)
{
    begin(app, &work_begin_anyway);
}

void hall_end(App *app)
{
    Hall *hall = app->office->hall;
    hall->busy = HALL_ENDING;
    app_ask(app, &work_end, g_strdup(hall->id));
}

void hall_lock(App *app)
{
    hall_take_text(app);
    office_lock(app);
}

void hall_unmark(App *app)
{
    Hall *hall = app->office->hall;
    if (!hall->id || !hall->marked)
        return;
    HallPoint *point = g_new0(HallPoint, 1);
    *point = (HallPoint){g_strdup(hall->id), hall->marked, TRUE};
    app_ask(app, &work_mark, point);
}
