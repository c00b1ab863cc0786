#include <errno.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>

#include "protocol/durable.h"
#include "protocol/error.h"
#include "protocol/home.h"
#include "protocol/home_names.h"
#include "protocol/identity.h"
#include "protocol/master_key.h"
#include "protocol/register.h"
#include "protocol/register_device.h"
#include "protocol/text.h"

/* Everything that home_init makes; UNFINISHED_FILE goes last. */
static const char *const made_names[] = {
    REGISTER_FILE "-wal",
    REGISTER_FILE "-shm",
    REGISTER_FILE "-journal",
    REGISTER_FILE,
    VAULT_FOLDER "/" MASTER_KEY_FILE,
    VAULT_FOLDER "/" MASTER_CONF_FILE,
    VAULT_FOLDER,
    KEY_FILE,
    CERTIFICATE_FILE,
    MEETINGS_FOLDER,
    OUTBOX_FOLDER,
    UNFINISHED_FILE,
};

static gboolean has_file(const char *path, const char *name)
{
    g_autofree char *file = g_build_filename(path, name, NULL);
    return g_file_test(file, G_FILE_TEST_EXISTS);
}

static void remove_made(const char *path)
{
    g_autofree char *vault = g_build_filename(path, VAULT_FOLDER, NULL);
    master_key_unmake(vault);
    for (gsize i = 0; i < G_N_ELEMENTS(made_names); i++) {
        g_autofree char *file = g_build_filename(path, made_names[i], NULL);
        g_remove(file);
    }
}

static gboolean is_empty(const char *path)
{
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    const char *name = dir ? g_dir_read_name(dir) : "";
    while (name && *name == '.') /* what libraries hide in a home: caches */
        name = g_dir_read_name(dir);
    return !name;
}

/* Makes sure of an empty folder at path; what an unfinished home_init left there is removed. */
static gboolean prepare_folder(const char *path, GError **error)
{
    if (has_file(path, REGISTER_FILE) && !has_file(path, UNFINISHED_FILE)) {
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("{1} is a home already. Nothing was changed; name another folder with "
                     "--home."),
                  path, NULL);
        return FALSE;
    }
    if (has_file(path, UNFINISHED_FILE))
        remove_made(path);
    if (g_file_test(path, G_FILE_TEST_EXISTS) && !is_empty(path)) {
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("{1} is not an empty folder. Name a new or empty one with --home."), path,
                  NULL);
        return FALSE;
    }
    return durable_mkdir(path, error);
}

/* The folder of keys with the master key, or where that is. */
static gboolean make_vault(const char *path, const HomeBody *body, GError **error)
{
    guint8 key[MASTER_KEY_BYTES];
    g_autofree char *folder = g_build_filename(path, VAULT_FOLDER, NULL);
    if (!durable_mkdir(folder, error) || g_chmod(folder, 0700) != 0 ||
        !master_key_make(folder, body->key ? body->key : "home", body->passphrase, key, error))
        return FALSE;
    sodium_memzero(key, sizeof key);
    return TRUE;
}

/* The register with the row of the device, whole and closed. */
static gboolean make_register(const char *path, const char *uuid, const HomeBody *body,
                              const Clock *clock, GError **error)
{
    g_autofree char *file = g_build_filename(path, REGISTER_FILE, NULL);
    g_autofree char *certificate = g_build_filename(path, CERTIFICATE_FILE, NULL);
    g_autofree char *sha256 = identity_certificate_sha256(certificate, error);
    g_autofree char *made = time_iso(clock_now_ms(clock));
    g_autoptr(Register) register_ = sha256 ? register_create(file, error) : NULL;
    return register_ && register_begin(register_, error) &&
           register_device_add(register_, uuid, body, sha256, made, error) &&
           register_commit(register_, error);
}

static gboolean make_parts(const char *path, const HomeBody *body, const Clock *clock,
                           GError **error)
{
    g_autofree char *unfinished = g_build_filename(path, UNFINISHED_FILE, NULL);
    g_autofree char *key = g_build_filename(path, KEY_FILE, NULL);
    g_autofree char *certificate = g_build_filename(path, CERTIFICATE_FILE, NULL);
    g_autofree char *meetings = g_build_filename(path, MEETINGS_FOLDER, NULL);
    g_autofree char *outbox = g_build_filename(path, OUTBOX_FOLDER, NULL);
    g_autofree char *uuid = g_uuid_string_random();
    if (!durable_write(unfinished, "", 0, 0600, error) || !durable_mkdir(meetings, error) ||
        !durable_mkdir(outbox, error) ||
        !identity_create(key, certificate, body->name, uuid, clock_now_ms(clock), error) ||
        !make_vault(path, body, error) || !make_register(path, uuid, body, clock, error))
        return FALSE;
    if (g_unlink(unfinished) != 0) {
        error_set(error, PROTOCOL_ERROR_REFUSED, N_("{1} could not be removed: {2}."), unfinished,
                  g_strerror(errno), NULL);
        return FALSE;
    }
    return durable_sync_dir(path, error);
}

/* The topmost folder of path that does not exist yet; NULL if all do. */
static char *first_missing(const char *path)
{
    g_autofree char *parent = g_path_get_dirname(path);
    if (g_file_test(path, G_FILE_TEST_EXISTS))
        return NULL;
    char *above = first_missing(parent);
    return above ? above : g_strdup(path);
}

/* Removes the folders from path up to top, which were made for a home that failed. */
static void remove_folders(const char *path, const char *top)
{
    g_autofree char *at = g_strdup(path);
    gboolean last = FALSE;
    while (!last && g_rmdir(at) == 0) {
        last = strcmp(at, top) == 0;
        char *parent = g_path_get_dirname(at);
        g_free(at);
        at = parent;
    }
}

gboolean home_init(const char *path, const HomeBody *body, const Clock *clock, GError **error)
{
    if (!text_check("--body", body->name, TEXT_PLACE_MAX, FALSE, error) ||
        !text_check_optional("--body-kk", body->name_kk, TEXT_PLACE_MAX, FALSE, error) ||
        !text_check_optional("--city", body->city, TEXT_NAME_MAX, FALSE, error))
        return FALSE;

    g_autofree char *absolute = g_canonicalize_filename(path, NULL);
    g_autofree char *missing = first_missing(absolute);
    gboolean ok = FALSE;
    if (prepare_folder(absolute, error)) {
        /* The home holds names and a key: nobody else's business. */
        if (missing)
            g_chmod(absolute, 0700);
        ok = make_parts(absolute, body, clock, error);
        if (!ok)
            remove_made(absolute);
    }
    if (!ok && missing)
        remove_folders(absolute, missing);
    return ok;
}
