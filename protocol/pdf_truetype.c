#include "protocol/pdf_truetype.h"

#include <string.h>

/* OpenType specification 1.9, "glyf": flags of a component. */
#define ARGUMENTS_ARE_WORDS 0x0001
#define HAS_SCALE 0x0008
#define MORE_COMPONENTS 0x0020
#define HAS_X_AND_Y_SCALE 0x0040
#define HAS_TWO_BY_TWO 0x0080
#define HAS_INSTRUCTIONS 0x0100

#define ENTRY_BYTES 16
#define HEADER_BYTES 12
#define MAGIC_CHECKSUM 0xB1B0AFBAu
#define CHECKSUM_AT 8 /* in head */

/* In the order in which they are stored: sorted, as the directory wants them. */
static const struct {
    const char *tag;
    gsize min_bytes;
} kept[] = {{"glyf", 1}, {"head", 54}, {"hhea", 36}, {"hmtx", 4}, {"loca", 4}, {"maxp", 6}};

enum { GLYF, HEAD, HHEA, HMTX, LOCA, MAXP, KEPT };

typedef struct {
    const guint8 *data;
    gsize size;
} Table;

static guint read16(const guint8 *at)
{
    return (guint)at[0] << 8 | at[1];
}

static guint32 read32(const guint8 *at)
{
    return (guint32)read16(at) << 16 | read16(at + 2);
}

static void write16(guint8 *at, guint value)
{
    at[0] = (guint8)(value >> 8);
    at[1] = (guint8)value;
}

static void write32(guint8 *at, guint32 value)
{
    write16(at, value >> 16);
    write16(at + 2, value & 0xFFFF);
}

const guint8 *truetype_table(const guint8 *font, gsize bytes, const char *tag, gsize min_bytes,
                             gsize *size_out)
{
    guint count = bytes >= HEADER_BYTES ? read16(font + 4) : 0;
    for (guint i = 0; i < count && HEADER_BYTES + ENTRY_BYTES * (gsize)(i + 1) <= bytes; i++) {
        const guint8 *entry = font + HEADER_BYTES + ENTRY_BYTES * (gsize)i;
        gsize offset = read32(entry + 8), size = read32(entry + 12);
        if (memcmp(entry, tag, 4) != 0 || offset > bytes || size > bytes - offset ||
            size < min_bytes)
            continue;
        if (size_out)
            *size_out = size;
        return font + offset;
    }
    return NULL;
}

/* A glyph drawn by outlines: end points of contours, then the instructions, which are left out. */
static gboolean add_simple(GByteArray *out, Table glyph, guint contours)
{
    gsize at = 10 + 2 * (gsize)contours;
    if (at + 2 > glyph.size)
        return FALSE;
    gsize instructions = read16(glyph.data + at);
    if (at + 2 + instructions > glyph.size)
        return FALSE;
    static const guint8 none[2] = {0, 0};
    g_byte_array_append(out, glyph.data, (guint)at);
    g_byte_array_append(out, none, sizeof none);
    gsize rest = at + 2 + instructions;
    g_byte_array_append(out, glyph.data + rest, (guint)(glyph.size - rest));
    return TRUE;
}

static gsize component_bytes(guint flags)
{
    return 4 + (flags & ARGUMENTS_ARE_WORDS ? 4 : 2) +
           (flags & HAS_SCALE           ? 2
            : flags & HAS_X_AND_Y_SCALE ? 4
            : flags & HAS_TWO_BY_TWO    ? 8
                                        : 0);
}

/* A glyph put together from others; its instructions stand behind the last component. */
static gboolean add_composite(GByteArray *out, Table glyph)
{
    g_byte_array_append(out, glyph.data, 10);
    for (gsize at = 10; at + 4 <= glyph.size;) {
        guint flags = read16(glyph.data + at);
        gsize bytes = component_bytes(flags);
        if (bytes > glyph.size - at)
            return FALSE;
        guint8 head[2];
        write16(head, flags & ~HAS_INSTRUCTIONS);
        g_byte_array_append(out, head, sizeof head);
        g_byte_array_append(out, glyph.data + at + 2, (guint)bytes - 2);
        if (!(flags & MORE_COMPONENTS))
            return TRUE;
        at += bytes;
    }
    return FALSE;
}

