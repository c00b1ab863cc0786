#include "kiosk/paint.h"

#include <string.h>

#include "kiosk/ink.h"

struct Paint {
    SDL_Renderer *renderer; /* borrowed */
    Draw *draw;
    Ink *ink;
    gboolean keeps;       /* what was painted stays when the next is presented */
    SDL_Texture *picture; /* the last of App.picture */
    int width_px, height_px;
    guint64 number;
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
    [LOOK_GOLD] = {COLOUR_GOLD, COLOUR_WARM_DOWN, COLOUR_GOLD, 0, 18, TRUE},
    [LOOK_PICTURE] = {COLOUR_SURFACE, COLOUR_SURFACE, COLOUR_LINE, 0, 18, TRUE},
    [LOOK_METER] = {COLOUR_PAPER, COLOUR_PAPER, COLOUR_LINE, 2, 10, TRUE},
    [LOOK_SHADE] = {COLOUR_PAPER, COLOUR_PAPER, COLOUR_PAPER, 0, 12, TRUE},
    [LOOK_TOAST] = {COLOUR_INK, COLOUR_INK, COLOUR_GOLD, 3, 14, TRUE},
    [LOOK_BAR] = {COLOUR_STEP_LATER, COLOUR_STEP_LATER, COLOUR_LINE, 2, 400, TRUE},
    [LOOK_BAR_DONE] = {COLOUR_ACTION, COLOUR_ACTION, COLOUR_ACTION, 0, 400, TRUE},
    [LOOK_ALARM] = {COLOUR_ALARM, COLOUR_ALARM, COLOUR_ALARM, 0, 18, TRUE},
    [LOOK_DISC_GOOD] = {COLOUR_GOOD, COLOUR_GOOD, COLOUR_GOOD, 0, 400, TRUE},
};

Paint *paint_new(SDL_Renderer *renderer)
{
    Paint *paint = g_new0(Paint, 1);
    paint->renderer = renderer;
    paint->draw = draw_new(renderer);
    paint->ink = ink_new(renderer);
    SDL_RendererInfo info;
    paint->keeps =
        SDL_GetRendererInfo(renderer, &info) == 0 && (info.flags & SDL_RENDERER_SOFTWARE);
    return paint;
}

void paint_free(Paint *paint)
{
    if (!paint)
        return;
    if (paint->picture)
        SDL_DestroyTexture(paint->picture);
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
        int above_px = widget->middle ? (rect.h - height_px) / 2 : widget->caret_line * height_px;
        SDL_Rect caret = {moved.x + widget->caret_px, rect.y + above_px,
                          MAX(2, theme_px(&app->theme, 3)), height_px};
        draw_fill(paint->draw, caret, COLOUR_ACTION);
    }
    SDL_RenderSetClipRect(paint->renderer, NULL);
}

/* The texture of the newest picture; NULL: there is none. */
static SDL_Texture *picture_texture(Paint *paint, const App *app)
{
    if (!app->preview || app->picture.number == 0)
        return NULL;
    int width_px = preview_width_px(app->preview), height_px = preview_height_px(app->preview);
    if (paint->picture && (width_px != paint->width_px || height_px != paint->height_px))
        g_clear_pointer(&paint->picture, SDL_DestroyTexture);
    if (!paint->picture) {
        paint->picture = SDL_CreateTexture(paint->renderer, SDL_PIXELFORMAT_IYUV,
                                           SDL_TEXTUREACCESS_STREAMING, width_px, height_px);
        paint->width_px = width_px;
        paint->height_px = height_px;
        paint->number = 0;
    }
    if (paint->picture && paint->number != app->picture.number)
        SDL_UpdateTexture(paint->picture, NULL, app->picture.pixels, width_px);
    paint->number = app->picture.number;
    return paint->picture;
}

/* The picture whole, in the middle of its widget. */
static void picture(Paint *paint, const App *app, SDL_Rect rect)
{
    SDL_Texture *texture = picture_texture(paint, app);
    if (!texture)
        return;
    double scale = MIN((double)rect.w / paint->width_px, (double)rect.h / paint->height_px);
    SDL_Rect to = {.w = (int)(paint->width_px * scale), .h = (int)(paint->height_px * scale)};
    to.x = rect.x + (rect.w - to.w) / 2;
    to.y = rect.y + (rect.h - to.h) / 2;
    SDL_RenderCopy(paint->renderer, texture, NULL, &to);
}

static void meter(Paint *paint, const App *app, SDL_Rect rect)
{
    SDL_Rect bar = inset(rect, MAX(2, theme_px(&app->theme, 4)));
    int level_px = (int)(bar.h * CLAMP(app->level, 0, 1));
    SDL_Rect full = {bar.x, bar.y + bar.h - level_px, bar.w, level_px};
    SDL_Rect high = {full.x, full.y, full.w, MAX(0, level_px - bar.h * 3 / 4)};
    draw_fill(paint->draw, full, COLOUR_GOOD);
    draw_fill(paint->draw, high, COLOUR_GOLD);
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
    if (widget->picture)
        draw_picture(paint->draw, widget->picture, widget->rect);
    if (widget->look == LOOK_PICTURE)
        picture(paint, app, widget->rect);
    else if (widget->look == LOOK_METER)
        meter(paint, app, widget->rect);
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
    paint_laid_out(paint, app);
}

void paint_laid_out(Paint *paint, App *app)
{
    const Theme *theme = &app->theme;
    if (!app->preview) /* nothing of who stood before the camera is left */
        g_clear_pointer(&paint->picture, SDL_DestroyTexture);
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

void paint_moved(Paint *paint, App *app)
{
    if (!paint->keeps) {
        paint_app(paint, app);
        return;
    }
    GArray *widgets = app->layout.widgets;
    guint first = 0;
    while (first < widgets->len && g_array_index(widgets, Widget, first).look != LOOK_PICTURE)
        first++;
    if (first == widgets->len)
        return;
    SDL_Rect rect = g_array_index(widgets, Widget, first).rect;
    SDL_RenderSetClipRect(paint->renderer, &rect);
    for (guint i = first; i < widgets->len; i++) {
        const Widget *widget = &g_array_index(widgets, Widget, i);
        SDL_Rect place = widget->rect;
        if (SDL_HasIntersection(&place, &rect))
            paint_widget(paint, app, widget);
    }
    SDL_RenderSetClipRect(paint->renderer, NULL);
}
