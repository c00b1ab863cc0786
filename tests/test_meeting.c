/* What can be done to a record, and what is refused. */
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "protocol/canonical.h"
#include "protocol/error.h"
#include "protocol/meeting.h"
#include "protocol/message.h"
#include "protocol/receipt.h"
#include "protocol/record.h"
#include "tests/support.h"
#include "tests/support_home.h"
#include "tests/support_record.h"

static void refuse_set(RecordFixture *fixture, const char *field, const char *value,
                       ProtocolError code)
{
    g_autoptr(GError) error = NULL;
    if (meeting_set(fixture->home, fixture->id, field, value, &error))
        g_error("accepted: %s=%s", field, value);
    g_assert_error(error, PROTOCOL_ERROR, (int)code);
}

static JsonObject *record_of(RecordFixture *fixture, JsonNode **owned)
{
    *owned = support_record(fixture->home, fixture->id);
    return json_node_get_object(*owned);
}

static void expect_text(RecordFixture *fixture, const char *member, const char *expected)
{
    g_autoptr(JsonNode) owned = NULL;
    JsonObject *record = record_of(fixture, &owned);
    g_assert_cmpstr(json_object_get_string_member_with_default(record, member, NULL), ==, expected);
}

static void test_a_meeting_lives_through_its_states(RecordFixture *fixture, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    expect_text(fixture, "state", "planned");
    g_assert_true(
        meeting_announce(fixture->home, fixture->id, "media", "2026-11-06", NULL, &error));
    expect_text(fixture, "state", "announced");
    support_attend(fixture->home, fixture->id);
    expect_text(fixture, "state", "registering");
    g_assert_true(
        meeting_announce(fixture->home, fixture->id, "social", "2026-11-07", NULL, &error));
    expect_text(fixture, "state", "registering");
    g_assert_true(meeting_recording_started(fixture->home, fixture->id, &error));
    expect_text(fixture, "state", "in-session");
    expect_text(fixture, "started", "18:00");
    clock_set(fixture->clock, SUPPORT_NOW_MS + 75 * 60000);
    g_assert_true(meeting_recording_stopped(fixture->home, fixture->id, &error));
    expect_text(fixture, "state", "closed");
    expect_text(fixture, "ended", "19:15");
    clock_set(fixture->clock, SUPPORT_NOW_MS + 80 * 60000);
    g_assert_true(meeting_recording_started(fixture->home, fixture->id, &error));
    expect_text(fixture, "state", "in-session");
    expect_text(fixture, "started", "18:00");
    expect_text(fixture, "ended", NULL);
    g_assert_true(meeting_recording_stopped(fixture->home, fixture->id, &error));
    expect_text(fixture, "ended", "19:20");
    g_assert_no_error(error);
}

static void test_an_end_told_twice_stays_the_first(RecordFixture *fixture, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_assert_true(meeting_recording_started(fixture->home, fixture->id, &error));
    g_assert_true(meeting_recording_stopped(fixture->home, fixture->id, &error));
    clock_set(fixture->clock, SUPPORT_NOW_MS + 3600000);
    g_assert_true(meeting_recording_stopped(fixture->home, fixture->id, &error));
    g_assert_no_error(error);
    expect_text(fixture, "ended", "18:00");
}

static void test_start_and_end_said_by_hand_are_steps(RecordFixture *fixture, gconstpointer unused)
{
    refuse_set(fixture, "ended", "19:00", PROTOCOL_ERROR_REFUSED);
    support_set(fixture, "started", "18:05");
    expect_text(fixture, "state", "in-session");
    support_set(fixture, "started", "18:06");
    expect_text(fixture, "state", "in-session");
    support_set(fixture, "ended", "19:00");
    expect_text(fixture, "state", "closed");
    support_set(fixture, "ended", "19:05");
    expect_text(fixture, "ended", "19:05");
}

