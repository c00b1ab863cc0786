#include "protocol/master_key.h"

#include <sodium.h>
#include <string.h>

#include "protocol/durable.h"
#include "protocol/error.h"
#include "protocol/file_read.h"
#include "protocol/master_key_clevis.h"
#include "protocol/master_key_memory.h"

#define GROUP "master"
#define HEX_LENGTH (2 * MASTER_KEY_BYTES)
#define MOUNTINFO "/proc/self/mountinfo"
enum { PASSES = 3, MEMORY_BYTES = 64 << 20, PASSPHRASE_MIN = 8, FILE_MAX_BYTES = 1 << 20 };

typedef struct Kind Kind;

/* A key on its way to its place or from it. */
typedef struct {
    const Kind *kind;
    const char *folder, *rest; /* rest: of the location, after the ':'; "" if there is none */
    const char *passphrase;    /* may be NULL */
    GKeyFile *conf;            /* what master.conf says, or will say */
} Place;

struct Kind {
    const char *name;
    gboolean (*check)(const char *rest, GError **error);
    /* make changes key_io, which is random, only if the key comes from elsewhere. */
    gboolean (*make)(const Place *place, guint8 *key_io, GError **error);
    gboolean (*fetch)(const Place *place, guint8 *key_out, GError **error);
    /* The path of its file (g_free). NULL: it is in none, but in memory until the device is
     * switched off. */
    char *(*file)(const Place *place, GError **error);
};

static char *conf_text(GKeyFile *conf, const char *name)
{
    char *text = g_key_file_get_string(conf, GROUP, name, NULL);
    return text ? text : g_strdup("");
}

static gboolean refuse_location(const char *msgid, const char *rest, GError **error)
{
    error_set(error, PROTOCOL_ERROR_USAGE, msgid, rest, NULL);
    return FALSE;
}

static gboolean check_nothing(const char *rest, GError **error)
{
    return !*rest || refuse_location(N_("--key: nothing belongs after it: {1}"), rest, error);
}

static gboolean check_path(const char *rest, GError **error)
{
    return g_path_is_absolute(rest) ||
           refuse_location(N_("“{1}” is no full path of a file: it begins with /."), rest, error);
}

static gboolean check_label(const char *rest, GError **error)
{
    return (*rest && !strchr(rest, '/')) ||
           refuse_location(N_("--key usb: “{1}” is no label of a stick."), rest, error);
}

static char *home_file(const Place *place, GError **error)
{
    return g_build_filename(place->folder, MASTER_KEY_FILE, NULL);
}

static char *named_file(const Place *place, GError **error)
{
    return g_strdup(place->rest);
}

static char *stick_file(const Place *place, GError **error)
{
    g_autofree char *mounts = file_read(MOUNTINFO, FILE_MAX_BYTES, NULL, NULL);
    g_autofree char *stick = master_key_stick(mounts ? mounts : "", place->rest);
    g_autofree char *id = conf_text(place->conf, "id");
    g_autofree char *name = g_strconcat("esep-", id, ".key", NULL);
    if (stick)
        return g_build_filename(stick, name, NULL);
    error_set(error, PROTOCOL_ERROR_REFUSED,
              N_("The USB stick {1} with the master key is not there. Plug it in and try again."),
              place->rest, NULL);
    return NULL;
}

static gboolean make_file(const Place *place, guint8 *key_io, GError **error)
{
    g_autofree char *path = place->kind->file(place, error);
    char text[HEX_LENGTH + 1];
    if (!path)
        return FALSE;
    sodium_bin2hex(text, sizeof text, key_io, MASTER_KEY_BYTES);
    text[HEX_LENGTH] = '\n';
    gboolean ok = durable_write(path, text, sizeof text, 0600, error);
    sodium_memzero(text, sizeof text);
    return ok;
}

static gboolean fetch_file(const Place *place, guint8 *key_out, GError **error)
{
    gsize size = 0, decoded = 0;
    g_autofree char *path = place->kind->file(place, error);
    g_autofree char *text = path ? file_read(path, HEX_LENGTH + 1, &size, NULL) : NULL;
    gboolean ok = text &&
                  sodium_hex2bin(key_out, MASTER_KEY_BYTES, text, strcspn(text, "\n"), NULL,
                                 &decoded, NULL) == 0 &&
                  decoded == MASTER_KEY_BYTES;
    if (path && !ok)
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("The master key {1} cannot be read. Without it no names can be shown or "
                     "registered; a recording goes on."),
                  path, NULL);
    if (text)
        sodium_memzero(text, size);
    return ok;
}

static gboolean derive(const Place *place, guint8 *key_out, GError **error)
{
    guint8 salt[crypto_pwhash_SALTBYTES];
    gsize decoded = 0;
    g_autofree char *text = conf_text(place->conf, "salt");
    if (sodium_hex2bin(salt, sizeof salt, text, strlen(text), NULL, &decoded, NULL) == 0 &&
        decoded == sizeof salt &&
        crypto_pwhash(key_out, MASTER_KEY_BYTES, place->passphrase, strlen(place->passphrase), salt,
                      PASSES, MEMORY_BYTES, crypto_pwhash_ALG_ARGON2ID13) == 0)
        return TRUE;
    error_set(error, PROTOCOL_ERROR_REFUSED, N_("There is not enough memory."), NULL);
    return FALSE;
}

