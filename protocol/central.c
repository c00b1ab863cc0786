#include "protocol/central.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "protocol/bag_manifest.h"
#include "protocol/digest.h"
#include "protocol/durable.h"
#include "protocol/error.h"
#include "protocol/export.h"
#include "protocol/home_names.h"
#include "protocol/register_audit.h"
#include "protocol/register_central.h"
#include "protocol/retention.h"
#include "protocol/s3.h"

#define GROUP "central"

struct Central {
    Home *home;
    S3 *s3;
    char *place; /* "https://host/bucket" */
    gboolean lock;
};

static void clear_setup(S3Setup *setup)
{
    g_free(setup->url);
    g_free(setup->bucket);
    g_free(setup->region);
    g_free(setup->access_key);
    g_free(setup->secret_key);
    g_free(setup->authority);
}

static gboolean wrong_file(const char *path, const char *key, GError **error)
{
    error_set(error, PROTOCOL_ERROR_USAGE, N_("{1}: “{2}” is missing or wrong in [central]."), path,
              key, NULL);
    return FALSE;
}

static gboolean read_setup(const char *path, GKeyFile *file, S3Setup *setup, GError **error)
{
    const struct {
        const char *key;
        char **value;
    } keys[] = {{"url", &setup->url},
                {"bucket", &setup->bucket},
                {"region", &setup->region},
                {"access-key", &setup->access_key},
                {"secret-key", &setup->secret_key}};
    for (gsize i = 0; i < G_N_ELEMENTS(keys); i++) {
        *keys[i].value = g_key_file_get_string(file, GROUP, keys[i].key, NULL);
        if (!*keys[i].value || !**keys[i].value)
            return wrong_file(path, keys[i].key, error);
    }
    while (g_str_has_suffix(setup->url, "/"))
        setup->url[strlen(setup->url) - 1] = '\0';
    setup->authority = g_key_file_get_string(file, GROUP, "authority", NULL);
    return TRUE;
}

/* The keys in it open the archive of every kiosk that has them. */
static gboolean check_file(const char *path, GError **error)
{
    struct stat status;
    if (lstat(path, &status) != 0) {
        error_set(
            error, PROTOCOL_ERROR_NOT_FOUND,
            N_("No central archive is set up: {1} is missing. The README tells what stands in "
               "it."),
            path, NULL);
        return FALSE;
    }
    if (S_ISREG(status.st_mode) && (status.st_mode & 077) == 0)
        return TRUE;
    error_set(error, PROTOCOL_ERROR_USAGE,
              N_("{1} holds keys and must be a file that nobody else can read: chmod 600 {1}"),
              path, NULL);
    return FALSE;
}

static gboolean read_lock(Central *central, const char *path, GKeyFile *file, GError **error)
{
    g_autofree char *lock = g_key_file_get_string(file, GROUP, "lock", NULL);
    central->lock = !lock || strcmp(lock, "compliance") == 0;
    return central->lock || strcmp(lock, "none") == 0 || wrong_file(path, "lock", error);
}

/* Removes from the outbox what does not wait any more: it arrived before a power cut. */
static gboolean sweep(Home *home, GError **error)
{
    g_autofree char *outbox = g_build_filename(home_path(home), OUTBOX_FOLDER, NULL);
    g_autoptr(GHashTable) waits = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(JsonArray) waiting = central_waiting(home, error);
    g_autoptr(GDir) folder = waiting ? g_dir_open(outbox, 0, NULL) : NULL;
    for (guint i = 0; waiting && i < json_array_get_length(waiting); i++)
        g_hash_table_add(waits, (gpointer)json_object_get_string_member(
                                    json_array_get_object_element(waiting, i), "meeting"));
    for (const char *name; folder && (name = g_dir_read_name(folder));) {
        g_autofree char *id = g_strndup(name, strcspn(name, "."));
        g_autofree char *path = g_build_filename(outbox, name, NULL);
        if (g_hash_table_contains(waits, id))
            continue;
        if (unlink(path) != 0 && !durable_remove_tree(path))
            g_info("%s stays behind", path);
    }
    return waiting != NULL;
}

Central *central_open(Home *home, GError **error)
{
    g_autoptr(Central) central = g_new0(Central, 1);
    g_autoptr(GKeyFile) file = g_key_file_new();
    g_autofree char *path = g_build_filename(home_path(home), CENTRAL_FILE, NULL);
    S3Setup setup = {0};
    central->home = home;
    if (!check_file(path, error) || !sweep(home, error))
        return NULL;
    g_key_file_load_from_file(file, path, G_KEY_FILE_NONE, NULL);
    if (read_setup(path, file, &setup, error) && read_lock(central, path, file, error)) {
        central->s3 = s3_new(&setup, error);
        central->place = g_strconcat(setup.url, "/", setup.bucket, NULL);
    }
    clear_setup(&setup);
    return central->s3 ? g_steal_pointer(&central) : NULL;
}

