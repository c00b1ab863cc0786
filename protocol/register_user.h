/* The rows of the people who work with the device (user.h). */
#pragma once

#include <json-glib/json-glib.h>

#include "protocol/register.h"

gboolean register_user_add(Register *register_, const char *name, const char *role,
                           const char *pin_hash, const char *made, int *number_out, GError **error);
gboolean register_user_set_pin(Register *register_, int number, const char *pin_hash,
                               GError **error);
gboolean register_user_remove(Register *register_, int number, const char *removed, GError **error);
/* Wrong tries in a row, and when the last was by the time since boot began. */
gboolean register_user_set_tries(Register *register_, int number, int tries, const char *boot,
                                 gint64 boot_ms, GError **error);
/* {"n","name","role","pin","made","tries","boot"|null,"boot_ms"|null}; json_object_unref.
 * PROTOCOL_ERROR_NOT_FOUND. */
JsonObject *register_user(Register *register_, int number, GError **error);
/* All of them but who was removed, by number, the same members. */
JsonArray *register_users(Register *register_, GError **error);
