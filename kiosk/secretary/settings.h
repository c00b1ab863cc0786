/*
 * Settings: who has a PIN, which devices are used, how the kiosk greets. What is set of the kiosk
 * itself is kept in its preferences (preferences.h). UI thread.
 */
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

/* What is chosen from a list. */
typedef enum { CHOOSE_CAMERA, CHOOSE_MIC, CHOOSE_PRINTER, CHOOSE_LANGUAGE } SettingsWhich;

/* What there is to choose; argument SettingsWhich (GINT_TO_POINTER), value GPtrArray of
 * DeviceChoice. */
extern const Work work_settings_choices;
/* Keeps the preferences on the disk; argument Preferences. */
extern const Work work_settings_keep;

/* What the screens know; in Office. */
typedef struct Settings {
    SettingsWhich which;
    GPtrArray *choices; /* of DeviceChoice; NULL: not known yet */
} Settings;

Settings *settings_new(void);
void settings_free(Settings *settings);

void settings_take_choices(App *app, WorkResult *result);
void settings_take_kept(App *app, WorkResult *result);
void settings_take_saved(App *app, WorkResult *result);

gboolean settings_is_new(const App *app);
/* Keeps the preferences as they are now. */
void settings_keep(App *app);
/* The name of the chosen device, NULL: whichever is found; the preference itself. */
char **settings_name(const App *app, SettingsWhich which);
void settings_ask_choices(App *app);
void settings_begin(App *app);  /* somebody new */
void settings_save(App *app);   /* the PIN that was typed twice */
void settings_remove(App *app); /* who is edited */
