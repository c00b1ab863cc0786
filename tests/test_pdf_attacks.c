/*
 * Attacks on signed documents as they are known from other programs: what was published about
 * shadow documents, incremental saving, wrapping of signatures and universal forgery, by hand for
 * the form of our files. Each is refused by "esep verify" with a reason. Those that are whole PDFs
 * for qpdf say so: a reader that only looks at digests would believe them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/cms.h"
#include "protocol/pdf.h"
#include "protocol/pdf_increment.h"
#include "tests/support.h"
#include "tests/support_home.h"
#include "tests/support_pdf.h"

typedef struct {
    char *folder;
    SigningKey *device, *stranger;
    GBytes *pdf;   /* signed by the device */
    GBytes *twice; /* and by the attacker, who may sign */
} Fixture;

static SigningKey *new_key(const char *above, const char *name)
{
    g_autofree char *folder = g_build_filename(above, name, NULL);
    g_assert_cmpint(g_mkdir_with_parents(folder, 0700), ==, 0);
    support_identity(folder);
    g_autofree char *key = g_build_filename(folder, "device.key", NULL);
    g_autofree char *certificate = g_build_filename(folder, "device.crt", NULL);
    return signing_key_read(key, certificate, NULL);
}

static GBytes *sign(GBytes *pdf, const SigningKey *key)
{
    g_autoptr(GError) error = NULL;
    const PdfSigner signer = {key, "Қол", "Есеп", SUPPORT_NOW_MS};
    GBytes *signed_pdf = pdf_sign(pdf, &signer, &error);
    g_assert_no_error(error);
    return signed_pdf;
}

static void set_up(Fixture *f, gconstpointer unused)
{
    f->folder = support_folder();
    f->device = new_key(f->folder, "device");
    f->stranger = new_key(f->folder, "stranger");
    g_autoptr(GBytes) finished = support_finished("Төленеді: 1000");
    f->pdf = sign(finished, f->device);
    f->twice = sign(f->pdf, f->stranger);
}

static void tear_down(Fixture *f, gconstpointer unused)
{
    remove_folder(f->folder);
    g_free(f->folder);
    signing_key_free(f->device);
    signing_key_free(f->stranger);
    g_bytes_unref(f->pdf);
    g_bytes_unref(f->twice);
}

static PdfSlice slice_of(GBytes *pdf)
{
    PdfSlice file;
    file.at = g_bytes_get_data(pdf, &file.size);
    return file;
}

static GString *copy_of(GBytes *pdf)
{
    PdfSlice file = slice_of(pdf);
    return g_string_new_len(file.at, (gssize)file.size);
}

/* Where what stands last before end; the file holds NULs. */
static char *last_before(GString *text, char *end, const char *what)
{
    gsize length = strlen(what);
    char *at = end - length;
    while (at > text->str && memcmp(at, what, length) != 0)
        at--;
    g_assert_true(at > text->str);
    return at;
}

static char *last_of(GString *text, const char *what)
{
    return last_before(text, text->str + text->len, what);
}

/* The object number that key of the last trailer names ("/Root"), and its dictionary. */
static int named_object(GBytes *pdf, const char *key, PdfSlice *dict_out)
{
    PdfRevision revision;
    PdfSlice file = slice_of(pdf), reference;
    g_assert_true(pdf_revision_read(file, &revision));
    g_assert_true(pdf_dict_get(revision.trailer, key, &reference));
    g_assert_true(pdf_object_get(file, pdf_reference(reference), dict_out));
    return pdf_reference(reference);
}

/* The number behind the first key ("/ToUnicode ") in the file. */
static int number_behind(GBytes *pdf, const char *key)
{
    PdfSlice file = slice_of(pdf);
    const char *at = memmem(file.at, file.size, key, strlen(key));
    g_assert_nonnull(at);
    return atoi(at + strlen(key));
}

static int first_new(GBytes *pdf)
{
    return pdf_increment_number(slice_of(pdf));
}

typedef struct {
    int number;
    const char *text;
} Object;

