/* esep init */
#include "protocol/command_record.h"
#include "protocol/command_vault.h"
#include "protocol/error.h"
#include "protocol/secret_read.h"

static void print_home(Session *session, Home *home)
{
    g_autoptr(JsonObject) object = json_object_new();
    json_object_set_string_member(object, "home", home_path(home));
    json_object_set_string_member(object, "device", home_device_uuid(home));
    g_autoptr(JsonNode) node = json_node_init_object(json_node_alloc(), object);
    session_print_json(node);
}

gboolean command_init(Session *session, int argc, char **argv, GError **error)
{
    g_autofree char *name = NULL, *name_kk = NULL, *city = NULL, *key = NULL;
    const GOptionEntry options[] = {
        command_body_option("body", &name),
        command_body_option("body-kk", &name_kk),
        command_body_option("city", &city),
        {"key", 0, 0, G_OPTION_ARG_STRING, &key,
         N_("where the key of personal data lives: home (the default), file:PATH, usb:LABEL, "
            "passphrase or tang:URL"),
         N_("PLACE")},
        {NULL},
    };
    if (!command_parse(session, options, &argc, &argv, 0, 0, error))
        return FALSE;
    if (!name) {
        error_set(error, PROTOCOL_ERROR_USAGE, N_("Give --body: the name of the police body."),
                  NULL);
        return FALSE;
    }
    g_autofree char *path = home_path_default(session->home_option);
    char *passphrase = NULL;
    if (!command_vault_passphrase(session, key, &passphrase, error))
        return FALSE;
    const HomeBody body = {
        .name = name, .name_kk = name_kk, .city = city, .key = key, .passphrase = passphrase};
    gboolean ok = home_init(path, &body, session->clock, error);
    secret_free(passphrase);
    if (!ok)
        return FALSE;
    Home *home = session_home(session, error);
    if (!home)
        return FALSE;
    session_print(session, N_("The home is ready: {1}"), home_path(home), NULL);
    session_print(session, N_("This device: {1}"), home_device_uuid(home), NULL);
    command_vault_warn(session, key);
    if (session->json)
        print_home(session, home);
    return TRUE;
}
