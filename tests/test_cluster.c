/* The scanner that finds clusters in the bytes of a take. */
#include <glib.h>
#include <string.h>

#include "media/cluster.h"
#include "tests/support_matroska.h"

typedef struct {
    GByteArray *bytes;
    GArray *clusters; /* gsize: where each begins */
    GArray *times;    /* gint64 */
    GArray *blocks;   /* gint64 */
} Seen;

static void handle_cluster(gpointer user_data)
{
    Seen *seen = user_data;
    gsize at = seen->bytes->len;
    g_array_append_val(seen->clusters, at);
}

static void handle_timestamp(gint64 time_ms, gpointer user_data)
{
    g_array_append_val(((Seen *)user_data)->times, time_ms);
}

static void handle_block(gint64 time_ms, gpointer user_data)
{
    g_array_append_val(((Seen *)user_data)->blocks, time_ms);
}

static void handle_bytes(const guint8 *data, gsize size, gpointer user_data)
{
    g_byte_array_append(((Seen *)user_data)->bytes, data, (guint)size);
}

static const ClusterHandler handler = {handle_cluster, handle_timestamp, handle_block,
                                       handle_bytes};

static Seen seen_new(void)
{
    return (Seen){g_byte_array_new(), g_array_new(FALSE, FALSE, sizeof(gsize)),
                  g_array_new(FALSE, FALSE, sizeof(gint64)),
                  g_array_new(FALSE, FALSE, sizeof(gint64))};
}

static void seen_clear(Seen *seen)
{
    g_byte_array_unref(seen->bytes);
    g_array_unref(seen->clusters);
    g_array_unref(seen->times);
    g_array_unref(seen->blocks);
}

/* Feeds data in pieces of step bytes. */
static gboolean scan(Seen *seen, const guint8 *data, gsize size, gsize step)
{
    g_autoptr(ClusterScanner) scanner = cluster_scanner_new(&handler, seen);
    for (gsize at = 0; at < size; at += step)
        cluster_scanner_feed(scanner, data + at, MIN(step, size - at));
    return cluster_scanner_finish(scanner);
}

static void test_any_pieces(void)
{
    g_autoptr(GByteArray) take = g_byte_array_new();
    gsize expected[3];
    matroska_header(take);
    for (int i = 0; i < 3; i++) {
        expected[i] = take->len;
        matroska_cluster(take, i * 1000, 4, 250);
    }
    for (gsize step = 1; step <= 40; step++) {
        Seen seen = seen_new();
        g_assert_true(scan(&seen, take->data, take->len, step));
        g_assert_cmpmem(seen.bytes->data, seen.bytes->len, take->data, take->len);
        g_assert_cmpmem(seen.clusters->data, seen.clusters->len * sizeof(gsize), expected,
                        sizeof expected);
        g_assert_cmpint(seen.times->len, ==, 3);
        g_assert_cmpint(g_array_index(seen.times, gint64, 2), ==, 2000);
        g_assert_cmpint(seen.blocks->len, ==, 12);
        for (guint i = 0; i < 12; i++)
            g_assert_cmpint(g_array_index(seen.blocks, gint64, i), ==, i * 250);
        seen_clear(&seen);
    }
}

static void test_torn_end(void)
{
    g_autoptr(GByteArray) take = matroska_take(2);
    for (gsize cut = 1; cut <= 520; cut++) {
        Seen seen = seen_new();
        gboolean whole = scan(&seen, take->data, take->len - cut, 64);
        g_assert_cmpmem(seen.bytes->data, seen.bytes->len, take->data, take->len - cut);
        g_assert_cmpint(seen.clusters->len, ==, 2);
        /* The last block is 503 bytes with its header: only without all of it is the end clean. */
        g_assert_true(whole == (cut == 503));
        seen_clear(&seen);
    }
}

static void test_zeros_end_the_search(void)
{
    g_autoptr(GByteArray) take = matroska_take(1);
    static const guint8 zeros[4096];
    g_byte_array_append(take, zeros, sizeof zeros);
    matroska_cluster(take, 1000, 2, 100);
    Seen seen = seen_new();
    g_assert_false(scan(&seen, take->data, take->len, 100));
    g_assert_cmpmem(seen.bytes->data, seen.bytes->len, take->data, take->len);
    g_assert_cmpint(seen.clusters->len, ==, 1);
    seen_clear(&seen);
}

static void test_nonsense(void)
{
    g_autoptr(GByteArray) take = matroska_take(3);
    g_autoptr(GRand) random = g_rand_new_with_seed(20261120);
    for (int run = 0; run < 3000; run++) {
        gsize size = g_rand_int_range(random, 1, (gint32)take->len);
        g_autofree guint8 *bytes = g_memdup2(take->data, size);
        for (int i = 0; i < 1 + run % 8; i++)
            bytes[g_rand_int_range(random, 0, (gint32)MIN(size, (gsize)run + 1))] =
                (guint8)g_rand_int(random);
        Seen seen = seen_new();
        scan(&seen, bytes, size, 1 + run % 97);
        g_assert_cmpmem(seen.bytes->data, seen.bytes->len, bytes, size);
        for (guint i = 0; i < seen.blocks->len; i++)
            g_assert_cmpint(g_array_index(seen.blocks, gint64, i), >=, 0);
        seen_clear(&seen);
    }
}

static void test_endless_sizes(void)
{
    /* A Void of 2^56-2 bytes, and a SimpleBlock of unknown size: both eat what follows. */
    static const guint8 huge[] = "\xEC\x01\xFF\xFF\xFF\xFF\xFF\xFF\xFE\x1F\x43\xB6\x75\x81";
    static const guint8 unknown[] = "\xA3\xFF\x1F\x43\xB6\x75\x81";
    Seen seen = seen_new();
    g_assert_false(scan(&seen, huge, sizeof huge - 1, 3));
    g_assert_false(scan(&seen, unknown, sizeof unknown - 1, 3));
    g_assert_cmpint(seen.clusters->len, ==, 0);
    g_assert_cmpint(seen.bytes->len, ==, sizeof huge - 1 + sizeof unknown - 1);
    seen_clear(&seen);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/cluster/boundaries-and-times-are-found-in-pieces-of-any-size",
                    test_any_pieces);
    g_test_add_func("/cluster/a-torn-end-is-told-from-a-whole-one", test_torn_end);
    g_test_add_func("/cluster/zeros-of-a-power-cut-end-the-search", test_zeros_end_the_search);
    g_test_add_func("/cluster/nonsense-passes-unchanged-and-harms-nothing", test_nonsense);
    g_test_add_func("/cluster/sizes-without-end-are-survived", test_endless_sizes);
    return g_test_run();
}
