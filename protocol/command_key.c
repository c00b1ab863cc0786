#include "protocol/command_key.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <string.h>

#include "protocol/error.h"
#include "protocol/file_read.h"

#define PASSWORDS_MAX_BYTES 65536
#define PASSWORD_MAX_BYTES 1024

/* The next line of *rest, which is moved behind it, its end cut off; NULL if there is none. */
static char *next_line(char **rest)
{
    char *line = *rest;
    if (!*line)
        return NULL;
    char *end = strchr(line, '\n');
    *rest = end ? end + 1 : line + strlen(line);
    if (end)
        *end = '\0';
    gsize size = strlen(line);
    if (size && line[size - 1] == '\r')
        line[size - 1] = '\0';
    return line;
}

static gboolean ask(Session *session, const char *path, char *password, GError **error)
{
    g_autofree char *prompt =
        message_format(session->language, N_("Password of {1}: "), path, NULL);
    if (EVP_read_pw_string(password, PASSWORD_MAX_BYTES, prompt, 0) == 0)
        return TRUE;
    error_set(error, PROTOCOL_ERROR_USAGE,
              N_("There is no terminal to ask for the password of {1} on: give --password-file."),
              path, NULL);
    return FALSE;
}

/* rest: what is left of the password file; NULL to ask. */
static SigningKey *read_key(Session *session, const char *path, char **rest, GError **error)
{
    gint64 now_ms = clock_now_ms(session->clock);
    if (rest) {
        const char *line = next_line(rest);
        return signing_key_read_pkcs12(path, line ? line : "", now_ms, error);
    }
    char password[PASSWORD_MAX_BYTES] = "";
    SigningKey *key = ask(session, path, password, error)
                          ? signing_key_read_pkcs12(path, password, now_ms, error)
                          : NULL;
    OPENSSL_cleanse(password, sizeof password);
    return key;
}

GPtrArray *command_read_keys(Session *session, char *const *paths, const char *password_file,
                             GError **error)
{
    gsize size = 0;
    g_autofree char *passwords = NULL;
    if (password_file && !(passwords = file_read(password_file, PASSWORDS_MAX_BYTES, &size, error)))
        return NULL;
    char *rest = passwords;
    gboolean ok = TRUE;
    GPtrArray *keys = g_ptr_array_new_with_free_func((GDestroyNotify)signing_key_free);
    for (gsize i = 0; ok && paths && paths[i]; i++) {
        SigningKey *key = read_key(session, paths[i], passwords ? &rest : NULL, error);
        ok = key != NULL;
        if (key)
            g_ptr_array_add(keys, key);
    }
    if (passwords)
        OPENSSL_cleanse(passwords, size);
    if (!ok)
        g_clear_pointer(&keys, g_ptr_array_unref);
    return keys;
}
