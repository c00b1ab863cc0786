/* The command as its users meet it: help, wrong usage, exit codes. */
#include <string.h>

#include "tests/support.h"

/* The first words of each line of the help's list. */
static GPtrArray *commands(void)
{
    g_auto(Run) plain = run_esep("--help", NULL);
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    g_auto(GStrv) lines = g_strsplit(plain.out, "\n", -1);
    for (char **line = lines; *line; line++)
        if (g_str_has_prefix(*line, "  ") && (*line)[2] != ' ' &&
            !g_str_has_prefix(*line, "  esep ") && strlen(*line) > 23) {
            g_autofree char *name = g_strndup(*line + 2, 21);
            g_ptr_array_add(names, g_strdup(g_strstrip(name)));
        }
    return names;
}

static void test_every_command_explains_itself(void)
{
    g_autoptr(GPtrArray) names = commands();
    g_assert_cmpuint(names->len, >, 20);
    for (guint i = 0; i < names->len; i++) {
        g_auto(GStrv) words = g_strsplit(names->pdata[i], " ", 2);
        g_auto(Run) help = words[1] ? run_esep(words[0], words[1], "--help", NULL)
                                    : run_esep(words[0], "--help", NULL);
        g_test_message("%s --help", (char *)names->pdata[i]);
        g_assert_cmpint(help.exit_code, ==, 0);
        g_assert_nonnull(strstr(help.out, names->pdata[i]));
        g_assert_cmpstr(help.err, ==, "");
    }
}

/* Help wherever a person may ask for it, in the language that they name. */
static void test_help_is_where_it_is_asked_for(void)
{
    static const char *const cases[][5] = {
        {"--home", "/nowhere", "--help"},
        {"--lang", "ru", "help"},
        {"--json", "-h"},
        {"--help", "--lang", "kk"},
        {"meeting", "--help"},
        {"help", "meeting"},
        {"help", "meeting", "new"},
        {"help", "check"},
        {"--home", "/nowhere", "check", "--help"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_auto(Run) help = run_esep(cases[i][0], cases[i][1], cases[i][2], cases[i][3], NULL);
        g_test_message("%s %s", cases[i][0], cases[i][1]);
        g_assert_cmpint(help.exit_code, ==, 0);
        g_assert_cmpstr(help.err, ==, "");
        g_assert_nonnull(strstr(help.out, "esep "));
    }
    g_auto(Run) group = run_esep("meeting", "--help", NULL);
    g_assert_nonnull(strstr(group.out, "meeting new"));
    g_assert_null(strstr(group.out, "follow list"));
    g_auto(Run) half = run_esep("--lang", "en", "meeting", NULL);
    g_assert_cmpint(half.exit_code, ==, 2);
    g_assert_nonnull(strstr(half.err, "esep meeting --help"));
    g_auto(Run) unknown = run_esep("help", "no-such", NULL);
    g_assert_cmpint(unknown.exit_code, ==, 2);
}

static void test_output_that_did_not_arrive_is_an_error(void)
{
    g_autofree char *program = g_build_filename(g_getenv("ESEP_BUILD"), "esep", NULL);
    const char *const argv[] = {"sh", "-c", "\"$0\" --lang en rules list > /dev/full", program,
                                NULL};
    g_auto(Run) full = run_program(argv);
    g_assert_cmpint(full.exit_code, ==, 1);
    g_assert_nonnull(strstr(full.err, "could be written"));
}

static void test_wrong_usage_ends_with_two(void)
{
    static const char *const cases[][4] = {
        {"no-such-command"}, {"--no-such-option"},         {"meeting", "new", "--nonsense"},
        {"meeting", "show"}, {"--lang", "xx", "meeting"},  {"--home"},
        {"check"},           {"meeting", "show", "a", "b"}};
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_auto(Run) wrong = run_esep(cases[i][0], cases[i][1], cases[i][2], cases[i][3], NULL);
        g_test_message("%s %s", cases[i][0], cases[i][1] ? cases[i][1] : "");
        g_assert_cmpint(wrong.exit_code, ==, 2);
        g_assert_cmpstr(wrong.out, ==, "");
        g_assert_true(g_str_has_prefix(wrong.err, "esep: "));
    }
    g_auto(Run) nothing = run_esep(NULL, NULL);
    g_assert_cmpint(nothing.exit_code, ==, 2);
}

