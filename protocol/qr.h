/* QR codes (ISO/IEC 18004) by libqrencode, as rectangles to be filled: on paper as one path, on the
 * screen likewise. Four modules of white belong around it. Any thread. */
#pragma once

#include <glib.h>

#define QR_QUIET_MODULES 4

/* In modules, from the top left corner of the code. */
typedef struct {
    int x, y, width, height;
} QrRectangle;

/* The dark areas of the code for text (UTF-8, error correction M: 15 % may be damaged). The width
 * of the code in modules through modules_out. Free with g_array_unref. PROTOCOL_ERROR_REFUSED if
 * text is too long (over about 2,300 bytes) or empty. */
GArray *qr_rectangles(const char *text, int *modules_out, GError **error);
