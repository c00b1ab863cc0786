#include "protocol/plan.h"

#include <string.h>

#include "protocol/follow.h"
#include "protocol/register_plan.h"
#include "protocol/retention.h"

/* From how many days before, something that is coming is shown as due. */
enum { ANNOUNCEMENT_SOON_DAYS = 7, DEADLINE_SOON_DAYS = 3, RETENTION_SOON_DAYS = 30 };
/* Quarters for which a meeting that was missed is shown; and one that was held. */
enum { MISSED_QUARTERS = 4, DONE_QUARTERS = 1 };

/* The meeting that answers for a period. */
typedef struct {
    const char *id;
    gboolean held, ahead;
} Answer;

typedef struct {
    const PlanInput *input;
    JsonArray *items;
    GHashTable *answers; /* answer_key to Answer */
} Plan;

static const char *string_of(JsonObject *object, const char *name)
{
    return json_object_get_string_member_with_default(object, name, NULL);
}

static gboolean date_of(JsonObject *object, const char *name, GDate *date_out)
{
    const char *text = string_of(object, name);
    return text && date_parse(text, date_out);
}

/* Quarters are counted through: 4 a year. */
static int quarter_of(const GDate *date)
{
    return g_date_get_year(date) * 4 + (g_date_get_month(date) - 1) / 3;
}

static void quarter_end(int quarter, GDate *end_out)
{
    int next = quarter + 1;
    g_date_clear(end_out, 1);
    g_date_set_dmy(end_out, 1, (next % 4) * 3 + 1, next / 4);
    g_date_subtract_days(end_out, 1);
}

static void set_string(JsonObject *object, const char *name, const char *value)
{
    if (value)
        json_object_set_string_member(object, name, value);
    else
        json_object_set_null_member(object, name);
}

static JsonObject *add_item(Plan *plan, const char *what, const char *subject, const char *meeting,
                            const GDate *due, const char *state, const char *source)
{
    JsonObject *item = json_object_new();
    g_autofree char *due_text = date_iso(due);
    json_object_set_string_member(item, "what", what);
    json_object_set_string_member(item, "subject", subject);
    set_string(item, "meeting", meeting);
    json_object_set_string_member(item, "due", due_text);
    json_object_set_string_member(item, "state", state);
    set_string(item, "source", source);
    json_array_add_object_element(plan->items, item);
    return item;
}

/* Whether the meeting had taken place by the day of the plan. Where people were registered and
 * the day is over, it had, even if nobody noted its beginning. */
static gboolean is_held(const Plan *plan, JsonObject *meeting)
{
    static const char *const held[] = {"in-session", "closed", "sealed", "disposed", NULL};
    const char *state = string_of(meeting, "state");
    GDate date;
    if (!date_of(meeting, "date", &date))
        return FALSE;
    int order = g_date_compare(&date, &plan->input->on);
    return strcmp(state, "registering") == 0 ? order < 0
                                             : order <= 0 && g_strv_contains(held, state);
}

static JsonObject *meeting_at(const Plan *plan, guint i)
{
    return json_array_get_object_element(plan->input->meetings, i);
}

static char *answer_key(const char *kind, const char *precinct, int quarter)
{
    return g_strdup_printf("%s %d %s", kind, quarter, precinct);
}

/* Of several meetings the one counts that says most: held, else still to come, else planned. */
static void index_answer(Plan *plan, const char *kind, const char *precinct, int quarter,
                         const Answer *answer)
{
    char *key = answer_key(kind, precinct, quarter);
    const Answer *best = g_hash_table_lookup(plan->answers, key);
    if (!best || answer->held > best->held ||
        (answer->held == best->held && answer->ahead > best->ahead))
        g_hash_table_replace(plan->answers, key, g_memdup2(answer, sizeof *answer));
    else
        g_free(key);
}

