#include "protocol/vault.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>

#include "protocol/durable.h"
#include "protocol/error.h"
#include "protocol/master_key.h"

enum {
    KEY_BYTES = crypto_aead_xchacha20poly1305_ietf_KEYBYTES,
    NONCE_BYTES = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    TAG_BYTES = crypto_aead_xchacha20poly1305_ietf_ABYTES,
    WRAPPED_BYTES = MASTER_ID_BYTES + NONCE_BYTES + KEY_BYTES + TAG_BYTES,
    DIGEST_BYTES = 32,
    HASH_BYTES = 6,
};
#define KEY_SUFFIX ".key"
#define NEW_SUFFIX ".new"

struct Vault {
    char *folder;
    GHashTable *keys; /* owned: name → KEY_BYTES, wiped when it is freed */
    gboolean has_master;
    guint8 master[MASTER_KEY_BYTES], master_id[MASTER_ID_BYTES];
};

static void wipe_key(gpointer key)
{
    sodium_memzero(key, KEY_BYTES);
    g_free(key);
}

Vault *vault_new(const char *folder)
{
    if (sodium_init() < 0)
        g_error("libsodium cannot be started");
    Vault *vault = g_new0(Vault, 1);
    vault->folder = g_strdup(folder);
    vault->keys = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, wipe_key);
    return vault;
}

void vault_free(Vault *vault)
{
    if (!vault)
        return;
    g_hash_table_destroy(vault->keys);
    g_free(vault->folder);
    sodium_memzero(vault, sizeof *vault);
    g_free(vault);
}

/* Names become file names: nothing but the letters, digits and dashes of ours. */
static char *key_path(const char *folder, const char *name, GError **error)
{
    if (*name && strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(name)) {
        g_autofree char *file = g_strconcat(name, KEY_SUFFIX, NULL);
        return g_build_filename(folder, file, NULL);
    }
    error_set(error, PROTOCOL_ERROR_REFUSED,
              N_("The register {1} is damaged ({2}). Keep the file, "
                 "and restore a copy."),
              folder, name, NULL);
    return NULL;
}

/* The master key as it is now: another process may have moved it. */
static gboolean read_master(Vault *vault, GError **error)
{
    guint8 id[MASTER_ID_BYTES];
    GError *failed = NULL;
    if (!master_key_id(vault->folder, id, &failed)) {
        if (failed) {
            g_propagate_error(error, failed);
            return FALSE;
        }
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("There is no master key in {1}. Put the folder back from a copy."),
                  vault->folder, NULL);
        return FALSE;
    }
    if (vault->has_master && memcmp(id, vault->master_id, sizeof id) == 0)
        return TRUE;
    vault->has_master = master_key_load(vault->folder, NULL, vault->master, error);
    memcpy(vault->master_id, id, sizeof id);
    return vault->has_master;
}

/* A register from before there were keys gets its master key, in the home. */
static gboolean make_master(Vault *vault, GError **error)
{
    guint8 id[MASTER_ID_BYTES];
    GError *failed = NULL;
    if (master_key_id(vault->folder, id, &failed) || vault_count(vault) > 0)
        return TRUE;
    if (failed) {
        g_propagate_error(error, failed);
        return FALSE;
    }
    vault->has_master = durable_mkdir(vault->folder, error) && g_chmod(vault->folder, 0700) == 0 &&
                        master_key_make(vault->folder, "home", NULL, vault->master, error) &&
                        master_key_id(vault->folder, vault->master_id, error);
    return vault->has_master;
}

static void wrap(const guint8 *master, const guint8 *id, const char *name, const guint8 *key,
                 guint8 out[WRAPPED_BYTES])
{
    guint8 *nonce = out + MASTER_ID_BYTES;
    memcpy(out, id, MASTER_ID_BYTES);
    randombytes_buf(nonce, NONCE_BYTES);
    crypto_aead_xchacha20poly1305_ietf_encrypt(nonce + NONCE_BYTES, NULL, key, KEY_BYTES,
                                               (const guint8 *)name, strlen(name), NULL, nonce,
                                               master);
}

