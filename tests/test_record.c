/* The record of a meeting as JSON. */
#include <json-glib/json-glib.h>
#include <string.h>

#include "protocol/canonical.h"
#include "protocol/error.h"
#include "protocol/meeting.h"
#include "protocol/record.h"
#include "tests/support.h"
#include "tests/support_home.h"
#include "tests/support_record.h"

/* The canonical JSON of the value at path ("speakers[0].rank") in the record; g_free. */
static char *at(JsonNode *record, const char *path)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *expression = g_strconcat("$.", path, NULL);
    g_autoptr(JsonNode) matches = json_path_query(expression, record, &error);
    g_assert_no_error(error);
    JsonArray *array = json_node_get_array(matches);
    if (json_array_get_length(array) == 0)
        g_error("%s is not in the record", path);
    return canonical_json(json_array_get_element(array, 0), NULL, NULL);
}

static void expect(JsonNode *record, const char *path, const char *json)
{
    g_autofree char *found = at(record, path);
    if (g_strcmp0(found, json) != 0)
        g_error("%s: %s, expected %s", path, found, json);
}

static void test_a_planned_meeting(RecordFixture *fixture, gconstpointer unused)
{
    g_autoptr(JsonNode) record = support_record(fixture->home, fixture->id);
    expect(record, "schema", "\"esep-meeting-1\"");
    expect(record, "id", "\"2026-0001\"");
    expect(record, "kind", "\"inspector\"");
    expect(record, "edition", "\"1095-2025\"");
    expect(record, "state", "\"planned\"");
    expect(record, "number", "null");
    expect(record, "started", "null");
    expect(record, "format", "\"in-person\"");
    expect(record, "expected", "60");
    expect(record, "precincts", "[\"12\"]");
    expect(record, "speakers",
           "[{\"name\":\"Ерлан\",\"patronymic\":\"Серікұлы\",\"position\":\"учаскелік полиция "
           "инспекторы\",\"rank\":\"полиция майоры\",\"surname\":\"Әлиев\"}]");
    expect(record, "secretary", "null");
    expect(record, "attendees", "0");
    expect(record, "recording", "null");
    expect(record, "entries", "[]");
    expect(record, "agenda[0].point", "1");
    expect(record, "agenda[0].mark", "null");
    expect(record, "body.city", "\"Алматы\"");
    expect(record, "no_entries", "false");
}

static void test_what_was_held(RecordFixture *fixture, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    meeting_announce(fixture->home, fixture->id, "media", "2026-11-06", "№ 45", &error);
    g_assert_no_error(error);
    support_attend(fixture->home, fixture->id);
    support_hold(fixture->home, fixture->id);
    g_autoptr(JsonNode) record = support_record(fixture->home, fixture->id);
    expect(record, "state", "\"closed\"");
    expect(record, "started", "\"18:02\"");
    expect(record, "ended", "\"19:15\"");
    expect(record, "announcements",
           "[{\"channel\":\"media\",\"days_before\":14,\"n\":1,\"on\":\"2026-11-06\",\"ref\":\"№ "
           "45\"}]");
    expect(record, "attendees", "2");
    expect(record, "attendee_list[0]",
           "{\"address\":null,\"category\":\"resident\",\"n\":1,\"name\":\"Иван\","
           "\"patronymic\":null,\"phone\":null,\"registered\":\"2026-11-20T18:00:00+05:00\","
           "\"strokes\":null,\"surname\":\"Петров\"}");
    expect(record, "attendee_list[1].strokes.strokes", "[[[10,20,0],[300,150,400]]]");
    expect(record, "entries[0].initiator",
           "{\"name\":\"Айгүл\",\"patronymic\":\"Нұрланқызы\",\"surname\":\"Жанғабылова\"}");
    expect(record, "entries[0].said", "\"18:10:00\"");
    expect(record, "entries[0].deadline", "null");
    expect(record, "entries[1].from", "null");
    expect(record, "entries[1].initiator", "null");
    expect(record, "entries[1].confidential", "true");
    expect(record, "entries[1].take", "null");
    expect(record, "entries[1].deadline", "\"2026-12-11\"");
    expect(record, "entries[1].deadline_source", "\"1095 p.32, APPC art. 76\"");
    expect(record, "entries[2].to", "\"Әкім аппараты\"");
    expect(record, "entries[2].deadline", "\"2026-11-25\"");
    expect(record, "decisions",
           "[{\"due\":\"2026-11-25\",\"n\":1,\"owner\":\"Е. С. Әлиев\",\"text\":\"Кешкі "
           "патруль\"}]");
}

