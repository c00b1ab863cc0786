/* Comparing and setting the clock, with a time service of the test's own. */
#include <string.h>

#include "protocol/clock_watch.h"
#include "protocol/error.h"
#include "protocol/register_audit.h"
#include "tests/support.h"
#include "tests/support_bus.h"
#include "tests/support_home.h"

#define TO_MS (SUPPORT_NOW_MS + 26 * 60000)

static const char *const interfaces =
    "<node><interface name='org.freedesktop.timedate1'>"
    "<method name='SetTime'><arg type='x' direction='in'/><arg type='b' direction='in'/>"
    "<arg type='b' direction='in'/></method><method name='SetNTP'><arg type='b' direction='in'/>"
    "<arg type='b' direction='in'/></method></interface></node>";

/* The machine: whether its clock is synchronised, what it was set to, and how often it still
 * refuses because the synchronisation has not ended yet. */
typedef struct {
    BusService service;
    Bus *bus;
    char *folder;
    Clock *clock;
    Home *home;
    gboolean synchronised, forbidden;
    int busy;
    gint64 set_us; /* 0: it was not */
} Fixture;

static void refuse(GDBusMethodInvocation *invocation, const char *name)
{
    g_dbus_method_invocation_return_dbus_error(invocation, name, "not now");
}

static void handle_call(GDBusConnection *bus, const char *sender, const char *path,
                        const char *interface, const char *method, GVariant *arguments,
                        GDBusMethodInvocation *invocation, gpointer user_data)
{
    Fixture *fixture = user_data;
    gboolean synchronised = strcmp(method, "SetNTP") == 0;
    if (fixture->forbidden) {
        refuse(invocation, "org.freedesktop.DBus.Error.AccessDenied");
    } else if (synchronised) {
        g_variant_get(arguments, "(bb)", &fixture->synchronised, NULL);
        g_dbus_method_invocation_return_value(invocation, NULL);
    } else if (fixture->synchronised || fixture->busy-- > 0) {
        refuse(invocation, "org.freedesktop.timedate1.AutomaticTimeSyncEnabled");
    } else {
        g_variant_get(arguments, "(xbb)", &fixture->set_us, NULL, NULL);
        g_dbus_method_invocation_return_value(invocation, NULL);
    }
}

static const BusObject objects[] = {{"/org/freedesktop/timedate1", 0}, {NULL, 0}};

static void set_up(Fixture *fixture, gconstpointer unused)
{
    fixture->folder = support_folder();
    fixture->clock = clock_new_fixed(SUPPORT_NOW_MS, FALSE);
    fixture->home = support_home(fixture->folder, fixture->clock);
    fixture->service =
        (BusService){"org.freedesktop.timedate1", interfaces, objects, handle_call, fixture};
    fixture->bus = bus_new(&fixture->service);
}

static void tear_down(Fixture *fixture, gconstpointer unused)
{
    bus_free(fixture->bus);
    home_free(fixture->home);
    clock_free(fixture->clock);
    remove_folder(fixture->folder);
    g_free(fixture->folder);
}

/* The last line of the log: what, before, after. */
static void expect_line(Fixture *fixture, const char *what, const char *before, const char *after)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonArray) rows = register_audit_last(home_register(fixture->home), NULL, 1, &error);
    g_assert_no_error(error);
    JsonObject *row = json_array_get_object_element(rows, 0);
    g_assert_cmpstr(json_object_get_string_member(row, "what"), ==, what);
    g_assert_cmpstr(json_object_get_string_member_with_default(row, "before", NULL), ==, before);
    g_assert_cmpstr(json_object_get_string_member_with_default(row, "after", NULL), ==, after);
}

static void test_confirm(Fixture *fixture, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_assert_true(clock_confirm(fixture->home, &error));
    g_assert_no_error(error);
    expect_line(fixture, "clock-confirm", NULL, "2026-11-20T18:00:00+05:00");
    g_assert_cmpint(fixture->set_us, ==, 0);
}

static void test_set(Fixture *fixture, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    fixture->synchronised = TRUE;
    fixture->busy = 2;
    g_assert_true(clock_correct(fixture->home, TO_MS, &error));
    g_assert_no_error(error);
    /* The time that the tries took is added. */
    g_assert_cmpint(fixture->set_us, >=, TO_MS * 1000);
    g_assert_cmpint(fixture->set_us, <, (TO_MS + 20000) * 1000);
    g_assert_true(fixture->synchronised);
    expect_line(fixture, "clock-set", "2026-11-20T18:00:00+05:00", "2026-11-20T18:26:00+05:00");
}

static void test_refused(Fixture *fixture, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    fixture->forbidden = TRUE;
    g_assert_true(clock_confirm(fixture->home, NULL));
    g_assert_false(clock_correct(fixture->home, TO_MS, &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED);
    g_assert_nonnull(strstr(error->message, "not now"));
    g_clear_error(&error);
    g_assert_false(clock_correct(fixture->home, 0, &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_USAGE);
    expect_line(fixture, "clock-confirm", NULL, "2026-11-20T18:00:00+05:00");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add("/clock-watch/what-was-compared-stands-in-the-log", Fixture, NULL, set_up,
               test_confirm, tear_down);
    g_test_add("/clock-watch/it-is-set-once-the-synchronisation-has-ended", Fixture, NULL, set_up,
               test_set, tear_down);
    g_test_add("/clock-watch/a-clock-that-may-not-be-set-stays", Fixture, NULL, set_up,
               test_refused, tear_down);
    return g_test_run();
}
