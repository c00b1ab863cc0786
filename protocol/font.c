#include "protocol/font.h"

#include <string.h>

#include "protocol/error.h"

/* The faces have no glyph above but a few ligatures. */
#define CHARACTER_LIMIT 0x3000

typedef struct {
    char *path;
    gint16 advances[CHARACTER_LIMIT]; /* thousandths; -1: no glyph */
} Face;

struct FontSet {
    Face faces[FACE_COUNT];
    char *missing; /* the file that could not be read, NULL if all is well */
};

static const char *const face_files[FACE_COUNT] = {
    [FACE_REGULAR] = "PTF55F.ttf",     [FACE_BOLD] = "PTF75F.ttf", [FACE_ITALIC] = "PTF56F.ttf",
    [FACE_BOLD_ITALIC] = "PTF76F.ttf", [FACE_MONO] = "PTM55F.ttf",
};

/* A table of the file; reads past its end give 0, so that a cut file lacks glyphs. */
typedef struct {
    const guint8 *data;
    gsize size;
} Table;

static guint16 read16(Table table, gsize at)
{
    return at + 2 <= table.size ? (guint16)(table.data[at] << 8 | table.data[at + 1]) : 0;
}

static guint32 read32(Table table, gsize at)
{
    return (guint32)read16(table, at) << 16 | read16(table, at + 2);
}

static Table find_table(Table file, const char *tag)
{
    for (guint i = 0; i < read16(file, 4); i++) {
        gsize record = 12 + (gsize)i * 16;
        if (record + 16 > file.size || memcmp(file.data + record, tag, 4) != 0)
            continue;
        gsize offset = read32(file, record + 8), size = read32(file, record + 12);
        if (offset <= file.size && size <= file.size - offset)
            return (Table){file.data + offset, size};
    }
    return (Table){NULL, 0};
}

/* The cmap's subtable of format 4 for Unicode (platform 3, encoding 1), which libharu uses too. */
static Table find_unicode_map(Table cmap)
{
    for (guint i = 0; i < read16(cmap, 2); i++) {
        gsize record = 4 + (gsize)i * 8;
        gsize offset = read32(cmap, record + 4);
        if (read16(cmap, record) != 3 || read16(cmap, record + 2) != 1 || offset >= cmap.size)
            continue;
        Table map = {cmap.data + offset, cmap.size - offset};
        if (read16(map, 0) == 4)
            return map;
    }
    return (Table){NULL, 0};
}

static guint glyph_in_segment(Table map, gsize segments, gsize i, guint character)
{
    gsize deltas = 16 + segments * 4, offsets = 16 + segments * 6;
    guint16 delta = read16(map, deltas + i * 2), offset = read16(map, offsets + i * 2);
    guint start = read16(map, 16 + segments * 2 + i * 2);
    if (offset == 0)
        return (character + delta) & 0xFFFF;
    guint glyph = read16(map, offsets + i * 2 + offset + (character - start) * 2);
    return glyph ? (glyph + delta) & 0xFFFF : 0;
}

typedef struct {
    Table metrics, locations;
    guint metric_count, units;
    gboolean long_locations;
} Glyphs;

static gboolean glyph_is_empty(const Glyphs *glyphs, guint glyph)
{
    if (glyphs->long_locations)
        return read32(glyphs->locations, glyph * 4) == read32(glyphs->locations, glyph * 4 + 4);
    return read16(glyphs->locations, glyph * 2) == read16(glyphs->locations, glyph * 2 + 2);
}

static int glyph_advance(const Glyphs *glyphs, guint glyph)
{
    guint index = MIN(glyph, glyphs->metric_count - 1);
    return (int)((guint)read16(glyphs->metrics, (gsize)index * 4) * 1000 / glyphs->units);
}

static void read_advances(Face *face, Table map, const Glyphs *glyphs)
{
    gsize segments = read16(map, 6) / 2;
    for (gsize i = 0; i < segments; i++) {
        guint end = read16(map, 14 + i * 2), start = read16(map, 16 + segments * 2 + i * 2);
        for (guint c = start; c <= end && c < CHARACTER_LIMIT; c++) {
            guint glyph = glyph_in_segment(map, segments, i, c);
            gboolean space = c == ' ' || c == 0xA0;
            if (glyph && (space || !glyph_is_empty(glyphs, glyph)))
                face->advances[c] = (gint16)glyph_advance(glyphs, glyph);
        }
    }
}

