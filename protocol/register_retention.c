#include "protocol/register_retention.h"

#include "protocol/register_statement.h"

/* The reason of the hold that is in force: holds and releases take turns, so it is the last row. */
#define HELD_WHY                                                                                   \
    "(SELECT r.why FROM retention r WHERE r.meeting = m.id ORDER BY r.n DESC LIMIT 1) AS why"

#define COLUMNS                                                                                    \
    "SELECT m.id AS meeting, m.kind, m.edition, m.date, m.number, " HELD_WHY ","                   \
    " (SELECT COUNT(*) FROM entry e JOIN open_entry open ON open.entry = e.number"                 \
    "  WHERE e.meeting = m.id) AS open_entries FROM meeting m WHERE m.state = 'sealed'"

JsonArray *register_retention_all(Register *register_, GError **error)
{
    return register_rows(register_, error, COLUMNS " ORDER BY m.date, m.id", "");
}

JsonArray *register_retention_between(Register *register_, const char *edition,
                                      const char *first_date, const char *last_date, GError **error)
{
    return register_rows(register_, error,
                         COLUMNS
                         " AND m.edition = ?1 AND m.date BETWEEN ?2 AND ?3 ORDER BY m.date, m.id",
                         "sss", edition, first_date, last_date);
}

JsonArray *register_retention_oldest(Register *register_, const char *edition,
                                     const char *last_date, int limit, GError **error)
{
    return register_rows(register_, error,
                         COLUMNS " AND m.edition = ?1 AND m.date <= ?2"
                                 " AND (SELECT COUNT(*) FROM retention r WHERE r.meeting = m.id)"
                                 "  % 2 = 0"
                                 " AND NOT EXISTS (SELECT 1 FROM entry e JOIN open_entry open"
                                 "  ON open.entry = e.number WHERE e.meeting = m.id)"
                                 " ORDER BY m.date, m.id LIMIT ?3",
                         "ssi", edition, last_date, limit);
}

gboolean register_retention_meeting(Register *register_, const char *id, JsonObject **row_out,
                                    GError **error)
{
    return register_row(register_, row_out, error,
                        "SELECT m.state, " HELD_WHY " FROM meeting m WHERE m.id = ?", "s", id);
}

gboolean register_retention_add(Register *register_, const char *id, const char *why,
                                const char *at, GError **error)
{
    return register_run(register_, NULL, error,
                        "INSERT INTO retention (meeting, n, event, why, at) VALUES (?1,"
                        " (SELECT COALESCE(MAX(n), 0) + 1 FROM retention WHERE meeting = ?1),"
                        " CASE WHEN ?2 IS NULL THEN 'release' ELSE 'hold' END, ?2, ?3)",
                        "sss", id, why, at);
}
