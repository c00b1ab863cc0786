#include "protocol/export_public.h"

#include <string.h>

#include "protocol/canonical.h"
#include "protocol/document.h"
#include "protocol/error.h"
#include "protocol/export_csv.h"
#include "protocol/file_read.h"
#include "protocol/json_read.h"
#include "protocol/message.h"
#include "protocol/pdf.h"
#include "protocol/record_public.h"
#include "protocol/register_correct.h"

/* What the record itself shows of a citizen beside what record_public takes out: names of files. */
static void leave_out_materials(JsonObject *record)
{
    JsonArray *materials = json_object_get_array_member(record, "materials");
    for (guint i = 0; i < json_array_get_length(materials); i++)
        json_object_set_string_member(json_array_get_object_element(materials, i), "file", "");
}

static gint64 unix_ms_of(const char *iso)
{
    g_autoptr(GDateTime) time = iso ? g_date_time_new_from_iso8601(iso, NULL) : NULL;
    return time ? g_date_time_to_unix(time) * 1000 : 0;
}

static gboolean add_protocol(Bag *bag, JsonNode *record, const char *record_sha256, GError **error)
{
    JsonObject *object = json_node_get_object(record);
    const char *id = json_object_get_string_member(object, "id");
    const char *title = N_("Protocol of the report meeting {1}, public copy");
    g_autofree char *kk = message_format(LANGUAGE_KK, title, id, NULL);
    g_autofree char *ru = message_format(LANGUAGE_RU, title, id, NULL);
    g_autofree char *both = g_strconcat(kk, " / ", ru, NULL);
    const Document document = {
        .kind = DOCUMENT_PUBLIC, .record = record, .language = "both", .sha256 = record_sha256};
    const PdfInfo info = {
        .title = both,
        .author =
            json_object_get_string_member(json_object_get_object_member(object, "body"), "name"),
        .language = "kk",
        .unix_ms = unix_ms_of(json_object_get_string_member_with_default(object, "sealed", NULL)),
        .record_sha256 = record_sha256,
    };
    g_autoptr(GBytes) pages = document_render(&document, error);
    g_autoptr(GBytes) pdf = pages ? pdf_finish(pages, &info, error) : NULL;
    return pdf && bag_add_data(bag, "protocol-public.pdf", g_bytes_get_data(pdf, NULL),
                               g_bytes_get_size(pdf), error);
}

/* Where what was withdrawn before sealing was said, if it was confidential: the record tells
 * nothing of it any more. */
static JsonArray *find_withdrawn(const ExportPublic *what, GError **error)
{
    g_autoptr(JsonArray) found = json_array_new();
    JsonArray *rows = json_read_array(json_node_get_object(what->record), "withdrawn");
    for (guint i = 0; rows && i < json_array_get_length(rows); i++) {
        JsonObject *row = json_array_get_object_element(rows, i);
        g_autoptr(JsonObject) entry = NULL;
        if (strcmp(json_object_get_string_member(row, "what"), "entry") != 0)
            continue;
        if (!register_item(home_register(what->home), what->id, MEETING_ENTRY,
                           (int)json_object_get_int_member(row, "n"), &entry, error))
            return NULL;
        if (entry && json_object_get_int_member_with_default(entry, "confidential", 0))
            json_array_add_object_element(found, g_steal_pointer(&entry));
    }
    return g_steal_pointer(&found);
}

PublicPlan *export_public_plan(Home *home, const char *id, GError **error)
{
    gsize size;
    g_autofree char *path = home_meeting_path(home, id, "meeting.json"), *text = NULL;
    g_autofree char *video = home_meeting_path(home, id, "video");
    text = file_read(path, EXPORT_PUBLIC_MAX_BYTES, &size, error);
    g_autoptr(JsonNode) record = text ? json_read("meeting.json", text, size, error) : NULL;
    if (!record)
        return NULL;
    const ExportPublic what = {.home = home, .id = id, .record = record};
    g_autoptr(JsonArray) withdrawn = find_withdrawn(&what, error);
    return withdrawn ? public_video_plan(json_node_get_object(record), withdrawn, video, error)
                     : NULL;
}

gboolean export_public_fill(Bag *bag, const ExportPublic *what, GError **error)
{
    g_autoptr(JsonArray) withdrawn = find_withdrawn(what, error);
    g_autoptr(JsonNode) less = withdrawn ? record_public(what->record, error) : NULL;
    if (!less)
        return FALSE;
    JsonObject *object = json_node_get_object(less);
    json_object_set_string_member(object, "schema", "esep-public-1");
    json_object_set_string_member(object, "record_sha256", what->record_sha256);
    leave_out_materials(object);
    g_autofree char *csv = export_public_entries_csv(object);
    bag_info(bag, "Esep-Left-Out",
             "names and contacts of citizens, hand signatures, confidential "
             "entries, names of materials, reasons of withdrawals");
    /* The protocol is of the record alone. */
    if (!bag_add_data(bag, "entries.csv", csv, strlen(csv), error) ||
        !add_protocol(bag, less, what->record_sha256, error) ||
        !public_video_add(bag, what->video, json_node_get_object(what->record), object, withdrawn,
                          what->video_folder, what->progress, what->user_data, error))
        return FALSE;
    public_video_lines(object, what->told);
    gsize size = 0;
    g_autofree char *json = canonical_json(less, &size, error);
    return json && bag_add_data(bag, EXPORT_PUBLIC_FILE, json, size, error);
}
