/* The people of a meeting: officials, who came, who signed. */
#include <glib/gstdio.h>
#include <string.h>

#include "protocol/error.h"
#include "protocol/meeting.h"
#include "protocol/message.h"
#include "protocol/record.h"
#include "tests/support_record.h"

static JsonObject *record_of(RecordFixture *fixture, JsonNode **owned)
{
    *owned = support_record(fixture->home, fixture->id);
    return json_node_get_object(*owned);
}

static void refuse_set(RecordFixture *fixture, const char *field, const char *value,
                       ProtocolError code)
{
    g_autoptr(GError) error = NULL;
    if (meeting_set(fixture->home, fixture->id, field, value, &error))
        g_error("accepted: %s=%s", field, value);
    g_assert_error(error, PROTOCOL_ERROR, (int)code);
}

static void test_officials_are_replaced(RecordFixture *fixture, gconstpointer unused)
{
    support_set(fixture, "secretary", "лейтенант;Ким;Анна;;секретарь");
    support_set(fixture, "speaker", "майор;А;Б;В;инспектор\nкапитан;Г;Д;;инспектор");
    support_set(fixture, "precinct", "12\n14");
    g_assert_cmpuint(support_length(fixture, "speakers"), ==, 2);
    g_assert_cmpuint(support_length(fixture, "precincts"), ==, 2);
    support_set(fixture, "secretary", "");
    g_autoptr(JsonNode) owned = NULL;
    g_assert_true(json_object_get_null_member(record_of(fixture, &owned), "secretary"));
}

static void test_a_head_count_only_where_nobody_must_be_registered(RecordFixture *fixture,
                                                                   gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    refuse_set(fixture, "attendees", "40", PROTOCOL_ERROR_REFUSED);
    const Official chief = {
        .rank = "полковник", .surname = "А", .name = "Б", .position = "начальник"};
    const MeetingNew meeting = {.kind = "chief",
                                .date = "2026-02-20",
                                .time = "18:00",
                                .place = "Зал",
                                .speakers = &chief,
                                .speaker_count = 1};
    g_free(g_steal_pointer(&fixture->id));
    meeting_create(fixture->home, &meeting, &fixture->id, &error);
    g_assert_no_error(error);
    support_set(fixture, "attendees", "240");
    g_autoptr(JsonNode) owned = NULL;
    g_assert_cmpint(json_object_get_int_member(record_of(fixture, &owned), "attendees"), ==, 240);
}

static void test_names_are_kept_exactly_as_given(RecordFixture *fixture, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    int number = 0;
    const Attendee person = {
        .surname = " Жұмағалиева-Преображенская ", .name = "д’Артаньян  Ё", .category = "resident"};
    g_assert_true(meeting_attend(fixture->home, fixture->id, &person, &number, &error));
    g_assert_no_error(error);
    g_autoptr(JsonNode) owned = NULL;
    JsonObject *kept = json_array_get_object_element(
        json_object_get_array_member(record_of(fixture, &owned), "attendee_list"), 0);
    g_assert_cmpstr(json_object_get_string_member(kept, "surname"), ==, person.surname);
    g_assert_cmpstr(json_object_get_string_member(kept, "name"), ==, person.name);
    g_assert_true(json_object_get_null_member(kept, "patronymic"));
}

static void test_people_who_cannot_be_are_refused(RecordFixture *fixture, gconstpointer unused)
{
    const Attendee good = {.surname = "А", .name = "Б", .category = "resident"};
    g_autofree char *too_long = g_strnfill(101, 'x');
    Attendee bad[10];
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++)
        bad[i] = good;
    bad[0].surname = NULL;
    bad[1].name = "";
    bad[2].category = "guest";
    bad[3].category = NULL;
    bad[4].surname = "a\tb";
    bad[5].patronymic = "\xc3\x28";
    bad[6].strokes = "[[[1,1]]]";
    bad[7].surname = too_long;
    bad[8].name = "\xe2\x80\xae"
                  "evil";
    bad[9].patronymic = "";
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        int number = 0;
        g_assert_false(meeting_attend(fixture->home, fixture->id, bad + i, &number, &error));
        g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_USAGE);
    }
    g_assert_cmpuint(support_length(fixture, "attendee_list"), ==, 0);
    g_autoptr(JsonNode) owned = NULL;
    g_assert_cmpstr(json_object_get_string_member(record_of(fixture, &owned), "state"), ==,
                    "planned");
}

