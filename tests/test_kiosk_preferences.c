/* What the staff set of the kiosk, on the disk. */
#include "kiosk/preferences.h"
#include "tests/support.h"
#include "tests/support_home.h"

static void test_kept(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = support_folder();
    g_autoptr(Preferences) nothing = preferences_read(folder);
    g_assert_cmpint(nothing->language, ==, LANGUAGE_KK);
    g_assert_false(nothing->larger || nothing->prompts);
    g_assert_null(nothing->camera);
    Preferences set = {.language = LANGUAGE_RU,
                       .larger = TRUE,
                       .camera = (char *)"/dev/video2",
                       .printer = (char *)"Канцелярия №1"};
    g_assert_true(preferences_write(&set, folder, &error));
    g_assert_no_error(error);
    g_autoptr(Preferences) read = preferences_read(folder);
    g_assert_cmpint(read->language, ==, LANGUAGE_RU);
    g_assert_true(read->larger && !read->prompts);
    g_assert_cmpstr(read->camera, ==, "/dev/video2");
    g_assert_null(read->mic);
    g_assert_cmpstr(read->printer, ==, "Канцелярия №1");
    remove_folder(folder);
}

static void test_nonsense_is_as_if_not_set(void)
{
    static const char *const texts[] = {
        "", "[kiosk]\nlanguage=tlh\ncamera=rm -rf /\nmicrophone=\nlarger=perhaps\n",
        "[kiosk\nlanguage=ru", "\xff\xfe[kiosk]\nlanguage=ru\n"};
    g_autofree char *folder = support_folder();
    g_autofree char *path = g_build_filename(folder, "kiosk.ini", NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_assert_true(g_file_set_contents(path, texts[i], -1, NULL));
        g_autoptr(Preferences) read = preferences_read(folder);
        g_assert_cmpint(read->language, ==, LANGUAGE_KK);
        g_assert_false(read->larger);
        g_assert_null(read->camera);
        g_assert_null(read->mic);
    }
    remove_folder(folder);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/preferences/what-was-set-is-kept", test_kept);
    g_test_add_func("/preferences/nonsense-is-as-if-not-set", test_nonsense_is_as_if_not_set);
    return g_test_run();
}
