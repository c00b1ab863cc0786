/* The staff's side of the kiosk with people, a desk and a meeting, for tests. */
#pragma once

#include "kiosk/secretary/office.h"
#include "kiosk/secretary/work_office.h"
#include "tests/support_kiosk_screen.h"

/* count people: an administrator, a secretary, a controller … with names as long as real ones. */
GPtrArray *sample_people(int count);
/* A desk of 20 November 2026: a meeting today, things that are late, due and coming. */
OfficeDesk *sample_desk(void);
/* The meeting of today, as it is being prepared. */
OfficeMeeting *sample_meeting(void);
/* All devices well but those in trouble; the clock asks to be confirmed. */
OfficeDevices *sample_devices(void);
/* An application on the staff's home screen, the person with that role at work. */
App *sample_office(Asked *asked, Language language, UserRole role);
