/* Parts that tell how something stands: progress, tabs, steps, what is said in passing. UI
 * thread. */
#pragma once

#include "kiosk/app.h"

/* A bar, part of it (0 to 1) done; text (may be NULL) stands below. */
void part_progress(App *app, SDL_Rect rect, double part, const char *text);
/* A stroke over the bar of a progress in the same rect, at part of it. */
void part_progress_tick(App *app, SDL_Rect rect, double part);
/* The long work under way: its bar and "cancel". */
void part_job(App *app, SDL_Rect rect, const char *text);
/* Choices at the top of area, which keeps the rest; one is chosen, the others mean TOUCH_TAB. As
 * wide as their words; where they are too many, in several rows. */
void part_tabs(App *app, SDL_Rect *area, const char *const *labels, int count, int chosen);
/* Columns that step up and down: each says texts[i] between its arrows, which mean TOUCH_STEP;
 * shares[i] is its share of the width. Above, in the middle, what they come to; below why it is
 * refused (either may be NULL). */
void part_steps(App *app, SDL_Rect area, const char *said, const char *why,
                const char *const *texts, const int *shares, int count);
/* A day, or with minute (of the day; -1: none) a moment, stepped so: day, month, year, hour,
 * minute. */
void part_moment(App *app, SDL_Rect area, const GDate *date, int minute, const char *why);
/* Lays out what is said in passing over the head of the screen; app_layout does it last. */
void part_toast(App *app);
