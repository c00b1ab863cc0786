/* A secret from whoever runs a command: never from the command line, which other programs see. */
#pragma once

#include "protocol/command.h"

/* A line without its end: from the terminal, without showing it, after the question ask, and once
 * more after again (NULL: not); from standard input if that is no terminal. To be wiped, then
 * g_free. NULL with PROTOCOL_ERROR_USAGE. */
char *secret_read(Session *session, const char *ask, const char *again, GError **error);
