/* Printing what a meeting left, with a line in the audit log before and after. */
#pragma once

#include "protocol/home.h"
#include "protocol/print.h"

/* The sealed protocol, byte for byte as it was signed; g_bytes_unref. PROTOCOL_ERROR_REFUSED if the
 * meeting is not sealed, _DIFFERENT if the file is not what was sealed. Blocks for the disk. */
GBytes *print_protocol_read(Home *home, const char *id, GError **error);
/* To whom the edition wants a copy of the protocol to go, a paper each: "police", "executive", up
 * to a NULL; owned by the home's rules. NULL with an error. */
const char *const *print_protocol_copies(Home *home, const char *id, GError **error);
/* The protocol to how->printer, as many papers as how->copies says (0: by the edition); waits until
 * it is on paper. The first time it is the signed bytes. Afterwards, unless how->signed_again, it
 * says on each page that it is a copy, so that nobody takes it for the paper that was signed by
 * hand. Whether it was printed before, here or where an imported record came from (later.h),
 * through again_out. Errors as of print_document; PROTOCOL_ERROR_REFUSED if the meeting is not
 * sealed, _DIFFERENT if the file is not what was sealed. Blocks for as long as the printer takes.
 */
gboolean print_protocol(Home *home, const char *id, const PrintRequest *how,
                        PrintState handle_state, gpointer user_data, gboolean *again_out,
                        GError **error);
/* The receipt of an entry, on A6, or on a roll of 80 mm. Likewise. */
gboolean print_receipt(Home *home, const char *id, int entry, gboolean roll,
                       const PrintRequest *how, PrintState handle_state, gpointer user_data,
                       GError **error);
