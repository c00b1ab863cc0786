#include "kiosk/paint.h"

#include <math.h>
#include <string.h>

#include "kiosk/ink.h"

struct Paint {
    SDL_Renderer *renderer; /* borrowed */
    Draw *draw;
    Ink *ink;
};

/* Lengths are of the sketch at 1280x800. */
static const struct {
    Colour fill, down, line;
    int line_px, radius_px;
    gboolean filled, raised;
} looks[LOOK_COUNT] = {
    [LOOK_PLAIN] = {.filled = FALSE},
    [LOOK_MAIN] = {COLOUR_ACTION, COLOUR_ACTION_DOWN, COLOUR_ACTION, 0, 18, TRUE},
    [LOOK_SECOND] = {COLOUR_SURFACE, COLOUR_FOCUS, COLOUR_ACTION, 3, 18, TRUE},
    [LOOK_QUIET] = {COLOUR_SURFACE, COLOUR_FOCUS, COLOUR_LINE, 2, 14, TRUE},
    [LOOK_CHOSEN] = {COLOUR_ACTION, COLOUR_ACTION_DOWN, COLOUR_ACTION, 0, 14, TRUE},
    [LOOK_CARD] = {COLOUR_SURFACE, COLOUR_FOCUS, COLOUR_LINE, 2, 20, TRUE},
    [LOOK_CARD_CHOSEN] = {COLOUR_WARM, COLOUR_WARM_DOWN, COLOUR_GOLD, 4, 20, TRUE},
    [LOOK_PANEL] = {COLOUR_SURFACE, COLOUR_SURFACE, COLOUR_LINE, 2, 20, TRUE},
    [LOOK_BED] = {COLOUR_KEYBOARD, COLOUR_KEYBOARD, COLOUR_KEYBOARD, 0, 22, TRUE},
    [LOOK_KEY] = {COLOUR_SURFACE, COLOUR_FOCUS, COLOUR_LINE, 0, 14, TRUE, TRUE},
    [LOOK_KEY_OWN] = {COLOUR_WARM, COLOUR_WARM_DOWN, COLOUR_LINE, 0, 14, TRUE, TRUE},
    [LOOK_KEY_QUIET] = {COLOUR_KEY_QUIET, COLOUR_FOCUS, COLOUR_LINE, 0, 14, TRUE},
    [LOOK_FIELD] = {COLOUR_SURFACE, COLOUR_SURFACE, COLOUR_LINE, 3, 14, TRUE},
    [LOOK_FIELD_TYPED] = {COLOUR_SURFACE, COLOUR_SURFACE, COLOUR_ACTION, 3, 14, TRUE},
    [LOOK_FIELD_WRONG] = {COLOUR_SURFACE, COLOUR_SURFACE, COLOUR_DANGER, 3, 14, TRUE},
    [LOOK_PAD] = {COLOUR_SURFACE, COLOUR_SURFACE, COLOUR_ACTION, 3, 22, TRUE},
    [LOOK_STEP_DONE] = {COLOUR_STEP_DONE, COLOUR_STEP_DONE, COLOUR_STEP_DONE, 0, 5, TRUE},
    [LOOK_STEP_NOW] = {COLOUR_GOLD, COLOUR_GOLD, COLOUR_GOLD, 0, 5, TRUE},
    [LOOK_STEP_LATER] = {COLOUR_STEP_LATER, COLOUR_STEP_LATER, COLOUR_LINE, 2, 5, TRUE},
    [LOOK_CHIP] = {COLOUR_SURFACE, COLOUR_SURFACE, COLOUR_LINE, 2, 14, TRUE},
    [LOOK_CHIP_CARE] = {COLOUR_WARM, COLOUR_WARM, COLOUR_GOLD, 2, 14, TRUE},
    [LOOK_CHIP_BAD] = {COLOUR_SURFACE, COLOUR_SURFACE, COLOUR_DANGER, 3, 14, TRUE},
    [LOOK_DOT] = {COLOUR_ACTION, COLOUR_ACTION, COLOUR_ACTION, 0, 400, TRUE},
    [LOOK_DOT_EMPTY] = {COLOUR_SURFACE, COLOUR_SURFACE, COLOUR_ACTION, 3, 400, TRUE},
    [LOOK_CORNER] = {COLOUR_PAPER, COLOUR_FOCUS, COLOUR_PAPER, 0, 14, TRUE},
    [LOOK_DISC_GOOD] = {COLOUR_GOOD, COLOUR_GOOD, COLOUR_GOOD, 0, 400, TRUE},
};

Paint *paint_new(SDL_Renderer *renderer)
{
    Paint *paint = g_new0(Paint, 1);
    paint->renderer = renderer;
    paint->draw = draw_new(renderer);
    paint->ink = ink_new(renderer);
    return paint;
}

