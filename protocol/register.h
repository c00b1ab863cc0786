/*
 * The register: one SQLite file (register.db of the home) that holds the record of every meeting.
 *
 * WAL, synchronous=FULL: a committed transaction survives a power cut. Several processes may have
 * it open; writers take turns and wait for each other up to REGISTER_BUSY_MS. A Register belongs
 * to one thread. All SQL stands in register*.c; the modules above speak with the functions of the
 * register_*.h files, inside a transaction that they begin and commit.
 *
 * What tells of people is encrypted (register_personal.h).
 *
 * After sealing, triggers of the schema refuse every change of the record's rows, also to
 * somebody with the sqlite3 shell.
 */
#pragma once

#include "protocol/home.h"
#include "protocol/vault.h"

#define REGISTER_FILE "register.db"
#define REGISTER_BUSY_MS 5000

/* Makes a new register at path, which must not exist, with mode 0600. Blocks. */
Register *register_create(const char *path, GError **error);
/* Opens the register at path and migrates it if it is older than the program.
 * PROTOCOL_ERROR_NOT_FOUND if there is none, _REFUSED if it is newer or no register. Blocks. */
Register *register_open(const char *path, GError **error);
/* Takes NULL. A transaction that is open is rolled back. */
void register_close(Register *register_);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Register, register_close)

/* Begins a transaction that may write (BEGIN IMMEDIATE): from here on no other process writes.
 * Blocks up to REGISTER_BUSY_MS. Transactions do not nest. */
gboolean register_begin(Register *register_, GError **error);
/* Begins a transaction that only reads: all it reads is of one moment. Inside a transaction that
 * is open already it does nothing, and *begun_out is FALSE. */
gboolean register_begin_read(Register *register_, gboolean *begun_out, GError **error);
/* Commits. On failure the transaction is rolled back. Blocks for the disk. */
gboolean register_commit(Register *register_, GError **error);
/* Changes whenever the register does, by this connection or by another one. */
gboolean register_version(Register *register_, gint64 *version_out, GError **error);
/* Undoes the transaction, if one is open. */
void register_rollback(Register *register_);

/* Who makes the changes from here on, by name, for the audit log: somebody whose PIN was asked for
 * (user.h). NULL: whoever has the account alone, as at first. */
void register_act_as(Register *register_, const char *person);

/* The keys of its personal columns, in the folder beside it; owned by the register. */
Vault *register_vault(const Register *register_);
