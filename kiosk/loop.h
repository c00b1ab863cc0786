/* The window, its events, and the loop that sleeps until there is one. */
#pragma once

#include "kiosk/app.h"

typedef struct {
    int width_px, height_px; /* 0: the whole display */
    gboolean windowed;
    double dpi;        /* 0: what the display says */
    const char *trace; /* file for trace.h; NULL: none */
} LoopSetup;

/* Opens the window; the application paints into it until the program is told to end. event is the
 * type of the worker's events. Blocks. */
gboolean loop_run(const LoopSetup *setup, App *app, Uint32 event, GError **error);
