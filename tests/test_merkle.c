/* The Merkle tree of RFC 9162, against the published vectors and against its own definition. */
#include <glib.h>
#include <string.h>

#include "media/merkle.h"

#define LEAVES_MAX 70

static char *hex(const guint8 *hash)
{
    GString *text = g_string_new(NULL);
    for (int i = 0; i < MERKLE_HASH_BYTES; i++)
        g_string_append_printf(text, "%02x", hash[i]);
    return g_string_free(text, FALSE);
}

static void sha256(GString *input, guint8 *hash_out)
{
    gsize size = MERKLE_HASH_BYTES;
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    g_checksum_update(checksum, (const guchar *)input->str, (gssize)input->len);
    g_checksum_get_digest(checksum, hash_out, &size);
}

/* leaf i is 32 times the byte i + 1. */
static void make_leaves(guint8 *leaves, gsize count)
{
    for (gsize i = 0; i < count; i++)
        memset(leaves + i * MERKLE_HASH_BYTES, (int)i + 1, MERKLE_HASH_BYTES);
}

/* The definition again, with another library's SHA-256 and from the bottom up: each level's pairs
 * are joined, a last one without a partner is carried, which is the RFC's split. */
static void expected_root(const guint8 *leaves, gsize count, guint8 *root_out)
{
    g_autoptr(GString) input = g_string_new(NULL);
    guint8 level[LEAVES_MAX][MERKLE_HASH_BYTES];
    for (gsize i = 0; i < count; i++) {
        g_string_set_size(input, 0);
        g_string_append_c(input, 0);
        g_string_append_len(input, (const char *)leaves + i * MERKLE_HASH_BYTES, MERKLE_HASH_BYTES);
        sha256(input, level[i]);
    }
    for (; count > 1; count = (count + 1) / 2)
        for (gsize i = 0; i < count; i += 2) {
            if (i + 1 == count) {
                memmove(level[i / 2], level[i], MERKLE_HASH_BYTES);
                continue;
            }
            g_string_set_size(input, 0);
            g_string_append_c(input, 1);
            g_string_append_len(input, (const char *)level[i], MERKLE_HASH_BYTES);
            g_string_append_len(input, (const char *)level[i + 1], MERKLE_HASH_BYTES);
            sha256(input, level[i / 2]);
        }
    memcpy(root_out, level[0], MERKLE_HASH_BYTES);
}

static void test_root_of_none(void)
{
    guint8 root[MERKLE_HASH_BYTES];
    merkle_root(NULL, 0, root);
    g_autofree char *text = hex(root);
    g_assert_cmpstr(text, ==, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static void test_roots(void)
{
    guint8 leaves[LEAVES_MAX * MERKLE_HASH_BYTES], root[MERKLE_HASH_BYTES],
        expected[MERKLE_HASH_BYTES];
    make_leaves(leaves, LEAVES_MAX);
    for (gsize count = 1; count <= LEAVES_MAX; count++) {
        merkle_root(leaves, count, root);
        expected_root(leaves, count, expected);
        g_assert_cmpmem(root, sizeof root, expected, sizeof expected);
    }
}

static void test_every_proof(void)
{
    guint8 leaves[LEAVES_MAX * MERKLE_HASH_BYTES], root[MERKLE_HASH_BYTES];
    make_leaves(leaves, LEAVES_MAX);
    for (gsize count = 1; count <= LEAVES_MAX; count++) {
        merkle_root(leaves, count, root);
        for (gsize index = 0; index < count; index++) {
            const guint8 *leaf = leaves + index * MERKLE_HASH_BYTES;
            g_autoptr(GByteArray) proof = merkle_proof(leaves, count, index);
            g_assert_true(merkle_verify(leaf, index, count, proof->data, proof->len, root));
            /* Another place, another leaf, a longer or a shorter proof prove nothing. */
            g_assert_false(merkle_verify(leaf, count, count, proof->data, proof->len, root));
            if (count > 1) {
                const guint8 *other = leaves + (index + 1) % count * MERKLE_HASH_BYTES;
                g_assert_false(merkle_verify(other, index, count, proof->data, proof->len, root));
                g_assert_false(
                    merkle_verify(leaf, (index + 1) % count, count, proof->data, proof->len, root));
                g_assert_false(merkle_verify(leaf, index, count, proof->data,
                                             proof->len - MERKLE_HASH_BYTES, root));
                proof->data[proof->len / 2] ^= 1;
                g_assert_false(merkle_verify(leaf, index, count, proof->data, proof->len, root));
                proof->data[proof->len / 2] ^= 1;
            }
            g_byte_array_append(proof, root, sizeof root);
            g_assert_false(merkle_verify(leaf, index, count, proof->data, proof->len, root));
        }
    }
}

static void test_refuses_no_place(void)
{
    guint8 leaves[2 * MERKLE_HASH_BYTES], root[MERKLE_HASH_BYTES];
    make_leaves(leaves, 2);
    merkle_root(leaves, 2, root);
    g_assert_null(merkle_proof(leaves, 2, 2));
    g_assert_null(merkle_proof(leaves, 0, 0));
    g_assert_false(merkle_verify(leaves, 0, 0, NULL, 0, root));
    g_assert_false(merkle_verify(leaves, 0, 2, leaves, MERKLE_HASH_BYTES - 1, root));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/merkle/the-root-of-no-leaves-is-the-hash-of-nothing", test_root_of_none);
    g_test_add_func("/merkle/roots-follow-the-definition", test_roots);
    g_test_add_func("/merkle/every-leaf-is-proven-and-nothing-else-is", test_every_proof);
    g_test_add_func("/merkle/a-place-that-is-none-is-refused", test_refuses_no_place);
    return g_test_run();
}
