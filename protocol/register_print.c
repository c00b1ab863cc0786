#include "protocol/register_print.h"

#include "protocol/register_audit.h"
#include "protocol/register_statement.h"

gboolean register_print_add(Register *register_, const char *id, const PrintRow *row,
                            GError **error)
{
    return register_run(register_, NULL, error,
                        "INSERT INTO print (meeting, n, copies, who, at) SELECT ?1,"
                        " COALESCE(MAX(n), 0) + 1, ?2, COALESCE(?3, " REGISTER_AUDIT_WHO
                        "), ?4 FROM print WHERE meeting = ?1",
                        "siss", id, row->copies, row->who, row->at);
}

JsonArray *register_prints(Register *register_, const char *id, GError **error)
{
    return register_rows(register_, error,
                         "SELECT copies, who, at FROM print WHERE meeting = ? ORDER BY n", "s", id);
}
