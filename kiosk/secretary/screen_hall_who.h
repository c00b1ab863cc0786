/* The list of those who came, as it is looked through during the meeting and after it. UI thread.
 */
#pragma once

#include "kiosk/parts_list.h"

/* The people of the list whom the search (FIELD_NOTE_SEARCH) leaves, who came last before the
 * others: JsonObject, borrowed of the record; g_ptr_array_unref. */
GPtrArray *hall_people(const App *app);
/* The row that searches them by name, or shows all again. */
ListRow hall_search_row(const App *app);
