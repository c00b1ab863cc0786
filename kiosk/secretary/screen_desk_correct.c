/* Correcting a record: the people who came, one of them, why something is withdrawn, that there was
 * none, and what is added. */
#include <string.h>

#include "kiosk/parts.h"
#include "kiosk/screens.h"
#include "kiosk/secretary/desk_correct.h"
#include "kiosk/secretary/hall.h"
#include "kiosk/secretary/screen_hall_who.h"
#include "protocol/error.h"
#include "protocol/json_read.h"

/* ---- all who came */

enum { ROW_NEW, ROW_SEARCH, ROW_PEOPLE };

static char *category_name(const App *app, const char *code)
{
    GPtrArray *all = app->office->meeting ? app->office->meeting->categories : NULL;
    for (guint i = 0; all && i < all->len; i++) {
        const ViewCategory *category = all->pdata[i];
        if (g_strcmp0(category->code, code) == 0)
            return g_strdup(view_category_text(category, app->language));
    }
    return g_strdup(code ? code : "");
}

static ListRow people_row(const App *app, int index)
{
    if (index == ROW_NEW)
        return (ListRow){.text = g_strdup(app_say(app, N_("Somebody who is not on the list"))),
                         .icon = ICON_PERSON};
    if (index == ROW_SEARCH)
        return hall_search_row(app);
    g_autoptr(GPtrArray) found = app_once(app, hall_people);
    JsonObject *person = found->pdata[index - ROW_PEOPLE];
    int number = (int)json_object_get_int_member_with_default(person, "n", 0);
    g_autofree char *category = category_name(app, json_read_text(person, "category"));
    return (ListRow){.text = desk_name(person),
                     .below = g_strdup_printf("№ %d\u00a0· %s", number, category),
                     .icon = ICON_NEXT};
}

static const List people_list = {"person", people_row};

static void layout_people(App *app)
{
    SDL_Rect area = part_header(app, app_say(app, N_("Who came")), NULL, -1);
    g_autoptr(GPtrArray) found = app_once(app, hall_people);
    part_list(app, area, &people_list, ROW_PEOPLE + (int)found->len, &app->page);
}

static gboolean handle_people(App *app, Touch touch)
{
    if (touch.kind != TOUCH_ROW)
        return FALSE;
    if (touch.value == ROW_NEW)
        return app_step(app, EVENT_NEW);
    if (touch.value == ROW_SEARCH) {
        if (!form_has(app->office->form, FIELD_NOTE_SEARCH))
            return app_step(app, EVENT_LOOK_UP);
        form_wipe(app->office->form, FIELD_NOTE_SEARCH);
        app->page = 0;
        return TRUE;
    }
    g_autoptr(GPtrArray) found = app_once(app, hall_people);
    if (touch.value - ROW_PEOPLE >= (int)found->len)
        return FALSE;
    app->office->after->number = (int)json_object_get_int_member_with_default(
        found->pdata[touch.value - ROW_PEOPLE], "n", 0);
    return app_step(app, EVENT_NEXT);
}

/* ---- one of them */

static const struct {
    FlowEvent event;
    Icon icon;
    const char *below; /* message id */
} attendee_ways[] = {
    {EVENT_WHO, ICON_PEN, N_("Surname, name, patronymic")},
    {EVENT_WHAT, ICON_PEN, N_("Who they are")},
    {EVENT_HOW, ICON_PEN, N_("Phone and address")},
    {EVENT_TAKE_AWAY, ICON_ERASE, N_("If the registration was a mistake")},
};

static char *attendee_text(const App *app, int index)
{
    JsonObject *person = desk_attendee(app);
    const char *phone = json_read_text(person, "phone"),
               *address = json_read_text(person, "address");
    switch (attendee_ways[index].event) {
    case EVENT_WHO:
        return desk_name(person);
    case EVENT_WHAT:
        return category_name(app, json_read_text(person, "category"));
    case EVENT_HOW:
        if (!phone && !address)
            return g_strdup(app_say(app, N_("Not told")));
        return g_strdup_printf("%s%s%s", phone ? phone : "", phone && address ? ", " : "",
                               address ? address : "");
    default:
        return g_strdup(app_say(app, N_("Withdraw")));
    }
}

static ListRow attendee_row(const App *app, int index)
{
    return (ListRow){.text = attendee_text(app, index),
                     .below = g_strdup(app_say(app, attendee_ways[index].below)),
                     .icon = attendee_ways[index].icon};
}

static const List attendee_list = {"attendee", attendee_row};

static void layout_attendee(App *app)
{
    g_autofree char *number = g_strdup_printf("№ %d", app->office->after->number);
    SDL_Rect area = part_header(app, app_say(app, N_("Who came")), number, -1);
    if (desk_attendee(app))
        part_list(app, area, &attendee_list, G_N_ELEMENTS(attendee_ways), &app->page);
}

static gboolean handle_attendee(App *app, Touch touch)
{
    return touch.kind == TOUCH_ROW && touch.value < (int)G_N_ELEMENTS(attendee_ways) &&
           app_step(app, attendee_ways[touch.value].event);
}

