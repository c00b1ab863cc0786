#include "tests/support_pdf.h"

#include <hpdf.h>

#include "protocol/cms.h"
#include "protocol/identity.h"
#include "protocol/pdf.h"
#include "tests/support.h"
#include "tests/support_home.h"

#define FONT_FOLDER "/usr/share/fonts/truetype/paratype/"

static void handle_error(HPDF_STATUS status, HPDF_STATUS detail, void *unused)
{
    g_error("libharu: %lx %ld", status, (long)detail);
}

GBytes *support_page(const char *text)
{
    HPDF_Doc doc = HPDF_New(handle_error, NULL);
    HPDF_UseUTFEncodings(doc);
    HPDF_SetCompressionMode(doc, HPDF_COMP_ALL);
    const char *serif = HPDF_LoadTTFontFromFile(doc, FONT_FOLDER "PTF55F.ttf", HPDF_TRUE);
    HPDF_Font regular = HPDF_GetFont(doc, serif, "UTF-8");
    const char *strong = HPDF_LoadTTFontFromFile(doc, FONT_FOLDER "PTF75F.ttf", HPDF_TRUE);
    HPDF_Font bold = HPDF_GetFont(doc, strong, "UTF-8");
    for (int i = 0; i < 2; i++) {
        HPDF_Page page = HPDF_AddPage(doc);
        HPDF_Page_SetSize(page, HPDF_PAGE_SIZE_A4, HPDF_PAGE_PORTRAIT);
        HPDF_Page_BeginText(page);
        HPDF_Page_SetFontAndSize(page, i == 0 ? bold : regular, 12);
        HPDF_Page_TextOut(page, 50, 700, text);
        HPDF_Page_EndText(page);
    }
    HPDF_SaveToStream(doc);
    HPDF_UINT32 size = HPDF_GetStreamSize(doc);
    HPDF_BYTE *data = g_malloc(size);
    HPDF_ReadFromStream(doc, data, &size);
    HPDF_Free(doc);
    return g_bytes_new_take(data, size);
}

GBytes *support_finished(const char *text)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) page = support_page(text);
    const PdfInfo info = {
        .title = "Есеп беру хаттамасы № 12 <&> «Әліби»",
        .author = "Полиция басқармасы",
        .language = "kk",
        .unix_ms = SUPPORT_NOW_MS,
        .record_sha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    };
    GBytes *finished = pdf_finish(page, &info, &error);
    g_assert_no_error(error);
    return finished;
}

void support_identity(const char *folder)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *key = g_build_filename(folder, "device.key", NULL);
    g_autofree char *certificate = g_build_filename(folder, "device.crt", NULL);
    identity_create(key, certificate, "Полиция басқармасы", "6f1e2c3a-0000-4000-8000-000000000001",
                    SUPPORT_NOW_MS - 86400000, &error);
    g_assert_no_error(error);
}

char *support_write(const char *folder, const char *name, GBytes *bytes)
{
    g_autoptr(GError) error = NULL;
    char *path = g_build_filename(folder, name, NULL);
    g_file_set_contents(path, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), &error);
    g_assert_no_error(error);
    return path;
}

void support_shell_in(const char *folder, const char *line)
{
    g_autofree char *script = g_strdup_printf("cd '%s' && %s", folder, line);
    g_auto(Run) run = run_program((const char *[]){"sh", "-c", script, NULL});
    if (run.exit_code != 0)
        g_error("%s: %s%s", line, run.out, run.err);
}

void support_manifests(const char *bag)
{
    support_shell_in(bag, "for s in 256 512; do find data -type f | LC_ALL=C sort | "
                          "tr '\\n' '\\0' | xargs -0 sha${s}sum > manifest-sha$s.txt; done");
    support_shell_in(bag, "sed -i \"s/^Payload-Oxum.*/Payload-Oxum: $(find data -type f -printf "
                          "'%s\\n' | awk '{s += $1} END {print s \".\" NR}')/\" bag-info.txt");
}

void support_sign_bag(const char *bag, const char *key, const char *certificate)
{
    support_shell_in(bag,
                     "for s in 256 512; do sha${s}sum bag-info.txt bagit.txt manifest-sha256.txt "
                     "manifest-sha512.txt > tagmanifest-sha$s.txt; done");
    g_autofree char *tags = g_build_filename(bag, "tagmanifest-sha256.txt", NULL), *text = NULL;
    gsize size, length = CMS_DIGEST_BYTES;
    guint8 digest[CMS_DIGEST_BYTES];
    g_assert_true(g_file_get_contents(tags, &text, &size, NULL));
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    g_checksum_update(sum, (const guchar *)text, size);
    g_checksum_get_digest(sum, digest, &length);
    g_autoptr(SigningKey) signing_key = signing_key_read(key, certificate, NULL);
    g_autoptr(GBytes) der = cms_sign(digest, signing_key, NULL);
    g_free(support_write(bag, "signature.p7s", der));
}
