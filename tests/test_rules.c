#include <glib/gstdio.h>
#include <string.h>

#include "protocol/error.h"
#include "protocol/message.h"
#include "protocol/paths.h"
#include "protocol/rules.h"

static RulesSet *load(void)
{
    g_autoptr(GError) error = NULL;
    RulesSet *set = rules_set_load(NULL, &error);
    g_assert_no_error(error);
    g_assert_nonnull(set);
    return set;
}

static const Rules *find(const RulesSet *set, const char *kind, const char *day)
{
    g_autoptr(GError) error = NULL;
    GDate date;
    g_assert_true(date_parse(day, &date));
    const Rules *rules = rules_find(set, kind, &date, &error);
    g_assert_no_error(error);
    return rules;
}

static void test_edition_by_date(void)
{
    static const struct {
        const char *kind, *day, *id;
    } cases[] = {
        {"inspector", "2018-11-17", "723-inspector-2018"},
        {"inspector", "2023-08-31", "723-inspector-2018"},
        {"inspector", "2023-09-01", "1095-2023"},
        {"inspector", "2025-10-11", "1095-2023"},
        {"inspector", "2025-10-12", "1095-2025"},
        {"inspector", "2026-11-20", "1095-2025"},
        {"chief", "2020-02-29", "723-chief-2018"},
        {"chief", "2023-08-12", "723-chief-2018"},
        {"chief", "2023-08-13", "608-2023"},
        {"chief", "2024-02-09", "608-2023"},
        {"chief", "2024-02-10", "608-2024"},
        {"chief", "2027-03-31", "608-2024"},
    };
    g_autoptr(RulesSet) set = load();
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        g_assert_cmpstr(rules_id(find(set, cases[i].kind, cases[i].day)), ==, cases[i].id);
}

