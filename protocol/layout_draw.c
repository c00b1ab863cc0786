/* libharu stands here and nowhere else. */
#include <hpdf.h>
#include <hpdf_encoder.h>
#include <hpdf_pages.h>
#include <math.h>
#include <string.h>

#include "protocol/error.h"
#include "protocol/layout_parts.h"
#include "protocol/qr.h"

#define PEN_PT 1.1
#define READ_BYTES 65536
#define PLANE_CHARACTERS 0x10000

typedef struct {
    HPDF_Doc doc;
    HPDF_Page page;
    double height_pt;
    HPDF_Font fonts[FACE_COUNT]; /* only those that are used are loaded, and so embedded */
    const FontSet *set;
    struct { /* what the page's graphics state holds: set again only where it changes */
        int fill, stroke;
        HPDF_Font font;
        float size, spacing, line;
    } now;
    GHashTable *codes;  /* text of a QR → Code */
    HPDF_STATUS failed; /* the first error of libharu */
} Drawer;

/* The path of a QR code, one unit a module, from its lower left corner. */
typedef struct {
    GString *path;
    int modules;
} Code;

static const float inks[INK_COUNT][3] = {
    [INK_TEXT] = {0.06f, 0.08f, 0.10f},      [INK_QUIET] = {0.30f, 0.33f, 0.36f},
    [INK_RULE] = {0.36f, 0.39f, 0.42f},      [INK_LIGHT_RULE] = {0.74f, 0.77f, 0.79f},
    [INK_FILL] = {0.937f, 0.953f, 0.965f},   [INK_ACROSS] = {0.90f, 0.91f, 0.92f},
    [INK_PEN] = {0.10f, 0.17f, 0.42f},       [INK_PAPER] = {1, 1, 1},
    [INK_BAR_DARK] = {0.16f, 0.30f, 0.48f},  [INK_BAR_MIDDLE] = {0.56f, 0.70f, 0.82f},
    [INK_BAR_LIGHT] = {0.85f, 0.89f, 0.93f},
};

static void handle_error(HPDF_STATUS code, HPDF_STATUS detail, void *user_data)
{
    Drawer *drawer = user_data;
    if (!drawer->failed)
        drawer->failed = code;
}

static void code_free(gpointer pointer)
{
    Code *code = pointer;
    g_string_free(code->path, TRUE);
    g_free(code);
}

static HPDF_Font face_font(Drawer *drawer, FontFace face)
{
    if (!drawer->fonts[face]) {
        const char *name =
            HPDF_LoadTTFontFromFile(drawer->doc, font_path(drawer->set, face), HPDF_TRUE);
        drawer->fonts[face] = name ? HPDF_GetFont(drawer->doc, name, "UTF-8") : NULL;
    }
    return drawer->fonts[face];
}

/* Lengths to an eighth of a point, which no eye sees and a float holds exactly: so libharu writes
 * three decimals, not five, and the same on every machine. */
static float rounded(double value)
{
    return (float)(round(value * 8) / 8);
}

/* What is thinner than lengths are exact: lines, the size and spacing of letters. */
static float fine(double value)
{
    return (float)(round(value * 100) / 100);
}

static void set_fill(Drawer *drawer, Ink ink)
{
    if (drawer->now.fill == (int)ink)
        return;
    drawer->now.fill = (int)ink;
    HPDF_Page_SetRGBFill(drawer->page, inks[ink][0], inks[ink][1], inks[ink][2]);
}

static void set_stroke(Drawer *drawer, Ink ink, double line_pt)
{
    if (drawer->now.stroke != (int)ink)
        HPDF_Page_SetRGBStroke(drawer->page, inks[ink][0], inks[ink][1], inks[ink][2]);
    if (drawer->now.line != fine(line_pt))
        HPDF_Page_SetLineWidth(drawer->page, fine(line_pt));
    drawer->now.stroke = (int)ink;
    drawer->now.line = fine(line_pt);
}

/* A path in whole numbers of a unit, its origin at x and y. libharu formats and copies each number
 * by itself, which takes longer than all the rest where there are a hundred thousand of them. */
