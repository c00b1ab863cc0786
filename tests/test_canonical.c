/* Canonical JSON, by the vectors of RFC 8785. */
#include <json-glib/json-glib.h>
#include <string.h>

#include "protocol/canonical.h"
#include "protocol/error.h"
#include "protocol/json_read.h"

static void check(const char *text, const char *expected)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) node = json_from_string(text, &error);
    g_assert_no_error(error);
    gsize size = 0;
    g_autofree char *canonical = canonical_json(node, &size, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(canonical, ==, expected);
    g_assert_cmpuint(size, ==, strlen(expected));
}

static void test_strings_are_written_as_in_the_rfc(void)
{
    /* RFC 8785, 3.2.2: the string and the literals of the example. */
    check("{\"string\": \"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\","
          " \"literals\": [null, true, false]}",
          "{\"literals\":[null,true,false],"
          "\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
}

static void test_members_are_sorted_as_in_the_rfc(void)
{
    /* RFC 8785, 3.2.3: \r, 1, U+0080, ö, €, U+1F600, U+FB33. */
    check("{\"\\u20ac\": \"Euro Sign\", \"\\r\": \"Carriage Return\","
          " \"\\ufb33\": \"Hebrew Letter Dalet With Dagesh\", \"1\": \"One\","
          " \"\\ud83d\\ude00\": \"Emoji: Grinning Face\", \"\\u0080\": \"Control\","
          " \"\\u00f6\": \"Latin Small Letter O With Diaeresis\"}",
          "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\xc2\x80\":\"Control\","
          "\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\","
          "\"\xf0\x9f\x98\x80\":\"Emoji: Grinning Face\","
          "\"\xef\xac\xb3\":\"Hebrew Letter Dalet With Dagesh\"}");
}

static void test_names_sort_before_longer_ones_and_by_both_surrogates(void)
{
    check("{\"ab\":1,\"a\":2,\"\":3}", "{\"\":3,\"a\":2,\"ab\":1}");
    check("{\"\\ud83d\\ude01\":1,\"\\ud83d\\ude00\":2}",
          "{\"\xf0\x9f\x98\x80\":2,\"\xf0\x9f\x98\x81\":1}");
}

static void test_nested_values_are_canonical_too(void)
{
    check("[56, {\"d\": true, \"10\": null, \"1\": [ ]}, {}]",
          "[56,{\"1\":[],\"10\":null,\"d\":true},{}]");
}

static void test_integers_up_to_two_to_the_53(void)
{
    check("[0,-1,9007199254740992,-9007199254740992]", "[0,-1,9007199254740992,-9007199254740992]");
}

static void refuse(JsonNode *node)
{
    g_autoptr(GError) error = NULL;
    g_assert_null(canonical_json(node, NULL, &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_USAGE);
}

static void test_other_numbers_are_refused(void)
{
    const char *bad[] = {"[1.5]", "[1e2]", "[9007199254740993]", "{\"a\":[-9007199254740993]}"};
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(JsonNode) node = json_from_string(bad[i], NULL);
        refuse(node);
    }
}

static void test_what_is_no_utf8_is_refused(void)
{
    g_autoptr(JsonNode) value = json_node_new(JSON_NODE_VALUE);
    json_node_set_string(value, "a\xffz");
    refuse(value);
    g_autoptr(JsonNode) node = json_node_new(JSON_NODE_OBJECT);
    g_autoptr(JsonObject) object = json_object_new();
    json_object_set_int_member(object, "\xed\xa0\x80", 1); /* a lone surrogate */
    json_node_set_object(node, object);
    refuse(node);
}

static void test_the_bytes_are_their_own_canonical_form(void)
{
    const char *text = "{\"а\":[1,\"\\n\",{\"б\":null}],\"ә\":\"Әлия\"}";
    check(text, text);
}

/* A stranger's record may hold anything under a name that we know. */
static void test_a_member_of_another_type_is_none(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) node =
        json_read("test", "{\"n\":1,\"t\":\"x\",\"o\":{},\"a\":[],\"z\":null}", -1, &error);
    g_assert_no_error(error);
    JsonObject *object = json_node_get_object(node);
    static const char *const members[] = {"n", "t", "o", "a", "z", "missing"};
    for (gsize i = 0; i < G_N_ELEMENTS(members); i++) {
        g_assert_true((json_read_text(object, members[i]) != NULL) == (*members[i] == 't'));
        g_assert_true((json_read_object(object, members[i]) != NULL) == (*members[i] == 'o'));
        g_assert_true((json_read_array(object, members[i]) != NULL) == (*members[i] == 'a'));
    }
    g_assert_null(json_read_text(NULL, "t"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/canonical/strings-are-written-as-in-the-rfc",
                    test_strings_are_written_as_in_the_rfc);
    g_test_add_func("/canonical/members-are-sorted-as-in-the-rfc",
                    test_members_are_sorted_as_in_the_rfc);
    g_test_add_func("/canonical/names-sort-before-longer-ones-and-by-both-surrogates",
                    test_names_sort_before_longer_ones_and_by_both_surrogates);
    g_test_add_func("/canonical/nested-values-are-canonical-too",
                    test_nested_values_are_canonical_too);
    g_test_add_func("/canonical/integers-up-to-two-to-the-53", test_integers_up_to_two_to_the_53);
    g_test_add_func("/canonical/other-numbers-are-refused", test_other_numbers_are_refused);
    g_test_add_func("/canonical/what-is-no-utf8-is-refused", test_what_is_no_utf8_is_refused);
    g_test_add_func("/canonical/the-bytes-are-their-own-canonical-form",
                    test_the_bytes_are_their_own_canonical_form);
    g_test_add_func("/json/a-member-of-another-type-is-none",
                    test_a_member_of_another_type_is_none);
    return g_test_run();
}
