/*
 * Gets what is written to a file onto the disk, every 300 ms, on a thread of its own: a card that
 * takes its time holds up neither the writing nor, when the recorder is killed, what waits behind
 * it.
 */
#pragma once

#include <glib.h>

typedef struct Flush Flush;

/* The disk refused: error is an errno. On the thread of its own, and the last that it does. */
typedef void (*FlushFailed)(int error, gpointer user_data);

/* path: the file. NULL with MEDIA_ERROR_FAILED. Free with flush_free. */
Flush *flush_new(const char *path, FlushFailed failed, gpointer user_data, GError **error);
/* Waits for a flush that is under way; none comes after. NULL is fine. */
void flush_free(Flush *flush);

/* So many bytes have been written; returns how many of them are known to be on the disk. Any
 * thread; does not block. */
gint64 flush_written(Flush *flush, gint64 bytes);
/* The slowest flush since this was last asked, with one that is not over yet. Any thread. */
gint64 flush_slowest_us(Flush *flush);
