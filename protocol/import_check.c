#include "protocol/import_check.h"

#include "protocol/text.h"

static gboolean value_plain(JsonNode *node)
{
    GType type = json_node_get_value_type(node);
    const char *text = type == G_TYPE_STRING ? json_node_get_string(node) : NULL;
    if (text)
        return !*text || text_check("text", text, G_MAXLONG, TRUE, NULL);
    return type == G_TYPE_INT64 || type == G_TYPE_BOOLEAN;
}

gboolean import_text_plain(JsonNode *node)
{
    gboolean plain = TRUE;
    if (JSON_NODE_HOLDS_ARRAY(node)) {
        JsonArray *array = json_node_get_array(node);
        for (guint i = 0; plain && i < json_array_get_length(array); i++)
            plain = import_text_plain(json_array_get_element(array, i));
    } else if (JSON_NODE_HOLDS_OBJECT(node)) {
        JsonObjectIter iter;
        JsonNode *member;
        json_object_iter_init(&iter, json_node_get_object(node));
        while (plain && json_object_iter_next(&iter, NULL, &member))
            plain = import_text_plain(member);
    } else if (JSON_NODE_HOLDS_VALUE(node)) {
        plain = value_plain(node);
    }
    return plain;
}
