#include "protocol/command.h"

const Command command_law_table[] = {
    {NULL},
};
