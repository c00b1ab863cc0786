#include "protocol/mustache_parse.h"

#include <string.h>

#include "protocol/error.h"

#define SECTION_DEPTH_LIMIT 64

typedef struct {
    const char *name;
    const char *source, *at;
    int line; /* of at */
    char *open, *close;
    GPtrArray *nodes;         /* being filled; the innermost open section's children */
    GPtrArray *parents;       /* of GPtrArray *: what was being filled before, outermost first */
    GPtrArray *open_sections; /* of MustacheNode *, outermost first */
} Parser;

typedef struct {
    const char *start, *end; /* the tag with its delimiters */
    char sign;               /* '#', '^', '/', '!', '>', '=', '&', '{', or 0 */
    char *content;
    int line;
} Tag;

void mustache_error(GError **error, const char *msgid, const char *name, int line,
                    const char *detail)
{
    g_autofree char *number = g_strdup_printf("%d", line);
    error_set(error, PROTOCOL_ERROR_REFUSED, msgid, name, number, detail, NULL);
}

static void node_free(gpointer pointer)
{
    MustacheNode *node = pointer;
    g_free(node->text);
    g_free(node->indent);
    if (node->children)
        g_ptr_array_unref(node->children);
    g_free(node);
}

static MustacheNode *add_node(Parser *parser, MustacheKind kind, char *text, int line)
{
    MustacheNode *node = g_new0(MustacheNode, 1);
    node->kind = kind;
    node->text = text;
    node->line = line;
    g_ptr_array_add(parser->nodes, node);
    return node;
}

static void add_text(Parser *parser, const char *from, const char *to)
{
    if (to > from)
        add_node(parser, MUSTACHE_TEXT, g_strndup(from, (gsize)(to - from)), parser->line);
}

static int count_lines(const char *from, const char *to)
{
    int lines = 0;
    for (; from < to; from++)
        lines += *from == '\n';
    return lines;
}

/* The next tag from parser->at; FALSE without an error if there is none. */
static gboolean next_tag(Parser *parser, Tag *tag, GError **error)
{
    const char *start = strstr(parser->at, parser->open);
    if (!start)
        return FALSE;
    int line = parser->line + count_lines(parser->at, start);
    const char *inside = start + strlen(parser->open);
    while (*inside == ' ' || *inside == '\t')
        inside++;
    char sign = *inside && strchr("#^/!>=&{", *inside) ? *inside : 0;
    if (sign)
        inside++;
    const char *last = sign == '{' ? "}" : sign == '=' ? "=" : "";
    g_autofree char *close = g_strconcat(last, parser->close, NULL);
    const char *end = strstr(inside, close);
    if (!end) {
        mustache_error(error, N_("Template {1}, line {2}: the tag that begins here is not closed."),
                       parser->name, line, NULL);
        return FALSE;
    }
    g_autofree char *content = g_strndup(inside, (gsize)(end - inside));
    *tag = (Tag){start, end + strlen(close), sign, g_strdup(g_strstrip(content)), line};
    return TRUE;
}

static gboolean is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* A tag that draws nothing and has a line for itself takes the line with it. *from_out is where
 * the line begins, *to_out where the next one does. */
static gboolean is_standalone(const Parser *parser, const Tag *tag, const char **from_out,
                              const char **to_out)
{
    if (!tag->sign || !strchr("#^/!>=", tag->sign))
        return FALSE;
    const char *from = tag->start, *to = tag->end;
    while (from > parser->source && is_blank(from[-1]))
        from--;
    if (from > parser->source && from[-1] != '\n')
        return FALSE;
    while (is_blank(*to))
        to++;
    if (to[0] == '\r' && to[1] == '\n')
        to++;
    if (*to && *to != '\n')
        return FALSE;
    *from_out = from;
    *to_out = *to ? to + 1 : to;
    return TRUE;
}

static gboolean set_delimiters(Parser *parser, const Tag *tag, GError **error)
{
    g_auto(GStrv) parts = g_strsplit_set(tag->content, " \t\r\n", -1);
    guint count = g_strv_length(parts);
    if (count < 2 || !*parts[0] || !*parts[count - 1] || strchr(tag->content, '=')) {
        mustache_error(error, N_("Template {1}, line {2}: “{3}” are no two delimiters."),
                       parser->name, tag->line, tag->content);
        return FALSE;
    }
    g_free(parser->open);
    g_free(parser->close);
    parser->open = g_strdup(parts[0]);
    parser->close = g_strdup(parts[count - 1]);
    return TRUE;
}

