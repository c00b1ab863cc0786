/* esep user add, list, set-pin, remove */
#include <unistd.h>

#include "protocol/command_record.h"
#include "protocol/error.h"
#include "protocol/secret_read.h"
#include "protocol/user.h"

/* The PIN from the descriptor, or twice from the terminal. */
static char *read_pin(Session *session, int fd, GError **error)
{
    if (fd >= 0 || isatty(STDIN_FILENO))
        return secret_read(session, fd, N_("PIN (six digits, not shown):"),
                           N_("The same PIN again:"), error);
    error_set(error, PROTOCOL_ERROR_USAGE,
              N_("A PIN is read from the terminal, or with --pin-fd from a file descriptor."),
              NULL);
    return NULL;
}

static gboolean parse_number(const char *text, int *number_out, GError **error)
{
    gint64 number;
    if (!g_ascii_string_to_signed(text, 10, 1, G_MAXINT, &number, NULL)) {
        error_set(error, PROTOCOL_ERROR_USAGE, N_("“{1}” is no number. See --help."), text, NULL);
        return FALSE;
    }
    *number_out = (int)number;
    return TRUE;
}

static gboolean parse_role(const char *code, UserRole *role_out, GError **error)
{
    gboolean ok = command_need("--role", code, error);
    if (ok && !user_role_parse(code, role_out)) {
        error_set(error, PROTOCOL_ERROR_USAGE,
                  N_("There is no role “{1}”: secretary, inspector, chief, controller or "
                     "administrator."),
                  code, NULL);
        return FALSE;
    }
    return ok;
}

static gboolean run_add(Session *session, int argc, char **argv, GError **error)
{
    g_autofree char *name = NULL, *code = NULL;
    int fd = -1, number = 0;
    UserRole role = USER_SECRETARY;
    const GOptionEntry options[] = {
        {"name", 0, 0, G_OPTION_ARG_STRING, &name, N_("rank and name, as the screen shows them"),
         N_("TEXT")},
        {"role", 0, 0, G_OPTION_ARG_STRING, &code,
         N_("secretary, inspector, chief, controller or administrator"), N_("CODE")},
        {"pin-fd", 0, 0, G_OPTION_ARG_INT, &fd, N_("read the PIN from this file descriptor"), "N"},
        {NULL},
    };
    if (!command_parse(session, options, &argc, &argv, 0, 0, error) ||
        !command_need("--name", name, error) || !parse_role(code, &role, error))
        return FALSE;
    Home *home = session_home(session, error);
    char *pin = home ? read_pin(session, fd, error) : NULL;
    gboolean ok = pin && user_add(home, name, role, pin, &number, error);
    secret_free(pin);
    if (ok)
        command_record_print_new(session, "n", number);
    return ok;
}

static gboolean run_set_pin(Session *session, int argc, char **argv, GError **error)
{
    int fd = -1, number = 0;
    const GOptionEntry options[] = {
        {"pin-fd", 0, 0, G_OPTION_ARG_INT, &fd, N_("read the PIN from this file descriptor"), "N"},
        {NULL},
    };
    if (!command_parse(session, options, &argc, &argv, 1, 1, error) ||
        !parse_number(argv[1], &number, error))
        return FALSE;
    Home *home = session_home(session, error);
    char *pin = home ? read_pin(session, fd, error) : NULL;
    gboolean ok = pin && user_set_pin(home, number, pin, error);
    secret_free(pin);
    return ok && session_done(session);
}

static gboolean run_remove(Session *session, int argc, char **argv, GError **error)
{
    int number = 0;
    if (!command_parse(session, NULL, &argc, &argv, 1, 1, error) ||
        !parse_number(argv[1], &number, error))
        return FALSE;
    Home *home = session_home(session, error);
    return home && user_remove(home, number, error) && session_done(session);
}

static void print_user(Session *session, JsonObject *user)
{
    UserRole role = USER_SECRETARY;
    user_role_parse(json_object_get_string_member(user, "role"), &role);
    g_autofree char *number =
        g_strdup_printf("%" G_GINT64_FORMAT, json_object_get_int_member(user, "n"));
    session_print(session, "{1}  {2}, {3}", number, json_object_get_string_member(user, "name"),
                  message(session->language, user_role_text(role)), NULL);
}

static gboolean run_list(Session *session, int argc, char **argv, GError **error)
{
    if (!command_parse(session, NULL, &argc, &argv, 0, 0, error))
        return FALSE;
    Home *home = session_home(session, error);
    g_autoptr(JsonNode) list = home ? user_list(home, error) : NULL;
    return list && session_print_rows(session, list, print_user,
                                      N_("Nobody has a PIN yet. The first is an administrator."));
}

const Command command_user_table[] = {
    {"user add", "--name TEXT --role CODE [--pin-fd N]",
     N_("give somebody a PIN for the touch screen"), run_add},
    {"user list", "", N_("who has a PIN"), run_list},
    {"user set-pin", "N [--pin-fd N]", N_("give somebody a new PIN, and end a wait"), run_set_pin},
    {"user remove", "N", N_("take somebody's PIN away"), run_remove},
    {NULL},
};
