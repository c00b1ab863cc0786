#include "protocol/register_passport.h"

#include "protocol/register_statement.h"

JsonArray *register_passports(Register *register_, const char *precinct, GError **error)
{
    return register_rows(register_, error,
                         "SELECT p.precinct, p.body, p.population, p.adults, p.changed,"
                         " (SELECT COUNT(*) FROM organisation o WHERE o.precinct = p.precinct)"
                         " AS organisations FROM passport p WHERE ?1 IS NULL OR p.precinct = ?1"
                         " ORDER BY length(p.precinct), p.precinct",
                         "s", precinct);
}

JsonArray *register_organisations(Register *register_, const char *precinct, GError **error)
{
    return register_rows(register_, error,
                         "SELECT n, name, category, address, head, phone FROM organisation"
                         " WHERE precinct = ? ORDER BY n",
                         "s", precinct);
}

gboolean register_passport_touch(Register *register_, const char *precinct, const char *changed,
                                 GError **error)
{
    return register_run(register_, NULL, error,
                        "INSERT INTO passport (precinct, changed) VALUES (?, ?)"
                        " ON CONFLICT (precinct) DO UPDATE SET changed = excluded.changed",
                        "ss", precinct, changed);
}

gboolean register_passport_set(Register *register_, const char *precinct, PassportField field,
                               const char *value, GError **error)
{
    static const char *const updates[] = {
        [PASSPORT_BODY] = "UPDATE passport SET body = ? WHERE precinct = ?",
        [PASSPORT_POPULATION] = "UPDATE passport SET population = ? WHERE precinct = ?",
        [PASSPORT_ADULTS] = "UPDATE passport SET adults = ? WHERE precinct = ?",
    };
    return register_run(register_, NULL, error, updates[field], "ss", value, precinct);
}

gboolean register_organisations_remove(Register *register_, const char *precinct, GError **error)
{
    return register_run(register_, NULL, error, "DELETE FROM organisation WHERE precinct = ?", "s",
                        precinct);
}

gboolean register_organisation_add(Register *register_, const char *precinct,
                                   const Organisation *organisation, GError **error)
{
    return register_run(register_, NULL, error,
                        "INSERT INTO organisation (precinct, n, name, category, address, head,"
                        " phone) SELECT ?1, COALESCE(MAX(n), 0) + 1, ?2, ?3, ?4, ?5, ?6"
                        " FROM organisation WHERE precinct = ?1",
                        "ssssss", precinct, organisation->name, organisation->category,
                        organisation->address, organisation->head, organisation->phone);
}

/* Unknown as soon as one precinct is. */
#define ADULTS_NOW                                                                                 \
    "(SELECT CASE WHEN COUNT(*) = COUNT(s.adults) THEN SUM(s.adults) END FROM precinct p"          \
    " LEFT JOIN passport s ON s.precinct = p.precinct WHERE p.meeting = meeting.id)"

gboolean register_adults(Register *register_, const char *id, gint64 *adults_out, GError **error)
{
    return register_number(register_, 0, adults_out, error,
                           "SELECT CASE WHEN sealed IS NULL THEN " ADULTS_NOW
                           " ELSE adults END FROM meeting WHERE id = ?",
                           "s", id);
}

gboolean register_adults_keep(Register *register_, const char *id, GError **error)
{
    return register_run(register_, NULL, error,
                        "UPDATE meeting SET adults = " ADULTS_NOW " WHERE id = ?", "s", id);
}

gboolean register_invitation_add(Register *register_, const char *id, const Invitation *invitation,
                                 int *number_out, GError **error)
{
    gint64 number = 0;
    if (!register_number(register_, 0, &number, error,
                         "INSERT INTO invitation (meeting, n, category, who, person, made_on)"
                         " SELECT ?1, COALESCE(MAX(n), 0) + 1, ?2, ?3, ?4, ?5 FROM invitation"
                         " WHERE meeting = ?1 RETURNING n",
                         "sssss", id, invitation->category, invitation->who, invitation->person,
                         invitation->on))
        return FALSE;
    *number_out = (int)number;
    return TRUE;
}

JsonArray *register_invitations(Register *register_, const char *id, GError **error)
{
    return register_rows(register_, error,
                         "SELECT n, category, who, person, made_on AS \"on\","
                         " came AS \"came:bool\" FROM invitation"
                         " WHERE meeting = ? AND withdrawn IS NULL ORDER BY n",
                         "s", id);
}

JsonArray *register_uninvited(Register *register_, const char *id, GError **error)
{
    return register_rows(register_, error,
                         "SELECT p.precinct, o.name AS who, o.category, o.head AS person, o.phone"
                         " FROM precinct p JOIN organisation o ON o.precinct = p.precinct"
                         " WHERE p.meeting = ?1 AND NOT EXISTS (SELECT 1 FROM invitation i"
                         "  WHERE i.meeting = ?1 AND i.who = o.name AND i.withdrawn IS NULL)"
                         " ORDER BY p.n, o.n",
                         "s", id);
}
