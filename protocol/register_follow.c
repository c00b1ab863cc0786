#include "protocol/register_follow.h"

#include "protocol/register_audit.h"
#include "protocol/register_statement.h"

#define NOW_COLUMNS                                                                                \
    "SELECT e.number AS entry, NULL AS decision, e.meeting, m.kind, m.edition, m.date, e.type,"    \
    " e.outcome, now.state, now.deadline, now.deadline_source, now.outcome_text,"                  \
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
#define PRECINCTS                                                                                  \
    ", (SELECT json_group_array(p.precinct) FROM precinct p WHERE p.meeting = m.id)"               \
    " AS \"precincts:json\""
#define LIST_COLUMNS                                                                               \
    ", e.text" PRECINCTS ", (SELECT group_concat(o.surname || ' ' || o.name, ', ')"                \
    "  FROM official o WHERE o.meeting = e.meeting AND o.role = 'speaker') AS in_charge"

#define DECISION_COLUMNS                                                                           \
    "SELECT NULL AS entry, d.n AS decision, d.meeting, m.kind, m.edition, m.date,"                 \
    " 'decision' AS type, NULL AS outcome, now.state, now.deadline, NULL AS deadline_source,"      \
    " now.outcome_text, m.date AS since, NULL AS \"to\", NULL AS answer, 0 AS \"anonymous:bool\"," \
    " 0 AS \"confidential:bool\", d.text" PRECINCTS ", d.owner AS in_charge"
#define DECISION_JOINS                                                                             \
    " CROSS JOIN decision_now now ON now.meeting = d.meeting AND now.decision = d.n"               \
    " CROSS JOIN meeting m ON m.id = d.meeting"

gboolean register_follow_find(Register *register_, FollowSubject subject, JsonObject **row_out,
                              GError **error)
{
    return subject.meeting ? register_row(register_, row_out, error,
                                          DECISION_COLUMNS " FROM decision d" DECISION_JOINS
                                                           " WHERE d.meeting = ? AND d.n = ?",
                                          "si", subject.meeting, subject.number)
                           : register_row(register_, row_out, error,
                                          NOW_COLUMNS LIST_COLUMNS NOW_FROM " WHERE e.number = ?",
                                          "i", subject.number);
}

gboolean register_follow_receipt(Register *register_, const char *receipt, JsonObject **row_out,
                                 GError **error)
{
    return register_row(register_, row_out, error, NOW_COLUMNS NOW_FROM " WHERE e.receipt = ?", "s",
                        receipt);
}

JsonArray *register_follow_steps(Register *register_, FollowSubject subject, GError **error)
{
    return subject.meeting
               ? register_rows(
                     register_, error,
                     "SELECT f.event, f.state, f.deadline, NULL AS deadline_source, f.text,"
                     " NULL AS \"to\","
                     " f.ref, f.who, f.at FROM decision_follow f WHERE f.meeting = ?"
                     " AND f.decision = ? ORDER BY f.n",
                     "si", subject.meeting, subject.number)
               : register_rows(
                     register_, error,
                     "SELECT f.event, f.state, f.deadline, f.deadline_source, f.text,"
                     " f.forward_to AS \"to\", f.ref, f.who, f.at FROM follow f WHERE f.entry = ?"
                     " ORDER BY f.n",
                     "i", subject.number);
}

JsonArray *register_follow_all(Register *register_, gboolean decisions, GError **error)
{
    return register_rows(register_, error,
                         decisions ? DECISION_COLUMNS " FROM decision d" DECISION_JOINS
                                                      " WHERE d.withdrawn IS NULL"
                                   : NOW_COLUMNS LIST_COLUMNS NOW_FROM " WHERE e.withdrawn IS NULL",
                         "");
}

JsonArray *register_follow_meeting(Register *register_, gboolean decisions, const char *meeting,
                                   GError **error)
{
    return register_rows(register_, error,
                         decisions ? DECISION_COLUMNS " FROM decision d" DECISION_JOINS
                                                      " WHERE d.meeting = ? AND d.withdrawn IS NULL"
                                   : NOW_COLUMNS LIST_COLUMNS NOW_FROM
                             " WHERE e.meeting = ? AND e.withdrawn IS NULL",
                         "s", meeting);
}

