#include "protocol/register_database.h"

#include "protocol/error.h"

gboolean register_failed(Register *register_, GError **error)
{
    const char *path = sqlite3_db_filename(register_->database, "main");
    const char *reason = sqlite3_errmsg(register_->database);
    if (register_->failed) {
        g_propagate_error(error, g_steal_pointer(&register_->failed));
        return FALSE;
    }
    switch (sqlite3_errcode(register_->database)) {
    case SQLITE_FULL:
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("The disk is full: {1} could not be written. Make room and try again."), path,
                  NULL);
        break;
    case SQLITE_BUSY:
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("The register {1} is being written by another program. Try again."), path,
                  NULL);
        break;
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("The register {1} cannot be written: {2}. Give this user the right to write "
                     "there."),
                  path, reason, NULL);
        break;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("The register {1} is damaged ({2}). Keep the file, and restore a copy."), path,
                  reason, NULL);
        break;
    case SQLITE_CONSTRAINT:
        error_set(error, PROTOCOL_ERROR_REFUSED, N_("The register refuses: {1}."), reason, NULL);
        break;
    default:
        error_set(error, PROTOCOL_ERROR_REFUSED, N_("The register {1} failed: {2}."), path, reason,
                  NULL);
    }
    return FALSE;
}

char *register_index_key(const char *month)
{
    return g_strconcat("index-", month, NULL);
}
