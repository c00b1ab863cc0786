#include "tests/support_stick.h"

#include <string.h>

#include "tests/support.h"

static const char *const interfaces =
    "<node><interface name='org.freedesktop.DBus.ObjectManager'>"
    "<method name='GetManagedObjects'><arg type='a{oa{sa{sv}}}' direction='out'/></method>"
    "</interface>"
    "<interface name='org.freedesktop.UDisks2.Filesystem'>"
    "<method name='Mount'><arg type='a{sv}' direction='in'/><arg type='s' "
    "direction='out'/></method>"
    "<method name='Unmount'><arg type='a{sv}' direction='in'/></method></interface>"
    "<interface name='org.freedesktop.UDisks2.Drive'>"
    "<method name='PowerOff'><arg type='a{sv}' direction='in'/></method></interface></node>";

#define ROOT "/org/freedesktop/UDisks2"
#define STICK ROOT "/block_devices/sda1"
#define STICK_DRIVE ROOT "/drives/stick"
#define DISK ROOT "/block_devices/mmcblk0p2"
#define DISK_DRIVE ROOT "/drives/card"

static GVariant *managed(SupportStick *stick)
{
    g_autofree char *text = g_strdup_printf(
        "({objectpath '" STICK "': {'org.freedesktop.UDisks2.Block': {'Drive': <objectpath "
        "'" STICK_DRIVE "'>, 'IdLabel': <'АРХИВ'>, 'ReadOnly': <false>, 'HintSystem': <false>}, "
        "'org.freedesktop.UDisks2.Filesystem': {'MountPoints': <%s>}}, objectpath '" STICK_DRIVE
        "': {'org.freedesktop.UDisks2.Drive': {'ConnectionBus': <'usb'>, 'Model': <'Flash'>}}, "
        "objectpath '" DISK "': {'org.freedesktop.UDisks2.Block': {'Drive': <objectpath "
        "'" DISK_DRIVE "'>, 'IdLabel': <'root'>, 'ReadOnly': <false>, 'HintSystem': <true>}, "
        "'org.freedesktop.UDisks2.Filesystem': {'MountPoints': <[b'/']>}}, objectpath '" DISK_DRIVE
        "': {'org.freedesktop.UDisks2.Drive': {'ConnectionBus': <'sdio'>, 'Model': <'Card'>}}},)",
        stick->mounted ? "[b'@FOLDER@']" : "@aay []");
    g_autoptr(GString) whole = g_string_new(text);
    g_string_replace(whole, "@FOLDER@", stick->folder, 0);
    g_autoptr(GError) error = NULL;
    GVariant *value =
        g_variant_parse(G_VARIANT_TYPE("(a{oa{sa{sv}}})"), whole->str, NULL, NULL, &error);
    g_assert_no_error(error);
    return value;
}

static void handle_call(GDBusConnection *bus, const char *sender, const char *path,
                        const char *interface, const char *method, GVariant *arguments,
                        GDBusMethodInvocation *invocation, gpointer user_data)
{
    SupportStick *stick = user_data;
    g_autoptr(GVariant) objects_there = NULL; /* parsed, and so not given away with the answer */
    GVariant *answer = NULL;
    if (strcmp(method, "GetManagedObjects") == 0) {
        answer = objects_there = managed(stick);
    } else if (strcmp(method, "Mount") == 0) {
        g_assert_cmpstr(path, ==, STICK);
        stick->mounted = TRUE;
        answer = g_variant_new("(s)", stick->folder);
    } else if (strcmp(method, "Unmount") == 0) {
        if (stick->busy) {
            g_dbus_method_invocation_return_dbus_error(
                invocation, "org.freedesktop.UDisks2.Error.DeviceBusy", "target is busy");
            return;
        }
        stick->mounted = FALSE;
    } else {
        g_assert_cmpstr(path, ==, STICK_DRIVE);
        stick->off = TRUE;
    }
    g_dbus_method_invocation_return_value(invocation, answer);
}

static const BusObject objects[] = {{ROOT, 0}, {STICK, 1}, {STICK_DRIVE, 2}, {NULL, 0}};

void support_stick_start(SupportStick *stick)
{
    *stick = (SupportStick){0};
    stick->folder = g_dir_make_tmp("esep-test-XXXXXX", NULL);
    stick->service =
        (BusService){"org.freedesktop.UDisks2", interfaces, objects, handle_call, stick};
    stick->bus = bus_new(&stick->service);
}

void support_stick_stop(SupportStick *stick)
{
    bus_free(stick->bus);
    remove_folder(stick->folder);
    g_free(stick->folder);
}
