/* Settings: the networks of the machine, and one of them. */
#include "kiosk/parts.h"
#include "kiosk/parts_chip.h"
#include "kiosk/parts_list.h"
#include "kiosk/parts_state.h"
#include "kiosk/screens.h"
#include "kiosk/secretary/network.h"
#include "protocol/error.h"

#define CHIPS_MAX 6

static const Wifi *wifi_at(const App *app, int index)
{
    return network_list(app)->pdata[index];
}

static const char *lock_text(const App *app, const Wifi *wifi)
{
    static const char *const texts[] = {
        [WIFI_OPEN] = N_("open to everybody"),
        [WIFI_PASSWORD] = N_("with a password"),
        [WIFI_OTHER] = N_("with more than a password"),
    };
    return wifi->joined  ? app_say(app, N_("the kiosk is in it"))
           : wifi->saved ? app_say(app, N_("the password is known"))
                         : app_say(app, texts[wifi->lock]);
}

/* "the password is known, strong signal"; g_free. */
static char *below_text(const App *app, const Wifi *wifi)
{
    static const char *const signals[] = {N_("{1}, weak signal"), N_("{1}, fair signal"),
                                          N_("{1}, strong signal")};
    g_autofree char *text =
        message_format(app->language, signals[wifi_bars(wifi) - 1], lock_text(app, wifi), NULL);
    g_autofree char *first = g_utf8_substring(text, 0, 1);
    g_autofree char *capital = g_utf8_strup(first, -1);
    return g_strconcat(capital, g_utf8_next_char(text), NULL);
}

static ListRow wifi_row(const App *app, int index)
{
    static const Icon bars[] = {ICON_WIFI_WEAK, ICON_WIFI_FAIR, ICON_WIFI_STRONG};
    const Wifi *wifi = wifi_at(app, index);
    return (ListRow){.text = g_strdup(wifi->name),
                     .below = below_text(app, wifi),
                     .mark = bars[wifi_bars(wifi) - 1],
                     .mark_ink = COLOUR_ACTION,
                     .icon = wifi->joined              ? ICON_CHECK
                             : wifi->lock == WIFI_OPEN ? ICON_NONE
                                                       : ICON_LOCK};
}

static const List wifi_list = {"wifi", wifi_row};

/* ---- all of them */

/* What the machine is in, whoever sees to it. */
static void layout_state(App *app, SDL_Rect *area)
{
    static const char *const cables[] = {
        [CABLE_OUT] = N_("Cable: not plugged in"), [CABLE_IN] = N_("Cable: plugged in")};
    const NetworkSeen *seen = app->office->network->seen;
    Chip chips[CHIPS_MAX] = {0};
    int count = 0;
    if (seen->network && seen->network->cable != CABLE_NONE)
        chips[count++] = (Chip){seen->network->cable == CABLE_IN ? CHIP_GOOD : CHIP_PLAIN,
                                g_strdup(app_say(app, cables[seen->network->cable]))};
    for (int i = 0; seen->addresses[i] && count < CHIPS_MAX; i++)
        chips[count++] = (Chip){CHIP_PLAIN, g_strdup(seen->addresses[i])};
    if (!seen->addresses[0])
        chips[count++] = (Chip){CHIP_CARE, g_strdup(app_say(app, N_("In no network")))};
    part_chips(app, area, chips, count);
    for (int i = 0; i < count; i++)
        g_free(chips[i].text);
}

/* Why there is no list; g_free. NULL: there is one. */
static char *missing_text(const App *app)
{
    const NetworkSeen *seen = app->office->network->seen;
    const char *why =
        !seen                                    ? N_("One moment")
        : seen->error                            ? NULL
        : seen->network->adapter == ADAPTER_NONE ? N_("This machine has no Wi-Fi. Plug in a cable, "
                                                      "or an adapter for Wi-Fi.")
        : seen->network->adapter == ADAPTER_OFF  ? N_("Wi-Fi is switched off.")
        : seen->network->wifi->len == 0          ? N_("No Wi-Fi network is within reach. One that "
                                                               "comes is shown here.")
                                                 : "";
    if (!why)
        return message_error(app->language, seen->error);
    return *why ? g_strdup(app_say(app, why)) : NULL;
}

