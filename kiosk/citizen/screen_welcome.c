/* Before anybody registers: welcome, or that there is no meeting today. */
#include "kiosk/citizen/citizen.h"
#include "kiosk/parts.h"
#include "kiosk/screens.h"
#include "protocol/error.h"

static const LabelStyle fact_style = {TYPE_SMALL, WEIGHT_REGULAR, COLOUR_INK_SECOND,
                                      ALIGN_LEFT, TRUE,           1};

/* What somebody should know before: how many came, that it is recorded, what becomes of the data.
 */
static GPtrArray *facts(const App *app, const ViewMeeting *meeting)
{
    GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(texts, meeting->attendees > 0
                               ? message_plural(app->language, "{1} person has registered",
                                                "{1} people have registered", meeting->attendees)
                               : NULL);
    g_ptr_array_add(texts, meeting->video
                               ? g_strdup(app_say(app, N_("The meeting is recorded on video")))
                               : NULL);
    g_ptr_array_add(texts, meeting->retention_years > 0
                               ? message_plural(app->language,
                                                "Your data: for this meeting only, kept {1} year",
                                                "Your data: for this meeting only, kept {1} years",
                                                meeting->retention_years)
                               : g_strdup(app_say(app, N_("Your data: for this meeting only"))));
    return texts;
}

/* The corner at the bottom left, where the staff comes in. */
static void corner(App *app)
{
    const Theme *theme = &app->theme;
    int px = theme->target_px;
    SDL_Rect rect = {0, theme->height_px - px, px, px};
    Widget *widget = layout_button(&app->layout, "staff", LOOK_CORNER, rect,
                                   (Touch){TOUCH_FLOW, EVENT_STAFF}, ICON_KEY, "");
    widget->icon_ink = COLOUR_INK_SECOND;
    widget->icon_px = theme->type_px[TYPE_SMALL];
}

/* The facts one after the other at the bottom of area, in as many lines as they need. */
static void footer(App *app, SDL_Rect *area, const ViewMeeting *meeting)
{
    static const Icon icons[] = {ICON_PERSON, ICON_CAMERA, ICON_LOCK};
    const Theme *theme = &app->theme;
    int px = theme->type_px[TYPE_SMALL], line_px = lettering_line(app->text, WEIGHT_REGULAR, px);
    int icon_px = px, gap_px = theme_px(theme, 44), near_px = px / 3 + 2;
    int beside_px = MAX(0, theme->target_px + near_px - theme->margin_px); /* the corner */
    int most_px = area->w - beside_px;
    g_autoptr(GPtrArray) texts = facts(app, meeting);
    SDL_Rect at[3];
    int x = 0, y = 0;
    for (guint i = 0; i < texts->len; i++) {
        if (!texts->pdata[i])
            continue;
        int width_px =
            lettering_width(app->text, WEIGHT_REGULAR, px, texts->pdata[i]) + icon_px + near_px;
        if (x > 0 && x + width_px > most_px) {
            x = 0;
            y += line_px + 4;
        }
        at[i] = (SDL_Rect){x, y, MIN(width_px, most_px), line_px};
        x += width_px + gap_px;
    }
    SDL_Rect box = cut_bottom(area, y + line_px, theme_px(theme, 24));
    box.x += beside_px;
    for (guint i = 0; i < texts->len; i++) {
        if (!texts->pdata[i])
            continue;
        SDL_Rect rect = {box.x + at[i].x, box.y + at[i].y, at[i].w, at[i].h};
        layout_icon(&app->layout, cut_left(&rect, icon_px, near_px), icons[i], icon_px,
                    COLOUR_ACTION);
        layout_label(&app->layout, rect, fact_style, texts->pdata[i]);
    }
}

typedef struct {
    const char *id, *title, *text; /* message ids */
    Look look;
    FlowEvent event;
    Icon icon;
    Colour ink, picture;
} Choice;

static const Choice choices[] = {
    {"start", N_("Register"),
     N_("Write your name and sign with your finger. It takes about a minute."), LOOK_MAIN,
     EVENT_START, ICON_PEN, COLOUR_SURFACE, COLOUR_ORNAMENT},
    {"entry", N_("My entry"), N_("Learn by the number on your receipt what was done."), LOOK_SECOND,
     EVENT_LOOK_UP, ICON_PAPER, COLOUR_ACTION, COLOUR_ACTION},
};

static LabelStyle choice_style(Type type, Colour ink)
{
    return (LabelStyle){
        type, type == TYPE_HERO ? WEIGHT_BOLD : WEIGHT_REGULAR, ink, ALIGN_LEFT, FALSE, 0};
}

/* A card is one of two, side by side, or one above the other on a high screen. */
static int choice_gap_px(const App *app)
{
    return theme_px(&app->theme, 28);
}

static int choice_padding_px(const App *app, SDL_Rect rect)
{
    return MIN(theme_px(&app->theme, 38), rect.h / 12);
}

/* The least height of the cards: title and text. */
static int choices_px(App *app, int width_px)
{
    int cards = app->theme.portrait ? 2 : 1;
    int inner_px = (app->theme.portrait ? width_px : (width_px - choice_gap_px(app)) / 2) * 7 / 8;
    int most_px = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(choices); i++) {
        int title_px = layout_measure(&app->layout, inner_px, choice_style(TYPE_HERO, COLOUR_INK),
                                      app_say(app, choices[i].title));
        int text_px = layout_measure(&app->layout, inner_px, choice_style(TYPE_BODY, COLOUR_INK),
                                     app_say(app, choices[i].text));
        most_px = MAX(most_px, title_px + text_px);
    }
    return cards * most_px * 5 / 4 + (cards - 1) * choice_gap_px(app);
}

