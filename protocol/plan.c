#include "protocol/plan.h"

#include <stdlib.h>
#include <string.h>

#include "protocol/follow.h"
#include "protocol/plan_period.h"
#include "protocol/register_plan.h"
#include "protocol/retention.h"

/* Of records whose term is over, so many are named: the oldest. */
enum { RETENTION_MAX = 50 };
/* From how many days before, something that is coming is shown as due. */
enum { ANNOUNCEMENT_SOON_DAYS = 7, RETENTION_SOON_DAYS = 30 };

static const char *near_state(const Plan *plan, const GDate *due, int soon_days)
{
    int left = g_date_days_between(&plan->input->on, due);
    return left < 0 ? "late" : left <= soon_days ? "due" : "coming";
}

/* The last day on which the announcement is still in time (1095 p.27; 608 p.8). */
static void plan_announcement(Plan *plan, JsonObject *meeting, const Rules *rules)
{
    GDate due, announced;
    if (rules_announce_days(rules) == 0 || !plan_date(meeting, "date", &due))
        return;
    gboolean over = plan_is_held(plan, meeting);
    if (!over && g_date_compare(&due, &plan->input->on) < 0)
        return; /* planned and not held: the plan of the quarter says so */
    g_date_subtract_days(&due, rules_announce_days(rules));
    gboolean known = plan_date(meeting, "announced", &announced) &&
                     g_date_compare(&announced, &plan->input->on) <= 0;
    const char *state = !known ? (over ? "missed" : near_state(plan, &due, ANNOUNCEMENT_SOON_DAYS))
                        : g_date_compare(&announced, &due) <= 0 ? "done"
                                                                : "late";
    if (over && strcmp(state, "done") == 0)
        return;
    const char *id = plan_string(meeting, "id");
    plan_add(plan, "announcement", id, id, &due, state, rules_source(rules, "announce_days"));
}

/* A record that was not sealed on its day (1095 p.32; 608 p.14). */
static void plan_sealing(Plan *plan, JsonObject *meeting, const Rules *rules)
{
    GDate date;
    if (!plan_is_held(plan, meeting) || !plan_date(meeting, "date", &date))
        return;
    const char *id = plan_string(meeting, "id");
    plan_add(plan, "sealing", id, id, &date, near_state(plan, &date, 0),
             rules_source(rules, "same_day"));
}

static void plan_meetings(Plan *plan)
{
    for (guint i = 0; i < json_array_get_length(plan->input->meetings); i++) {
        JsonObject *meeting = plan_meeting(plan, i);
        const char *state = plan_string(meeting, "state");
        const Rules *rules = rules_by_id(plan->input->rules, plan_string(meeting, "edition"), NULL);
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
        if (!plan_date(entry, "deadline", &due) || !plan_date(entry, "date", &said) ||
            g_date_compare(&said, &plan->input->on) > 0)
            continue;
        g_autofree char *number =
            g_strdup_printf("%" G_GINT64_FORMAT, json_object_get_int_member(entry, "entry"));
        plan_add(plan, "deadline", number, plan_string(entry, "meeting"), &due,
                 near_state(plan, &due, FOLLOW_SOON_DAYS), plan_string(entry, "source"));
    }
}

/* What the meeting decided: the protocol says by when, and the law who sees to it (1095 p.33). */
static void plan_decisions(Plan *plan)
{
    JsonArray *decisions = plan->input->decisions;
    for (guint i = 0; decisions && i < json_array_get_length(decisions); i++) {
        JsonObject *decision = json_array_get_object_element(decisions, i);
        const Rules *rules =
            rules_by_id(plan->input->rules, plan_string(decision, "edition"), NULL);
        const FollowSubject subject = {plan_string(decision, "meeting"),
                                       (int)json_object_get_int_member(decision, "decision")};
        GDate due, taken;
        if (!plan_date(decision, "deadline", &due) || !plan_date(decision, "date", &taken) ||
            g_date_compare(&taken, &plan->input->on) > 0)
            continue;
        g_autofree char *name = follow_subject_text(subject);
        JsonObject *item = plan_add(plan, "deadline", name, subject.meeting, &due,
                                    near_state(plan, &due, FOLLOW_SOON_DAYS),
                                    rules ? rules_source(rules, "controller") : NULL);
        json_object_set_string_member(item, "kind", "decision");
    }
}

