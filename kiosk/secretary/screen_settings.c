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
    const char *id, *text;
    Touch touch;
} Setting;

static const Setting settings[] = {
    {"people", N_("People and PINs"), {TOUCH_FLOW, EVENT_PEOPLE}},
    {"key", N_("Key of personal data"), {TOUCH_FLOW, EVENT_KEY}},
    {"larger", N_("Large letters"), {TOUCH_LARGER, 0}},
    {"contrast", N_("High contrast"), {TOUCH_CONTRAST, 0}},
};

static const char *setting_state(const App *app, const Setting *setting)
{
    gboolean on = setting->touch.kind == TOUCH_LARGER ? app->larger : app->contrast;
    if (setting->touch.kind == TOUCH_FLOW)
        return setting->touch.value == EVENT_KEY ? app_say(app, N_("What locks the names"))
                                                 : app_say(app, N_("Who may work here"));
    return on ? app_say(app, N_("Switched on")) : app_say(app, N_("Switched off"));
}

static void layout_settings(App *app)
{
    const OfficeDesk *desk = app->office->desk;
    SDL_Rect area = part_header(app, app_say(app, N_("Settings")), desk ? desk->body : NULL, -1);
    for (gsize i = 0; i < G_N_ELEMENTS(settings); i++) {
        const Setting *setting = &settings[i];
        if (setting->touch.kind == TOUCH_FLOW && !office_may_settings(app))
            continue;
        const char *text = app_say(app, setting->text), *below = setting_state(app, setting);
        int px = MIN(part_row_px(app, area.w, text, below), area.h);
        SDL_Rect rect = cut_top(&area, px, theme_px(&app->theme, 12));
        layout_add(&app->layout, setting->id, LOOK_CARD, rect, setting->touch);
        part_row(app, rect, text, below,
                 setting->touch.kind == TOUCH_FLOW       ? ICON_PERSON
                 : setting->touch.kind == TOUCH_CONTRAST ? ICON_CONTRAST
                                                         : ICON_PEN);
    }
}

/* ---- people */

static void enter_people(App *app)
{
    app->page = 0;
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

static int role_px(App *app, int width_px, int index)
{
    return part_row_px(app, width_px, app_say(app, user_role_text((UserRole)index)), NULL);
}

static void role_row(App *app, SDL_Rect rect, int index)
{
    part_row(app, rect, app_say(app, user_role_text((UserRole)index)), NULL, ICON_NEXT);
}

static const List role_list = {"role", role_px, role_row};

static void enter_role(App *app)
{
    app->page = 0;
}

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
    part_staff_name(app, app_say(app, N_("People and PINs")), app_say(app, N_("What is the name?")),
                    NULL);
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
const Screen screen_settings = {
    .layout = layout_settings, .idle_s = office_idle_s, .tick = office_tick};
const Screen screen_people = {.enter = enter_people,
                              .layout = layout_people,
                              .handle = handle_people,
                              .idle_s = office_idle_s};
const Screen screen_person_pin = {.layout = layout_person_pin, .idle_s = office_idle_s};
const Screen screen_person_remove = {.layout = layout_remove, .idle_s = office_idle_s};
const Screen screen_person_role = {
    .enter = enter_role, .layout = layout_role, .handle = handle_role, .idle_s = office_idle_s};
const Screen screen_person_name = {.layout = layout_person_name,
                                   .idle_s = office_idle_s,
                                   .first = FIELD_STAFF_NAME,
                                   .last = FIELD_STAFF_NAME};
const Screen screen_give_pin = {.layout = layout_give_pin, PIN};
const Screen screen_give_again = {.layout = layout_give_again, PIN};
