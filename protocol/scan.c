#include "protocol/scan.h"

#include <string.h>
#include <zlib.h>

#include "protocol/error.h"

#define SIDE_MAX_PIXELS 30000
#define PDF_END_BYTES 1024

static guint32 big16(const guint8 *at)
{
    return (guint32)at[0] << 8 | at[1];
}

static guint32 big32(const guint8 *at)
{
    return big16(at) << 16 | big16(at + 2);
}

static gboolean is_picture_size(guint32 width, guint32 height)
{
    return width > 0 && height > 0 && width <= SIDE_MAX_PIXELS && height <= SIDE_MAX_PIXELS;
}

/* Behind the coded lines that begin at: the next marker that is none of theirs. */
static gsize skip_coded(const guint8 *data, gsize size, gsize at)
{
    while (at + 1 < size) {
        const guint8 *found = memchr(data + at, 0xFF, size - 1 - at);
        if (!found)
            return size;
        at = (gsize)(found - data);
        guint8 code = data[at + 1];
        if (code != 0x00 && code != 0xFF && !(code >= 0xD0 && code <= 0xD7))
            return at;
        at += code == 0xFF ? 1 : 2;
    }
    return size;
}

/* Start of a frame, of any coding (not the tables DHT, JPG, DAC between them). */
static gboolean is_frame(guint8 code)
{
    return code >= 0xC0 && code <= 0xCF && code != 0xC4 && code != 0xC8 && code != 0xCC;
}

static gboolean is_jpeg(const guint8 *data, gsize size)
{
    gboolean framed = FALSE, drawn = FALSE;
    if (size < 4 || data[0] != 0xFF || data[1] != 0xD8)
        return FALSE;
    for (gsize at = 2; at + 1 < size;) {
        if (data[at] != 0xFF)
            return FALSE;
        guint8 code = data[at + 1];
        if (code == 0xFF) {
            at++; /* filling */
            continue;
        }
        if (code == 0xD9)
            return framed && drawn;
        gsize length = at + 4 <= size ? big16(data + at + 2) : 0;
        if (length < 2 || length > size - at - 2)
            return FALSE;
        if (is_frame(code)) {
            if (length < 8 || !is_picture_size(big16(data + at + 7), big16(data + at + 5)))
                return FALSE;
            framed = TRUE;
        }
        at += 2 + length;
        if (code == 0xDA) {
            drawn = framed;
            at = skip_coded(data, size, at);
        }
    }
    return FALSE;
}

static gboolean is_png(const guint8 *data, gsize size)
{
    gboolean drawn = FALSE;
    if (size < 8 + 12 || memcmp(data, "\x89PNG\r\n\x1a\n", 8) != 0)
        return FALSE;
    for (gsize at = 8; size - at >= 12;) {
        gsize length = big32(data + at);
        if (length > size - at - 12 || crc32(crc32(0, NULL, 0), data + at + 4, (uInt)length + 4) !=
                                           big32(data + at + 8 + length))
            return FALSE;
        const guint8 *type = data + at + 4;
        gboolean head = memcmp(type, "IHDR", 4) == 0;
        if (head != (at == 8) ||
            (head && (length != 13 || !is_picture_size(big32(type + 4), big32(type + 8)))))
            return FALSE;
        drawn |= memcmp(type, "IDAT", 4) == 0;
        at += 12 + length;
        if (memcmp(type, "IEND", 4) == 0)
            return drawn && at == size;
    }
    return FALSE;
}

static gboolean is_pdf(const guint8 *data, gsize size)
{
    gsize end = MIN(size, PDF_END_BYTES);
    return size > 64 && memcmp(data, "%PDF-1.", 7) == 0 &&
           memmem(data + size - end, end, "%%EOF", 5) &&
           memmem(data + size - end, end, "startxref", 9);
}

const char *scan_kind(const guint8 *data, gsize size, const char *name, GError **error)
{
    if (is_jpeg(data, size))
        return "jpg";
    if (is_png(data, size))
        return "png";
    if (is_pdf(data, size))
        return "pdf";
    error_set(error, PROTOCOL_ERROR_REFUSED,
              N_("{1} is no scan that can be kept: a whole JPEG, PNG or PDF is needed."), name,
              NULL);
    return NULL;
}
