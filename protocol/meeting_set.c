/* Corrections of a meeting's fields before sealing: rows of a table, one for each field. */
#include <string.h>

#include "protocol/error.h"
#include "protocol/meeting_change.h"
#include "protocol/meeting_check.h"
#include "protocol/meeting_deadline.h"
#include "protocol/register_entry.h"
#include "protocol/register_meeting.h"
#include "protocol/register_people.h"
#include "protocol/text.h"

#define HEADS_MAX 1000000
#define SPEAKERS_MAX 20

typedef struct Field Field;
struct Field {
    const char *name;
    MeetingColumn column; /* of fields that are one */
    gboolean may_be_empty;
    gboolean (*check)(const Field *field, const char *value, GError **error); /* not if empty */
    gboolean (*set)(Change *change, const Field *field, const char *value, GError **error);
};

static gboolean check_date(const Field *field, const char *value, GError **error)
{
    return meeting_check_date(field->name, value, error);
}

static gboolean check_time(const Field *field, const char *value, GError **error)
{
    return meeting_check_time(field->name, value, error);
}

static gboolean check_line(const Field *field, const char *value, GError **error)
{
    return text_check(field->name, value, TEXT_PLACE_MAX, FALSE, error);
}

static gboolean check_text(const Field *field, const char *value, GError **error)
{
    return text_check(field->name, value, TEXT_LONG_MAX, TRUE, error);
}

static gboolean check_format(const Field *field, const char *value, GError **error)
{
    return meeting_check_format(value, error);
}

static gboolean check_heads(const Field *field, const char *value, GError **error)
{
    return meeting_check_number(field->name, value, 1, HEADS_MAX, error);
}

static gboolean check_none(const Field *field, const char *value, GError **error)
{
    static const char *const none[] = {"none", NULL};
    return text_check_code(field->name, value, none, error);
}

static gboolean check_lines(const Field *field, const char *value, GError **error)
{
    return text_check(field->name, value, TEXT_LONG_MAX, TRUE, error);
}

static gboolean set_column(Change *change, const Field *field, const char *value, GError **error)
{
    return register_meeting_set(change->register_, change->id, field->column, value, error);
}

/* Another day is another edition perhaps, and other terms surely. */
static gboolean set_date(Change *change, const Field *field, const char *value, GError **error)
{
    GDate date;
    date_parse(value, &date);
    const RulesSet *set = home_rules(change->home, error);
    const Rules *rules = set ? rules_find(set, change_text(change, "kind"), &date, error) : NULL;
    const Calendar *calendar = rules ? home_calendar(change->home, error) : NULL;
    if (!calendar || !set_column(change, field, value, error) ||
        !register_meeting_set(change->register_, change->id, MEETING_EDITION, rules_id(rules),
                              error))
        return FALSE;
    g_autoptr(JsonArray) entries = register_entries(change->register_, change->id, error);
    for (guint i = 0; entries && i < json_array_get_length(entries); i++) {
        JsonObject *entry = json_array_get_object_element(entries, i);
        g_autofree char *deadline = NULL;
        const char *source = NULL;
        meeting_deadline(rules, calendar, value, json_object_get_string_member(entry, "outcome"),
                         &deadline, &source);
        if (!register_entry_set_deadline(change->register_,
                                         (int)json_object_get_int_member(entry, "entry"), deadline,
                                         source, error))
            return FALSE;
    }
    return entries != NULL;
}

/* A head count may stand for what nobody registered one by one, where the law allows that. */
static gboolean set_headcount(Change *change, const Field *field, const char *value, GError **error)
{
    int registered = 0;
    const Rules *rules = change_rules(change, error);
    if (!rules || !register_attendee_count(change->register_, change->id, &registered, error))
        return FALSE;
    if (value && rules_registration(rules)) {
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("Everybody present is registered one by one ({1}): the number is counted by "
                     "itself."),
                  rules_source(rules, "registration"), NULL);
        return FALSE;
    }
    if (value && g_ascii_strtoll(value, NULL, 10) < registered) {
        g_autofree char *count = g_strdup_printf("%d", registered);
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("{1} people are registered: fewer cannot have been present."), count, NULL);
        return FALSE;
    }
    return set_column(change, field, value, error);
}

/* "There were none": refused when there are. Stands until the first is noted. */
static gboolean set_none(Change *change, const Field *field, const char *value, GError **error)
{
    int count = 0;
    gboolean entries = field->column == MEETING_NO_ENTRIES;
    if (!(entries ? register_entry_count : register_decision_count)(change->register_, change->id,
                                                                    &count, error))
        return FALSE;
    if (value && count > 0) {
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  entries ? N_("The record holds entries: it cannot say that there were none.")
                          : N_("The record holds decisions: it cannot say that there were none."),
                  NULL);
        return FALSE;
    }
    return set_column(change, field, value ? "1" : "0", error);
}

static gboolean set_precincts(Change *change, const Field *field, const char *value, GError **error)
{
    g_auto(GStrv) precincts = g_strsplit(value ? value : "", "\n", -1);
    const char *const *list = value ? (const char *const *)precincts : NULL;
    return meeting_check_precincts(list, error) &&
           register_precincts_replace(change->register_, change->id, list, error);
}

