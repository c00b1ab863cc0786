#include "kiosk/parts_list.h"

static int padding_px(const App *app)
{
    return theme_px(&app->theme, 20);
}

static int icon_px(const App *app)
{
    return app->theme.type_px[TYPE_BODY];
}

static const LabelStyle upper = {TYPE_BODY, WEIGHT_BOLD, COLOUR_INK, ALIGN_LEFT, TRUE, 0};
static const LabelStyle lower = {TYPE_SMALL, WEIGHT_REGULAR, COLOUR_INK_SECOND,
                                 ALIGN_LEFT, FALSE,          0};

static int text_width_px(const App *app, int width_px)
{
    return width_px - 3 * padding_px(app) - icon_px(app);
}

int part_row_px(App *app, int width_px, const char *text, const char *below)
{
    int inner_px = text_width_px(app, width_px);
    int px = layout_measure(&app->layout, inner_px, upper, text);
    if (below)
        px += layout_measure(&app->layout, inner_px, lower, below);
    return MAX(MAX(app->theme.target_px, theme_px(&app->theme, 88)), px + padding_px(app));
}

void part_row(App *app, SDL_Rect rect, const char *text, const char *below, Icon icon)
{
    SDL_Rect inner = rect;
    inner.x += padding_px(app);
    inner.w -= 2 * padding_px(app);
    layout_icon(&app->layout, cut_right(&inner, icon_px(app), padding_px(app)), icon, icon_px(app),
                COLOUR_ACTION);
    if (!below) {
        layout_label(&app->layout, inner, upper, text);
        return;
    }
    int text_px = layout_measure(&app->layout, inner.w, upper, text);
    int below_px = layout_measure(&app->layout, inner.w, lower, below);
    cut_top(&inner, MAX(0, (inner.h - text_px - below_px) / 2), 0);
    layout_label(&app->layout, cut_top(&inner, MIN(text_px, inner.h), 0), upper, text);
    layout_label(&app->layout, inner, lower, below);
}

static int mark_px(const App *app)
{
    return app->theme.type_px[TYPE_BUTTON];
}

/* What a mark takes of the width of its row. */
static int mark_room_px(const App *app, Icon mark)
{
    return mark ? mark_px(app) + padding_px(app) : 0;
}

static void row_clear(ListRow *row)
{
    g_free(row->text);
    g_free(row->below);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ListRow, row_clear)

int part_list_row_px(App *app, int width_px, const List *list, int index)
{
    if (list->px)
        return list->px(app, width_px, index);
    g_auto(ListRow) row = list->row(app, index);
    return part_row_px(app, width_px - mark_room_px(app, row.mark), row.text, row.below);
}

static void layout_row(App *app, SDL_Rect rect, const List *list, int index)
{
    char id[32];
    g_snprintf(id, sizeof id, "%s:%d", list->id, index);
    Widget *card = layout_add(&app->layout, id, LOOK_CARD, rect, (Touch){TOUCH_ROW, index});
    if (list->layout) {
        list->layout(app, rect, index);
        return;
    }
    g_auto(ListRow) row = list->row(app, index);
    if (row.chosen)
        card->look = LOOK_CARD_CHOSEN;
    SDL_Rect left = cut_left(&rect, mark_room_px(app, row.mark), 0);
    if (row.mark) {
        left.x += padding_px(app);
        left.w = mark_px(app);
        layout_icon(&app->layout, left, row.mark, left.w, row.mark_ink);
    }
    part_row(app, rect, row.text, row.below, row.icon);
}

static int gap_px(const App *app)
{
    return theme_px(&app->theme, 12);
}

/* The index behind the last row of a page that begins with row first. */
static int page_end(App *app, const List *list, int count, int first, SDL_Rect area)
{
    int used_px = 0, index = first;
    while (index < count) {
        int px = part_list_row_px(app, area.w, list, index);
        if (index > first && used_px + px > area.h)
            break;
        used_px += px + gap_px(app);
        index++;
    }
    return index;
}

/* Counts the pages, and finds the first row and the end of *page. */
static int count_pages(App *app, const List *list, int count, SDL_Rect area, int *page,
                       int *first_out, int *end_out)
{
    int pages = 0;
    for (int first = 0; first < count || pages == 0; pages++) {
        int end = page_end(app, list, count, first, area);
        if (pages <= *page) {
            *first_out = first;
            *end_out = end;
        }
        first = end;
    }
    *page = CLAMP(*page, 0, pages - 1);
    return pages;
}

void part_pager(App *app, SDL_Rect bar, int page, int pages)
{
    int px = app->theme.target_px;
    if (page > 0)
        layout_button(&app->layout, "page:before", LOOK_SECOND, cut_top(&bar, px, 0),
                      (Touch){TOUCH_PAGE, -1}, ICON_UP, "");
    else
        cut_top(&bar, px, 0);
    if (page + 1 < pages)
        layout_button(&app->layout, "page:after", LOOK_SECOND, cut_bottom(&bar, px, 0),
                      (Touch){TOUCH_PAGE, 1}, ICON_DOWN, "");
    else
        cut_bottom(&bar, px, 0);
    g_autofree char *where = g_strdup_printf("%d/%d", page + 1, pages);
    layout_label(&app->layout, bar,
                 (LabelStyle){TYPE_SMALL, WEIGHT_REGULAR, COLOUR_INK_SECOND, ALIGN_CENTRE, TRUE, 1},
                 where);
}

void part_list(App *app, SDL_Rect area, const List *list, int count, int *page)
{
    int first = 0, end = 0;
    SDL_Rect whole = area;
    int pages = count_pages(app, list, count, area, page, &first, &end);
    if (pages > 1) {
        SDL_Rect bar = cut_right(&area, app->theme.target_px, gap_px(app));
        pages = count_pages(app, list, count, area, page, &first, &end);
        part_pager(app, bar, *page, pages);
    }
    layout_add(&app->layout, "list", LOOK_PLAIN, whole, (Touch){TOUCH_NONE, 0});
    for (int index = first; index < end; index++) {
        int px = MIN(part_list_row_px(app, area.w, list, index), area.h);
        layout_row(app, cut_top(&area, px, gap_px(app)), list, index);
    }
}

int part_list_page(App *app, SDL_Rect area, const List *list, int count, int index)
{
    int first = 0, end = 0, page = 0;
    if (count_pages(app, list, count, area, &page, &first, &end) > 1)
        cut_right(&area, app->theme.target_px, gap_px(app));
    for (;; page++) {
        int at = page, pages = count_pages(app, list, count, area, &at, &first, &end);
        if (index < end || page + 1 >= pages)
            return page;
    }
}
