/*
 * The way through the screens as a table: {from, event, guard, action, to}. An event that has no
 * row in a state is refused and changes nothing. Pure.
 */
#pragma once

#include <glib.h>

typedef enum {
    STATE_LOADING, /* the register has not answered yet */
    STATE_NONE,    /* no meeting today */
    STATE_WELCOME,
    STATE_NAMES,
    STATE_PERSON,  /* which category */
    STATE_CONTACT, /* phone and address, free to give */
    STATE_SIGN,
    STATE_UNSIGNED, /* register without a signature? */
    STATE_SAVING,
    STATE_THANKS,  /* the row is committed */
    STATE_FAILED,  /* it could not be saved; the form is whole */
    STATE_RECEIPT, /* the number of an entry */
    STATE_ASKING,  /* the register looks for it */
    STATE_ENTRY,   /* what became of it */
    STATE_IDLE,    /* is somebody there? */
    STATE_STOP,    /* really stop? */
    STATE_TROUBLE, /* the register cannot be read */
    STATE_COUNT
} FlowState;

typedef enum {
    EVENT_MEETING,    /* the register answered: there is a meeting */
    EVENT_NO_MEETING, /* there is none */
    EVENT_UNREADABLE, /* it cannot be read */
    EVENT_START,      /* "register" */
    EVENT_NEXT,
    EVENT_BACK,
    EVENT_SAVED,
    EVENT_NOT_SAVED,
    EVENT_IDLE,  /* nobody touched anything for a while */
    EVENT_STAY,  /* "I am here" */
    EVENT_LEAVE, /* "stop" */
    EVENT_RETRY,
    EVENT_LOOK_UP, /* "my entry" */
    EVENT_FOUND,
    EVENT_NOT_FOUND,
    EVENT_UNSIGNED, /* "I cannot sign" */
    EVENT_RESTORED, /* a form was found that was under way when the program was killed */
    EVENT_COUNT
} FlowEvent;

typedef enum {
    GUARD_NONE,
    GUARD_NAMES,     /* surname and name are given */
    GUARD_CATEGORY,  /* one is chosen */
    GUARD_SIGNATURE, /* something is drawn */
    GUARD_EMPTY,     /* nothing was told yet */
    GUARD_RECEIPT,   /* a number is typed */
    GUARD_MEETING,   /* there is a meeting to go back to */
    GUARD_COUNT
} FlowGuard;

typedef enum {
    DO_NOTHING,
    DO_CLEAR,         /* wipe the form; language and type as at the start */
    DO_SAVE,          /* ask the worker to register the person */
    DO_SAVE_UNSIGNED, /* the same, without what may have been drawn */
    DO_REMEMBER,      /* the state to come back to */
    DO_RELOAD,        /* ask the worker for the day */
    DO_LOOK_UP,       /* ask the worker for the entry */
} FlowAction;

/* In FlowRow.to: the state that DO_REMEMBER kept. */
#define STATE_REMEMBERED STATE_COUNT

typedef struct {
    FlowState from;
    FlowEvent event;
    FlowGuard guard;
    FlowAction action;
    FlowState to;
} FlowRow;

typedef gboolean (*FlowCheck)(gpointer user_data, FlowGuard guard);

/* The row for event in state; rows of one event are tried in order, the first whose guard holds.
 * NULL: none. *refused_by_out is the last guard that did not hold (GUARD_NONE: no row at all). */
const FlowRow *flow_find(FlowState state, FlowEvent event, FlowCheck check, gpointer user_data,
                         FlowGuard *refused_by_out);
/* The whole table, for tests. */
const FlowRow *flow_table(gsize *count_out);
const char *flow_state_name(FlowState state);
/* A person's words or names stand on this screen or wait behind it. */
gboolean flow_is_form(FlowState state);
