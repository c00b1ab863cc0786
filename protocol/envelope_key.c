/* Who can open an archive: certificates to encrypt to, and the key that opens. */
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "protocol/envelope.h"
#include "protocol/error.h"
#include "protocol/file_read.h"
#include "protocol/signing_key.h"

#define FILE_MAX_BYTES 65536

G_DEFINE_AUTOPTR_CLEANUP_FUNC(BIO, BIO_free_all)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(X509, X509_free)

static X509 *parse(const char *data, gsize size)
{
    g_autoptr(BIO) text = BIO_new_mem_buf(data, (int)size);
    X509 *certificate = certificate_parse(text);
    const unsigned char *der = (const unsigned char *)data;
    if (!certificate)
        certificate = d2i_X509(NULL, &der, (long)size);
    ERR_clear_error();
    return certificate;
}

/* Whether something can be encrypted to the certificate: its key can, and its owner means it to. */
static gboolean check(X509 *certificate, const char *path, gint64 now_ms, GError **error)
{
    time_t now = (time_t)(now_ms / 1000);
    g_autofree char *name = certificate_name(certificate);
    EVP_PKEY *key = X509_get0_pubkey(certificate);
    int kind = key ? EVP_PKEY_get_base_id(key) : EVP_PKEY_NONE;
    guint32 usage = X509_get_key_usage(certificate); /* all bits if it does not say */
    if (X509_cmp_time(X509_get0_notBefore(certificate), &now) > 0 ||
        X509_cmp_time(X509_get0_notAfter(certificate), &now) < 0)
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("The certificate of “{1}” ({2}) is not valid today."), name, path, NULL);
    else if (kind != EVP_PKEY_RSA && kind != EVP_PKEY_EC)
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("The key of “{1}” ({2}) is of a kind to which nothing can be encrypted here: "
                     "RSA or an elliptic curve is needed."),
                  name, path, NULL);
    else if (!(usage & (kind == EVP_PKEY_RSA ? KU_KEY_ENCIPHERMENT : KU_KEY_AGREEMENT)))
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("The certificate of “{1}” ({2}) is for signing, not for encryption."), name,
                  path, NULL);
    else
        return TRUE;
    return FALSE;
}

GPtrArray *envelope_recipients(char *const *paths, gint64 now_ms, GError **error)
{
    g_autoptr(GPtrArray) recipients = g_ptr_array_new_with_free_func((GDestroyNotify)X509_free);
    for (gsize i = 0; paths[i]; i++) {
        gsize size = 0;
        g_autofree char *data = file_read(paths[i], FILE_MAX_BYTES, &size, error);
        g_autoptr(X509) certificate = data ? parse(data, size) : NULL;
        if (data && !certificate)
            error_set(error, PROTOCOL_ERROR_REFUSED, N_("{1} holds no certificate."), paths[i],
                      NULL);
        if (!certificate || !check(certificate, paths[i], now_ms, error))
            return NULL;
        g_ptr_array_add(recipients, g_steal_pointer(&certificate));
    }
    return g_steal_pointer(&recipients);
}

typedef struct {
    EnvelopePassword password;
    gpointer user_data;
    gboolean asked;
    GError *error;
} Asking;

static int give_password(char *buffer, int size, int writing, void *user_data)
{
    Asking *asking = user_data;
    char *password = asking->password(asking->user_data, &asking->error);
    gsize length = password ? strlen(password) : 0;
    gboolean fits = password && length <= (gsize)size;
    asking->asked = TRUE;
    if (fits)
        memcpy(buffer, password, length);
    OPENSSL_cleanse(password, length);
    g_free(password);
    return fits ? (int)length : -1;
}

EVP_PKEY *envelope_key(const char *path, EnvelopePassword password, gpointer user_data,
                       GError **error)
{
    gsize size = 0;
    Asking asking = {password, user_data, FALSE, NULL};
    g_autofree char *data = file_read(path, FILE_MAX_BYTES, &size, error);
    if (!data)
        return NULL;
    g_autoptr(BIO) text = BIO_new_mem_buf(data, (int)size);
    EVP_PKEY *key = PEM_read_bio_PrivateKey(text, NULL, give_password, &asking);
    OPENSSL_cleanse(data, size);
    ERR_clear_error();
    if (asking.error)
        g_propagate_error(error, asking.error);
    else if (!key)
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  asking.asked ? N_("The password does not open {1}.")
                               : N_("{1} holds no private key in the form PEM. Of a PKCS#12 file "
                                    "openssl pkcs12 -nocerts makes one."),
                  path, NULL);
    return key;
}
