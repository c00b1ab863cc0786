/* Passports of precincts, and what a meeting takes from them. */
#include "protocol/passport.h"

#include <glib/gstdio.h>
#include <string.h>

#include "protocol/error.h"
#include "protocol/message.h"
#include "tests/support.h"
#include "tests/support_home.h"
#include "tests/support_record.h"
#include "tests/support_register.h"
#include "tests/support_sealed.h"

#define TABLE                                                                                                                                                                \
    "\xef\xbb\xbf№ "                                                                                                                                                       \
    "участка;Население;Взрослые;Наименование;Категория;Адрес;Руководитель;Должность;Телефон\n" \
    "12;4200;2900;;;;;;\n"                                                                                                                                                   \
    "12;;;№ 3 мектеп;Білім және ғылым;Абай көшесі, 1;Сәрсенова А. Н.;директор;21-4-07\n"                                  \
    "12;;;\"ЖШС «Нан; тоқаш»\";Организация, предприятие;;;;\n"                                                                            \
    "13;900;600;Дәрігерлік амбулатория;health;;Ким В.;;\n"

static char *write_table(RecordFixture *fixture, const char *text)
{
    g_autoptr(GError) error = NULL;
    char *path = g_build_filename(fixture->folder, "passports.csv", NULL);
    g_file_set_contents(path, text, -1, &error);
    g_assert_no_error(error);
    return path;
}

static void import(RecordFixture *fixture, const char *text)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = write_table(fixture, text);
    int precincts = 0, organisations = 0;
    passport_import(fixture->home, path, &precincts, &organisations, &error);
    g_assert_no_error(error);
}

static JsonNode *read_passport(RecordFixture *fixture, const char *precinct)
{
    g_autoptr(GError) error = NULL;
    JsonNode *node = passport_read(fixture->home, precinct, &error);
    g_assert_no_error(error);
    return node;
}

static void test_import(RecordFixture *fixture, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = write_table(fixture, TABLE);
    int precincts = 0, organisations = 0;
    g_assert_true(passport_import(fixture->home, path, &precincts, &organisations, &error));
    g_assert_no_error(error);
    g_assert_cmpint(precincts, ==, 2);
    g_assert_cmpint(organisations, ==, 3);

    g_autoptr(JsonNode) node = read_passport(fixture, "12");
    JsonObject *row = json_node_get_object(node);
    g_assert_cmpint(json_object_get_int_member(row, "population"), ==, 4200);
    g_assert_cmpint(json_object_get_int_member(row, "adults"), ==, 2900);
    g_assert_true(json_object_get_null_member(row, "body"));
    JsonArray *rows = json_object_get_array_member(row, "organisations");
    g_assert_cmpuint(json_array_get_length(rows), ==, 2);
    JsonObject *school = json_array_get_object_element(rows, 0);
    g_assert_cmpstr(json_object_get_string_member(school, "category"), ==, "education");
    g_assert_cmpstr(json_object_get_string_member(school, "head"), ==, "Сәрсенова А. Н.");
    g_assert_cmpstr(json_object_get_string_member(school, "position"), ==, "директор");
    g_assert_cmpstr(json_object_get_string_member(json_array_get_object_element(rows, 1), "name"),
                    ==, "ЖШС «Нан; тоқаш»");

    /* A newer table replaces the organisations of the precincts that it names, and no others. */
    import(fixture, "precinct,organisation,adults\n12,Пошта,3000\n");
    g_autoptr(JsonNode) newer = read_passport(fixture, "12");
    row = json_node_get_object(newer);
    g_assert_cmpint(json_object_get_int_member(row, "population"), ==, 4200);
    g_assert_cmpint(json_object_get_int_member(row, "adults"), ==, 3000);
    g_assert_cmpuint(json_array_get_length(json_object_get_array_member(row, "organisations")), ==,
                     1);
    g_autoptr(JsonNode) list = passport_list(fixture->home, &error);
    JsonObject *other = json_array_get_object_element(json_node_get_array(list), 1);
    g_assert_cmpstr(json_object_get_string_member(other, "precinct"), ==, "13");
    g_assert_cmpint(json_object_get_int_member(other, "organisations"), ==, 1);
}

