/* The networks in the settings of the kiosk. */
#include <string.h>

#include "kiosk/secretary/network.h"
#include "protocol/error.h"
#include "tests/support.h"
#include "tests/support_home.h"
#include "tests/support_kiosk_office.h"
#include "tests/support_kiosk_work.h"
#include "tests/support_network.h"

#define SECRET "Ab1!\\xyz"

/* The kiosk before a NetworkManager of its own, on the screen of its networks. */
typedef struct {
    RealFixture real;
    SupportNetwork network;
} Fixture;

static void open_networks(App *app, Asked *asked)
{
    app_step(app, EVENT_SETTINGS);
    g_assert_true(app_step(app, EVENT_NETWORK));
    g_assert_cmpint(sample_asked(asked, &work_network_look), ==, 1);
}

static void set_up(Fixture *fixture, gconstpointer unused)
{
    support_network_start(&fixture->network, TRUE);
    support_network_fill(&fixture->network);
    real_set_up(&fixture->real, NULL);
    fixture->real.app = sample_office(&fixture->real.asked, LANGUAGE_KK, USER_ADMINISTRATOR);
    open_networks(fixture->real.app, &fixture->real.asked);
    real_answer(&fixture->real, &work_network_look);
}

static void tear_down(Fixture *fixture, gconstpointer unused)
{
    real_tear_down(&fixture->real, NULL);
    support_network_stop(&fixture->network);
}

/* The row of a network, by its name. */
static void tap_network(App *app, const char *name)
{
    const GPtrArray *list = network_list(app);
    for (guint i = 0; i < list->len; i++)
        if (strcmp(((const Wifi *)list->pdata[i])->name, name) == 0) {
            g_autofree char *id = g_strdup_printf("wifi:%u", i);
            app_layout(app);
            while (!layout_find(&app->layout, id))
                sample_tap(app, "page:after");
            sample_tap(app, id);
            return;
        }
    g_error("%s is not in reach", name);
}

static gboolean shows(App *app, const char *text)
{
    app_layout(app);
    for (guint i = 0; i < app->layout.widgets->len; i++) {
        const Widget *widget = &g_array_index(app->layout.widgets, Widget, i);
        for (guint line = 0; widget->text.lines && line < widget->text.lines->len; line++)
            if (strstr(widget->text.lines->pdata[line], text))
                return TRUE;
    }
    return FALSE;
}

static void test_typed(Fixture *fixture, gconstpointer unused)
{
    App *app = fixture->real.app;
    tap_network(app, "Klub");
    g_assert_cmpint(app->state, ==, STATE_WIFI_PASSWORD);
    sample_type(app, "Ab1");
    sample_tap(app, "key:go"); /* too short */
    g_assert_cmpint(app->state, ==, STATE_WIFI_PASSWORD);
    sample_type(app, SECRET + strlen("Ab1"));
    g_assert_true(shows(app, "••••••••"));
    g_assert_false(shows(app, SECRET));
    sample_tap(app, "eye");
    g_assert_true(shows(app, SECRET));
    sample_tap(app, "eye");
    g_assert_false(shows(app, SECRET));
    sample_tap(app, "key:go");
    g_assert_cmpint(app->state, ==, STATE_WIFI_JOIN);
    sample_answer(app, &fixture->real.asked, &work_network_join, NULL, "It is too far.");
    g_assert_cmpint(app->state, ==, STATE_WIFI);
    g_assert_true(shows(app, "It is too far."));
    sample_tap(app, "next"); /* again, with what was typed */
    sample_answer(app, &fixture->real.asked, &work_network_join, NULL, "It is too far.");
    sample_tap(app, "back");
    g_assert_false(form_has(app->office->form, FIELD_WIFI_PASSWORD));
}

