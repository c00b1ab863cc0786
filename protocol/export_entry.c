#include "protocol/export_entry.h"

#include "protocol/canonical.h"
#include "protocol/clip.h"
#include "protocol/error.h"

static JsonObject *find_entry(JsonObject *record, int number)
{
    JsonArray *entries = json_object_get_array_member(record, "entries");
    for (guint i = 0; i < json_array_get_length(entries); i++) {
        JsonObject *entry = json_array_get_object_element(entries, i);
        if (json_object_get_int_member(entry, "entry") == number)
            return entry;
    }
    return NULL;
}

static void copy_members(JsonObject *from, JsonObject *to, const char *const *names)
{
    for (; *names; names++)
        if (json_object_has_member(from, *names))
            json_object_set_member(to, *names, json_object_dup_member(from, *names));
}

/* The recording's name; null if there is none. */
static void add_recording(JsonObject *record, JsonObject *excerpt)
{
    static const char *const members[] = {"head", "root", "segments", "length_ms", NULL};
    if (json_object_get_null_member(record, "recording")) {
        json_object_set_null_member(excerpt, "recording");
        return;
    }
    JsonObject *recording = json_object_new();
    copy_members(json_object_get_object_member(record, "recording"), recording, members);
    json_object_set_object_member(excerpt, "recording", recording);
}

static gboolean add_json(Bag *bag, const char *name, JsonNode *node, GError **error)
{
    gsize size = 0;
    g_autofree char *text = canonical_json(node, &size, error);
    return text && bag_add_data(bag, name, text, size, error);
}

/* The citizen's receipt stays out: whoever holds it may ask for the citizen. */
static gboolean add_excerpt(Bag *bag, JsonObject *record, JsonObject *entry, gboolean has_clip,
                            const char *record_sha256, GError **error)
{
    static const char *const meeting[] = {"device", "body",   "id",     "kind",      "edition",
                                          "number", "date",   "time",   "started",   "ended",
                                          "place",  "format", "sealed", "precincts", NULL};
    static const char *const own[] = {
        "entry",       "type",   "initiator", "text",         "said",     "take",
        "outcome",     "answer", "to",        "confidential", "deadline", "deadline_source",
        "position_ms", NULL};
    g_autoptr(JsonObject) excerpt = json_object_new();
    JsonObject *copy = json_object_new();
    copy_members(record, excerpt, meeting);
    copy_members(entry, copy, own);
    json_object_set_string_member(excerpt, "schema", "esep-entry-1");
    json_object_set_string_member(excerpt, "record_sha256", record_sha256);
    json_object_set_boolean_member(excerpt, "clip", has_clip);
    json_object_set_object_member(excerpt, "entry", copy);
    add_recording(record, excerpt);
    g_autoptr(JsonNode) node = json_node_init_object(json_node_alloc(), excerpt);
    return add_json(bag, EXPORT_ENTRY_FILE, node, error);
}

static gboolean add_clip(Bag *bag, JsonObject *record, JsonObject *entry, const char *video_folder,
                         GError **error)
{
    JsonObject *recording = json_object_get_object_member(record, "recording");
    gint64 at_ms = json_object_get_int_member(entry, "position_ms");
    Clip clip;
    gboolean ok = clip_make(video_folder, (int)json_object_get_int_member(entry, "take"),
                            at_ms - EXPORT_BEFORE_MS, at_ms + EXPORT_AFTER_MS,
                            json_object_get_string_member(recording, "root"), &clip, error) &&
                  bag_add_data(bag, EXPORT_CLIP_FOLDER "/" CLIP_FILE, clip.clip->data,
                               clip.clip->len, error) &&
                  bag_add_data(bag, EXPORT_CLIP_FOLDER "/" CLIP_FIRST_FILE, clip.first->data,
                               clip.first->len, error) &&
                  add_json(bag, EXPORT_CLIP_FOLDER "/" CLIP_PROOF_FILE, clip.proof, error);
    clip_clear(&clip);
    return ok;
}

gboolean export_entry_fill(Bag *bag, JsonNode *record, const char *record_sha256,
                           const char *video_folder, int entry, GError **error)
{
    JsonObject *object = json_node_get_object(record);
    JsonObject *found = find_entry(object, entry);
    if (!found) {
        g_autofree char *number = g_strdup_printf("%d", entry);
        error_set(error, PROTOCOL_ERROR_NOT_FOUND, N_("Meeting {1} has no entry {2}."),
                  json_object_get_string_member(object, "id"), number, NULL);
        return FALSE;
    }
    gboolean has_clip = !json_object_get_null_member(object, "recording") &&
                        !json_object_get_null_member(found, "take") &&
                        !json_object_get_null_member(found, "position_ms");
    g_autofree char *number = g_strdup_printf("%d", entry);
    bag_info(bag, "Esep-Entry", number);
    bag_info(bag, "Esep-Clip",
             has_clip ? "clip/clip.mkv, proven by clip/clip.json"
                      : "none: the place of this entry in a recording is not known");
    return add_excerpt(bag, object, found, has_clip, record_sha256, error) &&
           (!has_clip || add_clip(bag, object, found, video_folder, error));
}
