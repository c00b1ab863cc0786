#include "tests/support_network.h"

#define NM "org.freedesktop.NetworkManager"
#define NM_PATH "/org/freedesktop/NetworkManager"
#define NM_ACTIVE NM ".Connection.Active"
#define MOCK "org.freedesktop.DBus.Mock"
#define ROOT "/org/freedesktop"
#define DEADLINE_S 60
#define PAUSE_US 2000

static GVariant *call(SupportNetwork *network, const char *name, const char *path,
                      const char *interface, const char *method, GVariant *arguments)
{
    g_autoptr(GError) error = NULL;
    GVariant *answer =
        g_dbus_connection_call_sync(network->bus, name, path, interface, method, arguments, NULL,
                                    G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
    g_assert_no_error(error);
    return answer;
}

/* The tests' own python may be another one than the system's, which has the module. */
static void start_manager(SupportNetwork *network)
{
    g_autoptr(GError) error = NULL;
    gboolean owned = FALSE;
    network->manager = g_subprocess_new(
        G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error,
        "/usr/bin/python3", "-m", "dbusmock", "--template", "networkmanager", NULL);
    g_assert_no_error(error);
    gint64 until_us = g_get_monotonic_time() + DEADLINE_S * G_USEC_PER_SEC;
    while (!owned) {
        g_assert_cmpint(g_get_monotonic_time(), <, until_us);
        g_autoptr(GVariant) answer =
            call(network, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                 "NameHasOwner", g_variant_new("(s)", NM));
        g_variant_get(answer, "(b)", &owned);
        g_usleep(PAUSE_US);
    }
}

void support_network_start(SupportNetwork *network, gboolean with_manager)
{
    g_autoptr(GError) error = NULL;
    *network = (SupportNetwork){.daemon = g_test_dbus_new(G_TEST_DBUS_NONE)};
    g_test_dbus_up(network->daemon);
    const char *address = g_test_dbus_get_bus_address(network->daemon);
    g_setenv("DBUS_SYSTEM_BUS_ADDRESS", address, TRUE);
    network->bus =
        g_dbus_connection_new_for_address_sync(address,
                                               G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                   G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                               NULL, NULL, &error);
    g_assert_no_error(error);
    if (with_manager)
        start_manager(network);
}

static void handle_gone(gpointer gone, GObject *was)
{
    g_atomic_int_set((gint *)gone, TRUE);
}

/* GLib shares one connection to the system bus in a process, and gives out the old one as long as
 * a thread of its own still holds it. */
static void wait_for_connection(void)
{
    gint gone = FALSE;
    gint64 until_us = g_get_monotonic_time() + DEADLINE_S * G_USEC_PER_SEC;
    GDBusConnection *shared = g_bus_get_sync(G_BUS_TYPE_SYSTEM, NULL, NULL);
    if (!shared)
        return;
    g_object_weak_ref(G_OBJECT(shared), handle_gone, &gone);
    g_object_unref(shared);
    while (!g_atomic_int_get(&gone)) {
        g_assert_cmpint(g_get_monotonic_time(), <, until_us);
        g_main_context_iteration(NULL, FALSE);
        g_usleep(PAUSE_US);
    }
}

void support_network_stop(SupportNetwork *network)
{
    wait_for_connection();
    if (network->manager) {
        g_subprocess_force_exit(network->manager);
        g_subprocess_wait(network->manager, NULL, NULL);
        g_object_unref(network->manager);
    }
    g_dbus_connection_close_sync(network->bus, NULL, NULL);
    g_object_unref(network->bus);
    g_test_dbus_stop(network->daemon);
    g_object_unref(network->daemon);
    g_unsetenv("DBUS_SYSTEM_BUS_ADDRESS");
}

void support_network_mock(SupportNetwork *network, const char *path, const char *method,
                          GVariant *arguments)
{
    g_variant_unref(call(network, NM, path, MOCK, method, arguments));
}

static void add_point(SupportNetwork *network, const char *object, const char *name, int strength,
                      guint security)
{
    g_autofree char *address = g_strdup_printf("00:00:00:00:00:%02x", strength);
    support_network_mock(network, ROOT, "AddAccessPoint",
                         g_variant_new("(ssssuuuyu)", SUPPORT_WIFI, object, name, address, 2, 2425,
                                       5400, strength, security));
}

void support_network_fill(SupportNetwork *network)
{
    support_network_mock(network, ROOT, "AddEthernetDevice",
                         g_variant_new("(ssi)", "eth0", "eth0", 100));
    support_network_mock(network, ROOT, "SetProperty",
                         g_variant_new("(sssv)", NM_PATH "/Devices/eth0", NM ".Device.Wired",
                                       "Carrier", g_variant_new_boolean(TRUE)));
    support_network_mock(network, ROOT, "AddWiFiDevice",
                         g_variant_new("(ssi)", "wlan0", "wlan0", 30));
    add_point(network, "far", "Klub", 20, 0x100);
    add_point(network, "klub", "Klub", 90, 0x100);
    add_point(network, "guest", "Қонақ", 70, 0);
    add_point(network, "police", "Politsiya", 40, 0x100);
    add_point(network, "akimat", "Akimat", 15, 0x200);
    add_point(network, "hidden", "", 99, 0x100);
    support_network_mock(network, ROOT, "AddWiFiConnection",
                         g_variant_new("(ssss)", SUPPORT_WIFI, "old", "Politsiya", "wpa-psk"));
}

void support_network_delay(SupportNetwork *network)
{
    static const char *const code =
        "ret = self.add_and_activate_connection(self, args[0], args[1], args[2]); "
        "objects[ret[1]].props['" NM_ACTIVE "']['State'] = dbus.UInt32(1)";
    support_network_mock(
        network, NM_PATH, "AddMethod",
        g_variant_new("(sssss)", NM, "AddAndActivateConnection", "a{sa{sv}}oo", "oo", code));
}

GVariant *support_network_get(SupportNetwork *network, const char *path, const char *interface,
                              const char *name)
{
    GVariant *value;
    g_autoptr(GVariant) answer = call(network, NM, path, "org.freedesktop.DBus.Properties", "Get",
                                      g_variant_new("(ss)", interface, name));
    g_variant_get(answer, "(v)", &value);
    return value;
}

/* The path of what NetworkManager is doing; g_free. NULL: nothing. */
static char *active(SupportNetwork *network)
{
    g_autoptr(GVariant) all = support_network_get(network, NM_PATH, NM, "ActiveConnections");
    g_autofree char **paths = g_variant_dup_objv(all, NULL);
    char *first = g_strdup(paths[0]);
    for (int i = 0; paths[i]; i++)
        g_free(paths[i]);
    return first;
}

void support_network_wait_asked(SupportNetwork *network)
{
    gint64 until_us = g_get_monotonic_time() + DEADLINE_S * G_USEC_PER_SEC;
    for (;;) {
        g_autofree char *path = active(network);
        if (path)
            return;
        g_assert_cmpint(g_get_monotonic_time(), <, until_us);
        g_usleep(PAUSE_US);
    }
}

/* As NetworkManager does it: the device has failed, for a moment; then nothing is being done. */
void support_network_refuse(SupportNetwork *network, guint reason)
{
    GVariantBuilder arguments;
    g_autofree char *path = active(network);
    g_variant_builder_init(&arguments, G_VARIANT_TYPE("av"));
    g_variant_builder_add(&arguments, "v", g_variant_new_uint32(120));
    g_variant_builder_add(&arguments, "v", g_variant_new_uint32(60));
    g_variant_builder_add(&arguments, "v", g_variant_new_uint32(reason));
    support_network_mock(network, SUPPORT_WIFI, "EmitSignal",
                         g_variant_new("(sssav)", NM ".Device", "StateChanged", "uuu", &arguments));
    support_network_mock(network, ROOT, "RemoveActiveConnection",
                         g_variant_new("(ss)", SUPPORT_WIFI, path));
}

char *support_network_calls(SupportNetwork *network, const char *method)
{
    g_autoptr(GVariant) calls =
        call(network, NM, NM_PATH, MOCK, "GetMethodCalls", g_variant_new("(s)", method));
    return g_variant_print(calls, FALSE);
}
