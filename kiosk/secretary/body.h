/* The police body gets a new name from a day on (protocol/body.h), in the settings. UI thread. */
#pragma once

#include "kiosk/secretary/office.h"

/* Argument HomeBody with texts of its own, value the day from which it is named so. */
extern const Work work_body;

void body_begin(App *app); /* with the names as they are */
void body_ask(App *app);
