/* What ends, what goes into an act, what can be taken back, what is removed for good. */
#include <string.h>

#include "kiosk/parts.h"
#include "kiosk/parts_list.h"
#include "kiosk/screens.h"
#include "kiosk/secretary/desk_parts.h"
#include "kiosk/secretary/dispose.h"
#include "kiosk/secretary/screen_enter.h"
#include "protocol/error.h"
#include "protocol/json_read.h"
#include "protocol/retention.h"

static const char *title(const App *app)
{
    return app_say(app, N_("Records whose term is over"));
}

static gboolean is(JsonObject *row, const char *state)
{
    return strcmp(json_read_text(row, "state"), state) == 0;
}

static char *date_of(const App *app, JsonObject *row, const char *member)
{
    const char *date = json_read_text(row, member);
    return date ? view_date(app->language, date) : g_strdup("");
}

/* "Protocol No. 3 · 20 November 2025" */
static char *row_text(const App *app, JsonObject *row)
{
    g_autofree char *digits = g_strdup_printf("%d", (int)json_object_get_int_member(row, "number"));
    g_autofree char *number = message_format(app->language, N_("Protocol No. {1}"), digits, NULL);
    g_autofree char *date = date_of(app, row, "date");
    return g_strdup_printf("%s\u00a0· %s", number, date);
}

/* How it stands with the record. */
static char *row_below(const App *app, JsonObject *row)
{
    int days = (int)json_object_get_int_member(row, "days_left");
    g_autofree char *open = retention_open_text(row, app->language);
    g_autofree char *until = date_of(app, row, "kept_until");
    g_autofree char *gone = date_of(app, row, "grace_until");
    if (is(row, "grace"))
        return message_format(app->language,
                              N_("In act No. {1}. Whole, and can be taken back: {2}"),
                              json_read_text(row, "act"), gone, NULL);
    if (is(row, "held"))
        return message_format(app->language, N_("Held, and stays: {1}"), json_read_text(row, "why"),
                              NULL);
    if (is(row, "due") && dispose_is_proposed(app, row))
        return message_format(app->language,
                              N_("The term is over ({1}), a checked copy is on another medium"),
                              until, NULL);
    if (is(row, "due"))
        return message_format(app->language, N_("Term ended on: {1}"), until, NULL);
    if (days < 0)
        return message_format(app->language, N_("The term is over, but still open are: {1}"), open,
                              NULL);
    return days == 0 ? g_strdup(app_say(app, N_("The term ends today")))
                     : message_plural(app->language, "The term ends in {1} day",
                                      "The term ends in {1} days", days);
}

static Icon row_icon(const App *app, JsonObject *row)
{
    return dispose_is_chosen(app, row) ? ICON_CHECK
           : is(row, "grace")          ? ICON_UNDO
           : is(row, "held")           ? ICON_LOCK
           : is(row, "due")            ? ICON_NONE
                                       : ICON_CLOCK;
}

static ListRow ending_row(const App *app, int index)
{
    JsonObject *row = dispose_row(app, index);
    return (ListRow){.text = row_text(app, row),
                     .below = row_below(app, row),
                     .icon = row_icon(app, row),
                     .chosen = dispose_is_chosen(app, row)};
}

static const List ending_list = {"ending", ending_row};

static const DeskWay ways[] = {
    {"remove", N_("Remove for good"), EVENT_REMOVE, ICON_ERASE, dispose_has_ended},
    {"act", N_("Draw up the act"), EVENT_NEXT, ICON_PAPER, dispose_has_chosen},
};

/* Why nothing can be done now, or what could be; g_free, NULL: nothing to say. */
static char *remark(const App *app, Colour *colour_out)
{
    const DisposeView *view = app->office->dispose->view;
    JsonObject *space = json_node_get_object(view->space);
    JsonArray *proposed = json_read_array(space, "proposed");
    *colour_out = COLOUR_CARE;
    if (app->office->refused)
        return message_error(app->language, app->office->refused);
    if (!view->trusted)
        return g_strdup(app_say(app, N_("The time is not certain: neither the network nor a clock "
                                        "chip set it. Nothing is disposed of until one does.")));
    if (proposed && json_array_get_length(proposed) > 0)
        return message_plural(app->language,
                              "The disk has room for {1} hour of recording. Some records are safe "
                              "elsewhere: they can go first.",
                              "The disk has room for {1} hours of recording. Some records are safe "
                              "elsewhere: they can go first.",
                              (int)json_object_get_int_member(space, "hours_left"));
    *colour_out = COLOUR_INK_SECOND;
    return dispose_row(app, 0)
               ? g_strdup(app_say(app, N_("Touch those that the commission gives up.")))
               : NULL;
}

