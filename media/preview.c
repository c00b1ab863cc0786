#include "media/preview.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "media/error.h"
#include "media/preview_format.h"

/* The writer needs 66 ms between two pictures: a second try always has one. */
#define TRIES 3

struct Preview {
    const guint8 *shared;
    gsize shared_bytes;
    guint32 width, height;
    guint8 *copy;
    guint64 read; /* number of the last picture */
};

/* Only memory that cannot be cut off under our hands is read. */
static gboolean map(Preview *preview, int fd)
{
    struct stat status;
    const int sealed = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL;
    if (fstat(fd, &status) != 0 || status.st_size < PREVIEW_PAGE_BYTES ||
        (fcntl(fd, F_GET_SEALS) & sealed) != sealed)
        return FALSE;
    void *shared = mmap(NULL, (gsize)status.st_size, PROT_READ, MAP_SHARED, fd, 0);
    if (shared == MAP_FAILED)
        return FALSE;
    preview->shared = shared;
    preview->shared_bytes = (gsize)status.st_size;
    const PreviewHeader *header = shared;
    preview->width = header->width;
    preview->height = header->height;
    return header->magic == PREVIEW_MAGIC && preview->width > 0 &&
           preview->width <= PREVIEW_WIDTH_MAX_PX && preview->width % 2 == 0 &&
           preview->height > 0 && preview->height <= PREVIEW_HEIGHT_MAX_PX &&
           preview->height % 2 == 0 &&
           preview_bytes(preview->width, preview->height) <= preview->shared_bytes;
}

Preview *preview_map(int fd, GError **error)
{
    g_autoptr(Preview) preview = g_new0(Preview, 1);
    if (!map(preview, fd)) {
        g_set_error(error, MEDIA_ERROR, MEDIA_ERROR_PROTOCOL, "preview");
        return NULL;
    }
    preview->copy = g_malloc(preview_picture_bytes(preview->width, preview->height));
    return g_steal_pointer(&preview);
}

Preview *preview_open(RecorderClient *client, GError **error)
{
    int fd = recorder_preview_fd(client, error);
    if (fd < 0)
        return NULL;
    Preview *preview = preview_map(fd, error);
    close(fd);
    return preview;
}

void preview_free(Preview *preview)
{
    if (!preview)
        return;
    if (preview->shared)
        munmap((void *)preview->shared, preview->shared_bytes);
    g_free(preview->copy);
    g_free(preview);
}

int preview_width_px(const Preview *preview)
{
    return (int)preview->width;
}

int preview_height_px(const Preview *preview)
{
    return (int)preview->height;
}

gboolean preview_read(Preview *preview, PreviewPicture *picture_out)
{
    const PreviewHeader *header = (const PreviewHeader *)preview->shared;
    for (int i = 0; i < TRIES; i++) {
        guint64 newest = __atomic_load_n(&header->newest, __ATOMIC_ACQUIRE);
        if (newest == preview->read)
            return FALSE;
        const PreviewSlot *slot =
            (const PreviewSlot *)(preview->shared + PREVIEW_PAGE_BYTES +
                                  (newest % 2) *
                                      preview_slot_bytes(preview->width, preview->height));
        if (__atomic_load_n(&slot->number, __ATOMIC_ACQUIRE) != newest)
            continue;
        gint64 at_ms = slot->at_ms;
        memcpy(preview->copy, slot->pixels, preview_picture_bytes(preview->width, preview->height));
        __atomic_thread_fence(__ATOMIC_ACQUIRE);
        if (__atomic_load_n(&slot->number, __ATOMIC_RELAXED) != newest)
            continue;
        preview->read = newest;
        *picture_out = (PreviewPicture){preview->copy, newest, at_ms};
        return TRUE;
    }
    return FALSE;
}
