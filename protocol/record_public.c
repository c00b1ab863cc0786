#include "protocol/record_public.h"

#include "protocol/error.h"

static void take_out(JsonObject *object, const char *const *members)
{
    for (gsize i = 0; members[i]; i++)
        json_object_set_null_member(object, members[i]);
}

typedef void (*Cleaner)(JsonObject *row);

static void clean_rows(JsonObject *record, const char *list, Cleaner clean)
{
    JsonNode *node = json_object_get_member(record, list);
    JsonArray *rows = node && JSON_NODE_HOLDS_ARRAY(node) ? json_node_get_array(node) : NULL;
    for (guint i = 0; rows && i < json_array_get_length(rows); i++) {
        JsonNode *row = json_array_get_element(rows, i);
        if (JSON_NODE_HOLDS_OBJECT(row))
            clean(json_node_get_object(row));
    }
}

/* Who said it goes always; what was said, and where, if it is confidential. */
static void clean_entry(JsonObject *entry)
{
    static const char *const who[] = {"from", "initiator", "receipt", NULL};
    static const char *const what[] = {"answer", "to", "take", "position_ms", NULL};
    take_out(entry, who);
    if (!json_object_get_boolean_member_with_default(entry, "confidential", TRUE))
        return;
    take_out(entry, what);
    json_object_set_string_member(entry, "text", "");
    json_object_set_string_member(entry, "said", "");
}

static void clean_award(JsonObject *award)
{
    json_object_set_string_member(award, "to", "");
}

static void clean_invitation(JsonObject *invitation)
{
    json_object_set_null_member(invitation, "person");
    json_object_remove_member(invitation, "position");
}

static void clean_signature(JsonObject *signature)
{
    json_object_set_null_member(signature, "strokes");
}

/* Why something was withdrawn is in the words of who asked for it; that it was stays. */
static void clean_withdrawn(JsonObject *withdrawn)
{
    json_object_set_string_member(withdrawn, "why", "");
}

JsonNode *record_public(JsonNode *record, GError **error)
{
    if (!JSON_NODE_HOLDS_OBJECT(record)) {
        error_set(error, PROTOCOL_ERROR_REFUSED, N_("This is not the record of a meeting."), NULL);
        return NULL;
    }
    /* json-glib copies a node, but not the objects in it. */
    g_autofree char *text = json_to_string(record, FALSE);
    JsonNode *copy = json_from_string(text, error);
    if (!copy)
        return NULL;
    JsonObject *object = json_node_get_object(copy);
    json_object_set_array_member(object, "attendee_list", json_array_new());
    clean_rows(object, "entries", clean_entry);
    clean_rows(object, "awards", clean_award);
    clean_rows(object, "invitations", clean_invitation);
    clean_rows(object, "signatures", clean_signature);
    clean_rows(object, "withdrawn", clean_withdrawn);
    return copy;
}
