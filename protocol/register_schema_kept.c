/* Records whose term ends are found by the day from which it runs: that of the protocol. */
#include "protocol/register_schema.h"

static const char schema_kept[] =
    "DROP INDEX meeting_sealed;"
    "CREATE INDEX meeting_sealed ON meeting (edition, substr(sealed, 1, 10))"
    " WHERE state = 'sealed';";

const char *const register_schema_kept[] = {schema_kept, NULL};
