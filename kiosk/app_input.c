/* Fingers and keys: what they mean to the application. */
#include <string.h>

#include "kiosk/app.h"
#include "kiosk/citizen/receipt.h"

/* A key that is held begins to repeat after this. */
#define REPEAT_FIRST_MS 450
/* A form is kept on the disk so long after a touch. */
#define KEEP_MS 400

static void touched(App *app, gint64 now_ms)
{
    app->now_ms = now_ms;
    app->touched_ms = now_ms;
    if (app->keep_ms == 0 && flow_is_form(app->state) && app->state != STATE_SAVING)
        app->keep_ms = now_ms + KEEP_MS;
}

/* A PIN goes on by itself with its last digit. */
static void type_text(App *app, const char *text)
{
    const FieldKind *kind = field_kind(app->field);
    if (!form_type(app_form(app), app->field, text))
        return;
    app->hint = FALSE;
    app->dirty = TRUE;
    if (kind->keyboard == KEYBOARD_PIN &&
        (int)app_form(app)->text[app->field]->len == kind->letters)
        app_step(app, EVENT_NEXT);
}

static void type_letter(App *app, const char *letter)
{
    gboolean capital = form_wants_capital(app_form(app), app->field) != app->shift;
    g_autofree char *typed = capital ? g_utf8_strup(letter, -1) : g_strdup(letter);
    type_text(app, typed);
    app->shift = FALSE;
}

static const Key *key_of(const App *app, int value)
{
    int count, row = value >> 8, index = value & 0xFF;
    KeyboardId id = app_keyboard(app);
    if (row >= keyboards_rows(app->keyboards, id, app->theme.portrait))
        return NULL;
    const Key *keys = keyboards_row(app->keyboards, id, app->theme.portrait, row, &count);
    return index < count ? &keys[index] : NULL;
}

static void do_key(App *app, const Key *key)
{
    app->dirty = TRUE;
    switch (key->kind) {
    case KEY_LETTER:
        type_letter(app, key->letter);
        break;
    case KEY_SPACE:
        type_letter(app, " ");
        break;
    case KEY_SHIFT:
        app->shift = !app->shift;
        break;
    case KEY_BACKSPACE:
        form_backspace(app_form(app), app->field);
        break;
    case KEY_LAYOUT:
        app->alphabet = keyboards_after(app->alphabet);
        break;
    case KEY_DIGITS:
    case KEY_LETTERS:
        app->digits = key->kind == KEY_DIGITS;
        break;
    case KEY_GO:
        app_go(app);
        break;
    }
}

/* The point under the finger, in units of the signature's field. */
static void to_signature(const App *app, const Widget *pad, int x, int y, int *x_out, int *y_out)
{
    const Signature *signature = app_form(app)->signature;
    double width = MAX(1, signature_width(signature)), height = MAX(1, signature_height(signature));
    double scale = MIN(pad->rect.w / width, pad->rect.h / height);
    *x_out = (int)((x - pad->rect.x - (pad->rect.w - width * scale) / 2) / scale);
    *y_out = (int)((y - pad->rect.y - (pad->rect.h - height * scale) / 2) / scale);
}

static void pad_down(App *app, const Widget *pad, int x, int y, gint64 now_ms)
{
    int to_x, to_y;
    signature_set_field(app_form(app)->signature, pad->rect.w * SIGNATURE_UNITS_PER_PX,
                        pad->rect.h * SIGNATURE_UNITS_PER_PX);
    to_signature(app, pad, x, y, &to_x, &to_y);
    signature_begin(app_form(app)->signature, to_x, to_y, now_ms);
    app->hint = FALSE;
    app->dirty = TRUE;
}

/* What a row says, as one number; of anything else nothing. */
static guint said_by(const Layout *layout, const Widget *row)
{
    guint said = 0;
    if (row->touch.kind != TOUCH_ROW && row->touch.kind != TOUCH_NOTE)
        return 0;
    for (guint i = 0; i < layout->widgets->len; i++) {
        const Widget *widget = &g_array_index(layout->widgets, Widget, i);
        SDL_Point place = {widget->text_rect.x, widget->text_rect.y};
        const GPtrArray *lines = widget->text.lines;
        if (lines && SDL_PointInRect(&place, &row->rect))
            for (guint line = 0; line < lines->len; line++)
                said = said * 31 + g_str_hash(lines->pdata[line]);
    }
    return said;
}

/* The widget of that id as things are now: between two paints the worker may have answered. NULL:
 * it is gone, or another row stands in its place than was meant. */
static const Widget *find_now(App *app, const char *id, guint said)
{
    app_layout(app);
    app->dirty = TRUE;
    const Widget *widget = layout_find(&app->layout, id);
    return widget && said_by(&app->layout, widget) == said ? widget : NULL;
}

void app_touch_down(App *app, int x, int y, gint64 now_ms)
{
    touched(app, now_ms);
    app->focus[0] = '\0';
    if (app->dirty)
        app_layout(app);
    app->dirty = TRUE;
    app->down_y = y;
    const Widget *widget = layout_at(&app->layout, x, y);
    if (!widget)
        return;
    g_strlcpy(app->pressed, widget->id, sizeof app->pressed);
    app->pressed_as = said_by(&app->layout, widget);
    if (widget->touch.kind == TOUCH_PAD) {
        pad_down(app, widget, x, y, now_ms);
    } else if (widget->touch.kind == TOUCH_KEY) {
        const Key *key = key_of(app, widget->touch.value);
        if (key && key->kind == KEY_BACKSPACE) {
            do_key(app, key);
            app->repeat_ms = now_ms + REPEAT_FIRST_MS;
        }
    }
}

