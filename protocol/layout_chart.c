/*
 * ```chart: bars that lie one under the other, each of up to three parts.
 *
 *   title: Entries by outcome
 *   parts: answered | checked | forwarded
 *   bar: I quarter | 3 | 2 | 1
 *   bar: II quarter | – | – | –          what is no number is not drawn; the text stands there
 */
#include <string.h>

#include "protocol/error.h"
#include "protocol/layout_parts.h"

#define PARTS_MAX 3
#define BARS_MAX 64
#define LABEL_PART 0.24 /* of the width */
#define TOTAL_PT 34.0   /* for the number behind the bar */

typedef struct {
    Text *label, *total;
    Text *texts[PARTS_MAX];
    gint64 numbers[PARTS_MAX], sum;
} Bar;

typedef struct {
    Layout *layout;
    double left_pt, label_pt, bars_pt;
    Bar bars[BARS_MAX];
    guint count, parts;
    gint64 most;
} Chart;

static const Ink part_inks[PARTS_MAX] = {INK_BAR_DARK, INK_BAR_MIDDLE, INK_BAR_LIGHT};
static const Ink text_inks[PARTS_MAX] = {INK_PAPER, INK_TEXT, INK_TEXT};

/* The pieces of a line between its bars, without backslashes; g_strfreev. */
static char **split(const char *line, gsize size)
{
    g_autoptr(GPtrArray) pieces = g_ptr_array_new();
    gsize from = 0;
    for (gsize at = 0; at <= size; at++) {
        if (at < size && line[at] == '\\' && at + 1 < size) {
            at++;
        } else if (at == size || line[at] == '|') {
            g_ptr_array_add(pieces, g_strstrip(markdown_plain(line + from, at - from)));
            from = at + 1;
        }
    }
    g_ptr_array_add(pieces, NULL);
    return (char **)g_ptr_array_steal(pieces, NULL);
}

static Text *keep(Chart *chart, const char *plain, Align align, Ink ink, double size,
                  double width_pt, GError **error)
{
    Layout *layout = chart->layout;
    TextStyle style = layout->style;
    style.leading_pt *= size;
    style.size_pt *= size;
    style.indent_pt = 0;
    style.align = align;
    style.ink = ink;
    Text *text = layout_keep_text(layout, text_new_plain(layout->fonts, plain, &style, error));
    if (text)
        text_break(text, width_pt);
    return text;
}

static gboolean read_bar(Chart *chart, char **pieces, GError **error)
{
    Bar *bar = &chart->bars[chart->count++];
    gboolean known = TRUE;
    bar->label = keep(chart, pieces[0], ALIGN_LEFT, INK_TEXT, 0.9, chart->label_pt, error);
    for (guint i = 0; bar->label && i < chart->parts; i++) {
        known &= g_ascii_string_to_signed(pieces[i + 1], 10, 0, G_MAXINT, &bar->numbers[i], NULL);
        bar->sum += known ? bar->numbers[i] : 0;
        bar->texts[i] = keep(chart, pieces[i + 1], ALIGN_CENTRE, text_inks[i], 0.84, 60, error);
        if (!bar->texts[i])
            return FALSE;
    }
    g_autofree char *sum = known ? g_strdup_printf("%" G_GINT64_FORMAT, bar->sum)
                                 : g_strdup(chart->parts ? pieces[1] : "");
    bar->sum = known ? bar->sum : 0;
    chart->most = MAX(chart->most, bar->sum);
    bar->total = bar->label ? keep(chart, sum, ALIGN_LEFT, INK_TEXT, 0.9, TOTAL_PT, error) : NULL;
    return bar->total != NULL;
}

static gboolean refuse(const char *line, gsize size, GError **error)
{
    g_autofree char *text = g_strndup(line, size);
    error_set(error, PROTOCOL_ERROR_REFUSED, N_("“{1}” is not possible in a chart."), text, NULL);
    return FALSE;
}

static gboolean read_bars(Chart *chart, const char *body, GError **error)
{
    for (const char *line = body, *end; *line; line = *end ? end + 1 : end) {
        end = strchrnul(line, '\n');
        if (!g_str_has_prefix(line, "bar:"))
            continue;
        gsize size = (gsize)(end - line);
        g_auto(GStrv) pieces = split(line + strlen("bar:"), size - strlen("bar:"));
        if (g_strv_length(pieces) != chart->parts + 1 || chart->count == BARS_MAX)
            return refuse(line, size, error);
        if (!read_bar(chart, pieces, error))
            return FALSE;
    }
    return TRUE;
}

