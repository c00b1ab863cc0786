#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "protocol/bag_manifest.h"
#include "protocol/cms.h"
#include "protocol/durable.h"
#include "protocol/error.h"
#include "protocol/identity.h"
#include "protocol/verification.h"

#define DEPTH_MAX 8
#define FILES_MAX 100000
#define TAG_FILE_MAX_BYTES (64 << 20)
/* Left free beside a copy. */
#define SPARE_BYTES (16 << 20)

static const char *const tag_names[] = {"bag-info.txt", "bagit.txt", "manifest-sha256.txt",
                                        "manifest-sha512.txt", NULL};

/* One verification. */
typedef struct {
    const char *path;
    BagCheck *check;
    GTree *payload;           /* what lies in data/ */
    GTree *tags;              /* the tag files that the tag manifests cover */
    char *empty;              /* an empty folder, NULL if there is none */
    GHashTable *manifests[2]; /* hex of each name, in SHA-256 and in SHA-512 */
    GTreeNode *next;          /* of payload, to be hashed */
    GPtrArray *flights;       /* of Flight */
} Reader;

/* A payload file while it is hashed. */
typedef struct {
    Digest *digest;  /* in the payload */
    TakeCheck *take; /* NULL: it is none */
    int copy;        /* where it is copied to, -1: nowhere */
    char *copy_path;
} Flight;

static void flight_free(gpointer data)
{
    Flight *flight = data;
    if (flight->copy >= 0)
        close(flight->copy);
    g_free(flight->copy_path);
    g_free(flight);
}

static gboolean different(Reader *reader, const char *file, const char *msgid, GError **error)
{
    g_free(reader->check->file);
    reader->check->file = g_utf8_make_valid(file, -1);
    error_set(error, PROTOCOL_ERROR_DIFFERENT, msgid, reader->check->file, NULL);
    return FALSE;
}

static gboolean unreadable(const char *file, GError **error)
{
    error_set(error, PROTOCOL_ERROR_REFUSED, N_("{1} could not be read: {2}."), file,
              g_strerror(errno), NULL);
    return FALSE;
}

static gboolean list_folder(Reader *reader, int fd, const char *folder, int depth, GError **error);

/* Takes an entry of a folder into the payload: regular files, and folders that hold some. */
static gboolean list_entry(Reader *reader, int folder_fd, const char *name, const char *path,
                           int depth, GError **error)
{
    struct stat status;
    if (fstatat(folder_fd, name, &status, AT_SYMLINK_NOFOLLOW) != 0)
        return unreadable(path, error);
    if (S_ISDIR(status.st_mode)) {
        int fd = openat(folder_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        return fd < 0 ? unreadable(path, error) : list_folder(reader, fd, path, depth + 1, error);
    }
    if (!S_ISREG(status.st_mode))
        return different(reader, path, N_("{1} is no plain file: it was put there later."), error);
    if (!bag_name_valid(path) || g_tree_nnodes(reader->payload) >= FILES_MAX)
        return different(reader, path, N_("{1} was added."), error);
    const Digest size = {.bytes = status.st_size};
    bag_manifest_add(reader->payload, path, &size);
    reader->check->all_bytes += status.st_size;
    return TRUE;
}

/* Lists a folder of the bag; takes fd. */
static gboolean list_folder(Reader *reader, int fd, const char *folder, int depth, GError **error)
{
    DIR *stream = fdopendir(fd);
    gboolean ok = depth < DEPTH_MAX;
    int entries = 0;
    if (!ok)
        different(reader, folder, N_("{1} was added."), error);
    for (struct dirent *entry; ok && (entry = readdir(stream));) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        g_autofree char *path = g_strconcat(folder, "/", entry->d_name, NULL);
        ok = list_entry(reader, fd, entry->d_name, path, depth, error);
        entries++;
    }
    closedir(stream);
    if (ok && entries == 0 && !reader->empty)
        reader->empty = g_strdup(folder);
    return ok;
}

