/* The protocol page by page: whole, or as wide as the screen in parts that follow each other. */
#include <math.h>
#include <string.h>

#include "kiosk/parts.h"
#include "kiosk/screens.h"
#include "kiosk/secretary/desk.h"
#include "kiosk/secretary/dispose.h"
#include "kiosk/secretary/review.h"
#include "protocol/error.h"

#define A4_HEIGHT (297.0 / 210)
#define PART_STEP 0.88 /* of a part: the last lines stand on the next once more */

Review *review_new(void)
{
    return g_new0(Review, 1);
}

void review_free(Review *review)
{
    if (!review)
        return;
    pages_free(review->shown);
    g_clear_pointer(&review->record, json_node_unref);
    g_free(review->why);
    g_free(review);
}

static Review *of(const App *app)
{
    return app->office->after->review;
}

static gboolean is_act(const App *app)
{
    return app->state == STATE_ACT;
}

/* What is looked through: the meeting's id, or the number of the act. */
static const char *subject(const App *app)
{
    return is_act(app) ? app->office->dispose->act : app->office->meeting_id;
}

/* Parts of a page in which it is gone through. */
static int parts_of(const PageView *view)
{
    int more_px = view->height_px - view->part.h;
    return more_px <= 0 ? 1 : 1 + (int)ceil(more_px / (view->part.h * PART_STEP));
}

/* The size of pages in area; whole, or as wide as it is. */
static void fit(const Review *review, SDL_Rect area, PageView *view)
{
    *view = (PageView){.width_px = MIN(area.w, (int)(area.h / A4_HEIGHT))};
    if (review->large)
        view->width_px = area.w;
    view->height_px = (int)(view->width_px * A4_HEIGHT);
    view->part = (SDL_Rect){0, 0, view->width_px, MIN(view->height_px, area.h)};
}

/* App.page counts parts of all pages. */
static void place_view(App *app, SDL_Rect area)
{
    Review *review = of(app);
    PageView *view = &review->wanted;
    fit(review, area, view);
    int parts = parts_of(view);
    if (review->shown)
        app->page = CLAMP(app->page, 0, review->shown->count * parts - 1);
    view->page = app->page / parts;
    view->part.y =
        MIN((int)(view->part.h * PART_STEP) * (app->page % parts), view->height_px - view->part.h);
}

static void show_page(App *app, SDL_Rect area)
{
    static const LabelStyle quiet = {TYPE_BODY,    WEIGHT_REGULAR, COLOUR_INK_SECOND,
                                     ALIGN_CENTRE, TRUE,           0};
    const Review *review = of(app);
    if (!review->shown || !review->shown->picture) {
        layout_label(&app->layout, area, quiet,
                     review->why ? review->why : app_say(app, N_("One moment")));
        return;
    }
    /* What was drawn for another size is shown in its place until the new is there. */
    SDL_Rect rect = picture_fit(review->shown->picture, area);
    Widget *widget = layout_add(&app->layout, "list", LOOK_PLAIN, rect, (Touch){TOUCH_CHOOSE, 0});
    widget->picture = review->shown->picture;
}

static void turn_button(App *app, const char *id, SDL_Rect rect, int pages, Icon icon,
                        gboolean there)
{
    if (there)
        layout_button(&app->layout, id, LOOK_SECOND, rect, (Touch){TOUCH_PAGE, pages}, icon, "");
}

/* Before and after, beside each other, and below where one is. */
static void turning(App *app, SDL_Rect row, SDL_Rect below)
{
    static const LabelStyle quiet = {TYPE_SMALL,   WEIGHT_REGULAR, COLOUR_INK_SECOND,
                                     ALIGN_CENTRE, TRUE,           1};
    const Review *review = of(app);
    if (!review->shown)
        return;
    int last = review->shown->count * parts_of(&review->wanted) - 1;
    int gap_px = theme_px(&app->theme, 10);
    SDL_Rect before = cut_left(&row, (row.w - gap_px) / 2, gap_px);
    turn_button(app, "page:before", before, -1, ICON_UP, app->page > 0);
    turn_button(app, "page:after", row, 1, ICON_DOWN, app->page < last);
    g_autofree char *where =
        g_strdup_printf("%d/%d", review->wanted.page + 1, review->shown->count);
    layout_label(&app->layout, below, quiet, where);
}

static void language_button(App *app, const char *id, SDL_Rect rect, gboolean russian)
{
    const Review *review = of(app);
    const char *label = message(russian ? LANGUAGE_RU : LANGUAGE_KK, N_("This language, short"));
    gboolean now = (review->wanted.page >= review->shown->russian) == russian;
    layout_button(&app->layout, id, now ? LOOK_CHOSEN : LOOK_QUIET, rect,
                  (Touch){TOUCH_TAB, russian}, ICON_NONE, label);
}

