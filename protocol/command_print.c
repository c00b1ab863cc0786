/* print */
#include <string.h>

#include "protocol/command.h"
#include "protocol/error.h"
#include "protocol/print.h"
#include "protocol/register.h"
#include "protocol/register_audit.h"
#include "protocol/register_meeting.h"

#define MEDIA_A4 "iso_a4_210x297mm"

static gboolean list_printers(Session *session)
{
    g_autoptr(GPtrArray) printers = print_printers();
    g_autoptr(JsonArray) array = json_array_new();
    for (guint i = 0; i < printers->len; i++) {
        const Printer *printer = printers->pdata[i];
        JsonObject *object = json_object_new();
        json_object_set_string_member(object, "name", printer->name);
        json_object_set_string_member(object, "info", printer->info);
        json_object_set_boolean_member(object, "default", printer->is_default);
        json_array_add_object_element(array, object);
        session_print(session, printer->is_default ? N_("{1}  {2} (the default)") : N_("{1}  {2}"),
                      printer->name, printer->info, NULL);
    }
    if (printers->len == 0)
        session_print(session, N_("No printer was found."), NULL);
    if (session->json) {
        g_autoptr(JsonNode) node = json_node_init_array(json_node_alloc(), array);
        session_print_json(node);
    }
    return TRUE;
}

/* The sealed protocol, byte for byte; g_bytes_unref. */
static GBytes *read_protocol(Home *home, const char *id, GError **error)
{
    g_autoptr(JsonObject) seal = NULL;
    g_autoptr(JsonObject) row = register_meeting(home_register(home), id, error);
    if (!row || !register_seal(home_register(home), id, &seal, error))
        return NULL;
    if (strcmp(json_object_get_string_member(row, "state"), "sealed") != 0) {
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("Meeting {1} has no sealed protocol to print. Seal it first: esep seal {1}"),
                  id, NULL);
        return NULL;
    }
    g_autofree char *path = home_meeting_path(home, id, "protocol.pdf"), *data = NULL;
    gsize size = 0;
    g_autofree char *sha256 = NULL;
    if (g_file_get_contents(path, &data, &size, NULL))
        sha256 = g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)data, size);
    if (g_strcmp0(sha256, json_object_get_string_member(seal, "pdf_sha256")) != 0) {
        error_set(error, PROTOCOL_ERROR_DIFFERENT,
                  N_("{1} is not what was sealed: it is not printed. See: esep verify {2}"), path,
                  id, NULL);
        return NULL;
    }
    return g_bytes_new_take(g_steal_pointer(&data), size);
}

static gboolean log_print(Home *home, const char *id, const char *what, int copies, GError **error)
{
    g_autofree char *count = g_strdup_printf("%d", copies);
    const AuditEvent event = {.meeting = id, .what = what, .subject = "protocol", .after = count};
    Register *register_ = home_register(home);
    if (!register_begin(register_, error))
        return FALSE;
    if (register_audit_add(register_, home_clock(home), &event, error))
        return register_commit(register_, error);
    register_rollback(register_);
    return FALSE;
}

static void handle_state(const char *msgid, gpointer user_data)
{
    Session *session = user_data;
    session_note(session, N_("Printer: {1}"), message(session->language, msgid), NULL);
}

static gboolean print_protocol(Session *session, const char *id, const PrintRequest *options,
                               GError **error)
{
    Home *home = session_home(session, error);
    g_autoptr(GBytes) pdf = home ? read_protocol(home, id, error) : NULL;
    gint64 before = 0;
    if (!pdf || !register_audit_count(home_register(home), id, "printed", &before, error))
        return FALSE;
    g_autofree char *title = g_strdup_printf("Esep %s", id);
    PrintRequest request = *options;
    request.title = title;
    request.media = MEDIA_A4;
    if (!log_print(home, id, before > 0 ? "reprint" : "print", request.copies, error) ||
        !print_document(pdf, &request, handle_state, session, error) ||
        !log_print(home, id, "printed", request.copies, error))
        return FALSE;
    session_print(
        session, before > 0 ? N_("Printed again; the log of all changes says so.") : N_("Printed."),
        NULL);
    if (session->json) {
        g_autoptr(JsonObject) object = json_object_new();
        json_object_set_boolean_member(object, "printed", TRUE);
        json_object_set_boolean_member(object, "again", before > 0);
        json_object_set_int_member(object, "copies", request.copies);
        g_autoptr(JsonNode) node = json_node_init_object(json_node_alloc(), object);
        session_print_json(node);
    }
    return TRUE;
}

static gboolean run_print(Session *session, int argc, char **argv, GError **error)
{
    g_autofree char *printer = NULL;
    gboolean list = FALSE;
    int copies = 1;
    const GOptionEntry options[] = {
        {"printer", 0, 0, G_OPTION_ARG_STRING, &printer,
         N_("name of the printer, or its address ipp://…; the default printer otherwise"),
         N_("NAME")},
        {"copies", 0, 0, G_OPTION_ARG_INT, &copies, N_("how many copies (1)"), "N"},
        {"list", 0, 0, G_OPTION_ARG_NONE, &list, N_("list the printers, print nothing"), NULL},
        {NULL},
    };
    if (!command_parse(session, options, &argc, &argv, 0, 1, error))
        return FALSE;
    if (list)
        return list_printers(session);
    if (argc != 2 || copies < 1 || copies > PRINT_COPIES_MAX) {
        error_set(error, PROTOCOL_ERROR_USAGE,
                  argc != 2 ? N_("Say which meeting's protocol is printed. See: esep print --help")
                            : N_("The number of copies is 1 to 99."),
                  NULL);
        return FALSE;
    }
    const PrintRequest request = {.printer = printer, .copies = copies};
    return print_protocol(session, argv[1], &request, error);
}

const Command command_print_table[] = {
    {"print", "ID [--printer NAME] [--copies N]",
     N_("print the sealed protocol as it was signed, and wait until it is on paper"), run_print},
    {NULL},
};
