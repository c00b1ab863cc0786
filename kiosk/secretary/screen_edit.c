/* One thing that is set of a meeting: when, where, who, the announcement. */
#include "kiosk/parts.h"
#include "kiosk/parts_list.h"
#include "kiosk/parts_state.h"
#include "kiosk/screens.h"
#include "kiosk/secretary/prepare.h"
#include "protocol/error.h"

static const char *title_of(const App *app)
{
    return app->office->prepare->is_new ? app_say(app, N_("New meeting"))
                                        : app_say(app, N_("Preparation"));
}

/* Why the last change was refused; g_free, NULL: it was not. */
static char *why(const App *app)
{
    return app->office->refused ? message_error(app->language, app->office->refused) : NULL;
}

/* "Save" at the bottom right and, where there is something to take away, that at the left. */
static void actions(App *app, SDL_Rect *area, const char *label)
{
    int px = MAX(app->theme.target_px, theme_px(&app->theme, 84));
    SDL_Rect bar = cut_bottom(area, px, theme_px(&app->theme, 16));
    int width_px = MIN(layout_button_width(&app->layout, ICON_CHECK, label), bar.w);
    layout_button(&app->layout, "next", LOOK_MAIN, cut_right(&bar, width_px, 0),
                  (Touch){TOUCH_FLOW, EVENT_NEXT}, ICON_CHECK, label)
        ->dim = app->office->prepare->saving;
}

static void layout_when(App *app)
{
    const Prepare *prepare = app->office->prepare;
    g_autofree char *refused = why(app);
    SDL_Rect area = part_header(app, title_of(app), NULL, -1);
    actions(app, &area,
            prepare->is_new ? app_say(app, N_("Put into the plan")) : app_say(app, N_("Save")));
    part_moment(app, area, &prepare->date, prepare->minute, refused);
}

static gboolean handle_when(App *app, Touch touch)
{
    if (touch.kind != TOUCH_STEP)
        return FALSE;
    prepare_step_time(app->office->prepare, touch.value >> 1, touch.value & 1);
    g_clear_error(&app->office->refused);
    return TRUE;
}

/* Beside the fields: takes away who is edited. */
static void erase(App *app, SDL_Rect *fields)
{
    int px = app->theme.target_px;
    SDL_Rect rect = cut_right(fields, px, theme_px(&app->theme, 16));
    rect.y += rect.h - px;
    rect.h = px;
    layout_button(&app->layout, "take-away", LOOK_QUIET, rect, (Touch){TOUCH_FLOW, EVENT_TAKE_AWAY},
                  ICON_ERASE, "");
}

/* A question, count fields from first, and the keyboard. */
static void layout_fields(App *app, const char *question, Field first, int count,
                          const char *go_label)
{
    g_autofree char *refused = why(app);
    SDL_Rect area = part_header(app, title_of(app), NULL, -1);
    int fields_px = part_fields_px(app, first, count), keyboard_px = part_keyboard_px(app, area);
    if (!part_title(app, &area, fields_px + keyboard_px, refused ? refused : question, NULL)) {
        layout_clear(&app->layout);
        area = part_header(app, question, NULL, -1);
    }
    part_keyboard(app, &area, go_label);
    SDL_Rect fields = cut_top(&area, MIN(fields_px, area.h), 0);
    if (app->state == STATE_EDIT_RANK && prepare_can_take_away(app))
        erase(app, &fields);
    part_fields(app, fields, first, count);
}

static const char *go_label(const App *app, gboolean last)
{
    return last && !app->office->prepare->is_new ? app_say(app, N_("Save"))
                                                 : app_say(app, N_("Next"));
}

static void layout_place(App *app)
{
    layout_fields(app, app_say(app, N_("Where is it, and for which precincts?")), FIELD_PLACE, 2,
                  go_label(app, TRUE));
}

static gboolean is_secretary(const App *app)
{
    return app->office->prepare->secretary;
}

static void layout_rank(App *app)
{
    layout_fields(app,
                  is_secretary(app) ? app_say(app, N_("Who keeps the protocol?"))
                                    : app_say(app, N_("Who reports?")),
                  FIELD_RANK, 2, go_label(app, FALSE));
}

static void layout_official(App *app)
{
    layout_fields(app, app_say(app, N_("What is the name?")), FIELD_OFFICIAL_SURNAME, 3,
                  go_label(app, TRUE));
}

static ListRow channel_row(const App *app, int index)
{
    return (ListRow){.text = g_strdup(app_say(app, prepare_channels[index].text)),
                     .icon = ICON_NEXT};
}

static const List channel_list = {"channel", channel_row};

static void layout_announce(App *app)
{
    g_autofree char *refused = why(app);
    SDL_Rect area = part_header(app, title_of(app), NULL, -1);
    part_title(app, &area, area.h * 2 / 3, app_say(app, N_("How was it announced today?")),
               refused);
    part_list(app, area, &channel_list, PREPARE_CHANNELS, &app->page);
}

static ListRow format_row(const App *app, int index)
{
    const char *now = json_object_get_string_member_with_default(prepare_record(app), "format", "");
    gboolean chosen = g_strcmp0(now, prepare_formats[index].code) == 0;
    return (ListRow){.text = g_strdup(app_say(app, prepare_formats[index].text)),
                     .icon = chosen ? ICON_CHECK : ICON_NONE};
}

static const List format_list = {"format", format_row};

static void layout_format(App *app)
{
    g_autofree char *refused = why(app);
    SDL_Rect area = part_header(app, title_of(app), NULL, -1);
    if (!prepare_record(app))
        return;
    part_title(app, &area, area.h * 2 / 3, app_say(app, N_("How is it held?")), refused);
    part_list(app, area, &format_list, PREPARE_FORMATS, &app->page);
}

static gboolean handle_format(App *app, Touch touch)
{
    if (touch.kind != TOUCH_ROW || touch.value >= PREPARE_FORMATS)
        return FALSE;
    app->office->prepare->format = touch.value;
    return app_step(app, EVENT_NEXT);
}

static void layout_convener(App *app)
{
    layout_fields(app, app_say(app, N_("Who called it, and how many are expected?")),
                  FIELD_CONVENER, 2, go_label(app, TRUE));
}

static void enter_announce(App *app)
{
    app->office->prepare->channel = -1;
}

static gboolean handle_announce(App *app, Touch touch)
{
    if (touch.kind != TOUCH_ROW || touch.value >= PREPARE_CHANNELS)
        return FALSE;
    app->office->prepare->channel = touch.value;
    return app_step(app, EVENT_NEXT);
}

#define EDIT .idle_s = office_idle_s
const Screen screen_edit_when = {.layout = layout_when, .handle = handle_when, EDIT};
const Screen screen_edit_place = {
    .layout = layout_place, EDIT, .first = FIELD_PLACE, .last = FIELD_PRECINCTS};
const Screen screen_edit_rank = {
    .layout = layout_rank, EDIT, .first = FIELD_RANK, .last = FIELD_POSITION};
const Screen screen_edit_official = {.layout = layout_official,
                                     EDIT,
                                     .first = FIELD_OFFICIAL_SURNAME,
                                     .last = FIELD_OFFICIAL_PATRONYMIC};
const Screen screen_format = {.layout = layout_format, .handle = handle_format, EDIT};
const Screen screen_edit_convener = {
    .layout = layout_convener, EDIT, .first = FIELD_CONVENER, .last = FIELD_EXPECTED};
const Screen screen_announce = {
    .enter = enter_announce, .layout = layout_announce, .handle = handle_announce, EDIT};
