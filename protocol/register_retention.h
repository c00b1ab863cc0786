/* Holds of sealed records: rows of which nothing changes but that they are released. */
#pragma once

#include <json-glib/json-glib.h>

#include "protocol/register.h"

/* The sealed records that are not disposed of:
 * [{"meeting","kind","edition","date","kept_from","number", "why"|null (held if not null; of
 * several holds all reasons),"holds":[{"n","why","who","at"}] in force,"open_entries":N,
 * "open_decisions":N}]. Free with json_array_unref. */
JsonArray *register_retention_all(Register *register_, GError **error);
/* Of those the ones of an edition whose protocol is of a day from first_date to last_date. */
JsonArray *register_retention_between(Register *register_, const char *edition,
                                      const char *first_date, const char *last_date,
                                      GError **error);
/* Of those of an edition the oldest, of protocols up to last_date, that nothing holds: neither a
 * hold nor an entry or a decision that is still open. At most limit. */
JsonArray *register_retention_oldest(Register *register_, const char *edition,
                                     const char *last_date, int limit, GError **error);
/* The row of one meeting, sealed or not: {"state","why"|null,"holds":[…]}; *row_out is NULL if
 * there is none. Free with json_object_unref. */
gboolean register_retention_meeting(Register *register_, const char *id, JsonObject **row_out,
                                    GError **error);
/* Inside a transaction, after its line in the audit log, which says who. at: ISO 8601. */
/* A hold as another home kept it. */
typedef struct {
    int n;
    const char *why, *who, *at;
    const char *released, *released_by; /* NULL: it is in force */
} HoldRow;
/* All holds of a meeting: [{"n","why","who","at","released"|null,"released_by"|null}]. Free with
 * json_array_unref. */
JsonArray *register_holds(Register *register_, const char *id, GError **error);
/* Adds one that came with its meeting, inside a transaction. */
gboolean register_hold_import(Register *register_, const char *id, const HoldRow *hold,
                              GError **error);
gboolean register_hold_add(Register *register_, const char *id, const char *why, const char *at,
                           GError **error);
/* Ends hold n, which is in force. */
gboolean register_hold_release(Register *register_, const char *id, int n, const char *at,
                               GError **error);
