/* seal, export, verify, import */
#include <string.h>
#include <unistd.h>

#include "protocol/command_key.h"
#include "protocol/error.h"
#include "protocol/export.h"
#include "protocol/import.h"
#include "protocol/meeting.h"
#include "protocol/seal.h"
#include "protocol/stick.h"
#include "protocol/verify.h"

static gboolean run_seal(Session *session, int argc, char **argv, GError **error)
{
    g_autofree char *reason = NULL, *password_file = NULL;
    g_auto(GStrv) p12 = NULL;
    const GOptionEntry options[] = {
        {"p12", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &p12,
         N_("key file of whoever signs with a key; once for each"), N_("FILE")},
        {"password-file", 0, 0, G_OPTION_ARG_FILENAME, &password_file,
         N_("where the passwords stand, a line a key; without it the terminal asks"), N_("FILE")},
        {"late-reason", 0, 0, G_OPTION_ARG_STRING, &reason,
         N_("why the protocol is sealed after the day of the meeting"), N_("TEXT")},
        {NULL},
    };
    if (!command_parse(session, options, &argc, &argv, 1, 1, error))
        return FALSE;
    g_autoptr(GPtrArray) keys = command_read_keys(session, p12, password_file, error);
    Home *home = keys ? session_home(session, error) : NULL;
    int number = 0;
    if (!home || !seal_meeting_with_keys(home, argv[1], reason, (SigningKey *const *)keys->pdata,
                                         keys->len, &number, error))
        return FALSE;
    g_autofree char *digits = g_strdup_printf("%d", number);
    g_autofree char *path = home_meeting_path(home, argv[1], "protocol.pdf");
    session_print(session, N_("Sealed: protocol No. {1}. The record is frozen."), digits, NULL);
    session_print(session, "{1}", path, NULL);
    if (session->json) {
        g_autoptr(JsonObject) object = json_object_new();
        json_object_set_string_member(object, "id", argv[1]);
        json_object_set_int_member(object, "number", number);
        json_object_set_string_member(object, "protocol", path);
        g_autoptr(JsonNode) node = json_node_init_object(json_node_alloc(), object);
        session_print_json(node);
    }
    return TRUE;
}

static void handle_copied(gint64 done_bytes, gint64 all_bytes, gpointer user_data)
{
    session_progress(user_data, N_("Copying"), done_bytes, all_bytes);
}

static gboolean run_export(Session *session, int argc, char **argv, GError **error)
{
    g_autofree char *folder = NULL, *name = NULL, *path = NULL;
    int entry = 0;
    gboolean eject = FALSE;
    const GOptionEntry options[] = {
        {"to", 0, 0, G_OPTION_ARG_FILENAME, &folder, N_("folder in which the archive is made"),
         N_("DIR")},
        {"profile", 0, 0, G_OPTION_ARG_STRING, &name,
         N_("full: everything, for the controller (the default); entry: one entry and its clip; "
            "public: what everybody may see"),
         "full|entry|public"},
        {"entry", 0, 0, G_OPTION_ARG_INT, &entry, N_("number of the entry, for the profile entry"),
         "N"},
        {"eject", 0, 0, G_OPTION_ARG_NONE, &eject,
         N_("switch the stick off when the archive is on it, so that it can be pulled"), NULL},
        {NULL},
    };
    if (!command_parse(session, options, &argc, &argv, 1, 1, error))
        return FALSE;
    ExportProfile profile = EXPORT_FULL;
    if (!folder || !*folder) {
        error_set(error, PROTOCOL_ERROR_USAGE, N_("Give --to: the folder for the archive."), NULL);
        return FALSE;
    }
    if (name && !export_profile_parse(name, &profile)) {
        error_set(error, PROTOCOL_ERROR_USAGE,
                  N_("There is no profile “{1}”: full, entry or public."), name, NULL);
        return FALSE;
    }
    if ((profile == EXPORT_ENTRY) != (entry > 0)) {
        error_set(error, PROTOCOL_ERROR_USAGE,
                  N_("The archive of one entry needs both: --profile entry --entry N"), NULL);
        return FALSE;
    }
    Home *home = session_home(session, error);
    if (!home || !export_meeting(home, argv[1], folder, profile, entry, handle_copied, session,
                                 &path, error))
        return FALSE;
    session_print(session, "{1}", path, NULL);
    if (eject && !stick_remove(folder, error))
        return FALSE;
    if (eject)
        session_print(session, N_("The stick can be pulled out."), NULL);
    if (session->json) {
        g_autoptr(JsonObject) object = json_object_new();
        json_object_set_string_member(object, "path", path);
        g_autoptr(JsonNode) node = json_node_init_object(json_node_alloc(), object);
        session_print_json(node);
    }
    return TRUE;
}

