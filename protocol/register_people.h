/*
 * Rows of people: the officials of a meeting, who came, who signed. What gives JSON gives it in the
 * form of record.h.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "protocol/meeting.h"
#include "protocol/register.h"

/* role: "speaker", "secretary". Replaces all officials of the role. */
gboolean register_officials_replace(Register *register_, const char *id, const char *role,
                                    const Official *officials, gsize count, GError **error);
JsonArray *register_officials(Register *register_, const char *id, const char *role,
                              GError **error);

/* strokes: JSON in the form of strokes.h, or NULL. The number in the meeting through number_out. */
gboolean register_attendee_add(Register *register_, const char *id, const Attendee *attendee,
                               const char *strokes, const char *registered, int *number_out,
                               GError **error);
JsonArray *register_attendees(Register *register_, const char *id, GError **error);
gboolean register_attendee_count(Register *register_, const char *id, int *count_out,
                                 GError **error);
/* Everybody's who gave one: [{"n","iin"}]. Free with json_array_unref. */
JsonArray *register_attendee_iins(Register *register_, const char *id, GError **error);

/* The number of an attendee other than but who has the IIN and was not withdrawn; 0 if there is
 * none. Decrypts all of the meeting: about 5 µs each. */
gboolean register_attendee_by_iin(Register *register_, const char *id, const char *iin, int but,
                                  int *number_out, GError **error);
gboolean register_attendee_exists(Register *register_, const char *id, int number,
                                  gboolean *exists_out, GError **error);

/* Signs as official n of officials_role ("speaker", 1 …), kept as they are now; an earlier
 * signature of role and n is replaced. strokes or certificate ({"name","sha256"}): JSON; the other
 * is NULL. */
gboolean register_signature_set(Register *register_, const char *id, const char *role, int n,
                                const char *officials_role, const char *signed_,
                                const char *strokes, const char *certificate, GError **error);
JsonArray *register_signatures(Register *register_, const char *id, GError **error);
/* Removes all hand signatures of an unsealed meeting; their number through count_out. */
gboolean register_signatures_remove(Register *register_, const char *id, int *count_out,
                                    GError **error);
