#include <string.h>

#include "protocol/error.h"
#include "protocol/follow.h"
#include "protocol/meeting.h"
#include "protocol/receipt.h"
#include "protocol/record.h"
#include "protocol/retention.h"
#include "tests/support.h"
#include "tests/support_home.h"
#include "tests/support_record.h"

typedef struct {
    char *folder;
    Clock *clock;
    Home *home;
    char *meeting;
    char *receipts[4];
} Fixture;

static void set_day(Fixture *fixture, const char *day)
{
    gint64 now_ms;
    g_assert_true(time_parse(day, "18:30", &now_ms));
    clock_set(fixture->clock, now_ms);
}

static void add_entry(Fixture *fixture, int expected_number, int from, const char *outcome,
                      const char *to, gboolean confidential)
{
    g_autoptr(GError) error = NULL;
    int number;
    Entry entry = {.type = "complaint",
                   .from = from,
                   .text = "The street lamp is broken",
                   .outcome = outcome,
                   .answer = strcmp(outcome, "answered") == 0 ? "It was mended" : NULL,
                   .to = to,
                   .confidential = confidential};
    meeting_entry(fixture->home, fixture->meeting, &entry, &number,
                  &fixture->receipts[expected_number - 1], &error);
    g_assert_no_error(error);
    g_assert_cmpint(number, ==, expected_number);
}

/* A meeting on Friday 20 November 2026 with four entries: answered, to be checked, to be
 * forwarded, and to be forwarded for somebody who wants no name. */
static void set_up(Fixture *fixture, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    fixture->folder = support_folder();
    fixture->clock = clock_new_fixed(SUPPORT_NOW_MS, TRUE);
    fixture->home = support_home(fixture->folder, fixture->clock);
    fixture->meeting = support_meeting(fixture->home);
    const Attendee attendee = {.surname = "Қасымов", .name = "Бақыт", .category = "resident"};
    int number;
    meeting_attend(fixture->home, fixture->meeting, &attendee, &number, &error);
    g_assert_no_error(error);
    add_entry(fixture, 1, number, "answered", NULL, FALSE);
    add_entry(fixture, 2, number, "check", NULL, TRUE);
    add_entry(fixture, 3, number, "forward", "Әкімдік", FALSE);
    add_entry(fixture, 4, 0, "forward", "Әкімдік", FALSE);
}

static void tear_down(Fixture *fixture, gconstpointer unused)
{
    home_free(fixture->home);
    clock_free(fixture->clock);
    remove_folder(fixture->folder);
    g_free(fixture->folder);
    g_free(fixture->meeting);
    for (gsize i = 0; i < G_N_ELEMENTS(fixture->receipts); i++)
        g_free(fixture->receipts[i]);
}

static JsonObject *find(JsonNode *list, int entry)
{
    JsonArray *entries = json_node_get_array(list);
    for (guint i = 0; i < json_array_get_length(entries); i++) {
        JsonObject *row = json_array_get_object_element(entries, i);
        if (json_object_get_int_member(row, "entry") == entry)
            return row;
    }
    return NULL;
}

static void assert_entry(Fixture *fixture, const char *today, int entry, const char *state,
                         const char *deadline, gboolean overdue)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) list = follow_list(fixture->home, today, FALSE, &error);
    g_assert_no_error(error);
    JsonObject *row = find(list, entry);
    g_assert_nonnull(row);
    g_assert_cmpstr(json_object_get_string_member(row, "state"), ==, state);
    g_assert_cmpstr(json_object_get_string_member_with_default(row, "deadline", NULL), ==,
                    deadline);
    g_assert_cmpint(json_object_get_boolean_member(row, "overdue"), ==, overdue);
}

static void step(Fixture *fixture, int entry, const char *event, const char *text, const char *to,
                 int expected_code)
{
    g_autoptr(GError) error = NULL;
    const FollowStep one = {.event = event, .text = text, .to = to, .ref = NULL};
    gboolean done = follow_do(fixture->home, follow_entry(entry), &one, NULL, &error);
    g_assert_cmpint(done, ==, expected_code == 0);
    if (expected_code)
        g_assert_error(error, PROTOCOL_ERROR, expected_code);
}

