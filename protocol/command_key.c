#include "protocol/command_key.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "protocol/envelope.h"
#include "protocol/error.h"
#include "protocol/secret_read.h"

GOptionEntry command_key_file_option(KeyPasswords *passwords)
{
    return (GOptionEntry){
        "password-file",
        0,
        0,
        G_OPTION_ARG_FILENAME,
        &passwords->file,
        N_("where the key's password stands (a line a key); without it the terminal asks"),
        N_("FILE")};
}

GOptionEntry command_key_fd_option(KeyPasswords *passwords)
{
    return (GOptionEntry){"password-fd",
                          0,
                          0,
                          G_OPTION_ARG_INT,
                          &passwords->fd,
                          N_("read the password from this file descriptor"),
                          "N"};
}

void key_passwords_clear(KeyPasswords *passwords)
{
    g_clear_pointer(&passwords->file, g_free);
}

/* Where to read: a descriptor, which close_passwords closes if it was opened here; -1 to ask. FALSE
 * if there is no such file. */
static gboolean open_passwords(const KeyPasswords *passwords, int *fd_out, GError **error)
{
    *fd_out = passwords->fd;
    if (passwords->file && (*fd_out = open(passwords->file, O_RDONLY | O_CLOEXEC)) < 0) {
        error_set(error, PROTOCOL_ERROR_NOT_FOUND, N_("{1} could not be read: {2}."),
                  passwords->file, g_strerror(errno), NULL);
        return FALSE;
    }
    return TRUE;
}

static void close_passwords(const KeyPasswords *passwords, int fd)
{
    if (passwords->file)
        close(fd);
}

static SigningKey *read_key(Session *session, const char *path, int fd, GError **error)
{
    char *password = secret_read_password(session, fd, path, error);
    SigningKey *key =
        password ? signing_key_read_pkcs12(path, password, clock_now_ms(session->clock), error)
                 : NULL;
    secret_free(password);
    return key;
}

GPtrArray *command_read_keys(Session *session, char *const *paths, const KeyPasswords *passwords,
                             GError **error)
{
    int fd;
    if (!open_passwords(passwords, &fd, error))
        return NULL;
    gboolean ok = TRUE;
    GPtrArray *keys = g_ptr_array_new_with_free_func((GDestroyNotify)signing_key_free);
    for (gsize i = 0; ok && paths && paths[i]; i++) {
        SigningKey *key = read_key(session, paths[i], fd, error);
        ok = key != NULL;
        if (key)
            g_ptr_array_add(keys, key);
    }
    close_passwords(passwords, fd);
    if (!ok)
        g_clear_pointer(&keys, g_ptr_array_unref);
    return keys;
}

typedef struct {
    Session *session;
    const char *path;
    const KeyPasswords *passwords;
} Asked;

static char *ask_archive_password(gpointer user_data, GError **error)
{
    const Asked *asked = user_data;
    int fd;
    if (!open_passwords(asked->passwords, &fd, error))
        return NULL;
    char *password = secret_read_password(asked->session, fd, asked->path, error);
    close_passwords(asked->passwords, fd);
    return password;
}

EVP_PKEY *command_read_archive_key(Session *session, const char *path,
                                   const KeyPasswords *passwords, GError **error)
{
    Asked asked = {session, path, passwords};
    return envelope_key(path, ask_archive_password, &asked, error);
}
