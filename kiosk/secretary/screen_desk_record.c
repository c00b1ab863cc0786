/* After the meeting: the list of meetings, and one record with what it holds and lacks. */
#include <string.h>

#include "kiosk/parts.h"
#include "kiosk/parts_list.h"
#include "kiosk/screens.h"
#include "kiosk/secretary/desk_correct.h"
#include "kiosk/secretary/desk_parts.h"
#include "protocol/error.h"
#include "protocol/json_read.h"

static const struct {
    Icon icon;
    Colour colour;
} signs[] = {
    [DESK_LACK] = {ICON_WARNING, COLOUR_DANGER},   [DESK_REMARK] = {ICON_WARNING, COLOUR_CARE},
    [DESK_FACTS] = {ICON_CALENDAR, COLOUR_ACTION}, [DESK_PEOPLE] = {ICON_PERSON, COLOUR_ACTION},
    [DESK_ENTRY] = {ICON_PEN, COLOUR_ACTION},      [DESK_DECISION] = {ICON_CHECK, COLOUR_ACTION},
    [DESK_AWARD] = {ICON_CHECK, COLOUR_ACTION},    [DESK_RECORDING] = {ICON_CAMERA, COLOUR_ACTION},
    [DESK_REVIEW] = {ICON_LOUPE, COLOUR_ACTION},   [DESK_ADD] = {ICON_PEN, COLOUR_ACTION},
    [DESK_RECEIPTS] = {ICON_PAPER, COLOUR_ACTION}, [DESK_AGENDA] = {ICON_CLOCK, COLOUR_ACTION},
    [DESK_GONE] = {ICON_UNDO, COLOUR_ACTION},
};

static ListRow record_row(const App *app, int index)
{
    g_autoptr(GPtrArray) rows = app_once(app, desk_rows);
    const DeskRow *row = rows->pdata[index];
    return (ListRow){.text = desk_shortened(row->text),
                     .below = g_strdup(row->below),
                     .mark = signs[row->kind].icon,
                     .mark_ink = signs[row->kind].colour};
}

static const List record_list_rows = {"part", record_row};

static gboolean may_sign(const App *app)
{
    return !desk_is_sealed(app) && office_may_meet(app);
}

static const DeskWay ways[] = {
    {"give", N_("To a USB stick"), EVENT_GIVE, ICON_DISK, desk_is_kept},
    {"sign", N_("Signatures"), EVENT_SIGN, ICON_PEN, may_sign},
    {"seal", N_("Seal"), EVENT_SEAL, ICON_LOCK, may_sign},
    {"print", N_("Print"), EVENT_PRINT, ICON_PRINTER, desk_is_kept},
};

char *desk_title(const App *app)
{
    gint64 number = json_object_get_int_member_with_default(desk_record(app), "number", 0);
    g_autofree char *digits = g_strdup_printf("%d", (int)number);
    return number > 0 ? message_format(app->language, N_("Protocol No. {1}"), digits, NULL)
                      : g_strdup(app_say(app, N_("The protocol as it will be")));
}

/* What the next touch leads to, or why not. */
static char *standing(const App *app)
{
    int blocking = desk_blocking(app, FALSE), before = desk_blocking(app, TRUE);
    if (desk_is_sealed(app))
        return g_strdup(app_say(app, N_("Sealed: nothing of it can be changed any more.")));
    if (blocking < 0)
        return g_strdup(app_say(app, N_("One moment")));
    if (before > 0)
        return message_plural(app->language, "{1} thing is missing before it can be signed.",
                              "{1} things are missing before it can be signed.", before);
    return g_strdup(blocking > 0 ? app_say(app, N_("Nothing is missing but signatures."))
                                 : app_say(app, N_("Complete: it can be sealed.")));
}

static void layout_record(App *app)
{
    if (!desk_record(app)) {
        part_header(app, app_say(app, N_("One moment")), NULL, -1);
        return;
    }
    g_autoptr(GPtrArray) rows = app_once(app, desk_rows);
    g_autofree char *title = desk_title(app), *where = standing(app);
    SDL_Rect area = part_header(app, title, where, -1);
    gboolean whole = desk_blocking(app, FALSE) == 0 || desk_is_sealed(app);
    desk_ways(app, &area, ways, G_N_ELEMENTS(ways), whole);
    part_list(app, area, &record_list_rows, (int)rows->len, &app->page);
}

/* A row that leads nowhere from here says nothing. */
static gboolean handle_record(App *app, Touch touch)
{
    g_autoptr(GPtrArray) rows = app_once(app, desk_rows);
    return touch.kind == TOUCH_ROW && touch.value < (int)rows->len &&
           desk_open(app, rows->pdata[touch.value]);
}

const Screen screen_record = {
    .layout = layout_record, .handle = handle_record, .idle_s = office_idle_s, .tick = desk_tick};