static void test_invalid_utf8_is_wrong_usage(void)
{
    g_auto(Run) wrong = run_esep("meeting", "show", "\xff\xfe", NULL);
    g_assert_cmpint(wrong.exit_code, ==, 2);
    g_assert_true(g_utf8_validate(wrong.err, -1, NULL));
    g_auto(Run) option = run_esep("--lang", "en", "init", "--body", "x", "--city", "\xff", NULL);
    g_assert_cmpint(option.exit_code, ==, 2);
    g_assert_nonnull(strstr(option.err, "--city is not valid UTF-8"));
    g_auto(Run) joined = run_esep("--lang", "en", "init", "--body=\xff", NULL);
    g_assert_nonnull(strstr(joined.err, "--body is not valid UTF-8"));
}

static void test_a_home_that_is_no_home_is_not_found(void)
{
    g_auto(Run) none = run_esep("--home", "/proc", "meeting", "list", NULL);
    g_assert_cmpint(none.exit_code, ==, 3);
    g_assert_nonnull(strstr(none.err, "/proc"));
    g_assert_nonnull(strstr(none.err, "esep init"));
}

static void test_each_language_speaks(void)
{
    g_auto(Run) kazakh = run_esep("--lang", "kk", "no-such", NULL);
    g_auto(Run) russian = run_esep("--lang=ru", "no-such", NULL);
    g_auto(Run) english = run_esep("--lang", "en", "no-such", NULL);
    g_assert_cmpstr(kazakh.err, !=, english.err);
    g_assert_cmpstr(russian.err, !=, english.err);
    g_assert_cmpstr(russian.err, !=, kazakh.err);
}

static void test_help_is_in_the_readers_language(void)
{
    g_auto(Run) all = run_esep("--lang", "ru", "--help", NULL);
    g_auto(Run) one = run_esep("--lang", "ru", "mark", "--help", NULL);
    g_assert_nonnull(strstr(all.out, "Использование:"));
    g_assert_nonnull(strstr(one.out, "Использование:"));
    g_assert_nonnull(strstr(one.out, "Параметры:"));
    g_assert_nonnull(strstr(one.out, "папка с данными"));
    g_assert_null(strstr(one.out, "Usage:"));
    g_assert_null(strstr(one.out, "Options:"));
    g_auto(Run) wrong = run_esep("--lang", "ru", "mark", "--nonsense", NULL);
    g_assert_null(strstr(wrong.err, "Unknown"));
    g_assert_nonnull(strstr(wrong.err, "--nonsense"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/command/every-command-explains-itself", test_every_command_explains_itself);
    g_test_add_func("/command/help-is-where-it-is-asked-for", test_help_is_where_it_is_asked_for);
    g_test_add_func("/command/output-that-did-not-arrive-is-an-error",
                    test_output_that_did_not_arrive_is_an_error);
    g_test_add_func("/command/wrong-usage-ends-with-two", test_wrong_usage_ends_with_two);
    g_test_add_func("/command/invalid-utf8-is-wrong-usage", test_invalid_utf8_is_wrong_usage);
    g_test_add_func("/command/a-home-that-is-no-home-is-not-found",
                    test_a_home_that_is_no_home_is_not_found);
    g_test_add_func("/command/each-language-speaks", test_each_language_speaks);
    g_test_add_func("/command/help-is-in-the-readers-language",
                    test_help_is_in_the_readers_language);
    return g_test_run();
}
