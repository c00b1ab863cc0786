#include "protocol/disk_space.h"

#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "protocol/config.h"
#include "protocol/durable.h"
#include "protocol/export.h"
#include "protocol/register_audit.h"
#include "protocol/retention.h"

/* The bytes of a meeting's folder; it has folders of one level. */
static gint64 folder_bytes(const char *path, int depth)
{
    gint64 bytes = 0;
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    for (const char *name; dir && (name = g_dir_read_name(dir));) {
        struct stat status;
        g_autofree char *inner = g_build_filename(path, name, NULL);
        if (lstat(inner, &status) != 0)
            continue;
        bytes += S_ISREG(status.st_mode)                ? status.st_size
                 : S_ISDIR(status.st_mode) && depth > 0 ? folder_bytes(inner, depth - 1)
                                                        : 0;
    }
    return bytes;
}

/* Whether the record may be proposed. */
static gboolean may_go(Home *home, JsonObject *row, gboolean *may_out, GError **error)
{
    gint64 carried = 0;
    const char *id = json_object_get_string_member(row, "meeting");
    *may_out = FALSE;
    if (strcmp(json_object_get_string_member(row, "state"), "due") != 0)
        return TRUE;
    if (!register_audit_count(home_register(home), id, EXPORT_CARRIED, &carried, error))
        return FALSE;
    *may_out = carried > 0;
    return TRUE;
}

static void propose(Home *home, JsonObject *row, JsonArray *proposed, gint64 *freed_io)
{
    const char *id = json_object_get_string_member(row, "meeting");
    g_autofree char *folder = home_meeting_path(home, id, NULL);
    gint64 bytes = folder_bytes(folder, 2);
    JsonObject *item = json_object_new();
    json_object_set_string_member(item, "meeting", id);
    json_object_set_string_member(item, "kept_until",
                                  json_object_get_string_member(row, "kept_until"));
    json_object_set_int_member(item, "bytes", bytes);
    json_array_add_object_element(proposed, item);
    *freed_io += bytes;
}

JsonNode *disk_space_with(Home *home, gint64 free_bytes, GError **error)
{
    g_autofree char *today = clock_today(home_clock(home));
    g_autoptr(JsonNode) list = retention_list(home, today, error);
    g_autoptr(JsonArray) proposed = json_array_new();
    gint64 low_bytes =
        config_number(home, "disk", "low_hours", DISK_LOW_HOURS, 1, 1000) * DISK_HOUR_BYTES;
    gint64 freed_bytes = 0;
    if (!list)
        return NULL;
    JsonArray *rows = json_node_get_array(list); /* the oldest first */
    for (guint i = 0; i < json_array_get_length(rows); i++) {
        JsonObject *row = json_array_get_object_element(rows, i);
        gboolean may = FALSE;
        if (free_bytes + freed_bytes >= low_bytes)
            break;
        if (!may_go(home, row, &may, error))
            return NULL;
        if (may)
            propose(home, row, proposed, &freed_bytes);
    }
    JsonObject *space = json_object_new();
    json_object_set_int_member(space, "free_bytes", free_bytes);
    json_object_set_int_member(space, "hours_left", free_bytes / DISK_HOUR_BYTES);
    json_object_set_boolean_member(space, "low", free_bytes < low_bytes);
    json_object_set_int_member(space, "freed_bytes", freed_bytes);
    json_object_set_int_member(space, "hours_after", (free_bytes + freed_bytes) / DISK_HOUR_BYTES);
    json_object_set_array_member(space, "proposed", g_steal_pointer(&proposed));
    JsonNode *node = json_node_new(JSON_NODE_OBJECT);
    json_node_take_object(node, space);
    return node;
}

JsonNode *disk_space_read(Home *home, GError **error)
{
    struct statvfs disk;
    if (statvfs(home_path(home), &disk) == 0)
        return disk_space_with(home, (gint64)disk.f_bavail * (gint64)disk.f_frsize, error);
    durable_failed(home_path(home), error);
    return NULL;
}
