#include <glib/gstdio.h>
#include <string.h>

#include "protocol/cms.h"
#include "protocol/error.h"
#include "protocol/pdf.h"
#include "tests/support.h"
#include "tests/support_home.h"
#include "tests/support_pdf.h"

#define TEXT "Есептік кездесу ӘәҒғҚқҢңӨөҰұҮүҺһІі Ёё «» № – ABC"

typedef struct {
    char *folder, *key, *certificate;
    PdfSigner signer;
} Fixture;

static void set_up(Fixture *f, gconstpointer unused)
{
    f->folder = support_folder();
    support_identity(f->folder);
    f->key = g_build_filename(f->folder, "device.key", NULL);
    f->certificate = g_build_filename(f->folder, "device.crt", NULL);
    f->signer = (PdfSigner){.key = signing_key_read(f->key, f->certificate, NULL),
                            .name = "Құрылғы",
                            .reason = "Есеп",
                            .unix_ms = SUPPORT_NOW_MS};
}

static void tear_down(Fixture *f, gconstpointer unused)
{
    signing_key_free((SigningKey *)f->signer.key);
    remove_folder(f->folder);
    g_free(f->folder);
    g_free(f->key);
    g_free(f->certificate);
}

static GBytes *sign(GBytes *pdf, const PdfSigner *signer)
{
    g_autoptr(GError) error = NULL;
    GBytes *signed_pdf = pdf_sign(pdf, signer, &error);
    g_assert_no_error(error);
    return signed_pdf;
}

