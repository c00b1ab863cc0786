/*
 * ThreadSanitizer sees what GLib's own locks and queues order, though GLib is not built with it:
 * each call is passed on, with a word to the sanitizer about what happens before what. Linked into
 * the recorder and its tests by make TSAN=1.
 */
#include <dlfcn.h>
#include <gio/gio.h>

void __tsan_acquire(void *address);
void __tsan_release(void *address);
void AnnotateIgnoreWritesBegin(const char *file, int line);
void AnnotateIgnoreWritesEnd(const char *file, int line);

#define REAL(name) ((__typeof__(name) *)dlsym(RTLD_NEXT, #name))

#define LOCK(name, type)                                                                           \
    void name(type *lock)                                                                          \
    {                                                                                              \
        REAL(name)(lock);                                                                          \
        __tsan_acquire(lock);                                                                      \
    }
#define TRY(name, type)                                                                            \
    gboolean name(type *lock)                                                                      \
    {                                                                                              \
        gboolean locked = REAL(name)(lock);                                                        \
        if (locked)                                                                                \
            __tsan_acquire(lock);                                                                  \
        return locked;                                                                             \
    }
#define UNLOCK(name, type)                                                                         \
    void name(type *lock)                                                                          \
    {                                                                                              \
        __tsan_release(lock);                                                                      \
        REAL(name)(lock);                                                                          \
    }

LOCK(g_mutex_lock, GMutex)
TRY(g_mutex_trylock, GMutex)
UNLOCK(g_mutex_unlock, GMutex)
LOCK(g_rec_mutex_lock, GRecMutex)
TRY(g_rec_mutex_trylock, GRecMutex)
UNLOCK(g_rec_mutex_unlock, GRecMutex)
LOCK(g_rw_lock_writer_lock, GRWLock)
UNLOCK(g_rw_lock_writer_unlock, GRWLock)
LOCK(g_rw_lock_reader_lock, GRWLock)
UNLOCK(g_rw_lock_reader_unlock, GRWLock)

void g_cond_wait(GCond *cond, GMutex *mutex)
{
    __tsan_release(mutex);
    REAL(g_cond_wait)(cond, mutex);
    __tsan_acquire(mutex);
}

gboolean g_cond_wait_until(GCond *cond, GMutex *mutex, gint64 end_time)
{
    __tsan_release(mutex);
    gboolean signalled = REAL(g_cond_wait_until)(cond, mutex, end_time);
    __tsan_acquire(mutex);
    return signalled;
}

void g_async_queue_push(GAsyncQueue *queue, gpointer data)
{
    __tsan_release(queue);
    REAL(g_async_queue_push)(queue, data);
}

gpointer g_async_queue_pop(GAsyncQueue *queue)
{
    gpointer data = REAL(g_async_queue_pop)(queue);
    __tsan_acquire(queue);
    return data;
}

guint g_idle_add(GSourceFunc function, gpointer data)
{
    __tsan_release(data);
    return REAL(g_idle_add)(function, data);
}

/* While a test waits for a child, what another thread of GLib made for it is freed: after a
 * handshake of atomics and locks that never leaves GLib. */
gboolean g_subprocess_wait(GSubprocess *child, GCancellable *cancellable, GError **error)
{
    AnnotateIgnoreWritesBegin(__FILE__, __LINE__);
    gboolean ok = REAL(g_subprocess_wait)(child, cancellable, error);
    AnnotateIgnoreWritesEnd(__FILE__, __LINE__);
    return ok;
}

gboolean g_subprocess_communicate_utf8(GSubprocess *child, const char *in,
                                       GCancellable *cancellable, char **out, char **err,
                                       GError **error)
{
    AnnotateIgnoreWritesBegin(__FILE__, __LINE__);
    gboolean ok = REAL(g_subprocess_communicate_utf8)(child, in, cancellable, out, err, error);
    AnnotateIgnoreWritesEnd(__FILE__, __LINE__);
    return ok;
}

/* So is a context by the last to let go of it. */
void g_main_context_unref(GMainContext *context)
{
    AnnotateIgnoreWritesBegin(__FILE__, __LINE__);
    REAL(g_main_context_unref)(context);
    AnnotateIgnoreWritesEnd(__FILE__, __LINE__);
}
