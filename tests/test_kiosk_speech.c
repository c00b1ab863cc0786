/* Spoken prompts: what is said, when not, and that a person can silence it. */
#include "kiosk/speech.h"

#include <glib/gstdio.h>
#include <string.h>

#include "kiosk/secretary/hall.h"
#include "kiosk/secretary/settings.h"
#include "tests/support.h"
#include "tests/support_home.h"
#include "tests/support_kiosk_office.h"
#include "tests/support_recorder.h"

static App *speaking(Asked *asked, Language language, const char *state)
{
    App *app = sample_app(asked, language, sample_day(state));
    app->preferences->prompts = app->spoken = TRUE;
    app_tick(app, app->now_ms + 10);
    return app;
}

/* What was asked for last; NULL: to be silent. */
static const char *said(Asked *asked)
{
    const SpeechText *speech = NULL;
    for (guint i = 0; asked->staff && i < asked->staff->len; i++) {
        const WorkResult *result = asked->staff->pdata[i];
        if (result->work == &work_speak)
            speech = result->argument;
    }
    return speech ? speech->text : NULL;
}

static void test_each_question_is_said_once(void)
{
    Asked asked = {0};
    g_autoptr(App) app = speaking(&asked, LANGUAGE_RU, "announced");
    g_assert_nonnull(strstr(said(&asked), message(LANGUAGE_RU, "Welcome!")));
    sample_tap(app, "start");
    app_tick(app, app->now_ms + 10);
    app_tick(app, app->now_ms + 10);
    g_assert_cmpstr(said(&asked), ==, message(LANGUAGE_RU, "What is your name?"));
    g_assert_cmpint(sample_asked(&asked, &work_speak), ==, 2);
    sample_tap(app, "language:kk");
    app_tick(app, app->now_ms + 10);
    g_assert_cmpstr(said(&asked), ==, message(LANGUAGE_KK, "What is your name?"));
    /* One touch silences it; the next person hears it again. */
    sample_tap(app, "speak");
    app_tick(app, app->now_ms + 10);
    g_assert_null(said(&asked));
    sample_tap(app, "back");
    app_tick(app, app->now_ms + 10);
    g_assert_nonnull(said(&asked));
    asked_clear(&asked);
}

static void test_names_are_never_said(void)
{
    Asked asked = {0};
    g_autoptr(App) app = speaking(&asked, LANGUAGE_KK, "announced");
    sample_walk(app, STATE_SIGN);
    app_tick(app, app->now_ms + 10);
    g_assert_cmpstr(said(&asked), ==, message(LANGUAGE_KK, "Sign with your finger"));
    sample_tap(app, "next");
    sample_answer_attend(app, 48, NULL);
    app_tick(app, app->now_ms + 10);
    for (guint i = 0; i < asked.staff->len; i++) {
        const WorkResult *result = asked.staff->pdata[i];
        const SpeechText *speech = result->argument;
        if (result->work == &work_speak && speech->text)
            g_assert_null(strstr(speech->text, "Жанғабылова"));
    }
    asked_clear(&asked);
}

/* While a meeting is recorded nothing is said into it, and to the staff nothing is said at all. */
static void test_silent_during_the_meeting(void)
{
    Asked asked = {0};
    g_autoptr(App) app = speaking(&asked, LANGUAGE_KK, "announced");
    g_assert_nonnull(said(&asked));
    sample_answer_day(app, sample_day("in-session"));
    app_tick(app, app->now_ms + 10);
    g_assert_null(said(&asked));
    asked_clear(&asked);

    Asked staff = {0};
    g_autoptr(App) other = speaking(&staff, LANGUAGE_KK, "announced");
    sample_tap(other, "staff");
    app_tick(other, other->now_ms + 10);
    g_assert_null(said(&staff));
    asked_clear(&staff);
}

static void test_off_by_default(void)
{
    Asked asked = {0};
    g_autoptr(App) app = sample_app(&asked, LANGUAGE_KK, sample_day("announced"));
    app_tick(app, app->now_ms + 10);
    g_assert_cmpint(sample_asked(&asked, &work_speak), ==, 0);
    app_layout(app);
    g_assert_null(layout_find(&app->layout, "speak"));
    asked_clear(&asked);
}

