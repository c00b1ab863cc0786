/*
 * The writer of a recording's chain; only the recorder has one. The format is told in chain.h.
 *
 * Opening takes the folder's lock (an flock on chain.jsonl, held until the writer is freed or its
 * process dies: one recorder to a folder), cuts a torn last line, and completes the chain of a
 * take that a crash left: the segments that are whole in the file and an end line with cause
 * "crash", which covers the torn rest by its own hash. A take is never shortened.
 *
 * A ChainWriter is used from one thread at a time. Every call blocks until its line is on the
 * disk (fdatasync). Room for the last lines is reserved, so that a full disk can be noted.
 */
#pragma once

#include <glib.h>

#include "media/segmenter.h"

typedef struct ChainWriter ChainWriter;

/* The chain in directory, made if there is none; one in which nothing was written is gone after
 * chain_writer_free. MEDIA_ERROR_RUNNING if another process holds the folder; _NO_SPACE, _FAILED.
 */
ChainWriter *chain_writer_open(const char *directory, GError **error);
void chain_writer_free(ChainWriter *writer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ChainWriter, chain_writer_free)

/* Makes the file of the next take, empty and never one that was there, and writes its line.
 * camera, mic: words that say what it was recorded from. Its number; 0 on failure. */
int chain_writer_take(ChainWriter *writer, const char *camera, const char *mic, GError **error);
gboolean chain_writer_segment(ChainWriter *writer, int take, const Segment *segment,
                              GError **error);
/* what: as in chain.h. */
gboolean chain_writer_gap(ChainWriter *writer, int take, gint64 at_ms, gint64 for_ms,
                          const char *what, const char *cause, GError **error);
gboolean chain_writer_clock(ChainWriter *writer, int take, gint64 at_ms, GError **error);
/* Completes the open take, whose file is closed, from the bytes that are in it: the segments that
 * have no line yet, and the end line. */
gboolean chain_writer_complete(ChainWriter *writer, const char *cause, GError **error);
/* The take is complete. A tail with from < to is noted with its hash. */
gboolean chain_writer_end(ChainWriter *writer, int take, const SegmentTail *tail, const char *cause,
                          GError **error);
