/* Export, import and disposal killed (SIGKILL) at random moments: what they were about is whole or
 * absent, and the next try succeeds. $ESEP_MOMENTS says how many of each (make kill9). */
#include <openssl/evp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "protocol/disposal.h"
#include "protocol/envelope.h"
#include "protocol/export.h"
#include "protocol/import.h"
#include "protocol/meeting.h"
#include "protocol/record.h"
#include "protocol/seal.h"
#include "protocol/verify.h"
#include "protocol/workspace.h"
#include "tests/support.h"
#include "tests/support_home.h"
#include "tests/support_pdf.h"
#include "tests/support_record.h"
#include "tests/support_sealed.h"

#define MOMENTS 8
#define SEED 20261120
#define DISPOSED_ON "2027-12-09"

typedef struct {
    char *folder, *id, *bag, *home, *other;
} Fixture;

static void must(gboolean ok, GError *error)
{
    if (!ok)
        g_error("%s", error ? error->message : "?");
}

static void set_up(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    f->folder = support_folder();
    f->home = g_build_filename(f->folder, "home", NULL);
    g_autoptr(Clock) clock = clock_new_fixed(SUPPORT_NOW_MS, TRUE);
    g_autoptr(Home) home = support_home(f->folder, clock);
    f->id = support_ready(home);
    support_filmed(home, f->id, 20);
    must(meeting_sign(home, f->id, "inspector", SUPPORT_STROKES, &error), error);
    must(seal_meeting(home, f->id, NULL, NULL, &error), error);
    support_shell_in(f->folder, "faketime 2026-11-01 openssl req -x509 -nodes -newkey rsa:2048"
                                " -keyout reader.key -out reader.crt -days 60 -subj /CN=reader"
                                " 2>/dev/null");
    g_autofree char *given = g_build_filename(f->folder, "given", NULL);
    must(export_meeting(home, f->id, given, &(ExportChoice){.profile = EXPORT_FULL}, NULL, NULL,
                        &f->bag, &error),
         error);
    support_finish_follow(home);
    g_autofree char *act = g_build_filename(f->folder, "act.pdf", NULL);
    const char *const ids[] = {f->id, NULL};
    support_set_day(clock, "2027-12-01");
    must(disposal_begin(home, &(DisposalAct){.ids = ids, .path = act}, NULL, &error), error);
    g_autofree char *below = g_build_filename(f->folder, "other", NULL);
    g_assert_cmpint(g_mkdir_with_parents(below, 0755), ==, 0);
    f->other = g_build_filename(below, "home", NULL);
    home_free(support_home(below, clock));
    support_shell_in(f->folder, "cp -a home home.kept && cp -a other other.kept");
}

static void tear_down(Fixture *f, gconstpointer unused)
{
    remove_folder(f->folder);
    char *const owned[] = {f->folder, f->id, f->bag, f->home, f->other};
    for (gsize i = 0; i < G_N_ELEMENTS(owned); i++)
        g_free(owned[i]);
}

/* The work that is killed, in a process of its own: this program with the work's name. */
static void run_export(Home *home, const char *to)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *bag = NULL;
    gboolean ok = export_meeting(home, "2026-0001", to, &(ExportChoice){.profile = EXPORT_FULL},
                                 NULL, NULL, &bag, &error);
    must(ok, error);
}

/* With the recording, a stretch of which is blanked. */
static void run_public_export(Home *home, const char *to)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *bag = NULL;
    const JobBlank blank = {8000, 12000};
    const ExportChoice choice = {.profile = EXPORT_PUBLIC,
                                 .video = {.by_hand = &blank, .by_hand_count = 1}};
    must(export_meeting(home, "2026-0001", to, &choice, NULL, NULL, &bag, &error), error);
}

/* The reader's certificate lies beside the folder. */
static void run_encrypted_export(Home *home, const char *to)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = NULL, *above = g_path_get_dirname(to);
    g_autofree char *certificate = g_build_filename(above, "reader.crt", NULL);
    char *const paths[] = {certificate, NULL};
    g_autoptr(GPtrArray) readers = envelope_recipients(paths, SUPPORT_NOW_MS, &error);
    must(readers != NULL, error);
    must(export_encrypted(home, "2026-0001", to, &(ExportChoice){.profile = EXPORT_FULL}, readers,
                          NULL, NULL, &path, &error),
         error);
}

static void run_import(Home *home, const char *bag)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *id = NULL;
    Verification result;
    gboolean ok = import_archive(home, bag, NULL, NULL, &result, &id, &error);
    must(ok, error);
    verification_clear(&result);
}

