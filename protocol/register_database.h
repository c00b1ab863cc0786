/* The inside of a Register, for register.c and register_statement.c alone. */
#pragma once

#include <sqlite3.h>

#include "protocol/register.h"

struct Register {
    sqlite3 *database; /* owned */
};

/* Sets *error to what SQLite last refused, on what and what to do; always FALSE. */
gboolean register_failed(Register *register_, GError **error);
