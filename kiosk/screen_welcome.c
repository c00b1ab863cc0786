/* Before anybody registers: welcome, or that there is no meeting today. */
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

/* The facts one after the other at the bottom of area, in as many lines as they need. */
static void footer(App *app, SDL_Rect *area, const ViewMeeting *meeting)
{
    static const Icon icons[] = {ICON_PERSON, ICON_CAMERA, ICON_LOCK};
    const Theme *theme = &app->theme;
    int px = theme->type_px[TYPE_SMALL], line_px = lettering_line(app->text, WEIGHT_REGULAR, px);
    int icon_px = px, gap_px = theme_px(theme, 44), near_px = px / 3 + 2;
    g_autoptr(GPtrArray) texts = facts(app, meeting);
    SDL_Rect at[3];
    int x = 0, y = 0;
    for (guint i = 0; i < texts->len; i++) {
        if (!texts->pdata[i])
            continue;
        int width_px =
            lettering_width(app->text, WEIGHT_REGULAR, px, texts->pdata[i]) + icon_px + near_px;
        if (x > 0 && x + width_px > area->w) {
            x = 0;
            y += line_px + 4;
        }
        at[i] = (SDL_Rect){x, y, MIN(width_px, area->w), line_px};
        x += width_px + gap_px;
    }
    SDL_Rect box = cut_bottom(area, y + line_px, theme_px(theme, 24));
    for (guint i = 0; i < texts->len; i++) {
        if (!texts->pdata[i])
            continue;
        SDL_Rect rect = {box.x + at[i].x, box.y + at[i].y, at[i].w, at[i].h};
        layout_icon(&app->layout, cut_left(&rect, icon_px, near_px), icons[i], icon_px,
                    COLOUR_ACTION);
        layout_label(&app->layout, rect, fact_style, texts->pdata[i]);
    }
}

static const LabelStyle how_style = {TYPE_BODY,  WEIGHT_REGULAR, COLOUR_SURFACE,
                                     ALIGN_LEFT, FALSE,          0};

static const char *how(const App *app)
{
    return app_say(app, N_("Write your name and sign with your finger. It takes about a minute."));
}

/* The least height of the card: its title and how it goes on. */
static int card_px(App *app, int width_px)
{
    int how_px = layout_measure(&app->layout, width_px * 2 / 3, how_style, how(app));
    int title_px = lettering_line(app->text, WEIGHT_BOLD, app->theme.type_px[TYPE_HERO]);
    return (title_px + how_px) * 5 / 4 + theme_px(&app->theme, 24);
}

/* Who reports, in as much detail as there is room for. */
static void speakers(App *app, SDL_Rect *area, const ViewMeeting *meeting)
{
    LabelStyle style = {TYPE_BODY, WEIGHT_REGULAR, COLOUR_INK_SECOND, ALIGN_LEFT, FALSE, 0};
    int gap_px = theme_px(&app->theme, 26);
    int most_px = MIN(area->h * 2 / 5, area->h - gap_px - card_px(app, area->w));
    for (int detail = 0; detail <= 2; detail++) {
        g_autofree char *text = view_speakers(app->language, meeting, detail);
        int px = layout_measure(&app->layout, area->w, style, text);
        if (px > most_px && detail < 2)
            continue;
        layout_label(&app->layout, cut_top(area, px, gap_px), style, text);
        return;
    }
}

static void register_card(App *app, SDL_Rect rect)
{
    const Theme *theme = &app->theme;
    layout_add(&app->layout, "start", LOOK_MAIN, rect, (Touch){TOUCH_FLOW, EVENT_START});
    SDL_Rect inner = inset(rect, MIN(theme_px(theme, 38), rect.h / 12));
    gboolean stacked = theme->portrait && inner.h > inner.w;
    int icon_px = stacked ? inner.w / 3 : MIN(inner.h * 3 / 4, inner.w / 4);
    SDL_Rect picture = stacked ? cut_top(&inner, icon_px + theme_px(theme, 24), 0)
                               : cut_right(&inner, icon_px, theme_px(theme, 32));
    if (stacked)
        picture.w = icon_px;
    layout_icon(&app->layout, picture, ICON_PEN, icon_px, COLOUR_GOLD);
    LabelStyle title = {TYPE_HERO, WEIGHT_BOLD, COLOUR_SURFACE, ALIGN_LEFT, FALSE, 2};
    LabelStyle least = how_style;
    least.type = TYPE_SMALL;
    int how_px = layout_measure(&app->layout, inner.w, how_style, how(app));
    int least_px = layout_measure(&app->layout, inner.w, least, how(app));
    int title_px = lettering_line(app->text, WEIGHT_BOLD, theme->type_px[TYPE_HERO]);
    /* In the smallest of cards the word alone says enough. */
    if (title_px + least_px <= inner.h)
        layout_label(&app->layout, cut_bottom(&inner, MIN(how_px, inner.h - title_px), 0),
                     how_style, how(app));
    else
        title.middle = TRUE;
    layout_label(&app->layout, inner, title, app_say(app, N_("Register")));
}

/* The greeting gives way where large type on a small screen leaves no room for the card. */
static void greet(App *app, SDL_Rect *area)
{
    LabelStyle style = {TYPE_DISPLAY, WEIGHT_BOLD, COLOUR_INK, ALIGN_LEFT, FALSE, 1};
    const char *welcome = app_say(app, N_("Welcome!"));
    int px = layout_measure(&app->layout, area->w, style, welcome);
    int others_px = 2 * lettering_line(app->text, WEIGHT_REGULAR, app->theme.type_px[TYPE_BODY]) +
                    theme_px(&app->theme, 34) + card_px(app, area->w);
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
    greet(app, &area);
    speakers(app, &area, meeting);
    register_card(app, area);
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
    };
    part_notice(app, &notice);
}

static void layout_loading(App *app)
{
    Notice notice = {.icon = ICON_CLOCK,
                     .colour = COLOUR_ACTION,
                     .title = app_say(app, N_("One moment")),
                     .text = app_say(app, N_("The register is being opened."))};
    part_notice(app, &notice);
}

const Screen screen_loading = {.layout = layout_loading, .first = FIELD_NONE, .last = FIELD_NONE};
const Screen screen_none = {.layout = layout_none, .first = FIELD_NONE, .last = FIELD_NONE};
const Screen screen_welcome = {.layout = layout_welcome, .first = FIELD_NONE, .last = FIELD_NONE};
