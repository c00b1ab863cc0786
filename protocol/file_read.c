#include "protocol/file_read.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "protocol/error.h"

#define BLOCK_BYTES (64 << 10)

static gboolean fail(const char *path, GError **error)
{
    error_set(error, PROTOCOL_ERROR_NOT_FOUND, N_("{1} could not be read: {2}."), path,
              g_strerror(errno), NULL);
    return FALSE;
}

/* Reads all of fd, but stops as soon as it is more than max_bytes. */
static gboolean read_all(int fd, const char *path, gsize max_bytes, GByteArray *bytes,
                         GError **error)
{
    g_autofree guint8 *block = g_malloc(BLOCK_BYTES);
    while (bytes->len <= max_bytes) {
        gssize got = read(fd, block, BLOCK_BYTES);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return fail(path, error);
        if (got == 0)
            return TRUE;
        g_byte_array_append(bytes, block, (guint)got);
    }
    error_set(error, PROTOCOL_ERROR_USAGE, N_("{1} is too large."), path, NULL);
    return FALSE;
}

char *file_read(const char *path, gsize max_bytes, gsize *size_out, GError **error)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        fail(path, error);
        return NULL;
    }
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    gboolean ok = read_all(fd, path, max_bytes, bytes, error);
    close(fd);
    if (!ok)
        return NULL;
    if (size_out)
        *size_out = bytes->len;
    g_byte_array_append(bytes, (const guint8 *)"", 1);
    return (char *)g_byte_array_free(g_steal_pointer(&bytes), FALSE);
}
