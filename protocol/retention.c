#include "protocol/retention.h"

#include <string.h>

#include "protocol/error.h"
#include "protocol/json_read.h"
#include "protocol/register.h"
#include "protocol/register_audit.h"
#include "protocol/register_disposal.h"
#include "protocol/register_retention.h"
#include "protocol/text.h"

void retention_end(const Rules *rules, const GDate *date, GDate *end_out)
{
    *end_out = *date;
    g_date_add_years(end_out, rules_retention_years(rules));
}

/* The longest of the warnings (30, 7, 1 days before the end) that is reached; 0 if none is. */
static int warning(int days_left)
{
    static const int warnings_days[] = {1, 7, 30};
    for (gsize i = 0; days_left >= 0 && i < G_N_ELEMENTS(warnings_days); i++)
        if (days_left <= warnings_days[i])
            return warnings_days[i];
    return 0;
}

/* Adds kept_until, days_left, warning, state and source to a row of the register. */
static gboolean judge(JsonObject *row, const RulesSet *set, const char *today, GError **error)
{
    GDate date, end, now;
    const Rules *rules = rules_by_id(set, json_read_text(row, "edition"), error);
    if (!rules)
        return FALSE;
    date_parse(json_read_text(row, "kept_from"), &date);
    date_parse(today, &now);
    retention_end(rules, &date, &end);
    g_autofree char *until = date_iso(&end);
    int days_left = g_date_days_between(&now, &end);
    gboolean open = json_object_get_int_member(row, "open_entries") > 0 ||
                    json_object_get_int_member(row, "open_decisions") > 0;
    json_object_set_string_member(row, "kept_until", until);
    json_object_set_int_member(row, "days_left", days_left);
    json_object_set_int_member(row, "warning", warning(days_left));
    json_object_set_string_member(row, "state",
                                  json_read_text(row, "why") ? "held"
                                  : days_left < 0 && !open   ? "due"
                                                             : "kept");
    json_object_set_string_member(row, "source", rules_source(rules, "retention_years"));
    json_object_remove_member(row, "edition");
    json_object_remove_member(row, "kept_from");
    return TRUE;
}

/* A due record that an act of disposal names is in its week of grace. */
static void mark_grace(JsonArray *rows, JsonArray *disposals)
{
    for (guint i = 0; i < json_array_get_length(rows); i++) {
        JsonObject *row = json_array_get_object_element(rows, i);
        json_object_set_null_member(row, "grace_until");
        for (guint d = 0; d < json_array_get_length(disposals); d++) {
            JsonObject *disposal = json_array_get_object_element(disposals, d);
            if (strcmp(json_read_text(disposal, "meeting"), json_read_text(row, "meeting")) != 0)
                continue;
            g_autofree char *until = time_iso(json_object_get_int_member(disposal, "until_ms"));
            until[strlen("YYYY-MM-DD")] = 0;
            json_object_set_string_member(row, "grace_until", until);
            if (strcmp(json_read_text(row, "state"), "due") == 0)
                json_object_set_string_member(row, "state", "grace");
        }
    }
}

/* Rows of the register (taken; NULL after an error) as they are shown. */
static JsonNode *judge_all(Home *home, JsonArray *taken, const char *today, GError **error)
{
    g_autoptr(JsonArray) rows = taken;
    const RulesSet *set = rows ? home_rules(home, error) : NULL;
    if (!set)
        return NULL;
    g_autoptr(JsonArray) disposals = register_disposals(home_register(home), error);
    for (guint i = 0; disposals && i < json_array_get_length(rows); i++)
        if (!judge(json_array_get_object_element(rows, i), set, today, error))
            return NULL;
    if (!disposals)
        return NULL;
    mark_grace(rows, disposals);
    return json_node_init_array(json_node_alloc(), rows);
}

JsonNode *retention_list(Home *home, const char *today, GError **error)
{
    return judge_all(home, register_retention_all(home_register(home), error), today, error);
}

char *retention_open_text(JsonObject *row, Language language)
{
    static const struct {
        const char *member, *msgid;
    } kinds[] = {{"open_entries", N_("entries – {1}")}, {"open_decisions", N_("decisions – {1}")}};
    g_autoptr(GString) text = g_string_new(NULL);
    for (gsize k = 0; k < G_N_ELEMENTS(kinds); k++) {
        gint64 open = json_object_get_int_member(row, kinds[k].member);
        g_autofree char *count = g_strdup_printf("%" G_GINT64_FORMAT, open);
        g_autofree char *part = message_format(language, kinds[k].msgid, count, NULL);
        if (open > 0)
            g_string_append_printf(text, "%s%s", text->len ? ", " : "", part);
    }
    return text->len ? g_strdup(text->str) : NULL;
}

/* days from today and years before. */
static char *shifted(const char *today, int days, int years)
{
    GDate date;
    date_parse(today, &date);
    if (days < 0)
        g_date_subtract_days(&date, -days);
    else
        g_date_add_days(&date, days);
    g_date_subtract_years(&date, years);
    return date_iso(&date);
}

