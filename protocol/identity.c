#include "protocol/identity.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "protocol/durable.h"
#include "protocol/error.h"
#include "protocol/signing_key.h"

#define VALID_YEARS 20
#define NAME_MAX_CHARACTERS 64     /* X.520 ub-common-name, ub-organization-name */
#define EARLIEST_UNIX_S 1514764800 /* 2018-01-01: the first edition of the rules */
#define SERIAL_BITS 127            /* positive, 16 bytes at most (RFC 5280, 4.1.2.2 allows 20) */

G_DEFINE_AUTOPTR_CLEANUP_FUNC(X509, X509_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EVP_PKEY, EVP_PKEY_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BIO, BIO_free_all)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BIGNUM, BN_free)

static gboolean failed(GError **error)
{
    char reason[256];
    ERR_error_string_n(ERR_get_error(), reason, sizeof reason);
    error_set(error, PROTOCOL_ERROR_REFUSED, N_("The device's key could not be made: {1}."), reason,
              NULL);
    return FALSE;
}

/* text in at most max characters, ending in "…" if it was longer. */
static char *fit(const char *text, glong max)
{
    if (g_utf8_strlen(text, -1) <= max)
        return g_strdup(text);
    g_autofree char *cut = g_utf8_substring(text, 0, max - 1);
    return g_strconcat(cut, "…", NULL);
}

static gboolean add_name(X509 *certificate, const char *body, const char *uuid)
{
    g_autofree char *place = fit(body, NAME_MAX_CHARACTERS - 1 - (glong)strlen(uuid));
    g_autofree char *common = g_strdup_printf("%s %s", place, uuid);
    g_autofree char *organisation = fit(body, NAME_MAX_CHARACTERS);
    X509_NAME *name = X509_get_subject_name(certificate);
    return X509_NAME_add_entry_by_txt(name, "C", MBSTRING_ASC, (const guchar *)"KZ", -1, -1, 0) &&
           X509_NAME_add_entry_by_txt(name, "O", MBSTRING_UTF8, (const guchar *)organisation, -1,
                                      -1, 0) &&
           X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, (const guchar *)common, -1, -1,
                                      0) &&
           X509_set_issuer_name(certificate, name);
}

static gboolean add_extension(X509 *certificate, int nid, const char *value)
{
    X509V3_CTX context;
    X509V3_set_ctx(&context, certificate, certificate, NULL, NULL, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
    gboolean ok = extension && X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
    return ok;
}

static gboolean set_serial(X509 *certificate)
{
    g_autoptr(BIGNUM) serial = BN_new();
    return serial && BN_rand(serial, SERIAL_BITS, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) &&
           BN_to_ASN1_INTEGER(serial, X509_get_serialNumber(certificate));
}

static gboolean set_validity(X509 *certificate, gint64 unix_ms)
{
    gint64 from_s = MAX(unix_ms / 1000, EARLIEST_UNIX_S);
    g_autoptr(GDateTime) from = g_date_time_new_from_unix_utc(from_s);
    g_autoptr(GDateTime) to = g_date_time_add_years(from, VALID_YEARS);
    return ASN1_TIME_set(X509_getm_notBefore(certificate), from_s) &&
           ASN1_TIME_set(X509_getm_notAfter(certificate), g_date_time_to_unix(to));
}

static X509 *make_certificate(EVP_PKEY *key, const char *body, const char *uuid, gint64 unix_ms)
{
    g_autoptr(X509) certificate = X509_new();
    if (!certificate || !X509_set_version(certificate, X509_VERSION_3) ||
        !set_serial(certificate) || !set_validity(certificate, unix_ms) ||
        !X509_set_pubkey(certificate, key) || !add_name(certificate, body, uuid) ||
        !add_extension(certificate, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") ||
        !add_extension(certificate, NID_key_usage,
                       "critical,digitalSignature,nonRepudiation,keyCertSign") ||
        !add_extension(certificate, NID_subject_key_identifier, "hash") ||
        !X509_sign(certificate, key, EVP_sha256()))
        return NULL;
    return g_steal_pointer(&certificate);
}

static gboolean write_pem(const char *path, BIO *pem, int mode, GError **error)
{
    char *data = NULL;
    long size = BIO_get_mem_data(pem, &data);
    return durable_write(path, data, size, mode, error);
}

gboolean identity_create(const char *key_path, const char *certificate_path, const char *body,
                         const char *uuid, gint64 unix_ms, GError **error)
{
    g_autoptr(EVP_PKEY) key = EVP_EC_gen("P-256");
    g_autoptr(X509) certificate = key ? make_certificate(key, body, uuid, unix_ms) : NULL;
    g_autoptr(BIO) key_pem = BIO_new(BIO_s_secmem());
    g_autoptr(BIO) certificate_pem = BIO_new(BIO_s_mem());
    if (!certificate || !key_pem || !certificate_pem ||
        !PEM_write_bio_PKCS8PrivateKey(key_pem, key, NULL, NULL, 0, NULL, NULL) ||
        !PEM_write_bio_X509(certificate_pem, certificate))
        return failed(error);
    return write_pem(key_path, key_pem, 0600, error) &&
           write_pem(certificate_path, certificate_pem, 0644, error);
}

char *identity_certificate_sha256(const char *certificate_path, GError **error)
{
    g_autoptr(BIO) file = BIO_new_file(certificate_path, "r");
    g_autoptr(X509) certificate = file ? certificate_parse(file) : NULL;
    if (certificate)
        return certificate_sha256(certificate);
    ERR_clear_error();
    error_set(error, PROTOCOL_ERROR_NOT_FOUND,
              N_("The device's certificate {1} cannot be read. Restore it from a copy."),
              certificate_path, NULL);
    return NULL;
}
