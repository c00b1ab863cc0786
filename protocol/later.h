/*
 * What was added to a sealed meeting: addenda, the steps of the follow-up, holds, prints. In an
 * archive of the profile full it stands beside the record, which does not know it:
 *
 * {"schema":"esep-later-1",
 *  "addenda":[{"n","text","added":ISO,"signature":{…}|null as in
 * record.h,"file"|null,"sha256"|null}],
 *  "entries":[{"receipt","steps":[…]}],"decisions":[{"n","steps":[…]}],
 *  "holds":[{"n","why","who","at":ISO,"released":ISO|null,"released_by"|null}],
 *  "prints":[{"copies":N,"who","at":ISO}]}   the protocol on paper; older archives have none
 *
 * a step: {"event","state","deadline"|null,"deadline_source"|null,"text"|null,"to"|null,"ref"|null,
 * "who"|null,"at":ISO}. Entries are named by their receipts: another home may number them anew.
 */
#pragma once

#include "protocol/home.h"

#define LATER_FILE "later.json"

/* What was added to a meeting up to now, as canonical JSON; g_free. NULL with an error. */
char *later_text(Home *home, const char *id, GError **error);
/* Whether later, which a stranger may have written, is such a value, and each of its lives is one
 * that the record's entries and decisions can have (follow_life.h). The number of its steps through
 * steps_out. Pure. */
gboolean later_fits(JsonObject *record, JsonNode *later, guint *steps_out);
