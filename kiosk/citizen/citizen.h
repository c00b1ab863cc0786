/*
 * The citizens' side: what its screens ask of the register, and the actions, guards and times of
 * its table. No PIN, and nothing about anybody but the person who stands here. UI thread.
 */
#pragma once

#include "kiosk/app.h"

/* The day's meeting; no argument, value CitizenDay. */
extern const Work work_day;
/* Registers a person; argument CitizenPerson, value the number (GINT_TO_POINTER). The row is
 * committed, and the form that was kept of it is gone. */
extern const Work work_attend;
/* What became of an entry; argument the receipt as it was typed, value ViewEntry. */
extern const Work work_entry;
/* Keeps the form on the disk (draft.h); argument the text, NULL: removes it. */
extern const Work work_keep;

/* A person to register; wiped after it. strokes is NULL for somebody who cannot sign. */
typedef struct {
    char *meeting, *surname, *name, *patronymic, *category, *address, *phone, *strokes;
} CitizenPerson;

/* Of work_day: the day, and the form that was kept when it is the first; NULL: none. */
typedef struct {
    ViewDay *day;
    char *kept;
} CitizenDay;

void citizen_person_free(gpointer person);

/* Results. */
void citizen_take_day(App *app, WorkResult *result);
void citizen_take_number(App *app, WorkResult *result);
void citizen_take_entry(App *app, WorkResult *result);

/* Actions. */
void citizen_read_day(App *app);
/* Wipes the form; language and type as at the start: whoever comes next finds nothing. */
void citizen_clear(App *app);
void citizen_save(App *app);
/* The same, without what may have been drawn. */
void citizen_save_unsigned(App *app);
void citizen_look_up(App *app);
/* Brings the disk in line with the form. */
void citizen_keep(App *app);

/* The form as a text to keep on the disk, NULL if there is none to keep; g_free. */
char *citizen_draft(const App *app);
/* Goes on with a form that was kept for the meeting that is welcomed to; anything else is left
 * alone. */
void citizen_restore(App *app, const char *text);

/* Guards. */
gboolean citizen_is_named(const App *app);
gboolean citizen_has_category(const App *app);
gboolean citizen_has_signed(const App *app);
gboolean citizen_told_nothing(const App *app);
gboolean citizen_has_receipt(const App *app);
/* There is a meeting to go back to. */
gboolean citizen_has_meeting(const App *app);

/* For Screen.idle_s and Screen.tick. */
int citizen_idle_never(const App *app);
int citizen_idle_changed(const App *app); /* only to take language and type back */
int citizen_idle_thanks(const App *app);
int citizen_idle_answer(const App *app);
int citizen_tick_read(App *app);
int citizen_tick_second(App *app); /* the text counts the seconds */
