/* A person's key from a PKCS#12 file. */
#include <openssl/conf.h>
#include <openssl/err.h>
#include <openssl/evperr.h>
#include <openssl/pkcs12.h>
#include <openssl/proverr.h>
#include <openssl/provider.h>
#include <openssl/x509v3.h>

#include "protocol/clock.h"
#include "protocol/error.h"
#include "protocol/file_read.h"
#include "protocol/signing_key_parts.h"

#define FILE_MAX_BYTES (1 << 20)
#define RSA_LEAST_BITS 2048
#define CURVE_LEAST_BITS 256

G_DEFINE_AUTOPTR_CLEANUP_FUNC(PKCS12, PKCS12_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PKCS8_PRIV_KEY_INFO, PKCS8_PRIV_KEY_INFO_free)

/* What a file holds, as far as it opens. */
typedef struct {
    const char *password;
    EVP_PKEY *key;
    GPtrArray *certificates; /* of X509 */
    gboolean has_key;        /* though it may not open */
    char *unknown;           /* the kind of key or encryption that OpenSSL lacks */
    gboolean wrong_password;
} Contents;

static gboolean refuse(GError **error, const char *msgid, const char *path)
{
    error_set(error, PROTOCOL_ERROR_REFUSED, msgid, path, NULL);
    return FALSE;
}

static char *object_name(const ASN1_OBJECT *object)
{
    char name[128] = "?";
    if (object)
        OBJ_obj2txt(name, sizeof name, object, 0);
    return g_strdup(name);
}

static char *algorithm_name(const X509_ALGOR *algorithm)
{
    const ASN1_OBJECT *object = NULL;
    if (algorithm && OBJ_obj2nid(algorithm->algorithm) == NID_pbes2) {
        /* What it is made of is what may be missing. */
        PBE2PARAM *parts =
            ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(PBE2PARAM), algorithm->parameter);
        char *name = parts ? object_name(parts->encryption->algorithm) : g_strdup("PBES2");
        PBE2PARAM_free(parts);
        return name;
    }
    if (algorithm)
        X509_ALGOR_get0(&object, NULL, NULL, algorithm);
    return object_name(object);
}

/* Something did not open: what came out made no sense, so the password is wrong; or nothing came
 * out, because OpenSSL lacks the algorithm. */
static void note_closed(Contents *contents, const X509_ALGOR *algorithm)
{
    gboolean nonsense = FALSE;
    for (unsigned long code; (code = ERR_get_error()) != 0;)
        nonsense |=
            ERR_GET_LIB(code) == ERR_LIB_ASN1 ||
            (ERR_GET_LIB(code) == ERR_LIB_EVP && ERR_GET_REASON(code) == EVP_R_BAD_DECRYPT) ||
            (ERR_GET_LIB(code) == ERR_LIB_PROV && ERR_GET_REASON(code) == PROV_R_BAD_DECRYPT);
    contents->wrong_password |= nonsense;
    if (!nonsense && !contents->unknown)
        contents->unknown = algorithm_name(algorithm);
}

static void read_key(Contents *contents, const PKCS8_PRIV_KEY_INFO *info)
{
    const ASN1_OBJECT *kind = NULL;
    contents->has_key = TRUE;
    if (!contents->key)
        contents->key = EVP_PKCS82PKEY(info);
    if (!contents->key && !contents->unknown && PKCS8_pkey_get0(&kind, NULL, NULL, NULL, info))
        contents->unknown = object_name(kind);
}

static void read_shrouded_key(Contents *contents, const PKCS12_SAFEBAG *bag)
{
    const X509_ALGOR *algorithm = NULL;
    ERR_clear_error();
    g_autoptr(PKCS8_PRIV_KEY_INFO) info = PKCS12_decrypt_skey(bag, contents->password, -1);
    contents->has_key = TRUE;
    X509_SIG_get0(PKCS12_SAFEBAG_get0_pkcs8(bag), &algorithm, NULL);
    if (info)
        read_key(contents, info);
    else
        note_closed(contents, algorithm);
}

