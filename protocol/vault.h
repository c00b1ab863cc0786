/*
 * The keys under which a home keeps what tells of people.
 *
 *   keys/master.conf            where the master key is (master_key.h)
 *   keys/2026-0007.key          the key of a meeting, wrapped by the master key
 *   keys/index-2026-11.key      the key of the index of names of the meetings made in a month
 *
 * A key is made when something is first encrypted with it, and thrown away when its meeting is
 * disposed of: it stands in no copy of the register, so that a copy, too, can be read no more.
 * Texts are XChaCha20-Poly1305 with a random nonce, bound to their place, so that none can be put
 * where another stood.
 *
 * A Vault belongs to one thread, holds the keys that it has used in memory, and wipes them when it
 * is freed. Keys are made only inside a transaction that writes to the register: no two processes
 * make the same one. Functions that need a key block for the disk at its first use. Common errors:
 * PROTOCOL_ERROR_REFUSED (the master key is not to be had, a key is lost or is not of this home).
 */
#pragma once

#include <glib.h>

#define VAULT_FOLDER "keys"
/* What encrypted text begins with: no text of a person holds a control character. */
#define VAULT_MARK '\x01'

typedef struct Vault Vault;

/* folder: "…/keys", which need not be there yet. Reads nothing. Never NULL. */
Vault *vault_new(const char *folder);
/* Takes NULL. */
void vault_free(Vault *vault);

/* text under the key name ("2026-0007"), which is made if there is none, as text again: the mark
 * and Base64. place: "table.column|meeting|row". g_free. NULL with an error. */
char *vault_encrypt(Vault *vault, const char *name, const char *place, const char *text,
                    GError **error);
/* The text again; what does not begin with the mark was never encrypted, and comes back as it is.
 * g_free. PROTOCOL_ERROR_DIFFERENT if it was changed or comes from another place. */
char *vault_decrypt(Vault *vault, const char *name, const char *place, const char *text,
                    GError **error);
/* "keyed:…": a keyed hash of text, the same for the same text, which nobody can guess the text from
 * without the key, which is made if there is none. g_free. NULL with an error. */
char *vault_digest(Vault *vault, const char *name, const char *text, GError **error);
/* A keyed hash of text in 48 bits under the key name, for an index. With make the key is made if
 * there is none; without, *hash_out is 0 then. Never 0 otherwise. */
gboolean vault_hash(Vault *vault, const char *name, const char *text, gboolean make,
                    gint64 *hash_out, GError **error);

/* Throws a key away, from memory and disk: overwritten, removed, the folder synced. TRUE too if
 * there was none. */
gboolean vault_forget(Vault *vault, const char *name, GError **error);
/* How many keys there are. */
guint vault_count(const Vault *vault);

/* Makes a new master key at location (master_key.h) and wraps every key anew with it. Stands whole
 * or not at all, also after a crash. To be called while nobody else writes to the register. */
gboolean vault_move(Vault *vault, const char *location, const char *passphrase, GError **error);
/* Removes what a crash left of vault_move, under the same condition. */
gboolean vault_tidy(Vault *vault, GError **error);
/* Whether there is something to tidy. */
gboolean vault_untidy(const Vault *vault);
