/* Guards and actions of the screens after the meeting. */
#pragma once

#include "kiosk/secretary/desk.h"

gboolean desk_may_sign(const App *app);   /* nothing is lacking but signatures */
gboolean desk_may_seal(const App *app);   /* nothing is lacking; a reason is given if it is late */
gboolean desk_has_signed(const App *app); /* something is drawn */
gboolean desk_has_printer(const App *app);
gboolean desk_is_of_case(const App *app); /* it was asked for from an entry */
gboolean desk_is_of_receipts(const App *app);
gboolean desk_has_given(const App *app); /* an archive is on a stick that is still in */
gboolean desk_has_stick(const App *app);

void desk_sign(App *app);
void desk_seal(App *app);
void desk_print_protocol(App *app); /* is what will be printed */
void desk_give_record(App *app);    /* all of it is what will be given out */
void desk_print(App *app);
void desk_end_papers(App *app);
void desk_eject(App *app);
void desk_give(App *app);
void desk_cancel(App *app); /* asks the long work to end */
