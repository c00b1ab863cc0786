/* Before the meeting: whether all that it needs is there, and the one button that starts it. */
#include "kiosk/parts.h"
#include "kiosk/parts_list.h"
#include "kiosk/screens.h"
#include "kiosk/secretary/hall.h"
#include "protocol/error.h"

/* What each device says when it is well, and what to do when it is not. */
static const struct {
    const char *good, *care;
    const char *advice;
} checks[DEVICE_COUNT] = {
    [DEVICE_CAMERA] = {N_("The camera is there"), N_("There is no camera"),
                       N_("Plug it in and wait a few seconds.")},
    [DEVICE_MICROPHONE] = {N_("The microphone is there"), N_("There is no microphone"),
                           N_("Plug it in and wait a few seconds.")},
    [DEVICE_DISK] = {N_("There is room on the disk"), N_("There is little room on the disk"),
                     N_("Free the disk, or use another card.")},
    [DEVICE_CLOCK] = {N_("The clock is right"), N_("The clock was not compared with the network"),
                      N_("Compare the time with your watch.")},
    [DEVICE_PRINTER] = {N_("The printer is there"), N_("There is no printer"),
                        N_("The meeting can be held without it: print later.")},
};

static const char *advice(const App *app, int index)
{
    DeviceState state = app->office->devices.state[index];
    return state == DEVICE_CARE || state == DEVICE_BAD ? app_say(app, checks[index].advice) : NULL;
}

static const char *said(const App *app, int index)
{
    DeviceState state = app->office->devices.state[index];
    return app_say(app, state == DEVICE_CARE || state == DEVICE_BAD ? checks[index].care
                                                                    : checks[index].good);
}

static int row_px(App *app, int width_px, int index)
{
    return part_row_px(app, width_px, said(app, index), advice(app, index));
}

static void row(App *app, SDL_Rect rect, int index)
{
    part_row(app, rect, said(app, index), advice(app, index),
             app->office->devices.state[index] == DEVICE_UNKNOWN ? ICON_CLOCK
             : advice(app, index)                                ? ICON_WARNING
                                                                 : ICON_CHECK);
}

static const List list = {"check", row_px, row};

static void layout_ready(App *app)
{
    const Theme *theme = &app->theme;
    const Hall *hall = app->office->hall;
    const OfficeDesk *desk = app->office->desk;
    const ViewMeeting *meeting = desk ? desk->day->meeting : NULL;
    g_autofree char *where = meeting ? view_where(app->language, meeting) : NULL;
    SDL_Rect area = part_header(app, app_say(app, N_("Before you start")), where, -1);
    SDL_Rect bar =
        cut_bottom(&area, MAX(theme->target_px, theme_px(theme, 92)), theme_px(theme, 16));
    const char *start = app_say(app, N_("Start the meeting"));
    int start_px = MIN(bar.w, layout_button_width(&app->layout, ICON_NONE, start));
    Widget *widget = layout_button(&app->layout, "start", LOOK_MAIN, cut_right(&bar, start_px, 0),
                                   (Touch){TOUCH_FLOW, EVENT_START}, ICON_NONE, start);
    widget->dim = !hall_may_start(app);
    if (hall->trouble) {
        g_autofree char *text = message_error(app->language, hall->trouble);
        LabelStyle style = {TYPE_BODY, WEIGHT_BOLD, COLOUR_DANGER, ALIGN_LEFT, FALSE, 0};
        int px = layout_measure(&app->layout, area.w, style, text);
        layout_label(&app->layout, cut_top(&area, px, theme_px(theme, 12)), style, text);
    }
    part_list(app, area, &list, DEVICE_COUNT, &app->page);
}

static void enter_ready(App *app)
{
    app->page = 0;
    app->office->looked_ms = 0;
}

const Screen screen_ready = {
    .enter = enter_ready, .layout = layout_ready, .idle_s = office_idle_s, .tick = office_tick};
