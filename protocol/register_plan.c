#include "protocol/register_plan.h"

#include "protocol/register_statement.h"

JsonArray *register_plan_meetings(Register *register_, GError **error)
{
    return register_rows(register_, error,
                         "SELECT m.id, m.kind, m.date, m.state, m.edition,"
                         " (SELECT json_group_array(p.precinct) FROM precinct p"
                         "  WHERE p.meeting = m.id) AS \"precincts:json\","
                         " (SELECT MIN(a.made_on) FROM announcement a"
                         "  WHERE a.meeting = m.id AND a.withdrawn IS NULL) AS announced"
                         " FROM meeting m ORDER BY m.date, m.id",
                         "");
}

char *register_plan_made(Register *register_, GError **error)
{
    char *made = NULL;
    if (!register_text(register_, &made, error, "SELECT substr(made, 1, 10) FROM device", ""))
        return NULL;
    return made ? made : g_strdup("");
}
