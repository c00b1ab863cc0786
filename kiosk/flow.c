#include "kiosk/flow.h"

static const FlowTable *const tables[] = {&flow_citizen, &flow_office, NULL};

static const char *const names[STATE_COUNT] = {
    [STATE_LOADING] = "loading", [STATE_NONE] = "none",           [STATE_WELCOME] = "welcome",
    [STATE_NAMES] = "names",     [STATE_PERSON] = "person",       [STATE_CONTACT] = "contact",
    [STATE_SIGN] = "sign",       [STATE_SAVING] = "saving",       [STATE_THANKS] = "thanks",
    [STATE_FAILED] = "failed",   [STATE_IDLE] = "idle",           [STATE_RECEIPT] = "receipt",
    [STATE_ASKING] = "asking",   [STATE_ENTRY] = "entry",         [STATE_STOP] = "stop",
    [STATE_TROUBLE] = "trouble", [STATE_UNSIGNED] = "unsigned",   [STATE_STAFF] = "staff",
    [STATE_PIN] = "pin",         [STATE_ENTERING] = "entering",   [STATE_FIRST] = "first",
    [STATE_NEW_PIN] = "new-pin", [STATE_PIN_AGAIN] = "pin-again", [STATE_HOME] = "home",
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
