/*
 * A monkey before the screen: random touches, keys, scans and pauses, with a worker behind it. It
 * prefers what it touched least, so that it comes everywhere; each step must be a row of the flow's
 * tables. The register's disk fails now and then.
 */
#pragma once

#include "kiosk/app.h"
#include "protocol/clock.h"

#define MONKEY_PIN "472913" /* of everybody of the staff: it knows theirs */

typedef struct Monkey Monkey;

/* What it plays with. */
typedef struct {
    const char *home;
    const char *id; /* of the meeting that is shown; NULL: the day's */
    const Clock *clock;
    const char *receipt; /* of an entry, which it knows; NULL: none */
    gboolean is_new;     /* there is no home yet */
    int trials;          /* of the devices: for how many it waits to their end */
} MonkeyStage;

/* Needs SDL's events. The same seed does the same, as far as the worker's answers come alike. */
Monkey *monkey_new(guint32 seed);
void monkey_free(Monkey *monkey);

/* Does so many actions in an application of its own; nothing of it is left afterwards. */
void monkey_play(Monkey *monkey, const MonkeyStage *stage, int actions);
/* How often it stood on the screen. */
int monkey_visits(const Monkey *monkey, FlowState state);
/* The longest that an action on the screen kept the UI thread, in microseconds of its own time:
 * another program does not count. */
gint64 monkey_worst_us(const Monkey *monkey, FlowState state);
/* The most memory that an application and its screen held at the end of a play. */
gint64 monkey_held_bytes(const Monkey *monkey);
