#include "media/child.h"

#include <errno.h>
#include <gio/gio.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include "media/answer.h"
#include "media/error.h"

gboolean child_spawn(Child *child, char **argv, gint64 timeout_ms, GError **error)
{
    g_autoptr(GError) reason = NULL;
    int ends[2], target = CHILD_FD;
    child->program = argv[0];
    child->fd = -1;
    child->until_us = answer_deadline_us(timeout_ms);
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
        g_set_error(error, MEDIA_ERROR, MEDIA_ERROR_FAILED, "%s", g_strerror(errno));
        return FALSE;
    }
    /* It outlives this process: nothing else of ours may stay open in it. */
    gboolean ok = g_spawn_async_with_pipes_and_fds(
        NULL, (const char *const *)argv, NULL,
        G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, -1, -1, -1, &ends[1],
        &target, 1, &child->pid, NULL, NULL, NULL, &reason);
    close(ends[1]);
    child->fd = ends[0];
    if (!ok)
        g_set_error(error, MEDIA_ERROR, MEDIA_ERROR_FAILED, "%s", reason->message);
    return ok;
}

JsonObject *child_answer(Child *child, GError **error)
{
    g_autofree char *line = answer_line(child->fd, child->until_us, error);
    if (!line) {
        kill(child->pid, SIGTERM);
        return NULL;
    }
    if (*line)
        return answer_parse(line, error);
    g_set_error(error, MEDIA_ERROR, MEDIA_ERROR_FAILED, "%s: ended without a word", child->program);
    return NULL;
}

gboolean child_spoke(const Child *child)
{
    struct pollfd pollfd = {.fd = child->fd, .events = POLLIN};
    return g_get_monotonic_time() > child->until_us || poll(&pollfd, 1, 0) != 0;
}

void child_clear(Child *child)
{
    if (child->fd >= 0)
        close(child->fd);
}

gboolean child_send(Child *child, const char *text, gsize size, GError **error)
{
    for (gsize done = 0; done < size;) {
        gssize sent = send(child->fd, text + done, size - done, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent < 0) {
            g_set_error(error, MEDIA_ERROR, MEDIA_ERROR_FAILED, "%s: %s", child->program,
                        g_strerror(errno));
            return FALSE;
        }
        done += (gsize)sent;
    }
    return TRUE;
}
