/*
 * A master key that was unlocked, kept until the device is switched off: a file of mode 0600 on a
 * file system that is memory (tmpfs), under $XDG_RUNTIME_DIR, or /run of root. Where there is no
 * such folder nothing is kept. For master_key.c alone.
 */
#pragma once

#include "protocol/master_key.h"

/* id: the key's, in hex. */
void master_key_memory_keep(const char *id, const guint8 key[MASTER_KEY_BYTES]);
gboolean master_key_memory_read(const char *id, guint8 key_out[MASTER_KEY_BYTES]);
void master_key_memory_forget(const char *id);