static void test_two_readings_are_the_same_bytes(RecordFixture *fixture, gconstpointer unused)
{
    support_attend(fixture->home, fixture->id);
    support_hold(fixture->home, fixture->id);
    g_autoptr(JsonNode) one = support_record(fixture->home, fixture->id);
    g_autoptr(JsonNode) two = support_record(fixture->home, fixture->id);
    g_autoptr(GError) error = NULL;
    g_autofree char *first = canonical_json(one, NULL, &error);
    g_assert_no_error(error);
    g_autofree char *second = canonical_json(two, NULL, NULL);
    g_assert_cmpstr(first, ==, second);
}

static void test_remarks_are_in_it(RecordFixture *fixture, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    meeting_announce(fixture->home, fixture->id, "media", "2026-11-18", NULL, &error);
    g_assert_no_error(error);
    g_autoptr(JsonNode) record = support_record(fixture->home, fixture->id);
    expect(record, "remarks[0].source", "\"1095 p.27\"");
}

static void test_open_entries_are_carried_to_the_next_meeting(RecordFixture *fixture,
                                                              gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    support_attend(fixture->home, fixture->id);
    support_hold(fixture->home, fixture->id);
    g_autofree char *next = support_meeting(fixture->home);
    meeting_set(fixture->home, next, "date", "2027-02-12", &error);
    g_assert_no_error(error);
    g_autoptr(JsonNode) record = support_record(fixture->home, next);
    expect(record, "carried[0].entry", "2");
    expect(record, "carried[0].meeting", "\"2026-0001\"");
    expect(record, "carried[0].text", "\"\""); /* confidential */
    expect(record, "carried[1].entry", "3");
    expect(record, "carried[1].text", "\"Жарық орнатылсын.\"");
    expect(record, "carried[1].deadline", "\"2026-11-25\"");

    meeting_set(fixture->home, next, "precinct", "14", &error);
    g_assert_no_error(error);
    g_autoptr(JsonNode) elsewhere = support_record(fixture->home, next);
    expect(elsewhere, "carried", "[]");
    g_autoptr(JsonNode) earlier = support_record(fixture->home, fixture->id);
    expect(earlier, "carried", "[]");
}

static void test_meetings_are_listed_newest_first(RecordFixture *fixture, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *next = support_meeting(fixture->home);
    meeting_set(fixture->home, next, "date", "2026-12-01", &error);
    g_assert_no_error(error);
    support_attend(fixture->home, fixture->id);
    g_autoptr(JsonNode) all = record_list(fixture->home, NULL, &error);
    g_assert_no_error(error);
    JsonArray *array = json_node_get_array(all);
    g_assert_cmpuint(json_array_get_length(array), ==, 2);
    g_autofree char *second = canonical_json(json_array_get_element(array, 1), NULL, NULL);
    g_assert_cmpstr(
        second, ==,
        "{\"attendees\":2,\"date\":\"2026-11-20\",\"edition\":\"1095-2025\",\"id\":\"2026-0001\","
        "\"kind\":\"inspector\",\"number\":null,\"place\":\"Ақжол ауылының клубы\","
        "\"precincts\":[\"12\"],\"speakers\":[{\"name\":\"Ерлан\",\"patronymic\":\"Серікұлы\","
        "\"position\":\"учаскелік полиция инспекторы\",\"rank\":\"полиция майоры\","
        "\"surname\":\"Әлиев\"}],\"state\":\"registering\",\"time\":\"18:00\"}");
    g_autoptr(JsonNode) day = record_list(fixture->home, "2026-12-01", &error);
    g_assert_cmpuint(json_array_get_length(json_node_get_array(day)), ==, 1);
}

static void test_an_unknown_meeting_is_not_found(RecordFixture *fixture, gconstpointer unused)
{
    const char *ids[] = {"2026-0002", "", "../../etc", "'; DROP TABLE meeting; --"};
    for (gsize i = 0; i < G_N_ELEMENTS(ids); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(record_read(fixture->home, ids[i], &error));
        g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_NOT_FOUND);
    }
}

#define ADD(name, function)                                                                        \
    g_test_add("/record/" name, RecordFixture, NULL, record_set_up, function, record_tear_down)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("a-planned-meeting", test_a_planned_meeting);
    ADD("what-was-held", test_what_was_held);
    ADD("two-readings-are-the-same-bytes", test_two_readings_are_the_same_bytes);
    ADD("remarks-are-in-it", test_remarks_are_in_it);
    ADD("open-entries-are-carried-to-the-next-meeting",
        test_open_entries_are_carried_to_the_next_meeting);
    ADD("meetings-are-listed-newest-first", test_meetings_are_listed_newest_first);
    ADD("an-unknown-meeting-is-not-found", test_an_unknown_meeting_is_not_found);
    return g_test_run();
}
