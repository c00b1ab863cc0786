#include "protocol/signing_key.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "protocol/error.h"
#include "protocol/signing_key_parts.h"

struct SigningKey {
    EVP_PKEY *private_key;
    X509 *certificate;
    char *name, *certificate_sha256;
};

G_DEFINE_AUTOPTR_CLEANUP_FUNC(BIO, BIO_free_all)

static void openssl_failed(GError **error, const char *msgid, const char *subject)
{
    const char *reason = ERR_reason_error_string(ERR_peek_last_error());
    error_set(error, PROTOCOL_ERROR_REFUSED, msgid, subject, reason ? reason : "OpenSSL", NULL);
    ERR_clear_error();
}

SigningKey *signing_key_new(EVP_PKEY *private_key, X509 *certificate)
{
    SigningKey *key = g_new0(SigningKey, 1);
    key->private_key = private_key;
    key->certificate = certificate;
    key->name = certificate_name(certificate);
    key->certificate_sha256 = certificate_sha256(certificate);
    return key;
}

/* A key with a passphrase is refused, not asked for: nobody sits at the terminal. */
static int no_passphrase(char *buffer, int size, int writing, void *data)
{
    return -1;
}

X509 *certificate_parse(BIO *pem)
{
    return PEM_read_bio_X509(pem, NULL, no_passphrase, NULL);
}

SigningKey *signing_key_read(const char *key_path, const char *certificate_path, GError **error)
{
    g_autoptr(BIO) certificate_file = BIO_new_file(certificate_path, "r");
    X509 *certificate = certificate_file ? certificate_parse(certificate_file) : NULL;
    if (!certificate) {
        openssl_failed(error, N_("The certificate {1} could not be read: {2}."), certificate_path);
        return NULL;
    }
    g_autoptr(BIO) key_file = BIO_new_file(key_path, "r");
    EVP_PKEY *private_key =
        key_file ? PEM_read_bio_PrivateKey(key_file, NULL, no_passphrase, NULL) : NULL;
    if (private_key)
        return signing_key_new(private_key, certificate);
    openssl_failed(error, N_("The signing key {1} could not be read: {2}."), key_path);
    X509_free(certificate);
    return NULL;
}

void signing_key_free(SigningKey *key)
{
    if (!key)
        return;
    EVP_PKEY_free(key->private_key);
    X509_free(key->certificate);
    g_free(key->name);
    g_free(key->certificate_sha256);
    g_free(key);
}

const char *signing_key_name(const SigningKey *key)
{
    return key->name;
}

const char *signing_key_certificate_sha256(const SigningKey *key)
{
    return key->certificate_sha256;
}

X509 *signing_key_certificate(const SigningKey *key)
{
    return key->certificate;
}

EVP_PKEY *signing_key_private(const SigningKey *key)
{
    return key->private_key;
}

char *certificate_name(const X509 *certificate)
{
    X509_NAME *subject = X509_get_subject_name(certificate);
    int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
    unsigned char *utf8 = NULL;
    if (at < 0 ||
        ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at))) < 0)
        return g_strdup("");
    char *name = g_utf8_make_valid((const char *)utf8, -1);
    OPENSSL_free(utf8);
    return name;
}

char *certificate_sha256(const X509 *certificate)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    if (!X509_digest(certificate, EVP_sha256(), digest, &size))
        return NULL;
    GString *hex = g_string_new(NULL);
    for (unsigned int i = 0; i < size; i++)
        g_string_append_printf(hex, "%02x", digest[i]);
    return g_string_free(hex, FALSE);
}
