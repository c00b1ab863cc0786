/* Fields that are typed into: of one line, whose letters shrink before they run out, and of
 * several.
 */
#include <string.h>

#include "kiosk/parts.h"

static int label_px(const App *app)
{
    return lettering_line(app->text, WEIGHT_REGULAR, app->theme.type_px[TYPE_SMALL]);
}

/* The height of a field's box. */
static int box_px(const App *app, Field field)
{
    const Theme *theme = &app->theme;
    int px = MAX(theme->target_px, theme_px(theme, 78)), lines = field_kind(field)->lines;
    if (lines <= 1)
        return px;
    return MAX(px, lines * lettering_line(app->text, WEIGHT_REGULAR, theme->type_px[TYPE_BODY]) +
                       2 * theme_px(theme, 12));
}

int part_field_px(const App *app, Field field)
{
    return label_px(app) + 2 + box_px(app, field);
}

int part_fields_px(const App *app, Field first, int count)
{
    int px = 0, gap_px = theme_px(&app->theme, 14);
    for (int i = 0; i < count; i++) {
        int field_px = part_field_px(app, first + (Field)i);
        px = app->theme.portrait ? px + field_px + (i ? gap_px : 0) : MAX(px, field_px);
    }
    return px;
}

/* One line: at its least size shown from its end. */
static void one_line(App *app, Widget *widget, const char *value, int height_px)
{
    const Theme *theme = &app->theme;
    TextStyle style = {WEIGHT_REGULAR, theme->type_px[TYPE_BUTTON], theme->type_px[TYPE_SMALL], 1};
    widget->text.line_px = lettering_line(app->text, WEIGHT_REGULAR, style.px);
    widget->text.px = style.px;
    if (!*value)
        return;
    widget->text = lettering_fit(app->text, style, value, widget->text_rect.w, height_px);
    if (widget->text.cut || widget->text.lines->len > 1) {
        int px = widget->text.px;
        text_block_clear(&widget->text);
        widget->text = lettering_wrap(app->text, WEIGHT_REGULAR, px, value, 1 << 16);
    }
}

/* The line that holds the letter at byte caret of value, and through before_out (g_free) what
 * stands before it there. */
static int find_caret(const TextBlock *block, const char *value, gsize caret, char **before_out)
{
    gsize start = 0;
    int last = (int)block->lines->len - 1;
    if (last < 0) {
        *before_out = g_strdup("");
        return 0;
    }
    for (int line = 0;; line++) {
        gsize length = strlen(block->lines->pdata[line]);
        if (caret <= start + length || line == last) {
            *before_out = g_strndup(value + start, caret - MIN(caret, start));
            return line;
        }
        start += length + (value[start + length] == ' ' ? 1 : 0);
    }
}

/* Several lines; of more than fit those around the caret. */
static void several_lines(App *app, Widget *widget, const GString *value, gsize caret)
{
    int px = app->theme.type_px[TYPE_BODY];
    widget->middle = FALSE;
    widget->text = lettering_wrap(app->text, WEIGHT_REGULAR, px, value->str, widget->text_rect.w);
    g_autofree char *before = NULL;
    int line = find_caret(&widget->text, value->str, caret, &before);
    int fit = MAX(1, widget->text_rect.h / widget->text.line_px);
    int first = CLAMP(line - fit + 1, 0, (int)widget->text.lines->len);
    g_ptr_array_remove_range(widget->text.lines, 0, (guint)first);
    if ((int)widget->text.lines->len > fit)
        g_ptr_array_set_size(widget->text.lines, fit);
    widget->text.height_px = (int)widget->text.lines->len * widget->text.line_px;
    widget->caret_line = line - first;
    if (widget->touch.value == (int)app->field)
        widget->caret_px = lettering_width(app->text, WEIGHT_REGULAR, px, before);
}

/* What a field shows of its text, and of what stands before the caret; g_free. */
static char *seen(const App *app, Field field, gssize bytes)
{
    const char *value = app_form(app)->text[field]->str;
    if (!field_kind(field)->secret || app->revealed)
        return g_strndup(value, bytes < 0 ? strlen(value) : (gsize)bytes);
    GString *dots = g_string_new(NULL);
    for (glong i = g_utf8_strlen(value, bytes); i > 0; i--)
        g_string_append(dots, "•");
    return g_string_free(dots, FALSE);
}

/* The eye beside a secret, at the right of box, which keeps the rest; it is as high to a finger as
 * the field with its label, whole. */
