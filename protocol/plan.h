/*
 * What is due, overdue and coming (1095 p.22(13), 26, 27, 32; 608 p.4, 8, 14): the meetings of each
 * precinct and of the chief, announcements, records to seal, deadlines of entries and decisions,
 * ends of retention. How often a meeting is owed is the edition's to say (rules_period).
 *
 * A precinct is known from the meetings in the register, and from the period of its first one a
 * meeting is owed in each; a joint meeting counts for each of its precincts. A meeting that was
 * missed is shown for a year. Of records whose term is over the oldest fifty are named. The
 * chief's report is owed in each period whose time for it ends after the register was made, or in
 * which the register knows an earlier report.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "protocol/home.h"
#include "protocol/rules.h"

/* What the plan is drawn from. All borrowed. */
typedef struct {
    JsonArray *meetings; /* [{"id","kind","date","state","edition","precincts":[…],
                            "announced"|null: the first day on which it was}], by date */
    JsonArray *held;     /* [{"month":"YYYY-MM-01","precincts":[…]}]: of inspectors' meetings that
                            were held before those; may be NULL */
    JsonArray *precincts; /* [{"precinct"}] known from earlier meetings; may be NULL */
    JsonArray *entries;   /* as follow_list gives them, those with a deadline */
    JsonArray *decisions; /* as register_plan_decisions gives them; may be NULL */
    JsonArray *retention; /* as retention_list gives them */
    const RulesSet *rules;
    GDate made; /* the day on which the register was made */
    GDate on;
} PlanInput;

/* Pure. [{"what":"meeting|announcement|sealing|deadline|retention","subject","meeting"|null,"due",
 * "state":"coming|due|done|late|missed","source", and for what "meeting" "kind" and
 * "period":"2026-Q4", for the deadline of a decision "kind":"decision" and the subject
 * "2026-0007/1"}], by due date. Free with json_node_unref. */
JsonNode *plan_build(const PlanInput *input);

/* The plan of a home as of on (NULL: today). Blocks for the disk. */
JsonNode *plan_read(Home *home, const GDate *on, GError **error);
