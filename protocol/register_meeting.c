#include "protocol/register_meeting.h"

#include <stdlib.h>

#include "protocol/error.h"
#include "protocol/register_statement.h"

JsonObject *register_meeting(Register *register_, const char *id, GError **error)
{
    JsonObject *row = NULL;
    if (!register_row(register_, &row, error, "SELECT * FROM meeting WHERE id = ?", "s", id))
        return NULL;
    if (!row) {
        g_autofree char *shown = g_utf8_make_valid(id, -1);
        error_set(error, PROTOCOL_ERROR_NOT_FOUND,
                  N_("There is no meeting {1}. See: esep meeting list"), shown, NULL);
    }
    return row;
}

#define LIST                                                                                       \
    "SELECT id, kind, date, time, place, state, edition, number,"                                  \
    " MAX(COALESCE(headcount, 0), (SELECT COUNT(*) FROM attendee WHERE meeting = id"               \
    "  AND withdrawn IS NULL))"                                                                    \
    "  AS attendees,"                                                                              \
    " (SELECT json_group_array(precinct) FROM (SELECT precinct FROM precinct"                      \
    "  WHERE meeting = id ORDER BY n)) AS \"precincts:json\","                                     \
    " (SELECT json_group_array(json_object('rank', rank, 'surname', surname, 'name', name,"        \
    "  'patronymic', patronymic, 'position', position)) FROM (SELECT * FROM official"              \
    "  WHERE meeting = id AND role = 'speaker' ORDER BY n)) AS \"speakers:json\""                  \
    " FROM meeting"
#define NEWEST_FIRST " ORDER BY date DESC, time DESC, id DESC"

JsonArray *register_meetings(Register *register_, const char *date, GError **error)
{
    return date ? register_rows(register_, error, LIST " WHERE date = ?" NEWEST_FIRST, "s", date)
                : register_rows(register_, error, LIST NEWEST_FIRST, "");
}

gboolean register_meeting_add(Register *register_, const char *id, const MeetingNew *meeting,
                              const char *edition, const char *made, GError **error)
{
    g_autofree char *expected =
        meeting->expected > 0 ? g_strdup_printf("%d", meeting->expected) : NULL;
    return register_run(register_, NULL, error,
                        "INSERT INTO meeting (id, kind, edition, state, date, time, place, format,"
                        " expected, made) VALUES (?, ?, ?, 'planned', ?, ?, ?, ?, ?, ?)",
                        "sssssssss", id, meeting->kind, edition, meeting->date, meeting->time,
                        meeting->place, meeting->format, expected, made);
}

gboolean register_meeting_set_state(Register *register_, const char *id, LifeState state,
                                    GError **error)
{
    return register_run(register_, NULL, error, "UPDATE meeting SET state = ? WHERE id = ?", "ss",
                        life_state_code(state), id);
}

gboolean register_meeting_set(Register *register_, const char *id, MeetingColumn column,
                              const char *value, GError **error)
{
    static const char *const updates[] = {
        [MEETING_EDITION] = "UPDATE meeting SET edition = ? WHERE id = ?",
        [MEETING_DATE] = "UPDATE meeting SET date = ? WHERE id = ?",
        [MEETING_TIME] = "UPDATE meeting SET time = ? WHERE id = ?",
        [MEETING_STARTED] = "UPDATE meeting SET started = ? WHERE id = ?",
        [MEETING_ENDED] = "UPDATE meeting SET ended = ? WHERE id = ?",
        [MEETING_PLACE] = "UPDATE meeting SET place = ? WHERE id = ?",
        [MEETING_FORMAT] = "UPDATE meeting SET format = ? WHERE id = ?",
        [MEETING_CONVENER] = "UPDATE meeting SET convener = ? WHERE id = ?",
        [MEETING_EXPECTED] = "UPDATE meeting SET expected = ? WHERE id = ?",
        [MEETING_HEADCOUNT] = "UPDATE meeting SET headcount = ? WHERE id = ?",
        [MEETING_NO_ENTRIES] = "UPDATE meeting SET no_entries = ? WHERE id = ?",
        [MEETING_NO_DECISIONS] = "UPDATE meeting SET no_decisions = ? WHERE id = ?",
        [MEETING_LATE_REASON] = "UPDATE meeting SET late_reason = ? WHERE id = ?",
        [MEETING_ADULTS] = "UPDATE meeting SET adults = ? WHERE id = ?",
    };
    return register_run(register_, NULL, error, updates[column], "ss", value, id);
}

