/* Looking at the layouts of the kiosk's screens, on displays of all sizes. */
#pragma once

#include "tests/support_kiosk.h"

typedef struct {
    int width_px, height_px;
    double dpi;
} SampleDisplay;

extern const SampleDisplay sample_displays[];
extern const gsize sample_display_count;

/* Lays the screen out and tells each fault (layout_check); their number. With $ESEP_KIOSK_PICTURES
 * set to a folder a picture is left there too. */
int sample_check(App *app, const char *what);
/* The same, called by the name of its state. */
int sample_check_state(App *app);
/* The same by check, with every display as it is, with large type, and in high contrast. */
int sample_check_everywhere(App *app, int (*check)(App *app));
/* Adds "/MODULE/nothing-is-cut-in-kazakh" and so on; test is given each language in turn, by
 * GINT_TO_POINTER. */
void sample_add_screens(const char *module, GTestDataFunc test);
