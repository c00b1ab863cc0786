#include "kiosk/secretary/prepare.h"

#include <string.h>

#include "kiosk/secretary/work_prepare.h"
#include "protocol/error.h"
#include "protocol/json_read.h"

#define AHEAD_DAYS 14 /* a new meeting: time for the announcement, and some to spare */
#define START_MINUTE (18 * 60)
#define DAY_MINUTES (24 * 60)

const struct PrepareChannel prepare_channels[PREPARE_CHANNELS] = {
    {"media", N_("Mass media")},
    {"social", N_("Social networks")},
    {"organisation", N_("Administrations of organisations")},
    {"site", N_("Site")},
    {"other", N_("Another way")},
};

const struct PrepareFormat prepare_formats[PREPARE_FORMATS] = {
    {"in-person", N_("In a hall")},
    {"outdoor", N_("Outdoors")},
    {"online", N_("On line")},
    {"mixed", N_("In a hall and on line")},
};

Prepare *prepare_new(void)
{
    return g_new0(Prepare, 1);
}

void prepare_free(Prepare *prepare)
{
    if (!prepare)
        return;
    g_free(prepare->speaker);
    g_free(prepare);
}

static Prepare *state(const App *app)
{
    return app->office->prepare;
}

JsonObject *prepare_record(const App *app)
{
    const OfficeMeeting *meeting = app->office->meeting;
    return meeting ? json_node_get_object(meeting->record) : NULL;
}

static gint by_date(gconstpointer a, gconstpointer b)
{
    JsonObject *one = *(JsonObject *const *)a, *other = *(JsonObject *const *)b;
    int order = strcmp(json_read_shown(one, "date"), json_read_shown(other, "date"));
    return order ? order : strcmp(json_read_shown(one, "time"), json_read_shown(other, "time"));
}

GPtrArray *prepare_meetings(const App *app)
{
    static const char *const over[] = {"sealed", "disposed", NULL};
    GPtrArray *found = g_ptr_array_new();
    JsonArray *all = app->office->desk ? json_node_get_array(app->office->desk->meetings) : NULL;
    for (guint i = 0; all && i < json_array_get_length(all); i++) {
        JsonObject *meeting = json_array_get_object_element(all, i);
        if (!g_strv_contains(over, json_read_shown(meeting, "state")))
            g_ptr_array_add(found, meeting);
    }
    g_ptr_array_sort(found, by_date);
    return found;
}

char *prepare_date(const App *app)
{
    return date_iso(&state(app)->date);
}

/* "HH:MM" of what is stepped through; g_free. */
static char *time_chosen(const App *app)
{
    int minute = state(app)->minute;
    return g_strdup_printf("%02d:%02d", minute / 60, minute % 60);
}

void prepare_step_time(Prepare *prepare, int column, gboolean up)
{
    static const int minutes[] = {60, 5};
    GDate *date = &prepare->date, before = *date;
    if (column >= 3) {
        int step = minutes[column == 4];
        prepare->minute = (prepare->minute + (up ? step : DAY_MINUTES - step)) % DAY_MINUTES;
        return;
    }
    if (column == 0 && up)
        g_date_add_days(date, 1);
    else if (column == 0)
        g_date_subtract_days(date, 1);
    else if (column == 1 && up)
        g_date_add_months(date, 1);
    else if (column == 1)
        g_date_subtract_months(date, 1);
    else if (up)
        g_date_add_years(date, 1);
    else
        g_date_subtract_years(date, 1);
    if (g_date_get_year(date) < 2000 || g_date_get_year(date) > 2199)
        *date = before;
}

/* ---- guards */

static Form *form(const App *app)
{
    return app->office->form;
}

gboolean prepare_is_new(const App *app)
{
    return state(app)->is_new;
}

gboolean prepare_can_save(const App *app)
{
    return !state(app)->saving && (state(app)->is_new || prepare_record(app));
}

gboolean prepare_has_place(const App *app)
{
    return prepare_can_save(app) && form_has(form(app), FIELD_PLACE);
}

gboolean prepare_has_rank(const App *app)
{
    return form_has(form(app), FIELD_RANK) && form_has(form(app), FIELD_POSITION);
}