void paint_free(Paint *paint)
{
    if (!paint)
        return;
    ink_free(paint->ink);
    draw_free(paint->draw);
    g_free(paint);
}

static int shortest(int px, const Theme *theme)
{
    return theme_px(theme, px);
}

static void ring(Paint *paint, const Theme *theme, const Widget *widget, int px, Colour colour)
{
    int wide_px = MAX(3, shortest(px, theme));
    draw_rounded(paint->draw, inset(widget->rect, -wide_px),
                 shortest(looks[widget->look].radius_px, theme) + wide_px, colour);
}

static void body(Paint *paint, const Theme *theme, const Widget *widget, gboolean down)
{
    Look look = widget->look;
    if (!looks[look].filled)
        return;
    int radius_px = shortest(looks[look].radius_px, theme);
    Colour fill = down ? looks[look].down : looks[look].fill;
    Colour line = looks[look].line;
    if (widget->dim) {
        fill = look == LOOK_MAIN ? COLOUR_DIM : fill;
        line = COLOUR_LINE;
    }
    if (looks[look].raised) {
        /* Only what the key does not cover. */
        SDL_Rect under = widget->rect;
        under.h = MIN(under.h, 2 * radius_px);
        under.y += widget->rect.h - under.h + MAX(1, shortest(2, theme));
        draw_rounded(paint->draw, under, radius_px, COLOUR_LINE);
    }
    if (looks[look].line_px > 0)
        draw_bordered(paint->draw, widget->rect, radius_px,
                      MAX(1, shortest(looks[look].line_px, theme)), line, fill);
    else
        draw_rounded(paint->draw, widget->rect, radius_px, fill);
}

/* What a person types: one line that shows the caret, or else its start. */
static void typed(Paint *paint, App *app, const Widget *widget)
{
    SDL_Rect rect = widget->text_rect;
    int over_px = MAX(0, widget->caret_px - rect.w + 4);
    SDL_Rect moved = {rect.x - over_px, rect.y, rect.w + over_px, rect.h};
    SDL_RenderSetClipRect(paint->renderer, &rect);
    lettering_draw(app->text, paint->renderer, &widget->text, moved, ALIGN_LEFT, widget->middle,
                   theme_colour(app->theme.palette, widget->ink));
    if (widget->caret_px >= 0) {
        int height_px = widget->text.line_px;
        SDL_Rect caret = {moved.x + widget->caret_px, rect.y + (rect.h - height_px) / 2,
                          MAX(2, theme_px(&app->theme, 3)), height_px};
        draw_fill(paint->draw, caret, COLOUR_ACTION);
    }
    SDL_RenderSetClipRect(paint->renderer, NULL);
}

static void paint_widget(Paint *paint, App *app, const Widget *widget)
{
    gboolean down = *widget->id && strcmp(widget->id, app->pressed) == 0;
    Colour ink = widget->ink, icon_ink = widget->icon_ink;
    if (widget->dim)
        ink = icon_ink = widget->look == LOOK_MAIN ? COLOUR_INK : COLOUR_INK_SECOND;
    if (*widget->id && strcmp(widget->id, app->focus) == 0)
        ring(paint, &app->theme, widget, 7, COLOUR_GOLD);
    if (widget->look == LOOK_FIELD_TYPED)
        ring(paint, &app->theme, widget, 4, COLOUR_FOCUS);
    body(paint, &app->theme, widget, down);
    draw_icon(paint->draw, widget->icon, widget->icon_rect, widget->icon_px, icon_ink);
    if (strcmp(widget->id, "line") == 0)
        draw_dashes(paint->draw,
                    (SDL_Rect){widget->rect.x, widget->rect.y, widget->rect.w,
                               MAX(2, theme_px(&app->theme, 3))},
                    MAX(5, theme_px(&app->theme, 9)), COLOUR_LINE);
    if (widget->typed)
        typed(paint, app, widget);
    else
        lettering_draw(app->text, paint->renderer, &widget->text, widget->text_rect, widget->align,
                       widget->middle, theme_colour(app->theme.palette, ink));
}

void paint_app(Paint *paint, App *app)
{
    app_layout(app);
    const Theme *theme = &app->theme;
    draw_use(paint->draw, theme->palette);
    draw_fill(paint->draw, (SDL_Rect){0, 0, theme->width_px, theme->height_px}, COLOUR_PAPER);
    draw_band(paint->draw, (SDL_Rect){0, 0, theme->width_px, theme->band_px});
    for (guint i = 0; i < app->layout.widgets->len; i++)
        paint_widget(paint, app, &g_array_index(app->layout.widgets, Widget, i));
    const Widget *pad = layout_find(&app->layout, "pad");
    if (pad)
        ink_paint(paint->ink, app_form(app)->signature, pad->rect, app->ink_revision,
                  MAX(3, 6 * theme->scale), theme_colour(theme->palette, COLOUR_INK));
    else
        ink_forget(paint->ink);
}
