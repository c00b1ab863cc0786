/* Finding people by name, and the tables that keep a large register fast. */
#include <json-glib/json-glib.h>
#include <string.h>

#include "protocol/error.h"
#include "protocol/follow.h"
#include "protocol/meeting.h"
#include "protocol/name_fold.h"
#include "protocol/search.h"
#include "tests/support_record.h"
#include "tests/support_register.h"

static void test_fold(void)
{
    static const char *const cases[][2] = {
        {"Әлиев", "алиев"},
        {"ҚОЖАХМЕТОВ Ғалым", "кожахметов галым"},
        {"Өтеген Ұлан Үсен Һарун", "отеген улан усен харун"},
        {"Іскакова Жаңыл", "искакова жаныл"},
        {"Пётр Сергеи\xcc\x86", "петр сергеи"},
        {"  Ким \t Ли  ", "ким ли"},
        {"", ""},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *folded = name_fold(cases[i][0]);
        g_assert_cmpstr(folded, ==, cases[i][1]);
    }
}

static void attend(RegisterFixture *fixture, const char *id, const char *surname, const char *name,
                   const char *patronymic)
{
    g_autoptr(GError) error = NULL;
    int number;
    const Attendee attendee = {
        .surname = surname, .name = name, .patronymic = patronymic, .category = "resident"};
    meeting_attend(fixture->home, id, &attendee, &number, &error);
    g_assert_no_error(error);
}

/* "meeting:n " of everybody found; g_free. */
static char *find(RegisterFixture *fixture, const char *query)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) found = search_people(fixture->home, query, &error);
    g_assert_no_error(error);
    GString *text = g_string_new(NULL);
    JsonArray *rows = json_node_get_array(found);
    for (guint i = 0; i < json_array_get_length(rows); i++) {
        JsonObject *row = json_array_get_object_element(rows, i);
        g_string_append_printf(text, "%s:%d ",
                               json_object_get_string_member(row, "meeting") + strlen("2026-"),
                               (int)json_object_get_int_member(row, "n"));
    }
    return g_string_free(text, FALSE);
}

static void assert_found(RegisterFixture *fixture, const char *query, const char *expected)
{
    g_autofree char *found = find(fixture, query);
    if (strcmp(found, expected) != 0)
        g_error("%s: %s, not %s", query, found, expected);
}

static void test_find(RegisterFixture *fixture, gconstpointer unused)
{
    g_autofree char *first = support_meeting(fixture->home);
    g_autofree char *second = support_meeting(fixture->home);
    attend(fixture, first, "Қожахметов", "Ғалым", "Нұрланұлы");
    attend(fixture, first, "Айтбай", "Айтолқын", NULL);
    attend(fixture, second, "Қожахметов", "Болат", NULL);
    assert_found(fixture, "қожахметов", "0002:1 0001:1 ");
    assert_found(fixture, "Кожах", "0002:1 0001:1 ");
    assert_found(fixture, "галым", "0001:1 ");
    assert_found(fixture, "Галым кожа", "0001:1 ");
    assert_found(fixture, "кожахметов нурл", "0001:1 ");
    assert_found(fixture, "кожахметов г н", "0001:1 ");
    assert_found(fixture, "айт", "0001:2 ");
    assert_found(fixture, "хметов", "");
    assert_found(fixture, "%%", "");
    static const char *const wrong[] = {"", "а", "а б в", "аа бб вв гг", "\xc3("};
    for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(search_people(fixture->home, wrong[i], &error));
        g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_USAGE);
    }
}

static void test_corrected_name(RegisterFixture *fixture, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *id = support_meeting(fixture->home);
    attend(fixture, id, "Қате", "Ерлан", NULL);
    attend(fixture, id, "Басқа", "Адам", NULL);
    const MeetingField given = {"surname", "Дұрысов"};
    meeting_correct(fixture->home, id, MEETING_ATTENDEE, 1, &given, 1, &error);
    g_assert_no_error(error);
    assert_found(fixture, "кате", "");
    assert_found(fixture, "дурыс", "0001:1 ");
    assert_found(fixture, "ерлан", "0001:1 ");
    meeting_withdraw(fixture->home, id, MEETING_ATTENDEE, 2, "қате", &error);
    g_assert_no_error(error);
    assert_found(fixture, "баска", "");
}

