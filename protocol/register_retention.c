#include "protocol/register_retention.h"

#include "protocol/register_audit.h"
#include "protocol/register_statement.h"

#define IN_FORCE " FROM hold h WHERE h.meeting = m.id AND h.released IS NULL"
#define HOLDS                                                                                      \
    "(SELECT group_concat(h.why, '; ')" IN_FORCE ") AS why,"                                       \
    " (SELECT json_group_array(json_object('n', h.n, 'why', h.why, 'who', h.who, 'at', "           \
    "h.at))" IN_FORCE ") AS \"holds:json\""

/* The day of the protocol, from which the term runs; indexed. */
#define KEPT_FROM "substr(m.sealed, 1, 10)"
#define COLUMNS                                                                                    \
    "SELECT m.id AS meeting, m.kind, m.edition, m.date, m.number, " KEPT_FROM                      \
    " AS kept_from, " HOLDS ","                                                                    \
    " (SELECT COUNT(*) FROM entry e JOIN open_entry open ON open.entry = e.number"                 \
    "  WHERE e.meeting = m.id) AS open_entries,"                                                   \
    " (SELECT COUNT(*) FROM open_decision open WHERE open.meeting = m.id) AS open_decisions"       \
    " FROM meeting m WHERE m.state = 'sealed'"

JsonArray *register_retention_all(Register *register_, GError **error)
{
    return register_rows(register_, error, COLUMNS " ORDER BY " KEPT_FROM ", m.id", "");
}

JsonArray *register_retention_between(Register *register_, const char *edition,
                                      const char *first_date, const char *last_date, GError **error)
{
    return register_rows(register_, error,
                         COLUMNS " AND m.edition = ?1 AND " KEPT_FROM " BETWEEN ?2 AND ?3"
                                 " ORDER BY " KEPT_FROM ", m.id",
                         "sss", edition, first_date, last_date);
}

JsonArray *register_retention_oldest(Register *register_, const char *edition,
                                     const char *last_date, int limit, GError **error)
{
    return register_rows(register_, error,
                         COLUMNS " AND m.edition = ?1 AND " KEPT_FROM " <= ?2"
                                 " AND NOT EXISTS (SELECT 1" IN_FORCE ")"
                                 " AND NOT EXISTS (SELECT 1 FROM entry e JOIN open_entry open"
                                 "  ON open.entry = e.number WHERE e.meeting = m.id)"
                                 " AND NOT EXISTS (SELECT 1 FROM open_decision open"
                                 "  WHERE open.meeting = m.id)"
                                 " ORDER BY " KEPT_FROM ", m.id LIMIT ?3",
                         "ssi", edition, last_date, limit);
}

gboolean register_retention_meeting(Register *register_, const char *id, JsonObject **row_out,
                                    GError **error)
{
    return register_row(register_, row_out, error,
                        "SELECT m.state, " HOLDS " FROM meeting m WHERE m.id = ?", "s", id);
}

gboolean register_hold_add(Register *register_, const char *id, const char *why, const char *at,
                           GError **error)
{
    return register_run(register_, NULL, error,
                        "INSERT INTO hold (meeting, n, why, who, at) SELECT ?1,"
                        " COALESCE(MAX(n), 0) + 1, ?2, " REGISTER_AUDIT_WHO
                        ", ?3 FROM hold WHERE meeting = ?1",
                        "sss", id, why, at);
}

gboolean register_hold_release(Register *register_, const char *id, int n, const char *at,
                               GError **error)
{
    return register_run(register_, NULL, error,
                        "UPDATE hold SET released = ?, released_by = " REGISTER_AUDIT_WHO
                        " WHERE meeting = ? AND n = ?",
                        "ssi", at, id, n);
}

JsonArray *register_holds(Register *register_, const char *id, GError **error)
{
    return register_rows(register_, error,
                         "SELECT n, why, who, at, released, released_by FROM hold"
                         " WHERE meeting = ? ORDER BY n",
                         "s", id);
}

gboolean register_hold_import(Register *register_, const char *id, const HoldRow *hold,
                              GError **error)
{
    return register_run(register_, NULL, error,
                        "INSERT INTO hold (meeting, n, why, who, at) VALUES (?, ?, ?, ?, ?)",
                        "sisss", id, hold->n, hold->why, hold->who, hold->at) &&
           (!hold->released ||
            register_run(register_, NULL, error,
                         "UPDATE hold SET released = ?, released_by = ? WHERE meeting = ?"
                         " AND n = ?",
                         "sssi", hold->released, hold->released_by, id, hold->n));
}
