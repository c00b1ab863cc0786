#include "protocol/register_entry.h"

#include "protocol/register_statement.h"

gboolean register_entry_add(Register *register_, const char *id, const Entry *entry,
                            const EntryRow *row, GError **error)
{
    return register_run(
        register_, NULL, error,
        "INSERT INTO main.entry (number, meeting, type, from_n, text, said, take, position_ms,"
        " outcome, answer, forward_to, confidential, deadline, deadline_source, receipt)"
        " VALUES (?1, ?2, ?3, NULLIF(?4, 0), encrypt(?5, ?2, 'entry.text', ?1), ?6, NULLIF(?7, 0),"
        " IIF(?7 = 0, NULL, ?8), ?9, encrypt(?10, ?2, 'entry.answer', ?1), ?11, ?12, ?13, ?14, "
        "?15)",
        "ississilsssisss", row->number, id, entry->type, entry->from, entry->text, row->said,
        row->take, row->position_ms, entry->outcome, entry->answer, entry->to,
        entry->confidential ? 1 : 0, row->deadline, row->deadline_source, row->receipt);
}

JsonArray *register_entries(Register *register_, const char *id, GError **error)
{
    return register_rows(
        register_, error,
        "SELECT e.number AS entry, e.type, e.from_n AS \"from\","
        " IIF(e.from_n IS NULL, NULL, json_object('surname', a.surname, 'name', a.name,"
        "  'patronymic', a.patronymic)) AS \"initiator:json\","
        " e.text, e.said, e.take, e.position_ms, e.outcome, e.answer, e.forward_to AS \"to\","
        " e.confidential AS \"confidential:bool\", e.deadline, e.deadline_source, e.receipt"
        " FROM entry e LEFT JOIN attendee a ON a.meeting = e.meeting AND a.n = e.from_n"
        " WHERE e.meeting = ? AND e.withdrawn IS NULL ORDER BY e.number",
        "s", id);
}

static gboolean count(Register *register_, const char *sql, const char *id, int *count_out,
                      GError **error)
{
    gint64 number = 0;
    if (!register_number(register_, 0, &number, error, sql, "s", id))
        return FALSE;
    *count_out = (int)number;
    return TRUE;
}

gboolean register_entry_count(Register *register_, const char *id, int *count_out, GError **error)
{
    return count(register_, "SELECT COUNT(*) FROM entry WHERE meeting = ? AND withdrawn IS NULL",
                 id, count_out, error);
}

gboolean register_entry_set_deadline(Register *register_, int number, const char *deadline,
                                     const char *source, GError **error)
{
    return register_run(register_, NULL, error,
                        "UPDATE main.entry SET deadline = ?, deadline_source = ? WHERE number = ?",
                        "ssi", deadline, source, number);
}

gboolean register_receipt_exists(Register *register_, const char *receipt, gboolean *exists_out,
                                 GError **error)
{
    gint64 found = 0;
    if (!register_number(register_, 0, &found, error, "SELECT 1 FROM entry WHERE receipt = ?", "s",
                         receipt))
        return FALSE;
    *exists_out = found != 0;
    return TRUE;
}

gboolean register_decision_add(Register *register_, const char *id, const char *text,
                               const char *owner, const char *due, int *number_out, GError **error)
{
    gint64 number = 0;
    if (!register_number(register_, 0, &number, error,
                         "INSERT INTO main.decision (meeting, n, text, owner, due)"
                         " SELECT ?1, next, encrypt(?2, ?1, 'decision.text', next), ?3, ?4 FROM"
                         " (SELECT COALESCE(MAX(n), 0) + 1 AS next FROM main.decision"
                         "  WHERE meeting = ?1) RETURNING n",
                         "ssss", id, text, owner, due))
        return FALSE;
    *number_out = (int)number;
    return TRUE;
}

JsonArray *register_decisions(Register *register_, const char *id, GError **error)
{
    return register_rows(register_, error,
                         "SELECT n, text, owner, due FROM decision WHERE meeting = ?"
                         " AND withdrawn IS NULL ORDER BY n",
                         "s", id);
}

gboolean register_decision_count(Register *register_, const char *id, int *count_out,
                                 GError **error)
{
    return count(register_, "SELECT COUNT(*) FROM decision WHERE meeting = ? AND withdrawn IS NULL",
                 id, count_out, error);
}

gboolean register_award_add(Register *register_, const char *id, const char *to, const char *text,
                            int *number_out, GError **error)
{
    gint64 number = 0;
    if (!register_number(register_, 0, &number, error,
                         "INSERT INTO main.award (meeting, n, to_whom, text)"
                         " SELECT ?1, next, encrypt(?2, ?1, 'award.to_whom', next),"
                         " encrypt(?3, ?1, 'award.text', next) FROM"
                         " (SELECT COALESCE(MAX(n), 0) + 1 AS next FROM main.award"
                         "  WHERE meeting = ?1) RETURNING n",
                         "sss", id, to, text))
        return FALSE;
    *number_out = (int)number;
    return TRUE;
}

JsonArray *register_awards(Register *register_, const char *id, GError **error)
{
    return register_rows(register_, error,
                         "SELECT n, to_whom AS \"to\", text FROM award WHERE meeting = ?"
                         " AND withdrawn IS NULL ORDER BY n",
                         "s", id);
}