static gboolean is_top_name(const char *name)
{
    return g_strv_contains(tag_names, name) || strcmp(name, BAG_TAG_MANIFEST) == 0 ||
           strcmp(name, "tagmanifest-sha512.txt") == 0 || strcmp(name, BAG_SIGNATURE) == 0 ||
           strcmp(name, "data") == 0;
}

/* The bag's own folder holds what bag_finish puts there and nothing else. */
static gboolean check_top(Reader *reader, GError **error)
{
    g_autoptr(GDir) dir = g_dir_open(reader->path, 0, NULL);
    gboolean found = FALSE;
    g_autofree char *stranger = NULL;
    for (const char *name; dir && (name = g_dir_read_name(dir));) {
        if (is_top_name(name))
            found = TRUE;
        else if (!stranger || strcmp(name, stranger) < 0)
            g_free(stranger), stranger = g_strdup(name);
    }
    if (!found) {
        error_set(error, PROTOCOL_ERROR_NOT_FOUND, N_("There is no archive at {1}."), reader->path,
                  NULL);
        return FALSE;
    }
    if (stranger)
        return different(reader, stranger, N_("{1} was added."), error);
    return TRUE;
}

/* Opens a file of the bag without following a link at any step: list_folder has seen the folders,
 * RESOLVE_NO_SYMLINKS would need a newer libc. */
static int open_inside(Reader *reader, const char *name)
{
    g_auto(GStrv) parts = g_strsplit(name, "/", -1);
    int fd = open(reader->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    for (char **part = parts; *part && fd >= 0; part++) {
        int kind = part[1] ? O_DIRECTORY : O_NONBLOCK;
        int next = openat(fd, *part, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | kind);
        int reason = errno;
        close(fd);
        errno = reason;
        fd = next;
    }
    return fd;
}

/* A whole file beside data/. */
static GBytes *read_tag(Reader *reader, const char *name, GError **error)
{
    struct stat status;
    int fd = open_inside(reader, name);
    if (fd < 0) {
        different(reader, name,
                  errno == ENOENT ? N_("{1} is missing.")
                                  : N_("{1} is no plain file: it was put there later."),
                  error);
        return NULL;
    }
    GBytes *bytes = NULL;
    if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode) ||
        status.st_size > TAG_FILE_MAX_BYTES) {
        different(reader, name, N_("{1} is no plain file: it was put there later."), error);
    } else {
        gsize size = status.st_size, done = 0;
        gssize got = 1;
        char *data = g_malloc(size + 1);
        while (done < size && got > 0 && (got = read(fd, data + done, size - done)) > 0)
            done += got;
        bytes = g_bytes_new_take(data, done);
    }
    close(fd);
    return bytes;
}

/* The signature over the tag manifest's bytes. */
static gboolean check_signature(Reader *reader, GBytes *tag_manifest, GError **error)
{
    g_autoptr(GBytes) der = read_tag(reader, BAG_SIGNATURE, error);
    if (!der)
        return FALSE;
    guint8 digest[CMS_DIGEST_BYTES];
    gsize length = sizeof digest, size;
    const guchar *data = g_bytes_get_data(tag_manifest, &size);
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    g_checksum_update(sum, data, size);
    g_checksum_get_digest(sum, digest, &length);

    CmsSigner signer;
    gboolean ok = cms_verify(der, digest, NULL, &signer, NULL);
    if (!ok)
        different(reader, signer.whole ? BAG_TAG_MANIFEST : BAG_SIGNATURE,
                  N_("{1} has been changed."), error);
    reader->check->signer = g_strdup(signer.certificate_sha256);
    reader->check->signer_name = g_strdup(signer.name);
    cms_signer_clear(&signer);
    return ok;
}

