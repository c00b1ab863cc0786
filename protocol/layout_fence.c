/* The blocks that Markdown does not have: templates/documents/README.md describes them. */
#include <string.h>

#include "protocol/error.h"
#include "protocol/layout_parts.h"

#define SIGNATURE_HEIGHT_PT 34.0
#define STAMP_MM 36.0

static gboolean refuse(const Block *block, GError **error)
{
    error_set(
        error, PROTOCOL_ERROR_REFUSED,
        N_("The document has a block “{1}” that does not exist or lacks something. The blocks "
           "are described in templates/documents/README.md."),
        block->info, NULL);
    return FALSE;
}

static Text *keep_plain(Layout *layout, const char *plain, const TextStyle *style, double width_pt,
                        GError **error)
{
    Text *text =
        layout_keep_text(layout, text_new_plain(layout->fonts, plain ? plain : "", style, error));
    if (text)
        text_break(text, width_pt);
    return text;
}

/* Makes what stands before go to the same page as what follows: its last two slugs, so that no
 * line stands alone there. */
static void keep_with_previous(Layout *layout)
{
    for (guint i = 1; i <= 2 && i <= layout->slugs->len; i++)
        g_array_index(layout->slugs, Slug, layout->slugs->len - i).keep = TRUE;
}

/* ```ends: "left | right" on one line. */
static gboolean layout_ends(Layout *layout, const Block *block, GError **error)
{
    const char *body = block->body->str, *bar = body;
    while (*bar && *bar != '|')
        bar += *bar == '\\' && bar[1] ? 2 : 1;
    if (!*bar)
        return refuse(block, error);
    g_autofree char *left_plain = markdown_plain(body, (gsize)(bar - body));
    g_autofree char *right_plain = markdown_plain(bar + 1, strlen(bar + 1));

    double width = layout_width_pt(layout), left_width = width * 0.48, x = layout->setup.left_pt;
    TextStyle style = layout->style;
    style.indent_pt = 0;
    Text *left = keep_plain(layout, g_strstrip(left_plain), &style, left_width, error);
    style.align = ALIGN_RIGHT;
    Text *right =
        left ? keep_plain(layout, g_strstrip(right_plain), &style, width - left_width, error)
             : NULL;
    if (!right)
        return FALSE;
    guint lines = MAX(left->lines->len, right->lines->len);
    for (guint i = 0; i < lines; i++) {
        Slug *slug = slug_begin(layout, i == 0 ? style.size_pt * 1.1 : 0);
        slug->height_pt = style.leading_pt;
        slug->keep = i + 1 < lines;
        op_add_text_line(layout, left, i, x, 0, left_width);
        op_add_text_line(layout, right, i, x + left_width, 0, width - left_width);
    }
    return TRUE;
}

static void add_signature_line(Layout *layout, double x, double width, double base_line,
                               JsonObject *strokes)
{
    op_add(layout, OP_LINE, INK_TEXT, x, base_line, width, 0)->size_pt = 0.7;
    if (strokes) {
        Op *op = op_add(layout, OP_STROKES, INK_PEN, x + width * 0.06,
                        base_line - SIGNATURE_HEIGHT_PT + 3, width * 0.88, SIGNATURE_HEIGHT_PT);
        op->strokes = strokes;
    }
}

/* ```signature: who on the left, the line with the strokes, the name on the right, all on the base
 * line of the last line. */
static gboolean layout_signature(Layout *layout, const Block *block, GError **error)
{
    g_autofree char *who_plain = fence_value(block->body->str, "who");
    g_autofree char *name_plain = fence_value(block->body->str, "name");
    g_autofree char *path = fence_value(block->body->str, "strokes");
    JsonObject *strokes = path ? layout_strokes(layout, path) : NULL;
    if (!who_plain || (path && !strokes))
        return refuse(block, error);

    double width = layout_width_pt(layout), left = layout->setup.left_pt;
    double line_x = left + width * 0.40, line_width = width * 0.29;
    double name_x = line_x + line_width + width * 0.035;
    TextStyle style = layout->style;
    style.indent_pt = 0;
    Text *who = keep_plain(layout, who_plain, &style, width * 0.375, error);
    Text *name = who ? keep_plain(layout, name_plain, &style, left + width - name_x, error) : NULL;
    if (!name)
        return FALSE;

    guint lines = MAX(MAX(who->lines->len, name->lines->len), 1);
    double height = lines * style.leading_pt;
    double space = style.size_pt * 1.2 + MAX(0, SIGNATURE_HEIGHT_PT - height);
    keep_with_previous(layout);
    for (guint i = 0; i < lines; i++) {
        Slug *slug = slug_begin(layout, 0);
        double top = i == 0 ? space : 0; /* stays at the top of a page, for the strokes */
        slug->height_pt = style.leading_pt + top;
        slug->keep = i + 1 < lines;
        /* A text with fewer lines stands at the bottom: a negative line is none. */
        op_add_text_line(layout, who, i - (lines - who->lines->len), left, top, width * 0.375);
        op_add_text_line(layout, name, i - (lines - name->lines->len), name_x, top,
                         left + width - name_x);
        if (i + 1 == lines)
            add_signature_line(layout, line_x, line_width,
                               top + style.leading_pt / 2 + style.size_pt * 0.45, strokes);
    }
    return TRUE;
}

