/*
 * Rows of meetings and of what belongs to a meeting alone: precincts, announcements, marks,
 * materials, addenda, the seal. What gives JSON gives it in the form of record.h.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "protocol/life.h"
#include "protocol/meeting.h"
#include "protocol/register.h"

/* The meeting's row, a member a column; free with json_object_unref. PROTOCOL_ERROR_NOT_FOUND. */
JsonObject *register_meeting(Register *register_, const char *id, GError **error);
/* All meetings (only those of date if it is not NULL), newest first, as record_list gives them. */
JsonArray *register_meetings(Register *register_, const char *date, GError **error);
/* A new row in state planned. meeting->format is set. Precincts and speakers are not added. */
gboolean register_meeting_add(Register *register_, const char *id, const MeetingNew *meeting,
                              const char *edition, const char *made, GError **error);
gboolean register_meeting_set_state(Register *register_, const char *id, LifeState state,
                                    GError **error);

typedef enum {
    MEETING_EDITION,
    MEETING_DATE,
    MEETING_TIME,
    MEETING_STARTED,
    MEETING_ENDED,
    MEETING_PLACE,
    MEETING_FORMAT,
    MEETING_CONVENER,
    MEETING_EXPECTED,
    MEETING_HEADCOUNT,
    MEETING_NO_ENTRIES,
    MEETING_NO_DECISIONS,
    MEETING_LATE_REASON,
    MEETING_ADULTS,
} MeetingColumn;
/* Sets a column; numbers as digits; NULL empties it. */
gboolean register_meeting_set(Register *register_, const char *id, MeetingColumn column,
                              const char *value, GError **error);

/* Makes the row sealed, with the next number of its body and year through number_out. */
gboolean register_meeting_seal(Register *register_, const char *id, const char *body,
                               const char *late_reason, const char *sealed, int *number_out,
                               GError **error);
gboolean register_seal_add(Register *register_, const char *id, const char *json_sha256,
                           const char *pdf_sha256, const char *audit_head, GError **error);
/* {"json_sha256","pdf_sha256","audit_head"}, the second of the protocol with the signatures that
 * were added since (register_signing.h); *seal_out is NULL if the meeting has none. Free with
 * json_object_unref. */
gboolean register_seal(Register *register_, const char *id, JsonObject **seal_out, GError **error);

gboolean register_precincts_replace(Register *register_, const char *id,
                                    const char *const *precincts, GError **error);
JsonArray *register_precincts(Register *register_, const char *id, GError **error);

gboolean register_announcement_add(Register *register_, const char *id, const char *channel,
                                   const char *on, const char *ref, GError **error);
JsonArray *register_announcements(Register *register_, const char *id, GError **error);

/* A mark replaces an earlier one of the same point. take 0: the place is not known. */
gboolean register_mark_set(Register *register_, const char *id, int point, int take,
                           gint64 position_ms, const char *wall, GError **error);
/* [{"point","take"|null,"position_ms"|null,"wall"}] */
JsonArray *register_marks(Register *register_, const char *id, GError **error);

gboolean register_material_add(Register *register_, const char *id, const char *file,
                               const char *sha256, gint64 bytes, GError **error);
JsonArray *register_materials(Register *register_, const char *id, GError **error);

typedef struct {
    int n; /* of register_addendum_next */
    const char *text, *added;
    const char *signature; /* JSON, of record.h; NULL: nobody signs */
    const char *pdf_file;  /* in the meeting's folder */
    const char *pdf_sha256;
} AddendumRow;

/* The number of the next one, inside the transaction that adds it. */
gboolean register_addendum_next(Register *register_, const char *id, int *number_out,
                                GError **error);
gboolean register_addendum_add(Register *register_, const char *id, const AddendumRow *row,
                               GError **error);
/* [{"file","sha256"}]: the documents of the addenda; those of an older program have none. */
JsonArray *register_addendum_files(Register *register_, const char *id, GError **error);
/* [{"n","text","added","signature"|null,"file"|null,"sha256"|null}]: all of them. */
JsonArray *register_addendum_rows(Register *register_, const char *id, GError **error);
/* In the form of record.h. */
JsonArray *register_addenda(Register *register_, const char *id, GError **error);
