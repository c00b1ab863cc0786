/* Questions before something ends, and the moments of waiting. */
#include "kiosk/parts.h"
#include "kiosk/screens.h"
#include "kiosk/secretary/hall.h"
#include "protocol/error.h"

static int never(const App *app)
{
    return 0;
}

static void layout_end(App *app)
{
    int waiting = (int)app->office->hall->notes->len;
    g_autofree char *detail =
        waiting ? message_plural(app->language, "{1} note still waits for its words",
                                 "{1} notes still wait for their words", (guint64)waiting)
                : NULL;
    Notice notice = {.icon = ICON_CAMERA,
                     .colour = COLOUR_ACTION,
                     .title = app_say(app, N_("Close the meeting?")),
                     .text =
                         app_say(app, N_("The recording ends. After that the protocol is looked "
                                         "through, signed and sealed.")),
                     .detail = detail,
                     .second_id = "back",
                     .second_label = app_say(app, N_("The meeting goes on")),
                     .second_event = EVENT_BACK,
                     .main_id = "next",
                     .main_label = app_say(app, N_("Close the meeting")),
                     .main_event = EVENT_NEXT};
    part_notice(app, &notice);
}

static void layout_drop(App *app)
{
    Notice notice = {.icon = ICON_ERASE,
                     .colour = COLOUR_ACTION,
                     .title = app_say(app, N_("Remove the note?")),
                     .text = app_say(app, N_("What was written of it is lost. The recording keeps "
                                             "what was said.")),
                     .second_id = "next",
                     .second_label = app_say(app, N_("Remove")),
                     .second_event = EVENT_NEXT,
                     .main_id = "back",
                     .main_label = app_say(app, N_("Keep it")),
                     .main_event = EVENT_BACK};
    part_notice(app, &notice);
}

static void layout_wait(App *app)
{
    const char *text = app->state == STATE_STARTING ? N_("Camera and microphone are being started.")
                       : app->state == STATE_ENDING ? N_("The recording is being closed.")
                                                    : N_("It is being written down.");
    Notice notice = {.icon = ICON_CLOCK,
                     .colour = COLOUR_ACTION,
                     .title = app_say(app, N_("One moment")),
                     .text = app_say(app, text)};
    part_notice(app, &notice);
}

const Screen screen_end = {
    .layout = layout_end, .idle_s = office_idle_s, .tick = office_tick, .dark = TRUE};
const Screen screen_note_drop = {
    .layout = layout_drop, .idle_s = office_idle_s, .tick = office_tick, .dark = TRUE};
const Screen screen_hall_wait = {.layout = layout_wait, .idle_s = never, .dark = TRUE};
