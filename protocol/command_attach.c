/* esep attach */
#include "protocol/command_record.h"
#include "protocol/error.h"
#include "protocol/meeting.h"

gboolean command_attach(Session *session, int argc, char **argv, GError **error)
{
    g_autofree char *path = NULL;
    const GOptionEntry options[] = {
        {"signed-copy", 0, 0, G_OPTION_ARG_FILENAME, &path,
         N_("scan of the printed and signed protocol: JPEG, PNG or PDF"), N_("FILE")},
        {NULL},
    };
    if (!command_parse(session, options, &argc, &argv, 1, 1, error) ||
        !command_need("--signed-copy", path, error))
        return FALSE;
    Home *home = session_home(session, error);
    int number = 0;
    if (!home || !meeting_signed_copy(home, argv[1], path, &number, error))
        return FALSE;
    command_record_print_new(session, "signed_copy", number);
    return TRUE;
}
