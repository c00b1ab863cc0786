/* The form that is kept on the disk: how long, for whom, and when it goes. */
#include <glib/gstdio.h>
#include <string.h>

#include "kiosk/draft.h"
#include "tests/support.h"
#include "tests/support_home.h"
#include "tests/support_kiosk.h"

static void test_file(void)
{
    g_autoptr(Clock) clock = clock_new_system();
    g_autofree char *folder = support_folder();
    g_autofree char *path = g_build_filename(folder, "kiosk.draft", NULL);
    g_autoptr(Draft) draft = draft_open(folder, clock, 60);
    g_assert_null(draft_read(draft));
    draft_keep(draft, "{\"a\":1}");
    GStatBuf file;
    g_assert_cmpint(g_stat(path, &file), ==, 0);
    g_assert_cmpint(file.st_mode & 07777, ==, 0600);
    g_autofree char *text = draft_read(draft);
    g_assert_cmpstr(text, ==, "{\"a\":1}");

    /* Another screen of the same home neither reads nor writes it. */
    g_autoptr(Draft) other = draft_open(folder, clock, 60);
    g_assert_null(draft_read(other));
    draft_keep(other, NULL);
    g_assert_true(g_file_test(path, G_FILE_TEST_EXISTS));
    draft_keep(draft, NULL);
    g_assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
    remove_folder(folder);
}

static void test_age(void)
{
    g_autoptr(Clock) clock = clock_new_system();
    g_autofree char *of_before = g_strdup_printf(
        "00000000-0000-0000-0000-000000000000 %" G_GINT64_FORMAT "\n{}", clock_boot_ms(clock));
    const char *const foreign[] = {"", "x", "another-boot 100\n{}", "\n", of_before};
    g_autofree char *folder = support_folder();
    g_autofree char *path = g_build_filename(folder, "kiosk.draft", NULL);
    Draft *draft = draft_open(folder, clock, 60);
    draft_keep(draft, "{}");
    draft_free(draft);
    draft = draft_open(folder, clock, 0);
    g_assert_null(draft_read(draft));
    g_assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
    draft_free(draft);
    draft = draft_open(folder, clock, 60);
    for (gsize i = 0; i < G_N_ELEMENTS(foreign); i++) {
        g_assert_true(g_file_set_contents(path, foreign[i], -1, NULL));
        g_assert_null(draft_read(draft));
        g_assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
    }
    draft_free(draft);
    remove_folder(folder);
}

static void test_form_comes_back(void)
{
    static const FlowState states[] = {STATE_PERSON, STATE_CONTACT, STATE_SIGN};
    for (gsize i = 0; i < G_N_ELEMENTS(states); i++) {
        Asked asked = {0};
        g_autoptr(App) before = sample_app(&asked, LANGUAGE_RU, sample_day("announced"));
        sample_walk(before, states[i]);
        sample_tap(before, "contrast");
        app_tick(before, before->now_ms + 500);
        g_assert_nonnull(asked.draft);
        g_autoptr(App) after = sample_app(&asked, LANGUAGE_KK, sample_day("announced"));
        citizen_restore(after, asked.draft);
        g_assert_cmpint(after->state, ==, states[i]);
        g_assert_cmpint(after->language, ==, LANGUAGE_RU);
        g_assert_true(after->contrast && !after->larger);
        g_assert_cmpstr(after->form->text[FIELD_NAME]->str, ==, "Айгуль");
        g_assert_cmpstr(after->form->category, ==, before->form->category);
        g_autofree char *drawn = signature_json(before->form->signature);
        g_autofree char *restored = signature_json(after->form->signature);
        if (states[i] == STATE_SIGN)
            g_assert_cmpstr(restored, ==, drawn);
        asked_clear(&asked);
    }
}

