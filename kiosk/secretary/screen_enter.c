/* Who is at work: the choice of the person, the PIN, and the first administrator. */
#include "kiosk/secretary/screen_enter.h"
#include "kiosk/parts.h"
#include "kiosk/parts_list.h"
#include "kiosk/screens.h"
#include "kiosk/secretary/work_office.h"
#include "protocol/error.h"

static void enter_staff(App *app)
{
    app->office->chosen = -1;
    app_ask(app, &work_people, NULL);
}

static const OfficePerson *person_at(const App *app, int index)
{
    return app->office->people->pdata[index];
}

static ListRow person_row(const App *app, int index)
{
    const OfficePerson *person = person_at(app, index);
    return (ListRow){.text = g_strdup(person->name),
                     .below = g_strdup(app_say(app, user_role_text(person->role))),
                     .icon = ICON_NEXT};
}

static const List people_list = {"person", person_row};

void part_people(App *app, SDL_Rect area)
{
    part_list(app, area, &people_list, (int)app->office->people->len, &app->page);
}

static void layout_staff(App *app)
{
    SDL_Rect area = part_header(app, app_say(app, N_("For the staff")), NULL, -1);
    if (!app->office->people)
        return;
    part_title(app, &area, area.h * 2 / 3, app_say(app, N_("Who are you?")), NULL);
    part_people(app, area);
}

static gboolean handle_staff(App *app, Touch touch)
{
    if (touch.kind != TOUCH_ROW || touch.value >= (int)app->office->people->len)
        return FALSE;
    app->office->chosen = touch.value;
    return app_step(app, EVENT_NEXT);
}

static int seconds_to_wait(const App *app)
{
    gint64 left_ms = app->office->wait_until_ms - app->now_ms;
    return left_ms > 0 ? (int)((left_ms + 999) / 1000) : 0;
}

/* A dot for each digit, in the middle of row. */
static void dots(App *app, SDL_Rect row)
{
    int typed = (int)app->office->form->text[FIELD_PIN]->len;
    int dot_px = MIN(row.h, theme_px(&app->theme, 34)), gap_px = dot_px * 2 / 3;
    int x = row.x + (row.w - USER_PIN_DIGITS * dot_px - (USER_PIN_DIGITS - 1) * gap_px) / 2;
    for (int i = 0; i < USER_PIN_DIGITS; i++) {
        SDL_Rect dot = {x + i * (dot_px + gap_px), row.y + (row.h - dot_px) / 2, dot_px, dot_px};
        layout_add(&app->layout, "", i < typed ? LOOK_DOT : LOOK_DOT_EMPTY, dot,
                   (Touch){TOUCH_NONE, 0});
    }
}

/* Question, dots, what was wrong, and the digits; below each other, or on a low screen the digits
 * beside the rest. */
static void layout_digits(App *app, const char *title, const char *question, const char *wrong,
                          const char *go)
{
    const Theme *theme = &app->theme;
    SDL_Rect area = part_header(app, title, NULL, -1);
    LabelStyle style = {TYPE_TITLE, WEIGHT_BOLD, COLOUR_INK, ALIGN_CENTRE, TRUE, 0};
    LabelStyle quiet = {TYPE_BODY,
                        wrong ? WEIGHT_BOLD : WEIGHT_REGULAR,
                        wrong ? COLOUR_DANGER : COLOUR_INK_SECOND,
                        ALIGN_CENTRE,
                        TRUE,
                        0};
    SDL_Rect pad = area, text = area;
    if (theme->portrait) {
        text = cut_top(&pad, area.h / 3, 0);
    } else {
        text = cut_left(&pad, area.w / 2, 0);
        text.w -= theme_px(theme, 24);
    }
    part_keyboard(app, &pad, go);
    int dots_px = theme_px(theme, 64);
    int spare_px = text.h - dots_px;
    layout_label(&app->layout, cut_top(&text, spare_px / 2, 0), style, question);
    dots(app, cut_top(&text, dots_px, 0));
    if (wrong)
        layout_label(&app->layout, text, quiet, wrong);
}

