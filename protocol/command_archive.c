#include "protocol/command.h"

const Command command_archive_table[] = {
    {NULL},
};
