/*
 * The first start of a kiosk that has no home yet: language, the police body, the administrator and
 * the PIN, where the key of personal data lives. Then the home is made, and the administrator is at
 * work. Until then nothing is written. UI thread.
 */
#pragma once

#include "kiosk/secretary/office.h"

/* Makes the home and its administrator; argument SetupHome, value the number (GINT_TO_POINTER). */
extern const Work work_setup;

typedef struct {
    char *body, *body_kk, *city;
    char *name, *pin;            /* of the administrator; pin is wiped */
    char *location, *passphrase; /* of the key; passphrase is wiped */
    Language language;
} SetupHome;

/* Guards. */
gboolean setup_is_new(const App *app); /* there is no home yet */
gboolean setup_has_body(const App *app);
gboolean setup_has_same_pin(const App *app); /* it is new, and the PIN was typed twice */

/* Actions. */
void setup_forget(App *app);   /* wipes what was typed */
void setup_keep_pin(App *app); /* the PIN that was typed twice, and asks for the places of a key */
void setup_make(App *app);