static void plan_retention(Plan *plan)
{
    for (guint i = 0; i < json_array_get_length(plan->input->retention); i++) {
        JsonObject *row = json_array_get_object_element(plan->input->retention, i);
        const char *state = plan_string(row, "state"), *id = plan_string(row, "meeting");
        GDate due;
        if (!plan_date(row, "kept_until", &due) || strcmp(state, "held") == 0)
            continue;
        int left = g_date_days_between(&plan->input->on, &due);
        if (strcmp(state, "due") == 0 || (left >= 0 && left <= RETENTION_SOON_DAYS))
            plan_add(plan, "retention", id, id, &due, left < 0 ? "due" : "coming",
                     plan_string(row, "source"));
    }
}

/* An item and what it is sorted by. */
typedef struct {
    char *key; /* owned */
    JsonNode *node;
} Sorted;

static int compare(gconstpointer a, gconstpointer b)
{
    return strcmp(((const Sorted *)a)->key, ((const Sorted *)b)->key);
}

/* By due date, kind and subject: one key of each, made once. */
static JsonNode *sorted(JsonArray *items)
{
    guint count = json_array_get_length(items);
    g_autofree Sorted *rows = g_new(Sorted, count);
    for (guint i = 0; i < count; i++) {
        JsonObject *item = json_array_get_object_element(items, i);
        rows[i].node = json_array_get_element(items, i);
        rows[i].key = g_strjoin("\x01", plan_string(item, "due"), plan_string(item, "what"),
                                plan_string(item, "subject"), NULL);
    }
    if (count > 0)
        qsort(rows, count, sizeof *rows, compare);
    JsonArray *array = json_array_sized_new(count);
    for (guint i = 0; i < count; i++) {
        json_array_add_element(array, json_node_ref(rows[i].node));
        g_free(rows[i].key);
    }
    JsonNode *node = json_node_new(JSON_NODE_ARRAY);
    json_node_take_array(node, array);
    return node;
}

JsonNode *plan_build(const PlanInput *input)
{
    g_autoptr(JsonArray) items = json_array_new();
    Plan plan = {.input = input, .items = items};
    plan_periods(&plan);
    plan_meetings(&plan);
    plan_deadlines(&plan);
    plan_decisions(&plan);
    plan_retention(&plan);
    return sorted(items);
}

/* Reads the meetings that matter for the day of the plan. */
static gboolean read_meetings(PlanInput *input, Register *register_, GError **error)
{
    GDate recent_date, missed_date, chiefs_recent, chiefs_date;
    plan_reach(input->rules, "inspector", &input->on, &recent_date, &missed_date);
    plan_reach(input->rules, "chief", &input->on, &chiefs_recent, &chiefs_date);
    g_autofree char *recent = date_iso(&recent_date);
    g_autofree char *missed = date_iso(&missed_date);
    g_autofree char *chiefs = date_iso(&chiefs_date);
    input->meetings = register_plan_meetings(register_, recent, chiefs, error);
    input->held = input->meetings ? register_plan_held(register_, missed, recent, error) : NULL;
    input->precincts = input->held ? register_plan_precincts(register_, missed, error) : NULL;
    return input->precincts != NULL;
}

static gboolean read_terms(PlanInput *input, Home *home, const char *today, GError **error)
{
    Register *register_ = home_register(home);
    g_autofree char *made = register_plan_made(register_, error);
    input->entries = made ? register_plan_entries(register_, error) : NULL;
    input->decisions = input->entries ? register_plan_decisions(register_, error) : NULL;
    g_autoptr(JsonNode) retention =
        input->decisions ? retention_near(home, today, RETENTION_SOON_DAYS, RETENTION_MAX, error)
                         : NULL;
    if (!retention)
        return FALSE;
    if (!date_parse(made, &input->made))
        input->made = input->on;
    input->retention = json_array_ref(json_node_get_array(retention));
    return TRUE;
}

JsonNode *plan_read(Home *home, const GDate *on, GError **error)
{
    PlanInput input = {.rules = home_rules(home, error)};
    g_autofree char *today = on ? date_iso(on) : clock_today(home_clock(home));
    JsonNode *plan = NULL;
    date_parse(today, &input.on);
    if (input.rules && read_meetings(&input, home_register(home), error) &&
        read_terms(&input, home, today, error))
        plan = plan_build(&input);
    g_clear_pointer(&input.meetings, json_array_unref);
    g_clear_pointer(&input.held, json_array_unref);
    g_clear_pointer(&input.precincts, json_array_unref);
    g_clear_pointer(&input.entries, json_array_unref);
    g_clear_pointer(&input.decisions, json_array_unref);
    g_clear_pointer(&input.retention, json_array_unref);
    return plan;
}