static void test_form_goes(void)
{
    Asked asked = {0};
    g_autoptr(App) app = sample_app(&asked, LANGUAGE_KK, sample_day("announced"));
    sample_walk(app, STATE_NAMES);
    app_tick(app, app->now_ms + 500);
    g_assert_null(asked.draft);
    g_assert_cmpint(asked.kept, ==, 0);
    sample_keys(app, "әлі");
    app_tick(app, app->now_ms + 500);
    g_assert_nonnull(strstr(asked.draft, "Әлі"));
    /* Idle: asked, still kept; then gone. */
    app_tick(app, app->now_ms + 60001);
    g_assert_cmpint(app->state, ==, STATE_IDLE);
    g_assert_nonnull(asked.draft);
    app_tick(app, app->now_ms + 20001);
    g_assert_cmpint(app->state, ==, STATE_WELCOME);
    g_assert_null(asked.draft);
    g_assert_cmpint(asked.kept, ==, 2);
    /* Stopped: gone at once. */
    sample_tap(app, "start");
    sample_keys(app, "әлі");
    app_tick(app, app->now_ms + 500);
    g_assert_nonnull(asked.draft);
    sample_tap(app, "back");
    sample_tap(app, "leave");
    g_assert_null(asked.draft);
    asked_clear(&asked);
}

static void test_nothing_is_kept_behind_the_row(void)
{
    Asked asked = {0};
    g_autoptr(App) app = sample_app(&asked, LANGUAGE_KK, sample_day("announced"));
    sample_walk(app, STATE_SAVING);
    int kept = asked.kept;
    app_touch_down(app, 5, 400, app->now_ms + 10);
    app_touch_up(app, 5, 400, app->now_ms + 10);
    app_tick(app, app->now_ms + 5000);
    g_assert_cmpint(asked.kept, ==, kept);
    sample_answer_attend(app, 48, NULL);
    app_tick(app, app->now_ms + 1000);
    g_assert_cmpint(app->state, ==, STATE_THANKS);
    g_assert_cmpint(asked.kept, ==, kept);
    asked_clear(&asked);
}

/* What could not be saved is kept, to be signed and saved once more. */
static void test_what_failed_is_kept(void)
{
    Asked asked = {0};
    g_autoptr(App) app = sample_app(&asked, LANGUAGE_KK, sample_day("announced"));
    sample_walk(app, STATE_SAVING);
    sample_answer_attend(app, 0, "The disk is full.");
    g_assert_cmpint(app->state, ==, STATE_FAILED);
    g_autofree char *kept = citizen_draft(app);
    g_autoptr(App) after = sample_app(&asked, LANGUAGE_KK, sample_day("announced"));
    citizen_restore(after, kept);
    g_assert_cmpint(after->state, ==, STATE_SIGN);
    asked_clear(&asked);
}

static void test_wrong_texts_are_left_alone(void)
{
    static const char *const wrong[] = {
        "",
        "{",
        "[]",
        "{}",
        "{\"meeting\":\"2026-0001\",\"fields\":[\"А\"]}",
        "{\"meeting\":\"2026-0007\",\"fields\":[\"\\u0007\",1,null,{}]}",
        "{\"meeting\":\"2026-0007\",\"category\":\"none\",\"strokes\":\"x\"}"};
    for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
        Asked asked = {0};
        g_autoptr(App) app = sample_app(&asked, LANGUAGE_KK, sample_day("announced"));
        citizen_restore(app, wrong[i]);
        g_assert_cmpint(app->state, ==, STATE_WELCOME);
        g_assert_true(form_empty(app->form));
        asked_clear(&asked);
    }
}

int main(int argc, char **argv)
{
    sample_init(&argc, &argv);
    g_test_add_func("/draft/only-its-own-program-reads-it", test_file);
    g_test_add_func("/draft/too-old-or-of-another-boot-is-removed", test_age);
    g_test_add_func("/draft/a-form-comes-back-whole", test_form_comes_back);
    g_test_add_func("/draft/a-form-that-is-left-is-removed", test_form_goes);
    g_test_add_func("/draft/nothing-is-kept-behind-the-row", test_nothing_is_kept_behind_the_row);
    g_test_add_func("/draft/what-failed-is-kept-before-its-signature", test_what_failed_is_kept);
    g_test_add_func("/draft/wrong-texts-are-left-alone", test_wrong_texts_are_left_alone);
    return g_test_run();
}
