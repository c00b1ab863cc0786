#include "protocol/follow.h"

#include <string.h>

#include "protocol/calendar.h"
#include "protocol/error.h"
#include "protocol/meeting_deadline.h"
#include "protocol/receipt.h"
#include "protocol/register.h"
#include "protocol/register_audit.h"
#include "protocol/register_follow.h"
#include "protocol/rules.h"
#include "protocol/text.h"

/* When the next thing is due after a step. */
typedef enum { DUE_NEVER, DUE_KEEP, DUE_FORWARD, DUE_CHECK, DUE_UNTIL } Due;

static const struct {
    const char *from, *event;
    gboolean only_anonymous;
    const char *to;
    Due due;
} steps[] = {
    {"answered", "notify", FALSE, "answered", DUE_NEVER},
    {"answered", "close", FALSE, "closed", DUE_NEVER},
    /* Whoever is not content with the answer is answered anew. */
    {"answered", "contest", FALSE, "check", DUE_CHECK},
    {"closed", "contest", FALSE, "check", DUE_CHECK},
    {"check", "begin", FALSE, "check", DUE_KEEP},
    {"check", "extend", FALSE, "check", DUE_UNTIL},
    {"check", "answer", FALSE, "answered", DUE_NEVER},
    /* The check found that it is none of the police's business. */
    {"check", "forward", FALSE, "forwarded", DUE_FORWARD},
    {"check", "notify", FALSE, "check", DUE_KEEP},
    {"forward", "forward", FALSE, "forwarded", DUE_KEEP},
    /* The notice has the deadline of the letter (APPC art. 65). */
    {"forwarded", "notify", FALSE, "notified", DUE_NEVER},
    {"forwarded", "receive", FALSE, "forwarded", DUE_KEEP},
    {"forwarded", "close", TRUE, "closed", DUE_NEVER},
    {"notified", "receive", FALSE, "notified", DUE_NEVER},
    {"notified", "answer", FALSE, "answered", DUE_NEVER},
    {"notified", "close", FALSE, "closed", DUE_NEVER},
};

/* What to do in a state instead of a step that it does not have. */
static const struct {
    const char *state, *msgid;
} refusals[] = {
    {"answered",
     N_("Entry {1} is answered: it can only be closed or contested, or its initiator told.")},
    {"check", N_("Entry {1} is being checked: answer it or forward it first.")},
    {"forward", N_("Entry {1} is to be forwarded: note first that the letter was sent (follow "
                   "forward).")},
    {"forwarded", N_("Entry {1} was forwarded: its initiator must be told first (follow notify).")},
    {"notified",
     N_("Entry {1} was forwarded and its initiator told: note the answer or close it.")},
    {"withdrawn", N_("Entry {1} was withdrawn before the record was sealed.")},
    {"closed", N_("Entry {1} is closed: it can only be contested (follow contest).")},
};

static int find_step(const char *state, const char *event, gboolean anonymous)
{
    for (gsize i = 0; i < G_N_ELEMENTS(steps); i++)
        if (strcmp(steps[i].from, state) == 0 && strcmp(steps[i].event, event) == 0 &&
            (anonymous || !steps[i].only_anonymous))
            return (int)i;
    return -1;
}

const char *follow_next(const char *state, const char *event, gboolean anonymous)
{
    int step = find_step(state, event, anonymous);
    return step >= 0 ? steps[step].to : NULL;
}

static const char *string_of(JsonObject *row, const char *name)
{
    return json_object_get_string_member_with_default(row, name, NULL);
}

static gboolean is_anonymous(JsonObject *row)
{
    return json_object_get_boolean_member_with_default(row, "anonymous", FALSE);
}

static gboolean refuse(int entry, const char *state, GError **error)
{
    g_autofree char *number = g_strdup_printf("%d", entry);
    for (gsize i = 0; i < G_N_ELEMENTS(refusals); i++)
        if (strcmp(refusals[i].state, state) == 0)
            error_set(error, PROTOCOL_ERROR_REFUSED, refusals[i].msgid, number, NULL);
    return FALSE;
}

/* Whether the term of a check can be extended to that day. */
static gboolean check_until(const Rules *rules, JsonObject *row, const char *until, GError **error)
{
    GDate last, day;
    int months = rules_extension_months(rules);
    if (!until || !date_parse(until, &day)) {
        error_set(error, PROTOCOL_ERROR_USAGE, N_("Give the new deadline with --until YYYY-MM-DD."),
                  NULL);
        return FALSE;
    }
    date_parse(string_of(row, "since"), &last);
    g_date_add_months(&last, (guint)months);
    g_autofree char *latest = date_iso(&last);
    if (months == 0)
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("By the rules of this entry the term of a check cannot be extended."), NULL);
    else if (strcmp(until, string_of(row, "deadline")) <= 0 || g_date_compare(&day, &last) > 0)
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("The new deadline must be after {1} and not after {2} ({3})."),
                  string_of(row, "deadline"), latest, rules_source(rules, "extension_months"),
                  NULL);
    else
        return TRUE;
    return FALSE;
}

