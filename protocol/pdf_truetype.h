/*
 * TrueType programs for embedding. A PDF finds glyphs by number and draws them large: names,
 * character map, metrics for office programs and hinting instructions are of no use in it, and are
 * half of what libharu embeds (PDF reference 1.4, 5.8: glyf, head, hhea, hmtx, loca and maxp are
 * what is needed).
 */
#pragma once

#include <glib.h>

/* A table of at least min_bytes of the font; its real size through size_out (may be NULL). NULL if
 * there is none, or it goes past the end. */
const guint8 *truetype_table(const guint8 *font, gsize bytes, const char *tag, gsize min_bytes,
                             gsize *size_out);

/* The font with those six tables, its glyphs without instructions. NULL if it is damaged. Free
 * with g_byte_array_unref. */
GByteArray *truetype_slim(const guint8 *font, gsize bytes);
