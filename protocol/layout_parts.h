/*
 * What the steps of the layout hand to each other; used by layout*.c alone. Lengths are points
 * (1/72 inch); y grows downwards until layout_draw turns it round.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "protocol/font.h"

#define POINTS_PER_MM (72.0 / 25.4)

/* -- Markdown: blocks and runs (layout_markdown.c) -- */

typedef enum { ALIGN_LEFT, ALIGN_CENTRE, ALIGN_RIGHT } Align;

/* A stretch of text in one face. */
typedef struct {
    char *text;    /* NULL for a line break or a picture */
    char *picture; /* path of strokes in the record */
    gboolean bold, italic, code;
} Run;

typedef struct {
    GPtrArray *runs; /* of Run */
    Align align;
} Cell;

typedef enum {
    BLOCK_PARAGRAPH,
    BLOCK_HEADING,
    BLOCK_ITEM, /* of a list */
    BLOCK_RULE,
    BLOCK_TABLE,
    BLOCK_FENCE, /* ```info body ``` */
} BlockKind;

typedef struct {
    BlockKind kind;
    int level;       /* of a heading; depth of an item */
    char *marker;    /* of an item: "1.", "–"; NULL: goes on after another block */
    GPtrArray *runs; /* of Run; paragraph, heading, item */
    GPtrArray *rows; /* of GPtrArray of Cell; table: the head first */
    char *info;
    GString *body;
} Block;

/* Free with g_ptr_array_unref. */
GPtrArray *markdown_parse(const char *markdown, GError **error);
/* Undoes mustache_escape in the body of a fence: a backslash before punctuation goes, <br> is a
 * line feed. Free with g_free. */
char *markdown_plain(const char *text, gsize bytes);
Run *run_new(const char *text);
void run_free(gpointer run);

/* -- Text: runs to lines (layout_text.c) -- */

typedef struct {
    double size_pt, leading_pt;
    double spacing_pt; /* between letters */
    double indent_pt;  /* of the first line */
    Align align;
    gboolean bold, italic;
    gboolean balanced; /* lines of about the same width: for titles */
    int ink;
} TextStyle;

typedef struct {
    guint start, end; /* bytes of chars */
    double width_pt;
} TextLine;

typedef struct {
    const FontSet *fonts;
    TextStyle style;
    GString *chars;
    GByteArray *faces; /* of each byte of chars */
    GArray *widths;    /* of double: what stands before each byte, and before the end */
    GArray *boxes;     /* what is not broken if it fits on a line */
    GArray *lines;     /* of TextLine, by text_break */
    char *picture;     /* the first picture among the runs */
    double natural_pt; /* width of the longest line without any breaking */
    double widest_pt;  /* width of the widest box */
} Text;

Text *text_new(const FontSet *fonts, const GPtrArray *runs, const TextStyle *style, GError **error);
/* As text_new, of plain text with line feeds. */
Text *text_new_plain(const FontSet *fonts, const char *plain, const TextStyle *style,
                     GError **error);
void text_free(gpointer text);
void text_break(Text *text, double width_pt);

/* -- Slugs: what stands on a page (layout_slug.c) -- */

typedef enum {
    INK_TEXT,
    INK_QUIET,
    INK_RULE,
    INK_LIGHT_RULE,
    INK_FILL,
    INK_ACROSS,
    INK_PEN,
    INK_PAPER,
    INK_BAR_DARK,
    INK_BAR_MIDDLE,
    INK_BAR_LIGHT,
    INK_COUNT
} Ink;

typedef enum { OP_TEXT, OP_LINE, OP_FILL, OP_CIRCLE, OP_STROKES, OP_QR } OpKind;

/* Something drawn; x from the left edge of the page, y from the top of the slug. */
typedef struct {
    OpKind kind;
    Ink ink;
    double x_pt, y_pt;          /* text: left end of the base line */
    double width_pt, height_pt; /* line: to its other end; circle: diameter */
    double size_pt;             /* of text; of the pen */
    double spacing_pt;
    FontFace face;
    double rise_pt;   /* text: its base line rises by so much over width_pt; 0: level */
    const char *text; /* text or the content of a QR, borrowed from the layout */
    gsize bytes;
    JsonObject *strokes; /* borrowed from the record */
} Op;

typedef struct {
    double height_pt, space_before_pt;
    gboolean keep;       /* the next one stands on the same page */
    gboolean page_break; /* before it */
    guint first_op, op_count;
    guint table; /* number of its table, 0: none */
} Slug;

