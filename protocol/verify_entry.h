/* Verification of what the archive of one entry holds (export_entry.h), after the bag's own. */
#pragma once

#include "protocol/verification.h"

/* folder: the bag's data/; prefix: before file names in the result. A difference goes into result.
 * FALSE with an error only if something could not be read. Blocks. */
gboolean verify_entry(const char *folder, const char *prefix, Verification *result, GError **error);
