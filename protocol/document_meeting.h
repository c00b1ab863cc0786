/* The documents of a meeting that is in the home, as finished PDFs. */
#pragma once

#include "protocol/document.h"
#include "protocol/home.h"

/* The document wanted->kind in wanted->language, about wanted->entry; record and hash are read
 * from the home: of a sealed meeting what was sealed, with its hash, else a draft. Whether it is
 * sealed through sealed_out (may be NULL). The PDF is finished (pdf.h), without a signature. Free
 * with g_bytes_unref. Errors as of record_read and document_render. Blocks, up to ~0.5 s. */
GBytes *document_of_meeting(Home *home, const char *id, const Document *wanted,
                            gboolean *sealed_out, GError **error);
/* The document's title in its language or languages. g_free. */
char *document_title(const Document *document);
