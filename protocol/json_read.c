#include "protocol/json_read.h"

#include <string.h>

#include "protocol/error.h"

/* The deepest nesting of arrays and objects, as if every bracket outside a string counted. */
static int depth_of(const char *text, gsize size)
{
    int depth = 0, deepest = 0;
    gboolean in_string = FALSE;
    for (gsize i = 0; i < size; i++) {
        char c = text[i];
        if (in_string && c == '\\')
            i++;
        else if (c == '"')
            in_string = !in_string;
        else if (!in_string && (c == '[' || c == '{'))
            depth++;
        else if (!in_string && (c == ']' || c == '}'))
            depth--;
        deepest = MAX(deepest, depth);
    }
    return deepest;
}

JsonNode *json_read(const char *what, const char *text, gssize size, GError **error)
{
    gsize length = size < 0 ? strlen(text) : (gsize)size;
    if (!g_utf8_validate_len(text, length, NULL)) {
        error_set(error, PROTOCOL_ERROR_USAGE, N_("{1} is not valid UTF-8."), what, NULL);
        return NULL;
    }
    if (depth_of(text, length) > JSON_READ_MAX_DEPTH) {
        error_set(error, PROTOCOL_ERROR_USAGE, N_("{1} is nested too deeply."), what, NULL);
        return NULL;
    }
    g_autoptr(JsonParser) parser = json_parser_new();
    g_autoptr(GError) wrong = NULL;
    JsonNode *root = NULL;
    if (json_parser_load_from_data(parser, text, length, &wrong))
        root = json_parser_steal_root(parser);
    if (!root)
        error_set(error, PROTOCOL_ERROR_USAGE, N_("{1} is not JSON: {2}"), what,
                  wrong ? wrong->message : "empty", NULL);
    return root;
}

static JsonNode *find(JsonObject *object, const char *member)
{
    return object ? json_object_get_member(object, member) : NULL;
}

const char *json_read_text(JsonObject *object, const char *member)
{
    JsonNode *node = find(object, member);
    return node && JSON_NODE_HOLDS_VALUE(node) ? json_node_get_string(node) : NULL;
}

const char *json_read_shown(JsonObject *object, const char *member)
{
    const char *text = json_read_text(object, member);
    return text ? text : "";
}

JsonArray *json_read_array(JsonObject *object, const char *member)
{
    JsonNode *node = find(object, member);
    return node && JSON_NODE_HOLDS_ARRAY(node) ? json_node_get_array(node) : NULL;
}

JsonObject *json_read_object(JsonObject *object, const char *member)
{
    JsonNode *node = find(object, member);
    return node && JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
}

JsonObject *json_read_row(JsonArray *array, const char *member, gint64 number)
{
    for (guint i = 0; array && i < json_array_get_length(array); i++) {
        JsonNode *node = json_array_get_element(array, i);
        JsonObject *row = JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
        if (row && json_object_get_int_member_with_default(row, member, 0) == number)
            return row;
    }
    return NULL;
}
