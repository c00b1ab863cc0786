/* esep audit verify, show */
#include "protocol/command.h"
#include "protocol/error.h"
#include "protocol/json_read.h"
#include "protocol/register_audit.h"

static gboolean run_verify(Session *session, int argc, char **argv, GError **error)
{
    if (!command_parse(session, NULL, &argc, &argv, 0, 0, error))
        return FALSE;
    Home *home = session_home(session, error);
    gint64 rows = 0;
    g_autofree char *head = NULL;
    if (!home || !register_audit_verify(home_register(home), &rows, &head, error))
        return FALSE;
    g_autofree char *count = g_strdup_printf("%" G_GINT64_FORMAT, rows);
    session_print(session, N_("The log of all changes is whole: {1} rows. Its head: {2}"), count,
                  head, NULL);
    if (session->json) {
        g_autoptr(JsonObject) object = json_object_new();
        json_object_set_boolean_member(object, "ok", TRUE);
        json_object_set_int_member(object, "rows", rows);
        json_object_set_string_member(object, "head", head);
        g_autoptr(JsonNode) node = json_node_init_object(json_node_alloc(), object);
        session_print_json(node);
    }
    return TRUE;
}

static void print_row(Session *session, JsonObject *row)
{
    g_autofree char *seq =
        g_strdup_printf("%" G_GINT64_FORMAT, json_object_get_int_member(row, "seq"));
    g_autofree char *wall = time_iso(json_object_get_int_member(row, "wall_ms"));
    gboolean trusted = json_object_get_int_member(row, "trusted") != 0;
    session_print(session, trusted ? "{1}  {2}   {3}  {4}  {5}" : "{1}  {2}?  {3}  {4}  {5}", seq,
                  wall, json_read_shown(row, "who"), json_read_shown(row, "meeting"),
                  json_read_shown(row, "what"), NULL);
    session_print(session, "      {1}: {2} → {3}", json_read_shown(row, "subject"),
                  json_read_shown(row, "before"), json_read_shown(row, "after"), NULL);
}

static gboolean run_show(Session *session, int argc, char **argv, GError **error)
{
    int last = 100;
    const GOptionEntry options[] = {
        {"last", 0, 0, G_OPTION_ARG_INT, &last, N_("so many rows, the newest (100)"), "N"},
        {NULL},
    };
    if (!command_parse(session, options, &argc, &argv, 0, 1, error))
        return FALSE;
    if (last < 1) {
        error_set(error, PROTOCOL_ERROR_USAGE, N_("{1} takes a number from 1 on."), "--last", NULL);
        return FALSE;
    }
    const char *id = argc > 1 ? argv[1] : NULL;
    Home *home = session_home(session, error);
    g_autoptr(JsonArray) rows =
        home ? register_audit_last(home_register(home), id, last, error) : NULL;
    if (!rows)
        return FALSE;
    if (session->json) {
        g_autoptr(JsonNode) node = json_node_init_array(json_node_alloc(), rows);
        session_print_json(node);
        return TRUE;
    }
    for (guint i = 0; i < json_array_get_length(rows); i++)
        print_row(session, json_array_get_object_element(rows, i));
    return TRUE;
}

const Command command_audit_table[] = {
    {"audit verify", "", N_("verify the log of all changes"), run_verify},
    {"audit show", "[ID] [--last N]", N_("show the log of all changes, or of one meeting"),
     run_show},
    {NULL},
};
