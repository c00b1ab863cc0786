/*
 * Rows of what was said and decided: entries, decisions, awards, and the open entries of earlier
 * meetings. What gives JSON gives it in the form of record.h.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "protocol/meeting.h"
#include "protocol/register.h"

/* said: "HH:MM:SS"; take 0: the place in the recording is not known; deadline and its source may
 * be NULL. number: of the device's series; receipt: unique, see register_receipt_exists. */
typedef struct {
    int number;
    const char *said;
    int take;
    gint64 position_ms;
    const char *deadline, *deadline_source;
    const char *receipt;
} EntryRow;

gboolean register_entry_add(Register *register_, const char *id, const Entry *entry,
                            const EntryRow *row, GError **error);
JsonArray *register_entries(Register *register_, const char *id, GError **error);
gboolean register_entry_count(Register *register_, const char *id, int *count_out, GError **error);
gboolean register_entry_set_deadline(Register *register_, int number, const char *deadline,
                                     const char *source, GError **error);
gboolean register_receipt_exists(Register *register_, const char *receipt, gboolean *exists_out,
                                 GError **error);

gboolean register_decision_add(Register *register_, const char *id, const char *text,
                               const char *owner, const char *due, int *number_out, GError **error);
JsonArray *register_decisions(Register *register_, const char *id, GError **error);
gboolean register_decision_count(Register *register_, const char *id, int *count_out,
                                 GError **error);

gboolean register_award_add(Register *register_, const char *id, const char *to, const char *text,
                            int *number_out, GError **error);
JsonArray *register_awards(Register *register_, const char *id, GError **error);

/* Entries of earlier meetings of a shared precinct (of the same kind, where the meeting has no
 * precinct) that are open, or were brought to an end since the last of those meetings (1095 p.30);
 * of a sealed meeting as it was when it was sealed. */
JsonArray *register_carried(Register *register_, const char *id, GError **error);
/* Decisions of those meetings, likewise. */
JsonArray *register_carried_decisions(Register *register_, const char *id, GError **error);
/* Keeps what is carried now with the meeting, before it is sealed. */
gboolean register_carried_keep(Register *register_, const char *id, GError **error);
