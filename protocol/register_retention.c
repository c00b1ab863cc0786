#include "protocol/register_retention.h"

#include "protocol/register_statement.h"

/* The reason of the hold that is in force: holds and releases take turns, so it is the last row. */
#define HELD_WHY                                                                                   \
    "(SELECT r.why FROM retention r WHERE r.meeting = m.id ORDER BY r.n DESC LIMIT 1) AS why"

JsonArray *register_retention_all(Register *register_, GError **error)
{
    return register_rows(
        register_, error,
        "SELECT m.id AS meeting, m.kind, m.edition, m.date, m.number, " HELD_WHY ","
        " (SELECT COUNT(*) FROM entry e JOIN follow_now now"
        "  ON now.entry = e.number WHERE e.meeting = m.id"
        "  AND now.state NOT IN ('answered', 'closed', 'withdrawn')) AS open_entries"
        " FROM meeting m WHERE m.state = 'sealed' ORDER BY m.date, m.id",
        "");
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
