/*
 * What becomes of an entry after it was noted (1095 p.32, p.33; 608 p.16, p.17, p.19), and of a
 * decision of the meeting: rows of their own, which go on after the record is sealed, and only
 * ever grow. One life as a table (follow_life.h):
 *
 *   answered ─────────────────────────────────close→ closed
 *   check ──begin, extend→ check ──answer→ answered · ──forward→ forwarded
 *   forward ──forward→ forwarded ──notify→ notified ──answer→ answered · ──close→ closed
 *   forwarded, notified ──receive→ the same
 *   answered, closed ──contest→ check, with a term of its own
 *
 *   noted ──begin→ begun · noted, begun ──extend→ the same ──done→ done · ──cancel→ cancelled
 *   done, cancelled ──reopen→ begun, until another day
 *
 * What is not police business is closed only when its initiator was told where it went; there is
 * nobody to tell if the entry is anonymous. A decision is due on the day that the meeting said;
 * whoever was told to carry it out is in charge.
 *
 * All functions block for the disk. Errors: PROTOCOL_ERROR_NOT_FOUND (no such entry, decision,
 * receipt), _REFUSED (no such step in this state), _USAGE (text that is none).
 */
#pragma once

#include <json-glib/json-glib.h>

#include "protocol/home.h"

/* What is followed: the entry with a number of the device, or a decision of a meeting. */
typedef struct {
    const char *meeting; /* of a decision; NULL: number is an entry's */
    int number;
} FollowSubject;

/* "12", an entry, or "2026-0007/1", the first decision of that meeting; parts (g_free) owns what
 * subject points into. PROTOCOL_ERROR_USAGE. */
gboolean follow_subject_parse(const char *text, FollowSubject *subject_out, char **parts_out,
                              GError **error);
/* The same back; g_free. */
char *follow_subject_text(FollowSubject subject);
static inline FollowSubject follow_entry(int number)
{
    return (FollowSubject){NULL, number};
}

typedef struct {
    const char *event; /* answer, forward, notify, receive, begin, extend, contest, close; of a
                          decision begin, extend, done, cancel, reopen */
    const char *text;  /* the answer, how it was closed, the outcome, the reason; may be NULL but
                          for answer, extend, contest, done, cancel and reopen */
    const char *to;    /* forward: the body; may be NULL if the record names one */
    const char *ref;   /* number of the letter or document; may be NULL */
    const char *until; /* extend, reopen: the new deadline, YYYY-MM-DD; of an entry within the
                          months that the edition allows (rules_extension_months) from when the
                          term began; else NULL */
} FollowStep;

/* Where it stands, as register_follow_find gives it; free with json_object_unref. */
JsonObject *follow_find(Home *home, FollowSubject subject, GError **error);
/* Takes a step, in one transaction with its line in the audit log. The new state through
 * state_out (static; may be NULL). */
gboolean follow_do(Home *home, FollowSubject subject, const FollowStep *step,
                   const char **state_out, GError **error);
/* Which: FOLLOW_RECENT those that are open, and of the others the newest FOLLOW_FINISHED_MAX
 * entries and decisions each. */
typedef enum { FOLLOW_RECENT, FOLLOW_OVERDUE, FOLLOW_OPEN, FOLLOW_ALL } FollowScope;
#define FOLLOW_FINISHED_MAX 200
#define FOLLOW_SOON_DAYS 3

/* The entries and decisions of a scope, the nearest deadline first:
 * [{"id":"12"|"2026-0007/1","entry"|null,"decision"|null,"meeting","date",
 * "type":"complaint|suggestion|remark|decision","outcome"|null,"state",
 * "deadline"|null,"overdue":bool,"due":"overdue|today|soon|later"|null,"certain":bool,"source",
 * "to"|null,"precincts":[…],"in_charge","text"|null,
 * "outcome_text"|null}]; outcome_text: what was said with the last step; soon: within
 * FOLLOW_SOON_DAYS; in charge is who reported at the meeting (1095 p.32), or who carries the
 * decision out; the texts are null if the entry is confidential; a deadline is not certain where
 * the calendar does not know all its days. today: YYYY-MM-DD. Free with json_node_unref. */
JsonNode *follow_list(Home *home, const char *today, FollowScope scope, GError **error);
/* The same of one meeting, finished or not. */
JsonNode *follow_of_meeting(Home *home, const char *meeting, const char *today, GError **error);
/* One of them and its life: what follow_list gives of it, and "answer"|null,
 * "anonymous":bool, "confidential":bool, "steps":[{"event","state","deadline"|null,
 * "deadline_source"|null,"text"|null,"to"|null,"ref"|null,"who"|null,"at"}], "possible":[events
 * that follow_do would take now]; text is never null. Free with json_node_unref. */
JsonNode *follow_read(Home *home, FollowSubject subject, const char *today, GError **error);
/* What the citizen with this receipt (as typed: receipt_parse) is told, and nothing about anybody
 * else: {"entry","type",
 * "date","state","deadline"|null,"overdue","certain","to"|null,"answer"|null}. */
JsonNode *follow_status(Home *home, const char *receipt, const char *today, GError **error);
