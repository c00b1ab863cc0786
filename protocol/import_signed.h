/* The scans of signed paper that lie in an archive, for import.c alone. */
#pragma once

#include "protocol/home.h"

/* Adds a row for each signed/copy-NN of folder, a meeting that is about to be taken over as id,
 * inside the caller's transaction. Each must be a scan (scan.h) and they are numbered from 1:
 * PROTOCOL_ERROR_DIFFERENT. Blocks for the disk. */
gboolean import_signed_copies(Home *home, const char *folder, const char *id, GError **error);
