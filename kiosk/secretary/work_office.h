/* What access, home and the choice of a meeting ask of the register and of the devices. */
#pragma once

#include "kiosk/secretary/office.h"

/* Who may be at work; no argument, value GPtrArray of OfficePerson. */
extern const Work work_people;
/* Whether it is who they say; argument OfficePin, value the seconds to wait (GINT_TO_POINTER). */
extern const Work work_enter;
/* Adds the first administrator; argument OfficePin. */
extern const Work work_first;
/* The desk; argument (GINT_TO_POINTER): TRUE reads it in any case, FALSE only if register or day
 * changed since it was read last. Value OfficeDesk, NULL: nothing changed. */
extern const Work work_desk;
/* A meeting; argument its id, value OfficeMeeting. */
extern const Work work_meeting;
/* The devices; no argument, value OfficeDevices. */
extern const Work work_devices;
/* What a crash left half done in the home (reconcile.h); no argument. Once, at the start. */
extern const Work work_reconcile;

typedef struct {
    int number; /* of who enters */
    char *name; /* of who is added */
    char *pin;  /* wiped after it */
} OfficePin;

/* Results, on the UI thread. */
void office_take_people(App *app, WorkResult *result);
void office_take_entered(App *app, WorkResult *result);
void office_take_first(App *app, WorkResult *result);
void office_take_desk(App *app, WorkResult *result);
void office_take_meeting(App *app, WorkResult *result);
void office_take_devices(App *app, WorkResult *result);

void office_person_free(gpointer person);
void office_desk_free(gpointer desk);
void office_meeting_free(gpointer meeting);
