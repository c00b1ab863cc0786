/*
 * Playing a recording back, at an entry or from its start: esep-player plays one take at a time
 * (media/player.h), and what stands on the screen is the place in all of them. UI thread, but the
 * work.
 */
#pragma once

#include "kiosk/secretary/office.h"
#include "media/player.h"

typedef struct Playback {
    gboolean of_case;    /* it was opened from an entry */
    int take;            /* that is open; index in the record's takes */
    gboolean shown;      /* its picture is on the screen */
    gboolean asked;      /* an answer is under way */
    PlayerStatus status; /* as it was asked last; valid once shown */
    gint64 ask_ms;       /* when it is asked again, of App.now_ms */
    char *why;           /* it cannot be played; in the reader's language */
    gboolean opened;     /* a player may be there */
    guint round;         /* grows with each take that is opened: other answers are of before */
    int followed;        /* the entry that the list was turned to; -1: none */
} Playback;

Playback *playback_new(void);
void playback_free(Playback *playback);

/* Opens the recording of the record that is chosen at position_ms of this take (its number in the
 * record, 0: the first), and plays it. The flow's step is the caller's. */
void playback_open(App *app, int take, gint64 position_ms, gboolean of_case);
/* The place in all takes, and their length, in milliseconds. */
gint64 playback_at_ms(const App *app);
gint64 playback_length_ms(const App *app);

/* The same as take (its number in the record) and place in it. */
void playback_place(const App *app, int *take_out, gint64 *at_ms_out);

/* The record's entries that were said while it was recorded, in that order, of JsonObject;
 * g_ptr_array_unref. */
GPtrArray *playback_entries(const App *app);
/* The place of one of them in all takes. */
gint64 playback_entry_ms(const App *app, JsonObject *entry);
/* The index of the one that is being said; -1: none yet. */
int playback_entry_now(const App *app);
/* Goes to a little before one was noted: the words are said already then. */
#define PLAYBACK_BEFORE_MS 5000
void playback_go_entry(App *app, JsonObject *entry);

/* Guards and actions. */
gboolean playback_is_of_case(const App *app);
gboolean playback_is_there(const App *app); /* the record has a recording */
void playback_begin(App *app);              /* opens it at its start */
void playback_close(App *app);
void playback_turn(App *app); /* plays or pauses */
/* Goes so far on, or (less than 0) back, over the takes' ends. */
void playback_go(App *app, gint64 by_ms);
/* For Screen.tick. */
int playback_tick(App *app);

typedef enum { PLAY_OPEN, PLAY_ON, PLAY_PAUSE, PLAY_SEEK, PLAY_STATUS, PLAY_CLOSE } PlayWhat;
/* Argument PlayTask, value PlayAnswer. */
extern const Work work_play;
typedef struct {
    PlayWhat what;
    char *id; /* PLAY_OPEN: of the meeting */
    int take; /* its number */
    gint64 at_ms;
    guint round;
} PlayTask;
typedef struct {
    PlayerStatus status;
    Preview *preview; /* of the player; borrowed until PLAY_CLOSE or PLAY_OPEN is asked for */
} PlayAnswer;
void playback_take(App *app, WorkResult *result);
