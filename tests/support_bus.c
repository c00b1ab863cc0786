#include "tests/support_bus.h"

struct Bus {
    const BusService *service; /* borrowed */
    GTestDBus *daemon;
    GThread *thread;
    GMainLoop *loop;
    GMainContext *context;
};

static void add_objects(const BusService *service, GDBusConnection *connection)
{
    GDBusInterfaceVTable table = {.method_call = service->handle};
    g_autoptr(GError) error = NULL;
    g_autoptr(GDBusNodeInfo) node = g_dbus_node_info_new_for_xml(service->interfaces, &error);
    g_assert_no_error(error);
    for (const BusObject *object = service->objects; object->path; object++) {
        g_dbus_connection_register_object(connection, object->path,
                                          node->interfaces[object->interface], &table,
                                          service->user_data, NULL, &error);
        g_assert_no_error(error);
    }
}

static gpointer serve(gpointer user_data)
{
    Bus *bus = user_data;
    g_autoptr(GError) error = NULL;
    g_main_context_push_thread_default(bus->context);
    g_autoptr(GDBusConnection) connection =
        g_dbus_connection_new_for_address_sync(g_test_dbus_get_bus_address(bus->daemon),
                                               G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                   G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                               NULL, NULL, &error);
    g_assert_no_error(error);
    add_objects(bus->service, connection);
    g_autoptr(GVariant) owned = g_dbus_connection_call_sync(
        connection, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
        "RequestName", g_variant_new("(su)", bus->service->name, 4), NULL, G_DBUS_CALL_FLAGS_NONE,
        -1, NULL, &error);
    g_assert_no_error(error);
    g_main_loop_run(bus->loop);
    g_dbus_connection_close_sync(connection, NULL, NULL);
    g_main_context_pop_thread_default(bus->context);
    return NULL;
}

static gboolean is_served(const char *name)
{
    g_autoptr(GDBusConnection) connection = g_bus_get_sync(G_BUS_TYPE_SYSTEM, NULL, NULL);
    g_autoptr(GVariant) answer = g_dbus_connection_call_sync(
        connection, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
        "NameHasOwner", g_variant_new("(s)", name), NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL);
    gboolean owned = FALSE;
    if (answer)
        g_variant_get(answer, "(b)", &owned);
    return owned;
}

Bus *bus_new(const BusService *service)
{
    Bus *bus = g_new0(Bus, 1);
    bus->service = service;
    bus->daemon = g_test_dbus_new(G_TEST_DBUS_NONE);
    g_test_dbus_up(bus->daemon);
    g_setenv("DBUS_SYSTEM_BUS_ADDRESS", g_test_dbus_get_bus_address(bus->daemon), TRUE);
    bus->context = g_main_context_new();
    bus->loop = g_main_loop_new(bus->context, FALSE);
    bus->thread = g_thread_new("service", serve, bus);
    while (!is_served(service->name))
        g_thread_yield();
    return bus;
}

static gboolean quit(gpointer loop)
{
    g_main_loop_quit(loop);
    return G_SOURCE_REMOVE;
}

void bus_free(Bus *bus)
{
    g_main_context_invoke(bus->context, quit, bus->loop);
    g_thread_join(bus->thread);
    g_main_loop_unref(bus->loop);
    g_main_context_unref(bus->context);
    g_test_dbus_stop(bus->daemon);
    g_object_unref(bus->daemon);
    g_unsetenv("DBUS_SYSTEM_BUS_ADDRESS");
    g_free(bus);
}
