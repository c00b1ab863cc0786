#include <stdlib.h>
#include <string.h>

#include "protocol/act.h"
#include "protocol/disk_space.h"
#include "protocol/disposal.h"
#include "protocol/error.h"
#include "protocol/export.h"
#include "protocol/follow.h"
#include "protocol/record.h"
#include "protocol/register.h"
#include "protocol/register_audit.h"
#include "protocol/retention.h"
#include "protocol/user.h"
#include "protocol/verify.h"
#include "tests/support.h"
#include "tests/support_home.h"
#include "tests/support_pdf.h"
#include "tests/support_sealed.h"

typedef struct {
    char *folder, *act, *id;
    Clock *clock;
    Home *home;
} Fixture;

/* A sealed meeting of 20 November 2026 with its entries open. */
static void set_up(Fixture *f, gconstpointer unused)
{
    f->folder = support_folder();
    f->act = g_build_filename(f->folder, "act.pdf", NULL);
    f->clock = clock_new_fixed(SUPPORT_NOW_MS, TRUE);
    f->home = support_home(f->folder, f->clock);
    f->id = support_sealed(f->home);
}

static void tear_down(Fixture *f, gconstpointer unused)
{
    home_free(f->home);
    clock_free(f->clock);
    remove_folder(f->folder);
    g_free(f->folder);
    g_free(f->act);
    g_free(f->id);
}

static gboolean begin(Fixture *f, GError **error)
{
    const char *const ids[] = {f->id, NULL};
    return disposal_begin(f->home, &(DisposalAct){.ids = ids, .path = f->act}, NULL, error);
}

