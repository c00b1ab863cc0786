/*
 * Records whose term of keeping ends, and their disposal (protocol/disposal.h): which end soon, the
 * act of those that a commission gives up, its week of grace in which each can be taken back, and
 * the end. For the administrator, whose PIN is asked for once more. UI thread.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "kiosk/secretary/office.h"

/* What ends; no argument, value DisposeView. */
extern const Work work_dispose_look;
/* The act; argument DisposeTask (ids, commission, number, pin), value its number. */
extern const Work work_dispose_act;
/* Takes a record back in its week; argument DisposeTask (ids: the one, why). */
extern const Work work_dispose_undo;
/* Removes those whose week is over; no argument, value JsonNode as disposal_finish gives it. */
extern const Work work_dispose_end;

typedef struct {
    JsonNode *rows;   /* of retention_list, with the "act" of what is in its week: over, in their
                       * week, or ending within DISPOSE_AHEAD_DAYS */
    JsonNode *space;  /* disk_space_read */
    gboolean trusted; /* the clock: else nothing is disposed of */
    int ended;        /* records whose week is over */
} DisposeView;

#define DISPOSE_AHEAD_DAYS 30

typedef struct {
    char **ids, **commission;
    char *why;
    int number; /* of the administrator */
    char *pin;  /* wiped after it */
} DisposeTask;
void dispose_view_free(gpointer view);

/* What the screens know; in Office. */
typedef struct Dispose {
    DisposeView *view;  /* NULL: not read yet */
    GHashTable *chosen; /* ids of the records that go into the act, char * */
    char *id;           /* the record that is looked at; NULL: none */
    char *act;          /* number of the act that is looked at; NULL: none */
} Dispose;

Dispose *dispose_new(void);
void dispose_free(Dispose *dispose);

/* Row index of what is shown; NULL past the end. */
JsonObject *dispose_row(const App *app, int index);
/* The row of the record that is looked at; NULL: it is not there any more. */
JsonObject *dispose_chosen_row(const App *app);
gboolean dispose_is_chosen(const App *app, JsonObject *row);
/* The disk runs low, and this record is safe elsewhere. */
gboolean dispose_is_proposed(const App *app, JsonObject *row);
char *dispose_title(const App *app); /* of the act; g_free */

/* Guards. */
gboolean dispose_has_chosen(const App *app); /* and the clock can be trusted */
gboolean dispose_has_ended(const App *app);  /* the same */
gboolean dispose_has_chair(const App *app);
gboolean dispose_has_reason(const App *app);
gboolean dispose_has_pin(const App *app);  /* six digits */
gboolean dispose_is_shown(const App *app); /* what is printed or was done is of a disposal */
gboolean dispose_has_act(const App *app);  /* the same, and there is an act to look at */

/* Actions. */
void dispose_begin(App *app); /* reads the list anew */
void dispose_forget_pin(App *app);
void dispose_ask_act(App *app);  /* draws it up */
void dispose_show_act(App *app); /* that of the record which is looked at */
void dispose_print(App *app);    /* the act is what will be printed */
void dispose_undo(App *app);
void dispose_end(App *app);

/* Results. */
void dispose_take_view(App *app, WorkResult *result);
void dispose_take_act(App *app, WorkResult *result);
void dispose_take_undone(App *app, WorkResult *result);
void dispose_take_ended(App *app, WorkResult *result);
