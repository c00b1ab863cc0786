/* The page that was signed by hand comes back as a scan. */
#include <glib/gstdio.h>
#include <string.h>

#include "protocol/error.h"
#include "protocol/meeting.h"
#include "protocol/scan.h"
#include "protocol/seal.h"
#include "tests/support.h"
#include "tests/support_home.h"
#include "tests/support_pdf.h"
#include "tests/support_record.h"
#include "tests/support_sealed.h"

static void set_up(RecordFixture *f, gconstpointer unused)
{
    record_set_up_empty(f, NULL);
    support_shell_in(f->folder,
                     "convert -seed 1 -size 160x220 plasma:red-blue a.jpg && convert -size "
                     "160x220 xc:white -interlace JPEG b.jpg && convert -size 90x120 "
                     "gradient: c.png");
    g_autoptr(GBytes) pdf = support_finished("A");
    g_free(support_write(f->folder, "d.pdf", pdf));
}

static guint8 *read_scan(RecordFixture *f, const char *name, gsize *size_out)
{
    g_autofree char *path = g_build_filename(f->folder, name, NULL);
    char *data = NULL;
    g_assert_true(g_file_get_contents(path, &data, size_out, NULL));
    return (guint8 *)data;
}

/* Whole files are known; no part of one, and nothing made of them, is more than refused. */
static void test_kinds(RecordFixture *f, gconstpointer unused)
{
    static const char *const files[] = {"a.jpg", "b.jpg", "c.png", "d.pdf"};
    for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
        gsize size;
        g_autofree guint8 *data = read_scan(f, files[i], &size);
        g_assert_cmpstr(scan_kind(data, size, "x", NULL), ==, strchr(files[i], '.') + 1);
        for (gsize shorter = 0; shorter < size; shorter += 1 + size / 300) {
            g_autofree guint8 *head = g_memdup2(data, shorter);
            const char *kind = scan_kind(head, shorter, "x", NULL);
            g_assert_true(kind == NULL || shorter > size - 40);
        }
        for (gsize at = 0; at < size; at += 2) {
            data[at] ^= 0xFF;
            const char *kind = scan_kind(data, size, "x", NULL);
            g_assert_true(kind == NULL || strcmp(kind, strchr(files[i], '.') + 1) == 0);
            g_assert_true(kind == NULL || strcmp(files[i], "c.png") != 0);
            data[at] ^= 0xFF;
        }
    }
    g_autoptr(GError) error = NULL;
    g_assert_null(scan_kind((const guint8 *)"GIF89a", 6, "x.gif", &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED);
}

static Run attach(RecordFixture *f, const char *name)
{
    g_autofree char *path = g_build_filename(f->folder, name, NULL);
    return run_esep("--home", home_path(f->home), "attach", f->id, "--signed-copy", path, NULL);
}

static void assert_ends(Run run, int exit_code, const char *said)
{
    if (run.exit_code != exit_code || !strstr(exit_code == 1 ? run.err : run.out, said))
        g_error("exit %d, not %d, or without “%s”: %s%s", run.exit_code, exit_code, said, run.out,
                run.err);
    run_clear(&run);
}

static Run verify(RecordFixture *f)
{
    return run_esep("--home", home_path(f->home), "--lang", "en", "verify", f->id, NULL);
}

static void test_kept(RecordFixture *f, gconstpointer unused)
{
    f->id = support_ready(f->home);
    assert_ends(attach(f, "a.jpg"), 1, ""); /* not sealed yet */
    g_autoptr(GError) error = NULL;
    seal_meeting(f->home, f->id, NULL, NULL, &error);
    g_assert_no_error(error);
    g_autofree char *broken = g_build_filename(f->folder, "broken.png", NULL);
    g_assert_true(g_file_set_contents(broken, "\x89PNG\r\n\x1a\nIHDR", -1, NULL));
    assert_ends(attach(f, "broken.png"), 1, "");
    assert_ends(attach(f, "a.jpg"), 0, "1");
    assert_ends(attach(f, "d.pdf"), 0, "2");
    assert_ends(verify(f), 0, "signed/copy-02.pdf");

    g_autofree char *to = g_build_filename(f->folder, "to", NULL);
    g_auto(Run) made = run_esep("--home", home_path(f->home), "export", f->id, "--to", to, NULL);
    g_autofree char *bag = g_strdup(g_strchomp(made.out));
    support_shell_in(bag, "cmp data/signed/copy-01.jpg ../../a.jpg");
    assert_ends(run_esep("--lang", "en", "verify", bag, NULL), 0, "Nothing was changed");

    /* Another device takes it over with the scans. */
    g_autofree char *desk = g_build_filename(f->folder, "desk", NULL);
    assert_ends(run_esep("--home", desk, "init", "--body", "Басқарма", NULL), 0, "");
    assert_ends(run_esep("--home", desk, "import", bag, NULL), 0, "");
    assert_ends(run_esep("--home", desk, "--lang", "en", "verify", f->id, NULL), 0,
                "signed/copy-02.pdf");

    g_autofree char *copy = home_meeting_path(f->home, f->id, "signed/copy-01.jpg");
    support_flip(copy, 100);
    assert_ends(verify(f), 4, "DIFFERENT: signed/copy-01.jpg");
    g_assert_cmpint(g_unlink(copy), ==, 0);
    assert_ends(verify(f), 4, "DIFFERENT: signed/copy-01.jpg");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add("/signed-copy/only-whole-scans-are-known", RecordFixture, NULL, set_up, test_kinds,
               record_tear_down);
    g_test_add("/signed-copy/a-scan-is-kept-exported-and-verified", RecordFixture, NULL, set_up,
               test_kept, record_tear_down);
    return g_test_run();
}
