/* Parts that the screens after the meeting have in common. UI thread. */
#pragma once

#include "kiosk/secretary/desk.h"

/* The beginning of long words: the whole of them stands in the protocol; g_free. */
char *desk_shortened(const char *text);
/* With a capital at its start; g_free. */
char *desk_capital(const char *text);

/* Columns that are stepped up and down (part_steps) below what they say, and "Save" (EVENT_NEXT).
 */
void desk_layout_steps(App *app, SDL_Rect area, const char *said, const char *const *columns,
                       const int *shares, int count);

/* What can be done now: the last that is open is the main action, at the right. */
typedef struct {
    const char *id, *label;
    FlowEvent event;
    Icon icon;
    gboolean (*open)(const App *app);
} DeskWay;
/* Lays them out at the bottom of area, which keeps the rest; the main one is dim until it is ready.
 * Where their words need more than there is they share the row, or upright take two. */
void desk_ways(App *app, SDL_Rect *area, const DeskWay *ways, gsize count, gboolean ready);