static gboolean unwrap(const guint8 *master, const char *name, const guint8 *wrapped,
                       guint8 key_out[KEY_BYTES])
{
    const guint8 *nonce = wrapped + MASTER_ID_BYTES;
    return crypto_aead_xchacha20poly1305_ietf_decrypt(key_out, NULL, NULL, nonce + NONCE_BYTES,
                                                      KEY_BYTES + TAG_BYTES, (const guint8 *)name,
                                                      strlen(name), nonce, master) == 0;
}

static gboolean read_wrapped(const char *path, guint8 wrapped_out[WRAPPED_BYTES],
                             gboolean *there_out, GError **error)
{
    g_autofree char *data = NULL;
    gsize size = 0;
    GError *failed = NULL;
    *there_out = g_file_get_contents(path, &data, &size, &failed);
    if (*there_out && size == WRAPPED_BYTES) {
        memcpy(wrapped_out, data, size);
        return TRUE;
    }
    gboolean absent = g_error_matches(failed, G_FILE_ERROR, G_FILE_ERROR_NOENT);
    if (!absent)
        error_set(error, PROTOCOL_ERROR_REFUSED, N_("The key {1} cannot be read: {2}."), path,
                  failed ? failed->message : "?", NULL);
    g_clear_error(&failed);
    return absent;
}

/* Reads the key of name; *there_out tells whether there is one. */
static gboolean read_key(Vault *vault, const char *name, const char *path, guint8 *key_out,
                         gboolean *there_out, GError **error)
{
    guint8 wrapped[WRAPPED_BYTES];
    if (!read_wrapped(path, wrapped, there_out, error))
        return FALSE;
    if (!*there_out)
        return TRUE;
    /* Wrapped by a newer master key than ours: then ours is out of date. */
    if (vault->has_master && memcmp(wrapped, vault->master_id, MASTER_ID_BYTES) != 0)
        vault->has_master = FALSE;
    if (!vault->has_master && !read_master(vault, error))
        return FALSE;
    if (unwrap(vault->master, name, wrapped, key_out))
        return TRUE;
    error_set(error, PROTOCOL_ERROR_DIFFERENT,
              N_("The key {1} was not made with the master key of this home, or was changed."),
              path, NULL);
    return FALSE;
}

static gboolean make_key(Vault *vault, const char *name, const char *path, guint8 *key_out,
                         GError **error)
{
    guint8 wrapped[WRAPPED_BYTES];
    if (!make_master(vault, error) || !read_master(vault, error))
        return FALSE;
    randombytes_buf(key_out, KEY_BYTES);
    wrap(vault->master, vault->master_id, name, key_out, wrapped);
    return durable_write(path, wrapped, sizeof wrapped, 0600, error);
}

/* *key_out: owned by the vault; NULL if there is none and make is FALSE. */
static gboolean find_key(Vault *vault, const char *name, gboolean make, const guint8 **key_out,
                         GError **error)
{
    *key_out = g_hash_table_lookup(vault->keys, name);
    if (*key_out)
        return TRUE;
    gboolean there = FALSE;
    g_autofree char *path = key_path(vault->folder, name, error);
    guint8 *key = g_malloc(KEY_BYTES);
    if (!path || !read_key(vault, name, path, key, &there, error) ||
        (!there && make && !make_key(vault, name, path, key, error))) {
        wipe_key(key);
        return FALSE;
    }
    if (there || make) {
        g_hash_table_insert(vault->keys, g_strdup(name), key);
        *key_out = key;
    } else {
        wipe_key(key);
    }
    return TRUE;
}

