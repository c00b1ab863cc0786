/* A NetworkManager that somebody else wrote (python3-dbusmock), on a system bus of the test's own.
 */
#pragma once

#include <gio/gio.h>

typedef struct {
    GTestDBus *daemon;
    GSubprocess *manager; /* NULL: none runs */
    GDBusConnection *bus;
} SupportNetwork;

#define SUPPORT_WIFI "/org/freedesktop/NetworkManager/Devices/wlan0"

/* Waits until it is there. The system bus of this process is this one until support_network_stop.
 */
void support_network_start(SupportNetwork *network, gboolean with_manager);
void support_network_stop(SupportNetwork *network);

/* A method of the mock itself, on the object at path ("/org/freedesktop" has those of the
 * template); arguments is taken. */
void support_network_mock(SupportNetwork *network, const char *path, const char *method,
                          GVariant *arguments);
/* The adapter wlan0, the socket eth0 with its cable in, and, strongest first: "Klub" (WPA2),
 * "Қонақ" (open), "Politsiya" (WPA2, saved), "Akimat" (802.1X). */
void support_network_fill(SupportNetwork *network);
/* From now on a network that is asked to let in takes its time. */
void support_network_delay(SupportNetwork *network);
/* Waits until a network is asked so; then it refuses for a reason (NMDeviceStateReason). */
void support_network_wait_asked(SupportNetwork *network);
void support_network_refuse(SupportNetwork *network, guint reason);
/* A property of NetworkManager's object at path; g_variant_unref. */
GVariant *support_network_get(SupportNetwork *network, const char *path, const char *interface,
                              const char *name);
/* What NetworkManager was asked with by that method, as text; g_free. */
char *support_network_calls(SupportNetwork *network, const char *method);
