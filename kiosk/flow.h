/*
 * The way through the screens as a table: {from, event, guard, action, to}. An event that has no
 * row in a state is refused and changes nothing. Each part of the screens has a table of its own,
 * a file flow_<part>.c beside its screens; a new state is its name here and in flow.c, its rows
 * there, and its screen in screens.c.
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
    STATE_SHOW,    /* its code is shown to the camera */
    STATE_ASKING,  /* the register looks for it */
    STATE_ENTRY,   /* what became of it */
    STATE_IDLE,    /* is somebody there? */
    STATE_STOP,    /* really stop? */
    STATE_TROUBLE, /* the register cannot be read */

    /* the staff's side, from here to the end */
    STATE_STAFF, /* who is there? */
    STATE_PIN,
    STATE_ENTERING, /* the PIN is looked at */
    STATE_FIRST,    /* nobody has a PIN yet: the administrator's name */
    STATE_NEW_PIN,
    STATE_PIN_AGAIN,
    STATE_SETUP, /* there is no home yet: in which language? */
    STATE_SETUP_BODY,
    STATE_SETUP_CITY,
    STATE_SETUP_KEY,    /* where the key of personal data lives */
    STATE_SETUP_WORDS,  /* its passphrase */
    STATE_SETUP_MAKING, /* the home is being made */
    STATE_HOME,
    STATE_PLANNED, /* those that are to be held */
    STATE_NEW_KIND,
    STATE_PREPARE, /* all that is set of one */
    STATE_EDIT_RANK,
    STATE_EDIT_OFFICIAL,
    STATE_EDIT_PLACE,
    STATE_EDIT_WHEN,
    STATE_HELD, /* when it began and ended */
    STATE_ANNOUNCE,
    STATE_FORMAT,        /* in the hall, outdoors, on line */
    STATE_EDIT_CONVENER, /* who called it, and how many are expected */
    STATE_INVITE,        /* who is invited, and who is left */
    STATE_INVITED,       /* one of them, by name */
    STATE_MATERIALS,
    STATE_SETTINGS,
    STATE_CHOOSE, /* a device, the language */
    STATE_NETWORK,
    STATE_WIFI, /* one of them */
    STATE_WIFI_PASSWORD,
    STATE_WIFI_JOIN, /* it is being joined */
    STATE_BODY,      /* the police body's new name */
    STATE_BODY_CITY,
    STATE_BODY_KEEP, /* really from now on? */
    STATE_PEOPLE,
    STATE_PERSON_PIN, /* what can be done with one's PIN */
    STATE_PERSON_REMOVE,
    STATE_PERSON_ROLE, /* of somebody new */
    STATE_PERSON_NAME,
    STATE_GIVE_PIN,
    STATE_GIVE_AGAIN,
    STATE_DISPOSE,        /* records whose term ends */
    STATE_DISPOSE_WHO,    /* the commission */
    STATE_DISPOSE_PIN,    /* the administrator's, once more */
    STATE_DISPOSE_RECORD, /* one that an act names */
    STATE_DISPOSE_WHY,    /* why it is taken back */
    STATE_DISPOSE_END,    /* really remove those whose week is over? */
    STATE_ACT,            /* page by page */
    STATE_KEY,            /* where it is, and whether it is there */
    STATE_KEY_PLACE,      /* where it goes */
    STATE_KEY_ADDRESS,    /* of a file or a server */
    STATE_KEY_WORDS,

    /* the meeting itself */
    STATE_READY,        /* before the meeting: what it needs */
    STATE_READY_DOUBTS, /* really begin without having tried it? */
    STATE_TRIAL,        /* the devices are tried */
    STATE_TRIAL_PLAY,   /* and what they recorded is shown */
    STATE_CLOCK,        /* is it right? */
    STATE_CLOCK_SET,
    STATE_STARTING,    /* the recorder is being started */
    STATE_LIVE,        /* the meeting goes on */
    STATE_LIVE_LOCKED, /* it goes on, and nobody of the staff is at the screen */
    STATE_END,         /* really close it? */
    STATE_ENDING,      /* the recorder is being stopped */
    STATE_NOTE,        /* a note and what is missing of it */
    STATE_NOTE_SAVING,
    STATE_NOTE_DROP, /* really remove it? */
    STATE_NOTE_WHO,  /* who said it */
    STATE_NOTE_SEARCH,
    STATE_NOTE_PERSON, /* somebody who is not on the list */
    STATE_NOTE_CATEGORY,
    STATE_NOTE_ADDING,
    STATE_NOTE_NAME, /* who does it, who is awarded */
    STATE_NOTE_TEXT,
    STATE_NOTE_HOW, /* how it was met */
    STATE_NOTE_ANSWER,
    STATE_NOTE_TO,  /* to whom it goes */
    STATE_NOTE_DUE, /* by when */
    STATE_NOTE_DAY, /* another day */
    /* after the meeting */
    STATE_MEETINGS, /* all of them */
    STATE_SEARCH,   /* over them and who came */
    STATE_PLAY,     /* the recording of one */
    STATE_RECORD,   /* one: what it holds, and what it lacks */
    STATE_REVIEW,   /* its protocol page by page */
    STATE_ATTENDEES,
    STATE_ATTENDEE_SEARCH,
    STATE_ATTENDEE, /* one of them, to correct */
    STATE_ATTENDEE_NAME,
    STATE_ATTENDEE_CATEGORY,
    STATE_ATTENDEE_CONTACT,
    STATE_WITHDRAW, /* why? */
    STATE_GONE,     /* what was withdrawn */
    STATE_MARKS,    /* when the points of the agenda were reached */
    STATE_MOMENT,   /* when it was, on the recording */
    STATE_MOMENT_TIME,
    STATE_SAY_NONE, /* was there no entry, no decision? */
    STATE_ADD,      /* what was forgotten */
    STATE_RECEIPTS, /* to print: one, or all */
    STATE_SIGNERS,
    STATE_SIGNATURE,
    STATE_SEAL,
    STATE_PRINT,
    STATE_GIVE,   /* an archive onto a USB stick */
    STATE_PUBLIC, /* what of the recording everybody will see */
    STATE_BUSY,   /* a long work is under way */
    STATE_DONE,   /* how it ended */
    /* what becomes of an entry */
    STATE_FOLLOW, /* what is due */
    STATE_CASE,   /* one entry and its life */
    STATE_PAPERS, /* what of it can be printed */
    STATE_STEPS,  /* which step was taken */
    STATE_STEP_DAY,
    STATE_STEP_WORDS,
    STATE_STEP_LETTER,
    STATE_STEP_NUMBER,
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
    EVENT_STAFF,    /* the corner that only the staff looks for */
    EVENT_SHOW,     /* "show the code to the camera" */
    EVENT_SCANNED,  /* a scanner or the camera read a code */
    EVENT_CITIZEN_COUNT,

    /* of the staff */
    EVENT_NOBODY = EVENT_CITIZEN_COUNT, /* nobody has a PIN yet */
    EVENT_ONE,                          /* one person alone has */
    EVENT_ENTERED,                      /* the PIN was right */
    EVENT_REFUSED,                      /* it was wrong */
    EVENT_LOCK,
    EVENT_PLANNED,
    EVENT_NEW,
    EVENT_PREPARE,
    EVENT_EDIT_WHEN,
    EVENT_EDIT_PLACE,
    EVENT_EDIT_OFFICIAL,
    EVENT_ANNOUNCE,
    EVENT_NOTICE,
    EVENT_FORMAT,
    EVENT_CONVENER,
    EVENT_INVITE,
    EVENT_SAVE_ALL, /* the organisations of the passport */
    EVENT_MATERIALS,
    EVENT_TAKE_AWAY,
    EVENT_SETTINGS,
    EVENT_PEOPLE,
    EVENT_BODY,
    EVENT_CHOOSE,
    EVENT_NETWORK,
    EVENT_KEY,
    EVENT_MOVE, /* the key to another place */
    EVENT_UNLOCK,
    EVENT_DISPOSE, /* records whose term is over */
    EVENT_REMOVE,  /* those whose week is over */

    /* of the meeting */
    EVENT_HALL,     /* to the meeting */
    EVENT_TRY,      /* try camera and microphone */
    EVENT_CLOCK,    /* compare the clock */
    EVENT_REGISTER, /* somebody registers meanwhile */
    EVENT_NOTE,     /* something is noted */
    EVENT_UNMARK,   /* the last mark was a slip */
    EVENT_UNDROP,   /* a note was removed by a slip */
    EVENT_END,      /* close the meeting */
    EVENT_ENDED,    /* somebody closed it elsewhere */
    EVENT_WHO,      /* of a note */
    EVENT_WHAT,
    EVENT_HOW,
    EVENT_ANSWER,   /* it was answered */
    EVENT_FORWARD,  /* it is forwarded */
    EVENT_MEETINGS, /* the list of meetings */
    EVENT_REVIEW,
    EVENT_SAY_NONE,
    EVENT_SIGN,
    EVENT_SEAL,
    EVENT_PRINT,
    EVENT_GIVE,
    EVENT_RECEIPTS,
    EVENT_PLAY,
    EVENT_FOLLOW, /* what becomes of the entries */
    EVENT_COUNT
} FlowEvent;

