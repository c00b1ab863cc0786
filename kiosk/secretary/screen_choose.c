/* Settings that are chosen from a list. */
#include "kiosk/parts.h"
#include "kiosk/parts_list.h"
#include "kiosk/screens.h"
#include "kiosk/secretary/devices.h"
#include "kiosk/secretary/settings.h"
#include "protocol/error.h"

static SettingsWhich which(const App *app)
{
    return app->office->settings->which;
}

/* The first row of devices leaves the choice to the machine. */
static int count_of(const App *app)
{
    const GPtrArray *choices = app->office->settings->choices;
    if (which(app) == CHOOSE_LANGUAGE)
        return LANGUAGE_COUNT;
    return choices ? (int)choices->len + 1 : 0;
}

static const DeviceChoice *choice_at(const App *app, int index)
{
    return index > 0 ? app->office->settings->choices->pdata[index - 1] : NULL;
}

static gboolean is_chosen(const App *app, const DeviceChoice *choice)
{
    return g_strcmp0(*settings_name(app, which(app)), choice ? choice->value : NULL) == 0;
}

static ListRow choice_row(const App *app, int index)
{
    if (which(app) == CHOOSE_LANGUAGE)
        return (ListRow){.text = g_strdup(part_language_name((Language)index)),
                         .icon = app->preferences->language == (Language)index ? ICON_CHECK
                                                                               : ICON_NONE};
    const DeviceChoice *choice = choice_at(app, index);
    return (ListRow){
        .text = g_strdup(choice ? choice->label : app_say(app, N_("Whichever is found"))),
        .below = g_strdup(choice ? choice->value : app_say(app, N_("The best that is plugged in"))),
        .icon = is_chosen(app, choice) ? ICON_CHECK : ICON_NONE};
}

static const List choice_list = {"choice", choice_row};

static void layout_choose(App *app)
{
    static const char *const questions[] = {
        [CHOOSE_CAMERA] = N_("Which camera records?"),
        [CHOOSE_MIC] = N_("Which microphone records?"),
        [CHOOSE_PRINTER] = N_("Which printer prints?"),
        [CHOOSE_LANGUAGE] = N_("Which language does the kiosk greet in?"),
    };
    SDL_Rect area = part_header(app, app_say(app, N_("Settings")), NULL, -1);
    part_title(app, &area, area.h * 2 / 3, app_say(app, questions[which(app)]),
               count_of(app) ? NULL : app_say(app, N_("Looking for devices…")));
    if (count_of(app))
        part_list(app, area, &choice_list, count_of(app), &app->page);
}

static gboolean handle_choose(App *app, Touch touch)
{
    if (touch.kind != TOUCH_ROW || touch.value >= count_of(app))
        return FALSE;
    if (which(app) == CHOOSE_LANGUAGE) {
        app->preferences->language = (Language)touch.value;
    } else {
        const DeviceChoice *choice = choice_at(app, touch.value);
        char **name = settings_name(app, which(app));
        g_free(*name);
        *name = g_strdup(choice ? choice->value : NULL);
    }
    return app_step(app, EVENT_NEXT);
}

const Screen screen_choose = {
    .layout = layout_choose, .handle = handle_choose, .idle_s = office_idle_s};
