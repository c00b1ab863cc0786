/* The meetings that are to be held, and one of them with all that is set of it. */
#include <string.h>

#include "kiosk/parts.h"
#include "kiosk/parts_list.h"
#include "kiosk/parts_state.h"
#include "kiosk/screens.h"
#include "kiosk/secretary/desk_correct.h"
#include "kiosk/secretary/prepare.h"
#include "protocol/error.h"
#include "protocol/json_read.h"

static char *join(JsonArray *texts)
{
    GString *list = g_string_new(NULL);
    for (guint i = 0; texts && i < json_array_get_length(texts); i++)
        g_string_append_printf(list, "%s%s", i ? ", " : "",
                               json_array_get_string_element(texts, i));
    return g_string_free(list, FALSE);
}

/* ---- the list of meetings */

char *prepare_meeting_title(const App *app, JsonObject *meeting)
{
    g_autofree char *date = view_date(app->language, json_read_shown(meeting, "date"));
    g_autofree char *time = g_strndup(json_read_shown(meeting, "time"), 5);
    return g_strdup_printf("%s, %s", date, time);
}

char *prepare_meeting_below(const App *app, JsonObject *meeting)
{
    g_autofree char *precincts = join(json_object_get_array_member(meeting, "precincts"));
    const char *place = json_read_shown(meeting, "place");
    if (strcmp(json_read_shown(meeting, "kind"), "chief") == 0)
        return g_strdup_printf("%s\u00a0· %s", app_say(app, N_("Report of the chief")), place);
    g_autofree char *precinct =
        message_format(app->language, N_("Precinct No. {1}"), precincts, NULL);
    return g_strdup_printf("%s\u00a0· %s", precinct, place);
}

static ListRow meeting_row(const App *app, int index)
{
    g_autoptr(GPtrArray) meetings = app_once(app, prepare_meetings);
    JsonObject *meeting = meetings->pdata[index];
    return (ListRow){.text = prepare_meeting_title(app, meeting),
                     .below = prepare_meeting_below(app, meeting),
                     .icon = ICON_NEXT};
}

static const List meeting_list = {"meeting", meeting_row};

/* The main action at the bottom right of area, which keeps the rest. */
static void main_action(App *app, SDL_Rect *area, const char *id, FlowEvent event,
                        const char *label)
{
    int px = MAX(app->theme.target_px, theme_px(&app->theme, 84));
    SDL_Rect bar = cut_bottom(area, px, theme_px(&app->theme, 16));
    int width_px = MIN(layout_button_width(&app->layout, ICON_NONE, label), bar.w);
    layout_button(&app->layout, id, LOOK_MAIN, cut_right(&bar, width_px, 0),
                  (Touch){TOUCH_FLOW, (int)event}, ICON_NONE, label);
}

static void layout_planned(App *app)
{
    static const LabelStyle quiet = {TYPE_BODY,  WEIGHT_REGULAR, COLOUR_INK_SECOND,
                                     ALIGN_LEFT, FALSE,          0};
    g_autoptr(GPtrArray) meetings = app_once(app, prepare_meetings);
    SDL_Rect area = part_header(app, app_say(app, N_("Planned meetings")), NULL, -1);
    main_action(app, &area, "new", EVENT_NEW, app_say(app, N_("New meeting")));
    if (meetings->len == 0)
        layout_label(&app->layout, area, quiet, app_say(app, N_("No meeting is planned")));
    else
        part_list(app, area, &meeting_list, (int)meetings->len, &app->page);
}

static gboolean handle_planned(App *app, Touch touch)
{
    g_autoptr(GPtrArray) meetings = app_once(app, prepare_meetings);
    if (touch.kind != TOUCH_ROW || touch.value >= (int)meetings->len)
        return FALSE;
    office_choose(app, json_read_shown(meetings->pdata[touch.value], "id"));
    return app_step(app, EVENT_PREPARE);
}

/* ---- which kind */

static void layout_kind(App *app)
{
    static const struct {
        const char *id, *text, *below;
    } kinds[] = {
        {"kind:inspector", N_("Report of a precinct inspector"), N_("Once a quarter at least")},
        {"kind:chief", N_("Report of the chief"), N_("Once a year at least")}};
    SDL_Rect area = part_header(app, app_say(app, N_("New meeting")), NULL, -1);
    part_title(app, &area, area.h / 2, app_say(app, N_("Who reports?")), NULL);
    int gap_px = theme_px(&app->theme, 20);
    int height_px = MIN(theme_px(&app->theme, 170), (area.h - gap_px) / 2);
    for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
        SDL_Rect rect = cut_top(&area, height_px, gap_px);
        layout_add(&app->layout, kinds[i].id, LOOK_CARD, rect, (Touch){TOUCH_ROW, (int)i});
        part_row(app, rect, app_say(app, kinds[i].text), app_say(app, kinds[i].below), ICON_NEXT);
    }
}

