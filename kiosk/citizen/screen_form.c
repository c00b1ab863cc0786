/* Steps one and three: what is written. */
#include "kiosk/citizen/citizen.h"
#include "kiosk/parts.h"
#include "kiosk/screens.h"
#include "protocol/error.h"

static void layout_names(App *app)
{
    const char *question = app_say(app, N_("What is your name?"));
    SDL_Rect area = part_header(app, app_say(app, N_("Registration")), NULL, 1);
    int fields_px = part_fields_px(app, FIELD_SURNAME, 3),
        keyboard_px = part_keyboard_px(app, area);
    gboolean titled = part_title(app, &area, fields_px + keyboard_px, question, NULL);
    if (!titled) {
        /* No room below: the question stands in the header. */
        layout_clear(&app->layout);
        area = part_header(app, question, NULL, 1);
    }
    part_keyboard(app, &area, app_say(app, N_("Next")));
    SDL_Rect fields = cut_top(&area, MIN(fields_px, area.h), 0);
    if (app->theme.portrait || area.h > 0)
        fields.y += MIN(area.h / 3, theme_px(&app->theme, 24)) * (titled ? 0 : 1);
    part_fields(app, fields, FIELD_SURNAME, 3);
}

static int paragraph_icon_px(const App *app)
{
    return app->theme.type_px[TYPE_BUTTON];
}

/* The text beside its icon, at one size; text_block_clear. */
static TextBlock paragraph_block(App *app, int width_px, int px, const char *text)
{
    int left_px = width_px - paragraph_icon_px(app) - theme_px(&app->theme, 16);
    return lettering_fit(app->text, (TextStyle){WEIGHT_REGULAR, px, px, 0}, text, left_px, 1 << 16);
}

static int paragraph_px(App *app, int width_px, int px, const char *text)
{
    TextBlock block = paragraph_block(app, width_px, px, text);
    int height_px = MAX(block.height_px, paragraph_icon_px(app));
    text_block_clear(&block);
    return height_px;
}

/* A text with its icon in row. */
static void paragraph(App *app, SDL_Rect row, Icon icon, int px, const char *text)
{
    int icon_px = paragraph_icon_px(app), whole_px = row.w;
    SDL_Rect picture = cut_left(&row, icon_px, theme_px(&app->theme, 16));
    picture.h = MIN(picture.h, icon_px);
    layout_icon(&app->layout, picture, icon, icon_px, COLOUR_ACTION);
    Widget *widget = layout_add(&app->layout, "", LOOK_PLAIN, row, (Touch){TOUCH_NONE, 0});
    widget->text = paragraph_block(app, whole_px, px, text);
    widget->text.cut = widget->text.cut || widget->text.height_px > row.h;
    widget->text_rect = row;
    widget->ink = COLOUR_INK;
}

/* On personal data and recording, in plain words. */
static void privacy(App *app, SDL_Rect area)
{
    const ViewMeeting *meeting = app_meeting(app);
    g_autofree char *data =
        meeting->retention_years > 0
            ? message_plural(app->language,
                             "What you write goes into the list of those present, a part of the "
                             "protocol. The police keep it for {1} year and use it only for this "
                             "meeting and for answers to you.",
                             "What you write goes into the list of those present, a part of the "
                             "protocol. The police keep it for {1} years and use it only for this "
                             "meeting and for answers to you.",
                             meeting->retention_years)
            : g_strdup(app_say(app, N_("What you write goes into the list of those present, a "
                                       "part of the protocol. The police use it only for this "
                                       "meeting and for answers to you.")));
    layout_add(&app->layout, "", LOOK_PANEL, area, (Touch){TOUCH_NONE, 0});
    const char *recorded =
        app_say(app, N_("The meeting is recorded with picture and sound. Whoever "
                        "speaks is heard and seen in the recording."));
    int side_px = theme_px(&app->theme, 24), end_px = MIN(side_px, area.h / 14);
    SDL_Rect inner = {area.x + side_px, area.y + end_px, area.w - 2 * side_px, area.h - 2 * end_px};
    int gap_px = meeting->video ? MIN(theme_px(&app->theme, 16), end_px) : 0;
    int px = app->theme.type_px[TYPE_SMALL], data_px, recorded_px;
    /* Where there is too little room both shrink, to one size. */
    for (;; px--) {
        data_px = paragraph_px(app, inner.w, px, data);
        recorded_px = meeting->video ? paragraph_px(app, inner.w, px, recorded) : 0;
        if (data_px + gap_px + recorded_px <= inner.h || px <= app->theme.minimum_px)
            break;
    }
    int spare_px = inner.h - data_px - gap_px - recorded_px;
    cut_top(&inner, CLAMP(spare_px / 2, 0, side_px - end_px), 0);
    paragraph(app, cut_top(&inner, MIN(data_px, inner.h), gap_px), ICON_LOCK, px, data);
    if (meeting->video)
        paragraph(app, cut_top(&inner, MIN(recorded_px, inner.h), 0), ICON_CAMERA, px, recorded);
}

