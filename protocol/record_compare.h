/* Comparing two readings of one record: what was sealed, and what the register says. */
#pragma once

#include <json-glib/json-glib.h>

/* Where found says otherwise than stated, as a JSON pointer into it (RFC 6901), such as
 * "/attendee_list/2/surname"; g_free. NULL if it says the same. Left out is what follows from other
 * things than the register's rows: texts of the law, the recording, the record's name here, what
 * was added after sealing. A member that only one of them has must be empty there: an older or
 * newer program wrote the other. renumbered: it came from another device, and its entries may have
 * got other numbers. Pure. */
char *record_difference(JsonObject *stated, JsonObject *found, gboolean renumbered);
