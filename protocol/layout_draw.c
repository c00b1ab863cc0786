/* libharu stands here and nowhere else. */
#include <hpdf.h>
#include <math.h>
#include <string.h>

#include "protocol/error.h"
#include "protocol/layout_parts.h"
#include "protocol/qr.h"

#define PEN_PT 1.1
#define READ_BYTES 65536

typedef struct {
    HPDF_Doc doc;
    HPDF_Page page;
    double height_pt;
    HPDF_Font fonts[FACE_COUNT]; /* only those that are used are loaded, and so embedded */
    const FontSet *set;
    GHashTable *codes;  /* text of a QR → Code */
    HPDF_STATUS failed; /* the first error of libharu */
} Drawer;

typedef struct {
    GArray *rectangles;
    int modules;
} Code;

static const float inks[INK_COUNT][3] = {
    [INK_TEXT] = {0.06f, 0.08f, 0.10f},    [INK_QUIET] = {0.30f, 0.33f, 0.36f},
    [INK_RULE] = {0.36f, 0.39f, 0.42f},    [INK_LIGHT_RULE] = {0.74f, 0.77f, 0.79f},
    [INK_FILL] = {0.937f, 0.953f, 0.965f}, [INK_PEN] = {0.10f, 0.17f, 0.42f},
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
    g_array_unref(code->rectangles);
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

static void set_fill(Drawer *drawer, Ink ink)
{
    HPDF_Page_SetRGBFill(drawer->page, inks[ink][0], inks[ink][1], inks[ink][2]);
}

static void set_stroke(Drawer *drawer, Ink ink, double line_pt)
{
    HPDF_Page_SetRGBStroke(drawer->page, inks[ink][0], inks[ink][1], inks[ink][2]);
    HPDF_Page_SetLineWidth(drawer->page, (float)line_pt);
}

/* Coordinates to a hundredth of a point: shorter files, and the same on every machine. */
static float rounded(double value)
{
    return (float)(round(value * 100) / 100);
}

static void draw_text(Drawer *drawer, const Op *op, double y)
{
    g_autofree char *text = g_strndup(op->text, op->bytes);
    HPDF_Font font = face_font(drawer, op->face);
    if (!font)
        return;
    set_fill(drawer, op->ink);
    HPDF_Page_BeginText(drawer->page);
    HPDF_Page_SetFontAndSize(drawer->page, font, rounded(op->size_pt));
    HPDF_Page_SetCharSpace(drawer->page, rounded(op->spacing_pt));
    HPDF_Page_MoveTextPos(drawer->page, rounded(op->x_pt), rounded(y));
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

static gboolean draw_qr(Drawer *drawer, const Op *op, double y, GError **error)
{
    Code *code = g_hash_table_lookup(drawer->codes, op->text);
    if (!code) {
        code = g_new0(Code, 1);
        code->rectangles = qr_rectangles(op->text, &code->modules, error);
        if (!code->rectangles) {
            g_free(code);
            return FALSE;
        }
        g_hash_table_insert(drawer->codes, g_strdup(op->text), code);
    }
    /* In modules, so that the numbers are short; y upwards from the lower edge. */
    float module = (float)(op->width_pt / code->modules);
    HPDF_Page_GSave(drawer->page);
    HPDF_Page_SetRGBFill(drawer->page, 0, 0, 0);
    HPDF_Page_Concat(drawer->page, module, 0, 0, module, rounded(op->x_pt),
                     rounded(y - op->width_pt));
    for (guint i = 0; i < code->rectangles->len; i++) {
        const QrRectangle *box = &g_array_index(code->rectangles, QrRectangle, i);
        HPDF_Page_Rectangle(drawer->page, (float)box->x,
                            (float)(code->modules - box->y - box->height), (float)box->width,
                            (float)box->height);
    }
    HPDF_Page_Fill(drawer->page);
    HPDF_Page_GRestore(drawer->page);
    return TRUE;
}

/* A coordinate of the record, which is a number within ±32767 or is left out as 0. */
static double coordinate(JsonArray *point, guint index)
{
    JsonNode *node =
        index < json_array_get_length(point) ? json_array_get_element(point, index) : NULL;
    double value = node && JSON_NODE_HOLDS_VALUE(node) ? json_node_get_double(node) : 0;
    return isfinite(value) ? CLAMP(value, -32767, 32767) : 0;
}

typedef struct {
    double left, top, right, bottom;
} Extent;

typedef void (*PointVisitor)(JsonArray *point, gboolean first, gpointer user_data);

static void visit_points(JsonObject *strokes, PointVisitor visit, gpointer user_data)
{
    JsonNode *node = json_object_get_member(strokes, "strokes");
    JsonArray *lines = node && JSON_NODE_HOLDS_ARRAY(node) ? json_node_get_array(node) : NULL;
    for (guint i = 0; lines && i < json_array_get_length(lines); i++) {
        JsonNode *line_node = json_array_get_element(lines, i);
        if (!JSON_NODE_HOLDS_ARRAY(line_node))
            continue;
        JsonArray *line = json_node_get_array(line_node);
        for (guint p = 0; p < json_array_get_length(line); p++) {
            JsonNode *point = json_array_get_element(line, p);
            if (JSON_NODE_HOLDS_ARRAY(point))
                visit(json_node_get_array(point), p == 0, user_data);
        }
    }
}

static void handle_extent_point(JsonArray *point, gboolean first, gpointer user_data)
{
    Extent *extent = user_data;
    double x = coordinate(point, 0), y = coordinate(point, 1);
    extent->left = MIN(extent->left, x);
    extent->right = MAX(extent->right, x);
    extent->top = MIN(extent->top, y);
    extent->bottom = MAX(extent->bottom, y);
}

typedef struct {
    HPDF_Page page;
    double x, y, scale; /* of the strokes' origin */
    gboolean open;
    double last_x, last_y;
} Pen;

/* A point nearer than this to the one before changes nothing that an eye or a printer sees. */
#define PEN_STEP_PT 0.35

static void handle_pen_point(JsonArray *point, gboolean first, gpointer user_data)
{
    Pen *pen = user_data;
    double x = pen->x + coordinate(point, 0) * pen->scale;
    double y = pen->y - coordinate(point, 1) * pen->scale;
    if (first) {
        if (pen->open)
            HPDF_Page_Stroke(pen->page);
        HPDF_Page_MoveTo(pen->page, rounded(x), rounded(y));
        /* A dot is a line of no length with round ends. */
        HPDF_Page_LineTo(pen->page, rounded(x), rounded(y));
        pen->open = TRUE;
    } else if (hypot(x - pen->last_x, y - pen->last_y) < PEN_STEP_PT) {
        return;
    } else {
        HPDF_Page_LineTo(pen->page, rounded(x), rounded(y));
    }
    pen->last_x = x;
    pen->last_y = y;
}

/* Fits what was written into the box, centred, its proportions kept. */
static void draw_strokes(Drawer *drawer, const Op *op, double y)
{
    Extent extent = {G_MAXDOUBLE, G_MAXDOUBLE, -G_MAXDOUBLE, -G_MAXDOUBLE};
    visit_points(op->strokes, handle_extent_point, &extent);
    if (extent.right < extent.left)
        return;
    double width = MAX(extent.right - extent.left, 1), height = MAX(extent.bottom - extent.top, 1);
    double scale = MIN(op->width_pt / width, op->height_pt / height);
    Pen pen = {.page = drawer->page, .scale = scale};
    pen.x = op->x_pt + (op->width_pt - width * scale) / 2 - extent.left * scale;
    pen.y = y - (op->height_pt - height * scale) / 2 + extent.top * scale;
    set_stroke(drawer, op->ink, PEN_PT);
    HPDF_Page_SetLineCap(drawer->page, HPDF_ROUND_END);
    HPDF_Page_SetLineJoin(drawer->page, HPDF_ROUND_JOIN);
    visit_points(op->strokes, handle_pen_point, &pen);
    if (pen.open)
        HPDF_Page_Stroke(drawer->page);
    HPDF_Page_SetLineCap(drawer->page, HPDF_BUTT_END);
    HPDF_Page_SetLineJoin(drawer->page, HPDF_MITER_JOIN);
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

GBytes *layout_draw(const GPtrArray *pages, const FontSet *fonts, GError **error)
{
    GBytes *pdf = NULL;
    GError *wrong = NULL;
    Drawer drawer = {.set = fonts};
    drawer.codes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, code_free);
    drawer.doc = HPDF_New(handle_error, &drawer);
    if (drawer.doc) {
        HPDF_SetCompressionMode(drawer.doc, HPDF_COMP_ALL);
        HPDF_UseUTFEncodings(drawer.doc);
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
