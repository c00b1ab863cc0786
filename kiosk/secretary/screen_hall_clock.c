/* The clock: a person compares it with a watch, and sets it. */
#include "kiosk/parts.h"
#include "kiosk/parts_state.h"
#include "kiosk/screens.h"
#include "kiosk/secretary/hall.h"
#include "kiosk/secretary/hall_ready.h"
#include "kiosk/secretary/prepare.h"
#include "protocol/error.h"

#define DAY_MINUTES (24 * 60)

static void layout_clock(App *app)
{
    g_autofree char *iso = time_iso(app_unix_ms(app));
    g_autofree char *day = g_strndup(iso, 10), *date = view_date(app->language, day);
    g_autofree char *now = g_strdup_printf("%s, %.5s", date, iso + 11);
    Notice notice = {.icon = ICON_CLOCK,
                     .colour = COLOUR_ACTION,
                     .title = app_say(app, N_("Is this the right time?")),
                     .text = now,
                     .strong = TRUE,
                     .detail = app_say(app, N_("Compare it with your watch or telephone: this time "
                                               "stands in the protocol and in the recording.")),
                     .second_id = "set",
                     .second_label = app_say(app, N_("No, set it")),
                     .second_event = EVENT_EDIT_WHEN,
                     .main_id = "next",
                     .main_label = app_say(app, N_("Yes, it is right")),
                     .main_event = EVENT_NEXT,
                     .back = TRUE};
    part_notice(app, &notice);
}

/* The minute that is shown ends. */
static int tick_clock(App *app)
{
    int left_ms = (int)(60000 - app_unix_ms(app) % 60000);
    gint64 minute = app_unix_ms(app) / 60000;
    if (minute != app->office->hall->ready->shown_minute)
        app->dirty = TRUE;
    app->office->hall->ready->shown_minute = minute;
    return MIN(office_tick(app), left_ms);
}

static void layout_set(App *app)
{
    const Ready *ready = app->office->hall->ready;
    const Theme *theme = &app->theme;
    const char *label = app_say(app, N_("Set the clock"));
    SDL_Rect area = part_header(app, app_say(app, N_("Clock")), NULL, -1);
    SDL_Rect bar =
        cut_bottom(&area, MAX(theme->target_px, theme_px(theme, 84)), theme_px(theme, 16));
    int width_px = MIN(layout_button_width(&app->layout, ICON_CHECK, label), bar.w);
    layout_button(&app->layout, "next", LOOK_MAIN, cut_right(&bar, width_px, 0),
                  (Touch){TOUCH_FLOW, EVENT_NEXT}, ICON_CHECK, label)
        ->dim = ready->clock_asked;
    part_moment(app, area, &ready->date, ready->minute, NULL);
}

/* To the minute; days and hours go as those of a meeting. */
static gboolean handle_set(App *app, Touch touch)
{
    Ready *ready = app->office->hall->ready;
    if (touch.kind != TOUCH_STEP)
        return FALSE;
    int column = touch.value >> 1, up = touch.value & 1;
    if (column == 4) {
        ready->minute = (ready->minute + (up ? 1 : DAY_MINUTES - 1)) % DAY_MINUTES;
        return TRUE;
    }
    Prepare step = {.date = ready->date, .minute = ready->minute};
    prepare_step_time(&step, column, up);
    ready->date = step.date;
    ready->minute = step.minute;
    return TRUE;
}

const Screen screen_clock = {.layout = layout_clock, .idle_s = office_idle_s, .tick = tick_clock};
const Screen screen_clock_set = {
    .layout = layout_set, .handle = handle_set, .idle_s = office_idle_s, .tick = office_tick};
