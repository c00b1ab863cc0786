/*
 * Every document in every language, and the protocol of every kind of meeting, as PDFs into a
 * folder; "make gallery" draws them as pictures for people to look at.
 *
 *   gallery RECORD.json FOLDER
 */
#include <stdio.h>

#include "protocol/document.h"
#include "protocol/message.h"
#include "tests/support_document.h"

static const char sha256[] = "7f3a91c2e05b4d18a6f902bc83e75d417f3a91c2e05b4d18a6f902bc83e75d41";

static gboolean write_one(JsonNode *record, const char *folder, const char *name, DocumentKind kind,
                          const char *language)
{
    g_autoptr(GError) error = NULL;
    const gboolean about_entry = document_kind_about_entry(kind);
    const Document document = {kind, record, language, sha256, about_entry ? 5 : 0};
    g_autofree char *file = g_strdup_printf("%s-%s.pdf", name, language);
    g_autofree char *path = g_build_filename(folder, file, NULL);
    g_autoptr(GBytes) pdf = document_render(&document, &error);
    gsize size = 0;
    const char *data = pdf ? g_bytes_get_data(pdf, &size) : NULL;
    if (pdf && g_file_set_contents(path, data, (gssize)size, &error))
        return TRUE;
    g_autofree char *text = message_error(LANGUAGE_EN, error);
    fprintf(stderr, "%s: %s\n", file, text);
    return FALSE;
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fputs("gallery RECORD.json FOLDER\n", stderr);
        return 2;
    }
    static const char *const languages[] = {"kk", "ru"};
    gboolean ok = TRUE;
    message_init(NULL);
    for (gsize l = 0; l < G_N_ELEMENTS(languages); l++) {
        g_autoptr(JsonNode) record = specimen_read(argv[1], SPECIMEN_INSPECTOR);
        for (int kind = 0; kind < DOCUMENT_COUNT; kind++)
            ok &= write_one(record, argv[2], document_kind_name((DocumentKind)kind),
                            (DocumentKind)kind, languages[l]);
        for (int i = SPECIMEN_INSPECTOR + 1; i < SPECIMEN_COUNT; i++) {
            g_autoptr(JsonNode) other = specimen_read(argv[1], (Specimen)i);
            g_autofree char *name = g_strconcat("protocol-", specimen_name((Specimen)i), NULL);
            ok &= write_one(other, argv[2], name, DOCUMENT_PROTOCOL, languages[l]);
        }
    }
    return ok ? 0 : 1;
}