/* The tag files against both tag manifests, the signed one first. */
static gboolean check_tags(Reader *reader, GBytes *tag_manifest, GError **error)
{
    g_autofree char *stated =
        g_strndup(g_bytes_get_data(tag_manifest, NULL), g_bytes_get_size(tag_manifest));
    for (gsize i = 0; tag_names[i]; i++) {
        g_autoptr(GBytes) bytes = read_tag(reader, tag_names[i], error);
        if (!bytes)
            return FALSE;
        gsize size;
        const void *data = g_bytes_get_data(bytes, &size);
        Digest hash;
        digest_data(data, size, &hash);
        g_autofree char *line = g_strdup_printf("%s  %s\n", hash.sha256, tag_names[i]);
        if (!strstr(stated, line))
            return different(reader, tag_names[i], N_("{1} has been changed."), error);
        bag_manifest_add(reader->tags, tag_names[i], &hash);
    }
    static const char *const names[] = {BAG_TAG_MANIFEST, "tagmanifest-sha512.txt"};
    for (int sha512 = 0; sha512 < 2; sha512++) {
        g_autoptr(GBytes) found = read_tag(reader, names[sha512], error);
        g_autofree char *text = bag_manifest_text(reader->tags, sha512);
        g_autoptr(GBytes) wanted = g_bytes_new_static(text, strlen(text));
        if (!found)
            return FALSE;
        if (!g_bytes_equal(found, wanted))
            return different(reader, names[sha512], N_("{1} has been changed."), error);
    }
    return TRUE;
}

static const char *const manifest_names[] = {"manifest-sha256.txt", "manifest-sha512.txt"};
static const gsize manifest_digits[] = {DIGEST_SHA256_DIGITS, DIGEST_SHA512_DIGITS};

/* Takes the manifest's line at *at, which moves on. FALSE if it is none, or names a file twice. */
static gboolean take_line(GHashTable *manifest, const char **at, gsize digits)
{
    const char *end = strchr(*at, '\n');
    if (!end || (gsize)(end - *at) < digits + 3 || strspn(*at, "0123456789abcdef") != digits ||
        memcmp(*at + digits, "  data/", 7) != 0)
        return FALSE;
    g_autofree char *name = g_strndup(*at + digits + 2, (gsize)(end - *at) - digits - 2);
    if (!bag_name_valid(name) || g_hash_table_contains(manifest, name))
        return FALSE;
    g_hash_table_insert(manifest, g_steal_pointer(&name), g_strndup(*at, digits));
    *at = end + 1;
    return TRUE;
}

static gboolean read_manifest(Reader *reader, int which, GError **error)
{
    g_autoptr(GBytes) bytes = read_tag(reader, manifest_names[which], error);
    if (!bytes)
        return FALSE;
    g_autofree char *text = g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
    for (const char *at = text; *at;)
        if (!take_line(reader->manifests[which], &at, manifest_digits[which]))
            return different(reader, manifest_names[which], N_("{1} has been changed."), error);
    return TRUE;
}

static int compare_texts(gconstpointer a, gconstpointer b)
{
    return strcmp(a, b);
}

/* Names that stand in the manifest and not in the folder, and the other way round, before the
 * long work of hashing begins. */
static gboolean check_names(Reader *reader, GError **error)
{
    g_autoptr(GList) stated = g_hash_table_get_keys(reader->manifests[0]);
    stated = g_list_sort(stated, compare_texts);
    for (GList *at = stated; at; at = at->next)
        if (!g_tree_lookup(reader->payload, at->data))
            return different(reader, at->data, N_("{1} is missing."), error);
    for (GTreeNode *node = g_tree_node_first(reader->payload); node; node = g_tree_node_next(node))
        if (!g_hash_table_contains(reader->manifests[0], g_tree_node_key(node)))
            return different(reader, g_tree_node_key(node), N_("{1} was added."), error);
    if (reader->empty)
        return different(reader, reader->empty, N_("{1} was added."), error);
    return TRUE;
}

/* Whoever wants a file's bytes beside the digests: the chain, and the copy. */
static gboolean pass_on(const void *data, gsize size, gpointer user_data)
{
    Flight *flight = user_data;
    if (flight->take)
        take_check_feed(flight->take, data, size);
    return flight->copy < 0 || durable_write_all(flight->copy, data, size);
}

