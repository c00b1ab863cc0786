/* The commands of command_record_table, one file for a subject. */
#pragma once

#include "protocol/command.h"

gboolean command_init(Session *session, int argc, char **argv, GError **error);