char *vault_encrypt(Vault *vault, const char *name, const char *place, const char *text,
                    GError **error)
{
    const guint8 *key = NULL;
    if (!find_key(vault, name, TRUE, &key, error))
        return NULL;
    gsize length = strlen(text), size = NONCE_BYTES + length + TAG_BYTES;
    g_autofree guint8 *box = g_malloc(size);
    randombytes_buf(box, NONCE_BYTES);
    crypto_aead_xchacha20poly1305_ietf_encrypt(box + NONCE_BYTES, NULL, (const guint8 *)text,
                                               length, (const guint8 *)place, strlen(place), NULL,
                                               box, key);
    gsize encoded = sodium_base64_ENCODED_LEN(size, sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
    char *out = g_malloc(1 + encoded);
    out[0] = VAULT_MARK;
    return sodium_bin2base64(out + 1, encoded, box, size,
                             sodium_base64_VARIANT_ORIGINAL_NO_PADDING) -
           1;
}

/* The text in box, or NULL. */
static char *open_box(const guint8 *key, const char *place, const char *encoded)
{
    gsize length = strlen(encoded), size = 0;
    g_autofree guint8 *box = g_malloc(length + 1);
    if (sodium_base642bin(box, length, encoded, length, NULL, &size, NULL,
                          sodium_base64_VARIANT_ORIGINAL_NO_PADDING) != 0 ||
        size < NONCE_BYTES + TAG_BYTES)
        return NULL;
    gsize text_length = size - NONCE_BYTES - TAG_BYTES;
    g_autofree char *text = g_malloc(text_length + 1);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt((guint8 *)text, NULL, NULL, box + NONCE_BYTES,
                                                   size - NONCE_BYTES, (const guint8 *)place,
                                                   strlen(place), box, key) != 0)
        return NULL;
    text[text_length] = 0;
    return g_steal_pointer(&text);
}

char *vault_decrypt(Vault *vault, const char *name, const char *place, const char *text,
                    GError **error)
{
    const guint8 *key = NULL;
    if (*text != VAULT_MARK)
        return g_strdup(text);
    if (!find_key(vault, name, FALSE, &key, error))
        return NULL;
    if (!key) {
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("The key of {1} is not in {2}: what it protects cannot be read. Put it back "
                     "from a copy."),
                  name, vault->folder, NULL);
        return NULL;
    }
    char *plain = open_box(key, place, text + 1);
    if (!plain)
        error_set(
            error, PROTOCOL_ERROR_DIFFERENT,
            N_("What stands in the register at {1} was changed, or comes from another place."),
            place, NULL);
    return plain;
}

char *vault_digest(Vault *vault, const char *name, const char *text, GError **error)
{
    const guint8 *key = NULL;
    guint8 hash[DIGEST_BYTES];
    char hex[2 * DIGEST_BYTES + 1];
    if (!find_key(vault, name, TRUE, &key, error))
        return NULL;
    crypto_generichash(hash, sizeof hash, (const guint8 *)text, strlen(text), key, KEY_BYTES);
    return g_strconcat("keyed:", sodium_bin2hex(hex, sizeof hex, hash, sizeof hash), NULL);
}

gboolean vault_hash(Vault *vault, const char *name, const char *text, gboolean make,
                    gint64 *hash_out, GError **error)
{
    const guint8 *key = NULL;
    guint8 hash[crypto_generichash_BYTES_MIN];
    *hash_out = 0;
    if (!find_key(vault, name, make, &key, error))
        return FALSE;
    if (!key)
        return TRUE;
    crypto_generichash(hash, sizeof hash, (const guint8 *)text, strlen(text), key, KEY_BYTES);
    for (int i = 0; i < HASH_BYTES; i++)
        *hash_out = *hash_out << 8 | hash[i];
    *hash_out = MAX(*hash_out, 1);
    return TRUE;
}

gboolean vault_forget(Vault *vault, const char *name, GError **error)
{
    g_autofree char *path = key_path(vault->folder, name, error);
    if (!path)
        return FALSE;
    g_hash_table_remove(vault->keys, name);
    if (!durable_shred(path)) {
        error_set(error, PROTOCOL_ERROR_REFUSED, N_("{1} could not be removed: {2}."), path,
                  g_strerror(errno), NULL);
        return FALSE;
    }
    return !g_file_test(vault->folder, G_FILE_TEST_IS_DIR) ||
           durable_sync_dir(vault->folder, error);
}

