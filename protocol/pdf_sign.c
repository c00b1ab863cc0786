
#include "protocol/cms.h"
#include "protocol/error.h"
#include "protocol/pdf.h"
#include "protocol/pdf_increment.h"

/* UTF-8 as a PDF text string in hex, UTF-16BE with its mark (ISO 32000-1, 7.9.2.2); NULL if it is
 * no UTF-8. */
static char *text_string(const char *utf8)
{
    glong length = 0;
    g_autofree gunichar2 *units = g_utf8_to_utf16(utf8, -1, NULL, &length, NULL);
    if (!units)
        return NULL;
    GString *hex = g_string_new("<FEFF");
    for (glong i = 0; i < length; i++)
        g_string_append_printf(hex, "%04X", units[i]);
    g_string_append_c(hex, '>');
    return g_string_free(hex, FALSE);
}

static gboolean fill_text(const PdfSigner *signer, PdfIncrementText *text, GError **error)
{
    g_autofree char *date = pdf_date(signer->unix_ms);
    text->name = text_string(signer->name);
    text->reason = text_string(signer->reason);
    text->date = g_strdup_printf("(%s)", date);
    if (text->name && text->reason)
        return TRUE;
    error_set(error, PROTOCOL_ERROR_USAGE,
              N_("The signer's name or the reason is not valid "
                 "UTF-8."),
              NULL);
    return FALSE;
}

/* Puts the signature into the gap of an increment. */
static gboolean sign_gap(PdfIncrement *increment, const PdfSigner *signer, GError **error)
{
    guint8 digest[CMS_DIGEST_BYTES];
    PdfSlice file = {increment->bytes->str, increment->bytes->len};
    pdf_increment_digest(file, increment->gap_begin, increment->gap_end, digest);
    g_autoptr(GBytes) der = cms_sign(digest, signer->key, error);
    if (!der)
        return FALSE;
    gsize size;
    const guint8 *bytes = g_bytes_get_data(der, &size);
    if (size > PDF_CONTENTS_BYTES) {
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("The signature does not fit into the document: the certificate of “{1}” is "
                     "too large."),
                  signing_key_name(signer->key), NULL);
        return FALSE;
    }
    char *at = increment->bytes->str + increment->gap_begin + 1;
    for (gsize i = 0; i < size; i++) {
        *at++ = "0123456789abcdef"[bytes[i] >> 4];
        *at++ = "0123456789abcdef"[bytes[i] & 15];
    }
    return TRUE;
}

GBytes *pdf_sign(GBytes *pdf, const PdfSigner *signer, GError **error)
{
    PdfSlice file;
    file.at = g_bytes_get_data(pdf, &file.size);
    PdfIncrementText text = {NULL};
    PdfIncrement increment = {NULL};
    GBytes *signed_pdf = NULL;
    if (!fill_text(signer, &text, error))
        goto cleanup;
    if (!pdf_increment_build(file, &text, &increment)) {
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("This PDF cannot be signed: it is no finished document of Esep."), NULL);
        goto cleanup;
    }
    if (sign_gap(&increment, signer, error))
        signed_pdf = g_string_free_to_bytes(g_steal_pointer(&increment.bytes));

cleanup:
    if (increment.bytes)
        g_string_free(increment.bytes, TRUE);
    pdf_increment_text_clear(&text);
    return signed_pdf;
}
