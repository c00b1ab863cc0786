/* Chips: a state each, as a sign and a word. UI thread. */
#pragma once

#include "kiosk/app.h"

typedef enum { CHIP_PLAIN, CHIP_GOOD, CHIP_CARE, CHIP_BAD } ChipState;

typedef struct {
    ChipState state;
    char *text; /* in the reader's language; owned by who made it */
} Chip;

/* Lays the chips out at the top of area, which keeps the rest, in as many lines as they need; those
 * with no text are left out. */
void part_chips(App *app, SDL_Rect *area, const Chip *chips, int count);
/* The height that they take. */
int part_chips_px(App *app, int width_px, const Chip *chips, int count);
