/* The register as evidence: what is sealed stays, what was logged stays, numbers have no gaps.
 * Outside witness and attacker: the sqlite3 shell. */
#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "protocol/canonical.h"
#include "protocol/error.h"
#include "protocol/meeting.h"
#include "protocol/record.h"
#include "protocol/register.h"
#include "protocol/register_audit.h"
#include "tests/support.h"
#include "tests/support_home.h"
#include "tests/support_record.h"
#include "tests/support_register.h"

static char *record_text(Home *home, const char *id)
{
    g_autoptr(JsonNode) record = support_record(home, id);
    return canonical_json(record, NULL, NULL);
}

static const char *const attacks[] = {
    "UPDATE meeting SET date = '2026-11-21'",
    "UPDATE meeting SET state = 'closed'",
    "UPDATE meeting SET number = 7",
    "UPDATE meeting SET number = NULL, sealed = NULL, state = 'closed'",
    "UPDATE meeting SET late_reason = 'x'",
    "UPDATE meeting SET state = 'disposed', place = 'x'",
    "UPDATE meeting SET id = '2026-0099'",
    "DELETE FROM meeting",
    "REPLACE INTO meeting SELECT * FROM meeting",
    "REPLACE INTO meeting (id, kind, edition, state, date, time, place, format, made)"
    " VALUES ('2026-0001', 'inspector', 'x', 'planned', 'd', 't', 'p', 'f', 'm')",
    "UPDATE precinct SET precinct = '13'",
    "DELETE FROM precinct",
    "INSERT INTO precinct VALUES ('2026-0001', 2, '13')",
    "REPLACE INTO precinct VALUES ('2026-0001', 1, '13')",
    "UPDATE official SET surname = 'x'",
    "DELETE FROM official",
    "UPDATE announcement SET made_on = '2026-01-01'",
    "DELETE FROM announcement",
    "INSERT INTO announcement VALUES ('2026-0001', 9, 'media', '2026-01-01', NULL, NULL)",
    "UPDATE attendee SET surname = 'x'",
    "DELETE FROM attendee",
    "INSERT INTO attendee (meeting, n, surname, name, category, registered)"
    " VALUES ('2026-0001', 9, 'a', 'b', 'resident', 't')",
    "UPDATE attendee SET meeting = '2026-0002'",
    "UPDATE signature SET strokes = '[]'",
    "DELETE FROM signature",
    "UPDATE mark SET wall = 'x'",
    "UPDATE entry SET text = 'x'",
    "UPDATE entry SET answer = 'x' WHERE number = 1",
    "UPDATE entry SET outcome = 'answered'",
    "UPDATE entry SET number = 77 WHERE number = 1",
    "DELETE FROM entry",
    "UPDATE decision SET due = '2027-01-01'",
    "DELETE FROM decision",
    "INSERT INTO decision VALUES ('2026-0001', 9, 't', 'o', '2027-01-01', NULL)",
    "UPDATE award SET text = 'x'",
    "DELETE FROM award",
    "INSERT INTO material VALUES ('2026-0001', 1, 'f', 'h', 1)",
    "INSERT INTO carried VALUES ('2026-0001', 1, '2025-0001', 't', 'x', 's', NULL, NULL)",
    "UPDATE seal SET pdf_sha256 = 'x'",
    "DELETE FROM seal",
    "REPLACE INTO seal VALUES ('2026-0001', 'x', 'y', 'z')",
    /* Through the rows of another meeting, which is open. */
    "REPLACE INTO entry (number, meeting, type, text, said, outcome, confidential, receipt)"
    " VALUES (1, '2026-0002', 'remark', 'x', 's', 'check', 0, 'r')",
    "REPLACE INTO entry (number, meeting, type, text, said, outcome, confidential, receipt)"
    " SELECT 99, '2026-0002', 'remark', 'x', 's', 'check', 0, receipt FROM entry WHERE number = 1",
    "UPDATE OR REPLACE entry SET number = 1 WHERE meeting = '2026-0002'",
    "UPDATE OR REPLACE meeting SET id = '2026-0001' WHERE id = '2026-0002'",
    "UPDATE decision SET meeting = '2026-0001' WHERE meeting = '2026-0002'",
    "REPLACE INTO series VALUES ('protocol 2026 x', 5)",
    "UPDATE series SET last = 0",
    "UPDATE series SET last = last - 1",
    "REPLACE INTO series SELECT name, 1 FROM series",
    "DELETE FROM series",
    "UPDATE audit SET after = 'x'",
    "DELETE FROM audit WHERE seq = (SELECT MAX(seq) FROM audit)",
    "REPLACE INTO audit SELECT * FROM audit WHERE seq = 1",
    "UPDATE OR REPLACE audit SET seq = 1 WHERE seq = 2",
    "INSERT INTO audit SELECT seq + 1000, who, wall_ms, trusted, monotonic_us, meeting, what,"
    " subject, before, after, prev, 'h' FROM audit WHERE seq = 1",
};

