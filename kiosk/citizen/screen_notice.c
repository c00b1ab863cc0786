/* Citizens' screens with one thing to say. */
#include "kiosk/citizen/citizen.h"
#include "kiosk/parts.h"
#include "kiosk/screens.h"
#include "protocol/error.h"

static void layout_thanks(App *app)
{
    g_autofree char *number = g_strdup_printf("%d", app->number);
    g_autofree char *text = message_format(app->language, N_("Your number is {1}."), number, NULL);
    Notice notice = {.icon = ICON_CHECK,
                     .colour = COLOUR_GOOD,
                     .title = app_say(app, N_("Thank you, you are registered")),
                     .text = text,
                     .strong = TRUE,
                     .detail =
                         app_say(app, N_("Please take a seat. The screen is free for the next "
                                         "person.")),
                     .main_id = "next",
                     .main_label = app_say(app, N_("Next person")),
                     .main_event = EVENT_NEXT};
    part_notice(app, &notice);
}

static void layout_failed(App *app)
{
    g_autofree char *why = app->error ? message_error(app->language, app->error) : NULL;
    Notice notice = {.icon = ICON_WARNING,
                     .colour = COLOUR_DANGER,
                     .title = app_say(app, N_("Not saved yet")),
                     .text = app_say(app, N_("Nothing is lost: all that you wrote is still here. "
                                             "Please try again, or call the secretary.")),
                     .detail = why,
                     .second_id = "back",
                     .second_label = app_say(app, N_("Back")),
                     .second_event = EVENT_BACK,
                     .main_id = "next",
                     .main_label = app_say(app, N_("Try again")),
                     .main_event = EVENT_RETRY};
    part_notice(app, &notice);
}

static void layout_idle(App *app)
{
    g_autofree char *text = message_plural(
        app->language, "In {1} second what you wrote will be erased, so that nobody else reads it.",
        "In {1} seconds what you wrote will be erased, so that nobody else reads it.",
        app_seconds_left(app));
    Notice notice = {.icon = ICON_CLOCK,
                     .colour = COLOUR_ACTION,
                     .title = app_say(app, N_("Are you still here?")),
                     .text = text,
                     .second_id = "leave",
                     .second_label = app_say(app, N_("Erase and stop")),
                     .second_event = EVENT_LEAVE,
                     .main_id = "stay",
                     .main_label = app_say(app, N_("I am here")),
                     .main_event = EVENT_STAY};
    part_notice(app, &notice);
}

static void layout_stop(App *app)
{
    Notice notice = {.icon = ICON_ERASE,
                     .colour = COLOUR_ACTION,
                     .title = app_say(app, N_("Stop the registration?")),
                     .text = app_say(app, N_("What you wrote will be erased.")),
                     .second_id = "leave",
                     .second_label = app_say(app, N_("Erase and stop")),
                     .second_event = EVENT_LEAVE,
                     .main_id = "stay",
                     .main_label = app_say(app, N_("Go on")),
                     .main_event = EVENT_STAY};
    part_notice(app, &notice);
}

static void layout_trouble(App *app)
{
    g_autofree char *why = app->error ? message_error(app->language, app->error) : NULL;
    Notice notice = {.icon = ICON_WARNING,
                     .colour = COLOUR_DANGER,
                     .title = app_say(app, N_("The register does not answer")),
                     .text = app_say(app, N_("Please call the secretary. What was saved before is "
                                             "safe.")),
                     .detail = why,
                     .main_id = "next",
                     .main_label = app_say(app, N_("Try again")),
                     .main_event = EVENT_RETRY};
    part_notice(app, &notice);
}

const Screen screen_thanks = {.layout = layout_thanks, .idle_s = citizen_idle_thanks};
const Screen screen_failed = {.layout = layout_failed};
const Screen screen_idle = {
    .layout = layout_idle, .idle_s = citizen_idle_answer, .tick = citizen_tick_second};
const Screen screen_stop = {.layout = layout_stop, .idle_s = citizen_idle_answer};
const Screen screen_trouble = {
    .layout = layout_trouble, .idle_s = citizen_idle_never, .tick = citizen_tick_read};
