#include <stdio.h>
#include <string.h>

#include "protocol/meeting.h"
#include "protocol/print.h"
#include "protocol/register.h"
#include "protocol/register_audit.h"
#include "tests/support.h"
#include "tests/support_home.h"
#include "tests/support_pdf.h"
#include "tests/support_printer.h"
#include "tests/support_sealed.h"

typedef struct {
    char *folder, *home, *id;
    gboolean there; /* a printer could be started */
    SupportPrinter printer;
} Fixture;

static void set_up(Fixture *f, gconstpointer unused)
{
    g_autoptr(Clock) clock = clock_new_fixed(SUPPORT_NOW_MS, TRUE);
    f->folder = support_folder();
    g_autoptr(Home) home = support_home(f->folder, clock);
    f->home = g_strdup(home_path(home));
    f->id = support_sealed(home);
    f->there = support_printer_start(&f->printer);
}

static void tear_down(Fixture *f, gconstpointer unused)
{
    if (f->there)
        support_printer_stop(&f->printer);
    remove_folder(f->folder);
    g_free(f->folder);
    g_free(f->home);
    g_free(f->id);
}

static gboolean skip(Fixture *f)
{
    if (!f->there)
        g_test_skip("ippeveprinter cannot be started here");
    return !f->there;
}

static void hold(Fixture *f, gboolean on)
{
    g_autofree char *path = g_build_filename(f->printer.folder, "hold", NULL);
    if (on)
        g_assert_true(g_file_set_contents(path, "", 0, NULL));
    else
        g_assert_cmpint(remove(path), ==, 0);
}

/* How many jobs were kept, each of them the bytes of the sealed protocol. */
static int same_jobs(Fixture *f)
{
    g_autofree char *spool = g_build_filename(f->printer.folder, "spool", NULL);
    g_autofree char *sealed = g_build_filename(f->home, "meetings", f->id, "protocol.pdf", NULL);
    g_autofree char *line = g_strdup_printf(
        "find . -type f -size +0 | while read -r job; do cmp \"$job\" '%s' || exit 1; done",
        sealed);
    support_shell_in(spool, line);
    const char *const argv[] = {"find", spool, "-type", "f", "-size", "+0", NULL};
    g_auto(Run) run = run_program(argv);
    int count = 0;
    for (const char *at = run.out; (at = strchr(at, '\n')); at++)
        count++;
    return count;
}

/* The numbers of rows of the log that tell of printing: "print,printed,…". g_free. */
static char *logged(Fixture *f)
{
    g_autofree char *path = g_build_filename(f->home, "register.db", NULL);
    const char *const argv[] = {"sqlite3", path,
                                "SELECT group_concat(what || after) FROM"
                                " (SELECT what, after FROM audit WHERE what LIKE '%print%'"
                                " ORDER BY seq)",
                                NULL};
    g_auto(Run) run = run_program(argv);
    return g_strdup(g_strchomp(run.out));
}

/* What a home keeps of its prints. g_free. */
static char *printed_rows(const char *home)
{
    g_autofree char *path = g_build_filename(home, "register.db", NULL);
    const char *const argv[] = {"sqlite3", path, "SELECT n, copies, who, at FROM print", NULL};
    g_auto(Run) run = run_program(argv);
    return g_strdup(g_strchomp(run.out));
}

static Run print(Fixture *f)
{
    return run_esep("--home", f->home, "print", f->id, "--signed", "--printer", f->printer.uri,
                    NULL);
}

/* esep print in the background, in Russian. */
static GSubprocess *print_begin(Fixture *f)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *program = g_build_filename(g_getenv("ESEP_BUILD"), "esep", NULL);
    GSubprocess *process =
        g_subprocess_new(G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_PIPE, &error,
                         program, "--home", f->home, "--lang", "ru", "print", f->id, "--signed",
                         "--printer", f->printer.uri, NULL);
    g_assert_no_error(error);
    return process;
}

