/* The glyphs are on the page: what a reader of pictures (tesseract) sees is what the text says. */
#include <string.h>

#include "protocol/document.h"
#include "protocol/message.h"
#include "tests/support.h"
#include "tests/support_document.h"

/* What it may misread: it takes № for letters, and numbers for others. */
#define RIGHT_PART 0.93
#define WORD_CHARACTERS 4

static char *output_of(const char *const *argv)
{
    g_auto(Run) run = run_program(argv);
    g_assert_cmpint(run.exit_code, ==, 0);
    return g_strdup(run.out);
}

static gboolean is_word(const char *word)
{
    for (const char *at = word; *at; at = g_utf8_next_char(at))
        if (!g_unichar_isalpha(g_utf8_get_char(at)))
            return FALSE;
    return g_utf8_strlen(word, -1) >= WORD_CHARACTERS;
}

static void assert_reads(const char *language, const char *trained)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = g_dir_make_tmp("esep-ocr-XXXXXX", NULL);
    g_autofree char *pdf = g_build_filename(folder, "t.pdf", NULL);
    g_autofree char *stem = g_build_filename(folder, "t", NULL);
    g_autofree char *picture = g_strconcat(stem, ".png", NULL);
    g_autofree char *record_path =
        g_build_filename(g_getenv("ESEP_TEMPLATES"), "..", "tests", "data", "record.json", NULL);
    g_autoptr(JsonNode) record = specimen_read(record_path, SPECIMEN_EMPTY);
    const Document document = {DOCUMENT_PROTOCOL, record, language, NULL, 0};
    g_autoptr(GBytes) bytes = document_render(&document, &error);
    g_assert_no_error(error);
    gsize size = 0;
    const char *data = g_bytes_get_data(bytes, &size);
    g_assert_true(g_file_set_contents(pdf, data, (gssize)size, NULL));

    g_autofree char *said = output_of((const char *[]){"pdftotext", pdf, "-", NULL});
    g_autofree char *drawn = output_of(
        (const char *[]){"pdftoppm", "-r", "200", "-gray", "-png", "-singlefile", pdf, stem, NULL});
    g_autofree char *seen =
        output_of((const char *[]){"tesseract", picture, "-", "-l", trained, "--psm", "4", NULL});
    g_auto(GStrv) words = g_strsplit_set(said, " \n\f.,;:()«»", -1);
    guint count = 0, right = 0;
    for (gsize i = 0; words[i]; i++) {
        if (!is_word(words[i]))
            continue;
        count++;
        if (strstr(seen, words[i]))
            right++;
        else
            g_test_message("not read: %s", words[i]);
    }
    remove_folder(folder);
    g_test_message("%s: %u of %u words", language, right, count);
    g_assert_cmpuint(count, >, 60);
    g_assert_cmpfloat(right, >=, RIGHT_PART * count);
}

static void test_kazakh(void)
{
    assert_reads("kk", "kaz");
}

/* Names and places stand in Kazakh in both. */
static void test_russian(void)
{
    assert_reads("ru", "rus+kaz");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_setenv("OMP_THREAD_LIMIT", "1", TRUE);
    message_init(NULL);
    g_test_add_func("/document-ocr/a-kazakh-page-is-read-back", test_kazakh);
    g_test_add_func("/document-ocr/a-russian-page-is-read-back", test_russian);
    return g_test_run();
}
