/* print */
#include "protocol/command.h"
#include "protocol/error.h"
#include "protocol/print_meeting.h"

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

static void handle_state(const char *msgid, gpointer user_data)
{
    Session *session = user_data;
    session_note(session, N_("Printer: {1}"), message(session->language, msgid), NULL);
}

static gboolean print_meeting(Session *session, const char *id, const PrintRequest *request,
                              GError **error)
{
    gboolean again = FALSE;
    Home *home = session_home(session, error);
    if (!home || !print_protocol(home, id, request, handle_state, session, &again, error))
        return FALSE;
    session_print(session,
                  again ? N_("Printed again; the log of all changes says so.") : N_("Printed."),
                  NULL);
    if (session->json) {
        g_autoptr(JsonObject) object = json_object_new();
        json_object_set_boolean_member(object, "printed", TRUE);
        json_object_set_boolean_member(object, "again", again);
        json_object_set_int_member(object, "copies", request->copies);
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
    return print_meeting(session, argv[1], &request, error);
}

const Command command_print_table[] = {
    {"print", "ID [--printer NAME] [--copies N]",
     N_("print the sealed protocol as it was signed, and wait until it is on paper"), run_print},
    {NULL},
};
