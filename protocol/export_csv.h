/* Lists of a record as CSV (csv_write.h). */
#pragma once

#include <json-glib/json-glib.h>

#include "protocol/rules.h"

/* The attendees of a record (record.h), by the categories of its edition; g_free. */
char *export_attendees_csv(JsonObject *record, const Rules *rules);
/* Its entries; g_free. */
char *export_entries_csv(JsonObject *record);
/* The same for everybody: without initiators, and without the confidential ones; g_free. */
char *export_public_entries_csv(JsonObject *record);
