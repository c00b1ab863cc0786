/*
 * The rows of the follow-up of entries. A step is never changed; the view follow_now shows where
 * each entry stands.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "protocol/register.h"

/* A row of follow. */
typedef struct {
    int entry;
    const char *event, *state;
    const char *deadline, *deadline_source; /* NULL: nothing is due in this state */
    const char *text, *to, *ref;            /* each may be NULL */
    const char *at;                         /* ISO 8601 */
} FollowRow;

/* Where an entry stands: {"entry","meeting","kind","edition","date","type","outcome","state",
 * "deadline"|null,"deadline_source"|null,"since":the day
 * from which its term counts,"to"|null,"answer"|null,"anonymous":bool,
 * "confidential":bool}; *row_out is NULL if there is no such entry. Free with json_object_unref. */
gboolean register_follow_entry(Register *register_, int entry, JsonObject **row_out,
                               GError **error);
gboolean register_follow_receipt(Register *register_, const char *receipt, JsonObject **row_out,
                                 GError **error);
/* The steps of an entry, the first first: {"event","state","deadline"|null,"text"|null,"to"|null,
 * "ref"|null,"at"}. Free with json_array_unref. */
JsonArray *register_follow_steps(Register *register_, int entry, GError **error);
/* All entries as such rows, and "text", "precincts":[…],"in_charge": who reported; by deadline,
 * those without one last. Free with json_array_unref. */
JsonArray *register_follow_all(Register *register_, GError **error);
/* Of these the open ones, and of the others the newest, at most finished; only those whose deadline
 * is before a day, if before is not NULL. */
JsonArray *register_follow_recent(Register *register_, int finished, const char *before,
                                  GError **error);
/* Appends a step, inside a transaction. */
gboolean register_follow_add(Register *register_, const FollowRow *row, GError **error);