/* Reads what it says till there is text. */
static void wait_said(GSubprocess *process, const char *text)
{
    GInputStream *stream = g_subprocess_get_stderr_pipe(process);
    g_autoptr(GString) said = g_string_new(NULL);
    char byte;
    while (!strstr(said->str, text)) {
        if (g_input_stream_read(stream, &byte, 1, NULL, NULL) != 1)
            g_error("it ended without “%s”: %s", text, said->str);
        g_string_append_c(said, byte);
    }
}

static int exit_code(GSubprocess *process)
{
    g_assert_true(g_subprocess_wait(process, NULL, NULL));
    return g_subprocess_get_if_exited(process) ? g_subprocess_get_exit_status(process) : -1;
}

static void test_bytes(Fixture *f, gconstpointer unused)
{
    if (skip(f))
        return;
    for (int i = 1; i <= 2; i++) {
        g_auto(Run) run = print(f);
        if (run.exit_code != 0)
            g_error("%s", run.err);
        g_assert_nonnull(strstr(run.out, i == 1 ? "Printed." : "Printed again"));
        g_assert_cmpint(same_jobs(f), ==, i);
    }
    g_autofree char *log = logged(f);
    g_assert_cmpstr(log, ==, "print1,printed1,reprint1,printed1");
}

static void test_copies(Fixture *f, gconstpointer unused)
{
    if (skip(f))
        return;
    g_auto(Run) run = run_esep("--home", f->home, "--json", "print", f->id, "--printer",
                               f->printer.uri, "--copies", "2", NULL);
    g_assert_cmpint(run.exit_code, ==, 0);
    g_assert_nonnull(strstr(run.out, "\"copies\" : 2"));
    g_autofree char *log = logged(f);
    g_assert_cmpstr(log, ==, "print2,printed2");
}

/* The text of the newest job. g_free. */
static char *newest_job(Fixture *f)
{
    g_autofree char *spool = g_build_filename(f->printer.folder, "spool", NULL);
    g_autofree char *line = g_strdup_printf(
        "cd '%s' && pdftotext -raw \"$(find . -type f -size +0 -printf '%%T@ %%p\\n' |"
        " sort -n | tail -n 1 | cut -d' ' -f2)\" -",
        spool);
    const char *const argv[] = {"sh", "-c", line, NULL};
    g_auto(Run) run = run_program(argv);
    g_assert_cmpint(run.exit_code, ==, 0);
    return g_strdup(run.out);
}

static void test_copy(Fixture *f, gconstpointer unused)
{
    if (skip(f))
        return;
    for (int i = 1; i <= 2; i++) {
        g_auto(Run) run =
            run_esep("--home", f->home, "print", f->id, "--printer", f->printer.uri, NULL);
        g_assert_cmpint(run.exit_code, ==, 0);
        g_assert_nonnull(strstr(run.out, i == 1 ? "one for the police body" : "as a copy"));
        g_autofree char *text = newest_job(f);
        /* What stands aslant is read letter by letter. */
        g_assert_cmpint(strstr(text, "К\nО\nП\nИ\nЯ") != NULL, ==, i == 2);
        g_assert_cmpint(strstr(text, "К\nӨ\nШ\nІ\nР\nМ\nЕ") != NULL, ==, i == 2);
    }
    g_autofree char *log = logged(f);
    g_assert_cmpstr(log, ==, "print1,printed1,reprint1,printed1");
}