static void draw_path(Drawer *drawer, const GString *path, double unit_pt, double x, double y)
{
    HPDF_PageAttr attributes = drawer->page->attr;
    HPDF_Page_Concat(drawer->page, (float)unit_pt, 0, 0, (float)unit_pt, rounded(x), rounded(y));
    HPDF_STATUS status =
        HPDF_Stream_Write(attributes->stream, (const HPDF_BYTE *)path->str, (HPDF_UINT)path->len);
    if (!drawer->failed)
        drawer->failed = status;
}

static void add_number(GString *path, int number)
{
    char digits[12];
    char *at = digits + sizeof digits;
    unsigned int rest = number < 0 ? -(unsigned int)number : (unsigned int)number;
    *--at = ' ';
    do
        *--at = (char)('0' + rest % 10);
    while (rest /= 10);
    if (number < 0)
        *--at = '-';
    g_string_append_len(path, at, digits + sizeof digits - at);
}

static void draw_text(Drawer *drawer, const Op *op, double y)
{
    g_autofree char *text = g_strndup(op->text, op->bytes);
    HPDF_Font font = face_font(drawer, op->face);
    if (!font)
        return;
    set_fill(drawer, op->ink);
    HPDF_Page_BeginText(drawer->page);
    float size = fine(op->size_pt), spacing = fine(op->spacing_pt);
    if (drawer->now.font != font || drawer->now.size != size)
        HPDF_Page_SetFontAndSize(drawer->page, font, size);
    if (drawer->now.spacing != spacing)
        HPDF_Page_SetCharSpace(drawer->page, spacing);
    drawer->now.font = font;
    drawer->now.size = size;
    drawer->now.spacing = spacing;
    if (op->rise_pt != 0) {
        double length = hypot(op->width_pt, op->rise_pt);
        float across = fine(op->width_pt / length), up = fine(op->rise_pt / length);
        HPDF_Page_SetTextMatrix(drawer->page, across, up, -up, across, rounded(op->x_pt),
                                rounded(y));
    } else {
        HPDF_Page_MoveTextPos(drawer->page, rounded(op->x_pt), rounded(y));
    }
    HPDF_Page_ShowText(drawer->page, text);
    HPDF_Page_EndText(drawer->page);
}

static void draw_line(Drawer *drawer, const Op *op, double y)
{
    set_stroke(drawer, op->ink, op->size_pt);
    HPDF_Page_MoveTo(drawer->page, rounded(op->x_pt), rounded(y));
    HPDF_Page_LineTo(drawer->page, rounded(op->x_pt + op->width_pt), rounded(y - op->height_pt));
    HPDF_Page_Stroke(drawer->page);
}

static void draw_circle(Drawer *drawer, const Op *op, double y)
{
    const HPDF_UINT16 dashes[] = {3, 3};
    double radius = op->width_pt / 2;
    set_stroke(drawer, op->ink, op->size_pt);
    HPDF_Page_SetDash(drawer->page, dashes, 2, 0);
    HPDF_Page_Circle(drawer->page, rounded(op->x_pt + radius), rounded(y - radius),
                     rounded(radius));
    HPDF_Page_Stroke(drawer->page);
    HPDF_Page_SetDash(drawer->page, NULL, 0, 0);
}

static Code *code_new(const char *text, GError **error)
{
    int modules = 0;
    g_autoptr(GArray) rectangles = qr_rectangles(text, &modules, error);
    if (!rectangles)
        return NULL;
    Code *code = g_new0(Code, 1);
    code->modules = modules;
    code->path = g_string_new(NULL);
    for (guint i = 0; i < rectangles->len; i++) {
        const QrRectangle *box = &g_array_index(rectangles, QrRectangle, i);
        add_number(code->path, box->x);
        add_number(code->path, modules - box->y - box->height);
        add_number(code->path, box->width);
        add_number(code->path, box->height);
        g_string_append(code->path, "re\n");
    }
    g_string_append(code->path, "f\n");
    return code;
}

