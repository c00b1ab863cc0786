/* print */
#include <string.h>

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

/* Who gets the papers that the edition asks for. */
static const struct {
    const char *code, *msgid;
} keepers[] = {
    {"police", N_("one for the police body")},
    {"executive", N_("one for the local executive body")},
};

static void print_keepers(Session *session, const char *const *codes)
{
    for (; *codes; codes++)
        for (gsize i = 0; i < G_N_ELEMENTS(keepers); i++)
            if (strcmp(keepers[i].code, *codes) == 0)
                session_print(session, "  {1}", message(session->language, keepers[i].msgid), NULL);
}

static void print_done(Session *session, gboolean again, int copies)
{
    if (!session->json)
        return;
    g_autoptr(JsonObject) object = json_object_new();
    json_object_set_boolean_member(object, "printed", TRUE);
    json_object_set_boolean_member(object, "again", again);
    json_object_set_int_member(object, "copies", copies);
    g_autoptr(JsonNode) node = json_node_init_object(json_node_alloc(), object);
    session_print_json(node);
}

static gboolean print_meeting(Session *session, const char *id, const PrintRequest *request,
                              GError **error)
{
    gboolean again = FALSE;
    Home *home = session_home(session, error);
    const char *const *codes = home ? print_protocol_copies(home, id, error) : NULL;
    if (!codes || !print_protocol(home, id, request, handle_state, session, &again, error))
        return FALSE;
    session_print(session,
                  !again                  ? N_("Printed.")
                  : request->signed_again ? N_("Printed again; the log of all changes says so.")
                                          : N_("Printed again, marked as a copy on each page; the "
                                               "log of all changes says so."),
                  NULL);
    if (request->copies == 0)
        print_keepers(session, codes);
    print_done(session, again,
               request->copies ? request->copies : (int)g_strv_length((char **)codes));
    return TRUE;
}

static gboolean print_one_receipt(Session *session, const char *id, int entry, gboolean roll,
                                  const PrintRequest *request, GError **error)
{
    Home *home = session_home(session, error);
    if (!home || !print_receipt(home, id, entry, roll, request, handle_state, session, error))
        return FALSE;
    session_print(session, N_("Printed."), NULL);
    print_done(session, FALSE, MAX(request->copies, 1));
    return TRUE;
}

static gboolean run_print(Session *session, int argc, char **argv, GError **error)
{
    g_autofree char *printer = NULL;
    gboolean list = FALSE, again = FALSE, roll = FALSE;
    int copies = 0, entry = 0;
    const GOptionEntry options[] = {
        {"printer", 0, 0, G_OPTION_ARG_STRING, &printer,
         N_("name of the printer, or its address ipp://…; the default printer otherwise"),
         N_("NAME")},
        {"copies", 0, 0, G_OPTION_ARG_INT, &copies, N_("how many copies (as the law asks for)"),
         "N"},
        {"signed", 0, 0, G_OPTION_ARG_NONE, &again,
         N_("once more as it was signed, not marked as a copy"), NULL},
        {"receipt", 0, 0, G_OPTION_ARG_INT, &entry, N_("the receipt of this entry instead"), "N"},
        {"roll", 0, 0, G_OPTION_ARG_NONE, &roll, N_("the receipt on a roll of 80 mm"), NULL},
        {"list", 0, 0, G_OPTION_ARG_NONE, &list, N_("list the printers, print nothing"), NULL},
        {NULL},
    };
    if (!command_parse(session, options, &argc, &argv, 0, 1, error))
        return FALSE;
    if (list)
        return list_printers(session);
    if (argc != 2 || copies < 0 || copies > PRINT_COPIES_MAX) {
        error_set(error, PROTOCOL_ERROR_USAGE,
                  argc != 2 ? N_("Say which meeting's protocol is printed. See: esep print --help")
                            : N_("The number of copies is 1 to 99."),
                  NULL);
        return FALSE;
    }
    const PrintRequest request = {.printer = printer, .copies = copies, .signed_again = again};
    if (entry > 0)
        return print_one_receipt(session, argv[1], entry, roll, &request, error);
    return print_meeting(session, argv[1], &request, error);
}

const Command command_print_table[] = {
    {"print", "ID [--printer NAME] [--copies N] [--signed] [--receipt N [--roll]]",
     N_("print the sealed protocol as it was signed, and wait until it is on paper"), run_print},
    {NULL},
};
