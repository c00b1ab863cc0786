#include "kiosk/theme.h"

#include <math.h>

static const SDL_Color colours[PALETTE_COUNT][COLOUR_COUNT] = {
    [PALETTE_DAY] =
        {
            [COLOUR_PAPER] = {0xF2, 0xF6, 0xF8, 0xFF},
            [COLOUR_SURFACE] = {0xFF, 0xFF, 0xFF, 0xFF},
            [COLOUR_INK] = {0x10, 0x24, 0x2F, 0xFF},
            [COLOUR_INK_SECOND] = {0x3C, 0x4F, 0x5A, 0xFF},
            [COLOUR_LINE] = {0xC5, 0xD2, 0xD9, 0xFF},
            [COLOUR_ACTION] = {0x00, 0x5F, 0x73, 0xFF},
            [COLOUR_ACTION_DOWN] = {0x00, 0x45, 0x54, 0xFF},
            [COLOUR_GOLD] = {0xFF, 0xC7, 0x2C, 0xFF},
            [COLOUR_ORNAMENT] = {0xFF, 0xC7, 0x2C, 0xFF},
            [COLOUR_WARM] = {0xFF, 0xF1, 0xCF, 0xFF},
            [COLOUR_WARM_DOWN] = {0xFF, 0xDF, 0x8A, 0xFF},
            [COLOUR_OWN] = {0x10, 0x24, 0x2F, 0xFF},
            [COLOUR_KEYBOARD] = {0xDC, 0xE6, 0xEA, 0xFF},
            [COLOUR_KEY_QUIET] = {0xC5, 0xD2, 0xD9, 0xFF},
            [COLOUR_DIM] = {0xC5, 0xD2, 0xD9, 0xFF},
            [COLOUR_STEP_DONE] = {0x00, 0x5F, 0x73, 0xFF},
            [COLOUR_STEP_LATER] = {0xC5, 0xD2, 0xD9, 0xFF},
            [COLOUR_FOCUS] = {0xB9, 0xD9, 0xDF, 0xFF},
            [COLOUR_DANGER] = {0x9B, 0x1C, 0x15, 0xFF},
            [COLOUR_GOOD] = {0x14, 0x59, 0x2F, 0xFF},
            [COLOUR_CARE] = {0x77, 0x50, 0x00, 0xFF},
            [COLOUR_BAND] = {0x00, 0x5F, 0x73, 0xFF},
            [COLOUR_ON_GOLD] = {0x10, 0x24, 0x2F, 0xFF},
            [COLOUR_ALARM] = {0x9B, 0x1C, 0x15, 0xFF},
            [COLOUR_ON_ALARM] = {0xFF, 0xFF, 0xFF, 0xFF},
        },
    [PALETTE_NIGHT] =
        {
            [COLOUR_PAPER] = {0x0E, 0x1E, 0x27, 0xFF},
            [COLOUR_SURFACE] = {0x15, 0x30, 0x3C, 0xFF},
            [COLOUR_INK] = {0xFF, 0xFF, 0xFF, 0xFF},
            [COLOUR_INK_SECOND] = {0xB4, 0xCB, 0xD4, 0xFF},
            [COLOUR_LINE] = {0x35, 0x55, 0x63, 0xFF},
            [COLOUR_ACTION] = {0x9B, 0xDC, 0xE8, 0xFF},
            [COLOUR_ACTION_DOWN] = {0xD5, 0xF2, 0xF7, 0xFF},
            [COLOUR_GOLD] = {0xFF, 0xC7, 0x2C, 0xFF},
            [COLOUR_ORNAMENT] = {0xFF, 0xC7, 0x2C, 0xFF},
            [COLOUR_WARM] = {0x3B, 0x30, 0x0C, 0xFF},
            [COLOUR_WARM_DOWN] = {0x4A, 0x3C, 0x10, 0xFF},
            [COLOUR_OWN] = {0xFF, 0xDF, 0x8A, 0xFF},
            [COLOUR_KEYBOARD] = {0x0A, 0x15, 0x1C, 0xFF},
            [COLOUR_KEY_QUIET] = {0x1D, 0x41, 0x50, 0xFF},
            [COLOUR_DIM] = {0x35, 0x55, 0x63, 0xFF},
            [COLOUR_STEP_DONE] = {0x9B, 0xDC, 0xE8, 0xFF},
            [COLOUR_STEP_LATER] = {0x35, 0x55, 0x63, 0xFF},
            [COLOUR_FOCUS] = {0x1D, 0x4E, 0x5E, 0xFF},
            [COLOUR_DANGER] = {0xFF, 0xA7, 0x9E, 0xFF},
            [COLOUR_GOOD] = {0x8F, 0xE0, 0xA8, 0xFF},
            [COLOUR_CARE] = {0xFF, 0xD8, 0x6B, 0xFF},
            [COLOUR_BAND] = {0x0B, 0x4F, 0x60, 0xFF},
            [COLOUR_ON_GOLD] = {0x10, 0x24, 0x2F, 0xFF},
            [COLOUR_ALARM] = {0x9B, 0x1C, 0x15, 0xFF},
            [COLOUR_ON_ALARM] = {0xFF, 0xFF, 0xFF, 0xFF},
        },
    /* Black, white and yellow; grey only under a finger and for what cannot be done yet. */
    [PALETTE_CONTRAST] =
        {
            [COLOUR_PAPER] = {0x00, 0x00, 0x00, 0xFF},
            [COLOUR_SURFACE] = {0x00, 0x00, 0x00, 0xFF},
            [COLOUR_INK] = {0xFF, 0xFF, 0xFF, 0xFF},
            [COLOUR_INK_SECOND] = {0xFF, 0xFF, 0xFF, 0xFF},
            [COLOUR_LINE] = {0xFF, 0xFF, 0xFF, 0xFF},
            [COLOUR_ACTION] = {0xFF, 0xE0, 0x2E, 0xFF},
            [COLOUR_ACTION_DOWN] = {0xFF, 0xFF, 0xFF, 0xFF},
            [COLOUR_GOLD] = {0xFF, 0xE0, 0x2E, 0xFF},
            [COLOUR_ORNAMENT] = {0x00, 0x00, 0x00, 0xFF},
            [COLOUR_WARM] = {0x00, 0x00, 0x00, 0xFF},
            [COLOUR_WARM_DOWN] = {0x3A, 0x3A, 0x3A, 0xFF},
            [COLOUR_OWN] = {0xFF, 0xE0, 0x2E, 0xFF},
            [COLOUR_KEYBOARD] = {0xFF, 0xFF, 0xFF, 0xFF},
            [COLOUR_KEY_QUIET] = {0x00, 0x00, 0x00, 0xFF},
            [COLOUR_DIM] = {0x3A, 0x3A, 0x3A, 0xFF},
            [COLOUR_STEP_DONE] = {0xFF, 0xFF, 0xFF, 0xFF},
            [COLOUR_STEP_LATER] = {0x00, 0x00, 0x00, 0xFF},
            [COLOUR_FOCUS] = {0x3A, 0x3A, 0x3A, 0xFF},
            [COLOUR_DANGER] = {0xFF, 0xE0, 0x2E, 0xFF},
            [COLOUR_GOOD] = {0xFF, 0xE0, 0x2E, 0xFF},
            [COLOUR_CARE] = {0xFF, 0xE0, 0x2E, 0xFF},
            [COLOUR_BAND] = {0xFF, 0xE0, 0x2E, 0xFF},
            [COLOUR_ON_GOLD] = {0x00, 0x00, 0x00, 0xFF},
            [COLOUR_ALARM] = {0xFF, 0xE0, 0x2E, 0xFF},
            [COLOUR_ON_ALARM] = {0x00, 0x00, 0x00, 0xFF},
        },
};

