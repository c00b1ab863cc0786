/* What the templates see beside the record's own members. */
#include <string.h>

#include "protocol/error.h"
#include "protocol/message.h"
#include "protocol/view.h"
#include "tests/support.h"

typedef struct {
    RulesSet *set;
    JsonNode *record;
} Fixture;

static const char sha256[] = "7f3a91c2e05b4d18a6f902bc83e75d417f3a91c2e05b4d18a6f902bc83e75d41";

static void set_up(Fixture *fixture, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path =
        g_build_filename(g_getenv("ESEP_TEMPLATES"), "..", "tests", "data", "record.json", NULL);
    g_autoptr(JsonParser) parser = json_parser_new();
    json_parser_load_from_file(parser, path, &error);
    g_assert_no_error(error);
    fixture->record = json_parser_steal_root(parser);
    fixture->set = rules_set_load(NULL, &error);
    g_assert_no_error(error);
}

static void tear_down(Fixture *fixture, gconstpointer unused)
{
    rules_set_free(fixture->set);
    json_node_unref(fixture->record);
}

static JsonNode *view_in(Fixture *fixture, const char *language, const char *hash, int entry)
{
    g_autoptr(GError) error = NULL;
    const ViewOptions options = {
        .language = language,
        .rules = rules_by_id(fixture->set, "1095-2025", &error),
        .sha256 = hash,
        .entry = entry,
    };
    JsonNode *view = view_new(fixture->record, &options, &error);
    g_assert_no_error(error);
    return view;
}

/* The value at "entries/0/text" as text; "null", "true" for what is no text. */
static char *value_at(JsonNode *node, const char *path)
{
    g_auto(GStrv) parts = g_strsplit(path, "/", -1);
    for (gsize i = 0; parts[i]; i++) {
        if (JSON_NODE_HOLDS_ARRAY(node))
            node = json_array_get_element(json_node_get_array(node), (guint)atoi(parts[i]));
        else
            node = json_object_get_member(json_node_get_object(node), parts[i]);
        if (!node)
            return g_strdup("absent");
    }
    if (JSON_NODE_HOLDS_VALUE(node) && json_node_get_string(node))
        return g_strdup(json_node_get_string(node));
    return json_to_string(node, FALSE);
}

typedef struct {
    const char *path, *kk, *ru;
} Expected;

static const Expected expected[] = {
    {"id", "2026-0007", "2026-0007"},
    {"language", "kk", "ru"},
    {"date_words", "2026\u00a0жылғы 20\u00a0қараша", "20\u00a0ноября 2026\u00a0г."},
    {"date_short", "20.11.2026", "20.11.2026"},
    {"body_name", "Ақжол ауданының полиция бөлімі", "Отдел полиции Акжолского района"},
    {"kind_is/inspector", "true", "true"},
    {"kind_is/chief", "false", "false"},
    {"entries/0/type_is/complaint", "true", "true"},
    {"entries/0/type_is/remark", "false", "false"},
    {"entries/0/position_hms", "00:40:12", "00:40:12"},
    {"entries/1/deadline_words", "null", "null"},
    {"entries/0/deadline_source_text", "№\u00a01095 бұйрық, 32-тармақ, ӘРПК 65-бабы",
     "приказ №\u00a01095, п.\u00a032, ст.\u00a065 АППК"},
    {"remarks/0/source_text", "№\u00a01095 бұйрық, 22-тармақтың 13) тармақшасы, 26-тармақ",
     "приказ №\u00a01095, подп.\u00a013) п.\u00a022, п.\u00a026"},
    {"entries/0/last", "false", "false"},
    {"entries/2/last", "true", "true"},
    {"agenda/3/mark/position_hms", "null", "null"},
    {"agenda/3/mark/wall_time", "18:41", "18:41"},
    {"speakers/0/full", "Әлиев Ерлан Серікұлы", "Әлиев Ерлан Серікұлы"},
    {"speakers/0/short", "Е.\u00a0С.\u00a0Әлиев", "Е.\u00a0С.\u00a0Әлиев"},
    {"speakers/0/position_capital", "Учаскелік полиция инспекторы", "Учаскелік полиция инспекторы"},
    {"attendee_list/1/full", "Петров Иван", "Петров Иван"},
    {"attendee_list/1/short", "И.\u00a0Петров", "И.\u00a0Петров"},
    {"attendee_list/9/short", "Ё.-М.\u00a0П.\u00a0Иванова", "Ё.-М.\u00a0П.\u00a0Иванова"},
    {"attendee_list/0/category_text", "Тұрғын", "Житель"},
    {"attendee_list/0/strokes", "true", "true"},
    {"attendee_list/0/strokes_ref", "attendee_list/0", "attendee_list/0"},
    {"attendee_list/8/strokes", "false", "false"},
    {"attendee_list/8/strokes_ref", "null", "null"},
    {"attendee_list/0/registered_time", "17:30", "17:30"},
    {"has_entries", "true", "true"},
    {"has_addenda", "false", "false"},
    {"count_entries", "3", "3"},
    {"precincts_text", "12", "12"},
    {"recording/length_words", "1\u00a0сағ 26\u00a0мин 04\u00a0с",
     "1\u00a0ч 26\u00a0мин 04\u00a0с"},
    {"recording/gaps/1/for_words", "7\u00a0с", "7\u00a0с"},
    {"recording/takes/0/end_is/crash", "true", "true"},
    {"many_takes", "true", "true"},
    {"rules/stamp", "false", "false"},
    {"rules/retention_years", "1", "1"},
    {"rules/required_source", "№\u00a01095 бұйрық, 32-тармақ", "приказ №\u00a01095, п.\u00a032"},
    {"signature_blocks/0/official/short", "Е.\u00a0С.\u00a0Әлиев", "Е.\u00a0С.\u00a0Әлиев"},
    {"signature_blocks/0/strokes_ref", "signatures/0", "signatures/0"},
    {"control", "7F3A-91C2-E05B-4D18-A6F9-02BC-83E7-5D41",
     "7F3A-91C2-E05B-4D18-A6F9-02BC-83E7-5D41"},
    {"selected/receipt", "4821-7730-52", "4821-7730-52"},
    {"no_such_member", "absent", "absent"},
};

