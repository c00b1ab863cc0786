/* What was noted by mistake is not deleted: it is marked withdrawn, with the reason. */
#include "protocol/register_schema.h"

static const char schema_withdrawn[] =
    "ALTER TABLE attendee ADD COLUMN withdrawn TEXT;"
    "ALTER TABLE entry ADD COLUMN withdrawn TEXT;"
    "ALTER TABLE decision ADD COLUMN withdrawn TEXT;"
    "ALTER TABLE award ADD COLUMN withdrawn TEXT;"
    "ALTER TABLE announcement ADD COLUMN withdrawn TEXT;"
    "ALTER TABLE mark ADD COLUMN withdrawn TEXT;"

    /* A withdrawn entry stands nowhere any more: nothing is due. */
    "DROP VIEW follow_now;"
    "CREATE VIEW follow_now (entry, state, deadline, deadline_source, outcome_text, at) AS"
    " SELECT e.number,"
    "  CASE WHEN e.withdrawn IS NOT NULL THEN 'withdrawn' ELSE COALESCE(f.state, e.outcome) END,"
    "  CASE WHEN e.withdrawn IS NOT NULL THEN NULL"
    "   WHEN f.n IS NULL THEN e.deadline ELSE f.deadline END,"
    "  CASE WHEN e.withdrawn IS NOT NULL THEN NULL"
    "   WHEN f.n IS NULL THEN e.deadline_source ELSE f.deadline_source END,"
    "  f.text, f.at"
    " FROM entry e LEFT JOIN follow f ON f.entry = e.number"
    "  AND f.n = (SELECT MAX(n) FROM follow WHERE entry = e.number);";

const char *const register_schema_withdraw[] = {schema_withdrawn, NULL};
