/* The networks of the machine, with a NetworkManager that python3-dbusmock plays. */
#include <string.h>

#include "protocol/error.h"
#include "protocol/network.h"
#include "protocol/register_audit.h"
#include "tests/support.h"
#include "tests/support_home.h"
#include "tests/support_network.h"

#define KLUB "4b6c7562"
#define POLICE "506f6c697473697961"
#define AKIMAT "416b696d6174"
#define SECRET "eski qal'a 1932!"

typedef struct {
    SupportNetwork network;
    char *folder;
    Clock *clock;
    Home *home;
} Fixture;

static void set_up_with(Fixture *fixture, gboolean with_manager)
{
    support_network_start(&fixture->network, with_manager);
    fixture->folder = support_folder();
    fixture->clock = clock_new_fixed(SUPPORT_NOW_MS, TRUE);
    fixture->home = support_home(fixture->folder, fixture->clock);
}

static void set_up(Fixture *fixture, gconstpointer unused)
{
    set_up_with(fixture, TRUE);
}

static void set_up_without(Fixture *fixture, gconstpointer unused)
{
    set_up_with(fixture, FALSE);
}

static void tear_down(Fixture *fixture, gconstpointer unused)
{
    home_free(fixture->home);
    clock_free(fixture->clock);
    remove_folder(fixture->folder);
    g_free(fixture->folder);
    support_network_stop(&fixture->network);
}

static Network *look(void)
{
    g_autoptr(GError) error = NULL;
    Network *network = network_look(&error);
    g_assert_no_error(error);
    return network;
}

static void ignore(double part, const char *msgid, gpointer unused)
{
}

/* The last line of the log. */
static void expect_line(Fixture *fixture, const char *what, const char *subject)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonArray) rows = register_audit_last(home_register(fixture->home), NULL, 1, &error);
    g_assert_no_error(error);
    JsonObject *row = json_array_get_object_element(rows, 0);
    g_assert_cmpstr(json_object_get_string_member(row, "what"), ==, what);
    g_assert_cmpstr(json_object_get_string_member(row, "subject"), ==, subject);
}

/* "Klub:3:lock Қонақ:3 …", with + for one that is saved and * for one that is joined; g_free. */
static char *list(const Network *network)
{
    static const char *const locks[] = {
        [WIFI_OPEN] = "open", [WIFI_PASSWORD] = "password", [WIFI_OTHER] = "other"};
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < network->wifi->len; i++) {
        const Wifi *wifi = network->wifi->pdata[i];
        g_string_append_printf(text, "%s%s:%d:%s%s%s", i ? " " : "", wifi->name, wifi_bars(wifi),
                               locks[wifi->lock], wifi->saved ? "+" : "", wifi->joined ? "*" : "");
    }
    return g_string_free(text, FALSE);
}

static void test_list(Fixture *fixture, gconstpointer unused)
{
    g_autoptr(Network) none = look();
    g_assert_cmpint(none->adapter, ==, ADAPTER_NONE);
    g_assert_cmpint(none->cable, ==, CABLE_NONE);
    support_network_fill(&fixture->network);
    g_autoptr(Network) network = look();
    g_autofree char *text = list(network);
    g_assert_cmpstr(text, ==, "Politsiya:2:password+ Klub:3:password Қонақ:3:open Akimat:1:other");
    g_assert_cmpint(network->adapter, ==, ADAPTER_ON);
    g_assert_cmpint(network->cable, ==, CABLE_IN);
    support_network_mock(&fixture->network, "/org/freedesktop", "SetProperty",
                         g_variant_new("(sssv)", "/org/freedesktop/NetworkManager",
                                       "org.freedesktop.NetworkManager", "WirelessEnabled",
                                       g_variant_new_boolean(FALSE)));
    g_autoptr(Network) off = look();
    g_assert_cmpint(off->adapter, ==, ADAPTER_OFF);
    g_assert_true(network_switch_on(NULL));
    g_autoptr(Network) on = look();
    g_assert_cmpint(on->adapter, ==, ADAPTER_ON);
}

