#include "protocol/stick.h"

#include <gio/gio.h>
#include <string.h>
#include <sys/statvfs.h>

#include "protocol/error.h"

#define BUS_NAME "org.freedesktop.UDisks2"
#define BLOCK BUS_NAME ".Block"
#define DRIVE BUS_NAME ".Drive"
#define FILESYSTEM BUS_NAME ".Filesystem"
#define MOUNT_TIMEOUT_MS 30000 /* a slow stick with a journal to replay */
#define FLUSH_TIMEOUT_MS 300000

void stick_free(Stick *stick)
{
    if (!stick)
        return;
    g_free(stick->folder);
    g_free(stick->label);
    g_free(stick);
}

static GVariant *call(GDBusConnection *bus, const char *path, const char *interface,
                      const char *method, GVariant *arguments, int timeout_ms, GError **error)
{
    g_autoptr(GError) wrong = NULL;
    GVariant *answer =
        g_dbus_connection_call_sync(bus, BUS_NAME, path, interface, method, arguments, NULL,
                                    G_DBUS_CALL_FLAGS_NONE, timeout_ms, NULL, &wrong);
    if (answer)
        return answer;
    g_dbus_error_strip_remote_error(wrong);
    error_set(error, PROTOCOL_ERROR_REFUSED, N_("The USB stick does not answer: {1}"),
              wrong->message, NULL);
    return NULL;
}

/* All that UDisks2 knows: a{oa{sa{sv}}}. */
static GVariant *read_objects(GDBusConnection **bus_out, GError **error)
{
    g_autoptr(GError) wrong = NULL;
    GDBusConnection *bus = g_bus_get_sync(G_BUS_TYPE_SYSTEM, NULL, &wrong);
    if (!bus) {
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("There is no system bus, so USB sticks cannot be found: {1}"), wrong->message,
                  NULL);
        return NULL;
    }
    /* A bus that is restarted ends nobody's recording. */
    g_dbus_connection_set_exit_on_close(bus, FALSE);
    *bus_out = bus;
    g_autoptr(GVariant) answer =
        call(bus, "/org/freedesktop/UDisks2", "org.freedesktop.DBus.ObjectManager",
             "GetManagedObjects", NULL, -1, error);
    return answer ? g_variant_get_child_value(answer, 0) : NULL;
}

/* The properties of an object's interface; NULL if it has none such. g_variant_unref. */
static GVariant *properties(GVariant *objects, const char *path, const char *interface)
{
    g_autoptr(GVariant) object = g_variant_lookup_value(objects, path, G_VARIANT_TYPE("a{sa{sv}}"));
    return object ? g_variant_lookup_value(object, interface, G_VARIANT_TYPE_VARDICT) : NULL;
}

static char *text_property(GVariant *from, const char *name)
{
    char *text = NULL;
    return from && g_variant_lookup(from, name, "s", &text) ? text : g_strdup("");
}

/* The drive of a block device, if it is a stick; g_free. */
static char *drive_of_stick(GVariant *objects, const char *path)
{
    gboolean read_only = FALSE, system = FALSE;
    char *drive = NULL;
    g_autoptr(GVariant) block = properties(objects, path, BLOCK);
    if (!block || !g_variant_lookup(block, "Drive", "o", &drive))
        return NULL;
    g_variant_lookup(block, "ReadOnly", "b", &read_only);
    g_variant_lookup(block, "HintSystem", "b", &system);
    g_autoptr(GVariant) of = properties(objects, drive, DRIVE);
    g_autofree char *connection = text_property(of, "ConnectionBus");
    if (read_only || system || strcmp(connection, "usb") != 0)
        g_clear_pointer(&drive, g_free);
    return drive;
}

/* Where it is mounted; g_free. NULL: nowhere. */
static char *mount_point(GVariant *filesystem)
{
    g_autoptr(GVariant) points =
        g_variant_lookup_value(filesystem, "MountPoints", G_VARIANT_TYPE("aay"));
    if (!points || g_variant_n_children(points) == 0)
        return NULL;
    g_autoptr(GVariant) first = g_variant_get_child_value(points, 0);
    return g_strdup(g_variant_get_bytestring(first));
}