static void assert_refused(Fixture *f, const char *said)
{
    g_autoptr(GError) error = NULL;
    g_assert_false(begin(f, &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED);
    g_assert_nonnull(strstr(error->message, said));
    g_assert_false(g_file_test(f->act, G_FILE_TEST_EXISTS));
}

static void begin_on(Fixture *f, const char *day)
{
    g_autoptr(GError) error = NULL;
    support_set_day(f->clock, day);
    g_assert_true(begin(f, &error));
    g_assert_no_error(error);
}

/* The state that disposal_finish reports of the one record on day; NULL if none waits. g_free. */
static char *finish_on(Fixture *f, const char *day)
{
    g_autoptr(GError) error = NULL;
    support_set_day(f->clock, day);
    g_autoptr(JsonNode) results = disposal_finish(f->home, &error);
    g_assert_no_error(error);
    JsonArray *rows = json_node_get_array(results);
    if (json_array_get_length(rows) == 0)
        return NULL;
    JsonObject *row = json_array_get_object_element(rows, 0);
    g_assert_cmpstr(json_object_get_string_member(row, "meeting"), ==, f->id);
    return g_strdup(json_object_get_string_member(row, "state"));
}

static void assert_finish(Fixture *f, const char *day, const char *expected)
{
    g_autofree char *state = finish_on(f, day);
    g_assert_cmpstr(state, ==, expected);
}

static gboolean verifies(Home *home, const char *id)
{
    g_autoptr(GError) error = NULL;
    Verification result;
    gboolean ok = verify_meeting(home, id, NULL, NULL, &result, &error) && result.ok;
    verification_clear(&result);
    return ok;
}

/* The first column of what the sqlite3 shell says of the home's register. g_free. */
static char *sql(const char *home, const char *query)
{
    g_autofree char *path = g_build_filename(home, "register.db", NULL);
    const char *const argv[] = {"sqlite3", path, query, NULL};
    g_auto(Run) run = run_program(argv);
    g_assert_cmpint(run.exit_code, ==, 0);
    return g_strdup(g_strchomp(run.out));
}

static void test_term(Fixture *f, gconstpointer unused)
{
    support_set_day(f->clock, "2027-11-21");
    assert_refused(f, "still open");
    clock_set(f->clock, SUPPORT_NOW_MS);
    support_finish_follow(f->home);
    support_set_day(f->clock, "2027-11-20");
    assert_refused(f, "is kept until");
    g_assert_true(verifies(f->home, f->id));
    begin_on(f, "2027-11-21");
    g_assert_true(verifies(f->home, f->id));
}

/* The row of the one record; json_node_unref what owns it. */
static JsonObject *kept_row(Fixture *f, const char *day, JsonNode **list_out)
{
    g_autoptr(GError) error = NULL;
    *list_out = retention_list(f->home, day, &error);
    g_assert_no_error(error);
    return json_array_get_object_element(json_node_get_array(*list_out), 0);
}

static void decide(Fixture *f, const char *event, const char *until)
{
    g_autoptr(GError) error = NULL;
    const FollowStep step = {.event = event, .text = "Мәтін", .until = until};
    follow_do(f->home, (FollowSubject){f->id, 1}, &step, NULL, &error);
    g_assert_no_error(error);
}

/* A decision that nobody has carried out or cancelled keeps its record, whatever the term. */
static void test_decision(Fixture *f, gconstpointer unused)
{
    g_autoptr(JsonNode) open = NULL, done = NULL;
    support_finish_follow(f->home);
    decide(f, "reopen", "2027-12-31");
    support_set_day(f->clock, "2027-11-21");
    JsonObject *row = kept_row(f, "2027-11-21", &open);
    g_assert_cmpstr(json_object_get_string_member(row, "state"), ==, "kept");
    g_autofree char *text = retention_open_text(row, LANGUAGE_EN);
    g_assert_cmpstr(text, ==, "decisions – 1");
    g_autoptr(JsonNode) near = retention_near(f->home, "2027-11-21", 30, 10, NULL);
    g_assert_cmpuint(json_array_get_length(json_node_get_array(near)), ==, 0);
    assert_refused(f, "decisions that are still open");
    decide(f, "cancel", NULL);
    begin_on(f, "2027-11-21");
    /* Taken up again in the week of grace. */
    decide(f, "reopen", "2027-12-31");
    assert_finish(f, "2027-12-05", "kept");
    decide(f, "done", NULL);
    assert_finish(f, "2027-12-05", "disposed");
}

static void test_unknown(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    support_finish_follow(f->home);
    support_set_day(f->clock, "2028-01-01");
    const char *const ids[] = {f->id, "2026-0999", NULL};
    g_assert_false(
        disposal_begin(f->home, &(DisposalAct){.ids = ids, .path = f->act}, NULL, &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_NOT_FOUND);
    g_assert_false(g_file_test(f->act, G_FILE_TEST_EXISTS));
    g_autofree char *rows = sql(home_path(f->home), "SELECT COUNT(*) FROM disposal");
    g_assert_cmpstr(rows, ==, "0");
}

/* A clock that nobody set disposes of nothing, nor one that is behind what was seen already. */
static void test_clock(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    support_finish_follow(f->home);
    {
        g_autoptr(Clock) jumped = clock_new_fixed(support_moment("2031-01-01"), FALSE);
        g_autoptr(Home) home = home_open(home_path(f->home), jumped, &error);
        g_assert_no_error(error);
        const char *const ids[] = {f->id, NULL};
        g_assert_false(
            disposal_begin(home, &(DisposalAct){.ids = ids, .path = f->act}, NULL, &error));
        g_assert_nonnull(strstr(error->message, "not set by the network"));
        g_clear_error(&error);
    }
    begin_on(f, "2027-12-01");
    {
        g_autoptr(Clock) jumped = clock_new_fixed(support_moment("2031-01-01"), FALSE);
        g_autoptr(Home) home = home_open(home_path(f->home), jumped, &error);
        g_assert_null(disposal_finish(home, &error));
        g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED);
        g_clear_error(&error);
    }
    support_set_day(f->clock, "2027-11-30");
    g_assert_null(disposal_finish(f->home, &error));
    g_assert_nonnull(strstr(error->message, "was seen already"));
    g_assert_true(verifies(f->home, f->id));
}

static void test_hold(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    support_finish_follow(f->home);
    support_set_day(f->clock, "2027-12-01");
    g_assert_true(retention_hold(f->home, f->id, "сот", &error));
    assert_refused(f, "is held");
    g_assert_true(retention_release(f->home, f->id, 0, &error));
    begin_on(f, "2027-12-01");
    g_assert_false(begin(f, &error));
    g_clear_error(&error);
    g_assert_true(retention_hold(f->home, f->id, "прокуратура", &error));
    assert_finish(f, "2027-12-20", "held");
    g_assert_true(verifies(f->home, f->id));
    g_assert_true(retention_release(f->home, f->id, 0, &error));
    assert_finish(f, "2027-12-20", "disposed");
}

static void test_undo(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    support_finish_follow(f->home);
    g_assert_false(disposal_undo(f->home, f->id, "керек", &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED);
    g_clear_error(&error);
    begin_on(f, "2027-12-01");
    g_assert_true(disposal_undo(f->home, f->id, "керек", &error));
    assert_finish(f, "2027-12-20", NULL);
    g_assert_true(verifies(f->home, f->id));
    begin_on(f, "2027-12-21");
    g_autofree char *acts = sql(home_path(f->home), "SELECT group_concat(act) FROM disposal");
    g_assert_cmpstr(acts, ==, "2027-1,2027-2");
    assert_finish(f, "2027-12-27", "grace");
    assert_finish(f, "2027-12-28", "disposed");
    g_assert_false(disposal_undo(f->home, f->id, "кеш", &error));
}

/* What is left, and what is not: no word of a citizen in any file of the home. */
static void test_tombstone(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    support_finish_follow(f->home);
    g_autofree char *hash = sql(home_path(f->home), "SELECT json_sha256 FROM seal");
    support_shell_in(f->folder, "grep -rq Жанғабылова home");
    begin_on(f, "2027-12-01");
    assert_finish(f, "2027-12-08", "disposed");

    g_autofree char *folder = home_meeting_path(f->home, f->id, NULL);
    g_assert_false(g_file_test(folder, G_FILE_TEST_EXISTS));
    support_shell_in(f->folder, "test -z \"$(ls -A home/meetings)\"");
    support_shell_in(f->folder, "! grep -rq -e Жанғабылова -e Нұрланқызы -e 5552140 home");

    g_autoptr(JsonNode) list = disposal_list(f->home, &error);
    g_assert_no_error(error);
    JsonObject *row = json_array_get_object_element(json_node_get_array(list), 0);
    g_assert_cmpint(json_object_get_int_member(row, "number"), ==, 1);
    g_assert_cmpstr(json_object_get_string_member(row, "date"), ==, "2026-11-20");
    g_assert_cmpstr(json_object_get_string_member(row, "act"), ==, "2027-1");
    g_assert_cmpstr(json_object_get_string_member(row, "json_sha256"), ==, hash);
    g_assert_nonnull(json_object_get_string_member(row, "finished"));
    g_autofree char *line = g_strdup_printf("echo '%s  act.pdf' | sha256sum -c --quiet",
                                            json_object_get_string_member(row, "act_sha256"));
    support_shell_in(f->folder, line);

    g_assert_true(register_audit_verify(home_register(f->home), NULL, NULL, &error));
    g_autoptr(JsonNode) record = record_read(f->home, f->id, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(json_object_get_string_member(json_node_get_object(record), "state"), ==,
                    "disposed");
    g_assert_false(verifies(f->home, f->id));
    g_autofree char *path = NULL;
    g_assert_false(export_meeting(f->home, f->id, f->folder,
                                  &(ExportChoice){.profile = EXPORT_FULL}, NULL, NULL, &path,
                                  &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED);
}

static void test_act(Fixture *f, gconstpointer unused)
{
    support_finish_follow(f->home);
    /* Named twice, it stands in the act once. */
    g_autoptr(GError) error = NULL;
    const char *const ids[] = {f->id, f->id, NULL};
    support_set_day(f->clock, "2027-12-01");
    disposal_begin(f->home, &(DisposalAct){.ids = ids, .path = f->act}, NULL, &error);
    g_assert_no_error(error);
    support_shell_in(f->folder, "cmp act.pdf home/acts/act-2027-1.pdf");
    support_shell_in(f->folder,
                     "pdftotext -layout act.pdf act.txt && grep -q 'АКТ № 2027-1' act.txt"
                     " && grep -q '№ 2027-1 АКТ' act.txt");
    g_autofree char *hash = sql(home_path(f->home), "SELECT substr(json_sha256, 1, 4) FROM seal");
    g_autofree char *line = g_strdup_printf("grep -qi %s act.txt && grep -q 20.11.2027 act.txt"
                                            " && grep -q '8.декабря 2027' act.txt",
                                            hash);
    support_shell_in(f->folder, line);
    support_shell_in(f->folder, "qpdf --check act.pdf >/dev/null");
}

/* Who is named signs by name; the rest of the seats stay lines. The act is read as drawn up. */
static void test_commission(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    const char *const ids[] = {f->id, NULL};
    const char *const commission[] = {"майор Жүсіпбекова Г. Қ.", "капитан Ким А.", NULL};
    const char *const unnamed[] = {"", NULL};
    const char *crowd[COMMISSION_MAX + 2] = {NULL};
    const char *const *const bad[] = {unnamed, crowd};
    for (gsize i = 0; i <= COMMISSION_MAX; i++)
        crowd[i] = "капитан Ким А.";
    support_finish_follow(f->home);
    support_set_day(f->clock, "2027-12-01");
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
        const DisposalAct act = {.ids = ids, .commission = bad[i]};
        g_assert_false(disposal_begin(f->home, &act, NULL, &error));
        g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_USAGE);
        g_clear_error(&error);
    }
    g_autofree char *number = NULL;
    disposal_begin(f->home, &(DisposalAct){.ids = ids, .commission = commission}, &number, &error);
    g_assert_no_error(error);
    g_autoptr(GBytes) pdf = disposal_act_read(f->home, number, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(g_bytes_get_size(pdf), >, 1000);
    support_shell_in(f->folder, "pdftotext -layout home/acts/act-2027-1.pdf act.txt"
                                " && test $(grep -c 'Жүсіпбекова Г' act.txt) = 2"
                                " && test $(grep -c 'Член комиссии' act.txt) = 2"
                                " && grep -q 'Член комиссии.*Ким' act.txt");
    g_assert_null(disposal_act_read(f->home, "2027-9", &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_NOT_FOUND);
    g_clear_error(&error);
    support_shell_in(f->folder, "printf x >> home/acts/act-2027-1.pdf");
    g_assert_null(disposal_act_read(f->home, number, &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_DIFFERENT);
}

/* Nobody disposes of a record by a shell, without an act. */
static void test_triggers(Fixture *f, gconstpointer unused)
{
    static const char *const changes[] = {
        "UPDATE meeting SET state = 'disposed'",
        "INSERT INTO disposal (meeting, n, act, act_sha256, kept_until, begun, until_ms, finished)"
        " VALUES ('2026-0001', 2, '', '', '', '', 0, 'now')",
        "UPDATE disposal SET until_ms = 0",
        "UPDATE disposal SET act = 'x'",
        "DELETE FROM disposal",
        "DELETE FROM attendee",
    };
    support_finish_follow(f->home);
    begin_on(f, "2027-12-01");
    g_autofree char *path = g_build_filename(home_path(f->home), "register.db", NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(changes); i++) {
        const char *const argv[] = {"sqlite3", path, changes[i], NULL};
        g_auto(Run) run = run_program(argv);
        g_assert_cmpint(run.exit_code, !=, 0);
    }
    g_assert_true(verifies(f->home, f->id));
}

static void test_list(Fixture *f, gconstpointer unused)
{
    static const struct {
        const char *day;
        int warning;
        const char *state;
    } cases[] = {
        {"2027-10-20", 0, "kept"}, {"2027-10-21", 30, "kept"}, {"2027-11-13", 7, "kept"},
        {"2027-11-19", 1, "kept"}, {"2027-11-20", 1, "kept"},  {"2027-11-21", 0, "due"},
    };
    g_autoptr(GError) error = NULL;
    support_finish_follow(f->home);
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(JsonNode) list = retention_list(f->home, cases[i].day, &error);
        g_assert_no_error(error);
        JsonObject *row = json_array_get_object_element(json_node_get_array(list), 0);
        g_assert_cmpint(json_object_get_int_member(row, "warning"), ==, cases[i].warning);
        g_assert_cmpstr(json_object_get_string_member(row, "state"), ==, cases[i].state);
    }
    begin_on(f, "2027-12-01");
    g_autoptr(JsonNode) list = retention_list(f->home, "2027-12-01", &error);
    JsonObject *row = json_array_get_object_element(json_node_get_array(list), 0);
    g_assert_cmpstr(json_object_get_string_member(row, "state"), ==, "grace");
    g_assert_cmpstr(json_object_get_string_member(row, "grace_until"), ==, "2027-12-08");
}

/* As typed: here the clock is moved, and such a clock is never trusted. */
static void test_command(Fixture *f, gconstpointer unused)
{
    support_finish_follow(f->home);
    g_setenv("ESEP_NOW", "2027-12-01T10:00:00+05:00", TRUE);
    const char *home = home_path(f->home);
    g_auto(Run) run = run_esep("--home", home, "dispose", f->id, "--act", f->act, NULL);
    g_assert_cmpint(run.exit_code, ==, 1);
    g_assert_nonnull(strstr(run.err, "network"));
    g_auto(Run) usage = run_esep("--home", home, "dispose", f->id, NULL);
    g_assert_cmpint(usage.exit_code, ==, 2);
    begin_on(f, "2027-12-01");
    g_auto(Run) list = run_esep("--home", home, "retention", "list", NULL);
    g_assert_nonnull(strstr(list.out, "goes after 2027-12-08"));
    g_auto(Run) acts = run_esep("--home", home, "--json", "dispose", "list", NULL);
    g_assert_nonnull(strstr(acts.out, "\"2027-1\""));
    g_auto(Run) finish = run_esep("--home", home, "dispose", "finish", NULL);
    g_assert_cmpint(finish.exit_code, ==, 1);
    g_auto(Run) undo = run_esep("--home", home, "dispose", "undo", f->id, "--why", "сот", NULL);
    g_assert_cmpint(undo.exit_code, ==, 0);
    g_unsetenv("ESEP_NOW");
}

static void assert_space(Fixture *f, gint64 free_bytes, gboolean low, guint proposed)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) node = disk_space_with(f->home, free_bytes, &error);
    g_assert_no_error(error);
    JsonObject *space = json_node_get_object(node);
    JsonArray *list = json_object_get_array_member(space, "proposed");
    g_assert_cmpint(json_object_get_boolean_member(space, "low"), ==, low);
    g_assert_cmpuint(json_array_get_length(list), ==, proposed);
    if (proposed > 0) {
        JsonObject *item = json_array_get_object_element(list, 0);
        g_assert_cmpstr(json_object_get_string_member(item, "meeting"), ==, f->id);
        g_assert_cmpint(json_object_get_int_member(item, "bytes"), >, 1000);
    }
}

/* Past its term, held by nothing, and whole somewhere else: one of these is not enough. */
static void test_a_full_disk_proposes_only_what_is_safe_elsewhere(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    const AuditEvent carried = {.meeting = f->id, .what = EXPORT_CARRIED};
    support_finish_follow(f->home);
    support_set_day(f->clock, "2027-11-21");
    assert_space(f, 0, TRUE, 0);
    g_assert_true(register_begin(home_register(f->home), &error));
    g_assert_true(register_audit_add(home_register(f->home), f->clock, &carried, &error));
    g_assert_true(register_commit(home_register(f->home), &error));
    assert_space(f, 0, TRUE, 1);
    assert_space(f, DISK_LOW_HOURS * DISK_HOUR_BYTES, FALSE, 0);
    g_assert_true(retention_hold(f->home, f->id, "сот", &error));
    assert_space(f, 0, TRUE, 0);
    g_assert_true(retention_release(f->home, f->id, 0, &error));
    assert_space(f, 0, TRUE, 1);
    support_set_day(f->clock, "2027-11-20");
    assert_space(f, 0, TRUE, 0);
}

static Run dispose_with(Fixture *f, const char *pin)
{
    g_autofree char *line = g_strdup_printf("\"$ESEP_BUILD\"/esep --home '%s' dispose %s --act '%s'"
                                            " --pin-fd 3 3<<<'%s'",
                                            home_path(f->home), f->id, f->act, pin);
    const char *const argv[] = {"bash", "-c", line, NULL};
    return run_program(argv);
}

/* What the command says next tells whether the PIN was taken. */
static void test_only_an_administrator_disposes(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    int number = 0;
    g_auto(Run) nobody = dispose_with(f, "");
    g_assert_null(strstr(nobody.err, "PIN"));
    g_assert_true(user_add(f->home, "Ким", USER_ADMINISTRATOR, "724915", &number, &error));
    g_assert_true(user_add(f->home, "Ли", USER_SECRETARY, "835026", &number, &error));
    g_auto(Run) other = dispose_with(f, "835026");
    g_assert_cmpint(other.exit_code, ==, PROTOCOL_ERROR_REFUSED);
    g_assert_nonnull(strstr(other.err, "PIN"));
    g_auto(Run) none = dispose_with(f, "");
    g_assert_cmpint(none.exit_code, ==, PROTOCOL_ERROR_USAGE);
    g_auto(Run) right = dispose_with(f, "724915");
    g_assert_cmpint(right.exit_code, ==, PROTOCOL_ERROR_REFUSED);
    g_assert_null(strstr(right.err, "PIN"));
}

static void test_as_many_sign_as_is_configured(Fixture *f, gconstpointer unused)
{
    g_autofree char *ini = g_build_filename(home_path(f->home), "esep.ini", NULL);
    g_assert_true(g_file_set_contents(ini, "[disposal]\ncommission=5\n", -1, NULL));
    support_finish_follow(f->home);
    begin_on(f, "2027-11-21");
    const char *const argv[] = {"pdftotext", f->act, "-", NULL};
    g_auto(Run) text = run_program(argv);
    int members = 0;
    for (const char *at = text.out; (at = strstr(at, "Член комиссии")); at++)
        members++;
    g_assert_cmpint(members, ==, 4);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define ADD(path, function) g_test_add(path, Fixture, NULL, set_up, function, tear_down)
    ADD("/disposal/only-after-the-term-and-without-open-entries", test_term);
    ADD("/disposal/a-decision-that-is-open-keeps-its-record", test_decision);
    ADD("/disposal/all-records-of-an-act-or-none", test_unknown);
    ADD("/disposal/a-clock-that-jumps-disposes-of-nothing", test_clock);
    ADD("/disposal/a-hold-keeps-a-record-also-in-its-week", test_hold);
    ADD("/disposal/a-record-is-taken-back-in-its-week", test_undo);
    ADD("/disposal/a-tombstone-stays-and-no-word-of-a-citizen", test_tombstone);
    ADD("/disposal/the-act-names-the-records", test_act);
    ADD("/disposal/the-act-names-its-commission", test_commission);
    ADD("/disposal/no-record-goes-without-its-act", test_triggers);
    ADD("/disposal/the-list-warns-30-7-and-1-days-before", test_list);
    ADD("/disposal/as-typed", test_command);
    ADD("/disposal/a-full-disk-proposes-only-what-is-safe-elsewhere",
        test_a_full_disk_proposes_only_what_is_safe_elsewhere);
    ADD("/disposal/only-an-administrator-disposes", test_only_an_administrator_disposes);
    ADD("/disposal/as-many-sign-as-is-configured", test_as_many_sign_as_is_configured);
    return g_test_run();
}
