#include "protocol/bag.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "media/error.h"
#include "protocol/bag_manifest.h"
#include "protocol/cms.h"
#include "protocol/durable.h"
#include "protocol/error.h"

struct Bag {
    char *path, *part;
    int lock;            /* the open .part folder */
    GTree *payload;      /* names from data/ on */
    GTree *tags;         /* what the tag manifests cover */
    GHashTable *folders; /* paths of folders that were made, to be flushed */
    GString *info;
    DigestProgress progress;
    gpointer user_data;
    gboolean read_back;
    gboolean finished;
};

/* Opens and locks the .part folder, so that two exports never write the same one. */
static gboolean lock_part(Bag *bag, GError **error)
{
    bag->lock = open(bag->part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (bag->lock < 0)
        return durable_failed(bag->part, error);
    if (flock(bag->lock, LOCK_EX | LOCK_NB) == 0)
        return TRUE;
    close(g_steal_fd(&bag->lock));
    error_set(error, PROTOCOL_ERROR_REFUSED,
              N_("{1} is being written by another export. Wait for it to end."), bag->path, NULL);
    return FALSE;
}

/* What an interrupted try left goes out of the way before it is removed: a program that the try
 * had started may still write there for a moment, by its path. */
static gboolean move_away(Bag *bag, GError **error)
{
    g_autofree char *old = g_strconcat(bag->part, "-old", NULL);
    if (!lock_part(bag, error))
        return FALSE;
    gboolean moved = durable_remove_tree(old) && rename(bag->part, old) == 0;
    if (!moved)
        durable_failed(bag->part, error);
    if (moved)
        durable_remove_tree(old);
    close(g_steal_fd(&bag->lock));
    return moved;
}

static gboolean open_part(Bag *bag, GError **error)
{
    if (mkdir(bag->part, 0755) == 0)
        return lock_part(bag, error);
    if (errno != EEXIST)
        return durable_failed(bag->part, error);
    return move_away(bag, error) &&
           (mkdir(bag->part, 0755) == 0 ? lock_part(bag, error) : durable_failed(bag->part, error));
}

Bag *bag_new(const char *path, GError **error)
{
    if (faccessat(AT_FDCWD, path, F_OK, AT_SYMLINK_NOFOLLOW) == 0) {
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("{1} exists already. Remove it or choose another folder."), path, NULL);
        return NULL;
    }
    Bag *bag = g_new0(Bag, 1);
    bag->path = g_canonicalize_filename(path, NULL);
    bag->part = g_strconcat(bag->path, ".part", NULL);
    bag->lock = -1;
    bag->payload = bag_manifest_new();
    bag->tags = bag_manifest_new();
    bag->folders = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    bag->info = g_string_new(NULL);
    if (!open_part(bag, error))
        g_clear_pointer(&bag, bag_free);
    return bag;
}

void bag_free(Bag *bag)
{
    if (!bag)
        return;
    if (bag->lock >= 0) {
        if (!bag->finished)
            durable_remove_tree(bag->part);
        close(bag->lock);
    }
    g_tree_unref(bag->payload);
    g_tree_unref(bag->tags);
    g_hash_table_unref(bag->folders);
    g_string_free(bag->info, TRUE);
    g_free(bag->path);
    g_free(bag->part);
    g_free(bag);
}

void bag_on_progress(Bag *bag, DigestProgress progress, gpointer user_data)
{
    bag->progress = progress;
    bag->user_data = user_data;
}

void bag_read_back(Bag *bag)
{
    bag->read_back = TRUE;
}

void bag_info(Bag *bag, const char *label, const char *value)
{
    g_string_append_printf(bag->info, "%s: ", label);
    for (const char *at = value; *at; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        g_string_append_unichar(bag->info, g_unichar_iscntrl(c) ? ' ' : c);
    }
    g_string_append_c(bag->info, '\n');
}

/* Creates the file name of the bag, and its folders. */
static int create(Bag *bag, const char *name, char **path_out, GError **error)
{
    g_autofree char *path = g_build_filename(bag->part, name, NULL);
    g_autofree char *folder = g_path_get_dirname(path);
    if (g_mkdir_with_parents(folder, 0755) != 0) {
        durable_failed(folder, error);
        return -1;
    }
    for (; strlen(folder) > strlen(bag->part); *strrchr(folder, '/') = 0)
        g_hash_table_add(bag->folders, g_strdup(folder));
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (fd < 0)
        durable_failed(path, error);
    *path_out = g_steal_pointer(&path);
    return fd;
}

