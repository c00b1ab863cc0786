/* Settings: how the screen looks, and who has a PIN. UI thread. */
#pragma once

#include "kiosk/secretary/office.h"

/* Gives somebody a PIN: a new person if number is 0; argument SettingsPin. */
extern const Work work_settings_pin;
/* Takes it away; argument SettingsPin, of which the number alone. */
extern const Work work_settings_remove;

typedef struct {
    int number;
    char *name;
    UserRole role;
    char *pin; /* wiped after it */
} SettingsPin;

void settings_take_saved(App *app, WorkResult *result);

gboolean settings_is_new(const App *app);
void settings_begin(App *app);  /* somebody new */
void settings_save(App *app);   /* the PIN that was typed twice */
void settings_remove(App *app); /* who is edited */
