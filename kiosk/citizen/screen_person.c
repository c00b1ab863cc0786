/* Step two: who somebody is, as large cards from the rules' categories. */
#include "kiosk/citizen/citizen.h"
#include "kiosk/parts.h"
#include "kiosk/parts_list.h"
#include "kiosk/screens.h"
#include "protocol/error.h"

static const LabelStyle card_style = {TYPE_BODY, WEIGHT_BOLD, COLOUR_INK, ALIGN_LEFT, TRUE, 0};

/* Cards in rows; where they do not fit one below the other, pages of whole rows. */
typedef struct {
    int columns, width_px, gap_px;
    int rows;      /* on a page, at most */
    int height_px; /* of each row; 0: as high as what stands in it */
} Grid;

static int icon_space_px(const App *app)
{
    return app->theme.type_px[TYPE_BUTTON] + theme_px(&app->theme, 16);
}

static int padding_px(const App *app)
{
    return theme_px(&app->theme, 22);
}

static int inner_px(const App *app, const Grid *grid)
{
    return grid->width_px - 2 * padding_px(app) - icon_space_px(app);
}

static const char *text_of(const App *app, const ViewMeeting *meeting, int index)
{
    return view_category_text(meeting->categories->pdata[index], app->language);
}

/* How high the highest of the cards from first to before end must be. */
static int needed_px(App *app, const ViewMeeting *meeting, const Grid *grid, int first, int end)
{
    int most_px = 0;
    for (int i = first; i < MIN(end, (int)meeting->categories->len); i++)
        most_px = MAX(most_px, layout_measure(&app->layout, inner_px(app, grid), card_style,
                                              text_of(app, meeting, i)));
    return MAX(most_px + 2 * theme_px(&app->theme, 12), app->theme.target_px);
}

/* All texts stand in their cards in full size. */
static gboolean fits(App *app, const ViewMeeting *meeting, const Grid *grid)
{
    for (guint i = 0; i < meeting->categories->len; i++)
        if (!layout_fits(&app->layout, inner_px(app, grid), card_style,
                         text_of(app, meeting, (int)i)))
            return FALSE;
    return TRUE;
}

/* The row of all cards alike, where so many of them fit one below the other; 0: they do not. */
static int even_px(App *app, const ViewMeeting *meeting, const Grid *grid, int rows, int room_px)
{
    int least_px = needed_px(app, meeting, grid, 0, (int)meeting->categories->len);
    int most_px = MAX(least_px, theme_px(&app->theme, 124));
    int px = (room_px - (rows - 1) * grid->gap_px) / rows;
    return px < least_px ? 0 : MIN(px, most_px);
}

static int row_px(App *app, const ViewMeeting *meeting, const Grid *grid, int first)
{
    return grid->height_px ? grid->height_px
                           : needed_px(app, meeting, grid, first, first + grid->columns);
}

/* The end of the page that begins with the card first. */
static int page_end(App *app, const ViewMeeting *meeting, const Grid *grid, int first, int room_px)
{
    int used_px = 0, end = first, rows = 0;
    while (end < (int)meeting->categories->len && rows < grid->rows) {
        int px = row_px(app, meeting, grid, end);
        if (rows > 0 && used_px + px > room_px)
            break;
        used_px += px + grid->gap_px;
        end += grid->columns;
        rows++;
    }
    return MIN(end, (int)meeting->categories->len);
}

static int chosen(const App *app, const ViewMeeting *meeting)
{
    for (guint i = 0; i < meeting->categories->len; i++) {
        const ViewCategory *category = meeting->categories->pdata[i];
        if (g_strcmp0(category->code, app->form->category) == 0)
            return (int)i;
    }
    return 0;
}

/* The first card of a page, and how many pages there are. */
static int page_first(App *app, const ViewMeeting *meeting, const Grid *grid, int room_px, int page,
                      int *pages_out)
{
    int first = 0, found = 0, count = (int)meeting->categories->len;
    for (*pages_out = 0; first < count; (*pages_out)++) {
        if (*pages_out == page)
            found = first;
        first = page_end(app, meeting, grid, first, room_px);
    }
    return found;
}

static Grid grid_of(const App *app, SDL_Rect area, int columns)
{
    Grid grid = {.columns = columns, .gap_px = theme_px(&app->theme, 16), .rows = G_MAXINT};
    grid.width_px = (area.w - (columns - 1) * grid.gap_px) / columns;
    return grid;
}

