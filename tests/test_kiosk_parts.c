/* Parts of screens by themselves: lists, chips, tabs, steps, what is said in passing. */
#include <string.h>

#include "kiosk/draw.h"
#include "kiosk/parts.h"
#include "kiosk/parts_chip.h"
#include "kiosk/parts_list.h"
#include "kiosk/parts_state.h"
#include "protocol/error.h"
#include "tests/support_kiosk_office.h"

static SDL_Rect whole(const App *app)
{
    const Theme *theme = &app->theme;
    return (SDL_Rect){theme->margin_px, theme->band_px, theme->width_px - 2 * theme->margin_px,
                      theme->height_px - theme->band_px - 8};
}

static ListRow row(const App *app, int index)
{
    return (ListRow){.text = g_strdup("Жүсіпбекова Гүлбаршын"),
                     .below = index % 3 ? NULL : g_strdup("Хатшы"),
                     .icon = ICON_NEXT};
}

static const List list = {"row", row};

static int count_faults(App *app, const char *what)
{
    g_autoptr(GPtrArray) faults = layout_check(&app->layout);
    for (guint i = 0; i < faults->len; i++)
        g_test_message("%s %dx%d: %s", what, app->theme.width_px, app->theme.height_px,
                       (char *)faults->pdata[i]);
    return (int)faults->len;
}

/* Each row stands on one page and one only, whatever the display. */
static void test_list(void)
{
    Asked asked = {0};
    g_autoptr(App) app = sample_app(&asked, LANGUAGE_KK, sample_day("announced"));
    for (gsize d = 0; d < sample_display_count; d++)
        for (int count = 0; count < 40; count += 13) {
            app_resize(app, sample_displays[d].width_px, sample_displays[d].height_px,
                       sample_displays[d].dpi);
            int seen = 0, page = 0;
            gboolean more = TRUE;
            for (; more; page++) {
                int asked_for = page;
                layout_clear(&app->layout);
                part_list(app, whole(app), &list, count, &asked_for);
                g_assert_cmpint(asked_for, ==, page);
                g_assert_cmpint(count_faults(app, "list"), ==, 0);
                for (char id[32];; seen++) {
                    g_snprintf(id, sizeof id, "row:%d", seen);
                    if (!layout_find(&app->layout, id))
                        break;
                }
                more = layout_find(&app->layout, "page:after") != NULL;
            }
            g_assert_cmpint(seen, ==, count);
            int far = 99;
            layout_clear(&app->layout);
            part_list(app, whole(app), &list, count, &far);
            g_assert_cmpint(far, ==, page - 1);
        }
}

static void test_states(void)
{
    static const char *const tabs[] = {"Кездесу", "Баяндамашылар", "Шақырылғандар", "Материалдар",
                                       "Хабарландыру"};
    static const char *const steps[] = {"20", "қыркүйек", "2026"};
    static const int shares[] = {2, 4, 3};
    Asked asked = {0};
    g_autoptr(App) app = sample_app(&asked, LANGUAGE_KK, sample_day("announced"));
    for (gsize d = 0; d < sample_display_count; d++) {
        app_resize(app, sample_displays[d].width_px, sample_displays[d].height_px,
                   sample_displays[d].dpi);
        layout_clear(&app->layout);
        SDL_Rect area = whole(app);
        part_tabs(app, &area, tabs, G_N_ELEMENTS(tabs), 1);
        Chip chips[] = {{CHIP_GOOD, (char *)"Камера"},
                        {CHIP_BAD, (char *)"Микрофон жоқ"},
                        {CHIP_CARE, NULL},
                        {CHIP_CARE, (char *)"Сағат: уақытты растаңыз"}};
        part_chips(app, &area, chips, G_N_ELEMENTS(chips));
        g_assert_cmpint(count_faults(app, "states"), ==, 0);
        layout_clear(&app->layout);
        part_steps(app, whole(app), "20 қыркүйек 2026 ж., жексенбі", "Бұл күн өтіп кетті", steps,
                   shares, G_N_ELEMENTS(steps));
        g_assert_cmpint(count_faults(app, "steps"), ==, 0);
    }
}

