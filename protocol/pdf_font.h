/*
 * Makes the composite fonts of a libharu document right for PDF/A-1b (ISO 19005-1, 6.3): only the
 * characters that are drawn stay in widths and glyph map, with CIDSet, ToUnicode and the metrics
 * of the font's own OS/2 table. libharu's character codes (CIDs) are Unicode's.
 */
#pragma once

#include <glib.h>
#include <qpdf/qpdf-c.h>

/* Works on every font of every page. PROTOCOL_ERROR_REFUSED names a font that is not embedded or
 * a character that the font lacks. */
gboolean pdf_fonts_finish(qpdf_data pdf, GError **error);
