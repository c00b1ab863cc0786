#include "protocol/register_disposal.h"

#include "protocol/register_statement.h"

/* In the order of their references. What is not listed holds nothing of a citizen. */
static const char *const ended_rows[] = {
    "DELETE FROM follow WHERE entry IN (SELECT number FROM entry WHERE meeting = ?)",
    "DELETE FROM entry WHERE meeting = ?",
    "DELETE FROM attendee WHERE meeting = ?",
    "DELETE FROM signature WHERE meeting = ?",
    "DELETE FROM official WHERE meeting = ?",
    "DELETE FROM mark WHERE meeting = ?",
    "DELETE FROM decision WHERE meeting = ?",
    "DELETE FROM award WHERE meeting = ?",
    "DELETE FROM carried WHERE meeting = ?",
    "DELETE FROM addendum WHERE meeting = ?",
    "DELETE FROM material WHERE meeting = ?",
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
