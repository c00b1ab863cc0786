#include "protocol/register_user.h"

#include "protocol/error.h"
#include "protocol/register_statement.h"

#define COLUMNS "n, name, role, pin, made, tries, boot, boot_ms"

gboolean register_user_add(Register *register_, const char *name, const char *role,
                           const char *pin_hash, const char *made, int *number_out, GError **error)
{
    return register_next(register_, "user", number_out, error) &&
           register_run(register_, NULL, error,
                        "INSERT INTO user (n, name, role, pin, made) VALUES (?, ?, ?, ?, ?)",
                        "issss", *number_out, name, role, pin_hash, made);
}

/* One row must have been there to be changed. */
static gboolean found(gboolean ok, int changed, int number, GError **error)
{
    if (ok && changed == 0) {
        g_autofree char *shown = g_strdup_printf("%d", number);
        error_set(error, PROTOCOL_ERROR_NOT_FOUND, N_("There is nobody with the number {1}."),
                  shown, NULL);
    }
    return ok && changed > 0;
}

gboolean register_user_set_pin(Register *register_, int number, const char *pin_hash,
                               GError **error)
{
    int changed = 0;
    gboolean ok = register_run(register_, &changed, error,
                               "UPDATE user SET pin = ?, tries = 0, boot = NULL, boot_ms = NULL"
                               " WHERE n = ? AND removed IS NULL",
                               "si", pin_hash, number);
    return found(ok, changed, number, error);
}

gboolean register_user_remove(Register *register_, int number, const char *removed, GError **error)
{
    int changed = 0;
    gboolean ok = register_run(register_, &changed, error,
                               "UPDATE user SET removed = ?, pin = ''"
                               " WHERE n = ? AND removed IS NULL",
                               "si", removed, number);
    return found(ok, changed, number, error);
}

gboolean register_user_set_tries(Register *register_, int number, int tries, const char *boot,
                                 gint64 boot_ms, GError **error)
{
    int changed = 0;
    gboolean ok = register_run(register_, &changed, error,
                               "UPDATE user SET tries = ?, boot = ?, boot_ms = ?"
                               " WHERE n = ? AND removed IS NULL",
                               "isli", tries, boot, boot_ms, number);
    return found(ok, changed, number, error);
}

JsonObject *register_user(Register *register_, int number, GError **error)
{
    JsonObject *row = NULL;
    if (!register_row(register_, &row, error,
                      "SELECT " COLUMNS " FROM user WHERE n = ? AND removed IS NULL", "i", number))
        return NULL;
    found(TRUE, row != NULL, number, error);
    return row;
}

JsonArray *register_users(Register *register_, GError **error)
{
    return register_rows(register_, error,
                         "SELECT " COLUMNS " FROM user WHERE removed IS NULL ORDER BY n", "");
}