/* The columns with which all cards fit into area and are highest; columns 0: none. */
static Grid whole_grid(App *app, const ViewMeeting *meeting, SDL_Rect area)
{
    int count = (int)meeting->categories->len, most = app->theme.portrait ? 2 : 4;
    Grid best = {0};
    for (int columns = app->theme.portrait ? 1 : 2; columns <= most; columns++) {
        Grid grid = grid_of(app, area, columns);
        grid.height_px = even_px(app, meeting, &grid, (count + columns - 1) / columns, area.h);
        if (grid.height_px > best.height_px && fits(app, meeting, &grid))
            best = grid;
    }
    return best;
}

/* Pages of two columns, with as many rows on each; of rows of one height, if that is enough. */
static Grid paged_grid(App *app, const ViewMeeting *meeting, SDL_Rect area)
{
    int count = (int)meeting->categories->len, pages, more;
    Grid grid = grid_of(app, area, app->theme.portrait ? 1 : 2);
    page_first(app, meeting, &grid, area.h, 0, &pages);
    int rows = (count + grid.columns - 1) / grid.columns;
    grid.rows = (rows + pages - 1) / pages;
    page_first(app, meeting, &grid, area.h, 0, &more);
    if (more > pages)
        grid.rows = G_MAXINT;
    else
        grid.height_px = even_px(app, meeting, &grid, grid.rows, area.h);
    return grid;
}

static void card(App *app, SDL_Rect rect, const ViewCategory *category, int index)
{
    gboolean chosen = g_strcmp0(category->code, app->form->category) == 0;
    char id[32];
    g_snprintf(id, sizeof id, "category:%s", category->code);
    layout_add(&app->layout, id, chosen ? LOOK_CARD_CHOSEN : LOOK_CARD, rect,
               (Touch){TOUCH_CHOOSE, index});
    rect.x += padding_px(app);
    rect.w -= 2 * padding_px(app);
    int icon_px = app->theme.type_px[TYPE_BUTTON];
    layout_icon(&app->layout, cut_right(&rect, icon_px, icon_space_px(app) - icon_px),
                chosen ? ICON_CHECK : ICON_NEXT, chosen ? icon_px : icon_px * 2 / 3, COLOUR_ACTION);
    layout_label(&app->layout, rect, card_style, view_category_text(category, app->language));
}

static void layout_person(App *app)
{
    const ViewMeeting *meeting = app_meeting(app);
    const char *question = app_say(app, N_("Which of these are you?"));
    SDL_Rect area = part_header(app, app_say(app, N_("Registration")), NULL, 2);
    if (!part_title(app, &area, area.h * 4 / 5, question,
                    app_say(app, N_("Touch what fits you best.")))) {
        layout_clear(&app->layout);
        area = part_header(app, question, NULL, 2);
    }
    Grid grid = whole_grid(app, meeting, area);
    int pages = 1, first = 0, page = grid.columns ? 0 : app->page;
    if (!grid.columns) {
        SDL_Rect bar = cut_right(&area, app->theme.target_px, theme_px(&app->theme, 16));
        grid = paged_grid(app, meeting, area);
        page_first(app, meeting, &grid, area.h, 0, &pages);
        if (page < 0) /* where what was chosen before can be seen */
            while (page + 1 < pages && page_first(app, meeting, &grid, area.h, page + 1, &pages) <=
                                           chosen(app, meeting))
                page++;
        page = CLAMP(page, 0, pages - 1);
        first = page_first(app, meeting, &grid, area.h, page, &pages);
        part_pager(app, bar, page, pages);
    }
    app->page = page;
    int end = page_end(app, meeting, &grid, first, area.h);
    for (int at = first; at < end; at += grid.columns) {
        SDL_Rect row = cut_top(&area, row_px(app, meeting, &grid, at), grid.gap_px);
        for (int i = at; i < MIN(end, at + grid.columns); i++)
            card(app, cut_left(&row, grid.width_px, grid.gap_px), meeting->categories->pdata[i], i);
    }
}

static void enter_person(App *app)
{
    app->page = -1;
}

static gboolean handle_person(App *app, Touch touch)
{
    const ViewMeeting *meeting = app_meeting(app);
    if (touch.kind != TOUCH_CHOOSE || touch.value >= (int)meeting->categories->len)
        return FALSE;
    const ViewCategory *category = meeting->categories->pdata[touch.value];
    g_free(app->form->category);
    app->form->category = g_strdup(category->code);
    return app_step(app, EVENT_NEXT);
}

const Screen screen_person = {
    .enter = enter_person, .layout = layout_person, .handle = handle_person};
