/* What follow.h shows: lists, one life, what a citizen is told. */
#include <string.h>

#include "protocol/calendar.h"
#include "protocol/error.h"
#include "protocol/follow.h"
#include "protocol/follow_life.h"
#include "protocol/receipt.h"
#include "protocol/register.h"
#include "protocol/register_follow.h"
#include "protocol/rules.h"

static const char *string_of(JsonObject *row, const char *name)
{
    return json_object_get_string_member_with_default(row, name, NULL);
}

/* How near the deadline is; NULL without one. */
static const char *nearness(const char *deadline, const char *today)
{
    GDate last, now;
    if (!deadline || !date_parse(deadline, &last) || !date_parse(today, &now))
        return NULL;
    int left_days = g_date_days_between(&now, &last);
    return left_days < 0                   ? "overdue"
           : left_days == 0                ? "today"
           : left_days <= FOLLOW_SOON_DAYS ? "soon"
                                           : "later";
}

/* What rows are shown by. */
typedef struct {
    const Calendar *calendar;
    const RulesSet *rules;
    const char *today;
} Show;

static gboolean show_begin(Show *show, Home *home, const char *today, GError **error)
{
    *show = (Show){home_calendar(home, error), NULL, today};
    show->rules = show->calendar ? home_rules(home, error) : NULL;
    return show->rules != NULL;
}

static gboolean is_decision(JsonObject *row)
{
    return json_object_has_member(row, "decision") && !json_object_get_null_member(row, "decision");
}

/* The day of a decision is that of the meeting; that it is kept is controlled by law. */
static char *source_of(const Show *show, JsonObject *row)
{
    if (!is_decision(row))
        return g_strdup(string_of(row, "deadline_source"));
    const Rules *rules = rules_by_id(show->rules, string_of(row, "edition"), NULL);
    return string_of(row, "deadline") && rules ? g_strdup(rules_source(rules, "controller")) : NULL;
}

static char *id_of(JsonObject *row)
{
    const char *member = is_decision(row) ? "decision" : "entry";
    return follow_subject_text((FollowSubject){is_decision(row) ? string_of(row, "meeting") : NULL,
                                               (int)json_object_get_int_member(row, member)});
}

/* Brings a row of the register into the form that is shown. */
static void show_row(const Show *show, JsonObject *row)
{
    const char *deadline = string_of(row, "deadline"), *date = string_of(row, "date");
    gboolean overdue = deadline && strcmp(deadline, show->today) < 0;
    g_autofree char *source = source_of(show, row), *id = id_of(row);
    GDate event, last;
    json_object_set_string_member(row, "id", id);
    json_object_set_boolean_member(row, "overdue", overdue);
    json_object_set_boolean_member(row, "certain",
                                   !deadline || is_decision(row) || !date_parse(date, &event) ||
                                       !date_parse(deadline, &last) ||
                                       calendar_is_certain(show->calendar, &event, &last));
    json_object_set_string_member(row, "due", nearness(deadline, show->today));
    json_object_set_string_member(row, "source", source);
    json_object_remove_member(row, "deadline_source");
}

static int compare_ints(JsonObject *left, JsonObject *right, const char *member)
{
    gint64 difference = json_object_get_int_member_with_default(left, member, 0) -
                        json_object_get_int_member_with_default(right, member, 0);
    return difference < 0 ? -1 : difference > 0;
}

/* By deadline, what has none last; entries before decisions, and both by their numbers. */
static int compare_rows(gconstpointer a, gconstpointer b)
{
    JsonObject *left = *(JsonObject *const *)a, *right = *(JsonObject *const *)b;
    const char *first = string_of(left, "deadline"), *second = string_of(right, "deadline");
    if (!first || !second ? first != second : strcmp(first, second) != 0)
        return !first ? 1 : !second ? -1 : strcmp(first, second);
    if (is_decision(left) != is_decision(right))
        return is_decision(left) ? 1 : -1;
    int meeting = is_decision(left)
                      ? strcmp(string_of(left, "meeting"), string_of(right, "meeting"))
                      : compare_ints(left, right, "entry");
    return meeting ? meeting : compare_ints(left, right, "decision");
}

/* What a list is of. */
typedef struct {
    FollowScope scope;
    const char *meeting; /* all of this one; NULL: the scope says which */
} Wanted;

