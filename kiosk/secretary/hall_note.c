/* What is noted while people speak: each note from its first touch into the register. */
#include <string.h>

#include "kiosk/citizen/citizen.h"
#include "kiosk/secretary/hall.h"
#include "protocol/error.h"

#define TYPED_MS 400 /* half-typed words are kept so long after a touch */

void hall_let_go(Hall *hall)
{
    if (hall->correcting)
        note_free(hall->note);
    hall->note = NULL;
}

void hall_take_notes(App *app, WorkResult *result)
{
    Hall *hall = app->office->hall;
    GPtrArray *read = result->value;
    if (!read || g_strcmp0(hall->id, result->argument) != 0)
        return;
    /* What was noted meanwhile stands behind. */
    for (guint i = read->len; i-- > 0;)
        g_ptr_array_insert(hall->notes, 0, g_ptr_array_steal_index(read, i));
    app->dirty = TRUE;
}

void hall_keep_notes(App *app)
{
    Hall *hall = app->office->hall;
    if (hall->correcting)
        return;
    HallText *text = g_new0(HallText, 1);
    *text = (HallText){g_strdup(hall->id), notes_json(hall->notes)};
    app_ask(app, &work_notes_keep, text);
}

/* The place in the recording at the moment of the touch, by the last answer: asking again would
 * take longer than it is inexact. */
void hall_note(App *app, NoteKind kind)
{
    Hall *hall = app->office->hall;
    if (hall->notes->len >= NOTES_MAX)
        return;
    Note *note = note_new(kind);
    g_autofree char *at = time_of_day(hall->known ? hall_unix_ms(app) : app_unix_ms(app));
    note->at = g_steal_pointer(&at);
    if (hall_is_confirmed(app)) {
        note->take = hall->watch.status.take;
        note->position_ms = hall_running_ms(app);
    }
    g_ptr_array_add(hall->notes, note);
    hall->note = note;
    hall_keep_notes(app);
}

void hall_correct(App *app, Note *note)
{
    Hall *hall = app->office->hall;
    hall_let_go(hall);
    g_clear_error(&hall->trouble);
    hall->correcting = TRUE;
    hall->note = note;
}

void hall_leave_note(App *app)
{
    Hall *hall = app->office->hall;
    hall_let_go(hall);
    hall->correcting = FALSE;
}

/* The meeting that the note is of; NULL: none. */
static const char *meeting_of_note(const App *app)
{
    const Hall *hall = app->office->hall;
    return hall->correcting ? app->office->meeting_id : hall->id;
}

/* Its place among the notes; NULL if it is none of them. */
static Note *take_out(Hall *hall)
{
    guint index;
    if (!g_ptr_array_find(hall->notes, hall->note, &index))
        return NULL;
    hall->note = NULL;
    return g_ptr_array_steal_index(hall->notes, index);
}

/* It is in the register, or of no use any more. */
static void drop(App *app)
{
    Hall *hall = app->office->hall;
    note_free(take_out(hall));
    hall_let_go(hall);
    hall_keep_notes(app);
}

void hall_drop_note(App *app)
{
    Hall *hall = app->office->hall;
    Note *note = take_out(hall);
    hall_let_go(hall);
    if (!note)
        return;
    note_free(hall->dropped);
    hall->dropped = note;
    hall_keep_notes(app);
    app_toast(app, g_strdup(app_say(app, N_("The note is removed"))), EVENT_UNDROP);
}

gboolean hall_has_dropped(const App *app)
{
    const Hall *hall = app->office->hall;
    return hall->dropped && hall->id && hall->notes->len < NOTES_MAX;
}

void hall_undrop_note(App *app)
{
    Hall *hall = app->office->hall;
    hall->note = g_steal_pointer(&hall->dropped);
    g_ptr_array_add(hall->notes, hall->note);
    hall_keep_notes(app);
}

void hall_save_note(App *app)
{
    Hall *hall = app->office->hall;
    HallSave *save = g_new0(HallSave, 1);
    save->id = g_strdup(meeting_of_note(app));
    save->note = note_copy(hall->note);
    app_ask(app, &work_note, save);
}

