/* A USB stick through a UDisks2 of the test's own, on a bus of its own. */
#pragma once

#include "tests/support_bus.h"

/* What stands on the bus: a stick that is mounted or not, and the machine's own disk. */
typedef struct {
    BusService service;
    Bus *bus;
    char *folder;                /* where the stick is mounted */
    gboolean mounted, busy, off; /* the service's thread alone changes them */
} SupportStick;

/* "АРХИВ", in a folder of its own, which goes with it. */
void support_stick_start(SupportStick *stick);
void support_stick_stop(SupportStick *stick);