static void read_bag(Contents *contents, const PKCS12_SAFEBAG *bag)
{
    X509 *certificate;
    switch (PKCS12_SAFEBAG_get_nid(bag)) {
    case NID_keyBag:
        read_key(contents, PKCS12_SAFEBAG_get0_p8inf(bag));
        break;
    case NID_pkcs8ShroudedKeyBag:
        read_shrouded_key(contents, bag);
        break;
    case NID_certBag:
        if ((certificate = PKCS12_SAFEBAG_get1_cert(bag)))
            g_ptr_array_add(contents->certificates, certificate);
        break;
    }
}

static void read_part(Contents *contents, PKCS7 *part)
{
    STACK_OF(PKCS12_SAFEBAG) *bags = NULL;
    gboolean encrypted = PKCS7_type_is_encrypted(part);
    ERR_clear_error();
    if (PKCS7_type_is_data(part))
        bags = PKCS12_unpack_p7data(part);
    else if (encrypted)
        bags = PKCS12_unpack_p7encdata(part, contents->password, -1);
    if (!bags && encrypted && part->d.encrypted)
        note_closed(contents, part->d.encrypted->enc_data->algorithm);
    for (int i = 0; i < sk_PKCS12_SAFEBAG_num(bags); i++)
        read_bag(contents, sk_PKCS12_SAFEBAG_value(bags, i));
    sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free);
}

/* Everything in the file: PKCS12_parse would not say what is missing, and wants a code over the
 * file, which not every program writes. */
static void read_contents(Contents *contents, PKCS12 *file, const char *password)
{
    contents->password = password;
    contents->certificates = g_ptr_array_new_with_free_func((GDestroyNotify)X509_free);
    STACK_OF(PKCS7) *parts = PKCS12_unpack_authsafes(file);
    for (int i = 0; i < sk_PKCS7_num(parts); i++)
        read_part(contents, sk_PKCS7_value(parts, i));
    sk_PKCS7_pop_free(parts, PKCS7_free);
}

static void contents_clear(Contents *contents)
{
    EVP_PKEY_free(contents->key);
    g_ptr_array_unref(contents->certificates);
    g_free(contents->unknown);
}

/* Why the file gives no key with its certificate. */
static void explain(const Contents *contents, const char *path, GError **error)
{
    if (!contents->unknown) {
        refuse(error,
               contents->wrong_password ? N_("The password does not open {1}.")
               : contents->has_key ? N_("In {1} there is no certificate that belongs to the key.")
                                   : N_("In {1} there is no private key."),
               path);
        return;
    }
    char *configuration = CONF_get1_default_config_file();
    error_set(error, PROTOCOL_ERROR_REFUSED,
              N_("{1} needs “{2}”, which OpenSSL does not have here. Install the OpenSSL provider "
                 "of the authority that issued the key, and name it in {3}."),
              path, contents->unknown, configuration ? configuration : "openssl.cnf", NULL);
    OPENSSL_free(configuration);
}

/* The code over the whole file shows whether the password is right, before anything is opened. */
static gboolean check_password(PKCS12 *file, const char *path, const char *password, GError **error)
{
    if (!PKCS12_mac_present(file) || PKCS12_verify_mac(file, password, -1))
        return TRUE;
    if (ERR_GET_REASON(ERR_peek_last_error()) != PKCS12_R_UNKNOWN_DIGEST_ALGORITHM &&
        ERR_GET_LIB(ERR_peek_error()) != ERR_LIB_EVP)
        return refuse(error, N_("The password does not open {1}."), path);
    const X509_ALGOR *algorithm = NULL;
    PKCS12_get0_mac(NULL, &algorithm, NULL, NULL, file);
    g_autofree char *name = algorithm_name(algorithm);
    error_set(error, PROTOCOL_ERROR_REFUSED,
              N_("{1} is protected by “{2}”, which OpenSSL does not have here."), path, name, NULL);
    return FALSE;
}

