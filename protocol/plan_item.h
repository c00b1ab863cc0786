/* The items of the plan while it is drawn; for plan.c and plan_period.c alone. */
#pragma once

#include "protocol/plan.h"

typedef struct {
    const PlanInput *input;
    JsonArray *items;
} Plan;

/* Adds an item, and gives it for more members; meeting and source may be NULL. */
JsonObject *plan_add(Plan *plan, const char *what, const char *subject, const char *meeting,
                     const GDate *due, const char *state, const char *source);

JsonObject *plan_meeting(const Plan *plan, guint i);
/* Whether the meeting had taken place by the day of the plan. */
gboolean plan_is_held(const Plan *plan, JsonObject *meeting);
/* A member; NULL or FALSE if it is missing, null, or no date. */
const char *plan_string(JsonObject *object, const char *name);
gboolean plan_date(JsonObject *object, const char *name, GDate *date_out);