void central_free(Central *central)
{
    if (!central)
        return;
    s3_free(central->s3);
    g_free(central->place);
    g_free(central);
}

JsonArray *central_waiting(Home *home, GError **error)
{
    return register_central_waiting(home_register(home), error);
}

/* -- One archive on its way -- */

typedef struct {
    Central *central;
    const char *id;
    char *outbox; /* outbox/<id> */
    char *memory; /* outbox/<id>.parts */
    char *bag;    /* in outbox */
    char *prefix; /* of its keys: "<device>/<id>/<bag>/" */
    char *until;  /* NULL: it is not locked */
    gint64 done_bytes, all_bytes;
    int files;
    CentralProgress progress;
    gpointer user_data;
} Sending;

static void sending_clear(Sending *sending)
{
    g_free(sending->outbox);
    g_free(sending->memory);
    g_free(sending->bag);
    g_free(sending->prefix);
    g_free(sending->until);
}

static void say(Sending *sending, const char *msgid, gint64 done_bytes, gint64 all_bytes)
{
    if (sending->progress)
        sending->progress(msgid, done_bytes, all_bytes, sending->user_data);
}

static gboolean handle_made(gint64 done_bytes, gint64 all_bytes, gpointer user_data)
{
    say(user_data, N_("Making the archive"), done_bytes, all_bytes);
    return TRUE;
}

static void handle_sent(gint64 bytes, gpointer user_data)
{
    Sending *sending = user_data;
    sending->done_bytes += bytes;
    say(sending, N_("Sending"), sending->done_bytes, sending->all_bytes);
}

/* The archive that an earlier try has made; NULL if there is none. What is not whole has no such
 * name (bag.h). */
static char *find_bag(const char *outbox)
{
    g_autoptr(GDir) folder = g_dir_open(outbox, 0, NULL);
    for (const char *name; folder && (name = g_dir_read_name(folder));)
        if (!g_str_has_suffix(name, ".part"))
            return g_build_filename(outbox, name, NULL);
    return NULL;
}

/* An archive that lay here is checked again before it goes: a card forgets. */
static gboolean take_bag(Sending *sending, GError **error)
{
    Home *home = sending->central->home;
    BagCheck check = {.checked = g_ptr_array_new_with_free_func(g_free)};
    sending->bag = find_bag(sending->outbox);
    gboolean whole = sending->bag && bag_verify(sending->bag, &check, NULL);
    g_ptr_array_unref(check.checked);
    g_free(check.file);
    g_free(check.signer);
    g_free(check.signer_name);
    recording_check_free(check.recording);
    if (whole)
        return TRUE;
    g_clear_pointer(&sending->bag, g_free);
    if (!durable_remove_tree(sending->outbox))
        return durable_failed(sending->outbox, error);
    return durable_mkdir(sending->outbox, error) &&
           export_meeting(home, sending->id, sending->outbox,
                          &(ExportChoice){.profile = EXPORT_FULL}, handle_made, sending,
                          &sending->bag, error);
}

/* Adds the files below folder, as paths in the bag. */
static void list_files(const char *bag, const char *below, GPtrArray *names)
{
    g_autofree char *path = g_build_filename(bag, below, NULL);
    g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
    for (const char *name; folder && (name = g_dir_read_name(folder));) {
        g_autofree char *inside = *below ? g_strconcat(below, "/", name, NULL) : g_strdup(name);
        g_autofree char *full = g_build_filename(bag, inside, NULL);
        if (g_file_test(full, G_FILE_TEST_IS_DIR))
            list_files(bag, inside, names);
        else
            g_ptr_array_add(names, g_steal_pointer(&inside));
    }
}

/* The payload first, the signature last: an archive without one is not whole. */
static int rank(const char *name)
{
    return strcmp(name, BAG_SIGNATURE) == 0 ? 2 : !g_str_has_prefix(name, "data/");
}

static int compare(gconstpointer a, gconstpointer b)
{
    const char *left = *(const char *const *)a, *right = *(const char *const *)b;
    int order = rank(left) - rank(right);
    return order ? order : strcmp(left, right);
}

static gboolean arrived(const S3Object *object, const Digest *digest)
{
    return object->found && object->bytes == digest->bytes &&
           strcmp(object->sha256, digest->sha256) == 0;
}

