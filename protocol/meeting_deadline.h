/* Terms of entries, for meeting*.c alone. */
#pragma once

#include "protocol/calendar.h"
#include "protocol/rules.h"

/* The last day for an entry of a meeting on date with outcome "check" or "forward", as
 * "YYYY-MM-DD" (g_free), and where the law says so (the edition's); both NULL for "answered". */
void meeting_deadline(const Rules *rules, const Calendar *calendar, const char *date,
                      const char *outcome, char **deadline_out, const char **source_out);