/* A joint meeting answers for each of its precincts; the chief has none. */
static void index_meetings(Plan *plan)
{
    for (guint i = 0; i < json_array_get_length(plan->input->meetings); i++) {
        JsonObject *meeting = meeting_at(plan, i);
        const char *kind = string_of(meeting, "kind");
        JsonArray *precincts = json_object_get_array_member(meeting, "precincts");
        GDate date;
        if (!date_of(meeting, "date", &date))
            continue;
        Answer answer = {.id = string_of(meeting, "id"), .held = is_held(plan, meeting)};
        answer.ahead = !answer.held && g_date_compare(&date, &plan->input->on) >= 0;
        if (strcmp(kind, "chief") == 0)
            index_answer(plan, kind, "", quarter_of(&date), &answer);
        else
            for (guint p = 0; p < json_array_get_length(precincts); p++)
                index_answer(plan, kind, json_array_get_string_element(precincts, p),
                             quarter_of(&date), &answer);
    }
}

static Answer find_answer(const Plan *plan, const char *kind, const char *precinct, int quarter)
{
    g_autofree char *key = answer_key(kind, precinct, quarter);
    const Answer *answer = g_hash_table_lookup(plan->answers, key);
    return answer ? *answer : (Answer){NULL};
}

static const char *frequency_source(const Plan *plan, const char *kind, const GDate *due)
{
    const Rules *rules = rules_find(plan->input->rules, kind, due, NULL);
    return rules ? rules_source(rules, "frequency") : NULL;
}

static void add_period(Plan *plan, const char *kind, const char *subject, int quarter,
                       const Answer *answer, const char *state)
{
    GDate end;
    quarter_end(quarter, &end);
    const char *source = frequency_source(plan, kind, &end);
    if (!source)
        return;
    g_autofree char *period = g_strdup_printf("%d-Q%d", quarter / 4, quarter % 4 + 1);
    JsonObject *item = add_item(plan, "meeting", subject, answer->id, &end, state, source);
    json_object_set_string_member(item, "kind", kind);
    json_object_set_string_member(item, "period", period);
}

/* One precinct in one quarter (1095 p.26). */
static void plan_quarter(Plan *plan, const char *precinct, int quarter)
{
    int now = quarter_of(&plan->input->on);
    Answer answer = find_answer(plan, "inspector", precinct, quarter);
    const char *state = answer.held     ? "done"
                        : answer.ahead  ? "coming"
                        : quarter < now ? "missed"
                        : answer.id     ? "late"
                                        : "due";
    if ((answer.held && quarter < now - DONE_QUARTERS) || (quarter > now && !answer.id))
        return;
    add_period(plan, "inspector", precinct, quarter, &answer, state);
}

/* Precinct to its first quarter; the last quarter in which anything is planned. */
static GHashTable *find_precincts(const Plan *plan, int *last_out)
{
    GHashTable *first = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < json_array_get_length(plan->input->meetings); i++) {
        JsonObject *meeting = meeting_at(plan, i);
        GDate date;
        if (strcmp(string_of(meeting, "kind"), "inspector") != 0 ||
            !date_of(meeting, "date", &date))
            continue;
        int quarter = quarter_of(&date);
        *last_out = MAX(*last_out, quarter);
        JsonArray *precincts = json_object_get_array_member(meeting, "precincts");
        for (guint p = 0; p < json_array_get_length(precincts); p++) {
            gpointer name = (gpointer)json_array_get_string_element(precincts, p);
            int known = GPOINTER_TO_INT(g_hash_table_lookup(first, name));
            if (!known || quarter < known)
                g_hash_table_insert(first, name, GINT_TO_POINTER(quarter));
        }
    }
    return first;
}

static void plan_inspectors(Plan *plan)
{
    int now = quarter_of(&plan->input->on), last = now;
    g_autoptr(GHashTable) first = find_precincts(plan, &last);
    GHashTableIter iter;
    gpointer name, quarter;
    g_hash_table_iter_init(&iter, first);
    while (g_hash_table_iter_next(&iter, &name, &quarter))
        for (int q = MAX(GPOINTER_TO_INT(quarter), now - MISSED_QUARTERS); q <= last; q++)
            plan_quarter(plan, name, q);
}