static void append(JsonArray *rows, JsonArray *more)
{
    for (guint i = 0; i < json_array_get_length(more); i++)
        json_array_add_element(rows, json_array_dup_element(more, i));
}

/* The records of one edition whose term is over, and those whose term is about to be. */
static gboolean find_near(Home *home, const Rules *rules, const char *today, int ahead_days,
                          int limit, JsonArray *rows, GError **error)
{
    int years = rules_retention_years(rules), left = limit - (int)json_array_get_length(rows);
    g_autofree char *over = shifted(today, -1, years);
    g_autofree char *from = shifted(today, 0, years);
    g_autofree char *until = shifted(today, ahead_days, years);
    Register *register_ = home_register(home);
    g_autoptr(JsonArray) oldest =
        register_retention_oldest(register_, rules_id(rules), over, MAX(left, 0), error);
    g_autoptr(JsonArray) coming =
        oldest ? register_retention_between(register_, rules_id(rules), from, until, error) : NULL;
    if (!coming)
        return FALSE;
    append(rows, oldest);
    append(rows, coming);
    return TRUE;
}

JsonNode *retention_near(Home *home, const char *today, int ahead_days, int limit, GError **error)
{
    const RulesSet *set = home_rules(home, error);
    if (!set)
        return NULL;
    g_autoptr(JsonArray) rows = json_array_new();
    for (guint i = 0; rules_nth(set, i); i++)
        if (!find_near(home, rules_nth(set, i), today, ahead_days, limit, rows, error))
            return NULL;
    return judge_all(home, g_steal_pointer(&rows), today, error);
}

/* The row of a sealed meeting with its holds; NULL with an error. */
static JsonObject *read_sealed(Home *home, const char *id, GError **error)
{
    g_autoptr(JsonObject) row = NULL;
    if (!register_retention_meeting(home_register(home), id, &row, error))
        return NULL;
    if (!row)
        error_set(error, PROTOCOL_ERROR_NOT_FOUND,
                  N_("There is no meeting {1}. See: esep meeting list"), id, NULL);
    else if (g_strcmp0(json_read_text(row, "state"), "sealed") != 0)
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("The record {1} is not a sealed one: there is nothing to hold or release."),
                  id, NULL);
    else
        return g_steal_pointer(&row);
    return NULL;
}

static gboolean hold(Home *home, const char *id, const char *why, GError **error)
{
    Register *register_ = home_register(home);
    g_autoptr(JsonObject) row = read_sealed(home, id, error);
    g_autofree char *digest = row ? register_audit_digest(register_, id, why, error) : NULL;
    g_autofree char *at = time_iso(clock_now_ms(home_clock(home)));
    const AuditEvent event = {.meeting = id, .what = "hold", .after = digest};
    return digest && register_audit_add(register_, home_clock(home), &event, error) &&
           register_hold_add(register_, id, why, at, error);
}

/* The hold to release: n, or the only one that is in force. 0 with an error. */
static int find_hold(JsonArray *holds, const char *id, int n, GError **error)
{
    g_autoptr(GString) list = g_string_new(NULL);
    guint count = json_array_get_length(holds);
    for (guint i = 0; i < count; i++) {
        JsonObject *one = json_array_get_object_element(holds, i);
        int number = (int)json_object_get_int_member(one, "n");
        if (number == n || (n == 0 && count == 1))
            return number;
        g_string_append_printf(list, "%s%d – %s", i ? "; " : "", number,
                               json_read_text(one, "why"));
    }
    error_set(error, PROTOCOL_ERROR_REFUSED,
              count == 0 ? N_("The record {1} is not held.")
                         : N_("Say which hold of {1} is released: {2}."),
              id, list->str, NULL);
    return 0;
}

static gboolean release(Home *home, const char *id, int n, GError **error)
{
    Register *register_ = home_register(home);
    g_autoptr(JsonObject) row = read_sealed(home, id, error);
    int number = row ? find_hold(json_object_get_array_member(row, "holds"), id, n, error) : 0;
    g_autofree char *subject = g_strdup_printf("%d", number);
    g_autofree char *at = time_iso(clock_now_ms(home_clock(home)));
    const AuditEvent event = {.meeting = id, .what = "release", .subject = subject};
    return number > 0 && register_audit_add(register_, home_clock(home), &event, error) &&
           register_hold_release(register_, id, number, at, error);
}

static gboolean finish(Home *home, gboolean ok, GError **error)
{
    if (ok)
        return register_commit(home_register(home), error);
    register_rollback(home_register(home));
    return FALSE;
}

gboolean retention_hold(Home *home, const char *id, const char *why, GError **error)
{
    return text_check("why", why, TEXT_PLACE_MAX, FALSE, error) &&
           register_begin(home_register(home), error) &&
           finish(home, hold(home, id, why, error), error);
}

gboolean retention_release(Home *home, const char *id, int n, GError **error)
{
    return register_begin(home_register(home), error) &&
           finish(home, release(home, id, n, error), error);
}
