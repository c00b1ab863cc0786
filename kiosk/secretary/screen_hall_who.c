/* Who said it: somebody of the list, found by a name, somebody new, or nobody by name. */
#include "kiosk/secretary/screen_hall_who.h"

#include "kiosk/parts.h"
#include "kiosk/screens.h"
#include "kiosk/secretary/hall.h"
#include "protocol/error.h"
#include "protocol/name_fold.h"

enum { ROW_ANONYMOUS, ROW_NEW, ROW_SEARCH, ROW_PEOPLE };

/* Any part of the name begins so. */
static gboolean begins(const char *name, const char *query)
{
    g_autofree char *folded = name_fold(name);
    g_auto(GStrv) parts = g_strsplit(folded, " ", -1);
    for (int i = 0; parts[i]; i++)
        if (g_str_has_prefix(parts[i], query))
            return TRUE;
    return FALSE;
}

GPtrArray *hall_people(const App *app)
{
    GPtrArray *found = g_ptr_array_new();
    const OfficeMeeting *meeting = app->office->meeting;
    g_autofree char *typed = form_value(app->office->form, FIELD_NOTE_SEARCH);
    g_autofree char *query = typed ? name_fold(typed) : NULL;
    JsonArray *list = meeting ? json_object_get_array_member(json_node_get_object(meeting->record),
                                                             "attendee_list")
                              : NULL;
    for (guint i = list ? json_array_get_length(list) : 0; i-- > 0;) {
        JsonObject *person = json_array_get_object_element(list, i);
        g_autofree char *name = hall_person_name(person);
        if (!query || begins(name, query))
            g_ptr_array_add(found, person);
    }
    return found;
}

ListRow hall_search_row(const App *app)
{
    char *typed = form_value(app->office->form, FIELD_NOTE_SEARCH);
    return (ListRow){.text = g_strdup(app_say(app, typed ? N_("Show all") : N_("Search by name"))),
                     .below = typed,
                     .icon = ICON_NEXT};
}

static ListRow person_row(const App *app, int index)
{
    if (index == ROW_ANONYMOUS)
        return (ListRow){.text = g_strdup(app_say(app, N_("Anonymous"))), .icon = ICON_PERSON};
    if (index == ROW_NEW)
        return (ListRow){.text = g_strdup(app_say(app, N_("Somebody who is not on the list"))),
                         .icon = ICON_PEN};
    if (index == ROW_SEARCH)
        return hall_search_row(app);
    g_autoptr(GPtrArray) found = app_once(app, hall_people);
    JsonObject *person = found->pdata[index - ROW_PEOPLE];
    const char *address = json_object_get_string_member_with_default(person, "address", NULL);
    int number = (int)json_object_get_int_member(person, "n");
    return (ListRow){.text = hall_person_name(person),
                     .below = address ? g_strdup_printf("№ %d\u00a0· %s", number, address)
                                      : g_strdup_printf("№ %d", number),
                     .icon = ICON_NEXT};
}

static const List list = {"who", person_row};

static void layout_who(App *app)
{
    SDL_Rect area = part_header(app, app_say(app, N_("Who said it")), NULL, -1);
    g_autoptr(GPtrArray) found = app_once(app, hall_people);
    part_list(app, area, &list, ROW_PEOPLE + (int)found->len, &app->page);
}

static gboolean choose(App *app, int from, const char *name)
{
    Note *note = app->office->hall->note;
    note->from = from;
    hall_set(&note->who, name);
    hall_set(&note->surname, NULL);
    hall_set(&note->given, NULL);
    hall_keep_notes(app);
    form_wipe(app->office->form, FIELD_NOTE_SEARCH);
    return app_step(app, EVENT_NEXT);
}

static gboolean handle_who(App *app, Touch touch)
{
    Form *form = app->office->form;
    if (touch.kind != TOUCH_ROW || !app->office->hall->note)
        return FALSE;
    if (touch.value == ROW_ANONYMOUS)
        return choose(app, 0, NULL);
    if (touch.value == ROW_NEW) {
        const Note *note = app->office->hall->note;
        form_set(form, FIELD_NOTE_SURNAME, note->surname ? note->surname : "");
        form_set(form, FIELD_NOTE_GIVEN, note->given ? note->given : "");
        return app_step(app, EVENT_START);
    }
    if (touch.value == ROW_SEARCH) {
        if (!form_has(form, FIELD_NOTE_SEARCH))
            return app_step(app, EVENT_LOOK_UP);
        form_wipe(form, FIELD_NOTE_SEARCH);
        app->page = 0;
        return TRUE;
    }
    g_autoptr(GPtrArray) found = app_once(app, hall_people);
    if (touch.value - ROW_PEOPLE >= (int)found->len)
        return FALSE;
    JsonObject *person = found->pdata[touch.value - ROW_PEOPLE];
    g_autofree char *name = hall_person_name(person);
    return choose(app, (int)json_object_get_int_member(person, "n"), name);
}

static void layout_fields(App *app)
{
    const char *title = app->state == STATE_NOTE_SEARCH ? app_say(app, N_("Search by name"))
                                                        : app_say(app, N_("Who said it"));
    SDL_Rect left = part_form(app, title, NULL, app_say(app, N_("Go on")));
    if (app->office->hall->trouble && app->state == STATE_NOTE_PERSON) {
        g_autofree char *text = message_error(app->language, app->office->hall->trouble);
        LabelStyle style = {TYPE_SMALL, WEIGHT_BOLD, COLOUR_DANGER, ALIGN_LEFT, FALSE, 0};
        layout_label(&app->layout, left, style, text);
    }
}

static GPtrArray *categories(const App *app)
{
    return app->office->meeting ? app->office->meeting->categories : NULL;
}

static ListRow category_row(const App *app, int index)
{
    const char *text = view_category_text(categories(app)->pdata[index], app->language);
    return (ListRow){.text = g_strdup(text), .icon = ICON_NEXT};
}

static const List category_list = {"category", category_row};

static void layout_category(App *app)
{
    SDL_Rect area = part_header(app, app_say(app, N_("Who are they?")), NULL, -1);
    GPtrArray *all = categories(app);
    if (all)
        part_list(app, area, &category_list, (int)all->len, &app->page);
}

static gboolean handle_category(App *app, Touch touch)
{
    GPtrArray *all = categories(app);
    if (touch.kind != TOUCH_ROW || !all || touch.value >= (int)all->len)
        return FALSE;
    const ViewCategory *category = all->pdata[touch.value];
    g_free(app->office->form->category);
    app->office->form->category = g_strdup(category->code);
    return app_step(app, EVENT_NEXT);
}

#define COMMON .idle_s = office_idle_s, .tick = office_tick, .dark = TRUE

const Screen screen_note_who = {.layout = layout_who, .handle = handle_who, COMMON};
const Screen screen_note_search = {
    .layout = layout_fields, .first = FIELD_NOTE_SEARCH, .last = FIELD_NOTE_SEARCH, COMMON};
const Screen screen_note_person = {.layout = layout_fields,
                                   .first = FIELD_NOTE_SURNAME,
                                   .last = FIELD_NOTE_GIVEN,
                                   .idle_s = office_idle_s,
                                   .tick = hall_tick_typing,
                                   .dark = TRUE};
const Screen screen_note_category = {.layout = layout_category, .handle = handle_category, COMMON};