/* A table that may go over pages. */
typedef struct {
    guint head_first, head_count; /* slugs that are repeated */
    double edges_pt[65];          /* x of the vertical lines */
    guint edge_count;             /* 0: no vertical lines */
    double left_pt, right_pt;
} TableFrame;

typedef struct {
    double width_pt, height_pt;
    double left_pt, right_pt, top_pt, bottom_pt; /* margins */
    double text_pt;                              /* size of the text */
    gboolean fit;                                /* on one page, by smaller type */
    gboolean roll;                               /* cut off below what stands on it */
    char *header, *footer, *control, *control_label, *qr, *draft;
    char *across; /* a word in light letters across every page */
} PageSetup;

/* One Markdown text on its way to pages. */
typedef struct {
    const FontSet *fonts;
    JsonNode *record;
    PageSetup setup;
    TextStyle style;    /* of the text at this place */
    GArray *ops;        /* of Op */
    GArray *slugs;      /* of Slug */
    GArray *tables;     /* of TableFrame */
    GPtrArray *texts;   /* of Text, kept for the ops */
    GPtrArray *strings; /* of char *, kept for the ops */
    const Text *header; /* NULL: none */
    double footer_height_pt;
    double scale; /* of the type, to fit a page */
    int depth;    /* of blocks within blocks */
} Layout;

double layout_width_pt(const Layout *layout); /* between the margins */
/* Begins a slug; ops that follow belong to it until the next one. The pointer lives till then. */
Slug *slug_begin(Layout *layout, double space_before_pt);
Slug *slug_last(Layout *layout); /* NULL: none yet */
Op *op_add(Layout *layout, OpKind kind, Ink ink, double x_pt, double y_pt, double width_pt,
           double height_pt);
/* A line of text in the box from x_pt, width_pt wide, whose top is y_pt. */
void op_add_text_line(Layout *layout, const Text *text, guint line, double x_pt, double y_pt,
                      double width_pt);
/* Keeps text until the layout is freed. */
Text *layout_keep_text(Layout *layout, Text *text);
/* The strokes at path ("signatures/0"); NULL if there are none. */
JsonObject *layout_strokes(const Layout *layout, const char *path);

gboolean layout_blocks(Layout *layout, const char *markdown, GError **error); /* layout_block.c */

gboolean layout_fence(Layout *layout, const Block *block, GError **error); /* layout_fence.c */
gboolean layout_chart(Layout *layout, const Block *block, GError **error); /* layout_chart.c */
gboolean layout_table(Layout *layout, const Block *block, GError **error); /* layout_table.c */
/* Reads a "page" fence into the setup; the defaults if body is NULL. */
gboolean page_setup_read(PageSetup *setup, const char *body, GError **error); /* layout_setup.c */
void page_setup_clear(PageSetup *setup);
/* Value of "key: value" in the body of a fence; NULL if there is none. Free with g_free. */
char *fence_value(const char *body, const char *key);

/* -- Pages (layout_page.c, layout_frame.c) -- */

typedef struct {
    guint slug;
    double y_pt;
} Placed;

typedef struct {
    Layout *layout;
    gboolean first; /* of its layout: without a header */
    GArray *placed; /* of Placed */
} Page;

/* The pages of a layout, added to pages (of Page). */
void layout_paginate(Layout *layout, GPtrArray *pages);
void page_free(gpointer page);

/* All steps but the drawing: layouts (of Layout, freed by document_layout_free) and pages (of Page)
 * are added to; they must be freed in the order pages, layouts. */
gboolean layout_pages(const char *const *markdowns, JsonNode *record, GPtrArray *layouts,
                      GPtrArray *pages, GError **error);
void document_layout_free(gpointer layout);

/* Prepares header and footer, whose heights the pages need. */
gboolean frame_prepare(Layout *layout, GError **error);
double frame_top_pt(const Layout *layout, gboolean first);
double frame_bottom_pt(const Layout *layout);
/* Adds header, footer and the vertical lines of tables to a page. */
gboolean frame_add(Page *page, guint number, guint count, GError **error);

/* -- Hand signatures (layout_pen.c) -- */

typedef struct {
    double x, y;
    gboolean first; /* of its line */
} PenPoint;

/* The strokes of a record as lines in a box: x and y from its upper left corner. Array of PenPoint;
 * free with g_array_unref. */
GArray *pen_lines(JsonObject *strokes, double width_pt, double height_pt);

/* -- PDF (layout_draw.c) -- */
GBytes *layout_draw(const GPtrArray *pages, const FontSet *fonts, GError **error);
