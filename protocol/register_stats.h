/* The numbers of meetings, of which nothing is asked but how many. */
#pragma once

#include <json-glib/json-glib.h>

#include "protocol/register.h"

/* The meetings from a day on and before another that took place by today:
 * [{"id","kind","date","precincts":[…],"counts":{"attendees":N,
 * "decisions":N,"decisions_done":N,"decisions_late":N,"entries":[{"type","outcome",
 * "entries":N,"in_time":N,"late":N}]}}], by date. in_time: of those that had a deadline, each step
 * was done by it and none is left; late: one was done after it, or is overdue today; of decisions
 * likewise. Of a disposed record they are what register_stats_keep kept. Free with
 * json_array_unref. */
JsonArray *register_stats_meetings(Register *register_, const char *from, const char *before,
                                   const char *today, GError **error);
/* Keeps the numbers of a sealed record that is about to be disposed of, as they are at (ISO 8601).
 * Inside its transaction. */
gboolean register_stats_keep(Register *register_, const char *id, const char *at, GError **error);
