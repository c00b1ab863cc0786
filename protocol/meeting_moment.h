/* Moments of a meeting and their place in its recording, for meeting*.c alone. */
#pragma once

#include "protocol/home.h"

/* A moment, and where it is in the recording; take 0: nothing was recorded then. */
typedef struct {
    gint64 unix_ms;
    int take;
    gint64 position_ms;
} Moment;

/* Now, and as the running recorder knows it, to the frame. The recorder may take its time to
 * answer: call it before any transaction begins, the register is not to wait for it. */
void meeting_moment_now(Home *home, const char *id, Moment *moment_out);
/* at ("HH:MM[:SS]") on the meeting's date, or behind the midnight past which it went; between its
 * start and its end as far as those are known; its place by the clock pairs of the chain. */
gboolean meeting_moment_at(Home *home, const char *id, const char *at, Moment *moment_out,
                           GError **error);
/* position ("TAKE/H:MM:SS[.mmm]") in the meeting's recording, and when it was by the clock pairs;
 * between start and end as above. */
gboolean meeting_moment_in(Home *home, const char *id, const char *position, Moment *moment_out,
                           GError **error);
