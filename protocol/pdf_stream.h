/*
 * Streams of a document that is being finished, compressed (ISO 32000-1, 7.4.4) by libdeflate,
 * which is twice as fast as what qpdf would do when it writes.
 */
#pragma once

#include <glib.h>
#include <qpdf/qpdf-c.h>

/* A new indirect stream with the compressed data. Copies. */
qpdf_oh pdf_stream_new(qpdf_data pdf, const void *data, gsize size);
/* Puts the compressed data into a stream that is there. Copies. */
void pdf_stream_set(qpdf_data pdf, qpdf_oh stream, const void *data, gsize size);