static gboolean draw_qr(Drawer *drawer, const Op *op, double y, GError **error)
{
    Code *code = g_hash_table_lookup(drawer->codes, op->text);
    if (!code) {
        code = code_new(op->text, error);
        if (!code)
            return FALSE;
        g_hash_table_insert(drawer->codes, g_strdup(op->text), code);
    }
    HPDF_Page_GSave(drawer->page);
    HPDF_Page_SetRGBFill(drawer->page, 0, 0, 0);
    draw_path(drawer, code->path, op->width_pt / code->modules, op->x_pt, y - op->width_pt);
    HPDF_Page_GRestore(drawer->page);
    return TRUE;
}

/* Strokes to a tenth of a point: a 720th of an inch. */
static void draw_strokes(Drawer *drawer, const Op *op, double y)
{
    enum { UNITS = 10 };
    g_autoptr(GArray) points = pen_lines(op->strokes, op->width_pt, op->height_pt);
    g_autoptr(GString) path = g_string_sized_new(points->len * 12 + 4);
    for (guint i = 0; i < points->len; i++) {
        const PenPoint *point = &g_array_index(points, PenPoint, i);
        add_number(path, (int)round(point->x * UNITS));
        add_number(path, -(int)round(point->y * UNITS));
        g_string_append(path, point->first ? "m\n" : "l\n");
    }
    if (points->len == 0)
        return;
    g_string_append(path, "S\n");
    set_stroke(drawer, op->ink, PEN_PT);
    HPDF_Page_GSave(drawer->page);
    HPDF_Page_SetLineWidth(drawer->page, fine(PEN_PT * UNITS));
    HPDF_Page_SetLineCap(drawer->page, HPDF_ROUND_END);
    HPDF_Page_SetLineJoin(drawer->page, HPDF_ROUND_JOIN);
    draw_path(drawer, path, 1.0 / UNITS, op->x_pt, y);
    HPDF_Page_GRestore(drawer->page);
}

static gboolean draw_op(Drawer *drawer, const Op *op, double slug_y, GError **error)
{
    double y = drawer->height_pt - slug_y - op->y_pt;
    switch (op->kind) {
    case OP_TEXT:
        draw_text(drawer, op, y);
        return TRUE;
    case OP_LINE:
        draw_line(drawer, op, y);
        return TRUE;
    case OP_FILL:
        set_fill(drawer, op->ink);
        HPDF_Page_Rectangle(drawer->page, rounded(op->x_pt), rounded(y - op->height_pt),
                            rounded(op->width_pt), rounded(op->height_pt));
        HPDF_Page_Fill(drawer->page);
        return TRUE;
    case OP_CIRCLE:
        draw_circle(drawer, op, y);
        return TRUE;
    case OP_STROKES:
        draw_strokes(drawer, op, y);
        return TRUE;
    case OP_QR:
        return draw_qr(drawer, op, y, error);
    }
    return FALSE;
}

static gboolean draw_page(Drawer *drawer, const Page *page, GError **error)
{
    const Layout *layout = page->layout;
    drawer->page = HPDF_AddPage(drawer->doc);
    if (!drawer->page)
        return TRUE; /* libharu's error is reported at the end */
    drawer->height_pt = layout->setup.height_pt;
    memset(&drawer->now, 0, sizeof drawer->now);
    drawer->now.fill = drawer->now.stroke = -1;
    HPDF_Page_SetWidth(drawer->page, (float)layout->setup.width_pt);
    HPDF_Page_SetHeight(drawer->page, (float)layout->setup.height_pt);
    for (guint i = 0; i < page->placed->len; i++) {
        const Placed *placed = &g_array_index(page->placed, Placed, i);
        const Slug *slug = &g_array_index(layout->slugs, Slug, placed->slug);
        for (guint o = 0; o < slug->op_count; o++)
            if (!draw_op(drawer, &g_array_index(layout->ops, Op, slug->first_op + o), placed->y_pt,
                         error))
                return FALSE;
    }
    return TRUE;
}

