#include <glib/gstdio.h>
#include <openssl/evp.h>
#include <string.h>

#include "protocol/envelope.h"
#include "protocol/error.h"
#include "protocol/export.h"
#include "protocol/export_readers.h"
#include "tests/support.h"
#include "tests/support_home.h"
#include "tests/support_pdf.h"
#include "tests/support_record.h"
#include "tests/support_sealed.h"

/* A reader with a key and a certificate, an archive of a meeting encrypted to it: made once, and
 * copied for each test. */
typedef struct {
    RecordFixture record;
    char *to, *made; /* the archive, in a folder of its own */
    char *path;      /* the test's copy */
    char *opened;    /* an empty folder */
} Fixture;

#define MAKE_KEY(name, kind, more)                                                                 \
    "faketime '2026-11-01' openssl req -x509 -nodes -newkey " kind " -keyout " name                \
    ".key -out " name ".crt -days 60 -subj /CN=" name " " more " 2>/dev/null"

static GPtrArray *recipients(Fixture *f, const char *name, GError **error)
{
    g_autofree char *file = g_strconcat(name, ".crt", NULL);
    g_autofree char *path = g_build_filename(f->record.folder, file, NULL);
    char *const paths[] = {path, NULL};
    return envelope_recipients(paths, SUPPORT_NOW_MS, error);
}

static void make(Fixture *f)
{
    g_autoptr(GError) error = NULL;
    record_set_up(&f->record, NULL);
    f->to = g_build_filename(f->record.folder, "to", NULL);
    f->opened = g_build_filename(f->record.folder, "opened", NULL);
    support_shell_in(f->record.folder,
                     MAKE_KEY("reader", "ec -pkeyopt ec_paramgen_curve:P-256",
                              "") " && " MAKE_KEY("rsa", "rsa:2048", "") " && mkdir copies");
    g_autofree char *id = support_sealed(f->record.home);
    g_autoptr(GPtrArray) readers = recipients(f, "reader", &error);
    g_assert_no_error(error);
    export_encrypted(f->record.home, id, f->to, &(ExportChoice){.profile = EXPORT_FULL}, readers,
                     NULL, NULL, &f->made, &error);
    g_assert_no_error(error);
}

static void end(Fixture *f)
{
    record_tear_down(&f->record, NULL);
    g_free(f->to);
    g_free(f->made);
    g_free(f->opened);
}

static void empty_opened(Fixture *f)
{
    remove_folder(f->opened);
    g_mkdir(f->opened, 0700);
}

/* Runs a test on a copy of its own. */
typedef struct {
    Fixture *fixture;
    void (*test)(Fixture *f);
} Case;

static void run_case(gconstpointer data)
{
    const Case *one = data;
    Fixture *f = one->fixture;
    empty_opened(f);
    support_shell_in(f->record.folder, "rm -rf copies/* && cp -r to/*-encrypted copies/");
    g_autofree char *name = g_path_get_basename(f->made);
    f->path = g_build_filename(f->record.folder, "copies", name, NULL);
    one->test(f);
    g_clear_pointer(&f->path, g_free);
}

static EVP_PKEY *key_of(Fixture *f, const char *name)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *file = g_strconcat(name, ".key", NULL);
    g_autofree char *path = g_build_filename(f->record.folder, file, NULL);
    EVP_PKEY *key = envelope_key(path, NULL, NULL, &error);
    g_assert_no_error(error);
    return key;
}

static char *open_with(Fixture *f, const char *name, GError **error)
{
    EVP_PKEY *key = key_of(f, name);
    char *bag = envelope_read(f->path, key, f->opened, NULL, NULL, error);
    EVP_PKEY_free(key);
    return bag;
}

static void assert_fails(Fixture *f, const char *name, int code)
{
    g_autoptr(GError) error = NULL;
    g_assert_null(open_with(f, name, &error));
    g_assert_error(error, PROTOCOL_ERROR, code);
    empty_opened(f);
}