static void extend(Fixture *fixture, const char *until, const char *text, int expected_code)
{
    g_autoptr(GError) error = NULL;
    const FollowStep one = {.event = "extend", .text = text, .until = until};
    g_assert_cmpint(follow_do(fixture->home, follow_entry(2), &one, NULL, &error), ==,
                    expected_code == 0);
    if (expected_code)
        g_assert_error(error, PROTOCOL_ERROR, expected_code);
}

/* A check of 20 November may last to 20 January; one that was contested on 27 November has a term
 * of 15 working days again (16 December is a day off), and may last to 27 January. */
static void test_a_check_is_extended_and_its_answer_contested(Fixture *fixture,
                                                              gconstpointer unused)
{
    step(fixture, 2, "contest", "No", NULL, PROTOCOL_ERROR_REFUSED);
    step(fixture, 2, "begin", NULL, NULL, 0);
    assert_entry(fixture, "2026-11-21", 2, "check", "2026-12-11", FALSE);
    extend(fixture, NULL, "An expert is needed", PROTOCOL_ERROR_USAGE);
    extend(fixture, "2026-12-30", NULL, PROTOCOL_ERROR_USAGE);
    extend(fixture, "2026-12-11", "An expert is needed", PROTOCOL_ERROR_REFUSED);
    extend(fixture, "2027-01-21", "An expert is needed", PROTOCOL_ERROR_REFUSED);
    extend(fixture, "2027-01-20", "An expert is needed", 0);
    assert_entry(fixture, "2026-11-21", 2, "check", "2027-01-20", FALSE);
    step(fixture, 2, "answer", "There is no light to mend", NULL, 0);
    step(fixture, 2, "close", NULL, NULL, 0);

    set_day(fixture, "2026-11-27");
    step(fixture, 2, "contest", NULL, NULL, PROTOCOL_ERROR_USAGE);
    step(fixture, 2, "contest", "There is one", NULL, 0);
    assert_entry(fixture, "2026-12-22", 2, "check", "2026-12-21", TRUE);
    extend(fixture, "2027-01-28", "Winter", PROTOCOL_ERROR_REFUSED);
    extend(fixture, "2027-01-27", "Winter", 0);
    step(fixture, 2, "answer", "It was mended", NULL, 0);
    assert_entry(fixture, "2026-12-22", 2, "answered", NULL, FALSE);
}

/* 15 and 3 working days after Friday 20 November 2026. */
static void test_deadlines(Fixture *fixture, gconstpointer unused)
{
    assert_entry(fixture, "2026-11-25", 1, "answered", NULL, FALSE);
    assert_entry(fixture, "2026-11-25", 2, "check", "2026-12-11", FALSE);
    assert_entry(fixture, "2026-11-25", 3, "forward", "2026-11-25", FALSE);
    assert_entry(fixture, "2026-11-26", 3, "forward", "2026-11-25", TRUE);
    g_autoptr(JsonNode) overdue = follow_list(fixture->home, "2026-11-26", TRUE, NULL);
    g_assert_cmpuint(json_array_get_length(json_node_get_array(overdue)), ==, 2);
    g_assert_null(find(overdue, 2));
    JsonObject *row = find(overdue, 3);
    g_assert_cmpstr(json_object_get_string_member(row, "source"), ==, "1095 p.32, APPC art. 65");
    g_assert_cmpstr(json_object_get_string_member(row, "meeting"), ==, fixture->meeting);
    g_assert_cmpstr(json_object_get_string_member(row, "type"), ==, "complaint");
}

/* The calendar ends with 2027: the days off of 2028 are not guessed. */
static void test_certain(Fixture *fixture, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) list = follow_list(fixture->home, "2026-11-21", FALSE, &error);
    g_assert_no_error(error);
    g_assert_true(json_object_get_boolean_member(find(list, 1), "certain"));
    g_assert_true(json_object_get_boolean_member(find(list, 2), "certain"));

    g_assert_true(meeting_set(fixture->home, fixture->meeting, "date", "2027-12-29", &error));
    g_autoptr(JsonNode) later = follow_list(fixture->home, "2026-11-21", FALSE, &error);
    g_assert_no_error(error);
    g_assert_true(json_object_get_boolean_member(find(later, 1), "certain"));
    g_assert_false(json_object_get_boolean_member(find(later, 2), "certain"));
    g_assert_cmpstr(json_object_get_string_member(find(later, 3), "deadline"), ==, "2028-01-03");
    g_assert_false(json_object_get_boolean_member(find(later, 3), "certain"));
}