static int import(RecordFixture *fixture, const char *text, gssize size, GError **error)
{
    g_autofree char *path = g_build_filename(fixture->folder, "list.csv", NULL);
    g_assert_true(g_file_set_contents(path, text, size, NULL));
    int count = 0;
    return meeting_attend_import(fixture->home, fixture->id, path, &count, error) ? count : -1;
}

static void test_lists_of_every_kind_are_imported(RecordFixture *fixture, gconstpointer unused)
{
    static const struct {
        const char *text;
        int count;
    } good[] = {
        {"surname,name,category\nА,Б,resident\n", 1},
        {"\xef\xbb\xbfтегі;аты;әкесінің аты;санаты\r\nӘлиев;Ғани;;resident\r\nБ;В;Г;media\r\n", 2},
        {"Фамилия\tИмя\tОтчество\tКатегория\nА\tБ\tВ\tЖитель\n", 1},
        {"category,phone,name,surname,address\nresident,,Б,А,\"ул. Абая, 5\nкв. \"\"2\"\"\"", -1},
        {"category,name,surname,address\nresident,Б,А,\"ул. \"\"Абая\"\", 5\"", 1},
        {"surname,name,category\n\n\"А\",\"Б\",Тұрғын\n\n", 1},
    };
    guint all = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(good); i++) {
        g_autoptr(GError) error = NULL;
        int count = import(fixture, good[i].text, -1, &error);
        if (count != good[i].count)
            g_error("list %u: %d, %s", (guint)i, count, error ? error->message : "");
        all += MAX(count, 0);
    }
    g_assert_cmpuint(support_length(fixture, "attendee_list"), ==, all);
}

static void test_a_bad_list_registers_nobody_and_names_the_line(RecordFixture *fixture,
                                                                gconstpointer unused)
{
    static const struct {
        const char *text, *line;
    } bad[] = {
        {"surname,name,category\nА,Б,resident\nВ,,resident\n", "line 3"},
        {"surname,name,category\nА,Б,resident\nВ,Г\n", "line 3"},
        {"surname,name,category\n\"А\nА\",Б,resident\n", "line 2"},
        {"surname,name,category\nА,Б,resident\n\"В,Г,resident\n", "line 3"},
        {"surname,name,category\nА,Б,\"resident\"x\n", "line 2"},
        {"surname,name,category\nА,Б\"В,resident\n", "line 2"},
        {"surname,name,category\nА,Б,чужой\n", "line 2"},
        {"surname,name,colour\nА,Б,red\n", "colour"},
        {"surname,surname,name,category\nА,А,Б,resident\n", "surname"},
        {"surname,name\nА,Б\n", "category"},
        {"surname,name,category\n", "nothing in it"},
        {"", "nothing in it"},
        {"surname,name,category\nА\xff,Б,resident\n", "UTF-8"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_cmpint(import(fixture, bad[i].text, -1, &error), ==, -1);
        g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_USAGE);
        g_autofree char *text = message_error(LANGUAGE_EN, error);
        if (!strstr(text, bad[i].line))
            g_error("list %u: %s", (guint)i, text);
        g_assert_cmpuint(support_length(fixture, "attendee_list"), ==, 0);
    }
    g_autoptr(GError) error = NULL;
    int count = 0;
    g_assert_false(
        meeting_attend_import(fixture->home, fixture->id, "/nowhere.csv", &count, &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_NOT_FOUND);
}

static void test_a_change_after_signing_asks_for_a_new_signature(RecordFixture *fixture,
                                                                 gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    support_attend(fixture->home, fixture->id);
    support_hold(fixture->home, fixture->id);
    g_assert_true(meeting_sign(fixture->home, fixture->id, "inspector", SUPPORT_STROKES, &error));
    g_assert_true(meeting_sign(fixture->home, fixture->id, "inspector", SUPPORT_STROKES, &error));
    g_assert_cmpuint(support_length(fixture, "signatures"), ==, 1);
    support_set(fixture, "late_reason", "света не было");
    g_assert_true(meeting_recording_stopped(fixture->home, fixture->id, &error));
    g_assert_cmpuint(support_length(fixture, "signatures"), ==, 1);
    support_set(fixture, "place", "Мектеп");
    g_assert_cmpuint(support_length(fixture, "signatures"), ==, 0);
    g_assert_no_error(error);
}

static void test_only_who_is_there_signs(RecordFixture *fixture, gconstpointer unused)
{
    static const struct {
        const char *role, *strokes;
        ProtocolError code;
    } bad[] = {
        {"chief", SUPPORT_STROKES, PROTOCOL_ERROR_REFUSED},
        {"secretary", SUPPORT_STROKES, PROTOCOL_ERROR_REFUSED},
        {"inspector:2", SUPPORT_STROKES, PROTOCOL_ERROR_REFUSED},
        {"inspector:0", SUPPORT_STROKES, PROTOCOL_ERROR_USAGE},
        {"inspector:x", SUPPORT_STROKES, PROTOCOL_ERROR_USAGE},
        {"king", SUPPORT_STROKES, PROTOCOL_ERROR_USAGE},
        {"inspector", "[]", PROTOCOL_ERROR_USAGE},
        {"inspector", "not JSON", PROTOCOL_ERROR_USAGE},
    };
    support_attend(fixture->home, fixture->id);
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_false(
            meeting_sign(fixture->home, fixture->id, bad[i].role, bad[i].strokes, &error));
        g_assert_error(error, PROTOCOL_ERROR, (int)bad[i].code);
    }
    g_autoptr(GError) error = NULL;
    support_set(fixture, "speaker", "майор;А;Б;;инспектор\nкапитан;Г;Д;;инспектор");
    g_assert_true(meeting_sign(fixture->home, fixture->id, "inspector:2", SUPPORT_STROKES, &error));
    g_autoptr(JsonNode) owned = NULL;
    JsonObject *signature = json_array_get_object_element(
        json_object_get_array_member(record_of(fixture, &owned), "signatures"), 0);
    JsonObject *official = json_object_get_object_member(signature, "official");
    g_assert_cmpstr(json_object_get_string_member(signature, "role"), ==, "inspector");
    g_assert_cmpstr(json_object_get_string_member(official, "surname"), ==, "Г");
}

