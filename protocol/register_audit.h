/*
 * The audit log: a row for each change of the register, in a hash chain that triggers keep
 * append-only. hash is the SHA-256 of the row's canonical JSON (RFC 8785) with its members seq,
 * who, wall_ms, trusted, monotonic_us, meeting, what, subject, before, after and prev, the hash of
 * the row before (64 zeros for the first). The head of the chain goes into each sealed record, so
 * that a cut tail is found too.
 *
 * The log outlives the records: it holds no citizen's name or words, but their keyed hash under the
 * key of the meeting (register_audit_digest). who is the account and program, "esep esep-kiosk",
 * and behind ": " the name of whoever entered a PIN there (register_act_as). With the key, the last
 * way to guess them goes, and the chain stays whole.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "protocol/clock.h"
#include "protocol/register.h"

/* SQL: who did it, by the row that was just added for what the statement writes. */
#define REGISTER_AUDIT_WHO "(SELECT who FROM audit ORDER BY seq DESC LIMIT 1)"

typedef struct {
    const char *meeting; /* may be NULL */
    const char *what;    /* "attend", "set", "seal", … */
    const char *subject; /* a field, a number; may be NULL */
    const char *before;  /* may be NULL */
    const char *after;   /* may be NULL */
} AuditEvent;

/* Appends a row inside the transaction of the change that it tells of. */
gboolean register_audit_add(Register *register_, const Clock *clock, const AuditEvent *event,
                            GError **error);
/* The same in a transaction of its own: of something that changed nothing else in the register. */
gboolean register_audit_note(Register *register_, const Clock *clock, const AuditEvent *event,
                             GError **error);
/* The hash of the last row, 64 zeros if there is none. g_free; NULL with an error. */
char *register_audit_head(Register *register_, GError **error);
/* "keyed:…" of text, for values of a meeting that must not stand in the log, inside its
 * transaction. g_free. NULL with an error. */
char *register_audit_digest(Register *register_, const char *meeting, const char *text,
                            GError **error);
/* How many rows of a meeting say what. */
gboolean register_audit_count(Register *register_, const char *meeting, const char *what,
                              gint64 *count_out, GError **error);
/* The hash of a row from its members, without the hash itself. g_free; NULL with an error. */
char *register_audit_hash(JsonObject *row, GError **error);
/* The rows, each with its hash, from the first of a meeting to the one with the hash head, those of
 * other meetings between them too. Free with json_array_unref. */
JsonArray *register_audit_rows(Register *register_, const char *id, const char *head,
                               GError **error);
/* The newest rows (of a meeting, if id is not NULL), at most count, the oldest of them first. */
JsonArray *register_audit_last(Register *register_, const char *id, int count, GError **error);
/* Checks the whole chain, and that it still holds the head that each sealed record names.
 * PROTOCOL_ERROR_DIFFERENT names the first row or record that does not fit. Rows and head through
 * rows_out, head_out (may be NULL; g_free). Blocks: about 10 µs a row. */
gboolean register_audit_verify(Register *register_, gint64 *rows_out, char **head_out,
                               GError **error);
