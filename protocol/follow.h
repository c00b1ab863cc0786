/*
 * What becomes of an entry after it was noted (1095 p.32, p.33; 608 p.16, p.17, p.19): rows of its
 * own, which go on after the record is sealed, and only ever grow.
 *
 *   answered ─────────────────────────────────close→ closed
 *   check ──begin, extend→ check ──answer→ answered · ──forward→ forwarded
 *   forward ──forward→ forwarded ──notify→ notified ──answer→ answered · ──close→ closed
 *   forwarded, notified ──receive→ the same
 *   answered, closed ──contest→ check, with a term of its own
 *
 * What is not police business is closed only when its initiator was told where it went; there is
 * nobody to tell if the entry is anonymous.
 *
 * All functions block for the disk. Errors: PROTOCOL_ERROR_NOT_FOUND (no such entry, receipt),
 * _REFUSED (no such step in this state), _USAGE (text that is none).
 */
#pragma once

#include <json-glib/json-glib.h>

#include "protocol/home.h"

typedef struct {
    const char *event; /* answer, forward, notify, receive, begin, extend, contest, close */
    const char *text;  /* the answer, how it was closed, why it is extended or contested; may be
                          NULL but for answer, extend and contest */
    const char *to;    /* forward: the body; may be NULL if the record names one */
    const char *ref;   /* number of the letter; may be NULL */
    const char *until; /* extend: the new deadline, YYYY-MM-DD, within the months that the edition
                          allows (rules_extension_months) from when the term began */
} FollowStep;

/* The state after event in state; static. NULL if there is no such step. */
const char *follow_next(const char *state, const char *event, gboolean anonymous);

/* Takes a step, in one transaction with its line in the audit log. The new state through
 * state_out (static; may be NULL). */
gboolean follow_do(Home *home, int entry, const FollowStep *step, const char **state_out,
                   GError **error);
/* Which entries: FOLLOW_RECENT those that are open, and of the others the newest
 * FOLLOW_FINISHED_MAX. */
typedef enum { FOLLOW_RECENT, FOLLOW_OVERDUE, FOLLOW_OPEN, FOLLOW_ALL } FollowScope;
#define FOLLOW_FINISHED_MAX 200
#define FOLLOW_SOON_DAYS 3

/* The entries of a scope, the nearest deadline first:
 * [{"entry","meeting","date","type","outcome","state",
 * "deadline"|null,"overdue":bool,"due":"overdue|today|soon|later"|null,"certain":bool,"source",
 * "to"|null,"precincts":[…],"in_charge","text"|null}]; soon: within FOLLOW_SOON_DAYS; in charge is
 * who reported at the meeting (1095 p.32); text is null if
 * the entry is confidential; a deadline is not certain where the calendar does not know all its
 * days. today: YYYY-MM-DD. Free with json_node_unref. */
JsonNode *follow_list(Home *home, const char *today, FollowScope scope, GError **error);
/* One entry and its life: what follow_list gives of it, but "text", and "answer"|null,
 * "anonymous":bool, "confidential":bool, "steps":[{"event","state","deadline"|null,"text"|null,
 * "to"|null,"ref"|null,"at"}], "possible":[events that follow_do would take now]. Free with
 * json_node_unref. */
JsonNode *follow_read(Home *home, int entry, const char *today, GError **error);
/* What the citizen with this receipt (as typed: receipt_parse) is told, and nothing about anybody
 * else: {"entry","type",
 * "date","state","deadline"|null,"overdue","certain","to"|null,"answer"|null}. */
JsonNode *follow_status(Home *home, const char *receipt, const char *today, GError **error);
