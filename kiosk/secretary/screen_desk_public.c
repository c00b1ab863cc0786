/* The public copy: what everybody will see of the recording, before it is written. */
#include "kiosk/parts.h"
#include "kiosk/parts_list.h"
#include "kiosk/screens.h"
#include "kiosk/secretary/public.h"
#include "protocol/clock.h"
#include "protocol/error.h"

static const BlankStretch *stretch_at(const App *app, int index)
{
    return &g_array_index(app->office->after->plan->stretches, BlankStretch, index);
}

static ListRow stretch_row(const App *app, int index)
{
    const BlankStretch *stretch = stretch_at(app, index);
    g_autofree char *from = time_length(stretch->at.from_ms / 1000);
    g_autofree char *to = time_length((stretch->at.to_ms + 999) / 1000);
    return (ListRow){.text = g_strdup_printf("%s – %s", from, to),
                     .below = g_strdup(app_say(app, blank_why_text(blank_why_code(stretch->why)))),
                     .icon = ICON_EYE_SHUT};
}

static const List stretch_list = {"stretch", stretch_row};

/* Whether there is a choice: a recording, of which it is known what must be covered. */
static gboolean has_choice(const PublicPlan *plan)
{
    return plan && plan->length_ms > 0 && plan->stretches;
}

/* What becomes of the recording; g_free. */
static char *said(const App *app)
{
    const Desk *desk = app->office->after;
    const PublicPlan *plan = desk->plan;
    if (app->office->refused)
        return message_error(app->language, app->office->refused);
    if (!plan)
        return g_strdup(app_say(app, N_("One moment")));
    if (plan->length_ms == 0)
        return g_strdup(app_say(app, N_("There is no recording of this meeting.")));
    if (!plan->stretches)
        return g_strdup(app_say(app, N_("The recording stays out: where in it a confidential entry "
                                        "was said is not known.")));
    if (desk->without_recording)
        return g_strdup(app_say(app, N_("The recording stays out.")));
    g_autofree char *length = time_length(plan->length_ms / 1000);
    g_autofree char *covered = time_length((public_plan_covered_ms(plan) + 999) / 1000);
    return message_format(app->language,
                          plan->stretches->len
                              ? N_("Picture and sound of the recording are covered for {1} of {2}:")
                              : N_("Nothing in the recording has to be covered. It lasts {2}."),
                          covered, length, NULL);
}

/* With the recording, or without; and the word to write it. */
static void layout_actions(App *app, SDL_Rect *area)
{
    const Desk *desk = app->office->after;
    const Theme *theme = &app->theme;
    const char *go = app_say(app, N_("Write it")), *without = app_say(app, N_("Without recording"));
    SDL_Rect bar =
        cut_bottom(area, MAX(theme->target_px, theme_px(theme, 84)), theme_px(theme, 16));
    int half_px = (bar.w - theme_px(theme, 16)) / 2;
    if (desk->plan)
        layout_button(&app->layout, "next", LOOK_MAIN,
                      cut_right(&bar,
                                MIN(layout_button_width(&app->layout, ICON_NONE, go), half_px),
                                theme_px(theme, 16)),
                      (Touch){TOUCH_FLOW, EVENT_NEXT}, ICON_NONE, go);
    if (has_choice(desk->plan))
        layout_button(
            &app->layout, "without", desk->without_recording ? LOOK_CHOSEN : LOOK_QUIET,
            cut_left(&bar, MIN(layout_button_width(&app->layout, ICON_NONE, without), half_px), 0),
            (Touch){TOUCH_CHOOSE, 0}, ICON_NONE, without);
}

static void layout_public(App *app)
{
    static const LabelStyle style = {TYPE_BODY, WEIGHT_BOLD, COLOUR_INK, ALIGN_LEFT, FALSE, 0};
    static const LabelStyle quiet = {TYPE_SMALL, WEIGHT_REGULAR, COLOUR_INK_SECOND,
                                     ALIGN_LEFT, FALSE,          0};
    const Desk *desk = app->office->after;
    int gap_px = theme_px(&app->theme, 12);
    g_autofree char *text = said(app);
    const char *names = app_say(app, N_("Names, addresses and signatures of citizens and "
                                        "confidential entries are never in it."));
    SDL_Rect area = part_header(app, app_say(app, N_("Public copy")), NULL, -1);
    layout_actions(app, &area);
    int text_px = layout_measure(&app->layout, area.w, style, text);
    layout_label(&app->layout, cut_top(&area, MIN(text_px, area.h), gap_px), style, text);
    int names_px = layout_measure(&app->layout, area.w, quiet, names);
    layout_label(&app->layout, cut_bottom(&area, MIN(names_px, area.h), gap_px), quiet, names);
    if (has_choice(desk->plan) && !desk->without_recording && desk->plan->stretches->len)
        part_list(app, area, &stretch_list, (int)desk->plan->stretches->len, &app->page);
}

static void enter_public(App *app)
{
    app->page = 0;
}

static gboolean handle_public(App *app, Touch touch)
{
    Desk *desk = app->office->after;
    if (touch.kind != TOUCH_CHOOSE || !has_choice(desk->plan))
        return FALSE;
    desk->without_recording = !desk->without_recording;
    return TRUE;
}

const Screen screen_public = {.enter = enter_public,
                              .layout = layout_public,
                              .handle = handle_public,
                              .idle_s = office_idle_s,
                              .tick = desk_tick};
