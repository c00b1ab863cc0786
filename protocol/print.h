/*
 * Printing through libcups (IPP, RFC 8011): the PDF goes byte for byte, as signed, straight to the
 * printer, or to a queue of the local print server if the printer has no IPP of its own; and the
 * job is followed until it is on paper. Needs no network but the way to the printer. Any thread,
 * not the screen's: all functions block.
 */
#pragma once

#include <glib.h>

typedef struct {
    char *name; /* as print_document takes it */
    char *info; /* in the words of who set it up; may be empty */
    gboolean is_default;
} Printer;

void printer_free(Printer *printer);

/* The printers of the local print server and those that announce themselves (IPP Everywhere), of
 * Printer; searches for about two seconds. Free with g_ptr_array_unref. */
GPtrArray *print_printers(void);

typedef struct {
    const char *printer;   /* name, or ipp://…, ipps://…; NULL: the default one */
    const char *title;     /* of the job; holds no citizen's name */
    int copies;            /* 1 to PRINT_COPIES_MAX */
    gboolean signed_again; /* of print_protocol: the signed bytes once more, not a copy */
} PrintRequest;

#define PRINT_COPIES_MAX 99

/* The media of a finished PDF of ours by the size of its first page, as IPP names it (PWG 5101.1):
 * "iso_a4_210x297mm", of a roll "custom_80x131mm_80x131mm". g_free; NULL if it is no such PDF. */
char *print_media(GBytes *pdf);

/* Called whenever the state changes, with a message id ("out of paper"). */
typedef void (*PrintState)(const char *msgid, gpointer user_data);

/* Prints a PDF in its own size, on the printer's usual paper where it has no such one, and waits
 * until the printer says that the job is done. handle_state may be NULL. PROTOCOL_ERROR_NOT_FOUND
 * if there is no such printer or it does not answer; _REFUSED if it refuses the job, gives it up,
 * or goes away with it. */
gboolean print_document(GBytes *pdf, const PrintRequest *request, PrintState handle_state,
                        gpointer user_data, GError **error);
