/* The administrator's PIN for commands. */
#pragma once

#include "protocol/command.h"

/* Asks for the PIN of the administrator number (0: of the only one), on the terminal, or from the
 * descriptor fd if it is not negative. Where nobody is administrator yet, as on a desk without a
 * touch screen, nobody is asked. PROTOCOL_ERROR_REFUSED: a wrong PIN. */
gboolean command_ask_administrator(Session *session, Home *home, int number, int fd,
                                   GError **error);
