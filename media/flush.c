#include "media/flush.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "media/error.h"

/* A power cut costs this, and what is on its way to the card: half a second at most. */
#define EVERY_US (3 * G_USEC_PER_SEC / 10)

struct Flush {
    /* immutable */
    int fd;
    FlushFailed failed;
    gpointer user_data;
    GThread *thread;

    GMutex lock;
    GCond changed;
    /* protected by lock */
    gboolean closing;
    gint64 written, synced; /* bytes */
    gint64 began_us;        /* of a flush; 0: none is under way */
    gint64 slowest_us;
};

/* FALSE if the disk refuses. Lock held, but not while it takes. */
static gboolean flush_locked(Flush *flush)
{
    gint64 bytes = flush->written;
    flush->began_us = g_get_monotonic_time();
    g_mutex_unlock(&flush->lock);
    int error = fdatasync(flush->fd) == 0 ? 0 : errno;
    if (error)
        flush->failed(error, flush->user_data);
    g_mutex_lock(&flush->lock);
    flush->slowest_us = MAX(flush->slowest_us, g_get_monotonic_time() - flush->began_us);
    flush->began_us = 0;
    if (!error)
        flush->synced = bytes;
    return !error;
}

static gpointer run(gpointer data)
{
    Flush *flush = data;
    gint64 next_us = g_get_monotonic_time() + EVERY_US;
    gboolean ok = TRUE;
    g_mutex_lock(&flush->lock);
    while (ok && !flush->closing) {
        if (g_cond_wait_until(&flush->changed, &flush->lock, next_us))
            continue;
        /* From one beginning to the next, however long it took. */
        next_us = MAX(next_us + EVERY_US, g_get_monotonic_time());
        if (flush->written > flush->synced)
            ok = flush_locked(flush);
    }
    g_mutex_unlock(&flush->lock);
    return NULL;
}

Flush *flush_new(const char *path, FlushFailed failed, gpointer user_data, GError **error)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0) {
        g_set_error(error, MEDIA_ERROR, MEDIA_ERROR_FAILED, "%s: %s", path, g_strerror(errno));
        return NULL;
    }
    Flush *flush = g_new0(Flush, 1);
    flush->fd = fd;
    flush->failed = failed;
    flush->user_data = user_data;
    g_mutex_init(&flush->lock);
    g_cond_init(&flush->changed);
    flush->thread = g_thread_new("flush", run, flush);
    return flush;
}

void flush_free(Flush *flush)
{
    if (!flush)
        return;
    g_mutex_lock(&flush->lock);
    flush->closing = TRUE;
    g_cond_signal(&flush->changed);
    g_mutex_unlock(&flush->lock);
    g_thread_join(flush->thread);
    close(flush->fd);
    g_mutex_clear(&flush->lock);
    g_cond_clear(&flush->changed);
    g_free(flush);
}

gint64 flush_written(Flush *flush, gint64 bytes)
{
    g_mutex_lock(&flush->lock);
    flush->written = bytes;
    gint64 synced = flush->synced;
    g_mutex_unlock(&flush->lock);
    return synced;
}

gint64 flush_slowest_us(Flush *flush)
{
    g_mutex_lock(&flush->lock);
    gint64 slowest_us = flush->slowest_us;
    if (flush->began_us > 0)
        slowest_us = MAX(slowest_us, g_get_monotonic_time() - flush->began_us);
    flush->slowest_us = 0;
    g_mutex_unlock(&flush->lock);
    return slowest_us;
}
