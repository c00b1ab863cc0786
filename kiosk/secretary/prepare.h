/*
 * Preparing a meeting: the list of those that are to be held, a new one, and what is set of one:
 * when, where, the precincts, who reports, the secretary, the announcements, the notice. Each
 * change is saved at once and can be made again until the record is sealed. UI thread.
 */
#pragma once

#include "kiosk/secretary/office.h"

typedef struct Prepare {
    gboolean is_new;    /* a meeting that is not in the register yet */
    gboolean chief;     /* it is a report of the chief */
    gboolean saving;    /* a change is under way: the next waits for it */
    gboolean secretary; /* is edited, not one of those who report */
    char *speaker;      /* who reports and is edited, as the record had them; NULL: a new one */
    GDate date;         /* that is stepped through */
    int minute;         /* of the day, likewise */
    int end_minute;     /* the same, of its end */
    int format;         /* that is chosen: index in prepare_formats */
    int channel;        /* of an announcement: index in prepare_channels; -1: none */
} Prepare;

Prepare *prepare_new(void);
void prepare_free(Prepare *prepare);

/* The record of the chosen meeting; NULL: none. */
JsonObject *prepare_record(const App *app);
/* Meetings that can still be prepared, the nearest first: JsonObjects of the desk;
 * g_ptr_array_unref. */
GPtrArray *prepare_meetings(const App *app);
/* Day and time, and where and for whom, of a meeting of the list; g_free. */
char *prepare_meeting_title(const App *app, JsonObject *meeting);
char *prepare_meeting_below(const App *app, JsonObject *meeting);
/* "YYYY-MM-DD" of what is stepped through; g_free. */
char *prepare_date(const App *app);
/* Steps day, month, year, hour or minute (0 to 4) by one, five minutes at once. */
void prepare_step_time(Prepare *prepare, int column, gboolean up);
/* A screen on which Prepare.date is stepped through, for Screen.layout and Screen.handle; its
 * button means EVENT_NEXT. */
void prepare_layout_day(App *app, const char *title, const char *label);
gboolean prepare_handle_day(App *app, Touch touch);
/* The channels of announcements (1095 p.27; 608 p.8). */
#define PREPARE_CHANNELS 5
extern const struct PrepareChannel {
    const char *code, *text; /* text is a message id */
} prepare_channels[PREPARE_CHANNELS];

/* How a meeting is held (1095 p.27; 608 p.9). */
#define PREPARE_FORMATS 4
extern const struct PrepareFormat {
    const char *code, *text; /* text is a message id */
} prepare_formats[PREPARE_FORMATS];

/* Guards. */
gboolean prepare_is_new(const App *app);
gboolean prepare_can_save(const App *app); /* nothing is being saved */
gboolean prepare_has_place(const App *app);
gboolean prepare_next_is_place(const App *app); /* new, and who reports is whole */
gboolean prepare_next_is_when(const App *app);  /* new, and the place is given */
gboolean prepare_has_rank(const App *app);
gboolean prepare_is_named(const App *app);
gboolean prepare_has_channel(const App *app);
gboolean prepare_can_take_away(const App *app); /* a secretary, or one of several speakers */

/* Who is edited: the secretary, or an official of the record's speakers (NULL: a new one). */
void prepare_edit_official(App *app, JsonObject *official, gboolean secretary);

/* Actions. */
void prepare_open_today(App *app); /* chooses today's meeting or the next */
void prepare_forget(App *app);     /* wipes what is typed */
void prepare_begin(App *app);      /* a new meeting, with what the last one of its kind had */
void prepare_edit_when(App *app);
void prepare_edit_place(App *app);
void prepare_edit_convener(App *app);
void prepare_save(App *app);      /* what is edited on this screen */
void prepare_take_away(App *app); /* the official who is edited */
void prepare_announce(App *app);
void prepare_print_notice(App *app);