/* From the few to their rows: CROSS JOIN keeps that order. */
#define RECENT_ENTRIES                                                                             \
    "WITH few (number) AS MATERIALIZED (SELECT entry FROM open_entry UNION ALL"                    \
    " SELECT * FROM (SELECT number FROM entry WHERE withdrawn IS NULL AND number NOT IN"           \
    "  (SELECT entry FROM open_entry) ORDER BY number DESC LIMIT ?1)) " NOW_COLUMNS LIST_COLUMNS   \
    " FROM few CROSS JOIN entry e ON e.number = few.number"                                        \
    " CROSS JOIN follow_now now ON now.entry = e.number"                                           \
    " CROSS JOIN meeting m ON m.id = e.meeting WHERE ?2 IS NULL OR now.deadline < ?2"
#define RECENT_DECISIONS                                                                           \
    "WITH few (meeting, n) AS MATERIALIZED (SELECT meeting, decision FROM open_decision UNION ALL" \
    " SELECT * FROM (SELECT meeting, n FROM main.decision WHERE withdrawn IS NULL"                 \
    "  AND (meeting, n) NOT IN (SELECT meeting, decision FROM open_decision)"                      \
    "  ORDER BY meeting DESC, n DESC LIMIT ?1)) " DECISION_COLUMNS                                 \
    " FROM few CROSS JOIN decision d ON d.meeting = few.meeting AND d.n = few.n" DECISION_JOINS    \
    " WHERE ?2 IS NULL OR now.deadline < ?2"

JsonArray *register_follow_recent(Register *register_, gboolean decisions, int finished,
                                  const char *before, GError **error)
{
    return register_rows(register_, error, decisions ? RECENT_DECISIONS : RECENT_ENTRIES, "is",
                         finished, before);
}

static gboolean add_of_decision(Register *register_, const FollowRow *row, GError **error)
{
    return register_run(register_, NULL, error,
                        "INSERT INTO main.decision_follow (meeting, decision, n, event, state,"
                        " deadline, text, ref, who, at) SELECT ?1, ?2, next, ?3, ?4, ?5,"
                        " encrypt(?6, ?1, 'decision_follow.text', ?2 || ' ' || next), ?7,"
                        " COALESCE(?8, " REGISTER_AUDIT_WHO
                        "), ?9 FROM (SELECT COALESCE(MAX(n), 0) + 1"
                        "  AS next FROM main.decision_follow WHERE meeting = ?1 AND decision = ?2)",
                        "sisssssss", row->subject.meeting, row->subject.number, row->event,
                        row->state, row->deadline, row->text, row->ref, row->who, row->at);
}

gboolean register_follow_add(Register *register_, const FollowRow *row, GError **error)
{
    if (row->subject.meeting)
        return add_of_decision(register_, row, error);
    return register_run(
        register_, NULL, error,
        "INSERT INTO main.follow (entry, n, event, state, deadline,"
        " deadline_source, text, forward_to, ref, who, at) SELECT ?1, next, ?2, ?3, ?4,"
        " ?5, encrypt(?6, e.meeting, 'follow.text', ?1 || ' ' || next), ?7, ?8,"
        " COALESCE(?9, " REGISTER_AUDIT_WHO "), ?10"
        " FROM main.entry e, (SELECT COALESCE(MAX(n), 0) + 1 AS next"
        "  FROM main.follow WHERE entry = ?1) WHERE e.number = ?1",
        "isssssssss", row->subject.number, row->event, row->state, row->deadline,
        row->deadline_source, row->text, row->to, row->ref, row->who, row->at);
}

gboolean register_follow_begun(Register *register_, FollowSubject subject, gboolean *begun_out,
                               GError **error)
{
    gint64 steps = 0;
    if (!(subject.meeting
              ? register_number(register_, 0, &steps, error,
                                "SELECT COUNT(*) FROM main.decision_follow WHERE meeting = ?"
                                " AND decision = ?",
                                "si", subject.meeting, subject.number)
              : register_number(register_, 0, &steps, error,
                                "SELECT COUNT(*) FROM main.follow WHERE entry = ?", "i",
                                subject.number)))
        return FALSE;
    *begun_out = steps > 0;
    return TRUE;
}
