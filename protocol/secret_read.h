/* A secret from whoever runs a command: never from the command line, which other programs see. */
#pragma once

#include "protocol/command.h"

/* A line without its end: from the terminal, without showing it, after the question ask, and once
 * more after again (NULL: not); from standard input if that is no terminal; from the descriptor fd
 * if it is not -1. secret_free. NULL with PROTOCOL_ERROR_USAGE. */
char *secret_read(Session *session, int fd, const char *ask, const char *again, GError **error);
/* The password of the key file at path, which may be empty: the next line of the descriptor fd, or,
 * if that is -1, what the terminal is asked for. secret_free. NULL with PROTOCOL_ERROR_USAGE if
 * there is no terminal or no such descriptor. */
char *secret_read_password(Session *session, int fd, const char *path, GError **error);
/* Wipes and frees; takes NULL. */
void secret_free(char *secret);
