#include "protocol/register_signing.h"

#include "protocol/register_statement.h"

gboolean register_signing_add(Register *register_, const char *id, const Signing *signing,
                              GError **error)
{
    return register_run(register_, NULL, error,
                        "INSERT INTO signing (meeting, n, role, official_n, certificate_sha256,"
                        " signed, pdf_sha256, pdf_bytes) SELECT ?1, COALESCE(MAX(n), 0) + 1, ?2,"
                        " ?3, ?4, ?5, ?6, ?7 FROM signing WHERE meeting = ?1",
                        "ssisssl", id, signing->role, signing->official_n,
                        signing->certificate_sha256, signing->signed_, signing->pdf_sha256,
                        signing->pdf_bytes);
}

JsonArray *register_signings(Register *register_, const char *id, GError **error)
{
    return register_rows(register_, error,
                         "SELECT certificate_sha256, pdf_sha256, pdf_bytes FROM signing"
                         " WHERE meeting = ? ORDER BY n",
                         "s", id);
}

JsonArray *register_signing_announced(Register *register_, const char *id, GError **error)
{
    return register_rows(register_, error,
                         "SELECT role, n, certificate ->> 'name' AS name,"
                         " certificate ->> 'sha256' AS certificate_sha256"
                         " FROM signature WHERE meeting = ? AND certificate IS NOT NULL"
                         " ORDER BY signed, role, n",
                         "s", id);
}
