/* A system bus of the test's own, and a service on it that the test plays in a thread. */
#pragma once

#include <gio/gio.h>

typedef struct {
    const char *path;
    guint interface; /* index in BusService.interfaces */
} BusObject;

typedef struct {
    const char *name;                    /* well-known, of the service */
    const char *interfaces;              /* introspection XML of one node */
    const BusObject *objects;            /* ended by a path of NULL */
    GDBusInterfaceMethodCallFunc handle; /* on the service's thread */
    gpointer user_data;
} BusService;

typedef struct Bus Bus;

/* Waits until the service is there; the system bus of this process is this one until bus_free.
 * service must outlive it. */
Bus *bus_new(const BusService *service);
void bus_free(Bus *bus);