static char *saved_text(const App *app, const Note *note, const HallSaved *saved)
{
    if (note->number)
        return g_strdup(app_say(app, N_("It is corrected in the protocol")));
    g_autofree char *number = g_strdup_printf("%d", saved->number);
    if (note_is_entry(note))
        return message_format(app->language, N_("Entry No. {1} is in the protocol"), number, NULL);
    return g_strdup(app_say(app, note->kind == NOTE_DECISION ? N_("The decision is in the protocol")
                                                             : N_("The award is in the protocol")));
}

void hall_take_note(App *app, WorkResult *result)
{
    Hall *hall = app->office->hall;
    const HallSave *save = result->argument;
    g_clear_error(&hall->trouble);
    if (result->error) {
        hall->trouble = g_steal_pointer(&result->error);
        app_step(app, EVENT_NOT_SAVED);
        return;
    }
    if (g_strcmp0(meeting_of_note(app), save->id) == 0 && hall->note) {
        app_toast(app, saved_text(app, save->note, result->value), (FlowEvent)0);
        drop(app);
    }
    app_step(app, EVENT_SAVED);
}

void hall_take_person(App *app, WorkResult *result)
{
    Hall *hall = app->office->hall;
    const CitizenPerson *person = result->argument;
    g_clear_error(&hall->trouble);
    if (result->error) {
        hall->trouble = g_steal_pointer(&result->error);
        app_step(app, EVENT_NOT_SAVED);
        return;
    }
    if (hall->note) {
        hall->note->from = GPOINTER_TO_INT(result->value);
        g_autofree char *name = g_strconcat(person->surname, " ", person->name, NULL);
        hall_set(&hall->note->who, name);
        hall_set(&hall->note->surname, NULL);
        hall_set(&hall->note->given, NULL);
        hall_keep_notes(app);
    }
    app_step(app, EVENT_SAVED);
}

/* Whether a field of the screen holds other words than the note. */
static gboolean is_typed_on(const App *app)
{
    const Screen *screen = app_screen(app);
    for (Field field = screen->first; field <= screen->last; field++) {
        char **of = hall_text_of(app, field);
        g_autofree char *typed = of ? form_value(app->office->form, field) : NULL;
        if (of && g_strcmp0(*of, typed) != 0)
            return TRUE;
    }
    return FALSE;
}

int hall_tick_typing(App *app)
{
    int office_ms = office_tick(app);
    if (!is_typed_on(app))
        return office_ms;
    gint64 due_ms = app->touched_ms + TYPED_MS;
    if (app->now_ms < due_ms)
        return (int)MIN(office_ms, due_ms - app->now_ms);
    hall_take_text(app);
    return office_ms;
}

void hall_set(char **of, const char *text)
{
    if (*of == text)
        return;
    if (*of)
        explicit_bzero(*of, strlen(*of));
    g_free(*of);
    *of = g_strdup(text);
}

char **hall_text_of(const App *app, Field field)
{
    Note *note = app->office->hall->note;
    if (!note)
        return NULL;
    switch (field) {
    case FIELD_NOTE_TEXT:
        return &note->text;
    case FIELD_NOTE_NAME:
        return &note->who;
    case FIELD_NOTE_ANSWER:
        return &note->answer;
    case FIELD_NOTE_TO:
        return &note->to;
    case FIELD_NOTE_SURNAME:
        return &note->surname;
    case FIELD_NOTE_GIVEN:
        return &note->given;
    default:
        return NULL;
    }
}

void hall_take_text(App *app)
{
    const Screen *screen = app_screen(app);
    if (!is_typed_on(app))
        return;
    for (Field field = screen->first; field <= screen->last; field++) {
        char **of = hall_text_of(app, field);
        g_autofree char *typed = of ? form_value(app->office->form, field) : NULL;
        if (of)
            hall_set(of, typed);
    }
    hall_keep_notes(app);
}

void hall_add_person(App *app)
{
    CitizenPerson *person = g_new0(CitizenPerson, 1);
    person->meeting = g_strdup(meeting_of_note(app));
    person->surname = form_value(app->office->form, FIELD_NOTE_SURNAME);
    person->name = form_value(app->office->form, FIELD_NOTE_GIVEN);
    person->category = g_strdup(app->office->form->category);
    app_ask(app, &work_person, person);
}