/* Opens the file's copy, if one is wanted; its folders are made. */
static gboolean begin_copy(Reader *reader, const char *name, Flight *flight, GError **error)
{
    if (!reader->check->copy_to)
        return TRUE;
    flight->copy_path = g_build_filename(reader->check->copy_to, name + strlen("data/"), NULL);
    g_autofree char *folder = g_path_get_dirname(flight->copy_path);
    if (!durable_mkdir(folder, error))
        return FALSE;
    flight->copy =
        open(flight->copy_path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
    if (flight->copy >= 0)
        return TRUE;
    error_set(error, PROTOCOL_ERROR_REFUSED, N_("{1} could not be written: {2}."),
              flight->copy_path, g_strerror(errno), NULL);
    return FALSE;
}

static gboolean end_copy(Flight *flight, GError **error)
{
    if (flight->copy < 0 || (fsync(flight->copy) == 0 && close(g_steal_fd(&flight->copy)) == 0))
        return TRUE;
    error_set(error, PROTOCOL_ERROR_REFUSED, N_("{1} could not be written: {2}."),
              flight->copy_path, g_strerror(errno), NULL);
    return FALSE;
}

/* The next payload file to be hashed; a take goes past its chain on the way. */
static gboolean next_file(DigestFile *file, gpointer user_data, GError **error)
{
    static const char video[] = "data/video/";
    Reader *reader = user_data;
    if (!reader->next)
        return FALSE;
    const char *name = g_tree_node_key(reader->next);
    Flight *flight = g_new0(Flight, 1);
    flight->copy = -1;
    flight->digest = g_tree_node_value(reader->next);
    g_ptr_array_add(reader->flights, flight);
    if (!begin_copy(reader, name, flight, error))
        return FALSE;
    int fd = open_inside(reader, name);
    if (fd < 0)
        return unreadable(name, error);
    if (reader->check->from_medium)
        posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
    if (reader->check->recording && g_str_has_prefix(name, video))
        flight->take = recording_check_take(reader->check->recording, name + strlen(video));
    *file = (DigestFile){.fd = fd,
                         .name = name,
                         .tap = flight->take || flight->copy >= 0 ? pass_on : NULL,
                         .tap_name = flight->copy_path ? flight->copy_path : name,
                         .tap_data = flight,
                         .user_data = flight};
    reader->next = g_tree_node_next(reader->next);
    return TRUE;
}

/* A payload file's digests against both manifests. */
static gboolean check_file(DigestFile *file, gpointer user_data, GError **error)
{
    Reader *reader = user_data;
    const char *found[] = {file->digest.sha256, file->digest.sha512};
    Flight *flight = file->user_data;
    *flight->digest = file->digest;
    for (int which = 0; which < 2; which++) {
        const char *stated = g_hash_table_lookup(reader->manifests[which], file->name);
        if (!stated)
            return different(reader, manifest_names[which], N_("{1} has been changed."), error);
        if (strcmp(stated, found[which]) != 0)
            return different(reader, file->name, N_("{1} has been changed."), error);
    }
    return end_copy(flight, error);
}

static gboolean count_bytes(gint64 bytes, gpointer user_data)
{
    const BagCheck *check = ((const Reader *)user_data)->check;
    return !check->progress || check->progress(bytes, check->user_data);
}

/* The manifests name the payload's files in order, and nothing else. */
static gboolean check_manifests(Reader *reader, GError **error)
{
    for (int which = 0; which < 2; which++) {
        g_autoptr(GBytes) found = read_tag(reader, manifest_names[which], error);
        g_autofree char *text = bag_manifest_text(reader->payload, which == 1);
        g_autoptr(GBytes) wanted = g_bytes_new_static(text, strlen(text));
        if (!found)
            return FALSE;
        if (!g_bytes_equal(found, wanted))
            return different(reader, manifest_names[which], N_("{1} has been changed."), error);
    }
    return TRUE;
}

static gboolean check_payload(Reader *reader, GError **error)
{
    if (!read_manifest(reader, 0, error) || !check_names(reader, error) ||
        !read_manifest(reader, 1, error))
        return FALSE;
    g_autofree char *video = g_build_filename(reader->path, "data", "video", NULL);
    if (g_tree_lookup(reader->payload, "data/video/" CHAIN_FILE))
        reader->check->recording = recording_check_new(video, NULL);
    if (reader->check->copy_to &&
        !durable_check_room(reader->check->copy_to, reader->check->all_bytes + SPARE_BYTES, error))
        return FALSE;
    reader->next = g_tree_node_first(reader->payload);
    reader->flights = g_ptr_array_new_with_free_func(flight_free);
    const DigestCalls calls = {next_file, check_file, count_bytes, reader};
    gboolean ok = digest_run(&calls, error);
    g_ptr_array_unref(reader->flights);
    return ok && check_manifests(reader, error);
}

/* What is right by its hashes must also say the right things. */
static gboolean check_meaning(Reader *reader, GError **error)
{
    g_autoptr(GBytes) declaration = read_tag(reader, "bagit.txt", error);
    g_autoptr(GBytes) info = declaration ? read_tag(reader, "bag-info.txt", error) : NULL;
    if (!info)
        return FALSE;
    g_autoptr(GBytes) wanted = g_bytes_new_static(BAG_DECLARATION, strlen(BAG_DECLARATION));
    if (!g_bytes_equal(declaration, wanted))
        return different(reader, "bagit.txt", N_("{1} has been changed."), error);
    g_autofree char *text = g_strndup(g_bytes_get_data(info, NULL), g_bytes_get_size(info));
    g_autofree char *oxum = bag_manifest_oxum(reader->payload);
    g_autofree char *line = g_strdup_printf("\nPayload-Oxum: %s\n", oxum);
    if (!strstr(text, line))
        return different(reader, "bag-info.txt", N_("{1} has been changed."), error);
    g_autofree char *path = g_build_filename(reader->path, BAG_CERTIFICATE, NULL);
    g_autofree char *own = identity_certificate_sha256(path, NULL);
    if (g_strcmp0(own, reader->check->signer) != 0)
        return different(reader, BAG_SIGNATURE,
                         N_("{1} was not made with the certificate that lies in the archive."),
                         error);
    return TRUE;
}

static gboolean list_payload(Reader *reader, GError **error)
{
    int fd = open_inside(reader, "data");
    if (fd < 0)
        return different(reader, "data", N_("{1} is missing."), error);
    struct stat status;
    if (fstat(fd, &status) != 0 || !S_ISDIR(status.st_mode)) {
        close(fd);
        return different(reader, "data", N_("{1} is no plain file: it was put there later."),
                         error);
    }
    return list_folder(reader, fd, "data", 0, error);
}

static void list_checked(Reader *reader)
{
    GPtrArray *checked = reader->check->checked;
    verification_add(checked, N_("{1}: the signature over all manifests"), BAG_SIGNATURE, NULL);
    for (GTreeNode *node = g_tree_node_first(reader->tags); node; node = g_tree_node_next(node))
        verification_add(checked, N_("{1}: SHA-256 and SHA-512"), g_tree_node_key(node), NULL);
    for (GTreeNode *node = g_tree_node_first(reader->payload); node; node = g_tree_node_next(node))
        verification_add(checked, N_("{1}: SHA-256 and SHA-512"), g_tree_node_key(node), NULL);
}

gboolean bag_verify(const char *path, BagCheck *check, GError **error)
{
    Reader reader = {path, check, bag_manifest_new(), bag_manifest_new()};
    for (int which = 0; which < 2; which++)
        reader.manifests[which] = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr(GBytes) tag_manifest = NULL;
    gboolean ok = check_top(&reader, error) &&
                  (tag_manifest = read_tag(&reader, BAG_TAG_MANIFEST, error)) &&
                  check_signature(&reader, tag_manifest, error) &&
                  check_tags(&reader, tag_manifest, error) && list_payload(&reader, error) &&
                  check_payload(&reader, error) && check_meaning(&reader, error);
    if (ok)
        list_checked(&reader);
    g_tree_unref(reader.payload);
    g_tree_unref(reader.tags);
    for (int which = 0; which < 2; which++)
        g_hash_table_unref(reader.manifests[which]);
    g_free(reader.empty);
    return ok;
}
