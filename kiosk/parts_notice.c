/* Calm screens with one thing to say. */
#include "kiosk/parts.h"
#include "protocol/error.h"

static void actions(App *app, SDL_Rect bar, const Notice *notice)
{
    Layout *layout = &app->layout;
    int main_px =
        notice->main_label ? layout_button_width(layout, ICON_NONE, notice->main_label) : 0;
    int second_px =
        notice->second_label ? layout_button_width(layout, ICON_NONE, notice->second_label) : 0;
    int gap_px = theme_px(&app->theme, 20);
    int most_px = notice->second_label ? (bar.w - gap_px) / 2 : bar.w;
    if (notice->main_label)
        layout_button(layout, notice->main_id, LOOK_MAIN,
                      cut_right(&bar, MIN(main_px, most_px), gap_px),
                      (Touch){TOUCH_FLOW, (int)notice->main_event}, ICON_NONE, notice->main_label);
    if (notice->second_label)
        layout_button(
            layout, notice->second_id, LOOK_SECOND, cut_left(&bar, MIN(second_px, most_px), gap_px),
            (Touch){TOUCH_FLOW, (int)notice->second_event}, ICON_NONE, notice->second_label);
}

void part_notice(App *app, const Notice *notice)
{
    const Theme *theme = &app->theme;
    LabelStyle title = {TYPE_DISPLAY, WEIGHT_BOLD, COLOUR_INK, ALIGN_CENTRE, FALSE, 0};
    LabelStyle text = {TYPE_BODY, WEIGHT_REGULAR, COLOUR_INK, ALIGN_CENTRE, FALSE, 0};
    if (notice->strong)
        text.type = TYPE_TITLE;
    LabelStyle detail = {TYPE_SMALL, WEIGHT_REGULAR, COLOUR_INK_SECOND, ALIGN_CENTRE, FALSE, 0};
    SDL_Rect area =
        part_header(app, app_say(app, N_("Report to the residents")), NULL, notice->back ? -1 : 0);
    if (notice->main_label)
        actions(app,
                cut_bottom(&area, MAX(theme->target_px, theme_px(theme, 92)), theme_px(theme, 24)),
                notice);
    int gap_px = theme_px(theme, 20);
    int side_px = theme->portrait ? 0 : area.w / 10;
    area.x += side_px;
    area.w -= 2 * side_px;
    int title_px = layout_measure(&app->layout, area.w, title, notice->title);
    int text_px = layout_measure(&app->layout, area.w, text, notice->text);
    const char *beside = notice->detail;
    int detail_px =
        beside && *beside ? layout_measure(&app->layout, area.w, detail, beside) + gap_px : 0;
    if (notice->instead && title_px + text_px + 2 * gap_px + detail_px > area.h) {
        beside = notice->instead;
        detail_px = layout_measure(&app->layout, area.w, detail, beside) + gap_px;
    }
    int disc_px =
        CLAMP(area.h - title_px - text_px - detail_px - 3 * gap_px, 0, theme_px(theme, 150));
    int used_px = disc_px + gap_px + title_px + gap_px + text_px + detail_px;
    cut_top(&area, MAX(0, (area.h - used_px) * 2 / 5), 0);
    if (disc_px >= theme->target_px) {
        SDL_Rect row = cut_top(&area, disc_px, gap_px);
        SDL_Rect disc = {row.x + (row.w - disc_px) / 2, row.y, disc_px, disc_px};
        layout_add(&app->layout, "", notice->colour == COLOUR_GOOD ? LOOK_DISC_GOOD : LOOK_PANEL,
                   disc, (Touch){TOUCH_NONE, 0});
        layout_icon(&app->layout, disc, notice->icon, disc_px / 2,
                    notice->colour == COLOUR_GOOD ? COLOUR_SURFACE : notice->colour);
    }
    layout_label(&app->layout, cut_top(&area, MIN(title_px, area.h), gap_px), title, notice->title);
    layout_label(&app->layout, cut_top(&area, MIN(text_px, area.h), gap_px), text, notice->text);
    if (detail_px)
        layout_label(&app->layout, cut_top(&area, MIN(detail_px, area.h), 0), detail, beside);
}
