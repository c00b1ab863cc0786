#include <math.h>
#include <string.h>

#include "protocol/error.h"
#include "protocol/layout_parts.h"

#define ROW_PICTURE_PT 22.0
/* A row is split only where three lines stay on each side. */
#define SPLIT_LINES 3
/* No word makes its column wider than this part of the table; it is broken instead. */
#define WORD_PART 0.30

typedef struct {
    Layout *layout;
    const Block *block;
    guint columns;
    gboolean facts; /* the head is empty: names and values without a frame */
    TextStyle style;
    double pad_x_pt, pad_y_pt;
    double left_pt, width_pt;
    GPtrArray *cells; /* of Text *, borrowed, row by row */
    double *edges_pt; /* columns + 1 */
    guint number;     /* of the frame in the layout */
} Table;

static gboolean head_is_empty(const Block *block)
{
    const GPtrArray *head = block->rows->pdata[0];
    for (guint i = 0; i < head->len; i++)
        if (((Cell *)head->pdata[i])->runs->len)
            return FALSE;
    return TRUE;
}

static gboolean make_cells(Table *table, GError **error)
{
    static const Cell empty = {0};
    for (guint r = 0; r < table->block->rows->len; r++) {
        const GPtrArray *row = table->block->rows->pdata[r];
        for (guint c = 0; c < table->columns; c++) {
            const Cell *cell = c < row->len ? row->pdata[c] : &empty;
            TextStyle style = table->style;
            style.align = cell->align;
            style.bold |= r == 0;
            if (table->facts && c == 0)
                style.ink = INK_QUIET;
            Text *text = cell->runs ? text_new(table->layout->fonts, cell->runs, &style, error)
                                    : text_new_plain(table->layout->fonts, "", &style, error);
            if (!layout_keep_text(table->layout, text))
                return FALSE;
            g_ptr_array_add(table->cells, text);
        }
    }
    return TRUE;
}

static const Text *cell_text(const Table *table, guint row, guint column)
{
    return table->cells->pdata[row * table->columns + column];
}

/* A column needs its widest word, and wants room by the square root of its longest text: so a long
 * text gets the room, but does not squeeze the others to one word a line. */
static void measure_columns(const Table *table, double *least, double *most, double *wish)
{
    double inner = table->width_pt - 2 * table->pad_x_pt * table->columns;
    for (guint c = 0; c < table->columns; c++) {
        double total = 0;
        least[c] = table->style.size_pt;
        most[c] = table->style.size_pt;
        for (guint r = 0; r < table->block->rows->len; r++) {
            const Text *text = cell_text(table, r, c);
            double widest = text->widest_pt;
            double natural = text->picture ? MAX(text->natural_pt, 74) : text->natural_pt;
            if (text->picture)
                widest = MAX(widest, 74);
            least[c] = MAX(least[c], MIN(widest, inner * WORD_PART));
            most[c] = MAX(most[c], natural);
            total += natural;
        }
        double mean = total / MAX(table->block->rows->len, 1);
        most[c] = MAX(most[c], least[c]);
        wish[c] = sqrt(MAX(mean, 1) * most[c]);
    }
}

static double sum(const double *values, guint count)
{
    double total = 0;
    for (guint i = 0; i < count; i++)
        total += values[i];
    return total;
}

/* Gives rest to the columns by their wish, none more than it can use; what all have enough of goes
 * to the widest wishes. */
static void distribute(const Table *table, double *widths, const double *most, const double *wish,
                       double rest)
{
    for (int round = 0; round < 8 && rest > 0.01; round++) {
        double wishes = 0, given = 0;
        for (guint c = 0; c < table->columns; c++)
            wishes += widths[c] < most[c] ? wish[c] : 0;
        if (wishes <= 0)
            break;
        for (guint c = 0; c < table->columns; c++) {
            if (widths[c] >= most[c])
                continue;
            double share = MIN(rest * wish[c] / wishes, most[c] - widths[c]);
            widths[c] += share;
            given += share;
        }
        rest -= given;
    }
    double wishes = sum(wish, table->columns);
    for (guint c = 0; c < table->columns; c++)
        widths[c] += rest * wish[c] / wishes;
}

static void set_edges(Table *table)
{
    g_autofree double *least = g_new0(double, table->columns);
    g_autofree double *most = g_new0(double, table->columns);
    g_autofree double *wish = g_new0(double, table->columns);
    measure_columns(table, least, most, wish);
    double inner = table->width_pt - 2 * table->pad_x_pt * table->columns;
    if (table->facts && table->columns == 2) {
        least[0] = MIN(MAX(most[0] + table->style.size_pt, inner * 0.22), inner * 0.36);
        least[1] = inner - least[0];
    } else if (sum(least, table->columns) > inner) {
        double part = inner / sum(least, table->columns);
        for (guint c = 0; c < table->columns; c++)
            least[c] *= part;
    } else {
        distribute(table, least, most, wish, inner - sum(least, table->columns));
    }
    table->edges_pt[0] = table->left_pt;
    for (guint c = 0; c < table->columns; c++)
        table->edges_pt[c + 1] = table->edges_pt[c] + least[c] + 2 * table->pad_x_pt;
}

static double cell_width(const Table *table, guint column)
{
    return table->edges_pt[column + 1] - table->edges_pt[column] - 2 * table->pad_x_pt;
}

/* How many lines the row has; its pictures' JSON is looked for here, so that a wrong one is an
 * error. */
