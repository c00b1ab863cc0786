/*
 * The rows of the follow-up of entries and decisions. A step is never changed; the views follow_now
 * and decision_now show where each stands.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "protocol/follow.h"
#include "protocol/register.h"

/* A step. */
typedef struct {
    FollowSubject subject;
    const char *event, *state;
    const char *deadline, *deadline_source; /* NULL: nothing is due in this state; a decision keeps
                                               no source */
    const char *text, *to, *ref;            /* each may be NULL; a decision keeps no to */
    const char *who;                        /* NULL: as the newest line of the audit log says */
    const char *at;                         /* ISO 8601 */
} FollowRow;

/* Where it stands: {"entry"|null,"decision"|null,"meeting","kind","edition","date","type",
 * "outcome"|null,"state","deadline"|null,"deadline_source"|null,
 * "outcome_text"|null: what was said with the last step,"since":the day
 * from which its term counts,"to"|null,"answer"|null,"anonymous":bool,
 * "confidential":bool,"text","precincts":[…],"in_charge"}; *row_out is NULL if there is no such.
 * Free with json_object_unref. */
gboolean register_follow_find(Register *register_, FollowSubject subject, JsonObject **row_out,
                              GError **error);
/* The same of the entry with a receipt, but who is in charge, where, and its words. */
gboolean register_follow_receipt(Register *register_, const char *receipt, JsonObject **row_out,
                                 GError **error);
/* Its steps, the first first: {"event","state","deadline"|null,"deadline_source"|null,
 * "text"|null,"to"|null,"ref"|null,"who"|null,"at"}. Free with json_array_unref. */
JsonArray *register_follow_steps(Register *register_, FollowSubject subject, GError **error);
/* All entries, or all decisions, as register_follow_find gives them. Free with json_array_unref. */
JsonArray *register_follow_all(Register *register_, gboolean decisions, GError **error);
/* Those of one meeting. */
JsonArray *register_follow_meeting(Register *register_, gboolean decisions, const char *meeting,
                                   GError **error);
/* Of all the open ones, and of the others the newest, at most finished; only those whose deadline
 * is before a day, if before is not NULL. */
JsonArray *register_follow_recent(Register *register_, gboolean decisions, int finished,
                                  const char *before, GError **error);
/* Appends a step, inside a transaction. */
gboolean register_follow_add(Register *register_, const FollowRow *row, GError **error);
/* Whether the follow-up has begun. */
gboolean register_follow_begun(Register *register_, FollowSubject subject, gboolean *begun_out,
                               GError **error);
