/* Corrections of the numbered rows of a meeting: one column at a time, and that a row was
 * withdrawn. No row is ever deleted. */
#pragma once

#include <json-glib/json-glib.h>

#include "protocol/meeting.h"
#include "protocol/register.h"

/* The row of an item with all its columns, withdrawn or not; *row_out is NULL if there is none.
 * Free with json_object_unref. */
gboolean register_item(Register *register_, const char *id, MeetingItem item, int number,
                       JsonObject **row_out, GError **error);
/* Sets a column of the item's table: column is a name of the program, never text from outside.
 * Numbers as digits; value NULL empties it. */
gboolean register_item_set(Register *register_, const char *id, MeetingItem item, int number,
                           const char *column, const char *value, GError **error);
/* [{"what","n","why"}]: what was withdrawn of a meeting. Free with json_array_unref. */
JsonArray *register_withdrawn(Register *register_, const char *id, GError **error);

/* An entry of the attendee that was not withdrawn; 0 if there is none. */
gboolean register_entry_of(Register *register_, const char *id, int attendee, int *entry_out,
                           GError **error);
/* The meeting of an entry (g_free); *id_out is NULL if there is no such entry. */
gboolean register_entry_meeting(Register *register_, int number, char **id_out, GError **error);
