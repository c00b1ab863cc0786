#include "protocol/command.h"

const Command command_recording_table[] = {
    {NULL},
};
