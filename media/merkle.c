#include "media/merkle.h"

#include <openssl/evp.h>
#include <string.h>

static void hash_parts(guint8 prefix, const guint8 *left, const guint8 *right, guint8 *hash_out)
{
    guint8 input[1 + 2 * MERKLE_HASH_BYTES] = {prefix};
    gsize size = 1 + MERKLE_HASH_BYTES;
    memcpy(input + 1, left, MERKLE_HASH_BYTES);
    if (right) {
        memcpy(input + size, right, MERKLE_HASH_BYTES);
        size += MERKLE_HASH_BYTES;
    }
    EVP_Digest(input, size, hash_out, NULL, EVP_sha256(), NULL);
}

static void hash_leaf(const guint8 *leaf, guint8 *hash_out)
{
    hash_parts(0x00, leaf, NULL, hash_out);
}

static void hash_node(const guint8 *left, const guint8 *right, guint8 *hash_out)
{
    hash_parts(0x01, left, right, hash_out);
}

/* The largest power of two smaller than count, which is at least 2. */
static gsize split(gsize count)
{
    gsize half = 1;
    while (half < count - half)
        half *= 2;
    return half;
}

void merkle_root(const guint8 *leaves, gsize count, guint8 root_out[MERKLE_HASH_BYTES])
{
    if (count == 0) {
        EVP_Digest("", 0, root_out, NULL, EVP_sha256(), NULL);
    } else if (count == 1) {
        hash_leaf(leaves, root_out);
    } else {
        guint8 left[MERKLE_HASH_BYTES], right[MERKLE_HASH_BYTES];
        gsize half = split(count);
        merkle_root(leaves, half, left);
        merkle_root(leaves + half * MERKLE_HASH_BYTES, count - half, right);
        hash_node(left, right, root_out);
    }
}

static void append_path(GByteArray *proof, const guint8 *leaves, gsize count, gsize index)
{
    if (count == 1)
        return;
    guint8 sibling[MERKLE_HASH_BYTES];
    gsize half = split(count);
    const guint8 *right = leaves + half * MERKLE_HASH_BYTES;
    if (index < half) {
        append_path(proof, leaves, half, index);
        merkle_root(right, count - half, sibling);
    } else {
        append_path(proof, right, count - half, index - half);
        merkle_root(leaves, half, sibling);
    }
    g_byte_array_append(proof, sibling, sizeof sibling);
}

GByteArray *merkle_proof(const guint8 *leaves, gsize count, gsize index)
{
    if (index >= count)
        return NULL;
    GByteArray *proof = g_byte_array_new();
    append_path(proof, leaves, count, index);
    return proof;
}

gboolean merkle_verify(const guint8 leaf[MERKLE_HASH_BYTES], gsize index, gsize count,
                       const guint8 *proof, gsize proof_bytes, const guint8 root[MERKLE_HASH_BYTES])
{
    if (index >= count || proof_bytes % MERKLE_HASH_BYTES != 0)
        return FALSE;
    /* fn and sn of the RFC: the place of this node, and of the last one, on its level. */
    gsize node = index, last = count - 1;
    guint8 hash[MERKLE_HASH_BYTES];
    hash_leaf(leaf, hash);
    for (gsize at = 0; at < proof_bytes; at += MERKLE_HASH_BYTES) {
        if (last == 0)
            return FALSE;
        if ((node & 1) || node == last) {
            hash_node(proof + at, hash, hash);
            while (!(node & 1) && node != 0) {
                node >>= 1;
                last >>= 1;
            }
        } else {
            hash_node(hash, proof + at, hash);
        }
        node >>= 1;
        last >>= 1;
    }
    return last == 0 && memcmp(hash, root, MERKLE_HASH_BYTES) == 0;
}