static void test_forwarding(Fixture *fixture, gconstpointer unused)
{
    step(fixture, 3, "notify", NULL, NULL, PROTOCOL_ERROR_REFUSED);
    step(fixture, 3, "close", NULL, NULL, PROTOCOL_ERROR_REFUSED);
    step(fixture, 3, "forward", NULL, NULL, 0);
    assert_entry(fixture, "2026-11-26", 3, "forwarded", "2026-11-25", TRUE);
    step(fixture, 3, "close", NULL, NULL, PROTOCOL_ERROR_REFUSED);
    step(fixture, 3, "notify", NULL, NULL, 0);
    assert_entry(fixture, "2026-11-26", 3, "notified", NULL, FALSE);
    step(fixture, 3, "close", "Done", NULL, 0);
    assert_entry(fixture, "2026-11-26", 3, "closed", NULL, FALSE);
    step(fixture, 3, "answer", "Again", NULL, PROTOCOL_ERROR_REFUSED);
    /* Nobody is to be told of an anonymous one. */
    step(fixture, 4, "forward", NULL, NULL, 0);
    step(fixture, 4, "close", NULL, NULL, 0);
}

/* A check can find that it is not police business: then three days run from then. */
/* One entry and its life, and what can be done now. */
static void test_life(Fixture *fixture, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    const FollowStep sent = {.event = "forward", .to = "Әкімдік", .ref = "5-12"};
    g_assert_true(follow_do(fixture->home, follow_entry(3), &sent, NULL, &error));
    g_assert_no_error(error);
    g_autoptr(JsonNode) node = follow_read(fixture->home, follow_entry(3), "2026-11-20", &error);
    g_assert_no_error(error);
    JsonObject *row = json_node_get_object(node);
    g_assert_cmpstr(json_object_get_string_member(row, "state"), ==, "forwarded");
    g_assert_false(json_object_get_boolean_member(row, "overdue"));
    JsonArray *steps = json_object_get_array_member(row, "steps");
    guint last = json_array_get_length(steps) - 1;
    JsonObject *step = json_array_get_object_element(steps, last);
    g_assert_cmpstr(json_object_get_string_member(step, "event"), ==, "forward");
    g_assert_cmpstr(json_object_get_string_member(step, "to"), ==, "Әкімдік");
    g_assert_cmpstr(json_object_get_string_member(step, "ref"), ==, "5-12");
    JsonArray *possible = json_object_get_array_member(row, "possible");
    g_assert_cmpuint(json_array_get_length(possible), ==, 2);
    g_assert_null(follow_read(fixture->home, follow_entry(99), "2026-11-20", &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_NOT_FOUND);
}

static void test_check(Fixture *fixture, gconstpointer unused)
{
    set_day(fixture, "2026-12-04");
    step(fixture, 2, "close", NULL, NULL, PROTOCOL_ERROR_REFUSED);
    step(fixture, 2, "answer", NULL, NULL, PROTOCOL_ERROR_USAGE);
    step(fixture, 2, "answer", " ", NULL, PROTOCOL_ERROR_USAGE);
    step(fixture, 2, "answer", "\xff", NULL, PROTOCOL_ERROR_USAGE);
    step(fixture, 2, "forward", NULL, NULL, PROTOCOL_ERROR_USAGE);
    step(fixture, 9, "answer", "Yes", NULL, PROTOCOL_ERROR_NOT_FOUND);
    assert_entry(fixture, "2026-12-04", 2, "check", "2026-12-11", FALSE);
    step(fixture, 2, "forward", NULL, "Акимат", 0);
    assert_entry(fixture, "2026-12-09", 2, "forwarded", "2026-12-09", FALSE);
    assert_entry(fixture, "2026-12-10", 2, "forwarded", "2026-12-09", TRUE);
}

static void test_receipt(Fixture *fixture, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    step(fixture, 2, "answer", "The lamp was mended", NULL, 0);
    g_autoptr(JsonNode) status =
        follow_status(fixture->home, fixture->receipts[1], "2026-11-21", &error);
    g_assert_no_error(error);
    JsonObject *object = json_node_get_object(status);
    g_assert_cmpint(json_object_get_int_member(object, "entry"), ==, 2);
    g_assert_cmpstr(json_object_get_string_member(object, "state"), ==, "answered");
    g_assert_cmpstr(json_object_get_string_member(object, "answer"), ==, "The lamp was mended");
    g_autofree char *text = json_to_string(status, FALSE);
    g_assert_null(strstr(text, "Қасымов"));
    g_assert_null(strstr(text, fixture->meeting));
    /* As it is typed, without dashes. */
    g_auto(GStrv) parts = g_strsplit(fixture->receipts[1], "-", -1);
    g_autofree char *typed = g_strjoinv("", parts);
    g_autoptr(JsonNode) again = follow_status(fixture->home, typed, "2026-11-21", &error);
    g_assert_true(json_node_equal(status, again));
    /* Mistyped; right, but of another device. */
    g_autofree char *foreign = receipt_new();
    const char *const unknown[] = {"0000-0000", "", foreign};
    for (gsize i = 0; i < G_N_ELEMENTS(unknown); i++) {
        g_assert_null(follow_status(fixture->home, unknown[i], "2026-11-21", &error));
        g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_NOT_FOUND);
        g_clear_error(&error);
    }
}

