/* Receipts for the citizens whose words stand in the record: all at once, or one by one. */
#include "kiosk/parts.h"
#include "kiosk/parts_list.h"
#include "kiosk/parts_state.h"
#include "kiosk/screens.h"
#include "kiosk/secretary/case.h"
#include "kiosk/secretary/desk.h"
#include "protocol/error.h"
#include "protocol/json_read.h"

static Desk *of(const App *app)
{
    return app->office->after;
}

static guint entry_count(const App *app)
{
    JsonArray *entries = desk_list(app, "entries");
    return entries ? json_array_get_length(entries) : 0;
}

/* Of the row behind that for all of them. */
static JsonObject *entry_at(const App *app, int index)
{
    return json_array_get_object_element(desk_list(app, "entries"), (guint)index - 1);
}

static int number_at(const App *app, int index)
{
    return (int)json_object_get_int_member(entry_at(app, index), "entry");
}

static gboolean is_printed(const App *app, int index)
{
    return g_hash_table_contains(of(app)->printed, GINT_TO_POINTER(number_at(app, index)));
}

static ListRow receipt_row(const App *app, int index)
{
    if (index == 0) {
        g_autofree char *count = g_strdup_printf("%u", entry_count(app));
        return (ListRow){.text = message_format(app->language, N_("Print all: {1}"), count, NULL),
                         .icon = ICON_PRINTER};
    }
    JsonObject *initiator = json_read_object(entry_at(app, index), "initiator");
    gboolean printed = is_printed(app, index);
    g_autofree char *name =
        initiator ? desk_name(initiator) : g_strdup(app_say(app, N_("anonymous")));
    g_autofree char *title = case_title(app, entry_at(app, index));
    return (ListRow){
        .text = g_strdup_printf("%s\u00a0· %s", title, name),
        .below = g_strdup(app_say(app, printed ? N_("printed") : N_("not printed from here yet"))),
        .icon = printed ? ICON_CHECK : ICON_PRINTER};
}

static const List list = {"receipt", receipt_row};

static void layout_receipts(App *app)
{
    const char *papers[] = {app_say(app, N_("A6 sheet")), app_say(app, N_("Roll of 80 mm"))};
    SDL_Rect area = part_header(app, app_say(app, N_("Receipts")), NULL, -1);
    part_tabs(app, &area, papers, G_N_ELEMENTS(papers), of(app)->roll);
    part_list(app, area, &list, 1 + (int)entry_count(app), &app->page);
}

static gboolean handle_receipts(App *app, Touch touch)
{
    if (touch.kind == TOUCH_TAB) {
        of(app)->roll = touch.value == 1;
        return TRUE;
    }
    if (touch.kind != TOUCH_ROW || touch.value > (int)entry_count(app))
        return FALSE;
    desk_begin_papers(app, of(app)->roll ? DOCUMENT_RECEIPT_ROLL : DOCUMENT_RECEIPT,
                      touch.value > 0 ? number_at(app, touch.value) : 0);
    return app_step(app, EVENT_NEXT);
}

const Screen screen_receipts = {.layout = layout_receipts,
                                .handle = handle_receipts,
                                .idle_s = office_idle_s,
                                .tick = desk_tick};
