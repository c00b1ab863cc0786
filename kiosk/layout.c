#include "kiosk/layout.h"

static void widget_clear(gpointer widget)
{
    text_block_clear(&((Widget *)widget)->text);
}

void layout_init(Layout *layout, Lettering *text)
{
    layout->text = text;
    layout->widgets = g_array_new(FALSE, TRUE, sizeof(Widget));
    g_array_set_clear_func(layout->widgets, widget_clear);
}

void layout_clear(Layout *layout)
{
    g_array_set_size(layout->widgets, 0);
}

void layout_free(Layout *layout)
{
    g_clear_pointer(&layout->widgets, g_array_unref);
}

SDL_Rect cut_top(SDL_Rect *from, int px, int gap_px)
{
    SDL_Rect cut = {from->x, from->y, from->w, px};
    from->y += px + gap_px;
    from->h = MAX(0, from->h - px - gap_px);
    return cut;
}

SDL_Rect cut_bottom(SDL_Rect *from, int px, int gap_px)
{
    SDL_Rect cut = {from->x, from->y + from->h - px, from->w, px};
    from->h = MAX(0, from->h - px - gap_px);
    return cut;
}

SDL_Rect cut_left(SDL_Rect *from, int px, int gap_px)
{
    SDL_Rect cut = {from->x, from->y, px, from->h};
    from->x += px + gap_px;
    from->w = MAX(0, from->w - px - gap_px);
    return cut;
}

SDL_Rect cut_right(SDL_Rect *from, int px, int gap_px)
{
    SDL_Rect cut = {from->x + from->w - px, from->y, px, from->h};
    from->w = MAX(0, from->w - px - gap_px);
    return cut;
}

SDL_Rect inset(SDL_Rect rect, int px)
{
    return (SDL_Rect){rect.x + px, rect.y + px, MAX(0, rect.w - 2 * px), MAX(0, rect.h - 2 * px)};
}

Widget *layout_add(Layout *layout, const char *id, Look look, SDL_Rect rect, Touch touch)
{
    Widget widget = {.look = look, .touch = touch, .rect = rect, .caret_px = -1};
    g_strlcpy(widget.id, id, sizeof widget.id);
    if (touch.kind != TOUCH_NONE)
        widget.hit = rect;
    g_array_append_val(layout->widgets, widget);
    return &g_array_index(layout->widgets, Widget, layout->widgets->len - 1);
}

static TextStyle text_style(const Layout *layout, LabelStyle style)
{
    const Theme *theme = layout->theme;
    return (TextStyle){style.weight, theme->type_px[style.type], theme->minimum_px, style.lines};
}

int layout_label(Layout *layout, SDL_Rect rect, LabelStyle style, const char *string)
{
    Widget *widget = layout_add(layout, "", LOOK_PLAIN, rect, (Touch){TOUCH_NONE, 0});
    widget->text = lettering_fit(layout->text, text_style(layout, style), string, rect.w, rect.h);
    widget->text_rect = rect;
    widget->align = style.align;
    widget->middle = style.middle;
    widget->ink = style.ink;
    return widget->text.height_px;
}

int layout_measure(Layout *layout, int width_px, LabelStyle style, const char *string)
{
    return lettering_height(layout->text, text_style(layout, style), string, width_px);
}

gboolean layout_fits(Layout *layout, int width_px, LabelStyle style, const char *string)
{
    TextBlock block =
        lettering_fit(layout->text, text_style(layout, style), string, width_px, 1 << 16);
    gboolean fits = !block.broken && block.px == layout->theme->type_px[style.type];
    text_block_clear(&block);
    return fits;
}

