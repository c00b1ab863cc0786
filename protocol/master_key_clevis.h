/* A master key sealed by a tang server through the program clevis. For master_key.c alone. */
#pragma once

#include "protocol/master_key.h"

/* Whether rest is "URL" or "URL,THUMBPRINT", of http or https. */
gboolean master_key_clevis_check(const char *rest, GError **error);
/* The key as a JWE (RFC 7516) that only the tang server of rest opens. g_free. */
char *master_key_clevis_seal(const char *rest, const guint8 key[MASTER_KEY_BYTES], GError **error);
gboolean master_key_clevis_open(const char *sealed, guint8 key_out[MASTER_KEY_BYTES],
                                GError **error);
