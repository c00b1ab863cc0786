/*
 * A take's chain, kept on a thread of its own while the take is written: the bytes are cut into
 * segments and hashed, and a segment's line is written when its bytes are on the disk.
 *
 * The streaming thread and whoever notices a gap only put something into its queue.
 */
#pragma once

#include <gst/gst.h>

#include "media/chain_writer.h"

typedef struct Take Take;

typedef struct {
    /* Running time now, for lines about the clock. Any thread. */
    gint64 (*now_ms)(gpointer user_data);
    /* The chain cannot be written: the recording must end. On the take's thread. */
    void (*failed)(const GError *error, gpointer user_data);
    gpointer user_data;
} TakeOwner;

/* writer is borrowed and used by nobody else until take_finish. owner is copied. */
Take *take_new(ChainWriter *writer, int number, const TakeOwner *owner);
/* The next bytes of the file. synced_bytes: so many from its beginning are on the disk. Takes a
 * reference of its own. Streaming thread. */
void take_bytes(Take *take, GstBuffer *buffer, gint64 synced_bytes);
/* what, cause: static. */
void take_gap(Take *take, gint64 at_ms, gint64 for_ms, const char *what, const char *cause);
/* Notes running time and wall clock as a pair. */
void take_clock(Take *take);
/* Running time up to which bytes and chain are on the disk. Any thread. */
gint64 take_safe_ms(Take *take);
/* The file is closed, and path in the folder: writes the rest of the chain and the end line, and
 * frees the take. whole: all bytes that were announced are in the file. Blocks for the disk. */
gboolean take_finish(Take *take, const char *path, const char *cause, gboolean whole,
                     GError **error);