/* What is due after the step, by the entry's edition; both NULL if nothing is. */
static gboolean next_deadline(Home *home, JsonObject *row, Due due, const FollowStep *step,
                              char **deadline_out, char **source_out, GError **error)
{
    const char *source = NULL;
    if (due == DUE_KEEP) {
        *deadline_out = g_strdup(string_of(row, "deadline"));
        *source_out = g_strdup(string_of(row, "deadline_source"));
    }
    if (due == DUE_KEEP || due == DUE_NEVER)
        return TRUE;
    const RulesSet *set = home_rules(home, error);
    const Rules *rules = set ? rules_by_id(set, string_of(row, "edition"), error) : NULL;
    const Calendar *calendar = rules ? home_calendar(home, error) : NULL;
    if (!calendar)
        return FALSE;
    if (due == DUE_UNTIL) {
        if (!check_until(rules, row, step->until, error))
            return FALSE;
        *deadline_out = g_strdup(step->until);
        *source_out = g_strdup(rules_source(rules, "extension_months"));
        return TRUE;
    }
    /* The notice after a check was forwarded, and a new check, count from today. */
    g_autofree char *today = clock_today(home_clock(home));
    meeting_deadline(rules, calendar, today, due == DUE_CHECK ? "check" : "forward", deadline_out,
                     &source);
    *source_out = g_strdup(source);
    return TRUE;
}

static gboolean add_row(Home *home, JsonObject *row, int index, const FollowStep *step,
                        GError **error)
{
    g_autofree char *deadline = NULL, *source = NULL;
    if (!next_deadline(home, row, steps[index].due, step, &deadline, &source, error))
        return FALSE;
    g_autofree char *at = time_iso(clock_now_ms(home_clock(home)));
    const char *said_to = string_of(row, "to");
    FollowRow added = {
        .entry = (int)json_object_get_int_member(row, "entry"),
        .event = step->event,
        .state = steps[index].to,
        .deadline = deadline,
        .deadline_source = source,
        .text = step->text,
        .to = strcmp(step->event, "forward") != 0 ? NULL
              : step->to                          ? step->to
                                                  : said_to,
        .ref = step->ref,
        .at = at,
    };
    return register_follow_add(home_register(home), &added, error);
}

static gboolean audit(Home *home, JsonObject *row, const FollowStep *step, const char *state,
                      GError **error)
{
    g_autofree char *what = g_strconcat("follow-", step->event, NULL);
    g_autofree char *entry =
        g_strdup_printf("%" G_GINT64_FORMAT, json_object_get_int_member(row, "entry"));
    AuditEvent event = {.meeting = string_of(row, "meeting"),
                        .what = what,
                        .subject = entry,
                        .before = string_of(row, "state"),
                        .after = state};
    return register_audit_add(home_register(home), home_clock(home), &event, error);
}

/* The step inside the transaction. */
static gboolean take_step(Home *home, int entry, const FollowStep *step, const char **state_out,
                          GError **error)
{
    g_autoptr(JsonObject) row = NULL;
    g_autofree char *number = g_strdup_printf("%d", entry);
    if (!register_follow_entry(home_register(home), entry, &row, error))
        return FALSE;
    if (!row) {
        error_set(error, PROTOCOL_ERROR_NOT_FOUND,
                  N_("There is no entry {1}. See: esep follow list"), number, NULL);
        return FALSE;
    }
    const char *state = string_of(row, "state");
    int index = find_step(state, step->event, is_anonymous(row));
    if (index < 0)
        return refuse(entry, state, error);
    if (strcmp(step->event, "forward") == 0 && !step->to && !string_of(row, "to")) {
        error_set(error, PROTOCOL_ERROR_USAGE,
                  N_("It is not known to which body entry {1} goes: say it with --to."), number,
                  NULL);
        return FALSE;
    }
    *state_out = steps[index].to;
    return add_row(home, row, index, step, error) && audit(home, row, step, *state_out, error);
}

static gboolean check_texts(const FollowStep *step, GError **error)
{
    if (strcmp(step->event, "answer") == 0 && !step->text) {
        error_set(error, PROTOCOL_ERROR_USAGE, N_("The answer is missing: give it with --text."),
                  NULL);
        return FALSE;
    }
    if ((strcmp(step->event, "extend") == 0 || strcmp(step->event, "contest") == 0) &&
        !step->text) {
        error_set(error, PROTOCOL_ERROR_USAGE, N_("The reason is missing: give it with --text."),
                  NULL);
        return FALSE;
    }
    return text_check_optional("text", step->text, TEXT_LONG_MAX, TRUE, error) &&
           text_check_optional("to", step->to, TEXT_PLACE_MAX, FALSE, error) &&
           text_check_optional("ref", step->ref, TEXT_NAME_MAX, FALSE, error);
}

