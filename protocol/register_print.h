/* Rows of what went to paper: they only grow, and go with the record into another home. */
#pragma once

#include <json-glib/json-glib.h>

#include "protocol/register.h"

/* The sealed protocol on paper, once; who NULL: whoever the audit log's newest line names. */
typedef struct {
    int copies; /* papers */
    const char *who;
    const char *at; /* ISO 8601 */
} PrintRow;

/* Adds it, inside a transaction, after its line in the audit log. */
gboolean register_print_add(Register *register_, const char *id, const PrintRow *row,
                            GError **error);
/* All of a meeting, the first one first: [{"copies":N,"who","at"}]. Free with json_array_unref. */
JsonArray *register_prints(Register *register_, const char *id, GError **error);
