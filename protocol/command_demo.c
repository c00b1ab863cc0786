#include "protocol/command.h"

const Command command_demo_table[] = {
    {NULL},
};