/* The administrator switches it on for all who come. */
static void test_switched_on_in_the_settings(void)
{
    Asked asked = {0};
    g_autoptr(App) app = sample_office(&asked, LANGUAGE_KK, USER_ADMINISTRATOR);
    sample_tap(app, "settings");
    for (app_layout(app); !layout_find(&app->layout, "setting:11"); app_layout(app))
        sample_tap(app, "page:after");
    sample_tap(app, "setting:11");
    const WorkResult *kept = asked.staff->pdata[asked.staff->len - 1];
    g_assert_true(kept->work == &work_settings_keep);
    g_assert_true(((const Preferences *)kept->argument)->prompts);
    g_assert_null(said(&asked)); /* not to the staff */
    sample_tap(app, "lock");
    app_tick(app, app->now_ms + 10);
    g_assert_nonnull(said(&asked));
    asked_clear(&asked);
}

/* The program that speaks, in place of which one stands that notes what it is asked for and goes
 * on speaking until it is ended. */
static void test_the_voice_speaks_and_is_ended(void)
{
    g_autofree char *folder = support_folder();
    g_autofree char *program = g_build_filename(folder, "espeak-ng", NULL);
    g_autofree char *heard = g_build_filename(folder, "heard", NULL);
    g_autofree char *script = g_strdup_printf("#!/bin/sh\nprintf '%%s|' \"$@\" > %s.new\n"
                                              "mv %s.new %s\nexec sleep 600\n",
                                              heard, heard, heard);
    g_autofree char *path = g_strdup_printf("%s:%s", folder, g_getenv("PATH"));
    g_autofree char *before = g_strdup(g_getenv("PATH"));
    g_assert_true(g_file_set_contents(program, script, -1, NULL));
    g_chmod(program, 0700);
    g_setenv("PATH", path, TRUE);
    Workplace place = {0};
    SpeechText speech = {LANGUAGE_KK, (char *)"Қош келдіңіз!"};
    g_autofree char *words = NULL;
    g_assert_true(work_speak.run(&place, &speech, NULL, NULL));
    for (gint64 until_us = 0; !g_file_get_contents(heard, &words, NULL, NULL);)
        support_wait(&until_us);
    g_assert_cmpstr(words, ==, "-v|kk|-s|140|--|Қош келдіңіз!|");
    g_autoptr(GSubprocess) speaker = g_object_ref(place.speaker);
    speech.text = NULL;
    g_assert_true(work_speak.run(&place, &speech, NULL, NULL));
    g_assert_true(g_subprocess_wait(speaker, NULL, NULL));
    g_assert_true(g_subprocess_get_if_signaled(speaker));
    g_assert_null(place.speaker);
    g_setenv("PATH", before, TRUE);
    remove_folder(folder);
}

/* Milliseconds of a WAV file as espeak-ng writes it: 44 bytes of head, 22050 samples of 16 bits. */
static double length_ms(const char *path)
{
    GStatBuf status;
    g_assert_cmpint(g_stat(path, &status), ==, 0);
    return (double)(status.st_size - 44) / 2 / 22.05;
}

/* A voice that does not know the letters spells them: Kazakh by the Russian voice takes three times
 * as long. Digits, signs and abbreviations are said in ways that nobody can foresee. */
static void check_prompt(const SpeechText *speech, const char *wav)
{
    g_auto(GStrv) command = speech_command(speech, wav);
    g_assert_true(
        g_spawn_sync(NULL, command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL));
    double letters = (double)g_utf8_strlen(speech->text, -1), ms = length_ms(wav);
    g_test_message("%s: %.0f ms", speech->text, ms);
    g_assert_cmpfloat(ms / (letters + 8), >, 45);
    g_assert_cmpfloat(ms / (letters + 8), <, 125);
    g_assert_cmpfloat(ms, <, 15000);
    g_assert_false(g_regex_match_simple("[0-9№%/]|\\p{Lu}{2}", speech->text, 0, 0));
}

