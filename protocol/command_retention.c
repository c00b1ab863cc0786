/* esep retention list, retention space, hold, release. */
#include "protocol/command_law.h"
#include "protocol/disk_space.h"
#include "protocol/error.h"
#include "protocol/retention.h"

/* What the line says beside how long the record is kept. */
static void print_notes(Session *session, JsonObject *row)
{
    const char *state = json_object_get_string_member(row, "state");
    g_autofree char *open = retention_open_text(row, session->language);
    gint64 left = json_object_get_int_member(row, "days_left");
    if (g_str_equal(state, "grace")) {
        session_print(session, N_("    in an act of disposal: goes after {1}"),
                      json_object_get_string_member(row, "grace_until"), NULL);
    } else if (left >= 0 && json_object_get_int_member(row, "warning") > 0) {
        g_autofree char *days = message_plural(session->language, "    falls due in {1} day",
                                               "    falls due in {1} days", (guint64)left);
        session_print(session, "{1}", days, NULL);
    } else if (left < 0 && open) {
        session_print(session, N_("    its term is over, but still open are: {1}"), open, NULL);
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
    return list && session_print_rows(session, list, print_row, N_("There are no sealed records."));
}

gboolean command_retention_space(Session *session, int argc, char **argv, GError **error)
{
    if (!command_parse(session, NULL, &argc, &argv, 0, 0, error))
        return FALSE;
    Home *home = session_home(session, error);
    g_autoptr(JsonNode) node = home ? disk_space_read(home, error) : NULL;
    if (!node)
        return FALSE;
    if (session->json)
        session_print_json(node);
    JsonObject *space = json_node_get_object(node);
    JsonArray *proposed = json_object_get_array_member(space, "proposed");
    gint64 hours = json_object_get_int_member(space, "hours_left");
    g_autofree char *left = message_plural(session->language, "The disk takes {1} hour more.",
                                           "The disk takes {1} hours more.", (guint64)hours);
    session_print(session, "{1}", left, NULL);
    for (guint i = 0; i < json_array_get_length(proposed); i++) {
        JsonObject *item = json_array_get_object_element(proposed, i);
        g_autofree char *size = g_format_size((guint64)json_object_get_int_member(item, "bytes"));
        session_print(session,
                      N_("{1}: its term ended on {2}, its archive was read back; {3} come free by "
                         "esep dispose {1}."),
                      json_object_get_string_member(item, "meeting"),
                      json_object_get_string_member(item, "kept_until"), size, NULL);
    }
    gboolean low = json_object_get_boolean_member(space, "low");
    if (low && json_array_get_length(proposed) == 0)
        session_print(
            session,
            N_("Nothing may go: only what is past its term and was read back from another "
               "medium does. Take a larger card, or export what is past its term."),
            NULL);
    if (low)
        session->exit_code = PROTOCOL_ERROR_REFUSED;
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
