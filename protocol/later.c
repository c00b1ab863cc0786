#include "protocol/later.h"

#include <string.h>

#include "protocol/canonical.h"
#include "protocol/clock.h"
#include "protocol/follow_life.h"
#include "protocol/json_read.h"
#include "protocol/meeting.h"
#include "protocol/print.h"
#include "protocol/register.h"
#include "protocol/register_entry.h"
#include "protocol/register_follow.h"
#include "protocol/register_meeting.h"
#include "protocol/register_print.h"
#include "protocol/register_retention.h"

#define SCHEMA "esep-later-1"

/* ---- what there is */

/* The lives of rows, each named by the member name; rows may be NULL, with an error. */
static JsonArray *lives(Home *home, const char *id, JsonArray *rows, gboolean decisions,
                        GError **error)
{
    const char *number = decisions ? "n" : "entry", *name = decisions ? "n" : "receipt";
    g_autoptr(JsonArray) all = json_array_new();
    for (guint i = 0; rows && i < json_array_get_length(rows); i++) {
        JsonObject *row = json_array_get_object_element(rows, i);
        const FollowSubject subject = {decisions ? id : NULL,
                                       (int)json_object_get_int_member(row, number)};
        JsonArray *steps = register_follow_steps(home_register(home), subject, error);
        if (!steps)
            return NULL;
        JsonObject *life = json_object_new();
        json_object_set_member(life, name, json_object_dup_member(row, name));
        json_object_set_array_member(life, "steps", steps);
        json_array_add_object_element(all, life);
    }
    return rows ? g_steal_pointer(&all) : NULL;
}

static gboolean add(JsonObject *later, const char *name, JsonArray *array)
{
    if (array)
        json_object_set_array_member(later, name, array);
    return array != NULL;
}

char *later_text(Home *home, const char *id, GError **error)
{
    Register *register_ = home_register(home);
    g_autoptr(JsonObject) later = json_object_new();
    g_autoptr(JsonArray) entries = register_entries(register_, id, error);
    g_autoptr(JsonArray) decisions = entries ? register_decisions(register_, id, error) : NULL;
    json_object_set_string_member(later, "schema", SCHEMA);
    if (!decisions || !add(later, "addenda", register_addendum_rows(register_, id, error)) ||
        !add(later, "entries", lives(home, id, entries, FALSE, error)) ||
        !add(later, "decisions", lives(home, id, decisions, TRUE, error)) ||
        !add(later, "holds", register_holds(register_, id, error)) ||
        !add(later, "prints", register_prints(register_, id, error)))
        return NULL;
    g_autoptr(JsonNode) node = json_node_init_object(json_node_alloc(), later);
    return canonical_json(node, NULL, error);
}

/* ---- whether it can be so */

static JsonObject *object_at(JsonArray *array, guint i)
{
    JsonNode *node = json_array_get_element(array, i);
    return JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
}

static gint64 number_of(JsonObject *object, const char *member)
{
    JsonNode *node = object ? json_object_get_member(object, member) : NULL;
    return node && JSON_NODE_HOLDS_VALUE(node) && json_node_get_value_type(node) == G_TYPE_INT64
               ? json_node_get_int(node)
               : 0;
}

/* A day, or nothing. */
static gboolean is_day(const char *text)
{
    GDate day;
    return !text || date_parse(text, &day);
}

static gboolean is_moment(const char *text)
{
    g_autoptr(GDateTime) moment = text ? g_date_time_new_from_iso8601(text, NULL) : NULL;
    return moment != NULL;
}

/* Each step is one of the table, from where the last one led. */
static gboolean life_fits(JsonObject *life, const char *state, gboolean anonymous, guint *steps)
{
    JsonArray *taken = json_read_array(life, "steps");
    for (guint i = 0; taken && i < json_array_get_length(taken); i++) {
        JsonObject *step = object_at(taken, i);
        const char *event = json_read_text(step, "event"), *given = json_read_text(step, "state");
        FollowDue due;
        state = event ? follow_life_step(state, event, anonymous, &due) : NULL;
        if (!state || g_strcmp0(state, given) != 0 || !is_day(json_read_text(step, "deadline")) ||
            !is_moment(json_read_text(step, "at")) ||
            (follow_life_words(event) && !json_read_text(step, "text")))
            return FALSE;
        ++*steps;
    }
    return taken != NULL;
}

