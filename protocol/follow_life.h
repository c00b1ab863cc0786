/*
 * The life of what is followed, as a table: of an entry of a meeting, and of a decision that was
 * taken there (follow.h shows both). Their states have different names, so one table holds them.
 * Pure; any thread.
 */
#pragma once

#include <json-glib/json-glib.h>

/* When the next thing is due after a step: as before; within the edition's term for a letter or a
 * check; on the day that the step names, within the edition's months (FOLLOW_DUE_EXTENDED), or any
 * later one (FOLLOW_DUE_MOVED). */
typedef enum {
    FOLLOW_DUE_NEVER,
    FOLLOW_DUE_KEEP,
    FOLLOW_DUE_FORWARD,
    FOLLOW_DUE_CHECK,
    FOLLOW_DUE_EXTENDED,
    FOLLOW_DUE_MOVED,
} FollowDue;

/* The state after event in state (static), and what is due then; NULL if there is no such step. */
const char *follow_life_step(const char *state, const char *event, gboolean anonymous,
                             FollowDue *due_out);
/* The events that there are in state. Free with json_array_unref. */
JsonArray *follow_life_possible(const char *state, gboolean anonymous);
/* Why a step that there is not is refused, and what to do instead: a message id; {1} names what is
 * followed. */
const char *follow_life_refusal(const char *state, gboolean decision);
/* What is missing if event comes without words: a message id; NULL if it needs none. */
const char *follow_life_words(const char *event);
