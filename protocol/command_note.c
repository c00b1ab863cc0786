/* esep entry add, decision add, award add, mark, addendum, material add */
#include <string.h>

#include "protocol/command_key.h"
#include "protocol/command_record.h"
#include "protocol/error.h"
#include "protocol/file_read.h"
#include "protocol/meeting.h"
#include "protocol/strokes.h"

/* --from: an attendee's number, or that the person asked to stay unnamed. */
static gboolean parse_from(const char *text, int *from_out, GError **error)
{
    gint64 number = 0;
    if (strcmp(text, "anonymous") != 0 &&
        !g_ascii_string_to_signed(text, 10, 1, G_MAXINT, &number, NULL)) {
        error_set(error, PROTOCOL_ERROR_USAGE,
                  N_("--from: “{1}” is neither the number of somebody registered nor "
                     "“anonymous”."),
                  text, NULL);
        return FALSE;
    }
    *from_out = (int)number;
    return TRUE;
}

static void print_entry(Session *session, int number, const char *receipt)
{
    g_autofree char *text = g_strdup_printf("%d", number);
    session_print(session, "{1}", text, NULL);
    if (!session->json) {
        session_note(session, N_("Receipt: {1}"), receipt, NULL);
        return;
    }
    g_autoptr(JsonObject) object = json_object_new();
    json_object_set_int_member(object, "entry", number);
    json_object_set_string_member(object, "receipt", receipt);
    g_autoptr(JsonNode) node = json_node_init_object(json_node_alloc(), object);
    session_print_json(node);
}

static gboolean add_entry(Session *session, const char *id, Entry *entry, const char *from,
                          GError **error)
{
    int number = 0;
    g_autofree char *receipt = NULL;
    if (!command_need("--type", entry->type, error) || !command_need("--from", from, error) ||
        !command_need("--text", entry->text, error) ||
        !command_need("--outcome", entry->outcome, error) || !parse_from(from, &entry->from, error))
        return FALSE;
    Home *home = session_home(session, error);
    if (!home || !meeting_entry(home, id, entry, &number, &receipt, error))
        return FALSE;
    print_entry(session, number, receipt);
    return TRUE;
}

gboolean command_entry_add(Session *session, int argc, char **argv, GError **error)
{
    g_autofree char *type = NULL, *from = NULL, *text = NULL, *at = NULL, *outcome = NULL;
    g_autofree char *answer = NULL, *to = NULL;
    gboolean confidential = FALSE;
    const GOptionEntry options[] = {
        {"type", 0, 0, G_OPTION_ARG_STRING, &type, N_("complaint, suggestion or remark"), "TYPE"},
        {"from", 0, 0, G_OPTION_ARG_STRING, &from,
         N_("number of who said it among the registered, or anonymous"), "N|anonymous"},
        {"text", 0, 0, G_OPTION_ARG_STRING, &text, N_("what was said"), "T"},
        {"at", 0, 0, G_OPTION_ARG_STRING, &at, N_("when it was said (now)"), "HH:MM:SS"},
        {"outcome", 0, 0, G_OPTION_ARG_STRING, &outcome, N_("answered, check or forward"),
         "OUTCOME"},
        {"answer", 0, 0, G_OPTION_ARG_STRING, &answer, N_("the answer that was given"), "T"},
        {"to", 0, 0, G_OPTION_ARG_STRING, &to, N_("the body to which it is forwarded"), N_("BODY")},
        {"confidential", 0, 0, G_OPTION_ARG_NONE, &confidential,
         N_("leave it out of public copies"), NULL},
        {NULL},
    };
    if (!command_parse(session, options, &argc, &argv, 1, 1, error))
        return FALSE;
    Entry entry = {.type = type,
                   .text = text,
                   .at = at,
                   .outcome = outcome,
                   .answer = answer,
                   .to = to,
                   .confidential = confidential};
    return add_entry(session, argv[1], &entry, from, error);
}

gboolean command_decision_add(Session *session, int argc, char **argv, GError **error)
{
    g_autofree char *text = NULL, *owner = NULL, *due = NULL;
    int number = 0;
    const GOptionEntry options[] = {
        {"text", 0, 0, G_OPTION_ARG_STRING, &text, N_("what was decided"), "T"},
        {"owner", 0, 0, G_OPTION_ARG_STRING, &owner, N_("who carries it out"), N_("WHO")},
        {"due", 0, 0, G_OPTION_ARG_STRING, &due, N_("by when"), "YYYY-MM-DD"},
        {NULL},
    };
    if (!command_parse(session, options, &argc, &argv, 1, 1, error) ||
        !command_need("--text", text, error) || !command_need("--owner", owner, error) ||
        !command_need("--due", due, error))
        return FALSE;
    Home *home = session_home(session, error);
    if (!home || !meeting_decision(home, argv[1], text, owner, due, &number, error))
        return FALSE;
    command_record_print_new(session, "decision", number);
    return TRUE;
}

