/* The audit log: what was logged stays, and who took the triggers away is found out. */
#include <string.h>

#include "protocol/error.h"
#include "protocol/meeting.h"
#include "protocol/register.h"
#include "protocol/register_audit.h"
#include "tests/support_record.h"
#include "tests/support_register.h"

/* Runs an attack by somebody who took the triggers away, and expects the chain to tell. */
static void expect_found(const char *sql, const char *row)
{
    RegisterFixture fixture;
    register_set_up(&fixture, NULL);
    g_autoptr(GError) error = NULL;
    g_autofree char *id = support_held_meeting(fixture.home);
    support_seal(fixture.home, id, support_write_files, NULL);
    meeting_addendum(fixture.home, id, "x", NULL, NULL, NULL);
    g_assert_true(register_audit_verify(home_register(fixture.home), NULL, NULL, NULL));
    support_sql_must(&fixture, "DROP TRIGGER audit_update; DROP TRIGGER audit_delete;"
                               " DROP TRIGGER audit_insert;");
    support_sql_must(&fixture, sql);
    g_assert_false(register_audit_verify(home_register(fixture.home), NULL, NULL, &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_DIFFERENT);
    if (!strstr(error->message, row))
        g_error("%s: %s", sql, error->message);
    register_tear_down(&fixture, NULL);
}

static void test_a_changed_audit_log_is_found(void)
{
    expect_found("UPDATE audit SET after = 'x' WHERE seq = 3", "\x1f"
                                                               "3");
    expect_found("UPDATE audit SET wall_ms = wall_ms + 1 WHERE seq = 5", "\x1f"
                                                                         "5");
    expect_found("UPDATE audit SET who = 'nobody' WHERE seq = 1", "\x1f"
                                                                  "1");
    expect_found("DELETE FROM audit WHERE seq = 4", "\x1f"
                                                    "4");
    expect_found("UPDATE audit SET seq = 1000 WHERE seq = 4; UPDATE audit SET seq = 4 WHERE"
                 " seq = 5; UPDATE audit SET seq = 5 WHERE seq = 1000",
                 "\x1f"
                 "4");
    expect_found("INSERT INTO audit SELECT 0, who, wall_ms, trusted, monotonic_us, meeting, what,"
                 " subject, before, after, prev, 'h' FROM audit WHERE seq = 1",
                 "\x1f"
                 "1");
    /* Cut: what stands before the seal is missing although the chain of the rest is whole. */
    expect_found("DELETE FROM audit WHERE seq > 6", "2026-0001");
}

static void test_an_untrusted_clock_is_in_the_log(RegisterFixture *fixture, gconstpointer unused)
{
    g_autoptr(Clock) clock = clock_new_fixed(0, FALSE);
    g_autoptr(GError) error = NULL;
    g_autoptr(Home) home = home_open(home_path(fixture->home), clock, &error);
    g_autofree char *id = support_meeting(home);
    g_auto(Run) run =
        support_sql(fixture, "SELECT trusted, wall_ms FROM audit ORDER BY seq DESC LIMIT 1");
    g_assert_cmpstr(g_strchomp(run.out), ==, "0|0");
}

static void test_the_log_holds_no_citizens_name_or_words(RegisterFixture *fixture,
                                                         gconstpointer unused)
{
    g_autofree char *id = support_held_meeting(fixture->home);
    g_auto(Run) run = support_sql(fixture, "SELECT * FROM audit");
    const char *words[] = {"Петров",     "Жанғабылова", "+7 705",    "патруль",
                           "Қожахметов", "закрыт",      "орнатылсын"};
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
        g_assert_null(strstr(run.out, words[i]));
}

static void test_who_entered_a_pin_is_named(RegisterFixture *fixture, gconstpointer unused)
{
    Register *register_ = home_register(fixture->home);
    register_act_as(register_, "майор Әлиев Е.");
    g_autofree char *id = support_meeting(fixture->home);
    register_act_as(register_, NULL);
    support_attend(fixture->home, id);
    g_auto(Run) run = support_sql(fixture, "SELECT what, who FROM audit ORDER BY seq");
    g_autofree char *account = g_strconcat(g_get_user_name(), " ", g_get_prgname(), NULL);
    g_autofree char *planned = g_strconcat("plan|", account, ": майор Әлиев Е.\n", NULL);
    g_autofree char *came = g_strconcat("attend|", account, "\n", NULL);
    g_assert_nonnull(strstr(run.out, planned));
    g_assert_nonnull(strstr(run.out, came));
    g_assert_true(register_audit_verify(register_, NULL, NULL, NULL));
}

#define ADD(name, function)                                                                        \
    g_test_add("/audit/" name, RegisterFixture, NULL, register_set_up, function, register_tear_down)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/audit/a-changed-audit-log-is-found", test_a_changed_audit_log_is_found);
    ADD("who-entered-a-pin-is-named", test_who_entered_a_pin_is_named);
    ADD("an-untrusted-clock-is-in-the-log", test_an_untrusted_clock_is_in_the_log);
    ADD("the-log-holds-no-citizens-name-or-words", test_the_log_holds_no_citizens_name_or_words);
    return g_test_run();
}
