/* The documents of a meeting as files: esep document. */
#include <gio/gio.h>
#include <unistd.h>

#include "protocol/command.h"
#include "protocol/document_meeting.h"
#include "protocol/durable.h"
#include "protocol/error.h"

#define DOCUMENT_NAMES                                                                             \
    "protocol|public|addendum|control|attendees|notice|invitation|letter|notification|answer|"     \
    "excerpt|"                                                                                     \
    "receipt|receipt-roll"

static gboolean write_document(Session *session, GBytes *pdf, gboolean sealed, const char *path,
                               GError **error)
{
    gsize size = 0;
    const void *data = g_bytes_get_data(pdf, &size);
    if (!durable_write(path, data, size, 0644, error))
        return FALSE;
    if (session->json) {
        g_autofree char *sha256 = g_compute_checksum_for_data(G_CHECKSUM_SHA256, data, size);
        g_autoptr(JsonNode) node = json_node_new(JSON_NODE_OBJECT);
        JsonObject *object = json_object_new();
        json_object_set_string_member(object, "file", path);
        json_object_set_string_member(object, "sha256", sha256);
        json_object_set_boolean_member(object, "sealed", sealed);
        json_node_take_object(node, object);
        session_print_json(node);
    }
    session_print(session, N_("Written: {1}"), path, NULL);
    return TRUE;
}

static gboolean read_request(Document *document, char **argv, const char *language, GError **error)
{
    static const char *const languages[] = {"kk", "ru", "both", NULL};
    document->language = language ? language : "both";
    if (!document_kind_parse(argv[2], &document->kind)) {
        error_set(error, PROTOCOL_ERROR_USAGE, N_("There is no document “{1}”. The documents: {2}"),
                  argv[2], DOCUMENT_NAMES, NULL);
        return FALSE;
    }
    if (!g_strv_contains(languages, document->language)) {
        error_set(error, PROTOCOL_ERROR_USAGE,
                  N_("There is no document in the language “{1}”: kk, ru or both."), language,
                  NULL);
        return FALSE;
    }
    return TRUE;
}

/* Writes the draft where temporary files are, and opens it with the program for PDFs, if there is
 * one: on a device without a desk its path is told all the same. */
static gboolean show(Session *session, GBytes *pdf, GError **error)
{
    g_autofree char *path = NULL;
    g_autoptr(GError) failure = NULL;
    int fd = g_file_open_tmp("esep-XXXXXX.pdf", &path, &failure);
    if (fd < 0) {
        error_set(error, PROTOCOL_ERROR_REFUSED, N_("The draft could not be written: {1}."),
                  failure->message, NULL);
        return FALSE;
    }
    close(fd);
    if (!write_document(session, pdf, FALSE, path, error))
        return FALSE;
    g_autofree char *uri = g_filename_to_uri(path, NULL, NULL);
    if (uri && (g_getenv("DISPLAY") || g_getenv("WAYLAND_DISPLAY")))
        g_app_info_launch_default_for_uri(uri, NULL, NULL);
    return TRUE;
}

static gboolean run_document(Session *session, int argc, char **argv, GError **error)
{
    g_autofree char *out = NULL, *language = NULL;
    gboolean preview = FALSE;
    int entry = 0, invitation = 0;
    const GOptionEntry options[] = {
        {"out", 'o', 0, G_OPTION_ARG_FILENAME, &out, N_("where to write the PDF"), N_("FILE")},
        {"lang", 0, 0, G_OPTION_ARG_STRING, &language,
         N_("language of the document: kk, ru or both (default)"), "kk|ru|both"},
        {"entry", 0, 0, G_OPTION_ARG_INT, &entry,
         N_("number of the entry that the document is about"), "N"},
        {"invitation", 0, 0, G_OPTION_ARG_INT, &invitation,
         N_("number of the invitation to write; without it one for each who is invited"), "N"},
        {"preview", 0, 0, G_OPTION_ARG_NONE, &preview,
         N_("marked as a draft on every page; without --out it is shown on the screen"), NULL},
        {NULL},
    };
    if (!command_parse(session, options, &argc, &argv, 2, 2, error))
        return FALSE;
    gboolean sealed = FALSE;
    Document document = {.entry = entry, .invitation = invitation, .preview = preview};
    if (!read_request(&document, argv, language, error))
        return FALSE;
    if (!out && !preview) {
        error_set(error, PROTOCOL_ERROR_USAGE, N_("Say where to write the document: --out FILE"),
                  NULL);
        return FALSE;
    }
    Home *home = session_home(session, error);
    g_autoptr(GBytes) pdf =
        home ? document_of_meeting(home, argv[1], &document, &sealed, error) : NULL;
    if (!pdf)
        return FALSE;
    return out ? write_document(session, pdf, sealed, out, error) : show(session, pdf, error);
}

const Command command_document_table[] = {
    {"document",
     "ID " DOCUMENT_NAMES " --out FILE|--preview [--lang kk|ru|both] [--entry N]"
     " [--invitation N]",
     N_("write a document of a meeting as a PDF"), run_document},
    {NULL},
};
