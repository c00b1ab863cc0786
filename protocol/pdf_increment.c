#include "protocol/pdf_increment.h"

#include <openssl/evp.h>
#include <string.h>

#define PAGES_DEPTH_MAX 32

/* One increment in the making. */
typedef struct {
    GString *bytes;
    GArray *rows; /* of XrefRow */
} Writer;

typedef struct {
    int number;
    gsize offset;
} XrefRow;

static void begin_object(Writer *writer, int number)
{
    XrefRow row = {number, writer->bytes->len};
    g_array_append_val(writer->rows, row);
    g_string_append_printf(writer->bytes, "%d 0 obj\n", number);
}

static void write_object(Writer *writer, int number, const char *text)
{
    begin_object(writer, number);
    g_string_append_printf(writer->bytes, "%s\nendobj\n", text);
}

static int compare_rows(gconstpointer a, gconstpointer b)
{
    return ((const XrefRow *)a)->number - ((const XrefRow *)b)->number;
}

static char *copy(PdfSlice slice)
{
    return g_strndup(slice.at, slice.size);
}

static gboolean get_object(PdfSlice file, PdfSlice reference, PdfSlice *value_out, int *number_out)
{
    *number_out = pdf_reference(reference);
    return *number_out > 0 && pdf_object_get(file, *number_out, value_out);
}

/* The first leaf of the page tree. */
static gboolean first_page(PdfSlice file, PdfSlice root, PdfSlice *page_out, int *number_out)
{
    PdfSlice reference, kids, inside;
    if (!pdf_dict_get(root, "/Pages", &reference))
        return FALSE;
    for (int depth = 0; depth < PAGES_DEPTH_MAX; depth++) {
        if (!get_object(file, reference, page_out, number_out))
            return FALSE;
        if (!pdf_dict_get(*page_out, "/Kids", &kids))
            return TRUE;
        if (kids.at[0] != '[')
            return FALSE;
        inside = (PdfSlice){kids.at + 1, kids.size - 2};
        while (inside.size > 0 && (inside.at[0] == ' ' || inside.at[0] == '\n'))
            inside.at++, inside.size--;
        reference = inside;
    }
    return FALSE;
}

/* dict with "/Key value" put in before its end. */
static char *with_entry(PdfSlice dict, const char *key, const char *value)
{
    return g_strdup_printf("%.*s %s %s >>", (int)dict.size - 2, dict.at, key, value);
}

/* dict, whose key is an array or missing, with item at that array's end. NULL if the key holds
 * something else. */
static char *with_item(PdfSlice dict, const char *key, const char *item)
{
    PdfSlice array;
    if (!pdf_dict_get(dict, key, &array)) {
        g_autofree char *value = g_strdup_printf("[ %s ]", item);
        return with_entry(dict, key, value);
    }
    if (array.at[0] != '[')
        return NULL;
    int head = (int)(array.at + array.size - 1 - dict.at);
    return g_strdup_printf("%.*s %s ]%.*s", head, dict.at, item, (int)dict.size - head - 1,
                           dict.at + head + 1);
}

/* The form's field list with the new field, in the catalogue's form or a new one. */
static gboolean write_form(Writer *writer, PdfSlice file, PdfSlice root, int root_number, int field,
                           int new_form)
{
    PdfSlice reference, form;
    int number;
    g_autofree char *item = g_strdup_printf("%d 0 R", field);
    if (pdf_dict_get(root, "/AcroForm", &reference)) {
        g_autofree char *text =
            get_object(file, reference, &form, &number) ? with_item(form, "/Fields", item) : NULL;
        if (text)
            write_object(writer, number, text);
        return text != NULL;
    }
    g_autofree char *value = g_strdup_printf("%d 0 R", new_form);
    g_autofree char *catalogue = with_entry(root, "/AcroForm", value);
    g_autofree char *text = g_strdup_printf("<< /Fields [ %s ] /SigFlags 3 >>", item);
    write_object(writer, root_number, catalogue);
    write_object(writer, new_form, text);
    return TRUE;
}

