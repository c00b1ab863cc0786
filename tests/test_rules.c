#include <glib/gstdio.h>
#include <string.h>

#include "protocol/error.h"
#include "protocol/message.h"
#include "protocol/paths.h"
#include "protocol/rules.h"
#include "tests/support.h"

static char *replaced(const char *text, const char *from, const char *to)
{
    const char *at = strstr(text, from);
    g_assert_nonnull(at);
    return g_strdup_printf("%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
}

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
        {"inspector", "2021-06-30", "723-inspector-2018"},
        {"inspector", "2021-07-01", "723-inspector-2021"},
        {"inspector", "2023-08-31", "723-inspector-2021"},
        {"inspector", "2023-09-01", "1095-2023"},
        {"inspector", "2025-10-11", "1095-2023"},
        {"inspector", "2025-10-12", "1095-2025"},
        {"inspector", "2026-11-20", "1095-2025"},
        {"chief", "2020-02-29", "723-chief-2018"},
        {"chief", "2021-07-01", "723-chief-2021"},
        {"chief", "2023-08-12", "723-chief-2021"},
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
    g_assert_cmpint(rules_check_calendar_days(old), ==, 15);
    g_assert_cmpint(rules_check_working_days(old), ==, 0);
    g_assert_cmpstr(rules_source(old, "check_calendar_days"), ==, "723 p.15, law 221 art. 8");
    g_assert_null(rules_source(old, "check_working_days"));
    g_assert_cmpint(rules_check_working_days(find(set, "inspector", "2021-07-01")), ==, 15);
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
    g_assert_cmpuint(json_array_get_length(json_node_get_array(all)), ==, 8);
    g_autoptr(JsonNode) old_node = rules_json(find(set, "inspector", "2021-06-30"));
    JsonObject *old = json_node_get_object(old_node);
    g_assert_true(json_object_get_null_member(old, "check_working_days"));
    g_assert_cmpint(json_object_get_int_member(old, "check_calendar_days"), ==, 15);
    g_assert_true(json_object_get_null_member(object, "check_calendar_days"));
}

/* A period and the part of it in which a meeting is owed, in months. */
static void test_periods(void)
{
    static const struct {
        const char *code;
        int months, within_months;
    } cases[] = {{"month", 1, 1},
                 {"quarter", 3, 3},
                 {"half-year", 6, 6},
                 {"year", 12, 12},
                 {"first-quarter", 12, 3}};
    g_autofree char *good_path = paths_template("rules", "1095-2025.rules", NULL);
    g_autofree char *good = NULL;
    g_assert_true(g_file_get_contents(good_path, &good, NULL, NULL));
    g_autofree char *folder = g_dir_make_tmp("esep-rules-XXXXXX", NULL);
    g_autofree char *file = g_build_filename(folder, "1095-2025.rules", NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *value = g_strconcat("value=", cases[i].code, "\n", NULL);
        g_autofree char *text = replaced(good, "value=quarter\n", value);
        g_assert_true(g_file_set_contents(file, text, -1, NULL));
        g_autoptr(RulesSet) set = rules_set_load(folder, &error);
        g_assert_no_error(error);
        int months, within_months;
        rules_period(rules_nth(set, 0), &months, &within_months);
        g_assert_cmpint(months, ==, cases[i].months);
        g_assert_cmpint(within_months, ==, cases[i].within_months);
    }
    g_remove(file);
    g_rmdir(folder);
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
    {"[check_working_days]", "[check_weeks]", "the group [check_working_days] is missing"},
    {"[check_working_days]", "[check_calendar_days]\nvalue=15\nsource=x\n[check_working_days]",
     "[check_working_days] stands beside [check_calendar_days]"},
    {"value=quarter\n", "value=fortnight\n", "“fortnight” is none of: month quarter"},
    {"kk=Басқа", "kk=\xff\xfe", "has no value for the key “kk”"},
};

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

/* The first edition of a folder ends on another day: what lint says of the folder, of that file,
 * and of another one beside it; and whether the folder loads. */
static const struct {
    const char *to, *says;
    gboolean loads;
} breaks[] = {
    {"to=2025-10-11", NULL, TRUE},
    {"to=2025-10-12", "1095-2023 and 1095-2025 of the rules both hold", FALSE},
    {"", "1095-2023 and 1095-2025 of the rules both hold", FALSE},
    {"to=2025-10-10", "1095-2023 (to 2025-10-10) and 1095-2025 (from 2025-10-12)", TRUE},
};

static void assert_lint(const char *path, const char *says)
{
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func((GDestroyNotify)g_error_free);
    g_assert_cmpint(rules_lint(path, problems), ==, says == NULL);
    g_assert_cmpuint(problems->len, ==, says ? 1 : 0);
    g_autofree char *text = says ? message_error(LANGUAGE_EN, problems->pdata[0]) : NULL;
    g_assert_true(!says || strstr(text, says));
}

static void copy_rules(const char *folder, const char *name, const char *from, const char *to)
{
    g_autofree char *path = paths_template("rules", name, NULL);
    g_autofree char *copy = g_build_filename(folder, name, NULL);
    g_autofree char *text = NULL;
    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    g_autofree char *changed = from ? replaced(text, from, to) : g_strdup(text);
    g_assert_true(g_file_set_contents(copy, changed, -1, NULL));
}

static void test_breaks(void)
{
    g_autofree char *folder = g_dir_make_tmp("esep-rules-XXXXXX", NULL);
    g_autofree char *first = g_build_filename(folder, "1095-2023.rules", NULL);
    g_autofree char *other = g_build_filename(folder, "608-2024.rules", NULL);
    copy_rules(folder, "1095-2025.rules", NULL, NULL);
    copy_rules(folder, "608-2024.rules", NULL, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(breaks); i++) {
        g_autoptr(GError) error = NULL;
        copy_rules(folder, "1095-2023.rules", "to=2025-10-11", breaks[i].to);
        assert_lint(folder, breaks[i].says);
        assert_lint(first, breaks[i].says);
        assert_lint(other, NULL);
        g_autoptr(RulesSet) set = rules_set_load(folder, &error);
        g_assert_cmpint(set != NULL, ==, breaks[i].loads);
        g_assert_cmpint(error == NULL, ==, breaks[i].loads);
    }
    remove_folder(folder);
}

/* Our own editions follow each other without a day between them. */
static void test_own_editions(void)
{
    g_autofree char *folder = paths_template("rules", NULL);
    assert_lint(folder, NULL);
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
    g_test_add_func("/rules/a-frequency-is-a-number-of-months", test_periods);
    g_test_add_func("/rules/overlaps-and-gaps-between-editions-are-found", test_breaks);
    g_test_add_func("/rules/our-own-editions-follow-each-other", test_own_editions);
    g_test_add_func("/rules/texts-fit-the-screen", test_texts);
    return g_test_run();
}