SDL_Color theme_colour(Palette palette, Colour colour)
{
    return colours[palette][colour];
}

static double linear(Uint8 channel)
{
    double value = channel / 255.0;
    return value <= 0.03928 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4);
}

static double luminance(SDL_Color colour)
{
    return 0.2126 * linear(colour.r) + 0.7152 * linear(colour.g) + 0.0722 * linear(colour.b);
}

double theme_contrast(Palette palette, Colour one, Colour other)
{
    double a = luminance(colours[palette][one]), b = luminance(colours[palette][other]);
    return (MAX(a, b) + 0.05) / (MIN(a, b) + 0.05);
}

/* Displays lie about their size (0 mm, 160x90 mm for "16:9"): only a credible density counts. */
static double millimetre(double dpi)
{
    return dpi >= 70 && dpi <= 330 ? dpi / 25.4 : 0;
}

Theme theme_make(int width_px, int height_px, double dpi, gboolean larger, Palette palette)
{
    static const int sketch[TYPE_COUNT] = {22, 26, 32, 38, 46, 50};
    Theme theme = {
        .width_px = width_px, .height_px = height_px, .larger = larger, .palette = palette};
    theme.portrait = height_px > width_px;
    theme.scale = theme.portrait ? MIN(width_px / 800.0, height_px / 1280.0)
                                 : MIN(width_px / 1280.0, height_px / 800.0);
    double mm = millimetre(dpi);
    /* Seven and a half rows of targets must fit one above the other: header, field, keyboard. */
    int most_px = (int)(MIN(height_px / 7.6, width_px / 10.5));
    theme.target_px = (int)MAX(56 * theme.scale, MAX(40, MIN(ceil(12 * mm), most_px)));
    /* Five keys under a header and a field is the most; a display where 4 mm is more than a
     * quarter of that is not a kiosk's, and the type stays with the target. */
    int read_px = (int)MIN(ceil(4 * mm), theme.target_px / 3.0);
    theme.minimum_px = MAX(15, MAX(read_px, (int)(20 * theme.scale)));
    for (int i = 0; i < TYPE_COUNT; i++) {
        int px = MAX((int)lround(sketch[i] * theme.scale), theme.minimum_px + (i > TYPE_SMALL));
        theme.type_px[i] = larger ? (int)lround(px * 1.25) : px;
    }
    theme.margin_px = theme_px(&theme, theme.portrait ? 28 : 40);
    theme.band_px = MAX(8, theme_px(&theme, 14));
    return theme;
}

int theme_px(const Theme *theme, double sketch_px)
{
    return MAX(1, (int)lround(sketch_px * theme->scale));
}
