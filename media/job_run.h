/*
 * A job of the recorder's program (jobs.h), seen from inside: says how far it is, hears that it is
 * not wanted any more, and puts its file in place when that is whole.
 *
 * Lives in the main thread of a process of its own.
 */
#pragma once

#include "media/chain.h"
#include "media/sheet.h"

typedef struct {
    char *directory, *out;
    int folder_fd;      /* of out; or -1 */
    char *whole, *part; /* out and out.part in it */
    int fd;             /* speaks of the progress; its end is the word to stop */
    Recording *recording;
    gint64 done_bytes, all_bytes;
    gint64 said_us;
    gboolean cancelled;
    GArray *blanked;    /* of a copy (jobs.h, JobBlank); or NULL */
    gint64 until_ms;    /* of a look back: where the next one begins */
    SheetPicture sheet; /* of a sheet of paper; width 0 otherwise */
} JobRun;

/* Says a line of JSON to whoever asked for the job. FALSE if nobody listens. */
gboolean job_say(const JobRun *run, const char *line);
/* bytes more have been read. FALSE once the job is not wanted any more. */
gboolean job_advance(JobRun *run, gint64 bytes);
/* Sets the error for a code of libav; what: the file. */
void job_set_error(const JobRun *run, const char *what, int code, GError **error);
/* Holds the folder of out, before anything is written: a job that its caller has left behind, dead,
 * touches nothing of whoever tries again in a new folder of the same name. MEDIA_ERROR_CANCELLED if
 * the caller is gone already. */
gboolean job_hold_folder(JobRun *run, GError **error);
/* part is written and closed: flushes it and gives it its name. Blocks for the disk. */
gboolean job_commit(const JobRun *run, GError **error);
void job_clear(JobRun *run);
