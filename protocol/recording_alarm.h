/* What is wrong with a recording, in words for the person who can do something about it. */
#pragma once

#include "media/client.h"

/* The text of one alarm: an id of the catalogue, a whole sentence that says what to do. Static;
 * NULL if it is no alarm. */
const char *recording_alarm_text(RecorderAlarm alarm);