/* A well-formed incremental update with the objects, as every editor saves it. */
static GBytes *updated(GBytes *pdf, const Object *objects, gsize count)
{
    PdfRevision before;
    PdfSlice root, info, id;
    g_assert_true(pdf_revision_read(slice_of(pdf), &before));
    g_assert_true(pdf_dict_get(before.trailer, "/Root", &root));
    g_assert_true(pdf_dict_get(before.trailer, "/Info", &info));
    g_assert_true(pdf_dict_get(before.trailer, "/ID", &id));
    GString *text = copy_of(pdf), *table = g_string_new("xref\n");
    int size = before.objects;
    for (gsize i = 0; i < count; i++) {
        g_string_append_printf(table, "%d 1\n%010" G_GSIZE_FORMAT " 00000 n \n", objects[i].number,
                               text->len);
        g_string_append_printf(text, "%d 0 obj\n%s\nendobj\n", objects[i].number, objects[i].text);
        size = MAX(size, objects[i].number + 1);
    }
    gsize offset = text->len;
    g_string_append_printf(text,
                           "%strailer << /Size %d /Root %.*s /Info %.*s /ID %.*s /Prev "
                           "%" G_GINT64_FORMAT " >>\nstartxref\n%" G_GSIZE_FORMAT "\n%%%%EOF\n",
                           table->str, size, (int)root.size, root.at, (int)info.size, info.at,
                           (int)id.size, id.at, before.xref, offset);
    g_string_free(table, TRUE);
    return g_string_free_to_bytes(text);
}

/* The dictionary with more before its end; g_free. */
static char *with(PdfSlice dict, const char *more)
{
    return g_strdup_printf("%.*s %s >>", (int)dict.size - 2, dict.at, more);
}

/* old in its last place replaced by as many bytes of new. */
static GBytes *exchanged(GBytes *pdf, const char *old, const char *new)
{
    GString *text = copy_of(pdf);
    g_assert_cmpuint(strlen(old), ==, strlen(new));
    memcpy(last_of(text, old), new, strlen(new));
    return g_string_free_to_bytes(text);
}

/* The last signature made anew by the attacker, whose it is, over the bytes as they are now. */
static GBytes *signed_again(GBytes *pdf, const SigningKey *key)
{
    GString *text = copy_of(pdf);
    const char *range = last_of(text, "/ByteRange [0 ");
    gsize begin = 0, end = 0, rest = 0;
    g_assert_cmpint(sscanf(range, "/ByteRange [0 %zu %zu %zu", &begin, &end, &rest), ==, 3);
    guint8 digest[CMS_DIGEST_BYTES];
    pdf_increment_digest((PdfSlice){text->str, text->len}, begin, end, digest);
    g_autoptr(GBytes) der = cms_sign(digest, key, NULL);
    gsize size;
    const guint8 *bytes = g_bytes_get_data(der, &size);
    const char *close = memchr(text->str + begin, '>', text->len - begin);
    memset(text->str + begin + 1, '0', (gsize)(close - text->str) - begin - 1);
    for (gsize i = 0; i < size; i++) {
        char digits[3];
        g_snprintf(digits, sizeof digits, "%02x", bytes[i]);
        memcpy(text->str + begin + 1 + 2 * i, digits, 2);
    }
    return g_string_free_to_bytes(text);
}

/* A text field over the sum, filled in by an editor after the signature. */
static GBytes *form_field(Fixture *f)
{
    PdfSlice root, form;
    named_object(f->pdf, "/Root", &root);
    int page = number_behind(f->pdf, "/P "), field = first_new(f->pdf);
    int form_number = number_behind(f->pdf, "/AcroForm ");
    g_assert_true(pdf_object_get(slice_of(f->pdf), form_number, &form));
    g_autofree char *widget = g_strdup_printf(
        "<< /Type /Annot /Subtype /Widget /FT /Tx /T (sum) /V (9000) /P %d 0 R /F 4 "
        "/Rect [ 50 700 300 760 ] >>",
        page);
    g_autofree char *fields =
        g_strdup_printf("<< /Fields [ %d 0 R ] /SigFlags 3 /NeedAppearances true >>", field);
    const Object objects[] = {{form_number, fields}, {field, widget}};
    return updated(f->pdf, objects, G_N_ELEMENTS(objects));
}

/* White paper and another sum over the page (incremental saving attack). */
static GBytes *new_content(Fixture *f)
{
    int content = number_behind(f->pdf, "/Contents ");
    const Object objects[] = {
        {content, "<< /Length 27 >>\nstream\n1 g 0 0 600 850 re f 0 g BT\nendstream"}};
    return updated(f->pdf, objects, G_N_ELEMENTS(objects));
}

/* A layer that only the screen shows. */
static GBytes *hidden_layer(Fixture *f)
{
    PdfSlice root;
    int number = named_object(f->pdf, "/Root", &root), layer = first_new(f->pdf);
    g_autofree char *properties = g_strdup_printf(
        "/OCProperties << /OCGs [ %d 0 R ] /D << /OFF [ %d 0 R ] /Order [ %d 0 R ] >> >>", layer,
        layer, layer);
    g_autofree char *catalogue = with(root, properties);
    const Object objects[] = {{number, catalogue}, {layer, "<< /Type /OCG /Name (1000) >>"}};
    return updated(f->pdf, objects, G_N_ELEMENTS(objects));
}

