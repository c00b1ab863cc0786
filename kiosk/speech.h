/*
 * Spoken prompts: what a citizen's screen asks is said aloud by espeak-ng in the language of the
 * screen, where the staff has switched it on (Preferences.prompts); one touch takes it back for the
 * person who stands here. Only what stands on everybody's screen is ever said, no name and no
 * number but a person's own place in the list; and nothing while a meeting is being recorded.
 */
#pragma once

#include "kiosk/app.h"

/* Says it, or is silent; argument SpeechText. */
extern const Work work_speak;

typedef struct {
    Language language;
    char *text; /* NULL: be silent */
} SpeechText;

/* The program that says it, with its arguments: aloud, or (not NULL) into a WAV file; g_strfreev.
 */
char **speech_command(const SpeechText *speech, const char *wav);

/* Begins to say what the screen asks, once, and falls silent where it asks something else; for
 * app_tick. UI thread. */
void speech_follow(App *app);
/* Says it aloud from now on, or no more. */
void speech_toggle(App *app);
