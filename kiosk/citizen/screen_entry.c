/* "My entry": what became of a complaint, suggestion or remark, by the number on its receipt, and
 * nothing about anybody else. */
#include <string.h>

#include "kiosk/citizen/citizen.h"
#include "kiosk/citizen/receipt.h"
#include "kiosk/parts.h"
#include "kiosk/screens.h"
#include "protocol/error.h"

/* Beside the field: the camera reads the number. With words, where these leave it its digits. */
static void show_button(App *app, SDL_Rect *field)
{
    const Theme *theme = &app->theme;
    const char *label = app_say(app, N_("Show to the camera"));
    int label_px = lettering_line(app->text, WEIGHT_REGULAR, theme->type_px[TYPE_SMALL]) + 2;
    int px = layout_button_width(&app->layout, ICON_CAMERA, label);
    const char *missing = app_say(app, field_kind(FIELD_RECEIPT)->missing);
    int missing_px = lettering_width(app->text, WEIGHT_BOLD, theme->type_px[TYPE_SMALL], missing);
    gboolean brief = field->w - px - theme_px(theme, 16) < missing_px + 2;
    SDL_Rect rect = cut_right(field, brief ? theme->target_px : px, theme_px(theme, 16));
    cut_top(&rect, label_px, 0);
    layout_button(&app->layout, "show", LOOK_SECOND, rect, (Touch){TOUCH_FLOW, EVENT_SHOW},
                  ICON_CAMERA, brief ? "" : label);
}

static void layout_receipt(App *app)
{
    const char *question = app_say(app, N_("What is the number on your receipt?"));
    SDL_Rect area = part_header(app, app_say(app, N_("My entry")), NULL, -1);
    int field_px = part_field_px(app, FIELD_RECEIPT), keyboard_px = part_keyboard_px(app, area);
    if (!part_title(app, &area, field_px + keyboard_px, question, NULL)) {
        layout_clear(&app->layout);
        area = part_header(app, question, NULL, -1);
    }
    part_keyboard(app, &area, app_say(app, N_("Show")));
    SDL_Rect field = cut_top(&area, MIN(field_px, area.h), 0);
    if (!app->theme.portrait) {
        field.x += field.w / 6;
        field.w = field.w * 2 / 3;
    }
    if (receipt_has_camera(app))
        show_button(app, &field);
    part_fields(app, field, FIELD_RECEIPT, 1);
}

/* What is held before the camera, large, so that a hand finds the place. */
static void layout_show(App *app)
{
    const Theme *theme = &app->theme;
    LabelStyle style = {TYPE_BODY, WEIGHT_BOLD, COLOUR_INK, ALIGN_CENTRE, TRUE, 0};
    const char *text = app->camera
                           ? app_say(app, N_("Hold the square code of your receipt before the "
                                             "camera, a hand's breadth away."))
                           : app_say(app, N_("The camera is being switched on."));
    SDL_Rect area = part_header(app, app_say(app, N_("My entry")), NULL, -1);
    const char *label = app_say(app, N_("Type the number"));
    SDL_Rect bar =
        cut_bottom(&area, MAX(theme->target_px, theme_px(theme, 84)), theme_px(theme, 16));
    int px = MIN(layout_button_width(&app->layout, ICON_NONE, label), bar.w);
    layout_button(&app->layout, "next", LOOK_SECOND, cut_right(&bar, px, 0),
                  (Touch){TOUCH_FLOW, EVENT_BACK}, ICON_NONE, label);
    int text_px = layout_measure(&app->layout, area.w, style, text);
    layout_label(&app->layout, cut_top(&area, text_px, theme_px(theme, 16)), style, text);
    layout_add(&app->layout, "picture", LOOK_PICTURE, area, (Touch){TOUCH_NONE, 0});
    if (!app->camera)
        layout_icon(&app->layout, area, ICON_CAMERA, MIN(area.w, area.h) / 4, COLOUR_ACTION);
}

static void layout_asking(App *app)
{
    app->field = FIELD_RECEIPT;
    layout_receipt(app);
    for (guint i = 0; i < app->layout.widgets->len; i++)
        g_array_index(app->layout.widgets, Widget, i).touch.kind = TOUCH_NONE;
}

