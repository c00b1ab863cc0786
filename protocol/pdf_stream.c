#include "protocol/pdf_stream.h"

#include <libdeflate.h>

/* Higher levels take twice the time for a hundredth of the size. */
#define LEVEL 6

void pdf_stream_set(qpdf_data pdf, qpdf_oh stream, const void *data, gsize size)
{
    struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(LEVEL);
    if (!compressor) { /* no memory: then qpdf compresses, when it writes */
        qpdf_oh_replace_stream_data(pdf, stream, data, size, qpdf_oh_new_null(pdf),
                                    qpdf_oh_new_null(pdf));
        return;
    }
    gsize room = libdeflate_zlib_compress_bound(compressor, size);
    g_autofree guint8 *packed = g_malloc(room);
    gsize packed_size = libdeflate_zlib_compress(compressor, data, size, packed, room);
    libdeflate_free_compressor(compressor);
    qpdf_oh_replace_stream_data(pdf, stream, packed, packed_size,
                                qpdf_oh_new_name(pdf, "/FlateDecode"), qpdf_oh_new_null(pdf));
}

qpdf_oh pdf_stream_new(qpdf_data pdf, const void *data, gsize size)
{
    qpdf_oh stream = qpdf_oh_new_stream(pdf);
    pdf_stream_set(pdf, stream, data, size);
    return stream;
}