gboolean register_meeting_seal(Register *register_, const char *id, const char *body,
                               const char *late_reason, const char *sealed, int *number_out,
                               GError **error)
{
    g_autofree char *date = NULL;
    if (!register_text(register_, &date, error, "SELECT date FROM meeting WHERE id = ?", "s", id))
        return FALSE;
    int year = date ? atoi(date) : 0;
    g_autofree char *series = g_strdup_printf("protocol %d %s", year, body);
    return register_next(register_, series, number_out, error) &&
           register_run(register_, NULL, error,
                        "UPDATE meeting SET state = 'sealed', body = ?, number_year = ?,"
                        " number = ?, sealed = ?, late_reason = COALESCE(?, late_reason)"
                        " WHERE id = ?",
                        "siisss", body, year, *number_out, sealed, late_reason, id);
}

gboolean register_seal_add(Register *register_, const char *id, const char *json_sha256,
                           const char *pdf_sha256, const char *audit_head, GError **error)
{
    return register_run(register_, NULL, error,
                        "INSERT INTO seal (meeting, json_sha256, pdf_sha256, audit_head)"
                        " VALUES (?, ?, ?, ?)",
                        "ssss", id, json_sha256, pdf_sha256, audit_head);
}

gboolean register_seal(Register *register_, const char *id, JsonObject **seal_out, GError **error)
{
    return register_row(register_, seal_out, error,
                        "SELECT json_sha256, COALESCE((SELECT pdf_sha256 FROM signing"
                        "  WHERE meeting = seal.meeting ORDER BY n DESC LIMIT 1), pdf_sha256)"
                        "  AS pdf_sha256, audit_head FROM seal WHERE meeting = ?",
                        "s", id);
}

gboolean register_precincts_replace(Register *register_, const char *id,
                                    const char *const *precincts, GError **error)
{
    if (!register_run(register_, NULL, error, "DELETE FROM precinct WHERE meeting = ?", "s", id))
        return FALSE;
    for (int i = 0; precincts && precincts[i]; i++)
        if (!register_run(register_, NULL, error,
                          "INSERT INTO precinct (meeting, n, precinct) VALUES (?, ?, ?)", "sis", id,
                          i + 1, precincts[i]))
            return FALSE;
    return TRUE;
}

JsonArray *register_precincts(Register *register_, const char *id, GError **error)
{
    g_autoptr(JsonArray) rows = register_rows(
        register_, error, "SELECT precinct FROM precinct WHERE meeting = ? ORDER BY n", "s", id);
    if (!rows)
        return NULL;
    JsonArray *names = json_array_new();
    for (guint i = 0; i < json_array_get_length(rows); i++)
        json_array_add_string_element(
            names,
            json_object_get_string_member(json_array_get_object_element(rows, i), "precinct"));
    return names;
}

gboolean register_announcement_add(Register *register_, const char *id, const char *channel,
                                   const char *on, const char *ref, GError **error)
{
    return register_run(register_, NULL, error,
                        "INSERT INTO announcement (meeting, n, channel, made_on, ref)"
                        " SELECT ?1, COALESCE(MAX(n), 0) + 1, ?2, ?3, ?4 FROM announcement"
                        " WHERE meeting = ?1",
                        "ssss", id, channel, on, ref);
}

