#include "protocol/canonical.h"

#include "protocol/error.h"

#define INTEGER_MAX (G_GINT64_CONSTANT(1) << 53)
#define DEPTH_MAX 100

static gboolean write_node(GString *out, JsonNode *node, int depth, GError **error);

/* RFC 8785, 3.2.2.2. */
static gboolean write_string(GString *out, const char *text, GError **error)
{
    static const char short_escapes[] = {['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f',
                                         ['\r'] = 'r', ['"'] = '"',  ['\\'] = '\\'};
    if (!g_utf8_validate(text, -1, NULL)) {
        error_set(error, PROTOCOL_ERROR_USAGE, N_("{1} is not valid UTF-8."), "JSON", NULL);
        return FALSE;
    }
    g_string_append_c(out, '"');
    for (const guchar *at = (const guchar *)text; *at; at++) {
        char escape = *at < sizeof short_escapes ? short_escapes[*at] : 0;
        if (escape)
            g_string_append_printf(out, "\\%c", escape);
        else if (*at < 0x20)
            g_string_append_printf(out, "\\u%04x", *at);
        else
            g_string_append_c(out, (char)*at);
    }
    g_string_append_c(out, '"');
    return TRUE;
}

static gboolean write_value(GString *out, JsonNode *node, GError **error)
{
    GType type = json_node_get_value_type(node);
    if (type == G_TYPE_STRING)
        return write_string(out, json_node_get_string(node), error);
    if (type == G_TYPE_BOOLEAN) {
        g_string_append(out, json_node_get_boolean(node) ? "true" : "false");
        return TRUE;
    }
    gint64 number = json_node_get_int(node);
    if (type != G_TYPE_INT64 || number > INTEGER_MAX || number < -INTEGER_MAX) {
        error_set(error, PROTOCOL_ERROR_USAGE,
                  N_("A number in the record is no integer of at most 2^53."), NULL);
        return FALSE;
    }
    g_string_append_printf(out, "%" G_GINT64_FORMAT, number);
    return TRUE;
}

/* The UTF-16 code unit with which a code point begins. */
static gunichar first_unit(gunichar c)
{
    return c < 0x10000 ? c : 0xD800 + ((c - 0x10000) >> 10);
}

/* Order by UTF-16 code units (RFC 8785, 3.2.3): as by code points, but what lies above U+FFFF
 * sorts by its surrogates, below U+E000. */
static int compare_names(gconstpointer a, gconstpointer b, gpointer unused)
{
    const char *left = a, *right = b;
    while (*left && *right && g_utf8_get_char(left) == g_utf8_get_char(right)) {
        left = g_utf8_next_char(left);
        right = g_utf8_next_char(right);
    }
    gunichar l = *left ? g_utf8_get_char(left) : 0, r = *right ? g_utf8_get_char(right) : 0;
    gunichar l_unit = first_unit(l), r_unit = first_unit(r);
    return l_unit != r_unit ? (l_unit > r_unit) - (l_unit < r_unit) : (l > r) - (l < r);
}

static gboolean write_object(GString *out, JsonObject *object, int depth, GError **error)
{
    g_autoptr(GList) names = json_object_get_members(object);
    for (GList *at = names; at; at = at->next)
        if (!g_utf8_validate(at->data, -1, NULL))
            return write_string(out, at->data, error);
    names = g_list_sort_with_data(names, compare_names, NULL);
    g_string_append_c(out, '{');
    for (GList *at = names; at; at = at->next) {
        if (at != names)
            g_string_append_c(out, ',');
        if (!write_string(out, at->data, error))
            return FALSE;
        g_string_append_c(out, ':');
        if (!write_node(out, json_object_get_member(object, at->data), depth + 1, error))
            return FALSE;
    }
    g_string_append_c(out, '}');
    return TRUE;
}

static gboolean write_array(GString *out, JsonArray *array, int depth, GError **error)
{
    g_string_append_c(out, '[');
    for (guint i = 0; i < json_array_get_length(array); i++) {
        if (i > 0)
            g_string_append_c(out, ',');
        if (!write_node(out, json_array_get_element(array, i), depth + 1, error))
            return FALSE;
    }
    g_string_append_c(out, ']');
    return TRUE;
}

static gboolean write_node(GString *out, JsonNode *node, int depth, GError **error)
{
    if (depth > DEPTH_MAX) {
        error_set(error, PROTOCOL_ERROR_USAGE, N_("{1} is nested too deeply."), "JSON", NULL);
        return FALSE;
    }
    switch (json_node_get_node_type(node)) {
    case JSON_NODE_OBJECT:
        return write_object(out, json_node_get_object(node), depth, error);
    case JSON_NODE_ARRAY:
        return write_array(out, json_node_get_array(node), depth, error);
    case JSON_NODE_VALUE:
        return write_value(out, node, error);
    default:
        g_string_append(out, "null");
        return TRUE;
    }
}

char *canonical_json(JsonNode *node, gsize *size_out, GError **error)
{
    GString *out = g_string_new(NULL);
    if (!write_node(out, node, 0, error)) {
        g_string_free(out, TRUE);
        return NULL;
    }
    if (size_out)
        *size_out = out->len;
    return g_string_free(out, FALSE);
}
