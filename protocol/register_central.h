/* What the central archive has, read from the log of all changes. */
#pragma once

#include <json-glib/json-glib.h>

#include "protocol/register.h"

/* what of the row of the log that tells that a meeting's archive has arrived there. */
#define REGISTER_CENTRAL_SENT "sent"

/* Sealed meetings of this device whose archive was not sent yet, the oldest first:
 * [{"meeting","date","edition"}]. Free with json_array_unref. */
JsonArray *register_central_waiting(Register *register_, GError **error);
/* Whether a meeting is in session. */
gboolean register_central_in_session(Register *register_, gboolean *in_session_out, GError **error);
