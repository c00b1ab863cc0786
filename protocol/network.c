#include "protocol/network.h"

#include <string.h>

#include "protocol/error.h"
#include "protocol/network_manager.h"

/* NMDeviceType, NMActiveConnectionState, NM80211ApFlags, NM80211ApSecurityFlags */
#define TYPE_ETHERNET 1
#define TYPE_WIFI 2
#define STATE_ACTIVATED 2
#define FLAG_PRIVACY 0x1
#define SECURITY_PSK 0x100
#define SECURITY_SAE 0x400
#define SECURITY_OWE 0x800       /* encrypted, and asks for nothing */
#define SECURITY_OWE_BOTH 0x1000 /* and lets in without it, too */

static void wifi_free(gpointer data)
{
    Wifi *wifi = data;
    g_free(wifi->id);
    g_free(wifi->name);
    g_free(wifi);
}

void network_free(Network *network)
{
    if (!network)
        return;
    g_ptr_array_unref(network->wifi);
    g_free(network);
}

/* Anybody may call a network anything: what cannot be printed is shown as a sign of its own. */
char *network_name(const char *id)
{
    GString *bytes = g_string_new(NULL), *name = g_string_new(NULL);
    for (const char *at = id; at[0] && at[1]; at += 2)
        g_string_append_c(bytes,
                          (char)(g_ascii_xdigit_value(at[0]) << 4 | g_ascii_xdigit_value(at[1])));
    g_autofree char *valid = g_utf8_make_valid(bytes->str, (gssize)bytes->len);
    for (const char *at = valid; *at; at = g_utf8_next_char(at)) {
        gunichar letter = g_utf8_get_char(at);
        g_string_append_unichar(name, g_unichar_isprint(letter) ? letter : 0xFFFD);
    }
    g_string_free(bytes, TRUE);
    return g_string_free(name, FALSE);
}

static WifiLock lock_of(GVariant *point)
{
    guint security = manager_number(point, "WpaFlags") | manager_number(point, "RsnFlags");
    if (security & (SECURITY_PSK | SECURITY_SAE))
        return WIFI_PASSWORD;
    if (security & (SECURITY_OWE | SECURITY_OWE_BOTH))
        return WIFI_OPEN;
    return security || manager_number(point, "Flags") & FLAG_PRIVACY ? WIFI_OTHER : WIFI_OPEN;
}

static Wifi *find(GPtrArray *all, const char *id)
{
    for (guint i = 0; i < all->len; i++)
        if (strcmp(((const Wifi *)all->pdata[i])->id, id) == 0)
            return all->pdata[i];
    return NULL;
}

/* Several points may be one network: it is as strong as the strongest of them. */
static void add_point(GPtrArray *all, GVariant *point)
{
    g_autofree char *id = point ? manager_point_id(point) : NULL;
    int strength_percent = (int)MIN(manager_number(point, "Strength"), 100);
    Wifi *wifi = id ? find(all, id) : NULL;
    if (!id || (wifi && wifi->strength_percent >= strength_percent))
        return;
    if (!wifi) {
        wifi = g_new0(Wifi, 1);
        wifi->name = network_name(id);
        wifi->id = g_steal_pointer(&id);
        g_ptr_array_add(all, wifi);
    }
    wifi->strength_percent = strength_percent;
    wifi->lock = lock_of(point);
}

static void add_points(const Manager *manager, GPtrArray *all, GVariant *wireless)
{
    g_autofree const char **paths = NULL;
    if (!g_variant_lookup(wireless, "AccessPoints", "^a&o", &paths))
        return;
    for (int i = 0; paths[i]; i++) {
        g_autoptr(GVariant) point = manager_properties(manager, paths[i], NM_POINT);
        if (point)
            add_point(all, point);
    }
}

/* Nobody waits for the answer: it refuses who has asked a moment ago, and tells nothing else. */
static void scan(const Manager *manager, const char *device)
{
    GVariantBuilder options;
    g_variant_builder_init(&options, G_VARIANT_TYPE_VARDICT);
    g_dbus_connection_call(manager->bus, NM, device, NM_WIRELESS, "RequestScan",
                           g_variant_new("(a{sv})", &options), NULL, G_DBUS_CALL_FLAGS_NONE, -1,
                           NULL, NULL, NULL);
}

