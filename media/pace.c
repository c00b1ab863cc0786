#include "media/pace.h"

#define BAD_SECONDS 5
/* A shorter recording says little. */
#define TELLING_MS 60000
/* The next larger level needs at most three times as much. */
#define IDLE_LOAD 0.22

static const PaceLevel levels[PACE_LEVELS] = {
    {1920, 1080, 30}, {1280, 720, 30}, {1280, 720, 15}, {640, 480, 15}};

const PaceLevel *pace_level(const Pace *pace)
{
    return &levels[CLAMP(pace->level, 0, PACE_LEVELS - 1)];
}

gboolean pace_watch(PaceWatch *watch, guint64 frames_lost)
{
    watch->bad_seconds = frames_lost > watch->frames_lost ? watch->bad_seconds + 1 : 0;
    watch->frames_lost = frames_lost;
    return watch->bad_seconds >= BAD_SECONDS;
}

void pace_learn(Pace *pace, gint64 recorded_ms, gboolean halved, double load)
{
    if (halved)
        pace->level = pace->best = CLAMP(pace->level + 1, 0, PACE_LEVELS - 1);
    else if (recorded_ms >= TELLING_MS && load < IDLE_LOAD)
        pace->level = MAX(pace->level - 1, pace->best);
}
