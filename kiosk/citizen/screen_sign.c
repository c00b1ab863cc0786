/* Step four: the signature; and the moment while it is saved. */
#include "kiosk/citizen/citizen.h"
#include "kiosk/parts.h"
#include "kiosk/screens.h"
#include "protocol/error.h"

/* "Surname Name Patronymic"; free with g_free. */
static char *whole_name(const App *app)
{
    GString *name = g_string_new(NULL);
    for (Field field = FIELD_SURNAME; field <= FIELD_PATRONYMIC; field++) {
        g_autofree char *value = form_value(app->form, field);
        if (value)
            g_string_append_printf(name, "%s%s", name->len ? " " : "", value);
    }
    return g_string_free(name, FALSE);
}

static void pad(App *app, SDL_Rect rect, const char *name, gboolean saving)
{
    const Theme *theme = &app->theme;
    layout_add(&app->layout, "pad", LOOK_PAD, rect, (Touch){saving ? TOUCH_NONE : TOUCH_PAD, 0});
    LabelStyle style = {TYPE_SMALL, WEIGHT_REGULAR, COLOUR_INK_SECOND, ALIGN_LEFT, FALSE, 0};
    int side_px = theme_px(theme, 72);
    SDL_Rect below = {rect.x + side_px, rect.y + rect.h * 4 / 5, rect.w - 2 * side_px, rect.h / 5};
    below.h -= theme_px(theme, 6);
    TextStyle fit = {style.weight, theme->type_px[style.type], theme->minimum_px, 0};
    Widget *widget = layout_add(&app->layout, "line", LOOK_PLAIN, below, (Touch){TOUCH_NONE, 0});
    below.y += theme_px(theme, 10);
    below.h -= theme_px(theme, 10);
    widget->text = lettering_fit(app->text, fit, name, below.w, below.h);
    widget->text_rect = below;
    widget->ink = COLOUR_INK_SECOND;
    widget->typed = TRUE;
}

static void bar(App *app, SDL_Rect rect, gboolean saving)
{
    const Theme *theme = &app->theme;
    const char *done = saving ? app_say(app, N_("Saving…")) : app_say(app, N_("Done"));
    const char *erase = app_say(app, N_("Erase")), *undo = app_say(app, N_("Undo"));
    Widget *widget;
    int done_px = layout_button_width(&app->layout, ICON_CHECK, done);
    widget = layout_button(&app->layout, "next", LOOK_MAIN, cut_right(&rect, done_px, 0),
                           (Touch){saving ? TOUCH_NONE : TOUCH_FLOW, EVENT_NEXT}, ICON_CHECK, done);
    widget->dim = saving || !signature_given(app->form->signature);
    if (saving)
        return;
    if (signature_empty(app->form->signature)) {
        /* Nothing to erase yet: in its place, as far from "done" as there is, the way past it. */
        const char *unable = app_say(app, N_("I cannot sign"));
        int unable_px = layout_button_width(&app->layout, ICON_NONE, unable);
        int most_px = rect.w - 2 * theme->target_px;
        layout_button(&app->layout, "unsigned", LOOK_QUIET,
                      cut_left(&rect, MIN(unable_px, most_px), 0),
                      (Touch){TOUCH_FLOW, EVENT_UNSIGNED}, ICON_NONE, unable);
        return;
    }
    int gap_px = theme_px(theme, 20);
    int erase_px = layout_button_width(&app->layout, ICON_ERASE, erase);
    int undo_px = layout_button_width(&app->layout, ICON_UNDO, undo);
    /* Erase and done stay two targets apart; on a narrow screen the words give way to the icons. */
    gboolean brief = erase_px + gap_px + undo_px + 2 * theme->target_px > rect.w;
    layout_button(&app->layout, "erase", LOOK_SECOND,
                  cut_left(&rect, brief ? theme->target_px * 3 / 2 : erase_px, gap_px),
                  (Touch){TOUCH_ERASE, 0}, ICON_ERASE, brief ? "" : erase);
    layout_button(&app->layout, "undo", LOOK_SECOND,
                  cut_left(&rect, brief ? theme->target_px * 3 / 2 : undo_px, gap_px),
                  (Touch){TOUCH_UNDO, 0}, ICON_UNDO, brief ? "" : undo);
}

static void layout_sign_or_saving(App *app, gboolean saving)
{
    const Theme *theme = &app->theme;
    const ViewCategory *category = view_category(app_meeting(app), app->form->category);
    const char *question = app->hint ? app_say(app, N_("First sign in the field"))
                                     : app_say(app, N_("Sign with your finger"));
    g_autofree char *name = whole_name(app);
    SDL_Rect area = part_header(app, app_say(app, N_("Registration")), NULL, 4);
    SDL_Rect buttons = {0};
    if (!part_title(app, &area, area.h * 3 / 4, question,
                    category ? view_category_text(category, app->language) : NULL)) {
        layout_clear(&app->layout);
        area = part_header(app, question, NULL, 4);
    }
    buttons = cut_bottom(&area, MAX(theme->target_px, theme_px(theme, 92)), theme_px(theme, 28));
    /* A line is written along, not down: on a high screen the field keeps its shape. */
    area.h = MIN(area.h, area.w * 2 / 3);
    pad(app, area, name, saving);
    bar(app, buttons, saving);
}

static void layout_sign(App *app)
{
    layout_sign_or_saving(app, FALSE);
}

static void layout_unsigned(App *app)
{
    g_autofree char *name = whole_name(app);
    Notice notice = {.icon = ICON_PEN,
                     .colour = COLOUR_ACTION,
                     .title = app_say(app, N_("Register without a signature?")),
                     .text = app_say(app, N_("You count like everybody else. The place of your "
                                             "signature in the list stays empty.")),
                     .detail = name,
                     .second_id = "back",
                     .second_label = app_say(app, N_("Back")),
                     .second_event = EVENT_BACK,
                     .main_id = "next",
                     .main_label = app_say(app, N_("Register")),
                     .main_event = EVENT_NEXT};
    part_notice(app, &notice);
}

static void layout_saving(App *app)
{
    layout_sign_or_saving(app, TRUE);
    /* Nothing can be touched until the register has answered. */
    for (guint i = 0; i < app->layout.widgets->len; i++)
        g_array_index(app->layout.widgets, Widget, i).touch.kind = TOUCH_NONE;
}

static gboolean handle_sign(App *app, Touch touch)
{
    if (touch.kind == TOUCH_ERASE)
        signature_clear(app->form->signature);
    else if (touch.kind == TOUCH_UNDO)
        signature_undo(app->form->signature);
    else
        return FALSE;
    app->hint = FALSE;
    app->ink_revision++;
    return TRUE;
}

const Screen screen_sign = {.layout = layout_sign, .handle = handle_sign};
const Screen screen_unsigned = {.layout = layout_unsigned};
const Screen screen_saving = {.layout = layout_saving, .idle_s = citizen_idle_never};