static void test_confidential(Fixture *fixture, gconstpointer unused)
{
    g_autoptr(JsonNode) list = follow_list(fixture->home, "2026-11-21", FALSE, NULL);
    g_assert_true(json_object_get_null_member(find(list, 2), "text"));
    g_assert_cmpstr(json_object_get_string_member(find(list, 3), "text"), ==,
                    "The street lamp is broken");
}

/* What the meeting on date is told of an entry of earlier ones; "-" if nothing. */
static char *carried(Fixture *fixture, const char *date, int entry)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *id = support_meeting_on(fixture->home, date);
    g_autoptr(JsonNode) record = record_read(fixture->home, id, &error);
    g_assert_no_error(error);
    JsonArray *list = json_object_get_array_member(json_node_get_object(record), "carried");
    for (guint i = 0; i < json_array_get_length(list); i++) {
        JsonObject *row = json_array_get_object_element(list, i);
        if (json_object_get_int_member(row, "entry") == entry)
            return g_strdup_printf(
                "%s %s %s", json_object_get_string_member(row, "state"),
                json_object_get_string_member_with_default(row, "deadline", "-"),
                json_object_get_string_member_with_default(row, "outcome_text", "-"));
    }
    return g_strdup("-");
}

static void assert_carried(Fixture *fixture, const char *date, int entry, const char *expected)
{
    g_autofree char *found = carried(fixture, date, entry);
    g_assert_cmpstr(found, ==, expected);
}

/* 1095 p.30: the inspector reports what was done on the entries of the meeting before. */
static void test_carried(Fixture *fixture, gconstpointer unused)
{
    assert_carried(fixture, "2027-02-01", 1, "-");
    assert_carried(fixture, "2027-02-01", 3, "forward 2026-11-25 -");
    step(fixture, 3, "forward", NULL, NULL, 0);
    assert_carried(fixture, "2027-02-01", 3, "forwarded 2026-11-25 Әкімдік");
    step(fixture, 3, "notify", NULL, NULL, 0);
    set_day(fixture, "2027-02-20");
    step(fixture, 3, "answer", "The lamp was mended", NULL, 0);
    step(fixture, 2, "answer", "Words of somebody who wants no name", NULL, 0);
    /* Ended after the meetings of 1 February: told to the next one, and then no more. */
    assert_carried(fixture, "2027-05-01", 3, "answered - The lamp was mended");
    assert_carried(fixture, "2027-05-01", 2, "answered - -");
    assert_carried(fixture, "2027-08-01", 3, "-");
    assert_carried(fixture, "2027-08-01", 4, "forward 2026-11-25 -");
}

/* Somebody with the sqlite3 shell; TRUE if they succeed. */
static gboolean shell(Fixture *fixture, const char *sql)
{
    g_autofree char *database = g_build_filename(fixture->folder, "home", "register.db", NULL);
    const char *const argv[] = {"sqlite3", database, sql, NULL};
    g_auto(Run) run = run_program(argv);
    return run.exit_code == 0;
}