static gboolean open_section(Parser *parser, const Tag *tag, GError **error)
{
    if (parser->parents->len >= SECTION_DEPTH_LIMIT) {
        mustache_error(error, N_("Template {1}, line {2}: sections stand too deep in each other."),
                       parser->name, tag->line, NULL);
        return FALSE;
    }
    MustacheKind kind = tag->sign == '#' ? MUSTACHE_SECTION : MUSTACHE_INVERTED;
    MustacheNode *node = add_node(parser, kind, g_strdup(tag->content), tag->line);
    node->children = g_ptr_array_new_with_free_func(node_free);
    g_ptr_array_add(parser->parents, parser->nodes);
    g_ptr_array_add(parser->open_sections, node);
    parser->nodes = node->children;
    return TRUE;
}

static gboolean close_section(Parser *parser, const Tag *tag, GError **error)
{
    guint depth = parser->open_sections->len;
    const MustacheNode *open = depth ? parser->open_sections->pdata[depth - 1] : NULL;
    if (!open || strcmp(open->text, tag->content) != 0) {
        mustache_error(error, N_("Template {1}, line {2}: “{3}” is closed but not open here."),
                       parser->name, tag->line, tag->content);
        return FALSE;
    }
    g_ptr_array_set_size(parser->open_sections, (gint)depth - 1);
    parser->nodes = parser->parents->pdata[depth - 1];
    g_ptr_array_set_size(parser->parents, (gint)depth - 1);
    return TRUE;
}

static gboolean handle_tag(Parser *parser, const Tag *tag, const char *indent_from, GError **error)
{
    MustacheNode *node;
    if (!*tag->content && tag->sign != '!') {
        mustache_error(error, N_("Template {1}, line {2}: a tag without a name."), parser->name,
                       tag->line, NULL);
        return FALSE;
    }
    switch (tag->sign) {
    case '!':
        return TRUE;
    case '=':
        return set_delimiters(parser, tag, error);
    case '#':
    case '^':
        return open_section(parser, tag, error);
    case '/':
        return close_section(parser, tag, error);
    case '>':
        node = add_node(parser, MUSTACHE_PARTIAL, g_strdup(tag->content), tag->line);
        if (indent_from && indent_from < tag->start)
            node->indent = g_strndup(indent_from, (gsize)(tag->start - indent_from));
        return TRUE;
    default:
        add_node(parser, tag->sign ? MUSTACHE_RAW : MUSTACHE_VARIABLE, g_strdup(tag->content),
                 tag->line);
        return TRUE;
    }
}

static gboolean parse_all(Parser *parser, GError **error)
{
    Tag tag;
    GError *wrong = NULL;
    while (next_tag(parser, &tag, &wrong)) {
        const char *from = tag.start, *to = tag.end;
        gboolean standalone = is_standalone(parser, &tag, &from, &to);
        add_text(parser, parser->at, MAX(from, parser->at));
        gboolean done = handle_tag(parser, &tag, standalone ? from : NULL, &wrong);
        g_free(tag.content);
        if (!done)
            break;
        parser->line = tag.line + count_lines(tag.start, to);
        parser->at = to;
    }
    if (wrong) {
        g_propagate_error(error, wrong);
        return FALSE;
    }
    add_text(parser, parser->at, parser->at + strlen(parser->at));
    if (parser->open_sections->len) {
        guint last = parser->open_sections->len - 1;
        const MustacheNode *open = parser->open_sections->pdata[last];
        mustache_error(error, N_("Template {1}, line {2}: “{3}” is opened here and never closed."),
                       parser->name, open->line, open->text);
        return FALSE;
    }
    return TRUE;
}

GPtrArray *mustache_parse(const char *name, const char *source, GError **error)
{
    g_autoptr(GPtrArray) root = g_ptr_array_new_with_free_func(node_free);
    Parser parser = {
        .name = name,
        .source = source,
        .at = source,
        .line = 1,
        .open = g_strdup("{{"),
        .close = g_strdup("}}"),
        .nodes = root,
        .parents = g_ptr_array_new(),
        .open_sections = g_ptr_array_new(),
    };
    gboolean done = parse_all(&parser, error);
    g_free(parser.open);
    g_free(parser.close);
    g_ptr_array_unref(parser.parents);
    g_ptr_array_unref(parser.open_sections);
    return done ? g_steal_pointer(&root) : NULL;
}
