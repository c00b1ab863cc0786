/* When something was said, by the recording or by the clock; the points of the agenda; when the
 * meeting began and ended; what was withdrawn and can be put back. */
#include <string.h>

#include "kiosk/parts.h"
#include "kiosk/parts_list.h"
#include "kiosk/parts_state.h"
#include "kiosk/screens.h"
#include "kiosk/secretary/desk_correct.h"
#include "kiosk/secretary/desk_moment.h"
#include "kiosk/secretary/desk_parts.h"
#include "kiosk/secretary/hall.h"
#include "kiosk/secretary/playback_parts.h"
#include "kiosk/secretary/prepare.h"
#include "protocol/clock.h"
#include "protocol/error.h"
#include "protocol/json_read.h"

/* ---- the moment on the recording */

/* Asks for the moment of the note or of the point; what is left of the screen. */
static SDL_Rect moment_header(App *app)
{
    const Note *note = app->office->hall->note;
    g_autofree char *digits = g_strdup_printf("%d", app->office->after->point);
    g_autofree char *point =
        message_format(app->language, N_("Point {1} of the agenda"), digits, NULL);
    if (desk_moves_mark(app))
        return part_header(app, app_say(app, N_("When was the point reached?")), point, -1);
    return part_header(app, app_say(app, N_("When was it said?")),
                       note ? hall_kind_name(app, note->kind) : NULL, -1);
}

/* A minute and five seconds back, play or pause, five seconds and a minute on. */
static void layout_moment(App *app)
{
    static const PlaybackStep steps[] = {
        {"back:60", -60}, {"back:5", -5}, {"on:5", 5}, {"on:60", 60}};
    const Theme *theme = &app->theme;
    SDL_Rect area = moment_header(app);
    playback_layout_steps(app, &area, steps, G_N_ELEMENTS(steps));
    const char *label = app_say(app, N_("This moment"));
    int gap_px = theme_px(theme, 16);
    SDL_Rect row =
        cut_bottom(&area, MAX(theme->target_px, theme_px(theme, 84)), theme_px(theme, 12));
    int px = MIN(layout_button_width(&app->layout, ICON_CHECK, label), row.w / 2);
    layout_button(&app->layout, "next", LOOK_MAIN, cut_right(&row, px, gap_px),
                  (Touch){TOUCH_FLOW, EVENT_NEXT}, ICON_CHECK, label)
        ->dim = !desk_may_place(app);
    playback_layout_place(app, row);
    playback_layout_picture(app, area);
}

/* ---- by the clock */

static void layout_moment_time(App *app)
{
    static const int shares[] = {1, 1, 1};
    int second = app->office->after->second;
    char texts[3][8];
    g_snprintf(texts[0], sizeof texts[0], "%02d", second / 3600);
    g_snprintf(texts[1], sizeof texts[1], "%02d", second / 60 % 60);
    g_snprintf(texts[2], sizeof texts[2], "%02d", second % 60);
    const char *columns[] = {texts[0], texts[1], texts[2]};
    g_autofree char *time =
        g_strdup_printf("%02d:%02d:%02d", second / 3600, second / 60 % 60, second % 60);
    SDL_Rect area = moment_header(app);
    desk_layout_steps(app, area, time, columns, shares, G_N_ELEMENTS(columns));
}

static gboolean handle_moment_time(App *app, Touch touch)
{
    static const int seconds[] = {3600, 60, 1};
    if (touch.kind != TOUCH_STEP || touch.value >> 1 >= (int)G_N_ELEMENTS(seconds))
        return FALSE;
    int *second = &app->office->after->second, step = seconds[touch.value >> 1], day = 24 * 3600;
    *second = (*second + (touch.value & 1 ? step : day - step)) % day;
    return TRUE;
}

/* ---- the points of the agenda */

static ListRow mark_row(const App *app, int index)
{
    g_autoptr(GPtrArray) marks = desk_marks(app);
    JsonObject *point = marks->pdata[index], *mark = json_read_object(point, "mark");
    int number = (int)json_object_get_int_member(point, "point");
    const char *wall = json_read_text(mark, "wall");
    g_autofree char *time = wall && strlen(wall) >= 19 ? g_strndup(wall + 11, 8) : g_strdup("");
    gint64 at_ms = json_object_get_int_member_with_default(mark, "position_ms", 0);
    g_autofree char *place = time_length(at_ms / 1000);
    const char *words = json_read_text(point, app->language == LANGUAGE_KK ? "kk" : "ru");
    g_autofree char *brief = desk_shortened(words ? words : "");
    return (ListRow){.text = g_strdup_printf("%d. %s", number, brief),
                     .below = json_object_get_int_member_with_default(mark, "take", 0)
                                  ? message_format(app->language, N_("{1} · in the recording {2}"),
                                                   time, place, NULL)
                                  : g_steal_pointer(&time),
                     .icon = ICON_CLOCK};
}

static const List mark_list = {"mark", mark_row};

