/* Where the key of personal data lives: at the first start, and in the settings. */
#include <string.h>

#include "kiosk/parts.h"
#include "kiosk/parts_list.h"
#include "kiosk/screens.h"
#include "kiosk/secretary/key.h"
#include "protocol/error.h"

/* A place in words, what it protects from (README, "Keep names secret"), what is to be done when
 * the key is not there, and the words for such a place before its address is known. */
static const struct {
    const char *kind, *text, *below, *missing, *any;
} kinds[] = {
    {"home", N_("In this device"),
     N_("Protects from who copies the register alone, not from who takes the device."),
     N_("Its file is not where it was. Call who looks after the device.")},
    {"usb:", N_("On the stick “{1}”"),
     N_("Protects when the device is taken away. Without the stick no names can be read."),
     N_("Put in the stick “{1}”. It is found by itself.")},
    {"passphrase", N_("In a passphrase"),
     N_("Asked after each start. Protects when the device is taken away switched off."),
     N_("The device was started anew. Type the passphrase once; it is kept until it is switched "
        "off.")},
    {"file:", N_("In the file {1}"), N_("Protects when the device is taken without that disk."),
     N_("Plug in the disk with the file {1}. It is found by itself."),
     N_("In a file on another disk")},
    {"tang:", N_("From the network: {1}"),
     N_("Protects when the device is taken away from its network."),
     N_("It comes from the network: look at the cable. It is found by itself."),
     N_("From a tang server of the network")},
};

/* What is to be done to have the key; g_free. */
static char *missing_text(const App *app, const char *location)
{
    for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (g_str_has_prefix(location, kinds[i].kind))
            return message_format(app->language, kinds[i].missing, location + strlen(kinds[i].kind),
                                  NULL);
    return g_strdup("");
}

static char *place_text(const App *app, const char *location, const char **below_out)
{
    for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (g_str_has_prefix(location, kinds[i].kind)) {
            const char *rest = location + strlen(kinds[i].kind);
            *below_out = app_say(app, kinds[i].below);
            return message_format(
                app->language, !*rest && kinds[i].any ? kinds[i].any : kinds[i].text, rest, NULL);
        }
    *below_out = NULL;
    return g_strdup(location);
}

static const KeyPlace *place_at(const App *app, int index)
{
    return app->office->key->places->pdata[index];
}

static ListRow place_row(const App *app, int index)
{
    const char *below;
    char *text = place_text(app, place_at(app, index)->location, &below);
    return (ListRow){.text = text, .below = g_strdup(below), .icon = ICON_NEXT};
}

static const List place_list = {"place", place_row};

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
    g_free(key->place);
    key->place = g_strdup(place_at(app, touch.value)->location);
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

static void layout_address(App *app)
{
    g_autofree char *refused =
        app->office->refused ? message_error(app->language, app->office->refused) : NULL;
    gboolean server = g_strcmp0(app->office->key->place, "tang:") == 0;
    const char *question = server ? app_say(app, N_("What is the address of the tang server?"))
                                  : app_say(app, N_("In which file is the key to be?"));
    const char *why = app_say(app, N_("It is tried first: nothing changes before the new key could "
                                      "be read back from there."));
    if (app->office->key->asked)
        question = app_say(app, N_("One moment"));
    part_question(app, title(app), refused ? refused : question, refused ? NULL : why,
                  app_say(app, N_("Next")));
}

/* ---- in the settings */

/* Whoever is at work may unlock it; only an administrator moves it. */
static void key_action(App *app, Notice *notice)
{
    if (!key_is_open(app)) {
        notice->main_id = "unlock";
        notice->main_label =
            key_asks(app) ? app_say(app, N_("Type the passphrase")) : app_say(app, N_("Try again"));
        notice->main_event = EVENT_UNLOCK;
    } else if (key_may_move(app)) {
        notice->main_id = "move";
        notice->main_label = app_say(app, N_("Another place"));
        notice->main_event = EVENT_MOVE;
    }
}

static void layout_key(App *app)
{
    const KeyState *state = &app->office->key->state;
    const char *below = NULL;
    if (!state->location) {
        part_header(app, app_say(app, N_("One moment")), NULL, -1);
        return;
    }
    g_autofree char *where = place_text(app, state->location, &below);
    g_autofree char *missing = missing_text(app, state->location);
    Notice notice = {.icon = state->open ? ICON_KEY : ICON_LOCK,
                     .colour = state->open ? COLOUR_ACTION : COLOUR_CARE,
                     .title = state->open ? where : app_say(app, N_("The names are locked")),
                     .text = state->open ? app_say(app, N_("It is there: names can be read."))
                                         : missing,
                     .detail = state->open ? below
                                           : app_say(app, N_("Until then nobody can be registered. "
                                                             "A recording goes on.")),
                     .back = TRUE};
    key_action(app, &notice);
    part_notice(app, &notice);
}

#define KEY .idle_s = office_idle_s
const Screen screen_key = {.enter = key_look, .layout = layout_key, .tick = key_tick, KEY};
const Screen screen_key_place = {.layout = layout_places, .handle = handle_places, KEY};
const Screen screen_key_address = {
    .layout = layout_address, KEY, .first = FIELD_KEY_ADDRESS, .last = FIELD_KEY_ADDRESS};
const Screen screen_key_words = {
    .layout = layout_words, KEY, .first = FIELD_PASSPHRASE, .last = FIELD_PASSPHRASE};
