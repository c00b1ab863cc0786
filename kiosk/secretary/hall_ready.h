/*
 * Before the meeting: the checklist, and the trial of camera and microphone. The trial records
 * three seconds as the meeting will be recorded, plays them back, and asks whoever stands there
 * whether they saw and heard it. What a device is worth is said from what was measured and
 * answered; without both devices proven the meeting begins only after a warning. UI thread.
 *
 * One request of a trial is under way at a time, and a trial that is left is ended before anything
 * else uses the devices: ready_is_free.
 */
#pragma once

#include "kiosk/secretary/office.h"
#include "media/trial.h"

typedef enum {
    READY_QUIET,     /* no trial */
    READY_STARTING,  /* the devices are being opened */
    READY_RECORDING, /* look and speak */
    READY_PLAYING,   /* what was recorded is shown */
    READY_PLAYED,
} ReadyPhase;

typedef enum { VERDICT_NONE, VERDICT_GOOD, VERDICT_CARE, VERDICT_BAD } ReadyVerdict;

/* What is known of camera or microphone from the last trial. */
typedef struct {
    ReadyVerdict verdict; /* VERDICT_NONE: not tried */
    const char *said;     /* message id; NULL: nothing */
    const char *advice;   /* message id: what to do; NULL: nothing */
    char name[RECORDER_NAME_BYTES];
} ReadyDevice;

typedef struct Ready {
    ReadyPhase phase;
    gboolean stale;   /* what is under way was left: it ends before anything else begins */
    Trial *trial;     /* between requests nobody but this thread uses it; NULL: none */
    Player *player;   /* of the trial, borrowed; NULL: it is not played yet */
    const Work *work; /* the request that is under way; NULL: none */
    gint64 ask_ms;    /* when it is asked again how it goes */
    gint64 until_ms;  /* recording or playing goes on until then at most */
    int shown_s;      /* the seconds left that the screen shows */
    gboolean again;   /* what was recorded is to be played once more */
    gboolean silent;  /* this machine has no output for sound */

    /* what was measured */
    RecorderStatus status; /* the last */
    double peak_db;        /* of all; -G_MAXDOUBLE: nothing was heard */
    guint alarms;          /* all that were raised */

    ReadyDevice camera, microphone;
    gboolean confirmed; /* a person saw and heard what was played */
    GError *trouble;    /* why there was no trial; NULL: there was, or none was tried */

    /* the clock */
    gboolean clock_confirmed; /* a person compared it since the program started */
    gboolean clock_asked;     /* a request about it is under way */
    gint64 shown_minute;      /* since 1970, of what is asked about */
    GDate date;               /* that is stepped through */
    int minute;               /* of the day, likewise */
} Ready;

Ready *ready_new(void);
void ready_free(Ready *ready);

/* Judges both devices by what was measured. */
void ready_judge(Ready *ready);
/* Whether a device is to blame for a trial that came to nothing: then it is judged so. */
gboolean ready_judge_failure(Ready *ready, const GError *error);
/* What is thought of a device, in the order of OfficeDevices; what is said of it and what to do
 * (may be NULL), g_free both. */
ReadyVerdict ready_verdict(const App *app, Device device, char **said_out, char **advice_out);
/* Puts into devices what a person has confirmed. */
void ready_add_confirmed(const App *app, OfficeDevices *devices);
/* Why the meeting should not begin yet, in sentences; g_free. NULL: camera and microphone are
 * proven. */
char *ready_doubts(const App *app);

/* Works; results come to ready_take_…. */
extern const Work work_trial_begin; /* value Trial */
/* These borrow the Trial that is their argument, or its player. */
extern const Work work_trial_status; /* value RecorderStatus; fails when the time is over */
extern const Work work_trial_play;   /* value Player; from the start */
extern const Work work_trial_look;   /* value PlayerStatus; argument ReadyPlay */
extern const Work work_trial_end;    /* argument Trial **, which it takes */
extern const Work work_clock;        /* argument gint64 *: milliseconds since 1970 to set it to; 0:
                                      * it was found right */
typedef struct {
    Player *player; /* borrowed */
    gboolean again; /* from the start once more */
} ReadyPlay;
void ready_take_begun(App *app, WorkResult *result);
void ready_take_status(App *app, WorkResult *result);
void ready_take_play(App *app, WorkResult *result);
void ready_take_look(App *app, WorkResult *result);
void ready_take_end(App *app, WorkResult *result);
void ready_take_clock(App *app, WorkResult *result);

/* For Screen.tick of the trial. */
int ready_tick(App *app);
/* A meeting may begin, and a trial: nothing holds the devices. */
gboolean ready_is_free(const App *app);

/* Guards. */
gboolean ready_may_begin(const App *app);
gboolean ready_is_proven(const App *app);
gboolean ready_is_clock_open(const App *app); /* nobody has compared it */
gboolean ready_may_set_clock(const App *app); /* nothing is under way */
/* Actions. */
void ready_try(App *app);
void ready_leave(App *app);   /* ends the trial */
void ready_lock(App *app);    /* the same, and locks */
void ready_confirm(App *app); /* seen and heard */
void ready_deny(App *app);    /* not seen or not heard: once more */
void ready_replay(App *app);
void ready_confirm_clock(App *app);
void ready_edit_clock(App *app);
void ready_set_clock(App *app);
