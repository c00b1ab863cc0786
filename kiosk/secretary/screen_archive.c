/* All meetings, and a search over them: by number, date, precinct, place, who reported, and by the
 * name of somebody who came. Nobody is taken for somebody else because of a name: each who is found
 * is shown with the meeting. */
#include <string.h>

#include "kiosk/parts.h"
#include "kiosk/parts_list.h"
#include "kiosk/screens.h"
#include "kiosk/secretary/archive.h"
#include "kiosk/secretary/desk.h"
#include "protocol/error.h"
#include "protocol/json_read.h"
#include "protocol/name_fold.h"

static const char *state_text(const App *app, const char *state)
{
    static const struct {
        const char *code, *text;
    } texts[] = {{"planned", N_("planned")},
                 {"announced", N_("announced")},
                 {"registering", N_("people register")},
                 {"in-session", N_("under way")},
                 {"closed", N_("to be sealed")},
                 {"sealed", N_("sealed")},
                 {"disposed", N_("disposed of")}};
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
        if (g_strcmp0(texts[i].code, state) == 0)
            return app_say(app, texts[i].text);
    return "";
}

static char *join(JsonArray *texts, const char *between)
{
    GString *list = g_string_new(NULL);
    for (guint i = 0; texts && i < json_array_get_length(texts); i++)
        g_string_append_printf(list, "%s%s", i ? between : "",
                               json_array_get_string_element(texts, i));
    return g_string_free(list, FALSE);
}

/* All by which a meeting can be found, folded, each part behind a space. */
static char *found_by(const App *app, JsonObject *meeting)
{
    g_autofree char *words = view_date(app->language, json_read_text(meeting, "date"));
    g_autofree char *precincts = join(json_read_array(meeting, "precincts"), " ");
    GString *text = g_string_new(NULL);
    GDate date;
    gint64 number = json_object_get_int_member_with_default(meeting, "number", 0);
    const char *place = json_read_text(meeting, "place");
    g_string_append_printf(text, " %s %s %s %s %s", json_read_text(meeting, "id"),
                           json_read_text(meeting, "date"), words, precincts, place ? place : "");
    if (number > 0)
        g_string_append_printf(text, " %d №%d", (int)number, (int)number);
    if (date_parse(json_read_text(meeting, "date"), &date))
        g_string_append_printf(text, " %02d.%02d.%d", g_date_get_day(&date),
                               g_date_get_month(&date), g_date_get_year(&date));
    JsonArray *speakers = json_read_array(meeting, "speakers");
    for (guint i = 0; speakers && i < json_array_get_length(speakers); i++) {
        g_autofree char *name = desk_name(json_array_get_object_element(speakers, i));
        g_string_append_printf(text, " %s", name);
    }
    g_autofree char *plain = g_string_free(text, FALSE);
    g_autofree char *folded = name_fold(plain);
    return g_strconcat(" ", folded, NULL);
}

/* Each word of the search begins a part of it. */
static gboolean matches(const App *app, JsonObject *meeting, char *const *words)
{
    g_autofree char *text = found_by(app, meeting);
    for (int i = 0; words[i]; i++) {
        g_autofree char *wanted = g_strconcat(" ", words[i], NULL);
        if (*words[i] && !strstr(text, wanted))
            return FALSE;
    }
    return TRUE;
}

/* The meetings that the search leaves; g_ptr_array_unref. */
static GPtrArray *meetings(const App *app)
{
    GPtrArray *list = g_ptr_array_new();
    const OfficeDesk *desk = app->office->desk;
    JsonArray *all = desk ? json_node_get_array(desk->meetings) : NULL;
    g_autofree char *typed = form_value(app->office->form, FIELD_SEARCH);
    g_autofree char *folded = name_fold(typed ? typed : "");
    g_auto(GStrv) words = g_strsplit(folded, " ", -1);
    for (guint i = 0; all && i < json_array_get_length(all); i++) {
        JsonObject *meeting = json_array_get_object_element(all, i);
        if (!typed || matches(app, meeting, words))
            g_ptr_array_add(list, meeting);
    }
    return list;
}

/* ---- the list: the search, the meetings, the people */

static JsonArray *people(const App *app)
{
    const JsonNode *found = app->office->after->found;
    return found ? json_node_get_array((JsonNode *)found) : NULL;
}

static int people_count(const App *app)
{
    return people(app) ? (int)json_array_get_length(people(app)) : 0;
}

static JsonObject *meeting_with(const App *app, const char *id)
{
    JsonArray *all = json_node_get_array(app->office->desk->meetings);
    for (guint i = 0; i < json_array_get_length(all); i++) {
        JsonObject *meeting = json_array_get_object_element(all, i);
        if (g_strcmp0(json_read_text(meeting, "id"), id) == 0)
            return meeting;
    }
    return NULL;
}