static gboolean close_flushed(int fd, gboolean good, const char *path, GError **error)
{
    if (good && fsync(fd) != 0)
        good = durable_failed(path, error);
    if (close(fd) != 0 && good)
        good = durable_failed(path, error);
    return good;
}

/* The payload's name with data/ before it; NULL if it must not stand in a bag, or stands there. */
static char *payload_name(Bag *bag, const char *name, GError **error)
{
    g_autofree char *full = g_strconcat("data/", name, NULL);
    if (bag_name_valid(full) && !g_tree_lookup(bag->payload, full))
        return g_steal_pointer(&full);
    error_set(error, PROTOCOL_ERROR_REFUSED,
              N_("A file cannot be called “{1}” in an archive, or is there already."), name, NULL);
    return NULL;
}

static gboolean copy_block(const void *data, gsize size, gpointer fd)
{
    return durable_write_all(*(const int *)fd, data, size);
}

gboolean bag_add_file(Bag *bag, const char *name, const char *source_path, char **sha256_out,
                      GError **error)
{
    g_autofree char *full = payload_name(bag, name, error), *path = NULL;
    if (!full)
        return FALSE;
    int from = open(source_path, O_RDONLY | O_CLOEXEC);
    if (from < 0) {
        error_set(error, PROTOCOL_ERROR_NOT_FOUND, N_("{1} could not be read: {2}."), source_path,
                  g_strerror(errno), NULL);
        return FALSE;
    }
    Digest digest;
    int to = create(bag, full, &path, error);
    if (to < 0) {
        close(from);
        return FALSE;
    }
    const DigestFile file = {
        .fd = from, .name = source_path, .tap = copy_block, .tap_name = path, .tap_data = &to};
    gboolean ok = digest_file(&file, bag->progress, bag->user_data, &digest, error);
    if (!close_flushed(to, ok, path, error))
        return FALSE;
    bag_manifest_add(bag->payload, full, &digest);
    if (sha256_out)
        *sha256_out = g_strdup(digest.sha256);
    return TRUE;
}

/* Hashes what stands at path. */
static gboolean hash_made(Bag *bag, const char *path, Digest *digest_out, GError **error)
{
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return durable_failed(path, error);
    const DigestFile file = {.fd = fd, .name = path};
    return digest_file(&file, bag->progress, bag->user_data, digest_out, error);
}

gboolean bag_add_made(Bag *bag, const char *name, BagMake make, gpointer user_data, GError **error)
{
    Digest hash;
    g_autofree char *full = payload_name(bag, name, error), *path = NULL;
    /* The file is created for its folders, and the maker's takes its place. */
    int fd = full ? create(bag, full, &path, error) : -1;
    if (fd < 0)
        return FALSE;
    if (!close_flushed(fd, TRUE, path, error) || !make(path, user_data, error) ||
        !hash_made(bag, path, &hash, error)) {
        unlink(path);
        return FALSE;
    }
    bag_manifest_add(bag->payload, full, &hash);
    return TRUE;
}

static gboolean write_file(Bag *bag, GTree *manifest, const char *name, const void *data,
                           gsize size, GError **error)
{
    g_autofree char *path = NULL;
    int fd = create(bag, name, &path, error);
    if (fd < 0)
        return FALSE;
    gboolean written = durable_write_all(fd, data, size) || durable_failed(path, error);
    if (!close_flushed(fd, written, path, error))
        return FALSE;
    Digest hash;
    digest_data(data, size, &hash);
    if (manifest)
        bag_manifest_add(manifest, name, &hash);
    return TRUE;
}

gboolean bag_add_data(Bag *bag, const char *name, const void *data, gsize size, GError **error)
{
    g_autofree char *full = payload_name(bag, name, error);
    return full && write_file(bag, bag->payload, full, data, size, error);
}

static gboolean write_text(Bag *bag, GTree *manifest, const char *name, const char *text,
                           GError **error)
{
    return write_file(bag, manifest, name, text, strlen(text), error);
}

