/*
 * The code on a receipt that a machine reads: a USB scanner, which types it, or the camera, before
 * which it is held. What is read is looked at as a code and as nothing else. UI thread.
 */
#pragma once

#include "kiosk/citizen/citizen.h"

/* Starts the camera; argument the number of the session (GINT_TO_POINTER), value Preview. */
extern const Work work_camera_open;
/* Looks for a code for a second; argument likewise, value its text, NULL: none is in sight yet. */
extern const Work work_camera_look;
/* Ends the camera, and throws away all that it gave. */
extern const Work work_camera_close;

void receipt_take_camera(App *app, WorkResult *result);
void receipt_take_look(App *app, WorkResult *result);

/* Enter was pressed: TRUE if a scanner did, and the screen takes codes. */
gboolean receipt_take_scan(App *app);

/* Guards. */
gboolean receipt_is_read(const App *app);    /* it is the code of a receipt */
gboolean receipt_has_camera(const App *app); /* no meeting is being recorded with it */

/* Actions. */
void receipt_look_up(App *app);
void receipt_refuse(App *app); /* says that it is no receipt */
void receipt_open_camera(App *app);
void receipt_close_camera(App *app);

/* For Screen.idle_s and Screen.tick of the screen that shows the camera's picture. */
int receipt_idle_s(const App *app);
int receipt_tick(App *app);
