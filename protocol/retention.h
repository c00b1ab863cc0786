/*
 * How long a sealed record is kept (1095 p.32; 608 p.18), and holds, which keep it longer because
 * somebody still needs it (a complaint, a court). All functions block for the disk. Errors:
 * PROTOCOL_ERROR_NOT_FOUND (no such meeting), _REFUSED (not sealed; not held; several holds and
 * none is named), _USAGE (a reason that is none).
 */
#pragma once

#include <json-glib/json-glib.h>

#include "protocol/home.h"
#include "protocol/message.h"
#include "protocol/rules.h"

/* The last day on which a record must be kept whose protocol is of the day date. */
void retention_end(const Rules *rules, const GDate *date, GDate *end_out);

/* The sealed records, the first that ends first: [{"meeting","date","number","kept_until",
 * "days_left":N,"warning":30|7|1|0,"state":"kept|held|due|grace","why"|null,"holds":[{"n","why",
 * "who","at"}],"open_entries":N,"open_decisions":N,"grace_until"|null,"source"}]. why: of all holds
 * in force. due: the term is over, nothing holds the record, each of its entries is closed or
 * answered and each of its decisions done or cancelled; grace: due, and an act of disposal names it
 * (disposal.h). days_left: till the end of the term, negative after it; warning: that so few days
 * are left. today: YYYY-MM-DD. Free with json_node_unref. */
JsonNode *retention_list(Home *home, const char *today, GError **error);
/* What of such a row is still open, in words ("entries – 2, decisions – 1"): it keeps the record
 * beyond its term. g_free; NULL if nothing is. */
char *retention_open_text(JsonObject *row, Language language);

/* Of these what a plan shows: the oldest that are due, at most limit, and those whose term ends
 * within ahead_days. Fast in a register of many years. */
JsonNode *retention_near(Home *home, const char *today, int ahead_days, int limit, GError **error);

/* A further reason to keep the record; several may be in force at once. */
gboolean retention_hold(Home *home, const char *id, const char *why, GError **error);
/* Ends hold n; 0: the only one. The record is held as long as one is in force. */
gboolean retention_release(Home *home, const char *id, int n, GError **error);
