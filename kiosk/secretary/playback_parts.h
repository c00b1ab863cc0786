/* Parts that the screens with a player have in common. UI thread. */
#pragma once

#include "kiosk/secretary/playback.h"

/* A button that goes so far on, or (less than 0) back. */
typedef struct {
    const char *id;
    int by_s;
} PlaybackStep;

/* The steps with play or pause in their middle, at the bottom of area, which keeps the rest. */
void playback_layout_steps(App *app, SDL_Rect *area, const PlaybackStep *steps, int count);
/* The place in the recording, a bar and its time. */
void playback_layout_place(App *app, SDL_Rect rect);
int playback_place_px(const App *app);
/* The picture, or why there is none. */
void playback_layout_picture(App *app, SDL_Rect rect);
/* For Screen.handle: play, pause and the steps. */
gboolean playback_handle(App *app, Touch touch);
/* For Screen.idle_s: whoever watches touches nothing for long. */
int playback_idle_s(const App *app);
