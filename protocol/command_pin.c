#include "protocol/command_pin.h"

#include <unistd.h>

#include "protocol/error.h"
#include "protocol/secret_read.h"
#include "protocol/user.h"

/* The administrator who is asked: number, or the only one. 0 if there is none at all, -1 with an
 * error. */
static int find_administrator(Home *home, int number, GError **error)
{
    g_autoptr(JsonNode) list = user_list(home, error);
    int found = 0, count = 0;
    if (!list)
        return -1;
    JsonArray *users = json_node_get_array(list);
    for (guint i = 0; i < json_array_get_length(users); i++) {
        JsonObject *user = json_array_get_object_element(users, i);
        UserRole role = USER_SECRETARY;
        int n = (int)json_object_get_int_member(user, "n");
        user_role_parse(json_object_get_string_member(user, "role"), &role);
        if (role != USER_ADMINISTRATOR)
            continue;
        count++;
        if (number == 0 || n == number)
            found = n;
    }
    if (count == 0 || (found > 0 && (count == 1 || number > 0)))
        return found;
    error_set(error, PROTOCOL_ERROR_USAGE,
              N_("Say with --user which administrator you are. See: esep user list"), NULL);
    return -1;
}

gboolean command_ask_administrator(Session *session, Home *home, int number, int fd, GError **error)
{
    int wait_s = 0, who = find_administrator(home, number, error);
    if (who <= 0)
        return who == 0;
    if (fd < 0 && !isatty(STDIN_FILENO)) {
        error_set(error, PROTOCOL_ERROR_USAGE,
                  N_("A PIN is read from the terminal, or with --pin-fd from a file descriptor."),
                  NULL);
        return FALSE;
    }
    char *pin = secret_read(session, fd, N_("PIN (six digits, not shown):"), NULL, error);
    gboolean ok = pin && user_enter(home, who, pin, &wait_s, error);
    secret_free(pin);
    return ok;
}
