#include "protocol/layout_parts.h"

double layout_width_pt(const Layout *layout)
{
    const PageSetup *setup = &layout->setup;
    return setup->width_pt - setup->left_pt - setup->right_pt;
}

Slug *slug_last(Layout *layout)
{
    return layout->slugs->len ? &g_array_index(layout->slugs, Slug, layout->slugs->len - 1) : NULL;
}

Slug *slug_begin(Layout *layout, double space_before_pt)
{
    Slug slug = {.space_before_pt = space_before_pt, .first_op = layout->ops->len};
    g_array_append_val(layout->slugs, slug);
    return slug_last(layout);
}

Op *op_add(Layout *layout, OpKind kind, Ink ink, double x_pt, double y_pt, double width_pt,
           double height_pt)
{
    Op op = {.kind = kind, .ink = ink, .x_pt = x_pt, .y_pt = y_pt};
    op.width_pt = width_pt;
    op.height_pt = height_pt;
    g_array_append_val(layout->ops, op);
    slug_last(layout)->op_count++;
    return &g_array_index(layout->ops, Op, layout->ops->len - 1);
}

void op_add_text_line(Layout *layout, const Text *text, guint line, double x_pt, double y_pt,
                      double width_pt)
{
    if (line >= text->lines->len)
        return;
    const TextStyle *style = &text->style;
    const TextLine *range = &g_array_index(text->lines, TextLine, line);
    double x = x_pt + (line == 0 ? style->indent_pt : 0);
    if (style->align == ALIGN_CENTRE)
        x += (width_pt - range->width_pt) / 2;
    else if (style->align == ALIGN_RIGHT)
        x += width_pt - range->width_pt;
    double base_line = y_pt + style->leading_pt / 2 + style->size_pt * 0.33;

    const guint8 *faces = text->faces->data;
    for (guint start = range->start, end; start < range->end; start = end) {
        for (end = start + 1; end < range->end && faces[end] == faces[start];)
            end++;
        Op *op = op_add(layout, OP_TEXT, (Ink)style->ink, x, base_line, 0, 0);
        op->face = (FontFace)faces[start];
        op->size_pt = style->size_pt;
        op->spacing_pt = style->spacing_pt;
        op->text = text->chars->str + start;
        op->bytes = end - start;
        x += font_width_pt(text->fonts, op->face, op->text, op->bytes, style->size_pt) +
             style->spacing_pt * (double)g_utf8_strlen(op->text, (gssize)op->bytes);
    }
}

Text *layout_keep_text(Layout *layout, Text *text)
{
    if (text)
        g_ptr_array_add(layout->texts, text);
    return text;
}

/* Follows a path of members and indices through the record. */
static JsonNode *resolve(JsonNode *node, const char *path)
{
    g_auto(GStrv) parts = g_strsplit(path, "/", -1);
    for (gsize i = 0; node && parts[i]; i++) {
        guint64 index;
        if (JSON_NODE_HOLDS_OBJECT(node)) {
            node = json_object_get_member(json_node_get_object(node), parts[i]);
        } else if (JSON_NODE_HOLDS_ARRAY(node) &&
                   g_ascii_string_to_unsigned(parts[i], 10, 0, G_MAXUINT32, &index, NULL)) {
            JsonArray *array = json_node_get_array(node);
            node = index < json_array_get_length(array)
                       ? json_array_get_element(array, (guint)index)
                       : NULL;
        } else {
            node = NULL;
        }
    }
    return node;
}

JsonObject *layout_strokes(const Layout *layout, const char *path)
{
    JsonNode *node = layout->record ? resolve(layout->record, path) : NULL;
    if (!node || !JSON_NODE_HOLDS_OBJECT(node))
        return NULL;
    JsonObject *object = json_node_get_object(node);
    JsonNode *strokes = json_object_get_member(object, "strokes");
    if (strokes && JSON_NODE_HOLDS_OBJECT(strokes))
        return json_node_get_object(strokes);
    return strokes && JSON_NODE_HOLDS_ARRAY(strokes) ? object : NULL;
}
