/* What the screens after the meeting ask of the register, the printers and USB sticks. */
#pragma once

#include "kiosk/secretary/desk.h"

/* What the record lacks for sealing; argument the id, value DeskLacks. */
extern const Work work_lacks;
/* Corrections; argument DeskTask. */
extern const Work work_correct;  /* item, number, fields; item MEETING_ITEM_COUNT: of the meeting */
extern const Work work_withdraw; /* item, number, text: why */
extern const Work work_sign;     /* role, text: the strokes */
/* Sealing; argument DeskTask (text: why it is late, or NULL), value the number. */
extern const Work work_seal;
/* Printing; argument DeskTask (printer, copies; number: of the entry whose receipt it is). */
extern const Work work_print;
/* Writing an archive; argument DeskTask (text: the folder, public_copy), value its path. */
extern const Work work_give;
/* The printers (GPtrArray of Printer) and the folders of USB sticks (GPtrArray of Stick). */
extern const Work work_printers;
extern const Work work_sticks;

typedef struct {
    char *id;
    char *text; /* wiped after it */
    char *role, *printer;
    MeetingItem item;
    int number, copies;
    gboolean public_copy;
    GPtrArray *fields; /* of char *: name, value, name, value …; may be NULL */
} DeskTask;

typedef struct {
    GPtrArray *items; /* of CheckItem */
    JsonNode *record; /* that was judged */
} DeskLacks;

DeskTask *desk_task_new(const App *app); /* of the meeting that is chosen */
void desk_task_free(gpointer task);
/* name is static; value may be NULL: emptied. */
void desk_task_field(DeskTask *task, const char *name, const char *value);

/* Results, on the UI thread. */
void desk_take_lacks(App *app, WorkResult *result);
void desk_take_changed(App *app, WorkResult *result);
void desk_take_sealed(App *app, WorkResult *result);
void desk_take_printed(App *app, WorkResult *result);
void desk_take_given(App *app, WorkResult *result);
void desk_take_printers(App *app, WorkResult *result);
void desk_take_sticks(App *app, WorkResult *result);
