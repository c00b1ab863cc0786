/* What becomes of a decision of a meeting: its life, its day, its place in lists, in the plan and
 * in the next protocol. */
#include <string.h>

#include "protocol/calendar.h"
#include "protocol/error.h"
#include "protocol/follow.h"
#include "protocol/meeting.h"
#include "protocol/plan.h"
#include "protocol/record.h"
#include "protocol/register.h"
#include "tests/support.h"
#include "tests/support_home.h"
#include "tests/support_record.h"
#include "tests/support_register.h"

/* The meeting of 20 November 2026 has one decision, due on the 25th. */
static void set_up(RecordFixture *f, gconstpointer unused)
{
    record_set_up(f, NULL);
    support_attend(f->home, f->id);
    support_hold(f->home, f->id);
}

static FollowSubject first(const RecordFixture *f)
{
    return (FollowSubject){f->id, 1};
}

/* A step; code 0: it is taken. */
static void step(RecordFixture *f, const char *event, const char *text, const char *until, int code)
{
    g_autoptr(GError) error = NULL;
    const FollowStep one = {.event = event, .text = text, .until = until, .ref = "7/1"};
    gboolean done = follow_do(f->home, first(f), &one, NULL, &error);
    if (code)
        g_assert_error(error, PROTOCOL_ERROR, code);
    else
        g_assert_no_error(error);
    g_assert_cmpint(done, ==, code == 0);
}

/* The decision's row of a list; NULL if it is not there. */
static JsonObject *row_of(JsonNode *list)
{
    JsonArray *rows = json_node_get_array(list);
    for (guint i = 0; i < json_array_get_length(rows); i++) {
        JsonObject *row = json_array_get_object_element(rows, i);
        if (strcmp(json_object_get_string_member(row, "type"), "decision") == 0)
            return row;
    }
    return NULL;
}

static void assert_stands(RecordFixture *f, const char *today, const char *state,
                          const char *deadline, const char *due)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) list = follow_list(f->home, today, FOLLOW_RECENT, &error);
    g_assert_no_error(error);
    JsonObject *row = row_of(list);
    g_assert_nonnull(row);
    g_assert_cmpstr(json_object_get_string_member(row, "state"), ==, state);
    g_assert_cmpstr(json_object_get_string_member_with_default(row, "deadline", NULL), ==,
                    deadline);
    g_assert_cmpstr(json_object_get_string_member_with_default(row, "due", NULL), ==, due);
    g_autoptr(JsonNode) overdue = follow_list(f->home, today, FOLLOW_OVERDUE, &error);
    g_assert_cmpint(row_of(overdue) != NULL, ==, g_strcmp0(due, "overdue") == 0);
}

static void test_life(RecordFixture *f, gconstpointer unused)
{
    assert_stands(f, "2026-11-22", "noted", "2026-11-25", "soon");
    assert_stands(f, "2026-11-25", "noted", "2026-11-25", "today");
    assert_stands(f, "2026-11-26", "noted", "2026-11-25", "overdue");
    step(f, "reopen", "x", "2026-12-01", PROTOCOL_ERROR_REFUSED);
    step(f, "close", "x", NULL, PROTOCOL_ERROR_REFUSED);
    step(f, "begin", NULL, NULL, 0);
    step(f, "begin", NULL, NULL, PROTOCOL_ERROR_REFUSED);
    step(f, "extend", NULL, "2026-12-01", PROTOCOL_ERROR_USAGE);
    step(f, "extend", "Мердігер жоқ", NULL, PROTOCOL_ERROR_USAGE);
    step(f, "extend", "Мердігер жоқ", "2026-13-01", PROTOCOL_ERROR_USAGE);
    step(f, "extend", "Мердігер жоқ", "2026-11-25", PROTOCOL_ERROR_REFUSED);
    step(f, "extend", "Мердігер жоқ", "2026-12-01", 0);
    assert_stands(f, "2026-11-26", "begun", "2026-12-01", "later");
    step(f, "done", NULL, NULL, PROTOCOL_ERROR_USAGE);
    step(f, "done", "Патруль шықты", NULL, 0);
    assert_stands(f, "2027-01-01", "done", NULL, NULL);
    support_set_day(f->clock, "2026-12-10");
    step(f, "reopen", "Патруль тоқтады", "2026-12-10", PROTOCOL_ERROR_REFUSED);
    step(f, "reopen", "Патруль тоқтады", "2026-12-20", 0);
    assert_stands(f, "2026-12-21", "begun", "2026-12-20", "overdue");
    step(f, "cancel", "Басқа бөлімге берілді", NULL, 0);
    assert_stands(f, "2026-12-21", "cancelled", NULL, NULL);
}

