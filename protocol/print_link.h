/* The connection to a printer, for print*.c alone. */
#pragma once

#include <cups/cups.h>
#include <glib.h>

typedef struct {
    http_t *http;
    char *name;          /* as the person calls it */
    char *uri;           /* printer-uri of each request */
    char resource[1024]; /* path of each request */
} PrintLink;

/* Connects to the printer of this name (NULL: the default one); close with print_link_close also
 * after a failure. PROTOCOL_ERROR_NOT_FOUND if there is none or it does not answer. */
gboolean print_link_open(PrintLink *link, const char *printer, GError **error);
void print_link_close(PrintLink *link);
