/* A bag into a tar stream, the stream into encrypted parts. */
#include <archive.h>
#include <archive_entry.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/rsa.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "media/error.h"
#include "protocol/digest.h"
#include "protocol/durable.h"
#include "protocol/envelope.h"
#include "protocol/error.h"
#include "protocol/paths.h"
#include "protocol/signing_key.h"

/* What the machine's caches hold on its way through reading, cipher, hash and writing. */
#define BLOCK_BYTES (64 << 10)
/* The end of the stream is filled up to this, as tar does. */
#define LAST_BLOCK_BYTES 10240
/* Keys of the recipients and the frame of a part. */
#define FRAME_BYTES (64 << 10)
#define HOW_TO "OPEN.txt"

typedef struct {
    char *path; /* of the folder while it is made */
    GPtrArray *recipients;
    gboolean read_back;
    int parts, fd;       /* fd -1: no part is open */
    BIO *out, *chain;    /* what goes to the file; the part's own in front of it */
    gsize in_part_bytes; /* of the stream */
    CMS_ContentInfo *cms;
    gint64 done_bytes, all_bytes;
    EnvelopeProgress progress;
    gpointer user_data;
    GError *error; /* the first thing that went wrong */
} Writer;

char *envelope_part(const char *path, int n)
{
    return g_strdup_printf("%s/part-%03d.p7m", path, n);
}

static gboolean part_failed(Writer *writer)
{
    g_autofree char *path = envelope_part(writer->path, writer->parts);
    if (!writer->error)
        durable_failed(path, &writer->error);
    return FALSE;
}

static gboolean add_recipients(Writer *writer)
{
    for (guint i = 0; i < writer->recipients->len; i++) {
        X509 *certificate = writer->recipients->pdata[i];
        CMS_RecipientInfo *info = CMS_add1_recipient_cert(writer->cms, certificate, CMS_KEY_PARAM);
        EVP_PKEY_CTX *context = info ? CMS_RecipientInfo_get0_pkey_ctx(info) : NULL;
        if (!info || (EVP_PKEY_get_base_id(X509_get0_pubkey(certificate)) == EVP_PKEY_RSA &&
                      EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING) <= 0)) {
            g_autofree char *name = certificate_name(certificate);
            error_set(&writer->error, PROTOCOL_ERROR_REFUSED,
                      N_("Nothing can be encrypted to the certificate of “{1}”."), name, NULL);
            return FALSE;
        }
    }
    return TRUE;
}

/* Behind the cipher, which gives 4 kB at a time: each would become an octet string of its own, and
 * who opens the part would read it in so many pieces. */
static gboolean add_buffer(BIO *cipher)
{
    BIO *buffer = BIO_new(BIO_f_buffer()), *rest = BIO_next(cipher);
    if (!buffer || !rest || BIO_set_write_buffer_size(buffer, BLOCK_BYTES) != 1) {
        BIO_free(buffer);
        return FALSE;
    }
    BIO_pop(cipher);
    BIO_push(cipher, BIO_push(buffer, rest));
    return TRUE;
}

static gboolean part_begin(Writer *writer)
{
    writer->parts++;
    writer->in_part_bytes = 0;
    g_autofree char *path = envelope_part(writer->path, writer->parts);
    writer->fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (writer->fd < 0)
        return part_failed(writer);
    BIO *file = BIO_new_fd(writer->fd, BIO_NOCLOSE), *hash = BIO_new(BIO_f_md());
    BIO_set_md(hash, EVP_sha256());
    writer->out = BIO_push(hash, file);
    writer->cms = CMS_encrypt(NULL, NULL, EVP_aes_256_gcm(), CMS_STREAM | CMS_BINARY | CMS_PARTIAL);
    if (!writer->cms || !add_recipients(writer))
        return part_failed(writer);
    writer->chain = BIO_new_CMS(writer->out, writer->cms);
    return (writer->chain && add_buffer(writer->chain)) || part_failed(writer);
}

/* Frees what stands before the file of the part. */
static void part_clear(Writer *writer)
{
    for (BIO *at = writer->chain, *next; at && at != writer->out; at = next) {
        next = BIO_pop(at);
        BIO_free(at);
    }
    BIO_free_all(writer->out);
    CMS_ContentInfo_free(writer->cms);
    if (writer->fd >= 0)
        close(writer->fd);
    writer->chain = writer->out = NULL;
    writer->cms = NULL;
    writer->fd = -1;
}

