/* The life of a record: every state × event, against a table written by hand from the design. */
#include <string.h>

#include "protocol/error.h"
#include "protocol/life.h"

static const LifeFacts nothing = {FALSE, FALSE};
static const LifeFacts started = {TRUE, FALSE};
static const LifeFacts both = {TRUE, TRUE};

/* A row a state, a column an event in the order of LifeEvent: the first letter of the state that
 * follows, '.' where the event is refused; a capital where only its guard allows it. */
static const char *const expected[LIFE_STATE_COUNT] = {
    "appri........", /* planned */
    "aaari........", /* announced */
    "rrrrirr.r....", /* registering */
    "iiiiiiiCi....", /* in-session */
    "ccccic.ccS...", /* closed */
    "..........ssd", /* sealed */
    ".............", /* disposed */
};

static void check(LifeState from, LifeEvent event, const LifeFacts *facts, char expect)
{
    g_autoptr(GError) error = NULL;
    LifeState to = LIFE_STATE_COUNT;
    gboolean ok = life_step(from, event, facts, &to, &error);
    if (expect == '.') {
        g_assert_false(ok);
        g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED);
        g_assert_cmpint(to, ==, LIFE_STATE_COUNT);
        return;
    }
    g_assert_no_error(error);
    g_assert_cmpint(life_state_code(to)[0], ==, g_ascii_tolower(expect));
}

static void test_every_state_and_event(void)
{
    for (int from = 0; from < LIFE_STATE_COUNT; from++) {
        g_assert_cmpuint(strlen(expected[from]), ==, LIFE_EVENT_COUNT);
        for (int event = 0; event < LIFE_EVENT_COUNT; event++) {
            char expect = expected[from][event];
            gboolean guarded = g_ascii_isupper(expect);
            check(from, event, &both, expect);
            check(from, event, &nothing, guarded ? '.' : expect);
            check(from, event, &started, expect == 'S' ? '.' : expect);
        }
    }
}

static void test_states_have_the_codes_of_the_design(void)
{
    const char *codes[] = {"planned", "announced", "registering", "in-session",
                           "closed",  "sealed",    "disposed"};
    for (int i = 0; i < LIFE_STATE_COUNT; i++) {
        LifeState state;
        g_assert_cmpstr(life_state_code(i), ==, codes[i]);
        g_assert_true(life_state_parse(codes[i], &state));
        g_assert_cmpint(state, ==, i);
    }
    LifeState unknown;
    g_assert_false(life_state_parse("open", &unknown));
    g_assert_false(life_state_parse(NULL, &unknown));
}

static void test_every_event_has_a_code_of_its_own(void)
{
    for (int i = 0; i < LIFE_EVENT_COUNT; i++)
        for (int j = 0; j < i; j++)
            g_assert_cmpstr(life_event_code(i), !=, life_event_code(j));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/life/every-state-and-event", test_every_state_and_event);
    g_test_add_func("/life/states-have-the-codes-of-the-design",
                    test_states_have_the_codes_of_the_design);
    g_test_add_func("/life/every-event-has-a-code-of-its-own",
                    test_every_event_has_a_code_of_its_own);
    return g_test_run();
}
