#include "protocol/cms.h"

#include <openssl/cms.h>
#include <openssl/err.h>
#include <string.h>

#include "protocol/error.h"
#include "protocol/identity.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC(CMS_ContentInfo, CMS_ContentInfo_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EVP_PKEY, EVP_PKEY_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(X509, X509_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BIO, BIO_free_all)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EVP_MD_CTX, EVP_MD_CTX_free)

/* The message for digest by certificate's owner, its signature still empty. key may be the public
 * one. The one signer through signer_out, owned by the message. */
static CMS_ContentInfo *build(X509 *certificate, EVP_PKEY *key, const guint8 *digest,
                              CMS_SignerInfo **signer_out)
{
    const unsigned int flags = CMS_CADES | CMS_NOSMIMECAP | CMS_BINARY | CMS_DETACHED | CMS_PARTIAL;
    g_autoptr(CMS_ContentInfo) cms = CMS_sign(NULL, NULL, NULL, NULL, flags);
    if (!cms)
        return NULL;
    CMS_SignerInfo *signer = CMS_add1_signer(cms, certificate, key, EVP_sha256(), flags);
    if (!signer ||
        !CMS_signed_add1_attr_by_NID(signer, NID_pkcs9_contentType, V_ASN1_OBJECT,
                                     OBJ_nid2obj(NID_pkcs7_data), -1) ||
        !CMS_signed_add1_attr_by_NID(signer, NID_pkcs9_messageDigest, V_ASN1_OCTET_STRING, digest,
                                     CMS_DIGEST_BYTES))
        return NULL;
    *signer_out = signer;
    return g_steal_pointer(&cms);
}

static int compare_der(gconstpointer a, gconstpointer b)
{
    return g_bytes_compare(*(GBytes *const *)a, *(GBytes *const *)b);
}

/* What is signed: the signed attributes as a DER SET OF (RFC 5652, 5.4), sorted. OpenSSL's own
 * CMS_SignerInfo_sign would add a signing time, which PAdES baseline forbids. */
static GByteArray *signed_attributes(CMS_SignerInfo *signer)
{
    g_autoptr(GPtrArray) attributes = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    gsize total = 0;
    for (int i = 0; i < CMS_signed_get_attr_count(signer); i++) {
        unsigned char *der = NULL;
        int size = i2d_X509_ATTRIBUTE(CMS_signed_get_attr(signer, i), &der);
        if (size <= 0)
            return NULL;
        g_ptr_array_add(attributes, g_bytes_new(der, size));
        total += size;
        OPENSSL_free(der);
    }
    g_ptr_array_sort(attributes, compare_der);

    GByteArray *set = g_byte_array_sized_new(total + 8);
    g_autofree unsigned char *header = g_malloc(16);
    unsigned char *at = header;
    ASN1_put_object(&at, 1, (int)total, V_ASN1_SET, V_ASN1_UNIVERSAL);
    g_byte_array_append(set, header, at - header);
    for (guint i = 0; i < attributes->len; i++) {
        gsize size;
        const guint8 *der = g_bytes_get_data(attributes->pdata[i], &size);
        g_byte_array_append(set, der, size);
    }
    return set;
}

static GBytes *encode(CMS_ContentInfo *cms)
{
    unsigned char *der = NULL;
    int size = i2d_CMS_ContentInfo(cms, &der);
    GBytes *bytes = size > 0 ? g_bytes_new(der, size) : NULL;
    OPENSSL_free(der);
    return bytes;
}

/* Signs the attributes with key and puts the signature in. */
static gboolean sign_attributes(CMS_SignerInfo *signer, EVP_PKEY *key)
{
    g_autoptr(EVP_MD_CTX) context = EVP_MD_CTX_new();
    g_autoptr(GByteArray) attributes = signed_attributes(signer);
    size_t size = 0;
    if (!attributes || EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, key) <= 0 ||
        EVP_DigestSign(context, NULL, &size, attributes->data, attributes->len) <= 0)
        return FALSE;
    g_autofree unsigned char *value = g_malloc(size);
    return EVP_DigestSign(context, value, &size, attributes->data, attributes->len) > 0 &&
           ASN1_STRING_set(CMS_SignerInfo_get0_signature(signer), value, (int)size);
}

GBytes *cms_sign(const guint8 digest[CMS_DIGEST_BYTES], const SigningKey *key, GError **error)
{
    EVP_PKEY *private_key = signing_key_private(key);
    CMS_SignerInfo *signer = NULL;
    g_autoptr(CMS_ContentInfo) cms =
        build(signing_key_certificate(key), private_key, digest, &signer);
    GBytes *der = cms && sign_attributes(signer, private_key) ? encode(cms) : NULL;
    if (!der) {
        const char *reason = ERR_reason_error_string(ERR_peek_last_error());
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("Signing with the key of “{1}” failed: {2}. Does the certificate belong to "
                     "it?"),
                  signing_key_name(key), reason ? reason : "OpenSSL", NULL);
        ERR_clear_error();
    }
    return der;
}

