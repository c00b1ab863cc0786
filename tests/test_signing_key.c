/* Persons' keys: what opens, what is refused and in which words; what they sign. */
#include <glib/gstdio.h>
#include <openssl/pkcs12.h>
#include <string.h>

#include "protocol/error.h"
#include "protocol/message.h"
#include "protocol/pdf.h"
#include "tests/support.h"
#include "tests/support_home.h"
#include "tests/support_key.h"
#include "tests/support_pdf.h"

/* The files' certificates are valid for ten years from the day of the test run. */
#define DAY_MS G_GINT64_CONSTANT(86400000)

typedef struct {
    char *folder;
    gint64 now_ms;
} Fixture;

static void set_up(Fixture *f, gconstpointer unused)
{
    f->folder = support_folder();
    f->now_ms = g_get_real_time() / 1000 + DAY_MS;
    support_authority(f->folder);
}

static void tear_down(Fixture *f, gconstpointer unused)
{
    remove_folder(f->folder);
    g_free(f->folder);
}

static void assert_opens(Fixture *f, const char *path, const char *name)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(SigningKey) key = signing_key_read_pkcs12(path, SUPPORT_PASSWORD, f->now_ms, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(signing_key_name(key), ==, name);
    g_assert_cmpuint(strlen(signing_key_certificate_sha256(key)), ==, 64);
}

