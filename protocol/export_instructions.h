/* How to check an archive without this program: its VERIFY.txt. */
#pragma once

#include "protocol/bag.h"
#include "protocol/export.h"

/* Adds the certificate, and VERIFY.txt of the profile with what must be compared filled in.
 * record_sha256: of meeting.json; told: lines about the recording of a public copy. Blocks for the
 * disk. */
gboolean export_instructions(Bag *bag, ExportProfile profile, const char *certificate,
                             const char *record_sha256, const GPtrArray *told, GError **error);