static void run_disposal(Home *home, const char *unused)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) results = disposal_finish(home, &error);
    must(results != NULL, error);
}

static Home *open_home(const char *path, const Clock *clock)
{
    g_autoptr(GError) error = NULL;
    Home *home = home_open(path, clock, &error);
    must(home != NULL, error);
    return home;
}

static gboolean verifies(Home *home, const char *path, const char *id)
{
    Verification result;
    gboolean judged = path ? verify_path(path, NULL, NULL, &result, NULL)
                           : verify_meeting(home, id, NULL, NULL, &result, NULL);
    gboolean ok = judged && result.ok;
    verification_clear(&result);
    return ok;
}

/* The path of what a work writes, if it is there; g_free. */
static char *find_made(Fixture *f, const char *suffix)
{
    g_autofree char *name = g_path_get_basename(f->bag);
    g_autofree char *made = g_strconcat(name, suffix, NULL);
    g_autofree char *path = g_build_filename(f->folder, "to", made, NULL);
    return access(path, F_OK) == 0 ? g_steal_pointer(&path) : NULL;
}

/* Whether it is there after a kill: whole, or this fails. */
static gboolean check_export(Fixture *f, Home *home)
{
    g_autofree char *bag = find_made(f, "");
    if (!bag)
        return FALSE;
    g_assert_true(verifies(NULL, bag, NULL));
    return TRUE;
}

static gboolean check_public_export(Fixture *f, Home *home)
{
    g_autofree char *bag = find_made(f, "-public");
    if (!bag)
        return FALSE;
    g_assert_true(verifies(NULL, bag, NULL));
    support_shell_in(bag, "test -s data/video-public.mkv");
    return TRUE;
}

/* Besides, nothing stays in the clear in the home. */
static gboolean check_encrypted_export(Fixture *f, Home *home)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = find_made(f, ENVELOPE_SUFFIX);
    g_autofree char *clear = g_build_filename(f->home, ".work", "now", NULL);
    gint64 until_us = 0;
    /* What the killed one had just started may have its lock until it is a program of its own. */
    for (workspace_reconcile(home); access(clear, F_OK) == 0; workspace_reconcile(home))
        support_wait(&until_us);
    if (!path)
        return FALSE;
    g_autofree char *key_path = g_build_filename(f->folder, "reader.key", NULL);
    g_autofree char *opened = g_build_filename(f->folder, "opened", NULL);
    support_shell_in(f->folder, "rm -rf opened && mkdir opened");
    EVP_PKEY *key = envelope_key(key_path, NULL, NULL, &error);
    must(key != NULL, error);
    g_autofree char *bag = envelope_read(path, key, opened, NULL, NULL, &error);
    EVP_PKEY_free(key);
    must(bag != NULL, error);
    g_assert_true(verifies(NULL, bag, NULL));
    return TRUE;
}

static gboolean check_import(Fixture *f, Home *home)
{
    g_autoptr(GError) error = NULL;
    must(import_reconcile(home, &error), error);
    g_autofree char *meetings = g_build_filename(f->other, "meetings", NULL);
    g_autoptr(JsonNode) list = record_list(home, NULL, &error);
    must(list != NULL, error);
    guint count = json_array_get_length(json_node_get_array(list));
    g_autofree char *line = g_strdup_printf("test $(ls -A | wc -l) = %u", count);
    support_shell_in(meetings, line);
    g_assert_cmpuint(count, <=, 1);
    if (count == 1)
        g_assert_true(verifies(home, NULL, f->id));
    return count == 1;
}

static gboolean check_disposal(Fixture *f, Home *home)
{
    g_autoptr(GError) error = NULL;
    must(disposal_reconcile(home, &error), error);
    g_autoptr(JsonNode) record = support_record(home, f->id);
    JsonObject *object = json_node_get_object(record);
    gboolean gone = strcmp(json_object_get_string_member(object, "state"), "disposed") == 0;
    guint people = json_array_get_length(json_object_get_array_member(object, "attendee_list"));
    g_assert_cmpuint(people, ==, gone ? 0 : 2);
    if (!gone) {
        g_assert_true(verifies(home, NULL, f->id));
        return FALSE;
    }
    support_shell_in(f->home, "test -z \"$(ls -A meetings)\"");
    return TRUE;
}

