/* The inside of a Register, for the register_*.c that speak with SQLite itself. */
#pragma once

#include <sqlite3.h>

#include "protocol/register.h"
#include "protocol/vault.h"

struct Register {
    sqlite3 *database; /* owned */
    Vault *vault;      /* owned */
    char *keys_folder; /* owned; the vault's */
    char *person;      /* owned; who makes the changes; NULL: nobody who said so */
    GError *failed;    /* owned; why a function of ours failed, until register_failed tells it */
};

/* Sets *error to what SQLite last refused, on what and what to do; always FALSE. */
gboolean register_failed(Register *register_, GError **error);
/* The name of the key of the index of a month ("YYYY-MM"). g_free. */
char *register_index_key(const char *month);