static void assert_different(GBytes *pdf, const char *certificate)
{
    g_autoptr(GError) error = NULL;
    g_assert_false(pdf_verify(pdf, certificate, NULL, &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_DIFFERENT);
}

/* Runs "program path…" with LC_ALL of tests; its output must hold what, its errors nothing. */
static void assert_prints(const char *const *argv, const char *what)
{
    g_auto(Run) run = run_program(argv);
    g_assert_cmpstr(run.err, ==, "");
    g_assert_cmpint(run.exit_code, ==, 0);
    if (!strstr(run.out, what))
        g_error("%s does not say “%s”: %s", argv[0], what, run.out);
}

static void test_outside(Fixture *f, gconstpointer unused)
{
    g_autoptr(GBytes) finished = support_finished(TEXT);
    g_autofree char *path = support_write(f->folder, "a.pdf", finished);
    assert_prints((const char *[]){"qpdf", "--check", path, NULL}, "No syntax or stream encoding");
    assert_prints((const char *[]){"pdftotext", path, "-", NULL}, TEXT);
    assert_prints((const char *[]){"pdffonts", path, NULL}, "+PTSerif-Bold ");
    assert_prints((const char *[]){"pdfinfo", path, NULL}, "№ 12 <&> «Әліби»");
    assert_prints((const char *[]){"pdfinfo", "-meta", path, NULL}, "№ 12 &lt;&amp;&gt; «Әліби»");
}

/* What a PDF/A checker is known to overlook, looked up with qpdf as JSON. */
static void test_fonts(Fixture *f, gconstpointer unused)
{
    g_autoptr(GBytes) finished = support_finished("ABA");
    g_autofree char *path = support_write(f->folder, "a.pdf", finished);
    const char *argv[] = {"qpdf", "--json", "--json-stream-data=inline", path, NULL};
    g_auto(Run) json = run_program(argv);
    g_assert_cmpint(json.exit_code, ==, 0);
    static const char *const wanted[] = {
        "\"/CapHeight\": 700",
        "\"/Ordering\": \"u:Identity\"",
        "\"/CIDSet\": ",
        "\"/Lang\": \"u:kk\"",
        "\"/S\": \"/GTS_PDFA1\"",
        "\"/Subtype\": \"/XML\"",
        /* CIDSet of U+0041 and U+0042, and of .notdef: 0x80, seven zeros, 0x60. */
        "\"data\": \"gAAAAAAAAABg\"",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(wanted); i++)
        if (!strstr(json.out, wanted[i]))
            g_error("not in the file: %s", wanted[i]);
    static const char *const unwanted[] = {"HPDFAB+PTSerif-Bold,Bold", "/SubType", "cidrange"};
    for (gsize i = 0; i < G_N_ELEMENTS(unwanted); i++)
        g_assert_null(strstr(json.out, unwanted[i]));
}

static void test_same_bytes(void)
{
    g_autoptr(GBytes) once = support_finished(TEXT);
    g_autoptr(GBytes) again = support_finished(TEXT);
    g_assert_true(g_bytes_equal(once, again));
}

static void test_missing_character(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) page = support_page("1000 ₸");
    const PdfInfo info = {"t", "a", "kk", SUPPORT_NOW_MS, NULL};
    g_assert_null(pdf_finish(page, &info, &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED);
    g_assert_nonnull(strstr(error->message, "U+20B8"));
}

static void test_bad_input(void)
{
    const PdfInfo info = {"t", "a", "kk", SUPPORT_NOW_MS, NULL};
    const PdfInfo dirty = {"t\x01", "a", "kk", SUPPORT_NOW_MS, NULL};
    g_autoptr(GBytes) none = g_bytes_new_static("%PDF-1.4 nothing", 16);
    g_autoptr(GBytes) page = support_page("A");
    g_autoptr(GError) error = NULL, title = NULL;
    g_assert_null(pdf_finish(none, &info, &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED);
    g_assert_null(pdf_finish(page, &dirty, &title));
    g_assert_error(title, PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED);
}

/* A folder of NSS in which the fixture's certificate is trusted; g_free. */
static char *trusting_folder(Fixture *f)
{
    char *folder = g_build_filename(f->folder, "nss", NULL);
    g_autofree char *database = g_strconcat("sql:", folder, NULL);
    g_assert_cmpint(g_mkdir(folder, 0700), ==, 0);
    g_auto(Run) made =
        run_program((const char *[]){"certutil", "-N", "-d", database, "--empty-password", NULL});
    g_assert_cmpint(made.exit_code, ==, 0);
    g_auto(Run) added = run_program((const char *[]){"certutil", "-A", "-d", database, "-n", "esep",
                                                     "-t", ",C,", "-i", f->certificate, NULL});
    g_assert_cmpint(added.exit_code, ==, 0);
    return folder;
}

static int count(const char *text, const char *what)
{
    int found = 0;
    for (const char *at = text; (at = strstr(at, what)); at++)
        found++;
    return found;
}

static void test_signed_twice(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) finished = support_finished(TEXT);
    g_autoptr(GBytes) once = sign(finished, &f->signer);
    g_autoptr(GBytes) twice = sign(once, &f->signer);
    g_assert_true(memcmp(g_bytes_get_data(twice, NULL), g_bytes_get_data(once, NULL),
                         g_bytes_get_size(once)) == 0);

    g_autofree char *path = support_write(f->folder, "a.pdf", twice);
    g_autofree char *folder = trusting_folder(f);
    g_auto(Run) run = run_program((const char *[]){"pdfsig", "-nssdir", folder, path, NULL});
    g_test_message("%s", run.out);
    g_assert_cmpint(count(run.out, "Signature is Valid."), ==, 2);
    g_assert_cmpint(count(run.out, "Certificate is Trusted."), ==, 2);
    g_assert_cmpint(count(run.out, "ETSI.CAdES.detached"), ==, 2);
    g_assert_cmpint(count(run.out, "Not total document signed"), ==, 1);
    assert_prints((const char *[]){"qpdf", "--check", path, NULL}, "No syntax or stream encoding");

    PdfVerification result;
    pdf_verify(twice, f->certificate, &result, &error);
    g_assert_no_error(error);
    g_assert_cmpint(result.signatures->len, ==, 2);
    g_assert_cmpstr(result.record_sha256, ==,
                    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
    pdf_verification_clear(&result);
}

static void test_rsa(Fixture *f, gconstpointer unused)
{
    g_auto(Run) run = run_program((const char *[]){
        "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", f->key, "-out",
        f->certificate, "-days", "3650", "-subj", "/CN=RSA", NULL});
    g_assert_cmpint(run.exit_code, ==, 0);
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) finished = support_finished("A");
    g_autoptr(SigningKey) key = signing_key_read(f->key, f->certificate, &error);
    g_assert_no_error(error);
    const PdfSigner signer = {key, "RSA", "Есеп", SUPPORT_NOW_MS};
    g_autoptr(GBytes) once = sign(finished, &signer);
    g_autofree char *path = support_write(f->folder, "a.pdf", once);
    g_auto(Run) pdfsig = run_program((const char *[]){"pdfsig", "-nocert", path, NULL});
    g_assert_nonnull(strstr(pdfsig.out, "Signature is Valid."));
    pdf_verify(once, f->certificate, NULL, &error);
    g_assert_no_error(error);
}

/* The DER in the file as openssl reads it: no signing time, no second certificate. */
static void test_attributes(Fixture *f, gconstpointer unused)
{
    guint8 digest[CMS_DIGEST_BYTES] = {1, 2, 3};
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) der = cms_sign(digest, f->signer.key, &error);
    g_assert_no_error(error);
    g_autofree char *path = support_write(f->folder, "s.der", der);
    g_auto(Run) run = run_program((const char *[]){"openssl", "cms", "-cmsout", "-print", "-noout",
                                                   "-inform", "DER", "-in", path, NULL});
    g_assert_nonnull(strstr(run.out, "messageDigest"));
    g_assert_nonnull(strstr(run.out, "id-smime-aa-signingCertificateV2"));
    g_assert_null(strstr(run.out, "signingTime"));
    g_assert_cmpint(count(run.out, "serialNumber: "), ==, 2); /* of certificate and signer id */
}

