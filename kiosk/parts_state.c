#include "kiosk/parts_state.h"

#include "kiosk/secretary/office.h"
#include "protocol/error.h"

static Widget *plain(App *app, Look look, SDL_Rect rect)
{
    return layout_add(&app->layout, "", look, rect, (Touch){TOUCH_NONE, 0});
}

static int bar_px(const App *app)
{
    return MAX(12, theme_px(&app->theme, 18));
}

void part_progress_tick(App *app, SDL_Rect rect, double part)
{
    int px = MAX(3, theme_px(&app->theme, 5));
    SDL_Rect tick = {rect.x + (int)((rect.w - px) * CLAMP(part, 0, 1)), rect.y, px, bar_px(app)};
    plain(app, LOOK_STEP_NOW, tick);
}

void part_progress(App *app, SDL_Rect rect, double part, const char *text)
{
    static const LabelStyle style = {TYPE_BODY, WEIGHT_REGULAR, COLOUR_INK, ALIGN_LEFT, FALSE, 0};
    SDL_Rect bar = cut_top(&rect, bar_px(app), theme_px(&app->theme, 12));
    plain(app, LOOK_BAR, bar);
    bar.w = MAX(bar.h, (int)(bar.w * CLAMP(part, 0, 1)));
    plain(app, LOOK_BAR_DONE, bar);
    if (text)
        layout_label(&app->layout, rect, style, text);
}

void part_job(App *app, SDL_Rect rect, const char *text)
{
    const char *cancel = app_say(app, N_("Cancel"));
    int button_px = layout_button_width(&app->layout, ICON_NONE, cancel);
    SDL_Rect button = cut_right(&rect, MIN(button_px, rect.w / 2), theme_px(&app->theme, 24));
    button.h = MAX(app->theme.target_px, MIN(button.h, theme_px(&app->theme, 92)));
    layout_button(&app->layout, "cancel", LOOK_SECOND, button, (Touch){TOUCH_CANCEL, 0}, ICON_NONE,
                  cancel);
    part_progress(app, rect, app->office->job_part, text);
}

void part_tabs(App *app, SDL_Rect *area, const char *const *labels, int count, int chosen)
{
    const Theme *theme = &app->theme;
    int gap_px = theme_px(theme, 10), height_px = MAX(theme->target_px, theme_px(theme, 60));
    SDL_Rect row = cut_top(area, height_px, theme_px(theme, 16));
    int x = row.x;
    for (int i = 0; i < count; i++) {
        int text_px =
            lettering_width(app->text, WEIGHT_REGULAR, theme->type_px[TYPE_SMALL], labels[i]);
        int width_px = MIN(row.w, MAX(theme->target_px, text_px + theme_px(theme, 40)));
        if (x > row.x && x + width_px > row.x + row.w) {
            area->y -= theme_px(theme, 16) - gap_px;
            area->h += theme_px(theme, 16) - gap_px;
            row = cut_top(area, height_px, theme_px(theme, 16));
            x = row.x;
        }
        char id[32];
        g_snprintf(id, sizeof id, "tab:%d", i);
        layout_button(&app->layout, id, i == chosen ? LOOK_CHOSEN : LOOK_QUIET,
                      (SDL_Rect){x, row.y, width_px, height_px}, (Touch){TOUCH_TAB, i}, ICON_NONE,
                      labels[i]);
        x += width_px + gap_px;
    }
}

static void columns(App *app, SDL_Rect rect, const char *const *texts, const int *shares, int count)
{
    static const LabelStyle style = {TYPE_BUTTON, WEIGHT_BOLD, COLOUR_INK, ALIGN_CENTRE, TRUE, 1};
    int all = 0, gap_px = theme_px(&app->theme, 16);
    for (int i = 0; i < count; i++)
        all += shares[i];
    int room_px = rect.w - (count - 1) * gap_px;
    for (int i = 0; i < count; i++) {
        SDL_Rect column = cut_left(&rect, room_px * shares[i] / all, gap_px);
        int arrow_px = column.h / 3;
        char up[32], down[32];
        g_snprintf(up, sizeof up, "step:%d:up", i);
        g_snprintf(down, sizeof down, "step:%d:down", i);
        layout_button(&app->layout, up, LOOK_QUIET, cut_top(&column, arrow_px, 0),
                      (Touch){TOUCH_STEP, i << 1 | 1}, ICON_UP, "");
        layout_button(&app->layout, down, LOOK_QUIET, cut_bottom(&column, arrow_px, 0),
                      (Touch){TOUCH_STEP, i << 1}, ICON_DOWN, "");
        layout_label(&app->layout, column, style, texts[i]);
    }
}