/* The first year whose report the register can know of. */
static int first_chief_year(const Plan *plan)
{
    const GDate *made = &plan->input->made;
    int year = g_date_get_year(made) + (g_date_get_month(made) > G_DATE_MARCH);
    for (guint i = 0; i < json_array_get_length(plan->input->meetings); i++) {
        GDate date;
        if (strcmp(string_of(meeting_at(plan, i), "kind"), "chief") == 0 &&
            date_of(meeting_at(plan, i), "date", &date))
            year = MIN(year, g_date_get_year(&date));
    }
    return year;
}

/* A report of the chief in the quarters after the one in which it was due. */
static Answer find_late_report(const Plan *plan, int year)
{
    for (int quarter = year * 4 + 1; quarter < year * 4 + 4; quarter++) {
        Answer answer = find_answer(plan, "chief", "", quarter);
        if (answer.held || answer.ahead)
            return answer;
    }
    return (Answer){NULL};
}

/* The chief reports in the first quarter (608 p.4). */
static void plan_chief(Plan *plan)
{
    int now = quarter_of(&plan->input->on), year = now / 4;
    for (int y = MAX(first_chief_year(plan), year - 1); y <= year + (now % 4 > 0); y++) {
        Answer in_time = find_answer(plan, "chief", "", y * 4);
        Answer after = find_late_report(plan, y);
        gboolean over = now > y * 4;
        gboolean late = over && !in_time.held && after.id;
        const char *state = in_time.held                    ? "done"
                            : in_time.ahead || y * 4 > now  ? "coming"
                            : late || (in_time.id && !over) ? "late"
                            : over                          ? "missed"
                                                            : "due";
        add_period(plan, "chief", "chief", y * 4, late ? &after : &in_time, state);
    }
}

static const char *near_state(const Plan *plan, const GDate *due, int soon_days)
{
    int left = g_date_days_between(&plan->input->on, due);
    return left < 0 ? "late" : left <= soon_days ? "due" : "coming";
}

/* The last day on which the announcement is still in time (1095 p.27; 608 p.8). */
static void plan_announcement(Plan *plan, JsonObject *meeting, const Rules *rules)
{
    GDate due, announced;
    if (rules_announce_days(rules) == 0 || !date_of(meeting, "date", &due))
        return;
    gboolean over = is_held(plan, meeting);
    if (!over && g_date_compare(&due, &plan->input->on) < 0)
        return; /* planned and not held: the plan of the quarter says so */
    g_date_subtract_days(&due, rules_announce_days(rules));
    gboolean known = date_of(meeting, "announced", &announced) &&
                     g_date_compare(&announced, &plan->input->on) <= 0;
    const char *state = !known ? (over ? "missed" : near_state(plan, &due, ANNOUNCEMENT_SOON_DAYS))
                        : g_date_compare(&announced, &due) <= 0 ? "done"
                                                                : "late";
    if (over && strcmp(state, "done") == 0)
        return;
    const char *id = string_of(meeting, "id");
    add_item(plan, "announcement", id, id, &due, state, rules_source(rules, "announce_days"));
}

/* A record that was not sealed on its day (1095 p.32; 608 p.14). */
static void plan_sealing(Plan *plan, JsonObject *meeting, const Rules *rules)
{
    GDate date;
    if (!is_held(plan, meeting) || !date_of(meeting, "date", &date))
        return;
    const char *id = string_of(meeting, "id");
    add_item(plan, "sealing", id, id, &date, near_state(plan, &date, 0),
             rules_source(rules, "same_day"));
}

static void plan_meetings(Plan *plan)
{
    for (guint i = 0; i < json_array_get_length(plan->input->meetings); i++) {
        JsonObject *meeting = meeting_at(plan, i);
        const char *state = string_of(meeting, "state");
        const Rules *rules = rules_by_id(plan->input->rules, string_of(meeting, "edition"), NULL);
        if (!rules || strcmp(state, "sealed") == 0 || strcmp(state, "disposed") == 0)
            continue;
        plan_announcement(plan, meeting, rules);
        plan_sealing(plan, meeting, rules);
    }
}

