#include "protocol/follow_life.h"

#include <string.h>

#include "protocol/error.h"

static const struct {
    const char *from, *event;
    gboolean only_anonymous;
    const char *to;
    FollowDue due;
} steps[] = {
    {"answered", "notify", FALSE, "answered", FOLLOW_DUE_NEVER},
    {"answered", "close", FALSE, "closed", FOLLOW_DUE_NEVER},
    /* Whoever is not content with the answer is answered anew. */
    {"answered", "contest", FALSE, "check", FOLLOW_DUE_CHECK},
    {"closed", "contest", FALSE, "check", FOLLOW_DUE_CHECK},
    {"check", "begin", FALSE, "check", FOLLOW_DUE_KEEP},
    {"check", "extend", FALSE, "check", FOLLOW_DUE_EXTENDED},
    {"check", "answer", FALSE, "answered", FOLLOW_DUE_NEVER},
    /* The check found that it is none of the police's business. */
    {"check", "forward", FALSE, "forwarded", FOLLOW_DUE_FORWARD},
    {"check", "notify", FALSE, "check", FOLLOW_DUE_KEEP},
    {"forward", "forward", FALSE, "forwarded", FOLLOW_DUE_KEEP},
    /* The notice has the deadline of the letter (APPC art. 65). */
    {"forwarded", "notify", FALSE, "notified", FOLLOW_DUE_NEVER},
    {"forwarded", "receive", FALSE, "forwarded", FOLLOW_DUE_KEEP},
    {"forwarded", "close", TRUE, "closed", FOLLOW_DUE_NEVER},
    {"notified", "receive", FALSE, "notified", FOLLOW_DUE_NEVER},
    {"notified", "answer", FALSE, "answered", FOLLOW_DUE_NEVER},
    {"notified", "close", FALSE, "closed", FOLLOW_DUE_NEVER},

    {"noted", "begin", FALSE, "begun", FOLLOW_DUE_KEEP},
    {"noted", "extend", FALSE, "noted", FOLLOW_DUE_MOVED},
    {"noted", "done", FALSE, "done", FOLLOW_DUE_NEVER},
    {"noted", "cancel", FALSE, "cancelled", FOLLOW_DUE_NEVER},
    {"begun", "extend", FALSE, "begun", FOLLOW_DUE_MOVED},
    {"begun", "done", FALSE, "done", FOLLOW_DUE_NEVER},
    {"begun", "cancel", FALSE, "cancelled", FOLLOW_DUE_NEVER},
    {"done", "reopen", FALSE, "begun", FOLLOW_DUE_MOVED},
    {"cancelled", "reopen", FALSE, "begun", FOLLOW_DUE_MOVED},
};

static const struct {
    const char *state, *msgid;
} refusals[] = {
    {"answered",
     N_("Entry {1} is answered: it can only be closed or contested, or its initiator told.")},
    {"check", N_("Entry {1} is being checked: answer it or forward it first.")},
    {"forward", N_("Entry {1} is to be forwarded: note first that the letter was sent (follow "
                   "forward).")},
    {"forwarded", N_("Entry {1} was forwarded: its initiator must be told first (follow notify).")},
    {"notified",
     N_("Entry {1} was forwarded and its initiator told: note the answer or close it.")},
    {"withdrawn", N_("Entry {1} was withdrawn before the record was sealed.")},
    {"closed", N_("Entry {1} is closed: it can only be contested (follow contest).")},
    {"noted", N_("Decision {1} is still to be carried out: note that this has begun, is done, is "
                 "put off or cancelled (follow begin, done, extend, cancel).")},
    {"begun", N_("Decision {1} is being carried out: note that it is done, put off or cancelled "
                 "(follow done, extend, cancel).")},
    {"done", N_("Decision {1} is done: it can only be taken up again (follow reopen).")},
    {"cancelled", N_("Decision {1} was cancelled: it can only be taken up again (follow reopen).")},
};

static const struct {
    const char *event, *msgid;
} words[] = {
    {"answer", N_("The answer is missing: give it with --text.")},
    {"extend", N_("The reason is missing: give it with --text.")},
    {"contest", N_("The reason is missing: give it with --text.")},
    {"done", N_("The outcome is missing: give it with --text.")},
    {"cancel", N_("The reason is missing: give it with --text.")},
    {"reopen", N_("The reason is missing: give it with --text.")},
};

const char *follow_life_step(const char *state, const char *event, gboolean anonymous,
                             FollowDue *due_out)
{
    for (gsize i = 0; i < G_N_ELEMENTS(steps); i++)
        if (strcmp(steps[i].from, state) == 0 && strcmp(steps[i].event, event) == 0 &&
            (anonymous || !steps[i].only_anonymous)) {
            *due_out = steps[i].due;
            return steps[i].to;
        }
    return NULL;
}

JsonArray *follow_life_possible(const char *state, gboolean anonymous)
{
    JsonArray *events = json_array_new();
    for (gsize i = 0; i < G_N_ELEMENTS(steps); i++)
        if (strcmp(steps[i].from, state) == 0 && (anonymous || !steps[i].only_anonymous))
            json_array_add_string_element(events, steps[i].event);
    return events;
}

const char *follow_life_refusal(const char *state, gboolean decision)
{
    if (decision && strcmp(state, "withdrawn") == 0)
        return N_("Decision {1} was withdrawn before the record was sealed.");
    for (gsize i = 0; i < G_N_ELEMENTS(refusals); i++)
        if (strcmp(refusals[i].state, state) == 0)
            return refusals[i].msgid;
    g_assert_not_reached();
}

const char *follow_life_words(const char *event)
{
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
        if (strcmp(words[i].event, event) == 0)
            return words[i].msgid;
    return NULL;
}