static void test_no_edition(void)
{
    g_autoptr(RulesSet) set = load();
    g_autoptr(GError) error = NULL;
    GDate date;
    g_assert_true(date_parse("2018-11-16", &date));
    g_assert_null(rules_find(set, "chief", &date, &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED);
    g_clear_error(&error);
    g_assert_null(rules_find(set, "general", &date, &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_USAGE);
    g_clear_error(&error);
    g_assert_null(rules_by_id(set, "1095", &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_NOT_FOUND);
}

static void test_values(void)
{
    g_autoptr(RulesSet) set = load();
    const Rules *inspector = find(set, "inspector", "2026-11-20");
    g_assert_cmpint(rules_announce_days(inspector), ==, 10);
    g_assert_true(rules_video_required(inspector));
    g_assert_true(rules_registration(inspector));
    g_assert_false(rules_stamp(inspector));
    g_assert_cmpint(rules_retention_years(inspector), ==, 1);
    g_assert_cmpint(rules_forward_working_days(inspector), ==, 3);
    g_assert_cmpint(rules_check_working_days(inspector), ==, 15);
    g_assert_cmpint(rules_point_count(inspector), ==, 6);
    g_assert_cmpint(rules_gathering_percent(inspector), ==, 10);
    g_assert_cmpstr(rules_frequency(inspector), ==, "quarter");
    g_assert_cmpstr(rules_signatories(inspector)[0], ==, "inspector");
    g_assert_null(rules_signatories(inspector)[1]);
    g_assert_cmpstr(rules_source(inspector, "video"), ==, "1095 p.32");
    g_assert_cmpstr(rules_source(inspector, "forward_working_days"), ==, "1095 p.32, APPC art. 65");
    g_assert_null(rules_source(inspector, "nothing"));
    g_assert_cmpstr(rules_category(inspector, "akimat", "kk"), ==, "Әкімдік өкілі");
    g_assert_null(rules_category(inspector, "nobody", "kk"));
    g_assert_null(rules_point(inspector, 0, "kk"));
    g_assert_null(rules_point(inspector, 7, "kk"));

    const Rules *chief = find(set, "chief", "2026-03-10");
    g_assert_false(rules_video_required(chief));
    g_assert_cmpint(rules_point_count(chief), ==, 10);
    g_assert_cmpstr(rules_frequency(chief), ==, "first-quarter");
    g_assert_cmpstr(rules_signatories(chief)[0], ==, "secretary");
    g_assert_cmpstr(rules_signatories(chief)[1], ==, "chief");
    g_assert_nonnull(rules_note(chief, "retention_years"));

    const Rules *old = find(set, "inspector", "2020-05-20");
    g_assert_true(rules_stamp(old));
    g_assert_cmpstr(rules_signatories(old)[1], ==, "officer");
}

/* The contract of "esep rules show" (DESIGN.md, 6). */
static void test_json(void)
{
    g_autoptr(RulesSet) set = load();
    g_autoptr(JsonNode) node = rules_json(find(set, "inspector", "2026-11-20"));
    JsonObject *object = json_node_get_object(node);
    g_assert_cmpstr(json_object_get_string_member(object, "id"), ==, "1095-2025");
    g_assert_cmpint(json_object_get_int_member(object, "announce_days"), ==, 10);
    g_assert_cmpstr(json_object_get_string_member(object, "video"), ==, "required");
    g_assert_true(json_object_get_boolean_member(object, "registration"));
    g_assert_cmpuint(json_array_get_length(json_object_get_array_member(object, "signatories")), ==,
                     1);
    g_assert_false(json_object_get_boolean_member(object, "stamp"));
    g_assert_cmpint(json_object_get_int_member(object, "retention_years"), ==, 1);
    g_assert_cmpuint(json_array_get_length(json_object_get_array_member(object, "required")), ==,
                     6);
    g_assert_cmpint(json_object_get_int_member(object, "forward_working_days"), ==, 3);
    g_assert_cmpint(json_object_get_int_member(object, "check_working_days"), ==, 15);
    g_assert_true(json_object_get_null_member(object, "to"));
    JsonObject *sources = json_object_get_object_member(object, "sources");
    g_assert_cmpstr(json_object_get_string_member(sources, "announce_days"), ==, "1095 p.27");
    g_autoptr(JsonNode) all = rules_set_json(set);
    g_assert_cmpuint(json_array_get_length(json_node_get_array(all)), ==, 6);
}

/* A line of a good file, what it is changed to, and what the problem must say. */
static const struct {
    const char *from, *to, *says;
} mistakes[] = {
    {"value=10\nsource=1095 p.27", "value=ten\nsource=1095 p.27", "“ten” is no whole number"},
    {"value=10\nsource=1095 p.27", "value=-1\nsource=1095 p.27", "“-1” is no whole number"},
    {"value=10\nsource=1095 p.27", "value=10", "[announce_days] has no value for the key “source”"},
    {"value=required", "value=perhaps", "[video] value: “perhaps” is none of"},
    {"value=required", "value=required;optional", "[video] value holds more than one"},
    {"value=inspector\n", "value=inspector;inspector\n", "“inspector” stands there twice"},
    {"[stamp]", "[stump]", "the group [stamp] is missing"},
    {"[stamp]\n", "[stamp]\ncolour=blue\n", "[stamp] has no key “colour”"},
    {"[stamp]\n", "[stamp]\nvalue=true\n", "[stamp] value stands there twice"},
    {"from=2025-10-12", "from=2025-02-29", "“2025-02-29” is no date"},
    {"from=2025-10-12", "from=2025-10-12\nto=2025-10-11", "[edition] to is before"},
    {"id=1095-2025", "id=1095", "the file must be named 1095.rules"},
    {"kind=inspector", "kind=general", "“general” is none of: inspector chief"},
    {"[point 6]", "[point 7]", "this format has no group [point 7]"},
    {"[category akimat]\nkk=Әкімдік өкілі", "[category akimat]", "[category akimat] has no value"},
    {"[category other]", "[category others]", "this format has no group [category others]"},
    {"kk=Басқа", "kk=\xff\xfe", "has no value for the key “kk”"},
};

static char *replaced(const char *text, const char *from, const char *to)
{
    const char *at = strstr(text, from);
    g_assert_nonnull(at);
    return g_strdup_printf("%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
}

static void test_mistakes(void)
{
    g_autofree char *good_path = paths_template("rules", "1095-2025.rules", NULL);
    g_autofree char *good = NULL;
    g_assert_true(g_file_get_contents(good_path, &good, NULL, NULL));
    g_autofree char *folder = g_dir_make_tmp("esep-rules-XXXXXX", NULL);
    g_autofree char *file = g_build_filename(folder, "1095-2025.rules", NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(mistakes); i++) {
        g_autofree char *bad = replaced(good, mistakes[i].from, mistakes[i].to);
        g_assert_true(g_file_set_contents(file, bad, -1, NULL));
        g_autoptr(GPtrArray) problems =
            g_ptr_array_new_with_free_func((GDestroyNotify)g_error_free);
        g_assert_false(rules_lint(file, problems));
        g_assert_cmpuint(problems->len, >, 0);
        gboolean said = FALSE;
        for (guint n = 0; n < problems->len; n++) {
            g_autofree char *text = message_error(LANGUAGE_EN, problems->pdata[n]);
            g_assert_true(g_str_has_prefix(text, "1095-2025.rules"));
            said = said || strstr(text, mistakes[i].says);
            g_test_message("%s", text);
        }
        g_assert_true(said);
        g_autoptr(GError) error = NULL;
        g_assert_null(rules_set_load(folder, &error));
        g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED);
    }
    g_remove(file);
    g_rmdir(folder);
}

static void test_line_number(void)
{
    g_autofree char *folder = g_dir_make_tmp("esep-rules-XXXXXX", NULL);
    g_autofree char *file = g_build_filename(folder, "x.rules", NULL);
    g_assert_true(g_file_set_contents(file, "# a comment\n\n[video]\nvalue=never\n", -1, NULL));
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func((GDestroyNotify)g_error_free);
    g_assert_false(rules_lint(file, problems));
    gboolean said = FALSE;
    for (guint n = 0; n < problems->len; n++) {
        g_autofree char *text = message_error(LANGUAGE_EN, problems->pdata[n]);
        said = said || strstr(text, "x.rules, line 4: [video] value: “never” is none of");
    }
    g_assert_true(said);
    g_remove(file);
    g_rmdir(folder);
}

static void test_overlap(void)
{
    g_autofree char *one_path = paths_template("rules", "1095-2023.rules", NULL);
    g_autofree char *other_path = paths_template("rules", "1095-2025.rules", NULL);
    g_autofree char *one = NULL, *other = NULL;
    g_assert_true(g_file_get_contents(one_path, &one, NULL, NULL));
    g_assert_true(g_file_get_contents(other_path, &other, NULL, NULL));
    g_autofree char *longer = replaced(one, "to=2025-10-11", "to=2025-10-12");
    g_autofree char *folder = g_dir_make_tmp("esep-rules-XXXXXX", NULL);
    g_autofree char *one_copy = g_build_filename(folder, "1095-2023.rules", NULL);
    g_autofree char *other_copy = g_build_filename(folder, "1095-2025.rules", NULL);
    g_assert_true(g_file_set_contents(one_copy, longer, -1, NULL));
    g_assert_true(g_file_set_contents(other_copy, other, -1, NULL));
    g_autoptr(GError) error = NULL;
    g_assert_null(rules_set_load(folder, &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED);
    g_autofree char *text = message_error(LANGUAGE_EN, error);
    g_assert_nonnull(strstr(text, "1095-2023 and 1095-2025"));
    g_remove(one_copy);
    g_remove(other_copy);
    g_rmdir(folder);
}

/* Cards of the touch screen and points of the page: whole, in their own language. */
static void test_texts(void)
{
    g_autoptr(RulesSet) set = load();
    for (guint n = 0; rules_nth(set, n); n++) {
        const Rules *rules = rules_nth(set, n);
        const char *const *codes = rules_categories(rules);
        g_assert_cmpstr(codes[0], ==, "resident");
        for (int i = 0; codes[i]; i++) {
            g_assert_cmpint(g_utf8_strlen(rules_category(rules, codes[i], "kk"), -1), <=, 36);
            g_assert_cmpint(g_utf8_strlen(rules_category(rules, codes[i], "ru"), -1), <=, 36);
        }
        for (int p = 1; p <= rules_point_count(rules); p++)
            g_assert_cmpstr(rules_point(rules, p, "kk"), !=, rules_point(rules, p, "ru"));
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/rules/a-meeting-has-the-edition-of-its-date", test_edition_by_date);
    g_test_add_func("/rules/a-date-without-an-edition-is-refused", test_no_edition);
    g_test_add_func("/rules/values-are-those-of-the-orders", test_values);
    g_test_add_func("/rules/an-edition-is-shown-as-the-contract-says", test_json);
    g_test_add_func("/rules/each-mistake-in-a-file-is-named", test_mistakes);
    g_test_add_func("/rules/a-mistake-is-named-with-its-line", test_line_number);
    g_test_add_func("/rules/two-editions-of-a-kind-never-overlap", test_overlap);
    g_test_add_func("/rules/texts-fit-the-screen", test_texts);
    return g_test_run();
}
