/* Any day, stepped through: by when a decision is to be done, how long a check may take. */
#include <string.h>

#include "kiosk/parts.h"
#include "kiosk/parts_state.h"
#include "kiosk/screens.h"
#include "kiosk/secretary/hall.h"
#include "kiosk/secretary/prepare.h"
#include "protocol/error.h"

void hall_begin_day(App *app)
{
    GDate *date = &app->office->prepare->date;
    const Note *note = app->office->hall->note;
    JsonObject *record = prepare_record(app);
    const char *day = record ? json_object_get_string_member_with_default(record, "date", "") : "";
    /* Who comes back to a meeting in session has not been at home, where the day is read. */
    g_autofree char *today = time_iso(app_unix_ms(app));
    today[strlen("YYYY-MM-DD")] = '\0';
    if (!(note && note->due && date_parse(note->due, date)) && !date_parse(day, date))
        date_parse(today, date);
}

void hall_take_day(App *app)
{
    g_autofree char *date = prepare_date(app);
    if (!app->office->hall->note)
        return;
    hall_set(&app->office->hall->note->due, date);
    hall_keep_notes(app);
}

static void done_button(App *app, SDL_Rect *area, const char *label)
{
    SDL_Rect bar = cut_bottom(area, MAX(app->theme.target_px, theme_px(&app->theme, 84)),
                              theme_px(&app->theme, 16));
    int px = MIN(layout_button_width(&app->layout, ICON_CHECK, label), bar.w);
    layout_button(&app->layout, "next", LOOK_MAIN, cut_right(&bar, px, 0),
                  (Touch){TOUCH_FLOW, EVENT_NEXT}, ICON_CHECK, label);
}

void prepare_layout_day(App *app, const char *title, const char *label)
{
    const GDate *date = &app->office->prepare->date;
    if (!g_date_valid(date))
        return;
    SDL_Rect area = part_header(app, title, NULL, -1);
    done_button(app, &area, label);
    part_moment(app, area, date, -1, NULL);
}

gboolean prepare_handle_day(App *app, Touch touch)
{
    if (touch.kind != TOUCH_STEP || !g_date_valid(&app->office->prepare->date))
        return FALSE;
    prepare_step_time(app->office->prepare, touch.value >> 1, touch.value & 1);
    return TRUE;
}

static void layout_day(App *app)
{
    prepare_layout_day(app, app_say(app, N_("By when")), app_say(app, N_("Done")));
}

const Screen screen_note_day = {.layout = layout_day,
                                .handle = prepare_handle_day,
                                .idle_s = office_idle_s,
                                .tick = office_tick,
                                .dark = TRUE};
