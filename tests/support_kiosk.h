/* An application of the kiosk without window and register, for tests. */
#pragma once

#include "kiosk/citizen/citizen.h"

/* What a program of the kiosk's tests begins with: it has no window, and the catalogue of messages.
 */
void sample_init(int *argc, char ***argv);

/* What the application asked for. */
typedef struct {
    int days;              /* times it wanted the day */
    CitizenPerson *person; /* the last that it wanted registered; owned */
    char *draft;           /* the form that it wanted kept; owned */
    int kept;              /* times it wanted that changed */
    char *receipt;         /* the last that it wanted to know of; owned */
    const char *who;       /* who was at work when something was asked for last; interned */
    GPtrArray *staff;      /* WorkResult without an answer, for each work of the staff; owned */
} Asked;

void asked_clear(Asked *asked);

/* A day with a meeting of these speakers, places and categories, as long as real ones get; or, with
 * NULL for the meeting's state, a day without one. */
ViewDay *sample_day(const char *state);
/* An application before the register has answered. */
App *sample_app_unanswered(Asked *asked, Language language);
/* One on its first screen after that. */
App *sample_app(Asked *asked, Language language, ViewDay *day);
/* Gives it a result of the register. */
void sample_answer_day(App *app, ViewDay *day);
void sample_answer_attend(App *app, int number, const char *refused);
/* How often the staff's work was asked for and not answered yet. */
int sample_asked(Asked *asked, const Work *work);
/* Answers the first of it: with value (taken), or refuses it for a reason (not NULL). */
void sample_answer(App *app, Asked *asked, const Work *work, gpointer value, const char *refused);
/* An entry in this state, with a long answer if it is answered; NULL: there is none. */
void sample_answer_entry(App *app, const char *state);
/* Touches the widget with this id, which must be there. */
void sample_tap(App *app, const char *id);
/* Types a text with the keys of the screen's keyboard. */
void sample_keys(App *app, const char *text);
/* The same for Latin letters, small and large, digits and signs as they come. */
void sample_type(App *app, const char *text);
/* Draws a signature. */
void sample_sign(App *app);
/* Fills the form on the way to a screen of it. */
void sample_walk(App *app, FlowState to);
