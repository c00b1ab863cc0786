#include "protocol/life.h"

#include "protocol/error.h"

typedef struct {
    LifeState from;
    LifeEvent event;
    gboolean (*guard)(const LifeFacts *facts); /* NULL: always */
    LifeState to;
} Step;

static gboolean has_started(const LifeFacts *facts)
{
    return facts->started;
}

static gboolean has_both_ends(const LifeFacts *facts)
{
    return facts->started && facts->ended;
}

static const Step steps[] = {
    {LIFE_PLANNED, LIFE_ANNOUNCE, NULL, LIFE_ANNOUNCED},
    {LIFE_PLANNED, LIFE_CORRECT, NULL, LIFE_PLANNED},
    {LIFE_PLANNED, LIFE_ATTACH, NULL, LIFE_PLANNED},
    {LIFE_PLANNED, LIFE_ATTEND, NULL, LIFE_REGISTERING},
    {LIFE_PLANNED, LIFE_START, NULL, LIFE_IN_SESSION},

    {LIFE_ANNOUNCED, LIFE_ANNOUNCE, NULL, LIFE_ANNOUNCED},
    {LIFE_ANNOUNCED, LIFE_CORRECT, NULL, LIFE_ANNOUNCED},
    {LIFE_ANNOUNCED, LIFE_ATTACH, NULL, LIFE_ANNOUNCED},
    {LIFE_ANNOUNCED, LIFE_ATTEND, NULL, LIFE_REGISTERING},
    {LIFE_ANNOUNCED, LIFE_START, NULL, LIFE_IN_SESSION},

    {LIFE_REGISTERING, LIFE_ANNOUNCE, NULL, LIFE_REGISTERING},
    {LIFE_REGISTERING, LIFE_CORRECT, NULL, LIFE_REGISTERING},
    {LIFE_REGISTERING, LIFE_ATTACH, NULL, LIFE_REGISTERING},
    {LIFE_REGISTERING, LIFE_ATTEND, NULL, LIFE_REGISTERING},
    {LIFE_REGISTERING, LIFE_START, NULL, LIFE_IN_SESSION},
    {LIFE_REGISTERING, LIFE_NOTE, NULL, LIFE_REGISTERING},
    {LIFE_REGISTERING, LIFE_MARK, NULL, LIFE_REGISTERING},
    {LIFE_REGISTERING, LIFE_SIGN, NULL, LIFE_REGISTERING},

    {LIFE_IN_SESSION, LIFE_ANNOUNCE, NULL, LIFE_IN_SESSION},
    {LIFE_IN_SESSION, LIFE_CORRECT, NULL, LIFE_IN_SESSION},
    {LIFE_IN_SESSION, LIFE_ATTACH, NULL, LIFE_IN_SESSION},
    {LIFE_IN_SESSION, LIFE_ATTEND, NULL, LIFE_IN_SESSION},
    {LIFE_IN_SESSION, LIFE_START, NULL, LIFE_IN_SESSION}, /* a new take after a crash */
    {LIFE_IN_SESSION, LIFE_NOTE, NULL, LIFE_IN_SESSION},
    {LIFE_IN_SESSION, LIFE_MARK, NULL, LIFE_IN_SESSION},
    {LIFE_IN_SESSION, LIFE_STOP, has_started, LIFE_CLOSED},
    {LIFE_IN_SESSION, LIFE_SIGN, NULL, LIFE_IN_SESSION},

    {LIFE_CLOSED, LIFE_ANNOUNCE, NULL, LIFE_CLOSED},
    {LIFE_CLOSED, LIFE_CORRECT, NULL, LIFE_CLOSED},
    {LIFE_CLOSED, LIFE_ATTACH, NULL, LIFE_CLOSED},
    {LIFE_CLOSED, LIFE_ATTEND, NULL, LIFE_CLOSED}, /* from the paper list */
    {LIFE_CLOSED, LIFE_START, NULL, LIFE_IN_SESSION},
    {LIFE_CLOSED, LIFE_NOTE, NULL, LIFE_CLOSED},
    {LIFE_CLOSED, LIFE_STOP, NULL, LIFE_CLOSED}, /* the recorder's end, noted once more */
    {LIFE_CLOSED, LIFE_SIGN, NULL, LIFE_CLOSED},
    {LIFE_CLOSED, LIFE_SEAL, has_both_ends, LIFE_SEALED},

    {LIFE_SEALED, LIFE_COUNTERSIGN, NULL, LIFE_SEALED},
    {LIFE_SEALED, LIFE_ADD, NULL, LIFE_SEALED},
    {LIFE_SEALED, LIFE_DISPOSE, NULL, LIFE_DISPOSED},
};

static const char *const state_codes[LIFE_STATE_COUNT] = {
    "planned", "announced", "registering", "in-session", "closed", "sealed", "disposed"};

static const char *const event_codes[LIFE_EVENT_COUNT] = {
    "announce", "correct", "attach", "attend",      "start", "note",   "mark",
    "stop",     "sign",    "seal",   "countersign", "add",   "dispose"};

/* Why an event is refused, in words for the person at the desk. */
static const char *refusal(LifeState from, LifeEvent event)
{
    if (from == LIFE_DISPOSED)
        return N_("The record was disposed of: nothing can be done to it.");
    if (from == LIFE_SEALED && event == LIFE_SEAL)
        return N_("The record is sealed already.");
    if (from == LIFE_SEALED)
        return N_("The record is sealed: nothing in it can be changed. Write an addendum.");
    if (event == LIFE_ADD)
        return N_("The record is not sealed yet: correct it instead of adding to it.");
    if (event == LIFE_SEAL)
        return N_("The meeting is not over: stop the recording, or set started and ended, then "
                  "seal.");
    if (event == LIFE_DISPOSE)
        return N_("Only a sealed record can be disposed of.");
    if (event == LIFE_STOP)
        return N_("The meeting has not started: set started first, or start the recording.");
    if (event == LIFE_MARK && from == LIFE_CLOSED)
        return N_("The meeting is over: there is no moment to mark.");
    return N_("The meeting has not begun: register who came, or start the recording, first.");
}

gboolean life_step(LifeState from, LifeEvent event, const LifeFacts *facts, LifeState *to_out,
                   GError **error)
{
    for (gsize i = 0; i < G_N_ELEMENTS(steps); i++)
        if (steps[i].from == from && steps[i].event == event &&
            (!steps[i].guard || steps[i].guard(facts))) {
            *to_out = steps[i].to;
            return TRUE;
        }
    error_set(error, PROTOCOL_ERROR_REFUSED, refusal(from, event), NULL);
    return FALSE;
}

const char *life_state_code(LifeState state)
{
    return state_codes[state];
}

gboolean life_state_parse(const char *code, LifeState *state_out)
{
    for (int i = 0; i < LIFE_STATE_COUNT; i++)
        if (g_strcmp0(code, state_codes[i]) == 0) {
            *state_out = i;
            return TRUE;
        }
    return FALSE;
}

const char *life_event_code(LifeEvent event)
{
    return event_codes[event];
}
