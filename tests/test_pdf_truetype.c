#include <string.h>

#include "protocol/font.h"
#include "protocol/pdf_truetype.h"

static char *read_font(gsize *size_out)
{
    g_autoptr(GError) error = NULL;
    const FontSet *set = font_set(&error);
    g_assert_no_error(error);
    char *data = NULL;
    g_assert_true(g_file_get_contents(font_path(set, FACE_REGULAR), &data, size_out, NULL));
    return data;
}

static void test_what_draws_stays(void)
{
    gsize size = 0, before = 0, after = 0;
    g_autofree char *data = read_font(&size);
    const guint8 *font = (const guint8 *)data;
    g_autoptr(GByteArray) slim = truetype_slim(font, size);
    g_assert_nonnull(slim);
    static const char *const same[] = {"hhea", "hmtx", "maxp"};
    for (gsize i = 0; i < G_N_ELEMENTS(same); i++) {
        const guint8 *old = truetype_table(font, size, same[i], 1, &before);
        const guint8 *new = truetype_table(slim->data, slim->len, same[i], 1, &after);
        g_assert_cmpmem(old, before, new, after);
    }
    static const char *const gone[] = {"name", "post", "cmap", "OS/2", "fpgm", "prep", "cvt "};
    for (gsize i = 0; i < G_N_ELEMENTS(gone); i++) {
        g_assert_nonnull(truetype_table(font, size, gone[i], 1, NULL));
        g_assert_null(truetype_table(slim->data, slim->len, gone[i], 1, NULL));
    }
    truetype_table(font, size, "glyf", 1, &before);
    truetype_table(slim->data, slim->len, "glyf", 1, &after);
    g_assert_cmpuint(after, <, before * 3 / 4);
}

/* A second time there is nothing left to leave out. */
static void test_once_is_enough(void)
{
    gsize size = 0;
    g_autofree char *data = read_font(&size);
    g_autoptr(GByteArray) once = truetype_slim((const guint8 *)data, size);
    g_autoptr(GByteArray) twice = truetype_slim(once->data, once->len);
    g_assert_cmpmem(once->data, once->len, twice->data, twice->len);
}

/* The sum of a whole font is a constant (OpenType, "head": checkSumAdjustment). */
static void test_checksum(void)
{
    gsize size = 0;
    g_autofree char *data = read_font(&size);
    g_autoptr(GByteArray) slim = truetype_slim((const guint8 *)data, size);
    guint32 sum = 0;
    for (guint i = 0; i < slim->len; i++)
        sum += (guint32)slim->data[i] << (24 - 8 * (i % 4));
    g_assert_cmphex(sum, ==, 0xB1B0AFBA);
}

/* Nothing is read past the end, whatever is cut off or changed. */
static void test_damaged(void)
{
    gsize size = 0;
    g_autofree char *data = read_font(&size);
    for (gsize cut = 0; cut < size; cut += 1 + cut / 3) {
        g_autofree guint8 *part = g_memdup2(data, MAX(cut, 1));
        gboolean whole = truetype_table(part, cut, "glyf", 1, NULL) != NULL;
        g_autoptr(GByteArray) slim = truetype_slim(part, cut);
        g_assert_true(whole || !slim);
    }
    g_autoptr(GRand) random = g_rand_new_with_seed(7);
    for (int i = 0; i < 300; i++) {
        g_autofree guint8 *copy = g_memdup2(data, size);
        for (int flips = 0; flips < 20; flips++)
            copy[g_rand_int_range(random, 0, flips < 4 ? 300 : (gint32)size)] ^= 0xFF;
        GByteArray *slim = truetype_slim(copy, size);
        if (slim)
            g_byte_array_unref(slim);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/pdf-truetype/what-draws-stays-and-the-rest-goes", test_what_draws_stays);
    g_test_add_func("/pdf-truetype/a-second-time-changes-nothing", test_once_is_enough);
    g_test_add_func("/pdf-truetype/the-checksum-is-right", test_checksum);
    g_test_add_func("/pdf-truetype/a-damaged-font-is-refused-not-read-past-its-end", test_damaged);
    return g_test_run();
}