/* Officials of a role, one on a line each, replace those before. */
static gboolean set_officials(Change *change, const char *role, const char *value, gsize max,
                              GError **error)
{
    g_auto(GStrv) lines = g_strsplit(value ? value : "", "\n", -1);
    gsize count = value ? g_strv_length(lines) : 0;
    if (count > max) {
        error_set(error, PROTOCOL_ERROR_USAGE, N_("There are too many of {1}."), role, NULL);
        return FALSE;
    }
    Official officials[SPEAKERS_MAX];
    g_autoptr(GPtrArray) owned = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
    for (gsize i = 0; i < count; i++) {
        char **parts = NULL;
        if (!official_parse(lines[i], officials + i, &parts, error))
            return FALSE;
        g_ptr_array_add(owned, parts);
    }
    return register_officials_replace(change->register_, change->id, role, officials, count, error);
}

static gboolean set_speakers(Change *change, const Field *field, const char *value, GError **error)
{
    return set_officials(change, "speaker", value, SPEAKERS_MAX, error);
}

static gboolean set_secretary(Change *change, const Field *field, const char *value, GError **error)
{
    return set_officials(change, "secretary", value, 1, error);
}

static const Field fields[] = {
    {"date", MEETING_DATE, FALSE, check_date, set_date},
    {"time", MEETING_TIME, FALSE, check_time, set_column},
    {"started", MEETING_STARTED, FALSE, check_time, set_column},
    {"ended", MEETING_ENDED, FALSE, check_time, set_column},
    {"place", MEETING_PLACE, FALSE, check_line, set_column},
    {"format", MEETING_FORMAT, FALSE, check_format, set_column},
    {"convener", MEETING_CONVENER, TRUE, check_line, set_column},
    {"expected", MEETING_EXPECTED, TRUE, check_heads, set_column},
    {"attendees", MEETING_HEADCOUNT, TRUE, check_heads, set_headcount},
    {"entries", MEETING_NO_ENTRIES, TRUE, check_none, set_none},
    {"decisions", MEETING_NO_DECISIONS, TRUE, check_none, set_none},
    {"late_reason", MEETING_LATE_REASON, TRUE, check_text, set_column},
    {"precinct", 0, TRUE, check_lines, set_precincts},
    {"speaker", 0, FALSE, check_lines, set_speakers},
    {"secretary", 0, TRUE, check_lines, set_secretary},
};

static const Field *find_field(const char *name, GError **error)
{
    const char *names[G_N_ELEMENTS(fields) + 1] = {NULL};
    for (gsize i = 0; i < G_N_ELEMENTS(fields); i++) {
        if (g_strcmp0(fields[i].name, name) == 0)
            return fields + i;
        names[i] = fields[i].name;
    }
    text_check_code("field", name, names, error);
    return NULL;
}

/* Said by hand, start and end are the steps that a recording takes by itself. */
static LifeEvent event_of(const Field *field, LifeState state)
{
    if (field->column == MEETING_STARTED && state < LIFE_IN_SESSION)
        return LIFE_START;
    if (field->column == MEETING_ENDED && state < LIFE_CLOSED)
        return LIFE_STOP;
    return LIFE_CORRECT;
}

/* What the field was, for the audit log; g_free. NULL if it was empty or is no column. */
static char *before(const Change *change, const Field *field)
{
    const char *column = field->column == MEETING_HEADCOUNT      ? "headcount"
                         : field->column == MEETING_NO_ENTRIES   ? "no_entries"
                         : field->column == MEETING_NO_DECISIONS ? "no_decisions"
                                                                 : field->name;
    JsonNode *node = json_object_get_member(change->row, column);
    if (!node || json_node_is_null(node))
        return NULL;
    return json_node_get_value_type(node) == G_TYPE_STRING ? json_node_dup_string(node)
                                                           : json_to_string(node, FALSE);
}

static gboolean set_one(Change *change, const MeetingField *given, GError **error)
{
    const Field *field = find_field(given->field, error);
    const char *value = given->value && *given->value ? given->value : NULL;
    if (!field)
        return FALSE;
    if (!value && !field->may_be_empty)
        return text_check(field->name, "", 1, FALSE, error);
    if ((value && !field->check(field, value, error)) ||
        !change_step(change, event_of(field, change->to), error))
        return FALSE;
    /* The reason for sealing late comes after the signing, and is no part of what was signed. */
    change->keeps_signatures &= field->column == MEETING_LATE_REASON;
    g_autofree char *was = before(change, field);
    return field->set(change, field, value, error) &&
           change_log(change, field->name, was, value, error);
}

gboolean meeting_set_all(Home *home, const char *id, const MeetingField *given, gsize count,
                         GError **error)
{
    Change change;
    gboolean ok = TRUE;
    if (!change_open(&change, home, id, error))
        return FALSE;
    change.keeps_signatures = TRUE;
    for (gsize i = 0; ok && i < count; i++)
        ok = find_field(given[i].field, error) != NULL;
    /* In the order of the table: what is said in one breath may be said in any order, but a meeting
     * starts before it ends. */
    for (gsize f = 0; f < G_N_ELEMENTS(fields); f++)
        for (gsize i = 0; ok && i < count; i++)
            if (strcmp(given[i].field, fields[f].name) == 0)
                ok = set_one(&change, given + i, error);
    return change_end(&change, ok, error);
}

gboolean meeting_set(Home *home, const char *id, const char *field, const char *value,
                     GError **error)
{
    const MeetingField one = {.field = field, .value = value};
    return meeting_set_all(home, id, &one, 1, error);
}
