/*
 * Verification of what was kept: a meeting in a home, an exported archive anywhere, a single
 * sealed PDF.
 */
#pragma once

#include "protocol/home.h"
#include "protocol/verification.h"

/* Both return FALSE with an error only when nothing could be checked (PROTOCOL_ERROR_NOT_FOUND,
 * unreadable); a difference is a result. progress may be NULL. Block for as long as hashing takes.
 * A meeting that is not sealed has only its recording and materials checked.
 * Clear the result with verification_clear in any case. */
gboolean verify_meeting(Home *home, const char *id, VerifyProgress progress, gpointer user_data,
                        Verification *result_out, GError **error);
gboolean verify_path(const char *path, VerifyProgress progress, gpointer user_data,
                     Verification *result_out, GError **error);
/* As verify_path for an archive alone, whose payload is copied into folder, flushed, while it is
 * checked: what stands there afterwards is what was checked, if the result is ok. */
gboolean verify_copy(const char *path, const char *folder, VerifyProgress progress,
                     gpointer user_data, Verification *result_out, GError **error);
