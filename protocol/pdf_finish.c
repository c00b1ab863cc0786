#include <qpdf/qpdf-c.h>
#include <string.h>

#include "protocol/clock.h"
#include "protocol/error.h"
#include "protocol/pdf.h"
#include "protocol/pdf_font.h"
#include "protocol/pdf_stream.h"
#include "protocol/pdf_text.h"

/* sRGB of icc-profiles-free, an ICC version 2 profile; PDF/A-1 knows no version 4. */
#define ICC_PROFILE "/usr/share/color/icc/sRGB.icc"
#define PRODUCER "Esep"

static gboolean qpdf_failed(qpdf_data pdf, GError **error)
{
    const char *reason =
        qpdf_has_error(pdf) ? qpdf_get_error_message_detail(pdf, qpdf_get_error(pdf)) : "qpdf";
    error_set(error, PROTOCOL_ERROR_REFUSED, N_("The document could not be finished: {1}."), reason,
              NULL);
    return FALSE;
}

/* The XMP packet (ISO 19005-1, 6.7), its values the same as the information dictionary's. */
static char *xmp_packet(const PdfInfo *info)
{
    g_autofree char *date = time_iso(info->unix_ms);
    return g_markup_printf_escaped(
        "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
        "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n"
        "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
        "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n"
        "<dc:format>application/pdf</dc:format>\n"
        "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">%s</rdf:li></rdf:Alt></dc:title>\n"
        "<dc:creator><rdf:Seq><rdf:li>%s</rdf:li></rdf:Seq></dc:creator>\n"
        "</rdf:Description>\n"
        "<rdf:Description rdf:about=\"\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\">\n"
        "<xmp:CreatorTool>" PRODUCER "</xmp:CreatorTool>\n"
        "<xmp:CreateDate>%s</xmp:CreateDate>\n<xmp:ModifyDate>%s</xmp:ModifyDate>\n"
        "</rdf:Description>\n"
        "<rdf:Description rdf:about=\"\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\">\n"
        "<pdf:Producer>" PRODUCER "</pdf:Producer>\n"
        "</rdf:Description>\n"
        "<rdf:Description rdf:about=\"\" xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\">\n"
        "<pdfaid:part>1</pdfaid:part>\n<pdfaid:conformance>B</pdfaid:conformance>\n"
        "</rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"w\"?>",
        info->title, info->author, date, date);
}

/* Readable by any program, so not compressed (ISO 19005-1, 6.7.2). */
static qpdf_oh metadata(qpdf_data pdf, const PdfInfo *info)
{
    g_autofree char *xmp = xmp_packet(info);
    qpdf_oh stream = qpdf_oh_new_stream(pdf), own = qpdf_oh_get_dict(pdf, stream);
    qpdf_oh_replace_key(pdf, own, "/Type", qpdf_oh_new_name(pdf, "/Metadata"));
    qpdf_oh_replace_key(pdf, own, "/Subtype", qpdf_oh_new_name(pdf, "/XML"));
    qpdf_oh_replace_stream_data(pdf, stream, (const unsigned char *)xmp, strlen(xmp),
                                qpdf_oh_new_null(pdf), qpdf_oh_new_null(pdf));
    return stream;
}

static void set_info(qpdf_data pdf, const PdfInfo *info)
{
    g_autofree char *date = pdf_date(info->unix_ms);
    const struct {
        const char *key, *value;
    } rows[] = {
        {"/Title", info->title},
        {"/Author", info->author},
        {"/Creator", PRODUCER},
        {"/Producer", PRODUCER},
        {"/CreationDate", date},
        {"/ModDate", date},
        {"/EsepRecordSHA256", info->record_sha256},
    };
    qpdf_oh dictionary = qpdf_oh_new_dictionary(pdf);
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
        if (rows[i].value)
            qpdf_oh_replace_key(pdf, dictionary, rows[i].key,
                                qpdf_oh_new_unicode_string(pdf, rows[i].value));
    qpdf_oh_replace_key(pdf, qpdf_get_trailer(pdf), "/Info",
                        qpdf_make_indirect_object(pdf, dictionary));
}