static void languages(App *app, SDL_Rect row)
{
    int gap_px = theme_px(&app->theme, 10);
    if (!of(app)->shown || !of(app)->shown->russian)
        return;
    SDL_Rect kazakh = cut_left(&row, (row.w - gap_px) / 2, gap_px);
    language_button(app, "part:kk", kazakh, FALSE);
    language_button(app, "part:ru", row, TRUE);
}

static void size_button(App *app, SDL_Rect rect)
{
    layout_button(&app->layout, "size", of(app)->large ? LOOK_CHOSEN : LOOK_QUIET, rect,
                  (Touch){TOUCH_CHOOSE, 0}, ICON_LOUPE, "");
}

static int side_px(const App *app)
{
    return MAX(app->theme.target_px, theme_px(&app->theme, 76));
}

static int pair_px(const App *app)
{
    return 2 * side_px(app) + theme_px(&app->theme, 10);
}

/* An act is printed from here: it is signed on paper. */
static void print_button(App *app, SDL_Rect rect)
{
    layout_button(&app->layout, "print", LOOK_MAIN, rect, (Touch){TOUCH_FLOW, EVENT_PRINT},
                  ICON_PRINTER, "");
}

/* In a column at the right or, on a high screen, in a row below. */
static void controls(App *app, SDL_Rect area)
{
    int space_px = theme_px(&app->theme, 16), px = side_px(app);
    if (app->theme.portrait) {
        languages(app, cut_left(&area, pair_px(app), space_px));
        size_button(app, cut_left(&area, px, space_px));
        if (is_act(app))
            print_button(app, cut_left(&area, px, space_px));
        SDL_Rect turns = cut_right(&area, pair_px(app), 4);
        turning(app, turns, area);
        return;
    }
    languages(app, cut_top(&area, px, space_px));
    size_button(app, cut_top(&area, px, space_px));
    if (is_act(app))
        print_button(app, cut_top(&area, px, space_px));
    SDL_Rect turns = cut_bottom(&area, px, 4);
    turning(app, turns, cut_bottom(&area, MIN(px, area.h), 0));
}

static void layout_review(App *app)
{
    g_autofree char *title = is_act(app) ? dispose_title(app) : desk_title(app);
    int space_px = theme_px(&app->theme, 16);
    SDL_Rect area = part_header(app, title, NULL, -1);
    SDL_Rect beside = app->theme.portrait ? cut_bottom(&area, side_px(app), space_px)
                                          : cut_right(&area, pair_px(app), space_px);
    place_view(app, area);
    show_page(app, area);
    controls(app, beside);
}

static gboolean handle_review(App *app, Touch touch)
{
    Review *review = of(app);
    int parts = parts_of(&review->wanted);
    if (touch.kind == TOUCH_TAB && review->shown) {
        app->page = touch.value ? review->shown->russian * parts : 0;
        return TRUE;
    }
    if (touch.kind != TOUCH_CHOOSE)
        return FALSE;
    int page = app->page / parts;
    review->large = !review->large;
    app_layout(app); /* how many parts a page has now */
    app->page = page * parts_of(&review->wanted);
    return TRUE;
}

static void enter_review(App *app)
{
    review_free(of(app));
    app->office->after->review = review_new();
}

/* Another record than the pages were made of: somebody else changed it meanwhile. */
static gboolean is_stale(const App *app)
{
    const OfficeMeeting *meeting = app->office->meeting;
    return !is_act(app) && meeting && of(app)->record != meeting->record;
}

static int tick_review(App *app)
{
    Review *review = of(app);
    const Pages *shown = review->shown;
    int office_ms = desk_tick(app);
    gboolean same = shown && memcmp(&shown->view, &review->wanted, sizeof(PageView)) == 0;
    gboolean there = is_act(app) || app->office->meeting;
    if (review->asked || !there || review->wanted.width_px < 1 ||
        ((same || review->why) && !is_stale(app)))
        return office_ms;
    ReviewTask *task = g_new0(ReviewTask, 1);
    task->id = g_strdup(subject(app));
    task->act = is_act(app);
    task->view = review->wanted;
    if (shown && !is_stale(app)) {
        task->pdf = g_bytes_ref(shown->pdf);
        task->count = shown->count;
        task->russian = shown->russian;
    }
    g_clear_pointer(&review->record, json_node_unref);
    if (!is_act(app))
        review->record = json_node_ref(app->office->meeting->record);
    review->asked = TRUE;
    app_ask(app, &work_review, task);
    return office_ms;
}

void review_take(App *app, WorkResult *result)
{
    Review *review = of(app);
    const ReviewTask *task = result->argument;
    if (!review || !review->asked || g_strcmp0(task->id, subject(app)) != 0)
        return;
    review->asked = FALSE;
    g_clear_pointer(&review->why, g_free);
    app->dirty = TRUE;
    if (result->error) {
        review->why = message_error(app->language, result->error);
        return;
    }
    pages_free(review->shown);
    review->shown = g_steal_pointer(&result->value);
}

const Screen screen_review = {.enter = enter_review,
                              .layout = layout_review,
                              .handle = handle_review,
                              .idle_s = office_idle_s,
                              .tick = tick_review};