static GBytes *save(Drawer *drawer)
{
    if (drawer->failed || HPDF_SaveToStream(drawer->doc) != HPDF_OK)
        return NULL;
    HPDF_UINT32 size = HPDF_GetStreamSize(drawer->doc);
    g_autofree guint8 *data = g_malloc(MAX(size, 1));
    HPDF_UINT32 got = 0;
    while (got < size) {
        HPDF_UINT32 part = MIN(size - got, READ_BYTES);
        HPDF_STATUS status = HPDF_ReadFromStream(drawer->doc, data + got, &part);
        if (part == 0 || (status != HPDF_OK && status != HPDF_STREAM_EOF))
            return NULL;
        got += part;
    }
    return g_bytes_new_take(g_steal_pointer(&data), size);
}

static void mark_characters(guint8 *used, const Op *op)
{
    const char *end = op->text + op->bytes;
    for (const char *at = op->text; at < end; at = g_utf8_next_char(at)) {
        gunichar character = g_utf8_get_char(at);
        if (character < PLANE_CHARACTERS)
            used[character] = TRUE;
    }
}

static void mark_page(guint8 *used, const Page *page)
{
    const Layout *layout = page->layout;
    for (guint i = 0; i < page->placed->len; i++) {
        const Placed *placed = &g_array_index(page->placed, Placed, i);
        const Slug *slug = &g_array_index(layout->slugs, Slug, placed->slug);
        for (guint o = 0; o < slug->op_count; o++) {
            const Op *op = &g_array_index(layout->ops, Op, slug->first_op + o);
            if (op->kind == OP_TEXT)
                mark_characters(used, op);
        }
    }
}

/* For each face libharu looks up a glyph for every character of the encoding, 65,536 of them, which
 * took longer than all the rest: leaves those that the pages draw. The map that it makes ends
 * before the last one, so another stands behind it. */
static void limit_encoding(Drawer *drawer, const GPtrArray *pages)
{
    g_autofree guint8 *used = g_malloc0(PLANE_CHARACTERS);
    HPDF_Encoder encoder = HPDF_GetEncoder(drawer->doc, "UTF-8");
    HPDF_CMapEncoderAttr map = encoder ? encoder->attr : NULL;
    if (!map)
        return; /* libharu's error is reported at the end */
    for (guint i = 0; i < pages->len; i++)
        mark_page(used, pages->pdata[i]);
    guint last = PLANE_CHARACTERS - 2;
    while (last > 0 && !used[last])
        last--;
    used[last + 1] = TRUE;
    for (guint i = 0; i < PLANE_CHARACTERS; i++)
        if (!used[i])
            map->cid_map[i >> 8][i & 0xFF] = map->unicode_map[i >> 8][i & 0xFF] = 0;
}

GBytes *layout_draw(const GPtrArray *pages, const FontSet *fonts, GError **error)
{
    GBytes *pdf = NULL;
    GError *wrong = NULL;
    Drawer drawer = {.set = fonts};
    drawer.codes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, code_free);
    drawer.doc = HPDF_New(handle_error, &drawer);
    if (drawer.doc) {
        /* Finishing reads the pages and compresses them. */
        HPDF_SetCompressionMode(drawer.doc, HPDF_COMP_NONE);
        HPDF_UseUTFEncodings(drawer.doc);
        limit_encoding(&drawer, pages);
        gboolean drawn = TRUE;
        for (guint i = 0; drawn && i < pages->len; i++)
            drawn = draw_page(&drawer, pages->pdata[i], &wrong);
        if (drawn)
            pdf = save(&drawer);
        HPDF_Free(drawer.doc);
    }
    g_hash_table_unref(drawer.codes);
    if (wrong) {
        g_propagate_error(error, wrong);
    } else if (!pdf) {
        g_autofree char *code = g_strdup_printf("0x%04lX", (unsigned long)drawer.failed);
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("The PDF could not be made (libharu error {1}): is there enough memory?"),
                  code, NULL);
    }
    return pdf;
}
