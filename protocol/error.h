/*
 * Errors of the protocol folder.
 *
 * An error carries a message id and its arguments, not finished text: the text is made in the
 * reader's language at the edge (command or screen) by message_error(). A message says what
 * failed, on what, and what to do. Arguments stand in it as {1} … {9}.
 */
#pragma once

#include <glib.h>

#define PROTOCOL_ERROR (protocol_error_quark())
GQuark protocol_error_quark(void);

/* The value is the exit code of the esep command. */
typedef enum {
    PROTOCOL_ERROR_REFUSED = 1,   /* refused by the law or the record's state, or failed */
    PROTOCOL_ERROR_USAGE = 2,     /* the arguments are wrong */
    PROTOCOL_ERROR_NOT_FOUND = 3, /* no such meeting, entry, home, file */
    PROTOCOL_ERROR_DIFFERENT = 4, /* a verification found a difference */
} ProtocolError;

/* Marks a message id for the catalogue without translating it here. */
#define N_(msgid) (msgid)

/* Sets *error to code with msgid (written as N_("…")) and its arguments, strings up to a NULL.
 * An argument NULL ends the list. Arguments are copied. error may be NULL. */
void error_set(GError **error, ProtocolError code, const char *msgid, ...) G_GNUC_NULL_TERMINATED;

/* The text of inner as an argument for another error's message, translated with it later. Free
 * with g_free. */
char *error_as_argument(const GError *inner);
