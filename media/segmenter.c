#include "media/segmenter.h"

#include <openssl/evp.h>

#include "media/cluster.h"

struct Segmenter {
    SegmentHandler handler;
    gpointer user_data;
    ClusterScanner *scanner;
    EVP_MD_CTX *hash; /* of the bytes from .. at */
    gint64 from, at;
    gboolean in_cluster; /* the first cluster has begun; before it stands the header */
    gint64 start_ms, last_block_ms;
    gboolean pending_set; /* whole, waits for the time of the next cluster */
    Segment pending;
};

static void hash_begin(Segmenter *segmenter)
{
    EVP_DigestInit_ex(segmenter->hash, EVP_sha256(), NULL);
    segmenter->from = segmenter->at;
}

static void emit_pending(Segmenter *segmenter, gint64 end_ms)
{
    if (!segmenter->pending_set)
        return;
    segmenter->pending_set = FALSE;
    segmenter->pending.end_ms = MAX(end_ms, segmenter->pending.start_ms);
    segmenter->handler(&segmenter->pending, segmenter->user_data);
}

/* The bytes from .. at are a segment. */
static void cut(Segmenter *segmenter)
{
    emit_pending(segmenter, segmenter->last_block_ms);
    Segment *segment = &segmenter->pending;
    segment->from = segmenter->from;
    segment->to = segmenter->at;
    segment->start_ms = segmenter->start_ms;
    EVP_DigestFinal_ex(segmenter->hash, segment->sha256, NULL);
    segmenter->pending_set = TRUE;
    hash_begin(segmenter);
}

static void handle_cluster(gpointer user_data)
{
    Segmenter *segmenter = user_data;
    if (segmenter->in_cluster)
        cut(segmenter);
    segmenter->in_cluster = TRUE;
}

static void handle_timestamp(gint64 time_ms, gpointer user_data)
{
    Segmenter *segmenter = user_data;
    emit_pending(segmenter, time_ms);
    /* Times in the chain never run backwards, whatever the file says. */
    segmenter->start_ms = MAX(time_ms, segmenter->start_ms);
    segmenter->last_block_ms = MAX(time_ms, segmenter->last_block_ms);
}

static void handle_block(gint64 time_ms, gpointer user_data)
{
    Segmenter *segmenter = user_data;
    segmenter->last_block_ms = MAX(time_ms, segmenter->last_block_ms);
}

static void handle_bytes(const guint8 *data, gsize size, gpointer user_data)
{
    Segmenter *segmenter = user_data;
    EVP_DigestUpdate(segmenter->hash, data, size);
    segmenter->at += size;
}

static const ClusterHandler cluster_handler = {
    .cluster = handle_cluster,
    .timestamp = handle_timestamp,
    .block = handle_block,
    .bytes = handle_bytes,
};

Segmenter *segmenter_new(gint64 from, SegmentHandler handler, gpointer user_data)
{
    Segmenter *segmenter = g_new0(Segmenter, 1);
    segmenter->at = from;
    segmenter->handler = handler;
    segmenter->user_data = user_data;
    segmenter->scanner = cluster_scanner_new(&cluster_handler, segmenter);
    segmenter->hash = EVP_MD_CTX_new();
    hash_begin(segmenter);
    return segmenter;
}

void segmenter_free(Segmenter *segmenter)
{
    if (!segmenter)
        return;
    cluster_scanner_free(segmenter->scanner);
    EVP_MD_CTX_free(segmenter->hash);
    g_free(segmenter);
}

void segmenter_feed(Segmenter *segmenter, const guint8 *data, gsize size)
{
    cluster_scanner_feed(segmenter->scanner, data, size);
}

void segmenter_finish(Segmenter *segmenter, gboolean closed, SegmentTail *tail_out)
{
    gboolean whole = cluster_scanner_finish(segmenter->scanner);
    if (closed && whole && segmenter->in_cluster && segmenter->at > segmenter->from)
        cut(segmenter);
    emit_pending(segmenter, segmenter->last_block_ms);
    tail_out->from = segmenter->from;
    tail_out->to = segmenter->at;
    tail_out->end_ms = segmenter->last_block_ms;
    EVP_DigestFinal_ex(segmenter->hash, tail_out->sha256, NULL);
}