gboolean follow_do(Home *home, int entry, const FollowStep *step, const char **state_out,
                   GError **error)
{
    Register *register_ = home_register(home);
    const char *state = NULL;
    if (!check_texts(step, error) || !register_begin(register_, error))
        return FALSE;
    if (!take_step(home, entry, step, &state, error)) {
        register_rollback(register_);
        return FALSE;
    }
    if (!register_commit(register_, error))
        return FALSE;
    if (state_out)
        *state_out = state;
    return TRUE;
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

/* Brings a row of the register into the form that is shown; TRUE if it is overdue. */
static gboolean show_row(JsonObject *row, const Calendar *calendar, const char *today)
{
    const char *deadline = string_of(row, "deadline"), *date = string_of(row, "date");
    gboolean overdue = deadline && strcmp(deadline, today) < 0;
    GDate event, last;
    json_object_set_boolean_member(row, "overdue", overdue);
    json_object_set_boolean_member(row, "certain",
                                   !deadline || !date_parse(date, &event) ||
                                       !date_parse(deadline, &last) ||
                                       calendar_is_certain(calendar, &event, &last));
    json_object_set_string_member(row, "due", nearness(deadline, today));
    JsonNode *source = json_object_dup_member(row, "deadline_source");
    json_object_set_member(row, "source", source);
    json_object_remove_member(row, "deadline_source");
    return overdue;
}

JsonNode *follow_list(Home *home, const char *today, FollowScope scope, GError **error)
{
    const Calendar *calendar = home_calendar(home, error);
    if (!calendar)
        return NULL;
    Register *register_ = home_register(home);
    const char *before = scope == FOLLOW_OVERDUE ? today : NULL;
    int finished = scope == FOLLOW_RECENT ? FOLLOW_FINISHED_MAX : 0;
    g_autoptr(JsonArray) rows = scope == FOLLOW_ALL
                                    ? register_follow_all(register_, error)
                                    : register_follow_recent(register_, finished, before, error);
    if (!rows)
        return NULL;
    JsonArray *shown = json_array_new();
    for (guint i = 0; i < json_array_get_length(rows); i++) {
        JsonObject *row = json_array_get_object_element(rows, i);
        gboolean overdue = show_row(row, calendar, today);
        if (json_object_get_boolean_member_with_default(row, "confidential", FALSE))
            json_object_set_null_member(row, "text");
        json_object_remove_member(row, "answer");
        json_object_remove_member(row, "kind");
        json_object_remove_member(row, "edition");
        json_object_remove_member(row, "since");
        if (overdue || scope != FOLLOW_OVERDUE)
            json_array_add_object_element(shown, json_object_ref(row));
    }
    JsonNode *node = json_node_new(JSON_NODE_ARRAY);
    json_node_take_array(node, shown);
    return node;
}

static JsonArray *possible_steps(JsonObject *row)
{
    JsonArray *events = json_array_new();
    for (gsize i = 0; i < G_N_ELEMENTS(steps); i++)
        if (strcmp(steps[i].from, string_of(row, "state")) == 0 &&
            (is_anonymous(row) || !steps[i].only_anonymous))
            json_array_add_string_element(events, steps[i].event);
    return events;
}

JsonNode *follow_read(Home *home, int entry, const char *today, GError **error)
{
    g_autoptr(JsonObject) row = NULL;
    g_autofree char *number = g_strdup_printf("%d", entry);
    const Calendar *calendar = home_calendar(home, error);
    if (!calendar || !register_follow_entry(home_register(home), entry, &row, error))
        return NULL;
    if (!row) {
        error_set(error, PROTOCOL_ERROR_NOT_FOUND,
                  N_("There is no entry {1}. See: esep follow list"), number, NULL);
        return NULL;
    }
    JsonArray *taken = register_follow_steps(home_register(home), entry, error);
    if (!taken)
        return NULL;
    show_row(row, calendar, today);
    json_object_set_array_member(row, "steps", taken);
    json_object_set_array_member(row, "possible", possible_steps(row));
    JsonNode *node = json_node_new(JSON_NODE_OBJECT);
    json_node_take_object(node, g_steal_pointer(&row));
    return node;
}

JsonNode *follow_status(Home *home, const char *receipt, const char *today, GError **error)
{
    static const char *const hidden[] = {"meeting",   "kind",         "edition", "outcome",
                                         "anonymous", "confidential", "since",   "due"};
    JsonObject *row = NULL;
    g_autofree char *code = receipt_parse(receipt);
    if (!code) {
        error_set(error, PROTOCOL_ERROR_NOT_FOUND,
                  N_("“{1}” is not the number of a receipt: a digit is wrong. Compare it with the "
                     "printed one."),
                  receipt, NULL);
        return NULL;
    }
    g_autoptr(Calendar) calendar = calendar_load(NULL, error);
    if (!calendar || !register_follow_receipt(home_register(home), code, &row, error))
        return NULL;
    if (!row) {
        error_set(error, PROTOCOL_ERROR_NOT_FOUND,
                  N_("The receipt {1} is not of this device, or its record is kept no longer."),
                  code, NULL);
        return NULL;
    }
    show_row(row, calendar, today);
    for (gsize i = 0; i < G_N_ELEMENTS(hidden); i++)
        json_object_remove_member(row, hidden[i]);
    JsonNode *node = json_node_new(JSON_NODE_OBJECT);
    json_node_take_object(node, row);
    return node;
}
