/* Settings: how the screen looks to the staff, and the people with their PINs. */
#include "kiosk/parts.h"
#include "kiosk/parts_list.h"
#include "kiosk/screens.h"
#include "kiosk/secretary/screen_enter.h"
#include "kiosk/secretary/settings.h"
#include "kiosk/secretary/work_office.h"
#include "protocol/error.h"

/* ---- what can be set */

typedef struct {
    const char *text;
    Icon icon;
    gboolean everybody;  /* not the administrator alone */
    FlowEvent event;     /* where it leads; 0: it is a switch */
    SettingsWhich which; /* of EVENT_CHOOSE */
    void (*turn)(App *app);
    const char *(*state)(const App *app);
} Setting;

static const char *on_off(const App *app, gboolean on)
{
    return on ? app_say(app, N_("Switched on")) : app_say(app, N_("Switched off"));
}

static const char *people_state(const App *app)
{
    return app_say(app, N_("Who may work here"));
}

static const char *key_state(const App *app)
{
    return app_say(app, N_("What locks the names"));
}

static const char *dispose_state(const App *app)
{
    return app_say(app, N_("What ends, the act, what can be taken back"));
}

static const char *network_state(const App *app)
{
    return app_say(app, N_("Needed for nothing but the archive and the clock"));
}

static const char *name_state(const App *app, SettingsWhich which)
{
    const char *name = *settings_name(app, which);
    return name ? name : app_say(app, N_("Whichever is found"));
}

static const char *camera_state(const App *app)
{
    return name_state(app, CHOOSE_CAMERA);
}

static const char *mic_state(const App *app)
{
    return name_state(app, CHOOSE_MIC);
}

static const char *printer_state(const App *app)
{
    return name_state(app, CHOOSE_PRINTER);
}

static const char *language_state(const App *app)
{
    return part_language_name(app->preferences->language);
}

/* The administrator's choice greets everybody. */
static void turn_larger(App *app)
{
    app_look(app, app->language, !app->larger, app->contrast);
    if (!office_may_settings(app))
        return;
    app->preferences->larger = app->larger;
    settings_keep(app);
}

static const char *larger_state(const App *app)
{
    return on_off(app, app->larger);
}

static void turn_contrast(App *app)
{
    app_look(app, app->language, app->larger, !app->contrast);
}

static const char *contrast_state(const App *app)
{
    return on_off(app, app->contrast);
}

static void turn_prompts(App *app)
{
    app->preferences->prompts = app->spoken = !app->preferences->prompts;
    settings_keep(app);
}

static const char *prompts_state(const App *app)
{
    return on_off(app, app->preferences->prompts);
}

static const Setting settings[] = {
    {N_("People and PINs"), ICON_PERSON, .event = EVENT_PEOPLE, .state = people_state},
    {N_("Camera"), ICON_CAMERA, .event = EVENT_CHOOSE, .which = CHOOSE_CAMERA,
     .state = camera_state},
    {N_("Microphone"), ICON_MICROPHONE, .event = EVENT_CHOOSE, .which = CHOOSE_MIC,
     .state = mic_state},
    {N_("Printer"), ICON_PRINTER, .event = EVENT_CHOOSE, .which = CHOOSE_PRINTER,
     .state = printer_state},
    {N_("Name of the police body"), ICON_PEN, .event = EVENT_BODY, .state = office_body},
    {N_("Key of personal data"), ICON_KEY, TRUE, .event = EVENT_KEY, .state = key_state},
    {N_("Records whose term is over"), ICON_CALENDAR, .event = EVENT_DISPOSE,
     .state = dispose_state},
    {N_("Network"), ICON_NETWORK, .event = EVENT_NETWORK, .state = network_state},
    {N_("Language of the greeting"), ICON_PEN, .event = EVENT_CHOOSE, .which = CHOOSE_LANGUAGE,
     .state = language_state},
    {N_("Large letters"), ICON_PEN, TRUE, .turn = turn_larger, .state = larger_state},
    {N_("High contrast"), ICON_CONTRAST, TRUE, .turn = turn_contrast, .state = contrast_state},
    {N_("Questions are read aloud"), ICON_SPEAKER, .turn = turn_prompts, .state = prompts_state},
};

/* The setting of a row: who is no administrator sees fewer; anybody may unlock the names. */
static const Setting *setting_at(const App *app, int row)
{
    for (gsize i = 0; i < G_N_ELEMENTS(settings); i++)
        if ((settings[i].everybody || office_may_settings(app)) && row-- == 0)
            return &settings[i];
    return NULL;
}

static ListRow setting_row(const App *app, int index)
{
    const Setting *setting = setting_at(app, index);
    return (ListRow){.text = g_strdup(app_say(app, setting->text)),
                     .below = g_strdup(setting->state(app)),
                     .icon = setting->icon};
}

static const List setting_list = {"setting", setting_row};

static void layout_settings(App *app)
{
    SDL_Rect area = part_header(app, app_say(app, N_("Settings")), office_body(app), -1);
    int count = 0;
    while (setting_at(app, count))
        count++;
    part_list(app, area, &setting_list, count, &app->page);
}