/* Compares the part with what the medium holds of it. */
static gboolean check_part(Writer *writer, const char *expected)
{
    g_autofree char *path = envelope_part(writer->path, writer->parts);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    Digest found = {.bytes = 0};
    const DigestFile file = {.fd = fd, .name = path};
    if (fd < 0)
        return part_failed(writer);
    posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
    if (digest_file(&file, NULL, NULL, &found, &writer->error) &&
        strcmp(found.sha256, expected) == 0)
        return TRUE;
    g_clear_error(&writer->error);
    error_set(&writer->error, PROTOCOL_ERROR_REFUSED,
              N_("What was written to {1} does not read back as it was written ({2}): the stick "
                 "was pulled out, or it is damaged. Nothing on it counts as an archive. Take "
                 "another one."),
              writer->path, path, NULL);
    return FALSE;
}

static gboolean part_end(Writer *writer)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    GString *hex = g_string_new(NULL);
    errno = EIO;
    gboolean ok = BIO_flush(writer->chain) == 1 && fsync(writer->fd) == 0;
    int size = ok ? BIO_gets(writer->out, (char *)digest, sizeof digest) : 0;
    for (int i = 0; i < size; i++)
        g_string_append_printf(hex, "%02x", digest[i]);
    if (!ok)
        part_failed(writer);
    part_clear(writer);
    ok = ok && (!writer->read_back || check_part(writer, hex->str));
    g_string_free(hex, TRUE);
    return ok;
}

/* libarchive's callback: size bytes of the stream. */
static la_ssize_t handle_stream(struct archive *tar, void *user_data, const void *data, size_t size)
{
    Writer *writer = user_data;
    size_t left = size;
    for (const char *at = data; left > 0;) {
        if (writer->fd < 0 && !part_begin(writer))
            return -1;
        size_t now = MIN(left, ENVELOPE_PART_BYTES - writer->in_part_bytes);
        errno = EIO;
        if (BIO_write(writer->chain, at, (int)now) != (int)now) {
            part_failed(writer);
            return -1;
        }
        at += now;
        left -= now;
        writer->in_part_bytes += now;
        if (writer->in_part_bytes == ENVELOPE_PART_BYTES && !part_end(writer))
            return -1;
    }
    return (la_ssize_t)size;
}

static gboolean tar_failed(Writer *writer, struct archive *tar)
{
    const char *reason = archive_error_string(tar);
    if (!writer->error)
        error_set(&writer->error, PROTOCOL_ERROR_REFUSED, N_("{1} could not be written: {2}."),
                  writer->path, reason ? reason : "", NULL);
    return FALSE;
}

static gboolean add_data(Writer *writer, struct archive *tar, int fd)
{
    g_autofree char *block = g_malloc(BLOCK_BYTES);
    for (;;) {
        gssize size = read(fd, block, BLOCK_BYTES);
        if (size == 0)
            return TRUE;
        if (size < 0 || archive_write_data(tar, block, (size_t)size) != size)
            return tar_failed(writer, tar);
        writer->done_bytes += size;
        if (!writer->progress || writer->progress(MIN(writer->done_bytes, writer->all_bytes),
                                                  writer->all_bytes, writer->user_data))
            continue;
        g_set_error_literal(&writer->error, MEDIA_ERROR, MEDIA_ERROR_CANCELLED, writer->path);
        return FALSE;
    }
}

static gboolean add_file(Writer *writer, struct archive *tar, const char *path, const char *name,
                         const struct stat *status)
{
    struct archive_entry *entry = archive_entry_new();
    archive_entry_set_pathname(entry, name);
    archive_entry_set_mode(entry, S_ISDIR(status->st_mode) ? S_IFDIR | 0755 : S_IFREG | 0644);
    archive_entry_set_size(entry, S_ISDIR(status->st_mode) ? 0 : status->st_size);
    archive_entry_set_mtime(entry, status->st_mtime, 0);
    int result = archive_write_header(tar, entry);
    archive_entry_free(entry);
    if (result != ARCHIVE_OK)
        return tar_failed(writer, tar);
    if (S_ISDIR(status->st_mode))
        return TRUE;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    gboolean ok = fd >= 0 && add_data(writer, tar, fd);
    if (fd < 0)
        tar_failed(writer, tar);
    else
        close(fd);
    return ok;
}