/* It stands over the head of the screen, moves nothing, goes by itself, by touch, and with what it
 * offers to undo. */
static void test_toast(void)
{
    Asked asked = {0};
    g_autoptr(App) app = sample_office(&asked, LANGUAGE_RU, USER_SECRETARY);
    app_layout(app);
    guint before = app->layout.widgets->len;
    SDL_Rect lock = layout_find(&app->layout, "lock")->rect;
    app_toast(app, g_strdup("Жалоба записана: 00:40:12. Слова можно добавить потом."), EVENT_LOCK);
    for (gsize d = 0; d < sample_display_count; d++) {
        app_resize(app, sample_displays[d].width_px, sample_displays[d].height_px,
                   sample_displays[d].dpi);
        app_layout(app);
        g_assert_cmpint(count_faults(app, "toast"), ==, 0);
    }
    app_resize(app, 1280, 800, 0);
    app_layout(app);
    g_assert_cmpint(app->layout.widgets->len, >, before);
    g_assert_true(SDL_RectEquals(&layout_find(&app->layout, "lock")->rect, &lock));
    sample_tap(app, "toast");
    g_assert_null(app->toast);
    app_toast(app, g_strdup("Сохранено"), 0);
    int wait_ms = app_tick(app, app->now_ms);
    g_assert_cmpint(wait_ms, <=, 5000);
    app_tick(app, app->now_ms + 5000);
    g_assert_null(app->toast);
    app_toast(app, g_strdup("Записано"), EVENT_LOCK);
    sample_tap(app, "toast:undo");
    g_assert_null(app->toast);
    g_assert_cmpint(app->state, ==, STATE_WELCOME);
    asked_clear(&asked);
}

/* The colour in the middle of what is drawn of the picture. */
static guint32 middle_of(Draw *draw, const Picture *picture, SDL_Surface *surface)
{
    draw_picture(draw, picture, (SDL_Rect){0, 0, surface->w, surface->h});
    SDL_RenderPresent(draw_renderer(draw));
    guint32 *pixels = surface->pixels;
    return pixels[surface->h / 2 * surface->w + surface->w / 2] & 0xFFFFFF;
}

static void test_picture(void)
{
    SDL_Surface *surface = SDL_CreateRGBSurfaceWithFormat(0, 120, 80, 32, SDL_PIXELFORMAT_ARGB8888);
    SDL_Renderer *renderer = SDL_CreateSoftwareRenderer(surface);
    Draw *draw = draw_new(renderer);
    g_autoptr(Picture) page = picture_new(64, 32);
    g_autoptr(Picture) other = picture_new(32, 32);
    SDL_Rect rect = picture_fit(page, (SDL_Rect){100, 100, 200, 300});
    g_assert_true(SDL_RectEquals(&rect, &(SDL_Rect){100, 200, 200, 100}));
    g_assert_cmphex(middle_of(draw, page, surface), ==, 0);
    g_autofree guint8 *pixels = g_malloc(picture_bytes(page));
    for (gsize i = 0; i < picture_bytes(page); i++)
        pixels[i] = (guint8)(i % 3 * 100 + 20);
    picture_set(page, pixels);
    g_assert_cmphex(middle_of(draw, page, surface), ==, 0x1478DC);
    g_assert_cmphex(middle_of(draw, other, surface), ==, 0);
    g_assert_cmphex(middle_of(draw, page, surface), ==, 0x1478DC);
    draw_free(draw);
    SDL_DestroyRenderer(renderer);
    SDL_FreeSurface(surface);
}

/* A line neither ends with a number or its sign nor begins with a dot, at any width that has room
 * for what belongs together; and nothing is lost. */