static void assert_refused(const char *path, const char *password, gint64 now_ms, const char *words)
{
    g_autoptr(GError) error = NULL;
    g_assert_null(signing_key_read_pkcs12(path, password, now_ms, &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED);
    g_autofree char *text = message_error(LANGUAGE_EN, error);
    if (!strstr(text, words))
        g_error("“%s” does not say “%s”", text, words);
}

static void test_opens(Fixture *f, gconstpointer unused)
{
    g_autofree char *rsa = support_p12(f->folder, "Әлиев Ерлан", SUPPORT_RSA, NULL);
    g_autofree char *curve = support_p12(f->folder, "Ким", SUPPORT_P256, NULL);
    g_autofree char *old = support_p12(f->folder, "Петров", SUPPORT_RSA, "-legacy");
    g_autofree char *bare = support_p12(f->folder, "Сәрсен", SUPPORT_P256, "-nomac");
    assert_opens(f, rsa, "Әлиев Ерлан");
    assert_opens(f, curve, "Ким");
    assert_opens(f, old, "Петров");
    assert_opens(f, bare, "Сәрсен");
}

static void test_passwords_and_times(Fixture *f, gconstpointer unused)
{
    g_autofree char *path = support_p12(f->folder, "A", SUPPORT_P256, NULL);
    g_autofree char *old = support_p12(f->folder, "B", SUPPORT_P256, "-legacy");
    g_autofree char *bare = support_p12(f->folder, "C", SUPPORT_P256, "-nomac");
    assert_refused(path, "wrong", f->now_ms, "The password does not open");
    assert_refused(path, "", f->now_ms, "The password does not open");
    assert_refused(old, "wrong", f->now_ms, "The password does not open");
    assert_refused(bare, "wrong", f->now_ms, "The password does not open");
    assert_refused(path, SUPPORT_PASSWORD, f->now_ms - 400 * DAY_MS, "is valid only from");
    assert_refused(path, SUPPORT_PASSWORD, f->now_ms + 3651 * DAY_MS, "expired on");
}

static void test_what_is_missing(Fixture *f, gconstpointer unused)
{
    g_autofree char *whole = support_p12(f->folder, "A", SUPPORT_P256, NULL);
    support_shell_in(
        f->folder, "openssl pkcs12 -export -nokeys -in person.pem -passout 'pass:" SUPPORT_PASSWORD
                   "' -out nokey.p12 && openssl pkcs12 -export "
                   "-nocerts -inkey person.key -passout 'pass:" SUPPORT_PASSWORD
                   "' -out nocert.p12 && head -c 300 A.p12 > half.p12 && "
                   "cp person.pem pem.p12");
    static const struct {
        const char *file, *words;
    } rows[] = {
        {"nokey.p12", "there is no private key"},
        {"nocert.p12", "no certificate that belongs"},
        {"half.p12", "is not a key file"},
        {"pem.p12", "is not a key file"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *path = g_build_filename(f->folder, rows[i].file, NULL);
        assert_refused(path, SUPPORT_PASSWORD, f->now_ms, rows[i].words);
    }
    g_autoptr(GError) error = NULL;
    g_assert_null(signing_key_read_pkcs12("/nothing", "", f->now_ms, &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_NOT_FOUND);
}

static void test_weak_and_wrong(Fixture *f, gconstpointer unused)
{
    g_autofree char *weak = support_p12(f->folder, "A", "RSA -pkeyopt rsa_keygen_bits:1024", NULL);
    g_autofree char *edwards = support_p12(f->folder, "B", "ED25519", NULL);
    assert_refused(weak, SUPPORT_PASSWORD, f->now_ms, "of the kind RSA 1024");
    assert_refused(edwards, SUPPORT_PASSWORD, f->now_ms, "of the kind ED25519");
    g_autofree char *path = support_p12(f->folder, "C", SUPPORT_P256, NULL);
    support_shell_in(f->folder,
                     "echo keyUsage=keyAgreement > person.ext && openssl x509 -req -in person.csr "
                     "-CA authority.pem -CAkey authority.key -CAcreateserial -days 3650 -extfile "
                     "person.ext -out person.pem 2>x509.log && openssl pkcs12 -export -inkey "
                     "person.key -in person.pem -passout 'pass:" SUPPORT_PASSWORD "' -out C.p12");
    assert_refused(path, SUPPORT_PASSWORD, f->now_ms, "not for signing");
}

/* A key of a kind that OpenSSL knows by name alone, as those of national authorities are. */
static void write_gost(const char *path, ASN1_OBJECT *kind)
{
    guint8 *bytes = g_memdup2("\4\1x", 3);
    PKCS8_PRIV_KEY_INFO *info = PKCS8_PRIV_KEY_INFO_new();
    guint8 *owned = OPENSSL_memdup(bytes, 3);
    g_free(bytes);
    PKCS8_pkey_set0(info, kind, 0, V_ASN1_NULL, NULL, owned, 3);
    STACK_OF(PKCS12_SAFEBAG) *bags = sk_PKCS12_SAFEBAG_new_null();
    sk_PKCS12_SAFEBAG_push(bags, PKCS12_SAFEBAG_create0_p8inf(info));
    STACK_OF(PKCS7) *parts = sk_PKCS7_new_null();
    sk_PKCS7_push(parts, PKCS12_pack_p7data(bags));
    PKCS12 *file = PKCS12_init(NID_pkcs7_data);
    PKCS12_pack_authsafes(file, parts);
    PKCS12_set_mac(file, SUPPORT_PASSWORD, -1, NULL, 0, 1, EVP_sha256());
    unsigned char *der = NULL;
    int size = i2d_PKCS12(file, &der);
    g_assert_cmpint(size, >, 0);
    g_assert_true(g_file_set_contents(path, (const char *)der, size, NULL));
    OPENSSL_free(der);
    PKCS12_free(file);
    sk_PKCS7_pop_free(parts, PKCS7_free);
    sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free);
}

static void test_missing_provider(Fixture *f, gconstpointer unused)
{
    g_autofree char *gost = g_build_filename(f->folder, "gost.p12", NULL);
    write_gost(gost, OBJ_nid2obj(NID_id_GostR3410_2012_256));
    assert_refused(gost, SUPPORT_PASSWORD, f->now_ms, "GOST R 34.10-2012 with 256 bit modulus");
    assert_refused(gost, SUPPORT_PASSWORD, f->now_ms, "openssl.cnf");
    /* What the national authority of Kazakhstan gives out has a number that OpenSSL has no name
     * for. */
    write_gost(gost, OBJ_txt2obj("1.2.398.3.10.1.1.2.3.1", 1));
    assert_refused(gost, SUPPORT_PASSWORD, f->now_ms, "“1.2.398.3.10.1.1.2.3.1”");
    assert_refused(gost, SUPPORT_PASSWORD, f->now_ms, "Install the OpenSSL provider");

    /* An encryption that nobody knows: AES-256-CBC's object with another last number. */
    g_autofree char *path = support_p12(f->folder, "A", SUPPORT_P256, "-nomac"), *data = NULL;
    gsize size;
    g_assert_true(g_file_get_contents(path, &data, &size, NULL));
    static const char cipher[] = "\x60\x86\x48\x01\x65\x03\x04\x01\x2a";
    for (char *at = data; (at = memmem(at, data + size - at, cipher, 9)); at++)
        at[8] = 0x7a;
    g_assert_true(g_file_set_contents(path, data, (gssize)size, NULL));
    assert_refused(path, SUPPORT_PASSWORD, f->now_ms, "2.16.840.1.101.3.4.1.122");
}

/* Every byte of a key file changed: refused or the same key, never a crash. */
static void test_damaged(Fixture *f, gconstpointer unused)
{
    g_autofree char *path = support_p12(f->folder, "A", SUPPORT_P256, NULL), *data = NULL;
    gsize size;
    g_assert_true(g_file_get_contents(path, &data, &size, NULL));
    for (gsize i = 0; i < size; i += 3) {
        data[i] ^= 0x11;
        g_assert_true(g_file_set_contents(path, data, (gssize)size, NULL));
        g_autoptr(GError) error = NULL;
        g_autoptr(SigningKey) key =
            signing_key_read_pkcs12(path, SUPPORT_PASSWORD, f->now_ms, &error);
        g_assert_true((key == NULL) == (error != NULL));
        data[i] ^= 0x11;
    }
}

static int count(const char *text, const char *what)
{
    int found = 0;
    for (const char *at = text; (at = strstr(at, what)); at++)
        found++;
    return found;
}

static GBytes *sign(Fixture *f, GBytes *pdf, const char *path)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(SigningKey) key = signing_key_read_pkcs12(path, SUPPORT_PASSWORD, f->now_ms, &error);
    g_assert_no_error(error);
    const PdfSigner signer = {key, signing_key_name(key), "Қол қою", SUPPORT_NOW_MS};
    GBytes *signed_pdf = pdf_sign(pdf, &signer, &error);
    g_assert_no_error(error);
    return signed_pdf;
}

/* The device, then two persons; pdfsig trusts the device's certificate and the authority. */
static void test_several_signatures(Fixture *f, gconstpointer unused)
{
    g_autofree char *rsa = support_p12(f->folder, "Әлиев Ерлан", SUPPORT_RSA, "-legacy");
    g_autofree char *curve = support_p12(f->folder, "Ким Алексей", SUPPORT_P256, NULL);
    support_identity(f->folder);
    g_autofree char *device_key = g_build_filename(f->folder, "device.key", NULL);
    g_autofree char *device = g_build_filename(f->folder, "device.crt", NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(SigningKey) key = signing_key_read(device_key, device, &error);
    g_assert_no_error(error);
    const PdfSigner signer = {key, "Құрылғы", "Есеп", SUPPORT_NOW_MS};
    g_autoptr(GBytes) finished = support_finished("A");
    g_autoptr(GBytes) sealed = pdf_sign(finished, &signer, &error);
    g_autoptr(GBytes) once = sign(f, sealed, rsa);
    g_autoptr(GBytes) twice = sign(f, once, curve);

    g_autofree char *path = support_write(f->folder, "a.pdf", twice);
    g_autofree char *trust = support_trust(f->folder, (const char *[]){device, NULL});
    g_auto(Run) run = run_program((const char *[]){"pdfsig", "-nssdir", trust, path, NULL});
    g_test_message("%s", run.out);
    g_assert_cmpint(count(run.out, "Signature is Valid."), ==, 3);
    g_assert_cmpint(count(run.out, "Certificate is Trusted."), ==, 3);
    g_assert_nonnull(strstr(run.out, "Әлиев Ерлан"));
    g_auto(Run) check = run_program((const char *[]){"qpdf", "--check", path, NULL});
    g_assert_cmpstr(check.err, ==, "");

    PdfVerification found;
    pdf_verify(twice, device, &found, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(found.signatures->len, ==, 3);
    static const char *const names[] = {NULL, "Әлиев Ерлан", "Ким Алексей"};
    GBytes *const revisions[] = {sealed, once, twice};
    for (guint i = 0; i < found.signatures->len; i++) {
        const PdfSignature *one = found.signatures->pdata[i];
        g_assert_cmpuint(one->bytes, ==, g_bytes_get_size(revisions[i]));
        if (names[i])
            g_assert_cmpstr(one->name, ==, names[i]);
    }
    pdf_verification_clear(&found);
}

/* Which providers there are is said by OpenSSL's configuration: with none but the empty one no key
 * opens, with those named there it is as ever. */
static void test_configured_providers(Fixture *f, gconstpointer unused)
{
    static const struct {
        const char *providers;
        int exit_code;
        const char *says;
    } rows[] = {
        {"null = on", 1, "is protected by “sha256”, which OpenSSL does not have here"},
        {"default = on\nlegacy = on", 3, "is no home of Esep"},
    };
    g_autofree char *p12 = support_p12(f->folder, "A", SUPPORT_P256, NULL);
    g_autofree char *password = g_build_filename(f->folder, "password", NULL);
    g_autofree char *configuration = g_build_filename(f->folder, "openssl.cnf", NULL);
    g_assert_true(g_file_set_contents(password, SUPPORT_PASSWORD "\n", -1, NULL));
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = g_strdup_printf("openssl_conf = all\n[all]\nproviders = list\n"
                                                "[list]\n%s\n[on]\nactivate = 1\n",
                                                rows[i].providers);
        g_assert_true(g_file_set_contents(configuration, text, -1, NULL));
        g_setenv("OPENSSL_CONF", configuration, TRUE);
        g_auto(Run) run =
            run_esep("--home", f->folder, "--lang", "en", "sign", "2026-0001", "--role",
                     "inspector", "--p12", p12, "--password-file", password, NULL);
        g_unsetenv("OPENSSL_CONF");
        g_test_message("%s", run.err);
        g_assert_cmpint(run.exit_code, ==, rows[i].exit_code);
        g_assert_nonnull(strstr(run.err, rows[i].says));
    }
}

/* A real key of GOST R 34.10-2012, by Debian's engine; its provider knows digests and ciphers
 * alone. What opens it is said, and once it opens, that no document is signed with it. */
static void test_gost(Fixture *f, gconstpointer unused)
{
    static const struct {
        const char *loads, *says;
    } rows[] = {
        {"providers = list\n[list]\ndefault = on\ngostprov = on\n[on]\nactivate = 1\n",
         "needs “GOST R 34.10-2012 with 256 bit modulus”, which OpenSSL does not have here"},
        {"engines = list\n[list]\ngost = on\n[on]\nengine_id = gost\ndefault_algorithms = ALL\n",
         "is of the kind GOST2012_256 256"},
    };
    support_shell_in(f->folder, "printf '" SUPPORT_PASSWORD "' >password");
    for (gsize i = G_N_ELEMENTS(rows); i-- > 0;) {
        g_autofree char *configuration = g_build_filename(f->folder, "openssl.cnf", NULL);
        g_autofree char *text = g_strconcat("openssl_conf = all\n[all]\n", rows[i].loads, NULL);
        g_autofree char *p12 = g_build_filename(f->folder, "gost.p12", NULL);
        g_autofree char *password = g_build_filename(f->folder, "password", NULL);
        g_assert_true(g_file_set_contents(configuration, text, -1, NULL));
        g_setenv("OPENSSL_CONF", configuration, TRUE);
        if (!g_file_test(p12, G_FILE_TEST_EXISTS))
            support_shell_in(f->folder,
                             "openssl genpkey -algorithm gost2012_256 -pkeyopt paramset:A -out "
                             "gost.key && openssl req -x509 -key gost.key -subj /CN=A -config "
                             "/etc/ssl/openssl.cnf -out gost.pem && openssl pkcs12 -export -inkey "
                             "gost.key -in gost.pem -passout file:password -out gost.p12");
        g_auto(Run) run =
            run_esep("--home", f->folder, "--lang", "en", "sign", "2026-0001", "--role",
                     "inspector", "--p12", p12, "--password-file", password, NULL);
        g_unsetenv("OPENSSL_CONF");
        g_test_message("%s", run.err);
        g_assert_cmpint(run.exit_code, ==, 1);
        g_assert_nonnull(strstr(run.err, rows[i].says));
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add("/signing-key/rsa-curve-old-and-bare-files-open", Fixture, NULL, set_up, test_opens,
               tear_down);
    g_test_add("/signing-key/a-wrong-password-or-time-is-said", Fixture, NULL, set_up,
               test_passwords_and_times, tear_down);
    g_test_add("/signing-key/what-the-file-lacks-is-said", Fixture, NULL, set_up,
               test_what_is_missing, tear_down);
    g_test_add("/signing-key/weak-keys-and-other-uses-are-refused", Fixture, NULL, set_up,
               test_weak_and_wrong, tear_down);
    g_test_add("/signing-key/providers-are-those-of-the-configuration", Fixture, NULL, set_up,
               test_configured_providers, tear_down);
    g_test_add("/signing-key/a-real-gost-key-is-named", Fixture, NULL, set_up, test_gost,
               tear_down);
    g_test_add("/signing-key/a-missing-provider-is-named", Fixture, NULL, set_up,
               test_missing_provider, tear_down);
    g_test_add("/signing-key/a-damaged-file-never-crashes", Fixture, NULL, set_up, test_damaged,
               tear_down);
    g_test_add("/signing-key/device-and-persons-sign-one-after-another", Fixture, NULL, set_up,
               test_several_signatures, tear_down);
    return g_test_run();
}