Colour layout_ink(Look look)
{
    static const Colour inks[LOOK_COUNT] = {
        [LOOK_MAIN] = COLOUR_SURFACE,  [LOOK_CHOSEN] = COLOUR_SURFACE,
        [LOOK_SECOND] = COLOUR_ACTION, [LOOK_KEY_OWN] = COLOUR_OWN,
        [LOOK_GOLD] = COLOUR_ON_GOLD,  [LOOK_ALARM] = COLOUR_ON_ALARM,
        [LOOK_TOAST] = COLOUR_SURFACE,
    };
    return inks[look] ? inks[look] : COLOUR_INK;
}

static int button_icon_px(const Layout *layout)
{
    return layout->theme->type_px[TYPE_BODY];
}

static TextStyle button_style(const Layout *layout, Look look)
{
    gboolean action = look == LOOK_MAIN || look == LOOK_SECOND || look == LOOK_GOLD;
    LabelStyle style = {.type = action ? TYPE_BUTTON : TYPE_SMALL,
                        .weight = action ? WEIGHT_BOLD : WEIGHT_REGULAR};
    return text_style(layout, style);
}

Widget *layout_button(Layout *layout, const char *id, Look look, SDL_Rect rect, Touch touch,
                      Icon icon, const char *label)
{
    Widget *widget = layout_add(layout, id, look, rect, touch);
    SDL_Rect inner = inset(rect, 0);
    int pad_px = MIN(theme_px(layout->theme, 12), rect.w / 16);
    inner.x += pad_px;
    inner.w -= 2 * pad_px;
    int icon_px = button_icon_px(layout), gap_px = icon_px / 3;
    widget->ink = widget->icon_ink = layout_ink(look);
    widget->align = ALIGN_CENTRE;
    widget->middle = TRUE;
    widget->icon = icon;
    widget->icon_px = icon_px;
    if (!*label) {
        widget->icon_rect = rect;
        return widget;
    }
    int spare_px = icon == ICON_NONE ? 0 : icon_px + gap_px;
    widget->text =
        lettering_fit(layout->text, button_style(layout, look), label, inner.w - spare_px, inner.h);
    int used_px = widget->text.width_px + spare_px;
    int left_px = inner.x + (inner.w - used_px) / 2;
    gboolean after = icon == ICON_NEXT;
    widget->text_rect =
        (SDL_Rect){left_px + (after ? 0 : spare_px), inner.y, widget->text.width_px, inner.h};
    widget->icon_rect =
        (SDL_Rect){after ? left_px + used_px - icon_px : left_px, inner.y, icon_px, inner.h};
    return widget;
}

int layout_button_width(Layout *layout, Icon icon, const char *label)
{
    const Theme *theme = layout->theme;
    int text_px = lettering_width(layout->text, WEIGHT_BOLD, theme->type_px[TYPE_BUTTON], label);
    int icon_px = icon == ICON_NONE ? 0 : button_icon_px(layout) * 4 / 3;
    return MAX(2 * theme->target_px, text_px + icon_px + theme_px(theme, 72));
}

void layout_icon(Layout *layout, SDL_Rect rect, Icon icon, int size_px, Colour ink)
{
    Widget *widget = layout_add(layout, "", LOOK_PLAIN, rect, (Touch){TOUCH_NONE, 0});
    widget->icon = icon;
    widget->icon_rect = rect;
    widget->icon_px = size_px;
    widget->icon_ink = ink;
}

const Widget *layout_at(const Layout *layout, int x, int y)
{
    for (guint i = layout->widgets->len; i-- > 0;) {
        const Widget *widget = &g_array_index(layout->widgets, Widget, i);
        if (widget->touch.kind != TOUCH_NONE && SDL_PointInRect(&(SDL_Point){x, y}, &widget->hit))
            return widget;
    }
    return NULL;
}

const Widget *layout_find(const Layout *layout, const char *id)
{
    for (guint i = 0; *id && i < layout->widgets->len; i++) {
        const Widget *widget = &g_array_index(layout->widgets, Widget, i);
        if (g_strcmp0(widget->id, id) == 0)
            return widget;
    }
    return NULL;
}
