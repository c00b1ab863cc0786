/* USB sticks through a UDisks2 of the test's own, on a bus of its own. */
#include <glib/gstdio.h>
#include <string.h>

#include "protocol/error.h"
#include "protocol/stick.h"
#include "tests/support.h"
#include "tests/support_bus.h"

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

/* What stands on the bus: a stick that is mounted or not, and the machine's own disk. */
typedef struct {
    BusService service;
    Bus *bus;
    char *folder;
    gboolean mounted, busy, off; /* the service's thread alone changes them */
} Fixture;

#define ROOT "/org/freedesktop/UDisks2"
#define STICK ROOT "/block_devices/sda1"
#define STICK_DRIVE ROOT "/drives/stick"
#define DISK ROOT "/block_devices/mmcblk0p2"
#define DISK_DRIVE ROOT "/drives/card"

static GVariant *managed(Fixture *fixture)
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
        fixture->mounted ? "[b'@FOLDER@']" : "@aay []");
    g_autoptr(GString) whole = g_string_new(text);
    g_string_replace(whole, "@FOLDER@", fixture->folder, 0);
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
    Fixture *fixture = user_data;
    GVariant *answer = NULL;
    if (strcmp(method, "GetManagedObjects") == 0) {
        answer = managed(fixture);
    } else if (strcmp(method, "Mount") == 0) {
        g_assert_cmpstr(path, ==, STICK);
        fixture->mounted = TRUE;
        answer = g_variant_new("(s)", fixture->folder);
    } else if (strcmp(method, "Unmount") == 0) {
        if (fixture->busy) {
            g_dbus_method_invocation_return_dbus_error(
                invocation, "org.freedesktop.UDisks2.Error.DeviceBusy", "target is busy");
            return;
        }
        fixture->mounted = FALSE;
    } else {
        g_assert_cmpstr(path, ==, STICK_DRIVE);
        fixture->off = TRUE;
    }
    g_dbus_method_invocation_return_value(invocation, answer);
}

static const BusObject objects[] = {{ROOT, 0}, {STICK, 1}, {STICK_DRIVE, 2}, {NULL, 0}};

static void set_up(Fixture *fixture, gconstpointer unused)
{
    fixture->folder = g_dir_make_tmp("esep-test-XXXXXX", NULL);
    fixture->service =
        (BusService){"org.freedesktop.UDisks2", interfaces, objects, handle_call, fixture};
    fixture->bus = bus_new(&fixture->service);
}

static void tear_down(Fixture *fixture, gconstpointer unused)
{
    bus_free(fixture->bus);
    g_rmdir(fixture->folder);
    g_free(fixture->folder);
}

static void test_list(Fixture *fixture, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) sticks = stick_list(&error);
    g_assert_no_error(error);
    g_assert_cmpuint(sticks->len, ==, 1);
    const Stick *stick = sticks->pdata[0];
    g_assert_cmpstr(stick->folder, ==, fixture->folder);
    g_assert_cmpstr(stick->label, ==, "АРХИВ");
    g_assert_cmpuint(stick->free_bytes, >, 0);
    g_assert_true(fixture->mounted);
}

static void test_remove(Fixture *fixture, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) sticks = stick_list(&error);
    g_assert_no_error(error);
    g_autofree char *below = g_build_filename(fixture->folder, "archive", NULL);
    g_assert_true(stick_remove(below, &error));
    g_assert_no_error(error);
    g_assert_false(fixture->mounted);
    g_assert_true(fixture->off);
}

static void test_busy(Fixture *fixture, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) sticks = stick_list(&error);
    g_assert_no_error(error);
    fixture->busy = TRUE;
    g_assert_false(stick_remove(fixture->folder, &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED);
    g_assert_nonnull(strstr(error->message, "busy"));
    g_assert_false(fixture->off);
}

static void test_disk_of_the_machine(Fixture *fixture, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_assert_false(stick_remove("/etc", &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_NOT_FOUND);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add("/stick/one-that-is-not-mounted-is-mounted-and-listed", Fixture, NULL, set_up,
               test_list, tear_down);
    g_test_add("/stick/is-unmounted-and-switched-off", Fixture, NULL, set_up, test_remove,
               tear_down);
    g_test_add("/stick/one-in-use-stays", Fixture, NULL, set_up, test_busy, tear_down);
    g_test_add("/stick/the-machines-own-disk-is-none", Fixture, NULL, set_up,
               test_disk_of_the_machine, tear_down);
    return g_test_run();
}