static gboolean handle_kind(App *app, Touch touch)
{
    if (touch.kind != TOUCH_ROW)
        return FALSE;
    app->office->prepare->chief = touch.value == 1;
    return app_step(app, EVENT_NEXT);
}

/* ---- one meeting: a row for each thing that is set of it */

typedef struct {
    char *text, *below;
    FlowEvent event;
    /* of EVENT_EDIT_OFFICIAL */
    JsonObject *official; /* borrowed from the record; NULL: a new one */
    gboolean secretary;
} Line;

static void line_free(gpointer data)
{
    Line *line = data;
    g_free(line->text);
    g_free(line->below);
    g_free(line);
}

static Line *add_line(GPtrArray *lines, FlowEvent event, char *text, const char *below)
{
    Line *line = g_new0(Line, 1);
    *line = (Line){.event = event, .text = text, .below = g_strdup(below)};
    g_ptr_array_add(lines, line);
    return line;
}

static char *official_name(JsonObject *official)
{
    const char *const parts[] = {
        json_read_shown(official, "rank"), json_read_shown(official, "surname"),
        json_read_shown(official, "name"), json_read_shown(official, "patronymic")};
    GString *name = g_string_new(NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(parts); i++)
        if (*parts[i])
            g_string_append_printf(name, "%s%s", name->len ? " " : "", parts[i]);
    return g_string_free(name, FALSE);
}

static void add_officials(const App *app, GPtrArray *lines, JsonObject *record)
{
    JsonArray *speakers = json_object_get_array_member(record, "speakers");
    guint count = speakers ? json_array_get_length(speakers) : 0;
    for (guint i = 0; i < count; i++) {
        JsonObject *speaker = json_array_get_object_element(speakers, i);
        add_line(lines, EVENT_EDIT_OFFICIAL, official_name(speaker),
                 json_read_shown(speaker, "position"))
            ->official = speaker;
    }
    add_line(lines, EVENT_EDIT_OFFICIAL, g_strdup(app_say(app, N_("Add somebody who reports"))),
             NULL);
    JsonObject *secretary = json_read_object(record, "secretary");
    Line *line = add_line(lines, EVENT_EDIT_OFFICIAL,
                          secretary ? official_name(secretary)
                                    : g_strdup(app_say(app, N_("Add a secretary"))),
                          secretary ? app_say(app, N_("Secretary")) : NULL);
    line->official = secretary;
    line->secretary = TRUE;
}

static const char *channel_text(const App *app, const char *code)
{
    for (int i = 0; i < PREPARE_CHANNELS; i++)
        if (strcmp(prepare_channels[i].code, code) == 0)
            return app_say(app, prepare_channels[i].text);
    return code;
}

static void add_announcements(const App *app, GPtrArray *lines, JsonObject *record)
{
    JsonArray *list = json_object_get_array_member(record, "announcements");
    for (guint i = 0; list && i < json_array_get_length(list); i++) {
        JsonObject *made = json_array_get_object_element(list, i);
        g_autofree char *date = view_date(app->language, json_read_shown(made, "on"));
        g_autofree char *text = message_format(app->language, N_("Announced: {1}"), date, NULL);
        add_line(lines, EVENT_ANNOUNCE, g_steal_pointer(&text),
                 channel_text(app, json_read_shown(made, "channel")));
    }
    if (!list || json_array_get_length(list) == 0) {
        JsonObject *rules = json_node_get_object(app->office->meeting->rules);
        int days = (int)json_object_get_int_member_with_default(rules, "announce_days", 0);
        g_autofree char *below = message_plural(app->language, "At the latest {1} day before",
                                                "At the latest {1} days before", days);
        add_line(lines, EVENT_ANNOUNCE, g_strdup(app_say(app, N_("Not announced yet"))), below);
    }
    add_line(lines, EVENT_NOTICE, g_strdup(app_say(app, N_("Print the notice"))),
             app_say(app, N_("To hang out, in both languages")));
}

static void add_count(const App *app, GPtrArray *lines, FlowEvent event, const char *member,
                      const char *text, const char *none)
{
    JsonArray *list = json_read_array(prepare_record(app), member);
    guint count = list ? json_array_get_length(list) : 0;
    g_autofree char *number = g_strdup_printf("%u", count);
    g_autofree char *below = count ? message_format(app->language, N_("Noted: {1}"), number, NULL)
                                   : g_strdup(app_say(app, none));
    add_line(lines, event, g_strdup(app_say(app, text)), below);
}

