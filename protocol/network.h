/*
 * The networks that the machine can be in, through NetworkManager: the Wi-Fi networks within reach,
 * joining one and forgetting it, and whether the cable is plugged in. Any thread but the screen's:
 * all functions block for the system bus, network_join as long as a network takes to let in.
 *
 * A password goes to NetworkManager, which keeps it in a file of root, and nowhere else: not into
 * the audit log, no error names it.
 *
 * Common errors: PROTOCOL_ERROR_NOT_FOUND (no NetworkManager runs here), _REFUSED (it does not let
 * this user change networks).
 */
#pragma once

#include <gio/gio.h>

#include "protocol/home.h"

/* What a network asks for. */
typedef enum {
    WIFI_OPEN,     /* nothing */
    WIFI_PASSWORD, /* one password for all (WPA2, WPA3) */
    WIFI_OTHER     /* a name, a certificate, or WEP: set up by hand, not here */
} WifiLock;

typedef struct {
    char *id;   /* what it is called in bytes (IEEE 802.11 9.4.2.2), in hexadecimal digits */
    char *name; /* the same to be read; only what can be printed */
    WifiLock lock;
    int strength_percent;
    gboolean saved;  /* its password is known */
    gboolean joined; /* the machine is in it now */
} Wifi;

typedef enum { ADAPTER_NONE, ADAPTER_OFF, ADAPTER_ON } NetworkAdapter;
typedef enum { CABLE_NONE, CABLE_OUT, CABLE_IN } NetworkCable; /* NONE: there is no socket */

typedef struct {
    NetworkAdapter adapter; /* for Wi-Fi */
    NetworkCable cable;
    GPtrArray *wifi; /* of Wifi; the one that is joined first, then the saved, then by bars,
                         so that a list stays as it is while signals come and go */
} Network;

/* What there is now; asks the adapter to look around anew, too, for the next time. */
Network *network_look(GError **error);
void network_free(Network *network);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Network, network_free)

/* 1 (weak) to 3 (strong). */
int wifi_bars(const Wifi *wifi);
/* The one of that id; NULL: it is not in reach. Borrowed. */
Wifi *network_find(const Network *network, const char *id);
/* What the network of that id is called; g_free. */
char *network_name(const char *id);

/* Whether it can be the password of a network: 8 to 63 printable ASCII characters, or 64
 * hexadecimal digits (IEEE 802.11 J.4). */
gboolean network_password_valid(const char *password);

/* What the adapter does; part 0 to 1, msgid static. */
typedef void (*NetworkProgress)(double part, const char *msgid, gpointer user_data);

/* Joins the network of that id, and keeps it for the next starts. password: NULL if it is open or
 * saved; one that is given takes the place of the saved one once it was right. A failure, and
 * cancel (may be NULL), leave what was saved as it was. Stands in the audit log by name.
 * PROTOCOL_ERROR_USAGE if the password is missing or wrong, _NOT_FOUND if the network is out of
 * reach, _REFUSED if it gives no address; G_IO_ERROR_CANCELLED. */
gboolean network_join(Home *home, const char *id, const char *password, GCancellable *cancel,
                      NetworkProgress progress, gpointer user_data, GError **error);
/* Leaves the network of that id and throws its password away; in the audit log, too.
 * PROTOCOL_ERROR_NOT_FOUND if it is not saved. */
gboolean network_forget(Home *home, const char *id, GError **error);
/* Switches the adapter for Wi-Fi on. */
gboolean network_switch_on(GError **error);
