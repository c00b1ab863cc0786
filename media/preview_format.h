/*
 * The memory that the recorder shares with whoever shows its picture: a sealed memfd that only the
 * recorder can write. A page with PreviewHeader, then two slots of PreviewSlot and an I420 picture
 * of width x height, planes without padding. Picture n (from 1) stands in slot n % 2.
 *
 * A seqlock without a lock: the writer sets the slot's number to 0, writes, sets it to n, and then
 * newest to n. A reader copies the slot of newest and believes the copy if the slot's number was n
 * before and after. Neither ever waits.
 */
#pragma once

#include <glib.h>

#define PREVIEW_MAGIC 0x45504531 /* "EPE1" */
#define PREVIEW_WIDTH_MAX_PX 640
#define PREVIEW_HEIGHT_MAX_PX 640
#define PREVIEW_PAGE_BYTES 4096

typedef struct {
    guint32 magic;
    guint32 width, height; /* even */
    guint32 padding;
    guint64 newest; /* atomic; 0: none yet */
} PreviewHeader;

typedef struct {
    guint64 number; /* atomic; 0: being written */
    gint64 at_ms;   /* running time in the take */
    guint8 pixels[];
} PreviewSlot;

static inline gsize preview_picture_bytes(guint32 width, guint32 height)
{
    return (gsize)width * height * 3 / 2;
}

/* Of a slot, rounded up so that the next one's number is aligned. */
static inline gsize preview_slot_bytes(guint32 width, guint32 height)
{
    return (sizeof(PreviewSlot) + preview_picture_bytes(width, height) + 63) / 64 * 64;
}

static inline gsize preview_bytes(guint32 width, guint32 height)
{
    return PREVIEW_PAGE_BYTES + 2 * preview_slot_bytes(width, height);
}
