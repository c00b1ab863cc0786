#include "protocol/register_signed_copy.h"

#include "protocol/register_statement.h"

gboolean register_signed_copy_next(Register *register_, const char *id, int *number_out,
                                   GError **error)
{
    gint64 number = 0;
    if (!register_number(register_, 0, &number, error,
                         "SELECT COALESCE(MAX(n), 0) + 1 FROM signed_copy WHERE meeting = ?", "s",
                         id))
        return FALSE;
    *number_out = (int)number;
    return TRUE;
}

gboolean register_signed_copy_add(Register *register_, const char *id, int number, const char *file,
                                  const char *sha256, gint64 bytes, const char *added,
                                  GError **error)
{
    return register_run(register_, NULL, error,
                        "INSERT INTO signed_copy (meeting, n, file, sha256, bytes, added)"
                        " VALUES (?, ?, ?, ?, ?, ?)",
                        "sissls", id, number, file, sha256, bytes, added);
}

JsonArray *register_signed_copies(Register *register_, const char *id, GError **error)
{
    return register_rows(register_, error,
                         "SELECT n, file, sha256, bytes, added FROM signed_copy WHERE meeting = ?"
                         " ORDER BY n",
                         "s", id);
}