static void test_several_fields_are_set_all_or_none(RecordFixture *fixture, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    const MeetingField good[] = {
        {"ended", "19:00"}, {"started", "18:05"}, {"convener", "Әкім"}, {"expected", "70"}};
    const MeetingField bad[] = {{"place", "Мектеп"}, {"time", "25:00"}};
    g_assert_false(meeting_set_all(fixture->home, fixture->id, bad, 2, &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_USAGE);
    expect_text(fixture, "place", "Ақжол ауылының клубы");
    g_clear_error(&error);
    g_assert_true(meeting_set_all(fixture->home, fixture->id, good, 4, &error));
    g_assert_no_error(error);
    expect_text(fixture, "state", "closed");
    expect_text(fixture, "convener", "Әкім");
}

static void test_an_entry_is_said_at_the_meeting(RecordFixture *fixture, gconstpointer unused)
{
    static const struct {
        const char *at;
        gboolean good;
    } cases[] = {{"18:01:59", FALSE}, {"18:02", TRUE},     {"19:15:59", TRUE},
                 {"19:16", FALSE},    {"00:00:01", FALSE}, {"23:59", FALSE}};
    support_attend(fixture->home, fixture->id);
    support_hold(fixture->home, fixture->id);
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *receipt = NULL;
        int number = 0;
        const Entry entry = {
            .type = "remark", .text = "Шам жанбайды.", .at = cases[i].at, .outcome = "check"};
        g_assert_cmpint(
            meeting_entry(fixture->home, fixture->id, &entry, &number, &receipt, &error), ==,
            cases[i].good);
        if (!cases[i].good)
            g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_USAGE);
    }
}

/* Begun at 18:00 and going on at one o'clock; then ended. */
static void test_a_meeting_goes_past_midnight(RecordFixture *fixture, gconstpointer unused)
{
    static const struct {
        const char *at;
        gboolean good;
    } cases[] = {{"18:00:30", TRUE},
                 {"23:59", TRUE},
                 {"00:30:10", TRUE},
                 {"17:59", FALSE},
                 {"01:02", FALSE}};
    support_attend(fixture->home, fixture->id);
    g_assert_true(meeting_recording_started(fixture->home, fixture->id, NULL));
    clock_set(fixture->clock, SUPPORT_NOW_MS + 7 * 3600000 + 60000);
    for (int ended = 0; ended < 2; ended++) {
        for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
            g_autofree char *receipt = NULL;
            int number = 0;
            const Entry entry = {
                .type = "remark", .text = "Шам жанбайды.", .at = cases[i].at, .outcome = "check"};
            if (meeting_entry(fixture->home, fixture->id, &entry, &number, &receipt, NULL) !=
                (cases[i].good || (ended && i > 2)))
                g_error("%s, ended %d", cases[i].at, ended);
        }
        g_assert_true(meeting_recording_stopped(fixture->home, fixture->id, NULL));
    }
    expect_text(fixture, "ended", "01:01");
}

static void test_fields_that_are_none_are_refused(RecordFixture *fixture, gconstpointer unused)
{
    static const struct {
        const char *field, *value;
    } bad[] = {
        {"date", "2026-02-29"}, {"date", "20.11.2026"}, {"date", ""},
        {"time", "24:00"},      {"time", "18:00:00"},   {"time", "6:00"},
        {"place", ""},          {"place", "  "},        {"place", "a\nb"},
        {"place", "a\x07"},     {"place", "\xff"},      {"format", "hybrid"},
        {"expected", "0"},      {"expected", "-5"},     {"expected", "5 "},
        {"expected", "1e3"},    {"speaker", ""},        {"speaker", "a;b;c"},
        {"speaker", "a;;c;;e"}, {"secretary", "x"},     {"decisions", "all"},
        {"colour", "red"},      {"state", "sealed"},    {"number", "7"},
        {"precinct", "12\n12"},
    };
    g_autoptr(JsonNode) before = support_record(fixture->home, fixture->id);
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++)
        refuse_set(fixture, bad[i].field, bad[i].value, PROTOCOL_ERROR_USAGE);
    g_autofree char *long_place = g_strnfill(501, 'x');
    refuse_set(fixture, "place", long_place, PROTOCOL_ERROR_USAGE);
    g_autoptr(JsonNode) after = support_record(fixture->home, fixture->id);
    g_assert_true(json_node_equal(before, after));
}

static void test_another_day_is_another_edition_and_other_terms(RecordFixture *fixture,
                                                                gconstpointer unused)
{
    support_attend(fixture->home, fixture->id);
    support_hold(fixture->home, fixture->id);
    support_set(fixture, "date", "2024-05-17");
    expect_text(fixture, "edition", "1095-2023");
    g_autoptr(JsonNode) owned = NULL;
    JsonArray *entries = json_object_get_array_member(record_of(fixture, &owned), "entries");
    const char *deadline =
        json_object_get_string_member(json_array_get_object_element(entries, 2), "deadline");
    g_assert_cmpstr(deadline, ==, "2024-05-22");
    refuse_set(fixture, "date", "2010-01-01", PROTOCOL_ERROR_REFUSED);
}

