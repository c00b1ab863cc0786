#include <string.h>

#include "protocol/error.h"
#include "protocol/network.h"
#include "protocol/network_manager.h"
#include "protocol/register_audit.h"

#define PROPERTIES "org.freedesktop.DBus.Properties"
#define DEADLINE_MS 90000 /* NetworkManager itself gives up after 25 s and 45 s for the address */

/* NMDeviceState, NMActiveConnectionState, NM80211ApSecurityFlags */
#define DEVICE_PREPARE 40
#define DEVICE_ADDRESS 70
#define DEVICE_FAILED 120
#define ACTIVE_ACTIVATED 2
#define ACTIVE_DEACTIVATED 4
#define SECURITY_PSK 0x100

/* The network that is joined. */
typedef struct {
    Home *home;
    const Manager *manager;
    const char *id;
    const Wifi *wifi;     /* as it was found */
    char *device, *point; /* the strongest point of it, and who sees it */
    char *saved;          /* path of the one that is used; NULL: none */
    char *active;         /* path of what is being done */
    gboolean made;        /* saved was made for this */
    guint reason;         /* NMDeviceStateReason of why the device failed; 0: it did not */
    GMainContext *context;
    NetworkProgress progress;
    gpointer user_data;
} Join;

static void join_clear(Join *join)
{
    g_free(join->device);
    g_free(join->point);
    g_free(join->saved);
    g_free(join->active);
    g_clear_pointer(&join->context, g_main_context_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Join, join_clear)

/* NMDeviceStateReason in words; the last for all others. */
static const struct {
    guint reason;
    ProtocolError code;
    const char *msgid;
} reasons[] = {
    {7, PROTOCOL_ERROR_USAGE, N_("“{1}” does not take this password.")}, /* no secrets */
    {8, PROTOCOL_ERROR_USAGE, N_("“{1}” does not take this password.")}, /* thrown out */
    {9, PROTOCOL_ERROR_USAGE, N_("“{1}” does not take this password.")}, /* key does not fit */
    {10, PROTOCOL_ERROR_USAGE, N_("“{1}” does not take this password.")},
    {11, PROTOCOL_ERROR_NOT_FOUND, N_("“{1}” is out of reach.")}, /* it did not answer */
    {53, PROTOCOL_ERROR_NOT_FOUND, N_("“{1}” is out of reach.")},
    {5, PROTOCOL_ERROR_REFUSED, N_("“{1}” gives the kiosk no address.")},
    {15, PROTOCOL_ERROR_REFUSED, N_("“{1}” gives the kiosk no address.")}, /* DHCP */
    {16, PROTOCOL_ERROR_REFUSED, N_("“{1}” gives the kiosk no address.")},
    {17, PROTOCOL_ERROR_REFUSED, N_("“{1}” gives the kiosk no address.")},
    {36, PROTOCOL_ERROR_REFUSED, N_("The adapter for Wi-Fi was pulled out.")},
    {0, PROTOCOL_ERROR_REFUSED, N_("“{1}” did not let the kiosk in.")},
};

static void set_reason(GError **error, const Join *join)
{
    gsize i = 0;
    while (reasons[i].reason && reasons[i].reason != join->reason)
        i++;
    error_set(error, reasons[i].code, reasons[i].msgid, join->wifi->name, NULL);
}

/* ---- what is joined */

static void look_at_points(Join *join, const char *device, guint *best)
{
    g_autofree const char **paths = NULL;
    g_autoptr(GVariant) wireless = manager_properties(join->manager, device, NM_WIRELESS);
    if (!wireless || !g_variant_lookup(wireless, "AccessPoints", "^a&o", &paths))
        return;
    for (int i = 0; paths[i]; i++) {
        g_autoptr(GVariant) point = manager_properties(join->manager, paths[i], NM_POINT);
        g_autofree char *id = point ? manager_point_id(point) : NULL;
        guint strength = manager_number(point, "Strength") + 1;
        if (g_strcmp0(id, join->id) != 0 || strength <= *best)
            continue;
        *best = strength;
        g_free(join->point);
        g_free(join->device);
        join->point = g_strdup(paths[i]);
        join->device = g_strdup(device);
    }
}

static void find_point(Join *join)
{
    const char *path;
    GVariantIter each;
    guint best = 0;
    g_variant_iter_init(&each, join->manager->objects);
    while (g_variant_iter_next(&each, "{&o@a{sa{sv}}}", &path, NULL))
        look_at_points(join, path, &best);
}

/* The path of what is saved of a network, borrowed; NULL: nothing. */
static const char *find_saved(const Manager *manager, const char *id)
{
    GHashTableIter each;
    gpointer path, of;
    g_hash_table_iter_init(&each, manager->saved);
    while (g_hash_table_iter_next(&each, &path, &of))
        if (strcmp(of, id) == 0)
            return path;
    return NULL;
}

/* NetworkManager completes the rest from the point. A password for WPA2 and WPA3 alike is one for
 * WPA2. */
static GVariant *settings_with(const Join *join, const char *password)
{
    g_autoptr(GVariant) point = manager_properties(join->manager, join->point, NM_POINT);
    guint security = manager_number(point, "WpaFlags") | manager_number(point, "RsnFlags");
    GVariantBuilder settings;
    g_variant_builder_init(&settings, G_VARIANT_TYPE("a{sa{sv}}"));
    if (password) {
        g_variant_builder_open(&settings, G_VARIANT_TYPE("{sa{sv}}"));
        g_variant_builder_add(&settings, "s", "802-11-wireless-security");
        g_variant_builder_open(&settings, G_VARIANT_TYPE_VARDICT);
        g_variant_builder_add(&settings, "{sv}", "key-mgmt",
                              g_variant_new_string(security & SECURITY_PSK ? "wpa-psk" : "sae"));
        g_variant_builder_add(&settings, "{sv}", "psk", g_variant_new_string(password));
        g_variant_builder_close(&settings);
        g_variant_builder_close(&settings);
    }
    return g_variant_builder_end(&settings);
}

/* With what is saved, or with a new one in its place. */
static gboolean begin(Join *join, const char *password, GError **error)
{
    g_autoptr(GVariant) answer = NULL;
    join->made = password || !join->saved;
    if (join->made) {
        g_clear_pointer(&join->saved, g_free);
        answer = manager_call(join->manager->bus, NM_PATH, NM, "AddAndActivateConnection",
                              g_variant_new("(@a{sa{sv}}oo)", settings_with(join, password),
                                            join->device, join->point),
                              "(oo)", error);
        if (answer)
            g_variant_get(answer, "(oo)", &join->saved, &join->active);
    } else {
        answer = manager_call(join->manager->bus, NM_PATH, NM, "ActivateConnection",
                              g_variant_new("(ooo)", join->saved, join->device, join->point), "(o)",
                              error);
        if (answer)
            g_variant_get(answer, "(o)", &join->active);
    }
    return answer != NULL;
}

/* ---- until it is in */

/* A failure is told once, in passing: afterwards the device is only disconnected. */
static void handle_device(GDBusConnection *bus, const char *sender, const char *path,
                          const char *interface, const char *signal, GVariant *arguments,
                          gpointer user_data)
{
    Join *join = user_data;
    guint state, reason;
    if (!g_variant_is_of_type(arguments, G_VARIANT_TYPE("(uuu)")))
        return;
    g_variant_get(arguments, "(uuu)", &state, NULL, &reason);
    if (state == DEVICE_FAILED)
        join->reason = reason;
    else if (state >= DEVICE_ADDRESS)
        join->progress(0.7, N_("The network gives an address."), join->user_data);
    else if (state >= DEVICE_PREPARE)
        join->progress(0.3, N_("The network is asked to let the kiosk in."), join->user_data);
}

/* NMActiveConnectionState; what is gone has ended. */
static guint active_state(const Join *join)
{
    g_autoptr(GVariant) value = NULL;
    g_autoptr(GVariant) answer =
        manager_call(join->manager->bus, join->active, PROPERTIES, "Get",
                     g_variant_new("(ss)", NM_ACTIVE, "State"), "(v)", NULL);
    if (answer)
        g_variant_get(answer, "(v)", &value);
    return value && g_variant_is_of_type(value, G_VARIANT_TYPE_UINT32) ? g_variant_get_uint32(value)
                                                                       : ACTIVE_DEACTIVATED;
}

static gboolean wake(gpointer unused)
{
    return G_SOURCE_CONTINUE;
}

static gboolean wake_cancelled(GCancellable *cancel, gpointer unused)
{
    return G_SOURCE_CONTINUE;
}

static GSource *attach(Join *join, GSource *source, GSourceFunc handle)
{
    g_source_set_callback(source, handle, NULL, NULL);
    g_source_attach(source, join->context);
    return source;
}

/* Whatever happens to the device wakes it, and so does a look now and then: what an old
 * NetworkManager or a lost signal does not tell is seen all the same. */
static gboolean wait(Join *join, GCancellable *cancel, GError **error)
{
    gint64 until_us = g_get_monotonic_time() + DEADLINE_MS * G_GINT64_CONSTANT(1000);
    GSource *clock = attach(join, g_timeout_source_new(500), wake);
    GSource *stop = attach(join, g_cancellable_source_new(cancel), G_SOURCE_FUNC(wake_cancelled));
    guint state = active_state(join);
    while (state != ACTIVE_ACTIVATED && state != ACTIVE_DEACTIVATED &&
           g_get_monotonic_time() < until_us && !g_cancellable_is_cancelled(cancel)) {
        g_main_context_iteration(join->context, TRUE);
        state = active_state(join);
    }
    while (!g_cancellable_is_cancelled(cancel) && g_main_context_iteration(join->context, FALSE))
        ; /* why it failed */
    g_source_destroy(clock);
    g_source_destroy(stop);
    g_source_unref(clock);
    g_source_unref(stop);
    if (state == ACTIVE_ACTIVATED)
        return TRUE;
    if (!g_cancellable_set_error_if_cancelled(cancel, error))
        set_reason(error, join);
    return FALSE;
}

/* ---- what is left */

static gboolean throw_away(const Manager *manager, const char *path, GError **error)
{
    g_autoptr(GVariant) answer =
        manager_call(manager->bus, path, NM_SAVED, "Delete", NULL, "()", error);
    return answer != NULL;
}

/* All that is saved of a network but keep (may be NULL). FALSE if one cannot be thrown away. */
static gboolean throw_others_away(const Manager *manager, const char *id, const char *keep,
                                  GError **error)
{
    GHashTableIter each;
    gpointer path, of;
    g_hash_table_iter_init(&each, manager->saved);
    while (g_hash_table_iter_next(&each, &path, &of))
        if (strcmp(of, id) == 0 && g_strcmp0(path, keep) != 0 && !throw_away(manager, path, error))
            return FALSE;
    return TRUE;
}

/* Not on the way any more; a profile that was made for it is none. */
static void undo(const Join *join)
{
    g_autoptr(GVariant) answer = NULL;
    if (join->active)
        answer = manager_call(join->manager->bus, NM_PATH, NM, "DeactivateConnection",
                              g_variant_new("(o)", join->active), "()", NULL);
    if (join->made && join->saved)
        throw_away(join->manager, join->saved, NULL);
}

static gboolean note(Home *home, const char *what, const char *name, GError **error)
{
    const AuditEvent event = {.what = what, .subject = name};
    return register_audit_note(home_register(home), home_clock(home), &event, error);
}

static gboolean join_it(Join *join, const char *password, GCancellable *cancel, GError **error)
{
    gboolean ok = begin(join, password, error) && wait(join, cancel, error);
    if (!ok)
        undo(join);
    else if (join->made)
        throw_others_away(join->manager, join->id, join->saved, NULL);
    return ok && note(join->home, "network-join", join->wifi->name, error);
}

/* From before the network is asked, so that nothing that happens then is missed. */
static gboolean join_and_listen(Join *join, const char *password, GCancellable *cancel,
                                GError **error)
{
    GDBusConnection *bus = join->manager->bus;
    join->context = g_main_context_new();
    g_main_context_push_thread_default(join->context);
    guint listening =
        g_dbus_connection_signal_subscribe(bus, NM, NM_DEVICE, "StateChanged", join->device, NULL,
                                           G_DBUS_SIGNAL_FLAGS_NONE, handle_device, join, NULL);
    gboolean ok = join_it(join, password, cancel, error);
    g_dbus_connection_signal_unsubscribe(bus, listening);
    /* A signal that nobody took would hold context and bus for ever. */
    while (g_main_context_iteration(join->context, FALSE))
        ;
    g_main_context_pop_thread_default(join->context);
    return ok;
}

/* What can be known before the network is asked. */
static gboolean may_join(const Join *join, const char *password, GError **error)
{
    gboolean needs = join->wifi->lock == WIFI_PASSWORD && !join->saved;
    if (join->wifi->lock == WIFI_OTHER && !join->saved)
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("“{1}” asks for more than a password: who looks after the network sets it "
                     "up."),
                  join->wifi->name, NULL);
    else if (password ? !network_password_valid(password) : needs)
        error_set(error, PROTOCOL_ERROR_USAGE,
                  N_("The password of a Wi-Fi network has 8 to 63 letters, digits and signs."),
                  NULL);
    else
        return TRUE;
    return FALSE;
}

