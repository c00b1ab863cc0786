#include "protocol/export_entry.h"

#include "media/chain.h"
#include "media/error.h"
#include "media/jobs.h"
#include "protocol/canonical.h"
#include "protocol/clip.h"
#include "protocol/error.h"
#include "protocol/paths.h"

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

/* What is shown of one take. */
typedef struct {
    int take;
    gint64 from_ms, to_ms; /* in the take */
} Stretch;

/* What lies around a moment of a take, in all takes that reach into it, in order. Where one begins
 * the clocks tell, but never before the one in front of it ended. GArray of Stretch; free with
 * g_array_unref. */
static GArray *stretches_around(const Recording *recording, int take, gint64 at_ms)
{
    GArray *stretches = g_array_new(FALSE, FALSE, sizeof(Stretch));
    g_autofree gint64 *begins = g_new0(gint64, recording->takes->len);
    gint64 end_ms = 0, moment_ms = 0;
    for (guint i = 0; i < recording->takes->len; i++) {
        const RecordingTake *one = g_ptr_array_index(recording->takes, i);
        begins[i] = MAX(one->started_unix_ms, end_ms);
        end_ms = begins[i] + one->length_ms;
        if (one->take == take)
            moment_ms = begins[i] + at_ms;
    }
    for (guint i = 0; i < recording->takes->len; i++) {
        const RecordingTake *one = g_ptr_array_index(recording->takes, i);
        Stretch stretch = {one->take, moment_ms - EXPORT_BEFORE_MS - begins[i],
                           moment_ms + EXPORT_AFTER_MS - begins[i]};
        if (one->take == take || (stretch.to_ms > 0 && stretch.from_ms < one->length_ms))
            g_array_append_val(stretches, stretch);
    }
    return stretches;
}

char *export_entry_clip_folder(int take)
{
    return g_strdup_printf(EXPORT_CLIP_FOLDER "-take-%02d", take);
}

/* The citizen's receipt stays out: whoever holds it may ask for the citizen. */
static gboolean add_excerpt(Bag *bag, JsonObject *record, JsonObject *entry,
                            const GArray *stretches, const char *record_sha256, GError **error)
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
    json_object_set_boolean_member(excerpt, "clip", stretches != NULL);
    if (stretches && stretches->len > 1) {
        JsonArray *also = json_array_new();
        for (guint i = 0; i < stretches->len; i++) {
            int take = g_array_index(stretches, Stretch, i).take;
            if (take != json_object_get_int_member(entry, "take"))
                json_array_add_int_element(also, take);
        }
        json_object_set_array_member(excerpt, EXPORT_CLIP_ALSO, also);
    }
    json_object_set_object_member(excerpt, "entry", copy);
    add_recording(record, excerpt);
    g_autoptr(JsonNode) node = json_node_init_object(json_node_alloc(), excerpt);
    return add_json(bag, EXPORT_ENTRY_FILE, node, error);
}

static gboolean add_file(Bag *bag, const char *folder, const char *file, const GByteArray *bytes,
                         GError **error)
{
    g_autofree char *name = g_build_filename(folder, file, NULL);
    return bag_add_data(bag, name, bytes->data, bytes->len, error);
}

static gboolean add_clip(Bag *bag, const Stretch *stretch, const char *folder, const char *root,
                         const char *video_folder, GError **error)
{
    Clip clip;
    g_autofree char *proof = g_build_filename(folder, CLIP_PROOF_FILE, NULL);
    gboolean ok = clip_make(video_folder, stretch->take, stretch->from_ms, stretch->to_ms, root,
                            &clip, error) &&
                  add_file(bag, folder, CLIP_FILE, clip.clip, error) &&
                  add_file(bag, folder, CLIP_FIRST_FILE, clip.first, error) &&
                  add_json(bag, proof, clip.proof, error);
    clip_clear(&clip);
    return ok;
}

/* What the job of the copy is told. */
typedef struct {
    const Stretch *stretch;
    const char *video_folder;
} Copy;

static gboolean make_playable(const char *path, gpointer user_data, GError **error)
{
    const Copy *copy = user_data;
    g_autofree char *program = paths_program("esep-recorder");
    const Job job = {.program = program, .directory = copy->video_folder, .out = path};
    return job_clip(&job, copy->stretch->take, MAX(0, copy->stretch->from_ms), copy->stretch->to_ms,
                    error);
}

/* What people play: the clip itself has neither duration nor index. */
static gboolean add_playable(Bag *bag, const Stretch *stretch, const char *folder,
                             const char *video_folder, GError **error)
{
    g_autoptr(GError) reason = NULL;
    g_autofree char *name = g_build_filename(folder, EXPORT_CLIP_PLAYABLE, NULL);
    Copy copy = {stretch, video_folder};
    if (bag_add_made(bag, name, make_playable, &copy, &reason) ||
        g_error_matches(reason, MEDIA_ERROR, MEDIA_ERROR_NO_RECORDING))
        return TRUE;
    g_propagate_error(error, g_steal_pointer(&reason));
    return FALSE;
}

static gboolean add_clips(Bag *bag, JsonObject *record, JsonObject *entry, const GArray *stretches,
                          const char *video_folder, GError **error)
{
    const char *root =
        json_object_get_string_member(json_object_get_object_member(record, "recording"), "root");
    for (guint i = 0; stretches && i < stretches->len; i++) {
        const Stretch *stretch = &g_array_index(stretches, Stretch, i);
        g_autofree char *folder = stretch->take == json_object_get_int_member(entry, "take")
                                      ? g_strdup(EXPORT_CLIP_FOLDER)
                                      : export_entry_clip_folder(stretch->take);
        if (!add_clip(bag, stretch, folder, root, video_folder, error) ||
            !add_playable(bag, stretch, folder, video_folder, error))
            return FALSE;
    }
    return TRUE;
}

/* Around the entry's moment; NULL if its place is not known, or with an error. */
static GArray *find_stretches(JsonObject *record, JsonObject *entry, const char *video_folder,
                              GError **error)
{
    if (json_object_get_null_member(record, "recording") ||
        json_object_get_null_member(entry, "take") ||
        json_object_get_null_member(entry, "position_ms"))
        return NULL;
    g_autoptr(GError) reason = NULL;
    g_autoptr(Recording) recording = recording_read(video_folder, &reason);
    if (!recording) {
        error_set(error, PROTOCOL_ERROR_DIFFERENT, N_("{1} has been changed."), CHAIN_FILE, NULL);
        return NULL;
    }
    return stretches_around(recording, (int)json_object_get_int_member(entry, "take"),
                            json_object_get_int_member(entry, "position_ms"));
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
    g_autoptr(GError) reason = NULL;
    g_autoptr(GArray) stretches = find_stretches(object, found, video_folder, &reason);
    if (reason) {
        g_propagate_error(error, g_steal_pointer(&reason));
        return FALSE;
    }
    g_autofree char *number = g_strdup_printf("%d", entry);
    bag_info(bag, "Esep-Entry", number);
    bag_info(bag, "Esep-Clip",
             stretches ? "clip/clip.mkv, proven by clip/clip.json; a copy that plays everywhere: "
                         "clip/" EXPORT_CLIP_PLAYABLE
                       : "none: the place of this entry in a recording is not known");
    return add_excerpt(bag, object, found, stretches, record_sha256, error) &&
           add_clips(bag, object, found, stretches, video_folder, error);
}
