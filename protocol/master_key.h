/*
 * Where the master key of a home's vault lives. A location is one of:
 *
 *   home               beside the register (master.key). Against a stolen card it protects nothing;
 *                      the key of a meeting can still be thrown away.
 *   file:PATH          a file elsewhere, an absolute path
 *   usb:LABEL          a file on a mounted stick with that label
 *   passphrase         from a passphrase by Argon2id (RFC 9106: three passes, 64 MiB)
 *   tang:URL[,PRINT]   given by a tang server through clevis; PRINT: the thumbprint of its key
 *
 * master.conf in the folder tells which, and never holds the key. A passphrase, and what tang gave,
 * is kept until the device is switched off in memory that is no disk (a tmpfs at $XDG_RUNTIME_DIR,
 * or /run of root).
 *
 * Any thread; all functions block: for the disk, the network, or Argon2id (about 0.2 s).
 */
#pragma once

#include <glib.h>

#define MASTER_KEY_BYTES 32
#define MASTER_ID_BYTES 8
#define MASTER_KEY_FILE "master.key"
#define MASTER_CONF_FILE "master.conf"

/* Makes a new key at location, and the folder's master.conf. passphrase: for "passphrase" alone.
 * The key was read back from there, or it fails. Refuses a file that is there already. key_out: to
 * be wiped by the caller. */
gboolean master_key_make(const char *folder, const char *location, const char *passphrase,
                         guint8 key_out[MASTER_KEY_BYTES], GError **error);
/* The key, from its place or from memory. passphrase may be NULL; then a key that needs one must
 * have been unlocked before. */
gboolean master_key_load(const char *folder, const char *passphrase,
                         guint8 key_out[MASTER_KEY_BYTES], GError **error);
/* The id of the folder's key, which tells nothing of it. FALSE without an error if the folder has
 * no key. */
gboolean master_key_id(const char *folder, guint8 id_out[MASTER_ID_BYTES], GError **error);
/* Undoes master_key_make: removes the file that it made outside folder. */
void master_key_unmake(const char *folder);
/* Wipes the key from memory that it was kept in. */
void master_key_lock(const char *folder);

/* The location as it was given; "home" for a home without one. g_free. NULL with an error. */
char *master_key_location(const char *folder, GError **error);
/* Whether location needs a passphrase. */
gboolean master_key_asks(const char *location);

/* The folder where a stick with the label is mounted, by the text of /proc/self/mountinfo: a device
 * with that label, or a mount point of that name. g_free; NULL if there is none. */
char *master_key_stick(const char *mountinfo, const char *label);