/* How it is held, who called it, who is invited, what it was prepared from. */
static void add_circumstances(const App *app, GPtrArray *lines, JsonObject *record)
{
    const char *format = json_read_shown(record, "format"),
               *convener = json_read_shown(record, "convener");
    gint64 expected = json_object_get_int_member_with_default(record, "expected", 0);
    g_autofree char *people = expected > 0
                                  ? message_plural(app->language, "{1} person is expected",
                                                   "{1} people are expected", (guint64)expected)
                                  : NULL;
    for (int i = 0; i < PREPARE_FORMATS; i++)
        if (strcmp(prepare_formats[i].code, format) == 0)
            add_line(lines, EVENT_FORMAT, g_strdup(app_say(app, prepare_formats[i].text)),
                     app_say(app, N_("How it is held")));
    add_line(lines, EVENT_CONVENER,
             g_strdup(*convener ? convener : app_say(app, N_("Called by nobody in particular"))),
             people ? people : app_say(app, N_("Who called it, how many are expected")));
    add_count(app, lines, EVENT_INVITE, "invitations", N_("Invitations"),
              N_("Nobody is invited yet"));
    add_count(app, lines, EVENT_MATERIALS, "materials", N_("Materials of the report"),
              N_("Nothing is attached yet"));
}

static GPtrArray *meeting_lines(const App *app)
{
    JsonObject *record = prepare_record(app);
    GPtrArray *lines = g_ptr_array_new_with_free_func(line_free);
    g_autofree char *precincts = join(json_object_get_array_member(record, "precincts"));
    g_autofree char *below =
        *precincts ? message_format(app->language, N_("Precinct No. {1}"), precincts, NULL) : NULL;
    add_line(lines, EVENT_EDIT_WHEN, prepare_meeting_title(app, record),
             app_say(app, N_("Day and time")));
    if (desk_may_correct_held(app))
        add_line(lines, EVENT_CLOCK,
                 g_strdup_printf("%s–%s", json_read_shown(record, "started"),
                                 json_read_shown(record, "ended")),
                 app_say(app, N_("When it began and ended")));
    add_line(lines, EVENT_EDIT_PLACE, g_strdup(json_read_shown(record, "place")), below);
    add_officials(app, lines, record);
    add_circumstances(app, lines, record);
    add_announcements(app, lines, record);
    return lines;
}

static ListRow line_row(const App *app, int index)
{
    g_autoptr(GPtrArray) lines = app_once(app, meeting_lines);
    const Line *line = lines->pdata[index];
    return (ListRow){.text = g_strdup(line->text),
                     .below = g_strdup(line->below),
                     .icon = line->event == EVENT_NOTICE ? ICON_PRINTER : ICON_PEN};
}

static const List line_list = {"line", line_row};

static void layout_prepare(App *app)
{
    SDL_Rect area = part_header(app, app_say(app, N_("Preparation")), NULL, -1);
    if (!prepare_record(app))
        return;
    if (app->office->job) {
        int px = MAX(app->theme.target_px, theme_px(&app->theme, 84));
        part_job(app, cut_bottom(&area, px, theme_px(&app->theme, 12)),
                 app_say(app, N_("Printing…")));
    }
    g_autoptr(GPtrArray) lines = app_once(app, meeting_lines);
    part_list(app, area, &line_list, (int)lines->len, &app->page);
}

static gboolean handle_prepare(App *app, Touch touch)
{
    if (touch.kind != TOUCH_ROW || !prepare_record(app))
        return FALSE;
    g_autoptr(GPtrArray) lines = app_once(app, meeting_lines);
    if (touch.value >= (int)lines->len)
        return FALSE;
    const Line *line = lines->pdata[touch.value];
    if (line->event == EVENT_EDIT_OFFICIAL)
        prepare_edit_official(app, line->official, line->secretary);
    return app_step(app, line->event);
}

const Screen screen_planned = {.layout = layout_planned,
                               .handle = handle_planned,
                               .idle_s = office_idle_s,
                               .tick = office_tick};
const Screen screen_new_kind = {
    .layout = layout_kind, .handle = handle_kind, .idle_s = office_idle_s};
const Screen screen_prepare = {.layout = layout_prepare,
                               .handle = handle_prepare,
                               .idle_s = office_idle_s,
                               .tick = office_tick};
