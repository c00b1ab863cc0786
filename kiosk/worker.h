/*
 * All work on the register, on a thread of its own that owns the Home. Requests are queued;
 * what came of them is posted to the UI thread as an SDL event, which carries a WorkerResult in
 * data1 that the receiver frees.
 */
#pragma once

#include <SDL.h>
#include <glib.h>

#include "kiosk/view.h"
#include "protocol/clock.h"

typedef struct Worker Worker;

typedef enum {
    WORK_DAY,    /* read the day's meeting */
    WORK_ATTEND, /* register a person */
    WORK_KEEP,   /* keep the form */
    WORK_ENTRY,  /* what became of an entry */
} Work;

/* A person to register; owned by the request, wiped after it. strokes is NULL for somebody who
 * cannot sign. */
typedef struct {
    char *meeting, *surname, *name, *patronymic, *category, *address, *phone, *strokes;
} WorkerPerson;

typedef struct {
    Work work;
    ViewDay *day;     /* WORK_DAY */
    int number;       /* WORK_ATTEND: the row is committed */
    ViewEntry *entry; /* WORK_ENTRY */
    char *draft;      /* WORK_DAY, the first: a form that was kept; NULL: none */
    GError *error;    /* NULL: done */
} WorkerResult;

typedef struct {
    const char *home;
    const char *meeting; /* the id of the one to show; NULL: the day's */
    const char *date;    /* YYYY-MM-DD instead of today; NULL: today */
    const Clock *clock;  /* borrowed, outlives the worker */
    int keep_s;          /* a form that was kept longer ago is dropped */
    Uint32 event;        /* SDL's type of the event that carries a result */
} WorkerSetup;

/* Starts the thread and waits until it has opened the home: NULL with its error if it is none, or
 * if there is no such meeting. */
Worker *worker_new(const WorkerSetup *setup, GError **error);
/* Waits for what is under way; what is queued behind it is done too, so that nobody is lost. */
void worker_free(Worker *worker);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Worker, worker_free)

/* Queue; never block. UI thread. worker_attend takes person. */
void worker_read_day(Worker *worker);
void worker_attend(Worker *worker, WorkerPerson *person);
/* Keeps the form on the disk (draft.h), NULL: removes it; takes draft, posts nothing. It is removed
 * too with the row of its person. */
void worker_keep(Worker *worker, char *draft);
/* receipt as it was typed. */
void worker_look_up(Worker *worker, const char *receipt);

void worker_result_free(WorkerResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WorkerResult, worker_result_free)
/* Overwrites and frees. */
void worker_wipe(char *text);
void worker_person_free(WorkerPerson *person);
