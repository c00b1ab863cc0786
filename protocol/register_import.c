#include "protocol/register_import.h"

#include <stdlib.h>

#include "protocol/json_read.h"
#include "protocol/register_meeting.h"
#include "protocol/register_statement.h"

gboolean register_import_add(Register *register_, const char *meeting, const ImportOrigin *origin,
                             GError **error)
{
    return register_run(register_, NULL, error,
                        "INSERT INTO imported (meeting, device, id, certificate_sha256, name,"
                        " name_kk, city, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                        "ssssssss", meeting, origin->device, origin->id, origin->certificate_sha256,
                        origin->name, origin->name_kk, origin->city, origin->at);
}

gboolean register_import_seal(Register *register_, const char *meeting, const ImportOrigin *origin,
                              const char *own_body, const ImportSeal *seal, GError **error)
{
    g_autofree char *date = NULL;
    if (!register_text(register_, &date, error, "SELECT date FROM meeting WHERE id = ?", "s",
                       meeting))
        return FALSE;
    int year = date ? atoi(date) : 0;
    g_autofree char *series = g_strdup_printf("protocol %d %s", year, own_body ? own_body : "");
    /* Two devices of one body each have a protocol No. 1. */
    g_autofree char *body = g_strdup_printf("%s, %s", origin->name, origin->device);
    return (!own_body || register_import_number(register_, series, seal->number, error)) &&
           register_run(register_, NULL, error,
                        "UPDATE meeting SET state = 'sealed', body = ?, number_year = ?,"
                        " number = ?, sealed = ?, late_reason = ? WHERE id = ?",
                        "siisss", body, year, seal->number, seal->sealed, seal->late_reason,
                        meeting) &&
           register_seal_add(register_, meeting, seal->json_sha256, seal->pdf_sha256,
                             seal->audit_head, error);
}

gboolean register_import_number(Register *register_, const char *series, int number, GError **error)
{
    gint64 last = 0;
    int first = 0;
    return register_number(register_, 0, &last, error, "SELECT last FROM series WHERE name = ?",
                           "s", series) &&
           (last >= number ||
            ((last > 0 || register_next(register_, series, &first, error)) &&
             (number == first ||
              register_run(register_, NULL, error, "UPDATE series SET last = ? WHERE name = ?",
                           "is", number, series))));
}

gboolean register_import_carried(Register *register_, const char *meeting, JsonObject *carried,
                                 GError **error)
{
    return register_run(
        register_, NULL, error,
        "INSERT INTO main.carried (meeting, entry, earlier, type, text, state, deadline,"
        " outcome_text) VALUES (?1, ?2, ?3, ?4, encrypt(?5, ?1, 'carried.text', ?2), ?6, ?7,"
        " encrypt(?8, ?1, 'carried.outcome_text', ?2))",
        "sissssss", meeting, (int)json_object_get_int_member_with_default(carried, "entry", 0),
        json_read_text(carried, "meeting"), json_read_text(carried, "type"),
        json_read_text(carried, "text"), json_read_text(carried, "state"),
        json_read_text(carried, "deadline"), json_read_text(carried, "outcome_text"));
}

gboolean register_import_carried_decision(Register *register_, const char *meeting,
                                          JsonObject *carried, GError **error)
{
    return register_run(
        register_, NULL, error,
        "INSERT INTO main.carried_decision (meeting, earlier, decision, text, owner, state,"
        " deadline, outcome_text) VALUES (?1, ?2, ?3,"
        " encrypt(?4, ?1, 'carried_decision.text', ?2 || ' ' || ?3), ?5, ?6, ?7,"
        " encrypt(?8, ?1, 'carried_decision.outcome_text', ?2 || ' ' || ?3))",
        "ssisssss", meeting, json_read_text(carried, "meeting"),
        (int)json_object_get_int_member_with_default(carried, "decision", 0),
        json_read_text(carried, "text"), json_read_text(carried, "owner"),
        json_read_text(carried, "state"), json_read_text(carried, "deadline"),
        json_read_text(carried, "outcome_text"));
}

gboolean register_import_origin(Register *register_, const char *meeting, JsonObject **row_out,
                                GError **error)
{
    return register_row(register_, row_out, error,
                        "SELECT device, id, certificate_sha256, name, name_kk, city, at"
                        " FROM imported WHERE meeting = ?",
                        "s", meeting);
}

gboolean register_import_find(Register *register_, const char *device, const char *id,
                              char **meeting_out, GError **error)
{
    return register_text(register_, meeting_out, error,
                         "SELECT meeting FROM imported WHERE device = ?1 AND id = ?2 UNION ALL"
                         " SELECT m.id FROM meeting m, device d WHERE d.uuid = ?1 AND m.id = ?2"
                         "  AND m.id NOT IN (SELECT meeting FROM imported)",
                         "ss", device, id);
}

gboolean register_import_has_entry(Register *register_, int number, gboolean *has_out,
                                   GError **error)
{
    gint64 found = 0;
    gboolean ok = register_number(register_, 0, &found, error,
                                  "SELECT 1 FROM entry WHERE number = ?", "i", number);
    *has_out = found != 0;
    return ok;
}

gboolean register_import_coming(Register *register_, char **meeting_out, GError **error)
{
    return register_text(register_, meeting_out, error,
                         "SELECT meeting FROM imported WHERE arrived = 0 LIMIT 1", "");
}

gboolean register_import_arrived(Register *register_, const char *meeting, GError **error)
{
    return register_run(register_, NULL, error, "UPDATE imported SET arrived = 1 WHERE meeting = ?",
                        "s", meeting);
}
