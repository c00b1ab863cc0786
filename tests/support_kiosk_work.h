/* The application before a real home: what it asks for is done as the worker does it. */
#pragma once

#include "tests/support_kiosk.h"

/* Does the first of the staff's works of this kind that was asked for and not answered yet, and
 * answers with what came of it. Somebody must have asked. */
void real_answer(App *app, Asked *asked, const Work *work, Workplace *place);
