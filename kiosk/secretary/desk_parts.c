#include "kiosk/secretary/desk_parts.h"

#include "kiosk/parts.h"
#include "kiosk/parts_state.h"
#include "protocol/error.h"

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

void desk_layout_steps(App *app, SDL_Rect area, const char *said, const char *const *columns,
                       const int *shares, int count)
{
    const Theme *theme = &app->theme;
    const char *label = app_say(app, N_("Save"));
    int px = MAX(theme->target_px, theme_px(theme, 84));
    SDL_Rect bar = cut_bottom(&area, px, theme_px(theme, 16));
    layout_button(
        &app->layout, "next", LOOK_MAIN,
        cut_right(&bar, MIN(layout_button_width(&app->layout, ICON_CHECK, label), bar.w), 0),
        (Touch){TOUCH_FLOW, EVENT_NEXT}, ICON_CHECK, label);
    part_steps(app, area, said, NULL, columns, shares, count);
}

static Widget *way(App *app, SDL_Rect *bar, int most_px, const DeskWay *one, Look look)
{
    const char *label = app_say(app, one->label);
    int px = MIN(layout_button_width(&app->layout, one->icon, label), most_px);
    return layout_button(&app->layout, one->id, look, cut_right(bar, px, theme_px(&app->theme, 16)),
                         (Touch){TOUCH_FLOW, (int)one->event}, one->icon, label);
}

static gboolean fit(App *app, int width_px, const DeskWay *const *open, int count)
{
    int px = (count - 1) * theme_px(&app->theme, 16);
    for (int i = 0; i < count; i++)
        px += layout_button_width(&app->layout, open[i]->icon, app_say(app, open[i]->label));
    return px <= width_px;
}

void desk_ways(App *app, SDL_Rect *area, const DeskWay *ways, gsize count, gboolean ready)
{
    const Theme *theme = &app->theme;
    const DeskWay *open[WAYS_MAX];
    int there = 0, gap_px = theme_px(theme, 16);
    int height_px = MAX(theme->target_px, theme_px(theme, 84));
    for (gsize i = 0; i < count && there < WAYS_MAX; i++)
        if (ways[i].open(app))
            open[there++] = &ways[i];
    if (there == 0)
        return;
    SDL_Rect bar = cut_bottom(area, height_px, gap_px);
    /* Upright there is room for a second row rather than for long words in one. */
    gboolean two = theme->portrait && there > 1 && !fit(app, bar.w, open, there);
    way(app, &bar, two ? bar.w : (bar.w - (there - 1) * gap_px) / there, open[there - 1], LOOK_MAIN)
        ->dim = !ready;
    if (two)
        bar = cut_bottom(area, height_px, gap_px);
    for (int i = there - 2; i >= 0; i--)
        way(app, &bar, (bar.w - i * gap_px) / (i + 1), open[i], LOOK_SECOND);
}
