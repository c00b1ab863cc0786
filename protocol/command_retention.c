/* esep retention list, hold, release. */
#include "protocol/command_law.h"
#include "protocol/error.h"
#include "protocol/retention.h"

/* What the line says beside how long the record is kept. */
static void print_notes(Session *session, JsonObject *row)
{
    const char *state = json_object_get_string_member(row, "state");
    gint64 open = json_object_get_int_member(row, "open_entries");
    gint64 left = json_object_get_int_member(row, "days_left");
    if (g_str_equal(state, "grace")) {
        session_print(session, N_("    in an act of disposal: goes after {1}"),
                      json_object_get_string_member(row, "grace_until"), NULL);
    } else if (left >= 0 && json_object_get_int_member(row, "warning") > 0) {
        g_autofree char *days = message_plural(session->language, "    falls due in {1} day",
                                               "    falls due in {1} days", (guint64)left);
        session_print(session, "{1}", days, NULL);
    } else if (left < 0 && open > 0) {
        g_autofree char *count = g_strdup_printf("%" G_GINT64_FORMAT, open);
        session_print(session, N_("    its term is over, but entries are still open: {1}"), count,
                      NULL);
    }
}

static void print_row(Session *session, JsonObject *row)
{
    const char *state = json_object_get_string_member(row, "state");
    JsonArray *holds = json_object_get_array_member(row, "holds");
    session_print(session, N_("{1}  {2} until {3} ({4})"),
                  json_object_get_string_member(row, "meeting"),
                  command_law_word(session, g_str_equal(state, "grace") ? "due" : state),
                  json_object_get_string_member(row, "kept_until"),
                  session_source(session, json_object_get_string_member(row, "source")), NULL);
    for (guint i = 0; i < json_array_get_length(holds); i++) {
        JsonObject *hold = json_array_get_object_element(holds, i);
        g_autofree char *n =
            g_strdup_printf("%" G_GINT64_FORMAT, json_object_get_int_member(hold, "n"));
        session_print(session, N_("    hold {1}: {2} ({3}, {4})"), n,
                      json_object_get_string_member(hold, "why"),
                      json_object_get_string_member(hold, "who"),
                      json_object_get_string_member(hold, "at"), NULL);
    }
    print_notes(session, row);
}

gboolean command_retention_list(Session *session, int argc, char **argv, GError **error)
{
    if (!command_parse(session, NULL, &argc, &argv, 0, 0, error))
        return FALSE;
    Home *home = session_home(session, error);
    g_autofree char *today = clock_today(session->clock);
    g_autoptr(JsonNode) list = home ? retention_list(home, today, error) : NULL;
    if (!list)
        return FALSE;
    if (session->json)
        session_print_json(list);
    JsonArray *rows = json_node_get_array(list);
    for (guint i = 0; i < json_array_get_length(rows); i++)
        print_row(session, json_array_get_object_element(rows, i));
    if (json_array_get_length(rows) == 0)
        session_print(session, N_("There are no sealed records."), NULL);
    return TRUE;
}

gboolean command_hold(Session *session, int argc, char **argv, GError **error)
{
    g_autofree char *why = NULL;
    const GOptionEntry options[] = {
        {"why", 0, 0, G_OPTION_ARG_STRING, &why, N_("who still needs the record, and what for"),
         N_("TEXT")},
        {NULL},
    };
    if (!command_parse(session, options, &argc, &argv, 1, 1, error))
        return FALSE;
    if (!command_need("--why", why, error))
        return FALSE;
    Home *home = session_home(session, error);
    if (!home || !retention_hold(home, argv[1], why, error))
        return FALSE;
    session_print(session, N_("The record {1} is held."), argv[1], NULL);
    return session_done(session);
}

gboolean command_release(Session *session, int argc, char **argv, GError **error)
{
    gint64 n = 0;
    if (!command_parse(session, NULL, &argc, &argv, 1, 2, error))
        return FALSE;
    if (argc > 2 && !g_ascii_string_to_signed(argv[2], 10, 1, G_MAXINT, &n, NULL)) {
        error_set(error, PROTOCOL_ERROR_USAGE, N_("“{1}” is no number. See --help."), argv[2],
                  NULL);
        return FALSE;
    }
    Home *home = session_home(session, error);
    if (!home || !retention_release(home, argv[1], (int)n, error))
        return FALSE;
    session_print(session, N_("The hold of the record {1} is released."), argv[1], NULL);
    return session_done(session);
}
