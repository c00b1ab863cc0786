#include "protocol/import.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "media/chain.h"
#include "protocol/audit_dump.h"
#include "protocol/bag.h"
#include "protocol/durable.h"
#include "protocol/error.h"
#include "protocol/import_check.h"
#include "protocol/import_later.h"
#include "protocol/import_rows.h"
#include "protocol/import_signed.h"
#include "protocol/json_read.h"
#include "protocol/meeting.h"
#include "protocol/register.h"
#include "protocol/register_import.h"
#include "protocol/register_meeting.h"
#include "protocol/register_statement.h"
#include "protocol/verify.h"

/* Beside the meetings' folders: where an archive is unpacked. One import at a time holds its lock.
 */
#define COMING_FOLDER ".import"
#define ID_DIGITS_MAX 9

typedef struct {
    Home *home;
    char *meetings, *coming; /* folders */
    int lock;                /* the open meetings folder */
} Import;

static gboolean failed(const char *path, GError **error)
{
    error_set(error, PROTOCOL_ERROR_REFUSED, N_("{1} could not be written: {2}."), path,
              g_strerror(errno), NULL);
    return FALSE;
}

static void import_end(Import *import)
{
    if (import->lock >= 0)
        close(import->lock);
    g_free(import->meetings);
    g_free(import->coming);
}

/* Takes the lock; *held_out is FALSE if another import has it. */
static gboolean import_begin(Import *import, Home *home, gboolean *held_out, GError **error)
{
    *import = (Import){.home = home, .lock = -1};
    g_autofree char *any = home_meeting_path(home, COMING_FOLDER, NULL);
    import->meetings = g_path_get_dirname(any);
    import->coming = g_steal_pointer(&any);
    import->lock = open(import->meetings, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (import->lock < 0)
        return failed(import->meetings, error);
    *held_out = flock(import->lock, LOCK_EX | LOCK_NB) == 0;
    return *held_out || errno == EWOULDBLOCK || failed(import->meetings, error);
}

/* The files of a meeting whose rows are there take its place; what belongs to none goes. */
static gboolean settle(Import *import, GError **error)
{
    g_autofree char *id = NULL;
    Register *register_ = home_register(import->home);
    if (!register_import_coming(register_, &id, error))
        return FALSE;
    if (!id)
        return durable_remove_tree(import->coming) || failed(import->coming, error);
    g_autofree char *folder = home_meeting_path(import->home, id, NULL);
    /* Moved already, if it is not there any more: then the row was what the crash cut off. */
    if (rename(import->coming, folder) != 0 && errno != ENOENT)
        return failed(folder, error);
    return durable_sync_dir(import->meetings, error) &&
           register_import_arrived(register_, id, error);
}

gboolean import_reconcile(Home *home, GError **error)
{
    Import import;
    gboolean held = FALSE;
    gboolean ok = import_begin(&import, home, &held, error) && (!held || settle(&import, error));
    import_end(&import);
    return ok;
}

/* meeting.json in the folder of what has come, its hash through sha256_out. */
static JsonNode *read_record(Import *import, char **sha256_out, GError **error)
{
    g_autofree char *path = g_build_filename(import->coming, "meeting.json", NULL), *text = NULL;
    gsize size = 0;
    g_autoptr(JsonNode) node = g_file_get_contents(path, &text, &size, NULL)
                                   ? json_read("meeting.json", text, (gssize)size, NULL)
                                   : NULL;
    if (!node || !JSON_NODE_HOLDS_OBJECT(node) || !import_text_plain(node)) {
        error_set(error, PROTOCOL_ERROR_DIFFERENT,
                  N_("{1} is no record that this program can take over whole: it was written by a "
                     "newer one, or by hand."),
                  "meeting.json", NULL);
        return NULL;
    }
    *sha256_out = g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)text, size);
    return g_steal_pointer(&node);
}

/* The materials get the names that the record gives them; verify_contents has judged those. */
static gboolean rename_materials(Import *import, JsonObject *record, GError **error)
{
    JsonArray *materials = json_read_array(record, "materials");
    guint count = materials ? json_array_get_length(materials) : 0;
    g_autofree char *folder = g_build_filename(import->coming, "materials", NULL);
    g_autofree const char **names = g_new0(const char *, count + 1);
    for (guint i = 0; i < count; i++)
        names[i] = json_read_text(json_array_get_object_element(materials, i), "file");
    g_auto(GStrv) safe = bag_safe_names(names);
    /* In two steps: the safe name of one may be the right name of another. */
    for (int step = 0; step < 2; step++)
        for (guint i = 0; i < count; i++) {
            g_autofree char *between = g_strdup_printf(".%u", i);
            g_autofree char *from = g_build_filename(folder, step ? between : safe[i], NULL);
            g_autofree char *to = g_build_filename(folder, step ? names[i] : between, NULL);
            if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) != 0)
                return failed(to, error);
        }
    return count == 0 || durable_sync_dir(folder, error);
}

/* What a meeting's folder has no place for: it is made again where somebody needs it. */
static gboolean keep_only_record(Import *import, GError **error)
{
    static const char *const kept[] = {"meeting.json", "protocol.pdf", AUDIT_DUMP_FILE,
                                       "materials",    "signed",       IMPORT_CERTIFICATE,
                                       ADDENDA_FOLDER, "video",        NULL};
    g_autoptr(GDir) dir = g_dir_open(import->coming, 0, NULL);
    for (const char *name; dir && (name = g_dir_read_name(dir));) {
        g_autofree char *path = g_build_filename(import->coming, name, NULL);
        if (!g_strv_contains(kept, name) && !durable_remove_tree(path))
            return failed(path, error);
    }
    g_autofree char *playable =
        g_build_filename(import->coming, "video", CHAIN_PLAYABLE_FILE, NULL);
    g_autofree char *video = g_path_get_dirname(playable);
    if (unlink(playable) != 0 && errno != ENOENT && errno != ENOTDIR)
        return failed(playable, error);
    return (access(video, F_OK) != 0 || durable_sync_dir(video, error)) &&
           durable_sync_dir(import->coming, error);
}

