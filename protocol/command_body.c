/* esep body: how the police body is named, and its new name from a day on */
#include "protocol/body.h"
#include "protocol/command.h"
#include "protocol/error.h"
#include "protocol/json_read.h"

static void print_name(Session *session, JsonObject *row)
{
    const char *since = json_read_text(row, "since"), *city = json_read_text(row, "city");
    const char *name_kk = json_read_text(row, "name_kk");
    session_print(session, since ? N_("since {1}: {2}") : N_("at first: {2}"), since ? since : "",
                  json_read_text(row, "name"), NULL);
    if (name_kk)
        session_print(session, "    {1}", name_kk, NULL);
    if (city)
        session_print(session, "    {1}", city, NULL);
}

static gboolean run_show(Session *session, int argc, char **argv, GError **error)
{
    if (!command_parse(session, NULL, &argc, &argv, 0, 0, error))
        return FALSE;
    Home *home = session_home(session, error);
    g_autoptr(JsonNode) list = home ? body_list(home, error) : NULL;
    return list && session_print_rows(session, list, print_name, NULL);
}

static gboolean run_rename(Session *session, int argc, char **argv, GError **error)
{
    g_autofree char *name = NULL, *name_kk = NULL, *city = NULL, *since = NULL, *begins = NULL;
    const GOptionEntry options[] = {
        command_body_option("body", &name),
        command_body_option("body-kk", &name_kk),
        command_body_option("city", &city),
        {"since", 0, 0, G_OPTION_ARG_STRING, &since,
         N_("from this day on (YYYY-MM-DD); otherwise as soon as it can be"), N_("DATE")},
        {NULL},
    };
    if (!command_parse(session, options, &argc, &argv, 0, 0, error) ||
        !command_need("--body", name, error))
        return FALSE;
    Home *home = session_home(session, error);
    const HomeBody body = {.name = name, .name_kk = name_kk, .city = city};
    if (!home || !body_rename(home, &body, since, &begins, error))
        return FALSE;
    session_print(session, N_("From {1} on documents name: {2}. Earlier meetings keep the name."),
                  begins, name, NULL);
    return session_done(session);
}

const Command command_body_table[] = {
    {"body", "", N_("how the police body was and is named in documents"), run_show},
    {"body rename", "--body NAME [--body-kk NAME] [--city NAME] [--since YYYY-MM-DD]",
     N_("a new name of the police body; earlier meetings keep theirs"), run_rename},
    {NULL},
};