static void test_join(Fixture *fixture, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    support_network_fill(&fixture->network);
    g_assert_true(network_join(fixture->home, KLUB, SECRET, NULL, ignore, NULL, &error));
    g_assert_no_error(error);
    g_autofree char *calls = support_network_calls(&fixture->network, "AddAndActivateConnection");
    g_assert_nonnull(strstr(calls, SECRET));
    g_assert_nonnull(strstr(calls, "wpa-psk"));
    g_assert_nonnull(strstr(calls, "AccessPoint/klub")); /* the stronger of two */
    g_autoptr(Network) network = look();
    g_autofree char *text = list(network);
    g_assert_true(g_str_has_prefix(text, "Klub:3:password+* Politsiya:2:password+ "));
    expect_line(fixture, "network-join", "Klub");
    g_autofree char *log = g_build_filename(home_path(fixture->home), "register.db-wal", NULL);
    g_autofree char *bytes = NULL;
    gsize length;
    g_assert_true(g_file_get_contents(log, &bytes, &length, NULL));
    g_assert_nonnull(memmem(bytes, length, "network-join", strlen("network-join")));
    g_assert_null(memmem(bytes, length, SECRET, strlen(SECRET)));
    /* Again, without typing anything. */
    g_assert_true(network_join(fixture->home, POLICE, NULL, NULL, ignore, NULL, &error));
    g_assert_no_error(error);
    g_assert_true(network_forget(fixture->home, POLICE, &error));
    expect_line(fixture, "network-forget", "Politsiya");
    g_autoptr(Network) forgotten = look();
    g_assert_false(network_find(forgotten, POLICE)->saved);
    g_assert_false(network_forget(fixture->home, POLICE, &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_NOT_FOUND);
}

/* A join in a thread of its own. */
typedef struct {
    Fixture *fixture;
    const char *id;
    GCancellable *cancel;
    GError *error;
} Try;

static gpointer join(gpointer data)
{
    Try *try = data;
    gboolean ok =
        network_join(try->fixture->home, try->id, SECRET, try->cancel, ignore, NULL, &try->error);
    return GINT_TO_POINTER(ok);
}

static void test_refused(Fixture *fixture, gconstpointer unused)
{
    static const struct {
        guint reason;
        int code;
    } cases[] = {{7, PROTOCOL_ERROR_USAGE},
                 {53, PROTOCOL_ERROR_NOT_FOUND},
                 {17, PROTOCOL_ERROR_REFUSED},
                 {1, PROTOCOL_ERROR_REFUSED}};
    support_network_fill(&fixture->network);
    support_network_delay(&fixture->network);
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        Try try = {.fixture = fixture, .id = POLICE};
        GThread *thread = g_thread_new("join", join, &try);
        support_network_wait_asked(&fixture->network);
        support_network_refuse(&fixture->network, cases[i].reason);
        g_assert_false(GPOINTER_TO_INT(g_thread_join(thread)));
        g_assert_error(try.error, PROTOCOL_ERROR, cases[i].code);
        g_assert_null(strstr(try.error->message, SECRET));
        g_clear_error(&try.error);
        /* What was saved before is saved still, and nothing besides. */
        g_autoptr(GVariant) saved =
            support_network_get(&fixture->network, "/org/freedesktop/NetworkManager/Settings",
                                "org.freedesktop.NetworkManager.Settings", "Connections");
        g_assert_cmpuint(g_variant_n_children(saved), ==, 1);
    }
}