/* Its id here: its own, if it is free, else the next one of its year. */
static char *choose_id(Import *import, const char *id, GError **error)
{
    Register *register_ = home_register(import->home);
    g_autofree char *series = g_strdup_printf("meeting %.4s", id);
    int number = (int)g_ascii_strtoll(id + 5, NULL, 10);
    for (char *own = g_strdup(id);;) {
        g_autoptr(GError) reason = NULL;
        g_autoptr(JsonObject) row = register_meeting(register_, own, &reason);
        g_autofree char *folder = home_meeting_path(import->home, own, NULL);
        /* An empty folder is what a power cut leaves of a meeting that was never made. */
        if (!row && g_error_matches(reason, PROTOCOL_ERROR, PROTOCOL_ERROR_NOT_FOUND) &&
            (rmdir(folder) == 0 || errno == ENOENT) &&
            register_import_number(register_, series, number, error))
            return own;
        g_free(own);
        if (!register_next(register_, series, &number, error))
            return NULL;
        own = g_strdup_printf("%.4s-%04d", id, number);
    }
}

/* The meeting's name everywhere; refuses one that is here. */
static gboolean check_new(Import *import, JsonObject *record, GError **error)
{
    const char *device = json_read_text(json_read_object(record, "device"), "uuid");
    const char *id = json_read_text(record, "id"), *date = json_read_text(record, "date");
    if (!device || !meeting_id_valid(id) || !date || strncmp(id, date, 4) != 0) {
        error_set(error, PROTOCOL_ERROR_DIFFERENT, N_("{1} has been changed."), "meeting.json",
                  NULL);
        return FALSE;
    }
    g_autofree char *here = NULL;
    if (!register_import_find(home_register(import->home), device, id, &here, error))
        return FALSE;
    if (here)
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("The meeting of this archive is here already, as {1}."), here, NULL);
    return !here;
}

/* The rows, in one transaction: from its end on the meeting is here. */
static gboolean add_rows(Import *import, JsonObject *record, JsonNode *later,
                         const char *json_sha256, char **id_out, GError **error)
{
    Register *register_ = home_register(import->home);
    g_autofree char *path = g_build_filename(import->coming, "protocol.pdf", NULL), *pdf = NULL;
    gsize size = 0;
    if (!g_file_get_contents(path, &pdf, &size, NULL))
        return failed(path, error);
    g_autofree char *pdf_sha256 =
        g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)pdf, size);
    g_autofree char *id = NULL;
    if (!register_begin(register_, error))
        return FALSE;
    gboolean ok = check_new(import, record, error) &&
                  (id = choose_id(import, json_read_text(record, "id"), error));
    const ImportFiles files = {id, json_sha256, pdf_sha256};
    if (!ok || !import_rows_add(import->home, &files, record, error) ||
        !import_signed_copies(import->home, import->coming, id, error) ||
        (later && !import_later_add(import->home, id, record, later, error))) {
        register_rollback(register_);
        return FALSE;
    }
    *id_out = g_steal_pointer(&id);
    return register_commit(register_, error);
}

static gboolean refuse_archive(const char *path, const Verification *result, GError **error)
{
    if (!result->ok)
        error_set(error, PROTOCOL_ERROR_DIFFERENT,
                  N_("The archive {1} does not verify: nothing was imported. See: esep verify {1}"),
                  path, NULL);
    else
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("The archive {1} holds only a part of a meeting. Only one of the profile full "
                     "can be imported."),
                  path, NULL);
    return FALSE;
}

static gboolean take_over(Import *import, const char *path, const Verification *result,
                          char **id_out, GError **error)
{
    g_autofree char *json = g_build_filename(import->coming, "meeting.json", NULL);
    g_autofree char *sha256 = NULL, *id = NULL;
    if (!result->ok || access(json, F_OK) != 0)
        return refuse_archive(path, result, error);
    g_autoptr(JsonNode) record = read_record(import, &sha256, error);
    g_autoptr(JsonNode) later = NULL;
    JsonObject *object = record ? json_node_get_object(record) : NULL;
    if (!object || !import_later_read(import->coming, object, &later, error) ||
        !rename_materials(import, object, error) || !keep_only_record(import, error) ||
        !durable_sync_dir(import->meetings, error) ||
        !add_rows(import, object, later, sha256, &id, error) || !settle(import, error))
        return FALSE;
    *id_out = g_steal_pointer(&id);
    return TRUE;
}

gboolean import_archive(Home *home, const char *path, VerifyProgress progress, gpointer user_data,
                        Verification *result_out, char **id_out, GError **error)
{
    Import import;
    gboolean held = FALSE, ok = FALSE;
    *result_out = (Verification){.ok = FALSE};
    if (!import_begin(&import, home, &held, error))
        goto cleanup;
    if (!held) {
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("Another archive is being imported. Wait for it to end."), NULL);
        goto cleanup;
    }
    if (!settle(&import, error) || !durable_mkdir(import.coming, error))
        goto cleanup;
    ok = verify_copy(path, import.coming, progress, user_data, result_out, error) &&
         take_over(&import, path, result_out, id_out, error);
    /* What came of an archive that was refused; rows that are there have their files. */
    if (!ok)
        settle(&import, NULL);

cleanup:
    import_end(&import);
    return ok;
}
