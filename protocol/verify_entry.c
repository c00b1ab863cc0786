#include "protocol/verify_entry.h"

#include "protocol/clip.h"
#include "protocol/error.h"
#include "protocol/export_entry.h"
#include "protocol/json_read.h"
#include "protocol/verify_contents.h"

static gboolean excerpt_differs(Verification *result, const char *prefix)
{
    GError *reason = NULL;
    error_set(&reason, PROTOCOL_ERROR_DIFFERENT, N_("{1} has been changed."), EXPORT_ENTRY_FILE,
              NULL);
    verify_differs(result, prefix, EXPORT_ENTRY_FILE, -1, reason);
    return TRUE;
}

/* The root that the excerpt names; NULL if it has no recording. */
static const char *root_of(JsonObject *excerpt)
{
    JsonNode *node = json_object_get_member(excerpt, "recording");
    JsonNode *root = node && JSON_NODE_HOLDS_OBJECT(node)
                         ? json_object_get_member(json_node_get_object(node), "root")
                         : NULL;
    return root && JSON_NODE_HOLDS_VALUE(root) ? json_node_get_string(root) : NULL;
}

static char *clock_text(gint64 time_ms)
{
    gint64 seconds = time_ms / 1000;
    return g_strdup_printf("%02d:%02d:%02d", (int)(seconds / 3600), (int)(seconds / 60 % 60),
                           (int)(seconds % 60));
}

/* The clip in a folder of that name against the root, which the reader compares with the page. */
static gboolean check_clip(const char *folder, const char *prefix, const char *clip_name,
                           const char *root, Verification *result, GError **error)
{
    g_autofree char *clips = g_build_filename(folder, clip_name, NULL);
    g_autofree char *clip_prefix = g_strconcat(prefix, clip_name, "/", NULL);
    ClipCheck check;
    GError *reason = NULL;
    if (!clip_verify(clips, root, &check, &reason)) {
        if (check.file)
            verify_differs(result, clip_prefix, check.file, check.second, reason);
        else
            g_propagate_error(error, reason);
        gboolean judged = check.file != NULL;
        g_free(check.file);
        return judged;
    }
    g_autofree char *name = g_strconcat(clip_prefix, CLIP_FILE, NULL);
    g_autofree char *parts = g_strdup_printf("%" G_GSIZE_FORMAT, check.parts);
    g_autofree char *start = clock_text(check.start_ms), *end = clock_text(check.end_ms);
    g_autofree char *groups = verification_groups(root);
    verification_add(result->checked,
                     N_("{1}: {2} segments, from {3} to {4} of the take, belong to the recording "
                        "whose Merkle root is {5}. Compare it with the protocol on paper."),
                     name, parts, start, end, groups, NULL);
    result->ok = TRUE;
    return TRUE;
}

/* The clip of the entry's take, and those of others that the excerpt names. */
static gboolean check_clips(const char *folder, const char *prefix, JsonObject *excerpt,
                            const char *root, Verification *result, GError **error)
{
    JsonNode *node = json_object_get_member(excerpt, EXPORT_CLIP_ALSO);
    if (node && !JSON_NODE_HOLDS_ARRAY(node))
        return excerpt_differs(result, prefix);
    if (!check_clip(folder, prefix, EXPORT_CLIP_FOLDER, root, result, error))
        return FALSE;
    JsonArray *also = node ? json_node_get_array(node) : NULL;
    for (guint i = 0; result->ok && also && i < json_array_get_length(also); i++) {
        JsonNode *take = json_array_get_element(also, i);
        gint64 number = JSON_NODE_HOLDS_VALUE(take) ? json_node_get_int(take) : 0;
        if (number < 1 || number > EXPORT_TAKES_MAX)
            return excerpt_differs(result, prefix);
        g_autofree char *name = export_entry_clip_folder((int)number);
        if (!check_clip(folder, prefix, name, root, result, error))
            return FALSE;
    }
    return TRUE;
}

gboolean verify_entry(const char *folder, const char *prefix, Verification *result, GError **error)
{
    g_autofree char *path = g_build_filename(folder, EXPORT_ENTRY_FILE, NULL), *text = NULL;
    gsize size = 0;
    g_autoptr(JsonNode) node = g_file_get_contents(path, &text, &size, NULL)
                                   ? json_read(EXPORT_ENTRY_FILE, text, (gssize)size, NULL)
                                   : NULL;
    if (!node || !JSON_NODE_HOLDS_OBJECT(node))
        return excerpt_differs(result, prefix);
    JsonObject *excerpt = json_node_get_object(node);
    JsonNode *clip = json_object_get_member(excerpt, "clip");
    gboolean has_clip = clip && JSON_NODE_HOLDS_VALUE(clip) &&
                        json_node_get_value_type(clip) == G_TYPE_BOOLEAN &&
                        json_node_get_boolean(clip);
    const char *root = root_of(excerpt);
    if (has_clip && !root)
        return excerpt_differs(result, prefix);
    g_autofree char *name = g_strconcat(prefix, EXPORT_ENTRY_FILE, NULL);
    verification_add(result->checked,
                     has_clip ? N_("{1}: the excerpt of the record")
                              : N_("{1}: the excerpt of the record; there is no clip with it"),
                     name, NULL);
    result->ok = TRUE;
    return !has_clip || check_clips(folder, prefix, excerpt, root, result, error);
}
