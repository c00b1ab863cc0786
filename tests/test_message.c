#include <stdio.h>
#include <string.h>

#include "media/error.h"
#include "protocol/error.h"
#include "protocol/message.h"

static void test_arguments_stand_where_the_text_puts_them(void)
{
    g_autofree char *text = message_format(LANGUAGE_EN, "{2} before {1}, {2}, {3}", "b", "a", NULL);
    g_assert_cmpstr(text, ==, "a before b, a, ");
}

static void test_an_argument_is_never_a_format(void)
{
    g_autofree char *text = message_format(LANGUAGE_EN, "[{1}] %s {x}", "%n{1}", NULL);
    g_assert_cmpstr(text, ==, "[%n{1}] %s {x}");
}

static void test_an_error_becomes_text_in_each_language(void)
{
    g_autoptr(GError) error = NULL;
    error_set(&error, PROTOCOL_ERROR_NOT_FOUND, N_("There is no command “{1}”. See: esep --help"),
              "қатты", NULL);
    g_autofree char *english = message_error(LANGUAGE_EN, error);
    g_autofree char *russian = message_error(LANGUAGE_RU, error);
    g_assert_cmpstr(english, ==, "There is no command “қатты”. See: esep --help");
    g_assert_nonnull(strstr(russian, "қатты"));
    g_assert_cmpstr(english, !=, russian);
}

static void test_an_error_of_media_names_its_detail(void)
{
    g_autoptr(GError) error =
        g_error_new_literal(MEDIA_ERROR, MEDIA_ERROR_NO_CAMERA, "/dev/video7");
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        g_autofree char *text = message_error(language, error);
        g_assert_nonnull(strstr(text, "/dev/video7"));
        g_assert_cmpstr(text, !=, "/dev/video7");
    }
}

static void test_languages_are_known_by_code(void)
{
    Language language;
    g_assert_true(language_parse("kk", &language));
    g_assert_cmpstr(language_code(language), ==, "kk");
    g_assert_false(language_parse("kz", &language));
    g_assert_false(language_parse(NULL, &language));
}

/* The numbers of Russian and Kazakh: every form of the catalogue's plural rule is reached. */
static void test_russian_has_three_plural_forms(void)
{
    static const char one[] = "{1} person has registered", many[] = "{1} people have registered";
    static const struct {
        guint64 number;
        const char *text;
    } cases[] = {{1, "Зарегистрирован 1 человек"},     {2, "Зарегистрировано 2 человека"},
                 {5, "Зарегистрировано 5 человек"},    {11, "Зарегистрировано 11 человек"},
                 {21, "Зарегистрирован 21 человек"},   {22, "Зарегистрировано 22 человека"},
                 {112, "Зарегистрировано 112 человек"}};
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = message_plural(LANGUAGE_RU, one, many, cases[i].number);
        g_assert_cmpstr(text, ==, cases[i].text);
    }
    g_autofree char *kazakh = message_plural(LANGUAGE_KK, one, many, 5);
    g_assert_cmpstr(kazakh, ==, "5 адам тіркелді");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    message_init(NULL);
    g_test_add_func("/message/arguments-stand-where-the-text-puts-them",
                    test_arguments_stand_where_the_text_puts_them);
    g_test_add_func("/message/an-argument-is-never-a-format", test_an_argument_is_never_a_format);
    g_test_add_func("/message/an-error-becomes-text-in-each-language",
                    test_an_error_becomes_text_in_each_language);
    g_test_add_func("/message/an-error-of-media-names-its-detail",
                    test_an_error_of_media_names_its_detail);
    g_test_add_func("/message/languages-are-known-by-code", test_languages_are_known_by_code);
    g_test_add_func("/message/russian-has-three-plural-forms", test_russian_has_three_plural_forms);
    return g_test_run();
}
