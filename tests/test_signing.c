/* A protocol signed with persons' keys, as the command does it. */
#include <glib/gstdio.h>
#include <string.h>

#include "protocol/error.h"
#include "protocol/meeting.h"
#include "protocol/paths.h"
#include "protocol/pdf.h"
#include "protocol/seal.h"
#include "protocol/verify.h"
#include "tests/support.h"
#include "tests/support_home.h"
#include "tests/support_key.h"
#include "tests/support_pdf.h"
#include "tests/support_record.h"
#include "tests/support_sealed.h"

typedef struct {
    char *folder, *id, *protocol, *password, *inspector, *other;
    Clock *clock;
    Home *home;
} Fixture;

static void set_up(Fixture *f, gconstpointer unused)
{
    f->folder = support_folder();
    f->clock = clock_new_fixed(SUPPORT_NOW_MS, TRUE);
    f->home = support_home(f->folder, f->clock);
    f->id = support_ready(f->home);
    f->protocol = home_meeting_path(f->home, f->id, "protocol.pdf");
    f->password = g_build_filename(f->folder, "password", NULL);
    g_assert_true(g_file_set_contents(f->password, SUPPORT_PASSWORD "\n", -1, NULL));
    support_authority(f->folder);
    f->inspector = support_p12(f->folder, "ӘЛИЕВ ЕРЛАН", SUPPORT_RSA, NULL);
    f->other = support_p12(f->folder, "КИМ АЛЕКСЕЙ", SUPPORT_P256, NULL);
}

static void tear_down(Fixture *f, gconstpointer unused)
{
    home_free(f->home);
    clock_free(f->clock);
    remove_folder(f->folder);
    g_free(f->folder);
    g_free(f->id);
    g_free(f->protocol);
    g_free(f->password);
    g_free(f->inspector);
    g_free(f->other);
}

static void seal(Fixture *f)
{
    g_autoptr(GError) error = NULL;
    seal_meeting(f->home, f->id, NULL, NULL, &error);
    g_assert_no_error(error);
}

static Run sign(Fixture *f, const char *p12)
{
    return run_esep("--home", home_path(f->home), "--lang", "en", "sign", f->id, "--role",
                    "inspector", "--p12", p12, "--password-file", f->password, NULL);
}

static void assert_done(Run run, int exit_code, const char *said)
{
    if (run.exit_code != exit_code || !strstr(exit_code == 1 ? run.err : run.out, said))
        g_error("exit %d, not %d, or without “%s”: %s%s", run.exit_code, exit_code, said, run.out,
                run.err);
    run_clear(&run);
}

static Run verify(Fixture *f)
{
    return run_esep("--home", home_path(f->home), "--lang", "en", "verify", f->id, NULL);
}

static guint count_in(const char *text, const char *word)
{
    guint count = 0;
    for (const char *at = text; (at = strstr(at, word)); at++)
        count++;
    return count;
}

static void test_after_sealing(Fixture *f, gconstpointer unused)
{
    seal(f);
    assert_done(sign(f, f->inspector), 0, "Signed with the key of “ӘЛИЕВ ЕРЛАН”");
    assert_done(sign(f, f->other), 0, "КИМ АЛЕКСЕЙ");
    assert_done(sign(f, f->other), 1, "has signed this protocol already");
    g_auto(Run) run = verify(f);
    g_assert_cmpint(run.exit_code, ==, 0);
    g_assert_nonnull(strstr(run.out, "signatures: 3"));
    g_assert_nonnull(strstr(run.out, "signature 2 is of “ӘЛИЕВ ЕРЛАН”"));
    g_assert_nonnull(strstr(run.out, "signature 3 is of “КИМ АЛЕКСЕЙ”"));
    assert_done(run_esep("--lang", "en", "verify", f->protocol, NULL), 0, "signature 3");
    assert_done(run_esep("--home", home_path(f->home), "audit", "verify", NULL), 0, "");

    g_autofree char *certificate = home_certificate_path(f->home);
    g_autofree char *trust = support_trust(f->folder, (const char *[]){certificate, NULL});
    g_auto(Run) pdfsig =
        run_program((const char *[]){"pdfsig", "-nssdir", trust, f->protocol, NULL});
    g_assert_cmpuint(count_in(pdfsig.out, "Certificate is Trusted."), ==, 3);
    g_assert_null(strstr(pdfsig.out, "nvalid"));
}

/* A correction is a document of its own: sealed by the device, signed by key or by hand, verified
 * in the home, in an archive and where that is taken over. */
