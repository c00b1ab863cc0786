/* Addenda as documents: sealed by the device, and signed by whoever writes them. */
#include "protocol/register_schema.h"

static const char schema_addendum[] =
    "ALTER TABLE addendum ADD COLUMN signature TEXT;" /* JSON, of record.h; encrypted */
    "ALTER TABLE addendum ADD COLUMN pdf_file TEXT;"
    "ALTER TABLE addendum ADD COLUMN pdf_sha256 TEXT;";

const char *const register_schema_addendum[] = {schema_addendum, NULL};
