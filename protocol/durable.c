#include "protocol/durable.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <linux/magic.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "protocol/error.h"

#define COPY_BLOCK_BYTES (1 << 20)
/* A folder in which a program still writes is gone by then: it writes one file. */
#define REMOVE_TRIES 3
#define FAT_FILE_MAX_BYTES G_GINT64_CONSTANT(0xffffffff)

/* What the kernel says of a medium that is not there any more; the last two, of one whose
 * filesystem is a process (exFAT, NTFS). */
static gboolean is_gone(int reason)
{
    return reason == EIO || reason == ENODEV || reason == ENXIO || reason == EROFS ||
           reason == ENOTCONN || reason == ECONNABORTED;
}

gboolean durable_failed(const char *path, GError **error)
{
    int reason = errno;
    if (reason == ENOSPC || reason == EDQUOT)
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("The disk is full: {1} could not be written. Make room and try again."), path,
                  NULL);
    else if (is_gone(reason))
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("{1} could not be written: the stick was pulled out, or it is damaged ({2}). "
                     "Nothing on it counts as an archive. Try again with another one."),
                  path, g_strerror(reason), NULL);
    else
        error_set(error, PROTOCOL_ERROR_REFUSED, N_("{1} could not be written: {2}."), path,
                  g_strerror(reason), NULL);
    return FALSE;
}

gboolean durable_write_all(int fd, const void *data, gsize size)
{
    for (const char *at = data; size > 0;) {
        gssize written = write(fd, at, size);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return FALSE;
        at += written;
        size -= (gsize)written;
    }
    return TRUE;
}

gboolean durable_sync_dir(const char *path, GError **error)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return durable_failed(path, error);
    gboolean ok = fsync(fd) == 0;
    if (!ok)
        durable_failed(path, error);
    close(fd);
    return ok;
}

/* A file that becomes path when it is whole. */
typedef struct {
    const char *path;
    char *temporary;
    int fd;
} Pending;

static gboolean pending_open(Pending *pending, const char *path, int mode, GError **error)
{
    /* A rename would put a plain file in the place of a device or pipe, for everybody. */
    struct stat there;
    if (stat(path, &there) == 0 && !S_ISREG(there.st_mode)) {
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("{1} is a device or folder and not replaced by a file: choose another name."),
                  path, NULL);
        return FALSE;
    }
    pending->path = path;
    pending->temporary = g_strconcat(path, ".XXXXXX", NULL);
    pending->fd = g_mkstemp_full(pending->temporary, O_RDWR | O_CLOEXEC, mode);
    if (pending->fd >= 0)
        return TRUE;
    durable_failed(path, error);
    g_clear_pointer(&pending->temporary, g_free);
    return FALSE;
}

/* Makes the file path if good, else removes it. Frees pending's parts. */
static gboolean pending_close(Pending *pending, gboolean good, GError **error)
{
    gboolean ok = FALSE;
    g_autofree char *folder = g_path_get_dirname(pending->path);
    if (!good)
        goto cleanup;
    if (fsync(pending->fd) != 0 || close(g_steal_fd(&pending->fd)) != 0 ||
        rename(pending->temporary, pending->path) != 0) {
        durable_failed(pending->path, error);
        goto cleanup;
    }
    ok = durable_sync_dir(folder, error);

cleanup:
    if (pending->fd >= 0)
        close(pending->fd);
    if (!ok)
        unlink(pending->temporary);
    g_free(pending->temporary);
    return ok;
}

gboolean durable_write(const char *path, const void *data, gsize size, int mode, GError **error)
{
    Pending pending;
    if (!pending_open(&pending, path, mode, error))
        return FALSE;
    gboolean good = durable_write_all(pending.fd, data, size);
    if (!good)
        durable_failed(path, error);
    return pending_close(&pending, good, error);
}

gboolean durable_mkdir(const char *path, GError **error)
{
    if (g_file_test(path, G_FILE_TEST_IS_DIR))
        return TRUE;
    g_autofree char *parent = g_path_get_dirname(path);
    if (strcmp(parent, path) != 0 && !durable_mkdir(parent, error))
        return FALSE;
    if (mkdir(path, 0755) != 0 && errno != EEXIST)
        return durable_failed(path, error);
    return durable_sync_dir(parent, error);
}