static void test_addendum(Fixture *f, gconstpointer unused)
{
    static const char *const file = "addenda/addendum-01.pdf";
    g_autofree char *path = home_meeting_path(f->home, f->id, file);
    g_autofree char *strokes = paths_template("demo", "inspector.strokes", NULL);
    const char *home = home_path(f->home);
    seal(f);
    assert_done(run_esep("--home", home, "--lang", "en", "addendum", f->id, "--text", "Түзету бір",
                         "--role", "inspector", "--p12", f->inspector, "--password-file",
                         f->password, NULL),
                0, path);
    assert_done(run_esep("--home", home, "addendum", f->id, "--text", "Түзету екі", "--role",
                         "inspector", "--strokes", strokes, NULL),
                0, "addendum-02.pdf");
    assert_done(run_esep("--home", home, "addendum", f->id, "--text", "Түзету үш", NULL), 0,
                "addendum-03.pdf");
    g_auto(Run) both =
        run_esep("--home", home, "addendum", f->id, "--text", "x", "--role", "inspector", NULL);
    g_assert_cmpint(both.exit_code, ==, 2);
    g_auto(Run) verified = verify(f);
    g_assert_cmpint(verified.exit_code, ==, 0);
    g_assert_nonnull(strstr(verified.out, "addenda/addendum-01.pdf: an addendum, signatures: 2, "
                                          "the last of “ӘЛИЕВ ЕРЛАН”"));
    g_assert_cmpuint(count_in(verified.out, "an addendum, signatures: 1"), ==, 2);

    g_auto(Run) text = run_program((const char *[]){"pdftotext", path, "-", NULL});
    g_assert_nonnull(strstr(text.out, "Түзету бір"));
    g_assert_null(strstr(text.out, "Түзету екі"));
    g_assert_nonnull(strstr(text.out, "ЭЦП: ӘЛИЕВ ЕРЛАН"));
    g_autofree char *certificate = home_certificate_path(f->home);
    g_autofree char *trust = support_trust(f->folder, (const char *[]){certificate, NULL});
    g_auto(Run) pdfsig = run_program((const char *[]){"pdfsig", "-nssdir", trust, path, NULL});
    g_assert_cmpuint(count_in(pdfsig.out, "Certificate is Trusted."), ==, 2);
    g_assert_cmpuint(count_in(pdfsig.out, "Signature is Valid."), ==, 2);

    support_flip(path, -900);
    g_auto(Run) flipped = verify(f);
    g_assert_cmpint(flipped.exit_code, ==, 4);
    support_flip(path, -900);

    g_autofree char *to = g_build_filename(f->folder, "to", NULL);
    g_auto(Run) exported = run_esep("--home", home, "export", f->id, "--to", to, NULL);
    g_assert_cmpint(exported.exit_code, ==, 0);
    const char *bag = g_strchomp(exported.out);
    assert_done(run_esep("--lang", "en", "verify", bag, NULL), 0, "addendum-03.pdf: an addendum");
    g_autofree char *desk = g_build_filename(f->folder, "desk", NULL);
    assert_done(run_esep("--home", desk, "init", "--body", "Аудан", NULL), 0, "");
    assert_done(run_esep("--home", desk, "--lang", "en", "import", bag, NULL), 0, "");
    assert_done(run_esep("--home", desk, "--lang", "en", "addendum", f->id, "--text", "Төрт", NULL),
                0, "addendum-04-");
    assert_done(run_esep("--home", desk, "--lang", "en", "verify", f->id, NULL), 0,
                "addendum-02.pdf: an addendum, signatures: 1");
    g_assert_cmpint(g_unlink(path), ==, 0);
    g_auto(Run) missing = verify(f);
    g_assert_cmpint(missing.exit_code, ==, 4);
}

static void assert_different(Fixture *f)
{
    g_autoptr(GError) error = NULL;
    Verification result = {.second = -1};
    verify_meeting(f->home, f->id, NULL, NULL, &result, &error);
    g_assert_no_error(error);
    g_assert_false(result.ok);
    g_assert_cmpstr(result.file, ==, "protocol.pdf");
    verification_clear(&result);
}

static void write_back(Fixture *f, const char *data, gsize size)
{
    g_assert_true(g_file_set_contents(f->protocol, data, (gssize)size, NULL));
}

static void test_tampering(Fixture *f, gconstpointer unused)
{
    g_autofree char *sealed = NULL, *signed_once = NULL;
    gsize sealed_size, size;
    seal(f);
    g_assert_true(g_file_get_contents(f->protocol, &sealed, &sealed_size, NULL));
    assert_done(sign(f, f->inspector), 0, "");
    g_assert_true(g_file_get_contents(f->protocol, &signed_once, &size, NULL));

    /* A byte anywhere of what the person's signature added, the signature cut off, one more. */
    for (gsize i = sealed_size; i < size; i += 97) {
        support_flip(f->protocol, (gint64)i);
        assert_different(f);
        support_flip(f->protocol, (gint64)i);
    }
    write_back(f, sealed, sealed_size);
    assert_different(f);
    write_back(f, signed_once, size);
    g_autoptr(GError) error = NULL;
    g_autoptr(SigningKey) key =
        signing_key_read_pkcs12(f->other, SUPPORT_PASSWORD, g_get_real_time() / 1000, &error);
    g_assert_no_error(error);
    const PdfSigner stranger = {key, "?", "?", SUPPORT_NOW_MS};
    g_autoptr(GBytes) before = g_bytes_new(signed_once, size);
    g_autoptr(GBytes) more = pdf_sign(before, &stranger, &error);
    g_assert_no_error(error);
    write_back(f, g_bytes_get_data(more, NULL), g_bytes_get_size(more));
    assert_different(f);

    /* A signature whose row a power cut kept from being written is replaced by the next one. */
    assert_done(sign(f, f->other), 0, "");
    assert_done(verify(f), 0, "signatures: 3");
    /* What is no revision of ours is not signed. */
    support_flip(f->protocol, 2000);
    g_autofree char *third = support_p12(f->folder, "ҮШІНШІ", SUPPORT_P256, NULL);
    g_auto(Run) refused = sign(f, third);
    g_assert_cmpint(refused.exit_code, !=, 0);
}