static gboolean read_face(Face *face)
{
    g_autofree char *data = NULL;
    gsize size = 0;
    memset(face->advances, 0xFF, sizeof face->advances);
    if (!g_file_get_contents(face->path, &data, &size, NULL))
        return FALSE;

    Table file = {(const guint8 *)data, size};
    Table head = find_table(file, "head");
    Table map = find_unicode_map(find_table(file, "cmap"));
    Glyphs glyphs = {
        .metrics = find_table(file, "hmtx"),
        .locations = find_table(file, "loca"),
        .metric_count = read16(find_table(file, "hhea"), 34),
        .units = read16(head, 18),
        .long_locations = read16(head, 50) != 0,
    };
    if (!map.data || glyphs.units == 0 || glyphs.metric_count == 0)
        return FALSE;
    read_advances(face, map, &glyphs);
    return face->advances['A'] > 0;
}

static gpointer load(gpointer unused)
{
    const char *set_folder = g_getenv("ESEP_FONTS");
    const char *folder =
        set_folder && *set_folder ? set_folder : "/usr/share/fonts/truetype/paratype";
    FontSet *set = g_new0(FontSet, 1);
    for (int i = 0; i < FACE_COUNT; i++) {
        set->faces[i].path = g_build_filename(folder, face_files[i], NULL);
        if (!read_face(&set->faces[i]) && !set->missing)
            set->missing = set->faces[i].path;
    }
    return set;
}

const FontSet *font_set(GError **error)
{
    static GOnce once = G_ONCE_INIT;
    const FontSet *set = g_once(&once, load, NULL);
    if (!set->missing)
        return set;
    error_set(error, PROTOCOL_ERROR_REFUSED,
              N_("The typeface {1} is missing or broken: install the package fonts-paratype."),
              set->missing, NULL);
    return NULL;
}

const char *font_path(const FontSet *set, FontFace face)
{
    return set->faces[face].path;
}

int font_advance(const FontSet *set, FontFace face, gunichar character)
{
    return character < CHARACTER_LIMIT ? set->faces[face].advances[character] : -1;
}

double font_width_pt(const FontSet *set, FontFace face, const char *text, gsize bytes,
                     double size_pt)
{
    int thousandths = 0;
    for (const char *at = text; at < text + bytes; at = g_utf8_next_char(at))
        thousandths += MAX(font_advance(set, face, g_utf8_get_char(at)), 0);
    return thousandths * size_pt / 1000;
}

/* The words around a character that cannot be printed, without that character itself. */
static char *words_before(const char *text, const char *at)
{
    enum { CHARACTERS = 30 };
    const char *start = at;
    for (int i = 0; i < CHARACTERS && start > text; i++)
        start = g_utf8_find_prev_char(text, start);
    g_autofree char *words = g_strndup(start, (gsize)(at - start));
    return g_strdup(g_strstrip(words));
}

static gboolean covered(const FontSet *set, gunichar character)
{
    for (int face = FACE_REGULAR; face < FACE_MONO; face++)
        if (font_advance(set, (FontFace)face, character) < 0)
            return FALSE;
    return TRUE;
}

/* Whether nothing can be joined to the character and it stands for itself: Latin 1, Cyrillic and
 * the usual signs, which is nearly all there is. */
static gboolean is_composed(gunichar character)
{
    return character < 0x300 || (character >= 0x400 && character < 0x483) ||
           (character >= 0x48A && character < 0x530) || (character >= 0x2010 && character < 0x2123);
}

char *font_compose(const char *text)
{
    const char *at = text;
    while (*at && is_composed(g_utf8_get_char(at)))
        at = g_utf8_next_char(at);
    return *at ? g_utf8_normalize(text, -1, G_NORMALIZE_NFC) : g_strdup(text);
}

gboolean font_covers(const char *text, GError **error)
{
    const FontSet *set = font_set(error);
    if (!set)
        return FALSE;
    const char *wrong = NULL;
    if (!g_utf8_validate(text, -1, &wrong)) {
        g_autofree char *words = words_before(text, wrong);
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("After “{1}” stands something that is no text (invalid UTF-8): write it "
                     "anew."),
                  words, NULL);
        return FALSE;
    }
    g_autofree char *composed = font_compose(text);
    for (const char *at = composed; *at; at = g_utf8_next_char(at)) {
        gunichar character = g_utf8_get_char(at);
        if (character == '\n' || character == '\t' || character == '\r' ||
            character == FONT_NARROW_SPACE || covered(set, character))
            continue;
        g_autofree char *words = words_before(composed, at);
        g_autofree char *code = g_strdup_printf("U+%04X", character);
        if (*words)
            error_set(error, PROTOCOL_ERROR_REFUSED,
                      N_("The character {1} after “{2}” cannot be printed: write it in letters."),
                      code, words, NULL);
        else
            error_set(error, PROTOCOL_ERROR_REFUSED,
                      N_("The character {1} at the beginning of “{2}” cannot be printed: write it "
                         "in letters."),
                      code, g_utf8_next_char(at), NULL);
        return FALSE;
    }
    return TRUE;
}
