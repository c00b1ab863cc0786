/* What access and settings have in common. UI thread. */
#pragma once

#include "kiosk/secretary/office.h"

/* The people of the office as rows that mean TOUCH_ROW. */
void part_people(App *app, SDL_Rect area);
/* Asks whoever is at work for their PIN once more; wrong may be NULL. */
void part_own_pin(App *app, const char *title, const char *wrong);
/* Asks for a new PIN, and for the same again. */
void part_new_pin(App *app, const char *title);
void part_pin_again(App *app, const char *title);
