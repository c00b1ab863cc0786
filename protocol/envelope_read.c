/* Encrypted parts into a tar stream, the stream into a folder. Trusts nothing that it reads. */
#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "media/error.h"
#include "protocol/bag_manifest.h"
#include "protocol/durable.h"
#include "protocol/envelope.h"
#include "protocol/error.h"

#define PARTS_MAX 4096
/* More than envelope_write puts around a part. */
#define PART_MAX_BYTES (ENVELOPE_PART_BYTES + (4 << 20))

typedef struct {
    const char *path;   /* of the parts */
    const char *folder; /* where the files go */
    EVP_PKEY *key;
    int part;
    BIO *plain;        /* of the part that is being read */
    char *top;         /* the one folder in which all files are */
    gint64 left_bytes; /* that may still be written */
    gint64 done_bytes, all_bytes;
    EnvelopeProgress progress;
    gpointer user_data;
    GError *error; /* the first thing that went wrong */
} Reader;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(CMS_ContentInfo, CMS_ContentInfo_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BIO, BIO_free_all)

gboolean envelope_is(const char *path)
{
    g_autofree char *part = envelope_part(path, 1);
    return g_file_test(part, G_FILE_TEST_IS_REGULAR) ||
           (g_str_has_suffix(path, ".p7m") && g_file_test(path, G_FILE_TEST_IS_REGULAR));
}

/* A stick may be pulled out meanwhile, so the file is read and not mapped. NULL if it is shorter.
 */
static GBytes *read_bytes(int fd, gsize size)
{
    g_autofree guint8 *data = g_malloc(size);
    gsize done = 0;
    for (gssize got = 1; done < size && got > 0; done += (gsize)MAX(got, 0))
        do
            got = read(fd, data + done, size - done);
        while (got < 0 && errno == EINTR);
    return done == size ? g_bytes_new_take(g_steal_pointer(&data), size) : NULL;
}

/* The part as CMS; NULL with the error. */
static CMS_ContentInfo *parse(Reader *reader, const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    struct stat status = {0};
    gboolean good = fd >= 0 && fstat(fd, &status) == 0 && S_ISREG(status.st_mode) &&
                    status.st_size > 0 && status.st_size <= PART_MAX_BYTES;
    g_autoptr(GBytes) bytes = good ? read_bytes(fd, (gsize)status.st_size) : NULL;
    const guint8 *at = bytes ? g_bytes_get_data(bytes, NULL) : NULL;
    CMS_ContentInfo *cms = at ? d2i_CMS_ContentInfo(NULL, &at, (long)status.st_size) : NULL;
    int type = cms ? OBJ_obj2nid(CMS_get0_type(cms)) : NID_undef;
    if (fd >= 0)
        close(fd);
    if (cms && type != NID_id_smime_ct_authEnvelopedData)
        g_clear_pointer(&cms, CMS_ContentInfo_free);
    if (!cms)
        error_set(&reader->error, PROTOCOL_ERROR_DIFFERENT,
                  N_("{1} is cut short, or is no part of an encrypted archive. Copy it again."),
                  path, NULL);
    reader->done_bytes += status.st_size;
    return cms;
}

/* Room for a whole part at once: it would grow by a third each time, and be copied. */
static BIO *new_memory(void)
{
    BIO *memory = BIO_new(BIO_s_mem());
    BUF_MEM *room = BUF_MEM_new();
    if (!memory || !room || BUF_MEM_grow(room, ENVELOPE_PART_BYTES) == 0)
        g_error("no memory for a part");
    room->length = 0;
    BIO_set_mem_buf(memory, room, BIO_CLOSE);
    return memory;
}

/* Decrypts the next part; FALSE at the end, and with the error. */
static gboolean next_part(Reader *reader)
{
    g_autofree char *path = envelope_part(reader->path, reader->part + 1);
    g_clear_pointer(&reader->plain, BIO_free_all);
    if (reader->part == PARTS_MAX || !g_file_test(path, G_FILE_TEST_EXISTS))
        return FALSE;
    reader->part++;
    g_autoptr(CMS_ContentInfo) cms = parse(reader, path);
    if (!cms)
        return FALSE;
    reader->plain = new_memory();
    /* Nobody can ask us again and again: a wrong key may be told from a changed part. */
    CMS_decrypt(cms, NULL, NULL, NULL, NULL, CMS_DEBUG_DECRYPT);
    if (!CMS_decrypt_set1_pkey(cms, reader->key, NULL))
        error_set(&reader->error, PROTOCOL_ERROR_REFUSED,
                  N_("The archive is not encrypted for this key. For whom it is stands in {1}."),
                  "OPEN.txt", NULL);
    else if (!CMS_decrypt(cms, NULL, NULL, NULL, reader->plain, CMS_BINARY | CMS_DEBUG_DECRYPT))
        error_set(&reader->error, PROTOCOL_ERROR_DIFFERENT,
                  N_("{1} was changed after it was encrypted, or was not copied whole."), path,
                  NULL);
    ERR_clear_error();
    if (reader->progress && !reader->error &&
        !reader->progress(MIN(reader->done_bytes, reader->all_bytes), reader->all_bytes,
                          reader->user_data))
        g_set_error_literal(&reader->error, MEDIA_ERROR, MEDIA_ERROR_CANCELLED, path);
    return !reader->error;
}

