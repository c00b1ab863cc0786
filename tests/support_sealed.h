/* A meeting with everything that sealing asks for, and what is left of it. */
#pragma once

#include "tests/support_record.h"

#define SUPPORT_CLUSTERS 6

/* A recording of the meeting: a take of SUPPORT_CLUSTERS seconds with its chain; or one more. */
void support_recording(Home *home, const char *id);
/* One more take, of so many seconds: real pictures, bright and small, two a second, and sound. */
void support_filmed(Home *home, const char *id, int seconds);
/* A meeting held, recorded, with a material called "есеп 100%.txt", signed by the inspector: ready
 * to be sealed. g_free. */
char *support_ready(Home *home);
/* The same sealed. g_free. */
char *support_sealed(Home *home);
/* A home with that, for g_test_add; ends with record_tear_down. */
void sealed_set_up(RecordFixture *fixture, gconstpointer unused);
/* Each of its entries is answered, or forwarded and closed, and each of its decisions done. */
void support_finish_follow(Home *home);
/* Flips a bit of the file's byte at (from the end if negative). */
void support_flip(const char *path, gint64 at);
