/*
 * What is wrong with the recording at this moment, from what it is made of: cheap looks at sound
 * and picture, and facts that the recorder knows. An alarm ends when its cause does.
 *
 * Times are the recording's. Sound and pictures may come from any thread; nothing blocks.
 */
#pragma once

#include "media/client.h"

typedef struct Guard Guard;

/* sound: FALSE if the meeting is recorded without, by choice. Free with guard_free. */
Guard *guard_new(gboolean sound);
void guard_free(Guard *guard);

/* Samples of the microphone. */
void guard_sound(Guard *guard, const gint16 *samples, gsize count, gint64 at_ms);
/* Whether it is time to look at a picture again: twice a second. */
gboolean guard_wants_picture(Guard *guard, gint64 at_ms);
/* The luma plane of the camera's picture; every eighth pixel is looked at. */
void guard_picture(Guard *guard, const guint8 *luma, int width, int height, int stride_bytes,
                   gint64 at_ms);

typedef struct {
    gboolean camera_alive, mic_alive;
    guint64 frames_lost;     /* since the beginning */
    gint64 slowest_write_us; /* since the last look, flushing to the card included */
    gint64 time_left_ms;     /* until the disk is full; -1 if not known */
    gboolean clock_changed;  /* since the last look */
} GuardFacts;

/* Once a second. */
void guard_look(Guard *guard, const GuardFacts *facts, gint64 at_ms);

/* RecorderAlarm bits. */
guint guard_alarms(Guard *guard, gint64 at_ms);
/* Mean loudness of the last half second, dB of full scale; -G_MAXDOUBLE for silence. */
double guard_rms_db(Guard *guard);
