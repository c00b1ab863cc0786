#include "protocol/audit_dump.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "protocol/canonical.h"
#include "protocol/error.h"
#include "protocol/json_read.h"
#include "protocol/register_audit.h"

/* Of a row of another meeting what the chain needs. */
static JsonNode *dump_row(JsonObject *row, const char *id)
{
    JsonNode *node = json_node_new(JSON_NODE_OBJECT);
    if (g_strcmp0(json_object_get_string_member_with_default(row, "meeting", NULL), id) == 0) {
        json_node_set_object(node, row);
        return node;
    }
    JsonObject *link = json_object_new();
    json_object_set_int_member(link, "seq", json_object_get_int_member(row, "seq"));
    json_object_set_string_member(link, "prev", json_object_get_string_member(row, "prev"));
    json_object_set_string_member(link, "hash", json_object_get_string_member(row, "hash"));
    json_node_take_object(node, link);
    return node;
}

char *audit_dump(Register *register_, const char *id, const char *head, GError **error)
{
    g_autoptr(JsonArray) rows = register_audit_rows(register_, id, head, error);
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; rows && i < json_array_get_length(rows); i++) {
        g_autoptr(JsonNode) node = dump_row(json_array_get_object_element(rows, i), id);
        g_autofree char *line = canonical_json(node, NULL, error);
        if (!line)
            return NULL;
        g_string_append_printf(text, "%s\n", line);
    }
    return rows ? g_string_free(g_steal_pointer(&text), FALSE) : NULL;
}

/* A log while it is checked. */
typedef struct {
    const char *id;
    gint64 seq; /* of the last row; 0 before the first */
    char *hash; /* owned; of the last row */
} Reading;

static gboolean refuse(const char *msgid, gint64 seq, GError **error)
{
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, seq);
    error_set(error, PROTOCOL_ERROR_DIFFERENT, msgid, number, NULL);
    return FALSE;
}

static gint64 number_of(JsonObject *row, const char *name)
{
    JsonNode *node = json_object_get_member(row, name);
    return node && JSON_NODE_HOLDS_VALUE(node) && json_node_get_value_type(node) == G_TYPE_INT64
               ? json_node_get_int(node)
               : -1;
}

/* Whether a row of this meeting has the hash that it states. */
static gboolean is_whole(JsonObject *row, const char *hash)
{
    json_object_remove_member(row, "hash");
    g_autofree char *computed = register_audit_hash(row, NULL);
    return g_strcmp0(computed, hash) == 0;
}

static gboolean check_row(Reading *reading, JsonObject *row, GError **error)
{
    gint64 seq = number_of(row, "seq"), expected = reading->seq + 1;
    g_autofree char *hash = g_strdup(json_read_text(row, "hash"));
    gboolean own = json_object_has_member(row, "meeting");
    if (!hash || seq < 1)
        return refuse(N_("The audit log was changed: row {1} does not fit the chain."), expected,
                      error);
    if (reading->seq == 0 && (g_strcmp0(json_read_text(row, "what"), "plan") != 0 ||
                              g_strcmp0(json_read_text(row, "meeting"), reading->id) != 0))
        return refuse(N_("The audit log was cut: it begins with row {1}, which is not the planning "
                         "of the meeting."),
                      seq, error);
    if (reading->seq > 0 && seq != expected)
        return refuse(N_("The audit log was changed: row {1} is missing, or stands elsewhere."),
                      expected, error);
    if ((reading->hash && g_strcmp0(json_read_text(row, "prev"), reading->hash) != 0) ||
        (own && !is_whole(row, hash)))
        return refuse(N_("The audit log was changed: row {1} does not fit the chain."), seq, error);
    g_free(reading->hash);
    reading->hash = g_steal_pointer(&hash);
    reading->seq = seq;
    return TRUE;
}

static gboolean check_lines(Reading *reading, char **lines, guint *count_out, GError **error)
{
    for (guint i = 0; lines[i] && *lines[i]; i++) {
        g_autoptr(JsonNode) node = json_read(AUDIT_DUMP_FILE, lines[i], -1, NULL);
        if (!node || !JSON_NODE_HOLDS_OBJECT(node))
            return refuse(N_("The audit log was changed: row {1} does not fit the chain."),
                          reading->seq + 1, error);
        if (!check_row(reading, json_node_get_object(node), error))
            return FALSE;
        (*count_out)++;
    }
    return TRUE;
}

gboolean audit_dump_check(const char *text, const char *id, const char *head, guint *lines_out,
                          GError **error)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    Reading reading = {.id = id};
    guint count = 0;
    gboolean ok = check_lines(&reading, lines, &count, error);
    if (ok && g_strcmp0(reading.hash, head) != 0)
        ok = refuse(N_("The audit log was cut: after row {1} something is missing up to what the "
                       "record was sealed with."),
                    reading.seq, error);
    g_free(reading.hash);
    if (ok && lines_out)
        *lines_out = count;
    return ok;
}
