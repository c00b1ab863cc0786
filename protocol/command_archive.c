/* seal, export, verify, import */
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <string.h>
#include <unistd.h>

#include "protocol/command_key.h"
#include "protocol/durable.h"
#include "protocol/envelope.h"
#include "protocol/error.h"
#include "protocol/export.h"
#include "protocol/import.h"
#include "protocol/import_numbers.h"
#include "protocol/meeting.h"
#include "protocol/record.h"
#include "protocol/seal.h"
#include "protocol/stick.h"
#include "protocol/verify.h"
#include "protocol/workspace.h"

/* Of "00:12:30". */
#define PLACE_CHARACTERS 8

static gboolean run_seal(Session *session, int argc, char **argv, GError **error)
{
    g_autofree char *reason = NULL;
    g_auto(KeyPasswords) passwords = KEY_PASSWORDS_ASK;
    g_auto(GStrv) p12 = NULL;
    const GOptionEntry options[] = {
        {"p12", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &p12,
         N_("key file of whoever signs with a key; once for each"), N_("FILE")},
        command_key_file_option(&passwords),
        command_key_fd_option(&passwords),
        {"late-reason", 0, 0, G_OPTION_ARG_STRING, &reason,
         N_("why the protocol is sealed after the day of the meeting"), N_("TEXT")},
        {NULL},
    };
    if (!command_parse(session, options, &argc, &argv, 1, 1, error))
        return FALSE;
    g_autoptr(GPtrArray) keys = command_read_keys(session, p12, &passwords, error);
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

static gboolean handle_copied(gint64 done_bytes, gint64 all_bytes, gpointer user_data)
{
    session_progress(user_data, N_("Copying"), done_bytes, all_bytes);
    return TRUE;
}

/* "HH:MM:SS-HH:MM:SS" each; texts may be NULL. */
static GArray *parse_blanks(char *const *texts, GError **error)
{
    g_autoptr(GArray) blanks = g_array_new(FALSE, FALSE, sizeof(JobBlank));
    for (; texts && *texts; texts++) {
        g_auto(GStrv) ends = g_strsplit(*texts, "-", -1);
        int from = 0, to = 0;
        if (g_strv_length(ends) != 2 || strlen(ends[0]) != PLACE_CHARACTERS ||
            strlen(ends[1]) != PLACE_CHARACTERS || !time_of_day_parse(ends[0], &from) ||
            !time_of_day_parse(ends[1], &to) || from >= to) {
            error_set(error, PROTOCOL_ERROR_USAGE,
                      N_("“{1}” is no stretch. Give it as --blank 00:12:30-00:14:00."), *texts,
                      NULL);
            return NULL;
        }
        const JobBlank blank = {from * 1000, to * 1000};
        g_array_append_val(blanks, blank);
    }
    return g_steal_pointer(&blanks);
}

/* Takes the profile's name (NULL: the default) and the stretches (borrowed as long as choice), and
 * checks that all of it goes together. */
static gboolean settle(ExportChoice *choice, const char *name, const GArray *by_hand,
                       GError **error)
{
    if (name && !export_profile_parse(name, &choice->profile)) {
        error_set(error, PROTOCOL_ERROR_USAGE,
                  N_("There is no profile “{1}”: full, entry or public."), name, NULL);
        return FALSE;
    }
    if ((choice->profile == EXPORT_ENTRY) != (choice->entry > 0)) {
        error_set(error, PROTOCOL_ERROR_USAGE,
                  N_("The archive of one entry needs both: --profile entry --entry N"), NULL);
        return FALSE;
    }
    choice->video.by_hand = (const JobBlank *)by_hand->data;
    choice->video.by_hand_count = by_hand->len;
    if (choice->profile != EXPORT_PUBLIC && (by_hand->len > 0 || choice->video.leave_out)) {
        error_set(error, PROTOCOL_ERROR_USAGE,
                  N_("--blank and --no-video belong to --profile public."), NULL);
        return FALSE;
    }
    return TRUE;
}

/* Makes the archive, encrypted if there are readers: its path, g_free. */
static char *make_archive(Session *session, const char *id, const char *folder, char **readers,
                          const ExportChoice *choice, GError **error)
{
    char *path = NULL;
    g_autoptr(GPtrArray) recipients =
        readers ? envelope_recipients(readers, clock_now_ms(session->clock), error) : NULL;
    Home *home = readers && !recipients ? NULL : session_home(session, error);
    if (home && readers)
        export_encrypted(home, id, folder, choice, recipients, handle_copied, session, &path,
                         error);
    else if (home)
        export_meeting(home, id, folder, choice, handle_copied, session, &path, error);
    return path;
}

static void print_archive(Session *session, const char *path, const GPtrArray *told)
{
    session_print(session, "{1}", path, NULL);
    for (guint i = 0; i < told->len; i++) {
        g_autofree char *line = verification_line(session->language, told->pdata[i]);
        session_print(session, "{1}", line, NULL);
    }
}

static gboolean run_export(Session *session, int argc, char **argv, GError **error)
{
    g_autofree char *folder = NULL, *name = NULL;
    g_auto(GStrv) readers = NULL, blanks = NULL;
    g_autoptr(GPtrArray) told = g_ptr_array_new_with_free_func(g_free);
    ExportChoice choice = {.told = told};
    gboolean eject = FALSE;
    const GOptionEntry options[] = {
        {"to", 0, 0, G_OPTION_ARG_FILENAME, &folder, N_("folder in which the archive is made"),
         N_("DIR")},
        {"profile", 0, 0, G_OPTION_ARG_STRING, &name,
         N_("full: everything, for the controller (the default); entry: one entry and its clip; "
            "public: what everybody may see"),
         "full|entry|public"},
        {"entry", 0, 0, G_OPTION_ARG_INT, &choice.entry,
         N_("number of the entry, for the profile entry"), "N"},
        {"blank", 0, 0, G_OPTION_ARG_STRING_ARRAY, &blanks,
         N_("one more stretch that the public copy must not show, in the time of the copy that "
            "plays: 00:12:30-00:14:00; may be given several times"),
         N_("FROM-TO")},
        {"no-video", 0, 0, G_OPTION_ARG_NONE, &choice.video.leave_out,
         N_("leave the recording out of the public copy"), NULL},
        {"eject", 0, 0, G_OPTION_ARG_NONE, &eject,
         N_("switch the stick off when the archive is on it, so that it can be pulled"), NULL},
        {"for", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &readers,
         N_("encrypt it to the owner of this certificate, who alone can open it; may be given "
            "several times"),
         N_("CERT.pem")},
        {NULL},
    };
    if (!command_parse(session, options, &argc, &argv, 1, 1, error))
        return FALSE;
    if (!folder || !*folder) {
        error_set(error, PROTOCOL_ERROR_USAGE, N_("Give --to: the folder for the archive."), NULL);
        return FALSE;
    }
    g_autoptr(GArray) by_hand = parse_blanks(blanks, error);
    if (!by_hand || !settle(&choice, name, by_hand, error))
        return FALSE;
    g_autofree char *path = make_archive(session, argv[1], folder, readers, &choice, error);
    if (!path)
        return FALSE;
    print_archive(session, path, told);
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

static gboolean handle_opened(gint64 done_bytes, gint64 all_bytes, gpointer user_data)
{
    session_progress(user_data, N_("Decrypting"), done_bytes, all_bytes);
    return TRUE;
}

/* Opens the encrypted archive at path into folder: the path of the bag there, g_free. */
static char *open_archive(Session *session, const char *path, const char *key_path,
                          const KeyPasswords *passwords, const char *folder, GError **error)
{
    EVP_PKEY *key = command_read_archive_key(session, key_path, passwords, error);
    char *bag = key ? envelope_read(path, key, folder, handle_opened, session, error) : NULL;
    EVP_PKEY_free(key);
    return bag;
}

static gboolean check_key(const char *path, const char *key, GError **error)
{
    if (key || !envelope_is(path))
        return TRUE;
    error_set(error, PROTOCOL_ERROR_USAGE,
              N_("The archive {1} is encrypted: give --key with the private key that opens it."),
              path, NULL);
    return FALSE;
}

static gboolean verify_encrypted(Session *session, const char *path, const char *key,
                                 const KeyPasswords *passwords, Verification *result_out,
                                 GError **error)
{
    const char *above = g_getenv("TMPDIR");
    g_autofree char *folder = g_build_filename(above ? above : "/var/tmp", "esep-XXXXXX", NULL);
    if (!g_mkdtemp_full(folder, 0700))
        return durable_failed(folder, error);
    g_autofree char *bag = open_archive(session, path, key, passwords, folder, error);
    gboolean ok = bag && verify_path(bag, handle_hashed, session, result_out, error);
    durable_remove_tree(folder);
    return ok;
}

static gboolean run_verify(Session *session, int argc, char **argv, GError **error)
{
    g_autofree char *key = NULL;
    g_auto(KeyPasswords) passwords = KEY_PASSWORDS_ASK;
    const GOptionEntry options[] = {
        {"key", 0, 0, G_OPTION_ARG_FILENAME, &key,
         N_("private key (PEM) that opens an encrypted archive"), N_("FILE")},
        command_key_file_option(&passwords),
        command_key_fd_option(&passwords),
        {NULL},
    };
    if (!command_parse(session, options, &argc, &argv, 1, 1, error) ||
        !check_key(argv[1], key, error))
        return FALSE;
    Verification result = {.ok = FALSE};
    gboolean ok;
    /* A path wins: an archive may be called like a meeting. */
    if (key) {
        ok = verify_encrypted(session, argv[1], key, &passwords, &result, error);
    } else if (meeting_id_valid(argv[1]) && access(argv[1], F_OK) != 0) {
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

/* Whoever holds the paper asks by the numbers that stand on it. */
static JsonArray *read_numbers(Home *home, const char *id, GError **error)
{
    g_autoptr(JsonNode) record = record_read(home, id, error);
    return record ? import_numbers(home, json_node_get_object(record), error) : NULL;
}

/* numbers: of import_numbers. */
static void print_imported(Session *session, const Verification *result, const char *id,
                           JsonArray *numbers)
{
    session_print(session,
                  N_("Verified and imported as {1}. It was signed by “{2}” with the certificate "
                     "{3}. Compare it with the one that the police body has published."),
                  id, result->signer_name, result->signer, NULL);
    for (guint i = 0; i < json_array_get_length(numbers); i++) {
        JsonObject *pair = json_array_get_object_element(numbers, i);
        g_autofree char *here =
            g_strdup_printf("%d", (int)json_object_get_int_member(pair, "entry"));
        g_autofree char *there =
            g_strdup_printf("%d", (int)json_object_get_int_member(pair, "there"));
        session_print(session, N_("Entry {1} of its protocol has the number {2} here."), there,
                      here, NULL);
    }
    if (!session->json)
        return;
    g_autoptr(JsonObject) object = json_object_new();
    json_object_set_string_member(object, "id", id);
    json_object_set_array_member(object, "numbers", json_array_ref(numbers));
    json_object_set_string_member(object, "signer", result->signer);
    json_object_set_string_member(object, "signer_name", result->signer_name);
    g_autoptr(JsonNode) node = json_node_init_object(json_node_alloc(), object);
    session_print_json(node);
}

static gboolean run_import(Session *session, int argc, char **argv, GError **error)
{
    g_autofree char *key = NULL, *id = NULL, *bag = NULL;
    g_auto(KeyPasswords) passwords = KEY_PASSWORDS_ASK;
    const GOptionEntry options[] = {
        {"key", 0, 0, G_OPTION_ARG_FILENAME, &key,
         N_("private key (PEM) that opens an encrypted archive"), N_("FILE")},
        command_key_file_option(&passwords),
        command_key_fd_option(&passwords),
        {NULL},
    };
    if (!command_parse(session, options, &argc, &argv, 1, 1, error) ||
        !check_key(argv[1], key, error))
        return FALSE;
    Verification result = {.ok = FALSE};
    Workspace workspace = {.lock = -1};
    Home *home = session_home(session, error);
    gboolean ok = home && (!key || workspace_open(&workspace, home, error));
    if (ok && key)
        bag = open_archive(session, argv[1], key, &passwords, workspace.path, error);
    ok = ok && (!key || bag) &&
         import_archive(home, bag ? bag : argv[1], handle_hashed, session, &result, &id, error);
    workspace_close(&workspace);
    g_autoptr(JsonArray) numbers = ok ? read_numbers(home, id, error) : NULL;
    if (numbers)
        print_imported(session, &result, id, numbers);
    verification_clear(&result);
    return numbers != NULL;
}

const Command command_archive_table[] = {
    {"seal", "ID [--late-reason TEXT] [--p12 FILE]… [--password-file FILE | --password-fd N]",
     N_("seal the record: number, signed protocol, nothing can be changed after"), run_seal},
    {"export",
     "ID --to DIR [--profile full|entry|public] [--entry N] [--blank FROM-TO]… [--no-video] "
     "[--for CERT.pem]… [--eject]",
     N_("write the archive of a sealed meeting (BagIt, signed)"), run_export},
    {"verify", "ID|PATH [--key FILE]", N_("verify a meeting, an archive or a sealed PDF"),
     run_verify},
    {"import", "PATH [--key FILE]",
     N_("take over the archive of another device's meeting, if it verifies"), run_import},
    {NULL},
};
