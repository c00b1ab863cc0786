/* The home folder and the device's identity. Outside witnesses: openssl, sqlite3. */
#include <glib/gstdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "protocol/error.h"
#include "protocol/home.h"
#include "protocol/identity.h"
#include "protocol/register.h"
#include "tests/support.h"
#include "tests/support_home.h"

static const HomeBody body = {.name = "Отдел полиции", .city = "Алматы"};

typedef struct {
    char *folder;
    char *path; /* the home, not made yet */
    Clock *clock;
} Fixture;

static void set_up(Fixture *fixture, gconstpointer unused)
{
    fixture->folder = support_folder();
    fixture->path = g_build_filename(fixture->folder, "home", NULL);
    fixture->clock = clock_new_fixed(SUPPORT_NOW_MS, TRUE);
}

static void tear_down(Fixture *fixture, gconstpointer unused)
{
    clock_free(fixture->clock);
    g_free(fixture->path);
    remove_folder(fixture->folder);
    g_free(fixture->folder);
}

static void init(Fixture *fixture)
{
    g_autoptr(GError) error = NULL;
    gboolean ok = home_init(fixture->path, &body, fixture->clock, &error);
    g_assert_no_error(error);
    g_assert_true(ok);
}

static mode_t mode_of(const char *folder, const char *name)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    GStatBuf status;
    g_assert_cmpint(g_stat(path, &status), ==, 0);
    return status.st_mode & 0777;
}

static void test_a_new_home_opens(Fixture *fixture, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    init(fixture);
    g_autoptr(Home) home = home_open(fixture->path, fixture->clock, &error);
    g_assert_no_error(error);
    g_assert_true(g_uuid_string_is_valid(home_device_uuid(home)));
    g_assert_cmpstr(home_path(home), ==, fixture->path);
    g_assert_cmpint(mode_of(fixture->path, "device.key"), ==, 0600);
    g_assert_cmpint(mode_of(fixture->path, "register.db"), ==, 0600);
    g_assert_cmpint(mode_of(fixture->path, "."), ==, 0700);
}

static void test_the_certificate_is_one_for_signing(Fixture *fixture, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    init(fixture);
    g_autoptr(Home) home = home_open(fixture->path, fixture->clock, &error);
    g_autofree char *path = home_certificate_path(home);
    const char *show[] = {
        "openssl", "x509", "-in", path, "-noout", "-text", "-nameopt", "utf8,sep_comma_plus", NULL};
    g_auto(Run) shown = run_program(show);
    g_assert_cmpint(shown.exit_code, ==, 0);
    g_autofree char *common = g_strconcat("CN=Отдел полиции ", home_device_uuid(home), NULL);
    const char *parts[] = {common,
                           "Not Before: Nov 20 13:00:00 2026 GMT",
                           "Not After : Nov 20 13:00:00 2046 GMT",
                           "prime256v1",
                           "ecdsa-with-SHA256",
                           "Digital Signature, Non Repudiation, Certificate Sign",
                           "CA:TRUE, pathlen:0"};
    for (gsize i = 0; i < G_N_ELEMENTS(parts); i++)
        if (!strstr(shown.out, parts[i]))
            g_error("“%s” is not in:\n%s", parts[i], shown.out);

    const char *verify[] = {"openssl", "verify", "-x509_strict", "-purpose", "smimesign",
                            "-CAfile", path,     path,           NULL};
    g_auto(Run) verified = run_program(verify);
    if (verified.exit_code != 0)
        g_error("%s", verified.err);
}

static void test_the_fingerprint_is_the_one_that_openssl_shows(Fixture *fixture,
                                                               gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    init(fixture);
    g_autofree char *path = g_build_filename(fixture->path, "device.crt", NULL);
    g_autofree char *ours = identity_certificate_sha256(path, &error);
    g_assert_no_error(error);
    const char *show[] = {"openssl", "x509",         "-in",     path,
                          "-noout",  "-fingerprint", "-sha256", NULL};
    g_auto(Run) theirs = run_program(show);
    g_assert_cmpint(theirs.exit_code, ==, 0);
    g_auto(GStrv) groups = g_strsplit(strchr(g_strchomp(theirs.out), '=') + 1, ":", -1);
    g_autofree char *joined = g_strjoinv("", groups);
    g_autofree char *lower = g_ascii_strdown(joined, -1);
    g_assert_cmpstr(ours, ==, lower);
}

