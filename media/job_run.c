#include "media/job_run.h"

#include <errno.h>
#include <fcntl.h>
#include <libavutil/error.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "media/error.h"

#define SAY_EVERY_US (G_USEC_PER_SEC / 5)

gboolean job_say(const JobRun *run, const char *line)
{
    gsize size = strlen(line);
    return write(run->fd, line, size) == (gssize)size;
}

/* Whoever asked has closed its end, or is dead. */
static gboolean hung_up(const JobRun *run)
{
    struct pollfd pollfd = {.fd = run->fd, .events = POLLIN};
    char byte;
    return run->fd > STDERR_FILENO && poll(&pollfd, 1, 0) > 0 && read(run->fd, &byte, 1) <= 0;
}

gboolean job_advance(JobRun *run, gint64 bytes)
{
    gint64 now_us = g_get_monotonic_time();
    run->done_bytes += bytes;
    if (run->cancelled || now_us - run->said_us < SAY_EVERY_US)
        return !run->cancelled;
    run->said_us = now_us;
    g_autofree char *line = g_strdup_printf("{\"ok\":true,\"done_bytes\":%" G_GINT64_FORMAT
                                            ",\"all_bytes\":%" G_GINT64_FORMAT "}\n",
                                            MIN(run->done_bytes, run->all_bytes), run->all_bytes);
    run->cancelled = hung_up(run) || !job_say(run, line);
    return !run->cancelled;
}

void job_set_error(const JobRun *run, const char *what, int code, GError **error)
{
    char text[AV_ERROR_MAX_STRING_SIZE] = "";
    MediaError kind = MEDIA_ERROR_FAILED;
    if (run->cancelled)
        kind = MEDIA_ERROR_CANCELLED;
    else if (code == AVERROR(ENOSPC) || code == AVERROR(EDQUOT))
        kind = MEDIA_ERROR_NO_SPACE;
    av_strerror(code, text, sizeof text);
    g_set_error(error, MEDIA_ERROR, (int)kind, "%s: %s", what, text);
}

static gboolean sync_path(const char *path, int flags)
{
    int fd = open(path, flags | O_CLOEXEC);
    gboolean ok = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0 && close(fd) != 0)
        ok = FALSE;
    return ok;
}

gboolean job_commit(const JobRun *run, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(run->out);
    if (sync_path(run->part, O_RDWR) && rename(run->part, run->out) == 0 &&
        sync_path(folder, O_RDONLY | O_DIRECTORY))
        return TRUE;
    job_set_error(run, run->out, AVERROR(errno), error);
    return FALSE;
}
