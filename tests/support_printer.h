/* A real IPP printer for tests: ippeveprinter of CUPS, with a bus and an Avahi of its own where the
 * machine has none. */
#pragma once

#include <gio/gio.h>

typedef struct {
    char *folder;      /* of the service: spool/, hold, … */
    char *uri;         /* ipp://localhost:PORT/ipp/print */
    GSubprocess *bus;  /* NULL if the machine has one */
    GSubprocess *mdns; /* NULL likewise */
    GSubprocess *printer;
} SupportPrinter;

/* Starts a printer; jobs are kept in folder/spool. While a file folder/hold is there, the printer
 * keeps the job that it has and says that it is out of paper. FALSE, with everything ended, where
 * none can be started. */
gboolean support_printer_start(SupportPrinter *printer);
/* The printer alone goes, as if somebody pulled its plug. */
void support_printer_unplug(SupportPrinter *printer);
void support_printer_stop(SupportPrinter *printer);