/* The meetings before meeting ?1: those that share a precinct with it, or, if it has none, those of
 * its kind; and of them the entries that are open, or were brought to an end since the last of
 * those meetings. The words of a confidential one stay where they were said. From the few meetings
 * to their entries (CROSS JOIN keeps that order): the open entries of all meetings are many. */
#define EARLIER                                                                                    \
    "WITH this AS (SELECT * FROM meeting WHERE id = ?1),"                                          \
    " earlier AS MATERIALIZED (SELECT m.id, m.date FROM this CROSS JOIN meeting m"                 \
    "  WHERE m.kind = this.kind AND m.id <> this.id AND m.state <> 'disposed'"                     \
    "  AND (m.date, m.time) < (this.date, this.time) AND (m.id IN (SELECT theirs.meeting"          \
    "    FROM precinct ours JOIN precinct theirs USING (precinct) WHERE ours.meeting = ?1)"        \
    "   OR NOT EXISTS (SELECT 1 FROM precinct WHERE meeting = ?1)))"
#define OPEN_ENTRIES                                                                               \
    EARLIER                                                                                        \
    "SELECT e.number AS entry, e.meeting, e.type,"                                                 \
    " IIF(e.confidential, '', e.text) AS text, now.state, now.deadline,"                           \
    " IIF(e.confidential, NULL, COALESCE(now.outcome_text,"                                        \
    "  (SELECT f.text FROM follow f WHERE f.entry = e.number AND f.event = 'answer'"               \
    "   ORDER BY f.n DESC LIMIT 1),"                                                               \
    "  (SELECT f.forward_to FROM follow f WHERE f.entry = e.number AND f.event = 'forward'"        \
    "   ORDER BY f.n DESC LIMIT 1))) AS outcome_text"                                              \
    " FROM earlier CROSS JOIN entry e ON e.meeting = earlier.id"                                   \
    " CROSS JOIN follow_now now ON now.entry = e.number"                                           \
    " WHERE e.outcome IN ('check', 'forward') AND e.withdrawn IS NULL AND (now.state NOT IN "      \
    "('answered', 'closed')"                                                                       \
    "  OR now.at >= (SELECT MAX(date) FROM earlier)) ORDER BY e.number"

/* Of those meetings the decisions, likewise (1095 p.32, p.33). */
#define OPEN_DECISIONS                                                                             \
    EARLIER                                                                                        \
    "SELECT d.n AS decision, d.meeting, d.text, d.owner, now.state, now.deadline,"                 \
    " now.outcome_text FROM earlier CROSS JOIN decision d ON d.meeting = earlier.id"               \
    " CROSS JOIN decision_now now ON now.meeting = d.meeting AND now.decision = d.n"               \
    " WHERE d.withdrawn IS NULL AND (now.state IN ('noted', 'begun')"                              \
    "  OR now.at >= (SELECT MAX(date) FROM earlier)) ORDER BY d.meeting, d.n"

/* What is open now; of a sealed meeting what was kept with it. */
static JsonArray *carried(Register *register_, const char *open, const char *kept, const char *id,
                          GError **error)
{
    gint64 sealed = 0;
    if (!register_number(register_, 0, &sealed, error,
                         "SELECT sealed IS NOT NULL FROM meeting WHERE id = ?", "s", id))
        return NULL;
    return register_rows(register_, error, sealed ? kept : open, "s", id);
}

JsonArray *register_carried(Register *register_, const char *id, GError **error)
{
    return carried(register_, OPEN_ENTRIES,
                   "SELECT entry, earlier AS meeting, type, text, state, deadline,"
                   " outcome_text FROM carried WHERE meeting = ? ORDER BY entry",
                   id, error);
}

JsonArray *register_carried_decisions(Register *register_, const char *id, GError **error)
{
    return carried(register_, OPEN_DECISIONS,
                   "SELECT decision, earlier AS meeting, text, owner, state, deadline,"
                   " outcome_text FROM carried_decision WHERE meeting = ?"
                   " ORDER BY earlier, decision",
                   id, error);
}

gboolean register_carried_keep(Register *register_, const char *id, GError **error)
{
    return register_run(register_, NULL, error,
                        "INSERT INTO main.carried (meeting, entry, earlier, type, text, state,"
                        " deadline, outcome_text) SELECT ?1, entry, meeting, type,"
                        " encrypt(text, ?1, 'carried.text', entry), state, deadline,"
                        " encrypt(outcome_text, ?1, 'carried.outcome_text', entry)"
                        " FROM (" OPEN_ENTRIES ")",
                        "s", id) &&
           register_run(register_, NULL, error,
                        "INSERT INTO main.carried_decision (meeting, earlier, decision, text,"
                        " owner, state, deadline, outcome_text) SELECT ?1, meeting, decision,"
                        " encrypt(text, ?1, 'carried_decision.text', meeting || ' ' || decision),"
                        " owner, state, deadline, encrypt(outcome_text, ?1,"
                        "  'carried_decision.outcome_text', meeting || ' ' || decision)"
                        " FROM (" OPEN_DECISIONS ")",
                        "s", id);
}
