/*
 * The networks of the machine (protocol/network.h) in the settings: which there are, joining one,
 * forgetting it. UI thread.
 */
#pragma once

#include "kiosk/secretary/office.h"
#include "protocol/network.h"

/* What there is; no argument, value NetworkSeen. */
extern const Work work_network_look;
/* Joining and forgetting; argument NetworkTask. */
extern const Work work_network_join, work_network_forget;
/* Switches Wi-Fi on; no argument. */
extern const Work work_network_on;

typedef struct {
    Network *network; /* NULL: error tells why */
    GError *error;
    char **addresses; /* as devices_networks gives them */
} NetworkSeen;
void network_seen_free(gpointer seen);

typedef struct {
    char *id;       /* of the network */
    char *password; /* NULL: none is needed; wiped after it */
} NetworkTask;

/* What the screens know; in Office. */
typedef struct NetworkChoice {
    NetworkSeen *seen; /* NULL: not looked yet */
    char *id;          /* of the one that was chosen; NULL: none */
    gint64 look_ms;    /* when is looked again, of App.now_ms */
} NetworkChoice;

NetworkChoice *network_choice_new(void);
void network_choice_free(NetworkChoice *choice);
/* The networks in reach; NULL: not known. */
const GPtrArray *network_list(const App *app);
/* The one that was chosen; NULL: it is out of reach. */
const Wifi *network_chosen(const App *app);

void network_take_seen(App *app, WorkResult *result);
void network_take_joined(App *app, WorkResult *result);
void network_take_changed(App *app, WorkResult *result);

/* Guards. */
gboolean network_asks(const App *app);     /* the one that was chosen, for a password */
gboolean network_may_join(const App *app); /* without typing anything more */
gboolean network_is_saved(const App *app);
gboolean network_has_password(const App *app); /* one that it may be */
gboolean network_refused_password(const App *app);

/* Actions. */
void network_look_again(App *app);
void network_begin_password(App *app); /* wipes what was typed, and why it was refused */
void network_join_chosen(App *app);
void network_forget_chosen(App *app);
void network_turn_on(App *app);
int network_tick(App *app); /* looks now and then; for Screen.tick */
