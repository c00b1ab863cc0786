/*
 * Which cameras, microphones and printers can be chosen, as the kernel and the print server name
 * them. For the worker's threads; blocks.
 */
#pragma once

#include <glib.h>

typedef struct {
    char *value; /* as esep record or the print server takes it */
    char *label; /* as the device calls itself */
} DeviceChoice;

/* root: "" or, in tests, what stands before /sys and /proc. Of DeviceChoice; g_ptr_array_unref. */
GPtrArray *devices_cameras(const char *root);
GPtrArray *devices_microphones(const char *root);
GPtrArray *devices_printers(void);

/* The machine's addresses in its networks, "eth0 192.168.1.20", loopback left out; GStrv,
 * g_strfreev. */
char **devices_networks(void);