/* What a reader has who has nothing of ours, by the command that lies in the folder. */
static void test_openssl_and_tar_alone_open_it(Fixture *f)
{
    g_autofree char *how_path = g_build_filename(f->path, "OPEN.txt", NULL), *how = NULL;
    g_assert_true(g_file_get_contents(how_path, &how, NULL, NULL));
    g_assert_nonnull(strstr(how, "   reader\n   SHA-256 "));
    const char *from = strstr(how, "    for part in");
    g_assert_nonnull(from);
    g_autofree char *command = g_strndup(from, strcspn(from, "\n"));
    g_autofree char *line = g_strconcat("cp ../../reader.key key.pem;", command, NULL);
    support_shell_in(f->path, line);
    support_shell_in(f->path, "cd */ && sha256sum --quiet -c manifest-sha256.txt && "
                              "test -f data/protocol.pdf && test -f data/video/take-01.mkv");
}

static void test_nothing_in_it_can_be_read_and_nothing_stays_in_the_clear(Fixture *f)
{
    g_autofree char *work = g_build_filename(home_path(f->record.home), ".work", "now", NULL);
    g_assert_false(g_file_test(work, G_FILE_TEST_EXISTS));
    support_shell_in(f->to,
                     "test \"$(ls | wc -l)\" = 1 && ! grep -rqaE 'BagIt|Bagging|%PDF-|manifest' .");
    support_shell_in(f->made, "test \"$(ls)\" = \"$(printf 'OPEN.txt\\npart-001.p7m')\"");
}

static void test_a_wrong_key_a_cut_and_a_changed_part_are_told_apart(Fixture *f)
{
    g_autofree char *part = g_build_filename(f->path, "part-001.p7m", NULL), *data = NULL;
    gsize size = 0;
    support_shell_in(f->record.folder, MAKE_KEY("other", "ec -pkeyopt ec_paramgen_curve:P-256",
                                                "") " && " MAKE_KEY("rsa", "rsa:2048", ""));
    assert_fails(f, "other", PROTOCOL_ERROR_REFUSED);
    assert_fails(f, "rsa", PROTOCOL_ERROR_REFUSED);
    g_assert_true(g_file_get_contents(part, &data, &size, NULL));
    for (gsize at = 1; at < 32; at++) {
        support_flip(part, (gint64)(size * at / 32));
        g_autoptr(GError) error = NULL;
        g_assert_null(open_with(f, "reader", &error));
        g_assert_nonnull(error);
        support_flip(part, (gint64)(size * at / 32));
        empty_opened(f);
    }
    g_assert_true(g_file_set_contents(part, data, (gssize)size / 2, NULL));
    assert_fails(f, "reader", PROTOCOL_ERROR_DIFFERENT);
    g_assert_true(g_file_set_contents(part, data, 0, NULL));
    assert_fails(f, "reader", PROTOCOL_ERROR_DIFFERENT);
    g_remove(part);
    assert_fails(f, "reader", PROTOCOL_ERROR_DIFFERENT);
}

/* Two parts and a bit, for a key of each kind. */
static void test_a_large_archive_is_in_parts_of_which_none_may_miss(Fixture *f)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *bag = g_build_filename(f->record.folder, "large", NULL);
    support_shell_in(f->record.folder,
                     "mkdir -p large/data && head -c 70000000 /dev/zero >large/data/x");
    g_autoptr(GPtrArray) readers = recipients(f, "rsa", &error);
    g_autoptr(GPtrArray) second = recipients(f, "reader", &error);
    g_assert_no_error(error);
    g_ptr_array_add(readers, g_ptr_array_steal_index(second, 0));
    g_free(f->path);
    f->path = g_build_filename(f->record.folder, "copies", "large-encrypted", NULL);
    envelope_write(bag, f->path, readers, TRUE, NULL, NULL, &error);
    g_assert_no_error(error);
    g_autofree char *opened = open_with(f, "rsa", &error);
    g_assert_no_error(error);
    support_shell_in(f->record.folder, "cmp large/data/x opened/large/data/x && rm -r opened/*");
    g_assert_false(envelope_write(bag, f->path, readers, TRUE, NULL, NULL, NULL)); /* is there */

    support_shell_in(f->path, "mv part-001.p7m x && mv part-002.p7m part-001.p7m");
    assert_fails(f, "reader", PROTOCOL_ERROR_DIFFERENT);
    support_shell_in(f->path, "mv x part-002.p7m");
    assert_fails(f, "reader", PROTOCOL_ERROR_DIFFERENT);
    support_shell_in(f->path, "mv part-002.p7m x && rm part-001.p7m && mv x part-001.p7m");
    assert_fails(f, "reader", PROTOCOL_ERROR_DIFFERENT);
}