/* The field, which is its own widget, without extent; printable and with an appearance as PDF/A
 * wants (ISO 19005-1, 6.5.3 and 6.9). */
static void write_field(Writer *writer, int signature, int page)
{
    g_autofree char *field = g_strdup_printf(
        "<< /Type /Annot /Subtype /Widget /FT /Sig /T (EsepSignature%d) /V %d 0 R /P %d 0 R "
        "/Rect [ 0 0 0 0 ] /F 132 /AP << /N %d 0 R >> >>",
        signature, signature, page, signature + 2);
    write_object(writer, signature + 1, field);
    write_object(writer, signature + 2,
                 "<< /Type /XObject /Subtype /Form /BBox [ 0 0 0 0 ] /Resources << >> "
                 "/Length 0 >>\nstream\n\nendstream");
}

/* The signature's dictionary. Where the ByteRange's numbers belong through range_out. */
static void write_signature(Writer *writer, int number, const PdfIncrementText *text,
                            PdfIncrement *increment, gsize *range_out)
{
    begin_object(writer, number);
    g_string_append_printf(writer->bytes,
                           "<< /Type /Sig /Filter /Adobe.PPKLite "
                           "/SubFilter /ETSI.CAdES.detached /Name %s /Reason %s /M %s "
                           "/ByteRange [0 ",
                           text->name, text->reason, text->date);
    *range_out = writer->bytes->len;
    g_string_append_printf(writer->bytes, "%32s] /Contents ", "");
    increment->gap_begin = writer->bytes->len;
    g_string_append_c(writer->bytes, '<');
    gsize digits = writer->bytes->len;
    g_string_set_size(writer->bytes, digits + 2 * PDF_CONTENTS_BYTES);
    memset(writer->bytes->str + digits, '0', 2 * PDF_CONTENTS_BYTES);
    g_string_append_c(writer->bytes, '>');
    increment->gap_end = writer->bytes->len;
    g_string_append(writer->bytes, " >>\nendobj\n");
}

/* The table and the trailer. The second half of the ID changes with every revision (14.4). */
static gboolean write_end(Writer *writer, PdfSlice file, const PdfRevision *before)
{
    PdfSlice root, info, id, inside, first;
    if (!pdf_dict_get(before->trailer, "/Root", &root) ||
        !pdf_dict_get(before->trailer, "/Info", &info) ||
        !pdf_dict_get(before->trailer, "/ID", &id) || id.at[0] != '[')
        return FALSE;
    inside = (PdfSlice){id.at + 1, id.size - 2};
    if (!pdf_next(&inside, &first))
        return FALSE;

    gsize table = writer->bytes->len;
    g_string_append(writer->bytes, "xref\n");
    g_array_sort(writer->rows, compare_rows);
    int last = g_array_index(writer->rows, XrefRow, writer->rows->len - 1).number;
    for (guint i = 0; i < writer->rows->len; i++) {
        const XrefRow *row = &g_array_index(writer->rows, XrefRow, i);
        g_string_append_printf(writer->bytes, "%d 1\n%010" G_GSIZE_FORMAT " 00000 n \n",
                               row->number, row->offset);
    }
    g_autofree char *sum =
        g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)file.at, file.size);
    g_string_append_printf(writer->bytes,
                           "trailer << /Size %d /Root %.*s /Info %.*s /Prev %" G_GINT64_FORMAT
                           " /ID [%.*s<%.32s>] >>\nstartxref\n%" G_GSIZE_FORMAT "\n%%%%EOF\n",
                           last + 1, (int)root.size, root.at, (int)info.size, info.at, before->xref,
                           (int)first.size, first.at, sum, table);
    return TRUE;
}