/* Refused by a trigger of ours, not because the attack is ill written. */
static gboolean is_our_refusal(const char *text)
{
    static const char *const reasons[] = {"the record is sealed", "a series only grows",
                                          "the audit log only grows",
                                          "the number was given to another protocol"};
    for (gsize i = 0; i < G_N_ELEMENTS(reasons); i++)
        if (strstr(text, reasons[i]))
            return TRUE;
    return FALSE;
}

static void test_a_sealed_record_withstands_the_shell(RegisterFixture *fixture,
                                                      gconstpointer unused)
{
    g_autofree char *id = support_held_meeting(fixture->home);
    g_autofree char *open = support_held_meeting(fixture->home);
    g_assert_cmpint(support_seal(fixture->home, id, support_write_files, NULL), ==, 1);
    g_autofree char *before = record_text(fixture->home, id);
    for (gsize i = 0; i < G_N_ELEMENTS(attacks); i++) {
        g_auto(Run) run = support_sql(fixture, attacks[i]);
        if (run.exit_code == 0 || !is_our_refusal(run.err))
            g_error("%s: %s", attacks[i], run.err);
        g_autofree char *after = record_text(fixture->home, id);
        g_assert_cmpstr(before, ==, after);
    }
    g_autoptr(GError) error = NULL;
    g_assert_true(register_audit_verify(home_register(fixture->home), NULL, NULL, &error));
    g_assert_no_error(error);
}

/* Tables that are no part of a record, and why they may change. */
static const char *const free_tables[] = {
    "device",       /* one row, which no record hangs on */
    "passport",     /* of the precinct as it is now; a record keeps what it took from it */
    "organisation", /* the same */
    "name_hash",    /* found in no document; made anew from the names */
    "user",         /* people come and go; the log keeps who did what */
};

/* The tables of the register, one on a line, by the schema itself. */
static char **read_tables(RegisterFixture *fixture)
{
    g_auto(Run) run = support_sql(fixture, "SELECT name FROM sqlite_schema WHERE type = 'table'");
    return g_strsplit(g_strchomp(run.out), "\n", -1);
}

static gboolean is_free(const char *table)
{
    for (gsize i = 0; i < G_N_ELEMENTS(free_tables); i++)
        if (strcmp(table, free_tables[i]) == 0)
            return TRUE;
    return FALSE;
}

/* For each kind of change of a table there is a trigger that comes before it. */
static void assert_guarded(RegisterFixture *fixture, const char *table)
{
    static const char *const events[] = {"INSERT", "UPDATE", "DELETE"};
    for (gsize i = 0; i < G_N_ELEMENTS(events); i++) {
        g_autofree char *sql = g_strdup_printf(
            "SELECT COUNT(*) FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = '%s'"
            " AND sql LIKE '%%BEFORE %s %%'",
            table, events[i]);
        g_auto(Run) run = support_sql(fixture, sql);
        if (atoi(run.out) == 0)
            g_error("nothing guards the table %s before %s", table, events[i]);
    }
}