static int eye(App *app, SDL_Rect *box, SDL_Rect whole)
{
    int px = MAX(app->theme.target_px, theme_px(&app->theme, 78)),
        gap_px = theme_px(&app->theme, 12);
    Widget *widget =
        layout_button(&app->layout, "eye", LOOK_SECOND, cut_right(box, px, gap_px),
                      (Touch){TOUCH_REVEAL, 0}, app->revealed ? ICON_EYE_SHUT : ICON_EYE, "");
    widget->hit = (SDL_Rect){widget->rect.x, whole.y, px, whole.h};
    return px + gap_px;
}

/* One of them. */
static void label_and_field(App *app, SDL_Rect rect, Field field)
{
    const Theme *theme = &app->theme;
    const FieldKind *kind = field_kind(field);
    const Form *form = app_form(app);
    SDL_Rect whole = rect;
    gboolean refused = !kind->required || !form_has(form, field);
    gboolean wrong = app->hint && kind->missing && refused;
    layout_label(&app->layout, cut_top(&rect, label_px(app), 2),
                 (LabelStyle){TYPE_SMALL, wrong ? WEIGHT_BOLD : WEIGHT_REGULAR,
                              wrong ? COLOUR_DANGER : COLOUR_INK_SECOND, ALIGN_LEFT, TRUE, 1},
                 app_say(app, wrong ? kind->missing : kind->label));
    Look look = field == app->field ? LOOK_FIELD_TYPED : wrong ? LOOK_FIELD_WRONG : LOOK_FIELD;
    if (kind->secret)
        whole.w -= eye(app, &rect, whole);
    Widget *widget =
        layout_add(&app->layout, kind->id, look, rect, (Touch){TOUCH_FIELD, (int)field});
    widget->hit = whole; /* the label is a part of it */
    SDL_Rect inner = inset(rect, theme_px(theme, 8));
    int pad_px = theme_px(theme, 14);
    widget->text_rect = (SDL_Rect){inner.x + pad_px, inner.y, inner.w - 2 * pad_px, inner.h};
    widget->typed = TRUE;
    widget->middle = TRUE;
    widget->ink = COLOUR_INK;
    if (kind->lines > 1) {
        several_lines(app, widget, form->text[field], form->caret[field]);
        return;
    }
    g_autofree char *value = seen(app, field, -1);
    one_line(app, widget, value, inner.h);
    if (field == app->field) {
        g_autofree char *before = seen(app, field, (gssize)form->caret[field]);
        widget->caret_px = lettering_width(app->text, WEIGHT_REGULAR, widget->text.px, before);
    }
}

void part_fields(App *app, SDL_Rect area, Field first, int count)
{
    int gap_px = theme_px(&app->theme, app->theme.portrait ? 14 : 20);
    gboolean stacked = app->theme.portrait;
    int rows = stacked ? count : 1, columns = stacked ? 1 : count;
    int height_px = (area.h - (rows - 1) * gap_px) / rows;
    int width_px = (area.w - (columns - 1) * gap_px) / columns;
    for (int i = 0; i < count; i++) {
        SDL_Rect rect = {area.x + (stacked ? 0 : i * (width_px + gap_px)),
                         area.y + (stacked ? i * (height_px + gap_px) : 0), width_px, height_px};
        label_and_field(app, rect, first + (Field)i);
    }
}

void part_question(App *app, const char *title, const char *question, const char *why,
                   const char *go_label)
{
    const Screen *screen = app_screen(app);
    int count = (int)(screen->last - screen->first) + 1;
    SDL_Rect area = part_header(app, title, NULL, -1);
    int fields_px = part_fields_px(app, screen->first, count);
    int keyboard_px = part_keyboard_px(app, area);
    if (!part_title(app, &area, fields_px + keyboard_px, question, why)) {
        layout_clear(&app->layout);
        area = part_header(app, question, NULL, -1);
    }
    part_keyboard(app, &area, go_label);
    part_fields(app, cut_top(&area, MIN(fields_px, area.h), 0), screen->first, count);
}

SDL_Rect part_form(App *app, const char *title, const char *subtitle, const char *go_label)
{
    const Screen *screen = app_screen(app);
    int count = (int)(screen->last - screen->first) + 1;
    gboolean low = app->theme.height_px < 9 * app->theme.target_px;
    SDL_Rect area = part_header(app, title, low ? NULL : subtitle, -1);
    part_keyboard(app, &area, go_label);
    int fields_px = part_fields_px(app, screen->first, count);
    part_fields(app, cut_top(&area, MIN(fields_px, area.h), 0), screen->first, count);
    return area;
}
