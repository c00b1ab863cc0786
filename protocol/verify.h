/*
 * Verification of what was kept: a meeting in a home, an exported archive anywhere, a single
 * sealed PDF.
 */
#pragma once

#include <glib.h>
#include <json-glib/json-glib.h>

#include "protocol/home.h"

typedef struct {
    gboolean ok;
    GPtrArray *checked; /* of char *, "data/video/take-01.mkv: 34 segments" … */
    char *file;         /* the first difference, NULL if ok */
    gint64 second;      /* in the recording, -1 if it is none */
    char *signer;       /* certificate's SHA-256 in groups; NULL if nothing is signed */
} Verification;

/* Both return FALSE with an error only when nothing could be checked (PROTOCOL_ERROR_NOT_FOUND,
 * unreadable); a difference is a result. Block for as long as hashing takes. */
gboolean verify_meeting(Home *home, const char *id, Verification *result_out, GError **error);
gboolean verify_path(const char *path, Verification *result_out, GError **error);
void verification_clear(Verification *result);
/* {"ok","checked":[…],"signer","first_difference":{"file","second"|null}|null}. */
JsonNode *verification_json(const Verification *result);