/* The next name of a key that dir has; NULL at the end. g_free. */
static char *next_name(GDir *dir)
{
    for (const char *file; (file = g_dir_read_name(dir));)
        if (g_str_has_suffix(file, KEY_SUFFIX) && strcmp(file, MASTER_KEY_FILE) != 0)
            return g_strndup(file, strlen(file) - strlen(KEY_SUFFIX));
    return NULL;
}

guint vault_count(const Vault *vault)
{
    guint count = 0;
    g_autoptr(GDir) dir = g_dir_open(vault->folder, 0, NULL);
    for (char *name; dir && (name = next_name(dir)); g_free(name))
        count++;
    return count;
}

/* The key of name, wrapped by another master key in another folder. */
static gboolean rewrap(Vault *vault, const char *folder, const guint8 *master, const guint8 *id,
                       const char *name, GError **error)
{
    guint8 key[KEY_BYTES], wrapped[WRAPPED_BYTES];
    gboolean there = FALSE;
    g_autofree char *from = key_path(vault->folder, name, error);
    g_autofree char *to = from ? key_path(folder, name, error) : NULL;
    gboolean ok = to && read_key(vault, name, from, key, &there, error) && there;
    if (ok) {
        wrap(master, id, name, key, wrapped);
        ok = durable_write(to, wrapped, sizeof wrapped, 0600, error);
    }
    sodium_memzero(key, sizeof key);
    return ok;
}

static gboolean rewrap_all(Vault *vault, const char *folder, const char *location,
                           const char *passphrase, GError **error)
{
    guint8 master[MASTER_KEY_BYTES], id[MASTER_ID_BYTES];
    g_autoptr(GDir) dir = g_dir_open(vault->folder, 0, NULL);
    gboolean ok = master_key_make(folder, location, passphrase, master, error) &&
                  master_key_id(folder, id, error);
    for (char *name; ok && dir && (name = next_name(dir)); g_free(name))
        ok = rewrap(vault, folder, master, id, name, error);
    sodium_memzero(master, sizeof master);
    return ok;
}

static char *new_folder(const Vault *vault)
{
    return g_strconcat(vault->folder, NEW_SUFFIX, NULL);
}

gboolean vault_untidy(const Vault *vault)
{
    g_autofree char *folder = new_folder(vault);
    return g_file_test(folder, G_FILE_TEST_EXISTS);
}

/* Before the folders changed places it is the new master key that goes, after that the old one. */
gboolean vault_tidy(Vault *vault, GError **error)
{
    g_autofree char *folder = new_folder(vault);
    master_key_unmake(folder);
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    for (const char *file; dir && (file = g_dir_read_name(dir));) {
        g_autofree char *path = g_build_filename(folder, file, NULL);
        durable_shred(path);
    }
    if (durable_remove_tree(folder))
        return TRUE;
    error_set(error, PROTOCOL_ERROR_REFUSED, N_("{1} could not be removed: {2}."), folder,
              g_strerror(errno), NULL);
    return FALSE;
}

/* The new folder takes the old one's place in one step. */
static gboolean exchange(Vault *vault, const char *folder, GError **error)
{
    g_autofree char *above = g_path_get_dirname(vault->folder);
    if (renameat2(AT_FDCWD, folder, AT_FDCWD, vault->folder, RENAME_EXCHANGE) != 0) {
        error_set(error, PROTOCOL_ERROR_REFUSED, N_("{1} could not be written: {2}."),
                  vault->folder, g_strerror(errno), NULL);
        return FALSE;
    }
    vault->has_master = FALSE;
    return durable_sync_dir(above, error);
}

gboolean vault_move(Vault *vault, const char *location, const char *passphrase, GError **error)
{
    g_autofree char *folder = new_folder(vault);
    if (!make_master(vault, error) || !read_master(vault, error) || !vault_tidy(vault, error) ||
        !durable_mkdir(folder, error))
        return FALSE;
    g_chmod(folder, 0700);
    if (!rewrap_all(vault, folder, location, passphrase, error) ||
        !exchange(vault, folder, error)) {
        vault_tidy(vault, NULL);
        return FALSE;
    }
    return vault_tidy(vault, error);
}
