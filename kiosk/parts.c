#include "kiosk/parts.h"

#include "kiosk/secretary/office.h"
#include "protocol/error.h"

#define STEPS 4

static Touch flow(FlowEvent event)
{
    return (Touch){TOUCH_FLOW, (int)event};
}

/* Each language is named in itself. */
static const char *language_name(Language language, gboolean brief)
{
    if (language == LANGUAGE_EN)
        return brief ? "Eng" : "English";
    return brief ? message(language, N_("This language, short"))
                 : message(language, N_("This language"));
}

const char *part_language_name(Language language)
{
    return language_name(language, FALSE);
}

static int quiet_width(App *app, const char *label)
{
    int text_px = lettering_width(app->text, WEIGHT_REGULAR, app->theme.type_px[TYPE_SMALL], label);
    return MAX(app->theme.target_px, text_px + theme_px(&app->theme, 34));
}

/* The switches at the right of row, which keeps the rest; whoever is at work has the lock in place
 * of those that stand in the settings. */
static void switches(App *app, SDL_Rect *row, gboolean brief)
{
    static const Language languages[] = {LANGUAGE_EN, LANGUAGE_RU, LANGUAGE_KK};
    static const char *const ids[] = {"language:en", "language:ru", "language:kk"};
    int gap_px = theme_px(&app->theme, 10);
    int side_px =
        brief ? app->theme.target_px : MAX(app->theme.target_px, theme_px(&app->theme, 65));
    if (app->office->who.number) {
        layout_button(&app->layout, "lock", LOOK_SECOND, cut_right(row, side_px, gap_px),
                      flow(EVENT_LOCK), ICON_LOCK, "");
    } else {
        layout_button(&app->layout, "larger", app->larger ? LOOK_CHOSEN : LOOK_QUIET,
                      cut_right(row, side_px, gap_px), (Touch){TOUCH_LARGER, 0}, ICON_NONE, "A+");
        layout_button(&app->layout, "contrast", app->contrast ? LOOK_CHOSEN : LOOK_QUIET,
                      cut_right(row, side_px, gap_px), (Touch){TOUCH_CONTRAST, 0}, ICON_CONTRAST,
                      "");
        if (app->preferences->prompts)
            layout_button(&app->layout, "speak", app->spoken ? LOOK_CHOSEN : LOOK_QUIET,
                          cut_right(row, side_px, gap_px), (Touch){TOUCH_SPEAK, 0}, ICON_SPEAKER,
                          "");
    }
    for (gsize i = 0; i < G_N_ELEMENTS(languages); i++) {
        const char *name = language_name(languages[i], brief);
        SDL_Rect rect = cut_right(row, quiet_width(app, name), gap_px);
        layout_button(&app->layout, ids[i],
                      app->language == languages[i] ? LOOK_CHOSEN : LOOK_QUIET, rect,
                      (Touch){TOUCH_LANGUAGE, (int)languages[i]}, ICON_NONE, name);
    }
}

/* "1/4", and if there is room a bar for each step, at the right of row, which keeps the rest. */
static void steps(App *app, SDL_Rect *row, int step, gboolean with_bars)
{
    const Theme *theme = &app->theme;
    int gap_px = theme_px(theme, 12), bar_px = theme_px(theme, theme->portrait ? 34 : 64);
    g_autofree char *where = g_strdup_printf("%d/%d", step, STEPS);
    int text_px = lettering_width(app->text, WEIGHT_REGULAR, theme->type_px[TYPE_SMALL], where) + 2;
    SDL_Rect bars = {0};
    if (with_bars)
        bars = cut_right(row, STEPS * bar_px + (STEPS - 1) * gap_px, gap_px);
    SDL_Rect label = cut_right(row, text_px, gap_px);
    layout_label(&app->layout, label,
                 (LabelStyle){TYPE_SMALL, WEIGHT_REGULAR, COLOUR_INK_SECOND, ALIGN_LEFT, TRUE, 1},
                 where);
    int thick_px = MAX(6, theme_px(theme, 10));
    for (int i = 1; with_bars && i <= STEPS; i++) {
        SDL_Rect bar = cut_left(&bars, bar_px, gap_px);
        bar.y += (bar.h - thick_px) / 2;
        bar.h = thick_px;
        layout_add(&app->layout, "",
                   i < step    ? LOOK_STEP_DONE
                   : i == step ? LOOK_STEP_NOW
                               : LOOK_STEP_LATER,
                   bar, (Touch){TOUCH_NONE, 0});
    }
}

/* Whether the title stands in the header's row at all; the switches take most of a high screen's.
 */