static void layout_pin(App *app)
{
    const Office *office = app->office;
    const OfficePerson *person = person_at(app, office->chosen);
    int wait_s = seconds_to_wait(app);
    g_autofree char *wait = wait_s
                                ? message_plural(app->language, "Wrong too often. Wait {1} second.",
                                                 "Wrong too often. Wait {1} seconds.", wait_s)
                                : NULL;
    g_autofree char *refused =
        office->refused && !wait ? message_error(app->language, office->refused) : NULL;
    layout_digits(app, person->name, app_say(app, N_("Your PIN")), wait ? wait : refused,
                  app_say(app, N_("Enter")));
}

static int tick_pin(App *app)
{
    if (!seconds_to_wait(app))
        return 0;
    app->dirty = TRUE;
    return 1000;
}

static void enter_pin(App *app)
{
    form_wipe(app->office->form, FIELD_PIN);
}

/* As it was typed; nothing can be touched until the PIN was looked at. */
static void layout_entering(App *app)
{
    const Office *office = app->office;
    const char *name = office->chosen < 0 ? app_say(app, N_("Set up the first PIN"))
                                          : person_at(app, office->chosen)->name;
    layout_digits(app, name, app_say(app, N_("One moment")), NULL, app_say(app, N_("Enter")));
    for (guint i = 0; i < app->layout.widgets->len; i++)
        g_array_index(app->layout.widgets, Widget, i).touch.kind = TOUCH_NONE;
}

void part_own_pin(App *app, const char *title, const char *wrong)
{
    layout_digits(app, title, app_say(app, N_("Your PIN")), wrong, app_say(app, N_("Next")));
}

void part_new_pin(App *app, const char *title)
{
    const char *easy = app_say(app, N_("This PIN is too easy to guess: no rows, no repeated "
                                       "digits, no dates."));
    layout_digits(app, title, app_say(app, N_("Choose a PIN of six digits")),
                  app->hint ? easy : NULL, app_say(app, N_("Next")));
}

void part_pin_again(App *app, const char *title)
{
    layout_digits(app, title, app_say(app, N_("The same PIN again")),
                  app->hint ? app_say(app, N_("The two PINs differ.")) : NULL,
                  app_say(app, N_("Done")));
}

static void layout_first(App *app)
{
    const char *why = app_say(app, N_("Nobody has a PIN yet. The first is the administrator, who "
                                      "lets the others in."));
    g_autofree char *refused =
        app->office->refused ? message_error(app->language, app->office->refused) : NULL;
    part_question(app, app_say(app, N_("For the staff")), app_say(app, N_("Set up the first PIN")),
                  refused ? refused : why, app_say(app, N_("Next")));
}

static void layout_new_pin(App *app)
{
    part_new_pin(app, app_say(app, N_("Set up the first PIN")));
}

static void layout_pin_again(App *app)
{
    part_pin_again(app, app_say(app, N_("Set up the first PIN")));
}

static int never_idle(const App *app)
{
    return 0;
}

const Screen screen_staff = {.enter = enter_staff, .layout = layout_staff, .handle = handle_staff};
const Screen screen_pin = {.enter = enter_pin,
                           .layout = layout_pin,
                           .tick = tick_pin,
                           .first = FIELD_PIN,
                           .last = FIELD_PIN};
const Screen screen_entering = {
    .layout = layout_entering, .idle_s = never_idle, .first = FIELD_PIN, .last = FIELD_PIN};
const Screen screen_first = {
    .layout = layout_first, .first = FIELD_STAFF_NAME, .last = FIELD_STAFF_NAME};
const Screen screen_new_pin = {.layout = layout_new_pin, .first = FIELD_PIN, .last = FIELD_PIN};
const Screen screen_pin_again = {.layout = layout_pin_again, .first = FIELD_PIN, .last = FIELD_PIN};