static void test_cancel(Fixture *fixture, gconstpointer unused)
{
    support_network_fill(&fixture->network);
    support_network_delay(&fixture->network);
    g_autoptr(GCancellable) cancel = g_cancellable_new();
    Try try = {.fixture = fixture, .id = KLUB, .cancel = cancel};
    GThread *thread = g_thread_new("join", join, &try);
    support_network_wait_asked(&fixture->network);
    g_cancellable_cancel(cancel);
    g_assert_false(GPOINTER_TO_INT(g_thread_join(thread)));
    g_assert_error(try.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    g_clear_error(&try.error);
    g_autoptr(Network) network = look();
    g_assert_false(network_find(network, KLUB)->saved);
    g_autoptr(GVariant) active =
        support_network_get(&fixture->network, "/org/freedesktop/NetworkManager",
                            "org.freedesktop.NetworkManager", "ActiveConnections");
    g_assert_cmpuint(g_variant_n_children(active), ==, 0);
}

static void expect_refusal(Fixture *fixture, const char *id, const char *password, int code)
{
    g_autoptr(GError) error = NULL;
    g_assert_false(network_join(fixture->home, id, password, NULL, ignore, NULL, &error));
    g_assert_error(error, PROTOCOL_ERROR, code);
}

static void test_cannot_be_joined(Fixture *fixture, gconstpointer unused)
{
    support_network_fill(&fixture->network);
    expect_refusal(fixture, "00ff", SECRET, PROTOCOL_ERROR_NOT_FOUND);
    expect_refusal(fixture, KLUB, NULL, PROTOCOL_ERROR_USAGE);
    expect_refusal(fixture, KLUB, "short", PROTOCOL_ERROR_USAGE);
    expect_refusal(fixture, AKIMAT, SECRET, PROTOCOL_ERROR_REFUSED);
    support_network_mock(&fixture->network, "/org/freedesktop/NetworkManager", "AddMethod",
                         g_variant_new("(sssss)", "org.freedesktop.NetworkManager",
                                       "AddAndActivateConnection", "a{sa{sv}}oo", "oo",
                                       "raise dbus.exceptions.DBusException('no', "
                                       "name='org.freedesktop.NetworkManager.PermissionDenied')"));
    expect_refusal(fixture, KLUB, SECRET, PROTOCOL_ERROR_REFUSED);
    g_autoptr(Network) network = look();
    g_autofree char *text = list(network);
    g_assert_null(strstr(text, "*"));
}

static void test_no_manager(Fixture *fixture, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_assert_null(network_look(&error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_NOT_FOUND);
    expect_refusal(fixture, KLUB, SECRET, PROTOCOL_ERROR_NOT_FOUND);
}

static void test_passwords(void)
{
    static const char *const good[] = {
        "12345678", " ~!@#$%^", "123456789012345678901234567890123456789012345678901234567890123",
        "00112233445566778899aabbccddeeffFFEEDDCCBBAA99887766554433221100"};
    static const char *const bad[] = {
        "",
        "1234567",
        "құпия сөз",
        "1234567\n",
        "1234567890123456789012345678901234567890123456789012345678901234x",
        "g0112233445566778899aabbccddeeffFFEEDDCCBBAA99887766554433221100"};
    for (gsize i = 0; i < G_N_ELEMENTS(good); i++)
        g_assert_true(network_password_valid(good[i]));
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++)
        g_assert_false(network_password_valid(bad[i]));
}

/* Somebody calls a network what he likes. */
static void test_names(void)
{
    g_autofree char *plain = network_name("d2b0d0b9"), *hostile = network_name("411b5b33316dff");
    g_assert_cmpstr(plain, ==, "Ұй");
    g_assert_cmpstr(hostile, ==, "A\xef\xbf\xbd[31m\xef\xbf\xbd");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/network/a-password-is-known-for-one", test_passwords);
    g_test_add_func("/network/a-name-is-shown-without-its-tricks", test_names);
#define TEST(name, set_up_, test)                                                                  \
    g_test_add("/network/" name, Fixture, NULL, set_up_, test, tear_down)
    TEST("all-in-reach-are-listed", set_up, test_list);
    TEST("one-is-joined-and-forgotten-and-the-log-knows-no-password", set_up, test_join);
    TEST("a-refusal-is-told-and-changes-nothing", set_up, test_refused);
    TEST("who-cancels-is-in-no-network", set_up, test_cancel);
    TEST("what-cannot-be-joined-is-refused", set_up, test_cannot_be_joined);
    TEST("without-a-manager-it-says-so", set_up_without, test_no_manager);
    return g_test_run();
}
