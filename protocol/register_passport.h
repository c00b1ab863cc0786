/* Rows of passports of precincts, and of invitations. */
#pragma once

#include <json-glib/json-glib.h>

#include "protocol/passport.h"
#include "protocol/register.h"

/* [{"precinct","body"|null,"population"|null,"adults"|null,"changed","organisations":N}], by
 * precinct; of one precinct if it is not NULL. Free with json_array_unref. */
JsonArray *register_passports(Register *register_, const char *precinct, GError **error);
/* [{"n","name","category","address"|null,"head"|null,"position"|null,
 * "phone"|null}] of a precinct. Free with json_array_unref. */
JsonArray *register_organisations(Register *register_, const char *precinct, GError **error);

/* Makes the passport if there is none, and notes when it was changed. */
gboolean register_passport_touch(Register *register_, const char *precinct, const char *changed,
                                 GError **error);
/* Sets a field; NULL empties it. */
gboolean register_passport_set(Register *register_, const char *precinct, PassportField field,
                               const char *value, GError **error);
gboolean register_organisations_remove(Register *register_, const char *precinct, GError **error);
gboolean register_organisation_add(Register *register_, const char *precinct,
                                   const Organisation *organisation, GError **error);

/* The residents of age of all precincts of a meeting; 0 if one of them is not known. Of a sealed
 * meeting what was known when it was sealed. */
gboolean register_adults(Register *register_, const char *id, gint64 *adults_out, GError **error);
/* Keeps that number with the meeting, which is about to be sealed. */
gboolean register_adults_keep(Register *register_, const char *id, GError **error);

/* The number in the meeting through number_out. */
gboolean register_invitation_add(Register *register_, const char *id, const Invitation *invitation,
                                 int *number_out, GError **error);
/* In the form of record.h. Free with json_array_unref. */
JsonArray *register_invitations(Register *register_, const char *id, GError **error);
/* The organisations of a meeting's precincts that are not among those who are invited:
 * [{"precinct","who","category","person"|null,"position"|null,"phone"|null}]. Free with
 * json_array_unref. */
JsonArray *register_uninvited(Register *register_, const char *id, GError **error);