static gboolean handle_settings(App *app, Touch touch)
{
    const Setting *setting = touch.kind == TOUCH_ROW ? setting_at(app, touch.value) : NULL;
    if (!setting)
        return FALSE;
    if (setting->turn) {
        setting->turn(app);
        return TRUE;
    }
    app->office->settings->which = setting->which;
    return app_step(app, setting->event);
}

/* ---- people */

static void enter_people(App *app)
{
    app_ask(app, &work_people, NULL);
}

static void layout_people(App *app)
{
    SDL_Rect area = part_header(app, app_say(app, N_("People and PINs")), NULL, -1);
    int px = MAX(app->theme.target_px, theme_px(&app->theme, 84));
    const char *add = app_say(app, N_("Add somebody"));
    SDL_Rect bar = cut_bottom(&area, px, theme_px(&app->theme, 16));
    layout_button(&app->layout, "new", LOOK_MAIN,
                  cut_right(&bar, MIN(layout_button_width(&app->layout, ICON_NONE, add), bar.w), 0),
                  (Touch){TOUCH_FLOW, EVENT_NEW}, ICON_NONE, add);
    if (app->office->people)
        part_people(app, area);
}

static gboolean handle_people(App *app, Touch touch)
{
    Office *office = app->office;
    if (touch.kind != TOUCH_ROW || !office->people || touch.value >= (int)office->people->len)
        return FALSE;
    const OfficePerson *person = office->people->pdata[touch.value];
    g_free(office->edited.name);
    office->edited = (OfficePerson){person->number, g_strdup(person->name), person->role};
    return app_step(app, EVENT_NEXT);
}

static void layout_person_pin(App *app)
{
    const OfficePerson *person = &app->office->edited;
    Notice notice = {.icon = ICON_KEY,
                     .colour = COLOUR_ACTION,
                     .title = person->name,
                     .text = app_say(app, user_role_text(person->role)),
                     .second_id = "take-away",
                     .second_label = app_say(app, N_("Take the PIN away")),
                     .second_event = EVENT_TAKE_AWAY,
                     .main_id = "next",
                     .main_label = app_say(app, N_("New PIN")),
                     .main_event = EVENT_NEXT,
                     .back = TRUE};
    part_notice(app, &notice);
}

static void layout_remove(App *app)
{
    Notice notice = {.icon = ICON_ERASE,
                     .colour = COLOUR_DANGER,
                     .title = app_say(app, N_("Take the PIN away?")),
                     .text = app->office->edited.name,
                     .second_id = "take-away",
                     .second_label = app_say(app, N_("Take away")),
                     .second_event = EVENT_TAKE_AWAY,
                     .main_id = "stay",
                     .main_label = app_say(app, N_("Leave it")),
                     .main_event = EVENT_STAY};
    part_notice(app, &notice);
}

/* ---- somebody new */

static ListRow role_row(const App *app, int index)
{
    return (ListRow){.text = g_strdup(app_say(app, user_role_text((UserRole)index))),
                     .icon = ICON_NEXT};
}

static const List role_list = {"role", role_row};

static void layout_role(App *app)
{
    SDL_Rect area = part_header(app, app_say(app, N_("People and PINs")), NULL, -1);
    part_title(app, &area, area.h * 2 / 3, app_say(app, N_("What is the role?")), NULL);
    part_list(app, area, &role_list, USER_ROLE_COUNT, &app->page);
}

static gboolean handle_role(App *app, Touch touch)
{
    if (touch.kind != TOUCH_ROW || touch.value >= USER_ROLE_COUNT)
        return FALSE;
    app->office->edited.role = (UserRole)touch.value;
    return app_step(app, EVENT_NEXT);
}

static void layout_person_name(App *app)
{
    part_question(app, app_say(app, N_("People and PINs")), app_say(app, N_("What is the name?")),
                  NULL, app_say(app, N_("Next")));
}

static void layout_give_pin(App *app)
{
    part_new_pin(app, app_say(app, N_("People and PINs")));
}

static void layout_give_again(App *app)
{
    part_pin_again(app, app_say(app, N_("People and PINs")));
}

#define PIN .idle_s = office_idle_s, .first = FIELD_PIN, .last = FIELD_PIN
const Screen screen_settings = {.layout = layout_settings,
                                .handle = handle_settings,
                                .idle_s = office_idle_s,
                                .tick = office_tick};
const Screen screen_people = {.enter = enter_people,
                              .layout = layout_people,
                              .handle = handle_people,
                              .idle_s = office_idle_s};
const Screen screen_person_pin = {.layout = layout_person_pin, .idle_s = office_idle_s};
const Screen screen_person_remove = {.layout = layout_remove, .idle_s = office_idle_s};
const Screen screen_person_role = {
    .layout = layout_role, .handle = handle_role, .idle_s = office_idle_s};
const Screen screen_person_name = {.layout = layout_person_name,
                                   .idle_s = office_idle_s,
                                   .first = FIELD_STAFF_NAME,
                                   .last = FIELD_STAFF_NAME};
const Screen screen_give_pin = {.layout = layout_give_pin, PIN};
const Screen screen_give_again = {.layout = layout_give_again, PIN};