void app_touch_move(App *app, int x, int y, gint64 now_ms)
{
    const Widget *widget = layout_find(&app->layout, app->pressed);
    if (!widget)
        return;
    touched(app, now_ms);
    if (widget->touch.kind == TOUCH_PAD) {
        int to_x, to_y;
        to_signature(app, widget, x, y, &to_x, &to_y);
        if (signature_move(app_form(app)->signature, to_x, to_y, now_ms))
            app->dirty = TRUE;
    } else if (!SDL_PointInRect(&(SDL_Point){x, y}, &widget->hit)) {
        app->repeat_ms = 0;
    }
}

/* Turns the page of the list or the cards on the screen, if there is one that way. */
static gboolean turn_page(App *app, int pages)
{
    const Widget *button = layout_find(&app->layout, pages > 0 ? "page:after" : "page:before");
    if (button)
        app_do(app, button->touch);
    return button != NULL;
}

/* A finger that came down on the list and slid up or down over it means another page. */
static gboolean slid(App *app, int y)
{
    const Widget *list = layout_find(&app->layout, "list");
    int way_px = app->down_y - y;
    if (!list || ABS(way_px) < app->theme.target_px || app->down_y < list->rect.y ||
        app->down_y >= list->rect.y + list->rect.h)
        return FALSE;
    return turn_page(app, way_px > 0 ? 1 : -1);
}

void app_touch_up(App *app, int x, int y, gint64 now_ms)
{
    touched(app, now_ms);
    const Widget *widget = find_now(app, app->pressed, app->pressed_as);
    app->pressed[0] = '\0';
    app->repeat_ms = 0;
    if (slid(app, y) || !widget)
        return;
    Touch touch = widget->touch;
    if (touch.kind == TOUCH_PAD) {
        signature_end(app_form(app)->signature);
        return;
    }
    /* A finger that slid off means no. */
    if (!SDL_PointInRect(&(SDL_Point){x, y}, &widget->hit))
        return;
    const Key *key = touch.kind == TOUCH_KEY ? key_of(app, touch.value) : NULL;
    if (key && key->kind != KEY_BACKSPACE)
        do_key(app, key);
    else if (touch.kind != TOUCH_KEY)
        app_do(app, touch);
}

void app_type(App *app, const char *text, gint64 now_ms)
{
    touched(app, now_ms);
    scan_type(&app->scan, text, now_ms);
    if (app->field == FIELD_NONE)
        return;
    type_text(app, text);
}

/* Moves the focus of a USB keyboard to the next (or the one before) thing that can be touched;
 * fields take what is typed, so they become the field. */
static void move_focus(App *app, int step)
{
    if (app->dirty)
        app_layout(app);
    GArray *widgets = app->layout.widgets;
    int count = (int)widgets->len, at = step > 0 ? -1 : count;
    for (int i = 0; i < count; i++) {
        const Widget *widget = &g_array_index(widgets, Widget, i);
        gboolean field = widget->touch.kind == TOUCH_FIELD && !app->focus[0] &&
                         (Field)widget->touch.value == app->field;
        if (field || (app->focus[0] && strcmp(widget->id, app->focus) == 0))
            at = i;
    }
    for (int i = 1; i <= count; i++) {
        const Widget *widget =
            &g_array_index(widgets, Widget, ((at + step * i) % count + count) % count);
        TouchKind kind = widget->touch.kind;
        if (kind == TOUCH_NONE || kind == TOUCH_KEY || kind == TOUCH_PAD)
            continue;
        g_strlcpy(app->focus, widget->id, sizeof app->focus);
        app->focus_as = said_by(&app->layout, widget);
        if (kind == TOUCH_FIELD)
            app_focus_field(app, (Field)widget->touch.value);
        break;
    }
    app->dirty = TRUE;
}

static void activate(App *app)
{
    const Widget *widget = find_now(app, app->focus, app->focus_as);
    if (app->focus[0] && !widget)
        app->focus[0] = '\0';
    else if (widget && widget->touch.kind != TOUCH_FIELD)
        app_do(app, widget->touch);
    else if (layout_find(&app->layout, "key:go"))
        app_go(app);
    else if ((widget = layout_find(&app->layout, "next")) ||
             (widget = layout_find(&app->layout, "stay")) ||
             (widget = layout_find(&app->layout, "start")))
        app_do(app, widget->touch);
}

void app_key(App *app, SDL_Keycode key, gboolean with_shift, gint64 now_ms)
{
    static const struct {
        SDL_Keycode key;
        CaretMove move;
    } moves[] = {{SDLK_LEFT, CARET_LEFT},
                 {SDLK_RIGHT, CARET_RIGHT},
                 {SDLK_HOME, CARET_START},
                 {SDLK_END, CARET_END}};
    touched(app, now_ms);
    for (gsize i = 0; i < G_N_ELEMENTS(moves); i++)
        if (moves[i].key == key)
            form_caret(app_form(app), app->field, moves[i].move);
    if (key == SDLK_BACKSPACE)
        form_backspace(app_form(app), app->field);
    else if (key == SDLK_DELETE)
        form_delete(app_form(app), app->field);
    else if (key == SDLK_TAB)
        move_focus(app, with_shift ? -1 : 1);
    else if (key == SDLK_RETURN || key == SDLK_KP_ENTER) {
        if (!receipt_take_scan(app))
            activate(app);
    } else if (key == SDLK_PAGEUP || key == SDLK_PAGEDOWN)
        turn_page(app, key == SDLK_PAGEDOWN ? 1 : -1);
    else if (key == SDLK_ESCAPE || key == SDLK_AC_BACK)
        app_step(app, EVENT_BACK);
    app->dirty = TRUE;
}
