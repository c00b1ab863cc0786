#include "media/preview_writer.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "media/error.h"
#include "media/preview_format.h"

/* Of thirty pictures a second every other one, with room for jitter. */
#define NEAREST_MS 55

struct PreviewWriter {
    int fd;
    guint8 *shared;
    int factor; /* that the picture is made smaller by */
    guint32 width, height;
    gint consumers; /* atomic */

    /* owned by the streaming thread */
    guint64 number;
    gint64 last_ms;
};

static gboolean share(PreviewWriter *writer)
{
    gsize bytes = preview_bytes(writer->width, writer->height);
    writer->fd = memfd_create("esep-preview", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (writer->fd < 0 || ftruncate(writer->fd, (off_t)bytes) != 0)
        return FALSE;
    void *shared = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, writer->fd, 0);
    if (shared == MAP_FAILED)
        return FALSE;
    writer->shared = shared;
    /* Nobody else can write or cut it: a consumer could only look. */
    return fcntl(writer->fd, F_ADD_SEALS,
                 F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_FUTURE_WRITE | F_SEAL_SEAL) == 0;
}

PreviewWriter *preview_writer_new(int width, int height, GError **error)
{
    PreviewWriter *writer = g_new0(PreviewWriter, 1);
    int larger = MAX(width, height);
    writer->factor = MAX(1, (larger + PREVIEW_WIDTH_MAX_PX - 1) / PREVIEW_WIDTH_MAX_PX);
    writer->width = (guint32)(width / writer->factor) & ~1U;
    writer->height = (guint32)(height / writer->factor) & ~1U;
    writer->last_ms = -NEAREST_MS;
    if (!share(writer)) {
        g_set_error(error, MEDIA_ERROR, MEDIA_ERROR_FAILED, "preview: %s", g_strerror(errno));
        preview_writer_free(writer);
        return NULL;
    }
    PreviewHeader *header = (PreviewHeader *)writer->shared;
    *header = (PreviewHeader){PREVIEW_MAGIC, writer->width, writer->height, 0, 0};
    return writer;
}

void preview_writer_free(PreviewWriter *writer)
{
    if (!writer)
        return;
    if (writer->shared)
        munmap(writer->shared, preview_bytes(writer->width, writer->height));
    if (writer->fd >= 0)
        close(writer->fd);
    g_free(writer);
}

int preview_writer_fd(const PreviewWriter *writer)
{
    return writer->fd;
}

void preview_writer_count(PreviewWriter *writer, int change)
{
    g_atomic_int_add(&writer->consumers, change);
}

gboolean preview_writer_wants(PreviewWriter *writer, gint64 at_ms)
{
    return g_atomic_int_get(&writer->consumers) > 0 && at_ms - writer->last_ms >= NEAREST_MS;
}

/* Two by two pixels become their mean: the usual case, 1280x720 to 640x360. It is the only loop
 * over all pixels; in vectors it takes a fifth of the time. */
__attribute__((optimize("O3"))) static void
halve_line(guint8 *restrict to, const guint8 *restrict from, int stride, int width)
{
    const guint8 *below = from + stride;
    for (int x = 0; x < width; x++)
        to[x] = (guint8)((from[2 * x] + from[2 * x + 1] + below[2 * x] + below[2 * x + 1] + 2) / 4);
}

static void pick_line(guint8 *to, const guint8 *from, int factor, int width)
{
    for (int x = 0; x < width; x++)
        to[x] = from[x * factor];
}

static guint8 *put_plane(guint8 *to, const GstVideoFrame *frame, int plane, int factor, int width,
                         int height)
{
    const guint8 *from = GST_VIDEO_FRAME_PLANE_DATA(frame, plane);
    int stride = GST_VIDEO_FRAME_PLANE_STRIDE(frame, plane);
    for (int y = 0; y < height; y++, to += width) {
        const guint8 *line = from + (gsize)y * factor * stride;
        if (factor == 1)
            memcpy(to, line, (gsize)width);
        else if (factor == 2)
            halve_line(to, line, stride, width);
        else
            pick_line(to, line, factor, width);
    }
    return to;
}

void preview_writer_put(PreviewWriter *writer, const GstVideoFrame *frame, gint64 at_ms)
{
    guint64 number = ++writer->number;
    int width = (int)writer->width, height = (int)writer->height;
    PreviewHeader *header = (PreviewHeader *)writer->shared;
    PreviewSlot *slot =
        (PreviewSlot *)(writer->shared + PREVIEW_PAGE_BYTES +
                        (number % 2) * preview_slot_bytes(writer->width, writer->height));
    __atomic_store_n(&slot->number, 0, __ATOMIC_RELAXED);
    __atomic_thread_fence(__ATOMIC_RELEASE);
    guint8 *at = put_plane(slot->pixels, frame, 0, writer->factor, width, height);
    at = put_plane(at, frame, 1, writer->factor, width / 2, height / 2);
    put_plane(at, frame, 2, writer->factor, width / 2, height / 2);
    slot->at_ms = at_ms;
    __atomic_store_n(&slot->number, number, __ATOMIC_RELEASE);
    __atomic_store_n(&header->newest, number, __ATOMIC_RELEASE);
    writer->last_ms = at_ms;
}