static guint break_row(const Table *table, guint row, gboolean *picture_out)
{
    guint lines = 1;
    *picture_out = FALSE;
    for (guint c = 0; c < table->columns; c++) {
        Text *text = table->cells->pdata[row * table->columns + c];
        text_break(text, cell_width(table, c));
        lines = MAX(lines, text->lines->len);
        *picture_out |= text->picture != NULL;
    }
    return lines;
}

static gboolean add_pictures(Table *table, guint row, double height, GError **error)
{
    for (guint c = 0; c < table->columns; c++) {
        const Text *text = cell_text(table, row, c);
        if (!text->picture)
            continue;
        JsonObject *strokes = layout_strokes(table->layout, text->picture);
        if (!strokes) {
            error_set(error, PROTOCOL_ERROR_REFUSED,
                      N_("The document wants the signature “{1}”, which the record does not have."),
                      text->picture, NULL);
            return FALSE;
        }
        Op *op = op_add(table->layout, OP_STROKES, INK_PEN, table->edges_pt[c] + table->pad_x_pt, 2,
                        cell_width(table, c), height - 4);
        op->strokes = strokes;
    }
    return TRUE;
}

static void add_line(Table *table, double y, Ink ink, double line_pt)
{
    op_add(table->layout, OP_LINE, ink, table->left_pt, y, table->width_pt, 0)->size_pt = line_pt;
}

/* One strip of a row: line number i of each of its cells. */
static Slug *add_strip(Table *table, guint row, guint line, guint lines, double extra)
{
    double leading = table->style.leading_pt;
    double top = line == 0 ? table->pad_y_pt : 0;
    double bottom = line + 1 == lines ? table->pad_y_pt + extra : 0;
    gboolean first = row == (table->facts ? 1 : 0);
    Slug *slug = slug_begin(table->layout, first && line == 0 ? table->style.size_pt * 0.6 : 0);
    slug->height_pt = top + leading + bottom;
    slug->table = table->number;
    double height = slug->height_pt;
    if (row == 0)
        op_add(table->layout, OP_FILL, INK_FILL, table->left_pt, 0, table->width_pt, height);
    if (line == 0 && !table->facts)
        add_line(table, 0, INK_RULE, 0.6);
    if (line + 1 == lines && table->facts)
        add_line(table, height, INK_LIGHT_RULE, 0.6);
    if (line + 1 == lines && row == 0)
        add_line(table, height, INK_RULE, 0.6);
    for (guint c = 0; c < table->columns; c++)
        op_add_text_line(table->layout, cell_text(table, row, c), line,
                         table->edges_pt[c] + table->pad_x_pt, top, cell_width(table, c));
    return slug_last(table->layout);
}

static gboolean add_row(Table *table, guint row, GError **error)
{
    gboolean picture = FALSE;
    guint rows = table->block->rows->len;
    /* No line of a framed table stands alone on a page: the first and the last row, if they are no
     * more than that, hold together with their neighbours. */
    guint lines = break_row(table, row, &picture);
    gboolean holds = row == 0 || (lines == 1 && !table->facts && (row == 1 || row + 2 == rows));
    double height = lines * table->style.leading_pt + 2 * table->pad_y_pt;
    double extra = picture ? MAX(0, ROW_PICTURE_PT - height) : 0;
    for (guint i = 0; i < lines; i++) {
        Slug *slug = add_strip(table, row, i, lines, extra);
        gboolean may_split = i + 1 >= SPLIT_LINES && lines - (i + 1) >= SPLIT_LINES && !picture;
        gboolean last = i + 1 == lines;
        slug->keep = last ? holds && row + 1 < rows : !may_split;
        if (i == 0 && picture && !add_pictures(table, row, height + extra, error))
            return FALSE;
    }
    return TRUE;
}

static void begin_frame(Table *table)
{
    TableFrame frame = {.left_pt = table->left_pt, .right_pt = table->left_pt + table->width_pt};
    frame.head_first = table->layout->slugs->len;
    if (!table->facts) {
        frame.edge_count = table->columns + 1;
        memcpy(frame.edges_pt, table->edges_pt, frame.edge_count * sizeof *frame.edges_pt);
    }
    g_array_append_val(table->layout->tables, frame);
    table->number = table->layout->tables->len;
}

static gboolean add_rows(Table *table, GError **error)
{
    begin_frame(table);
    for (guint row = table->facts ? 1 : 0; row < table->block->rows->len; row++) {
        if (!add_row(table, row, error))
            return FALSE;
        if (row == 0) {
            TableFrame *frame =
                &g_array_index(table->layout->tables, TableFrame, table->number - 1);
            frame->head_count = table->layout->slugs->len - frame->head_first;
        }
    }
    return TRUE;
}

gboolean layout_table(Layout *layout, const Block *block, GError **error)
{
    Table table = {.layout = layout, .block = block, .style = layout->style};
    table.columns = ((GPtrArray *)block->rows->pdata[0])->len;
    table.facts = head_is_empty(block);
    table.left_pt = layout->setup.left_pt;
    table.width_pt = layout_width_pt(layout);
    table.pad_x_pt = table.facts ? 2 : 4.5;
    table.pad_y_pt = table.facts ? 2.6 : 3.4;
    table.style.indent_pt = 0;
    table.style.size_pt *= 0.95;
    table.style.leading_pt *= 0.94;
    table.cells = g_ptr_array_new();
    table.edges_pt = g_new0(double, table.columns + 1);

    gboolean done = make_cells(&table, error);
    if (done) {
        set_edges(&table);
        done = add_rows(&table, error);
    }
    g_ptr_array_unref(table.cells);
    g_free(table.edges_pt);
    return done;
}
