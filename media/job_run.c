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

/* Not only half: what it sent before may still lie there to be read. */
static gboolean is_abandoned(const JobRun *run)
{
    struct pollfd pollfd = {.fd = run->fd};
    return run->fd > STDERR_FILENO && poll(&pollfd, 1, 0) > 0 && (pollfd.revents & POLLHUP);
}

gboolean job_hold_folder(JobRun *run, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(run->out), *name = g_path_get_basename(run->out);
    run->folder_fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    run->whole = g_strdup_printf("/proc/self/fd/%d/%s", run->folder_fd, name);
    run->part = g_strconcat(run->whole, ".part", NULL);
    int code = run->folder_fd < 0 ? AVERROR(errno) : 0;
    run->cancelled = is_abandoned(run);
    if (code == 0 && !run->cancelled)
        return TRUE;
    job_set_error(run, run->out, code, error);
    return FALSE;
}

static gboolean sync_part(const char *path)
{
    int fd = open(path, O_RDWR | O_CLOEXEC);
    gboolean ok = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0 && close(fd) != 0)
        ok = FALSE;
    return ok;
}

gboolean job_commit(const JobRun *run, GError **error)
{
    if (sync_part(run->part) && rename(run->part, run->whole) == 0 && fsync(run->folder_fd) == 0)
        return TRUE;
    job_set_error(run, run->out, AVERROR(errno), error);
    return FALSE;
}

void job_clear(JobRun *run)
{
    if (run->folder_fd >= 0)
        close(run->folder_fd);
    g_free(run->whole);
    g_free(run->part);
    recording_free(run->recording);
    g_clear_pointer(&run->blanked, g_array_unref);
}
