#include "media/take.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "media/error.h"
#include "media/segmenter.h"

typedef enum { ITEM_BYTES, ITEM_GAP, ITEM_CLOCK, ITEM_FINISH } ItemKind;

typedef struct {
    ItemKind kind;
    GstBuffer *buffer;
    gint64 synced_bytes;
    gint64 at_ms, for_ms;
    const char *what, *cause;
} Item;

struct Take {
    /* immutable */
    ChainWriter *writer;
    int number;
    TakeOwner owner;
    GAsyncQueue *queue;
    GThread *thread;

    /* owned by the take's thread */
    Segmenter *segmenter;
    GQueue waiting; /* of Segment: hashed, not known to be on the disk */
    GError *error;

    gint64 safe_ms; /* protected by lock */
    GMutex lock;
};

static void handle_segment(const Segment *segment, gpointer user_data)
{
    Take *take = user_data;
    g_queue_push_tail(&take->waiting, g_memdup2(segment, sizeof *segment));
}

static void check(Take *take, gboolean ok)
{
    if (!ok && take->owner.failed)
        take->owner.failed(take->error, take->owner.user_data);
}

/* Writes the lines of what is on the disk. */
static void write_lines(Take *take, gint64 synced_bytes)
{
    Segment *segment;
    while (!take->error && (segment = g_queue_peek_head(&take->waiting)) &&
           segment->to <= synced_bytes) {
        gboolean ok = chain_writer_segment(take->writer, take->number, segment, &take->error);
        if (ok) {
            g_mutex_lock(&take->lock);
            take->safe_ms = segment->end_ms;
            g_mutex_unlock(&take->lock);
        }
        check(take, ok);
        g_free(g_queue_pop_head(&take->waiting));
    }
}

static void handle_item(Take *take, Item *item)
{
    GstMapInfo map;
    switch (item->kind) {
    case ITEM_BYTES:
        if (gst_buffer_map(item->buffer, &map, GST_MAP_READ)) {
            segmenter_feed(take->segmenter, map.data, map.size);
            gst_buffer_unmap(item->buffer, &map);
        }
        gst_buffer_unref(item->buffer);
        write_lines(take, item->synced_bytes);
        break;
    case ITEM_GAP:
        if (!take->error)
            check(take, chain_writer_gap(take->writer, take->number, item->at_ms, item->for_ms,
                                         item->what, item->cause, &take->error));
        break;
    case ITEM_CLOCK:
        if (!take->error)
            check(take,
                  chain_writer_clock(take->writer, take->number,
                                     take->owner.now_ms(take->owner.user_data), &take->error));
        break;
    case ITEM_FINISH:
        break;
    }
}

static gpointer run(gpointer data)
{
    Take *take = data;
    for (;;) {
        Item *item = g_async_queue_pop(take->queue);
        gboolean last = item->kind == ITEM_FINISH;
        handle_item(take, item);
        g_free(item);
        if (last)
            return NULL;
    }
}

Take *take_new(ChainWriter *writer, int number, const TakeOwner *owner)
{
    Take *take = g_new0(Take, 1);
    take->writer = writer;
    take->number = number;
    take->owner = *owner;
    take->queue = g_async_queue_new();
    take->segmenter = segmenter_new(0, handle_segment, take);
    g_queue_init(&take->waiting);
    g_mutex_init(&take->lock);
    take->thread = g_thread_new("chain", run, take);
    return take;
}

static void put(Take *take, Item item)
{
    g_async_queue_push(take->queue, g_memdup2(&item, sizeof item));
}

void take_bytes(Take *take, GstBuffer *buffer, gint64 synced_bytes)
{
    put(take,
        (Item){.kind = ITEM_BYTES, .buffer = gst_buffer_ref(buffer), .synced_bytes = synced_bytes});
}

void take_gap(Take *take, gint64 at_ms, gint64 for_ms, const char *what, const char *cause)
{
    put(take,
        (Item){.kind = ITEM_GAP, .at_ms = at_ms, .for_ms = for_ms, .what = what, .cause = cause});
}

void take_clock(Take *take)
{
    put(take, (Item){.kind = ITEM_CLOCK});
}

gint64 take_safe_ms(Take *take)
{
    g_mutex_lock(&take->lock);
    gint64 safe_ms = take->safe_ms;
    g_mutex_unlock(&take->lock);
    return safe_ms;
}

static gboolean sync_file(const char *path, GError **error)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    gboolean ok = fd >= 0 && fsync(fd) == 0;
    if (!ok)
        g_set_error(error, MEDIA_ERROR, errno == ENOSPC ? MEDIA_ERROR_NO_SPACE : MEDIA_ERROR_FAILED,
                    "%s: %s", path, g_strerror(errno));
    if (fd >= 0)
        close(fd);
    return ok;
}

/* The thread is gone, the file closed. */
static gboolean write_end(Take *take, const char *path, const char *cause, gboolean whole,
                          GError **error)
{
    SegmentTail tail;
    if (!whole || take->error)
        return chain_writer_complete(take->writer, cause, error);
    if (!sync_file(path, error))
        return FALSE;
    segmenter_finish(take->segmenter, TRUE, &tail);
    write_lines(take, G_MAXINT64);
    if (take->error)
        return chain_writer_complete(take->writer, cause, error);
    return chain_writer_end(take->writer, take->number, &tail, cause, error);
}

gboolean take_finish(Take *take, const char *path, const char *cause, gboolean whole,
                     GError **error)
{
    put(take, (Item){.kind = ITEM_FINISH});
    g_thread_join(take->thread);
    take->owner.failed = NULL;
    gboolean ok = write_end(take, path, cause, whole, error);
    g_queue_clear_full(&take->waiting, g_free);
    segmenter_free(take->segmenter);
    g_async_queue_unref(take->queue);
    g_clear_error(&take->error);
    g_mutex_clear(&take->lock);
    g_free(take);
    return ok;
}