/* Each step with who, when, and its document. */
static void test_told(RecordFixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    register_act_as(home_register(f->home), "майор Әлиев Е.");
    step(f, "begin", NULL, NULL, 0);
    step(f, "done", "Патруль шықты", NULL, 0);
    g_autoptr(JsonNode) life = follow_read(f->home, first(f), "2026-11-20", &error);
    g_assert_no_error(error);
    JsonObject *row = json_node_get_object(life);
    JsonArray *steps = json_object_get_array_member(row, "steps");
    g_autofree char *id = g_strconcat(f->id, "/1", NULL);
    g_assert_cmpstr(json_object_get_string_member(row, "id"), ==, id);
    g_assert_cmpstr(json_object_get_string_member(row, "in_charge"), ==, "Е. С. Әлиев");
    g_assert_cmpstr(json_object_get_string_member(row, "text"), ==, "Кешкі патруль");
    g_assert_cmpuint(json_array_get_length(steps), ==, 2);
    JsonObject *done = json_array_get_object_element(steps, 1);
    g_assert_nonnull(strstr(json_object_get_string_member(done, "who"), "майор Әлиев Е."));
    g_assert_cmpstr(json_object_get_string_member(done, "text"), ==, "Патруль шықты");
    g_assert_cmpstr(json_object_get_string_member(done, "ref"), ==, "7/1");
    g_assert_true(g_str_has_prefix(json_object_get_string_member(done, "at"), "2026-11-20T18:00"));
    const FollowSubject none = {f->id, 2};
    g_assert_null(follow_read(f->home, none, "2026-11-20", &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_NOT_FOUND);
}

/* What the follow-up has begun with stays as the meeting said it. */
static void test_corrections(RecordFixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    const MeetingField due = {"due", "2026-11-27"};
    meeting_correct(f->home, f->id, MEETING_DECISION, 1, &due, 1, &error);
    g_assert_no_error(error);
    assert_stands(f, "2026-11-20", "noted", "2026-11-27", "later");
    step(f, "begin", NULL, NULL, 0);
    g_assert_false(meeting_correct(f->home, f->id, MEETING_DECISION, 1, &due, 1, &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED);
    g_clear_error(&error);
    g_assert_false(meeting_withdraw(f->home, f->id, MEETING_DECISION, 1, "x", &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED);
    g_clear_error(&error);
    int number = 0;
    g_assert_true(meeting_decision(f->home, f->id, "Қате", "Ә.", "2026-11-22", &number, &error));
    g_assert_true(meeting_withdraw(f->home, f->id, MEETING_DECISION, number, "қате", &error));
    g_autoptr(JsonNode) overdue = follow_list(f->home, "2026-11-24", FOLLOW_OVERDUE, &error);
    g_assert_null(row_of(overdue));
}

static void test_plan(RecordFixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    GDate on;
    date_parse("2026-11-26", &on);
    for (int done = 0; done < 2; done++) {
        g_autoptr(JsonNode) plan = plan_read(f->home, &on, &error);
        g_assert_no_error(error);
        JsonArray *items = json_node_get_array(plan);
        guint found = 0;
        for (guint i = 0; i < json_array_get_length(items); i++) {
            JsonObject *item = json_array_get_object_element(items, i);
            if (g_strcmp0(json_object_get_string_member_with_default(item, "kind", NULL),
                          "decision") != 0)
                continue;
            found++;
            g_assert_cmpstr(json_object_get_string_member(item, "what"), ==, "deadline");
            g_assert_cmpstr(json_object_get_string_member(item, "due"), ==, "2026-11-25");
            g_assert_cmpstr(json_object_get_string_member(item, "state"), ==, "late");
            g_assert_cmpstr(json_object_get_string_member(item, "source"), ==, "1095 p.33");
        }
        g_assert_cmpuint(found, ==, done ? 0 : 1);
        if (!done)
            step(f, "done", "Орындалды", NULL, 0);
    }
}

static void assert_carried(RecordFixture *f, const char *id, const char *state, const char *outcome)
{
    g_autoptr(JsonNode) record = support_record(f->home, id);
    JsonArray *carried =
        json_object_get_array_member(json_node_get_object(record), "carried_decisions");
    g_assert_cmpuint(json_array_get_length(carried), ==, state ? 1 : 0);
    if (!state)
        return;
    JsonObject *row = json_array_get_object_element(carried, 0);
    g_assert_cmpstr(json_object_get_string_member(row, "meeting"), ==, f->id);
    g_assert_cmpstr(json_object_get_string_member(row, "state"), ==, state);
    g_assert_cmpstr(json_object_get_string_member_with_default(row, "outcome_text", NULL), ==,
                    outcome);
}

/* What was done stands in the next protocol, and in that one alone (1095 p.30). */
static void test_carried(RecordFixture *f, gconstpointer unused)
{
    g_autofree char *second = support_meeting_on(f->home, "2027-02-19");
    assert_carried(f, second, "noted", NULL);
    support_set_day(f->clock, "2026-12-01");
    step(f, "done", "Патруль шықты", NULL, 0);
    assert_carried(f, second, "done", "Патруль шықты");
    g_autofree char *third = support_meeting_on(f->home, "2027-05-20");
    assert_carried(f, third, NULL, NULL);
}

/* The sqlite3 shell changes nothing of it. */
static void test_stays(RecordFixture *f, gconstpointer unused)
{
    static const char *const wrong[] = {
        "UPDATE decision_follow SET state = 'done'",
        "DELETE FROM decision_follow",
        "INSERT INTO decision_follow (meeting, decision, n, event, state, at)"
        " VALUES ('2026-0001', 1, 1, 'done', 'done', 'x')",
        "INSERT INTO decision_follow (meeting, decision, n, event, state, at)"
        " VALUES ('2026-0001', 1, 3, 'done', 'done', 'x')",
        "INSERT OR REPLACE INTO decision_follow (meeting, decision, n, event, state, at)"
        " VALUES ('2026-0001', 1, 1, 'done', 'done', 'x')",
        "INSERT INTO decision_follow (meeting, decision, n, event, state, at)"
        " VALUES ('2026-0001', 1, 2, 'close', 'closed', 'x')",
        "DELETE FROM open_decision",
        "UPDATE open_decision SET decision = 2",
        "INSERT INTO open_decision VALUES ('2026-0001', 9)",
    };
    step(f, "begin", NULL, NULL, 0);
    g_autofree char *path = g_build_filename(home_path(f->home), "register.db", NULL);
    RegisterFixture shell = {.path = path};
    for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_auto(Run) run = support_sql(&shell, wrong[i]);
        if (run.exit_code == 0)
            g_error("taken: %s", wrong[i]);
    }
    assert_stands(f, "2026-11-20", "begun", "2026-11-25", "later");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define ADD(path, function)                                                                        \
    g_test_add(path, RecordFixture, NULL, set_up, function, record_tear_down)
    ADD("/decision/it-is-begun-put-off-done-and-taken-up-again", test_life);
    ADD("/decision/each-step-tells-who-when-and-by-which-document", test_told);
    ADD("/decision/what-has-begun-is-not-corrected-away", test_corrections);
    ADD("/decision/the-plan-names-it-until-it-is-done", test_plan);
    ADD("/decision/the-next-protocol-tells-what-became-of-it", test_carried);
    ADD("/decision/a-step-is-never-changed", test_stays);
    return g_test_run();
}
