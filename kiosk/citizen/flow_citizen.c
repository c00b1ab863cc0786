/* The way of citizens: registration, and what became of an entry. */
#include "kiosk/citizen/citizen.h"
#include "kiosk/citizen/receipt.h"
#include "kiosk/secretary/hall.h"

/* A code that is read leads to its entry from any screen where nobody is in the middle of a form.
 */
#define SCANS(state)                                                                               \
    {state, EVENT_SCANNED, receipt_is_read, receipt_look_up, STATE_ASKING},                        \
    {                                                                                              \
        state, EVENT_SCANNED, NULL, receipt_refuse, state                                          \
    }

static const FlowRow rows[] = {
    {STATE_LOADING, EVENT_MEETING, hall_is_in_session, NULL, STATE_LIVE_LOCKED},
    {STATE_LOADING, EVENT_MEETING, NULL, NULL, STATE_WELCOME},
    {STATE_LOADING, EVENT_NO_MEETING, NULL, NULL, STATE_NONE},
    {STATE_LOADING, EVENT_UNREADABLE, NULL, NULL, STATE_TROUBLE},

    {STATE_NONE, EVENT_MEETING, NULL, citizen_clear, STATE_WELCOME},
    {STATE_NONE, EVENT_NO_MEETING, NULL, NULL, STATE_NONE},
    {STATE_NONE, EVENT_UNREADABLE, NULL, NULL, STATE_TROUBLE},
    {STATE_NONE, EVENT_LOOK_UP, NULL, NULL, STATE_RECEIPT},
    SCANS(STATE_NONE),
    {STATE_NONE, EVENT_STAFF, NULL, citizen_clear, STATE_STAFF},
    {STATE_NONE, EVENT_IDLE, NULL, citizen_clear, STATE_NONE},

    {STATE_TROUBLE, EVENT_MEETING, NULL, NULL, STATE_WELCOME},
    {STATE_TROUBLE, EVENT_NO_MEETING, NULL, NULL, STATE_NONE},
    {STATE_TROUBLE, EVENT_UNREADABLE, NULL, NULL, STATE_TROUBLE},
    {STATE_TROUBLE, EVENT_RETRY, NULL, citizen_read_day, STATE_TROUBLE},

    {STATE_WELCOME, EVENT_MEETING, NULL, NULL, STATE_WELCOME},
    {STATE_WELCOME, EVENT_NO_MEETING, NULL, citizen_clear, STATE_NONE},
    {STATE_WELCOME, EVENT_UNREADABLE, NULL, NULL, STATE_TROUBLE},
    {STATE_WELCOME, EVENT_START, NULL, NULL, STATE_NAMES},
    {STATE_WELCOME, EVENT_LOOK_UP, NULL, NULL, STATE_RECEIPT},
    SCANS(STATE_WELCOME),
    {STATE_WELCOME, EVENT_STAFF, NULL, citizen_clear, STATE_STAFF},
    {STATE_WELCOME, EVENT_RESTORED, NULL, NULL, STATE_REMEMBERED},
    {STATE_WELCOME, EVENT_IDLE, hall_is_in_session, citizen_clear, STATE_LIVE_LOCKED},
    {STATE_WELCOME, EVENT_IDLE, NULL, citizen_clear, STATE_WELCOME},

    {STATE_NAMES, EVENT_NEXT, citizen_is_named, NULL, STATE_PERSON},
    {STATE_NAMES, EVENT_BACK, citizen_told_nothing, citizen_clear, STATE_WELCOME},
    {STATE_NAMES, EVENT_BACK, NULL, flow_remember, STATE_STOP},
    {STATE_NAMES, EVENT_IDLE, citizen_told_nothing, citizen_clear, STATE_WELCOME},
    {STATE_NAMES, EVENT_IDLE, NULL, flow_remember, STATE_IDLE},

    {STATE_PERSON, EVENT_NEXT, citizen_has_category, NULL, STATE_CONTACT},
    {STATE_PERSON, EVENT_BACK, NULL, NULL, STATE_NAMES},
    {STATE_PERSON, EVENT_IDLE, NULL, flow_remember, STATE_IDLE},

    {STATE_CONTACT, EVENT_NEXT, NULL, NULL, STATE_SIGN},
    {STATE_CONTACT, EVENT_BACK, NULL, NULL, STATE_PERSON},
    {STATE_CONTACT, EVENT_IDLE, NULL, flow_remember, STATE_IDLE},

    {STATE_SIGN, EVENT_NEXT, citizen_has_signed, citizen_save, STATE_SAVING},
    {STATE_SIGN, EVENT_BACK, NULL, NULL, STATE_CONTACT},
    {STATE_SIGN, EVENT_UNSIGNED, NULL, NULL, STATE_UNSIGNED},
    {STATE_SIGN, EVENT_IDLE, NULL, flow_remember, STATE_IDLE},

    {STATE_UNSIGNED, EVENT_NEXT, NULL, citizen_save_unsigned, STATE_SAVING},
    {STATE_UNSIGNED, EVENT_BACK, NULL, NULL, STATE_SIGN},
    {STATE_UNSIGNED, EVENT_IDLE, NULL, flow_remember, STATE_IDLE},

    {STATE_SAVING, EVENT_SAVED, NULL, NULL, STATE_THANKS},
    {STATE_SAVING, EVENT_NOT_SAVED, NULL, NULL, STATE_FAILED},

    {STATE_FAILED, EVENT_RETRY, NULL, citizen_save, STATE_SAVING},
    {STATE_FAILED, EVENT_BACK, NULL, NULL, STATE_SIGN},
    {STATE_FAILED, EVENT_IDLE, NULL, flow_remember, STATE_IDLE},

    {STATE_THANKS, EVENT_NEXT, NULL, citizen_clear, STATE_WELCOME},
    {STATE_THANKS, EVENT_IDLE, NULL, citizen_clear, STATE_WELCOME},

    {STATE_RECEIPT, EVENT_NEXT, citizen_has_receipt, citizen_look_up, STATE_ASKING},
    {STATE_RECEIPT, EVENT_BACK, citizen_has_meeting, citizen_clear, STATE_WELCOME},
    {STATE_RECEIPT, EVENT_BACK, NULL, citizen_clear, STATE_NONE},
    {STATE_RECEIPT, EVENT_IDLE, NULL, flow_remember, STATE_IDLE},

    SCANS(STATE_RECEIPT),
    {STATE_RECEIPT, EVENT_SHOW, receipt_has_camera, receipt_open_camera, STATE_SHOW},

    SCANS(STATE_SHOW),
    {STATE_SHOW, EVENT_BACK, NULL, receipt_close_camera, STATE_RECEIPT},
    {STATE_SHOW, EVENT_UNREADABLE, NULL, receipt_close_camera, STATE_RECEIPT},
    {STATE_SHOW, EVENT_IDLE, NULL, receipt_close_camera, STATE_RECEIPT},

    {STATE_ASKING, EVENT_FOUND, NULL, NULL, STATE_ENTRY},
    {STATE_ASKING, EVENT_NOT_FOUND, NULL, NULL, STATE_RECEIPT},

    {STATE_ENTRY, EVENT_NEXT, citizen_has_meeting, citizen_clear, STATE_WELCOME},
    {STATE_ENTRY, EVENT_NEXT, NULL, citizen_clear, STATE_NONE},
    SCANS(STATE_ENTRY),
    {STATE_ENTRY, EVENT_IDLE, NULL, flow_remember, STATE_IDLE},

    {STATE_IDLE, EVENT_STAY, NULL, NULL, STATE_REMEMBERED},
    {STATE_IDLE, EVENT_LEAVE, citizen_has_meeting, citizen_clear, STATE_WELCOME},
    {STATE_IDLE, EVENT_LEAVE, NULL, citizen_clear, STATE_NONE},
    {STATE_IDLE, EVENT_IDLE, citizen_has_meeting, citizen_clear, STATE_WELCOME},
    {STATE_IDLE, EVENT_IDLE, NULL, citizen_clear, STATE_NONE},

    {STATE_STOP, EVENT_STAY, NULL, NULL, STATE_REMEMBERED},
    {STATE_STOP, EVENT_LEAVE, NULL, citizen_clear, STATE_WELCOME},
    {STATE_STOP, EVENT_IDLE, NULL, citizen_clear, STATE_WELCOME},
};

const FlowTable flow_citizen = {rows, G_N_ELEMENTS(rows)};