static void test_only_a_certificate_that_encrypts_today_is_taken(Fixture *f)
{
    static const char *const refused[] = {"old", "signer", "reader.key", "none"};
    support_shell_in(
        f->record.folder,
        "faketime '2025-01-01' openssl req -x509 -nodes -newkey ec -pkeyopt "
        "ec_paramgen_curve:P-256 -keyout k -out old.crt -days 30 -subj /CN=old "
        "2>/dev/null && cp reader.key reader.key.crt && " MAKE_KEY(
            "signer", "ec -pkeyopt ec_paramgen_curve:P-256", "-addext keyUsage=digitalSignature"));
    for (gsize i = 0; i < G_N_ELEMENTS(refused); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(recipients(f, refused[i], &error));
        int code = i == 3 ? PROTOCOL_ERROR_NOT_FOUND : PROTOCOL_ERROR_REFUSED;
        g_assert_error(error, PROTOCOL_ERROR, code);
    }
}

/* Whoever has the certificate can make such an archive. */
static void test_no_name_in_it_leads_out_of_its_folder(Fixture *f)
{
    static const char *const tars[] = {
        "mkdir -p b && echo x >b/f && tar cPf t --transform 's,b/f,b/../../evil,' b/f",
        "mkdir -p b && echo x >b/f && tar cPf t --transform 's,^b,/tmp/evil,' b/f",
        "mkdir -p b && ln -sf /etc b/l && tar cf t b/l",
        "mkdir -p b && echo x >b/f && ln -f b/f b/h && tar cf t b/f b/h",
        "mkdir -p b && echo x >b/f && tar cf t b/f && tar rf t b/f",
        "mkdir -p b c && echo x >b/f && echo x >c/f && tar cf t b/f c/f",
        "mkdir -p b && truncate -s 1G b/f && tar cSf t b/f",
        "mkdir -p b && mkfifo b/p && tar cf t b/p",
        "echo x >f && tar cf t f",
        "head -c 10000 /dev/urandom >t",
        ": >t",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(tars); i++) {
        g_test_message("%s", tars[i]);
        g_autofree char *line =
            g_strdup_printf("rm -rf b c && %s && openssl cms -encrypt -aes-256-gcm -binary "
                            "-outform DER -in t -out %s/part-001.p7m reader.crt",
                            tars[i], f->path);
        support_shell_in(f->record.folder, line);
        assert_fails(f, "reader", PROTOCOL_ERROR_DIFFERENT);
        support_shell_in(f->record.folder, "test ! -e evil && test ! -e ../evil");
    }
}

