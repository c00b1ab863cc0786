/*
 * Correcting a record before it is sealed: what a touch on a row of it, or on what it lacks, leads
 * to; the people who came; withdrawing. The words of entries, decisions and awards are corrected on
 * the screens on which they are noted (hall.h), the facts on those of the preparation. UI thread,
 * but the work.
 */
#pragma once

#include "kiosk/secretary/desk.h"

/* Does what a touch on the row means; FALSE: nothing. */
gboolean desk_open(App *app, const DeskRow *row);

/* What was withdrawn of the record, by its index: why (borrowed), and what it is. */
int desk_gone_count(const App *app);
const char *desk_gone(const App *app, int index, MeetingItem *item_out, int *number_out);
/* It is the one that desk_put_back puts back. */
void desk_choose_gone(App *app, int index);
/* Corrects one field (static) of an item; takes value. */
void desk_correct_one(App *app, MeetingItem item, int number, const char *field, char *value);

/* Of the person who is corrected; NULL: a new one. */
JsonObject *desk_attendee(const App *app);

/* Guards. */
gboolean desk_may_correct(const App *app); /* it is not sealed, and this person's work */
gboolean desk_corrects_facts(const App *app);
gboolean desk_withdraws_attendee(const App *app);
gboolean desk_is_free(const App *app);  /* nothing is being saved */
gboolean desk_has_gone(const App *app); /* something of this record can be put back now */
/* The facts are corrected of a meeting that is over. */
gboolean desk_may_correct_held(const App *app);
gboolean desk_has_reason(const App *app);
gboolean desk_has_person(const App *app);     /* name and surname are typed */
gboolean desk_has_new_person(const App *app); /* the same, of somebody new */
gboolean desk_is_new_person(const App *app);
/* Actions. */
void desk_forget(App *app); /* wipes what was typed */
void desk_open_facts(App *app);
void desk_end_facts(App *app);
void desk_begin_person(App *app); /* what is known of the person stands in the form */
void desk_new_person(App *app);
void desk_save_person(App *app);
void desk_begin_withdraw(App *app);
void desk_withdraw(App *app);
void desk_put_back(App *app);
void desk_say_none(App *app);

/* Changes the record; argument DeskChange. Its end is EVENT_SAVED or EVENT_NOT_SAVED. */
extern const Work work_correct;
#define DESK_CHANGE_FIELDS 5
typedef struct {
    char *id;
    /* MEETING_ITEM_COUNT: of the meeting itself */
    MeetingItem item;
    int number;    /* 0: somebody new came */
    char *why;     /* it is withdrawn; NULL: it is corrected */
    gboolean back; /* it was withdrawn and is put back */
    struct {
        const char *name; /* static */
        char *value;
    } fields[DESK_CHANGE_FIELDS];
} DeskChange;
void desk_take_corrected(App *app, WorkResult *result);
