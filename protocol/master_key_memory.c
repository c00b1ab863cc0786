#include "protocol/master_key_memory.h"

#include <linux/magic.h>
#include <sodium.h>
#include <string.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "protocol/durable.h"
#include "protocol/file_read.h"

/* g_free; NULL if there is no memory to keep files in. */
static char *memory_path(const char *id)
{
    struct statfs status;
    const char *variable = g_getenv("XDG_RUNTIME_DIR");
    const char *folder = variable && *variable ? variable : geteuid() == 0 ? "/run" : NULL;
    if (!folder || statfs(folder, &status) != 0 ||
        (status.f_type != TMPFS_MAGIC && status.f_type != RAMFS_MAGIC))
        return NULL;
    g_autofree char *name = g_strconcat("esep-", id, ".key", NULL);
    return g_build_filename(folder, name, NULL);
}

void master_key_memory_keep(const char *id, const guint8 key[MASTER_KEY_BYTES])
{
    g_autofree char *path = memory_path(id);
    if (path)
        durable_write(path, key, MASTER_KEY_BYTES, 0600, NULL);
}

gboolean master_key_memory_read(const char *id, guint8 key_out[MASTER_KEY_BYTES])
{
    gsize size = 0;
    g_autofree char *path = memory_path(id);
    g_autofree char *data = path ? file_read(path, MASTER_KEY_BYTES, &size, NULL) : NULL;
    gboolean ok = data && size == MASTER_KEY_BYTES;
    if (ok)
        memcpy(key_out, data, MASTER_KEY_BYTES);
    if (data)
        sodium_memzero(data, size);
    return ok;
}

void master_key_memory_forget(const char *id)
{
    g_autofree char *path = memory_path(id);
    if (path)
        durable_shred(path);
}
