/* Rows of the signatures with keys that followed the seal: each ends a revision of protocol.pdf. */
#pragma once

#include <json-glib/json-glib.h>

#include "protocol/register.h"

typedef struct {
    const char *role;
    int official_n; /* which of the officials, counted from 1 */
    const char *certificate_sha256;
    const char *signed_; /* ISO */
    const char *pdf_sha256;
    gint64 pdf_bytes; /* of the file up to the end of this revision */
} Signing;

gboolean register_signing_add(Register *register_, const char *id, const Signing *signing,
                              GError **error);
/* [{"certificate_sha256","pdf_sha256","pdf_bytes"}] in the order in which they were made. */
JsonArray *register_signings(Register *register_, const char *id, GError **error);
/* Who announced before sealing that they sign with a key: [{"role","n","name",
 * "certificate_sha256"}]. */
JsonArray *register_signing_announced(Register *register_, const char *id, GError **error);
