#include "protocol/print_link.h"

#include <string.h>

#include "protocol/error.h"
#include "protocol/print.h"

#define CONNECT_MS 10000
#define SEARCH_MS 2000

void printer_free(Printer *printer)
{
    if (!printer)
        return;
    g_free(printer->name);
    g_free(printer->info);
    g_free(printer);
}

static int handle_printer(void *user_data, unsigned flags, cups_dest_t *destination)
{
    if (flags & CUPS_DEST_FLAGS_REMOVED)
        return 1;
    const char *info =
        cupsGetOption("printer-info", destination->num_options, destination->options);
    Printer *printer = g_new0(Printer, 1);
    *printer = (Printer){.name = g_utf8_make_valid(destination->name, -1),
                         .info = g_utf8_make_valid(info ? info : "", -1),
                         .is_default = destination->is_default};
    g_ptr_array_add(user_data, printer);
    return 1;
}

GPtrArray *print_printers(void)
{
    GPtrArray *printers = g_ptr_array_new_with_free_func((GDestroyNotify)printer_free);
    cupsEnumDests(CUPS_DEST_FLAGS_NONE, SEARCH_MS, NULL, 0, 0, handle_printer, printers);
    return printers;
}

static gboolean no_printer(const char *printer, GError **error)
{
    if (printer)
        error_set(error, PROTOCOL_ERROR_NOT_FOUND,
                  N_("There is no printer “{1}”. See: esep print --list"), printer, NULL);
    else
        error_set(error, PROTOCOL_ERROR_NOT_FOUND,
                  N_("No printer is set up. Name one: --printer NAME, or --printer ipp://ADDRESS"),
                  NULL);
    return FALSE;
}

static gboolean no_answer(const PrintLink *link, GError **error)
{
    error_set(error, PROTOCOL_ERROR_NOT_FOUND,
              N_("The printer {1} does not answer. See whether it is switched on and connected."),
              link->name, NULL);
    return FALSE;
}

static gboolean is_ipp(const char *uri)
{
    return uri && (g_str_has_prefix(uri, "ipp://") || g_str_has_prefix(uri, "ipps://"));
}

static gboolean open_uri(PrintLink *link, const char *uri, GError **error)
{
    char scheme[32], user[256], host[256];
    int port = 0;
    if (httpSeparateURI(HTTP_URI_CODING_ALL, uri, scheme, sizeof scheme, user, sizeof user, host,
                        sizeof host, &port, link->resource,
                        sizeof link->resource) < HTTP_URI_STATUS_OK)
        return no_printer(uri, error);
    gboolean encrypted = strcmp(scheme, "ipps") == 0;
    link->http = httpConnect2(host, port, NULL, AF_UNSPEC,
                              encrypted ? HTTP_ENCRYPTION_ALWAYS : HTTP_ENCRYPTION_IF_REQUESTED, 1,
                              CONNECT_MS, NULL);
    link->uri = g_strdup(uri);
    return link->http || no_answer(link, error);
}

/* A printer that announces itself is reached at the device; any other through its queue. */
static gboolean open_destination(PrintLink *link, cups_dest_t *destination, GError **error)
{
    const char *device =
        cupsGetOption("device-uri", destination->num_options, destination->options);
    const char *queue =
        cupsGetOption("printer-uri-supported", destination->num_options, destination->options);
    if (is_ipp(device))
        return open_uri(link, device, error);
    gboolean straight = device && g_str_has_prefix(device, "dnssd://");
    link->http =
        cupsConnectDest(destination, straight ? CUPS_DEST_FLAGS_DEVICE : CUPS_DEST_FLAGS_NONE,
                        CONNECT_MS, NULL, link->resource, sizeof link->resource, NULL, NULL);
    if (!link->http)
        return no_answer(link, error);
    char host[256], uri[2048];
    httpGetHostname(link->http, host, sizeof host);
    httpAssembleURI(HTTP_URI_CODING_ALL, uri, sizeof uri, "ipp", NULL, host,
                    httpAddrPort(httpGetAddress(link->http)), link->resource);
    link->uri = g_strdup(!straight && queue ? queue : uri);
    return TRUE;
}

gboolean print_link_open(PrintLink *link, const char *printer, GError **error)
{
    *link = (PrintLink){.name = g_strdup(printer ? printer : "")};
    if (is_ipp(printer))
        return open_uri(link, printer, error);
    cups_dest_t *destination = cupsGetNamedDest(CUPS_HTTP_DEFAULT, printer, NULL);
    if (!destination)
        return no_printer(printer, error);
    g_free(link->name);
    link->name = g_utf8_make_valid(destination->name, -1);
    gboolean ok = open_destination(link, destination, error);
    cupsFreeDests(1, destination);
    return ok;
}

void print_link_close(PrintLink *link)
{
    if (link->http)
        httpClose(link->http);
    g_free(link->name);
    g_free(link->uri);
    *link = (PrintLink){0};
}