/* Metadata, language and the colours' meaning in the catalogue. */
static gboolean set_catalogue(qpdf_data pdf, const PdfInfo *info, GError **error)
{
    g_autofree char *profile = NULL;
    gsize profile_size;
    if (!g_file_get_contents(ICC_PROFILE, &profile, &profile_size, NULL)) {
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("The colour profile {1} is missing: install icc-profiles-free."), ICC_PROFILE,
                  NULL);
        return FALSE;
    }
    qpdf_oh root = qpdf_get_root(pdf);
    qpdf_oh intent = qpdf_oh_parse(pdf, "<< /Type /OutputIntent /S /GTS_PDFA1 "
                                        "/OutputConditionIdentifier (sRGB IEC61966-2.1) "
                                        "/Info (sRGB IEC61966-2.1) "
                                        "/RegistryName (http://www.color.org) >>");
    qpdf_oh colours = pdf_stream_new(pdf, profile, profile_size);
    qpdf_oh_replace_key(pdf, qpdf_oh_get_dict(pdf, colours), "/N", qpdf_oh_new_integer(pdf, 3));
    qpdf_oh_replace_key(pdf, intent, "/DestOutputProfile", colours);
    qpdf_oh_replace_key(pdf, root, "/OutputIntents",
                        qpdf_oh_wrap_in_array(pdf, qpdf_make_indirect_object(pdf, intent)));
    qpdf_oh_replace_key(pdf, root, "/Metadata", metadata(pdf, info));
    qpdf_oh_replace_key(pdf, root, "/Lang", qpdf_oh_new_string(pdf, info->language));
    return TRUE;
}

static GBytes *write_memory(qpdf_data pdf, GError **error)
{
    if (qpdf_init_write_memory(pdf) & QPDF_ERRORS) {
        qpdf_failed(pdf, error);
        return NULL;
    }
    /* A classic table: a signature's increment continues it. */
    qpdf_set_object_stream_mode(pdf, qpdf_o_disable);
    qpdf_set_stream_data_mode(pdf, qpdf_s_compress);
    qpdf_set_newline_before_endstream(pdf, QPDF_TRUE);
    qpdf_set_minimum_pdf_version(pdf, "1.4");
    qpdf_set_deterministic_ID(pdf, QPDF_TRUE);
    if (qpdf_write(pdf) & QPDF_ERRORS) {
        qpdf_failed(pdf, error);
        return NULL;
    }
    return g_bytes_new(qpdf_get_buffer(pdf), qpdf_get_buffer_length(pdf));
}

/* XML 1.0 has no way to write most control characters, and Info and XMP must be equal. */
static gboolean is_clean(const char *text)
{
    if (!g_utf8_validate(text, -1, NULL))
        return FALSE;
    for (const char *at = text; *at; at = g_utf8_next_char(at))
        if (g_unichar_iscntrl(g_utf8_get_char(at)) || (g_utf8_get_char(at) & 0xFFFE) == 0xFFFE)
            return FALSE;
    return TRUE;
}

GBytes *pdf_finish(GBytes *bytes, const PdfInfo *info, GError **error)
{
    if (!is_clean(info->title) || !is_clean(info->author)) {
        error_set(error, PROTOCOL_ERROR_REFUSED, N_("The document could not be finished: {1}."),
                  "/Title", NULL);
        return NULL;
    }
    gsize size;
    const char *data = g_bytes_get_data(bytes, &size);
    GBytes *finished = NULL;
    qpdf_data pdf = qpdf_init();
    qpdf_silence_errors(pdf);
    qpdf_set_suppress_warnings(pdf, QPDF_TRUE);
    qpdf_set_attempt_recovery(pdf, QPDF_FALSE);

    if (qpdf_read_memory(pdf, "document", data, size, NULL) & QPDF_ERRORS) {
        qpdf_failed(pdf, error);
        goto cleanup;
    }
    if (!pdf_fonts_finish(pdf, error) || !set_catalogue(pdf, info, error))
        goto cleanup;
    set_info(pdf, info);
    if (qpdf_has_error(pdf))
        qpdf_failed(pdf, error);
    else
        finished = write_memory(pdf, error);

cleanup:
    qpdf_cleanup(&pdf);
    return finished;
}
