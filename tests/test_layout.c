/* Pages from Markdown, read back with pdftotext, pdffonts and zbarimg. */
#include <glib/gstdio.h>
#include <string.h>

#include "protocol/error.h"
#include "protocol/font.h"
#include "protocol/layout.h"
#include "protocol/message.h"
#include "protocol/qr.h"
#include "tests/support.h"

static GBytes *lay_out(const char *markdown)
{
    g_autoptr(GError) error = NULL;
    const char *const texts[] = {markdown, NULL};
    GBytes *pdf = layout_render(texts, NULL, &error);
    g_assert_no_error(error);
    return pdf;
}

static char *refused(const char *markdown)
{
    GError *error = NULL;
    const char *const texts[] = {markdown, NULL};
    g_assert_null(layout_render(texts, NULL, &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED);
    char *text = message_error(LANGUAGE_EN, error);
    g_error_free(error);
    return text;
}

/* The text of each page, as pdftotext reads it. */
static char **pages_of(GBytes *pdf)
{
    g_autofree char *folder = g_dir_make_tmp("esep-layout-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "t.pdf", NULL);
    gsize size = 0;
    const char *data = g_bytes_get_data(pdf, &size);
    g_assert_true(g_file_set_contents(path, data, (gssize)size, NULL));
    const char *const argv[] = {"pdftotext", "-q", path, "-", NULL};
    g_auto(Run) run = run_program(argv);
    g_assert_cmpint(run.exit_code, ==, 0);
    remove_folder(folder);
    char **pages = g_strsplit(run.out, "\f", -1);
    guint count = g_strv_length(pages);
    g_assert_cmpuint(count, >, 0);
    g_clear_pointer(&pages[count - 1], g_free); /* nothing stands behind the last form feed */
    return pages;
}

/* Without white space: how lines were broken does not matter. */
static char *squeezed(const char *text)
{
    GString *out = g_string_new(NULL);
    for (const char *at = text; *at; at++)
        if (!g_ascii_isspace(*at))
            g_string_append_c(out, *at);
    return g_string_free(out, FALSE);
}

static void assert_has(const char *markdown, const char *text)
{
    g_autoptr(GBytes) pdf = lay_out(markdown);
    g_auto(GStrv) pages = pages_of(pdf);
    g_autofree char *all = g_strjoinv("", pages);
    g_autofree char *have = squeezed(all), *want = squeezed(text);
    if (!strstr(have, want))
        g_error("“%s” is not on the pages: %s", want, have);
}

static void test_letters(void)
{
    static const char letters[] =
        "әғқңөұүһі ӘҒҚҢӨҰҮҺІ ёЁ йЙ «№» – — … АБВГД абвгд ABC xyz 0123456789";
    g_autofree char *plain = g_strdup_printf("%s\n\n**%s**\n\n*%s*\n", letters, letters, letters);
    assert_has(plain, letters);
    g_autofree char *three = g_strconcat(letters, letters, letters, NULL);
    assert_has(plain, three);
    g_autofree char *large =
        g_strdup_printf("# %s\n\n| a | b |\n|---|---|\n| %s | x |\n", letters, letters);
    assert_has(large, letters);
}

static void test_decomposed(void)
{
    assert_has("и\u0306 е\u0308", "йё"); /* й, ё typed as two code points */
}

static guint count_of(const char *text, const char *part)
{
    guint count = 0;
    for (const char *at = text; (at = strstr(at, part)); at += strlen(part))
        count++;
    return count;
}

/* All letters of word, in whatever order columns are read. */
static void assert_has_letters(const char *format, const char *word)
{
    static const char *const letters[] = {"Қ", "ұ", "ө"};
    g_auto(GStrv) parts = g_strsplit(format, "WORD", -1);
    g_autofree char *markdown = g_strjoinv(word, parts);
    g_autoptr(GBytes) pdf = lay_out(markdown);
    g_auto(GStrv) pages = pages_of(pdf);
    g_autofree char *all = g_strjoinv("", pages);
    for (gsize i = 0; i < G_N_ELEMENTS(letters); i++)
        g_assert_cmpuint(count_of(all, letters[i]), ==, count_of(markdown, letters[i]));
}

static void test_long_word(void)
{
    GString *word = g_string_new(NULL);
    for (int i = 0; i < 500; i++)
        g_string_append(word, i % 7 == 0 ? "Қ" : i % 3 == 0 ? "ұ" : "ө");
    assert_has(word->str, word->str);
    assert_has_letters("# WORD\n\nx", word->str);
    assert_has_letters("- WORD\n- WORD\n", word->str);
    assert_has_letters("| № | a | b |\n|---|---|---|\n| 1 | WORD | WORD |\n", word->str);
    assert_has_letters("| | |\n|---|---|\n| WORD | WORD |\n", word->str);
    assert_has_letters("```signature\nwho: WORD\nname: WORD\n```\n", word->str);
    assert_has_letters("```ends\nWORD | WORD\n```\n", word->str);
    assert_has_letters("```qr\ndata: x\ntext: WORD\n```\n", word->str);
    assert_has_letters("```page\nfooter: WORD\n```\n\nx", word->str);
    assert_has_letters("```page\nheader: WORD\n```\n\nx\n\n```break\n```\n\ny", word->str);
    g_string_free(word, TRUE);
}

static void test_much_text(void)
{
    GString *text = g_string_new(NULL);
    for (int i = 0; text->len < 1024 * 1024; i++)
        g_string_append_printf(text, "Сөз%d ", i);
    g_autoptr(GBytes) pdf = lay_out(text->str);
    g_auto(GStrv) pages = pages_of(pdf);
    g_autofree char *all = g_strjoinv("", pages);
    g_autofree char *have = squeezed(all), *want = squeezed(text->str);
    g_assert_cmpuint(g_strv_length(pages), >, 100);
    g_assert_true(g_str_equal(have, want));
    g_string_free(text, TRUE);
}

typedef struct {
    const char *name, *markdown;
    const char *said; /* what the error must name */
} Refusal;

static const Refusal refusals[] = {
    {"an-emoji", "Сергей 😀 жазды", "U+1F600"},
    {"an-emoji-names-the-words-before-it", "Сергей 😀 жазды", "Сергей"},
    {"arabic", "اسم", "U+0627"},
    {"a-control-character", "a\001b", "U+0001"},
    {"a-tenge-sign", "| a |\n|---|\n| 5 ₸ |\n", "U+20B8"},
    {"a-character-in-a-signature", "```signature\nwho: \u4e2d\n```", "U+4E2D"},
    {"a-character-in-the-header", "```page\nheader: \u4e2d\n```\n\nx", "U+4E2D"},
    {"invalid-utf-8", "a \xd0 b", "UTF-8"},
    {"html", "a <b>b</b>", "<b>"},
    {"an-unknown-block", "```nonsense\nx\n```", "nonsense"},
    {"a-signature-of-nobody", "```signature\nname: x\n```", "signature"},
    {"strokes-that-are-not-there", "```signature\nwho: x\nstrokes: signatures/7\n```", "signature"},
    {"an-unknown-paper-size", "```page\nsize: A0\n```\n", "A0"},
    {"a-number-that-is-none", "```page\ntext: nan\n```\n", "nan"},
    {"a-picture-that-is-not-there", "| a |\n|---|\n| ![](x/1) |\n", "x/1"},
    {"a-picture-outside-of-a-table", "a ![](x/1)", "x/1"},
    {"an-unknown-entity", "a &nonsense; b", "&nonsense;"},
};

static void test_refusal(gconstpointer data)
{
    const Refusal *row = data;
    g_autofree char *text = refused(row->markdown);
    if (!strstr(text, row->said))
        g_error("“%s” does not say %s", text, row->said);
}

/* For every number of lines before it: something of what follows stands with the heading. */
static void test_headings(void)
{
    for (int lines = 38; lines < 56; lines++) {
        GString *text = g_string_new(NULL);
        for (int i = 0; i < lines; i++)
            g_string_append_printf(text, "Жол %d.<br>\n", i);
        g_string_append(text, "\n## Тақырып\n\nБірінші жол.<br>\nЕкінші жол.<br>\nҮшінші жол.\n");
        g_autoptr(GBytes) pdf = lay_out(text->str);
        g_auto(GStrv) pages = pages_of(pdf);
        for (gsize i = 0; pages[i]; i++)
            g_assert_true(!strstr(pages[i], "Тақырып") == !strstr(pages[i], "Екінші жол"));
        g_string_free(text, TRUE);
    }
}

static void test_signature_is_not_alone(void)
{
    for (int lines = 38; lines < 56; lines++) {
        GString *text = g_string_new(NULL);
        for (int i = 0; i < lines; i++)
            g_string_append_printf(text, "Жол %d.\n\n", i);
        g_string_append(text, "```signature\nwho: Инспектор\nname: Е. С. Әлиев\n```\n");
        g_autoptr(GBytes) pdf = lay_out(text->str);
        g_auto(GStrv) pages = pages_of(pdf);
        for (gsize i = 0; pages[i]; i++)
            if (strstr(pages[i], "Инспектор"))
                g_assert_nonnull(strstr(pages[i], "Жол"));
        g_string_free(text, TRUE);
    }
}

/* A row of twelve lines is split with three lines at least on each side, and the head repeated. */
static void test_rows(void)
{
    gboolean split = FALSE;
    for (int lines = 20; lines < 50; lines++) {
        GString *text = g_string_new(NULL);
        for (int i = 0; i < lines; i++)
            g_string_append_printf(text, "Жол %d.<br>\n", i);
        g_string_append(text, "\n| Басы | Мәні |\n|---|---|\n| қ | бір |\n| қ | ");
        for (int i = 0; i < 12; i++)
            g_string_append(text, i ? "<br>қатар" : "қатар");
        g_string_append(text, " |\n| қ | екі |\n| қ | соңы |\n");
        g_autoptr(GBytes) pdf = lay_out(text->str);
        g_auto(GStrv) pages = pages_of(pdf);
        for (gsize i = 0; pages[i]; i++) {
            guint found = count_of(pages[i], "қатар");
            g_assert_true(found == 0 || (found >= 3 && found <= 9) || found == 12);
            g_assert_true(!found || strstr(pages[i], "Басы"));
            split |= found > 0 && found < 12;
        }
        g_string_free(text, TRUE);
    }
    g_assert_true(split);
}

static void test_deterministic(void)
{
    static const char text[] = "```page\nfooter: {page}/{pages}\nqr: x\n```\n\n# Тақырып\n\nмәтін";
    g_autoptr(GBytes) first = lay_out(text), second = lay_out(text);
    g_assert_true(g_bytes_equal(first, second));
}

static void test_across(void)
{
    assert_has("```page\nacross: Б\n```\n\nтекст\n", "Б");
    assert_has("```page\nacross: КӨШІРМЕ КОПИЯ\n```\n\nтекст\n", "текст");
}

static void test_page_numbers(void)
{
    static const char one[] = "```page\nheader: ҮСТІ\nfooter: {page}-бет, барлығы {pages}\n```\n\n"
                              "бір\n\n```break\n```\n\nекі\n";
    const char *const texts[] = {one, one, NULL};
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) pdf = layout_render(texts, NULL, &error);
    g_assert_no_error(error);
    g_auto(GStrv) pages = pages_of(pdf);
    g_assert_cmpuint(g_strv_length(pages), ==, 4);
    for (guint i = 0; i < 4; i++) {
        g_autofree char *number = g_strdup_printf("%u-бет, барлығы 4", i + 1);
        g_assert_nonnull(strstr(pages[i], number));
        /* The first page of each language has its title, the others the header. */
        g_assert_true((strstr(pages[i], "ҮСТІ") != NULL) == (i % 2 == 1));
    }
}

static void test_qr_is_read(void)
{
    static const char payload[] = "{\"meeting\":\"2026-0007\",\"body\":\"Ақжол бөлімі\"}";
    g_autofree char *text = g_strdup_printf("```page\nqr: %s\n```\n\nмәтін\n", payload);
    g_autoptr(GBytes) pdf = lay_out(text);
    g_autofree char *folder = g_dir_make_tmp("esep-layout-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "t.pdf", NULL);
    g_autofree char *picture = g_build_filename(folder, "t", NULL);
    g_autofree char *picture_file = g_strconcat(picture, ".png", NULL);
    gsize size = 0;
    const char *data = g_bytes_get_data(pdf, &size);
    g_assert_true(g_file_set_contents(path, data, (gssize)size, NULL));
    const char *const draw[] = {"pdftoppm",    "-q", "-r",    "150", "-png",
                                "-singlefile", path, picture, NULL};
    g_auto(Run) drawn = run_program(draw);
    g_assert_cmpint(drawn.exit_code, ==, 0);
    const char *const read[] = {"zbarimg", "-q", "--raw", picture_file, NULL};
    g_auto(Run) found = run_program(read);
    g_assert_cmpstr(g_strstrip(found.out), ==, payload);
    remove_folder(folder);
}

static void test_qr_rectangles(void)
{
    int modules = 0;
    g_autoptr(GArray) boxes = qr_rectangles("Есеп", &modules, NULL);
    g_assert_nonnull(boxes);
    g_assert_cmpint(modules, >=, 21);
    g_autofree guint8 *grid = g_new0(guint8, (gsize)(modules * modules));
    for (guint i = 0; i < boxes->len; i++) {
        const QrRectangle *box = &g_array_index(boxes, QrRectangle, i);
        for (int y = box->y; y < box->y + box->height; y++)
            for (int x = box->x; x < box->x + box->width; x++)
                g_assert_cmpint(grid[y * modules + x]++, ==, 0); /* no two overlap */
    }
    for (int i = 0; i < 7; i++) /* the upper edge of the finder at the top left */
        g_assert_cmpint(grid[i], ==, 1);
    g_assert_cmpint(grid[7], ==, 0);

    g_autofree char *long_text = g_strnfill(5000, 'x');
    g_autoptr(GError) error = NULL;
    g_assert_null(qr_rectangles(long_text, &modules, &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED);
}

static void test_font_covers(void)
{
    g_autoptr(GError) error = NULL;
    g_assert_true(font_covers("Ғылым, ёлка № 5 – «иә»\nжаңа жол", &error));
    g_assert_no_error(error);
    g_assert_false(font_covers("Бағасы 500 ₸", &error));
    g_autofree char *text = message_error(LANGUAGE_EN, error);
    g_assert_nonnull(strstr(text, "U+20B8"));
    g_assert_nonnull(strstr(text, "Бағасы 500"));
    g_assert_false(font_covers("\xff", NULL));
    g_assert_true(font_covers("", NULL));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    message_init(NULL);
    g_test_add_func("/layout/every-letter-is-read-back", test_letters);
    g_test_add_func("/layout/letters-of-two-code-points-become-one", test_decomposed);
    g_test_add_func("/layout/a-word-of-500-letters-is-broken-not-lost", test_long_word);
    g_test_add_func("/layout/a-megabyte-of-text-is-all-there", test_much_text);
    for (gsize i = 0; i < G_N_ELEMENTS(refusals); i++) {
        g_autofree char *path = g_strconcat("/layout/refuses/", refusals[i].name, NULL);
        g_test_add_data_func(path, &refusals[i], test_refusal);
    }
    g_test_add_func("/layout/a-heading-stands-with-what-follows", test_headings);
    g_test_add_func("/layout/a-signature-is-never-alone-on-a-page", test_signature_is_not_alone);
    g_test_add_func("/layout/a-row-is-never-split-under-three-lines", test_rows);
    g_test_add_func("/layout/the-same-text-gives-the-same-bytes", test_deterministic);
    g_test_add_func("/layout/a-word-across-the-page-may-be-one-letter", test_across);
    g_test_add_func("/layout/pages-are-numbered-through-both-languages", test_page_numbers);
    g_test_add_func("/layout/zbarimg-reads-the-qr-at-150-dpi", test_qr_is_read);
    g_test_add_func("/qr/rectangles-cover-the-code-once", test_qr_rectangles);
    g_test_add_func("/font/says-early-what-cannot-be-printed", test_font_covers);
    return g_test_run();
}
