/*
 * The typefaces of documents: PT Serif and PT Mono from the package fonts-paratype. Liberation and
 * other Times-alikes lack Kazakh letters, and libharu draws nothing for a glyph that is not
 * there: so what a face can draw is read from its own tables (OpenType: cmap, hmtx, loca).
 *
 * The set is read once, at the first need, and immutable afterwards: any thread.
 */
#pragma once

#include <glib.h>

typedef enum {
    FACE_REGULAR,
    FACE_BOLD,
    FACE_ITALIC,
    FACE_BOLD_ITALIC,
    FACE_MONO,
    FACE_COUNT
} FontFace;

/* Spaces that never break a line: printed as a space. */
#define FONT_FIXED_SPACE 0xA0
#define FONT_NARROW_SPACE 0x202F

typedef struct FontSet FontSet;

/* The set, owned by the module. NULL with an error that names the file which is missing or ill.
 * Blocks for the disk at the first call. */
const FontSet *font_set(GError **error);
const char *font_path(const FontSet *set, FontFace face);

/* Width of a character in thousandths of the size, as libharu computes it; -1 if the face has no
 * glyph for it or an empty one. */
int font_advance(const FontSet *set, FontFace face, gunichar character);
/* Width of text, whose characters the face must have. */
double font_width_pt(const FontSet *set, FontFace face, const char *text, gsize bytes,
                     double size_pt);

/* Valid UTF-8 with letters and their marks joined where Unicode has one character for both (NFC),
 * as the faces have them. Free with g_free. */
char *font_compose(const char *text);

/* Whether every character of text can be printed. PROTOCOL_ERROR_REFUSED names the first that
 * cannot (U+1F600) and the words around it; or says that text is no UTF-8. Line feeds and tabs
 * count as spaces. */
gboolean font_covers(const char *text, GError **error);
