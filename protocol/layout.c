#include "protocol/layout.h"

#include <string.h>

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
