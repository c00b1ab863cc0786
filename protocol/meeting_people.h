/* Registering and signing inside an open change, for meeting*.c alone. */
#pragma once

#include "protocol/meeting_change.h"

/* Whoever calls it has checked the IIN. */
gboolean meeting_people_add(Change *change, const Rules *rules, const Attendee *attendee,
                            int *number_out, GError **error);

/* "inspector" or "inspector:2": the role (g_free), and which of the speakers. */
gboolean meeting_people_role(const char *text, char **role_out, int *n_out, GError **error);
/* The official who signs as role and n, in the form of record.h; json_object_unref. Refused if the
 * edition does not ask for the role, or there is nobody. */
JsonObject *meeting_people_signatory(Change *change, const char *role, int n, GError **error);
/* Signs as role and n by strokes (canonical JSON) or by a certificate ({"name","sha256"}); the
 * other is NULL. */
gboolean meeting_people_sign(Change *change, const char *role, int n, const char *strokes,
                             const char *certificate, GError **error);
/* Whether iin (iin.h) may be that of attendee (0: somebody new): nobody else who is registered at
 * the meeting has it. PROTOCOL_ERROR_REFUSED names who has. */
gboolean meeting_people_check_iin(Change *change, const char *iin, int attendee, GError **error);