/* Another meaning of the same glyphs: what is copied, searched and read aloud is not on the page.
 */
static GBytes *other_letters(Fixture *f)
{
    int map = number_behind(f->pdf, "/ToUnicode ");
    const Object objects[] = {{map, "<< /Length 31 >>\nstream\n1 beginbfrange <0000> <ffff> <0\n"
                                    "endstream"}};
    return updated(f->pdf, objects, G_N_ELEMENTS(objects));
}

/* The same by somebody who then signs: valid for who trusts any signature at the end. */
static GBytes *layer_signed(Fixture *f)
{
    g_autoptr(GBytes) layer = hidden_layer(f);
    return sign(layer, f->stranger);
}

/* What the second signer's own revision may not bring: a signature that covers the sum. */
static GBytes *covering_signature(Fixture *f)
{
    g_autoptr(GBytes) changed =
        exchanged(f->twice, "/Rect [ 0 0 0 0 ] /F 132", "/Rect [ 9 9 99 99 ] /F 4");
    return signed_again(changed, f->stranger);
}

/* A table of his own revision in which an older object lies elsewhere. */
static GBytes *swapped_table(Fixture *f)
{
    GString *text = copy_of(f->twice);
    char *table = last_of(text, "xref\n");
    while (table[-1] == 't') /* startxref */
        table = last_before(text, table, "xref\n");
    char *first = strchr(strchr(table, '\n') + 1, '\n') + 1;
    char *second = strchr(first + 20, '\n') + 1;
    memcpy(first, second, 10);
    g_autoptr(GBytes) changed = g_string_free_to_bytes(text);
    return signed_again(changed, f->stranger);
}

/* A second dictionary's worth of entries in the zeros behind the signature: no signed byte is
 * touched, so the digest stays right. */
static GBytes *second_contents(Fixture *f)
{
    GString *text = copy_of(f->pdf);
    char *end = last_of(text, "0000> >>");
    static const char more[] = "> /Contents <00> /ByteRange [0 9 9 9] /V 1 0 R /Cert <";
    memcpy(end - 200, more, sizeof more - 1);
    return g_string_free_to_bytes(text);
}

/* An object again under the same number, and a page tree, in those zeros. */
static GBytes *object_in_hole(Fixture *f)
{
    GString *text = copy_of(f->pdf);
    char *end = last_of(text, "0000> >>");
    static const char more[] = ">>>\nendobj\n1 0 obj\n<< /Type /Catalog >>\nendobj\n9 0 obj\n<< <";
    memcpy(end - 400, more, sizeof more - 1);
    return g_string_free_to_bytes(text);
}

/* A range that leaves out more than the signature (universal forgery), signed so. */
static GBytes *wide_hole(Fixture *f)
{
    GString *text = copy_of(f->twice);
    char *range = last_of(text, "/ByteRange [0 ");
    gsize begin = 0, end = 0, rest = 0;
    char numbers[40];
    g_assert_cmpint(sscanf(range, "/ByteRange [0 %zu %zu %zu", &begin, &end, &rest), ==, 3);
    g_snprintf(numbers, sizeof numbers, "%10zu %10zu %10zu", begin, end + 20, rest - 20);
    memcpy(range + strlen("/ByteRange [0 "), numbers, strlen(numbers));
    g_autoptr(GBytes) changed = g_string_free_to_bytes(text);
    return signed_again(changed, f->stranger);
}

/* The range says more than there is. */
static GBytes *range_beyond(Fixture *f)
{
    GString *text = copy_of(f->pdf);
    char *range = last_of(text, "/ByteRange [0 ");
    memcpy(range + strlen("/ByteRange [0 "), "-000000001", 10);
    return g_string_free_to_bytes(text);
}

/* Objects in a stream, under a table that is one, too (ISO 32000-1, 7.5.8): a way around whoever
 * reads only classic tables. */
