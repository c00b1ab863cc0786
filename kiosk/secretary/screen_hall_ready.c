/* Before the meeting: device by device what is well and what to do, the trial, and the one button
 * that starts; and the warning before a start with devices that nobody has tried. */
#include "kiosk/parts.h"
#include "kiosk/parts_list.h"
#include "kiosk/screens.h"
#include "kiosk/secretary/hall.h"
#include "kiosk/secretary/hall_ready.h"
#include "protocol/error.h"

static const struct {
    Icon icon;
    Colour ink;
} signs[] = {[VERDICT_NONE] = {ICON_CLOCK, COLOUR_INK_SECOND},
             [VERDICT_GOOD] = {ICON_CHECK, COLOUR_GOOD},
             [VERDICT_CARE] = {ICON_WARNING, COLOUR_CARE},
             [VERDICT_BAD] = {ICON_WARNING, COLOUR_DANGER}};

static const Icon icons[DEVICE_COUNT] = {
    [DEVICE_CAMERA] = ICON_CAMERA, [DEVICE_MICROPHONE] = ICON_MICROPHONE, [DEVICE_DISK] = ICON_DISK,
    [DEVICE_CLOCK] = ICON_CLOCK,   [DEVICE_PRINTER] = ICON_PRINTER,
};

static int icon_px(const App *app)
{
    return app->theme.type_px[TYPE_DISPLAY];
}

static int check_px(App *app, int width_px, int index)
{
    g_autofree char *said = NULL, *advice = NULL;
    ready_verdict(app, (Device)index, &said, &advice);
    return part_row_px(app, width_px - icon_px(app), said, advice);
}

static void layout_check_row(App *app, SDL_Rect rect, int index)
{
    g_autofree char *said = NULL, *advice = NULL;
    ReadyVerdict verdict = ready_verdict(app, (Device)index, &said, &advice);
    SDL_Rect left = cut_left(&rect, icon_px(app), 0);
    left.x += theme_px(&app->theme, 14);
    layout_icon(&app->layout, left, icons[index], icon_px(app) * 2 / 3, COLOUR_INK_SECOND);
    guint sign = app->layout.widgets->len;
    part_row(app, rect, said, advice, signs[verdict].icon);
    Widget *widget = &g_array_index(app->layout.widgets, Widget, sign);
    widget->icon_ink = signs[verdict].ink;
    widget->icon_px = app->theme.type_px[TYPE_BODY];
}

static const List list = {"check", .px = check_px, .layout = layout_check_row};

/* Two actions at the bottom of area, which keeps the rest: side by side, or one above the other. */
static void actions(App *app, SDL_Rect *area)
{
    const Theme *theme = &app->theme;
    const Ready *ready = app->office->hall->ready;
    gboolean proven = ready_is_proven(app), tried = ready->camera.verdict != VERDICT_NONE;
    const char *start = app_say(app, N_("Start the meeting"));
    const char *try =
        tried ? app_say(app, N_("Try again")) : app_say(app, N_("Try camera and microphone"));
    int start_px = layout_button_width(&app->layout, ICON_NONE, start);
    int try_px = layout_button_width(&app->layout, ICON_CAMERA, try);
    int height_px = MAX(theme->target_px, theme_px(theme, 92)), gap_px = theme_px(theme, 16);
    gboolean beside = start_px + gap_px + try_px <= area->w;
    SDL_Rect bar = cut_bottom(area, height_px, gap_px);
    SDL_Rect right = cut_right(&bar, beside ? start_px : bar.w, gap_px);
    if (!beside)
        bar = cut_bottom(area, height_px, gap_px);
    SDL_Rect left = cut_left(&bar, beside ? try_px : bar.w, 0);
    Widget *widget = layout_button(&app->layout, "start", proven ? LOOK_MAIN : LOOK_SECOND, right,
                                   (Touch){TOUCH_FLOW, EVENT_START}, ICON_NONE, start);
    widget->dim = !ready_may_begin(app);
    widget = layout_button(&app->layout, "try", proven ? LOOK_SECOND : LOOK_MAIN, left,
                           (Touch){TOUCH_FLOW, EVENT_TRY}, ICON_CAMERA, try);
    widget->dim = !ready_may_begin(app);
}

static void layout_ready(App *app)
{
    const Hall *hall = app->office->hall;
    const OfficeDesk *desk = app->office->desk;
    const ViewMeeting *meeting = desk ? desk->day->meeting : NULL;
    const GError *trouble = hall->trouble ? hall->trouble : hall->ready->trouble;
    g_autofree char *where = meeting ? view_where(app->language, meeting) : NULL;
    SDL_Rect area = part_header(app, app_say(app, N_("Before you start")), where, -1);
    actions(app, &area);
    if (trouble) {
        g_autofree char *text = message_error(app->language, trouble);
        LabelStyle style = {TYPE_BODY, WEIGHT_BOLD, COLOUR_DANGER, ALIGN_LEFT, FALSE, 0};
        int px = layout_measure(&app->layout, area.w, style, text);
        layout_label(&app->layout, cut_top(&area, px, theme_px(&app->theme, 12)), style, text);
    }
    part_list(app, area, &list, DEVICE_COUNT, &app->page);
}

static void enter_ready(App *app)
{
    app->office->looked_ms = 0;
}

static gboolean handle_ready(App *app, Touch touch)
{
    if (touch.kind != TOUCH_ROW)
        return FALSE;
    if (touch.value == DEVICE_CLOCK)
        return app_step(app, EVENT_CLOCK);
    if (touch.value == DEVICE_CAMERA || touch.value == DEVICE_MICROPHONE)
        return app_step(app, EVENT_TRY);
    return TRUE;
}

/* The safe way out is the main one. */
static void layout_doubts(App *app)
{
    const DeviceState *state = app->office->devices.state;
    gboolean absent = state[DEVICE_CAMERA] == DEVICE_BAD || state[DEVICE_MICROPHONE] == DEVICE_BAD;
    g_autofree char *doubts = ready_doubts(app);
    Notice notice = {.icon = ICON_WARNING,
                     .colour = COLOUR_DANGER,
                     .title = app_say(app, N_("Start all the same?")),
                     .text = doubts ? doubts : "",
                     .second_id = "anyway",
                     .second_label = app_say(app, N_("Start all the same")),
                     .second_event = EVENT_START,
                     .main_id = "try",
                     .main_label = app_say(app, N_("Try now")),
                     .main_event = EVENT_TRY,
                     .back = TRUE};
    if (absent) {
        notice.main_id = "list";
        notice.main_label = app_say(app, N_("To the checklist"));
        notice.main_event = EVENT_BACK;
    }
    part_notice(app, &notice);
}

const Screen screen_ready = {.enter = enter_ready,
                             .layout = layout_ready,
                             .handle = handle_ready,
                             .idle_s = office_idle_s,
                             .tick = office_tick};
const Screen screen_ready_doubts = {
    .layout = layout_doubts, .idle_s = office_idle_s, .tick = office_tick};