/* Measures by laying it out in a layout of its own. */
static int privacy_px(App *app, int width_px)
{
    Layout kept = app->layout;
    layout_init(&app->layout, kept.text);
    app->layout.theme = kept.theme;
    int most_px = app->theme.height_px, bottom_px = 0;
    privacy(app, (SDL_Rect){0, 0, width_px, most_px});
    for (guint i = 1; i < app->layout.widgets->len; i++) {
        const Widget *widget = &g_array_index(app->layout.widgets, Widget, i);
        bottom_px = MAX(bottom_px, widget->rect.y + widget->rect.h);
    }
    layout_free(&app->layout);
    app->layout = kept;
    return bottom_px + theme_px(&app->theme, 24);
}

static const char *onward(App *app)
{
    gboolean told = form_has(app->form, FIELD_PHONE) || form_has(app->form, FIELD_ADDRESS);
    return told ? app_say(app, N_("Next")) : app_say(app, N_("Skip"));
}

static void layout_contact(App *app)
{
    const Theme *theme = &app->theme;
    const char *question = app_say(app, N_("How can we reach you?"));
    const char *free_to = app_say(app, N_("You may skip this. A phone or an address helps to send "
                                          "you the answer."));
    gboolean typing = app->field != FIELD_NONE;
    SDL_Rect area = part_header(app, app_say(app, N_("Registration")), NULL, 3);
    int fields_px = part_fields_px(app, FIELD_PHONE, 2), gap_px = theme_px(theme, 20);
    int bar_px = MAX(theme->target_px, theme_px(theme, 92));
    int below_px =
        typing ? part_keyboard_px(app, area) : bar_px + gap_px + privacy_px(app, area.w) + gap_px;
    if (!part_title(app, &area, fields_px + below_px, question, typing ? NULL : free_to)) {
        layout_clear(&app->layout);
        area = part_header(app, question, NULL, 3);
    }
    if (typing) {
        part_keyboard(app, &area, app_say(app, N_("Next")));
        part_fields(app, cut_top(&area, MIN(fields_px, area.h), gap_px), FIELD_PHONE, 2);
        return;
    }
    part_fields(app, cut_top(&area, fields_px, gap_px), FIELD_PHONE, 2);
    SDL_Rect bar = cut_bottom(&area, bar_px, MIN(gap_px, theme->target_px / 4));
    int width_px = layout_button_width(&app->layout, ICON_NEXT, onward(app));
    layout_button(&app->layout, "next", LOOK_MAIN, cut_right(&bar, width_px, 0),
                  (Touch){TOUCH_FLOW, EVENT_NEXT}, ICON_NEXT, onward(app));
    SDL_Rect panel = area;
    panel.h = MIN(panel.h, privacy_px(app, area.w));
    privacy(app, panel);
}

static void enter_contact(App *app)
{
    app->field = FIELD_NONE;
}

/* Whoever comes back finds the first field that is empty, so that "next" leads on. */
static void enter_names(App *app)
{
    Field field = FIELD_SURNAME;
    if (!app->meeting)
        app->meeting = g_strdup(app_meeting(app)->id);
    while (field < FIELD_PATRONYMIC && form_has(app->form, field))
        field++;
    app_focus_field(app, field);
}

const Screen screen_names = {
    .enter = enter_names, .layout = layout_names, .first = FIELD_SURNAME, .last = FIELD_PATRONYMIC};
const Screen screen_contact = {
    .enter = enter_contact, .layout = layout_contact, .first = FIELD_PHONE, .last = FIELD_ADDRESS};
