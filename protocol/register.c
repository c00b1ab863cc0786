#include "protocol/register.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include "protocol/error.h"
#include "protocol/register_database.h"
#include "protocol/register_personal.h"
#include "protocol/register_schema.h"
#include "protocol/register_statement.h"

static const char connection_settings[] = "PRAGMA journal_mode = WAL;"
                                          "PRAGMA synchronous = FULL;"
                                          "PRAGMA foreign_keys = ON;"
                                          "PRAGMA recursive_triggers = ON;"
                                          "PRAGMA trusted_schema = OFF;"
                                          "PRAGMA secure_delete = ON;";

gboolean register_begin(Register *register_, GError **error)
{
    return register_run(register_, NULL, error, "BEGIN IMMEDIATE", "");
}

gboolean register_begin_read(Register *register_, gboolean *begun_out, GError **error)
{
    *begun_out = FALSE;
    if (!sqlite3_get_autocommit(register_->database))
        return TRUE;
    *begun_out = register_run(register_, NULL, error, "BEGIN", "");
    return *begun_out;
}

gboolean register_commit(Register *register_, GError **error)
{
    gboolean ok = register_run(register_, NULL, error, "COMMIT", "");
    if (!ok)
        register_rollback(register_);
    return ok;
}

void register_rollback(Register *register_)
{
    if (register_->database && !sqlite3_get_autocommit(register_->database))
        sqlite3_exec(register_->database, "ROLLBACK", NULL, NULL, NULL);
}

gboolean register_version(Register *register_, gint64 *version_out, GError **error)
{
    gint64 others = 0;
    if (!register_number(register_, 0, &others, error, "PRAGMA data_version", ""))
        return FALSE;
    *version_out = others << 32 | sqlite3_total_changes(register_->database);
    return TRUE;
}

static gboolean migrate_step(Register *register_, int version, GError **error)
{
    for (const char *const *script = register_schema[version]; *script; script++)
        if (!(*script == register_schema_encrypt
                  ? register_personal_encrypt(register_, version + 1, error)
                  : register_run_script(register_, *script, error)))
            return FALSE;
    g_autofree char *mark = g_strdup_printf("PRAGMA application_id = %d; PRAGMA user_version = %d",
                                            REGISTER_APPLICATION_ID, version + 1);
    return register_run_script(register_, mark, error);
}

/* Brings the register to REGISTER_VERSION, all steps in one transaction: a power cut leaves the
 * old version whole. The version is read inside, so that two processes do not both migrate. */
static gboolean migrate(Register *register_, GError **error)
{
    gint64 version = 0;
    gboolean ok = FALSE;
    if (!register_begin(register_, error))
        return FALSE;
    if (!register_number(register_, 0, &version, error, "PRAGMA user_version", ""))
        goto cleanup;
    for (; version < REGISTER_VERSION; version++)
        if (!migrate_step(register_, (int)version, error))
            goto cleanup;
    ok = register_commit(register_, error);

cleanup:
    if (!ok)
        register_rollback(register_);
    return ok;
}

/* Refuses a database that is none of ours or is of a newer program. */
static gboolean check_version(Register *register_, const char *path, GError **error)
{
    gint64 application = 0, version = 0;
    if (!register_number(register_, 0, &application, error, "PRAGMA application_id", "") ||
        !register_number(register_, 0, &version, error, "PRAGMA user_version", ""))
        return FALSE;
    if (application != REGISTER_APPLICATION_ID) {
        error_set(error, PROTOCOL_ERROR_REFUSED, N_("{1} is not a register of Esep."), path, NULL);
        return FALSE;
    }
    if (version > REGISTER_VERSION) {
        g_autofree char *theirs = g_strdup_printf("%d", (int)version);
        g_autofree char *ours = g_strdup_printf("%d", REGISTER_VERSION);
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("The register {1} was written by a newer program (version {2}; this one knows "
                     "{3}). Install the newer Esep."),
                  path, theirs, ours, NULL);
        return FALSE;
    }
    return version == REGISTER_VERSION || migrate(register_, error);
}

/* Opens the file, which exists, and sets the connection up. */
static Register *open_file(const char *path, GError **error)
{
    Register *register_ = g_new0(Register, 1);
    g_autofree char *folder = g_path_get_dirname(path);
    register_->keys_folder = g_build_filename(folder, VAULT_FOLDER, NULL);
    register_->vault = vault_new(register_->keys_folder);
    int code = sqlite3_open_v2(path, &register_->database,
                               SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    if (!register_->database) {
        register_close(register_);
        error_set(error, PROTOCOL_ERROR_REFUSED, N_("There is not enough memory."), NULL);
        return NULL;
    }
    sqlite3_extended_result_codes(register_->database, 0);
    sqlite3_busy_timeout(register_->database, REGISTER_BUSY_MS);
    sqlite3_db_config(register_->database, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    if (code != SQLITE_OK)
        register_failed(register_, error);
    else if (register_personal_functions(register_, error) &&
             register_run_script(register_, connection_settings, error))
        return register_;
    register_close(register_);
    return NULL;
}

Register *register_create(const char *path, GError **error)
{
    /* SQLite gives journal and shared memory the mode of the database. */
    int fd = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
    if (fd < 0) {
        error_set(error, PROTOCOL_ERROR_REFUSED, N_("{1} could not be written: {2}."), path,
                  g_strerror(errno), NULL);
        return NULL;
    }
    close(fd);
    g_autoptr(Register) register_ = open_file(path, error);
    if (!register_ || !migrate(register_, error) || !register_personal_views(register_, error))
        return NULL;
    return g_steal_pointer(&register_);
}

Register *register_open(const char *path, GError **error)
{
    if (!g_file_test(path, G_FILE_TEST_IS_REGULAR)) {
        error_set(error, PROTOCOL_ERROR_NOT_FOUND, N_("There is no register {1}."), path, NULL);
        return NULL;
    }
    g_autoptr(Register) register_ = open_file(path, error);
    if (!register_ || !check_version(register_, path, error))
        return NULL;
    register_personal_clean(register_);
    if (!register_personal_views(register_, error))
        return NULL;
    return g_steal_pointer(&register_);
}

void register_close(Register *register_)
{
    if (!register_)
        return;
    register_rollback(register_);
    sqlite3_close_v2(register_->database);
    vault_free(register_->vault);
    g_clear_error(&register_->failed);
    g_free(register_->keys_folder);
    g_free(register_->person);
    g_free(register_);
}

void register_act_as(Register *register_, const char *person)
{
    g_free(register_->person);
    register_->person = g_strdup(person);
}

Vault *register_vault(const Register *register_)
{
    return register_->vault;
}
