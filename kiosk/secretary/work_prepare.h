/* What the preparation asks of the register and of the printer. */
#pragma once

#include "kiosk/secretary/office.h"

/* A new meeting; argument PrepareNew, value its id. */
extern const Work work_prepare_new;
/* Sets fields; argument PrepareSet. */
extern const Work work_prepare_set;
/* Notes an announcement of today; argument PrepareAnnounce. */
extern const Work work_prepare_announce;
/* Prints the notice in both languages; argument the meeting's id. */
extern const Work work_prepare_notice;

typedef struct {
    char *kind, *date, *time, *place, *precincts, *speaker; /* speaker: RANK;SURNAME;… */
} PrepareNew;

typedef struct {
    char *id;
    char *field[2], *value[2]; /* field NULL: no second one; value "": empties it */
} PrepareSet;

typedef struct {
    char *id, *channel, *on;
} PrepareAnnounce;

void prepare_take_new(App *app, WorkResult *result);
void prepare_take_saved(App *app, WorkResult *result);
void prepare_take_printed(App *app, WorkResult *result);
