/* The meetings that are owed: one by each precinct a quarter, one by the chief a year. */
#pragma once

#include "protocol/plan_item.h"

/* The meetings that each precinct and the chief owe. */
void plan_periods(Plan *plan);
/* From which days on the meetings of a kind are of interest: recent, one by one; missed, only
 * whether one was held. */
void plan_reach(const RulesSet *set, const char *kind, const GDate *on, GDate *recent_out,
                GDate *missed_out);