static gboolean stands(App *app, SDL_Rect row, const char *title)
{
    const Theme *theme = &app->theme;
    TextStyle style = {WEIGHT_BOLD, theme->type_px[TYPE_BODY], theme->minimum_px, 2};
    TextBlock block = lettering_fit(app->text, style, title, row.w, row.h);
    gboolean fits = !block.cut && !block.broken;
    text_block_clear(&block);
    return fits;
}

/* Title and subtitle in the header's row if both fit there, else the subtitle below, over the
 * whole width. */
static void heading(App *app, SDL_Rect row, SDL_Rect *area, const char *title, const char *subtitle)
{
    LabelStyle upper = {TYPE_BODY, WEIGHT_BOLD, COLOUR_INK, ALIGN_LEFT, TRUE, subtitle ? 1 : 2};
    LabelStyle lower = {TYPE_SMALL, WEIGHT_REGULAR, COLOUR_INK_SECOND, ALIGN_LEFT, TRUE, 1};
    if (!stands(app, row, title)) {
        upper.lines = 0;
        row = cut_top(area, layout_measure(&app->layout, area->w, upper, title), 4);
    }
    if (subtitle) {
        const int *px = app->theme.type_px;
        int lines_px = lettering_line(app->text, WEIGHT_BOLD, px[TYPE_BODY]) +
                       lettering_line(app->text, WEIGHT_REGULAR, px[TYPE_SMALL]);
        gboolean both =
            lines_px <= row.h &&
            lettering_width(app->text, WEIGHT_BOLD, px[TYPE_BODY], title) <= row.w &&
            lettering_width(app->text, WEIGHT_REGULAR, px[TYPE_SMALL], subtitle) <= row.w;
        SDL_Rect below;
        if (both) {
            below = cut_bottom(&row, row.h / 2, 0);
        } else {
            lower.lines = 0;
            lower.middle = FALSE;
            upper.lines = upper.lines ? 2 : 0;
            int below_px = MIN(layout_measure(&app->layout, area->w, lower, subtitle), area->h / 4);
            below = cut_top(area, below_px, theme_px(&app->theme, 12));
        }
        layout_label(&app->layout, below, lower, subtitle);
    }
    layout_label(&app->layout, row, upper, title);
}

SDL_Rect part_header(App *app, const char *title, const char *subtitle, int step)
{
    const Theme *theme = &app->theme;
    SDL_Rect area = {theme->margin_px, theme->band_px, theme->width_px - 2 * theme->margin_px,
                     theme->height_px - theme->band_px};
    gboolean tight = theme->height_px < 8.4 * theme->target_px;
    int gap_px = tight ? 4 : theme_px(theme, 22);
    cut_top(&area, gap_px, 0);
    cut_bottom(&area, tight ? 4 : theme_px(theme, 16), 0);
    SDL_Rect row = cut_top(&area, MAX(theme->target_px, theme_px(theme, 65)), gap_px);
    if (step) {
        SDL_Rect back = cut_left(&row, row.h, theme_px(theme, 16));
        layout_button(&app->layout, "back", LOOK_QUIET, back, flow(EVENT_BACK), ICON_BACK, "");
    }
    int full_px = quiet_width(app, language_name(LANGUAGE_KK, FALSE)) +
                  quiet_width(app, language_name(LANGUAGE_RU, FALSE)) +
                  quiet_width(app, language_name(LANGUAGE_EN, FALSE));
    switches(app, &row, full_px > row.w * 0.3);
    cut_right(&row, theme_px(theme, 12), 0);
    if (step > 0)
        steps(app, &row, step, row.w > 9 * theme->target_px);
    heading(app, row, &area, title, subtitle);
    return area;
}

gboolean part_title(App *app, SDL_Rect *area, int needed_px, const char *title,
                    const char *subtitle)
{
    LabelStyle large = {TYPE_TITLE, WEIGHT_BOLD, COLOUR_INK, ALIGN_LEFT, FALSE, 2};
    LabelStyle small = {TYPE_BODY, WEIGHT_REGULAR, COLOUR_INK_SECOND, ALIGN_LEFT, FALSE, 2};
    int gap_px = theme_px(&app->theme, 16);
    int title_px = layout_measure(&app->layout, area->w, large, title);
    if (area->h - needed_px < title_px + gap_px)
        return FALSE;
    int subtitle_px = subtitle ? layout_measure(&app->layout, area->w, small, subtitle) : 0;
    gboolean both = area->h - needed_px >= title_px + subtitle_px + gap_px;
    layout_label(&app->layout, cut_top(area, title_px, subtitle_px && both ? 0 : gap_px), large,
                 title);
    if (subtitle_px && both)
        layout_label(&app->layout, cut_top(area, subtitle_px, gap_px), small, subtitle);
    return TRUE;
}
