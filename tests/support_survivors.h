/*
 * What survived in a take of the test camera and microphone, found by decoding it with ffmpeg and
 * reading the moment that each picture carries and the beep of each second (test_picture.h).
 */
#pragma once

#include <glib.h>

/* So many frames may a machine drop that is busy with other tests, each counted by the recorder; a
 * fault that got in the way of the recording would cost more. */
#define SURVIVORS_BUSY_FRAMES 12

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
