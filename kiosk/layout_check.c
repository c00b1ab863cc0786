#include "kiosk/layout.h"

static gboolean inside(SDL_Rect rect, const Theme *theme)
{
    return rect.x >= 0 && rect.y >= 0 && rect.x + rect.w <= theme->width_px &&
           rect.y + rect.h <= theme->height_px;
}

/* Where the letters of a widget's text stand. */
static SDL_Rect letters(const Widget *widget)
{
    SDL_Rect rect = widget->text_rect;
    const TextBlock *text = &widget->text;
    int spare = rect.w - text->width_px;
    rect.x += widget->align == ALIGN_LEFT ? 0 : widget->align == ALIGN_CENTRE ? spare / 2 : spare;
    rect.y += widget->middle ? (rect.h - text->height_px) / 2 : 0;
    rect.w = text->width_px;
    rect.h = text->height_px;
    return rect;
}

static gboolean has_text(const Widget *widget)
{
    return widget->text.lines && widget->text.width_px > 0 && !widget->typed;
}

static void fault(GPtrArray *faults, const char *what, const Widget *widget, const Widget *other)
{
    const char *said = widget->text.lines && !widget->typed ? widget->text.lines->pdata[0] : "";
    const char *also =
        other && other->text.lines && !other->typed ? other->text.lines->pdata[0] : "";
    g_ptr_array_add(faults, g_strdup_printf("%s: %s “%s” %d,%d %dx%d (text %dx%d at %d px) %s “%s”",
                                            what, widget->id, said, widget->rect.x, widget->rect.y,
                                            widget->rect.w, widget->rect.h, widget->text.width_px,
                                            widget->text.height_px, widget->text.px,
                                            other ? other->id : "", also));
}

static void check_pair(GPtrArray *faults, const Widget *one, const Widget *other)
{
    SDL_Rect a = letters(one), b = letters(other);
    if (one->over != other->over)
        return;
    if (one->touch.kind != TOUCH_NONE && other->touch.kind != TOUCH_NONE &&
        SDL_HasIntersection(&one->hit, &other->hit))
        fault(faults, "targets overlap", one, other);
    if (has_text(one) && has_text(other) && SDL_HasIntersection(&a, &b))
        fault(faults, "texts overlap", one, other);
    if (has_text(one) && other->touch.kind != TOUCH_NONE && one->touch.kind == TOUCH_NONE &&
        other->look != LOOK_PAD && other->look < LOOK_CARD && SDL_HasIntersection(&a, &other->rect))
        fault(faults, "text under a target", one, other);
}

GPtrArray *layout_check(const Layout *layout)
{
    const Theme *theme = layout->theme;
    GPtrArray *faults = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < layout->widgets->len; i++) {
        const Widget *widget = &g_array_index(layout->widgets, Widget, i);
        if (!inside(widget->rect, theme) || !inside(widget->hit, theme))
            fault(faults, "off the screen", widget, NULL);
        if (widget->text.cut && !widget->typed)
            fault(faults, "text is cut", widget, NULL);
        if (widget->text.broken && !widget->typed)
            fault(faults, "word is broken", widget, NULL);
        if (widget->text.lines && widget->text.px < theme->minimum_px)
            fault(faults, "text is too small", widget, NULL);
        if (widget->touch.kind != TOUCH_NONE &&
            MIN(widget->hit.w, widget->hit.h) < theme->target_px)
            fault(faults, "target is too small", widget, NULL);
        for (guint j = i + 1; j < layout->widgets->len; j++)
            check_pair(faults, widget, &g_array_index(layout->widgets, Widget, j));
    }
    return faults;
}