static GBytes *table_stream(Fixture *f)
{
    PdfRevision before;
    PdfSlice root;
    g_assert_true(pdf_revision_read(slice_of(f->pdf), &before));
    g_assert_true(pdf_dict_get(before.trailer, "/Root", &root));
    GString *text = copy_of(f->pdf);
    gsize offset = text->len;
    int number = before.objects;
    const guint8 row[] = {
        1, (guint8)(offset >> 24), (guint8)(offset >> 16), (guint8)(offset >> 8), (guint8)offset,
        0};
    g_string_append_printf(text,
                           "%d 0 obj\n<< /Type /XRef /W [1 4 1] /Index [%d 1] /Size %d /Root %.*s "
                           "/Prev %" G_GINT64_FORMAT " /Length 6 >>\nstream\n",
                           number, number, number + 1, (int)root.size, root.at, before.xref);
    g_string_append_len(text, (const char *)row, sizeof row);
    g_string_append_printf(text, "\nendstream\nendobj\nstartxref\n%" G_GSIZE_FORMAT "\n%%%%EOF\n",
                           offset);
    return g_string_free_to_bytes(text);
}

/* Behind the end: the same end once more, so that a reader finds a table that was not signed. */
static GBytes *after_end(Fixture *f)
{
    PdfRevision revision;
    g_assert_true(pdf_revision_read(slice_of(f->pdf), &revision));
    GString *text = copy_of(f->pdf);
    g_string_append_printf(text, "startxref\n%" G_GINT64_FORMAT "\n%%%%EOF\n", revision.xref);
    return g_string_free_to_bytes(text);
}

/* Before the beginning: readers look for %PDF in the first kilobyte. */
static GBytes *before_beginning(Fixture *f)
{
    GString *text = copy_of(f->pdf);
    g_string_prepend(text, "MZ this is a program, too\n");
    return g_string_free_to_bytes(text);
}

/* Every object as it was, in a file that was written anew. */
static GBytes *written_anew(Fixture *f)
{
    g_free(support_write(f->folder, "signed.pdf", f->pdf));
    support_shell_in(f->folder, "qpdf --object-streams=generate signed.pdf anew.pdf");
    g_autofree char *path = g_build_filename(f->folder, "anew.pdf", NULL);
    char *data = NULL;
    gsize size;
    g_assert_true(g_file_get_contents(path, &data, &size, NULL));
    return g_bytes_new_take(data, size);
}

static const struct {
    const char *name;
    GBytes *(*make)(Fixture *f);
    gboolean whole; /* qpdf finds nothing wrong */
} attacks[] = {
    {"a form field filled in later", form_field, TRUE},
    {"another content of the page", new_content, TRUE},
    {"a hidden layer", hidden_layer, TRUE},
    {"another meaning of the letters", other_letters, TRUE},
    {"a hidden layer under another signature", layer_signed, TRUE},
    {"a signature that covers the page", covering_signature, TRUE},
    {"a table that points elsewhere", swapped_table, FALSE},
    {"a second /Contents in the gap", second_contents, FALSE},
    {"an object again in the gap", object_in_hole, FALSE},
    {"a range that leaves out too much", wide_hole, TRUE},
    {"a range beyond the file", range_beyond, FALSE},
    {"a table that is a stream", table_stream, TRUE},
    {"an end behind the end", after_end, TRUE},
    {"something before the beginning", before_beginning, TRUE},
    {"the file written anew", written_anew, TRUE},
};

static Run verify(const char *path)
{
    return run_esep("--lang", "en", "verify", path, NULL);
}

static void test_attacks(Fixture *f, gconstpointer unused)
{
    g_autofree char *signed_path = support_write(f->folder, "twice.pdf", f->twice);
    g_auto(Run) good = verify(signed_path);
    g_assert_cmpint(good.exit_code, ==, 0);
    g_autoptr(GBytes) same = signed_again(f->twice, f->stranger);
    g_assert_true(pdf_verify(same, NULL, NULL, NULL)); /* so the attacker's tool does sign */
    for (gsize i = 0; i < G_N_ELEMENTS(attacks); i++) {
        g_autoptr(GBytes) pdf = attacks[i].make(f);
        g_autofree char *name = g_strdup_printf("attack-%02zu.pdf", i + 1);
        g_autofree char *path = support_write(f->folder, name, pdf);
        g_auto(Run) run = verify(path);
        g_test_message("%s: %s", attacks[i].name, run.out);
        if (run.exit_code != 4 || !strstr(run.out, "DIFFERENT"))
            g_error("not refused: %s: %d %s%s", attacks[i].name, run.exit_code, run.out, run.err);
        g_auto(Run) whole = run_program((const char *[]){"qpdf", "--check", path, NULL});
        if (attacks[i].whole && whole.exit_code != 0)
            g_error("no attack, for it is damaged: %s: %s", attacks[i].name, whole.err);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add("/pdf-attacks/each-is-refused-with-a-reason", Fixture, NULL, set_up, test_attacks,
               tear_down);
    return g_test_run();
}