static void test_the_command_takes_certificates_and_keys(Fixture *f)
{
    g_autofree char *key = g_build_filename(f->record.folder, "reader.key", NULL);
    g_autofree char *secret = g_build_filename(f->record.folder, "secret.key", NULL);
    g_autofree char *word = g_build_filename(f->record.folder, "word", NULL);
    support_shell_in(f->record.folder,
                     "echo 'құпия 1' >word && openssl pkey -in reader.key -aes256 "
                     "-passout file:word -out secret.key");
    g_auto(Run) shut = run_esep("verify", f->path, NULL);
    g_assert_cmpint(shut.exit_code, ==, PROTOCOL_ERROR_USAGE);
    g_assert_nonnull(strstr(shut.err, "--key"));
    g_auto(Run) verified = run_esep("--json", "verify", f->path, "--key", key, NULL);
    g_assert_cmpint(verified.exit_code, ==, 0);
    g_assert_nonnull(strstr(verified.out, "\"ok\" : true"));
    g_auto(Run) locked = run_esep("verify", f->path, "--key", secret, NULL);
    g_assert_cmpint(locked.exit_code, ==, PROTOCOL_ERROR_USAGE);
    g_auto(Run) unlocked =
        run_esep("verify", f->path, "--key", secret, "--password-file", word, NULL);
    g_assert_cmpint(unlocked.exit_code, ==, 0);

    g_autofree char *other = g_build_filename(f->record.folder, "desk", NULL);
    g_auto(Run) made = run_esep("--home", other, "init", "--body", "ОП", NULL);
    g_assert_cmpint(made.exit_code, ==, 0);
    g_auto(Run) imported = run_esep("--home", other, "import", f->path, "--key", key, NULL);
    g_assert_cmpint(imported.exit_code, ==, 0);
}

/* Whom the administrator names in esep.ini reads what the touch screen gives out; one who cannot
 * be used keeps everything in. */
static void test_readers_are_named_by_the_administrator(Fixture *f)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) readers = NULL;
    Home *home = f->record.home;
    g_autofree char *ini = g_build_filename(home_path(home), "esep.ini", NULL);
    g_autofree char *named =
        g_strdup_printf("[export]\nfor=%s/reader.crt;../rsa.crt\n", f->record.folder);
    g_assert_true(export_readers(home, &readers, &error));
    g_assert_null(readers);
    g_file_set_contents(ini, named, -1, &error);
    g_assert_no_error(error);
    g_assert_true(export_readers(home, &readers, &error));
    g_assert_cmpuint(readers->len, ==, 2);
    g_autofree char *text = export_readers_text(readers);
    g_assert_cmpstr(text, ==, "reader, rsa");
    g_clear_pointer(&readers, g_ptr_array_unref);
    g_file_set_contents(ini, "[export]\nfor=gone.pem\n", -1, &error);
    g_assert_false(export_readers(home, &readers, &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_NOT_FOUND);
    g_assert_null(readers);
    g_assert_cmpint(g_unlink(ini), ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    Fixture fixture = {.path = NULL};
    const struct {
        const char *path;
        Case one;
    } cases[] = {
#define ADD(name, test)                                                                            \
    {                                                                                              \
        "/envelope/" name,                                                                         \
        {                                                                                          \
            &fixture, test                                                                         \
        }                                                                                          \
    }
        ADD("nothing-in-it-can-be-read-and-nothing-stays-in-the-clear",
            test_nothing_in_it_can_be_read_and_nothing_stays_in_the_clear),
        ADD("openssl-and-tar-alone-open-it", test_openssl_and_tar_alone_open_it),
        ADD("a-wrong-key-a-cut-and-a-changed-part-are-told-apart",
            test_a_wrong_key_a_cut_and_a_changed_part_are_told_apart),
        ADD("a-large-archive-is-in-parts-of-which-none-may-miss",
            test_a_large_archive_is_in_parts_of_which_none_may_miss),
        ADD("only-a-certificate-that-encrypts-today-is-taken",
            test_only_a_certificate_that_encrypts_today_is_taken),
        ADD("no-name-in-it-leads-out-of-its-folder", test_no_name_in_it_leads_out_of_its_folder),
        ADD("the-command-takes-certificates-and-keys",
            test_the_command_takes_certificates_and_keys),
        ADD("readers-are-named-by-the-administrator", test_readers_are_named_by_the_administrator),
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        g_test_add_data_func(cases[i].path, &cases[i].one, run_case);
    make(&fixture);
    int result = g_test_run();
    end(&fixture);
    return result;
}