static int by_name(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* All that is in the folder; without a tar it is only counted. */
static gboolean add_folder(Writer *writer, struct archive *tar, const char *path, const char *name)
{
    g_autoptr(GDir) dir = g_dir_open(path, 0, &writer->error);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    for (const char *one; dir && (one = g_dir_read_name(dir));)
        g_ptr_array_add(names, g_strdup(one));
    g_ptr_array_sort(names, by_name);
    gboolean ok = dir != NULL;
    for (guint i = 0; ok && i < names->len; i++) {
        struct stat status;
        g_autofree char *inner = g_build_filename(path, names->pdata[i], NULL);
        g_autofree char *inner_name = g_build_filename(name, names->pdata[i], NULL);
        if (lstat(inner, &status) != 0) {
            ok = durable_failed(inner, &writer->error);
        } else if (!tar) {
            writer->all_bytes += status.st_size;
            ok = !S_ISDIR(status.st_mode) || add_folder(writer, NULL, inner, inner_name);
        } else {
            ok = add_file(writer, tar, inner, inner_name, &status) &&
                 (!S_ISDIR(status.st_mode) || add_folder(writer, tar, inner, inner_name));
        }
    }
    return ok;
}

static gboolean write_stream(Writer *writer, const char *bag)
{
    g_autofree char *name = g_path_get_basename(bag);
    struct archive *tar = archive_write_new();
    /* Names are its bytes: the other formats convert them, which needs a locale. */
    archive_write_set_format_gnutar(tar);
    archive_write_set_bytes_per_block(tar, BLOCK_BYTES);
    archive_write_set_bytes_in_last_block(tar, LAST_BLOCK_BYTES);
    gboolean ok = archive_write_open2(tar, writer, NULL, handle_stream, NULL, NULL) == ARCHIVE_OK &&
                  add_folder(writer, tar, bag, name);
    if (ok && archive_write_close(tar) != ARCHIVE_OK)
        ok = tar_failed(writer, tar);
    archive_write_free(tar);
    if (ok && writer->fd >= 0)
        ok = part_end(writer);
    part_clear(writer);
    return ok && !writer->error;
}

/* How to open it, with who can. */
static gboolean write_how_to(Writer *writer)
{
    g_autofree char *template = paths_template("archive", HOW_TO, NULL), *text = NULL;
    g_autofree char *path = g_build_filename(writer->path, HOW_TO, NULL);
    g_autoptr(GString) names = g_string_new(NULL);
    if (!g_file_get_contents(template, &text, NULL, &writer->error))
        return FALSE;
    for (guint i = 0; i < writer->recipients->len; i++) {
        g_autofree char *name = certificate_name(writer->recipients->pdata[i]);
        g_autofree char *sha256 = certificate_sha256(writer->recipients->pdata[i]);
        g_string_append_printf(names, "%s   %s\n   SHA-256 %s", i ? "\n" : "", name, sha256);
    }
    g_autoptr(GString) filled = g_string_new(text);
    g_string_replace(filled, "{recipients}", names->str, 0);
    return durable_write(path, filled->str, filled->len, 0644, &writer->error);
}

gboolean envelope_write(const char *bag, const char *path, GPtrArray *recipients,
                        gboolean read_back, EnvelopeProgress progress, gpointer user_data,
                        GError **error)
{
    g_autofree char *above = g_path_get_dirname(path), *part = g_strconcat(path, ".part", NULL);
    Writer writer = {.path = part,
                     .recipients = recipients,
                     .read_back = read_back,
                     .fd = -1,
                     .progress = progress,
                     .user_data = user_data};
    gboolean ok = FALSE;
    if (g_file_test(path, G_FILE_TEST_EXISTS)) {
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("{1} is there already. Remove it, or choose another folder."), path, NULL);
        return FALSE;
    }
    if (add_folder(&writer, NULL, bag, "") &&
        durable_check_room(
            above, writer.all_bytes + (writer.all_bytes / ENVELOPE_PART_BYTES + 2) * FRAME_BYTES,
            &writer.error) &&
        (durable_remove_tree(part) || durable_failed(part, &writer.error)) &&
        durable_mkdir(part, &writer.error) && write_stream(&writer, bag) && write_how_to(&writer) &&
        durable_sync_dir(part, &writer.error))
        ok = rename(part, path) == 0 || durable_failed(path, &writer.error);
    ok = ok && durable_sync_dir(above, &writer.error);
    if (!ok)
        durable_remove_tree(part);
    if (writer.error)
        g_propagate_error(error, writer.error);
    return ok;
}