/* What the parts mean: a square of each ink, and its word. */
static gboolean add_legend(Chart *chart, char **words, GError **error)
{
    double size = chart->layout->style.size_pt, x = chart->left_pt + chart->label_pt;
    double width = chart->bars_pt / MAX(chart->parts, 1);
    Text *texts[PARTS_MAX] = {NULL};
    guint lines = 1;
    for (guint i = 0; i < chart->parts; i++) {
        texts[i] = keep(chart, words[i], ALIGN_LEFT, INK_QUIET, 0.84, width - size * 1.6, error);
        if (!texts[i])
            return FALSE;
        lines = MAX(lines, texts[i]->lines->len);
    }
    Slug *slug = slug_begin(chart->layout, size * 0.2);
    slug->height_pt = lines * chart->layout->style.leading_pt * 0.84 + size * 0.3;
    slug->keep = TRUE;
    for (guint i = 0; i < chart->parts; i++) {
        op_add(chart->layout, OP_FILL, part_inks[i], x + i * width, size * 0.28, size * 0.7,
               size * 0.7);
        for (guint l = 0; l < texts[i]->lines->len; l++)
            op_add_text_line(chart->layout, texts[i], l, x + i * width + size * 1.1,
                             l * texts[i]->style.leading_pt, width - size * 1.6);
    }
    return TRUE;
}

static void add_bar(Chart *chart, const Bar *bar, gboolean last)
{
    Layout *layout = chart->layout;
    double leading = layout->style.leading_pt, x = chart->left_pt + chart->label_pt;
    Slug *slug = slug_begin(layout, 0);
    slug->height_pt = MAX(bar->label->lines->len, 1) * leading * 1.15;
    slug->keep = !last;
    double top = leading * 0.1, height = leading * 0.85;
    for (guint l = 0; l < bar->label->lines->len; l++)
        op_add_text_line(layout, bar->label, l, chart->left_pt, l * leading, chart->label_pt);
    for (guint i = 0; i < chart->parts && bar->sum > 0; i++) {
        double width = chart->bars_pt * (double)bar->numbers[i] / (double)chart->most;
        if (bar->numbers[i] > 0)
            op_add(layout, OP_FILL, part_inks[i], x, top, width, height);
        if (bar->texts[i]->natural_pt + 2 < width)
            op_add_text_line(layout, bar->texts[i], 0, x,
                             top + (height - bar->texts[i]->style.leading_pt) / 2, width);
        x += width;
    }
    op_add_text_line(layout, bar->total, 0, x + layout->style.size_pt * 0.5, 0, TOTAL_PT);
}

gboolean layout_chart(Layout *layout, const Block *block, GError **error)
{
    double width = layout_width_pt(layout);
    const char *body = block->body->str;
    g_autofree char *title = fence_value(body, "title");
    const char *parts = strstr(body, "\nparts:");
    g_autofree Chart *chart = g_new0(Chart, 1);
    *chart = (Chart){.layout = layout, .left_pt = layout->setup.left_pt, .most = 1};
    chart->label_pt = width * LABEL_PART;
    chart->bars_pt = width - chart->label_pt - TOTAL_PT;
    g_auto(GStrv) words =
        parts ? split(parts + strlen("\nparts:"), strcspn(parts + strlen("\nparts:"), "\n")) : NULL;
    chart->parts = words ? g_strv_length(words) : 0;
    if (!title || chart->parts < 1 || chart->parts > PARTS_MAX)
        return refuse(block->info, strlen(block->info), error);
    Text *head = keep(chart, title, ALIGN_LEFT, INK_TEXT, 1, width, error);
    if (!head || !read_bars(chart, body, error))
        return FALSE;
    for (guint l = 0; l < head->lines->len; l++) {
        Slug *slug = slug_begin(layout, l == 0 ? layout->style.size_pt : 0);
        slug->height_pt = layout->style.leading_pt;
        slug->keep = TRUE;
        op_add_text_line(layout, head, l, chart->left_pt, 0, width);
    }
    if (!add_legend(chart, words, error))
        return FALSE;
    for (guint i = 0; i < chart->count; i++)
        add_bar(chart, &chart->bars[i], i + 1 == chart->count);
    return TRUE;
}
