#include "protocol/clock_watch.h"

#include <gio/gio.h>

#include "protocol/error.h"
#include "protocol/register_audit.h"

#define BUS_NAME "org.freedesktop.timedate1"
#define PATH "/org/freedesktop/timedate1"
#define FIRST_MS G_GINT64_CONSTANT(1767207600000) /* 1 January 2026: no meeting was before */
/* The service ends the synchronisation behind its answer, and sets nothing before that. */
#define TRIES 20
#define PAUSE_US 100000

static gboolean add_event(Home *home, const char *what, const char *before, const char *after,
                          GError **error)
{
    const AuditEvent event = {.what = what, .before = before, .after = after};
    return register_audit_note(home_register(home), home_clock(home), &event, error);
}

gboolean clock_confirm(Home *home, GError **error)
{
    g_autofree char *now = time_iso(clock_now_ms(home_clock(home)));
    return add_event(home, "clock-confirm", NULL, now, error);
}

static gboolean call(GDBusConnection *bus, const char *method, GVariant *arguments, GError **error)
{
    g_autoptr(GVariant) answer =
        g_dbus_connection_call_sync(bus, BUS_NAME, PATH, BUS_NAME, method, arguments, NULL,
                                    G_DBUS_CALL_FLAGS_NONE, -1, NULL, error);
    return answer != NULL;
}

static gboolean set_time(GDBusConnection *bus, gint64 unix_ms, GError **error)
{
    gint64 since_us = g_get_monotonic_time();
    for (int i = 0;; i++) {
        g_autoptr(GError) wrong = NULL;
        gint64 now_us = unix_ms * 1000 + g_get_monotonic_time() - since_us;
        if (call(bus, "SetTime", g_variant_new("(xbb)", now_us, FALSE, FALSE), &wrong))
            return TRUE;
        g_autofree char *name = g_dbus_error_get_remote_error(wrong);
        if (i == TRIES || g_strcmp0(name, BUS_NAME ".AutomaticTimeSyncEnabled") != 0) {
            g_dbus_error_strip_remote_error(wrong);
            g_propagate_error(error, g_steal_pointer(&wrong));
            return FALSE;
        }
        g_usleep(PAUSE_US);
    }
}

/* Synchronisation is off while the time is set, and comes back for the day when there is a
 * network. Where there is none to switch, there is none in the way. */
static gboolean set_clock(gint64 unix_ms, GError **error)
{
    g_autoptr(GDBusConnection) bus = g_bus_get_sync(G_BUS_TYPE_SYSTEM, NULL, error);
    if (!bus)
        return FALSE;
    g_dbus_connection_set_exit_on_close(bus, FALSE);
    gboolean synchronised = call(bus, "SetNTP", g_variant_new("(bb)", FALSE, FALSE), NULL);
    gboolean ok = set_time(bus, unix_ms, error);
    if (synchronised)
        call(bus, "SetNTP", g_variant_new("(bb)", TRUE, FALSE), NULL);
    return ok;
}

gboolean clock_correct(Home *home, gint64 unix_ms, GError **error)
{
    g_autoptr(GError) wrong = NULL;
    g_autofree char *before = time_iso(clock_now_ms(home_clock(home)));
    g_autofree char *after = time_iso(unix_ms);
    if (unix_ms < FIRST_MS) {
        error_set(error, PROTOCOL_ERROR_USAGE, N_("The clock cannot be set to {1}."), after, NULL);
        return FALSE;
    }
    if (set_clock(unix_ms, &wrong))
        return add_event(home, "clock-set", before, after, error);
    error_set(error, PROTOCOL_ERROR_REFUSED, N_("This machine does not let its clock be set: {1}"),
              wrong->message, NULL);
    return FALSE;
}