/* What a table holds of a sealed record can neither be written again nor go. */
static void assert_frozen(RegisterFixture *fixture, const char *table, const char *id)
{
    g_autofree char *where =
        g_strdup_printf(" WHERE %s = '%s'", strcmp(table, "meeting") == 0 ? "id" : "meeting", id);
    g_autofree char *first =
        g_strdup_printf("SELECT name FROM pragma_table_info('%s') WHERE NOT pk LIMIT 1", table);
    g_auto(Run) column = support_sql(fixture, first);
    g_strchomp(column.out);
    g_autofree char *update =
        g_strconcat("UPDATE ", table, " SET ", column.out, " = ", column.out, where, NULL);
    g_autofree char *remove = g_strconcat("DELETE FROM ", table, where, NULL);
    g_autofree char *count = g_strconcat("SELECT COUNT(*) FROM ", table, where, NULL);
    g_auto(Run) rows = support_sql(fixture, count);
    const char *const changes[] = {update, remove};
    for (gsize i = 0; atoi(rows.out) > 0 && i < G_N_ELEMENTS(changes); i++) {
        g_auto(Run) run = support_sql(fixture, changes[i]);
        if (run.exit_code == 0)
            g_error("%s", changes[i]);
    }
}

static void test_no_table_is_forgotten(RegisterFixture *fixture, gconstpointer unused)
{
    g_autofree char *id = support_held_meeting(fixture->home);
    support_seal(fixture->home, id, support_write_files, NULL);
    g_auto(GStrv) tables = read_tables(fixture);
    g_assert_cmpuint(g_strv_length(tables), >, 20);
    for (int i = 0; tables[i]; i++) {
        g_autofree char *has = g_strdup_printf(
            "SELECT COUNT(*) FROM pragma_table_info('%s') WHERE name = 'meeting'", tables[i]);
        g_auto(Run) of_meeting = support_sql(fixture, has);
        if (is_free(tables[i]))
            continue;
        assert_guarded(fixture, tables[i]);
        if (atoi(of_meeting.out) == 1 || strcmp(tables[i], "meeting") == 0)
            assert_frozen(fixture, tables[i], id);
    }
}

static void test_an_open_record_can_be_corrected_in_the_shell_too(RegisterFixture *fixture,
                                                                  gconstpointer unused)
{
    g_autofree char *id = support_held_meeting(fixture->home);
    support_sql_must(fixture, "UPDATE attendee SET surname = 'Петрова' WHERE n = 1");
    g_autofree char *after = record_text(fixture->home, id);
    g_assert_nonnull(strstr(after, "Петрова"));
}

static void test_nothing_of_a_sealed_record_is_changed_by_the_program(RegisterFixture *fixture,
                                                                      gconstpointer unused)
{
    g_autofree char *id = support_held_meeting(fixture->home);
    support_seal(fixture->home, id, support_write_files, NULL);
    g_autofree char *before = record_text(fixture->home, id);
    int number = 0;
    g_autofree char *receipt = NULL;
    const Attendee person = {.surname = "А", .name = "Б", .category = "resident"};
    const Entry entry = {.type = "remark", .text = "x", .outcome = "check"};
    Home *home = fixture->home;
    GError *errors[10] = {NULL};
    g_assert_false(meeting_set(home, id, "place", "x", errors));
    g_assert_false(meeting_attend(home, id, &person, &number, errors + 1));
    g_assert_false(meeting_entry(home, id, &entry, &number, &receipt, errors + 2));
    g_assert_false(meeting_decision(home, id, "x", "y", "2026-12-01", &number, errors + 3));
    g_assert_false(meeting_award(home, id, "x", "y", errors + 4));
    g_assert_false(meeting_mark(home, id, 1, errors + 5));
    g_assert_false(meeting_sign(home, id, "inspector", SUPPORT_STROKES, errors + 6));
    g_assert_false(meeting_recording_started(home, id, errors + 7));
    g_assert_false(meeting_announce(home, id, "media", "2026-11-01", NULL, errors + 8));
    g_assert_false(
        meeting_seal_commit(home, id, NULL, support_write_files, NULL, &number, errors + 9));
    for (gsize i = 0; i < G_N_ELEMENTS(errors); i++) {
        g_assert_error(errors[i], PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED);
        g_clear_error(errors + i);
    }
    g_autofree char *after = record_text(home, id);
    g_assert_cmpstr(before, ==, after);
}