/* What the worker is told is what was typed, and the network is in the list as it is then. */
static void test_joined(Fixture *fixture, gconstpointer unused)
{
    App *app = fixture->real.app;
    tap_network(app, "Қонақ");
    g_assert_cmpint(app->state, ==, STATE_WIFI);
    sample_tap(app, "next");
    g_assert_cmpint(app->state, ==, STATE_WIFI_JOIN);
    real_answer(&fixture->real, &work_network_join);
    g_assert_cmpint(app->state, ==, STATE_NETWORK);
    g_assert_nonnull(strstr(app->toast, "Қонақ"));
    real_answer(&fixture->real, &work_network_look);
    const Wifi *first = network_list(app)->pdata[0];
    g_assert_cmpstr(first->name, ==, "Қонақ");
    g_assert_true(first->joined);
    tap_network(app, "Қонақ");
    sample_tap(app, "forget");
    real_answer(&fixture->real, &work_network_forget);
    g_assert_cmpint(app->state, ==, STATE_NETWORK);
    while (sample_asked(&fixture->real.asked, &work_network_look))
        real_answer(&fixture->real, &work_network_look);
    tap_network(app, "Қонақ");
    g_assert_false(network_chosen(app)->saved);
}

/* ---- without a manager: results as they come */

static void answer_join(App *app, Asked *asked, GError *error)
{
    for (guint i = 0; i < asked->staff->len; i++) {
        WorkResult *result = asked->staff->pdata[i];
        if (result->work != &work_network_join)
            continue;
        g_ptr_array_steal_index(asked->staff, i);
        result->error = error;
        app_result(app, result);
        return;
    }
    g_error("nobody asked to join");
}

static NetworkSeen *seen_of(const Wifi *wifi, gsize count, NetworkAdapter adapter)
{
    NetworkSeen *seen = g_new0(NetworkSeen, 1);
    const char *const addresses[] = {"eth0\u00a0– 192.168.100.120", NULL};
    const char *const none[] = {NULL};
    seen->addresses = g_strdupv((char **)(count ? addresses : none));
    seen->network = g_new0(Network, 1);
    *seen->network = (Network){adapter, count ? CABLE_IN : CABLE_OUT, g_ptr_array_new()};
    for (gsize i = 0; i < count; i++)
        g_ptr_array_add(seen->network->wifi, (gpointer)&wifi[i]);
    return seen;
}

static Wifi samples[] = {
    {(char *)"504f4c4943452d415354414e41", (char *)"POLICE-ASTANA", WIFI_PASSWORD, 88, TRUE, TRUE},
    {(char *)"d090d29bd0b6d0bed0bb20d0b0d183d18bd0bbd18bd0bdd18bd2a320d0bcd399d0b4d0b5d0bdd0b8d0b5d"
             "18220d2afd0b9d196",
     (char *)"Ақжол ауылының мәдениет үйі", WIFI_PASSWORD, 61, TRUE, FALSE},
    {(char *)"4265656c696e655f526f757465725f34475f3141324233433444354536463747",
     (char *)"Beeline_Router_4G_1A2B3C4D5E6F7G", WIFI_PASSWORD, 70, FALSE, FALSE},
    {(char *)"4775657374", (char *)"Guest", WIFI_OPEN, 40, FALSE, FALSE},
    {(char *)"416b696d61742d3830322e3158", (char *)"Akimat-802.1X", WIFI_OTHER, 12, FALSE, FALSE}};

static NetworkSeen *sample_seen(void)
{
    return seen_of(samples, G_N_ELEMENTS(samples), ADAPTER_ON);
}

/* A wrong password is typed again; who cancels is back at the list; whoever was locked out sees
 * nothing of what came of it. */
