/* Passwords of key files: asked for by one place only, in the language of the command, unseen. */
#include <pty.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "protocol/signing_key.h"
#include "tests/support.h"
#include "tests/support_home.h"
#include "tests/support_key.h"

#define NO_HOME 3 /* the exit code of whoever got past the password */

typedef struct {
    char *folder, *p12;
} Fixture;

static void set_up(Fixture *f, gconstpointer unused)
{
    f->folder = support_folder();
    support_authority(f->folder);
    f->p12 = support_p12(f->folder, "A", SUPPORT_P256, NULL);
}

static void tear_down(Fixture *f, gconstpointer unused)
{
    remove_folder(f->folder);
    g_free(f->folder);
    g_free(f->p12);
}

/* Reads what the terminal shows until it ends with end, or, if that is NULL, till it is gone. */
static void read_until(int terminal, GString *shown, const char *end)
{
    char byte;
    while (!(end && g_str_has_suffix(shown->str, end)) && read(terminal, &byte, 1) == 1)
        g_string_append_c(shown, byte);
}

/* Signs on a terminal of its own, where typed is the answer to question: the status it ends with.
 * All that the terminal showed through shown_out; g_free. */
static int sign_on_terminal(Fixture *f, const char *question, const char *typed, char **shown_out)
{
    int terminal, status = -1;
    g_autofree char *program = g_build_filename(g_getenv("ESEP_BUILD"), "esep", NULL);
    const char *argv[] = {program,     "--home", f->folder,   "--lang", "kk",   "sign",
                          "2026-0001", "--role", "inspector", "--p12",  f->p12, NULL};
    pid_t child = forkpty(&terminal, NULL, NULL, NULL);
    g_assert_cmpint(child, >=, 0);
    if (child == 0) {
        /* Whoever runs the tests in the background ignores it. */
        signal(SIGINT, SIG_DFL);
        execv(program, (char **)argv);
        _exit(127);
    }
    GString *shown = g_string_new(NULL);
    read_until(terminal, shown, question);
    g_assert_cmpint(write(terminal, typed, strlen(typed)), ==, (int)strlen(typed));
    read_until(terminal, shown, NULL);
    g_assert_cmpint(waitpid(child, &status, 0), ==, child);
    close(terminal);
    g_test_message("%s", shown->str);
    *shown_out = g_string_free(shown, FALSE);
    return status;
}

static void test_terminal(Fixture *f, gconstpointer unused)
{
    static const struct {
        const char *typed;
        int exit_code;
    } rows[] = {{SUPPORT_PASSWORD "\n", NO_HOME}, {"zzqqxx\n", 1}, {"\n", 1}};
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *shown = NULL;
        int status = sign_on_terminal(f, "(көрсетілмейді): ", rows[i].typed, &shown);
        g_assert_true(WIFEXITED(status));
        g_assert_cmpint(WEXITSTATUS(status), ==, rows[i].exit_code);
        g_assert_nonnull(strstr(shown, "A.p12 файлының құпиясөзі"));
        g_assert_null(strstr(shown, SUPPORT_PASSWORD));
        g_assert_null(strstr(shown, "zzqqxx"));
        g_assert_null(strstr(shown, "pass phrase"));
    }
}

/* Control-C ends the command as ever. */
static void test_interrupted(Fixture *f, gconstpointer unused)
{
    g_autofree char *shown = NULL;
    int status = sign_on_terminal(f, "(көрсетілмейді): ", "ab\3", &shown);
    g_assert_true(WIFSIGNALED(status));
    g_assert_cmpint(WTERMSIG(status), ==, SIGINT);
    g_assert_null(strstr(shown, "ab"));
}

static void assert_sign(Fixture *f, const char *options, int exit_code, const char *said)
{
    g_autofree char *line = g_strdup_printf("'%s/esep' --home '%s' --lang en sign 2026-0001 --role "
                                            "inspector --p12 '%s' %s",
                                            g_getenv("ESEP_BUILD"), f->folder, f->p12, options);
    g_auto(Run) run = run_program((const char *[]){"bash", "-c", line, NULL});
    g_test_message("%s: %s", options, run.err);
    g_assert_cmpint(run.exit_code, ==, exit_code);
    g_assert_nonnull(strstr(run.err, said));
}

static void test_descriptor(Fixture *f, gconstpointer unused)
{
    assert_sign(f, "--password-fd 3 3<<<'" SUPPORT_PASSWORD "'", NO_HOME, "is no home of Esep");
    assert_sign(f, "--password-fd 0 <<<'" SUPPORT_PASSWORD "'", NO_HOME, "is no home of Esep");
    assert_sign(f, "--password-file <(printf '" SUPPORT_PASSWORD "\\r\\n')", NO_HOME,
                "is no home of Esep");
    assert_sign(f, "--password-fd 3 3<<<'other'", 1, "The password does not open");
    assert_sign(f, "--password-fd 9", 2, "--password-fd");
    assert_sign(f, "--password-file /nothing", NO_HOME, "/nothing could not be read");
    assert_sign(f, "<<<'" SUPPORT_PASSWORD "'", 2, "There is no terminal");
}

/* A certificate that says that it is encrypted: OpenSSL would ask for its words by itself. */
static void test_certificate(Fixture *f, gconstpointer unused)
{
    g_autofree char *path = g_build_filename(f->folder, "hostile.pem", NULL);
    static const char pem[] = "-----BEGIN CERTIFICATE-----\n"
                              "Proc-Type: 4,ENCRYPTED\n"
                              "DEK-Info: AES-256-CBC,00112233445566778899AABBCCDDEEFF\n\n"
                              "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
                              "-----END CERTIFICATE-----\n";
    g_assert_true(g_file_set_contents(path, pem, -1, NULL));
    int terminal, status = -1;
    pid_t child = forkpty(&terminal, NULL, NULL, NULL);
    g_assert_cmpint(child, >=, 0);
    if (child == 0)
        _exit(signing_key_read(path, path, NULL) ? 1 : 0);
    g_autoptr(GString) shown = g_string_new(NULL);
    read_until(terminal, shown, NULL);
    g_assert_cmpint(waitpid(child, &status, 0), ==, child);
    close(terminal);
    g_assert_cmpint(status, ==, 0);
    g_assert_cmpstr(shown->str, ==, "");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add("/secret/a-terminal-is-asked-in-its-language-and-shows-nothing", Fixture, NULL,
               set_up, test_terminal, tear_down);
    g_test_add("/secret/control-c-ends-the-question", Fixture, NULL, set_up, test_interrupted,
               tear_down);
    g_test_add("/secret/a-descriptor-or-a-file-gives-it-too", Fixture, NULL, set_up,
               test_descriptor, tear_down);
    g_test_add("/secret/a-certificate-asks-for-nothing", Fixture, NULL, set_up, test_certificate,
               tear_down);
    return g_test_run();
}