/* A step is never changed. */
static void test_steps_stay(Fixture *fixture, gconstpointer unused)
{
    static const char *const changes[] = {
        "UPDATE follow SET text = 'No'",
        "DELETE FROM follow",
        "INSERT INTO follow VALUES (2, 3, 'close', 'closed', NULL, NULL, NULL, NULL, NULL, 'x')",
        "INSERT OR REPLACE INTO follow VALUES (2, 1, 'close', 'closed', NULL, NULL, NULL, NULL,"
        " NULL, 'x')",
    };
    step(fixture, 2, "answer", "Yes", NULL, 0);
    g_autofree char *database = g_build_filename(fixture->folder, "home", "register.db", NULL);
    const char *const argv[] = {"sqlite3", database,
                                "SELECT group_concat(entry || event || state || text) FROM follow",
                                NULL};
    g_auto(Run) before = run_program(argv);
    g_assert_true(g_str_has_prefix(before.out, "2answeranswered"));
    for (gsize i = 0; i < G_N_ELEMENTS(changes); i++)
        g_assert_false(shell(fixture, changes[i]));
    g_auto(Run) after = run_program(argv);
    g_assert_cmpstr(after.out, ==, before.out);
}

/* 1095 p.32: one year. A record that is not sealed has no term and cannot be held. */
static void test_retention(Fixture *fixture, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) list = retention_list(fixture->home, "2026-11-20", &error);
    g_assert_no_error(error);
    g_assert_cmpuint(json_array_get_length(json_node_get_array(list)), ==, 0);
    g_assert_false(retention_hold(fixture->home, fixture->meeting, "court", &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED);
    g_clear_error(&error);
    g_assert_false(retention_hold(fixture->home, "2026-9999", "court", &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_NOT_FOUND);
    g_clear_error(&error);
    g_assert_false(retention_hold(fixture->home, fixture->meeting, "", &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_USAGE);

    g_autoptr(RulesSet) set = rules_set_load(NULL, NULL);
    GDate date, end;
    g_assert_true(date_parse("2028-02-29", &date));
    retention_end(rules_by_id(set, "1095-2025", NULL), &date, &end);
    g_autofree char *text = date_iso(&end);
    g_assert_cmpstr(text, ==, "2029-02-28");
}

static gboolean no_files(Home *home, const char *id, int number, char **json_sha256_out,
                         char **pdf_sha256_out, gpointer user_data, GError **error)
{
    *json_sha256_out = g_strnfill(64, '0');
    *pdf_sha256_out = g_strnfill(64, '0');
    return TRUE;
}

static void seal(Fixture *fixture)
{
    g_autoptr(GError) error = NULL;
    int number;
    meeting_recording_started(fixture->home, fixture->meeting, &error);
    g_assert_no_error(error);
    meeting_recording_stopped(fixture->home, fixture->meeting, &error);
    g_assert_no_error(error);
    meeting_seal_commit(fixture->home, fixture->meeting, NULL, no_files, NULL, &number, &error);
    g_assert_no_error(error);
}

static void assert_kept(Fixture *fixture, const char *today, const char *state, const char *why)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) list = retention_list(fixture->home, today, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(json_array_get_length(json_node_get_array(list)), ==, 1);
    JsonObject *row = json_array_get_object_element(json_node_get_array(list), 0);
    g_assert_cmpstr(json_object_get_string_member(row, "meeting"), ==, fixture->meeting);
    g_assert_cmpstr(json_object_get_string_member(row, "kept_until"), ==, "2027-11-20");
    g_assert_cmpstr(json_object_get_string_member(row, "state"), ==, state);
    g_assert_cmpstr(json_object_get_string_member_with_default(row, "why", NULL), ==, why);
    g_assert_cmpstr(json_object_get_string_member(row, "source"), ==, "1095 p.32");
}

/* A year, as long as an entry is open, and as long as somebody needs it. */
static void test_hold(Fixture *fixture, gconstpointer unused)
{
    static const char dispose[] = "UPDATE meeting SET state = 'disposed'";
    g_autoptr(GError) error = NULL;
    seal(fixture);
    assert_kept(fixture, "2027-11-20", "kept", NULL);
    assert_kept(fixture, "2027-11-21", "kept", NULL); /* entries are open */
    step(fixture, 2, "answer", "Yes", NULL, 0);
    for (int entry = 3; entry <= 4; entry++) {
        step(fixture, entry, "forward", NULL, NULL, 0);
        step(fixture, entry, "notify", NULL, NULL, 0);
        step(fixture, entry, "close", NULL, NULL, 0);
    }
    assert_kept(fixture, "2027-11-20", "kept", NULL);
    assert_kept(fixture, "2027-11-21", "due", NULL);
    g_assert_true(retention_hold(fixture->home, fixture->meeting, "сот", &error));
    assert_kept(fixture, "2027-11-21", "held", "сот");
    g_assert_false(shell(fixture, dispose));
    g_assert_false(shell(fixture, "DELETE FROM hold"));
    g_assert_false(shell(fixture, "UPDATE hold SET why = 'x'"));
    g_assert_false(shell(fixture, "UPDATE hold SET released = 'x', released_by = 'x', n = 2"));
    g_assert_true(retention_release(fixture->home, fixture->meeting, 0, &error));
    assert_kept(fixture, "2027-11-21", "due", NULL);
    g_assert_false(retention_release(fixture->home, fixture->meeting, 0, &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED);
    g_assert_true(retention_hold(fixture->home, fixture->meeting, "прокуратура", NULL));
    assert_kept(fixture, "2027-11-21", "held", "прокуратура");
    g_assert_true(retention_release(fixture->home, fixture->meeting, 2, NULL));
    g_assert_false(shell(fixture, dispose)); /* not without an act of disposal */
}

/* Several who need the record: it is held until the last of them is done. */
static void test_holds(Fixture *fixture, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    seal(fixture);
    g_assert_true(retention_hold(fixture->home, fixture->meeting, "сот", &error));
    g_assert_true(retention_hold(fixture->home, fixture->meeting, "прокуратура", &error));
    assert_kept(fixture, "2027-11-21", "held", "сот; прокуратура");
    g_autoptr(JsonNode) list = retention_list(fixture->home, "2027-11-21", &error);
    JsonArray *holds = json_object_get_array_member(
        json_array_get_object_element(json_node_get_array(list), 0), "holds");
    g_assert_cmpuint(json_array_get_length(holds), ==, 2);
    JsonObject *second = json_array_get_object_element(holds, 1);
    g_assert_cmpint(json_object_get_int_member(second, "n"), ==, 2);
    g_assert_nonnull(strstr(json_object_get_string_member(second, "who"), g_get_user_name()));
    g_assert_true(g_str_has_prefix(json_object_get_string_member(second, "at"), "2026-11-20T"));

    static const int wrong[] = {0, 3};
    for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_assert_false(retention_release(fixture->home, fixture->meeting, wrong[i], &error));
        g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED);
        g_clear_error(&error);
    }
    g_assert_true(retention_release(fixture->home, fixture->meeting, 1, &error));
    assert_kept(fixture, "2027-11-21", "held", "прокуратура");
    g_assert_false(retention_release(fixture->home, fixture->meeting, 1, &error));
    g_clear_error(&error);
    g_assert_true(retention_hold(fixture->home, fixture->meeting, "сот", &error));
    g_assert_true(retention_release(fixture->home, fixture->meeting, 2, &error));
    g_assert_true(retention_release(fixture->home, fixture->meeting, 0, &error));
    assert_kept(fixture, "2027-11-21", "kept", NULL);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define ADD(path, function) g_test_add(path, Fixture, NULL, set_up, function, tear_down)
    ADD("/follow/the-life-of-an-entry-is-told-with-what-is-possible", test_life);
    ADD("/follow/a-check-is-extended-and-its-answer-contested",
        test_a_check_is_extended_and_its_answer_contested);
    ADD("/follow/deadlines-are-working-days-after-the-meeting", test_deadlines);
    ADD("/follow/a-deadline-over-unknown-days-is-not-certain", test_certain);
    ADD("/follow/what-is-forwarded-is-closed-only-when-the-initiator-was-told", test_forwarding);
    ADD("/follow/a-check-is-answered-or-forwarded", test_check);
    ADD("/follow/a-receipt-tells-its-own-entry-and-nobody-else", test_receipt);
    ADD("/follow/a-list-hides-what-is-confidential", test_confidential);
    ADD("/follow/the-next-meeting-is-told-what-became-of-an-entry", test_carried);
    ADD("/follow/a-step-is-never-changed", test_steps_stay);
    ADD("/follow/only-a-sealed-record-has-a-term", test_retention);
    ADD("/follow/a-record-is-kept-for-its-term-and-while-it-is-held", test_hold);
    ADD("/follow/a-record-is-held-for-several-reasons-at-once", test_holds);
    return g_test_run();
}
