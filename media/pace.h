/*
 * How large and how often pictures are recorded: as much as this machine was seen to sustain, never
 * what somebody thought it might.
 *
 * Belongs to one thread. Nothing blocks.
 */
#pragma once

#include <glib.h>

typedef struct {
    int width, height, frames_per_second;
} PaceLevel;

/* Levels from the largest, 0, on; an installation begins with PACE_FIRST. */
#define PACE_LEVELS 4
#define PACE_FIRST 1

/* What is remembered from one recording to the next. */
typedef struct {
    int level; /* to record with */
    int best;  /* a larger one lost pictures here, and is not tried again */
} Pace;

/* The level, cut to those that there are. Static. */
const PaceLevel *pace_level(const Pace *pace);

/* Whether pictures are being lost: five seconds one after the other that lost some. */
typedef struct {
    guint64 frames_lost;
    int bad_seconds;
} PaceWatch;

/* Once a second, with all frames lost so far. TRUE when every second picture must be left out to
 * keep the rest. */
gboolean pace_watch(PaceWatch *watch, guint64 frames_lost);

/* What a recording taught. halved: pace_watch said TRUE; load: share of all processors that the
 * recorder needed, 0 to 1. */
void pace_learn(Pace *pace, gint64 recorded_ms, gboolean halved, double load);
