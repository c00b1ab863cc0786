/* A record from its announcement to its end, its clock moved by libfaketime; "make year" has the
 * whole year of a precinct. */
#include "tests/support.h"

static void test_a_record_lives_and_ends_as_the_law_says(void)
{
    const char *const argv[] = {"tests/year/run", g_getenv("ESEP_BUILD"), "tests/year/short.steps",
                                NULL};
    g_auto(Run) run = run_program(argv);
    g_test_message("%s%s", run.out, run.err);
    g_assert_cmpint(run.exit_code, ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/year/a-record-lives-and-ends-as-the-law-says",
                    test_a_record_lives_and_ends_as_the_law_says);
    return g_test_run();
}
