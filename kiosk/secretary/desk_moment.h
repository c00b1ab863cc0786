/*
 * Correcting, before the record is sealed, when something was said or a point of the agenda was
 * reached: on the recording, listening, or by the clock where nothing was recorded. Of an entry it
 * is the note that is being corrected (hall.h), saved with it; of a point it is saved at once. UI
 * thread.
 */
#pragma once

#include "kiosk/secretary/desk.h"

/* The points that were reached, of JsonObject of the record's agenda; g_ptr_array_unref. */
GPtrArray *desk_marks(const App *app);

/* Guards. */
gboolean desk_moves_note(const App *app);   /* an entry of the record, or one that is added to it */
gboolean desk_listens_note(const App *app); /* and there is a recording */
gboolean desk_moves_mark(const App *app);   /* a point of the agenda was chosen */
gboolean desk_may_place(const App *app);    /* the recording is on the screen */
gboolean desk_may_place_mark(const App *app); /* and it is a point */
gboolean desk_may_time_mark(const App *app);  /* it is a point, and nothing is being saved */
/* Actions. */
void desk_listen_note(App *app); /* opens the recording at what is told of it so far */
void desk_time_note(App *app);   /* the same of the clock */
void desk_listen_mark(App *app);
void desk_time_mark(App *app);
void desk_take_place(App *app); /* it is the moment that is played now */
void desk_take_time(App *app);  /* it is the time that stands on the screen */
void desk_begin_held(App *app); /* when the meeting began and ended (Prepare.minute, end_minute) */
