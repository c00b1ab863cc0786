#include "protocol/register_passport.h"

#include "protocol/register_personal.h"
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
    return register_rows(
        register_, error,
        "SELECT n, name, category, address, head, position, phone FROM organisation"
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
    return register_run(register_, NULL, error, "DELETE FROM main.organisation WHERE precinct = ?",
                        "s", precinct);
}

#define HEADS(value, column)                                                                       \
    "encrypt(" value ", '" REGISTER_PASSPORTS_KEY "', 'organisation." column "', ?1 || ' ' || n)"

gboolean register_organisation_add(Register *register_, const char *precinct,
                                   const Organisation *organisation, GError **error)
{
    return register_run(
        register_, NULL, error,
        "INSERT INTO main.organisation (precinct, n, name, category, address, head,"
        " position, phone) SELECT ?1, n, ?2, ?3, ?4, " HEADS("?5", "head") ", " HEADS(
            "?6", "position") ", " HEADS("?7", "phone") " FROM (SELECT"
                                                        " COALESCE(MAX(n), 0) + 1 AS n FROM "
                                                        "main.organisation WHERE precinct = ?1)",
        "sssssss", precinct, organisation->name, organisation->category, organisation->address,
        organisation->head, organisation->position, organisation->phone);
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
                         "INSERT INTO main.invitation (meeting, n, category, who, person, position,"
                         " made_on) SELECT ?1, n, ?2, encrypt(?3, ?1, 'invitation.who', n),"
                         " encrypt(?4, ?1, 'invitation.person', n),"
                         " encrypt(?5, ?1, 'invitation.position', n), ?6 FROM (SELECT"
                         " COALESCE(MAX(n), 0) + 1 AS n FROM main.invitation WHERE meeting = ?1)"
                         " RETURNING n",
                         "ssssss", id, invitation->category, invitation->who, invitation->person,
                         invitation->position, invitation->on))
        return FALSE;
    *number_out = (int)number;
    return TRUE;
}

/* One without a position has no such member: so records read as they always did. */
JsonArray *register_invitations(Register *register_, const char *id, GError **error)
{
    JsonArray *rows = register_rows(register_, error,
                                    "SELECT n, category, who, person, position,"
                                    " made_on AS \"on\", came AS \"came:bool\" FROM invitation"
                                    " WHERE meeting = ? AND withdrawn IS NULL ORDER BY n",
                                    "s", id);
    for (guint i = 0; rows && i < json_array_get_length(rows); i++) {
        JsonObject *invitation = json_array_get_object_element(rows, i);
        if (json_object_get_null_member(invitation, "position"))
            json_object_remove_member(invitation, "position");
    }
    return rows;
}

JsonArray *register_uninvited(Register *register_, const char *id, GError **error)
{
    return register_rows(register_, error,
                         "SELECT p.precinct, o.name AS who, o.category, o.head AS person,"
                         " o.position, o.phone"
                         " FROM precinct p JOIN organisation o ON o.precinct = p.precinct"
                         " WHERE p.meeting = ?1 AND o.name NOT IN (SELECT who FROM invitation"
                         "  WHERE meeting = ?1 AND withdrawn IS NULL)"
                         " ORDER BY p.n, o.n",
                         "s", id);
}
