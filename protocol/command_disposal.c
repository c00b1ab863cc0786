/* dispose, dispose finish, dispose undo, dispose list */
#include "protocol/command_pin.h"
#include "protocol/disposal.h"
#include "protocol/error.h"

/* More than any act of a year names. */
#define RECORDS_MAX 1000

static gboolean run_dispose(Session *session, int argc, char **argv, GError **error)
{
    g_autofree char *path = NULL, *act = NULL;
    g_auto(GStrv) commission = NULL;
    int user = 0, fd = -1;
    const GOptionEntry options[] = {
        {"act", 0, 0, G_OPTION_ARG_FILENAME, &path, N_("where to write the act of disposal"),
         N_("OUT.pdf")},
        {"commission", 0, 0, G_OPTION_ARG_STRING_ARRAY, &commission,
         N_("rank and name of who signs it, the chair first; once for each"), N_("WHO")},
        {"user", 0, 0, G_OPTION_ARG_INT, &user,
         N_("number of the administrator whose PIN is asked for"), "N"},
        {"pin-fd", 0, 0, G_OPTION_ARG_INT, &fd, N_("read the PIN from this file descriptor"), "N"},
        {NULL},
    };
    if (!command_parse(session, options, &argc, &argv, 1, RECORDS_MAX, error))
        return FALSE;
    if (!command_need("--act", path && *path ? path : NULL, error))
        return FALSE;
    Home *home = session_home(session, error);
    const DisposalAct wanted = {(const char *const *)argv + 1, (const char *const *)commission,
                                path};
    if (!home || !command_ask_administrator(session, home, user, fd, error) ||
        !disposal_begin(home, &wanted, &act, error))
        return FALSE;
    g_autofree char *days = g_strdup_printf("%d", DISPOSAL_GRACE_DAYS);
    session_print(session,
                  N_("Act of disposal No. {1}: {2}. Print it and have it signed. For {3} days the "
                     "records can be taken back (esep dispose undo ID --why TEXT); after that, "
                     "esep dispose finish removes them."),
                  act, path, days, NULL);
    if (session->json) {
        g_autoptr(JsonObject) object = json_object_new();
        json_object_set_string_member(object, "act", act);
        json_object_set_string_member(object, "file", path);
        g_autoptr(JsonNode) node = json_node_init_object(json_node_alloc(), object);
        session_print_json(node);
    }
    return TRUE;
}

static gboolean run_undo(Session *session, int argc, char **argv, GError **error)
{
    g_autofree char *why = NULL;
    const GOptionEntry options[] = {
        {"why", 0, 0, G_OPTION_ARG_STRING, &why, N_("why the record is kept after all"),
         N_("TEXT")},
        {NULL},
    };
    if (!command_parse(session, options, &argc, &argv, 1, 1, error))
        return FALSE;
    if (!command_need("--why", why, error))
        return FALSE;
    Home *home = session_home(session, error);
    if (!home || !disposal_undo(home, argv[1], why, error))
        return FALSE;
    session_print(session, N_("The record {1} was taken back: it is not disposed of."), argv[1],
                  NULL);
    return session_done(session);
}

static void print_finished(Session *session, JsonObject *row)
{
    static const struct {
        const char *state, *text;
    } lines[] = {
        {"disposed", N_("{1}: disposed of. Its number, date, hashes and act stay.")},
        {"grace", N_("{1}: in its week of grace until {2}.")},
        {"held", N_("{1}: held, and stays until it is released.")},
        {"kept", N_("{1}: an entry or a decision of it is open again; it stays until that is "
                    "closed.")},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(lines); i++)
        if (g_str_equal(json_object_get_string_member(row, "state"), lines[i].state))
            session_print(session, lines[i].text, json_object_get_string_member(row, "meeting"),
                          json_object_get_string_member(row, "until"), NULL);
}

static gboolean run_finish(Session *session, int argc, char **argv, GError **error)
{
    if (!command_parse(session, NULL, &argc, &argv, 0, 0, error))
        return FALSE;
    Home *home = session_home(session, error);
    g_autoptr(JsonNode) results = home ? disposal_finish(home, error) : NULL;
    return results && session_print_rows(session, results, print_finished,
                                         N_("No record waits for its disposal."));
}

static void print_disposal(Session *session, JsonObject *row)
{
    const char *finished = json_object_get_string_member_with_default(row, "finished", NULL);
    g_autofree char *number = g_strdup_printf("%d", (int)json_object_get_int_member(row, "number"));
    session_print(session,
                  finished ? N_("{1}  protocol No. {2} of {3}, act No. {4}: disposed of {5}")
                           : N_("{1}  protocol No. {2} of {3}, act No. {4}: in its week of grace "
                                "until {6}"),
                  json_object_get_string_member(row, "meeting"), number,
                  json_object_get_string_member(row, "date"),
                  json_object_get_string_member(row, "act"), finished ? finished : "",
                  json_object_get_string_member(row, "until"), NULL);
    g_autofree char *hash =
        g_strconcat("    SHA-256 ", json_object_get_string_member(row, "json_sha256"), NULL);
    session_print(session, "{1}", hash, NULL);
}

static gboolean run_list(Session *session, int argc, char **argv, GError **error)
{
    if (!command_parse(session, NULL, &argc, &argv, 0, 0, error))
        return FALSE;
    Home *home = session_home(session, error);
    g_autoptr(JsonNode) list = home ? disposal_list(home, error) : NULL;
    return list &&
           session_print_rows(session, list, print_disposal, N_("Nothing was disposed of."));
}

const Command command_disposal_table[] = {
    {"dispose", "ID… --act OUT.pdf [--commission WHO]… [--user N] [--pin-fd N]",
     N_("write the act of disposal of records whose term is over; a week later they can go"),
     run_dispose},
    {"dispose finish", "", N_("remove the records whose week of grace is over"), run_finish},
    {"dispose undo", "ID --why TEXT", N_("take a record back in its week of grace"), run_undo},
    {"dispose list", "", N_("what was disposed of, and what waits for it"), run_list},
    {NULL},
};
