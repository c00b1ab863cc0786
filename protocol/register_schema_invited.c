/* Who is invited, and who heads an organisation: with the position, and encrypted like all that
 * tells of people. */
#include "protocol/register_schema.h"

static const char schema_position[] = "ALTER TABLE invitation ADD COLUMN position TEXT;"
                                      "ALTER TABLE organisation ADD COLUMN position TEXT;";

const char *const register_schema_invited[] = {schema_position, register_schema_encrypt, NULL};
