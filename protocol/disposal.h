/*
 * Disposal: the end of a record whose term is over (1095 p.32; 608 p.18).
 *
 *   sealed ──disposal_begin (act)→ week of grace ──disposal_finish→ disposed, a tombstone
 *      ↑────────────disposal_undo──────────┘
 *
 * In its week of grace the record is whole and can be verified, exported, held or taken back. At
 * the end its rows with citizens' names and words and its files go; number, date, hashes and act
 * stay. The tombstone is committed before the files are touched, and what a crash left of them is
 * removed by disposal_reconcile: there is the whole meeting or the tombstone, never half of one.
 *
 * Time counts only on a trusted clock that is not behind the newest time ever seen on one: a clock
 * that jumps forward disposes of nothing. All functions block for the disk. Errors:
 * PROTOCOL_ERROR_NOT_FOUND (no such meeting), _REFUSED (the clock; what still keeps the record).
 */
#pragma once

#include <json-glib/json-glib.h>

#include "protocol/home.h"

#define DISPOSAL_GRACE_DAYS 7

typedef struct {
    const char *const *ids;        /* of the records, up to a NULL */
    const char *const *commission; /* rank and names, the chair first, up to a NULL; NULL: lines to
                                    * write them on */
    const char *path;              /* where its PDF goes besides the home's acts/; NULL: nowhere */
} DisposalAct;

/* The act for all of the records or none of them. Its number ("2027-1") through act_out (g_free;
 * may be NULL). PROTOCOL_ERROR_USAGE: a name of the commission that is none, or too many. */
gboolean disposal_begin(Home *home, const DisposalAct *act, char **act_out, GError **error);
/* The PDF of an act by its number; g_bytes_unref. PROTOCOL_ERROR_NOT_FOUND if there is no such act,
 * _DIFFERENT if the file is not what was drawn up. */
GBytes *disposal_act_read(Home *home, const char *act, GError **error);
/* Takes a record back in its week of grace. */
gboolean disposal_undo(Home *home, const char *id, const char *why, GError **error);
/* Ends every record whose week is over and that nothing has come to hold in it:
 * [{"meeting","state":"disposed|grace|held|kept","until":"YYYY-MM-DD"}] of all that were in it.
 * Free with json_node_unref. */
JsonNode *disposal_finish(Home *home, GError **error);
/* Removes what is left of the files of disposed records. At the start of each program. */
gboolean disposal_reconcile(Home *home, GError **error);
/* The acts and what they ended: [{"meeting","number","date","kind","act","act_sha256","kept_until",
 * "begun","until","over":bool,"finished"|null,"json_sha256","pdf_sha256"}]; over: its week is. Free
 * with json_node_unref. */
JsonNode *disposal_list(Home *home, GError **error);
