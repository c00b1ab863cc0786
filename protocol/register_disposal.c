#include "protocol/register_disposal.h"

#include "protocol/register_database.h"
#include "protocol/register_statement.h"
#include "protocol/register_stats.h"

/* In the order of their references. What is not listed holds nothing of a citizen. */
static const char *const ended_rows[] = {
    "DELETE FROM main.follow WHERE entry IN (SELECT number FROM main.entry WHERE meeting = ?)",
    "DELETE FROM main.decision_follow WHERE meeting = ?",
    "DELETE FROM main.entry WHERE meeting = ?",
    "DELETE FROM main.attendee WHERE meeting = ?",
    "DELETE FROM main.signature WHERE meeting = ?",
    "DELETE FROM main.official WHERE meeting = ?",
    "DELETE FROM main.mark WHERE meeting = ?",
    "DELETE FROM main.decision WHERE meeting = ?",
    "DELETE FROM main.award WHERE meeting = ?",
    "DELETE FROM main.carried WHERE meeting = ?",
    "DELETE FROM main.carried_decision WHERE meeting = ?",
    "DELETE FROM main.addendum WHERE meeting = ?",
    "DELETE FROM main.material WHERE meeting = ?",
    "DELETE FROM main.invitation WHERE meeting = ?",
};

gboolean register_disposal_add(Register *register_, const DisposalRow *row, GError **error)
{
    return register_run(register_, NULL, error,
                        "INSERT INTO disposal (meeting, n, act, act_sha256, kept_until, begun,"
                        " until_ms) VALUES (?1, (SELECT COALESCE(MAX(n), 0) + 1 FROM disposal"
                        " WHERE meeting = ?1), ?2, ?3, ?4, ?5, ?6)",
                        "sssssl", row->meeting, row->act, row->act_sha256, row->kept_until,
                        row->begun, row->until_ms);
}

JsonArray *register_disposals(Register *register_, GError **error)
{
    return register_rows(register_, error,
                         "SELECT d.meeting, m.number, m.date, m.kind, d.act, d.act_sha256,"
                         " d.kept_until, d.begun, d.until_ms, d.finished,"
                         " d.files_gone AS \"files_gone:bool\", s.json_sha256, s.pdf_sha256"
                         " FROM disposal d CROSS JOIN meeting m ON m.id = d.meeting"
                         " CROSS JOIN seal s ON s.meeting = d.meeting WHERE d.undone IS NULL"
                         " ORDER BY m.date, m.id",
                         "");
}

gboolean register_disposal_undo(Register *register_, const char *id, const char *why,
                                const char *at, gboolean *found_out, GError **error)
{
    int changed = 0;
    gboolean ok = register_run(register_, &changed, error,
                               "UPDATE disposal SET undone = ?, why = ?"
                               " WHERE meeting = ? AND undone IS NULL AND finished IS NULL",
                               "sss", at, why, id);
    *found_out = changed > 0;
    return ok;
}

gboolean register_disposal_finish(Register *register_, const char *id, const char *at,
                                  GError **error)
{
    if (!register_run(register_, NULL, error,
                      "UPDATE disposal SET finished = ?"
                      " WHERE meeting = ? AND undone IS NULL AND finished IS NULL",
                      "ss", at, id) ||
        !register_stats_keep(register_, id, at, error) ||
        !register_run(register_, NULL, error, "UPDATE meeting SET state = 'disposed' WHERE id = ?",
                      "s", id))
        return FALSE;
    for (gsize i = 0; i < G_N_ELEMENTS(ended_rows); i++)
        if (!register_run(register_, NULL, error, ended_rows[i], "s", id))
            return FALSE;
    return TRUE;
}

gboolean register_disposal_files_gone(Register *register_, const char *id, GError **error)
{
    return register_run(register_, NULL, error,
                        "UPDATE disposal SET files_gone = 1"
                        " WHERE meeting = ? AND finished IS NOT NULL AND files_gone = 0",
                        "s", id);
}

/* The index of names is done with when the last record of its month is gone. */
gboolean register_keys_forget(Register *register_, const char *id, GError **error)
{
    g_autofree char *month = NULL, *index = NULL;
    if (!vault_forget(register_vault(register_), id, error) ||
        !register_text(register_, &month, error,
                       "SELECT substr(m.made, 1, 7) FROM meeting m WHERE m.id = ? AND NOT EXISTS"
                       " (SELECT 1 FROM meeting o WHERE o.state <> 'disposed'"
                       "  AND o.made BETWEEN substr(m.made, 1, 7) AND substr(m.made, 1, 7) || '~')",
                       "s", id))
        return FALSE;
    index = month ? register_index_key(month) : NULL;
    return !index || vault_forget(register_vault(register_), index, error);
}

gboolean register_newest_time(Register *register_, gint64 *unix_ms_out, GError **error)
{
    return register_number(register_, 0, unix_ms_out, error,
                           "SELECT MAX(wall_ms) FROM audit WHERE trusted = 1", "");
}

gboolean register_forget(Register *register_, GError **error)
{
    gint64 busy = 0;
    return register_number(register_, 0, &busy, error, "PRAGMA wal_checkpoint(TRUNCATE)", "");
}
