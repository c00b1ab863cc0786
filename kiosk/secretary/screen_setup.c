/* The first start: language, police body, and that the home is being made. */
#include "kiosk/parts.h"
#include "kiosk/screens.h"
#include "kiosk/secretary/setup.h"
#include "protocol/error.h"

static const char *title(const App *app)
{
    return app_say(app, N_("Setting up the kiosk"));
}

/* Each in its own language; for who reads none of the others. */
static void layout_language(App *app)
{
    static const struct {
        Language language;
        const char *id;
    } languages[] = {
        {LANGUAGE_KK, "setup:kk"}, {LANGUAGE_RU, "setup:ru"}, {LANGUAGE_EN, "setup:en"}};
    LabelStyle style = {TYPE_DISPLAY, WEIGHT_BOLD, COLOUR_INK, ALIGN_CENTRE, TRUE, 1};
    SDL_Rect area = part_header(app, title(app), NULL, 0);
    int gap_px = theme_px(&app->theme, 20), count = G_N_ELEMENTS(languages);
    part_title(app, &area, area.h * 2 / 3,
               app_say(app, N_("Which language does the kiosk greet in?")),
               app_say(app, N_("Everybody can change it for themselves.")));
    int height_px = MIN((area.h - (count - 1) * gap_px) / count, theme_px(&app->theme, 160));
    for (int i = 0; i < count; i++) {
        SDL_Rect rect = cut_top(&area, height_px, gap_px);
        layout_add(&app->layout, languages[i].id, LOOK_CARD, rect,
                   (Touch){TOUCH_ROW, (int)languages[i].language});
        layout_label(&app->layout, rect, style, part_language_name(languages[i].language));
    }
}

static gboolean handle_language(App *app, Touch touch)
{
    if (touch.kind != TOUCH_ROW)
        return FALSE;
    app_look(app, (Language)touch.value, app->larger, app->contrast);
    return app_step(app, EVENT_NEXT);
}

static void layout_body(App *app)
{
    part_question(app, title(app), app_say(app, N_("Which police body does the kiosk serve?")),
                  app_say(app, N_("Its full name, as it stands in documents.")),
                  app_say(app, N_("Next")));
}

static void layout_city(App *app)
{
    part_question(app, title(app), app_say(app, N_("In which city or village?")),
                  app_say(app, N_("For the documents; may stay empty.")), app_say(app, N_("Next")));
}

static void layout_making(App *app)
{
    Notice notice = {.icon = ICON_KEY,
                     .colour = COLOUR_ACTION,
                     .title = app_say(app, N_("One moment")),
                     .text = app_say(app, N_("Register and keys are being made."))};
    part_notice(app, &notice);
}

static int never_idle(const App *app)
{
    return 0;
}

#define SETUP .idle_s = office_idle_s
const Screen screen_setup = {.layout = layout_language, .handle = handle_language, SETUP};
const Screen screen_setup_body = {
    .layout = layout_body, SETUP, .first = FIELD_BODY_KK, .last = FIELD_BODY};
const Screen screen_setup_city = {
    .layout = layout_city, SETUP, .first = FIELD_CITY, .last = FIELD_CITY};
const Screen screen_setup_making = {.layout = layout_making, .idle_s = never_idle};