static const struct {
    const char *name;
    void (*run)(Home *home, const char *argument);
    gboolean (*check)(Fixture *f, Home *home);
    const char *back; /* what puts everything as it was */
} works[] = {
    {"export", run_export, check_export, "rm -rf to"},
    {"import", run_import, check_import, "rm -rf other && cp -a other.kept other"},
    {"disposal", run_disposal, check_disposal, "rm -rf home && cp -a home.kept home"},
    {"public-export", run_public_export, check_public_export, "rm -rf to"},
    {"encrypted-export", run_encrypted_export, check_encrypted_export, "rm -rf to"},
};

static int run_work(const char *name, const char *path, const char *argument)
{
    g_autoptr(Clock) clock = clock_new_fixed(support_moment(DISPOSED_ON), TRUE);
    g_autoptr(Home) home = open_home(path, clock);
    for (gsize i = 0; i < G_N_ELEMENTS(works); i++)
        if (strcmp(works[i].name, name) == 0)
            works[i].run(home, argument);
    return 0;
}

/* Runs a work, killed after kill_us (0: not at all); how long it ran. */
static gint64 run_process(Fixture *f, gsize work, gint64 kill_us)
{
    g_autofree char *to = g_build_filename(f->folder, "to", NULL);
    const char *home = work == 1 ? f->other : f->home, *argument = work == 1 ? f->bag : to;
    gint64 start_us = g_get_monotonic_time();
    pid_t pid = fork();
    g_assert_cmpint(pid, >=, 0);
    if (pid == 0) {
        execl("/proc/self/exe", "test_kill9", "--work", works[work].name, home, argument, NULL);
        _exit(127);
    }
    if (kill_us > 0) {
        while (g_get_monotonic_time() - start_us < kill_us)
            g_usleep(MIN(200, (gulong)kill_us));
        kill(pid, SIGKILL);
    }
    int status = 0;
    g_assert_cmpint(waitpid(pid, &status, 0), ==, pid);
    if (kill_us == 0)
        g_assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    return g_get_monotonic_time() - start_us;
}

static gboolean check(Fixture *f, gsize work)
{
    g_autoptr(Clock) clock = clock_new_fixed(support_moment(DISPOSED_ON), TRUE);
    g_autoptr(Home) home = open_home(work == 1 ? f->other : f->home, clock);
    return works[work].check(f, home);
}

static void test_work(Fixture *f, gconstpointer data)
{
    gsize work = GPOINTER_TO_SIZE(data);
    const char *asked = g_getenv("ESEP_MOMENTS");
    int moments = asked ? atoi(asked) : MOMENTS, there = 0;
    g_autoptr(GRand) random = g_rand_new_with_seed(SEED + (guint32)work);
    gint64 within_us = run_process(f, work, 0);
    g_assert_true(check(f, work));
    for (int i = 0; i < moments; i++) {
        support_shell_in(f->folder, works[work].back);
        run_process(f, work, 1 + (gint64)(g_rand_double(random) * (double)within_us));
        gboolean is_there = check(f, work);
        there += is_there;
        /* A machine that had more to do when it was measured is faster now. */
        if (is_there) {
            within_us /= 2;
            continue;
        }
        /* What was left is in nobody's way. */
        within_us = run_process(f, work, 0);
        g_assert_true(check(f, work));
    }
    g_test_message("%s killed at %d moments: %d times it was there, whole; else not at all",
                   works[work].name, moments, there);
    g_assert_cmpint(there, <, moments);
}

int main(int argc, char **argv)
{
    if (argc == 5 && strcmp(argv[1], "--work") == 0)
        return run_work(argv[2], argv[3], argv[4]);
    g_test_init(&argc, &argv, NULL);
    g_test_add("/kill9/an-archive-is-whole-or-absent", Fixture, GSIZE_TO_POINTER(0), set_up,
               test_work, tear_down);
    g_test_add("/kill9/an-imported-meeting-is-whole-or-absent", Fixture, GSIZE_TO_POINTER(1),
               set_up, test_work, tear_down);
    g_test_add("/kill9/a-meeting-is-whole-or-disposed-of", Fixture, GSIZE_TO_POINTER(2), set_up,
               test_work, tear_down);
    g_test_add("/kill9/a-public-copy-is-whole-or-absent", Fixture, GSIZE_TO_POINTER(3), set_up,
               test_work, tear_down);
    g_test_add("/kill9/an-encrypted-archive-is-whole-or-absent", Fixture, GSIZE_TO_POINTER(4),
               set_up, test_work, tear_down);
    return g_test_run();
}