static gboolean send_file(Sending *sending, const char *name, GError **error)
{
    g_autofree char *path = g_build_filename(sending->bag, name, NULL);
    g_autofree char *key = g_strconcat(sending->prefix, name, NULL);
    S3 *s3 = sending->central->s3;
    S3Object object;
    Digest digest;
    DigestFile file = {.fd = g_open(path, O_RDONLY | O_CLOEXEC, 0), .name = name};
    if (!digest_file(&file, NULL, NULL, &digest, error) || !s3_find(s3, key, &object, error))
        return FALSE;
    if (arrived(&object, &digest)) {
        handle_sent(digest.bytes, sending);
    } else {
        const S3Upload upload = {.key = key,
                                 .path = path,
                                 .sha256 = digest.sha256,
                                 .memory = sending->memory,
                                 .progress = handle_sent,
                                 .user_data = sending};
        if (!s3_put(s3, &upload, error) || !s3_find(s3, key, &object, error))
            return FALSE;
    }
    if (!arrived(&object, &digest)) {
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("The central archive has something else as {1} than what was sent."), key,
                  NULL);
        return FALSE;
    }
    sending->files++;
    return !sending->until || s3_lock(s3, key, sending->until, error);
}

static gboolean send_bag(Sending *sending, GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    list_files(sending->bag, "", names);
    g_ptr_array_sort(names, compare);
    for (guint i = 0; i < names->len; i++) {
        g_autofree char *path = g_build_filename(sending->bag, names->pdata[i], NULL);
        struct stat status;
        if (stat(path, &status) == 0)
            sending->all_bytes += status.st_size;
    }
    for (guint i = 0; i < names->len; i++)
        if (!send_file(sending, names->pdata[i], error))
            return FALSE;
    return TRUE;
}

/* The day from which the law lets the record go; NULL if that is over, or nothing is locked. */
static gboolean lock_until(Sending *sending, JsonObject *waiting, GError **error)
{
    const RulesSet *set = home_rules(sending->central->home, error);
    const Rules *rules =
        set ? rules_by_id(set, json_object_get_string_member(waiting, "edition"), error) : NULL;
    g_autofree char *today = clock_today(home_clock(sending->central->home));
    GDate date, end;
    if (!rules)
        return FALSE;
    date_parse(json_object_get_string_member(waiting, "date"), &date);
    retention_end(rules, &date, &end);
    g_date_add_days(&end, 1);
    g_autofree char *until = date_iso(&end);
    if (sending->central->lock && strcmp(until, today) > 0)
        sending->until = g_steal_pointer(&until);
    return TRUE;
}

static gboolean note(Sending *sending, const char *where, GError **error)
{
    Home *home = sending->central->home;
    const AuditEvent event = {.meeting = sending->id,
                              .what = REGISTER_CENTRAL_SENT,
                              .subject = where,
                              .after = sending->until};
    return register_audit_note(home_register(home), home_clock(home), &event, error);
}

static gboolean check_quiet(Home *home, GError **error)
{
    gboolean in_session = FALSE;
    if (!register_central_in_session(home_register(home), &in_session, error))
        return FALSE;
    if (in_session)
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("A meeting is in session. What waits is sent when it is closed."), NULL);
    return !in_session;
}

static JsonObject *result(const Sending *sending, const char *where)
{
    JsonObject *object = json_object_new();
    json_object_set_string_member(object, "meeting", sending->id);
    json_object_set_string_member(object, "where", where);
    json_object_set_int_member(object, "files", sending->files);
    json_object_set_int_member(object, "bytes", sending->all_bytes);
    if (sending->until)
        json_object_set_string_member(object, "locked_until", sending->until);
    else
        json_object_set_null_member(object, "locked_until");
    return object;
}

JsonObject *central_send(Central *central, JsonObject *waiting, CentralProgress progress,
                         gpointer user_data, GError **error)
{
    JsonObject *sent = NULL;
    Home *home = central->home;
    Sending sending = {.central = central,
                       .id = json_object_get_string_member(waiting, "meeting"),
                       .progress = progress,
                       .user_data = user_data};
    g_autofree char *parts = g_strconcat(sending.id, ".parts", NULL), *name = NULL, *where = NULL;
    sending.outbox = g_build_filename(home_path(home), OUTBOX_FOLDER, sending.id, NULL);
    sending.memory = g_build_filename(home_path(home), OUTBOX_FOLDER, parts, NULL);
    if (!check_quiet(home, error) || !lock_until(&sending, waiting, error) ||
        !take_bag(&sending, error))
        goto cleanup;
    name = g_path_get_basename(sending.bag);
    sending.prefix = g_strconcat(home_device_uuid(home), "/", sending.id, "/", name, "/", NULL);
    where = g_strconcat(central->place, "/", sending.prefix, NULL);
    if (!send_bag(&sending, error) || !note(&sending, where, error))
        goto cleanup;
    if (!durable_remove_tree(sending.outbox))
        g_info("%s stays behind", sending.outbox);
    sent = result(&sending, where);

cleanup:
    sending_clear(&sending);
    return sent;
}
