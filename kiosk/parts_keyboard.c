/* The keyboard on the screen, laid out from its data. */
#include "kiosk/parts.h"
#include "protocol/error.h"

static gboolean high(const App *app)
{
    return app->theme.portrait;
}

static int row_px(const App *app, SDL_Rect area)
{
    const Theme *theme = &app->theme;
    int rows = keyboards_rows(app->keyboards, app_keyboard(app), high(app));
    int most_px = (int)(area.h * 0.62) / rows;
    return MAX(theme->target_px, MIN(most_px, theme_px(theme, 80)));
}

static int bed_px(const App *app)
{
    return app->theme.height_px < 8.4 * app->theme.target_px ? 0 : theme_px(&app->theme, 10);
}

int part_keyboard_px(const App *app, SDL_Rect area)
{
    int rows = keyboards_rows(app->keyboards, app_keyboard(app), high(app));
    return rows * row_px(app, area) + 2 * bed_px(app);
}

static void key_id(const Key *key, char *id, gsize size)
{
    static const char *const names[] = {
        [KEY_SHIFT] = "shift",   [KEY_BACKSPACE] = "backspace", [KEY_SPACE] = "space",
        [KEY_LAYOUT] = "layout", [KEY_DIGITS] = "digits",       [KEY_LETTERS] = "letters",
        [KEY_GO] = "go",
    };
    g_snprintf(id, size, "key:%s", key->kind == KEY_LETTER ? key->letter : names[key->kind]);
}

/* What the key says; free with g_free. */
static char *key_label(App *app, const Key *key, const char *go_label)
{
    switch (key->kind) {
    case KEY_LETTER:
        return form_wants_capital(app_form(app), app->field) != app->shift
                   ? g_utf8_strup(key->letter, -1)
                   : g_strdup(key->letter);
    case KEY_SPACE:
        return g_strdup(app_say(app, N_("space")));
    case KEY_LAYOUT:
        return g_strdup(keyboards_name(app->keyboards, keyboards_after(app->alphabet)));
    case KEY_DIGITS:
        return g_strdup(keyboards_name(app->keyboards, KEYBOARD_DIGITS));
    case KEY_LETTERS:
        return g_strdup(keyboards_name(app->keyboards, app->alphabet));
    case KEY_GO:
        return g_strdup(go_label);
    default:
        return g_strdup("");
    }
}

static Look key_look(const App *app, const Key *key)
{
    if (key->kind == KEY_GO)
        return LOOK_MAIN;
    if (key->kind == KEY_LETTER || key->kind == KEY_SPACE)
        return key->own ? LOOK_KEY_OWN : LOOK_KEY;
    return key->kind == KEY_SHIFT && app->shift ? LOOK_CHOSEN : LOOK_KEY_QUIET;
}

static void add_key(App *app, const Key *key, SDL_Rect hit, int value, const char *go_label)
{
    const Theme *theme = &app->theme;
    char id[32];
    key_id(key, id, sizeof id);
    g_autofree char *label = key_label(app, key, go_label);
    Icon icon = key->kind == KEY_BACKSPACE ? ICON_BACKSPACE
                : key->kind == KEY_SHIFT   ? ICON_SHIFT
                : key->kind == KEY_GO      ? ICON_NEXT
                                           : ICON_NONE;
    int gap_px = MAX(2, theme_px(theme, 4));
    SDL_Rect rect = inset(hit, gap_px);
    Widget *widget =
        layout_button(&app->layout, id, key_look(app, key), rect, (Touch){TOUCH_KEY, value}, icon,
                      key->kind == KEY_LETTER ? "" : label);
    widget->hit = hit;
    if (icon != ICON_NONE && key->kind != KEY_GO)
        widget->icon_px = MIN(theme->type_px[TYPE_BUTTON], rect.w * 2 / 3);
    if (key->kind == KEY_LETTER) {
        TextStyle style = {WEIGHT_REGULAR, theme->type_px[TYPE_BUTTON], theme->minimum_px, 1};
        widget->text = lettering_fit(app->text, style, label, rect.w, rect.h);
        widget->text_rect = rect;
    }
}

void part_keyboard(App *app, SDL_Rect *area, const char *go_label)
{
    const Theme *theme = &app->theme;
    KeyboardId id = app_keyboard(app);
    int rows = keyboards_rows(app->keyboards, id, high(app)), row_height_px = row_px(app, *area);
    double columns = keyboards_columns(app->keyboards, id, high(app));
    int pad_px = bed_px(app), side_px = MIN(theme->margin_px / 2, MAX(4, theme_px(theme, 20)));
    SDL_Rect bed = cut_bottom(area, rows * row_height_px + 2 * pad_px, 0);
    /* Keys wider than twice their height would be far apart; such a keyboard stands in the middle.
     */
    int most_px = (int)(columns * row_height_px * 2.2);
    gboolean whole = bed.w >= theme->width_px - 2 * theme->margin_px;
    int room_px = whole ? theme->width_px - 2 * side_px : bed.w;
    bed.x += (bed.w - MIN(room_px, most_px)) / 2;
    bed.w = MIN(room_px, most_px);
    layout_add(&app->layout, "", LOOK_BED, bed, (Touch){TOUCH_NONE, 0});

    SDL_Rect inner = {bed.x + pad_px, bed.y + pad_px, bed.w - 2 * pad_px, bed.h - 2 * pad_px};
    for (int row = 0; row < rows; row++) {
        int count;
        const Key *keys = keyboards_row(app->keyboards, id, high(app), row, &count);
        double all = 0, before = 0;
        for (int i = 0; i < count; i++)
            all += keys[i].width;
        for (int i = 0; i < count; i++) {
            int left_px = (int)(inner.w * before / all);
            before += keys[i].width;
            SDL_Rect hit = {inner.x + left_px, inner.y + row * row_height_px,
                            (int)(inner.w * before / all) - left_px, row_height_px};
            add_key(app, &keys[i], hit, row << 8 | i, go_label);
        }
    }
}
