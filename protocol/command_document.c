#include "protocol/command.h"

const Command command_document_table[] = {
    {NULL},
};