/* "20 ноября 2026 г., 18:00", and below who reported and where the record stands. */
static char *meeting_text(const App *app, JsonObject *meeting, char **below_out)
{
    JsonArray *speakers = json_read_array(meeting, "speakers");
    g_autofree char *date = view_date(app->language, json_read_text(meeting, "date"));
    g_autofree char *who = speakers && json_array_get_length(speakers) > 0
                               ? desk_name(json_array_get_object_element(speakers, 0))
                               : g_strdup("");
    gint64 number = json_object_get_int_member_with_default(meeting, "number", 0);
    const char *state = state_text(app, json_read_text(meeting, "state"));
    if (number > 0)
        *below_out = g_strdup_printf("№ %d · %s · %s", (int)number, state, who);
    else
        *below_out = g_strdup_printf("%s · %s · %s", json_read_text(meeting, "id"), state, who);
    return g_strdup_printf("%s, %s", date, json_read_text(meeting, "time"));
}

static char *person_text(const App *app, JsonObject *person, char **below_out)
{
    JsonObject *meeting = meeting_with(app, json_read_text(person, "meeting"));
    const char *date = meeting ? json_read_text(meeting, "date") : NULL;
    g_autofree char *words = date ? view_date(app->language, date) : g_strdup("");
    *below_out = g_strdup_printf("%s\u00a0· № %d", words,
                                 (int)json_object_get_int_member_with_default(person, "n", 0));
    return desk_name(person);
}

static ListRow meeting_row(const App *app, int index)
{
    ListRow row = {.icon = ICON_NEXT};
    g_autoptr(GPtrArray) list = app_once(app, meetings);
    if (index == 0) {
        row.below = form_value(app->office->form, FIELD_SEARCH);
        row.icon = row.below ? ICON_ERASE : ICON_LOUPE;
        row.text = g_strdup(app_say(app, row.below ? N_("Show all meetings") : N_("Search")));
    } else if (index <= (int)list->len) {
        row.text = meeting_text(app, list->pdata[index - 1], &row.below);
    } else {
        guint person = (guint)(index - 1 - (int)list->len);
        row.icon = ICON_PERSON;
        row.text = person_text(app, json_array_get_object_element(people(app), person), &row.below);
    }
    return row;
}

static const List list_rows = {"meeting", meeting_row};

static int row_count(const App *app)
{
    g_autoptr(GPtrArray) list = app_once(app, meetings);
    return 1 + (int)list->len + people_count(app);
}

static void layout_meetings(App *app)
{
    static const LabelStyle quiet = {TYPE_BODY,    WEIGHT_REGULAR, COLOUR_INK_SECOND,
                                     ALIGN_CENTRE, TRUE,           0};
    gboolean search = form_has(app->office->form, FIELD_SEARCH);
    SDL_Rect area = part_header(app, app_say(app, N_("All meetings")), NULL, -1);
    int count = row_count(app);
    if (count == 1) {
        SDL_Rect below = area;
        int px = part_list_row_px(app, area.w, &list_rows, 0);
        cut_top(&below, MIN(px, below.h), 0);
        layout_label(&app->layout, below, quiet,
                     search ? app_say(app, N_("Nothing was found."))
                            : app_say(app, N_("There is no meeting yet.")));
    }
    part_list(app, area, &list_rows, count, &app->page);
}

static gboolean handle_meetings(App *app, Touch touch)
{
    if (touch.kind != TOUCH_ROW || !app->office->desk || touch.value >= row_count(app))
        return FALSE;
    if (touch.value == 0) {
        if (!form_has(app->office->form, FIELD_SEARCH))
            return app_step(app, EVENT_LOOK_UP);
        archive_forget(app);
        app->page = 0;
        return TRUE;
    }
    g_autoptr(GPtrArray) list = app_once(app, meetings);
    int person = touch.value - 1 - (int)list->len;
    const char *id =
        person < 0
            ? json_read_text(list->pdata[touch.value - 1], "id")
            : json_read_text(json_array_get_object_element(people(app), (guint)person), "meeting");
    office_choose(app, id);
    return app_step(app, EVENT_NEXT);
}

static void layout_search(App *app)
{
    part_form(app, app_say(app, N_("Search")), NULL, app_say(app, N_("Search")));
}

/* ---- the search for people */

void archive_forget(App *app)
{
    form_wipe(app->office->form, FIELD_SEARCH);
    g_clear_pointer(&app->office->after->found, json_node_unref);
}

void archive_search(App *app)
{
    char *typed = form_value(app->office->form, FIELD_SEARCH);
    g_clear_pointer(&app->office->after->found, json_node_unref);
    if (typed)
        app_ask(app, &work_search, typed);
}

/* What is no name finds nobody: it was a number or a date. */
void archive_take_found(App *app, WorkResult *result)
{
    g_autofree char *typed = form_value(app->office->form, FIELD_SEARCH);
    if (!office_is_at_work(app) || !result->value || g_strcmp0(typed, result->argument) != 0)
        return;
    g_clear_pointer(&app->office->after->found, json_node_unref);
    app->office->after->found = g_steal_pointer(&result->value);
    app->dirty = TRUE;
}

const Screen screen_meetings = {.layout = layout_meetings,
                                .handle = handle_meetings,
                                .idle_s = office_idle_s,
                                .tick = office_tick};
const Screen screen_search = {.layout = layout_search,
                              .idle_s = office_idle_s,
                              .tick = office_tick,
                              .first = FIELD_SEARCH,
                              .last = FIELD_SEARCH};
