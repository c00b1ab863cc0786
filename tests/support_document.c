#include "tests/support_document.h"

static const char *const names[SPECIMEN_COUNT] = {"inspector", "chief", "stamp", "joint",
                                                  "long",      "empty", "large"};

const char *specimen_name(Specimen specimen)
{
    return names[specimen];
}

void specimen_fill(JsonNode *record, const char *list, const char *number, guint count)
{
    JsonObject *object = json_node_get_object(record);
    JsonArray *from = json_object_get_array_member(object, list), *to = json_array_new();
    guint length = json_array_get_length(from);
    for (guint i = 0; i < count; i++) {
        g_autofree char *text = json_to_string(json_array_get_element(from, i % length), FALSE);
        JsonNode *copy = json_from_string(text, NULL);
        json_object_set_int_member(json_node_get_object(copy), number, i + 1);
        json_array_add_element(to, copy);
    }
    json_object_set_array_member(object, list, to);
}

static JsonObject *official(const char *rank, const char *surname, const char *position)
{
    JsonObject *person = json_object_new();
    if (rank)
        json_object_set_string_member(person, "rank", rank);
    else
        json_object_set_null_member(person, "rank");
    json_object_set_string_member(person, "surname", surname);
    json_object_set_string_member(person, "name", "Гүлнәр");
    json_object_set_string_member(person, "patronymic", "Болатқызы");
    json_object_set_string_member(person, "position", position);
    return person;
}

static void set_edition(JsonObject *record, const char *kind, const char *edition, const char *date)
{
    json_object_set_string_member(record, "kind", kind);
    json_object_set_string_member(record, "edition", edition);
    json_object_set_string_member(record, "date", date);
    json_object_set_object_member(record, "secretary",
                                  official(NULL, "Сейітқали", "хатшы, аппараттың бас маманы"));
    json_object_set_array_member(record, "signatures", json_array_new());
}

static void make_joint(JsonObject *record)
{
    JsonArray *speakers = json_object_get_array_member(record, "speakers");
    JsonArray *precincts = json_object_get_array_member(record, "precincts");
    json_array_add_object_element(
        speakers, official("полиция капитаны", "Сәрсенова", "учаскелік полиция инспекторы"));
    json_array_add_object_element(
        speakers, official("полиция аға лейтенанты", "Жұмағалиев", "учаскелік полиция инспекторы"));
    json_array_add_string_element(precincts, "14");
}

/* What the longest names and positions of the country come to. */
static void make_long(JsonObject *record)
{
    static const char position[] =
        "учаскелік полиция пунктінің жұмысын ұйымдастыруға жауапты учаскелік полиция инспекторы, "
        "әкімшілік полиция бөлімшесі бастығының міндетін уақытша атқарушы офицер";
    static const char surname[] = "Абдурахманова-Кожахметовская-Нұрмұхамбетова-Байтұрсынұлы-Қызы";
    JsonArray *speakers = json_object_get_array_member(record, "speakers");
    JsonArray *people = json_object_get_array_member(record, "attendee_list");
    json_array_remove_element(speakers, 0);
    json_array_add_object_element(speakers, official("полиция подполковнигі", surname, position));
    for (guint i = 0; i < json_array_get_length(people); i += 2)
        json_object_set_string_member(json_array_get_object_element(people, i), "surname", surname);
    g_autofree char *word = g_strnfill(500, 'w');
    json_object_set_string_member(
        json_array_get_object_element(json_object_get_array_member(record, "entries"), 0), "text",
        word);
    json_object_set_array_member(record, "signatures", json_array_new());
}

static void add_addendum(JsonObject *record)
{
    JsonObject *addendum = json_object_new();
    json_object_set_int_member(addendum, "n", 1);
    json_object_set_string_member(addendum, "added", "2026-11-24T10:05:00+05:00");
    json_object_set_string_member(addendum, "text",
                                  "Қатысушы Петровтың аты дұрыс жазылсын: Петров Иван Сергеевич.");
    json_array_add_object_element(json_object_get_array_member(record, "addenda"), addendum);
}

static void make_empty(JsonObject *record)
{
    static const char *const lists[] = {"entries",   "decisions",         "awards",
                                        "carried",   "carried_decisions", "attendee_list",
                                        "materials", "signatures"};
    for (gsize i = 0; i < G_N_ELEMENTS(lists); i++)
        json_object_set_array_member(record, lists[i], json_array_new());
    json_object_set_int_member(record, "attendees", 0);
    json_object_set_null_member(record, "recording");
}

JsonNode *specimen_read(const char *path, Specimen specimen)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonParser) parser = json_parser_new();
    json_parser_load_from_file(parser, path, &error);
    g_assert_no_error(error);
    JsonNode *node = json_parser_steal_root(parser);
    JsonObject *record = json_node_get_object(node);
    add_addendum(record);
    if (specimen == SPECIMEN_CHIEF)
        set_edition(record, "chief", "608-2024", "2026-02-20");
    if (specimen == SPECIMEN_STAMP)
        set_edition(record, "inspector", "723-inspector-2018", "2022-05-20");
    if (specimen == SPECIMEN_JOINT)
        make_joint(record);
    if (specimen == SPECIMEN_LONG)
        make_long(record);
    if (specimen == SPECIMEN_EMPTY)
        make_empty(record);
    if (specimen == SPECIMEN_LARGE) {
        specimen_fill(node, "entries", "entry", 30);
        specimen_fill(node, "attendee_list", "n", 100);
        json_object_set_int_member(record, "attendees", 100);
    }
    return node;
}
