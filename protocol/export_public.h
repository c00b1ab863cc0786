/*
 * The archive for everybody: what record_public leaves of a record, and no sound or picture, which
 * cannot be blanked in part without making them anew. bag-info.txt says what was left out.
 *   public.json        the record with less in it (record_public.h)
 *   entries.csv        the entries without initiators, without confidential ones
 *   protocol-public.pdf
 */
#pragma once

#include <json-glib/json-glib.h>

#include "protocol/bag.h"

#define EXPORT_PUBLIC_FILE "public.json"

/* Fills the bag from the sealed record. record_sha256: of meeting.json. Blocks for the disk. */
gboolean export_public_fill(Bag *bag, JsonNode *record, const char *record_sha256, GError **error);
