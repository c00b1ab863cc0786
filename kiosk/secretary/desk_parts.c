#include "kiosk/secretary/desk_parts.h"

#define ROW_LETTERS 160
#define WAYS_MAX 6

char *desk_shortened(const char *text)
{
    if (g_utf8_strlen(text, -1) <= ROW_LETTERS)
        return g_strdup(text);
    g_autofree char *start = g_utf8_substring(text, 0, ROW_LETTERS);
    return g_strconcat(start, "…", NULL);
}

char *desk_capital(const char *text)
{
    if (!*text)
        return g_strdup("");
    g_autofree char *first = g_utf8_strup(text, g_utf8_next_char(text) - text);
    return g_strconcat(first, g_utf8_next_char(text), NULL);
}

int desk_mark_px(const App *app)
{
    return app->theme.type_px[TYPE_BUTTON] + theme_px(&app->theme, 20);
}

void desk_mark(App *app, SDL_Rect *row, Icon icon, Colour colour)
{
    SDL_Rect sign = *row;
    sign.x += theme_px(&app->theme, 20);
    sign.w = app->theme.type_px[TYPE_BUTTON];
    layout_icon(&app->layout, sign, icon, sign.w, colour);
    cut_left(row, desk_mark_px(app), 0);
}

void desk_ways(App *app, SDL_Rect *area, const DeskWay *ways, gsize count, gboolean ready)
{
    const Theme *theme = &app->theme;
    const DeskWay *open[WAYS_MAX];
    int there = 0, gap_px = theme_px(theme, 16);
    for (gsize i = 0; i < count && there < WAYS_MAX; i++)
        if (ways[i].open(app))
            open[there++] = &ways[i];
    if (there == 0)
        return;
    SDL_Rect bar = cut_bottom(area, MAX(theme->target_px, theme_px(theme, 84)), gap_px);
    for (int i = there - 1; i >= 0; i--) {
        const char *label = app_say(app, open[i]->label);
        int most_px = (bar.w - i * gap_px) / (i + 1);
        int px = MIN(layout_button_width(&app->layout, open[i]->icon, label), most_px);
        gboolean main_one = i == there - 1;
        Widget *button =
            layout_button(&app->layout, open[i]->id, main_one ? LOOK_MAIN : LOOK_SECOND,
                          cut_right(&bar, px, gap_px), (Touch){TOUCH_FLOW, (int)open[i]->event},
                          open[i]->icon, label);
        button->dim = main_one && !ready;
    }
}
