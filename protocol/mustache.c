#include "protocol/mustache.h"

#include <string.h>

#include "protocol/error.h"
#include "protocol/mustache_parse.h"

/* A partial that includes itself ends with its data; one that does not, ends here. */
#define PARTIAL_DEPTH_LIMIT 64

typedef struct {
    const char *name; /* of the template that is being rendered */
    GPtrArray *stack; /* of JsonNode *, borrowed, innermost last */
    GString *out;
    MustachePartial partial;
    gpointer user_data;
    int depth;
} Renderer;

static gboolean render_nodes(Renderer *renderer, const GPtrArray *nodes, GError **error);

char *mustache_escape(const char *text)
{
    GString *out = g_string_sized_new(strlen(text) + 16);
    g_autofree char *copy = g_strdup(text);
    for (const char *at = g_strstrip(copy); *at; at++) {
        if (*at == '\n')
            g_string_append(out, "<br>");
        else if (*at == '\t')
            g_string_append_c(out, ' ');
        else if (*at != '\r') {
            if (g_ascii_ispunct(*at))
                g_string_append_c(out, '\\');
            g_string_append_c(out, *at);
        }
    }
    return g_string_free(out, FALSE);
}

/* The member of the innermost object on the stack that has it. */
static JsonNode *find_member(const Renderer *renderer, const char *member)
{
    for (guint i = renderer->stack->len; i-- > 0;) {
        JsonNode *context = renderer->stack->pdata[i];
        if (JSON_NODE_HOLDS_OBJECT(context)) {
            JsonNode *found = json_object_get_member(json_node_get_object(context), member);
            if (found)
                return found;
        }
    }
    return NULL;
}

/* The value of a dotted name; NULL with an error if the view has none. */
static JsonNode *look_up(const Renderer *renderer, const MustacheNode *node, GError **error)
{
    if (strcmp(node->text, ".") == 0)
        return renderer->stack->pdata[renderer->stack->len - 1];
    g_auto(GStrv) parts = g_strsplit(node->text, ".", -1);
    JsonNode *value = find_member(renderer, parts[0]);
    for (gsize i = 1; value && parts[i] && !JSON_NODE_HOLDS_NULL(value); i++)
        value = JSON_NODE_HOLDS_OBJECT(value)
                    ? json_object_get_member(json_node_get_object(value), parts[i])
                    : NULL;
    if (!value)
        mustache_error(error,
                       N_("Template {1}, line {2}: there is no “{3}” here. The names are listed in "
                          "templates/documents/README.md."),
                       renderer->name, node->line, node->text);
    return value;
}

/* A scalar as text; NULL if it is none. */
static char *value_text(JsonNode *value)
{
    if (JSON_NODE_HOLDS_NULL(value))
        return g_strdup("");
    if (!JSON_NODE_HOLDS_VALUE(value))
        return NULL;
    GType type = json_node_get_value_type(value);
    if (type == G_TYPE_STRING)
        return g_strdup(json_node_get_string(value));
    if (type == G_TYPE_BOOLEAN)
        return g_strdup(json_node_get_boolean(value) ? "true" : "false");
    if (type == G_TYPE_INT64)
        return g_strdup_printf("%" G_GINT64_FORMAT, json_node_get_int(value));
    char number[G_ASCII_DTOSTR_BUF_SIZE];
    return g_strdup(g_ascii_dtostr(number, sizeof number, json_node_get_double(value)));
}

static gboolean is_true(JsonNode *value)
{
    if (JSON_NODE_HOLDS_NULL(value))
        return FALSE;
    if (JSON_NODE_HOLDS_ARRAY(value))
        return json_array_get_length(json_node_get_array(value)) > 0;
    if (JSON_NODE_HOLDS_OBJECT(value))
        return TRUE;
    if (json_node_get_value_type(value) == G_TYPE_BOOLEAN)
        return json_node_get_boolean(value);
    if (json_node_get_value_type(value) == G_TYPE_STRING)
        return *json_node_get_string(value) != '\0';
    return TRUE;
}

static gboolean render_variable(Renderer *renderer, const MustacheNode *node, GError **error)
{
    JsonNode *value = look_up(renderer, node, error);
    if (!value)
        return FALSE;
    g_autofree char *text = value_text(value);
    if (!text) {
        mustache_error(error,
                       N_("Template {1}, line {2}: “{3}” is not a text but a list or group."),
                       renderer->name, node->line, node->text);
        return FALSE;
    }
    if (node->kind == MUSTACHE_RAW) {
        g_string_append(renderer->out, text);
    } else {
        g_autofree char *escaped = mustache_escape(text);
        g_string_append(renderer->out, escaped);
    }
    return TRUE;
}

