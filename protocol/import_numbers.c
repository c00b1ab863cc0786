#include "protocol/import_numbers.h"

#include <string.h>

#include "protocol/json_read.h"

/* The receipt is what stays. 0 if the sealed record has no such entry. */
static gint64 number_there(JsonArray *sealed, const char *receipt)
{
    for (guint i = 0; receipt && sealed && i < json_array_get_length(sealed); i++) {
        JsonObject *entry = json_array_get_object_element(sealed, i);
        if (g_strcmp0(json_read_text(entry, "receipt"), receipt) == 0)
            return json_object_get_int_member_with_default(entry, "entry", 0);
    }
    return 0;
}

static JsonArray *compare(JsonArray *here, JsonArray *sealed)
{
    JsonArray *numbers = json_array_new();
    for (guint i = 0; i < json_array_get_length(here); i++) {
        JsonObject *entry = json_array_get_object_element(here, i);
        gint64 number = json_object_get_int_member(entry, "entry");
        gint64 there = number_there(sealed, json_read_text(entry, "receipt"));
        if (there == 0 || there == number)
            continue;
        JsonObject *pair = json_object_new();
        json_object_set_int_member(pair, "entry", number);
        json_object_set_int_member(pair, "there", there);
        json_array_add_object_element(numbers, pair);
    }
    return numbers;
}

JsonArray *import_numbers(Home *home, JsonObject *record, GError **error)
{
    /* A disposed one has no file any more, and no entries. */
    if (!json_object_has_member(record, "imported") ||
        strcmp(json_object_get_string_member(record, "state"), "sealed") != 0)
        return json_array_new();
    g_autofree char *path =
        home_meeting_path(home, json_object_get_string_member(record, "id"), "meeting.json");
    g_autofree char *text = NULL;
    gsize size = 0;
    g_autoptr(JsonNode) sealed = g_file_get_contents(path, &text, &size, error)
                                     ? json_read("meeting.json", text, (gssize)size, error)
                                     : NULL;
    if (!sealed || !JSON_NODE_HOLDS_OBJECT(sealed))
        return sealed ? json_array_new() : NULL;
    return compare(json_object_get_array_member(record, "entries"),
                   json_read_array(json_node_get_object(sealed), "entries"));
}
