#include "kiosk/speech.h"

#include "kiosk/secretary/hall.h"
#include "protocol/error.h"

#define WORDS_A_MINUTE "140" /* in a hall, to somebody who listens for the first time */

/* What is said on a screen: its question and its help. */
static const struct {
    FlowState state;
    const char *texts[2];
} prompts[] = {
    {STATE_WELCOME,
     {N_("Welcome!"), N_("Write your name and sign with your finger. It takes about a minute.")}},
    {STATE_NAMES, {N_("What is your name?"), NULL}},
    {STATE_PERSON, {N_("Which of these are you?"), N_("Touch what fits you best.")}},
    {STATE_CONTACT,
     {N_("How can we reach you?"),
      N_("You may skip this. A phone or an address helps to send you the answer.")}},
    {STATE_SIGN, {N_("Sign with your finger"), NULL}},
    {STATE_UNSIGNED, {N_("Register without a signature?"), NULL}},
    {STATE_THANKS,
     {N_("Thank you, you are registered"),
      N_("Please take a seat. The screen is free for the next person.")}},
    {STATE_FAILED,
     {N_("Not saved yet"),
      N_("Nothing is lost: all that you wrote is still here. Please try again, or call the "
         "secretary.")}},
    {STATE_RECEIPT, {N_("What is the number on your receipt?"), NULL}},
    {STATE_IDLE, {N_("Are you still here?"), NULL}},
    {STATE_STOP, {N_("Stop the registration?"), N_("What you wrote will be erased.")}},
};

static char *prompt_of(const App *app)
{
    for (gsize i = 0; i < G_N_ELEMENTS(prompts); i++)
        if (prompts[i].state == app->state)
            return g_strjoin(". ", app_say(app, prompts[i].texts[0]),
                             prompts[i].texts[1] ? app_say(app, prompts[i].texts[1]) : NULL, NULL);
    return NULL;
}

void speech_follow(App *app)
{
    gboolean may = app->spoken && !hall_is_in_session(app);
    g_autofree char *text = may ? prompt_of(app) : NULL;
    int saying = text ? (int)app->state * LANGUAGE_COUNT + (int)app->language + 1 : 0;
    if (app->saying == saying)
        return;
    app->saying = saying;
    SpeechText *speech = g_new0(SpeechText, 1);
    *speech = (SpeechText){app->language, g_steal_pointer(&text)};
    app_ask(app, &work_speak, speech);
}

void speech_toggle(App *app)
{
    app->spoken = !app->spoken;
    app->dirty = TRUE;
}

/* ---- on the worker's thread */

static void free_speech(gpointer data)
{
    SpeechText *speech = data;
    g_free(speech->text);
    g_free(speech);
}

char **speech_command(const SpeechText *speech, const char *wav)
{
    static const char *const voices[LANGUAGE_COUNT] = {"kk", "ru", "en"};
    g_autoptr(GStrvBuilder) words = g_strv_builder_new();
    g_strv_builder_add_many(words, "espeak-ng", "-v", voices[speech->language], "-s",
                            WORDS_A_MINUTE, NULL);
    if (wav)
        g_strv_builder_add_many(words, "-w", wav, NULL);
    g_strv_builder_add_many(words, "--", speech->text, NULL);
    return g_strv_builder_end(words);
}

/* The text stands on everybody's screen: it may be seen in the list of processes. */
static gboolean speak(Workplace *place, gpointer argument, gpointer *value_out, GError **error)
{
    const SpeechText *speech = argument;
    workplace_hush(place);
    if (!speech->text)
        return TRUE;
    g_auto(GStrv) command = speech_command(speech, NULL);
    place->speaker = g_subprocess_newv(
        (const char *const *)command,
        G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, error);
    return place->speaker != NULL;
}

const Work work_speak = {
    .name = "speak", .thread = WORK_SHOW, .run = speak, .free_argument = free_speech};