/* Copies from_fd into the pending file, hashing. */
static gboolean copy_blocks(int from_fd, const char *from, Pending *pending, EVP_MD_CTX *hash,
                            GError **error)
{
    g_autofree char *block = g_malloc(COPY_BLOCK_BYTES);
    for (;;) {
        gssize got = read(from_fd, block, COPY_BLOCK_BYTES);
        if (got == 0)
            return TRUE;
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            error_set(error, PROTOCOL_ERROR_REFUSED, N_("{1} could not be read: {2}."), from,
                      g_strerror(errno), NULL);
            return FALSE;
        }
        EVP_DigestUpdate(hash, block, got);
        if (!durable_write_all(pending->fd, block, got))
            return durable_failed(pending->path, error);
    }
}

static char *digest_hex(EVP_MD_CTX *hash)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    EVP_DigestFinal_ex(hash, digest, &size);
    GString *hex = g_string_sized_new(size * 2);
    for (unsigned int i = 0; i < size; i++)
        g_string_append_printf(hex, "%02x", digest[i]);
    return g_string_free(hex, FALSE);
}

gboolean durable_copy(const char *from, const char *to, int mode, char **sha256_out, GError **error)
{
    int from_fd = open(from, O_RDONLY | O_CLOEXEC);
    if (from_fd < 0) {
        error_set(error, PROTOCOL_ERROR_NOT_FOUND, N_("{1} could not be read: {2}."), from,
                  g_strerror(errno), NULL);
        return FALSE;
    }
    Pending pending;
    gboolean ok = FALSE;
    EVP_MD_CTX *hash = EVP_MD_CTX_new();
    EVP_DigestInit_ex(hash, EVP_sha256(), NULL);
    if (pending_open(&pending, to, mode, error)) {
        gboolean good = copy_blocks(from_fd, from, &pending, hash, error);
        ok = pending_close(&pending, good, error);
    }
    if (ok && sha256_out)
        *sha256_out = digest_hex(hash);
    EVP_MD_CTX_free(hash);
    close(from_fd);
    return ok;
}

gboolean durable_check_room(const char *folder, gint64 needed_bytes, GError **error)
{
    struct statvfs disk;
    if (statvfs(folder, &disk) != 0)
        return TRUE;
    gint64 room_bytes = (gint64)disk.f_bavail * (gint64)disk.f_frsize;
    if (room_bytes >= needed_bytes)
        return TRUE;
    g_autofree char *room = g_format_size(room_bytes), *needed = g_format_size(needed_bytes);
    error_set(error, PROTOCOL_ERROR_REFUSED,
              N_("There is not enough room in {1}: {2} are needed, {3} are free."), folder, needed,
              room, NULL);
    return FALSE;
}

gboolean durable_check_file(const char *folder, gint64 bytes, GError **error)
{
    struct statfs disk;
    if (bytes <= FAT_FILE_MAX_BYTES || statfs(folder, &disk) != 0 ||
        disk.f_type != MSDOS_SUPER_MAGIC)
        return TRUE;
    g_autofree char *size = g_format_size((guint64)bytes);
    error_set(error, PROTOCOL_ERROR_REFUSED,
              N_("{1} is formatted as FAT, which has no room for a file of more than 4 GB, and the "
                 "archive has one of {2}. Take a stick that is formatted as exFAT."),
              folder, size, NULL);
    return FALSE;
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *unused)
{
    /* A program that a killed one had started may still write there, and take its file away. */
    return remove(path) == 0 || errno == ENOENT ? 0 : -1;
}

static gboolean is_absent(const char *path)
{
    struct stat status;
    return lstat(path, &status) != 0 && errno == ENOENT;
}

gboolean durable_remove_tree(const char *path)
{
    int reason = 0;
    for (int tries = 0; tries < REMOVE_TRIES && !is_absent(path); tries++)
        if (nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS) != 0)
            reason = errno;
    gboolean absent = is_absent(path);
    errno = reason;
    return absent;
}

gboolean durable_shred(const char *path)
{
    struct stat status;
    int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd >= 0 && fstat(fd, &status) == 0 && S_ISREG(status.st_mode)) {
        g_autofree char *zeros = g_malloc0(status.st_size);
        if (durable_write_all(fd, zeros, status.st_size))
            fsync(fd);
    }
    if (fd >= 0)
        close(fd);
    return unlink(path) == 0 || errno == ENOENT;
}
