/*
 * The threads that do all work (work.h), each with a Home of its own. Work is queued; how it ended
 * is posted to the UI thread as an SDL event that the receiver reads with worker_event. A thread
 * but the register's starts with its first work.
 */
#pragma once

#include <SDL.h>
#include <glib.h>

#include "kiosk/work.h"
#include "protocol/clock.h"

typedef struct Worker Worker;

typedef struct {
    const char *home;
    const char *meeting;      /* the id of the one to show; NULL: the day's */
    const char *date;         /* YYYY-MM-DD instead of today; NULL: today */
    const char *camera, *mic; /* to record with, as esep record takes them; NULL: auto */
    const Clock *clock;       /* borrowed, outlives the worker */
    int keep_s;               /* a form that was kept longer ago is dropped */
    Uint32 event;             /* SDL's type of the events that carry results */
} WorkerSetup;

/* Starts the register's thread and waits until it has opened the home, if there is one yet: NULL
 * with its error if it cannot be opened, or if there is no such meeting. */
Worker *worker_new(const WorkerSetup *setup, GError **error);
/* Waits for what is under way; of the register's work what is queued behind it is done too, so that
 * nobody is lost. */
void worker_free(Worker *worker);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Worker, worker_free)

/* There was no home at the start: until it is made, only work that needs none can be done. */
gboolean worker_is_homeless(const Worker *worker);

/* Queues; takes argument. who: in whose name the register is changed (register_act_as), as it is
 * now, whoever is there when it is done; may be NULL. Never blocks. UI thread. */
void worker_ask(Worker *worker, const char *who, const Work *work, gpointer argument);
/* Asks the work that thread has under way to end, if it is work. UI thread. */
void worker_cancel(Worker *worker, const Work *work);

/* What an event carries: a result (free with work_result_free), or NULL and how far the long work
 * is. */
WorkResult *worker_event(const SDL_UserEvent *event, WorkProgress *progress_out);
