#include "kiosk/flow.h"

static const FlowTable *const tables[] = {&flow_citizen,  &flow_office,  &flow_setup, &flow_prepare,
                                          &flow_settings, &flow_ready,   &flow_hall,  &flow_desk,
                                          &flow_follow,   &flow_dispose, NULL};

static const char *const names[STATE_COUNT] = {
    [STATE_LOADING] = "loading",
    [STATE_NONE] = "none",
    [STATE_WELCOME] = "welcome",
    [STATE_NAMES] = "names",
    [STATE_PERSON] = "person",
    [STATE_CONTACT] = "contact",
    [STATE_SIGN] = "sign",
    [STATE_SAVING] = "saving",
    [STATE_THANKS] = "thanks",
    [STATE_FAILED] = "failed",
    [STATE_IDLE] = "idle",
    [STATE_RECEIPT] = "receipt",
    [STATE_SHOW] = "show",
    [STATE_ASKING] = "asking",
    [STATE_ENTRY] = "entry",
    [STATE_STOP] = "stop",
    [STATE_TROUBLE] = "trouble",
    [STATE_UNSIGNED] = "unsigned",
    [STATE_STAFF] = "staff",
    [STATE_PIN] = "pin",
    [STATE_ENTERING] = "entering",
    [STATE_FIRST] = "first",
    [STATE_NEW_PIN] = "new-pin",
    [STATE_PIN_AGAIN] = "pin-again",
    [STATE_SETUP] = "setup",
    [STATE_SETUP_BODY] = "setup-body",
    [STATE_SETUP_CITY] = "setup-city",
    [STATE_SETUP_KEY] = "setup-key",
    [STATE_SETUP_WORDS] = "setup-words",
    [STATE_SETUP_MAKING] = "setup-making",
    [STATE_HOME] = "home",
    [STATE_PLANNED] = "planned",
    [STATE_NEW_KIND] = "new-kind",
    [STATE_PREPARE] = "prepare",
    [STATE_EDIT_RANK] = "edit-rank",
    [STATE_EDIT_OFFICIAL] = "edit-official",
    [STATE_EDIT_PLACE] = "edit-place",
    [STATE_EDIT_WHEN] = "edit-when",
    [STATE_HELD] = "held",
    [STATE_ANNOUNCE] = "announce",
    [STATE_FORMAT] = "format",
    [STATE_EDIT_CONVENER] = "edit-convener",
    [STATE_INVITE] = "invite",
    [STATE_INVITED] = "invited",
    [STATE_MATERIALS] = "materials",
    [STATE_SETTINGS] = "settings",
    [STATE_CHOOSE] = "choose",
    [STATE_NETWORK] = "network",
    [STATE_WIFI] = "wifi",
    [STATE_WIFI_PASSWORD] = "wifi-password",
    [STATE_WIFI_JOIN] = "wifi-join",
    [STATE_BODY] = "body",
    [STATE_BODY_CITY] = "body-city",
    [STATE_BODY_KEEP] = "body-keep",
    [STATE_PEOPLE] = "people",
    [STATE_PERSON_PIN] = "person-pin",
    [STATE_PERSON_REMOVE] = "person-remove",
    [STATE_PERSON_ROLE] = "person-role",
    [STATE_PERSON_NAME] = "person-name",
    [STATE_GIVE_PIN] = "give-pin",
    [STATE_GIVE_AGAIN] = "give-again",
    [STATE_DISPOSE] = "dispose",
    [STATE_DISPOSE_WHO] = "dispose-who",
    [STATE_DISPOSE_PIN] = "dispose-pin",
    [STATE_DISPOSE_RECORD] = "dispose-record",
    [STATE_DISPOSE_WHY] = "dispose-why",
    [STATE_DISPOSE_END] = "dispose-end",
    [STATE_ACT] = "act",
    [STATE_KEY] = "key",
    [STATE_KEY_PLACE] = "key-place",
    [STATE_KEY_ADDRESS] = "key-address",
    [STATE_KEY_WORDS] = "key-words",
    [STATE_READY] = "ready",
    [STATE_READY_DOUBTS] = "ready-doubts",
    [STATE_TRIAL] = "trial",
    [STATE_TRIAL_PLAY] = "trial-play",
    [STATE_CLOCK] = "clock",
    [STATE_CLOCK_SET] = "clock-set",
    [STATE_STARTING] = "starting",
    [STATE_LIVE] = "live",
    [STATE_LIVE_LOCKED] = "live-locked",
    [STATE_END] = "end",
    [STATE_ENDING] = "ending",
    [STATE_NOTE] = "note",
    [STATE_NOTE_SAVING] = "note-saving",
    [STATE_NOTE_DROP] = "note-drop",
    [STATE_NOTE_WHO] = "note-who",
    [STATE_NOTE_SEARCH] = "note-search",
    [STATE_NOTE_PERSON] = "note-person",
    [STATE_NOTE_CATEGORY] = "note-category",
    [STATE_NOTE_ADDING] = "note-adding",
    [STATE_NOTE_NAME] = "note-name",
    [STATE_NOTE_TEXT] = "note-text",
    [STATE_NOTE_HOW] = "note-how",
    [STATE_NOTE_ANSWER] = "note-answer",
    [STATE_NOTE_TO] = "note-to",
    [STATE_NOTE_DUE] = "note-due",
    [STATE_NOTE_DAY] = "note-day",
    [STATE_MEETINGS] = "meetings",
    [STATE_SEARCH] = "search",
    [STATE_PLAY] = "play",
    [STATE_RECORD] = "record",
    [STATE_REVIEW] = "review",
    [STATE_ATTENDEES] = "attendees",
    [STATE_ATTENDEE_SEARCH] = "attendee-search",
    [STATE_ATTENDEE] = "attendee",
    [STATE_ATTENDEE_NAME] = "attendee-name",
    [STATE_ATTENDEE_CATEGORY] = "attendee-category",
    [STATE_ATTENDEE_CONTACT] = "attendee-contact",
    [STATE_WITHDRAW] = "withdraw",
    [STATE_GONE] = "gone",
    [STATE_MARKS] = "marks",
    [STATE_MOMENT] = "moment",
    [STATE_MOMENT_TIME] = "moment-time",
    [STATE_SAY_NONE] = "say-none",
    [STATE_ADD] = "add",
    [STATE_RECEIPTS] = "receipts",
    [STATE_SIGNERS] = "signers",
    [STATE_SIGNATURE] = "signature",
    [STATE_SEAL] = "seal",
    [STATE_PRINT] = "print",
    [STATE_GIVE] = "give",
    [STATE_PUBLIC] = "public",
    [STATE_BUSY] = "busy",
    [STATE_DONE] = "done",
    [STATE_FOLLOW] = "follow",
    [STATE_CASE] = "case",
    [STATE_PAPERS] = "papers",
    [STATE_STEPS] = "steps",
    [STATE_STEP_DAY] = "step-day",
    [STATE_STEP_WORDS] = "step-words",
    [STATE_STEP_LETTER] = "step-letter",
    [STATE_STEP_NUMBER] = "step-number",
};

const FlowRow *flow_find(FlowState state, FlowEvent event, const App *app, FlowCheck check,
                         FlowGuard *refused_by_out)
{
    *refused_by_out = NULL;
    for (int t = 0; tables[t]; t++)
        for (gsize i = 0; i < tables[t]->count; i++) {
            const FlowRow *row = &tables[t]->rows[i];
            if (row->from != state || row->event != event)
                continue;
            if (!row->guard || (check ? check(app, row->guard) : row->guard(app)))
                return row;
            *refused_by_out = row->guard;
        }
    return NULL;
}

const FlowTable *const *flow_tables(void)
{
    return tables;
}

const char *flow_state_name(FlowState state)
{
    return state < STATE_COUNT ? names[state] : "";
}

gboolean flow_is_form(FlowState state)
{
    return state >= STATE_NAMES && state <= STATE_STOP;
}

gboolean flow_is_staff(FlowState state)
{
    return state >= STATE_STAFF && state < STATE_COUNT;
}
