#include "protocol/record_compare.h"

#include <string.h>

#include "protocol/json_read.h"

typedef struct {
    gboolean renumbered;
    GString *path; /* where the comparison stands; after a difference, where that is */
} Compare;

static gboolean same_node(Compare *compare, JsonNode *stated, JsonNode *found);

static gboolean is_empty(JsonNode *node)
{
    return !node || JSON_NODE_HOLDS_NULL(node) ||
           (JSON_NODE_HOLDS_ARRAY(node) && json_array_get_length(json_node_get_array(node)) == 0);
}

/* A step down; what differs leaves the path as it is. */
static gboolean same_at(Compare *compare, const char *name, JsonNode *stated, JsonNode *found)
{
    gsize length = compare->path->len;
    g_string_append_printf(compare->path, "/%s", name);
    gboolean same = (is_empty(stated) && is_empty(found)) ||
                    (stated && found && same_node(compare, stated, found));
    if (same)
        g_string_truncate(compare->path, length);
    return same;
}

static gboolean left_out(const Compare *compare, const char *name)
{
    static const char *const elsewhere[] = {"agenda",   "recording", "remarks", "id",
                                            "imported", "addenda",   NULL};
    static const char *const withdrawn = "/withdrawn/";
    if (compare->path->len == 0)
        return g_strv_contains(elsewhere, name);
    return compare->renumbered &&
           (strcmp(name, "entry") == 0 ||
            (strcmp(name, "n") == 0 && g_str_has_prefix(compare->path->str, withdrawn)));
}

/* All members of one; with only, those that the other lacks. */
static gboolean same_members(Compare *compare, JsonObject *one, JsonObject *other, gboolean only)
{
    JsonObjectIter iter;
    const char *name;
    JsonNode *node;
    gboolean same = TRUE;
    json_object_iter_init_ordered(&iter, one);
    while (same && json_object_iter_next_ordered(&iter, &name, &node))
        if (!left_out(compare, name) && !(only && json_object_has_member(other, name)))
            same = same_at(compare, name, node, json_object_get_member(other, name));
    return same;
}

static gboolean same_objects(Compare *compare, JsonObject *stated, JsonObject *found)
{
    return same_members(compare, stated, found, FALSE) &&
           same_members(compare, found, stated, TRUE);
}

static gboolean same_arrays(Compare *compare, JsonArray *stated, JsonArray *found)
{
    guint lengths[] = {json_array_get_length(stated), json_array_get_length(found)};
    for (guint i = 0; i < MAX(lengths[0], lengths[1]); i++) {
        g_autofree char *index = g_strdup_printf("%u", i);
        if (!same_at(compare, index, i < lengths[0] ? json_array_get_element(stated, i) : NULL,
                     i < lengths[1] ? json_array_get_element(found, i) : NULL))
            return FALSE;
    }
    return TRUE;
}

static gboolean same_node(Compare *compare, JsonNode *stated, JsonNode *found)
{
    if (JSON_NODE_HOLDS_OBJECT(stated) && JSON_NODE_HOLDS_OBJECT(found))
        return same_objects(compare, json_node_get_object(stated), json_node_get_object(found));
    if (JSON_NODE_HOLDS_ARRAY(stated) && JSON_NODE_HOLDS_ARRAY(found))
        return same_arrays(compare, json_node_get_array(stated), json_node_get_array(found));
    return json_node_equal(stated, found);
}

/* Of the agenda what happened: when a point was reached. {"1":{mark}, …}; json_node_unref. */
static JsonNode *marks_of(JsonObject *record)
{
    JsonArray *agenda = json_read_array(record, "agenda");
    g_autoptr(JsonObject) marks = json_object_new();
    for (guint i = 0; agenda && i < json_array_get_length(agenda); i++) {
        JsonNode *node = json_array_get_element(agenda, i);
        JsonObject *item = JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
        JsonObject *mark = item ? json_read_object(item, "mark") : NULL;
        if (!mark)
            continue;
        g_autofree char *point = g_strdup_printf(
            "%" G_GINT64_FORMAT, json_object_get_int_member_with_default(item, "point", 0));
        json_object_set_object_member(marks, point, json_object_ref(mark));
    }
    return json_node_init_object(json_node_alloc(), marks);
}

char *record_difference(JsonObject *stated, JsonObject *found, gboolean renumbered)
{
    g_autoptr(GString) path = g_string_new(NULL);
    Compare compare = {.renumbered = renumbered, .path = path};
    g_autoptr(JsonNode) stated_marks = marks_of(stated);
    g_autoptr(JsonNode) found_marks = marks_of(found);
    gboolean same = same_objects(&compare, stated, found) &&
                    same_at(&compare, "agenda", stated_marks, found_marks);
    return same ? NULL : g_strdup(path->str);
}