static void test_an_addendum_can_be_added_and_stays(RegisterFixture *fixture, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *id = support_held_meeting(fixture->home);
    g_assert_false(meeting_addendum(fixture->home, id, "рано", NULL, NULL, NULL));
    support_seal(fixture->home, id, support_write_files, NULL);
    meeting_addendum(fixture->home, id, "Фамилия исправлена", NULL, NULL, &error);
    g_assert_no_error(error);
    const char *tries[] = {"UPDATE addendum SET text = 'x'", "DELETE FROM addendum",
                           "REPLACE INTO addendum VALUES ('2026-0001', 1, 'x', 't')"};
    for (gsize i = 0; i < G_N_ELEMENTS(tries); i++) {
        g_auto(Run) run = support_sql(fixture, tries[i]);
        g_assert_cmpint(run.exit_code, !=, 0);
    }
    g_autofree char *text = record_text(fixture->home, id);
    g_assert_nonnull(strstr(text, "Фамилия исправлена"));
}

/* What files() of a seal sees, and how it leaves. */
typedef struct {
    char *record; /* the record as read inside */
    gboolean fail;
    gboolean die;
} Files;

static gboolean look_inside(Home *home, const char *id, int number, char **json_out, char **pdf_out,
                            gpointer user_data, GError **error)
{
    Files *files = user_data;
    files->record = record_text(home, id);
    if (files->die)
        kill(getpid(), SIGKILL);
    if (files->fail) {
        error_set(error, PROTOCOL_ERROR_REFUSED, "no room", NULL);
        return FALSE;
    }
    return support_write_files(home, id, number, json_out, pdf_out, NULL, error);
}

static void test_the_files_of_a_seal_read_the_record_as_it_stays(RegisterFixture *fixture,
                                                                 gconstpointer unused)
{
    g_autofree char *earlier = support_held_meeting(fixture->home);
    g_autoptr(GError) error = NULL;
    g_autofree char *id = support_held_meeting(fixture->home);
    meeting_set(fixture->home, earlier, "time", "08:00", &error);
    g_assert_no_error(error);
    Files files = {NULL};
    g_assert_cmpint(support_seal(fixture->home, id, look_inside, &files), ==, 1);
    g_assert_nonnull(strstr(files.record, "\"state\":\"sealed\""));
    g_assert_nonnull(strstr(files.record, "\"number\":1,"));
    g_assert_nonnull(strstr(files.record, "\"sealed\":\"2026-11-20T18:00:00+05:00\""));
    g_assert_nonnull(strstr(files.record, "\"carried\":[{"));

    /* Later, after other things have happened, the same bytes. */
    g_autofree char *another = support_held_meeting(fixture->home);
    clock_set(fixture->clock, SUPPORT_NOW_MS + 86400000);
    g_autofree char *after = record_text(fixture->home, id);
    g_assert_cmpstr(files.record, ==, after);
    g_free(files.record);
}

