/* A clock that the network keeps, for programs whose time a test sets. */
#include <string.h>
#include <sys/timex.h>

int adjtimex(struct timex *state)
{
    memset(state, 0, sizeof *state);
    return TIME_OK;
}
