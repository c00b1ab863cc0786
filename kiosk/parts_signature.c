/* The field that is signed in, with what can be done to it. */
#include "kiosk/parts.h"
#include "protocol/error.h"

static void pad(App *app, SDL_Rect rect, const char *name, gboolean saving)
{
    const Theme *theme = &app->theme;
    layout_add(&app->layout, "pad", LOOK_PAD, rect, (Touch){saving ? TOUCH_NONE : TOUCH_PAD, 0});
    LabelStyle style = {TYPE_SMALL, WEIGHT_REGULAR, COLOUR_INK_SECOND, ALIGN_LEFT, FALSE, 0};
    int side_px = theme_px(theme, 72);
    SDL_Rect below = {rect.x + side_px, rect.y + rect.h * 4 / 5, rect.w - 2 * side_px, rect.h / 5};
    below.h -= theme_px(theme, 6);
    TextStyle fit = {style.weight, theme->type_px[style.type], theme->minimum_px, 0};
    Widget *widget = layout_add(&app->layout, "line", LOOK_PLAIN, below, (Touch){TOUCH_NONE, 0});
    below.y += theme_px(theme, 10);
    below.h -= theme_px(theme, 10);
    widget->text = lettering_fit(app->text, fit, name, below.w, below.h);
    widget->text_rect = below;
    widget->ink = COLOUR_INK_SECOND;
    widget->typed = TRUE;
}

static void bar(App *app, SDL_Rect rect, gboolean saving, const char *unable)
{
    const Theme *theme = &app->theme;
    const char *done = saving ? app_say(app, N_("Saving…")) : app_say(app, N_("Done"));
    const char *erase = app_say(app, N_("Erase")), *undo = app_say(app, N_("Undo"));
    Widget *widget;
    int done_px = layout_button_width(&app->layout, ICON_CHECK, done);
    widget = layout_button(&app->layout, "next", LOOK_MAIN, cut_right(&rect, done_px, 0),
                           (Touch){saving ? TOUCH_NONE : TOUCH_FLOW, EVENT_NEXT}, ICON_CHECK, done);
    widget->dim = saving || !signature_given(app_form(app)->signature);
    if (saving)
        return;
    if (signature_empty(app_form(app)->signature)) {
        /* Nothing to erase yet: in its place, as far from "done" as there is, the way past it. */
        if (!unable)
            return;
        int unable_px = layout_button_width(&app->layout, ICON_NONE, unable);
        int most_px = rect.w - 2 * theme->target_px;
        layout_button(&app->layout, "unsigned", LOOK_QUIET,
                      cut_left(&rect, MIN(unable_px, most_px), 0),
                      (Touch){TOUCH_FLOW, EVENT_UNSIGNED}, ICON_NONE, unable);
        return;
    }
    int gap_px = theme_px(theme, 20);
    int erase_px = layout_button_width(&app->layout, ICON_ERASE, erase);
    int undo_px = layout_button_width(&app->layout, ICON_UNDO, undo);
    /* Erase and done stay two targets apart; on a narrow screen the words give way to the icons. */
    gboolean brief = erase_px + gap_px + undo_px + 2 * theme->target_px > rect.w;
    layout_button(&app->layout, "erase", LOOK_SECOND,
                  cut_left(&rect, brief ? theme->target_px * 3 / 2 : erase_px, gap_px),
                  (Touch){TOUCH_ERASE, 0}, ICON_ERASE, brief ? "" : erase);
    layout_button(&app->layout, "undo", LOOK_SECOND,
                  cut_left(&rect, brief ? theme->target_px * 3 / 2 : undo_px, gap_px),
                  (Touch){TOUCH_UNDO, 0}, ICON_UNDO, brief ? "" : undo);
}

void part_signature(App *app, SDL_Rect area, const char *name, gboolean saving, const char *unable)
{
    const Theme *theme = &app->theme;
    SDL_Rect buttons =
        cut_bottom(&area, MAX(theme->target_px, theme_px(theme, 92)), theme_px(theme, 28));
    /* A line is written along, not down: on a high screen the field keeps its shape. */
    area.h = MIN(area.h, area.w * 2 / 3);
    pad(app, area, name, saving);
    bar(app, buttons, saving, unable);
}

gboolean part_signature_handle(App *app, Touch touch)
{
    if (touch.kind == TOUCH_ERASE)
        signature_clear(app_form(app)->signature);
    else if (touch.kind == TOUCH_UNDO)
        signature_undo(app_form(app)->signature);
    else
        return FALSE;
    app->hint = FALSE;
    app->ink_revision++;
    return TRUE;
}
