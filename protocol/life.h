/*
 * The life of a meeting's record as a table of steps:
 *
 *   planned → announced → registering → in-session → closed → sealed → disposed
 *
 * What the law asks for is judged by check.h; this table says what is possible at all. Before
 * sealing everything can be corrected. After sealing nothing of the record changes: a correction is
 * an addendum. Pure; any thread.
 */
#pragma once

#include <glib.h>

typedef enum {
    LIFE_PLANNED,
    LIFE_ANNOUNCED,
    LIFE_REGISTERING,
    LIFE_IN_SESSION,
    LIFE_CLOSED,
    LIFE_SEALED,
    LIFE_DISPOSED,
    LIFE_STATE_COUNT
} LifeState;

typedef enum {
    LIFE_ANNOUNCE, /* an announcement is noted; after registration began it steps nowhere back */
    LIFE_CORRECT,  /* a field is set */
    LIFE_ATTACH,   /* a material is attached */
    LIFE_ATTEND,   /* somebody is registered */
    LIFE_START,    /* the meeting begins, or goes on after it was closed */
    LIFE_NOTE,     /* an entry, decision or award */
    LIFE_MARK,     /* a point of the agenda is reached */
    LIFE_STOP,     /* the meeting ends */
    LIFE_SIGN,     /* somebody signs by hand, or announces a key */
    LIFE_SEAL,
    LIFE_COUNTERSIGN, /* a signature with a key is added to the protocol */
    LIFE_ADD,         /* an addendum */
    LIFE_DISPOSE,
    LIFE_EVENT_COUNT
} LifeEvent;

/* What guards look at. */
typedef struct {
    gboolean started; /* the time at which it started is in the record */
    gboolean ended;   /* and the time at which it ended */
} LifeFacts;

/* The state after event in state from. PROTOCOL_ERROR_REFUSED if there is no such step, or its
 * guard forbids it: the error says what the record is and what to do. */
gboolean life_step(LifeState from, LifeEvent event, const LifeFacts *facts, LifeState *to_out,
                   GError **error);

/* "in-session"; static. */
const char *life_state_code(LifeState state);
gboolean life_state_parse(const char *code, LifeState *state_out);
/* "attend"; static. As the audit log names it. */
const char *life_event_code(LifeEvent event);