static void plan_deadlines(Plan *plan)
{
    for (guint i = 0; i < json_array_get_length(plan->input->entries); i++) {
        JsonObject *entry = json_array_get_object_element(plan->input->entries, i);
        GDate due, said;
        if (!date_of(entry, "deadline", &due) || !date_of(entry, "date", &said) ||
            g_date_compare(&said, &plan->input->on) > 0)
            continue;
        g_autofree char *number =
            g_strdup_printf("%" G_GINT64_FORMAT, json_object_get_int_member(entry, "entry"));
        add_item(plan, "deadline", number, string_of(entry, "meeting"), &due,
                 near_state(plan, &due, DEADLINE_SOON_DAYS), string_of(entry, "source"));
    }
}

static void plan_retention(Plan *plan)
{
    for (guint i = 0; i < json_array_get_length(plan->input->retention); i++) {
        JsonObject *row = json_array_get_object_element(plan->input->retention, i);
        const char *state = string_of(row, "state"), *id = string_of(row, "meeting");
        GDate due;
        if (!date_of(row, "kept_until", &due) || strcmp(state, "held") == 0)
            continue;
        int left = g_date_days_between(&plan->input->on, &due);
        if (strcmp(state, "due") == 0 || (left >= 0 && left <= RETENTION_SOON_DAYS))
            add_item(plan, "retention", id, id, &due, left < 0 ? "due" : "coming",
                     string_of(row, "source"));
    }
}

static int compare(gconstpointer a, gconstpointer b)
{
    static const char *const keys[] = {"due", "what", "subject"};
    JsonObject *one = json_node_get_object(*(JsonNode *const *)a);
    JsonObject *other = json_node_get_object(*(JsonNode *const *)b);
    for (gsize i = 0; i < G_N_ELEMENTS(keys); i++) {
        int order = strcmp(string_of(one, keys[i]), string_of(other, keys[i]));
        if (order)
            return order;
    }
    return 0;
}

static JsonNode *sorted(JsonArray *items)
{
    g_autoptr(GPtrArray) nodes = g_ptr_array_new();
    for (guint i = 0; i < json_array_get_length(items); i++)
        g_ptr_array_add(nodes, json_array_get_element(items, i));
    g_ptr_array_sort(nodes, compare);
    JsonArray *array = json_array_new();
    for (guint i = 0; i < nodes->len; i++)
        json_array_add_element(array, json_node_ref(nodes->pdata[i]));
    JsonNode *node = json_node_new(JSON_NODE_ARRAY);
    json_node_take_array(node, array);
    return node;
}

JsonNode *plan_build(const PlanInput *input)
{
    g_autoptr(JsonArray) items = json_array_new();
    g_autoptr(GHashTable) answers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    Plan plan = {.input = input, .items = items, .answers = answers};
    index_meetings(&plan);
    plan_inspectors(&plan);
    plan_chief(&plan);
    plan_meetings(&plan);
    plan_deadlines(&plan);
    plan_retention(&plan);
    return sorted(items);
}

JsonNode *plan_read(Home *home, const GDate *on, GError **error)
{
    PlanInput input;
    g_autofree char *today = on ? date_iso(on) : clock_today(home_clock(home));
    date_parse(today, &input.on);
    g_autoptr(RulesSet) rules = rules_set_load(NULL, error);
    g_autoptr(JsonArray) meetings =
        rules ? register_plan_meetings(home_register(home), error) : NULL;
    g_autofree char *made = meetings ? register_plan_made(home_register(home), error) : NULL;
    g_autoptr(JsonNode) entries = made ? follow_list(home, today, FALSE, error) : NULL;
    g_autoptr(JsonNode) retention = entries ? retention_list(home, today, error) : NULL;
    if (!retention)
        return NULL;
    if (!date_parse(made, &input.made))
        input.made = input.on;
    input.rules = rules;
    input.meetings = meetings;
    input.entries = json_node_get_array(entries);
    input.retention = json_node_get_array(retention);
    return plan_build(&input);
}