static void test_a_long_name_of_a_body_still_gives_a_certificate(Fixture *fixture,
                                                                 gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *name = g_strnfill(160, 'x');
    const HomeBody large = {.name = name};
    g_assert_true(home_init(fixture->path, &large, fixture->clock, &error));
    g_assert_no_error(error);
}

static void test_a_home_is_not_made_twice(Fixture *fixture, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    init(fixture);
    g_autofree char *key = g_build_filename(fixture->path, "device.key", NULL);
    g_autofree char *before = NULL, *after = NULL;
    g_assert_true(g_file_get_contents(key, &before, NULL, NULL));
    g_assert_false(home_init(fixture->path, &body, fixture->clock, &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED);
    g_assert_true(g_file_get_contents(key, &after, NULL, NULL));
    g_assert_cmpstr(before, ==, after);
}

static void test_somebody_elses_folder_is_refused_untouched(Fixture *fixture, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_mkdir(fixture->path, 0755);
    g_autofree char *file = g_build_filename(fixture->path, "letter.txt", NULL);
    g_assert_true(g_file_set_contents(file, "mine", -1, NULL));
    g_assert_false(home_init(fixture->path, &body, fixture->clock, &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED);
    g_autofree char *kept = NULL;
    g_assert_true(g_file_get_contents(file, &kept, NULL, NULL));
    g_assert_cmpstr(kept, ==, "mine");
}

static void test_an_unfinished_home_is_no_home_and_is_made_anew(Fixture *fixture,
                                                                gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    init(fixture);
    g_autofree char *mark = g_build_filename(fixture->path, "unfinished", NULL);
    g_assert_true(g_file_set_contents(mark, "", 0, NULL));
    g_assert_null(home_open(fixture->path, fixture->clock, &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_NOT_FOUND);
    init(fixture);
    g_clear_error(&error);
    g_autoptr(Home) home = home_open(fixture->path, fixture->clock, &error);
    g_assert_no_error(error);
}

static void test_no_home_is_not_found(Fixture *fixture, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_assert_null(home_open(fixture->path, fixture->clock, &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_NOT_FOUND);
    g_assert_false(g_file_test(fixture->path, G_FILE_TEST_EXISTS));
}

static void test_a_bad_name_of_a_body_is_refused(Fixture *fixture, gconstpointer unused)
{
    const char *bad[] = {"",
                         "   ",
                         "\xff\xfe",
                         "a\nb",
                         "a\x1b[1m",
                         "\xe2\x80\xae"
                         "abc"};
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        const HomeBody wrong = {.name = bad[i]};
        g_assert_false(home_init(fixture->path, &wrong, fixture->clock, &error));
        g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_USAGE);
        g_assert_false(g_file_test(fixture->path, G_FILE_TEST_EXISTS));
    }
}

/* Every size of disk too small for a home: the limit stands for it (EFBIG for ENOSPC). */
static void test_a_full_disk_leaves_nothing(Fixture *fixture, gconstpointer unused)
{
    g_autofree char *path = g_build_filename(fixture->folder, "deep", "er", "home", NULL);
    g_autofree char *top = g_build_filename(fixture->folder, "deep", NULL);
    const rlim_t limits[] = {0, 100, 600, 4096, 20000};
    for (gsize i = 0; i < G_N_ELEMENTS(limits); i++) {
        pid_t child = fork();
        if (child == 0) {
            signal(SIGXFSZ, SIG_IGN);
            const struct rlimit limit = {limits[i], limits[i]};
            setrlimit(RLIMIT_FSIZE, &limit);
            _exit(home_init(path, &body, fixture->clock, NULL) ? 1 : 0);
        }
        int status = 0;
        g_assert_cmpint(waitpid(child, &status, 0), ==, child);
        g_assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
        g_assert_false(g_file_test(top, G_FILE_TEST_EXISTS));
    }
}

static void run_sqlite(Fixture *fixture, const char *sql)
{
    g_autofree char *path = g_build_filename(fixture->path, "register.db", NULL);
    const char *argv[] = {"sqlite3", path, sql, NULL};
    g_auto(Run) run = run_program(argv);
    g_assert_cmpint(run.exit_code, ==, 0);
}

static void test_a_register_of_a_newer_program_is_refused(Fixture *fixture, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    init(fixture);
    run_sqlite(fixture, "PRAGMA user_version = 1000");
    g_assert_null(home_open(fixture->path, fixture->clock, &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED);
    g_assert_nonnull(strstr(error->message, "newer"));
}

static void test_a_database_of_another_program_is_refused(Fixture *fixture, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    init(fixture);
    run_sqlite(fixture, "PRAGMA application_id = 7");
    g_assert_null(home_open(fixture->path, fixture->clock, &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED);
    g_assert_nonnull(strstr(error->message, "not a register"));
}

static void test_a_damaged_register_is_refused(Fixture *fixture, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    init(fixture);
    g_autofree char *path = g_build_filename(fixture->path, "register.db", NULL);
    g_assert_true(g_file_set_contents(path, "no database at all, only words", -1, NULL));
    g_assert_null(home_open(fixture->path, fixture->clock, &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED);
}

static void test_the_homes_place_is_option_then_environment(void)
{
    g_autofree char *before = g_strdup(g_getenv("ESEP_HOME"));
    g_setenv("ESEP_HOME", "/from/environment", TRUE);
    g_autofree char *option = home_path_default("/from/option");
    g_autofree char *environment = home_path_default(NULL);
    g_assert_cmpstr(option, ==, "/from/option");
    g_assert_cmpstr(environment, ==, "/from/environment");
    g_unsetenv("ESEP_HOME");
    g_autofree char *otherwise = home_path_default(NULL);
    g_assert_true(g_path_is_absolute(otherwise));
    if (before)
        g_setenv("ESEP_HOME", before, TRUE);
}

/* Another user's home: the advice to make a new one would be wrong. */
static void test_a_home_of_another_user(Fixture *fixture, gconstpointer unused)
{
    init(fixture);
    if (geteuid() != 0)
        g_assert_cmpint(g_chmod(fixture->path, 0), ==, 0);
    g_assert_cmpint(g_chmod(fixture->folder, 0755), ==, 0);
    pid_t child = fork();
    if (child == 0) {
        g_autoptr(GError) error = NULL;
        if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0))
            _exit(2);
        Home *home = home_open(fixture->path, fixture->clock, &error);
        _exit(!home && g_error_matches(error, PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED) ? 0 : 1);
    }
    int status = -1;
    g_assert_cmpint(waitpid(child, &status, 0), ==, child);
    g_chmod(fixture->path, 0700);
    g_assert_cmpint(status, ==, 0);
}

#define ADD(name, function) g_test_add("/home/" name, Fixture, NULL, set_up, function, tear_down)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("of-another-user-it-is-refused-not-denied", test_a_home_of_another_user);
    ADD("a-new-home-opens", test_a_new_home_opens);
    ADD("the-certificate-is-one-for-signing", test_the_certificate_is_one_for_signing);
    ADD("the-fingerprint-is-the-one-that-openssl-shows",
        test_the_fingerprint_is_the_one_that_openssl_shows);
    ADD("a-long-name-of-a-body-still-gives-a-certificate",
        test_a_long_name_of_a_body_still_gives_a_certificate);
    ADD("a-home-is-not-made-twice", test_a_home_is_not_made_twice);
    ADD("somebody-elses-folder-is-refused-untouched",
        test_somebody_elses_folder_is_refused_untouched);
    ADD("an-unfinished-home-is-no-home-and-is-made-anew",
        test_an_unfinished_home_is_no_home_and_is_made_anew);
    ADD("no-home-is-not-found", test_no_home_is_not_found);
    ADD("a-bad-name-of-a-body-is-refused", test_a_bad_name_of_a_body_is_refused);
    ADD("a-full-disk-leaves-nothing", test_a_full_disk_leaves_nothing);
    ADD("a-register-of-a-newer-program-is-refused", test_a_register_of_a_newer_program_is_refused);
    ADD("a-database-of-another-program-is-refused", test_a_database_of_another_program_is_refused);
    ADD("a-damaged-register-is-refused", test_a_damaged_register_is_refused);
    g_test_add_func("/home/its-place-is-option-then-environment",
                    test_the_homes_place_is_option_then_environment);
    return g_test_run();
}
