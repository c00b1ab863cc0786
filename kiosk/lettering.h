/*
 * Text on the screen: PT Sans, which has every letter of Kazakh and Russian. Text is measured and
 * fitted first, without a renderer, and drawn afterwards; a text that does not fit at its least
 * size says so, which is how tests prove that no screen cuts one. UI thread.
 */
#pragma once

#include <SDL.h>
#include <glib.h>

#include "kiosk/theme.h"

typedef struct Lettering Lettering;

typedef enum { WEIGHT_REGULAR, WEIGHT_BOLD } Weight;
typedef enum { ALIGN_LEFT, ALIGN_CENTRE, ALIGN_RIGHT } Align;

typedef struct {
    Weight weight;
    int px;         /* the size that is wanted */
    int minimum_px; /* the least that it may shrink to */
    int lines;      /* the most lines; 0: as many as fit */
} TextStyle;

/* A fitted text. Owned by who fitted it: text_block_clear. */
typedef struct {
    GPtrArray *lines; /* of char *, NULL if nothing was fitted */
    Weight weight;
    int px, line_px;
    int width_px, height_px;
    gboolean broken; /* a word stands on two lines */
    gboolean cut;    /* it does not fit at the least size: a fault of the layout */
} TextBlock;

/* Finds and opens the typeface; NULL with an error that names the missing package. */
Lettering *lettering_new(GError **error);
void lettering_free(Lettering *text);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Lettering, lettering_free)

int lettering_width(Lettering *text, Weight weight, int px, const char *string);
int lettering_line(Lettering *text, Weight weight, int px);
/* The string wrapped at spaces into width and height, at the largest size from the wanted to the
 * least that fits. A word that is wider than a line is broken only at the least size; a number is
 * not parted from what it counts where a line has room for both. */
TextBlock lettering_fit(Lettering *text, TextStyle style, const char *string, int width_px,
                        int height_px);
/* The height that the string takes in that width. */
int lettering_height(Lettering *text, TextStyle style, const char *string, int width_px);
/* The string in lines of width_px at one size, as it is typed: each line as full as it can be. */
TextBlock lettering_wrap(Lettering *text, Weight weight, int px, const char *string, int width_px);
void text_block_clear(TextBlock *block);

/* Draws the block in rect, centred from top to bottom if middle. */
void lettering_draw(Lettering *text, SDL_Renderer *renderer, const TextBlock *block, SDL_Rect rect,
                    Align align, gboolean middle, SDL_Color colour);
/* Drops all drawn and measured text: of a person's form when it is cleared, and with a renderer
 * that goes. */
void lettering_forget(Lettering *text);
