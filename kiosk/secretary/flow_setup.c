/* The way through the first start; name and PIN of the administrator are in flow_office.c. */
#include "kiosk/secretary/key.h"
#include "kiosk/secretary/setup.h"

/* Nobody is at work yet, and there is nothing to show instead. */
#define SETUP_LOCKS(state)                                                                         \
    {state, EVENT_LOCK, NULL, setup_forget, STATE_SETUP},                                          \
    {                                                                                              \
        state, EVENT_IDLE, NULL, setup_forget, STATE_SETUP                                         \
    }

static const FlowRow rows[] = {
    SETUP_LOCKS(STATE_SETUP),
    {STATE_SETUP, EVENT_NEXT, NULL, setup_forget, STATE_SETUP_BODY},

    SETUP_LOCKS(STATE_SETUP_BODY),
    {STATE_SETUP_BODY, EVENT_BACK, NULL, NULL, STATE_SETUP},
    {STATE_SETUP_BODY, EVENT_NEXT, setup_has_body, NULL, STATE_SETUP_CITY},

    SETUP_LOCKS(STATE_SETUP_CITY),
    {STATE_SETUP_CITY, EVENT_BACK, NULL, NULL, STATE_SETUP_BODY},
    {STATE_SETUP_CITY, EVENT_NEXT, NULL, NULL, STATE_FIRST},

    SETUP_LOCKS(STATE_SETUP_KEY),
    {STATE_SETUP_KEY, EVENT_BACK, NULL, NULL, STATE_NEW_PIN},
    {STATE_SETUP_KEY, EVENT_NEXT, key_needs_words, NULL, STATE_SETUP_WORDS},
    {STATE_SETUP_KEY, EVENT_NEXT, NULL, setup_make, STATE_SETUP_MAKING},

    SETUP_LOCKS(STATE_SETUP_WORDS),
    {STATE_SETUP_WORDS, EVENT_BACK, NULL, NULL, STATE_SETUP_KEY},
    {STATE_SETUP_WORDS, EVENT_NEXT, key_has_words, setup_make, STATE_SETUP_MAKING},

    {STATE_SETUP_MAKING, EVENT_ENTERED, NULL, NULL, STATE_HOME},
    {STATE_SETUP_MAKING, EVENT_NOT_SAVED, NULL, NULL, STATE_SETUP_KEY},
};

const FlowTable flow_setup = {rows, G_N_ELEMENTS(rows)};