/* Text of a file, and what the refusal says. */
static const struct {
    const char *text, *says;
} hostile[] = {
    {"", "there is nothing in it"},
    {"precinct\n", "there is nothing in it"},
    {"organisation\nПошта\n", "the column “precinct” is missing"},
    {"precinct,weapons\n12,2\n", "the column “weapons” is not known"},
    {"precinct,Учаске\n12,12\n", "stands there twice"},
    {"precinct,adults\n12\n", "line 2: it has more or fewer cells"},
    {"precinct,adults\n12,3\n12,3,4\n", "line 3: it has more or fewer cells"},
    {"precinct,adults\n12,many\n", "line 2: adults: “many” is no number"},
    {"precinct,adults\n12,-5\n", "line 2: adults: “-5” is no number"},
    {"precinct,adults\n12,99999999999999999999\n", "line 2: adults"},
    {"precinct,population,adults\n12,10,11\n", "line 2: Precinct 12 would have more adults"},
    {"precinct,adults\n12,3\n13,4\n12,5\n", "line 4: For precinct 12 another row says otherwise"},
    {"precinct,adults\n,3\n", "line 2: precinct"},
    {"precinct,adults\n123456789012345678901,3\n", "line 2: precinct"},
    {"precinct,organisation\n12,Пошта\n12,Пошта\n", "line 3: “Пошта” stands in precinct 12 twice"},
    {"precinct,organisation,category\n12,Пошта,weapons\n", "line 2: There is no category"},
    {"precinct,organisation,head\n12,,Ким\n", "line 2: The name of the organisation is missing"},
    {"precinct,organisation\n12,\"a\x01z\"\n", "line 2: organisation"},
    {"precinct,organisation\n12,\"по\xe2\x80\xaeшта\"\n", "line 2: organisation"},
    {"precinct,organisation\n12,\xff\xfe\n", "UTF-8"},
    {"precinct,organisation\n12,\"open\n", "line 2"},
};

/* All or nothing: what stood there before stands there after. */
static void test_hostile(RecordFixture *fixture, gconstpointer unused)
{
    import(fixture, TABLE);
    for (gsize i = 0; i < G_N_ELEMENTS(hostile); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *path = write_table(fixture, hostile[i].text);
        int precincts = -1, organisations = -1;
        g_assert_false(passport_import(fixture->home, path, &precincts, &organisations, &error));
        g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_USAGE);
        g_autofree char *text = message_error(LANGUAGE_EN, error);
        g_test_message("%s", text);
        g_assert_nonnull(strstr(text, hostile[i].says));
        g_assert_cmpint(precincts, ==, -1);
        g_autoptr(JsonNode) node = read_passport(fixture, "12");
        JsonObject *row = json_node_get_object(node);
        g_assert_cmpint(json_object_get_int_member(row, "adults"), ==, 2900);
        g_assert_cmpuint(json_array_get_length(json_object_get_array_member(row, "organisations")),
                         ==, 2);
    }
    g_autoptr(GError) error = NULL;
    int precincts, organisations;
    g_assert_false(passport_import(fixture->home, "/dev/zero", &precincts, &organisations, &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_USAGE);
}

static void test_set(RecordFixture *fixture, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    const MeetingField good[] = {{"population", "500"}, {"adults", "300"}, {"body", "Бөлім"}};
    g_assert_true(passport_set(fixture->home, "7", good, 3, &error));
    const MeetingField more[] = {{"adults", "700"}, {"population", "900"}};
    g_assert_true(passport_set(fixture->home, "7", more, 2, &error));
    static const MeetingField bad[][2] = {
        {{"adults", "0"}, {"body", "x"}},
        {{"body", "y"}, {"adults", "901"}},
        {{"body", "y"}, {"weapons", "2"}},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_assert_false(passport_set(fixture->home, "7", bad[i], 2, &error));
        g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_USAGE);
        g_clear_error(&error);
    }
    g_autoptr(JsonNode) node = read_passport(fixture, "7");
    g_assert_cmpstr(json_object_get_string_member(json_node_get_object(node), "body"), ==, "Бөлім");
    g_assert_cmpint(json_object_get_int_member(json_node_get_object(node), "adults"), ==, 700);
    const MeetingField empty = {"adults", ""};
    g_assert_true(passport_set(fixture->home, "7", &empty, 1, &error));
    g_assert_null(passport_read(fixture->home, "8", &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_NOT_FOUND);
}

