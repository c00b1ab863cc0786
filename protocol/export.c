#include "protocol/export.h"

#include <string.h>
#include <sys/stat.h>

#include "media/chain.h"
#include "media/error.h"
#include "protocol/audit_dump.h"
#include "protocol/bag.h"
#include "protocol/durable.h"
#include "protocol/envelope.h"
#include "protocol/error.h"
#include "protocol/export_csv.h"
#include "protocol/export_entry.h"
#include "protocol/export_instructions.h"
#include "protocol/export_public.h"
#include "protocol/json_read.h"
#include "protocol/later.h"
#include "protocol/playable.h"
#include "protocol/register.h"
#include "protocol/register_audit.h"
#include "protocol/register_import.h"
#include "protocol/register_meeting.h"
#include "protocol/register_signed_copy.h"
#include "protocol/workspace.h"

/* Characters of the body's name in the bag's: FAT and people have limits. */
#define BODY_CHARACTERS 40
/* Left free beside the files: manifests, lists, the filesystem's own. */
#define SPARE_BYTES (1 << 20)

/* One export. */
typedef struct {
    Home *home;
    const char *id;
    const ExportChoice *choice;
    GPtrArray *told;  /* lines about the recording of a public copy */
    JsonNode *record; /* meeting.json, not the register: what was sealed */
    JsonObject *seal; /* hashes, register_meeting.h */
    Bag *bag;
    gint64 done_bytes, all_bytes;
    gint64 largest_bytes;             /* of one file */
    gint64 takes_bytes, copied_bytes; /* of the recording; how much of it the playable copy has */
    ExportProgress progress;
    gpointer user_data;
} Export;

static const char *const profiles[EXPORT_COUNT] = {"full", "entry", "public"};

gboolean export_profile_parse(const char *text, ExportProfile *profile_out)
{
    for (int i = 0; i < EXPORT_COUNT; i++)
        if (g_strcmp0(text, profiles[i]) == 0) {
            *profile_out = i;
            return TRUE;
        }
    return FALSE;
}

static gboolean refuse_changed(const char *file, const char *id, GError **error)
{
    error_set(error, PROTOCOL_ERROR_DIFFERENT,
              N_("{1} is not what was sealed: nothing was exported. See: esep verify {2}"), file,
              id, NULL);
    return FALSE;
}

/* What another device has sealed would be signed by this one. */
static gboolean check_own(const Export *export, GError **error)
{
    g_autoptr(JsonObject) origin = NULL;
    if (!register_import_origin(home_register(export->home), export->id, &origin, error))
        return FALSE;
    if (origin)
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("Meeting {1} was sealed by another device: pass on the archive that it came "
                     "in."),
                  export->id, NULL);
    return !origin;
}

/* The sealed record, read from the file that was sealed. */
static gboolean load_record(Export *export, GError **error)
{
    Register *register_ = home_register(export->home);
    g_autoptr(JsonObject) row = register_meeting(register_, export->id, error);
    if (!row || !register_seal(register_, export->id, &export->seal, error))
        return FALSE;
    const char *state = json_object_get_string_member(row, "state");
    if (!export->seal || strcmp(state, "sealed") != 0) {
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  export->seal
                      ? N_("Meeting {1} was disposed of: there is nothing left to export.")
                      : N_("Meeting {1} is not sealed, and only a sealed one can be exported. Seal "
                           "it first: esep seal {1}"),
                  export->id, NULL);
        return FALSE;
    }
    g_autofree char *path = home_meeting_path(export->home, export->id, "meeting.json");
    g_autofree char *text = NULL, *found = NULL;
    gsize size;
    if (!g_file_get_contents(path, &text, &size, NULL))
        return refuse_changed("meeting.json", export->id, error);
    found = g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)text, size);
    if (strcmp(found, json_object_get_string_member(export->seal, "json_sha256")) != 0)
        return refuse_changed("meeting.json", export->id, error);
    export->record = json_read("meeting.json", text, size, error);
    return export->record != NULL;
}

static gint64 size_of(Export *export, const char *file)
{
    struct stat status;
    g_autofree char *path = home_meeting_path(export->home, export->id, file);
    return stat(path, &status) == 0 ? status.st_size : 0;
}

/* What is done with a file of the meeting. name: in the archive; expected: the hash that it was
 * sealed with (NULL: the recording has its chain). */
typedef gboolean (*HandleFile)(Export *export, const char *file, const char *name,
                               const char *expected, GError **error);

static gboolean add_file(Export *export, const char *file, const char *name, const char *expected,
                         GError **error)
{
    g_autofree char *path = home_meeting_path(export->home, export->id, file), *sha256 = NULL;
    if (!bag_add_file(export->bag, name, path, &sha256, error))
        return FALSE;
    return !expected || strcmp(expected, sha256) == 0 || refuse_changed(file, export->id, error);
}

