#include "protocol/master_key_clevis.h"

#include <gio/gio.h>
#include <json-glib/json-glib.h>
#include <sodium.h>
#include <string.h>

#include "protocol/error.h"

#define HEX_LENGTH (2 * MASTER_KEY_BYTES)
#define ANSWER_S "20" /* the most that a server may take; who waits is a person */
#define TIMED_OUT 124 /* exit code of timeout(1) */

gboolean master_key_clevis_check(const char *rest, GError **error)
{
    if (g_str_has_prefix(rest, "http://") || g_str_has_prefix(rest, "https://"))
        return TRUE;
    error_set(error, PROTOCOL_ERROR_USAGE,
              N_("“{1}” is no address of a server: it begins with http:// or https://."), rest,
              NULL);
    return FALSE;
}

/* What clevis answers to input; NULL with an error. */
static char *run(const char *const *arguments, const char *input, GError **error)
{
    char *output = NULL;
    g_autofree char *notes = NULL;
    g_autofree char *program = g_find_program_in_path("clevis");
    if (!program) {
        error_set(
            error, PROTOCOL_ERROR_REFUSED,
            N_("A master key from tang needs the program clevis. Install the package clevis."),
            NULL);
        return NULL;
    }
    g_autoptr(GError) failed = NULL;
    g_autoptr(GSubprocess) process =
        g_subprocess_newv(arguments,
                          G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                              G_SUBPROCESS_FLAGS_STDERR_PIPE,
                          &failed);
    if (process && g_subprocess_communicate_utf8(process, input, NULL, &output, &notes, &failed) &&
        g_subprocess_get_successful(process))
        return output;
    g_free(output);
    g_message("clevis: %s", failed ? failed->message : g_strchomp(notes)); /* its own English */
    gboolean late = !failed && g_subprocess_get_if_exited(process) &&
                    g_subprocess_get_exit_status(process) == TIMED_OUT;
    error_set(error, PROTOCOL_ERROR_REFUSED,
              late ? N_("The tang server did not answer within {1} seconds. Is the network there?")
                   : N_("The tang server did not give the master key. Is the network there?"),
              ANSWER_S, NULL);
    return NULL;
}

/* {"url":…,"thp":…} */
static char *server_json(const char *rest)
{
    g_auto(GStrv) parts = g_strsplit(rest, ",", 2);
    g_autoptr(JsonObject) object = json_object_new();
    json_object_set_string_member(object, "url", parts[0]);
    if (parts[1])
        json_object_set_string_member(object, "thp", parts[1]);
    g_autoptr(JsonNode) node = json_node_init_object(json_node_alloc(), object);
    return json_to_string(node, FALSE);
}

char *master_key_clevis_seal(const char *rest, const guint8 key[MASTER_KEY_BYTES], GError **error)
{
    char text[HEX_LENGTH + 1];
    g_autofree char *server = server_json(rest);
    /* -y: without a thumbprint the server's keys are taken as they are found. */
    const char *const arguments[] = {"timeout", ANSWER_S, "clevis", "encrypt",
                                     "tang",    server,   "-y",     NULL};
    sodium_bin2hex(text, sizeof text, key, MASTER_KEY_BYTES);
    char *sealed = run(arguments, text, error);
    sodium_memzero(text, sizeof text);
    return sealed ? g_strchomp(sealed) : NULL;
}

gboolean master_key_clevis_open(const char *sealed, guint8 key_out[MASTER_KEY_BYTES],
                                GError **error)
{
    static const char *const arguments[] = {"timeout", ANSWER_S, "clevis", "decrypt", NULL};
    gsize decoded = 0;
    g_autofree char *text = run(arguments, sealed, error);
    if (!text)
        return FALSE;
    gboolean ok =
        sodium_hex2bin(key_out, MASTER_KEY_BYTES, text, strlen(text), NULL, &decoded, NULL) == 0 &&
        decoded == MASTER_KEY_BYTES;
    sodium_memzero(text, strlen(text));
    if (!ok)
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("The master key there is that of another home."), NULL);
    return ok;
}
