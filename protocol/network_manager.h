/* NetworkManager as it stands on the system bus, for network.c and network_join.c. Blocks. */
#pragma once

#include "protocol/network.h"

#define NM "org.freedesktop.NetworkManager"
#define NM_PATH "/org/freedesktop/NetworkManager"
#define NM_DEVICE NM ".Device"
#define NM_WIRELESS NM ".Device.Wireless"
#define NM_WIRED NM ".Device.Wired"
#define NM_POINT NM ".AccessPoint"
#define NM_ACTIVE NM ".Connection.Active"
#define NM_SAVED NM ".Settings.Connection"

typedef struct {
    GDBusConnection *bus;
    GVariant *objects; /* all that there is, a{oa{sa{sv}}} */
    GHashTable *saved; /* path of each saved Wi-Fi network → its id (network.h), char * */
} Manager;

/* Reads all of it; manager_clear. Errors as in network.h. */
gboolean manager_read(Manager *manager, GError **error);
void manager_clear(Manager *manager);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Manager, manager_clear)

/* arguments is taken if it is floating; answer: the type of what comes back. g_variant_unref; NULL
 * with an error of network.h. */
GVariant *manager_call(GDBusConnection *bus, const char *path, const char *interface,
                       const char *method, GVariant *arguments, const char *answer, GError **error);
/* The properties of an object's interface; NULL if it has none such. g_variant_unref. */
GVariant *manager_properties(const Manager *manager, const char *path, const char *interface);
/* What a reading tells of the networks. network_free. */
Network *network_of(const Manager *manager);
/* A number (type b, y or u) of them; 0 if it is not there. */
guint manager_number(GVariant *properties, const char *name);
/* The id of an access point; NULL if it does not tell its name. g_free. */
char *manager_point_id(GVariant *point);