/* Every single byte of a signed file changed, one after the other. */
static void test_every_byte(Fixture *f, gconstpointer unused)
{
    g_autoptr(GBytes) finished = support_finished("A");
    g_autoptr(GBytes) once = sign(finished, &f->signer);
    gsize size = g_bytes_get_size(once);
    g_autofree guint8 *copy = g_memdup2(g_bytes_get_data(once, NULL), size);
    g_autoptr(GBytes) view = g_bytes_new_static(copy, size);
    for (gsize i = 0; i < size; i++) {
        /* Most of the base is one compressed font: each 7th byte there will do. */
        if (i % 7 != 0 && i > 200 && i + 25000 < size)
            continue;
        guint8 change = i % 3 == 0 ? 0x20 : 1 << i % 8;
        copy[i] ^= change;
        if (pdf_verify(view, NULL, NULL, NULL))
            g_error("a change of byte %zu is not found", i);
        copy[i] ^= change;
    }
    for (gsize shorter = 0; shorter < size; shorter += 1 + shorter / 100) {
        g_autoptr(GBytes) head = g_bytes_new(copy, shorter);
        g_assert_false(pdf_verify(head, NULL, NULL, NULL));
    }
}

static GBytes *joined(GBytes *bytes, const char *more, gssize more_size)
{
    GString *text = g_string_new_len(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
    g_string_append_len(text, more, more_size);
    return g_string_free_to_bytes(text);
}

static void test_appended(Fixture *f, gconstpointer unused)
{
    g_autoptr(GBytes) finished = support_finished("A");
    g_autoptr(GBytes) once = sign(finished, &f->signer);
    assert_different(finished, NULL);

    g_autoptr(GBytes) newline = joined(once, "\n", 1);
    g_autoptr(GBytes) comment = joined(once, "% harmless\n%%EOF\n", -1);
    g_autoptr(GBytes) shorter = g_bytes_new_from_bytes(once, 0, g_bytes_get_size(once) - 1);
    assert_different(newline, NULL);
    assert_different(comment, NULL);
    assert_different(shorter, NULL);

    /* An increment that replaces page 1's content, as a shadow attack does it, well formed. */
    const char *data = g_bytes_get_data(once, NULL);
    gsize size = g_bytes_get_size(once);
    const char *last = g_strrstr_len(data + size - 40, 40, "startxref\n");
    g_autofree char *increment = g_strdup_printf(
        "4 0 obj\n<< /Type /Page >>\nendobj\nxref\n4 1\n%010zu 00000 n \ntrailer << /Size 90 /Root "
        "1 0 R /Prev %d >>\nstartxref\n%zu\n%%%%EOF\n",
        size, atoi(last + 10), size + strlen("4 0 obj\n<< /Type /Page >>\nendobj\n"));
    g_autoptr(GBytes) shadow = joined(once, increment, -1);
    assert_different(shadow, NULL);
    /* The same signed by a stranger: valid to a reader that only looks at digests. */
    g_autofree char *other = g_build_filename(f->folder, "other", NULL);
    g_assert_cmpint(g_mkdir(other, 0700), ==, 0);
    support_identity(other);
    PdfSigner stranger = f->signer;
    g_autofree char *key = g_build_filename(other, "device.key", NULL);
    g_autofree char *certificate = g_build_filename(other, "device.crt", NULL);
    g_autoptr(SigningKey) strange_key = signing_key_read(key, certificate, NULL);
    stranger.key = strange_key;
    g_autoptr(GBytes) shadow_signed = pdf_sign(shadow, &stranger, NULL);
    if (shadow_signed)
        assert_different(shadow_signed, NULL);
    g_autoptr(GBytes) by_stranger = sign(finished, &stranger);
    assert_different(by_stranger, f->certificate);
}

/* A second signature exchanged for one over something else. */
static void test_swapped_revision(Fixture *f, gconstpointer unused)
{
    g_autoptr(GBytes) finished = support_finished("A");
    g_autoptr(GBytes) once = sign(finished, &f->signer);
    g_autoptr(GBytes) again = sign(finished, &f->signer);
    g_autoptr(GBytes) twice = sign(again, &f->signer);
    gsize size = g_bytes_get_size(once);
    g_assert_cmpuint(size, ==, g_bytes_get_size(again));
    const char *tail = (const char *)g_bytes_get_data(twice, NULL) + size;
    g_autoptr(GBytes) swapped = joined(once, tail, g_bytes_get_size(twice) - size);
    assert_different(swapped, NULL);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add("/pdf/other-programs-read-a-finished-document", Fixture, NULL, set_up, test_outside,
               tear_down);
    g_test_add("/pdf/fonts-are-described-as-the-archive-form-wants", Fixture, NULL, set_up,
               test_fonts, tear_down);
    g_test_add_func("/pdf/the-same-input-gives-the-same-bytes", test_same_bytes);
    g_test_add_func("/pdf/a-character-that-the-font-lacks-is-named", test_missing_character);
    g_test_add_func("/pdf/what-is-no-document-is-refused", test_bad_input);
    g_test_add("/pdf/two-signatures-are-valid-and-trusted", Fixture, NULL, set_up,
               test_signed_twice, tear_down);
    g_test_add("/pdf/an-rsa-key-signs-too", Fixture, NULL, set_up, test_rsa, tear_down);
    g_test_add("/pdf/a-signature-claims-no-time-and-holds-one-certificate", Fixture, NULL, set_up,
               test_attributes, tear_down);
    g_test_add("/pdf/a-changed-byte-is-found-wherever-it-is", Fixture, NULL, set_up,
               test_every_byte, tear_down);
    g_test_add("/pdf/whatever-is-appended-is-found", Fixture, NULL, set_up, test_appended,
               tear_down);
    g_test_add("/pdf/an-exchanged-revision-is-found", Fixture, NULL, set_up, test_swapped_revision,
               tear_down);
    return g_test_run();
}
