/*
 * A private key with the certificate that belongs to it: the device's, from two PEM files, or a
 * person's, from a PKCS#12 file (RFC 7292) as the certification authorities hand them out. RSA of
 * 2,048 bits and more, and elliptic curves of 256 and more. What other keys need (GOST of the
 * national authority) is a provider of OpenSSL, which its configuration loads; a key that needs one
 * which is not there is refused by name.
 *
 * Immutable after it was read: any thread. The key's bytes are wiped when it is freed.
 */
#pragma once

#include <glib.h>
#include <openssl/types.h>

typedef struct SigningKey SigningKey;

/* Reads PEM files; a key with a passphrase is refused. PROTOCOL_ERROR_REFUSED. */
SigningKey *signing_key_read(const char *key_path, const char *certificate_path, GError **error);
/* Reads a PKCS#12 file, old ones (RC2, 3DES, SHA-1) too. Blocks for the disk and some 10 ms of
 * deriving. Refused, each with words of its own: a wrong password, a file that is none or holds no
 * key or no certificate of it, a certificate that is not valid at now_ms or not for signing, a kind
 * of key or encryption that OpenSSL lacks here. PROTOCOL_ERROR_NOT_FOUND: no such file. */
SigningKey *signing_key_read_pkcs12(const char *path, const char *password, gint64 now_ms,
                                    GError **error);
void signing_key_free(SigningKey *key);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SigningKey, signing_key_free)

/* Common name of the certificate's owner; hex of the SHA-256 of its DER. Owned by the key. */
const char *signing_key_name(const SigningKey *key);
const char *signing_key_certificate_sha256(const SigningKey *key);

/* For cms.c: borrowed. */
X509 *signing_key_certificate(const SigningKey *key);
EVP_PKEY *signing_key_private(const SigningKey *key);

/* The next certificate of a PEM file; NULL if there is none. What is encrypted in it is not asked
 * for, as OpenSSL would by itself. */
X509 *certificate_parse(BIO *pem);
/* Of any certificate: g_free. */
char *certificate_name(const X509 *certificate);
char *certificate_sha256(const X509 *certificate);