gboolean prepare_is_named(const App *app)
{
    return prepare_can_save(app) && prepare_has_rank(app) &&
           form_has(form(app), FIELD_OFFICIAL_SURNAME) && form_has(form(app), FIELD_OFFICIAL_NAME);
}

gboolean prepare_next_is_place(const App *app)
{
    return state(app)->is_new && prepare_is_named(app);
}

gboolean prepare_next_is_when(const App *app)
{
    return state(app)->is_new && prepare_has_place(app);
}

gboolean prepare_has_channel(const App *app)
{
    return prepare_can_save(app) && state(app)->channel >= 0;
}

static JsonArray *speakers(const App *app)
{
    JsonObject *record = prepare_record(app);
    return record ? json_object_get_array_member(record, "speakers") : NULL;
}

/* "RANK;SURNAME;NAME;PATRONYMIC;POSITION", g_free; what is typed holds no such sign in the end. */
static char *official_text(const char *const parts[5])
{
    GString *text = g_string_new(NULL);
    for (int i = 0; i < 5; i++) {
        g_autofree char *part = g_strdelimit(g_strdup(parts[i] ? parts[i] : ""), ";\n", ',');
        g_string_append_printf(text, "%s%s", i ? ";" : "", part);
    }
    return g_string_free(text, FALSE);
}

static char *known_official(JsonObject *from)
{
    const char *parts[] = {json_read_shown(from, "rank"), json_read_shown(from, "surname"),
                           json_read_shown(from, "name"), json_read_shown(from, "patronymic"),
                           json_read_shown(from, "position")};
    return official_text(parts);
}

/* The index of the one who is edited, as the record is now: -1: a new one, or somebody took them
 * away meanwhile. */
static int edited(const App *app)
{
    JsonArray *list = speakers(app);
    int count = list && state(app)->speaker ? (int)json_array_get_length(list) : 0;
    for (int i = 0; i < count; i++) {
        g_autofree char *known = known_official(json_array_get_object_element(list, (guint)i));
        if (strcmp(known, state(app)->speaker) == 0)
            return i;
    }
    return -1;
}

gboolean prepare_can_take_away(const App *app)
{
    if (!prepare_can_save(app) || state(app)->is_new || !prepare_record(app))
        return FALSE;
    if (state(app)->secretary)
        return json_read_object(prepare_record(app), "secretary") != NULL;
    return edited(app) >= 0 && json_array_get_length(speakers(app)) > 1;
}

/* ---- what is typed */

void prepare_forget(App *app)
{
    form_clear(form(app));
    state(app)->saving = FALSE;
    g_clear_error(&app->office->refused);
}

static void fill_official(App *app, JsonObject *from)
{
    static const struct {
        Field field;
        const char *member;
    } fields[] = {{FIELD_RANK, "rank"},
                  {FIELD_OFFICIAL_SURNAME, "surname"},
                  {FIELD_OFFICIAL_NAME, "name"},
                  {FIELD_OFFICIAL_PATRONYMIC, "patronymic"},
                  {FIELD_POSITION, "position"}};
    for (gsize i = 0; i < G_N_ELEMENTS(fields); i++)
        form_set(form(app), fields[i].field, from ? json_read_shown(from, fields[i].member) : NULL);
}

static void fill_place(App *app, JsonObject *from)
{
    GString *list = g_string_new(NULL);
    JsonArray *precincts = json_object_get_array_member(from, "precincts");
    for (guint i = 0; precincts && i < json_array_get_length(precincts); i++)
        g_string_append_printf(list, "%s%s", i ? ", " : "",
                               json_array_get_string_element(precincts, i));
    form_set(form(app), FIELD_PRECINCTS, list->str);
    form_set(form(app), FIELD_PLACE, json_read_shown(from, "place"));
    g_string_free(list, TRUE);
}

static void set_when(App *app, const char *date, const char *time)
{
    int seconds = START_MINUTE * 60;
    if (!date_parse(date, &state(app)->date))
        g_date_clear(&state(app)->date, 1);
    time_of_day_parse(time, &seconds);
    state(app)->minute = seconds / 60;
}

void prepare_open_today(App *app)
{
    const ViewDay *day = app->office->desk ? app->office->desk->day : NULL;
    const ViewMeeting *meeting = !day ? NULL : day->meeting ? day->meeting : day->next;
    if (meeting)
        office_choose(app, meeting->id);
}