static gboolean make_passphrase(const Place *place, guint8 *key_io, GError **error)
{
    guint8 salt[crypto_pwhash_SALTBYTES];
    char text[2 * sizeof salt + 1];
    if (!place->passphrase || g_utf8_strlen(place->passphrase, -1) < PASSPHRASE_MIN) {
        error_set(error, PROTOCOL_ERROR_USAGE,
                  N_("The passphrase is too short: at least eight characters, better four words."),
                  NULL);
        return FALSE;
    }
    randombytes_buf(salt, sizeof salt);
    g_key_file_set_string(place->conf, GROUP, "salt",
                          sodium_bin2hex(text, sizeof text, salt, sizeof salt));
    return derive(place, key_io, error);
}

static gboolean fetch_passphrase(const Place *place, guint8 *key_out, GError **error)
{
    if (place->passphrase)
        return derive(place, key_out, error);
    error_set(error, PROTOCOL_ERROR_REFUSED,
              N_("The names are locked. Give the passphrase once after switching on: esep key "
                 "unlock"),
              NULL);
    return FALSE;
}

static gboolean make_tang(const Place *place, guint8 *key_io, GError **error)
{
    g_autofree char *sealed = master_key_clevis_seal(place->rest, key_io, error);
    if (sealed)
        g_key_file_set_string(place->conf, GROUP, "sealed", sealed);
    return sealed != NULL;
}

static gboolean fetch_tang(const Place *place, guint8 *key_out, GError **error)
{
    g_autofree char *sealed = conf_text(place->conf, "sealed");
    return master_key_clevis_open(sealed, key_out, error);
}

static const Kind kinds[] = {
    {"home", check_nothing, make_file, fetch_file, home_file},
    {"file", check_path, make_file, fetch_file, named_file},
    {"usb", check_label, make_file, fetch_file, stick_file},
    {"passphrase", check_nothing, make_passphrase, fetch_passphrase, NULL},
    {"tang", master_key_clevis_check, make_tang, fetch_tang, NULL},
};

/* NULL if there is no such kind; *rest_out: what stands after the ':'. */
static const Kind *find_kind(const char *location, const char **rest_out)
{
    for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
        gsize length = strlen(kinds[i].name);
        if (strncmp(location, kinds[i].name, length) == 0 &&
            (!location[length] || location[length] == ':')) {
            *rest_out = location[length] ? location + length + 1 : "";
            return kinds + i;
        }
    }
    return NULL;
}

static void id_of(const guint8 *key, guint8 id_out[MASTER_ID_BYTES])
{
    static const char purpose[] = "esep master key id";
    guint8 hash[crypto_generichash_BYTES_MIN];
    crypto_generichash(hash, sizeof hash, (const guint8 *)purpose, strlen(purpose), key,
                       MASTER_KEY_BYTES);
    memcpy(id_out, hash, MASTER_ID_BYTES);
}

static void set_id(GKeyFile *conf, const guint8 *key)
{
    guint8 id[MASTER_ID_BYTES];
    char text[2 * sizeof id + 1];
    id_of(key, id);
    g_key_file_set_string(conf, GROUP, "id", sodium_bin2hex(text, sizeof text, id, sizeof id));
}

static gboolean write_conf(const Place *place, GError **error)
{
    gsize size = 0;
    g_autofree char *path = g_build_filename(place->folder, MASTER_CONF_FILE, NULL);
    g_autofree char *text = g_key_file_to_data(place->conf, &size, NULL);
    return durable_write(path, text, size, 0600, error);
}

