/*
 * The people who work with the device at its touch screen, each with a role and a PIN of six
 * digits. The PIN is kept as an Argon2id hash (libsodium, interactive parameters: about 0.1 s and
 * 64 MB). After five wrong PINs in a row a wait begins, 15 s, that doubles with each further one up
 * to an hour; it is measured by the time since the machine started and begins anew with each start,
 * so that neither a restart nor a clock that is set cuts it short. Each change and each try goes to
 * the audit log, never a PIN.
 *
 * All functions block for the disk, those that take a PIN for its hash too.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "protocol/home.h"

#define USER_PIN_DIGITS 6
#define USER_NAME_MAX 100

typedef enum {
    USER_SECRETARY,
    USER_INSPECTOR,
    USER_CHIEF,
    USER_CONTROLLER,
    USER_ADMINISTRATOR,
    USER_ROLE_COUNT
} UserRole;

gboolean user_role_parse(const char *code, UserRole *role_out);
/* "Secretary" as a message id; static. */
const char *user_role_text(UserRole role);

/* Whether pin is six digits and none of those that are tried first: all alike, in a row up or down,
 * a group repeated, mirrored, in pairs, a date that somebody could have been born on.
 * PROTOCOL_ERROR_USAGE. */
gboolean user_pin_check(const char *pin, GError **error);

/* Adds somebody; the number through number_out. PROTOCOL_ERROR_USAGE, _REFUSED if the first is no
 * administrator, or if there is somebody of that name already. */
gboolean user_add(Home *home, const char *name, UserRole role, const char *pin, int *number_out,
                  GError **error);
/* Gives somebody a new PIN, and ends a wait. */
gboolean user_set_pin(Home *home, int number, const char *pin, GError **error);
/* Removes somebody; the number is never given again. The last administrator stays. */
gboolean user_remove(Home *home, int number, GError **error);
/* [{"n","name","role","made":ISO,"wait_s":N}], by number. Free with json_node_unref. */
JsonNode *user_list(Home *home, GError **error);

/* Whether it is who they say. A try is counted on the disk before the PIN is looked at.
 * PROTOCOL_ERROR_REFUSED: wrong, or a wait has not passed; the seconds left through wait_s_out. */
gboolean user_enter(Home *home, int number, const char *pin, int *wait_s_out, GError **error);