static gboolean each_material(Export *export, HandleFile handle, GError **error)
{
    JsonArray *materials =
        json_object_get_array_member(json_node_get_object(export->record), "materials");
    guint count = json_array_get_length(materials);
    g_autofree const char **files = g_new0(const char *, count + 1);
    for (guint i = 0; i < count; i++)
        files[i] =
            json_object_get_string_member(json_array_get_object_element(materials, i), "file");
    g_auto(GStrv) safe = bag_safe_names(files);
    for (guint i = 0; i < count; i++) {
        JsonObject *material = json_array_get_object_element(materials, i);
        g_autofree char *file = g_strconcat("materials/", files[i], NULL);
        g_autofree char *name = g_strconcat("materials/", safe[i], NULL);
        if (!handle(export, file, name, json_object_get_string_member(material, "sha256"), error))
            return FALSE;
    }
    return TRUE;
}

/* Files that rows of the register name, with their hashes; takes rows, which may be NULL. */
static gboolean each_row(Export *export, JsonArray *rows, HandleFile handle, GError **error)
{
    gboolean ok = rows != NULL;
    for (guint i = 0; ok && i < json_array_get_length(rows); i++) {
        JsonObject *row = json_array_get_object_element(rows, i);
        const char *file = json_object_get_string_member(row, "file");
        ok = handle(export, file, file, json_object_get_string_member(row, "sha256"), error);
    }
    g_clear_pointer(&rows, json_array_unref);
    return ok;
}

/* The pages that were signed by hand and came back, and the documents of addenda. */
static gboolean each_later(Export *export, HandleFile handle, GError **error)
{
    Register *register_ = home_register(export->home);
    return each_row(export, register_signed_copies(register_, export->id, error), handle, error) &&
           each_row(export, register_addendum_files(register_, export->id, error), handle, error);
}

static gboolean each_take(Export *export, HandleFile handle, GError **error)
{
    JsonObject *record = json_node_get_object(export->record);
    if (json_object_get_null_member(record, "recording"))
        return TRUE;
    JsonArray *takes =
        json_object_get_array_member(json_object_get_object_member(record, "recording"), "takes");
    for (guint i = 0; i < json_array_get_length(takes); i++) {
        JsonObject *take = json_array_get_object_element(takes, i);
        g_autofree char *file =
            g_strconcat("video/", json_object_get_string_member(take, "file"), NULL);
        if (!handle(export, file, file, NULL, error))
            return FALSE;
    }
    return handle(export, "video/chain.jsonl", "video/chain.jsonl", NULL, error);
}

/* All files that the record names, in order. */
static gboolean each_file(Export *export, HandleFile handle, GError **error)
{
    const char *json = json_object_get_string_member(export->seal, "json_sha256");
    const char *pdf = json_object_get_string_member(export->seal, "pdf_sha256");
    return handle(export, "meeting.json", "meeting.json", json, error) &&
           handle(export, "protocol.pdf", "protocol.pdf", pdf, error) &&
           each_material(export, handle, error) && each_later(export, handle, error) &&
           each_take(export, handle, error);
}

static gboolean handle_bytes(gint64 bytes, gpointer user_data)
{
    Export *export = user_data;
    export->done_bytes += bytes;
    return !export->progress || export->progress(MIN(export->done_bytes, export->all_bytes),
                                                 export->all_bytes, export->user_data);
}

static gboolean handle_playable(gint64 done_bytes, gint64 all_bytes, gpointer user_data)
{
    Export *export = user_data;
    gint64 more_bytes = done_bytes - export->copied_bytes;
    export->copied_bytes = done_bytes;
    return handle_bytes(more_bytes, export);
}

static gboolean make_playable(const char *path, gpointer user_data, GError **error)
{
    Export *export = user_data;
    g_autofree char *video = home_meeting_path(export->home, export->id, "video");
    return playable_write(video, json_node_get_object(export->record), path, handle_playable,
                          export, error);
}

/* What people play: the takes stay as they are (DESIGN.md, 7). */
static gboolean add_playable(Export *export, GError **error)
{
    g_autoptr(GError) reason = NULL;
    if (export->takes_bytes == 0 ||
        bag_add_made(export->bag, "video/" CHAIN_PLAYABLE_FILE, make_playable, export, &reason))
        return TRUE;
    /* A recording that broke off before its first picture. */
    if (g_error_matches(reason, MEDIA_ERROR, MEDIA_ERROR_NO_RECORDING))
        return TRUE;
    g_propagate_error(error, g_steal_pointer(&reason));
    return FALSE;
}

