/* Guards and actions of the staff's access, home, preparation and settings. */
#pragma once

#include "kiosk/secretary/office.h"

gboolean office_is_chosen(const App *app);   /* somebody said who they are */
gboolean office_are_several(const App *app); /* more than one may be at work */
gboolean office_may_try(const App *app);     /* six digits, and no wait */
gboolean office_has_name(const App *app);
gboolean office_has_good_pin(const App *app);
gboolean office_has_same_pin(const App *app);

void office_enter(App *app);      /* asks whether the PIN is right */
void office_forget_pin(App *app); /* wipes what was typed of one */
void office_keep_pin(App *app);   /* keeps it until it is typed again */
void office_add_first(App *app);  /* asks for the first administrator */
