/* What esep init and esep key share. */
#pragma once

#include "protocol/command.h"

/* Asks for a new passphrase if the location (master_key.h; may be NULL) needs one. secret_free. */
gboolean command_vault_passphrase(Session *session, const char *location, char **passphrase_out,
                                  GError **error);
/* Says plainly what a key in the home does not protect from. */
void command_vault_warn(Session *session, const char *location);
