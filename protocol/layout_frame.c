/* What stands around the text of a page: header, footer, the vertical lines of tables. */
#include <math.h>

#include "protocol/layout_parts.h"

#define HEADER_GAP_PT 14.0
#define FOOTER_GAP_PT 10.0 /* above and below the footer's line */
#define FOOTER_QR_MM 24.0
#define ACROSS_MOST_PT 300.0 /* a word of one letter; PDF libraries end at 600 */

static TextStyle small_style(const Layout *layout)
{
    double size = layout->setup.text_pt * 0.78;
    return (TextStyle){.size_pt = size, .leading_pt = size * 1.35, .ink = INK_QUIET};
}

static double footer_qr_pt(const Layout *layout)
{
    return layout->setup.qr || layout->setup.draft ? FOOTER_QR_MM * POINTS_PER_MM : 0;
}

static double footer_text_width(const Layout *layout)
{
    double qr = footer_qr_pt(layout);
    return layout_width_pt(layout) - (qr > 0 ? qr + FOOTER_GAP_PT : 0);
}

static Text *footer_text(Layout *layout, const char *plain, const TextStyle *style, GError **error)
{
    Text *text = layout_keep_text(layout, text_new_plain(layout->fonts, plain, style, error));
    if (text)
        text_break(text, footer_text_width(layout));
    return text;
}

static char *with_numbers(const char *footer, guint number, guint count)
{
    g_autofree char *page = g_strdup_printf("%u", number);
    g_autofree char *pages = g_strdup_printf("%u", count);
    GString *out = g_string_new(footer);
    g_string_replace(out, "{page}", page, 0);
    g_string_replace(out, "{pages}", pages, 0);
    return g_string_free(out, FALSE);
}

/* The footer's text, line by line: number and page, label, control number. */
static gboolean footer_texts(Layout *layout, guint number, guint count, Text *texts_out[3],
                             GError **error)
{
    const PageSetup *setup = &layout->setup;
    TextStyle style = small_style(layout), code = style;
    code.size_pt = setup->text_pt * 0.86;
    code.leading_pt = code.size_pt * 1.3;
    code.ink = INK_TEXT;
    g_autofree char *first = setup->footer ? with_numbers(setup->footer, number, count) : NULL;
    const char *const plain[3] = {first, setup->control_label, NULL};
    for (int i = 0; i < 2; i++)
        if (plain[i] && !(texts_out[i] = footer_text(layout, plain[i], &style, error)))
            return FALSE;
    if (!setup->control)
        return TRUE;
    g_autoptr(GPtrArray) runs = g_ptr_array_new_with_free_func(run_free);
    Run *run = run_new(setup->control);
    run->code = TRUE;
    g_ptr_array_add(runs, run);
    texts_out[2] = layout_keep_text(layout, text_new(layout->fonts, runs, &code, error));
    if (texts_out[2])
        text_break(texts_out[2], footer_text_width(layout));
    return texts_out[2] != NULL;
}

static double texts_height(Text *const texts[3])
{
    double height = 0;
    for (int i = 0; i < 3; i++)
        if (texts[i])
            height += texts[i]->lines->len * texts[i]->style.leading_pt;
    return height;
}

gboolean frame_prepare(Layout *layout, GError **error)
{
    const PageSetup *setup = &layout->setup;
    TextStyle style = small_style(layout);
    if (setup->header) {
        Text *header =
            layout_keep_text(layout, text_new_plain(layout->fonts, setup->header, &style, error));
        if (!header)
            return FALSE;
        text_break(header, layout_width_pt(layout));
        layout->header = header;
    }
    Text *texts[3] = {NULL};
    if (!footer_texts(layout, 9999, 9999, texts, error))
        return FALSE;
    double height = MAX(texts_height(texts), footer_qr_pt(layout));
    layout->footer_height_pt = height > 0 ? height + 0.7 * FOOTER_GAP_PT : 0;
    return TRUE;
}

static double header_height(const Layout *layout)
{
    return layout->header ? layout->header->lines->len * layout->header->style.leading_pt : 0;
}

double frame_top_pt(const Layout *layout, gboolean first)
{
    double header = first || !layout->header ? 0 : header_height(layout) + 3 + HEADER_GAP_PT;
    return layout->setup.top_pt + header;
}

double frame_bottom_pt(const Layout *layout)
{
    const PageSetup *setup = &layout->setup;
    double gap = layout->footer_height_pt > 0 ? FOOTER_GAP_PT : 0;
    double bottom = setup->height_pt - setup->bottom_pt - layout->footer_height_pt - gap;
    /* However long a header and footer are, something fits between them. */
    return MAX(bottom, frame_top_pt(layout, FALSE) + setup->height_pt / 10);
}

static void add_rule(Layout *layout, double y)
{
    op_add(layout, OP_LINE, INK_LIGHT_RULE, layout->setup.left_pt, y, layout_width_pt(layout), 0)
        ->size_pt = 0.6;
}

static void add_header(Layout *layout)
{
    const Text *header = layout->header;
    double y = layout->setup.top_pt;
    for (guint i = 0; i < header->lines->len; i++, y += header->style.leading_pt)
        op_add_text_line(layout, header, i, layout->setup.left_pt, y, layout_width_pt(layout));
    add_rule(layout, y + 3);
}