static void handle_hashed(gint64 done_bytes, gint64 all_bytes, gpointer user_data)
{
    session_progress(user_data, N_("Verifying"), done_bytes, all_bytes);
}

static char *number_text(gint64 number)
{
    return g_strdup_printf("%" G_GINT64_FORMAT, number);
}

static void print_difference(Session *session, const Verification *result)
{
    g_autofree char *reason = message_error(session->language, result->reason);
    if (result->second >= 0) {
        g_autofree char *place = time_length(result->second);
        session_print(session, N_("DIFFERENT: {1}, from {2} in the recording. {3}"), result->file,
                      place, reason, NULL);
    } else {
        session_print(session, N_("DIFFERENT: {1}. {2}"), result->file, reason, NULL);
    }
    g_autofree char *from = number_text(result->from), *to = number_text(result->to);
    g_autofree char *line = number_text(result->line);
    if (result->from >= 0)
        session_print(session, N_("  It lies in the bytes from {1} to {2} of that file."), from, to,
                      NULL);
    if (result->line >= 0)
        session_print(session, N_("  It lies in line {1} of that file."), line, NULL);
}

static void print_result(Session *session, const Verification *result)
{
    if (session->json) {
        g_autoptr(JsonNode) node = verification_json(result);
        session_print_json(node);
        return;
    }
    if (result->checked->len > 0)
        session_print(session, N_("Checked and right:"), NULL);
    for (guint i = 0; i < result->checked->len; i++) {
        g_autofree char *line = verification_line(session->language, result->checked->pdata[i]);
        session_print(session, "  {1}", line, NULL);
    }
    if (result->signer)
        session_print(session,
                      N_("Signed by “{1}” with the certificate {2}. Compare it with the one that "
                         "the police body has published."),
                      result->signer_name ? result->signer_name : "", result->signer, NULL);
    else
        session_print(session, N_("Nothing here is signed yet."), NULL);
    if (result->ok)
        session_print(session, N_("Nothing was changed, added or removed."), NULL);
    else
        print_difference(session, result);
}

static gboolean run_verify(Session *session, int argc, char **argv, GError **error)
{
    if (!command_parse(session, NULL, &argc, &argv, 1, 1, error))
        return FALSE;
    Verification result = {.ok = FALSE};
    gboolean ok;
    /* A path wins: an archive may be called like a meeting. */
    if (meeting_id_valid(argv[1]) && access(argv[1], F_OK) != 0) {
        Home *home = session_home(session, error);
        ok = home && verify_meeting(home, argv[1], handle_hashed, session, &result, error);
    } else {
        ok = verify_path(argv[1], handle_hashed, session, &result, error);
    }
    if (ok) {
        print_result(session, &result);
        session->exit_code = result.ok ? 0 : PROTOCOL_ERROR_DIFFERENT;
    }
    verification_clear(&result);
    return ok;
}

static gboolean run_import(Session *session, int argc, char **argv, GError **error)
{
    if (!command_parse(session, NULL, &argc, &argv, 1, 1, error))
        return FALSE;
    Verification result;
    g_autofree char *id = NULL;
    Home *home = session_home(session, error);
    if (!home)
        return FALSE;
    gboolean ok = import_archive(home, argv[1], handle_hashed, session, &result, &id, error);
    if (ok) {
        session_print(
            session,
            N_("Verified and imported as {1}. It was signed by “{2}” with the certificate "
               "{3}. Compare it with the one that the police body has published."),
            id, result.signer_name, result.signer, NULL);
    }
    if (ok && session->json) {
        g_autoptr(JsonObject) object = json_object_new();
        json_object_set_string_member(object, "id", id);
        json_object_set_string_member(object, "signer", result.signer);
        json_object_set_string_member(object, "signer_name", result.signer_name);
        g_autoptr(JsonNode) node = json_node_init_object(json_node_alloc(), object);
        session_print_json(node);
    }
    verification_clear(&result);
    return ok;
}

const Command command_archive_table[] = {
    {"seal", "ID [--late-reason TEXT] [--p12 FILE]… [--password-file FILE]",
     N_("seal the record: number, signed protocol, nothing can be changed after"), run_seal},
    {"export", "ID --to DIR [--profile full|entry|public] [--entry N] [--eject]",
     N_("write the archive of a sealed meeting (BagIt, signed)"), run_export},
    {"verify", "ID|PATH", N_("verify a meeting, an archive or a sealed PDF"), run_verify},
    {"import", "PATH", N_("take over the archive of another device's meeting, if it verifies"),
     run_import},
    {NULL},
};
