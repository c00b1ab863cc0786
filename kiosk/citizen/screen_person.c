/* Step two: who somebody is, as large cards from the rules' categories. */
#include "kiosk/citizen/citizen.h"
#include "kiosk/parts.h"
#include "kiosk/screens.h"
#include "protocol/error.h"

static const LabelStyle card_style = {TYPE_BODY, WEIGHT_BOLD, COLOUR_INK, ALIGN_LEFT, TRUE, 0};

typedef struct {
    int columns, rows;
    int width_px, height_px, gap_px;
    int per_page;
} Grid;

static int icon_space_px(const App *app)
{
    return app->theme.type_px[TYPE_BUTTON] + theme_px(&app->theme, 16);
}

static int padding_px(const App *app)
{
    return theme_px(&app->theme, 22);
}

/* How high the highest of the cards must be at a width. *fit_out: all texts stand in it in full. */
static int highest_px(App *app, const ViewMeeting *meeting, int width_px, gboolean *fit_out)
{
    int most_px = 0;
    *fit_out = TRUE;
    for (guint i = 0; i < meeting->categories->len; i++) {
        const char *text = view_category_text(meeting->categories->pdata[i], app->language);
        int inner_px = width_px - 2 * padding_px(app) - icon_space_px(app);
        most_px = MAX(most_px, layout_measure(&app->layout, inner_px, card_style, text));
        *fit_out = *fit_out && layout_fits(&app->layout, inner_px, card_style, text);
    }
    return MAX(most_px + 2 * theme_px(&app->theme, 12), app->theme.target_px);
}

/* The columns with which all cards fit into area and are highest; if none does, the grid that holds
 * most, and pages. */
static Grid arrange(App *app, const ViewMeeting *meeting, SDL_Rect area)
{
    int count = (int)meeting->categories->len, most = app->theme.portrait ? 2 : 4;
    Grid best = {0};
    for (int columns = app->theme.portrait ? 1 : 2; columns <= most; columns++) {
        Grid grid = {.columns = columns, .gap_px = theme_px(&app->theme, 16)};
        grid.width_px = (area.w - (columns - 1) * grid.gap_px) / columns;
        gboolean fit;
        int needed_px = highest_px(app, meeting, grid.width_px, &fit);
        if (!fit && best.per_page > 0)
            break;
        int rows = (count + columns - 1) / columns;
        int fitting = MAX(1, (area.h + grid.gap_px) / (needed_px + grid.gap_px));
        grid.rows = MIN(rows, fitting);
        grid.per_page = grid.rows * columns;
        grid.height_px = (area.h - (grid.rows - 1) * grid.gap_px) / grid.rows;
        grid.height_px = MIN(grid.height_px, MAX(needed_px, theme_px(&app->theme, 124)));
        if (grid.per_page > best.per_page ||
            (grid.per_page >= count && grid.height_px > best.height_px))
            best = grid;
    }
    return best;
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

static void pager(App *app, SDL_Rect bar, int pages)
{
    int width_px = app->theme.target_px * 2;
    if (app->page > 0)
        layout_button(&app->layout, "page:before", LOOK_SECOND, cut_left(&bar, width_px, 8),
                      (Touch){TOUCH_PAGE, -1}, ICON_BACK, "");
    else
        cut_left(&bar, width_px, 8);
    if (app->page + 1 < pages)
        layout_button(&app->layout, "page:after", LOOK_SECOND, cut_right(&bar, width_px, 8),
                      (Touch){TOUCH_PAGE, 1}, ICON_NEXT, "");
    else
        cut_right(&bar, width_px, 8);
    g_autofree char *where = g_strdup_printf("%d/%d", app->page + 1, pages);
    layout_label(&app->layout, bar,
                 (LabelStyle){TYPE_BODY, WEIGHT_REGULAR, COLOUR_INK_SECOND, ALIGN_CENTRE, TRUE, 1},
                 where);
}

static void layout_person(App *app)
{
    const ViewMeeting *meeting = app_meeting(app);
    const char *question = app_say(app, N_("Who are you?"));
    SDL_Rect area = part_header(app, app_say(app, N_("Registration")), NULL, 2);
    if (!part_title(app, &area, area.h * 4 / 5, question,
                    app_say(app, N_("Touch what fits you best.")))) {
        layout_clear(&app->layout);
        area = part_header(app, question, NULL, 2);
    }
    Grid grid = arrange(app, meeting, area);
    int count = (int)meeting->categories->len, pages = 1;
    if (grid.per_page < count) {
        SDL_Rect bar = cut_bottom(&area, app->theme.target_px, grid.gap_px);
        grid = arrange(app, meeting, area);
        pages = (count + grid.per_page - 1) / MAX(1, grid.per_page);
        app->page = CLAMP(app->page, 0, pages - 1);
        pager(app, bar, pages);
    } else {
        app->page = 0;
    }
    int first = app->page * grid.per_page;
    for (int i = 0; i < grid.per_page && first + i < count; i++) {
        SDL_Rect rect = {area.x + i % grid.columns * (grid.width_px + grid.gap_px),
                         area.y + i / grid.columns * (grid.height_px + grid.gap_px), grid.width_px,
                         grid.height_px};
        card(app, rect, meeting->categories->pdata[first + i], first + i);
    }
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

const Screen screen_person = {.layout = layout_person, .handle = handle_person};
