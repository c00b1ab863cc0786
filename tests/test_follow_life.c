/* The life of entries and decisions as a table: every state × event. */
#include <string.h>

#include "protocol/follow_life.h"

static const char *const states[] = {"answered", "check", "forward", "forwarded", "notified",
                                     "closed",   "noted", "begun",   "done",      "cancelled"};
static const char *const events[] = {"answer",  "forward", "notify", "receive", "begin", "extend",
                                     "contest", "close",   "done",   "cancel",  "reopen"};

typedef struct {
    const char *from, *event, *to, *to_if_anonymous;
    FollowDue due;
} Expected;

/* From the orders and the Code, by hand. */
static const Expected expected[] = {
    {"answered", "notify", "answered", "answered", FOLLOW_DUE_NEVER},
    {"answered", "close", "closed", "closed", FOLLOW_DUE_NEVER},
    {"answered", "contest", "check", "check", FOLLOW_DUE_CHECK},
    {"closed", "contest", "check", "check", FOLLOW_DUE_CHECK},
    {"check", "begin", "check", "check", FOLLOW_DUE_KEEP},
    {"check", "extend", "check", "check", FOLLOW_DUE_EXTENDED},
    {"check", "answer", "answered", "answered", FOLLOW_DUE_NEVER},
    {"check", "forward", "forwarded", "forwarded", FOLLOW_DUE_FORWARD},
    {"check", "notify", "check", "check", FOLLOW_DUE_KEEP},
    {"forward", "forward", "forwarded", "forwarded", FOLLOW_DUE_KEEP},
    {"forwarded", "notify", "notified", "notified", FOLLOW_DUE_NEVER},
    {"forwarded", "receive", "forwarded", "forwarded", FOLLOW_DUE_KEEP},
    {"forwarded", "close", NULL, "closed", FOLLOW_DUE_NEVER},
    {"notified", "receive", "notified", "notified", FOLLOW_DUE_NEVER},
    {"notified", "answer", "answered", "answered", FOLLOW_DUE_NEVER},
    {"notified", "close", "closed", "closed", FOLLOW_DUE_NEVER},

    {"noted", "begin", "begun", "begun", FOLLOW_DUE_KEEP},
    {"noted", "extend", "noted", "noted", FOLLOW_DUE_MOVED},
    {"noted", "done", "done", "done", FOLLOW_DUE_NEVER},
    {"noted", "cancel", "cancelled", "cancelled", FOLLOW_DUE_NEVER},
    {"begun", "extend", "begun", "begun", FOLLOW_DUE_MOVED},
    {"begun", "done", "done", "done", FOLLOW_DUE_NEVER},
    {"begun", "cancel", "cancelled", "cancelled", FOLLOW_DUE_NEVER},
    {"done", "reopen", "begun", "begun", FOLLOW_DUE_MOVED},
    {"cancelled", "reopen", "begun", "begun", FOLLOW_DUE_MOVED},
};

static const Expected *find(const char *state, const char *event)
{
    for (gsize i = 0; i < G_N_ELEMENTS(expected); i++)
        if (strcmp(expected[i].from, state) == 0 && strcmp(expected[i].event, event) == 0)
            return &expected[i];
    return NULL;
}

static void check(const char *state, const char *event, gboolean anonymous)
{
    const Expected *row = find(state, event);
    const char *to = !row ? NULL : anonymous ? row->to_if_anonymous : row->to;
    FollowDue due = FOLLOW_DUE_NEVER;
    g_assert_cmpstr(follow_life_step(state, event, anonymous, &due), ==, to);
    if (to)
        g_assert_cmpint(due, ==, row->due);
    /* What is possible is what is taken. */
    g_autoptr(JsonArray) possible = follow_life_possible(state, anonymous);
    gboolean offered = FALSE;
    for (guint i = 0; i < json_array_get_length(possible); i++)
        offered |= strcmp(json_array_get_string_element(possible, i), event) == 0;
    g_assert_cmpint(offered, ==, to != NULL);
}

static void test_table(void)
{
    for (gsize s = 0; s < G_N_ELEMENTS(states); s++)
        for (gsize e = 0; e < G_N_ELEMENTS(events); e++) {
            check(states[s], events[e], FALSE);
            check(states[s], events[e], TRUE);
        }
    FollowDue due;
    g_assert_null(follow_life_step("nowhere", "close", TRUE, &due));
    g_assert_null(follow_life_step("withdrawn", "begin", TRUE, &due));
}

static void test_words(void)
{
    for (gsize s = 0; s < G_N_ELEMENTS(states); s++)
        for (gsize other = 0; other < s; other++)
            g_assert_cmpstr(follow_life_refusal(states[s], FALSE), !=,
                            follow_life_refusal(states[other], FALSE));
    g_assert_cmpstr(follow_life_refusal("withdrawn", TRUE), !=,
                    follow_life_refusal("withdrawn", FALSE));
    g_assert_null(follow_life_words("begin"));
    g_assert_nonnull(follow_life_words("done"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/follow-life/every-state-and-event-is-a-row-or-refused", test_table);
    g_test_add_func("/follow-life/each-state-says-what-to-do-instead", test_words);
    return g_test_run();
}
