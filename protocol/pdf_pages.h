/* Pictures of sheets of paper as a document, a page each. */
#pragma once

#include "protocol/pdf.h"

typedef struct {
    GBytes *jpeg; /* of three colours (ITU-T T.81), as it comes from our own encoder */
    int width_px, height_px;
} PdfPage;

void pdf_page_free(PdfPage *page);

/* PDF/A-1b with each picture as large as it fits on a page of A4, which lies if the picture does.
 * pages: of PdfPage. Free with g_bytes_unref. PROTOCOL_ERROR_REFUSED. Any thread. */
GBytes *pdf_pages(const GPtrArray *pages, const PdfInfo *info, GError **error);
