#include "kiosk/parts_chip.h"

static const struct {
    Look look;
    Icon icon;
    Colour ink;
} states[] = {
    [CHIP_PLAIN] = {LOOK_CHIP, ICON_NONE, COLOUR_INK},
    [CHIP_GOOD] = {LOOK_CHIP, ICON_CHECK, COLOUR_GOOD},
    [CHIP_CARE] = {LOOK_CHIP_CARE, ICON_WARNING, COLOUR_CARE},
    [CHIP_BAD] = {LOOK_CHIP_BAD, ICON_WARNING, COLOUR_DANGER},
};

typedef struct {
    int height_px, pad_px, gap_px, icon_px;
} Measures;

static Measures measure(const App *app)
{
    const Theme *theme = &app->theme;
    Measures m = {.pad_px = theme_px(theme, 18), .gap_px = theme_px(theme, 12)};
    m.icon_px = theme->type_px[TYPE_SMALL];
    m.height_px =
        lettering_line(app->text, WEIGHT_REGULAR, theme->type_px[TYPE_SMALL]) + theme_px(theme, 22);
    return m;
}

static int chip_px(App *app, const Measures *m, const Chip *chip)
{
    int text_px =
        lettering_width(app->text, WEIGHT_REGULAR, app->theme.type_px[TYPE_SMALL], chip->text);
    return text_px + 2 * m->pad_px + 2 +
           (states[chip->state].icon ? m->icon_px + m->pad_px / 2 : 0);
}

/* Where the next chip stands, below if the line is full; from and width_px are of the area. */
static SDL_Rect place(SDL_Point *at, int from, int width_px, int chip_width_px, const Measures *m)
{
    if (at->x > from && at->x + chip_width_px > from + width_px) {
        at->x = from;
        at->y += m->height_px + m->gap_px;
    }
    SDL_Rect rect = {at->x, at->y, MIN(chip_width_px, width_px), m->height_px};
    at->x += chip_width_px + m->gap_px;
    return rect;
}

int part_chips_px(App *app, int width_px, const Chip *chips, int count)
{
    Measures m = measure(app);
    SDL_Point at = {0, 0};
    int bottom_px = 0;
    for (int i = 0; i < count; i++)
        if (chips[i].text) {
            SDL_Rect rect = place(&at, 0, width_px, chip_px(app, &m, &chips[i]), &m);
            bottom_px = rect.y + rect.h;
        }
    return bottom_px;
}

void part_chips(App *app, SDL_Rect *area, const Chip *chips, int count)
{
    static const LabelStyle style = {TYPE_SMALL, WEIGHT_REGULAR, COLOUR_INK, ALIGN_LEFT, TRUE, 1};
    Measures m = measure(app);
    int gap_px = theme_px(&app->theme, 18);
    SDL_Rect row = cut_top(area, part_chips_px(app, area->w, chips, count), gap_px);
    SDL_Point at = {row.x, row.y};
    for (int i = 0; i < count; i++) {
        if (!chips[i].text)
            continue;
        SDL_Rect rect = place(&at, row.x, row.w, chip_px(app, &m, &chips[i]), &m);
        layout_add(&app->layout, "", states[chips[i].state].look, rect, (Touch){TOUCH_NONE, 0});
        SDL_Rect inner = {rect.x + m.pad_px, rect.y, rect.w - 2 * m.pad_px, rect.h};
        if (states[chips[i].state].icon)
            layout_icon(&app->layout, cut_left(&inner, m.icon_px, m.pad_px / 2),
                        states[chips[i].state].icon, m.icon_px, states[chips[i].state].ink);
        layout_label(&app->layout, inner, style, chips[i].text);
    }
}
