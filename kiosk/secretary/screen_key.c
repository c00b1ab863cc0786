/* Where the key of personal data lives: at the first start, and in the settings. */
#include <string.h>

#include "kiosk/parts.h"
#include "kiosk/parts_list.h"
#include "kiosk/screens.h"
#include "kiosk/secretary/key.h"
#include "protocol/error.h"

/* A place in words, and what it protects from (README, "Keep names secret"). */
static const struct {
    const char *kind, *text, *below;
} kinds[] = {
    {"home", N_("In this device"),
     N_("Protects from who copies the register alone, not from who takes the device.")},
    {"usb:", N_("On the stick “{1}”"),
     N_("Protects when the device is taken away. Without the stick no names can be read.")},
    {"passphrase", N_("In a passphrase"),
     N_("Asked after each start. Protects when the device is taken away switched off.")},
    {"file:", N_("In the file {1}"), N_("Protects when the device is taken without that disk.")},
    {"tang:", N_("From the network: {1}"),
     N_("Protects when the device is taken away from its network.")},
};

static char *place_text(const App *app, const char *location, const char **below_out)
{
    for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (g_str_has_prefix(location, kinds[i].kind)) {
            *below_out = app_say(app, kinds[i].below);
            return message_format(app->language, kinds[i].text, location + strlen(kinds[i].kind),
                                  NULL);
        }
    *below_out = NULL;
    return g_strdup(location);
}

static const KeyPlace *place_at(const App *app, int index)
{
    return app->office->key->places->pdata[index];
}

static int place_px(App *app, int width_px, int index)
{
    const char *below;
    g_autofree char *text = place_text(app, place_at(app, index)->location, &below);
    return part_row_px(app, width_px, text, below);
}

static void place_row(App *app, SDL_Rect rect, int index)
{
    const char *below;
    g_autofree char *text = place_text(app, place_at(app, index)->location, &below);
    part_row(app, rect, text, below, ICON_NEXT);
}

static const List place_list = {"place", place_px, place_row};

static void enter_places(App *app)
{
    app->page = 0;
}

static const char *title(const App *app)
{
    return app->state == STATE_SETUP_KEY || app->state == STATE_SETUP_WORDS
               ? app_say(app, N_("Setting up the kiosk"))
               : app_say(app, N_("Key of personal data"));
}

static void layout_places(App *app)
{
    const KeyChoice *key = app->office->key;
    g_autofree char *refused =
        app->office->refused ? message_error(app->language, app->office->refused) : NULL;
    SDL_Rect area = part_header(app, title(app), NULL, -1);
    part_title(app, &area, area.h / 2, app_say(app, N_("Where does the key of names live?")),
               refused
                   ? refused
                   : app_say(app, N_("Names, phones and words of citizens are locked with it.")));
    if (key->places)
        part_list(app, area, &place_list, (int)key->places->len, &app->page);
}

static gboolean handle_places(App *app, Touch touch)
{
    KeyChoice *key = app->office->key;
    if (touch.kind != TOUCH_ROW || !key->places || touch.value >= (int)key->places->len)
        return FALSE;
    key->place = touch.value;
    return app_step(app, EVENT_NEXT);
}

static void layout_words(App *app)
{
    gboolean again = !app->office->key->moving;
    g_autofree char *refused =
        app->office->refused ? message_error(app->language, app->office->refused) : NULL;
    const char *question = again ? app_say(app, N_("What is the passphrase?"))
                                 : app_say(app, N_("Choose a passphrase of several words"));
    const char *why = again ? NULL
                            : app_say(app, N_("Nobody can tell it to you again: without it the "
                                              "names are lost."));
    part_question(app, title(app), refused ? refused : question, why, app_say(app, N_("Next")));
}

/* ---- in the settings */

static void layout_key(App *app)
{
    const KeyChoice *key = app->office->key;
    const char *below = NULL;
    g_autofree char *where =
        key->state.location ? place_text(app, key->state.location, &below) : g_strdup("");
    Notice notice = {.icon = key->state.open ? ICON_KEY : ICON_LOCK,
                     .colour = key->state.open ? COLOUR_ACTION : COLOUR_CARE,
                     .title = where,
                     .text = key->state.open
                                 ? app_say(app, N_("It is there: names can be read."))
                                 : app_say(app, N_("It is not there: no name can be read or "
                                                   "registered. A recording goes on.")),
                     .detail = below,
                     .main_id = key->state.open ? "move" : "unlock",
                     .main_label = !key->state.location ? NULL
                                   : key->state.open    ? app_say(app, N_("Another place"))
                                                        : app_say(app, N_("Unlock")),
                     .main_event = key->state.open ? EVENT_MOVE : EVENT_UNLOCK,
                     .back = TRUE};
    part_notice(app, &notice);
}

#define KEY .idle_s = office_idle_s
const Screen screen_key = {.enter = key_look, .layout = layout_key, KEY};
const Screen screen_key_place = {
    .enter = enter_places, .layout = layout_places, .handle = handle_places, KEY};
const Screen screen_key_words = {
    .layout = layout_words, KEY, .first = FIELD_PASSPHRASE, .last = FIELD_PASSPHRASE};
