/*
 * The record as everybody may see it: without the people who came, who spoke and who were awarded,
 * their hand signatures, without the reasons for which something was withdrawn, and without
 * confidential entries, of which number and kind stay.
 */
#pragma once

#include <json-glib/json-glib.h>

/* A copy of a record (record.h) with less in it: texts that were taken out are "", other values
 * null, the list of attendees empty. Free with json_node_unref. PROTOCOL_ERROR_REFUSED if it is no
 * record. */
JsonNode *record_public(JsonNode *record, GError **error);