/* Peak and mean of all of them, in dB of full scale, as ffmpeg hears them. */
static void check_level(const char *folder)
{
    double peak_db = 0, mean_db = 0;
    g_autofree char *said =
        support_shell("cd '%s' && printf \"file '%%s'\\n\" *.wav > list && ffmpeg -hide_banner -f "
                      "concat -i list -af volumedetect -f null - 2>&1",
                      folder);
    const char *peak = strstr(said, "max_volume: "), *mean = strstr(said, "mean_volume: ");
    g_assert_true(peak && mean);
    peak_db = g_ascii_strtod(peak + strlen("max_volume: "), NULL);
    mean_db = g_ascii_strtod(mean + strlen("mean_volume: "), NULL);
    g_test_message("peak %.1f dB, mean %.1f dB", peak_db, mean_db);
    g_assert_cmpfloat(peak_db, >, -9);
    g_assert_cmpfloat(mean_db, >, -30);
    g_assert_cmpfloat(mean_db, <, -10); /* louder is no voice, but a noise */
}

/* Every prompt is speech in its own language, neither silent nor cut off at the top. */
static void test_prompts_are_speech(gconstpointer data)
{
    Asked asked = {0};
    int prompts = 0;
    g_autofree char *folder = support_folder();
    g_autoptr(App) app =
        sample_app(&asked, (Language)GPOINTER_TO_INT(data), sample_day("announced"));
    for (FlowState state = 0; state < STATE_STAFF; state++) {
        app->state = state;
        app->spoken = TRUE;
        app->saying = 0;
        speech_follow(app);
        while (sample_asked(&asked, &work_speak)) {
            for (guint i = 0; i < asked.staff->len; i++) {
                const WorkResult *result = asked.staff->pdata[i];
                const SpeechText *speech = result->argument;
                g_autofree char *wav = g_strdup_printf("%s/%02d.wav", folder, prompts);
                if (result->work == &work_speak && speech->text) {
                    check_prompt(speech, wav);
                    prompts++;
                }
            }
            asked_clear(&asked);
        }
    }
    g_assert_cmpint(prompts, >=, 11);
    check_level(folder);
    remove_folder(folder);
    asked_clear(&asked);
}

static int check_all(App *app)
{
    static const FlowState states[] = {STATE_WELCOME, STATE_NAMES, STATE_PERSON, STATE_CONTACT,
                                       STATE_SIGN};
    int faults = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(states); i++) {
        app->state = states[i];
        app->field = app_screen(app)->first;
        faults += sample_check(app, "spoken");
    }
    return faults;
}

static void test_looks(void)
{
    int faults = 0;
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        Asked asked = {0};
        g_autoptr(App) app = speaking(&asked, (Language)language, "announced");
        sample_walk(app, STATE_SIGN);
        faults += sample_check_everywhere(app, check_all);
        asked_clear(&asked);
    }
    g_assert_cmpint(faults, ==, 0);
}

int main(int argc, char **argv)
{
    sample_init(&argc, &argv);
    g_test_add_func("/speech/each-question-is-said-once", test_each_question_is_said_once);
    g_test_add_func("/speech/names-are-never-said", test_names_are_never_said);
    g_test_add_func("/speech/nothing-is-said-into-a-meeting", test_silent_during_the_meeting);
    g_test_add_func("/speech/nothing-is-said-unless-it-is-wanted", test_off_by_default);
    g_test_add_func("/speech/it-is-switched-on-in-the-settings", test_switched_on_in_the_settings);
    g_test_add_func("/speech/the-voice-speaks-until-it-is-ended",
                    test_the_voice_speaks_and_is_ended);
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        g_autofree char *path =
            g_strconcat("/speech/every-prompt-is-speech/", language_code((Language)language), NULL);
        g_test_add_data_func(path, GINT_TO_POINTER(language), test_prompts_are_speech);
    }
    g_test_add_func("/speech/every-screen-has-room-for-the-switch", test_looks);
    return g_test_run();
}
