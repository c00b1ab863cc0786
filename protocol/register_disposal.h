/*
 * Rows of disposal: an act names a record, a week later its rows and files go. What stays of it
 * (the tombstone) is the meeting's own row, its precincts and announcements, its seal, the lines of
 * the audit log, and the row of the disposal.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "protocol/register.h"

typedef struct {
    const char *meeting;
    const char *act, *act_sha256;
    const char *kept_until; /* YYYY-MM-DD */
    const char *begun;      /* ISO 8601 */
    gint64 until_ms;        /* the end of the week of grace, Unix time */
} DisposalRow;

gboolean register_disposal_add(Register *register_, const DisposalRow *row, GError **error);
/* Every disposal that was not taken back: [{"meeting","number","date","kind","act","act_sha256",
 * "kept_until","begun","until_ms","finished"|null,"files_gone":bool,"json_sha256","pdf_sha256"}],
 * by date. Free with json_array_unref. */
JsonArray *register_disposals(Register *register_, GError **error);
/* Ends the week of grace of a record with its return. *found_out: whether there was one. */
gboolean register_disposal_undo(Register *register_, const char *id, const char *why,
                                const char *at, gboolean *found_out, GError **error);
/* Makes the tombstone, inside a transaction: the state, and the end of all personal rows. */
gboolean register_disposal_finish(Register *register_, const char *id, const char *at,
                                  GError **error);
/* Throws away the key of a disposed record, and that of the index of its month, if no record of the
 * month is left: no copy of the register, no free page and no line of the audit log tells of its
 * people any more. */
gboolean register_keys_forget(Register *register_, const char *id, GError **error);
gboolean register_disposal_files_gone(Register *register_, const char *id, GError **error);
/* The newest time that the register has seen on a trusted clock, Unix milliseconds; 0 if none. */
gboolean register_newest_time(Register *register_, gint64 *unix_ms_out, GError **error);
/* Empties the write-ahead log, where what was removed could still be read. Outside transactions;
 * while others read the register it does less, without an error. */
gboolean register_forget(Register *register_, GError **error);
