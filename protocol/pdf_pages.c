#include "protocol/pdf_pages.h"

#include <qpdf/qpdf-c.h>
#include <string.h>

#include "protocol/error.h"

#define A4_SHORT_PT 595.28
#define A4_LONG_PT 841.89

void pdf_page_free(PdfPage *page)
{
    g_bytes_unref(page->jpeg);
    g_free(page);
}

static qpdf_oh new_picture(qpdf_data pdf, const PdfPage *page)
{
    gsize size;
    const guint8 *data = g_bytes_get_data(page->jpeg, &size);
    qpdf_oh stream = qpdf_oh_new_stream(pdf), own = qpdf_oh_get_dict(pdf, stream);
    g_autofree char *text = g_strdup_printf(
        "<< /Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent 8 "
        "/ColorSpace /DeviceRGB >>",
        page->width_px, page->height_px);
    static const char *const keys[] = {"/Type",   "/Subtype",          "/Width",
                                       "/Height", "/BitsPerComponent", "/ColorSpace"};
    qpdf_oh values = qpdf_oh_parse(pdf, text);
    for (gsize i = 0; i < G_N_ELEMENTS(keys); i++)
        qpdf_oh_replace_key(pdf, own, keys[i], qpdf_oh_get_key(pdf, values, keys[i]));
    qpdf_oh_replace_stream_data(pdf, stream, data, size, qpdf_oh_new_name(pdf, "/DCTDecode"),
                                qpdf_oh_new_null(pdf));
    return stream;
}

/* In points with two digits, in every locale. */
static const char *points(double value, char *buffer)
{
    return g_ascii_formatd(buffer, G_ASCII_DTOSTR_BUF_SIZE, "%.2f", value);
}

static void add_page(qpdf_data pdf, const PdfPage *page)
{
    gboolean lies = page->width_px > page->height_px;
    double width = lies ? A4_LONG_PT : A4_SHORT_PT, height = lies ? A4_SHORT_PT : A4_LONG_PT;
    double scale = MIN(width / page->width_px, height / page->height_px);
    double drawn_width = page->width_px * scale, drawn_height = page->height_px * scale;
    char number[4][G_ASCII_DTOSTR_BUF_SIZE];
    g_autofree char *draw = g_strdup_printf(
        "q %s 0 0 %s %s %s cm /Sheet Do Q", points(drawn_width, number[0]),
        points(drawn_height, number[1]), points((width - drawn_width) / 2, number[2]),
        points((height - drawn_height) / 2, number[3]));
    g_autofree char *text =
        g_strdup_printf("<< /Type /Page /MediaBox [0 0 %s %s] /Resources << /XObject << >> >> >>",
                        points(width, number[0]), points(height, number[1]));
    qpdf_oh dictionary = qpdf_make_indirect_object(pdf, qpdf_oh_parse(pdf, text));
    qpdf_oh content = qpdf_oh_new_stream(pdf);
    qpdf_oh_replace_stream_data(pdf, content, (const guint8 *)draw, strlen(draw),
                                qpdf_oh_new_null(pdf), qpdf_oh_new_null(pdf));
    qpdf_oh pictures =
        qpdf_oh_get_key(pdf, qpdf_oh_get_key(pdf, dictionary, "/Resources"), "/XObject");
    qpdf_oh_replace_key(pdf, pictures, "/Sheet", new_picture(pdf, page));
    qpdf_oh_replace_key(pdf, dictionary, "/Contents", content);
    qpdf_add_page(pdf, pdf, dictionary, QPDF_FALSE);
}

static GBytes *write_pages(const GPtrArray *pages)
{
    GBytes *bytes = NULL;
    qpdf_data pdf = qpdf_init();
    qpdf_silence_errors(pdf);
    if (!(qpdf_empty_pdf(pdf) & QPDF_ERRORS)) {
        for (guint i = 0; i < pages->len; i++)
            add_page(pdf, pages->pdata[i]);
        if (!qpdf_has_error(pdf) && !(qpdf_init_write_memory(pdf) & QPDF_ERRORS)) {
            qpdf_set_static_ID(pdf, QPDF_TRUE);
            if (!(qpdf_write(pdf) & QPDF_ERRORS))
                bytes = g_bytes_new(qpdf_get_buffer(pdf), qpdf_get_buffer_length(pdf));
        }
    }
    qpdf_cleanup(&pdf);
    return bytes;
}

GBytes *pdf_pages(const GPtrArray *pages, const PdfInfo *info, GError **error)
{
    g_autoptr(GBytes) bytes = pages->len ? write_pages(pages) : NULL;
    if (bytes)
        return pdf_finish(bytes, info, error);
    error_set(error, PROTOCOL_ERROR_REFUSED, N_("The document could not be finished: {1}."), "qpdf",
              NULL);
    return NULL;
}
