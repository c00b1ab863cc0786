#include "protocol/layout.h"

#include <string.h>

#include "protocol/error.h"
#include "protocol/layout_parts.h"

/* A notice in letters under two thirds of their size is better on two pages. */
#define FIT_LEAST 0.66
#define FIT_STEP 0.95

void document_layout_free(gpointer pointer)
{
    Layout *layout = pointer;
    page_setup_clear(&layout->setup);
    g_array_unref(layout->ops);
    g_array_unref(layout->slugs);
    g_array_unref(layout->tables);
    g_ptr_array_unref(layout->texts);
    g_ptr_array_unref(layout->strings);
    g_free(layout);
}

static Layout *layout_new(const FontSet *fonts, JsonNode *record, double scale)
{
    Layout *layout = g_new0(Layout, 1);
    layout->scale = scale;
    layout->fonts = fonts;
    layout->record = record;
    layout->ops = g_array_new(FALSE, TRUE, sizeof(Op));
    layout->slugs = g_array_new(FALSE, TRUE, sizeof(Slug));
    layout->tables = g_array_new(FALSE, TRUE, sizeof(TableFrame));
    layout->texts = g_ptr_array_new_with_free_func(text_free);
    layout->strings = g_ptr_array_new_with_free_func(g_free);
    return layout;
}

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

/* Lays one text out; again in smaller type, while it wants to fit a page and does not. */
static gboolean render_text(const FontSet *fonts, const char *markdown, JsonNode *record,
                            GPtrArray *layouts, GPtrArray *pages, GError **error)
{
    guint before = pages->len;
    for (double scale = 1;; scale *= FIT_STEP) {
        Layout *layout = layout_new(fonts, record, scale);
        g_ptr_array_add(layouts, layout);
        if (!layout_blocks(layout, markdown, error))
            return FALSE;
        layout_paginate(layout, pages);
        if (!layout->setup.fit || pages->len <= before + 1 || scale < FIT_LEAST)
            return TRUE;
        g_ptr_array_set_size(pages, (gint)before);
    }
}

gboolean layout_pages(const char *const *markdowns, JsonNode *record, GPtrArray *layouts,
                      GPtrArray *pages, GError **error)
{
    const FontSet *fonts = font_set(error);
    if (!fonts)
        return FALSE;
    for (gsize i = 0; markdowns[i]; i++)
        if (!render_text(fonts, markdowns[i], record, layouts, pages, error))
            return FALSE;
    for (guint i = 0; i < pages->len; i++)
        if (!frame_add(pages->pdata[i], i + 1, pages->len, error))
            return FALSE;
    return TRUE;
}

GBytes *layout_render(const char *const *markdowns, JsonNode *record, GError **error)
{
    g_autoptr(GPtrArray) layouts = g_ptr_array_new_with_free_func(document_layout_free);
    g_autoptr(GPtrArray) pages = g_ptr_array_new_with_free_func(page_free);
    return layout_pages(markdowns, record, layouts, pages, error)
               ? layout_draw(pages, font_set(NULL), error)
               : NULL;
}
