/* Rows of the scans of signed paper. */
#pragma once

#include <json-glib/json-glib.h>

#include "protocol/register.h"

/* The number that the next one gets. */
gboolean register_signed_copy_next(Register *register_, const char *id, int *number_out,
                                   GError **error);
gboolean register_signed_copy_add(Register *register_, const char *id, int number, const char *file,
                                  const char *sha256, gint64 bytes, const char *added,
                                  GError **error);
/* [{"n","file","sha256","bytes","added"}]; file: in the meeting's folder. json_array_unref. */
JsonArray *register_signed_copies(Register *register_, const char *id, GError **error);