typedef struct App App;
/* May the step be taken? NULL in a row: always. */
typedef gboolean (*FlowGuard)(const App *app);
/* What is done before the step; NULL in a row: nothing. */
typedef void (*FlowAction)(App *app);

/* In FlowRow.to: the state that flow_remember kept. */
#define STATE_REMEMBERED STATE_COUNT

typedef struct {
    FlowState from;
    FlowEvent event;
    FlowGuard guard;
    FlowAction action;
    FlowState to;
} FlowRow;

/* The rows of a part of the screens. A state has all its rows in one table. */
typedef struct {
    const FlowRow *rows;
    gsize count;
} FlowTable;

extern const FlowTable flow_citizen; /* citizen/flow_citizen.c */
extern const FlowTable flow_office;  /* secretary/flow_office.c */
extern const FlowTable flow_setup, flow_prepare, flow_settings, flow_dispose;
extern const FlowTable flow_ready; /* secretary/flow_hall_ready.c */
extern const FlowTable flow_hall;  /* secretary/flow_hall.c */
extern const FlowTable flow_desk;  /* secretary/flow_desk.c */
extern const FlowTable flow_follow;

/* The action that keeps the state to come back to. */
void flow_remember(App *app);

/* Whether guard lets the step be taken; NULL: asks the guard itself. For tests. */
typedef gboolean (*FlowCheck)(const App *app, FlowGuard guard);

/* The row for event in state; rows of one event are tried in order, the first whose guard holds.
 * NULL: none. *refused_by_out is the last guard that did not hold (NULL: no row at all). */
const FlowRow *flow_find(FlowState state, FlowEvent event, const App *app, FlowCheck check,
                         FlowGuard *refused_by_out);
/* All tables, for tests; ended by NULL. */
const FlowTable *const *flow_tables(void);
const char *flow_state_name(FlowState state);
/* A person's words or names stand on this screen or wait behind it. */
gboolean flow_is_form(FlowState state);
/* It is a screen of the staff. */
gboolean flow_is_staff(FlowState state);