/* Where the QR of a sealed document stands, a draft says that it is one. */
static gboolean add_draft(Layout *layout, double x, double y, double size, GError **error)
{
    TextStyle style = small_style(layout);
    style.bold = TRUE;
    style.align = ALIGN_CENTRE;
    style.size_pt *= 1.2;
    style.leading_pt = style.size_pt * 1.8;
    Text *text =
        layout_keep_text(layout, text_new_plain(layout->fonts, layout->setup.draft, &style, error));
    if (!text)
        return FALSE;
    text_break(text, size - 6);
    double height = text->lines->len * style.leading_pt, top = y + size - height;
    for (guint i = 0; i < text->lines->len; i++)
        op_add_text_line(layout, text, i, x + 3, top + i * style.leading_pt, size - 6);
    const double box[4][4] = {{x, top, size, 0},
                              {x, top + height, size, 0},
                              {x, top, 0, height},
                              {x + size, top, 0, height}};
    for (int i = 0; i < 4; i++)
        op_add(layout, OP_LINE, INK_QUIET, box[i][0], box[i][1], box[i][2], box[i][3])->size_pt =
            0.8;
    return TRUE;
}

static gboolean add_footer(Layout *layout, guint number, guint count, GError **error)
{
    const PageSetup *setup = &layout->setup;
    Text *texts[3] = {NULL};
    if (!footer_texts(layout, number, count, texts, error))
        return FALSE;
    double bottom = setup->height_pt - setup->bottom_pt;
    add_rule(layout, bottom - layout->footer_height_pt);
    double y = bottom - texts_height(texts);
    for (int t = 0; t < 3; t++)
        for (guint i = 0; texts[t] && i < texts[t]->lines->len; i++) {
            op_add_text_line(layout, texts[t], i, setup->left_pt, y, footer_text_width(layout));
            y += texts[t]->style.leading_pt;
        }
    double size = footer_qr_pt(layout), x = setup->width_pt - setup->right_pt - size;
    if (setup->qr)
        op_add(layout, OP_QR, INK_TEXT, x, bottom - size, size, size)->text = setup->qr;
    else if (setup->draft)
        return add_draft(layout, x, bottom - size, size, error);
    return TRUE;
}

/* Vertical lines beside the slugs of one table on this page, and the line at their foot. */
static void add_table_lines(Layout *layout, const TableFrame *frame, double top, double bottom)
{
    for (guint i = 0; i < frame->edge_count; i++)
        op_add(layout, OP_LINE, INK_RULE, frame->edges_pt[i], top, 0, bottom - top)->size_pt = 0.6;
    if (frame->edge_count)
        op_add(layout, OP_LINE, INK_RULE, frame->left_pt, bottom, frame->right_pt - frame->left_pt,
               0)
            ->size_pt = 0.6;
}

static void add_tables(const Page *page)
{
    Layout *layout = page->layout;
    guint count = page->placed->len;
    for (guint from = 0, to; from < count; from = to) {
        const Placed *first = &g_array_index(page->placed, Placed, from);
        guint table = g_array_index(layout->slugs, Slug, first->slug).table;
        double bottom = 0;
        for (to = from; to < count; to++) {
            const Placed *placed = &g_array_index(page->placed, Placed, to);
            const Slug *slug = &g_array_index(layout->slugs, Slug, placed->slug);
            if (slug->table != table)
                break;
            bottom = placed->y_pt + slug->height_pt;
        }
        if (table)
            add_table_lines(layout, &g_array_index(layout->tables, TableFrame, table - 1),
                            first->y_pt, bottom);
    }
}

/* From the lower left to the upper right corner, as wide as the page allows. It is placed first, so
 * that everything else stands on it. */
static gboolean add_across(Page *page, GError **error)
{
    Layout *layout = page->layout;
    const PageSetup *setup = &layout->setup;
    TextStyle style = {.size_pt = 100, .leading_pt = 100, .bold = TRUE, .ink = INK_ACROSS};
    g_autoptr(GPtrArray) runs = g_ptr_array_new_with_free_func(run_free);
    g_ptr_array_add(runs, run_new(setup->across));
    Text *text = layout_keep_text(layout, text_new(layout->fonts, runs, &style, error));
    if (!text)
        return FALSE;
    double width = setup->width_pt * 0.62, rise = MIN(setup->height_pt * 0.62, width * 1.2);
    slug_begin(layout, 0);
    Op *op = op_add(layout, OP_TEXT, INK_ACROSS, setup->width_pt * 0.22,
                    (setup->height_pt + rise) / 2, width, 0);
    op->rise_pt = rise;
    op->face = FACE_BOLD;
    op->text = text->chars->str;
    op->bytes = text->chars->len;
    op->size_pt =
        MIN(style.size_pt * hypot(width, rise) / MAX(text->natural_pt, 1), ACROSS_MOST_PT);
    const Placed placed = {layout->slugs->len - 1, 0};
    g_array_prepend_val(page->placed, placed);
    return TRUE;
}

gboolean frame_add(Page *page, guint number, guint count, GError **error)
{
    Layout *layout = page->layout;
    slug_begin(layout, 0);
    add_tables(page);
    if (layout->footer_height_pt > 0 && !add_footer(layout, number, count, error))
        return FALSE;
    const Placed footer = {layout->slugs->len - 1, 0};
    g_array_append_val(page->placed, footer);

    /* The header comes first for whoever reads the file aloud. */
    if (layout->header && !page->first) {
        slug_begin(layout, 0);
        add_header(layout);
        const Placed header = {layout->slugs->len - 1, 0};
        g_array_prepend_val(page->placed, header);
    }
    return !layout->setup.across || add_across(page, error);
}