static gboolean count_file(Export *export, const char *file, const char *name, const char *expected,
                           GError **error)
{
    export->all_bytes += size_of(export, file);
    export->largest_bytes = MAX(export->largest_bytes, size_of(export, file));
    if (g_str_has_prefix(file, "video/take-"))
        export->takes_bytes += size_of(export, file);
    return TRUE;
}

static const char *body_name(const Export *export)
{
    JsonObject *body = json_object_get_object_member(json_node_get_object(export->record), "body");
    const char *kk = json_object_get_string_member_with_default(body, "name_kk", NULL);
    return kk && *kk ? kk : json_object_get_string_member(body, "name");
}

/* "<body>-<id>" in folder, the body without blanks and quotes. */
static char *bag_path(const Export *export, const char *folder)
{
    GString *name = g_string_new(NULL);
    const char *at = body_name(export);
    for (int i = 0; *at && i < BODY_CHARACTERS; at = g_utf8_next_char(at), i++) {
        gunichar c = g_utf8_get_char(at);
        if (g_unichar_isalnum(c))
            g_string_append_unichar(name, c);
        else if (name->len > 0 && name->str[name->len - 1] != '-')
            g_string_append_c(name, '-');
    }
    if (name->len > 0 && name->str[name->len - 1] != '-')
        g_string_append_c(name, '-');
    g_string_append(name, export->id);
    if (export->choice->profile == EXPORT_ENTRY)
        g_string_append_printf(name, "-entry-%d", export->choice->entry);
    if (export->choice->profile == EXPORT_PUBLIC)
        g_string_append(name, "-public");
    g_autofree char *safe = bag_safe_name(name->str);
    g_string_free(name, TRUE);
    return g_build_filename(folder, safe, NULL);
}

static gboolean add_text(Export *export, const char *name, char *text, GError **error)
{
    gboolean ok = bag_add_data(export->bag, name, text, strlen(text), error);
    g_free(text);
    return ok;
}

/* The log of the meeting's changes, up to the head that the record names. */
static gboolean add_log(Export *export, GError **error)
{
    const char *head = json_object_get_string_member_with_default(
        json_node_get_object(export->record), "audit_head", "");
    char *lines = audit_dump(home_register(export->home), export->id, head, error);
    return lines && add_text(export, AUDIT_DUMP_FILE, lines, error);
}

static gboolean add_lists(Export *export, GError **error)
{
    char *later = later_text(export->home, export->id, error);
    JsonObject *record = json_node_get_object(export->record);
    const RulesSet *set = home_rules(export->home, error);
    const Rules *rules =
        set ? rules_by_id(set, json_object_get_string_member(record, "edition"), error) : NULL;
    if (!later || !add_text(export, LATER_FILE, later, error))
        return FALSE;
    return rules && add_text(export, "attendees.csv", export_attendees_csv(record, rules), error) &&
           add_text(export, "entries.csv", export_entries_csv(record), error) &&
           add_log(export, error);
}

static void add_info(Export *export)
{
    JsonObject *record = json_node_get_object(export->record);
    g_autofree char *number =
        g_strdup_printf("%d", (int)json_object_get_int_member(record, "number"));
    g_autofree char *identifier =
        g_strconcat(home_device_uuid(export->home), "/", export->id, NULL);
    JsonObject *body = json_object_get_object_member(record, "body");
    bag_info(export->bag, "Source-Organization", json_object_get_string_member(body, "name"));
    bag_info(export->bag, "External-Identifier", identifier);
    bag_info(export->bag, "Internal-Sender-Identifier", export->id);
    bag_info(export->bag, "Esep-Profile", profiles[export->choice->profile]);
    bag_info(export->bag, "Esep-Meeting-Date", json_object_get_string_member(record, "date"));
    bag_info(export->bag, "Esep-Protocol-Number", number);
    bag_info(export->bag, "Esep-Sealed", json_object_get_string_member(record, "sealed"));
}

static gboolean add_public(Export *export, GError **error)
{
    g_autofree char *video = home_meeting_path(export->home, export->id, "video");
    const ExportPublic what = {
        .home = export->home,
        .id = export->id,
        .record = export->record,
        .record_sha256 = json_object_get_string_member(export->seal, "json_sha256"),
        .video_folder = video,
        .video = &export->choice->video,
        .progress = handle_playable,
        .user_data = export,
        .told = export->told,
    };
    export->all_bytes += 2 * export->takes_bytes;
    return export_public_fill(export->bag, &what, error);
}

static gboolean add_contents(Export *export, GError **error)
{
    if (export->choice->profile == EXPORT_FULL) {
        /* The copy is read from the takes and hashed when it is whole. */
        export->all_bytes += 2 * export->takes_bytes;
        return each_file(export, add_file, error) && add_playable(export, error) &&
               add_lists(export, error);
    }
    if (export->choice->profile == EXPORT_PUBLIC)
        return add_public(export, error);
    const char *sha256 = json_object_get_string_member(export->seal, "json_sha256");
    g_autofree char *video = home_meeting_path(export->home, export->id, "video");
    return export_entry_fill(export->bag, export->record, sha256, video, export->choice->entry,
                             error);
}

