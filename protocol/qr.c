#include "protocol/qr.h"

#include <qrencode.h>
#include <string.h>

#include "protocol/error.h"

static gboolean is_dark(const QRcode *code, int x, int y)
{
    return x >= 0 && y >= 0 && x < code->width && y < code->width &&
           (code->data[y * code->width + x] & 1);
}

/* Whether the row y has a run of dark modules that is exactly x to x + width. */
static gboolean has_run(const QRcode *code, int x, int y, int width)
{
    if (is_dark(code, x - 1, y) || is_dark(code, x + width, y))
        return FALSE;
    for (int i = 0; i < width; i++)
        if (!is_dark(code, x + i, y))
            return FALSE;
    return TRUE;
}

/* Runs of a row, joined with the same run in the rows below: fewer rectangles, a smaller file. */
static GArray *collect(const QRcode *code)
{
    GArray *rectangles = g_array_new(FALSE, FALSE, sizeof(QrRectangle));
    for (int y = 0; y < code->width; y++)
        for (int x = 0; x < code->width; x++) {
            if (!is_dark(code, x, y) || is_dark(code, x - 1, y))
                continue;
            QrRectangle found = {x, y, 1, 1};
            while (is_dark(code, x + found.width, y))
                found.width++;
            if (y > 0 && has_run(code, x, y - 1, found.width))
                continue;
            while (y + found.height < code->width &&
                   has_run(code, x, y + found.height, found.width))
                found.height++;
            g_array_append_val(rectangles, found);
        }
    return rectangles;
}

GArray *qr_rectangles(const char *text, int *modules_out, GError **error)
{
    QRcode *code = *text ? QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M) : NULL;
    if (!code) {
        g_autofree char *bytes = g_strdup_printf("%zu", strlen(text));
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("A text of {1} bytes cannot be written as a QR code: shorten it."), bytes,
                  NULL);
        return NULL;
    }
    GArray *rectangles = collect(code);
    *modules_out = code->width;
    QRcode_free(code);
    return rectangles;
}
