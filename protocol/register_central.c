#include "protocol/register_central.h"

#include "protocol/register_statement.h"

JsonArray *register_central_waiting(Register *register_, GError **error)
{
    return register_rows(register_, error,
                         "SELECT id AS meeting, date, edition FROM meeting WHERE state = 'sealed'"
                         " AND id NOT IN (SELECT meeting FROM imported)"
                         " AND NOT EXISTS (SELECT 1 FROM audit WHERE audit.meeting = meeting.id"
                         "  AND what = '" REGISTER_CENTRAL_SENT "') ORDER BY id",
                         "");
}

gboolean register_central_in_session(Register *register_, gboolean *in_session_out, GError **error)
{
    gint64 count = 0;
    if (!register_number(register_, 0, &count, error,
                         "SELECT COUNT(*) FROM meeting WHERE state = 'in-session'", ""))
        return FALSE;
    *in_session_out = count > 0;
    return TRUE;
}
