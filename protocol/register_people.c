#include "protocol/register_people.h"

#include "protocol/register_search.h"
#include "protocol/register_statement.h"

gboolean register_officials_replace(Register *register_, const char *id, const char *role,
                                    const Official *officials, gsize count, GError **error)
{
    if (!register_run(register_, NULL, error, "DELETE FROM official WHERE meeting = ? AND role = ?",
                      "ss", id, role))
        return FALSE;
    for (gsize i = 0; i < count; i++) {
        const Official *official = officials + i;
        if (!register_run(register_, NULL, error,
                          "INSERT INTO official (meeting, role, n, rank, surname, name,"
                          " patronymic, position, acting) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                          "ssisssssi", id, role, (int)i + 1, official->rank, official->surname,
                          official->name, official->patronymic, official->position,
                          official->acting))
            return FALSE;
    }
    return TRUE;
}

/* Who acts for nobody has no member "acting": so records read as they always did. */
JsonArray *register_officials(Register *register_, const char *id, const char *role, GError **error)
{
    JsonArray *rows = register_rows(register_, error,
                                    "SELECT rank, surname, name, patronymic, position,"
                                    " acting AS \"acting:bool\" FROM official"
                                    " WHERE meeting = ? AND role = ? ORDER BY n",
                                    "ss", id, role);
    for (guint i = 0; rows && i < json_array_get_length(rows); i++) {
        JsonObject *official = json_array_get_object_element(rows, i);
        if (!json_object_get_boolean_member(official, "acting"))
            json_object_remove_member(official, "acting");
    }
    return rows;
}

gboolean register_attendee_add(Register *register_, const char *id, const Attendee *attendee,
                               const char *strokes, const char *registered, int *number_out,
                               GError **error)
{
    gint64 number = 0;
    if (!register_number(register_, 0, &number, error,
                         "SELECT COALESCE(MAX(n), 0) + 1 FROM main.attendee WHERE meeting = ?", "s",
                         id))
        return FALSE;
    *number_out = (int)number;
    return register_run(register_, NULL, error,
                        "INSERT INTO main.attendee (meeting, n, surname, name, patronymic,"
                        " category, address, phone, iin, registered, strokes) VALUES (?1, ?2,"
                        " encrypt(?3, ?1, 'attendee.surname', ?2),"
                        " encrypt(?4, ?1, 'attendee.name', ?2),"
                        " encrypt(?5, ?1, 'attendee.patronymic', ?2), ?6,"
                        " encrypt(?7, ?1, 'attendee.address', ?2),"
                        " encrypt(?8, ?1, 'attendee.phone', ?2),"
                        " encrypt(?9, ?1, 'attendee.iin', ?2), ?10,"
                        " encrypt(?11, ?1, 'attendee.strokes', ?2))",
                        "sisssssssss", id, *number_out, attendee->surname, attendee->name,
                        attendee->patronymic, attendee->category, attendee->address,
                        attendee->phone, attendee->iin, registered, strokes) &&
           register_words_keep(register_, id, *number_out, NULL, error);
}

JsonArray *register_attendees(Register *register_, const char *id, GError **error)
{
    return register_rows(register_, error,
                         "SELECT n, surname, name, patronymic, category, address, phone,"
                         " registered, strokes AS \"strokes:json\" FROM attendee"
                         " WHERE meeting = ? AND withdrawn IS NULL ORDER BY n",
                         "s", id);
}

gboolean register_attendee_count(Register *register_, const char *id, int *count_out,
                                 GError **error)
{
    gint64 count = 0;
    if (!register_number(register_, 0, &count, error,
                         "SELECT COUNT(*) FROM attendee WHERE meeting = ? AND withdrawn IS NULL",
                         "s", id))
        return FALSE;
    *count_out = (int)count;
    return TRUE;
}

gboolean register_attendee_by_iin(Register *register_, const char *id, const char *iin, int but,
                                  int *number_out, GError **error)
{
    gint64 number = 0;
    if (!register_number(register_, 0, &number, error,
                         "SELECT n FROM attendee WHERE meeting = ? AND n <> ? AND iin = ?"
                         " AND withdrawn IS NULL ORDER BY n LIMIT 1",
                         "sis", id, but, iin))
        return FALSE;
    *number_out = (int)number;
    return TRUE;
}

JsonArray *register_attendee_iins(Register *register_, const char *id, GError **error)
{
    return register_rows(register_, error,
                         "SELECT n, iin FROM attendee"
                         " WHERE meeting = ? AND iin IS NOT NULL AND withdrawn IS NULL ORDER BY n",
                         "s", id);
}

gboolean register_attendee_exists(Register *register_, const char *id, int number,
                                  gboolean *exists_out, GError **error)
{
    gint64 found = 0;
    if (!register_number(register_, 0, &found, error,
                         "SELECT 1 FROM attendee WHERE meeting = ? AND n = ? AND withdrawn IS NULL",
                         "si", id, number))
        return FALSE;
    *exists_out = found != 0;
    return TRUE;
}

gboolean register_signature_set(Register *register_, const char *id, const char *role, int n,
                                const char *officials_role, const char *signed_,
                                const char *strokes, const char *certificate, GError **error)
{
    return register_run(register_, NULL, error,
                        "DELETE FROM main.signature WHERE meeting = ? AND role = ? AND n = ?",
                        "ssi", id, role, n) &&
           register_run(register_, NULL, error,
                        "INSERT INTO main.signature (meeting, role, n, rank, surname, name,"
                        " patronymic, position, acting, signed, strokes,"
                        " certificate)"
                        " SELECT meeting, ?1, n, rank, surname, name, patronymic, position,"
                        " acting, ?2,"
                        " encrypt(COALESCE(?3, 'null'), meeting, 'signature.strokes',"
                        "  ?1 || ' ' || n), ?7"
                        " FROM official WHERE meeting = ?4 AND role = ?5 AND n = ?6",
                        "sssssis", role, signed_, strokes, id, officials_role, n, certificate);
}

JsonArray *register_signatures(Register *register_, const char *id, GError **error)
{
    JsonArray *rows = register_rows(
        register_, error,
        "SELECT role, json_remove(json_object('rank', rank, 'surname', surname,"
        " 'name', name, 'patronymic', patronymic, 'position', position,"
        " 'acting', json('true')), IIF(acting, '$.none', '$.acting')) AS \"official:json\","
        " signed, strokes AS \"strokes:json\","
        " certificate AS \"certificate:json\" FROM signature WHERE meeting = ?"
        " ORDER BY signed, role, n",
        "s", id);
    for (guint i = 0; rows && i < json_array_get_length(rows); i++) {
        JsonObject *row = json_array_get_object_element(rows, i);
        if (json_object_get_null_member(row, "certificate"))
            json_object_remove_member(row, "certificate");
    }
    return rows;
}

gboolean register_signatures_remove(Register *register_, const char *id, int *count_out,
                                    GError **error)
{
    return register_run(register_, count_out, error, "DELETE FROM main.signature WHERE meeting = ?",
                        "s", id);
}
