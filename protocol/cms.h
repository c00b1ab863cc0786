/*
 * Detached CMS signatures (RFC 5652) in the form of CAdES baseline B-B (ETSI EN 319 122-1): one
 * signer, SHA-256, RSA or an elliptic curve, signed attributes contentType, messageDigest and
 * signingCertificateV2, no signing time, the signer's certificate and no other. DER.
 *
 * Because that form leaves no choice but the signature's value, cms_verify builds the message
 * anew from the certificate and the digest and demands the same bytes: no field that a lenient
 * reader ignores can be changed unnoticed.
 */
#pragma once

#include <glib.h>

#include "protocol/signing_key.h"

#define CMS_DIGEST_BYTES 32

/* Signs a SHA-256. The DER; free with g_bytes_unref. Any thread. */
GBytes *cms_sign(const guint8 digest[CMS_DIGEST_BYTES], const SigningKey *key, GError **error);

typedef struct {
    char *name;               /* common name of the signer's certificate */
    char *certificate_sha256; /* lower-case hex of the SHA-256 of its DER */
    /* Whether the message is whole, i.e. the signature fits the digest that stands inside. If so
     * and cms_verify failed, it is the content that was changed. */
    gboolean whole;
} CmsSigner;

/* Checks der against a SHA-256. certificate_path (may be NULL): PEM of the certificate that must
 * have signed. PROTOCOL_ERROR_DIFFERENT if anything is wrong; signer_out (may be NULL) is filled
 * as far as it was read, also then: clear it with cms_signer_clear. Any thread. */
gboolean cms_verify(GBytes *der, const guint8 digest[CMS_DIGEST_BYTES],
                    const char *certificate_path, CmsSigner *signer_out, GError **error);
void cms_signer_clear(CmsSigner *signer);