/* ```stamp: the place for the stamp, under the signatures. */
static gboolean layout_stamp(Layout *layout, const Block *block, GError **error)
{
    g_autofree char *plain = markdown_plain(block->body->str, block->body->len);
    TextStyle style = layout->style;
    style.align = ALIGN_CENTRE;
    style.ink = INK_QUIET;
    double size = STAMP_MM * POINTS_PER_MM;
    Text *label = keep_plain(layout, g_strstrip(plain), &style, size * 0.8, error);
    if (!label)
        return FALSE;
    keep_with_previous(layout);
    double x = layout->setup.left_pt + layout_width_pt(layout) * 0.40;
    slug_begin(layout, style.size_pt)->height_pt = size;
    op_add(layout, OP_CIRCLE, INK_LIGHT_RULE, x, 0, size, size)->size_pt = 0.7;
    double top = (size - label->lines->len * style.leading_pt) / 2;
    for (guint i = 0; i < label->lines->len; i++)
        op_add_text_line(layout, label, i, x + size * 0.1, top + i * style.leading_pt, size * 0.8);
    return TRUE;
}

/* Lines of text beside a picture; those below its foot as slugs of their own. */
static void add_beside(Layout *layout, const Text *text, double x, double width, double height)
{
    double leading = text->style.leading_pt;
    guint fits = MIN(text->lines->len, (guint)(height / leading));
    double top = (height - fits * leading) / 2;
    for (guint i = 0; i < fits; i++)
        op_add_text_line(layout, text, i, x, top + i * leading, width);
    for (guint i = fits; i < text->lines->len; i++) {
        slug_begin(layout, 0)->height_pt = leading;
        op_add_text_line(layout, text, i, x, 0, width);
    }
}

/* ```qr: data, size (mm), text beside it. */
static gboolean layout_qr(Layout *layout, const Block *block, GError **error)
{
    g_autofree char *data = fence_value(block->body->str, "data");
    g_autofree char *size_text = fence_value(block->body->str, "size");
    g_autofree char *beside = fence_value(block->body->str, "text");
    double size_mm = size_text ? g_ascii_strtod(size_text, NULL) : 30;
    if (!data || !(size_mm >= 10 && size_mm <= 120))
        return refuse(block, error);
    double size = size_mm * POINTS_PER_MM, width = layout_width_pt(layout);
    double left = layout->setup.left_pt, gap = layout->style.size_pt * 1.4;
    Text *text = keep_plain(layout, beside, &layout->style, MAX(width - size - gap, 20), error);
    if (!text)
        return FALSE;

    slug_begin(layout, layout->style.size_pt)->height_pt = size;
    double x = beside ? left : left + (width - size) / 2;
    Op *op = op_add(layout, OP_QR, INK_TEXT, x, 0, size, size);
    op->text = data;
    g_ptr_array_add(layout->strings, g_steal_pointer(&data));
    add_beside(layout, text, left + size + gap, width - size - gap, size);
    return TRUE;
}

static gboolean layout_space(Layout *layout, const Block *block, GError **error)
{
    double space_mm = g_ascii_strtod(block->info + strlen("space"), NULL);
    if (!(space_mm > 0 && space_mm < 200))
        return refuse(block, error);
    slug_begin(layout, space_mm * POINTS_PER_MM);
    return TRUE;
}

/* One word of a container such as ```centre large. */
static gboolean apply_style(TextStyle *style, const char *word)
{
    double size = style->size_pt;
    if (strcmp(word, "centre") == 0)
        style->align = ALIGN_CENTRE, style->balanced = TRUE;
    else if (strcmp(word, "indent") == 0)
        style->indent_pt = size * 2.4;
    else if (strcmp(word, "small") == 0)
        style->size_pt = size * 0.84;
    else if (strcmp(word, "large") == 0)
        style->size_pt = size * 1.4;
    else if (strcmp(word, "huge") == 0)
        style->size_pt = size * 2.2;
    else if (strcmp(word, "quiet") == 0)
        style->ink = INK_QUIET;
    else if (strcmp(word, "right") != 0)
        return FALSE;
    style->leading_pt *= style->size_pt / size;
    return TRUE;
}

/* A container: Markdown inside, set in another way. */
static gboolean layout_container(Layout *layout, const Block *block, GError **error)
{
    TextStyle outer_style = layout->style;
    double outer_left = layout->setup.left_pt;
    g_auto(GStrv) words = g_strsplit(block->info, " ", -1);
    for (gsize i = 0; words[i]; i++)
        if (*words[i] && !apply_style(&layout->style, words[i])) {
            layout->style = outer_style;
            return refuse(block, error);
        }
    if (g_strv_contains((const char *const *)words, "small"))
        keep_with_previous(layout); /* a note belongs to what it stands under */
    if (g_strv_contains((const char *const *)words, "right"))
        layout->setup.left_pt += layout_width_pt(layout) * 0.52;
    layout->depth++;
    gboolean done = layout_blocks(layout, block->body->str, error);
    layout->depth--;
    layout->style = outer_style;
    layout->setup.left_pt = outer_left;
    return done;
}

gboolean layout_fence(Layout *layout, const Block *block, GError **error)
{
    if (strcmp(block->info, "ends") == 0)
        return layout_ends(layout, block, error);
    if (strcmp(block->info, "signature") == 0)
        return layout_signature(layout, block, error);
    if (strcmp(block->info, "stamp") == 0)
        return layout_stamp(layout, block, error);
    if (strcmp(block->info, "qr") == 0)
        return layout_qr(layout, block, error);
    if (strcmp(block->info, "chart") == 0)
        return layout_chart(layout, block, error);
    if (g_str_has_prefix(block->info, "space "))
        return layout_space(layout, block, error);
    if (strcmp(block->info, "break") == 0) {
        slug_begin(layout, 0)->page_break = TRUE;
        return TRUE;
    }
    if (!*block->info)
        return refuse(block, error);
    return layout_container(layout, block, error);
}
