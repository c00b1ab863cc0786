#include "protocol/pdf_font.h"

#include <stdlib.h>
#include <string.h>

#include "protocol/error.h"
#include "protocol/pdf_stream.h"
#include "protocol/pdf_text.h"
#include "protocol/pdf_truetype.h"

#define CID_COUNT 65536
#define FORCE_BOLD (1 << 18)
/* A bfchar block holds at most so many lines (PDF 1.4 reference, 5.9.2). */
#define BFCHAR_MAX 100

typedef struct {
    qpdf_oh font;
    char *name; /* BaseFont, with its slash */
    gboolean composite;
    guint8 used[CID_COUNT / 8]; /* as a CIDSet: the first CID is the highest bit */
    int last;                   /* the highest CID used */
} FontUse;

static void font_use_free(gpointer data)
{
    FontUse *use = data;
    g_free(use->name);
    g_free(use);
}

static gboolean is_used(const FontUse *use, int cid)
{
    return use->used[cid / 8] & (0x80 >> cid % 8);
}

static void mark_used(FontUse *use, int cid)
{
    use->used[cid / 8] |= 0x80 >> cid % 8;
    use->last = MAX(use->last, cid);
}

/* The use of a font object, made at its first mention. fonts: object id to FontUse. */
static FontUse *font_use(GHashTable *fonts, qpdf_data pdf, qpdf_oh font)
{
    gpointer id = GINT_TO_POINTER(qpdf_oh_get_object_id(pdf, font));
    FontUse *use = g_hash_table_lookup(fonts, id);
    if (use)
        return use;
    use = g_new0(FontUse, 1);
    use->font = font;
    use->name = g_strdup(qpdf_oh_get_name(pdf, qpdf_oh_get_key(pdf, font, "/BaseFont")));
    use->composite =
        qpdf_oh_is_name_and_equals(pdf, qpdf_oh_get_key(pdf, font, "/Subtype"), "/Type0");
    mark_used(use, 0);
    g_hash_table_insert(fonts, id, use);
    return use;
}

static gboolean mark_hex(FontUse *use, PdfSlice token)
{
    int cid = 0, digits = 0;
    for (gsize i = 1; i + 1 < token.size; i++) {
        if (g_ascii_isspace(token.at[i]))
            continue;
        if (!g_ascii_isxdigit(token.at[i]))
            return FALSE;
        cid = cid << 4 | g_ascii_xdigit_value(token.at[i]);
        if (++digits % 4 == 0) {
            mark_used(use, cid);
            cid = 0;
        }
    }
    return digits % 4 == 0;
}

static void mark_string(FontUse *use, PdfSlice token, GError **error)
{
    if (!use || !use->composite)
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("The font {1} is not embedded in the document."), use ? use->name : "-", NULL);
    else if (token.at[0] != '<' || !mark_hex(use, token))
        error_set(error, PROTOCOL_ERROR_REFUSED, N_("The document could not be finished: {1}."),
                  "Tj", NULL);
}

/* Marks what a page's content draws in each font. The font is part of the graphics state. */
static gboolean scan_content(qpdf_data pdf, GHashTable *fonts, qpdf_oh page_fonts,
                             const char *content, gsize size, GError **error)
{
    g_autoptr(GPtrArray) stack = g_ptr_array_new();
    GError *failure = NULL;
    FontUse *use = NULL;
    PdfSlice rest = {content, size}, token, name = {NULL, 0};
    while (!failure && pdf_next(&rest, &token)) {
        char first = token.at[0];
        if (first == '/') {
            name = token;
        } else if (pdf_slice_is(token, "Tf") && name.at) {
            g_autofree char *key = g_strndup(name.at, name.size);
            use = font_use(fonts, pdf, qpdf_oh_get_key(pdf, page_fonts, key));
        } else if (pdf_slice_is(token, "q")) {
            g_ptr_array_add(stack, use);
        } else if (pdf_slice_is(token, "Q") && stack->len > 0) {
            use = g_ptr_array_steal_index(stack, stack->len - 1);
        } else if (first == '(' || (first == '<' && token.size > 1 && token.at[1] != '<')) {
            mark_string(use, token, &failure);
        } else if (first == '[') {
            PdfSlice inside = {token.at + 1, token.size - 2}, item;
            while (!failure && pdf_next(&inside, &item))
                if (item.at[0] == '(' || item.at[0] == '<')
                    mark_string(use, item, &failure);
        }
    }
    if (failure)
        g_propagate_error(error, failure);
    return !failure;
}