static Run seal_with(Fixture *f, const char *p12)
{
    return run_esep("--home", home_path(f->home), "--lang", "en", "seal", f->id, "--late-reason",
                    "Жарық өшті", "--password-file", f->password, p12 ? "--p12" : NULL, p12, NULL);
}

static void test_at_sealing(Fixture *f, gconstpointer unused)
{
    const char *home = home_path(f->home);
    assert_done(seal_with(f, f->inspector), 1, "say first who signs");
    assert_done(sign(f, f->inspector), 0, "signs with a key when the record is sealed");
    assert_done(seal_with(f, NULL), 1, "“ӘЛИЕВ ЕРЛАН” signs with a key, which is needed now");
    assert_done(seal_with(f, f->other), 1, "signs with a key, which is needed now");
    assert_done(seal_with(f, f->inspector), 0, "protocol.pdf");
    assert_done(verify(f), 0, "signature 2 is of “ӘЛИЕВ ЕРЛАН”");
    g_auto(Run) text =
        run_program((const char *[]){"pdftotext", "-layout", f->protocol, "-", NULL});
    g_assert_nonnull(strstr(text.out, "ЭЦҚ: ӘЛИЕВ ЕРЛАН"));
    g_assert_nonnull(strstr(text.out, "ЭЦП: ӘЛИЕВ ЕРЛАН"));

    /* The announced signature cut off: the record itself tells, also in an archive. */
    g_autofree char *whole = NULL;
    gsize size;
    g_assert_true(g_file_get_contents(f->protocol, &whole, &size, NULL));
    g_autoptr(GBytes) pdf = g_bytes_new(whole, size);
    PdfVerification found;
    g_assert_true(pdf_verify(pdf, NULL, &found, NULL));
    const PdfSignature *first = found.signatures->pdata[0];
    g_autofree char *cut = g_build_filename(f->folder, "cut.pdf", NULL);
    g_assert_true(g_file_set_contents(cut, whole, (gssize)first->bytes, NULL));
    pdf_verification_clear(&found);
    g_autofree char *to = g_build_filename(f->folder, "to", NULL);
    g_auto(Run) export = run_esep("--home", home, "export", f->id, "--to", to, NULL);
    g_autofree char *bag = g_strdup(g_strchomp(export.out));
    assert_done(run_esep("--lang", "en", "verify", bag, NULL), 0, "signature 2");
    g_autofree char *key = home_key_path(f->home), *certificate = home_certificate_path(f->home);
    support_shell_in(bag, "cp ../../cut.pdf data/protocol.pdf");
    support_manifests(bag);
    support_sign_bag(bag, key, certificate);
    assert_done(run_esep("--lang", "en", "verify", bag, NULL), 4,
                "lacks a signature that the record announces");
}

static void test_refusals(Fixture *f, gconstpointer unused)
{
    const char *home = home_path(f->home);
    g_assert_true(g_file_set_contents(f->password, "wrong\n", -1, NULL));
    assert_done(sign(f, f->inspector), 1, "The password does not open");
    g_auto(Run) both = run_esep("--home", home, "sign", f->id, "--role", "inspector", "--p12", "x",
                                "--strokes", "y", NULL);
    g_assert_cmpint(both.exit_code, ==, 2);
    g_assert_true(g_file_set_contents(f->password, SUPPORT_PASSWORD, -1, NULL));
    assert_done(run_esep("--home", home, "--lang", "en", "sign", f->id, "--role", "chief", "--p12",
                         f->inspector, "--password-file", f->password, NULL),
                1, "Not of: chief");
    /* A signature by hand takes the place of a key that was announced. */
    assert_done(sign(f, f->inspector), 0, "");
    g_autoptr(GError) error = NULL;
    meeting_sign(f->home, f->id, "inspector", SUPPORT_STROKES, &error);
    g_assert_no_error(error);
    seal(f);
    assert_done(verify(f), 0, "signatures: 1");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add("/signing/keys-sign-a-sealed-protocol-one-after-another", Fixture, NULL, set_up,
               test_after_sealing, tear_down);
    g_test_add("/signing/an-addendum-is-sealed-and-signed-by-itself", Fixture, NULL, set_up,
               test_addendum, tear_down);
    g_test_add("/signing/every-change-of-a-signature-is-found", Fixture, NULL, set_up,
               test_tampering, tear_down);
    g_test_add("/signing/a-key-that-was-announced-signs-at-sealing", Fixture, NULL, set_up,
               test_at_sealing, tear_down);
    g_test_add("/signing/what-cannot-sign-is-refused", Fixture, NULL, set_up, test_refusals,
               tear_down);
    return g_test_run();
}
