#include "protocol/command_record.h"

#include "protocol/error.h"

const Command command_record_table[] = {
    {"init", "--body NAME [--body-kk NAME] [--city NAME]",
     N_("make a home: the register, and the device's key and certificate"), command_init},
    {NULL},
};