static gboolean sign(Bag *bag, const char *tag_manifest, const char *key_path,
                     const char *certificate_path, GError **error)
{
    guint8 digest[CMS_DIGEST_BYTES];
    gsize length = sizeof digest;
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    g_checksum_update(sum, (const guchar *)tag_manifest, -1);
    g_checksum_get_digest(sum, digest, &length);
    g_autoptr(SigningKey) key = signing_key_read(key_path, certificate_path, error);
    g_autoptr(GBytes) der = key ? cms_sign(digest, key, error) : NULL;
    return der && write_file(bag, NULL, BAG_SIGNATURE, g_bytes_get_data(der, NULL),
                             g_bytes_get_size(der), error);
}

/* All that stands beside data/. */
static gboolean write_tags(Bag *bag, const char *key_path, const char *certificate_path,
                           GError **error)
{
    g_autofree char *sha256 = bag_manifest_text(bag->payload, FALSE);
    g_autofree char *sha512 = bag_manifest_text(bag->payload, TRUE);
    if (!write_text(bag, bag->tags, "bagit.txt", BAG_DECLARATION, error) ||
        !write_text(bag, bag->tags, "bag-info.txt", bag->info->str, error) ||
        !write_text(bag, bag->tags, "manifest-sha256.txt", sha256, error) ||
        !write_text(bag, bag->tags, "manifest-sha512.txt", sha512, error))
        return FALSE;
    g_autofree char *tags256 = bag_manifest_text(bag->tags, FALSE);
    g_autofree char *tags512 = bag_manifest_text(bag->tags, TRUE);
    return write_text(bag, NULL, BAG_TAG_MANIFEST, tags256, error) &&
           write_text(bag, NULL, "tagmanifest-sha512.txt", tags512, error) &&
           sign(bag, tags256, key_path, certificate_path, error);
}

static gboolean flush_folders(Bag *bag, GError **error)
{
    GHashTableIter iter;
    gpointer folder;
    g_hash_table_iter_init(&iter, bag->folders);
    while (g_hash_table_iter_next(&iter, &folder, NULL))
        if (!durable_sync_dir(folder, error))
            return FALSE;
    return durable_sync_dir(bag->part, error);
}

/* Reads what the medium holds, not what the machine remembers of it. */
static gboolean check_written(Bag *bag, GError **error)
{
    g_autoptr(GPtrArray) checked = g_ptr_array_new_with_free_func(g_free);
    BagCheck check = {.checked = checked,
                      .from_medium = TRUE,
                      .progress = bag->progress,
                      .user_data = bag->user_data};
    g_autoptr(GError) wrong = NULL;
    gboolean ok = bag_verify(bag->part, &check, &wrong);
    if (g_error_matches(wrong, MEDIA_ERROR, MEDIA_ERROR_CANCELLED)) {
        g_propagate_error(error, g_steal_pointer(&wrong));
    } else if (!ok) {
        g_autofree char *reason = error_as_argument(wrong);
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("What was written to {1} does not read back as it was written ({2}): the "
                     "stick was pulled out, or it is damaged. Nothing on it counts as an archive. "
                     "Take another one."),
                  bag->path, check.file ? check.file : reason, NULL);
    }
    recording_check_free(check.recording);
    g_free(check.file);
    g_free(check.signer);
    g_free(check.signer_name);
    return ok;
}

gboolean bag_finish(Bag *bag, const char *date, const char *key_path, const char *certificate_path,
                    GError **error)
{
    g_autofree char *oxum = bag_manifest_oxum(bag->payload);
    g_autofree char *above = g_path_get_dirname(bag->path);
    bag_info(bag, "Bagging-Date", date);
    bag_info(bag, "Payload-Oxum", oxum);
    bag_info(bag, "Bag-Software-Agent", "Esep");
    if (!write_tags(bag, key_path, certificate_path, error) || !flush_folders(bag, error) ||
        (bag->read_back && !check_written(bag, error)))
        return FALSE;
    if (rename(bag->part, bag->path) != 0)
        return durable_failed(bag->path, error);
    bag->finished = TRUE;
    return durable_sync_dir(above, error);
}
