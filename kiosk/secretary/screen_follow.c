/* What is due: the entries and decisions that wait, by their term. */
#include "kiosk/parts.h"
#include "kiosk/parts_list.h"
#include "kiosk/parts_state.h"
#include "kiosk/screens.h"
#include "kiosk/secretary/case.h"
#include "kiosk/secretary/desk_parts.h"
#include "protocol/error.h"
#include "protocol/json_read.h"

static Case *of(const App *app)
{
    return app->office->followed;
}

static GPtrArray *shown(const App *app)
{
    return case_list(app, of(app)->tab);
}

static ListRow case_list_row(const App *app, int index)
{
    g_autoptr(GPtrArray) list = app_once(app, shown);
    JsonObject *row = list->pdata[index];
    g_autofree char *title = case_title(app, row), *term = case_term(app, row);
    g_autofree char *charge = case_charge(app, row);
    const char *words = json_read_text(row, "text");
    g_autofree char *brief = desk_shortened(words ? words : app_say(app, N_("Confidential")));
    gboolean late = json_object_get_boolean_member_with_default(row, "overdue", FALSE);
    return (ListRow){
        .text = g_strdup_printf("%s. %s", title, brief),
        .below = g_strdup_printf("%s%s%s\u00a0· %s", term ? term : "", term ? "\u00a0· " : "",
                                 case_state_text(app, json_read_text(row, "state")), charge),
        .icon = ICON_NEXT,
        .mark = late ? ICON_WARNING : ICON_CLOCK,
        .mark_ink = late ? COLOUR_DANGER : COLOUR_ACTION};
}

static const List follow_rows = {"case", case_list_row};

static void layout_follow(App *app)
{
    static const LabelStyle quiet = {TYPE_BODY,    WEIGHT_REGULAR, COLOUR_INK_SECOND,
                                     ALIGN_CENTRE, TRUE,           0};
    static const char *const names[CASES_TAB_COUNT] = {N_("Overdue: {1}"), N_("Today: {1}"),
                                                       N_("In 3 days: {1}"), N_("Open: {1}")};
    char *labels[CASES_TAB_COUNT];
    SDL_Rect area = part_header(app, app_say(app, N_("Follow-up")), NULL, -1);
    for (int i = 0; i < CASES_TAB_COUNT; i++) {
        g_autoptr(GPtrArray) list = case_list(app, (CasesTab)i);
        g_autofree char *count = g_strdup_printf("%u", list->len);
        labels[i] = message_format(app->language, names[i], count, NULL);
    }
    part_tabs(app, &area, (const char *const *)labels, CASES_TAB_COUNT, of(app)->tab);
    g_autoptr(GPtrArray) list = app_once(app, shown);
    if (list->len == 0)
        layout_label(&app->layout, area, quiet, app_say(app, N_("Nothing waits here.")));
    else
        part_list(app, area, &follow_rows, (int)list->len, &app->page);
    for (int i = 0; i < CASES_TAB_COUNT; i++)
        g_free(labels[i]);
}

/* 0: it has none. */
static int number_of(JsonObject *row, const char *member)
{
    return (int)json_object_get_int_member_with_default(row, member, 0);
}

/* What is worst is shown first; what was chosen stays. */
static void enter_follow(App *app)
{
    if (of(app)->entry || of(app)->decision)
        return;
    for (int tab = CASES_OVERDUE; tab < CASES_TAB_COUNT; tab++) {
        g_autoptr(GPtrArray) list = case_list(app, (CasesTab)tab);
        of(app)->tab = (CasesTab)tab;
        if (list->len > 0)
            return;
    }
}

static gboolean handle_follow(App *app, Touch touch)
{
    if (touch.kind == TOUCH_TAB && touch.value < CASES_TAB_COUNT) {
        of(app)->tab = (CasesTab)touch.value;
        app->page = 0;
        return TRUE;
    }
    g_autoptr(GPtrArray) list = case_list(app, of(app)->tab);
    if (touch.kind != TOUCH_ROW || touch.value >= (int)list->len)
        return FALSE;
    JsonObject *row = list->pdata[touch.value];
    case_open(app, number_of(row, "entry"), number_of(row, "decision"),
              json_read_text(row, "meeting"), FALSE);
    return app_step(app, EVENT_NEXT);
}

const Screen screen_follow = {.enter = enter_follow,
                              .layout = layout_follow,
                              .handle = handle_follow,
                              .idle_s = office_idle_s,
                              .tick = office_tick};
