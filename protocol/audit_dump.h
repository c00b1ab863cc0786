/*
 * The audit log of one meeting, to go with its archive (audit.jsonl): a line for each row of the
 * log from the planning of the meeting to the head that meeting.json names (audit_head), canonical
 * JSON (RFC 8785). A row of this meeting is whole, and its hash is the SHA-256 of its canonical
 * JSON without the member hash; of a row of another meeting only seq, prev and hash stand there,
 * so that the chain is unbroken and nothing else is told.
 */
#pragma once

#include <glib.h>

#include "protocol/register.h"

#define AUDIT_DUMP_FILE "audit.jsonl"

/* The lines; g_free. head: the meeting's audit_head. NULL with an error. */
char *audit_dump(Register *register_, const char *id, const char *head, GError **error);
/* Whether text is the whole log of meeting id up to head. PROTOCOL_ERROR_DIFFERENT names the first
 * row that is missing, was changed or does not follow the one before. lines_out may be NULL. Pure.
 */
gboolean audit_dump_check(const char *text, const char *id, const char *head, guint *lines_out,
                          GError **error);