/* The newest meeting of the kind; NULL: none yet. */
static JsonObject *last_of_kind(const App *app, const char *kind)
{
    JsonArray *all = json_node_get_array(app->office->desk->meetings);
    for (guint i = 0; i < json_array_get_length(all); i++) {
        JsonObject *meeting = json_array_get_object_element(all, i);
        if (strcmp(json_read_shown(meeting, "kind"), kind) == 0)
            return meeting;
    }
    return NULL;
}

void prepare_begin(App *app)
{
    Prepare *prepare = state(app);
    JsonObject *last = last_of_kind(app, prepare->chief ? "chief" : "inspector");
    prepare_forget(app);
    prepare->is_new = TRUE;
    prepare->secretary = FALSE;
    set_when(app, app->office->desk->today, "18:00");
    g_date_add_days(&prepare->date, AHEAD_DAYS);
    if (!last)
        return;
    fill_place(app, last);
    JsonArray *list = json_object_get_array_member(last, "speakers");
    if (list && json_array_get_length(list) > 0)
        fill_official(app, json_array_get_object_element(list, 0));
}

void prepare_edit_when(App *app)
{
    prepare_forget(app);
    state(app)->is_new = FALSE;
    set_when(app, json_read_shown(prepare_record(app), "date"),
             json_read_shown(prepare_record(app), "time"));
}

void prepare_edit_place(App *app)
{
    prepare_forget(app);
    state(app)->is_new = FALSE;
    fill_place(app, prepare_record(app));
}

void prepare_edit_official(App *app, JsonObject *official, gboolean secretary)
{
    prepare_forget(app);
    state(app)->is_new = FALSE;
    state(app)->secretary = secretary;
    g_free(state(app)->speaker);
    state(app)->speaker = official && !secretary ? known_official(official) : NULL;
    fill_official(app, official);
}

void prepare_edit_convener(App *app)
{
    JsonObject *record = prepare_record(app);
    gint64 expected = json_object_get_int_member_with_default(record, "expected", 0);
    g_autofree char *number = expected ? g_strdup_printf("%" G_GINT64_FORMAT, expected) : NULL;
    prepare_forget(app);
    state(app)->is_new = FALSE;
    form_set(form(app), FIELD_CONVENER, json_read_shown(record, "convener"));
    form_set(form(app), FIELD_EXPECTED, number);
}

/* ---- saving */

static char *typed_official(const App *app)
{
    static const Field fields[] = {FIELD_RANK, FIELD_OFFICIAL_SURNAME, FIELD_OFFICIAL_NAME,
                                   FIELD_OFFICIAL_PATRONYMIC, FIELD_POSITION};
    char *parts[5];
    for (int i = 0; i < 5; i++)
        parts[i] = form_value(form(app), fields[i]);
    char *text = official_text((const char *const *)parts);
    for (int i = 0; i < 5; i++)
        g_free(parts[i]);
    return text;
}

/* All speakers, one a line, the edited one as it is typed (a new one is the last), or (but) left
 * out; g_free. */
static char *speaker_lines(const App *app, gboolean but)
{
    GString *lines = g_string_new(NULL);
    JsonArray *list = speakers(app);
    int count = list ? (int)json_array_get_length(list) : 0, at = edited(app);
    if (at < 0)
        at = count;
    for (int i = 0; i < MAX(count, at + 1); i++) {
        if (i == at && but)
            continue;
        g_autofree char *line = i == at
                                    ? typed_official(app)
                                    : known_official(json_array_get_object_element(list, (guint)i));
        g_string_append_printf(lines, "%s%s", lines->len ? "\n" : "", line);
    }
    return g_string_free(lines, FALSE);
}

/* "12, 14" to a line for each; g_free. */
static char *precinct_lines(const App *app)
{
    g_autofree char *typed = form_value(form(app), FIELD_PRECINCTS);
    g_auto(GStrv) parts = g_strsplit_set(typed ? typed : "", ",; ", -1);
    GString *lines = g_string_new(NULL);
    for (int i = 0; parts[i]; i++)
        if (*parts[i])
            g_string_append_printf(lines, "%s%s", lines->len ? "\n" : "", parts[i]);
    return g_string_free(lines, FALSE);
}

static PrepareSet *new_set(const App *app)
{
    PrepareSet *set = g_new0(PrepareSet, 1);
    set->id = g_strdup(app->office->meeting_id);
    return set;
}