static gboolean render_with(Renderer *renderer, const MustacheNode *node, JsonNode *context,
                            GError **error)
{
    g_ptr_array_add(renderer->stack, context);
    gboolean done = render_nodes(renderer, node->children, error);
    g_ptr_array_set_size(renderer->stack, (gint)renderer->stack->len - 1);
    return done;
}

static gboolean render_section(Renderer *renderer, const MustacheNode *node, GError **error)
{
    JsonNode *value = look_up(renderer, node, error);
    if (!value)
        return FALSE;
    if (node->kind == MUSTACHE_INVERTED)
        return is_true(value) || render_nodes(renderer, node->children, error);
    if (!is_true(value))
        return TRUE;
    if (!JSON_NODE_HOLDS_ARRAY(value))
        return render_with(renderer, node, value, error);
    JsonArray *array = json_node_get_array(value);
    for (guint i = 0; i < json_array_get_length(array); i++)
        if (!render_with(renderer, node, json_array_get_element(array, i), error))
            return FALSE;
    return TRUE;
}

/* The specification indents the partial's source, not what it renders to: so a value with line
 * feeds is never indented. */
static char *indent_lines(const char *source, const char *indent)
{
    GString *out = g_string_new(NULL);
    for (const char *at = source; *at;) {
        const char *end = strchr(at, '\n');
        gsize size = end ? (gsize)(end - at) + 1 : strlen(at);
        g_string_append(out, indent);
        g_string_append_len(out, at, (gssize)size);
        at += size;
    }
    return g_string_free(out, FALSE);
}

static gboolean render_partial(Renderer *renderer, const MustacheNode *node, GError **error)
{
    if (!renderer->partial || renderer->depth >= PARTIAL_DEPTH_LIMIT) {
        mustache_error(error,
                       N_("Template {1}, line {2}: “{3}” cannot be included here (it may include "
                          "itself without an end)."),
                       renderer->name, node->line, node->text);
        return FALSE;
    }
    g_autofree char *source = renderer->partial(node->text, renderer->user_data, error);
    if (!source)
        return FALSE;
    g_autofree char *indented = node->indent ? indent_lines(source, node->indent) : NULL;
    g_autoptr(GPtrArray) nodes = mustache_parse(node->text, indented ? indented : source, error);
    if (!nodes)
        return FALSE;

    const char *outer = renderer->name;
    renderer->name = node->text;
    renderer->depth++;
    gboolean done = render_nodes(renderer, nodes, error);
    renderer->depth--;
    renderer->name = outer;
    return done;
}

static gboolean render_nodes(Renderer *renderer, const GPtrArray *nodes, GError **error)
{
    for (guint i = 0; i < nodes->len; i++) {
        const MustacheNode *node = nodes->pdata[i];
        gboolean done = FALSE;
        switch (node->kind) {
        case MUSTACHE_TEXT:
            g_string_append(renderer->out, node->text);
            done = TRUE;
            break;
        case MUSTACHE_VARIABLE:
        case MUSTACHE_RAW:
            done = render_variable(renderer, node, error);
            break;
        case MUSTACHE_SECTION:
        case MUSTACHE_INVERTED:
            done = render_section(renderer, node, error);
            break;
        case MUSTACHE_PARTIAL:
            done = render_partial(renderer, node, error);
            break;
        }
        if (!done)
            return FALSE;
    }
    return TRUE;
}

char *mustache_render(const char *name, const char *source, JsonNode *view, MustachePartial partial,
                      gpointer user_data, GError **error)
{
    g_autoptr(GPtrArray) nodes = mustache_parse(name, source, error);
    if (!nodes)
        return NULL;
    Renderer renderer = {
        .name = name,
        .stack = g_ptr_array_new(),
        .out = g_string_new(NULL),
        .partial = partial,
        .user_data = user_data,
    };
    g_ptr_array_add(renderer.stack, view);
    gboolean done = render_nodes(&renderer, nodes, error);
    g_ptr_array_unref(renderer.stack);
    char *text = g_string_free(renderer.out, !done);
    return done ? text : NULL;
}