static void test_a_seal_that_failed_leaves_no_trace(RegisterFixture *fixture, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *id = support_held_meeting(fixture->home);
    g_autofree char *before = record_text(fixture->home, id);
    Files files = {.fail = TRUE};
    int number = 0;
    g_assert_false(
        meeting_seal_commit(fixture->home, id, NULL, look_inside, &files, &number, &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED);
    g_free(files.record);
    g_autofree char *after = record_text(fixture->home, id);
    g_assert_cmpstr(before, ==, after);
    g_assert_cmpint(support_seal(fixture->home, id, support_write_files, NULL), ==, 1);
}

static void test_a_seal_killed_in_the_middle_gives_its_number_again(RegisterFixture *fixture,
                                                                    gconstpointer unused)
{
    g_autofree char *id = support_held_meeting(fixture->home);
    g_autofree char *path = g_strdup(home_path(fixture->home));
    home_free(g_steal_pointer(&fixture->home));
    pid_t child = fork();
    if (child == 0) {
        Home *home = home_open(path, fixture->clock, NULL);
        Files files = {.die = TRUE};
        int number = 0;
        meeting_seal_commit(home, id, NULL, look_inside, &files, &number, NULL);
        _exit(1);
    }
    int status = 0;
    g_assert_cmpint(waitpid(child, &status, 0), ==, child);
    g_assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    fixture->home = home_open(path, fixture->clock, NULL);
    g_autofree char *record = record_text(fixture->home, id);
    g_assert_nonnull(strstr(record, "\"state\":\"closed\""));
    g_assert_cmpint(support_seal(fixture->home, id, support_write_files, NULL), ==, 1);
}

/* Seals every other meeting as a process of its own. */
static void seal_half(const char *path, GPtrArray *ids, guint first)
{
    g_autoptr(Clock) clock = clock_new_fixed(SUPPORT_NOW_MS, TRUE);
    g_autoptr(Home) home = home_open(path, clock, NULL);
    gboolean ok = home != NULL;
    for (guint i = first; ok && i < ids->len; i += 2) {
        int number = 0;
        ok = meeting_seal_commit(home, ids->pdata[i], NULL, support_write_files, NULL, &number,
                                 NULL);
    }
    _exit(ok ? 0 : 1);
}

static void test_two_processes_give_numbers_without_gaps(RegisterFixture *fixture,
                                                         gconstpointer unused)
{
    enum { MEETINGS = 12 };
    g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
    for (int i = 0; i < MEETINGS; i++)
        g_ptr_array_add(ids, support_held_meeting(fixture->home));
    g_autofree char *path = g_strdup(home_path(fixture->home));
    home_free(g_steal_pointer(&fixture->home));
    for (guint half = 0; half < 2; half++)
        if (fork() == 0)
            seal_half(path, ids, half);
    for (int i = 0; i < 2; i++) {
        int status = 0;
        g_assert_cmpint(wait(&status), >, 0);
        g_assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    }
    g_auto(Run) run = support_sql(fixture, "SELECT group_concat(number, ' ') FROM"
                                           " (SELECT number FROM meeting ORDER BY number)");
    g_assert_cmpstr(g_strchomp(run.out), ==, "1 2 3 4 5 6 7 8 9 10 11 12");
    fixture->home = home_open(path, fixture->clock, NULL);
    g_assert_true(register_audit_verify(home_register(fixture->home), NULL, NULL, NULL));
}

static void test_numbers_start_anew_each_year(RegisterFixture *fixture, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *first = support_held_meeting(fixture->home);
    g_autofree char *second = support_held_meeting(fixture->home);
    meeting_set(fixture->home, second, "date", "2027-01-15", &error);
    g_assert_no_error(error);
    g_assert_cmpint(support_seal(fixture->home, first, support_write_files, NULL), ==, 1);
    g_assert_cmpint(support_seal(fixture->home, second, support_write_files, NULL), ==, 1);
}

/* A disk without room (a limit on the size of files stands for it) at every size: each change is
 * whole or absent, and the register goes on afterwards. */
static void test_a_full_disk_leaves_the_record_whole(RegisterFixture *fixture, gconstpointer unused)
{
    g_autofree char *id = support_meeting(fixture->home);
    g_autofree char *path = g_strdup(home_path(fixture->home));
    home_free(g_steal_pointer(&fixture->home));
    const rlim_t limits[] = {0, 4096, 8192, 20000, 60000};
    for (gsize i = 0; i < G_N_ELEMENTS(limits); i++) {
        pid_t child = fork();
        if (child == 0) {
            g_autoptr(GError) error = NULL;
            Home *home = home_open(path, fixture->clock, NULL);
            signal(SIGXFSZ, SIG_IGN);
            const struct rlimit limit = {limits[i], limits[i]};
            setrlimit(RLIMIT_FSIZE, &limit);
            gboolean ok = home != NULL;
            for (int n = 0; ok && n < 200; n++) {
                const Attendee person = {.surname = "А", .name = "Б", .category = "resident"};
                int number = 0;
                ok = meeting_attend(home, id, &person, &number, &error);
            }
            _exit(error && error->domain == PROTOCOL_ERROR ? 0 : 1);
        }
        int status = 0;
        g_assert_cmpint(waitpid(child, &status, 0), ==, child);
        g_assert_true(WIFEXITED(status));
        g_assert_cmpint(WEXITSTATUS(status), ==, 0);
    }
    g_auto(Run) check = support_sql(fixture, "PRAGMA integrity_check; PRAGMA foreign_key_check;"
                                             " SELECT (SELECT COUNT(*) FROM attendee) ="
                                             " (SELECT COUNT(*) FROM audit WHERE what = 'attend'"
                                             " AND subject <> 'state')");
    g_assert_cmpstr(g_strchomp(check.out), ==, "ok\n1");
    fixture->home = home_open(path, fixture->clock, NULL);
    support_attend(fixture->home, id);
}

static void test_the_register_survives_a_power_cut(RegisterFixture *fixture, gconstpointer unused)
{
    g_auto(Run) settings = support_sql(fixture, "PRAGMA journal_mode");
    g_assert_cmpstr(g_strchomp(settings.out), ==, "wal");
    g_autoptr(GError) error = NULL;
    g_autofree char *id = support_meeting(fixture->home);
    /* Copied while open: what a cut would leave on the disk. */
    g_autofree char *copy = g_build_filename(fixture->folder, "cut", NULL);
    const char *cp[] = {"cp", "-r", home_path(fixture->home), copy, NULL};
    g_auto(Run) copied = run_program(cp);
    g_assert_cmpint(copied.exit_code, ==, 0);
    g_autoptr(Home) home = home_open(copy, fixture->clock, &error);
    g_assert_no_error(error);
    g_autoptr(JsonNode) record = support_record(home, id);
}

#define ADD(name, function)                                                                        \
    g_test_add("/register/" name, RegisterFixture, NULL, register_set_up, function,                \
               register_tear_down)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("a-sealed-record-withstands-the-shell", test_a_sealed_record_withstands_the_shell);
    ADD("no-table-of-the-schema-is-forgotten", test_no_table_is_forgotten);
    ADD("an-open-record-can-be-corrected-in-the-shell-too",
        test_an_open_record_can_be_corrected_in_the_shell_too);
    ADD("nothing-of-a-sealed-record-is-changed-by-the-program",
        test_nothing_of_a_sealed_record_is_changed_by_the_program);
    ADD("an-addendum-can-be-added-and-stays", test_an_addendum_can_be_added_and_stays);
    ADD("the-files-of-a-seal-read-the-record-as-it-stays",
        test_the_files_of_a_seal_read_the_record_as_it_stays);
    ADD("a-seal-that-failed-leaves-no-trace", test_a_seal_that_failed_leaves_no_trace);
    ADD("a-seal-killed-in-the-middle-gives-its-number-again",
        test_a_seal_killed_in_the_middle_gives_its_number_again);
    ADD("two-processes-give-numbers-without-gaps", test_two_processes_give_numbers_without_gaps);
    ADD("numbers-start-anew-each-year", test_numbers_start_anew_each_year);
    ADD("a-full-disk-leaves-the-record-whole", test_a_full_disk_leaves_the_record_whole);
    ADD("it-survives-a-power-cut", test_the_register_survives_a_power_cut);
    return g_test_run();
}