static void ask(App *app, const Work *work, gpointer argument)
{
    state(app)->saving = TRUE;
    app_ask(app, work, argument);
}

static void create(App *app)
{
    PrepareNew *new = g_new0(PrepareNew, 1);
    new->kind = g_strdup(state(app)->chief ? "chief" : "inspector");
    new->date = prepare_date(app);
    new->time = time_chosen(app);
    new->place = form_value(form(app), FIELD_PLACE);
    new->precincts = precinct_lines(app);
    new->speaker = typed_official(app);
    ask(app, &work_prepare_new, new);
}

static char *text_or_empty(const App *app, Field field)
{
    char *text = form_value(form(app), field);
    return text ? text : g_strdup("");
}

void prepare_save(App *app)
{
    if (state(app)->is_new) {
        create(app);
        return;
    }
    PrepareSet *set = new_set(app);
    if (app->state == STATE_FORMAT) {
        set->field[0] = g_strdup("format");
        set->value[0] = g_strdup(prepare_formats[state(app)->format].code);
    } else if (app->state == STATE_EDIT_CONVENER) {
        set->field[0] = g_strdup("convener");
        set->value[0] = text_or_empty(app, FIELD_CONVENER);
        set->field[1] = g_strdup("expected");
        set->value[1] = text_or_empty(app, FIELD_EXPECTED);
    } else if (app->state == STATE_EDIT_WHEN) {
        set->field[0] = g_strdup("date");
        set->value[0] = prepare_date(app);
        set->field[1] = g_strdup("time");
        set->value[1] = time_chosen(app);
    } else if (app->state == STATE_HELD) {
        int end = state(app)->end_minute;
        set->field[0] = g_strdup("started");
        set->value[0] = time_chosen(app);
        set->field[1] = g_strdup("ended");
        set->value[1] = g_strdup_printf("%02d:%02d", end / 60, end % 60);
    } else if (app->state == STATE_EDIT_PLACE) {
        set->field[0] = g_strdup("place");
        set->value[0] = form_value(form(app), FIELD_PLACE);
        set->field[1] = g_strdup("precinct");
        set->value[1] = precinct_lines(app);
    } else {
        gboolean secretary = state(app)->secretary;
        set->field[0] = g_strdup(secretary ? "secretary" : "speaker");
        set->value[0] = secretary ? typed_official(app) : speaker_lines(app, FALSE);
    }
    ask(app, &work_prepare_set, set);
}

void prepare_take_away(App *app)
{
    gboolean secretary = state(app)->secretary;
    PrepareSet *set = new_set(app);
    set->field[0] = g_strdup(secretary ? "secretary" : "speaker");
    set->value[0] = secretary ? g_strdup("") : speaker_lines(app, TRUE);
    ask(app, &work_prepare_set, set);
}

void prepare_announce(App *app)
{
    PrepareAnnounce *what = g_new0(PrepareAnnounce, 1);
    what->id = g_strdup(app->office->meeting_id);
    what->channel = g_strdup(prepare_channels[state(app)->channel].code);
    what->on = g_strdup(app->office->desk->today);
    ask(app, &work_prepare_announce, what);
}

void prepare_print_notice(App *app)
{
    if (!app->office->job)
        app_ask(app, &work_prepare_notice, g_strdup(app->office->meeting_id));
}

/* ---- results */

static gboolean refused(App *app, WorkResult *result)
{
    state(app)->saving = FALSE;
    app->dirty = TRUE;
    if (!flow_is_staff(app->state))
        return TRUE;
    return office_refused(app, result);
}

void prepare_take_new(App *app, WorkResult *result)
{
    if (refused(app, result))
        return;
    office_choose(app, result->value);
    app_step(app, EVENT_SAVED);
    app_toast(app, g_strdup(app_say(app, N_("The meeting is in the plan."))), 0);
}

void prepare_take_saved(App *app, WorkResult *result)
{
    if (!refused(app, result))
        app_step(app, EVENT_SAVED);
}

void prepare_take_printed(App *app, WorkResult *result)
{
    if (!flow_is_staff(app->state))
        return;
    char *text = result->error ? message_error(app->language, result->error)
                               : g_strdup(app_say(app, N_("The notice is printed.")));
    app_toast(app, text, 0);
}