/* The one certificate and the one signer of a message; FALSE if there are more or fewer. */
static gboolean only_signer(CMS_ContentInfo *cms, X509 **certificate_out, CMS_SignerInfo **out)
{
    STACK_OF(CMS_SignerInfo) *signers = CMS_get0_SignerInfos(cms);
    STACK_OF(X509) *certificates = CMS_get1_certs(cms);
    gboolean ok = sk_X509_num(certificates) == 1 && signers && sk_CMS_SignerInfo_num(signers) == 1;
    if (ok) {
        *certificate_out = sk_X509_value(certificates, 0);
        X509_up_ref(*certificate_out);
        *out = sk_CMS_SignerInfo_value(signers, 0);
    }
    sk_X509_pop_free(certificates, X509_free);
    return ok;
}

/* The digest that the message says it is of; NULL if it says none. */
static const guint8 *stated_digest(CMS_SignerInfo *signer)
{
    ASN1_OCTET_STRING *octets = CMS_signed_get0_data_by_OBJ(
        signer, OBJ_nid2obj(NID_pkcs9_messageDigest), -3, V_ASN1_OCTET_STRING);
    return octets && ASN1_STRING_length(octets) == CMS_DIGEST_BYTES ? ASN1_STRING_get0_data(octets)
                                                                    : NULL;
}

/* Whether der is, byte for byte, the message that certificate's owner signed over digest. */
static gboolean is_whole(GBytes *der, X509 *certificate, CMS_SignerInfo *found,
                         const guint8 *digest)
{
    EVP_PKEY *key = X509_get0_pubkey(certificate);
    CMS_SignerInfo *signer = NULL;
    g_autoptr(CMS_ContentInfo) cms = key ? build(certificate, key, digest, &signer) : NULL;
    if (!cms)
        return FALSE;
    const ASN1_OCTET_STRING *value = CMS_SignerInfo_get0_signature(found);
    if (!ASN1_STRING_set(CMS_SignerInfo_get0_signature(signer), ASN1_STRING_get0_data(value),
                         ASN1_STRING_length(value)))
        return FALSE;
    g_autoptr(GBytes) anew = encode(cms);
    if (!anew || !g_bytes_equal(anew, der))
        return FALSE;

    g_autoptr(EVP_MD_CTX) context = EVP_MD_CTX_new();
    g_autoptr(GByteArray) attributes = signed_attributes(signer);
    return attributes && EVP_DigestVerifyInit(context, NULL, EVP_sha256(), NULL, key) > 0 &&
           EVP_DigestVerify(context, ASN1_STRING_get0_data(value), ASN1_STRING_length(value),
                            attributes->data, attributes->len) == 1;
}

static gboolean certificate_is(X509 *certificate, const char *path, GError **error)
{
    g_autofree char *expected = identity_certificate_sha256(path, error);
    if (!expected)
        return FALSE;
    g_autofree char *found = certificate_sha256(certificate);
    if (g_strcmp0(expected, found) == 0)
        return TRUE;
    error_set(error, PROTOCOL_ERROR_DIFFERENT,
              N_("The signature was made with another certificate than {1}."), path, NULL);
    return FALSE;
}

gboolean cms_verify(GBytes *der, const guint8 digest[CMS_DIGEST_BYTES],
                    const char *certificate_path, CmsSigner *signer_out, GError **error)
{
    CmsSigner result = {0};
    gboolean ok = FALSE;
    gsize size;
    const unsigned char *at = g_bytes_get_data(der, &size);
    g_autoptr(CMS_ContentInfo) cms = size <= 1 << 20 ? d2i_CMS_ContentInfo(NULL, &at, size) : NULL;
    g_autoptr(X509) certificate = NULL;
    CMS_SignerInfo *signer = NULL;
    const guint8 *stated = NULL;

    if (!cms || OBJ_obj2nid(CMS_get0_type(cms)) != NID_pkcs7_signed ||
        !only_signer(cms, &certificate, &signer) || !(stated = stated_digest(signer)) ||
        !is_whole(der, certificate, signer, stated)) {
        error_set(error, PROTOCOL_ERROR_DIFFERENT, N_("The signature is damaged."), NULL);
        goto cleanup;
    }
    result.whole = TRUE;
    result.name = certificate_name(certificate);
    result.certificate_sha256 = certificate_sha256(certificate);
    if (memcmp(stated, digest, CMS_DIGEST_BYTES) != 0) {
        error_set(error, PROTOCOL_ERROR_DIFFERENT,
                  N_("What was signed has been changed since: the signature does not fit it."),
                  NULL);
        goto cleanup;
    }
    ok = !certificate_path || certificate_is(certificate, certificate_path, error);

cleanup:
    ERR_clear_error();
    if (signer_out)
        *signer_out = result;
    else
        cms_signer_clear(&result);
    return ok;
}

void cms_signer_clear(CmsSigner *signer)
{
    g_clear_pointer(&signer->name, g_free);
    g_clear_pointer(&signer->certificate_sha256, g_free);
    signer->whole = FALSE;
}