/* A record that is printed, exported and imported: in the other home, too, it was printed. */
static void test_imported(Fixture *f, gconstpointer unused)
{
    if (skip(f))
        return;
    g_autofree char *to = g_build_filename(f->folder, "to", NULL);
    g_autofree char *other = g_build_filename(f->folder, "other", NULL);
    g_auto(Run) first = run_esep("--home", f->home, "print", f->id, "--printer", f->printer.uri,
                                 "--copies", "2", NULL);
    g_assert_cmpint(first.exit_code, ==, 0);
    g_auto(Run) bag = run_esep("--home", f->home, "export", f->id, "--to", to, NULL);
    g_assert_cmpint(bag.exit_code, ==, 0);
    g_auto(Run) init = run_esep("--home", other, "init", "--body", "Аудан", NULL);
    g_assert_cmpint(init.exit_code, ==, 0);
    g_auto(Run) import = run_esep("--home", other, "import", g_strchomp(bag.out), NULL);
    g_assert_cmpint(import.exit_code, ==, 0);
    g_autofree char *there = printed_rows(f->home), *here = printed_rows(other);
    g_assert_true(g_str_has_prefix(there, "1|2|"));
    g_assert_cmpstr(here, ==, there);

    g_auto(Run) again =
        run_esep("--home", other, "--json", "print", f->id, "--printer", f->printer.uri, NULL);
    g_assert_cmpint(again.exit_code, ==, 0);
    g_assert_nonnull(strstr(again.out, "\"again\" : true"));
    g_autofree char *text = newest_job(f);
    g_assert_nonnull(strstr(text, "К\nО\nП\nИ\nЯ"));
}

/* A register of version 20 told of prints in its log alone. */
static void test_older(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Clock) clock = clock_new_fixed(SUPPORT_NOW_MS, TRUE);
    const AuditEvent event = {
        .meeting = f->id, .what = "printed", .subject = "protocol", .after = "2"};
    g_autoptr(Home) before = home_open(f->home, clock, &error);
    g_assert_no_error(error);
    g_assert_true(register_audit_note(home_register(before), clock, &event, &error));
    g_clear_pointer(&before, home_free);
    g_autofree char *path = g_build_filename(f->home, "register.db", NULL);
    static const char back[] = "DROP TABLE print; PRAGMA user_version = 20";
    g_auto(Run) run = run_program((const char *[]){"sqlite3", path, back, NULL});
    g_assert_cmpint(run.exit_code, ==, 0);
    g_autoptr(Home) after = home_open(f->home, clock, &error);
    g_assert_no_error(error);
    g_autofree char *rows = printed_rows(f->home);
    g_assert_true(g_str_has_prefix(rows, "1|2|"));
    g_assert_true(g_str_has_suffix(rows, "|2026-11-20T18:00:00+05:00"));
    g_assert_null(strchr(rows, '\n'));
}

static void test_receipt(Fixture *f, gconstpointer unused)
{
    if (skip(f))
        return;
    g_auto(Run) run = run_esep("--home", f->home, "print", f->id, "--receipt", "2", "--roll",
                               "--printer", f->printer.uri, NULL);
    if (run.exit_code != 0)
        g_error("%s", run.err);
    g_autofree char *text = newest_job(f), *log = logged(f);
    g_assert_nonnull(strstr(text, "11 декабря 2026"));
    g_assert_cmpstr(log, ==, "print1");
    /* A slip of A6, which this printer does not have. */
    g_auto(Run) slip = run_esep("--home", f->home, "print", f->id, "--receipt", "2", "--printer",
                                f->printer.uri, NULL);
    if (slip.exit_code != 0)
        g_error("%s", slip.err);
    g_autofree char *printed = newest_job(f);
    g_assert_nonnull(strstr(printed, "11 декабря 2026"));
    g_auto(Run) none = run_esep("--home", f->home, "print", f->id, "--receipt", "99", "--printer",
                                f->printer.uri, NULL);
    g_assert_cmpint(none.exit_code, ==, 3);
}

