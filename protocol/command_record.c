#include "protocol/command.h"

const Command command_record_table[] = {
    {NULL},
};