static void test_officials_are_read_from_one_line(void)
{
    Official official;
    char **parts = NULL;
    g_autoptr(GError) error = NULL;
    g_assert_true(
        official_parse("полиция майоры; Әлиев ;Ерлан;;инспектор", &official, &parts, &error));
    g_assert_cmpstr(official.surname, ==, "Әлиев");
    g_assert_null(official.patronymic);
    g_strfreev(parts);
    const char *bad[] = {"", "a;b;c;d", "a;b;c;d;e;f", ";b;c;d;e", "a;b;c;d;"};
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) wrong = NULL;
        g_assert_false(official_parse(bad[i], &official, &parts, &wrong));
        g_assert_error(wrong, PROTOCOL_ERROR, PROTOCOL_ERROR_USAGE);
    }
}

#define ADD(name, function)                                                                        \
    g_test_add("/meeting-people/" name, RecordFixture, NULL, record_set_up, function,              \
               record_tear_down)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("officials-are-replaced", test_officials_are_replaced);
    ADD("a-head-count-only-where-nobody-must-be-registered",
        test_a_head_count_only_where_nobody_must_be_registered);
    ADD("names-are-kept-exactly-as-given", test_names_are_kept_exactly_as_given);
    ADD("people-who-cannot-be-are-refused", test_people_who_cannot_be_are_refused);
    ADD("lists-of-every-kind-are-imported", test_lists_of_every_kind_are_imported);
    ADD("a-bad-list-registers-nobody-and-names-the-line",
        test_a_bad_list_registers_nobody_and_names_the_line);
    ADD("a-change-after-signing-asks-for-a-new-signature",
        test_a_change_after_signing_asks_for_a_new_signature);
    ADD("only-who-is-there-signs", test_only_who_is_there_signs);
    g_test_add_func("/meeting-people/officials-are-read-from-one-line",
                    test_officials_are_read_from_one_line);
    return g_test_run();
}
