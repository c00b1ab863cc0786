/*
 * The stretches of a recording's takes that the lines of its chain vouch for; between the reading
 * of a chain and the check of its bytes.
 */
#pragma once

#include "media/chain.h"
#include "media/chain_line.h"

/* A stretch of a take that a line vouches for: a segment, or the torn rest of a take. */
typedef struct {
    guint take_index;
    gint64 from, to, start_ms;
    guint8 sha256[CHAIN_HASH_BYTES];
} ChainPiece;

/* As recording_read; the pieces, in the order of takes and bytes, through pieces_out
 * (g_array_unref). difference_out (may be NULL) is filled on MEDIA_ERROR_DIFFERENT. */
Recording *chain_read_pieces(const char *directory, GArray **pieces_out,
                             RecordingDifference *difference_out, GError **error);
