/* Persons' key files for commands: --p12 FILE, --password-file FILE and --password-fd N. */
#pragma once

#include "protocol/command.h"
#include "protocol/signing_key.h"

/* Where passwords stand, a line a key in their order: in a file, or in what a descriptor gives. In
 * neither: the terminal asks. Never on the command line, which everybody on the machine can read.
 * Begins as KEY_PASSWORDS_ASK. */
typedef struct {
    char *file; /* g_free */
    int fd;     /* open while they are read, and not closed; -1: none */
} KeyPasswords;
#define KEY_PASSWORDS_ASK ((KeyPasswords){.fd = -1})

void key_passwords_clear(KeyPasswords *passwords);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(KeyPasswords, key_passwords_clear)

/* The options that say so, among those of a command. */
GOptionEntry command_key_file_option(KeyPasswords *passwords);
GOptionEntry command_key_fd_option(KeyPasswords *passwords);

/* Reads the key files (ends with NULL), of SigningKey; g_ptr_array_unref. */
GPtrArray *command_read_keys(Session *session, char *const *paths, const KeyPasswords *passwords,
                             GError **error);
/* The private key (PEM) at path, which opens an encrypted archive; EVP_PKEY_free. Its password is
 * asked for only if it has one. */
EVP_PKEY *command_read_archive_key(Session *session, const char *path,
                                   const KeyPasswords *passwords, GError **error);
