/*
 * Keeps a recording alive: this process waits for another that records, and when that dies, lets
 * one more go on with a new take in the same folder.
 *
 * The socket, which a recorder that died or failed leaves behind, says that the recording is still
 * wanted: whoever closes it otherwise (esep-recorder --recover) removes it. A lock on the folder
 * says that somebody waits (recorder_reconnect).
 */
#pragma once

#include <glib.h>

/* Runs in a process of its own: records for so long (0: until it is stopped), and sets *begun once
 * there is a recording that deserves to be taken up again. again: it is taken up. Its exit code. */
typedef int (*ReviveRecord)(int for_seconds, gboolean again, gint *begun, gpointer user_data);

/* Records into directory; after an exit with retry_code, or death, once more. word_fd: what only
 * the first has to speak on; this process closes it. Returns the last exit code, in this process
 * and in each that recorded. Call it before there are threads. */
int revive_run(const char *directory, int for_seconds, int retry_code, int word_fd,
               ReviveRecord record, gpointer user_data);
