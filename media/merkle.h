/*
 * Merkle tree over the segments of a recording (RFC 9162, section 2.1): leaf hash is
 * SHA-256(0x00 || leaf), node hash SHA-256(0x01 || left || right), split at the largest power of
 * two smaller than the number of leaves. The leaf of a segment is the 32 bytes of its SHA-256.
 */
#pragma once

#include <glib.h>

#define MERKLE_HASH_BYTES 32

/* Root of count leaves of 32 bytes each, laid end to end. The root of none is SHA-256(""). */
void merkle_root(const guint8 *leaves, gsize count, guint8 root_out[MERKLE_HASH_BYTES]);
/* Inclusion proof (RFC 9162, 2.1.3.1) of leaf index among count. Free with g_byte_array_unref;
 * its length is a multiple of 32. NULL if index >= count. */
GByteArray *merkle_proof(const guint8 *leaves, gsize count, gsize index);
/* Checks a proof (RFC 9162, 2.1.3.2). */
gboolean merkle_verify(const guint8 leaf[MERKLE_HASH_BYTES], gsize index, gsize count,
                       const guint8 *proof, gsize proof_bytes,
                       const guint8 root[MERKLE_HASH_BYTES]);
