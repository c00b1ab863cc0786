/* esep key show, move, unlock, lock: where the master key of the home's personal data lives */
#include <sodium.h>
#include <string.h>

#include "protocol/command_vault.h"
#include "protocol/error.h"
#include "protocol/master_key.h"
#include "protocol/register.h"
#include "protocol/secret_read.h"
#include "protocol/vault.h"

gboolean command_vault_passphrase(Session *session, const char *location, char **passphrase_out,
                                  GError **error)
{
    *passphrase_out = NULL;
    if (!location || !master_key_asks(location))
        return TRUE;
    *passphrase_out = secret_read(session, -1, N_("Passphrase (not shown):"),
                                  N_("The same passphrase again:"), error);
    return *passphrase_out != NULL;
}

void command_vault_warn(Session *session, const char *location)
{
    if (location && strcmp(location, "home") != 0)
        return;
    session_note(session,
                 N_("The key of personal data lies in the home itself. Names are NOT protected "
                    "from whoever takes the card or the device. To keep the key elsewhere: esep "
                    "key move file:PATH, usb:LABEL, passphrase or tang:URL"),
                 NULL);
}

static gboolean is_open(const char *folder)
{
    guint8 key[MASTER_KEY_BYTES];
    gboolean open = master_key_load(folder, NULL, key, NULL);
    sodium_memzero(key, sizeof key);
    return open;
}

static void print_key(Session *session, const char *location, gboolean open, guint count)
{
    g_autoptr(JsonObject) object = json_object_new();
    g_autofree char *keys = g_strdup_printf("%u", count);
    json_object_set_string_member(object, "location", location);
    json_object_set_boolean_member(object, "open", open);
    json_object_set_int_member(object, "keys", count);
    g_autoptr(JsonNode) node = json_node_init_object(json_node_alloc(), object);
    session_print(session,
                  open ? N_("Master key: {1}. It is there; keys under it: {2}.")
                       : N_("Master key: {1}. It is not there, names are locked; keys under it: "
                            "{2}."),
                  location, keys, NULL);
    if (session->json)
        session_print_json(node);
}

static gboolean run_show(Session *session, int argc, char **argv, GError **error)
{
    if (!command_parse(session, NULL, &argc, &argv, 0, 0, error))
        return FALSE;
    Home *home = session_home(session, error);
    g_autofree char *folder = home ? home_vault_path(home) : NULL;
    g_autofree char *location = home ? master_key_location(folder, error) : NULL;
    if (!location)
        return FALSE;
    print_key(session, location, is_open(folder), vault_count(register_vault(home_register(home))));
    command_vault_warn(session, location);
    return TRUE;
}

static gboolean run_move(Session *session, int argc, char **argv, GError **error)
{
    if (!command_parse(session, NULL, &argc, &argv, 1, 1, error))
        return FALSE;
    char *passphrase = NULL;
    Home *home = session_home(session, error);
    if (!home || !command_vault_passphrase(session, argv[1], &passphrase, error))
        return FALSE;
    Register *register_ = home_register(home);
    /* A transaction without a change: nobody else writes, and so makes a key, meanwhile. */
    gboolean ok = register_begin(register_, error) &&
                  vault_move(register_vault(register_), argv[1], passphrase, error);
    register_rollback(register_);
    secret_free(passphrase);
    if (!ok)
        return FALSE;
    session_print(session, N_("The master key is now: {1}. The old one is of no use any more."),
                  argv[1], NULL);
    command_vault_warn(session, argv[1]);
    return session_done(session);
}

static gboolean run_unlock(Session *session, int argc, char **argv, GError **error)
{
    guint8 key[MASTER_KEY_BYTES];
    if (!command_parse(session, NULL, &argc, &argv, 0, 0, error))
        return FALSE;
    Home *home = session_home(session, error);
    g_autofree char *folder = home ? home_vault_path(home) : NULL;
    g_autofree char *location = home ? master_key_location(folder, error) : NULL;
    char *passphrase = NULL;
    if (!location ||
        (master_key_asks(location) &&
         !(passphrase = secret_read(session, -1, N_("Passphrase (not shown):"), NULL, error))))
        return FALSE;
    gboolean ok = master_key_load(folder, passphrase, key, error);
    sodium_memzero(key, sizeof key);
    secret_free(passphrase);
    if (ok && !is_open(folder)) {
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("The key is right, but there is no memory to keep it in: neither "
                     "$XDG_RUNTIME_DIR nor /run is a tmpfs."),
                  NULL);
        return FALSE;
    }
    return ok && session_done(session);
}

static gboolean run_lock(Session *session, int argc, char **argv, GError **error)
{
    if (!command_parse(session, NULL, &argc, &argv, 0, 0, error))
        return FALSE;
    Home *home = session_home(session, error);
    if (!home)
        return FALSE;
    g_autofree char *folder = home_vault_path(home);
    master_key_lock(folder);
    return session_done(session);
}

const Command command_vault_table[] = {
    {"key show", "", N_("where the key of personal data lives"), run_show},
    {"key move", "home|file:PATH|usb:LABEL|passphrase|tang:URL",
     N_("a new key of personal data, in another place"), run_move},
    {"key unlock", "", N_("unlock the names until the device is switched off"), run_unlock},
    {"key lock", "", N_("lock the names again"), run_lock},
    {NULL},
};
