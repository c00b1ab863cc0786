/* Officials who act for somebody: an acting official may report and sign. */
#include "protocol/register_schema.h"

static const char schema_acting[] =
    "ALTER TABLE official ADD COLUMN acting INTEGER NOT NULL DEFAULT 0 CHECK (acting IN (0, 1));"
    "ALTER TABLE signature ADD COLUMN acting INTEGER NOT NULL DEFAULT 0"
    " CHECK (acting IN (0, 1));";

const char *const register_schema_acting[] = {schema_acting, NULL};