static JsonArray *read_rows(Home *home, const Show *show, const Wanted *wanted, gboolean decisions,
                            GError **error)
{
    Register *register_ = home_register(home);
    if (wanted->meeting)
        return register_follow_meeting(register_, decisions, wanted->meeting, error);
    if (wanted->scope == FOLLOW_ALL)
        return register_follow_all(register_, decisions, error);
    return register_follow_recent(register_, decisions,
                                  wanted->scope == FOLLOW_RECENT ? FOLLOW_FINISHED_MAX : 0,
                                  wanted->scope == FOLLOW_OVERDUE ? show->today : NULL, error);
}

/* Adds the rows that are wanted to list, as they are shown. */
static gboolean add_rows(Home *home, const Show *show, const Wanted *wanted, gboolean decisions,
                         GPtrArray *list, GError **error)
{
    static const char *const hidden[] = {"answer", "kind", "edition", "since"};
    g_autoptr(JsonArray) rows = read_rows(home, show, wanted, decisions, error);
    for (guint i = 0; rows && i < json_array_get_length(rows); i++) {
        JsonObject *row = json_array_get_object_element(rows, i);
        show_row(show, row);
        if (json_object_get_boolean_member_with_default(row, "confidential", FALSE)) {
            json_object_set_null_member(row, "text");
            json_object_set_null_member(row, "outcome_text");
        }
        for (gsize h = 0; h < G_N_ELEMENTS(hidden); h++)
            json_object_remove_member(row, hidden[h]);
        g_ptr_array_add(list, json_object_ref(row));
    }
    return rows != NULL;
}

static void unref_object(gpointer object)
{
    json_object_unref(object);
}

static JsonNode *list_rows(Home *home, const char *today, const Wanted *wanted, GError **error)
{
    Show show;
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(unref_object);
    if (!show_begin(&show, home, today, error) ||
        !add_rows(home, &show, wanted, FALSE, list, error) ||
        !add_rows(home, &show, wanted, TRUE, list, error))
        return NULL;
    g_ptr_array_sort(list, compare_rows);
    JsonArray *shown = json_array_sized_new(list->len);
    for (guint i = 0; i < list->len; i++)
        json_array_add_object_element(shown, json_object_ref(list->pdata[i]));
    JsonNode *node = json_node_new(JSON_NODE_ARRAY);
    json_node_take_array(node, shown);
    return node;
}

JsonNode *follow_list(Home *home, const char *today, FollowScope scope, GError **error)
{
    const Wanted wanted = {.scope = scope};
    return list_rows(home, today, &wanted, error);
}

JsonNode *follow_of_meeting(Home *home, const char *meeting, const char *today, GError **error)
{
    const Wanted wanted = {.meeting = meeting};
    return list_rows(home, today, &wanted, error);
}

JsonNode *follow_read(Home *home, FollowSubject subject, const char *today, GError **error)
{
    Show show;
    g_autoptr(JsonObject) row =
        show_begin(&show, home, today, error) ? follow_find(home, subject, error) : NULL;
    JsonArray *taken = row ? register_follow_steps(home_register(home), subject, error) : NULL;
    if (!taken)
        return NULL;
    gboolean anonymous = json_object_get_boolean_member_with_default(row, "anonymous", FALSE);
    show_row(&show, row);
    json_object_set_array_member(row, "steps", taken);
    json_object_set_array_member(row, "possible",
                                 follow_life_possible(string_of(row, "state"), anonymous));
    return json_node_init_object(json_node_alloc(), row);
}

JsonNode *follow_status(Home *home, const char *receipt, const char *today, GError **error)
{
    static const char *const hidden[] = {"outcome_text", "meeting",   "kind",         "edition",
                                         "outcome",      "anonymous", "confidential", "since",
                                         "due",          "id",        "decision"};
    Show show;
    JsonObject *row = NULL;
    g_autofree char *code = receipt_parse(receipt);
    if (!code) {
        error_set(error, PROTOCOL_ERROR_NOT_FOUND,
                  N_("“{1}” is not the number of a receipt: a digit is wrong. Compare it with the "
                     "printed one."),
                  receipt, NULL);
        return NULL;
    }
    if (!show_begin(&show, home, today, error) ||
        !register_follow_receipt(home_register(home), code, &row, error))
        return NULL;
    if (!row) {
        error_set(error, PROTOCOL_ERROR_NOT_FOUND,
                  N_("The receipt {1} is not of this device, or its record is kept no longer."),
                  code, NULL);
        return NULL;
    }
    show_row(&show, row);
    for (gsize i = 0; i < G_N_ELEMENTS(hidden); i++)
        json_object_remove_member(row, hidden[i]);
    JsonNode *node = json_node_new(JSON_NODE_OBJECT);
    json_node_take_object(node, row);
    return node;
}