static void test_media(void)
{
    static const char roll[] = "<< /MediaBox [0 0 226.77 371.34] >>", none[] = "<< /MediaBox >>";
    g_autoptr(GBytes) pdf = g_bytes_new_static(roll, strlen(roll));
    static const char slip[] = "<< /MediaBox [0 0 297.64 419.53] >>";
    g_autoptr(GBytes) a6 = g_bytes_new_static(slip, strlen(slip));
    g_autofree char *a6_media = print_media(a6);
    g_assert_cmpstr(a6_media, ==, "iso_a6_105x148mm");
    g_autoptr(GBytes) wrong = g_bytes_new_static(none, strlen(none));
    g_autofree char *media = print_media(pdf);
    g_assert_cmpstr(media, ==, "custom_80x131mm_80x131mm");
    g_assert_null(print_media(wrong));
}

/* Out of paper is said in the reader's language; the second job waits for the first. */
static void test_paper(Fixture *f, gconstpointer unused)
{
    if (skip(f))
        return;
    hold(f, TRUE);
    g_autoptr(GSubprocess) first = print_begin(f);
    wait_said(first, "нет бумаги");
    g_autoptr(GSubprocess) second = print_begin(f);
    wait_said(second, "принтер занят");
    hold(f, FALSE);
    g_assert_cmpint(exit_code(first), ==, 0);
    g_assert_cmpint(exit_code(second), ==, 0);
    g_assert_cmpint(same_jobs(f), ==, 2);
}

static void test_gone(Fixture *f, gconstpointer unused)
{
    if (skip(f))
        return;
    hold(f, TRUE);
    g_autoptr(GSubprocess) process = print_begin(f);
    wait_said(process, "нет бумаги");
    support_printer_unplug(&f->printer);
    wait_said(process, "пропал");
    g_assert_cmpint(exit_code(process), ==, 1);
    g_auto(Run) again = print(f);
    g_assert_cmpint(again.exit_code, ==, 3);
    g_assert_nonnull(strstr(again.err, "does not answer"));
    g_autofree char *log = logged(f);
    g_assert_cmpstr(log, ==, "print1,print1");
}

static void test_refused(Fixture *f, gconstpointer unused)
{
    g_auto(Run) usage = run_esep("--home", f->home, "print", NULL);
    g_assert_cmpint(usage.exit_code, ==, 2);
    g_auto(Run) copies = run_esep("--home", f->home, "print", f->id, "--copies", "-1", NULL);
    g_assert_cmpint(copies.exit_code, ==, 2);
    g_auto(Run) nowhere =
        run_esep("--home", f->home, "print", f->id, "--printer", "ipp://localhost:1/x", NULL);
    g_assert_cmpint(nowhere.exit_code, ==, 3);
    g_auto(Run) unknown = run_esep("--home", f->home, "print", "2026-0999", NULL);
    g_assert_cmpint(unknown.exit_code, ==, 3);
    g_autofree char *path = g_build_filename(f->home, "meetings", f->id, "protocol.pdf", NULL);
    support_flip(path, 100);
    g_auto(Run) changed =
        run_esep("--home", f->home, "print", f->id, "--printer", "ipp://localhost:1/x", NULL);
    g_assert_cmpint(changed.exit_code, ==, 4);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_setenv("ESEP_NOW", "2026-11-20T19:30:00+05:00", TRUE);
#define ADD(path, function) g_test_add(path, Fixture, NULL, set_up, function, tear_down)
    ADD("/print/the-printer-gets-the-signed-bytes-twice-in-a-row", test_bytes);
    ADD("/print/a-reprint-says-on-paper-that-it-is-a-copy", test_copy);
    ADD("/print/a-reprint-in-another-home-is-a-copy-too", test_imported);
    ADD("/print/prints-that-only-the-log-knew-are-known", test_older);
    ADD("/print/a-receipt-goes-to-the-roll", test_receipt);
    g_test_add_func("/print/a-roll-is-as-long-as-its-page", test_media);
    ADD("/print/copies-are-counted-in-the-log", test_copies);
    ADD("/print/out-of-paper-is-said-and-a-busy-printer-waited-for", test_paper);
    ADD("/print/a-printer-that-goes-away-is-said", test_gone);
    ADD("/print/what-cannot-be-printed-is-refused", test_refused);
    return g_test_run();
}