static gboolean add_glyph(GByteArray *out, Table glyph)
{
    if (glyph.size == 0)
        return TRUE;
    if (glyph.size < 10)
        return FALSE;
    guint contours = read16(glyph.data);
    if (!(contours & 0x8000 ? add_composite(out, glyph) : add_simple(out, glyph, contours)))
        return FALSE;
    static const guint8 zeros[4] = {0};
    g_byte_array_append(out, zeros, (4 - out->len % 4) % 4);
    return TRUE;
}

static gsize location(Table loca, gboolean is_long, guint glyph)
{
    gsize at = (gsize)glyph * (is_long ? 4 : 2);
    return is_long ? read32(loca.data + at) : 2 * (gsize)read16(loca.data + at);
}

/* glyf and loca anew; loca keeps its format, for the glyphs only become shorter. */
static gboolean slim_glyphs(const Table *tables, GByteArray *glyf, GByteArray *loca)
{
    gboolean is_long = read16(tables[HEAD].data + 50) != 0;
    guint glyphs = read16(tables[MAXP].data + 4);
    if (tables[LOCA].size < ((gsize)glyphs + 1) * (is_long ? 4 : 2))
        return FALSE;
    for (guint i = 0;; i++) {
        guint8 at[4];
        write32(at, is_long ? glyf->len : glyf->len / 2 << 16);
        g_byte_array_append(loca, at, is_long ? 4 : 2);
        if (i == glyphs)
            return TRUE;
        gsize from = location(tables[LOCA], is_long, i);
        gsize to = location(tables[LOCA], is_long, i + 1);
        if (from > to || to > tables[GLYF].size ||
            !add_glyph(glyf, (Table){tables[GLYF].data + from, to - from}))
            return FALSE;
    }
}

static guint32 checksum(const guint8 *data, gsize size)
{
    guint32 sum = 0;
    for (gsize i = 0; i < size; i++)
        sum += (guint32)data[i] << (24 - 8 * (i % 4));
    return sum;
}

static void write_directory(guint8 *font)
{
    write32(font, 0x00010000);
    write16(font + 4, KEPT);
    write16(font + 6, 4 * 16); /* the greatest power of two within six, times 16 */
    write16(font + 8, 2);
    write16(font + 10, (KEPT - 4) * 16);
}

static GByteArray *assemble(const Table *tables)
{
    GByteArray *font = g_byte_array_new();
    gsize head_at = 0;
    g_byte_array_set_size(font, HEADER_BYTES + KEPT * ENTRY_BYTES);
    write_directory(font->data);
    for (guint i = 0; i < KEPT; i++) {
        static const guint8 zeros[4] = {0};
        guint start = font->len;
        g_byte_array_append(font, tables[i].data, (guint)tables[i].size);
        g_byte_array_append(font, zeros, (4 - font->len % 4) % 4);
        if (i == HEAD) {
            head_at = start;
            write32(font->data + start + CHECKSUM_AT, 0);
        }
        guint8 *entry = font->data + HEADER_BYTES + (gsize)i * ENTRY_BYTES;
        memcpy(entry, kept[i].tag, 4);
        write32(entry + 4, checksum(font->data + start, tables[i].size));
        write32(entry + 8, start);
        write32(entry + 12, (guint32)tables[i].size);
    }
    write32(font->data + head_at + CHECKSUM_AT, MAGIC_CHECKSUM - checksum(font->data, font->len));
    return font;
}

GByteArray *truetype_slim(const guint8 *font, gsize bytes)
{
    Table tables[KEPT];
    for (guint i = 0; i < KEPT; i++) {
        tables[i].data =
            truetype_table(font, bytes, kept[i].tag, kept[i].min_bytes, &tables[i].size);
        if (!tables[i].data)
            return NULL;
    }
    g_autoptr(GByteArray) glyf = g_byte_array_new(), loca = g_byte_array_new();
    if (!slim_glyphs(tables, glyf, loca))
        return NULL;
    tables[GLYF] = (Table){glyf->data, glyf->len};
    tables[LOCA] = (Table){loca->data, loca->len};
    return assemble(tables);
}