static void test_lines(void)
{
    static const char *const text = "Мерзімі: 2026 жылғы 10 қыркүйек · учаске № 12 · Ақжол – 61 "
                                    "сағат, 3 күн";
    g_autoptr(Lettering) letters = lettering_new(NULL);
    int least_px = lettering_width(letters, WEIGHT_REGULAR, 20, "10 қыркүйек ·");
    for (int width_px = least_px; width_px < 4 * least_px; width_px++) {
        TextBlock block = lettering_wrap(letters, WEIGHT_REGULAR, 20, text, width_px);
        g_ptr_array_add(block.lines, NULL);
        char **lines = (char **)block.lines->pdata;
        g_autofree char *again = g_strjoinv(" ", lines);
        g_assert_cmpstr(again, ==, text);
        for (int i = 0; lines[i + 1]; i++) {
            g_assert_false(g_ascii_isdigit(lines[i][strlen(lines[i]) - 1]) ||
                           g_str_has_suffix(lines[i], "№"));
            g_assert_false(g_str_has_prefix(lines[i + 1], "·") ||
                           g_str_has_prefix(lines[i + 1], "–"));
            g_assert_cmpint(lettering_width(letters, WEIGHT_REGULAR, 20, lines[i]), <=, width_px);
        }
        text_block_clear(&block);
    }
}

static GPtrArray *make_list(const App *app)
{
    return g_ptr_array_new();
}

static void layout_once(App *app)
{
    g_autoptr(GPtrArray) one = app_once(app, make_list);
    g_autoptr(GPtrArray) again = app_once(app, make_list);
    g_assert_true(one == again);
    app->number++;
}

/* A list stands on one that is made for all its rows; what changes between two layouts is seen. */
static void test_once(void)
{
    static const Screen screen = {.layout = layout_once};
    static const Screen *const only[STATE_COUNT] = {[STATE_WELCOME] = &screen};
    Asked asked = {0};
    g_autoptr(App) app = sample_app(&asked, LANGUAGE_KK, sample_day("announced"));
    app->setup.screens = only;
    app->number = 0;
    app_layout(app);
    g_assert_cmpint(app->number, ==, 1);
    g_autoptr(GPtrArray) one = app_once(app, make_list);
    g_autoptr(GPtrArray) other = app_once(app, make_list);
    g_assert_true(one != other);
    asked_clear(&asked);
}

/* A list counts its pages by heights that are measured without laying the text out. */
static void test_heights(void)
{
    static const char *const texts[] = {"", "Ә", "Есеп беру жиналысы\nАқжол",
                                        "Участковый пункт по вечерам закрыт, патруля не видно",
                                        "ҢҢҢҢҢҢҢҢҢҢҢҢҢҢҢҢҢҢҢҢҢҢҢҢҢҢҢҢҢҢҢҢҢҢҢҢҢҢҢҢ"};
    g_autoptr(GError) error = NULL;
    g_autoptr(Lettering) text = lettering_new(&error);
    g_assert_no_error(error);
    for (int width_px = 40; width_px < 900; width_px += 70)
        for (gsize i = 0; i < 2 * G_N_ELEMENTS(texts); i++) { /* measured, then remembered */
            const char *string = texts[i % G_N_ELEMENTS(texts)];
            const TextStyle style = {WEIGHT_BOLD, 30, 18, 0};
            TextBlock block = lettering_fit(text, style, string, width_px, 1 << 16);
            g_assert_cmpint(lettering_height(text, style, string, width_px), ==, block.height_px);
            text_block_clear(&block);
        }
}

int main(int argc, char **argv)
{
    sample_init(&argc, &argv);
    g_test_add_func("/parts/a-list-shows-every-row-once", test_list);
    g_test_add_func("/parts/a-number-stays-with-what-it-counts", test_lines);
    g_test_add_func("/parts/tabs-chips-and-steps-fit", test_states);
    g_test_add_func("/parts/what-is-said-in-passing-moves-nothing", test_toast);
    g_test_add_func("/parts/a-picture-keeps-its-shape-and-shows-its-pixels", test_picture);
    g_test_add_func("/parts/a-list-is-made-once-for-its-rows", test_once);
    g_test_add_func("/parts/a-text-is-as-high-as-it-was-measured", test_heights);
    return g_test_run();
}
