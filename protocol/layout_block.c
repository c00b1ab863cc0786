#include <string.h>

#include "protocol/error.h"
#include "protocol/layout_parts.h"

#define SPACE_PARAGRAPH 0.5 /* in sizes of the text */
#define SPACE_HEADING 1.35
#define SPACE_AFTER_HEADING 0.35
#define INDENT_ITEM 1.7
/* A fence within a fence is no part of any document. */
#define DEPTH_LIMIT 4

static void keep_lines(Layout *layout, guint first, guint count, gboolean keep_all)
{
    for (guint i = 0; i < count; i++) {
        Slug *slug = &g_array_index(layout->slugs, Slug, first + i);
        gboolean widow = count > 1 && (i == 0 || i + 2 == count);
        slug->keep = keep_all || widow;
    }
}

typedef struct {
    double left_pt, width_pt, space_before_pt;
    const char *marker; /* of an item, at marker_left_pt; NULL: none */
    double marker_left_pt;
    gboolean keep_all; /* with what follows */
} RunsPlace;

/* Text as slugs, a line each. */
static gboolean add_runs(Layout *layout, const GPtrArray *runs, const TextStyle *style,
                         const RunsPlace *place, GError **error)
{
    Text *text = layout_keep_text(layout, text_new(layout->fonts, runs, style, error));
    Text *marker = NULL;
    if (text && place->marker)
        marker =
            layout_keep_text(layout, text_new_plain(layout->fonts, place->marker, style, error));
    if (!text || (place->marker && !marker))
        return FALSE;
    if (text->picture) {
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("The signature “{1}” stands outside of a table, where it cannot be drawn."),
                  text->picture, NULL);
        return FALSE;
    }
    text_break(text, place->width_pt);
    guint first = layout->slugs->len;
    for (guint i = 0; i < text->lines->len; i++) {
        Slug *slug = slug_begin(layout, i == 0 ? place->space_before_pt : 0);
        slug->height_pt = style->leading_pt;
        if (i == 0 && marker) {
            text_break(marker, place->width_pt);
            op_add_text_line(layout, marker, 0, place->marker_left_pt, 0, 0);
        }
        op_add_text_line(layout, text, i, place->left_pt, 0, place->width_pt);
    }
    keep_lines(layout, first, text->lines->len, place->keep_all);
    return TRUE;
}

static double space_before(const Layout *layout, BlockKind previous, BlockKind kind)
{
    double size = layout->style.size_pt;
    if (previous == BLOCK_HEADING)
        return SPACE_AFTER_HEADING * size;
    if (kind == BLOCK_ITEM && previous == BLOCK_ITEM)
        return 0.12 * size;
    return SPACE_PARAGRAPH * size;
}

static gboolean layout_heading(Layout *layout, const Block *block, GError **error)
{
    TextStyle style = layout->style;
    double space = SPACE_HEADING * style.size_pt;
    style.bold = TRUE;
    style.balanced = TRUE;
    style.indent_pt = 0;
    if (block->level == 1) {
        style.size_pt *= 1.28;
        style.leading_pt = style.size_pt * 1.3;
        style.spacing_pt = style.size_pt * 0.1;
        style.align = ALIGN_CENTRE;
        space = style.size_pt * 0.8;
    } else if (block->level == 2) {
        style.size_pt *= 1.06;
        style.balanced = FALSE;
    } else {
        style.balanced = FALSE;
        space *= 0.7;
    }
    const RunsPlace place = {
        .left_pt = layout->setup.left_pt,
        .width_pt = layout_width_pt(layout),
        .space_before_pt = space,
        .keep_all = TRUE,
    };
    return add_runs(layout, block->runs, &style, &place, error);
}

static gboolean layout_item(Layout *layout, const Block *block, double space, GError **error)
{
    TextStyle style = layout->style;
    style.indent_pt = 0;
    double step = INDENT_ITEM * style.size_pt, indent = step * MIN(block->level, 8);
    const RunsPlace place = {
        .left_pt = layout->setup.left_pt + indent,
        .width_pt = layout_width_pt(layout) - indent,
        .space_before_pt = space,
        .marker = block->marker,
        .marker_left_pt = layout->setup.left_pt + indent - step,
    };
    return add_runs(layout, block->runs, &style, &place, error);
}

static void layout_rule(Layout *layout)
{
    double size = layout->style.size_pt;
    slug_begin(layout, size * 0.6)->height_pt = size * 0.6;
    op_add(layout, OP_LINE, INK_LIGHT_RULE, layout->setup.left_pt, 0, layout_width_pt(layout), 0)
        ->size_pt = 0.6;
}

static gboolean layout_paragraph(Layout *layout, const Block *block, double space, GError **error)
{
    const RunsPlace place = {
        .left_pt = layout->setup.left_pt,
        .width_pt = layout_width_pt(layout),
        .space_before_pt = space,
    };
    return add_runs(layout, block->runs, &layout->style, &place, error);
}

static gboolean layout_block(Layout *layout, const Block *block, BlockKind previous, GError **error)
{
    double space = space_before(layout, previous, block->kind);
    switch (block->kind) {
    case BLOCK_PARAGRAPH:
        return layout_paragraph(layout, block, space, error);
    case BLOCK_HEADING:
        return layout_heading(layout, block, error);
    case BLOCK_ITEM:
        return layout_item(layout, block, space, error);
    case BLOCK_RULE:
        layout_rule(layout);
        return TRUE;
    case BLOCK_TABLE:
        return layout_table(layout, block, error);
    case BLOCK_FENCE:
        return layout_fence(layout, block, error);
    }
    return FALSE;
}

/* The page fence stands first or not at all. */
static gboolean set_up(Layout *layout, const GPtrArray *blocks, guint *next_out, GError **error)
{
    const Block *first = blocks->len ? blocks->pdata[0] : NULL;
    gboolean given = first && first->kind == BLOCK_FENCE && strcmp(first->info, "page") == 0;
    *next_out = given ? 1 : 0;
    if (!page_setup_read(&layout->setup, given ? first->body->str : NULL, error))
        return FALSE;
    layout->setup.text_pt *= layout->scale;
    layout->style = (TextStyle){
        .size_pt = layout->setup.text_pt,
        .leading_pt = layout->setup.text_pt * 1.32,
    };
    return frame_prepare(layout, error);
}

gboolean layout_blocks(Layout *layout, const char *markdown, GError **error)
{
    g_autoptr(GPtrArray) blocks = markdown_parse(markdown, error);
    if (!blocks)
        return FALSE;
    if (layout->depth >= DEPTH_LIMIT) {
        error_set(error, PROTOCOL_ERROR_REFUSED, N_("Blocks stand too deep in each other."), NULL);
        return FALSE;
    }
    guint next = 0;
    if (layout->depth == 0 && !set_up(layout, blocks, &next, error))
        return FALSE;
    BlockKind previous = BLOCK_RULE;
    for (; next < blocks->len; next++) {
        const Block *block = blocks->pdata[next];
        if (!layout_block(layout, block, previous, error))
            return FALSE;
        previous = block->kind;
    }
    return TRUE;
}
