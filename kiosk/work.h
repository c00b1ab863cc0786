/*
 * Work for the worker's threads, a const row each: what is done there, and what the application
 * makes of it afterwards. A screen asks by app_ask(app, &work_…, argument); nothing else reaches
 * the register, a device or a printer.
 *
 *     static gboolean run(Workplace *place, gpointer argument, gpointer *value_out, GError
 * **error); static void done(App *app, WorkResult *result); const Work work_sign = {.name = "sign",
 * .run = run, .done = done, .free_argument = sign_free, .changes = TRUE};
 */
#pragma once

#include <gio/gio.h>

#include "kiosk/draft.h"
#include "media/client.h"
#include "media/player.h"
#include "protocol/home.h"

typedef struct App App;
typedef struct Work Work;

/* A thread does one work after the other. Citizens' forms must never wait long: what takes more
 * than a second goes to WORK_LONG, what asks devices to WORK_WATCH, what asks the recorder to
 * WORK_RECORDER: an alarm waits for nothing else; what a person looks at, pages and recordings, to
 * WORK_SHOW. */
typedef enum {
    WORK_REGISTER,
    WORK_LONG,
    WORK_WATCH,
    WORK_RECORDER,
    WORK_SHOW,
    WORK_THREAD_COUNT
} WorkThread;

/* What a thread works with; owned by it. */
typedef struct Workplace {
    Home *home;                /* the thread's own */
    const char *path;          /* of the home */
    const Clock *clock;        /* borrowed */
    const char *only;          /* the id of the one meeting to show; NULL: the day's */
    const char *date;          /* the day to show; NULL: today */
    gint64 seen;               /* register_version of the desk that was read last */
    Draft *draft;              /* of WORK_REGISTER */
    char *kept;                /* a form that was kept, until it is given out; of WORK_REGISTER */
    const char *camera, *mic;  /* to record with; NULL: auto */
    RecorderClient *recorder;  /* of the meeting in session; of WORK_RECORDER; NULL: none */
    char *recorder_of;         /* its meeting's id */
    struct CodeReader *reader; /* while somebody shows a code to the camera; of WORK_WATCH */
    Player *player;            /* of what is played back; of WORK_SHOW; NULL: nothing */
    GSubprocess *speaker;      /* that says a prompt (speech.h); of WORK_SHOW; NULL: none */
    GCancellable *cancel;      /* of the work under way: set when the person wants it to end */
    gpointer worker;           /* for workplace_progress; NULL: nobody is told */
} Workplace;

/* What to record with and to print on: what the program was started with, else what the staff
 * chose. g_free; NULL: the first that is found. Blocks for the disk. */
char *workplace_camera(const Workplace *place);
char *workplace_mic(const Workplace *place);
char *workplace_printer(const Workplace *place);

/* Ends what is being said. */
void workplace_hush(Workplace *place);
/* Today, or the day to show instead; g_free. */
char *workplace_today(const Workplace *place);
/* How a long work goes. */
typedef struct {
    double part;      /* 0 to 1 */
    const char *said; /* message id of what hinders or is being done, static; NULL: nothing new */
} WorkProgress;

/* Tells the screen how far a long work is: 0 to 1. At most ten times a second are passed on. */
void workplace_progress(Workplace *place, double part);
/* Tells it at once what a long work waits for; a static message id. */
void workplace_say(Workplace *place, double part, const char *msgid);

/* Overwrites and frees a text that somebody typed; NULL: nothing. */
void work_wipe(gpointer text);

/* How a work ended; owned by the UI thread, which may steal value. */
typedef struct {
    const Work *work;
    gpointer argument;
    gpointer value;
    GError *error; /* NULL: done */
} WorkResult;

struct Work {
    const char *name; /* for the log */
    WorkThread thread;
    /* On the thread. FALSE with an error. */
    gboolean (*run)(Workplace *place, gpointer argument, gpointer *value_out, GError **error);
    /* On the UI thread, later; NULL: nobody waits for it, and a failure is logged. */
    void (*done)(App *app, WorkResult *result);
    GDestroyNotify free_argument, free_value; /* NULL: nothing to free */
    gboolean homeless;                        /* it needs no home: place->home may be NULL */
    gboolean changes; /* it may change the register: what is shown of it is read again */
};

void work_result_free(WorkResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WorkResult, work_result_free)
