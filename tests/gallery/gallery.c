/*
 * Every document in every language, the protocol of every kind of meeting, and one with several
 * signatures, finished as they leave the device, into a folder; "make gallery" draws them as
 * pictures for people to look at, and tests/gallery/check has other programs read them.
 *
 *   gallery RECORD.json FOLDER
 */
#include <stdio.h>
#include <string.h>

#include "protocol/act.h"
#include "protocol/document.h"
#include "protocol/message.h"
#include "protocol/pdf.h"
#include "tests/support.h"
#include "tests/support_document.h"
#include "tests/support_home.h"
#include "tests/support_pdf.h"

#define SIGNATURES 3

static const char sha256[] = "7f3a91c2e05b4d18a6f902bc83e75d417f3a91c2e05b4d18a6f902bc83e75d41";

static gboolean write_pdf(GBytes *pdf, const char *folder, const char *name, const char *language,
                          GError *error)
{
    g_autofree char *file = g_strdup_printf("%s-%s.pdf", name, language);
    if (pdf) {
        g_free(support_write(folder, file, pdf));
        return TRUE;
    }
    g_autofree char *text = message_error(LANGUAGE_EN, error);
    fprintf(stderr, "%s: %s\n", file, text);
    return FALSE;
}

static GBytes *make(JsonNode *record, DocumentKind kind, const char *language, GError **error)
{
    const gboolean about_entry = document_kind_about_entry(kind);
    const Document document = {kind, record, language, sha256, about_entry ? 5 : 0};
    const PdfInfo info = {document_kind_name(kind), "Полиция бөлімі",
                          strcmp(language, "ru") == 0 ? "ru" : "kk", SUPPORT_NOW_MS, sha256};
    g_autoptr(GBytes) pages = document_render(&document, error);
    return pages ? pdf_finish(pages, &info, error) : NULL;
}

static gboolean write_one(JsonNode *record, const char *folder, const char *name, DocumentKind kind,
                          const char *language)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) pdf = make(record, kind, language, &error);
    return write_pdf(pdf, folder, name, language, error);
}

/* The protocol signed once, twice and so on. */
static gboolean write_signed(JsonNode *record, const char *folder, Home *home)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *key_path = home_key_path(home), *certificate = home_certificate_path(home);
    g_autoptr(SigningKey) key = signing_key_read(key_path, certificate, &error);
    g_autoptr(GBytes) pdf = key ? make(record, DOCUMENT_PROTOCOL, "both", &error) : NULL;
    const PdfSigner signer = {key, "Құрылғы", "Есеп", SUPPORT_NOW_MS};
    gboolean ok = pdf != NULL;
    for (int i = 1; ok && i <= SIGNATURES; i++) {
        g_autofree char *name = g_strdup_printf("protocol-signed-%d", i);
        GBytes *more = pdf_sign(pdf, &signer, &error);
        g_bytes_unref(pdf);
        pdf = more;
        ok = write_pdf(pdf, folder, name, "both", error);
    }
    return ok;
}

static gboolean write_act(const char *folder, Home *home)
{
    static const char *const commission[] = {"полиция подполковнигі Нұрғалиев Б. С.",
                                             "полиция майоры Жүсіпбекова Г. Қ.",
                                             "полиция капитаны Әлиев Е. С.", NULL};
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonArray) rows = json_array_new();
    for (int i = 1; i <= 3; i++) {
        g_autofree char *row = g_strdup_printf(
            "{\"meeting\":\"2025-%04d\",\"number\":%d,\"date\":\"2025-0%d-14\",\"kind\":"
            "\"inspector\","
            "\"kept_until\":\"2026-0%d-14\",\"source\":\"1095 p.32\",\"json_sha256\":\"%s\"}",
            i, i, i, i, sha256);
        json_array_add_element(rows, json_from_string(row, NULL));
    }
    g_autoptr(GBytes) pdf =
        act_render(home, "1", "2026-11-20", "2026-11-27", commission, rows, &error);
    return write_pdf(pdf, folder, "act", "both", error);
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fputs("gallery RECORD.json FOLDER\n", stderr);
        return 2;
    }
    static const char *const languages[] = {"kk", "ru", "both"};
    gboolean ok = TRUE;
    message_init(NULL);
    g_autofree char *folder = support_folder();
    g_autoptr(Clock) clock = clock_new_fixed(SUPPORT_NOW_MS, TRUE);
    Home *home = support_home(folder, clock);
    g_autoptr(JsonNode) record = specimen_read(argv[1], SPECIMEN_INSPECTOR);
    for (gsize l = 0; l < G_N_ELEMENTS(languages); l++) {
        for (int kind = 0; kind < DOCUMENT_COUNT; kind++)
            ok &= write_one(record, argv[2], document_kind_name((DocumentKind)kind),
                            (DocumentKind)kind, languages[l]);
        for (int i = SPECIMEN_INSPECTOR + 1; i < SPECIMEN_COUNT; i++) {
            g_autoptr(JsonNode) other = specimen_read(argv[1], (Specimen)i);
            g_autofree char *name = g_strconcat("protocol-", specimen_name((Specimen)i), NULL);
            ok &= write_one(other, argv[2], name, DOCUMENT_PROTOCOL, languages[l]);
        }
    }
    ok &= write_signed(record, argv[2], home) && write_act(argv[2], home);
    home_free(home);
    remove_folder(folder);
    return ok ? 0 : 1;
}
