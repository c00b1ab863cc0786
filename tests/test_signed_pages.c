/* The pages that were signed by hand, taken with a camera. */
#include <math.h>
#include <string.h>

#include "media/sheet.h"
#include "protocol/pdf_pages.h"
#include "protocol/seal.h"
#include "tests/support.h"
#include "tests/support_home.h"
#include "tests/support_pdf.h"
#include "tests/support_record.h"
#include "tests/support_sealed.h"

/* If asked for, films of a sheet that lies two degrees askew before the camera: sharp, and as a
 * camera sees it that does not find the distance. */
static void set_up(RecordFixture *f, gconstpointer films)
{
    record_set_up_empty(f, NULL);
    if (!films)
        return;
    f->id = support_sealed(f->home);
    g_autofree char *protocol = home_meeting_path(f->home, f->id, "protocol.pdf");
    g_autofree char *line = g_strdup_printf(
        "pdftoppm -r 150 -gray -png -l 1 -singlefile '%s' page && "
        "convert page.png -resize x1150 -background '#6b5a45' -gravity center -extent 1600x1200 "
        "-distort SRT 2 sharp.png && convert sharp.png -blur 0x4 blurred.png && "
        "for film in sharp blurred; do ffmpeg -loglevel error -loop 1 -framerate 5 -t 1.8 -i "
        "$film.png -c:v mjpeg -q:v 2 -pix_fmt yuvj420p $film.mkv || exit 1; done",
        protocol);
    support_shell_in(f->folder, line);
}

static void assert_attach(RecordFixture *f, const char *film, const char *preview, int exit_code,
                          const char *said)
{
    g_autofree char *camera =
        film ? g_strdup_printf("file:%s/%s", f->folder, film) : g_strdup("test");
    g_auto(Run) run =
        run_esep("--home", home_path(f->home), "--lang", "en", "attach", f->id, "--camera", camera,
                 "--pages", "1", preview ? "--preview" : NULL, preview, NULL);
    g_test_message("%s%s", run.out, run.err);
    g_assert_cmpint(run.exit_code, ==, exit_code);
    g_assert_nonnull(strstr(run.err, said));
}

static void test_camera(RecordFixture *f, gconstpointer unused)
{
    g_autofree char *looked_at = g_build_filename(f->folder, "preview.pdf", NULL);
    assert_attach(f, "blurred.mkv", NULL, 1, "too blurred to be read");
    assert_attach(f, NULL, looked_at, 1, "too few for a page of A4");
    g_assert_false(g_file_test(looked_at, G_FILE_TEST_EXISTS));
    assert_attach(f, "none.mkv", NULL, 1, "There is no camera");
    g_autofree char *none = home_meeting_path(f->home, f->id, "signed");
    g_assert_false(g_file_test(none, G_FILE_TEST_EXISTS));

    assert_attach(f, "sharp.mkv", NULL, 0, "can be read");
    g_auto(Run) verified =
        run_esep("--home", home_path(f->home), "--lang", "en", "verify", f->id, NULL);
    g_assert_cmpint(verified.exit_code, ==, 0);
    g_assert_nonnull(strstr(verified.out, "signed/copy-01.pdf"));

    g_autofree char *camera = g_strdup_printf("file:%s/sharp.mkv", f->folder);
    g_autofree char *program = g_build_filename(g_getenv("ESEP_BUILD"), "esep-recorder", NULL);
    g_autofree char *sheet = g_build_filename(f->folder, "sheet.jpg", NULL);
    g_autoptr(GError) error = NULL;
    SheetPicture picture;
    sheet_take(program, camera, sheet, &picture, &error);
    g_assert_no_error(error);
    g_assert_cmpfloat_with_epsilon(fabs(picture.straightened_by), 2, 0.3);
    g_assert_cmpint(picture.width_px, ==, 1600);
    g_assert_cmpint(picture.height_px, ==, 1200);

    /* A machine reads it as it reads the printed page. */
    g_autofree char *copy = home_meeting_path(f->home, f->id, "signed/copy-01.pdf");
    g_autofree char *read = g_strdup_printf(
        "qpdf --check '%s' >/dev/null && pdftoppm -r 150 -gray -png "
        "-singlefile '%s' back && OMP_THREAD_LIMIT=1 tesseract back.png - -l kaz --psm 4 "
        "2>/dev/null"
        " | grep -q ХАТТАМА",
        copy, copy);
    support_shell_in(f->folder, read);
}

static void test_wrong_use(RecordFixture *f, gconstpointer unused)
{
    static const char *const wrong[][2] = {
        {"--camera", "nonsense"}, {"--signed-copy", "x"}, {"--camera", "test"}};
    for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_auto(Run) run = run_esep("--home", home_path(f->home), "attach", "2026-0001", wrong[i][0],
                                   wrong[i][1], "--pages", "65", NULL);
        g_assert_cmpint(run.exit_code, ==, 2);
    }
    g_auto(Run) planned =
        run_esep("--home", home_path(f->home), "attach", "2026-0999", "--camera", "test", NULL);
    g_assert_cmpint(planned.exit_code, ==, 3);
}

/* Several pages, upright and lying; the same pictures give the same bytes. */
static void test_pages(RecordFixture *f, gconstpointer unused)
{
    support_shell_in(f->folder, "convert -size 300x400 plasma:red-blue -quality 85 up.jpg && "
                                "convert -size 400x300 plasma:red-blue -quality 85 lies.jpg");
    g_autoptr(GPtrArray) pages = g_ptr_array_new_with_free_func((GDestroyNotify)pdf_page_free);
    static const char *const names[] = {"up.jpg", "lies.jpg"};
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = g_build_filename(f->folder, names[i], NULL), *data = NULL;
        gsize size;
        g_assert_true(g_file_get_contents(path, &data, &size, NULL));
        PdfPage *page = g_new0(PdfPage, 1);
        *page = (PdfPage){g_bytes_new(data, size), i ? 400 : 300, i ? 300 : 400};
        g_ptr_array_add(pages, page);
    }
    const PdfInfo info = {
        .title = "Қол", .author = "ПБ", .language = "kk", .unix_ms = SUPPORT_NOW_MS};
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) once = pdf_pages(pages, &info, &error);
    g_assert_no_error(error);
    g_autoptr(GBytes) again = pdf_pages(pages, &info, NULL);
    g_assert_true(g_bytes_equal(once, again));
    g_free(support_write(f->folder, "two.pdf", once));
    support_shell_in(f->folder, "qpdf --check two.pdf >/dev/null && pdfinfo -l 2 two.pdf >info && "
                                "grep -q 'Page *1 size: *595.28 x 841.89' info && "
                                "grep -q 'Page *2 size: *841.89 x 595.28' info && "
                                "pdfimages -all two.pdf out && cmp out-000.jpg up.jpg && "
                                "cmp out-001.jpg lies.jpg");
    g_ptr_array_set_size(pages, 0);
    g_assert_null(pdf_pages(pages, &info, NULL));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add("/signed-pages/a-camera-takes-only-what-can-be-read", RecordFixture, "films", set_up,
               test_camera, record_tear_down);
    g_test_add("/signed-pages/wrong-use-takes-no-picture", RecordFixture, NULL, set_up,
               test_wrong_use, record_tear_down);
    g_test_add("/signed-pages/several-pages-are-one-archival-document", RecordFixture, NULL, set_up,
               test_pages, record_tear_down);
    return g_test_run();
}