gboolean network_join(Home *home, const char *id, const char *password, GCancellable *cancel,
                      NetworkProgress progress, gpointer user_data, GError **error)
{
    g_auto(Manager) manager;
    if (!manager_read(&manager, error))
        return FALSE;
    g_autoptr(Network) network = network_of(&manager);
    g_auto(Join) join = {.home = home,
                         .manager = &manager,
                         .id = id,
                         .wifi = network_find(network, id),
                         .progress = progress,
                         .user_data = user_data};
    find_point(&join);
    join.saved = g_strdup(find_saved(&manager, id));
    if (join.wifi && join.point)
        return may_join(&join, password, error) && join_and_listen(&join, password, cancel, error);
    g_autofree char *name = network_name(id);
    error_set(error, PROTOCOL_ERROR_NOT_FOUND, N_("“{1}” is out of reach."), name, NULL);
    return FALSE;
}

gboolean network_forget(Home *home, const char *id, GError **error)
{
    g_auto(Manager) manager;
    if (!manager_read(&manager, error))
        return FALSE;
    g_autofree char *name = network_name(id);
    if (find_saved(&manager, id))
        return throw_others_away(&manager, id, NULL, error) &&
               note(home, "network-forget", name, error);
    error_set(error, PROTOCOL_ERROR_NOT_FOUND, N_("The kiosk does not know the password of “{1}”."),
              name, NULL);
    return FALSE;
}

gboolean network_switch_on(GError **error)
{
    g_auto(Manager) manager;
    if (!manager_read(&manager, error))
        return FALSE;
    g_autoptr(GVariant) answer = manager_call(
        manager.bus, NM_PATH, PROPERTIES, "Set",
        g_variant_new("(ssv)", NM, "WirelessEnabled", g_variant_new_boolean(TRUE)), "()", error);
    return answer != NULL;
}