/* libarchive's callback: the next bytes of the stream. */
static la_ssize_t handle_stream(struct archive *tar, void *user_data, const void **data_out)
{
    Reader *reader = user_data;
    char *data = NULL;
    if (!next_part(reader))
        return reader->error ? -1 : 0;
    la_ssize_t size = BIO_get_mem_data(reader->plain, &data);
    *data_out = data;
    return size;
}

static gboolean differs(Reader *reader, const char *what)
{
    if (!reader->error)
        error_set(&reader->error, PROTOCOL_ERROR_DIFFERENT,
                  N_("What is encrypted in {1} is no whole archive: {2}."), reader->path, what,
                  NULL);
    return FALSE;
}

/* Whether the name is one of a bag, all in one folder. */
static gboolean check_name(Reader *reader, const char *name)
{
    gsize length = strcspn(name, "/");
    if (!name[length] || !bag_name_valid(name))
        return FALSE;
    if (!reader->top)
        reader->top = g_strndup(name, length);
    return strlen(reader->top) == length && strncmp(reader->top, name, length) == 0;
}

static gboolean write_data(Reader *reader, struct archive *tar, int fd, const char *name,
                           gint64 bytes)
{
    for (;;) {
        const void *data;
        size_t size;
        la_int64_t offset;
        int result = archive_read_data_block(tar, &data, &size, &offset);
        if (result == ARCHIVE_EOF)
            return lseek(fd, 0, SEEK_CUR) == bytes || differs(reader, name);
        if (result != ARCHIVE_OK || offset != lseek(fd, 0, SEEK_CUR))
            return differs(reader, name); /* a file with holes is none of ours */
        reader->left_bytes -= (gint64)size;
        if (reader->left_bytes < 0)
            return differs(reader, name);
        if (!durable_write_all(fd, data, size))
            return durable_failed(name, &reader->error);
    }
}

static gboolean write_file(Reader *reader, struct archive *tar, const char *name, gint64 bytes)
{
    g_autofree char *path = g_build_filename(reader->folder, name, NULL);
    g_autofree char *above = g_path_get_dirname(path);
    if (g_mkdir_with_parents(above, 0700) != 0)
        return durable_failed(above, &reader->error);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        return errno == EEXIST ? differs(reader, name) : durable_failed(path, &reader->error);
    gboolean ok = write_data(reader, tar, fd, name, bytes);
    return close(fd) == 0 && ok;
}

static gboolean read_entry(Reader *reader, struct archive *tar, struct archive_entry *entry)
{
    const char *name = archive_entry_pathname(entry);
    if (!name)
        return differs(reader, "?");
    if (archive_entry_filetype(entry) == AE_IFDIR)
        return TRUE; /* made for the files in it */
    if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry) ||
        !check_name(reader, name))
        return differs(reader, name);
    return write_file(reader, tar, name, archive_entry_size(entry));
}

static gboolean read_stream(Reader *reader)
{
    struct archive *tar = archive_read_new();
    struct archive_entry *entry;
    archive_read_support_format_tar(tar);
    int result = archive_read_open(tar, reader, NULL, handle_stream, NULL);
    gboolean ok = result == ARCHIVE_OK;
    while (ok && (result = archive_read_next_header(tar, &entry)) == ARCHIVE_OK)
        ok = read_entry(reader, tar, entry);
    if (!reader->error && (result != ARCHIVE_EOF || !reader->top)) {
        const char *reason = archive_error_string(tar);
        ok = differs(reader, reason ? reason : "…");
    }
    archive_read_free(tar);
    g_clear_pointer(&reader->plain, BIO_free_all);
    return ok && !reader->error;
}

/* The bytes of all parts. */
static gint64 count_bytes(const char *path)
{
    gint64 bytes = 0;
    for (int n = 1; n <= PARTS_MAX; n++) {
        struct stat status;
        g_autofree char *part = envelope_part(path, n);
        if (stat(part, &status) != 0)
            break;
        bytes += status.st_size;
    }
    return bytes;
}

char *envelope_read(const char *path, EVP_PKEY *key, const char *folder, EnvelopeProgress progress,
                    gpointer user_data, GError **error)
{
    g_autofree char *parts =
        g_str_has_suffix(path, ".p7m") ? g_path_get_dirname(path) : g_strdup(path);
    Reader reader = {.path = parts,
                     .folder = folder,
                     .key = key,
                     .all_bytes = count_bytes(parts),
                     .progress = progress,
                     .user_data = user_data};
    reader.left_bytes = reader.all_bytes;
    gboolean ok =
        durable_check_room(folder, reader.all_bytes, &reader.error) && read_stream(&reader);
    char *bag = ok ? g_build_filename(folder, reader.top, NULL) : NULL;
    g_free(reader.top);
    if (reader.error)
        g_propagate_error(error, reader.error);
    return bag;
}