static void layout_marks(App *app)
{
    g_autoptr(GPtrArray) marks = desk_marks(app);
    SDL_Rect area = part_header(app, app_say(app, N_("Points of the agenda")), NULL, -1);
    part_list(app, area, &mark_list, (int)marks->len, &app->page);
}

static gboolean handle_marks(App *app, Touch touch)
{
    g_autoptr(GPtrArray) marks = desk_marks(app);
    if (touch.kind != TOUCH_ROW || touch.value >= (int)marks->len)
        return FALSE;
    app->office->after->point = (int)json_object_get_int_member(marks->pdata[touch.value], "point");
    return app_step(app, EVENT_NEXT);
}

/* ---- when the meeting began and ended */

static void layout_held(App *app)
{
    static const int shares[] = {1, 1, 1, 1};
    const Prepare *prepare = app->office->prepare;
    const int minutes[] = {prepare->minute, prepare->end_minute};
    char texts[4][8], times[2][8];
    for (int i = 0; i < 2; i++) {
        g_snprintf(texts[2 * i], sizeof texts[0], "%02d", minutes[i] / 60);
        g_snprintf(texts[2 * i + 1], sizeof texts[0], "%02d", minutes[i] % 60);
        g_snprintf(times[i], sizeof times[0], "%02d:%02d", minutes[i] / 60, minutes[i] % 60);
    }
    int long_ = (minutes[1] - minutes[0] + 24 * 60) % (24 * 60);
    g_autofree char *lasted = g_strdup_printf("%d:%02d", long_ / 60, long_ % 60);
    g_autofree char *said = message_format(app->language, N_("From {1} to {2}, that is {3}"),
                                           times[0], times[1], lasted, NULL);
    g_autofree char *refused =
        app->office->refused ? message_error(app->language, app->office->refused) : NULL;
    const char *columns[] = {texts[0], texts[1], texts[2], texts[3]};
    SDL_Rect area = part_header(app, app_say(app, N_("When did it begin and end?")), NULL, -1);
    desk_layout_steps(app, area, refused ? refused : said, columns, shares, G_N_ELEMENTS(columns));
}

static gboolean handle_held(App *app, Touch touch)
{
    if (touch.kind != TOUCH_STEP || touch.value >> 1 > 3)
        return FALSE;
    Prepare *prepare = app->office->prepare;
    int column = touch.value >> 1, day = 24 * 60, step = column % 2 ? 1 : 60;
    int *minute = column < 2 ? &prepare->minute : &prepare->end_minute;
    *minute = (*minute + (touch.value & 1 ? step : day - step)) % day;
    g_clear_error(&app->office->refused);
    return TRUE;
}

/* ---- what was withdrawn */

static ListRow gone_row(const App *app, int index)
{
    static const char *const texts[MEETING_ITEM_COUNT] = {
        [MEETING_ATTENDEE] = N_("Attendee No. {1}"),
        [MEETING_ENTRY] = N_("Entry No. {1}"),
        [MEETING_DECISION] = N_("Decision No. {1}"),
        [MEETING_AWARD] = N_("Award No. {1}"),
        [MEETING_ANNOUNCEMENT] = N_("Announcement No. {1}"),
        [MEETING_MARK] = N_("Point {1} of the agenda"),
        [MEETING_INVITATION] = N_("Invitation No. {1}"),
    };
    MeetingItem item;
    int number;
    const char *why = desk_gone(app, index, &item, &number);
    g_autofree char *digits = g_strdup_printf("%d", number);
    return (ListRow){.text = message_format(app->language, texts[item], digits, NULL),
                     .below = g_strdup(app_say(app, why)),
                     .icon = ICON_UNDO};
}

static const List gone_list = {"gone", gone_row};

static void layout_gone(App *app)
{
    SDL_Rect area = part_header(app, app_say(app, N_("What is to be put back?")), NULL, -1);
    part_list(app, area, &gone_list, desk_gone_count(app), &app->page);
}

static gboolean handle_gone(App *app, Touch touch)
{
    if (touch.kind != TOUCH_ROW || touch.value >= desk_gone_count(app))
        return FALSE;
    desk_choose_gone(app, touch.value);
    return app_step(app, EVENT_UNDROP);
}

#define COMMON .idle_s = office_idle_s, .tick = desk_tick
const Screen screen_moment = {.layout = layout_moment,
                              .handle = playback_handle,
                              .idle_s = playback_idle_s,
                              .tick = playback_tick,
                              .dark = TRUE};
const Screen screen_moment_time = {
    .layout = layout_moment_time, .handle = handle_moment_time, COMMON};
const Screen screen_marks = {.layout = layout_marks, .handle = handle_marks, COMMON};
const Screen screen_held = {
    .layout = layout_held, .handle = handle_held, .idle_s = office_idle_s, .tick = office_tick};
const Screen screen_gone = {.layout = layout_gone, .handle = handle_gone, COMMON};