typedef struct {
    const char *code, *text, *to; /* to: with {1}, where the entry names a body */
    Icon icon;
    Colour colour;
} Status;

static const Status statuses[] = {
    {"answered", N_("It is answered"), NULL, ICON_CHECK, COLOUR_GOOD},
    {"check", N_("It is being checked"), NULL, ICON_CLOCK, COLOUR_ACTION},
    {"forward", N_("It will be forwarded"), N_("It will be forwarded: {1}"), ICON_CLOCK,
     COLOUR_ACTION},
    {"forwarded", N_("It was forwarded"), N_("It was forwarded: {1}"), ICON_NEXT, COLOUR_ACTION},
    {"notified", N_("It was forwarded"), N_("It was forwarded: {1}"), ICON_NEXT, COLOUR_ACTION},
    {"closed", N_("It is closed"), NULL, ICON_CHECK, COLOUR_GOOD},
    {NULL, N_("It is being dealt with"), NULL, ICON_CLOCK, COLOUR_ACTION},
};

static const Status *status_of(const ViewEntry *entry)
{
    const Status *status = statuses;
    while (status->code && g_strcmp0(status->code, entry->state) != 0)
        status++;
    return status;
}

static char *entry_title(const App *app, const ViewEntry *entry)
{
    static const char *const titles[][2] = {{"complaint", N_("Complaint No. {1}")},
                                            {"suggestion", N_("Suggestion No. {1}")},
                                            {"remark", N_("Remark No. {1}")}};
    g_autofree char *number = g_strdup_printf("%d", entry->number);
    for (gsize i = 0; i < G_N_ELEMENTS(titles); i++)
        if (g_strcmp0(titles[i][0], entry->type) == 0)
            return message_format(app->language, titles[i][1], number, NULL);
    return g_strdup_printf("№ %s", number);
}

/* When it was said, and the answer. While something is due, the term instead: an answer that was
 * given before did not do. */
static char *entry_detail(const App *app, const ViewEntry *entry)
{
    g_autofree char *date = entry->date ? view_date(app->language, entry->date) : g_strdup("");
    GString *detail = g_string_new(NULL);
    g_autofree char *said = message_format(app->language, N_("Said on: {1}"), date, NULL);
    g_string_append(detail, said);
    if (entry->deadline) {
        g_autofree char *day = view_date(app->language, entry->deadline);
        g_autofree char *term =
            message_format(app->language,
                           entry->overdue ? N_("It was due on: {1}. Please ask the secretary.")
                                          : N_("Due on: {1}"),
                           day, NULL);
        g_string_append_printf(detail, "\n%s", term);
    } else if (entry->answer) {
        g_string_append_printf(detail, "\n%s", entry->answer);
    }
    return g_string_free(detail, FALSE);
}

static void layout_entry(App *app)
{
    const ViewEntry *entry = app->entry;
    const Status *status = status_of(entry);
    g_autofree char *title = entry_title(app, entry);
    g_autofree char *detail = entry_detail(app, entry);
    g_autofree char *text = entry->to && status->to
                                ? message_format(app->language, status->to, entry->to, NULL)
                                : g_strdup(app_say(app, status->text));
    Notice notice = {.icon = entry->overdue ? ICON_WARNING : status->icon,
                     .colour = entry->overdue ? COLOUR_DANGER : status->colour,
                     .title = title,
                     .text = text,
                     .detail = detail,
                     .instead = app_say(app, N_("The answer is too long for this screen. The "
                                                "secretary prints it for you.")),
                     .main_id = "next",
                     .main_label = app_say(app, N_("Close")),
                     .main_event = EVENT_NEXT};
    part_notice(app, &notice);
}

const Screen screen_receipt = {
    .layout = layout_receipt, .first = FIELD_RECEIPT, .last = FIELD_RECEIPT};
const Screen screen_show = {.layout = layout_show, .idle_s = receipt_idle_s, .tick = receipt_tick};
const Screen screen_asking = {.layout = layout_asking, .idle_s = citizen_idle_never};
const Screen screen_entry = {.layout = layout_entry};