/* Who reports, in as much detail as there is room for. */
static void speakers(App *app, SDL_Rect *area, const ViewMeeting *meeting)
{
    LabelStyle style = {TYPE_BODY, WEIGHT_REGULAR, COLOUR_INK_SECOND, ALIGN_LEFT, FALSE, 0};
    int gap_px = theme_px(&app->theme, 26);
    int most_px = MIN(area->h * 2 / 5, area->h - gap_px - choices_px(app, area->w));
    for (int detail = 0; detail <= 2; detail++) {
        g_autofree char *text = view_speakers(app->language, meeting, detail);
        int px = layout_measure(&app->layout, area->w, style, text);
        if (px > most_px && detail < 2)
            continue;
        layout_label(&app->layout, cut_top(area, px, gap_px), style, text);
        return;
    }
}

static void choice(App *app, SDL_Rect rect, const Choice *what)
{
    const Theme *theme = &app->theme;
    const char *text = app_say(app, what->text), *title = app_say(app, what->title);
    layout_add(&app->layout, what->id, what->look, rect, (Touch){TOUCH_FLOW, (int)what->event});
    SDL_Rect inner = inset(rect, choice_padding_px(app, rect));
    inner.x += theme_px(theme, 8);
    inner.w -= theme_px(theme, 16);
    LabelStyle body = choice_style(TYPE_BODY, what->ink),
               least = choice_style(TYPE_SMALL, what->ink);
    int text_px = layout_measure(&app->layout, inner.w, body, text);
    int least_px = layout_measure(&app->layout, inner.w, least, text);
    int line_px = lettering_line(app->text, WEIGHT_BOLD, theme->type_px[TYPE_HERO]);
    LabelStyle heading = choice_style(TYPE_HERO, what->ink);
    /* In the smallest of cards the word alone says enough. */
    if (line_px + least_px <= inner.h)
        layout_label(&app->layout, cut_bottom(&inner, MIN(text_px, inner.h - line_px), 0), body,
                     text);
    else
        heading.middle = TRUE;
    int heading_px = MIN(layout_measure(&app->layout, inner.w, heading, title), inner.h);
    SDL_Rect upper = heading.middle ? inner : cut_top(&inner, heading_px, 0);
    layout_label(&app->layout, upper, heading, title);
    int icon_px = MIN(inner.h * 3 / 4, theme_px(theme, 150));
    if (!heading.middle && icon_px >= theme->target_px * 2 / 3)
        layout_icon(&app->layout,
                    (SDL_Rect){inner.x + inner.w - icon_px, inner.y, icon_px, inner.h}, what->icon,
                    icon_px, what->picture);
}

static void both_choices(App *app, SDL_Rect area)
{
    int gap_px = choice_gap_px(app);
    SDL_Rect first = app->theme.portrait ? cut_top(&area, (area.h - gap_px) / 2, gap_px)
                                         : cut_left(&area, (area.w - gap_px) / 2, gap_px);
    choice(app, first, &choices[0]);
    choice(app, area, &choices[1]);
}

/* The greeting gives way where large type on a small screen leaves no room for the card. */
static void greet(App *app, SDL_Rect *area)
{
    LabelStyle style = {TYPE_DISPLAY, WEIGHT_BOLD, COLOUR_INK, ALIGN_LEFT, FALSE, 1};
    const char *welcome = app_say(app, N_("Welcome!"));
    int px = layout_measure(&app->layout, area->w, style, welcome);
    int others_px = 2 * lettering_line(app->text, WEIGHT_REGULAR, app->theme.type_px[TYPE_BODY]) +
                    theme_px(&app->theme, 34) + choices_px(app, area->w);
    if (px + others_px <= area->h)
        layout_label(&app->layout, cut_top(area, px, theme_px(&app->theme, 8)), style, welcome);
}

static void layout_welcome(App *app)
{
    const ViewMeeting *meeting = app_meeting(app);
    g_autofree char *title = view_title(app->language, meeting);
    g_autofree char *where = view_where(app->language, meeting);
    SDL_Rect area = part_header(app, title, where, 0);
    footer(app, &area, meeting);
    corner(app);
    greet(app, &area);
    speakers(app, &area, meeting);
    both_choices(app, area);
}

static void layout_none(App *app)
{
    const ViewMeeting *next = app->day ? app->day->next : NULL;
    g_autofree char *today = app->day ? view_date(app->language, app->day->today) : g_strdup("");
    g_autofree char *where = next ? view_where(app->language, next) : NULL;
    g_autofree char *text =
        next ? message_format(app->language, N_("The next one: {1}"), where, NULL)
             : g_strdup(app_say(app, N_("The next one has not been set yet.")));
    Notice notice = {
        .icon = ICON_CALENDAR,
        .colour = COLOUR_ACTION,
        .title = app->day && app->day->over ? app_say(app, N_("Today's meeting is over"))
                                            : app_say(app, N_("There is no meeting today")),
        .text = text,
        .detail = today,
        .main_id = "entry",
        .main_label = app_say(app, N_("My entry")),
        .main_event = EVENT_LOOK_UP,
    };
    part_notice(app, &notice);
    corner(app);
}

static void layout_loading(App *app)
{
    Notice notice = {.icon = ICON_CLOCK,
                     .colour = COLOUR_ACTION,
                     .title = app_say(app, N_("One moment")),
                     .text = app_say(app, N_("The register is being opened."))};
    part_notice(app, &notice);
}

const Screen screen_loading = {.layout = layout_loading, .idle_s = citizen_idle_never};
const Screen screen_none = {
    .layout = layout_none, .idle_s = citizen_idle_changed, .tick = citizen_tick_read};
const Screen screen_welcome = {
    .layout = layout_welcome, .idle_s = citizen_idle_changed, .tick = citizen_tick_read};