static void add_device(const Manager *manager, Network *network, const char *path)
{
    g_autoptr(GVariant) device = manager_properties(manager, path, NM_DEVICE);
    g_autoptr(GVariant) wireless = manager_properties(manager, path, NM_WIRELESS);
    g_autoptr(GVariant) wired = manager_properties(manager, path, NM_WIRED);
    guint type = manager_number(device, "DeviceType");
    if (type == TYPE_ETHERNET && wired) {
        NetworkCable cable = manager_number(wired, "Carrier") ? CABLE_IN : CABLE_OUT;
        network->cable = MAX(network->cable, cable);
    } else if (type == TYPE_WIFI && wireless && manager_number(device, "Managed")) {
        g_autoptr(GVariant) settings = manager_properties(manager, NM_PATH, NM);
        gboolean on = manager_number(settings, "WirelessEnabled") &&
                      manager_number(settings, "WirelessHardwareEnabled");
        network->adapter = on ? ADAPTER_ON : ADAPTER_OFF;
        add_points(manager, network->wifi, wireless);
    }
}

static void mark_saved(const Manager *manager, GPtrArray *all)
{
    GHashTableIter each;
    gpointer id;
    g_hash_table_iter_init(&each, manager->saved);
    while (g_hash_table_iter_next(&each, NULL, &id)) {
        Wifi *wifi = find(all, id);
        if (wifi)
            wifi->saved = TRUE;
    }
}

static void mark_joined(const Manager *manager, GPtrArray *all, const char *path)
{
    const char *saved = NULL;
    g_autoptr(GVariant) active = manager_properties(manager, path, NM_ACTIVE);
    if (!active || manager_number(active, "State") != STATE_ACTIVATED ||
        !g_variant_lookup(active, "Connection", "&o", &saved))
        return;
    const char *id = g_hash_table_lookup(manager->saved, saved);
    Wifi *wifi = id ? find(all, id) : NULL;
    if (wifi)
        wifi->joined = TRUE;
}

int wifi_bars(const Wifi *wifi)
{
    return wifi->strength_percent >= 67 ? 3 : wifi->strength_percent >= 34 ? 2 : 1;
}

static int compare(gconstpointer one, gconstpointer other)
{
    const Wifi *a = *(const Wifi *const *)one, *b = *(const Wifi *const *)other;
    if (a->joined != b->joined)
        return b->joined - a->joined;
    if (a->saved != b->saved)
        return b->saved - a->saved;
    if (wifi_bars(a) != wifi_bars(b))
        return wifi_bars(b) - wifi_bars(a);
    return strcmp(a->id, b->id);
}

Network *network_of(const Manager *manager)
{
    const char *path;
    GVariantIter each;
    Network *network = g_new0(Network, 1);
    network->wifi = g_ptr_array_new_with_free_func(wifi_free);
    g_variant_iter_init(&each, manager->objects);
    while (g_variant_iter_next(&each, "{&o@a{sa{sv}}}", &path, NULL))
        add_device(manager, network, path);
    mark_saved(manager, network->wifi);
    g_variant_iter_init(&each, manager->objects);
    while (g_variant_iter_next(&each, "{&o@a{sa{sv}}}", &path, NULL))
        mark_joined(manager, network->wifi, path);
    g_ptr_array_sort(network->wifi, compare);
    return network;
}

Wifi *network_find(const Network *network, const char *id)
{
    return find(network->wifi, id);
}

Network *network_look(GError **error)
{
    const char *path;
    GVariantIter each;
    g_auto(Manager) manager;
    if (!manager_read(&manager, error))
        return NULL;
    g_variant_iter_init(&each, manager.objects);
    while (g_variant_iter_next(&each, "{&o@a{sa{sv}}}", &path, NULL)) {
        g_autoptr(GVariant) wireless = manager_properties(&manager, path, NM_WIRELESS);
        if (wireless)
            scan(&manager, path);
    }
    return network_of(&manager);
}

gboolean network_password_valid(const char *password)
{
    gsize length = strlen(password);
    gboolean printable = TRUE, digits = TRUE;
    for (const char *at = password; *at; at++) {
        printable = printable && g_ascii_isprint(*at);
        digits = digits && g_ascii_isxdigit(*at);
    }
    return (length >= 8 && length <= 63 && printable) || (length == 64 && digits);
}
