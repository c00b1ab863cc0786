/*
 * Files that must survive a power cut. The one function that writes them: temporary file beside
 * the target, write, fsync, checked close, rename, fsync of the directory.
 */
#pragma once

#include <glib.h>

/* Writes size bytes to path, whole or not at all; mode as in open(2). Blocks for the disk. On
 * failure path is as it was. */
gboolean durable_write(const char *path, const void *data, gsize size, int mode, GError **error);
/* Says why path could not be written, by errno: the disk is full, a stick was pulled out. Always
 * FALSE. */
gboolean durable_failed(const char *path, GError **error);
/* Writes all of size bytes; FALSE with errno. Not flushed. Blocks for the disk. */
gboolean durable_write_all(int fd, const void *data, gsize size);
/* mkdir -p, and fsync of each directory whose entry is new. Blocks for the disk. */
gboolean durable_mkdir(const char *path, GError **error);
/* fsync of a directory. */
gboolean durable_sync_dir(const char *path, GError **error);
/* Copies a file durably, and gives its SHA-256 in lower-case hex through sha256_out (may be
 * NULL; free with g_free). Blocks for the disk. */
gboolean durable_copy(const char *from, const char *to, int mode, char **sha256_out,
                      GError **error);
/* Whether there is room for so many bytes in folder. */
gboolean durable_check_room(const char *folder, gint64 needed_bytes, GError **error);
/* Whether the filesystem of folder takes a file of so many bytes: FAT ends at 4 GiB. */
gboolean durable_check_file(const char *folder, gint64 bytes, GError **error);
/* Removes a folder and all in it, following no link; TRUE too if there was none. errno on failure.
 * Blocks for the disk. */
gboolean durable_remove_tree(const char *path);
/* Overwrites a file with zeros and removes it; TRUE too if there was none. errno on failure. What a
 * flash card wrote elsewhere stays there. Blocks for the disk. */
gboolean durable_shred(const char *path);
