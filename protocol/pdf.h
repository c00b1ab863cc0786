/*
 * What makes a laid-out PDF an archive's document: PDF/A-1b finishing (ISO 19005-1) with libqpdf,
 * and signatures as incremental updates (PAdES baseline B-B, ETSI EN 319 142-1) with OpenSSL's CMS.
 */
#pragma once

#include <glib.h>

#include "protocol/signing_key.h"

typedef struct {
    const char *title;         /* UTF-8 */
    const char *author;        /* the body */
    const char *language;      /* "kk", "ru" */
    gint64 unix_ms;            /* creation date: the record's, so that the bytes stay the same */
    const char *record_sha256; /* lower-case hex of the canonical record that the document was made
                                  from, kept in the file for programs; NULL: none */
} PdfInfo;

/* PDF/A-1b of what document_render made; deterministic. Free with g_bytes_unref. Any thread.
 * PROTOCOL_ERROR_REFUSED names a character that a font lacks, or what else is wrong. */
GBytes *pdf_finish(GBytes *pdf, const PdfInfo *info, GError **error);

typedef struct {
    const SigningKey *key;
    const char *name; /* of the signer, shown by readers */
    const char *reason;
    gint64 unix_ms; /* /M, claimed time */
} PdfSigner;

/* Appends a signature (ETSI.CAdES.detached), invisible. Nothing before it changes. Only for what
 * pdf_finish or pdf_sign made. Free with g_bytes_unref. Any thread. */
GBytes *pdf_sign(GBytes *pdf, const PdfSigner *signer, GError **error);

/* A signature, and the revision that it ends. */
typedef struct {
    char *name;               /* common name of the certificate */
    char *certificate_sha256; /* hex */
    gsize bytes;              /* of the file up to the end of this revision */
} PdfSignature;

typedef struct {
    GPtrArray *signatures; /* of PdfSignature, the first (the device's) first */
    char *record_sha256;   /* as pdf_finish put it in; NULL: none */
} PdfVerification;

/* Checks every signature by the strict rules: each is written into the file exactly as pdf_sign
 * writes it and nothing else stands behind the first revision, the last ByteRange ends at the end
 * of the file, the gap is exactly the hex string, strict hex, zero padding, digest and signature
 * right. PROTOCOL_ERROR_DIFFERENT otherwise. certificate_path (may be NULL): the device's
 * certificate that must have made the first signature. Any thread. */
gboolean pdf_verify(GBytes *pdf, const char *certificate_path, PdfVerification *result_out,
                    GError **error);
void pdf_verification_clear(PdfVerification *result);