static void layout_dispose(App *app)
{
    static const LabelStyle quiet = {TYPE_BODY,    WEIGHT_REGULAR, COLOUR_INK_SECOND,
                                     ALIGN_CENTRE, TRUE,           0};
    SDL_Rect area = part_header(app, title(app), NULL, -1);
    if (!app->office->dispose->view) {
        layout_label(&app->layout, area, quiet, app_say(app, N_("One moment")));
        return;
    }
    int count = 0;
    while (dispose_row(app, count))
        count++;
    desk_ways(app, &area, ways, G_N_ELEMENTS(ways), TRUE);
    LabelStyle style = {TYPE_SMALL, WEIGHT_REGULAR, COLOUR_INK_SECOND, ALIGN_LEFT, FALSE, 0};
    g_autofree char *said = remark(app, &style.ink);
    if (said) {
        int px = MIN(layout_measure(&app->layout, area.w, style, said), area.h / 2);
        layout_label(&app->layout, cut_top(&area, px, theme_px(&app->theme, 12)), style, said);
    }
    if (count)
        part_list(app, area, &ending_list, count, &app->page);
    else
        layout_label(&app->layout, area, quiet,
                     app_say(app, N_("No term ends in the next thirty days.")));
}

/* A record that is due is chosen or not; of one in its week is told what can be done. */
static gboolean handle_dispose(App *app, Touch touch)
{
    Dispose *dispose = app->office->dispose;
    JsonObject *row = touch.kind == TOUCH_ROW ? dispose_row(app, touch.value) : NULL;
    if (!row)
        return FALSE;
    const char *id = json_read_text(row, "meeting");
    if (is(row, "grace")) {
        g_free(dispose->id);
        dispose->id = g_strdup(id);
        return app_step(app, EVENT_WHAT);
    }
    if (is(row, "due") && !g_hash_table_remove(dispose->chosen, id))
        g_hash_table_add(dispose->chosen, g_strdup(id));
    return TRUE;
}

static void layout_who(App *app)
{
    part_question(app, title(app), app_say(app, N_("Who is in the commission?")),
                  app_say(app, N_("Rank, surname and initials: so they stand in the act.")),
                  app_say(app, N_("Next")));
}

static void layout_pin(App *app)
{
    part_own_pin(app, title(app), NULL);
}

static void layout_record(App *app)
{
    JsonObject *row = dispose_chosen_row(app);
    if (!row) {
        part_header(app, app_say(app, N_("One moment")), NULL, -1);
        return;
    }
    g_autofree char *text = row_text(app, row), *below = row_below(app, row);
    Notice notice = {.icon = ICON_CLOCK,
                     .colour = COLOUR_CARE,
                     .title = text,
                     .text = below,
                     .second_id = "act",
                     .second_label = app_say(app, N_("Read the act")),
                     .second_event = EVENT_REVIEW,
                     .main_id = "undo",
                     .main_label = app_say(app, N_("Take it back")),
                     .main_event = EVENT_NEXT,
                     .back = TRUE};
    part_notice(app, &notice);
}

static void layout_why(App *app)
{
    g_autofree char *refused =
        app->office->refused ? message_error(app->language, app->office->refused) : NULL;
    part_question(app, title(app),
                  refused ? refused : app_say(app, N_("Why is the record taken back?")), NULL,
                  app_say(app, N_("Take it back")));
}

static void layout_end(App *app)
{
    g_autofree char *question =
        message_plural(app->language, "Remove {1} record for good?", "Remove {1} records for good?",
                       app->office->dispose->view ? app->office->dispose->view->ended : 0);
    Notice notice = {
        .icon = ICON_ERASE,
        .colour = COLOUR_DANGER,
        .title = question,
        .text =
            app_say(app, N_("Video, protocol, names and words of citizens are destroyed; nobody "
                            "can bring them back. Number, date, hashes and the act stay.")),
        .second_id = "remove",
        .second_label = app_say(app, N_("Remove for good")),
        .second_event = EVENT_TAKE_AWAY,
        .main_id = "stay",
        .main_label = app_say(app, N_("Leave them")),
        .main_event = EVENT_STAY};
    part_notice(app, &notice);
}

#define DISPOSE .idle_s = office_idle_s
const Screen screen_dispose = {.layout = layout_dispose, .handle = handle_dispose, DISPOSE};
const Screen screen_dispose_who = {
    .layout = layout_who, DISPOSE, .first = FIELD_CHAIR, .last = FIELD_OTHER_MEMBER};
const Screen screen_dispose_pin = {
    .layout = layout_pin, DISPOSE, .first = FIELD_PIN, .last = FIELD_PIN};
const Screen screen_dispose_record = {.layout = layout_record, DISPOSE};
const Screen screen_dispose_why = {
    .layout = layout_why, DISPOSE, .first = FIELD_REASON, .last = FIELD_REASON};
const Screen screen_dispose_end = {.layout = layout_end, DISPOSE};