static void test_refused(void)
{
    Asked asked = {0};
    g_autoptr(App) app = sample_office(&asked, LANGUAGE_RU, USER_ADMINISTRATOR);
    open_networks(app, &asked);
    sample_answer(app, &asked, &work_network_look, sample_seen(), NULL);
    tap_network(app, samples[1].name);
    sample_tap(app, "next");
    answer_join(app, &asked,
                g_error_new_literal(PROTOCOL_ERROR, PROTOCOL_ERROR_USAGE, "wrong password"));
    g_assert_cmpint(app->state, ==, STATE_WIFI_PASSWORD);
    sample_type(app, "12345678");
    sample_tap(app, "key:go");
    sample_tap(app, "cancel");
    g_assert_cmpint(app->state, ==, STATE_WIFI_JOIN);
    answer_join(app, &asked, g_error_new_literal(G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled"));
    g_assert_cmpint(app->state, ==, STATE_NETWORK);
    g_assert_null(app->toast);
    tap_network(app, samples[2].name);
    sample_type(app, "12345678");
    sample_tap(app, "key:go");
    app_step(app, EVENT_LOCK);
    g_assert_false(form_has(app->office->form, FIELD_WIFI_PASSWORD));
    answer_join(app, &asked, NULL);
    g_assert_false(flow_is_staff(app->state));
    g_assert_null(app->toast);
    asked_clear(&asked);
}

static void test_administrator_alone(void)
{
    Asked asked = {0};
    g_autoptr(App) app = sample_office(&asked, LANGUAGE_RU, USER_SECRETARY);
    app_step(app, EVENT_SETTINGS);
    g_assert_false(app_step(app, EVENT_NETWORK));
    asked_clear(&asked);
}

static void show(App *app, NetworkSeen *seen)
{
    network_seen_free(app->office->network->seen);
    app->office->network->seen = seen;
}

static int check_list(App *app)
{
    show(app, sample_seen());
    int faults = sample_check(app, "network");
    show(app, seen_of(NULL, 0, ADAPTER_NONE));
    faults += sample_check(app, "network-none");
    show(app, seen_of(NULL, 0, ADAPTER_OFF));
    faults += sample_check(app, "network-off");
    NetworkSeen *seen = seen_of(NULL, 0, ADAPTER_NONE);
    network_free(g_steal_pointer(&seen->network));
    error_set(&seen->error, PROTOCOL_ERROR_NOT_FOUND, N_("NetworkManager does not run here."),
              NULL);
    show(app, seen);
    return faults + sample_check(app, "network-unmanaged");
}

static int check_each(App *app)
{
    static const char *const names[] = {"wifi-joined", "wifi-saved", "wifi-new", "wifi-open",
                                        "wifi-other"};
    int faults = 0;
    show(app, sample_seen());
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        g_free(app->office->network->id);
        app->office->network->id = g_strdup(samples[i].id);
        faults += sample_check(app, names[i]);
    }
    return faults;
}

static int check_password(App *app)
{
    form_set(app->office->form, FIELD_WIFI_PASSWORD, "correct horse battery staple");
    app->digits = app->revealed = FALSE;
    int faults = sample_check(app, "wifi-password");
    app->digits = app->revealed = TRUE;
    faults += sample_check(app, "wifi-password-signs");
    error_set(&app->office->refused, PROTOCOL_ERROR_USAGE, N_("“{1}” does not take this password."),
              samples[2].name, NULL);
    faults += sample_check(app, "wifi-password-refused");
    g_clear_error(&app->office->refused);
    return faults;
}

static int check_join(App *app)
{
    return sample_check(app, "wifi-join");
}

static void test_screens(gconstpointer data)
{
    Asked asked = {0};
    g_autoptr(App) app = sample_office(&asked, (Language)GPOINTER_TO_INT(data), USER_ADMINISTRATOR);
    app->state = STATE_NETWORK;
    int faults = sample_check_everywhere(app, check_list);
    app->office->network->id = g_strdup(samples[0].id);
    app->state = STATE_WIFI;
    faults += sample_check_everywhere(app, check_each);
    g_free(app->office->network->id);
    app->office->network->id = g_strdup(samples[2].id);
    app->state = STATE_WIFI_JOIN;
    faults += sample_check_everywhere(app, check_join);
    app->state = STATE_WIFI_PASSWORD;
    app_focus_field(app, FIELD_WIFI_PASSWORD);
    faults += sample_check_everywhere(app, check_password);
    g_assert_cmpint(faults, ==, 0);
    asked_clear(&asked);
}

int main(int argc, char **argv)
{
    g_setenv("SDL_VIDEODRIVER", "dummy", TRUE);
    message_init(NULL);
    g_test_init(&argc, &argv, NULL);
    g_test_add("/kiosk-network/a-password-is-typed-and-seen-only-if-one-wants", Fixture, NULL,
               set_up, test_typed, tear_down);
    g_test_add("/kiosk-network/one-is-joined-and-forgotten-by-touch", Fixture, NULL, set_up,
               test_joined, tear_down);
    g_test_add_func("/kiosk-network/a-wrong-password-is-typed-again", test_refused);
    g_test_add_func("/kiosk-network/it-is-the-administrators", test_administrator_alone);
    for (Language language = LANGUAGE_KK; language < LANGUAGE_COUNT; language++) {
        g_autofree char *name =
            g_strconcat("/kiosk-network/nothing-is-cut-in-", language_code(language), NULL);
        g_test_add_data_func(name, GINT_TO_POINTER((int)language), test_screens);
    }
    return g_test_run();
}