/* The open entries that the register keeps are those that the follow-up says are open. */
static void assert_open(RegisterFixture *fixture, const char *expected)
{
    g_auto(Run) kept =
        support_sql(fixture, "SELECT group_concat(entry) FROM (SELECT entry FROM open_entry"
                             " ORDER BY entry)");
    g_auto(Run) true_ones =
        support_sql(fixture, "SELECT group_concat(entry) FROM (SELECT entry FROM follow_now WHERE"
                             " state IN ('check', 'forward', 'forwarded', 'notified')"
                             " ORDER BY entry)");
    g_assert_cmpstr(kept.out, ==, true_ones.out);
    g_assert_cmpstr(g_strchomp(kept.out), ==, expected);
}

static void step(RegisterFixture *fixture, int entry, const char *event)
{
    g_autoptr(GError) error = NULL;
    const FollowStep given = {.event = event, .text = "мәтін", .to = "Әкімдік"};
    follow_do(fixture->home, follow_entry(entry), &given, NULL, &error);
    g_assert_no_error(error);
}

static void test_open_entries(RegisterFixture *fixture, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *id = support_held_meeting(fixture->home);
    assert_open(fixture, "2,3");
    const MeetingField check = {"outcome", "check"};
    meeting_correct(fixture->home, id, MEETING_ENTRY, 1, &check, 1, &error);
    g_assert_no_error(error);
    assert_open(fixture, "1,2,3");
    meeting_withdraw(fixture->home, id, MEETING_ENTRY, 1, "қате", &error);
    g_assert_no_error(error);
    assert_open(fixture, "2,3");
    step(fixture, 3, "forward");
    step(fixture, 3, "notify");
    assert_open(fixture, "2,3");
    step(fixture, 3, "close");
    assert_open(fixture, "2");
    step(fixture, 2, "answer");
    assert_open(fixture, "");
    static const char *const wrong[] = {"INSERT INTO open_entry VALUES (2)",
                                        "INSERT INTO open_entry VALUES (77)"};
    for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_auto(Run) run = support_sql(fixture, wrong[i]);
        g_assert_cmpint(run.exit_code, !=, 0);
    }
}

static void test_open_by_hand(RegisterFixture *fixture, gconstpointer unused)
{
    g_autofree char *id = support_held_meeting(fixture->home);
    static const char *const wrong[] = {"DELETE FROM open_entry",
                                        "UPDATE open_entry SET entry = 1 WHERE entry = 2"};
    for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_auto(Run) run = support_sql(fixture, wrong[i]);
        g_assert_cmpint(run.exit_code, !=, 0);
        g_assert_nonnull(strstr(run.err, "the entry is open"));
    }
}

static guint list_length(RegisterFixture *fixture, FollowScope scope)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) list = follow_list(fixture->home, "2026-11-20", scope, &error);
    g_assert_no_error(error);
    return json_array_get_length(json_node_get_array(list));
}

static void test_scopes(RegisterFixture *fixture, gconstpointer unused)
{
    g_autofree char *id = support_held_meeting(fixture->home);
    g_assert_cmpuint(list_length(fixture, FOLLOW_OPEN), ==, 3);
    g_assert_cmpuint(list_length(fixture, FOLLOW_RECENT), ==, 4);
    g_autofree char *many = g_strdup_printf(
        "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < %d)"
        " INSERT INTO entry (number, meeting, type, text, said, outcome, confidential, receipt)"
        " SELECT 1000 + i, '%s', 'remark', 'x', '18:00:00', 'answered', 0, 'r' || i FROM c",
        FOLLOW_FINISHED_MAX, id);
    support_sql_must(fixture, many);
    g_assert_cmpuint(list_length(fixture, FOLLOW_RECENT), ==, FOLLOW_FINISHED_MAX + 3);
    g_assert_cmpuint(list_length(fixture, FOLLOW_ALL), ==, FOLLOW_FINISHED_MAX + 4);
}

#define ADD(name, function)                                                                        \
    g_test_add("/search/" name, RegisterFixture, NULL, register_set_up, function,                  \
               register_tear_down)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/search/kazakh-letters-are-found-without-them", test_fold);
    ADD("a-name-is-found-by-its-beginnings-in-any-order", test_find);
    ADD("a-corrected-name-is-found-and-a-withdrawn-one-is-not", test_corrected_name);
    ADD("open-entries-are-those-that-the-follow-up-leaves-open", test_open_entries);
    ADD("the-sqlite3-shell-cannot-hide-an-open-entry", test_open_by_hand);
    ADD("the-list-shows-what-is-open-and-the-newest-of-the-rest", test_scopes);
    return g_test_run();
}
