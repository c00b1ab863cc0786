/*
 * Cuts the bytes of a take into segments of whole clusters and hashes each: the same on the fly,
 * while recording, and afterwards, over a take that a crash left.
 *
 * A segment is known once the time of the cluster after it is. A Segmenter belongs to one thread.
 */
#pragma once

#include <glib.h>

#define SEGMENT_HASH_BYTES 32

typedef struct {
    gint64 from, to; /* bytes [from, to) of the take */
    gint64 start_ms, end_ms;
    guint8 sha256[SEGMENT_HASH_BYTES];
} Segment;

typedef void (*SegmentHandler)(const Segment *segment, gpointer user_data);

/* What stands behind the last segment: a torn cluster of a take that ended without warning. */
typedef struct {
    gint64 from, to;
    gint64 end_ms; /* of the last block that was seen */
    guint8 sha256[SEGMENT_HASH_BYTES];
} SegmentTail;

typedef struct Segmenter Segmenter;

/* The bytes will be those from offset from on, which is 0 or the beginning of a cluster. Free with
 * segmenter_free. */
Segmenter *segmenter_new(gint64 from, SegmentHandler handler, gpointer user_data);
void segmenter_free(Segmenter *segmenter);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Segmenter, segmenter_free)

void segmenter_feed(Segmenter *segmenter, const guint8 *data, gsize size);
/* The take ends here. closed: it was ended in order, so that its last cluster is whole if its
 * last element is; else that cluster is the tail. tail_out->from == to if there is none. */
void segmenter_finish(Segmenter *segmenter, gboolean closed, SegmentTail *tail_out);
