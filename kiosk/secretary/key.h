/*
 * The master key of personal data (protocol/master_key.h): where it is to live, which is asked when
 * the kiosk is set up and may be changed in the settings, and whether it is there. UI thread.
 */
#pragma once

#include "kiosk/secretary/office.h"

/* Where the key is; no argument, value KeyState. Mounts the stick that it is on. */
extern const Work work_key_look;
/* Unlocks it until the device is switched off; argument KeyMove, of which the passphrase alone. */
extern const Work work_key_unlock;
/* Makes a new key in another place; argument KeyMove. */
extern const Work work_key_move;
/* The places that can be chosen; no argument, value GPtrArray of KeyPlace. */
extern const Work work_key_places;

typedef struct {
    char *location;
    gboolean open; /* it is there, names can be read */
} KeyState;

typedef struct {
    char *location; /* as master_key_make takes it; "file:" and "tang:" want an address */
    char *label;    /* of a stick; NULL: none */
} KeyPlace;

typedef struct {
    char *location;
    char *passphrase; /* wiped; may be NULL */
} KeyMove;
void key_move_free(gpointer move);

/* What the screens know; in Office. */
typedef struct KeyChoice {
    KeyState state;    /* location NULL: not looked at yet */
    GPtrArray *places; /* of KeyPlace; NULL: not known yet */
    char *place;       /* location of the one that was chosen; NULL: none */
    gboolean moving;   /* it is moved, else unlocked */
    gboolean asked;    /* to be moved or unlocked; no answer yet */
    gboolean offered;  /* whoever is at work was asked for it */
    gboolean at_home;  /* from the home screen, to which it leads back */
    gint64 look_ms;    /* when it is looked for again, of App.now_ms */
} KeyChoice;

KeyChoice *key_new(void);
void key_free(KeyChoice *key);
/* With what is typed; key_move_free. */
KeyMove *key_typed(const App *app);

void key_take_state(App *app, WorkResult *result);
void key_take_places(App *app, WorkResult *result);
void key_take_changed(App *app, WorkResult *result);

/* Guards. */
gboolean key_needs_words(const App *app); /* what is done needs a passphrase */
gboolean key_has_words(const App *app);
gboolean key_needs_address(const App *app); /* the place that was chosen is but a kind of place */
gboolean key_has_address(const App *app);   /* and it is not being tried */
gboolean key_is_open(const App *app);
gboolean key_asks(const App *app);     /* to be unlocked, it needs a passphrase */
gboolean key_may_move(const App *app); /* it is there, and an administrator is at work */
gboolean key_is_at_home(const App *app);

/* Actions. */
void key_look(App *app);
void key_look_at_home(App *app); /* asks for it, if it is locked, before anything else is done */
void key_from_home(App *app);
void key_from_settings(App *app);
int key_tick(App *app); /* looks for a stick that is put in; for Screen.tick */
void key_begin_move(App *app);
void key_begin_address(App *app);
void key_begin_unlock(App *app);
void key_change(App *app); /* moves or unlocks it */
