/* The police body is renamed: its names, its place, and what that means. */
#include "kiosk/parts.h"
#include "kiosk/screens.h"
#include "kiosk/secretary/body.h"
#include "protocol/body.h"
#include "protocol/error.h"

static void free_body(gpointer data)
{
    HomeBody *body = data;
    g_free((char *)body->name);
    g_free((char *)body->name_kk);
    g_free((char *)body->city);
    g_free(body);
}

/* On the register's thread. */
static gboolean change(Workplace *place, gpointer argument, gpointer *value_out, GError **error)
{
    char *since = NULL;
    gboolean ok = body_rename(place->home, argument, NULL, &since, error);
    *value_out = since;
    return ok;
}

void body_begin(App *app)
{
    const OfficeDesk *desk = app->office->desk;
    Form *form = app->office->form;
    g_clear_error(&app->office->refused);
    form_set(form, FIELD_BODY, desk ? desk->body : "");
    form_set(form, FIELD_BODY_KK, desk && desk->body_kk ? desk->body_kk : "");
    form_set(form, FIELD_CITY, desk && desk->city ? desk->city : "");
}

void body_ask(App *app)
{
    const Form *form = app->office->form;
    HomeBody *body = g_new0(HomeBody, 1);
    body->name = form_value(form, FIELD_BODY);
    body->name_kk = form_value(form, FIELD_BODY_KK);
    body->city = form_value(form, FIELD_CITY);
    app_ask(app, &work_body, body);
}

static void take_renamed(App *app, WorkResult *result)
{
    if (app->state != STATE_BODY_KEEP || office_refused(app, result))
        return;
    g_autofree char *date = view_date(app->language, result->value);
    app_step(app, EVENT_SAVED);
    app_toast(
        app,
        message_format(app->language, N_("The new name stands in documents from: {1}"), date, NULL),
        0);
}

const Work work_body = {.name = "body",
                        .run = change,
                        .done = take_renamed,
                        .free_argument = free_body,
                        .free_value = g_free,
                        .changes = TRUE};

static const char *title(const App *app)
{
    return app_say(app, N_("Name of the police body"));
}

static void layout_body(App *app)
{
    part_question(app, title(app), app_say(app, N_("What is the body called now?")),
                  app_say(app, N_("Its full name, as it stands in documents.")),
                  app_say(app, N_("Next")));
}

static void layout_city(App *app)
{
    part_question(app, title(app), app_say(app, N_("In which city or village?")),
                  app_say(app, N_("For the documents; may stay empty.")), app_say(app, N_("Next")));
}

static void layout_keep(App *app)
{
    const Form *form = app->office->form;
    g_autofree char *refused =
        app->office->refused ? message_error(app->language, app->office->refused) : NULL;
    g_autofree char *name =
        form_value(form, app->language == LANGUAGE_KK ? FIELD_BODY_KK : FIELD_BODY);
    Notice notice = {
        .icon = ICON_PAPER,
        .colour = refused ? COLOUR_DANGER : COLOUR_ACTION,
        .title = name ? name : "",
        .text = refused ? refused
                        : app_say(app, N_("So it stands in documents from now on. Meetings of "
                                          "earlier days keep the old name.")),
        .main_id = "next",
        .main_label = app_say(app, N_("Change the name")),
        .main_event = EVENT_NEXT,
        .back = TRUE};
    part_notice(app, &notice);
}

#define BODY .idle_s = office_idle_s
const Screen screen_body = {
    .layout = layout_body, BODY, .first = FIELD_BODY_KK, .last = FIELD_BODY};
const Screen screen_body_city = {
    .layout = layout_city, BODY, .first = FIELD_CITY, .last = FIELD_CITY};
const Screen screen_body_keep = {.layout = layout_keep, BODY};