static char *mount(GDBusConnection *bus, const char *path, GError **error)
{
    char *folder = NULL;
    GVariantBuilder options;
    g_variant_builder_init(&options, G_VARIANT_TYPE_VARDICT);
    g_autoptr(GVariant) answer = call(bus, path, FILESYSTEM, "Mount",
                                      g_variant_new("(a{sv})", &options), MOUNT_TIMEOUT_MS, error);
    if (answer)
        g_variant_get(answer, "(s)", &folder);
    return folder;
}

static Stick *describe(GVariant *objects, const char *path, const char *drive, char *folder)
{
    struct statvfs disk;
    g_autoptr(GVariant) block = properties(objects, path, BLOCK);
    g_autoptr(GVariant) of = properties(objects, drive, DRIVE);
    g_autofree char *label = text_property(block, "IdLabel");
    Stick *stick = g_new0(Stick, 1);
    stick->folder = folder;
    stick->label = *label ? g_steal_pointer(&label) : text_property(of, "Model");
    if (statvfs(folder, &disk) == 0)
        stick->free_bytes = (guint64)disk.f_bavail * disk.f_frsize;
    return stick;
}

static void free_stick(gpointer stick)
{
    stick_free(stick);
}

GPtrArray *stick_list(GError **error)
{
    const char *path;
    GVariantIter each;
    g_autoptr(GDBusConnection) bus = NULL;
    g_autoptr(GVariant) objects = read_objects(&bus, error);
    if (!objects)
        return NULL;
    GPtrArray *sticks = g_ptr_array_new_with_free_func(free_stick);
    g_variant_iter_init(&each, objects);
    while (g_variant_iter_next(&each, "{&o@a{sa{sv}}}", &path, NULL)) {
        g_autoptr(GVariant) filesystem = properties(objects, path, FILESYSTEM);
        g_autofree char *drive = filesystem ? drive_of_stick(objects, path) : NULL;
        if (!drive)
            continue;
        /* One that cannot be mounted is no stick to write to; the others are. */
        g_autofree char *folder = mount_point(filesystem);
        if (!folder)
            folder = mount(bus, path, NULL);
        if (folder)
            g_ptr_array_add(sticks, describe(objects, path, drive, g_steal_pointer(&folder)));
    }
    return sticks;
}

/* The file system's object and the drive of a folder; FALSE if it is on no stick. */
static gboolean find(GVariant *objects, const char *folder, char **path_out, char **drive_out)
{
    const char *path;
    GVariantIter each;
    g_variant_iter_init(&each, objects);
    while (g_variant_iter_next(&each, "{&o@a{sa{sv}}}", &path, NULL)) {
        g_autoptr(GVariant) filesystem = properties(objects, path, FILESYSTEM);
        g_autofree char *drive = filesystem ? drive_of_stick(objects, path) : NULL;
        g_autofree char *point = drive ? mount_point(filesystem) : NULL;
        gsize length = point ? strlen(point) : 0;
        if (length == 0 || strncmp(folder, point, length) != 0 ||
            (folder[length] && folder[length] != '/'))
            continue;
        *path_out = g_strdup(path);
        *drive_out = g_steal_pointer(&drive);
        return TRUE;
    }
    return FALSE;
}

static gboolean do_to(GDBusConnection *bus, const char *path, const char *interface,
                      const char *method, GError **error)
{
    GVariantBuilder options;
    g_variant_builder_init(&options, G_VARIANT_TYPE_VARDICT);
    g_autoptr(GVariant) answer = call(bus, path, interface, method,
                                      g_variant_new("(a{sv})", &options), FLUSH_TIMEOUT_MS, error);
    return answer != NULL;
}

gboolean stick_remove(const char *folder, GError **error)
{
    g_autofree char *path = NULL, *drive = NULL;
    g_autoptr(GDBusConnection) bus = NULL;
    g_autofree char *whole = g_canonicalize_filename(folder, NULL);
    g_autoptr(GVariant) objects = read_objects(&bus, error);
    if (!objects)
        return FALSE;
    if (!find(objects, whole, &path, &drive)) {
        error_set(error, PROTOCOL_ERROR_NOT_FOUND, N_("{1} is on no USB stick."), folder, NULL);
        return FALSE;
    }
    return do_to(bus, path, FILESYSTEM, "Unmount", error) &&
           do_to(bus, drive, DRIVE, "PowerOff", error);
}
