/* Registering one person inside an open change, for meeting_people.c and meeting_import.c. */
#pragma once

#include "protocol/meeting_change.h"

gboolean meeting_people_add(Change *change, const Rules *rules, const Attendee *attendee,
                            int *number_out, GError **error);
