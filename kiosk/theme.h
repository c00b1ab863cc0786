/*
 * The look of the touch application: colours, sizes of type, spaces, computed for a display.
 *
 * Sizes are those of the sketch at 1280x800, scaled to the display, and never below what a hand
 * and an eye need by the display's real size: 12 mm for what is touched, 4 mm for what is read.
 */
#pragma once

#include <SDL.h>
#include <glib.h>

/* Night: for the hall, so that the screen does not light it. */
typedef enum { PALETTE_DAY, PALETTE_NIGHT, PALETTE_CONTRAST, PALETTE_COUNT } Palette;

typedef enum {
    COLOUR_PAPER,
    COLOUR_SURFACE,
    COLOUR_INK,
    COLOUR_INK_SECOND,
    COLOUR_LINE,
    COLOUR_ACTION,      /* white on it, or it on white: 7.3:1 */
    COLOUR_ACTION_DOWN, /* while the finger is on it */
    COLOUR_GOLD,        /* the current step, what the eye must find */
    COLOUR_ORNAMENT,    /* drawn on the action colour */
    COLOUR_WARM,        /* the nine own letters of Kazakh */
    COLOUR_WARM_DOWN,
    COLOUR_OWN,      /* what stands on them */
    COLOUR_KEYBOARD, /* the bed under the keys */
    COLOUR_KEY_QUIET,
    COLOUR_DIM,        /* an action that cannot be done yet, with ink on it */
    COLOUR_STEP_DONE,  /* of the bars that count steps */
    COLOUR_STEP_LATER, /* with a line around it */
    COLOUR_FOCUS,      /* ring of a field that is typed into; what a finger is on */
    COLOUR_DANGER,     /* always with a word */
    COLOUR_GOOD,
    COLOUR_CARE,     /* always with a word */
    COLOUR_BAND,     /* under the ornament */
    COLOUR_ON_GOLD,  /* what stands on gold */
    COLOUR_ALARM,    /* a field that cannot be overlooked */
    COLOUR_ON_ALARM, /* what stands on it */
    COLOUR_COUNT
} Colour;

SDL_Color theme_colour(Palette palette, Colour colour);
/* WCAG 2.1 contrast ratio of two opaque colours, 1 to 21. */
double theme_contrast(Palette palette, Colour one, Colour other);

typedef enum {
    TYPE_SMALL,
    TYPE_BODY,
    TYPE_BUTTON,
    TYPE_TITLE,
    TYPE_DISPLAY,
    TYPE_HERO,
    TYPE_COUNT
} Type;

typedef struct {
    int width_px, height_px;
    gboolean portrait;
    gboolean larger; /* "A+": type is a quarter larger */
    Palette palette;
    double scale;   /* display pixels for a pixel of the sketch */
    int target_px;  /* the least size of what is touched */
    int minimum_px; /* no text is smaller */
    int type_px[TYPE_COUNT];
    int margin_px;
    int band_px; /* height of the ornament on top */
} Theme;

/* The theme for a display of width and height; dpi is 0 where it is not known or not credible. */
Theme theme_make(int width_px, int height_px, double dpi, gboolean larger, Palette palette);
/* A length of the sketch on this display, at least 1. */
int theme_px(const Theme *theme, double sketch_px);