JsonArray *register_announcements(Register *register_, const char *id, GError **error)
{
    return register_rows(register_, error,
                         "SELECT a.n, a.channel, a.made_on AS \"on\", a.ref,"
                         " CAST(julianday(m.date) - julianday(a.made_on) AS INTEGER)"
                         "  AS days_before"
                         " FROM announcement a JOIN meeting m ON m.id = a.meeting"
                         " WHERE a.meeting = ? AND a.withdrawn IS NULL ORDER BY a.n",
                         "s", id);
}

gboolean register_mark_set(Register *register_, const char *id, int point, int take,
                           gint64 position_ms, const char *wall, GError **error)
{
    return register_run(
        register_, NULL, error,
        "INSERT INTO mark (meeting, point, take, position_ms, wall)"
        " VALUES (?1, ?2, NULLIF(?3, 0), IIF(?3 = 0, NULL, ?4), ?5)"
        " ON CONFLICT (meeting, point) DO UPDATE SET take = excluded.take,"
        " position_ms = excluded.position_ms, wall = excluded.wall, withdrawn = NULL",
        "siils", id, point, take, position_ms, wall);
}

JsonArray *register_marks(Register *register_, const char *id, GError **error)
{
    return register_rows(register_, error,
                         "SELECT point, take, position_ms, wall FROM mark WHERE meeting = ?"
                         " AND withdrawn IS NULL ORDER BY point",
                         "s", id);
}

gboolean register_material_add(Register *register_, const char *id, const char *file,
                               const char *sha256, gint64 bytes, GError **error)
{
    return register_run(register_, NULL, error,
                        "INSERT INTO material (meeting, n, file, sha256, bytes)"
                        " SELECT ?1, COALESCE(MAX(n), 0) + 1, ?2, ?3, ?4 FROM material"
                        " WHERE meeting = ?1",
                        "sssl", id, file, sha256, bytes);
}

JsonArray *register_materials(Register *register_, const char *id, GError **error)
{
    return register_rows(register_, error,
                         "SELECT file, sha256, bytes FROM material WHERE meeting = ? ORDER BY n",
                         "s", id);
}

gboolean register_addendum_next(Register *register_, const char *id, int *number_out,
                                GError **error)
{
    gint64 number = 0;
    if (!register_number(register_, 0, &number, error,
                         "SELECT COALESCE(MAX(n), 0) + 1 FROM main.addendum WHERE meeting = ?", "s",
                         id))
        return FALSE;
    *number_out = (int)number;
    return TRUE;
}

gboolean register_addendum_add(Register *register_, const char *id, const AddendumRow *row,
                               GError **error)
{
    return register_run(register_, NULL, error,
                        "INSERT INTO main.addendum (meeting, n, text, added, signature, pdf_file,"
                        " pdf_sha256) VALUES (?1, ?2, encrypt(?3, ?1, 'addendum.text', ?2), ?4,"
                        " encrypt(?5, ?1, 'addendum.signature', ?2), ?6, ?7)",
                        "sisssss", id, row->n, row->text, row->added, row->signature, row->pdf_file,
                        row->pdf_sha256);
}

JsonArray *register_addendum_files(Register *register_, const char *id, GError **error)
{
    return register_rows(register_, error,
                         "SELECT pdf_file AS file, pdf_sha256 AS sha256 FROM addendum"
                         " WHERE meeting = ? AND pdf_file IS NOT NULL ORDER BY n",
                         "s", id);
}

JsonArray *register_addendum_rows(Register *register_, const char *id, GError **error)
{
    return register_rows(register_, error,
                         "SELECT n, text, added, signature AS \"signature:json\", pdf_file AS file,"
                         " pdf_sha256 AS sha256 FROM addendum WHERE meeting = ? ORDER BY n",
                         "s", id);
}

JsonArray *register_addenda(Register *register_, const char *id, GError **error)
{
    return register_rows(register_, error,
                         "SELECT n, text, added, signature AS \"signature:json\" FROM addendum"
                         " WHERE meeting = ? ORDER BY n",
                         "s", id);
}