static void test_none_is_said_and_taken_back_by_the_first(RecordFixture *fixture,
                                                          gconstpointer unused)
{
    g_autoptr(JsonNode) one = NULL, two = NULL;
    support_attend(fixture->home, fixture->id);
    support_set(fixture, "entries", "none");
    support_set(fixture, "decisions", "none");
    g_assert_true(json_object_get_boolean_member(record_of(fixture, &one), "no_entries"));
    support_hold(fixture->home, fixture->id);
    JsonObject *record = record_of(fixture, &two);
    g_assert_false(json_object_get_boolean_member(record, "no_entries"));
    g_assert_false(json_object_get_boolean_member(record, "no_decisions"));
    refuse_set(fixture, "entries", "none", PROTOCOL_ERROR_REFUSED);
    refuse_set(fixture, "decisions", "none", PROTOCOL_ERROR_REFUSED);
}

static void test_meetings_that_cannot_be_are_refused(RecordFixture *fixture, gconstpointer unused)
{
    const Official speaker = {.rank = "майор", .surname = "А", .name = "Б", .position = "п"};
    const Official nameless = {.rank = "майор", .surname = "А", .name = "", .position = "п"};
    const MeetingNew good = {.kind = "inspector",
                             .date = "2026-11-20",
                             .time = "18:00",
                             .place = "Клуб",
                             .speakers = &speaker,
                             .speaker_count = 1};
    MeetingNew bad[10];
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++)
        bad[i] = good;
    bad[0].kind = "officer";
    bad[1].date = "2026-13-01";
    bad[2].time = "18";
    bad[3].place = NULL;
    bad[4].format = "phone";
    bad[5].expected = -1;
    bad[6].speaker_count = 0;
    bad[7].speakers = &nameless;
    bad[8].secretary = &nameless;
    bad[9].kind = NULL;
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *id = NULL;
        g_assert_false(meeting_create(fixture->home, bad + i, &id, &error));
        g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_USAGE);
        g_assert_null(id);
    }
    g_autoptr(JsonNode) list = record_list(fixture->home, NULL, NULL);
    g_assert_cmpuint(json_array_get_length(json_node_get_array(list)), ==, 1);
}

static void test_ids_count_on_and_have_their_form(RecordFixture *fixture, gconstpointer unused)
{
    g_autofree char *second = support_meeting(fixture->home);
    g_assert_cmpstr(second, ==, "2026-0002");
    g_assert_true(meeting_id_valid(second));
    g_assert_true(meeting_id_valid("2026-12345"));
    const char *bad[] = {"", "2026", "2026-1", "2026-000a", "../../a/b", "2026/0001", NULL};
    for (gsize i = 0; bad[i]; i++)
        g_assert_false(meeting_id_valid(bad[i]));
    g_assert_false(meeting_id_valid(NULL));
}

static void test_entries_that_cannot_be_are_refused(RecordFixture *fixture, gconstpointer unused)
{
    support_attend(fixture->home, fixture->id);
    const Entry good = {.type = "remark", .text = "x", .outcome = "check"};
    Entry bad[9];
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++)
        bad[i] = good;
    bad[0].type = "praise";
    bad[1].text = "";
    bad[2].outcome = "later";
    bad[3].outcome = "forward"; /* to whom? */
    bad[4].to = "Акимат";       /* but not forwarded */
    bad[5].from = -1;
    bad[6].at = "25:00";
    bad[7].at = "18:00:61";
    bad[8].answer = "\xff";
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        int number = 0;
        g_autofree char *receipt = NULL;
        g_assert_false(
            meeting_entry(fixture->home, fixture->id, bad + i, &number, &receipt, &error));
        g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_USAGE);
        g_assert_null(receipt);
    }
    g_autoptr(GError) error = NULL;
    Entry stranger = good;
    stranger.from = 3;
    int number = 0;
    g_autofree char *receipt = NULL;
    g_assert_false(meeting_entry(fixture->home, fixture->id, &stranger, &number, &receipt, &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_NOT_FOUND);
}

static void test_entries_have_one_series_of_numbers(RecordFixture *fixture, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *other = support_meeting(fixture->home);
    support_attend(fixture->home, fixture->id);
    support_attend(fixture->home, other);
    const Entry entry = {
        .type = "remark", .text = "x", .outcome = "check", .take = 2, .position_ms = 1500};
    for (int i = 1; i <= 4; i++) {
        int number = 0;
        g_autofree char *receipt = NULL;
        meeting_entry(fixture->home, i % 2 ? fixture->id : other, &entry, &number, &receipt,
                      &error);
        g_assert_no_error(error);
        g_assert_cmpint(number, ==, i);
        g_autofree char *parsed = receipt_parse(receipt);
        g_assert_cmpstr(parsed, ==, receipt);
    }
    g_autoptr(JsonNode) owned = NULL;
    JsonObject *kept = json_array_get_object_element(
        json_object_get_array_member(record_of(fixture, &owned), "entries"), 1);
    g_assert_cmpint(json_object_get_int_member(kept, "entry"), ==, 3);
    g_assert_cmpint(json_object_get_int_member(kept, "take"), ==, 2);
    g_assert_cmpint(json_object_get_int_member(kept, "position_ms"), ==, 1500);
}

