/*
 * Finds the clusters of a Matroska file (RFC 9559) in its bytes, as they are written or read: in
 * pieces of any size, in one pass, keeping nothing but the header of the element at hand.
 *
 * The bytes come back through callbacks in their order, cut where a cluster begins, so that a
 * caller can hash cluster by cluster. Input is hostile: at the first byte that cannot be Matroska
 * the scanner is broken, and passes all that follows without another boundary.
 *
 * A ClusterScanner belongs to one thread. Nothing blocks.
 */
#pragma once

#include <glib.h>

typedef struct {
    /* A cluster begins; the bytes that follow are its own. */
    void (*cluster)(gpointer user_data);
    /* The cluster's timestamp is known. */
    void (*timestamp)(gint64 time_ms, gpointer user_data);
    /* A block of the cluster, by its own time. */
    void (*block)(gint64 time_ms, gpointer user_data);
    /* The next bytes of the file. */
    void (*bytes)(const guint8 *data, gsize size, gpointer user_data);
} ClusterHandler;

typedef struct ClusterScanner ClusterScanner;

/* handler and user_data are borrowed for the scanner's life; each callback may be NULL. Free with
 * cluster_scanner_free. */
ClusterScanner *cluster_scanner_new(const ClusterHandler *handler, gpointer user_data);
void cluster_scanner_free(ClusterScanner *scanner);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ClusterScanner, cluster_scanner_free)

void cluster_scanner_feed(ClusterScanner *scanner, const guint8 *data, gsize size);
/* Passes on what is held back. TRUE if the file ended between two elements: its last cluster is
 * whole. */
gboolean cluster_scanner_finish(ClusterScanner *scanner);

/* Where the first cluster of an open Matroska file begins; -1 if there is none. Blocks for the
 * disk; the descriptor's position stays. */
gint64 cluster_header_bytes(int fd);