/* NULL without an error if there is none. */
static GKeyFile *read_conf(const char *folder, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(GKeyFile) conf = g_key_file_new();
    g_autofree char *path = g_build_filename(folder, MASTER_CONF_FILE, NULL);
    if (g_key_file_load_from_file(conf, path, G_KEY_FILE_NONE, &failed))
        return g_steal_pointer(&conf);
    if (!g_error_matches(failed, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        error_set(error, PROTOCOL_ERROR_REFUSED, N_("The key {1} cannot be read: {2}."), path,
                  failed->message, NULL);
    return NULL;
}

static const Kind *check_location(const char *location, const char **rest_out, GError **error)
{
    const Kind *kind = find_kind(location, rest_out);
    if (!kind)
        refuse_location(N_("--key: “{1}” is none of home, file:PATH, usb:LABEL, passphrase, "
                           "tang:URL."),
                        location, error);
    return kind && kind->check(*rest_out, error) ? kind : NULL;
}

/* Before the file is made master.conf tells of it, so that what a crash leaves is found. */
static gboolean announce_file(const Place *place, GError **error)
{
    g_autofree char *path = place->kind->file(place, error);
    if (path && g_file_test(path, G_FILE_TEST_EXISTS)) {
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("{1} is there already. A master key gets a new file."), path, NULL);
        return FALSE;
    }
    return path && write_conf(place, error);
}

/* Whether the key is the one that master.conf speaks of. */
static gboolean check_id(const Place *place, const guint8 *key, GError **error)
{
    g_autofree char *right = conf_text(place->conf, "id");
    g_autoptr(GKeyFile) other = g_key_file_new();
    set_id(other, key);
    g_autofree char *id = conf_text(other, "id");
    if (strcmp(id, right) == 0)
        return TRUE;
    error_set(error, PROTOCOL_ERROR_REFUSED,
              place->passphrase ? N_("That is not the passphrase.")
                                : N_("The master key there is that of another home."),
              NULL);
    return FALSE;
}

/* Whether the key that was made can be had again: only then anything is locked with it. */
static gboolean opens(const Place *place, GError **error)
{
    guint8 key[MASTER_KEY_BYTES];
    gboolean ok = place->kind->fetch(place, key, error) && check_id(place, key, error);
    sodium_memzero(key, sizeof key);
    return ok;
}

gboolean master_key_make(const char *folder, const char *location, const char *passphrase,
                         guint8 key_out[MASTER_KEY_BYTES], GError **error)
{
    const char *rest;
    const Kind *kind = check_location(location, &rest, error);
    g_autoptr(GKeyFile) conf = g_key_file_new();
    const Place place = {kind, folder, kind ? rest : "", passphrase, conf};
    if (!kind)
        return FALSE;
    randombytes_buf(key_out, MASTER_KEY_BYTES);
    g_key_file_set_string(conf, GROUP, "location", location);
    set_id(conf, key_out);
    if (kind->file)
        return announce_file(&place, error) && kind->make(&place, key_out, error) &&
               opens(&place, error);
    if (!kind->make(&place, key_out, error))
        return FALSE;
    set_id(conf, key_out);
    if (!opens(&place, error))
        return FALSE;
    g_autofree char *id = conf_text(conf, "id");
    master_key_memory_keep(id, key_out);
    return write_conf(&place, error);
}

gboolean master_key_load(const char *folder, const char *passphrase,
                         guint8 key_out[MASTER_KEY_BYTES], GError **error)
{
    g_autoptr(GKeyFile) conf = read_conf(folder, error);
    if (!conf)
        return FALSE;
    g_autofree char *location = conf_text(conf, "location");
    g_autofree char *id = conf_text(conf, "id");
    const char *rest;
    const Kind *kind = check_location(location, &rest, error);
    const Place place = {kind, folder, kind ? rest : "", passphrase, conf};
    if (!kind)
        return FALSE;
    if (!kind->file && !passphrase && master_key_memory_read(id, key_out) &&
        check_id(&place, key_out, NULL))
        return TRUE;
    if (!kind->fetch(&place, key_out, error) || !check_id(&place, key_out, error))
        return FALSE;
    if (!kind->file)
        master_key_memory_keep(id, key_out);
    return TRUE;
}

gboolean master_key_id(const char *folder, guint8 id_out[MASTER_ID_BYTES], GError **error)
{
    gsize decoded = 0;
    g_autoptr(GKeyFile) conf = read_conf(folder, error);
    if (!conf)
        return FALSE;
    g_autofree char *text = conf_text(conf, "id");
    if (sodium_hex2bin(id_out, MASTER_ID_BYTES, text, strlen(text), NULL, &decoded, NULL) == 0 &&
        decoded == MASTER_ID_BYTES)
        return TRUE;
    error_set(error, PROTOCOL_ERROR_REFUSED, N_("The key {1} cannot be read: {2}."),
              MASTER_CONF_FILE, "id", NULL);
    return FALSE;
}

void master_key_lock(const char *folder)
{
    g_autoptr(GKeyFile) conf = read_conf(folder, NULL);
    g_autofree char *id = conf ? conf_text(conf, "id") : NULL;
    if (id)
        master_key_memory_forget(id);
}

/* Only a file that holds this very key. */
void master_key_unmake(const char *folder)
{
    const char *rest;
    guint8 key[MASTER_KEY_BYTES];
    g_autoptr(GKeyFile) conf = read_conf(folder, NULL);
    g_autofree char *location = conf ? conf_text(conf, "location") : g_strdup("");
    const Kind *kind = find_kind(location, &rest);
    const Place place = {.kind = kind, .folder = folder, .rest = kind ? rest : "", .conf = conf};
    if (kind && kind->file && kind->fetch(&place, key, NULL) && check_id(&place, key, NULL)) {
        g_autofree char *path = kind->file(&place, NULL);
        if (path)
            durable_shred(path);
    }
    sodium_memzero(key, sizeof key);
    master_key_lock(folder);
}

char *master_key_location(const char *folder, GError **error)
{
    GError *failed = NULL;
    g_autoptr(GKeyFile) conf = read_conf(folder, &failed);
    if (conf)
        return conf_text(conf, "location");
    if (!failed)
        return g_strdup("home");
    g_propagate_error(error, failed);
    return NULL;
}

gboolean master_key_asks(const char *location)
{
    return strcmp(location, "passphrase") == 0;
}