gboolean command_award_add(Session *session, int argc, char **argv, GError **error)
{
    g_autofree char *to = NULL, *text = NULL;
    const GOptionEntry options[] = {
        {"to", 0, 0, G_OPTION_ARG_STRING, &to, N_("who is awarded"), N_("WHO")},
        {"text", 0, 0, G_OPTION_ARG_STRING, &text, N_("with what and for what"), "T"},
        {NULL},
    };
    if (!command_parse(session, options, &argc, &argv, 1, 1, error) ||
        !command_need("--to", to, error) || !command_need("--text", text, error))
        return FALSE;
    Home *home = session_home(session, error);
    return home && meeting_award(home, argv[1], to, text, error) && session_done(session);
}

gboolean command_mark(Session *session, int argc, char **argv, GError **error)
{
    gint64 point = 0;
    if (!command_parse(session, NULL, &argc, &argv, 2, 2, error))
        return FALSE;
    if (!g_ascii_string_to_signed(argv[2], 10, 1, 1000, &point, NULL)) {
        error_set(error, PROTOCOL_ERROR_USAGE, N_("“{1}” is no point of the agenda."), argv[2],
                  NULL);
        return FALSE;
    }
    Home *home = session_home(session, error);
    return home && meeting_mark(home, argv[1], (int)point, error) && session_done(session);
}

static gboolean print_addendum(Session *session, const char *path)
{
    session_print(session, "{1}", path, NULL);
    if (session->json) {
        g_autoptr(JsonObject) object = json_object_new();
        json_object_set_boolean_member(object, "done", TRUE);
        json_object_set_string_member(object, "file", path);
        g_autoptr(JsonNode) node = json_node_init_object(json_node_alloc(), object);
        session_print_json(node);
    }
    return TRUE;
}

gboolean command_addendum(Session *session, int argc, char **argv, GError **error)
{
    g_autofree char *text = NULL, *role = NULL, *strokes_path = NULL, *p12 = NULL;
    g_autofree char *strokes = NULL, *path = NULL;
    g_auto(KeyPasswords) passwords = KEY_PASSWORDS_ASK;
    const GOptionEntry options[] = {
        {"text", 0, 0, G_OPTION_ARG_STRING, &text, N_("the correction"), "T"},
        {"role", 0, 0, G_OPTION_ARG_STRING, &role,
         N_("who signs it: inspector, chief, officer or secretary"), "ROLE"},
        {"strokes", 0, 0, G_OPTION_ARG_FILENAME, &strokes_path, N_("the signature, as strokes"),
         N_("FILE")},
        {"p12", 0, 0, G_OPTION_ARG_FILENAME, &p12, N_("sign with the key of a PKCS#12 file"),
         N_("FILE")},
        command_key_file_option(&passwords),
        command_key_fd_option(&passwords),
        {NULL},
    };
    if (!command_parse(session, options, &argc, &argv, 1, 1, error) ||
        !command_need("--text", text, error))
        return FALSE;
    if (role ? !strokes_path == !p12 : strokes_path || p12) {
        error_set(error, PROTOCOL_ERROR_USAGE,
                  N_("Who signs needs both: --role ROLE, and --strokes FILE or --p12 FILE."), NULL);
        return FALSE;
    }
    char *const paths[] = {p12, NULL};
    g_autoptr(GPtrArray) keys = p12 ? command_read_keys(session, paths, &passwords, error) : NULL;
    if ((p12 && !keys) ||
        (strokes_path && !(strokes = file_read(strokes_path, STROKES_MAX_BYTES, NULL, error))))
        return FALSE;
    const AddendumSigner signer = {role, strokes, keys ? keys->pdata[0] : NULL};
    Home *home = session_home(session, error);
    return home && meeting_addendum(home, argv[1], text, role ? &signer : NULL, &path, error) &&
           print_addendum(session, path);
}

gboolean command_material_add(Session *session, int argc, char **argv, GError **error)
{
    if (!command_parse(session, NULL, &argc, &argv, 2, G_MAXINT - 1, error))
        return FALSE;
    Home *home = session_home(session, error);
    for (int i = 2; home && i < argc; i++)
        if (!meeting_material(home, argv[1], argv[i], error))
            return FALSE;
    return home && session_done(session);
}
