/* The application before a real home: what it asks for is done as the worker does it. */
#pragma once

#include "tests/support_kiosk.h"
#include "tests/support_record.h"

typedef struct {
    RecordFixture in;
    Workplace place;
    Asked asked;
    App *app; /* NULL until the test makes it, with asked */
} RealFixture;

/* With an empty home, for g_test_add. */
void real_set_up(RealFixture *fixture, gconstpointer unused);
void real_tear_down(RealFixture *fixture, gconstpointer unused);
/* The place of a home that is there. */
void real_open(RealFixture *fixture);
/* Does the first of the staff's works of this kind that was asked for and not answered yet, and
 * answers with what came of it. Somebody must have asked. */
void real_answer(RealFixture *fixture, const Work *work);