static JsonObject *find_by_text(JsonArray *rows, const char *member, const char *text)
{
    for (guint i = 0; rows && text && i < json_array_get_length(rows); i++) {
        JsonObject *row = object_at(rows, i);
        if (g_strcmp0(json_read_text(row, member), text) == 0)
            return row;
    }
    return NULL;
}

static gboolean entry_fits(JsonObject *record, JsonObject *life, guint *steps)
{
    JsonArray *entries = json_read_array(record, "entries");
    JsonObject *entry = find_by_text(entries, "receipt", json_read_text(life, "receipt"));
    const char *outcome = json_read_text(entry, "outcome");
    return outcome && life_fits(life, outcome, number_of(entry, "from") == 0, steps);
}

static gboolean decision_fits(JsonObject *record, JsonObject *life, guint *steps)
{
    JsonArray *decisions = json_read_array(record, "decisions");
    return number_of(life, "n") > 0 && json_read_row(decisions, "n", number_of(life, "n")) &&
           life_fits(life, "noted", FALSE, steps);
}

/* A plain name in the folder of addenda, or none. */
static gboolean addendum_fits(JsonObject *unused, JsonObject *addendum, guint *steps)
{
    const char *file = json_read_text(addendum, "file");
    const char *folder = ADDENDA_FOLDER "/";
    gboolean named = file && g_str_has_prefix(file, folder) && file[strlen(folder)] &&
                     file[strlen(folder)] != '.' && !strchr(file + strlen(folder), '/');
    return number_of(addendum, "n") > 0 && json_read_text(addendum, "text") &&
           is_moment(json_read_text(addendum, "added")) &&
           (named ? json_read_text(addendum, "sha256") != NULL : !file);
}

static gboolean hold_fits(JsonObject *unused, JsonObject *hold, guint *steps)
{
    const char *released = json_read_text(hold, "released");
    return number_of(hold, "n") > 0 && json_read_text(hold, "why") && json_read_text(hold, "who") &&
           is_moment(json_read_text(hold, "at")) &&
           (released ? is_moment(released) && json_read_text(hold, "released_by")
                     : !json_read_text(hold, "released_by"));
}

static gboolean print_fits(JsonObject *unused, JsonObject *print, guint *steps)
{
    gint64 copies = number_of(print, "copies");
    return copies > 0 && copies <= PRINT_COPIES_MAX && json_read_text(print, "who") &&
           is_moment(json_read_text(print, "at"));
}

gboolean later_fits(JsonObject *record, JsonNode *later, guint *steps_out)
{
    static const struct {
        const char *name;
        gboolean (*fits)(JsonObject *record, JsonObject *row, guint *steps);
        gboolean may_lack; /* older programs wrote none */
    } lists[] = {{"addenda", addendum_fits},
                 {"entries", entry_fits},
                 {"decisions", decision_fits},
                 {"holds", hold_fits},
                 {"prints", print_fits, TRUE}};
    JsonObject *object = JSON_NODE_HOLDS_OBJECT(later) ? json_node_get_object(later) : NULL;
    gboolean fits = object && g_strcmp0(json_read_text(object, "schema"), SCHEMA) == 0;
    *steps_out = 0;
    for (gsize l = 0; fits && l < G_N_ELEMENTS(lists); l++) {
        JsonArray *rows = json_read_array(object, lists[l].name);
        gboolean lacks = lists[l].may_lack && !json_object_has_member(object, lists[l].name);
        fits = rows != NULL || lacks;
        for (guint i = 0; fits && rows && i < json_array_get_length(rows); i++) {
            JsonObject *row = object_at(rows, i);
            fits = row && lists[l].fits(record, row, steps_out);
        }
    }
    return fits;
}
