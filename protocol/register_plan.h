/* What the plan is drawn from: meetings in brief. */
#pragma once

#include <json-glib/json-glib.h>

#include "protocol/register.h"

/* The meetings from a day on (the chief's from another), all that are not sealed, and the chief's
 * first one: [{"id","kind","date","state","edition","precincts":[…],"announced"|null}], by date.
 * Free with json_array_unref. */
JsonArray *register_plan_meetings(Register *register_, const char *from, const char *chiefs_from,
                                  GError **error);
/* Of inspectors' meetings sealed or disposed of, from a day on and before another, the precincts by
 * month: [{"month":"YYYY-MM-01","precincts":[…]}]. Free with json_array_unref. */
JsonArray *register_plan_held(Register *register_, const char *from, const char *before,
                              GError **error);
/* [{"precinct"}]: those of which a meeting before that day is known. Free with json_array_unref. */
JsonArray *register_plan_precincts(Register *register_, const char *before, GError **error);
/* What is still to be done: [{"entry","meeting","date","deadline","source"}]. Free
 * with json_array_unref. */
JsonArray *register_plan_entries(Register *register_, GError **error);
/* The decisions that are still to be carried out:
 * [{"decision","meeting","date","edition","deadline"}]. Free with json_array_unref. */
JsonArray *register_plan_decisions(Register *register_, GError **error);
/* The day on which the register was made, "YYYY-MM-DD". g_free. NULL with an error. */
char *register_plan_made(Register *register_, GError **error);