/* Looks through all pages, and compresses what was read. */
static gboolean scan_pages(qpdf_data pdf, GHashTable *fonts, GError **error)
{
    int pages = qpdf_get_num_pages(pdf);
    gboolean ok = pages > 0;
    if (!ok)
        error_set(error, PROTOCOL_ERROR_REFUSED, N_("The document has no pages."), NULL);
    for (int i = 0; ok && i < pages; i++) {
        qpdf_oh page = qpdf_get_page_n(pdf, i);
        qpdf_oh resources = qpdf_oh_get_key(pdf, page, "/Resources");
        qpdf_oh page_fonts = qpdf_oh_get_key_if_dict(pdf, resources, "/Font");
        unsigned char *content = NULL;
        size_t size = 0;
        if (qpdf_oh_get_page_content_data(pdf, page, &content, &size) & QPDF_ERRORS) {
            error_set(error, PROTOCOL_ERROR_REFUSED, N_("The document could not be finished: {1}."),
                      "/Contents", NULL);
            return FALSE;
        }
        ok = scan_content(pdf, fonts, page_fonts, (const char *)content, size, error);
        pdf_stream_set(pdf, qpdf_oh_get_key(pdf, page, "/Contents"), content, size);
        free(content);
    }
    return ok;
}

/* ToUnicode: CIDs are Unicode's, so each used one stands for itself. */
static qpdf_oh to_unicode(qpdf_data pdf, const FontUse *use)
{
    g_autoptr(GString) map = g_string_new("/CIDInit /ProcSet findresource begin\n"
                                          "12 dict begin\nbegincmap\n"
                                          "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) "
                                          "/Supplement 0 >> def\n"
                                          "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
                                          "1 begincodespacerange\n<0000> <FFFF>\n"
                                          "endcodespacerange\n");
    g_autoptr(GString) block = g_string_new(NULL);
    int lines = 0;
    for (int cid = 1; cid <= use->last; cid++) {
        if (is_used(use, cid)) {
            g_string_append_printf(block, "<%04X> <%04X>\n", cid, cid);
            lines++;
        }
        if (lines == BFCHAR_MAX || (cid == use->last && lines > 0)) {
            g_string_append_printf(map, "%d beginbfchar\n%sendbfchar\n", lines, block->str);
            g_string_truncate(block, 0);
            lines = 0;
        }
    }
    g_string_append(map, "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
    return pdf_stream_new(pdf, map->str, map->len);
}

/* The widths of the used CIDs alone. widths: the text of libharu's /W, "c [w w …] …". */
static char *trimmed_widths(const FontUse *use, const char *widths)
{
    GString *trimmed = g_string_new("[");
    PdfSlice rest = {widths + 1, strlen(widths) - 2}, first, list;
    int before = -2;
    while (pdf_next(&rest, &first) && pdf_next(&rest, &list) && list.at[0] == '[') {
        int cid = (int)pdf_number(first);
        PdfSlice inside = {list.at + 1, list.size - 2}, width;
        for (; pdf_next(&inside, &width); cid++) {
            if (cid < 0 || cid >= CID_COUNT || !is_used(use, cid))
                continue;
            if (cid != before + 1)
                g_string_append_printf(trimmed, "%s%d [", before >= 0 ? "] " : " ", cid);
            g_string_append_printf(trimmed, " %.*s", (int)width.size, width.at);
            before = cid;
        }
    }
    g_string_append(trimmed, before >= 0 ? "] ]" : "]");
    return g_string_free(trimmed, FALSE);
}

/* Leaves the used CIDs in the map from CID to glyph; a used one without a glyph is an error. */
static gboolean trim_glyph_map(qpdf_data pdf, const FontUse *use, qpdf_oh cid_font, GError **error)
{
    unsigned char *map = NULL;
    size_t size = 0;
    gboolean ok = TRUE;
    qpdf_oh stream = qpdf_oh_get_key(pdf, cid_font, "/CIDToGIDMap");
    if (!qpdf_oh_is_stream(pdf, stream) ||
        qpdf_oh_get_stream_data(pdf, stream, qpdf_dl_all, NULL, &map, &size) & QPDF_ERRORS) {
        error_set(error, PROTOCOL_ERROR_REFUSED, N_("The document could not be finished: {1}."),
                  "/CIDToGIDMap", NULL);
        return FALSE;
    }
    gsize trimmed_size = 2 * ((gsize)use->last + 1);
    g_autofree guint8 *trimmed = g_malloc0(trimmed_size);
    for (int cid = 1; ok && cid <= use->last; cid++) {
        if (!is_used(use, cid))
            continue;
        gsize at = 2 * (gsize)cid;
        ok = at + 1 < size && (map[at] || map[at + 1]);
        if (!ok) {
            g_autofree char *character = g_strdup_printf("U+%04X", cid);
            error_set(error, PROTOCOL_ERROR_REFUSED,
                      N_("The font {1} has no character {2}: write the text without it."),
                      use->name + 1, character, NULL);
            break;
        }
        memcpy(trimmed + at, map + at, 2);
    }
    free(map);
    if (ok)
        qpdf_oh_replace_key(pdf, cid_font, "/CIDToGIDMap",
                            pdf_stream_new(pdf, trimmed, trimmed_size));
    return ok;
}

static int big16(const guint8 *at)
{
    return at[0] << 8 | at[1];
}

/* CapHeight and XHeight of OS/2 in thousandths of an em. */
static gboolean set_heights(qpdf_data pdf, qpdf_oh descriptor, const guint8 *font, gsize size)
{
    const guint8 *os2 = truetype_table(font, size, "OS/2", 90, NULL);
    const guint8 *head = truetype_table(font, size, "head", 54, NULL);
    int em = head ? big16(head + 18) : 0;
    if (!os2 || em <= 0 || big16(os2) < 2)
        return FALSE;
    int x = (gint16)big16(os2 + 86), cap = (gint16)big16(os2 + 88);
    qpdf_oh_replace_key(pdf, descriptor, "/XHeight", qpdf_oh_new_integer(pdf, x * 1000 / em));
    qpdf_oh_replace_key(pdf, descriptor, "/CapHeight", qpdf_oh_new_integer(pdf, cap * 1000 / em));
    return TRUE;
}

/* Takes what the descriptor needs from the font's program, then leaves what draws. */
static gboolean finish_program(qpdf_data pdf, qpdf_oh descriptor, GError **error)
{
    unsigned char *font = NULL;
    size_t size = 0;
    qpdf_oh file = qpdf_oh_get_key(pdf, descriptor, "/FontFile2");
    if (qpdf_oh_is_stream(pdf, file))
        qpdf_oh_get_stream_data(pdf, file, qpdf_dl_all, NULL, &font, &size);
    g_autoptr(GByteArray) slim = NULL;
    if (font && set_heights(pdf, descriptor, font, size))
        slim = truetype_slim(font, size);
    free(font);
    if (!slim) {
        error_set(error, PROTOCOL_ERROR_REFUSED, N_("The document could not be finished: {1}."),
                  "TrueType", NULL);
        return FALSE;
    }
    qpdf_oh stream = pdf_stream_new(pdf, slim->data, slim->len);
    qpdf_oh_replace_key(pdf, qpdf_oh_get_dict(pdf, stream), "/Length1",
                        qpdf_oh_new_integer(pdf, slim->len));
    qpdf_oh_replace_key(pdf, descriptor, "/FontFile2", stream);
    return TRUE;
}

/* libharu writes a bold face as "TAG+Name-Bold,Bold", which means a made-up bold of a bold. */
static qpdf_oh plain_name(qpdf_data pdf, const FontUse *use)
{
    g_auto(GStrv) parts = g_strsplit(use->name, ",", 2);
    return qpdf_oh_new_name(pdf, parts[0]);
}

static gboolean finish_font(qpdf_data pdf, FontUse *use, GError **error)
{
    qpdf_oh descendants = qpdf_oh_get_key(pdf, use->font, "/DescendantFonts");
    qpdf_oh cid_font = qpdf_oh_get_array_item(pdf, descendants, 0);
    qpdf_oh descriptor = qpdf_oh_get_key(pdf, cid_font, "/FontDescriptor");
    if (!qpdf_oh_is_dictionary(pdf, descriptor)) {
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("The font {1} is not embedded in the document."), use->name + 1, NULL);
        return FALSE;
    }
    if (!finish_program(pdf, descriptor, error) || !trim_glyph_map(pdf, use, cid_font, error))
        return FALSE;

    g_autofree char *widths =
        trimmed_widths(use, qpdf_oh_unparse_resolved(pdf, qpdf_oh_get_key(pdf, cid_font, "/W")));
    int flags = qpdf_oh_get_int_value_as_int(pdf, qpdf_oh_get_key(pdf, descriptor, "/Flags"));
    qpdf_oh_replace_key(pdf, cid_font, "/W", qpdf_oh_parse(pdf, widths));
    qpdf_oh_replace_key(
        pdf, cid_font, "/CIDSystemInfo",
        qpdf_oh_parse(pdf, "<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"));
    qpdf_oh_replace_key(pdf, cid_font, "/BaseFont", plain_name(pdf, use));
    qpdf_oh_replace_key(pdf, descriptor, "/FontName", plain_name(pdf, use));
    qpdf_oh_replace_key(pdf, descriptor, "/Flags", qpdf_oh_new_integer(pdf, flags & ~FORCE_BOLD));
    qpdf_oh_replace_key(pdf, descriptor, "/CIDSet",
                        pdf_stream_new(pdf, use->used, (gsize)use->last / 8 + 1));
    qpdf_oh_replace_key(pdf, use->font, "/BaseFont", plain_name(pdf, use));
    qpdf_oh_replace_key(pdf, use->font, "/ToUnicode", to_unicode(pdf, use));
    return TRUE;
}

gboolean pdf_fonts_finish(qpdf_data pdf, GError **error)
{
    g_autoptr(GHashTable) fonts = g_hash_table_new_full(NULL, NULL, NULL, font_use_free);
    gboolean ok = scan_pages(pdf, fonts, error);
    GHashTableIter iter;
    gpointer use;
    g_hash_table_iter_init(&iter, fonts);
    while (ok && g_hash_table_iter_next(&iter, NULL, &use))
        if (((FontUse *)use)->composite)
            ok = finish_font(pdf, use, error);
    return ok;
}