void part_steps(App *app, SDL_Rect area, const char *said, const char *why,
                const char *const *texts, const int *shares, int count)
{
    static const LabelStyle large = {TYPE_TITLE, WEIGHT_BOLD, COLOUR_INK, ALIGN_CENTRE, TRUE, 2};
    static const LabelStyle small = {TYPE_BODY, WEIGHT_BOLD, COLOUR_DANGER, ALIGN_CENTRE, FALSE, 0};
    const Theme *theme = &app->theme;
    int gap_px = theme_px(theme, 16), steps_px = 3 * MAX(theme->target_px, theme_px(theme, 64));
    int said_px = said ? layout_measure(&app->layout, area.w, large, said) + gap_px : 0;
    int why_px = why ? layout_measure(&app->layout, area.w, small, why) + gap_px : 0;
    cut_top(&area, MAX(0, area.h - said_px - steps_px - why_px) / 3, 0);
    if (said)
        layout_label(&app->layout, cut_top(&area, said_px - gap_px, gap_px), large, said);
    SDL_Rect steps = cut_top(&area, MIN(steps_px, area.h), gap_px);
    int width_px = theme->portrait ? steps.w : steps.w * MIN(count + 1, 8) / 8;
    steps.x += (steps.w - width_px) / 2;
    steps.w = width_px;
    columns(app, steps, texts, shares, count);
    if (why)
        layout_label(&app->layout, area, small, why);
}

void part_moment(App *app, SDL_Rect area, const GDate *date, int minute, const char *why)
{
    static const int shares[] = {3, 3, 4, 3, 3};
    g_autofree char *iso = date_iso(date), *day = view_date(app->language, iso);
    char texts[G_N_ELEMENTS(shares)][8];
    const char *columns_of[G_N_ELEMENTS(shares)];
    g_snprintf(texts[0], sizeof texts[0], "%d", g_date_get_day(date));
    g_snprintf(texts[1], sizeof texts[1], "%02d", g_date_get_month(date));
    g_snprintf(texts[2], sizeof texts[2], "%d", g_date_get_year(date));
    g_snprintf(texts[3], sizeof texts[3], "%02d", minute / 60);
    g_snprintf(texts[4], sizeof texts[4], "%02d", minute % 60);
    for (gsize i = 0; i < G_N_ELEMENTS(shares); i++)
        columns_of[i] = texts[i];
    g_autofree char *said =
        minute < 0 ? g_strdup(day) : g_strdup_printf("%s, %s:%s", day, texts[3], texts[4]);
    part_steps(app, area, said, why, columns_of, shares, minute < 0 ? 3 : 5);
}

void part_toast(App *app)
{
    const Theme *theme = &app->theme;
    if (!app->toast)
        return;
    int height_px = MAX(theme->target_px, theme_px(theme, 65)) + 2 * theme_px(theme, 6);
    int gap_px = theme_px(theme, 12), left_px = theme->margin_px / 2;
    int right_px = theme->width_px - left_px;
    /* The way back and the lock stay within reach. */
    const Widget *back = layout_find(&app->layout, "back");
    const Widget *lock = layout_find(&app->layout, "lock");
    if (back)
        left_px = back->rect.x + back->rect.w + gap_px;
    if (lock)
        right_px = lock->rect.x - gap_px;
    SDL_Rect rect = {left_px, theme->band_px + 2, right_px - left_px, height_px};
    Widget *widget = layout_add(&app->layout, "toast", LOOK_TOAST, rect, (Touch){TOUCH_DISMISS, 0});
    widget->over = TRUE;
    SDL_Rect inner = inset(rect, theme_px(theme, 6));
    if (app->toast_undo) {
        const char *undo = app_say(app, N_("Take back"));
        int undo_px = layout_button_width(&app->layout, ICON_UNDO, undo);
        SDL_Rect button = cut_right(&inner, undo_px, theme_px(theme, 16));
        widget->hit.w = button.x - rect.x;
        layout_button(&app->layout, "toast:undo", LOOK_GOLD, button,
                      (Touch){TOUCH_FLOW, (int)app->toast_undo}, ICON_UNDO, undo)
            ->over = TRUE;
    }
    cut_left(&inner, theme_px(theme, 16), 0);
    LabelStyle style = {TYPE_SMALL, WEIGHT_BOLD, layout_ink(LOOK_TOAST), ALIGN_LEFT, TRUE, 0};
    layout_label(&app->layout, inner, style, app->toast);
    g_array_index(app->layout.widgets, Widget, app->layout.widgets->len - 1).over = TRUE;
}