/* 1095 p.28: those of the precinct's organisations are proposed, then invited, each once. */
static void test_invite(RecordFixture *fixture, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    int number = 0, count = 0;
    import(fixture, TABLE);
    const Invitation deputy = {
        .category = "deputy", .who = "Аудандық мәслихат", .person = "Оспанов Д."};
    g_assert_true(meeting_invite(fixture->home, fixture->id, &deputy, &number, &error));
    g_assert_cmpint(number, ==, 1);
    g_autoptr(JsonNode) left = meeting_uninvited(fixture->home, fixture->id, &error);
    JsonObject *object = json_node_get_object(left);
    JsonArray *organisations = json_object_get_array_member(object, "organisations");
    JsonArray *categories = json_object_get_array_member(object, "categories");
    g_assert_cmpuint(json_array_get_length(organisations), ==, 2);
    g_assert_cmpstr(json_array_get_string_element(categories, 0), ==, "public");
    g_assert_cmpuint(json_array_get_length(categories), ==, 8);

    g_assert_true(
        meeting_invite_organisations(fixture->home, fixture->id, "2026-11-08", &count, &error));
    g_assert_cmpint(count, ==, 2);
    g_assert_true(
        meeting_invite_organisations(fixture->home, fixture->id, "2026-11-09", &count, &error));
    g_assert_cmpint(count, ==, 0);
    const MeetingField came = {"came", "yes"};
    g_assert_true(
        meeting_correct(fixture->home, fixture->id, MEETING_INVITATION, 2, &came, 1, &error));
    g_assert_true(
        meeting_withdraw(fixture->home, fixture->id, MEETING_INVITATION, 1, "қате", &error));
    g_autoptr(JsonNode) record = support_record(fixture->home, fixture->id);
    JsonArray *invited = json_object_get_array_member(json_node_get_object(record), "invitations");
    g_assert_cmpuint(json_array_get_length(invited), ==, 2);
    JsonObject *school = json_array_get_object_element(invited, 0);
    g_assert_cmpstr(json_object_get_string_member(school, "who"), ==, "№ 3 мектеп");
    g_assert_cmpstr(json_object_get_string_member(school, "position"), ==, "директор");
    g_assert_cmpstr(json_object_get_string_member(school, "on"), ==, "2026-11-08");
    g_assert_true(json_object_get_boolean_member(school, "came"));
    g_assert_true(json_object_get_null_member(json_array_get_object_element(invited, 1), "came"));

    const Invitation wrong = {.category = "neighbour", .who = "x"};
    g_assert_false(meeting_invite(fixture->home, fixture->id, &wrong, &number, &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_USAGE);
}

/* 1095 p.27: through the administrations of organisations. */
static void test_announce(RecordFixture *fixture, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    int count = 0;
    g_assert_false(
        meeting_announce_organisations(fixture->home, fixture->id, "2026-11-08", &count, &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED);
    g_clear_error(&error);
    import(fixture, TABLE);
    g_assert_false(
        meeting_announce_organisations(fixture->home, fixture->id, "2026-11-21", &count, &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_USAGE);
    g_clear_error(&error);
    support_set(fixture, "precinct", "12\n13");
    g_assert_true(
        meeting_announce_organisations(fixture->home, fixture->id, "2026-11-08", &count, &error));
    g_assert_cmpint(count, ==, 3);
    g_assert_cmpuint(support_length(fixture, "announcements"), ==, 3);
    g_autoptr(JsonNode) record = support_record(fixture->home, fixture->id);
    JsonObject *object = json_node_get_object(record);
    g_assert_cmpint(json_object_get_int_member(object, "adults"), ==, 3500);
    g_assert_cmpstr(json_object_get_string_member(object, "state"), ==, "announced");
}

/* Neither the invited nor the number of residents of a sealed record can be changed from a shell.
 */
static void test_frozen(RegisterFixture *fixture, gconstpointer unused)
{
    static const char *const attempts[] = {
        "INSERT INTO invitation (meeting, n, category, who) SELECT id, 9, 'media', 'x' FROM "
        "meeting",
        "UPDATE invitation SET came = 0",
        "DELETE FROM invitation",
        "REPLACE INTO invitation (meeting, n, category, who) SELECT id, 1, 'media', 'x'"
        " FROM meeting",
        "UPDATE meeting SET adults = 5",
    };
    g_autoptr(GError) error = NULL;
    int number;
    g_autofree char *id = support_held_meeting(fixture->home);
    const Invitation deputy = {.category = "deputy", .who = "Аудандық мәслихат"};
    g_assert_true(meeting_invite(fixture->home, id, &deputy, &number, &error));
    g_assert_true(meeting_sign(fixture->home, id, "inspector", SUPPORT_STROKES, &error));
    support_seal(fixture->home, id, support_write_files, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(attempts); i++) {
        g_auto(Run) run = support_sql(fixture, attempts[i]);
        g_assert_cmpint(run.exit_code, !=, 0);
        g_assert_nonnull(strstr(run.err, "the record is sealed"));
    }
    g_assert_false(meeting_invite(fixture->home, id, &deputy, &number, &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define ADD(path, function)                                                                        \
    g_test_add(path, RecordFixture, NULL, record_set_up, function, record_tear_down)
    ADD("/passport/a-table-is-imported-and-replaces-organisations", test_import);
    ADD("/passport/a-hostile-table-changes-nothing-and-names-its-line", test_hostile);
    ADD("/passport/fields-are-set-all-or-none", test_set);
    ADD("/passport/organisations-are-proposed-and-invited-once", test_invite);
    ADD("/passport/organisations-are-told-of-a-meeting", test_announce);
    g_test_add("/passport/a-sealed-record-keeps-whom-it-invited", RegisterFixture, NULL,
               register_set_up, test_frozen, register_tear_down);
    return g_test_run();
}