static void test_a_receipts_digits_catch_every_slip(void)
{
    for (int round = 0; round < 50; round++) {
        g_autofree char *receipt = receipt_new();
        g_assert_true(g_regex_match_simple("^[0-9]{4}-[0-9]{4}-[0-9]{2}$", receipt, 0, 0));
        for (gsize i = 0; receipt[i]; i++) {
            if (receipt[i] == '-')
                continue;
            char right = receipt[i];
            for (char digit = '0'; digit <= '9'; digit++) {
                receipt[i] = digit;
                g_autofree char *parsed = receipt_parse(receipt);
                g_assert_true((parsed != NULL) == (digit == right));
            }
            receipt[i] = right;
            gsize next = i + (receipt[i + 1] == '-' ? 2 : 1);
            if (!receipt[i + 1] || receipt[next] == right)
                continue;
            receipt[i] = receipt[next];
            receipt[next] = right;
            g_assert_null(receipt_parse(receipt));
            receipt[next] = receipt[i];
            receipt[i] = right;
        }
    }
    g_assert_null(receipt_parse(""));
    g_assert_null(receipt_parse("48217730529999"));
    g_assert_null(receipt_parse("4821-7730-5x"));
}

static void test_materials_are_copied_and_hashed(RecordFixture *fixture, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_build_filename(fixture->folder, "есеп.pdf", NULL);
    g_assert_true(g_file_set_contents(path, "report", -1, NULL));
    g_assert_true(meeting_material(fixture->home, fixture->id, path, &error));
    g_assert_true(meeting_material(fixture->home, fixture->id, path, &error));
    g_assert_no_error(error);
    g_autoptr(JsonNode) owned = NULL;
    JsonArray *materials = json_object_get_array_member(record_of(fixture, &owned), "materials");
    g_autofree char *text = canonical_json(json_array_get_element(materials, 1), NULL, NULL);
    g_assert_cmpstr(text, ==,
                    "{\"bytes\":6,\"file\":\"2-есеп.pdf\",\"sha256\":"
                    "\"845e91831319e89c4d656bdb80c278ac09a7230d61e5dfd2e1b1fbb436ac8917\"}");
    g_autofree char *copy = home_meeting_path(fixture->home, fixture->id, "materials/2-есеп.pdf");
    g_assert_true(g_file_test(copy, G_FILE_TEST_IS_REGULAR));
    g_assert_false(meeting_material(fixture->home, fixture->id, "/nowhere.pdf", &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_NOT_FOUND);
    g_clear_error(&error);
    g_assert_false(meeting_material(fixture->home, fixture->id, fixture->folder, &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_NOT_FOUND);
}

#define ADD(name, function)                                                                        \
    g_test_add("/meeting/" name, RecordFixture, NULL, record_set_up, function, record_tear_down)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("it-lives-through-its-states", test_a_meeting_lives_through_its_states);
    ADD("an-end-told-twice-stays-the-first", test_an_end_told_twice_stays_the_first);
    ADD("start-and-end-said-by-hand-are-steps", test_start_and_end_said_by_hand_are_steps);
    ADD("several-fields-are-set-all-or-none", test_several_fields_are_set_all_or_none);
    ADD("an-entry-is-said-between-start-and-end", test_an_entry_is_said_at_the_meeting);
    ADD("an-entry-is-said-past-midnight-too", test_a_meeting_goes_past_midnight);
    ADD("fields-that-are-none-are-refused", test_fields_that_are_none_are_refused);
    ADD("another-day-is-another-edition-and-other-terms",
        test_another_day_is_another_edition_and_other_terms);
    ADD("none-is-said-and-taken-back-by-the-first", test_none_is_said_and_taken_back_by_the_first);
    ADD("meetings-that-cannot-be-are-refused", test_meetings_that_cannot_be_are_refused);
    ADD("ids-count-on-and-have-their-form", test_ids_count_on_and_have_their_form);
    ADD("entries-that-cannot-be-are-refused", test_entries_that_cannot_be_are_refused);
    ADD("entries-have-one-series-of-numbers", test_entries_have_one_series_of_numbers);
    g_test_add_func("/meeting/a-receipts-digits-catch-every-slip",
                    test_a_receipts_digits_catch_every_slip);
    ADD("materials-are-copied-and-hashed", test_materials_are_copied_and_hashed);
    return g_test_run();
}
