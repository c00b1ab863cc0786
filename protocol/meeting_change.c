#include "protocol/meeting_change.h"

#include "protocol/canonical.h"
#include "protocol/error.h"
#include "protocol/register_meeting.h"
#include "protocol/register_people.h"

const char *change_text(const Change *change, const char *member)
{
    return json_object_get_string_member_with_default(change->row, member, NULL);
}

const Rules *change_rules(const Change *change, GError **error)
{
    const RulesSet *set = home_rules(change->home, error);
    return set ? rules_by_id(set, change_text(change, "edition"), error) : NULL;
}

/* The row as it is now inside the transaction. */
static gboolean read_row(Change *change, GError **error)
{
    g_clear_pointer(&change->row, json_object_unref);
    change->row = register_meeting(change->register_, change->id, error);
    return change->row != NULL;
}

gboolean change_open(Change *change, Home *home, const char *id, GError **error)
{
    *change = (Change){.home = home, .register_ = home_register(home), .id = id};
    if (!register_begin(change->register_, error))
        return FALSE;
    if (!read_row(change, error))
        goto failed;
    if (!life_state_parse(change_text(change, "state"), &change->from)) {
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("The register holds a state that this program does not know: {1}."),
                  change_text(change, "state"), NULL);
        goto failed;
    }
    change->to = change->from;
    return TRUE;

failed:
    change_end(change, FALSE, NULL);
    return FALSE;
}

gboolean change_step(Change *change, LifeEvent event, GError **error)
{
    if (!read_row(change, error))
        return FALSE;
    const LifeFacts facts = {
        .started = change_text(change, "started") != NULL,
        .ended = change_text(change, "ended") != NULL,
    };
    change->event = event;
    return life_step(change->to, event, &facts, &change->to, error);
}

gboolean change_begin(Change *change, Home *home, const char *id, LifeEvent event, GError **error)
{
    if (!change_open(change, home, id, error))
        return FALSE;
    if (change_step(change, event, error))
        return TRUE;
    change_end(change, FALSE, NULL);
    return FALSE;
}

gboolean change_log(Change *change, const char *subject, const char *before, const char *after,
                    GError **error)
{
    const AuditEvent event = {
        .meeting = change->id,
        .what = life_event_code(change->event),
        .subject = subject,
        .before = before,
        .after = after,
    };
    return register_audit_add(change->register_, home_clock(change->home), &event, error);
}

char *change_digest(const Change *change, const char *text, GError **error)
{
    return register_audit_digest(change->register_, change->id, text, error);
}

gboolean change_log_digest(Change *change, const char *subject, JsonObject *after, GError **error)
{
    g_autoptr(JsonNode) node = json_node_init_object(json_node_alloc(), after);
    g_autofree char *canonical = canonical_json(node, NULL, error);
    g_autofree char *digest = canonical ? change_digest(change, canonical, error) : NULL;
    return digest && change_log(change, subject, NULL, digest, error);
}

gboolean change_check_initiator(Change *change, int from, GError **error)
{
    gboolean found = FALSE;
    if (from == 0)
        return TRUE;
    if (!register_attendee_exists(change->register_, change->id, from, &found, error))
        return FALSE;
    if (!found) {
        g_autofree char *number = g_strdup_printf("%d", from);
        error_set(error, PROTOCOL_ERROR_NOT_FOUND,
                  N_("Nobody with the number {1} is registered at this meeting."), number, NULL);
    }
    return found;
}

/* Dates as text sort as they follow each other. */
gboolean change_check_announced(const Change *change, const char *on, GError **error)
{
    const char *date = change_text(change, "date");
    if (strcmp(on, date) <= 0)
        return TRUE;
    error_set(error, PROTOCOL_ERROR_USAGE,
              N_("The announcement of {1} comes after the meeting of {2}. Check --on."), on, date,
              NULL);
    return FALSE;
}

gboolean change_check_due(const Change *change, const char *due, GError **error)
{
    const char *date = change_text(change, "date");
    if (strcmp(due, date) >= 0)
        return TRUE;
    error_set(error, PROTOCOL_ERROR_USAGE,
              N_("The decision is due on {1}, before the meeting of {2}. Check --due."), due, date,
              NULL);
    return FALSE;
}

/* Who signed did not sign what the record says from now on: they sign again. */
static gboolean void_signatures(Change *change, GError **error)
{
    if (change->keeps_signatures || change->event == LIFE_SIGN || change->from >= LIFE_SEALED ||
        change->to >= LIFE_SEALED)
        return TRUE;
    if (!register_signatures_remove(change->register_, change->id, &change->signatures_removed,
                                    error))
        return FALSE;
    g_autofree char *count = g_strdup_printf("%d", change->signatures_removed);
    return change->signatures_removed == 0 || change_log(change, "signatures", count, "0", error);
}

static gboolean finish(Change *change, GError **error)
{
    if (change->to != change->from && change->to != LIFE_SEALED &&
        (!register_meeting_set_state(change->register_, change->id, change->to, error) ||
         !change_log(change, "state", life_state_code(change->from), life_state_code(change->to),
                     error)))
        return FALSE;
    if (!void_signatures(change, error) || !register_commit(change->register_, error))
        return FALSE;
    home_add_signatures_removed(change->home, change->signatures_removed);
    return TRUE;
}

gboolean change_end(Change *change, gboolean ok, GError **error)
{
    ok = ok && finish(change, error);
    if (!ok)
        register_rollback(change->register_);
    g_clear_pointer(&change->row, json_object_unref);
    return ok;
}
