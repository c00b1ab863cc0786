/* Reading a file that somebody names, which may be anything: a device without end, another's disk.
 */
#pragma once

#include <glib.h>

/* The bytes of path with a NUL behind them; their number through size_out (may be NULL). Free with
 * g_free. Blocks for the disk, or for whoever writes into a pipe. PROTOCOL_ERROR_NOT_FOUND if it
 * cannot be read, PROTOCOL_ERROR_USAGE if it holds more than max_bytes. Any thread. */
char *file_read(const char *path, gsize max_bytes, gsize *size_out, GError **error);