static gboolean fill_bag(Export *export, GError **error)
{
    g_autofree char *key = home_key_path(export->home);
    g_autofree char *certificate = home_certificate_path(export->home);
    g_autofree char *today = clock_today(home_clock(export->home));
    add_info(export);
    return add_contents(export, error) &&
           export_instructions(export->bag, export->choice->profile, certificate,
                               json_object_get_string_member(export->seal, "json_sha256"),
                               export->told, error) &&
           bag_finish(export->bag, today, key, certificate, error);
}

/* Whether folder is on another medium than the home: it will be carried away. */
static gboolean is_elsewhere(Home *home, const char *folder)
{
    struct stat here, there;
    return stat(home_path(home), &here) == 0 && stat(folder, &there) == 0 &&
           here.st_dev != there.st_dev;
}

/* Notes that a whole archive was read back from another medium: disk_space.h asks for it. Without
 * the note the record is only not proposed, so a failure is none of the export. */
static void note_carried(Home *home, const char *id)
{
    const AuditEvent event = {.meeting = id, .what = EXPORT_CARRIED};
    register_audit_note(home_register(home), home_clock(home), &event, NULL);
}

/* How much will be read and written. */
static gboolean count_bytes(Export *export, GError **error)
{
    switch (export->choice->profile) {
    case EXPORT_FULL:
        return each_file(export, count_file, error);
    case EXPORT_PUBLIC:
        /* Only the copy, which is as large as the takes. */
        if (!export->choice->video.leave_out && !each_take(export, count_file, error))
            return FALSE;
        export->all_bytes = 0;
        return TRUE;
    default:
        return TRUE;
    }
}

gboolean export_meeting(Home *home, const char *id, const char *folder, const ExportChoice *choice,
                        ExportProgress progress, gpointer user_data, char **path_out,
                        GError **error)
{
    Export export = {.home = home,
                     .id = id,
                     .choice = choice,
                     .told = choice->told ? g_ptr_array_ref(choice->told)
                                          : g_ptr_array_new_with_free_func(g_free),
                     .progress = progress,
                     .user_data = user_data};
    gboolean ok = FALSE;
    g_autofree char *path = NULL;
    if (!load_record(&export, error) || !check_own(&export, error) ||
        !durable_mkdir(folder, error) || !count_bytes(&export, error))
        goto cleanup;
    /* The playable copy is one file. A larger stick is no help if it is formatted as FAT. */
    if (!durable_check_file(folder, MAX(export.largest_bytes, export.takes_bytes), error) ||
        !durable_check_room(folder, export.all_bytes + export.takes_bytes + SPARE_BYTES, error))
        goto cleanup;
    path = bag_path(&export, folder);
    export.bag = bag_new(path, error);
    if (!export.bag)
        goto cleanup;
    if (is_elsewhere(home, folder)) {
        bag_read_back(export.bag);
        export.all_bytes += export.all_bytes + export.takes_bytes;
    }
    bag_on_progress(export.bag, handle_bytes, &export);
    ok = fill_bag(&export, error);
    if (ok && choice->profile == EXPORT_FULL && is_elsewhere(home, folder))
        note_carried(home, id);
    if (ok)
        *path_out = g_steal_pointer(&path);

cleanup:
    bag_free(export.bag);
    g_ptr_array_unref(export.told);
    g_clear_pointer(&export.record, json_node_unref);
    g_clear_pointer(&export.seal, json_object_unref);
    return ok;
}

gboolean export_encrypted(Home *home, const char *id, const char *folder,
                          const ExportChoice *choice, GPtrArray *recipients,
                          ExportProgress progress, gpointer user_data, char **path_out,
                          GError **error)
{
    Workspace workspace;
    g_autofree char *bag = NULL, *path = NULL;
    gboolean ok =
        workspace_open(&workspace, home, error) && durable_mkdir(folder, error) &&
        export_meeting(home, id, workspace.path, choice, progress, user_data, &bag, error);
    if (ok) {
        g_autofree char *name = g_path_get_basename(bag);
        g_autofree char *shut = g_strconcat(name, ENVELOPE_SUFFIX, NULL);
        path = g_build_filename(folder, shut, NULL);
        ok = envelope_write(bag, path, recipients, is_elsewhere(home, folder), progress, user_data,
                            error);
    }
    workspace_close(&workspace);
    if (ok && choice->profile == EXPORT_FULL && is_elsewhere(home, folder))
        note_carried(home, id);
    if (ok)
        *path_out = g_steal_pointer(&path);
    return ok;
}
