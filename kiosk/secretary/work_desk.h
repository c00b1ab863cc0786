/* What the screens after the meeting ask of the register, the printers and USB sticks. */
#pragma once

#include "kiosk/secretary/desk.h"
#include "protocol/export.h"

/* What the record lacks for sealing; argument the id, value DeskLacks. */
extern const Work work_lacks;
/* Signing by hand; argument DeskTask (role, text: the strokes). */
extern const Work work_sign;
/* Sealing; argument DeskTask (text: why it is late, or NULL), value the number. */
extern const Work work_seal;
/* Printing; argument DeskTask (printer, copies, paper, entries), value a GArray of the entries that
 * came out of the printer, also of a work that failed. */
extern const Work work_print;
/* Writes out and unmounts a stick, so that it can be pulled; argument DeskTask (text: the folder).
 */
extern const Work work_eject;
/* Writing an archive; argument DeskTask (text: the folder, profile, of one entry that in entries),
 * value its path. */
extern const Work work_give;
/* Who alone may read what is given out (export_readers.h); value their names, NULL: everybody. */
extern const Work work_readers;
/* The printers (GPtrArray of Printer) and the folders of USB sticks (GPtrArray of Stick). */
extern const Work work_printers;
extern const Work work_sticks;

typedef struct {
    char *id;
    char *text; /* wiped after it */
    char *role, *printer;
    char *act; /* number of the act of disposal that is printed; NULL: a paper of the record */
    int copies;
    DocumentKind paper;
    GArray *entries; /* of int: whom the paper is about, one after the other; empty: none */
    ExportProfile profile;
    gboolean without_recording; /* of a public copy */
} DeskTask;

typedef struct {
    GPtrArray *items; /* of CheckItem */
    JsonNode *record; /* that was judged */
} DeskLacks;

DeskTask *desk_task_new(const App *app); /* of the meeting that is chosen */

/* Results, on the UI thread. */
void desk_take_lacks(App *app, WorkResult *result);
void desk_take_changed(App *app, WorkResult *result);
void desk_take_sealed(App *app, WorkResult *result);
void desk_take_printed(App *app, WorkResult *result);
void desk_take_ejected(App *app, WorkResult *result);
void desk_take_given(App *app, WorkResult *result);
void desk_take_printers(App *app, WorkResult *result);
void desk_take_sticks(App *app, WorkResult *result);
void desk_take_readers(App *app, WorkResult *result);
