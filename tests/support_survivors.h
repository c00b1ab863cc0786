/*
 * What survived in a take of the test camera and microphone, found by decoding it with ffmpeg and
 * reading the moment that each picture carries and the beep of each second (test_picture.h).
 */
#pragma once

#include <glib.h>

#include "media/chain.h"

typedef struct {
    guint pictures; /* of the camera */
    guint placeholders;
    guint missing; /* pictures between the first and the last that are not there */
    guint doubled;
    gint64 longest_hole_us; /* between two pictures, placeholders counted */
    gint64 end_us;          /* of the last picture, in the take */
    guint beeps;
    guint beeps_missing; /* seconds between the first and the last that have none */
    /* How far a beep is from the full second that the picture shows: the worst, and that of the
     * last beep. */
    gint64 worst_beep_us, last_beep_us;
} Survivors;

/* When the picture was taken that is shown at at_us of a take, by the monotonic clock; 0 if there
 * is none of the camera. */
gint64 support_taken_us(const char *take, gint64 at_us);
/* A take that was cut off is read as far as it goes. */
Survivors support_survivors(const char *take);
/* How long a device ("camera", "mic", "recorder") was bridged in a take, and how often. */
gint64 support_bridged_ms(const Recording *recording, int take, const char *what, guint *count_out);
/* Fails the test if more is missing in a take than its recorder told of: the gaps of the chain, and
 * so many frames lost when it was last asked. However slow the machine is, nothing goes in silence;
 * that nothing goes on one that is fast enough is seen by make endurance. */
void support_assert_told(const Survivors *survivors, const Recording *recording, int take,
                         guint64 frames_lost);
