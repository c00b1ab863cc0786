/* Printing what a meeting left, with a line in the audit log before and after. */
#pragma once

#include "protocol/home.h"
#include "protocol/print.h"

/* The sealed protocol, byte for byte as it was signed; g_bytes_unref. PROTOCOL_ERROR_REFUSED if the
 * meeting is not sealed, _DIFFERENT if the file is not what was sealed. Blocks for the disk. */
GBytes *print_protocol_read(Home *home, const char *id, GError **error);
/* The same to how->printer in how->copies; waits until
 * it is on paper. Whether it was printed before through again_out. Errors as of print_document;
 * PROTOCOL_ERROR_REFUSED if the meeting is not sealed, _DIFFERENT if the file is not what was
 * sealed. Blocks for as long as the printer takes. */
gboolean print_protocol(Home *home, const char *id, const PrintRequest *how,
                        PrintState handle_state, gpointer user_data, gboolean *again_out,
                        GError **error);
