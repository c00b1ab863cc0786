/* The way before the meeting: the checklist, the trial of the devices, the clock. */
#include "kiosk/citizen/citizen.h"
#include "kiosk/secretary/hall.h"
#include "kiosk/secretary/hall_ready.h"

/* Whoever locks ends the trial, too: its picture is not for everybody. */
#define LOCKS_BY(state, event)                                                                     \
    {state, event, citizen_has_meeting, ready_lock, STATE_WELCOME},                                \
    {                                                                                              \
        state, event, NULL, ready_lock, STATE_NONE                                                 \
    }

static const FlowRow rows[] = {
    OFFICE_LOCKS(STATE_READY),
    {STATE_READY, EVENT_BACK, NULL, NULL, STATE_HOME},
    {STATE_READY, EVENT_TRY, ready_may_begin, ready_try, STATE_TRIAL},
    {STATE_READY, EVENT_CLOCK, ready_is_clock_open, NULL, STATE_CLOCK},
    {STATE_READY, EVENT_START, ready_is_proven, hall_begin, STATE_STARTING},
    {STATE_READY, EVENT_START, ready_may_begin, NULL, STATE_READY_DOUBTS},
    {STATE_STARTING, EVENT_SAVED, NULL, hall_open, STATE_LIVE},
    {STATE_STARTING, EVENT_NOT_SAVED, NULL, NULL, STATE_READY},

    OFFICE_LOCKS(STATE_READY_DOUBTS),
    {STATE_READY_DOUBTS, EVENT_BACK, NULL, NULL, STATE_READY},
    {STATE_READY_DOUBTS, EVENT_TRY, ready_may_begin, ready_try, STATE_TRIAL},
    {STATE_READY_DOUBTS, EVENT_START, ready_may_begin, hall_begin_anyway, STATE_STARTING},

    LOCKS_BY(STATE_TRIAL, EVENT_LOCK),
    LOCKS_BY(STATE_TRIAL, EVENT_IDLE),
    {STATE_TRIAL, EVENT_BACK, NULL, ready_leave, STATE_READY},
    {STATE_TRIAL, EVENT_SAVED, NULL, NULL, STATE_TRIAL_PLAY},
    {STATE_TRIAL, EVENT_NOT_SAVED, NULL, NULL, STATE_READY},

    LOCKS_BY(STATE_TRIAL_PLAY, EVENT_LOCK),
    LOCKS_BY(STATE_TRIAL_PLAY, EVENT_IDLE),
    {STATE_TRIAL_PLAY, EVENT_BACK, NULL, ready_leave, STATE_READY},
    {STATE_TRIAL_PLAY, EVENT_NEXT, NULL, ready_confirm, STATE_READY},
    {STATE_TRIAL_PLAY, EVENT_TRY, NULL, ready_deny, STATE_TRIAL},
    {STATE_TRIAL_PLAY, EVENT_RETRY, NULL, ready_replay, STATE_TRIAL_PLAY},
    {STATE_TRIAL_PLAY, EVENT_NOT_SAVED, NULL, NULL, STATE_READY},

    OFFICE_LOCKS(STATE_CLOCK),
    {STATE_CLOCK, EVENT_BACK, NULL, NULL, STATE_READY},
    {STATE_CLOCK, EVENT_NEXT, ready_may_set_clock, ready_confirm_clock, STATE_CLOCK},
    {STATE_CLOCK, EVENT_SAVED, NULL, NULL, STATE_READY},
    {STATE_CLOCK, EVENT_NOT_SAVED, NULL, NULL, STATE_CLOCK},
    {STATE_CLOCK, EVENT_EDIT_WHEN, NULL, ready_edit_clock, STATE_CLOCK_SET},

    OFFICE_LOCKS(STATE_CLOCK_SET),
    {STATE_CLOCK_SET, EVENT_BACK, NULL, NULL, STATE_CLOCK},
    {STATE_CLOCK_SET, EVENT_NEXT, ready_may_set_clock, ready_set_clock, STATE_CLOCK_SET},
    {STATE_CLOCK_SET, EVENT_SAVED, NULL, NULL, STATE_CLOCK},
    {STATE_CLOCK_SET, EVENT_NOT_SAVED, NULL, NULL, STATE_CLOCK_SET},
};

const FlowTable flow_ready = {rows, G_N_ELEMENTS(rows)};
