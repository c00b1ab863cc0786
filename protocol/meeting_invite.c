/* Who is invited, and through whom it is announced: from the organisations of the precincts. */
#include <string.h>

#include "protocol/error.h"
#include "protocol/json_read.h"
#include "protocol/meeting_change.h"
#include "protocol/meeting_check.h"
#include "protocol/register_meeting.h"
#include "protocol/register_passport.h"
#include "protocol/text.h"

/* Whom no law invites: they come by themselves, or hold the meeting. */
static const char *const uninvited_codes[] = {"resident", "akimat", "police", "other", NULL};

static gboolean invite(Change *change, const Rules *rules, const Invitation *invitation,
                       int *number_out, GError **error)
{
    if (!text_check_code("category", invitation->category, rules_categories(rules), error) ||
        !text_check("who", invitation->who, TEXT_PLACE_MAX, FALSE, error) ||
        !text_check_optional("person", invitation->person, TEXT_PLACE_MAX, FALSE, error) ||
        !text_check_optional("position", invitation->position, TEXT_PLACE_MAX, FALSE, error) ||
        (invitation->on && !meeting_check_date("on", invitation->on, error)) ||
        !register_invitation_add(change->register_, change->id, invitation, number_out, error))
        return FALSE;
    g_autofree char *subject = g_strdup_printf("invitation %d", *number_out);
    g_autofree char *digest = change_digest(change, invitation->who, error);
    return digest && change_log(change, subject, NULL, digest, error);
}

gboolean meeting_invite(Home *home, const char *id, const Invitation *invitation, int *number_out,
                        GError **error)
{
    Change change;
    if (!change_begin(&change, home, id, LIFE_CORRECT, error))
        return FALSE;
    const Rules *rules = change_rules(&change, error);
    gboolean ok = rules && invite(&change, rules, invitation, number_out, error);
    return change_end(&change, ok, error);
}

static gboolean invite_all(Change *change, const char *on, int *count_out, GError **error)
{
    const Rules *rules = change_rules(change, error);
    g_autoptr(JsonArray) rows =
        rules ? register_uninvited(change->register_, change->id, error) : NULL;
    if (!rows)
        return FALSE;
    for (guint i = 0; i < json_array_get_length(rows); i++) {
        JsonObject *row = json_array_get_object_element(rows, i);
        const Invitation one = {.category = json_read_text(row, "category"),
                                .who = json_read_text(row, "who"),
                                .person = json_read_text(row, "person"),
                                .position = json_read_text(row, "position"),
                                .on = on};
        int number;
        if (!invite(change, rules, &one, &number, error))
            return FALSE;
    }
    *count_out = (int)json_array_get_length(rows);
    return TRUE;
}

gboolean meeting_invite_organisations(Home *home, const char *id, const char *on, int *count_out,
                                      GError **error)
{
    Change change;
    return change_begin(&change, home, id, LIFE_CORRECT, error) &&
           change_end(&change, invite_all(&change, on, count_out, error), error);
}

static gboolean is_invited(JsonArray *invitations, const char *category)
{
    for (guint i = 0; i < json_array_get_length(invitations); i++)
        if (strcmp(json_read_text(json_array_get_object_element(invitations, i), "category"),
                   category) == 0)
            return TRUE;
    return FALSE;
}

JsonNode *meeting_uninvited(Home *home, const char *id, GError **error)
{
    Register *register_ = home_register(home);
    g_autoptr(JsonObject) meeting = register_meeting(register_, id, error);
    const RulesSet *set = meeting ? home_rules(home, error) : NULL;
    const Rules *rules = set ? rules_by_id(set, json_read_text(meeting, "edition"), error) : NULL;
    g_autoptr(JsonArray) invitations = rules ? register_invitations(register_, id, error) : NULL;
    JsonArray *organisations = invitations ? register_uninvited(register_, id, error) : NULL;
    if (!organisations)
        return NULL;
    JsonArray *categories = json_array_new();
    for (const char *const *code = rules_categories(rules); *code; code++)
        if (!g_strv_contains(uninvited_codes, *code) && !is_invited(invitations, *code))
            json_array_add_string_element(categories, *code);
    g_autoptr(JsonObject) left = json_object_new();
    json_object_set_array_member(left, "organisations", organisations);
    json_object_set_array_member(left, "categories", categories);
    return json_node_init_object(json_node_alloc(), left);
}

/* Each organisation of each precinct once, whoever of it is invited. */
static gboolean announce_all(Change *change, const char *on, int *count_out, GError **error)
{
    g_autoptr(JsonArray) precincts = register_precincts(change->register_, change->id, error);
    if (!precincts || !change_check_announced(change, on, error))
        return FALSE;
    *count_out = 0;
    for (guint p = 0; p < json_array_get_length(precincts); p++) {
        g_autoptr(JsonArray) rows = register_organisations(
            change->register_, json_array_get_string_element(precincts, p), error);
        for (guint i = 0; rows && i < json_array_get_length(rows); i++, (*count_out)++)
            if (!register_announcement_add(
                    change->register_, change->id, "organisation", on,
                    json_read_text(json_array_get_object_element(rows, i), "name"), error))
                return FALSE;
        if (!rows)
            return FALSE;
    }
    if (*count_out == 0) {
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("The passports of the precincts of meeting {1} name no organisation. See: "
                     "esep precinct import --help"),
                  change->id, NULL);
        return FALSE;
    }
    g_autofree char *count = g_strdup_printf("%d", *count_out);
    return change_log(change, "organisation", count, on, error);
}

gboolean meeting_announce_organisations(Home *home, const char *id, const char *on, int *count_out,
                                        GError **error)
{
    Change change;
    return meeting_check_date("on", on, error) &&
           change_begin(&change, home, id, LIFE_ANNOUNCE, error) &&
           change_end(&change, announce_all(&change, on, count_out, error), error);
}
