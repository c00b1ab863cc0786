#include <string.h>

#include "protocol/cms.h"
#include "protocol/error.h"
#include "protocol/identity.h"
#include "protocol/pdf.h"
#include "protocol/pdf_increment.h"

#define SIGNATURES_MAX 64

static gboolean different(GError **error, const char *msgid)
{
    error_set(error, PROTOCOL_ERROR_DIFFERENT, msgid, NULL);
    return FALSE;
}

/* The DER in the gap: strict lower-case hex, one DER value, zeros behind it. NULL otherwise. */
static GBytes *gap_contents(PdfSlice file, const PdfIncrement *increment)
{
    const char *digits = file.at + increment->gap_begin + 1;
    if (file.at[increment->gap_begin] != '<' || file.at[increment->gap_end - 1] != '>')
        return NULL;
    g_autofree guint8 *bytes = g_malloc(PDF_CONTENTS_BYTES);
    for (gsize i = 0; i < 2 * PDF_CONTENTS_BYTES; i++) {
        const char *found = memchr("0123456789abcdef", digits[i], 16);
        if (!found)
            return NULL;
        int value = g_ascii_xdigit_value(digits[i]);
        bytes[i / 2] = i % 2 ? bytes[i / 2] | value : value << 4;
    }
    /* SEQUENCE with a length of two bytes: a signature with a certificate is never shorter. */
    gsize size = 4 + (gsize)(bytes[2] << 8 | bytes[3]);
    if (bytes[0] != 0x30 || bytes[1] != 0x82 || size > PDF_CONTENTS_BYTES)
        return NULL;
    for (gsize i = size; i < PDF_CONTENTS_BYTES; i++)
        if (bytes[i] != 0)
            return NULL;
    return g_bytes_new(bytes, size);
}

/* Whether file is before plus exactly the increment that pdf_sign writes; the gap through
 * increment_out (bytes stay NULL). */
static gboolean is_increment(PdfSlice file, PdfSlice before, PdfIncrement *increment_out)
{
    PdfIncrementText text = {NULL};
    PdfIncrement anew = {NULL};
    int number = pdf_increment_number(before);
    gboolean ok = number > 0 && pdf_increment_text(file, number, &text) &&
                  pdf_increment_build(before, &text, &anew) && anew.bytes->len == file.size &&
                  memcmp(anew.bytes->str, file.at, anew.gap_begin) == 0 &&
                  memcmp(anew.bytes->str + anew.gap_end, file.at + anew.gap_end,
                         file.size - anew.gap_end) == 0;
    if (anew.bytes)
        g_string_free(anew.bytes, TRUE);
    anew.bytes = NULL;
    *increment_out = anew;
    pdf_increment_text_clear(&text);
    return ok;
}

/* Checks the signature that ends file; what stood before it through before_out. */
static gboolean check_last(PdfSlice file, const PdfRevision *revision, CmsSigner *signer,
                           PdfSlice *before_out, GError **error)
{
    PdfIncrement increment;
    *before_out = (PdfSlice){file.at, (gsize)revision->first_offset};
    if (revision->first_offset <= 0 || (gsize)revision->first_offset >= file.size ||
        !is_increment(file, *before_out, &increment))
        return different(error, N_("Something else than a signature was added to the document, or "
                                   "the document was changed."));
    g_autoptr(GBytes) der = gap_contents(file, &increment);
    if (!der)
        return different(error, N_("The signature is damaged."));
    guint8 digest[CMS_DIGEST_BYTES];
    pdf_increment_digest(file, increment.gap_begin, increment.gap_end, digest);
    return cms_verify(der, digest, NULL, signer, error);
}

/* The hash of the record in the first revision's information dictionary. */
static char *record_sha256(PdfSlice file, const PdfRevision *revision)
{
    PdfSlice reference, info, value;
    if (!pdf_dict_get(revision->trailer, "/Info", &reference) ||
        !pdf_object_get(file, pdf_reference(reference), &info) ||
        !pdf_dict_get(info, "/EsepRecordSHA256", &value) || value.size != 66)
        return NULL;
    return g_strndup(value.at + 1, 64);
}

/* The device's certificate must have made the first signature. */
static gboolean check_first(const char *certificate_path, const PdfVerification *result,
                            GError **error)
{
    if (result->signatures->len == 0)
        return different(error, N_("The document is not signed."));
    if (!certificate_path)
        return TRUE;
    g_autofree char *expected = identity_certificate_sha256(certificate_path, error);
    if (!expected)
        return FALSE;
    const PdfSignature *first = result->signatures->pdata[0];
    return g_str_equal(expected, first->certificate_sha256) ||
           different(error, N_("The document was signed by another device."));
}

static void signature_free(gpointer pointer)
{
    PdfSignature *signature = pointer;
    g_free(signature->name);
    g_free(signature->certificate_sha256);
    g_free(signature);
}

/* Checks the last signature of file and puts it before those found so far. */
static gboolean take_last(PdfSlice file, const PdfRevision *revision, PdfVerification *result,
                          PdfSlice *before_out, GError **error)
{
    CmsSigner signer = {NULL};
    if (result->signatures->len >= SIGNATURES_MAX)
        return different(error, N_("The document has too many signatures."));
    gboolean ok = check_last(file, revision, &signer, before_out, error);
    if (ok) {
        PdfSignature *signature = g_new0(PdfSignature, 1);
        signature->name = g_steal_pointer(&signer.name);
        signature->certificate_sha256 = g_steal_pointer(&signer.certificate_sha256);
        signature->bytes = file.size;
        g_ptr_array_insert(result->signatures, 0, signature);
    }
    cms_signer_clear(&signer);
    return ok;
}

gboolean pdf_verify(GBytes *pdf, const char *certificate_path, PdfVerification *result_out,
                    GError **error)
{
    PdfVerification result = {.signatures = g_ptr_array_new_with_free_func(signature_free)};
    PdfSlice file, before;
    PdfRevision revision;
    gboolean ok = FALSE;
    file.at = g_bytes_get_data(pdf, &file.size);
    for (;; file = before) {
        if (file.size == 0 || !pdf_revision_read(file, &revision)) {
            different(error, N_("The document is damaged, or something was added to it."));
            goto cleanup;
        }
        if (revision.previous < 0)
            break;
        if (!take_last(file, &revision, &result, &before, error))
            goto cleanup;
    }
    result.record_sha256 = record_sha256(file, &revision);
    ok = check_first(certificate_path, &result, error);

cleanup:
    if (ok && result_out)
        *result_out = result;
    else
        pdf_verification_clear(&result);
    return ok;
}

void pdf_verification_clear(PdfVerification *result)
{
    g_clear_pointer(&result->signatures, g_ptr_array_unref);
    g_clear_pointer(&result->record_sha256, g_free);
}
