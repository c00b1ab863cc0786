/* What the plan is drawn from: all meetings in brief. */
#pragma once

#include <json-glib/json-glib.h>

#include "protocol/register.h"

/* [{"id","kind","date","state","edition","precincts":[…],"announced"|null}], by date. Free with
 * json_array_unref. */
JsonArray *register_plan_meetings(Register *register_, GError **error);
/* The day on which the register was made, "YYYY-MM-DD". g_free. NULL with an error. */
char *register_plan_made(Register *register_, GError **error);