static void layout_network(App *app)
{
    static const LabelStyle style = {TYPE_BODY, WEIGHT_REGULAR, COLOUR_INK, ALIGN_CENTRE, TRUE, 0};
    const NetworkSeen *seen = app->office->network->seen;
    g_autofree char *missing = missing_text(app);
    SDL_Rect area = part_header(app, app_say(app, N_("Network")), NULL, -1);
    if (seen)
        layout_state(app, &area);
    if (!missing) {
        part_list(app, area, &wifi_list, (int)network_list(app)->len, &app->page);
        return;
    }
    if (seen && seen->network && seen->network->adapter == ADAPTER_OFF) {
        const char *label = app_say(app, N_("Switch Wi-Fi on"));
        SDL_Rect bar = cut_bottom(&area, MAX(app->theme.target_px, theme_px(&app->theme, 92)),
                                  theme_px(&app->theme, 24));
        int px = MIN(layout_button_width(&app->layout, ICON_NONE, label), bar.w);
        layout_button(&app->layout, "on", LOOK_MAIN, cut_right(&bar, px, 0),
                      (Touch){TOUCH_FLOW, EVENT_RETRY}, ICON_NONE, label);
    }
    layout_label(&app->layout, area, style, missing);
}

static void enter_network(App *app)
{
    app->page = 0;
    network_look_again(app);
}

static gboolean handle_network(App *app, Touch touch)
{
    const GPtrArray *list = network_list(app);
    NetworkChoice *choice = app->office->network;
    if (touch.kind != TOUCH_ROW || !list || touch.value >= (int)list->len)
        return FALSE;
    g_free(choice->id);
    choice->id = g_strdup(wifi_at(app, touch.value)->id);
    g_clear_error(&app->office->refused);
    return app_step(app, EVENT_NEXT);
}

/* ---- one of them */

static const char *chosen_text(const App *app, const Wifi *wifi)
{
    if (!wifi)
        return app_say(app, N_("It is out of reach now."));
    if (wifi->joined)
        return app_say(app, N_("The kiosk is in this network, and comes back to it by itself."));
    if (wifi->saved)
        return app_say(app, N_("The password is known."));
    if (wifi->lock == WIFI_PASSWORD)
        return app_say(app, N_("It asks for a password."));
    return wifi->lock == WIFI_OPEN
               ? app_say(app, N_("Anybody can be in this network, and listen. Take it only if you "
                                 "know whose it is."))
               : app_say(app, N_("It asks for more than a password. Who looks after the network "
                                 "sets it up."));
}

static void layout_wifi(App *app)
{
    const Wifi *wifi = network_chosen(app);
    g_autofree char *name = network_name(app->office->network->id);
    g_autofree char *refused =
        app->office->refused ? message_error(app->language, app->office->refused) : NULL;
    Notice notice = {.icon = refused ? ICON_WARNING : ICON_WIFI_STRONG,
                     .colour = refused ? COLOUR_CARE : COLOUR_ACTION,
                     .title = name,
                     .text = refused ? refused : chosen_text(app, wifi),
                     .main_id = "next",
                     .main_label = network_may_join(app) ? app_say(app, N_("Connect"))
                                                         : app_say(app, N_("Close")),
                     .main_event = EVENT_NEXT,
                     .back = TRUE};
    if (network_is_saved(app)) {
        notice.detail = app_say(app, N_("Once it is forgotten, its password must be typed again."));
        notice.second_id = "forget";
        notice.second_label = app_say(app, N_("Forget"));
        notice.second_event = EVENT_TAKE_AWAY;
    }
    part_notice(app, &notice);
}

static void layout_password(App *app)
{
    g_autofree char *name = network_name(app->office->network->id);
    g_autofree char *question =
        message_format(app->language, N_("What is the password of “{1}”?"), name, NULL);
    g_autofree char *refused =
        app->office->refused ? message_error(app->language, app->office->refused) : NULL;
    part_question(app, app_say(app, N_("Network")), refused ? refused : question,
                  app_say(app, N_("Large and small letters differ. It is kept in this machine "
                                  "alone.")),
                  app_say(app, N_("Next")));
}

static void layout_join(App *app)
{
    const char *said = app->office->job_said;
    g_autofree char *name = network_name(app->office->network->id);
    Notice notice = {.icon = ICON_WIFI_STRONG,
                     .colour = COLOUR_ACTION,
                     .title = name,
                     .text = app_say(app, said ? said : N_("One moment")),
                     .main_id = "cancel",
                     .main_label = app_say(app, N_("Cancel")),
                     .main_event = EVENT_BACK};
    part_notice(app, &notice);
}

static int idle_never(const App *app)
{
    return 0;
}

#define IDLE .idle_s = office_idle_s
const Screen screen_network = {.enter = enter_network,
                               .layout = layout_network,
                               .handle = handle_network,
                               .tick = network_tick,
                               IDLE};
const Screen screen_wifi = {.layout = layout_wifi, .tick = network_tick, IDLE};
const Screen screen_wifi_password = {
    .layout = layout_password, IDLE, .first = FIELD_WIFI_PASSWORD, .last = FIELD_WIFI_PASSWORD};
const Screen screen_wifi_join = {.layout = layout_join, .idle_s = idle_never};
