/* The search over all meetings and who came to them, for the staff alone. UI thread, but the
 * work. */
#pragma once

#include "kiosk/secretary/office.h"

/* Looks for people with the words that are typed (FIELD_SEARCH); meetings are found at once. */
void archive_search(App *app);
void archive_forget(App *app);

/* Argument the words, value as search_people gives it. */
extern const Work work_search;
void archive_take_found(App *app, WorkResult *result);