static void test_members(Fixture *fixture, gconstpointer unused)
{
    g_autoptr(JsonNode) kk = view_in(fixture, "kk", sha256, 5);
    g_autoptr(JsonNode) ru = view_in(fixture, "ru", sha256, 5);
    for (gsize i = 0; i < G_N_ELEMENTS(expected); i++) {
        g_autofree char *in_kk = value_at(kk, expected[i].path);
        g_autofree char *in_ru = value_at(ru, expected[i].path);
        g_test_message("%s", expected[i].path);
        g_assert_cmpstr(in_kk, ==, expected[i].kk);
        g_assert_cmpstr(in_ru, ==, expected[i].ru);
    }
}

static void test_code_of_qr(Fixture *fixture, gconstpointer unused)
{
    g_autoptr(JsonNode) view = view_in(fixture, "ru", sha256, 0);
    g_autofree char *qr = value_at(view, "qr");
    g_autoptr(JsonNode) payload = json_from_string(qr, NULL);
    g_assert_nonnull(payload);
    JsonObject *object = json_node_get_object(payload);
    g_assert_cmpstr(json_object_get_string_member(object, "meeting"), ==, "2026-0007");
    g_assert_cmpstr(json_object_get_string_member(object, "date"), ==, "2026-11-20");
    g_assert_cmpstr(json_object_get_string_member(object, "body"), ==,
                    "Отдел полиции Акжолского района");
    g_assert_cmpstr(json_object_get_string_member(object, "sha256"), ==, sha256);
}

static void test_draft(Fixture *fixture, gconstpointer unused)
{
    g_autoptr(JsonNode) view = view_in(fixture, "kk", NULL, 0);
    static const char *const members[] = {"control", "qr", "record_sha256", "selected"};
    for (gsize i = 0; i < G_N_ELEMENTS(members); i++) {
        g_autofree char *value = value_at(view, members[i]);
        g_assert_cmpstr(value, ==, "null");
    }
}

static void test_record_untouched(Fixture *fixture, gconstpointer unused)
{
    g_autofree char *before = json_to_string(fixture->record, FALSE);
    g_autoptr(JsonNode) view = view_in(fixture, "kk", sha256, 5);
    g_autofree char *after = json_to_string(fixture->record, FALSE);
    g_assert_cmpstr(before, ==, after);
}

static void test_no_such_entry(Fixture *fixture, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    const ViewOptions options = {
        .language = "kk", .rules = rules_by_id(fixture->set, "1095-2025", NULL), .entry = 99};
    g_assert_null(view_new(fixture->record, &options, &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_NOT_FOUND);
}

/* Removes the signatures: lines for those who have yet to sign. */
static void test_unsigned(Fixture *fixture, gconstpointer unused)
{
    JsonObject *record = json_node_get_object(fixture->record);
    json_object_set_array_member(record, "signatures", json_array_new());
    g_autoptr(JsonNode) view = view_in(fixture, "kk", NULL, 0);
    g_autofree char *name = value_at(view, "signature_blocks/0/official/short");
    g_autofree char *strokes = value_at(view, "signature_blocks/0/strokes_ref");
    g_assert_cmpstr(name, ==, "Е.\u00a0С.\u00a0Әлиев");
    g_assert_cmpstr(strokes, ==, "null");
}

/* Somebody acting signed for the only speaker: no line is left for him. */
static void test_acting_official(Fixture *fixture, gconstpointer unused)
{
    JsonObject *record = json_node_get_object(fixture->record);
    JsonArray *signatures = json_object_get_array_member(record, "signatures");
    JsonObject *official =
        json_object_get_object_member(json_array_get_object_element(signatures, 0), "official");
    json_object_set_string_member(official, "surname", "Басқа");
    json_object_set_boolean_member(official, "acting", TRUE);
    g_autoptr(JsonNode) russian = view_in(fixture, "ru", NULL, 0);
    g_autofree char *position = value_at(russian, "signature_blocks/0/official/position_capital");
    g_assert_true(g_str_has_suffix(position, " (вр.и.о.)"));
    g_autoptr(JsonNode) view = view_in(fixture, "kk", NULL, 0);
    g_autofree char *kazakh = value_at(view, "signature_blocks/0/official/position");
    g_assert_true(g_str_has_suffix(kazakh, " (м.у.а.)"));
    JsonArray *blocks =
        json_object_get_array_member(json_node_get_object(view), "signature_blocks");
    g_assert_cmpuint(json_array_get_length(blocks), ==, 1);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    message_init(NULL);
#define ADD(path, function) g_test_add(path, Fixture, NULL, set_up, function, tear_down)
    ADD("/view/has-the-documented-members-in-both-languages", test_members);
    ADD("/view/qr-has-meeting-date-body-and-hash", test_code_of_qr);
    ADD("/view/of-a-draft-has-no-control-number", test_draft);
    ADD("/view/leaves-the-record-as-it-is", test_record_untouched);
    ADD("/view/an-entry-that-is-not-there-is-not-found", test_no_such_entry);
    ADD("/view/who-has-not-signed-gets-a-line", test_unsigned);
    ADD("/view/an-acting-official-leaves-no-empty-line", test_acting_official);
    return g_test_run();
}
