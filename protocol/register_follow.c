#include "protocol/register_follow.h"

#include "protocol/register_statement.h"

#define NOW_COLUMNS                                                                                \
    "SELECT e.number AS entry, e.meeting, m.kind, m.edition, m.date, e.type, e.outcome,"           \
    " now.state, now.deadline, now.deadline_source,"                                               \
    " COALESCE((SELECT MAX(substr(f.at, 1, 10)) FROM follow f WHERE f.entry = e.number"            \
    "  AND f.event = 'contest'), m.date) AS since,"                                                \
    " COALESCE((SELECT f.forward_to FROM follow f WHERE f.entry = e.number"                        \
    "  AND f.forward_to IS NOT NULL ORDER BY f.n DESC LIMIT 1), e.forward_to) AS \"to\","          \
    " COALESCE((SELECT f.text FROM follow f WHERE f.entry = e.number AND f.event = 'answer'"       \
    "  ORDER BY f.n DESC LIMIT 1), e.answer) AS answer,"                                           \
    " e.from_n IS NULL AS \"anonymous:bool\", e.confidential AS \"confidential:bool\""
#define NOW_FROM                                                                                   \
    " FROM entry e JOIN follow_now now ON now.entry = e.number JOIN meeting m ON m.id = e.meeting"

/* What a list says besides. */
#define LIST_COLUMNS                                                                               \
    ", e.text, (SELECT json_group_array(p.precinct) FROM precinct p WHERE p.meeting = e.meeting)"  \
    " AS \"precincts:json\", (SELECT group_concat(o.surname || ' ' || o.name, ', ')"               \
    "  FROM official o WHERE o.meeting = e.meeting AND o.role = 'speaker') AS in_charge"

gboolean register_follow_entry(Register *register_, int entry, JsonObject **row_out, GError **error)
{
    return register_row(register_, row_out, error, NOW_COLUMNS NOW_FROM " WHERE e.number = ?", "i",
                        entry);
}

gboolean register_follow_receipt(Register *register_, const char *receipt, JsonObject **row_out,
                                 GError **error)
{
    return register_row(register_, row_out, error, NOW_COLUMNS NOW_FROM " WHERE e.receipt = ?", "s",
                        receipt);
}

JsonArray *register_follow_steps(Register *register_, int entry, GError **error)
{
    return register_rows(register_, error,
                         "SELECT f.event, f.state, f.deadline, f.text, f.forward_to AS \"to\","
                         " f.ref, f.at FROM follow f WHERE f.entry = ? ORDER BY f.n",
                         "i", entry);
}

JsonArray *register_follow_all(Register *register_, GError **error)
{
    return register_rows(register_, error,
                         NOW_COLUMNS LIST_COLUMNS NOW_FROM
                         " WHERE e.withdrawn IS NULL"
                         " ORDER BY now.deadline IS NULL, now.deadline, e.number",
                         "");
}

/* From the few to their rows: CROSS JOIN keeps that order. */
JsonArray *register_follow_recent(Register *register_, int finished, const char *before,
                                  GError **error)
{
    return register_rows(
        register_, error,
        "WITH few (number) AS MATERIALIZED (SELECT entry FROM open_entry UNION ALL"
        " SELECT * FROM (SELECT number FROM entry WHERE withdrawn IS NULL AND number NOT IN"
        "  (SELECT entry FROM open_entry) ORDER BY number DESC LIMIT ?1)) " NOW_COLUMNS LIST_COLUMNS
        " FROM few CROSS JOIN entry e ON e.number = few.number"
        " CROSS JOIN follow_now now ON now.entry = e.number"
        " CROSS JOIN meeting m ON m.id = e.meeting"
        " WHERE ?2 IS NULL OR now.deadline < ?2"
        " ORDER BY now.deadline IS NULL, now.deadline, e.number",
        "is", finished, before);
}

gboolean register_follow_add(Register *register_, const FollowRow *row, GError **error)
{
    return register_run(register_, NULL, error,
                        "INSERT INTO main.follow (entry, n, event, state, deadline,"
                        " deadline_source, text, forward_to, ref, at) SELECT ?1, next, ?2, ?3, ?4,"
                        " ?5, encrypt(?6, e.meeting, 'follow.text', ?1 || ' ' || next), ?7, ?8, ?9"
                        " FROM main.entry e, (SELECT COALESCE(MAX(n), 0) + 1 AS next"
                        "  FROM main.follow WHERE entry = ?1) WHERE e.number = ?1",
                        "issssssss", row->entry, row->event, row->state, row->deadline,
                        row->deadline_source, row->text, row->to, row->ref, row->at);
}
