#include "protocol/network_manager.h"

#include <string.h>

#include "protocol/error.h"

/* The errors' names as the bus and NetworkManager give them. */
static gboolean is_missing(const char *name)
{
    return strcmp(name, "org.freedesktop.DBus.Error.ServiceUnknown") == 0 ||
           strcmp(name, "org.freedesktop.DBus.Error.NameHasNoOwner") == 0 ||
           g_str_has_prefix(name, "org.freedesktop.DBus.Error.Spawn.");
}

static gboolean is_forbidden(const char *name)
{
    return strcmp(name, "org.freedesktop.DBus.Error.AccessDenied") == 0 ||
           g_str_has_suffix(name, ".PermissionDenied") || g_str_has_suffix(name, ".NotPrivileged");
}

static void set_error(GError **error, GError *wrong)
{
    g_autofree char *name = g_dbus_error_get_remote_error(wrong);
    g_dbus_error_strip_remote_error(wrong);
    if (name && is_missing(name))
        error_set(error, PROTOCOL_ERROR_NOT_FOUND, N_("NetworkManager does not run here."), NULL);
    else if (name && is_forbidden(name))
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("This machine does not let the kiosk change its networks."), NULL);
    else
        error_set(error, PROTOCOL_ERROR_REFUSED, N_("NetworkManager answers: {1}"), wrong->message,
                  NULL);
}

GVariant *manager_call(GDBusConnection *bus, const char *path, const char *interface,
                       const char *method, GVariant *arguments, const char *answer, GError **error)
{
    g_autoptr(GError) wrong = NULL;
    GVariant *value = g_dbus_connection_call_sync(bus, NM, path, interface, method, arguments,
                                                  G_VARIANT_TYPE(answer), G_DBUS_CALL_FLAGS_NONE,
                                                  -1, NULL, &wrong);
    if (!value)
        set_error(error, wrong);
    return value;
}

GVariant *manager_properties(const Manager *manager, const char *path, const char *interface)
{
    g_autoptr(GVariant) object =
        g_variant_lookup_value(manager->objects, path, G_VARIANT_TYPE("a{sa{sv}}"));
    return object ? g_variant_lookup_value(object, interface, G_VARIANT_TYPE_VARDICT) : NULL;
}

guint manager_number(GVariant *properties, const char *name)
{
    g_autoptr(GVariant) value = properties ? g_variant_lookup_value(properties, name, NULL) : NULL;
    if (!value)
        return 0;
    if (g_variant_is_of_type(value, G_VARIANT_TYPE_BYTE))
        return g_variant_get_byte(value);
    if (g_variant_is_of_type(value, G_VARIANT_TYPE_BOOLEAN))
        return g_variant_get_boolean(value) ? 1 : 0;
    return g_variant_is_of_type(value, G_VARIANT_TYPE_UINT32) ? g_variant_get_uint32(value) : 0;
}

/* A network that does not tell its name announces none, or zeros. */
static char *id_of(GVariant *of)
{
    g_autoptr(GVariant) name =
        of ? g_variant_lookup_value(of, "ssid", G_VARIANT_TYPE_BYTESTRING) : NULL;
    if (!name && of)
        name = g_variant_lookup_value(of, "Ssid", G_VARIANT_TYPE_BYTESTRING);
    gsize length = 0;
    const guint8 *bytes = name ? g_variant_get_fixed_array(name, &length, 1) : NULL;
    GString *id = g_string_new(NULL);
    gboolean told = FALSE;
    for (gsize i = 0; i < length; i++) {
        g_string_append_printf(id, "%02x", bytes[i]);
        told = told || bytes[i];
    }
    return g_string_free(id, !told);
}

char *manager_point_id(GVariant *point)
{
    return id_of(point);
}

/* One that may not be read is not ours to join. */
static void read_saved(Manager *manager)
{
    const char *path;
    GVariantIter each;
    g_variant_iter_init(&each, manager->objects);
    while (g_variant_iter_next(&each, "{&o@a{sa{sv}}}", &path, NULL)) {
        g_autoptr(GVariant) saved = manager_properties(manager, path, NM_SAVED);
        g_autoptr(GVariant) answer = saved ? manager_call(manager->bus, path, NM_SAVED,
                                                          "GetSettings", NULL, "(a{sa{sv}})", NULL)
                                           : NULL;
        if (!answer)
            continue;
        g_autoptr(GVariant) settings = g_variant_get_child_value(answer, 0);
        g_autoptr(GVariant) wireless =
            g_variant_lookup_value(settings, "802-11-wireless", G_VARIANT_TYPE_VARDICT);
        char *id = id_of(wireless);
        if (id)
            g_hash_table_insert(manager->saved, g_strdup(path), id);
    }
}

gboolean manager_read(Manager *manager, GError **error)
{
    g_autoptr(GError) wrong = NULL;
    *manager = (Manager){0};
    manager->bus = g_bus_get_sync(G_BUS_TYPE_SYSTEM, NULL, &wrong);
    if (!manager->bus) {
        error_set(error, PROTOCOL_ERROR_NOT_FOUND, N_("NetworkManager does not run here."), NULL);
        return FALSE;
    }
    /* A bus that is restarted ends nobody's recording. */
    g_dbus_connection_set_exit_on_close(manager->bus, FALSE);
    g_autoptr(GVariant) answer =
        manager_call(manager->bus, "/org/freedesktop", "org.freedesktop.DBus.ObjectManager",
                     "GetManagedObjects", NULL, "(a{oa{sa{sv}}})", error);
    if (!answer)
        return FALSE;
    manager->objects = g_variant_get_child_value(answer, 0);
    manager->saved = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    read_saved(manager);
    return TRUE;
}

void manager_clear(Manager *manager)
{
    g_clear_object(&manager->bus);
    g_clear_pointer(&manager->objects, g_variant_unref);
    g_clear_pointer(&manager->saved, g_hash_table_unref);
}
