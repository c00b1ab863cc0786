#include "kiosk/view.h"

/* The member's text, NULL if it is missing or null; g_free. */
static char *text_of(JsonObject *object, const char *member)
{
    return g_strdup(json_object_get_string_member_with_default(object, member, NULL));
}

ViewEntry *view_entry_new(JsonNode *status)
{
    JsonObject *object = json_node_get_object(status);
    ViewEntry *entry = g_new0(ViewEntry, 1);
    entry->number = (int)json_object_get_int_member_with_default(object, "entry", 0);
    entry->overdue = json_object_get_boolean_member_with_default(object, "overdue", FALSE);
    entry->type = text_of(object, "type");
    entry->date = text_of(object, "date");
    entry->state = text_of(object, "state");
    entry->deadline = text_of(object, "deadline");
    entry->to = text_of(object, "to");
    entry->answer = text_of(object, "answer");
    return entry;
}

void view_entry_free(ViewEntry *entry)
{
    if (!entry)
        return;
    g_free(entry->type);
    g_free(entry->date);
    g_free(entry->state);
    g_free(entry->deadline);
    g_free(entry->to);
    g_free(entry->answer);
    g_free(entry);
}
