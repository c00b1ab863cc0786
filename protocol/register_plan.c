#include "protocol/register_plan.h"

#include "protocol/register_statement.h"

/* The names stand on a line each, which no name can hold: far cheaper than JSON for thousands. */
static void split_precincts(JsonObject *row)
{
    const char *text = json_object_get_string_member_with_default(row, "precincts", NULL);
    g_auto(GStrv) names = g_strsplit(text ? text : "", "\n", -1);
    JsonArray *array = json_array_new();
    for (int i = 0; names[i]; i++)
        json_array_add_string_element(array, names[i]);
    json_object_set_array_member(row, "precincts", array);
}

/* What is finished counts by its date alone; what is not is looked at however old it is. Of the
 * chief's reports the first one too: since then they are owed. */
JsonArray *register_plan_meetings(Register *register_, const char *from, const char *chiefs_from,
                                  GError **error)
{
    JsonArray *rows = register_rows(
        register_, error,
        "WITH few (id) AS MATERIALIZED ("
        " SELECT id FROM meeting WHERE state NOT IN ('sealed', 'disposed')"
        " UNION SELECT id FROM meeting WHERE date >= ?1"
        " UNION SELECT id FROM meeting WHERE kind = 'chief' AND date >= ?2"
        " UNION SELECT * FROM (SELECT id FROM meeting WHERE kind = 'chief' ORDER BY date LIMIT 1))"
        "SELECT m.id, m.kind, m.date, m.state, m.edition,"
        " (SELECT group_concat(p.precinct, char(10)) FROM precinct p"
        "  WHERE p.meeting = m.id) AS precincts,"
        " IIF(m.state IN ('sealed', 'disposed'), NULL, (SELECT MIN(a.made_on) FROM announcement a"
        "  WHERE a.meeting = m.id AND a.withdrawn IS NULL)) AS announced"
        " FROM few CROSS JOIN meeting m ON m.id = few.id ORDER BY m.date, m.id",
        "ss", from, chiefs_from);
    for (guint i = 0; rows && i < json_array_get_length(rows); i++)
        split_precincts(json_array_get_object_element(rows, i));
    return rows;
}

/* A row a month, not one a meeting: of what is a year old nothing else is asked. */
JsonArray *register_plan_held(Register *register_, const char *from, const char *before,
                              GError **error)
{
    JsonArray *rows = register_rows(
        register_, error,
        "SELECT substr(m.date, 1, 8) || '01' AS month, group_concat(p.precinct, char(10))"
        " AS precincts FROM meeting m INDEXED BY meeting_kind CROSS JOIN precinct p"
        " ON p.meeting = m.id WHERE m.kind = 'inspector' AND m.date >= ?1 AND m.date < ?2"
        " AND m.state IN ('sealed', 'disposed') GROUP BY 1",
        "ss", from, before);
    for (guint i = 0; rows && i < json_array_get_length(rows); i++)
        split_precincts(json_array_get_object_element(rows, i));
    return rows;
}

JsonArray *register_plan_entries(Register *register_, GError **error)
{
    return register_rows(register_, error,
                         "SELECT e.number AS entry, e.meeting, m.date, now.deadline,"
                         " now.deadline_source AS source FROM open_entry open"
                         " CROSS JOIN entry e ON e.number = open.entry"
                         " CROSS JOIN follow_now now ON now.entry = e.number"
                         " CROSS JOIN meeting m ON m.id = e.meeting"
                         " WHERE now.deadline IS NOT NULL",
                         "");
}

JsonArray *register_plan_decisions(Register *register_, GError **error)
{
    return register_rows(register_, error,
                         "SELECT open.decision, open.meeting, m.date, m.edition, now.deadline"
                         " FROM open_decision open CROSS JOIN main.decision_now now"
                         " ON now.meeting = open.meeting AND now.decision = open.decision"
                         " CROSS JOIN meeting m ON m.id = open.meeting",
                         "");
}

/* From name to name through the index, and to the first meeting of each that is early enough. */
JsonArray *register_plan_precincts(Register *register_, const char *before, GError **error)
{
    return register_rows(
        register_, error,
        "WITH RECURSIVE name (precinct) AS (SELECT MIN(precinct) FROM precinct"
        " UNION ALL SELECT (SELECT MIN(p.precinct) FROM precinct p"
        "  WHERE p.precinct > name.precinct) FROM name WHERE name.precinct IS NOT NULL)"
        "SELECT precinct FROM name WHERE precinct IS NOT NULL AND EXISTS (SELECT 1 FROM"
        " (SELECT meeting FROM precinct p WHERE p.precinct = name.precinct ORDER BY meeting) known"
        " CROSS JOIN meeting m ON m.id = known.meeting"
        " WHERE m.kind = 'inspector' AND m.date < ?)",
        "s", before);
}

char *register_plan_made(Register *register_, GError **error)
{
    char *made = NULL;
    if (!register_text(register_, &made, error, "SELECT substr(made, 1, 10) FROM device", ""))
        return NULL;
    return made ? made : g_strdup("");
}
