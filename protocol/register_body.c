#include "protocol/register_body.h"

#include "protocol/error.h"
#include "protocol/register_statement.h"

JsonObject *register_body(Register *register_, const char *on, GError **error)
{
    JsonObject *row = NULL;
    if (!register_row(register_, &row, error,
                      "SELECT since, name, name_kk, city FROM (SELECT since, n, name, name_kk, city"
                      " FROM body WHERE since <= ? UNION ALL"
                      " SELECT NULL, 0, name, name_kk, city FROM device)"
                      " ORDER BY since DESC, n DESC LIMIT 1",
                      "s", on))
        return NULL;
    if (!row)
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("The register knows no device: it was not made by esep init."), NULL);
    return row;
}

JsonArray *register_bodies(Register *register_, GError **error)
{
    return register_rows(register_, error,
                         "SELECT since, name, name_kk, city FROM (SELECT NULL AS since, 0 AS n,"
                         " name, name_kk, city FROM device UNION ALL"
                         " SELECT since, n, name, name_kk, city FROM body) ORDER BY n",
                         "");
}

gboolean register_body_add(Register *register_, const char *since, const HomeBody *body,
                           const char *made, GError **error)
{
    return register_run(register_, NULL, error,
                        "INSERT INTO body (n, since, name, name_kk, city, made)"
                        " VALUES ((SELECT COALESCE(MAX(n), 0) + 1 FROM body), ?, ?, ?, ?, ?)",
                        "sssss", since, body->name, body->name_kk, body->city, made);
}

gboolean register_body_sealed(Register *register_, char **day_out, GError **error)
{
    return register_text(register_, day_out, error,
                         "SELECT MAX(date) FROM meeting WHERE sealed IS NOT NULL"
                         " AND id NOT IN (SELECT meeting FROM imported)",
                         "");
}