static char *date_of(const ASN1_TIME *time)
{
    struct tm parts;
    return ASN1_TIME_to_tm(time, &parts) ? g_strdup_printf("%04d-%02d-%02d", parts.tm_year + 1900,
                                                           parts.tm_mon + 1, parts.tm_mday)
                                         : g_strdup("?");
}

/* Valid now, and for signatures (RFC 5280, 4.2.1.3: no key usage stands for every one). */
static gboolean check_certificate(X509 *certificate, const char *path, gint64 now_ms,
                                  GError **error)
{
    time_t now = (time_t)(now_ms / 1000);
    const ASN1_TIME *from = X509_get0_notBefore(certificate);
    const ASN1_TIME *to = X509_get0_notAfter(certificate);
    gboolean early = X509_cmp_time(from, &now) >= 0, late = X509_cmp_time(to, &now) <= 0;
    if (early || late) {
        g_autofree char *date = date_of(early ? from : to);
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  early ? N_("The certificate in {1} is valid only from {2}: is the clock right?")
                        : N_("The certificate in {1} expired on {2}: a new one is needed."),
                  path, date, NULL);
        return FALSE;
    }
    if (X509_get_key_usage(certificate) & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION))
        return TRUE;
    return refuse(error, N_("The certificate in {1} is not for signing."), path);
}

static gboolean check_key(EVP_PKEY *key, const char *path, GError **error)
{
    int bits = EVP_PKEY_get_bits(key);
    if ((EVP_PKEY_is_a(key, "RSA") && bits >= RSA_LEAST_BITS) ||
        (EVP_PKEY_is_a(key, "EC") && bits >= CURVE_LEAST_BITS))
        return TRUE;
    const char *kind = EVP_PKEY_get0_type_name(key);
    g_autofree char *name = g_strdup_printf("%s %d", kind ? kind : "?", bits);
    error_set(
        error, PROTOCOL_ERROR_REFUSED,
        N_("The key in {1} is of the kind {2}; documents are signed with RSA of 2048 bits and "
           "more, or an elliptic curve of 256 and more."),
        path, name, NULL);
    return FALSE;
}

/* The certificate that belongs to the key: the file may hold those of the authorities, too. */
static X509 *find_certificate(const Contents *contents)
{
    for (guint i = 0; contents->key && i < contents->certificates->len; i++) {
        X509 *certificate = contents->certificates->pdata[i];
        if (X509_check_private_key(certificate, contents->key))
            return certificate;
    }
    return NULL;
}

static SigningKey *open_file(PKCS12 *file, const char *path, const char *password, gint64 now_ms,
                             GError **error)
{
    if (!check_password(file, path, password, error))
        return NULL;
    Contents contents = {NULL};
    SigningKey *key = NULL;
    read_contents(&contents, file, password);
    X509 *certificate = find_certificate(&contents);
    if (!certificate) {
        explain(&contents, path, error);
    } else if (check_key(contents.key, path, error) &&
               check_certificate(certificate, path, now_ms, error)) {
        X509_up_ref(certificate);
        key = signing_key_new(g_steal_pointer(&contents.key), certificate);
    }
    contents_clear(&contents);
    return key;
}

SigningKey *signing_key_read_pkcs12(const char *path, const char *password, gint64 now_ms,
                                    GError **error)
{
    gsize size = 0;
    g_autofree char *data = file_read(path, FILE_MAX_BYTES, &size, error);
    if (!data)
        return NULL;
    const unsigned char *at = (const unsigned char *)data;
    g_autoptr(PKCS12) file = d2i_PKCS12(NULL, &at, (long)size);
    SigningKey *key = NULL;
    if (file) {
        /* RC2 and the like of old files; without it they are refused by name. */
        OSSL_PROVIDER *legacy = OSSL_PROVIDER_try_load(NULL, "legacy", 1);
        key = open_file(file, path, password, now_ms, error);
        if (legacy)
            OSSL_PROVIDER_unload(legacy);
    } else {
        refuse(error, N_("{1} is not a key file of the form PKCS#12 (.p12, .pfx)."), path);
    }
    OPENSSL_cleanse(data, size);
    ERR_clear_error();
    return key;
}
