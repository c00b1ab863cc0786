#include "protocol/layout_parts.h"

/* A head taller than this part of the page is not repeated. */
#define HEAD_PART 0.4

typedef struct {
    Layout *layout;
    GPtrArray *pages;
    Page *page;
    double y_pt, bottom_pt;
    guint fresh; /* slugs on the page that don't count as content: a repeated head */
} Pager;

void page_free(gpointer pointer)
{
    Page *page = pointer;
    g_array_unref(page->placed);
    g_free(page);
}

static const Slug *slug_at(const Layout *layout, guint index)
{
    return &g_array_index(layout->slugs, Slug, index);
}

static void begin_page(Pager *pager)
{
    Page *page = g_new0(Page, 1);
    page->layout = pager->layout;
    page->first = pager->page == NULL;
    page->placed = g_array_new(FALSE, FALSE, sizeof(Placed));
    g_ptr_array_add(pager->pages, page);
    pager->page = page;
    pager->y_pt = frame_top_pt(pager->layout, page->first);
    pager->bottom_pt = frame_bottom_pt(pager->layout);
    pager->fresh = 0;
}

static void place(Pager *pager, guint index)
{
    const Slug *slug = slug_at(pager->layout, index);
    if (pager->page->placed->len)
        pager->y_pt += slug->space_before_pt;
    const Placed placed = {index, pager->y_pt};
    g_array_append_val(pager->page->placed, placed);
    pager->y_pt += slug->height_pt;
}

/* The head again, if a table goes on with the slug at index. */
static void repeat_head(Pager *pager, guint index)
{
    guint table = slug_at(pager->layout, index)->table;
    if (!table)
        return;
    const TableFrame *frame = &g_array_index(pager->layout->tables, TableFrame, table - 1);
    if (!frame->head_count || index < frame->head_first + frame->head_count)
        return;
    double height = 0;
    for (guint i = 0; i < frame->head_count; i++)
        height += slug_at(pager->layout, frame->head_first + i)->height_pt;
    if (height > (pager->bottom_pt - pager->y_pt) * HEAD_PART)
        return;
    for (guint i = 0; i < frame->head_count; i++)
        place(pager, frame->head_first + i);
    pager->fresh = frame->head_count;
}

static void turn_page(Pager *pager, guint index)
{
    begin_page(pager);
    repeat_head(pager, index);
}

/* Up to where slugs from index on hold together. */
static guint chunk_end(const Layout *layout, guint index)
{
    while (index + 1 < layout->slugs->len && slug_at(layout, index)->keep &&
           !slug_at(layout, index + 1)->page_break)
        index++;
    return index + 1;
}

static double chunk_height(const Layout *layout, guint from, guint to)
{
    double height = slug_at(layout, from)->height_pt;
    for (guint i = from + 1; i < to; i++)
        height += slug_at(layout, i)->space_before_pt + slug_at(layout, i)->height_pt;
    return height;
}

static void place_chunk(Pager *pager, guint from, guint to)
{
    double space = slug_at(pager->layout, from)->space_before_pt;
    double height = chunk_height(pager->layout, from, to);
    if (pager->page->placed->len > pager->fresh && pager->y_pt + space + height > pager->bottom_pt)
        turn_page(pager, from);
    for (guint i = from; i < to; i++) {
        const Slug *slug = slug_at(pager->layout, i);
        /* What holds together and is taller than a page is split all the same. */
        if (pager->page->placed->len > pager->fresh &&
            pager->y_pt + slug->space_before_pt + slug->height_pt > pager->bottom_pt + 0.01)
            turn_page(pager, i);
        place(pager, i);
    }
}

void layout_paginate(Layout *layout, GPtrArray *pages)
{
    Pager pager = {.layout = layout, .pages = pages};
    begin_page(&pager);
    for (guint from = 0, to; from < layout->slugs->len; from = to) {
        if (slug_at(layout, from)->page_break) {
            if (pager.page->placed->len)
                begin_page(&pager);
            to = from + 1;
            continue;
        }
        to = chunk_end(layout, from);
        place_chunk(&pager, from, to);
    }
    if (layout->setup.roll)
        layout->setup.height_pt = pager.y_pt + layout->setup.bottom_pt + layout->footer_height_pt;
}