/* Page and form with the new field in them. */
static gboolean write_changed(Writer *writer, PdfSlice file, const PdfRevision *before)
{
    PdfSlice reference, root, page;
    int root_number, page_number, signature = before->objects;
    if (!pdf_dict_get(before->trailer, "/Root", &reference) ||
        !get_object(file, reference, &root, &root_number) ||
        !first_page(file, root, &page, &page_number))
        return FALSE;
    g_autofree char *item = g_strdup_printf("%d 0 R", signature + 1);
    g_autofree char *with_field = with_item(page, "/Annots", item);
    if (!with_field)
        return FALSE;
    write_object(writer, page_number, with_field);
    write_field(writer, signature, page_number);
    return write_form(writer, file, root, root_number, signature + 1, signature + 3);
}

gboolean pdf_increment_build(PdfSlice file, const PdfIncrementText *text,
                             PdfIncrement *increment_out)
{
    PdfRevision before;
    if (file.size > G_MAXINT / 2 || !pdf_revision_read(file, &before))
        return FALSE;
    gboolean ok = FALSE;
    gsize range = 0;
    PdfIncrement increment = {0};
    Writer writer = {g_string_sized_new(file.size + 2 * PDF_CONTENTS_BYTES + 4096),
                     g_array_new(FALSE, FALSE, sizeof(XrefRow))};
    g_string_append_len(writer.bytes, file.at, file.size);
    write_signature(&writer, before.objects, text, &increment, &range);
    if (!write_changed(&writer, file, &before) || !write_end(&writer, file, &before))
        goto cleanup;

    char numbers[64];
    int length = g_snprintf(numbers, sizeof numbers, "%10zu %10zu %10zu", increment.gap_begin,
                            increment.gap_end, writer.bytes->len - increment.gap_end);
    if (length != 32)
        goto cleanup;
    memcpy(writer.bytes->str + range, numbers, length);
    increment.bytes = g_steal_pointer(&writer.bytes);
    *increment_out = increment;
    ok = TRUE;

cleanup:
    if (writer.bytes)
        g_string_free(writer.bytes, TRUE);
    g_array_unref(writer.rows);
    return ok;
}

int pdf_increment_number(PdfSlice file)
{
    PdfRevision before;
    return pdf_revision_read(file, &before) ? before.objects : 0;
}

/* The value of key if it is open, then characters of allowed, then close. */
static char *plain_value(PdfSlice dict, const char *key, const char *open, const char *allowed,
                         const char *close)
{
    PdfSlice value;
    gsize head = strlen(open);
    if (!pdf_dict_get(dict, key, &value) || value.size < head + 1)
        return NULL;
    g_autofree char *text = copy(value);
    if (strncmp(text, open, head) != 0 || strspn(text + head, allowed) != value.size - head - 1 ||
        strcmp(text + value.size - 1, close) != 0)
        return NULL;
    return g_steal_pointer(&text);
}

gboolean pdf_increment_text(PdfSlice file, int number, PdfIncrementText *text_out)
{
    PdfSlice dict;
    if (!pdf_object_get(file, number, &dict))
        return FALSE;
    text_out->name = plain_value(dict, "/Name", "<FEFF", "0123456789ABCDEF", ">");
    text_out->reason = plain_value(dict, "/Reason", "<FEFF", "0123456789ABCDEF", ">");
    text_out->date = plain_value(dict, "/M", "(D:", "0123456789+-'", ")");
    return text_out->name && text_out->reason && text_out->date;
}

void pdf_increment_text_clear(PdfIncrementText *text)
{
    g_clear_pointer(&text->name, g_free);
    g_clear_pointer(&text->reason, g_free);
    g_clear_pointer(&text->date, g_free);
}

void pdf_increment_digest(PdfSlice file, gsize gap_begin, gsize gap_end, guint8 digest_out[32])
{
    EVP_MD_CTX *hash = EVP_MD_CTX_new();
    EVP_DigestInit_ex(hash, EVP_sha256(), NULL);
    EVP_DigestUpdate(hash, file.at, gap_begin);
    EVP_DigestUpdate(hash, file.at + gap_end, file.size - gap_end);
    EVP_DigestFinal_ex(hash, digest_out, NULL);
    EVP_MD_CTX_free(hash);
}