static ListRow category_row(const App *app, int index)
{
    const ViewCategory *category = app->office->meeting->categories->pdata[index];
    gboolean now = g_strcmp0(category->code, json_read_text(desk_attendee(app), "category")) == 0;
    return (ListRow){.text = g_strdup(view_category_text(category, app->language)),
                     .icon = now ? ICON_CHECK : ICON_NEXT};
}

static const List category_list = {"category", category_row};

static GPtrArray *categories(const App *app)
{
    return app->office->meeting ? app->office->meeting->categories : NULL;
}

static void layout_category(App *app)
{
    SDL_Rect area = part_header(app, app_say(app, N_("Who are they?")), NULL, -1);
    if (categories(app))
        part_list(app, area, &category_list, (int)categories(app)->len, &app->page);
}

static gboolean handle_category(App *app, Touch touch)
{
    if (touch.kind != TOUCH_ROW || !categories(app) || app->office->after->saving ||
        touch.value >= (int)categories(app)->len)
        return FALSE;
    const ViewCategory *category = categories(app)->pdata[touch.value];
    g_free(app->office->form->category);
    app->office->form->category = g_strdup(category->code);
    return app_step(app, EVENT_NEXT);
}

/* ---- what is typed */

static void layout_names(App *app)
{
    part_form(app, app_say(app, N_("What is the name?")), NULL,
              app_say(app, desk_is_new_person(app) ? N_("Next") : N_("Save")));
}

static void layout_contact(App *app)
{
    part_form(app, app_say(app, N_("Phone and address")), NULL, app_say(app, N_("Save")));
}

static void layout_search(App *app)
{
    part_form(app, app_say(app, N_("Search by name")), NULL, app_say(app, N_("Search")));
}

static void layout_withdraw(App *app)
{
    part_form(app, app_say(app, N_("Withdraw")), NULL, app_say(app, N_("Withdraw")));
}

/* ---- that there was none, and what is added */

static void layout_none(App *app)
{
    gboolean entries = g_strcmp0(app->office->after->none, "entries") == 0;
    Notice notice = {
        .icon = ICON_PEN,
        .colour = COLOUR_ACTION,
        .back = TRUE,
        .title = entries ? app_say(app, N_("Did nobody complain, suggest or remark anything?"))
                         : app_say(app, N_("Was no decision taken?")),
        .text = app_say(app, N_("The protocol says so then. What was forgotten can be added.")),
        .second_id = "add",
        .second_label = app_say(app, N_("Add it")),
        .second_event = EVENT_NEW,
        .main_id = "next",
        .main_label = app_say(app, N_("There was none")),
        .main_event = EVENT_NEXT};
    part_notice(app, &notice);
}

static ListRow kind_row(const App *app, int index)
{
    return (ListRow){.text = g_strdup(hall_kind_name(app, (NoteKind)index)), .icon = ICON_NEXT};
}

static const List kind_list = {"kind", kind_row};

static void layout_adding(App *app)
{
    SDL_Rect area = part_header(app, app_say(app, N_("What is added to the record?")), NULL, -1);
    part_list(app, area, &kind_list, NOTE_KIND_COUNT, &app->page);
}

/* What was forgotten was said at the latest at the end. */
static gboolean handle_add(App *app, Touch touch)
{
    if (touch.kind != TOUCH_ROW || touch.value >= NOTE_KIND_COUNT)
        return FALSE;
    Note *note = note_new((NoteKind)touch.value);
    const char *ended = desk_text(app, "ended"), *time = desk_text(app, "time");
    note->at = g_strndup(ended ? ended : time ? time : "", strlen("HH:MM"));
    hall_correct(app, note);
    return app_step(app, EVENT_NOTE);
}

#define COMMON .idle_s = office_idle_s, .tick = desk_tick
const Screen screen_attendees = {.layout = layout_people, .handle = handle_people, COMMON};
const Screen screen_attendee = {.layout = layout_attendee, .handle = handle_attendee, COMMON};
const Screen screen_attendee_search = {
    .layout = layout_search, .first = FIELD_NOTE_SEARCH, .last = FIELD_NOTE_SEARCH, COMMON};
const Screen screen_attendee_name = {.layout = layout_names,
                                     .first = FIELD_OFFICIAL_SURNAME,
                                     .last = FIELD_OFFICIAL_PATRONYMIC,
                                     COMMON};
const Screen screen_attendee_category = {
    .layout = layout_category, .handle = handle_category, COMMON};
const Screen screen_attendee_contact = {
    .layout = layout_contact, .first = FIELD_PHONE, .last = FIELD_ADDRESS, COMMON};
const Screen screen_withdraw = {
    .layout = layout_withdraw, .first = FIELD_REASON, .last = FIELD_REASON, COMMON};
const Screen screen_say_none = {.layout = layout_none, COMMON};
const Screen screen_add = {.layout = layout_adding, .handle = handle_add, COMMON};
