/* Persons' key files for commands: --p12 FILE and --password-file FILE. */
#pragma once

#include "protocol/command.h"
#include "protocol/signing_key.h"

/* Reads the key files (ends with NULL), of SigningKey; g_ptr_array_unref. Their passwords are the
 * lines of password_file in the same order (/dev/fd/3 reads a descriptor), or are asked for on the
 * terminal if it is NULL: never on the command line, which everybody on the machine can read. */
GPtrArray *command_read_keys(Session *session, char *const *paths, const char *password_file,
                             GError **error);
