#include "protocol/verify.h"

#include <string.h>

#include "media/chain.h"
#include "media/error.h"
#include "protocol/bag.h"
#include "protocol/error.h"
#include "protocol/export_entry.h"
#include "protocol/export_public.h"
#include "protocol/file_read.h"
#include "protocol/json_read.h"
#include "protocol/pdf.h"
#include "protocol/record.h"
#include "protocol/record_compare.h"
#include "protocol/register.h"
#include "protocol/register_audit.h"
#include "protocol/register_import.h"
#include "protocol/register_meeting.h"
#include "protocol/register_signed_copy.h"
#include "protocol/register_signing.h"
#include "protocol/verify_contents.h"
#include "protocol/verify_entry.h"

#define PDF_MAX_BYTES (64 << 20) /* hours of a recording are no document */
#define JSON_MAX_BYTES (256 << 20)

/* The meeting's files in the home against the register. */
static void fill_home(VerifyContents *contents, Home *home, const char *folder, JsonObject *seal,
                      const char *certificate)
{
    contents->folder = folder;
    contents->prefix = "";
    contents->certificate = certificate;
    if (!seal)
        return;
    contents->json_sha256 = json_object_get_string_member(seal, "json_sha256");
    contents->pdf_sha256 = json_object_get_string_member(seal, "pdf_sha256");
}

/* What an unsealed meeting has. Reading the record reads the chain too. */
static gboolean verify_unsealed(Home *home, const char *id, const VerifyContents *contents,
                                Verification *result, GError **error)
{
    GError *reason = NULL;
    g_autoptr(JsonNode) record = record_read(home, id, &reason);
    if (record)
        return verify_recorded(contents, record, result, error);
    if (!g_error_matches(reason, MEDIA_ERROR, MEDIA_ERROR_DIFFERENT)) {
        g_propagate_error(error, reason);
        return FALSE;
    }
    verify_differs(result, "", "video/" CHAIN_FILE, -1, reason);
    return TRUE;
}

/* The register's audit log, which the sealed record names the head of. */
static gboolean verify_log(Register *register_, Verification *result, GError **error)
{
    GError *reason = NULL;
    gint64 rows = 0;
    if (register_audit_verify(register_, &rows, NULL, &reason)) {
        g_autofree char *count = g_strdup_printf("%" G_GINT64_FORMAT, rows);
        verification_add(result->checked, N_("{1}: the log of all changes, {2} lines"),
                         REGISTER_FILE, count, NULL);
        return TRUE;
    }
    if (!g_error_matches(reason, PROTOCOL_ERROR, PROTOCOL_ERROR_DIFFERENT)) {
        g_propagate_error(error, reason);
        return FALSE;
    }
    verify_differs(result, "", REGISTER_FILE, -1, reason);
    return TRUE;
}

/* The sealed files are proof without the key of the names, too. */
static void note_unread(Verification *result, GError *reason)
{
    g_autofree char *why = error_as_argument(reason);
    verification_add(result->checked, N_("{1}: not compared with the sealed record. {2}"),
                     REGISTER_FILE, why, NULL);
    g_error_free(reason);
}

/* The register's rows, which the program shows, against what was sealed. */
static gboolean verify_rows(Home *home, const char *id, const char *folder, gboolean imported,
                            Verification *result, GError **error)
{
    GError *reason = NULL;
    gsize size = 0;
    g_autofree char *path = g_build_filename(folder, "meeting.json", NULL);
    g_autofree char *text = file_read(path, JSON_MAX_BYTES, &size, error);
    g_autoptr(JsonNode) stated = text ? json_read("meeting.json", text, (gssize)size, error) : NULL;
    if (!stated)
        return FALSE;
    g_autoptr(JsonNode) found = record_read(home, id, &reason);
    g_autofree char *where = found ? record_difference(json_node_get_object(stated),
                                                       json_node_get_object(found), imported)
                                   : NULL;
    if (where)
        error_set(&reason, PROTOCOL_ERROR_DIFFERENT,
                  N_("{1} says otherwise than the sealed record at {2}."), REGISTER_FILE, where,
                  NULL);
    if (!reason)
        verification_add(result->checked, N_("{1}: says the same as the sealed record"),
                         REGISTER_FILE, NULL);
    else if (g_error_matches(reason, PROTOCOL_ERROR, PROTOCOL_ERROR_DIFFERENT))
        verify_differs(result, "", REGISTER_FILE, -1, reason);
    else
        note_unread(result, reason);
    return TRUE;
}

gboolean verify_meeting(Home *home, const char *id, VerifyProgress progress, gpointer user_data,
                        Verification *result_out, GError **error)
{
    verification_begin(result_out);
    Register *register_ = home_register(home);
    g_autoptr(JsonObject) row = register_meeting(register_, id, error);
    g_autoptr(JsonObject) seal = NULL;
    g_autoptr(JsonArray) signings = row ? register_signings(register_, id, error) : NULL;
    g_autoptr(JsonArray) copies = signings ? register_signed_copies(register_, id, error) : NULL;
    if (!copies || !register_seal(register_, id, &seal, error))
        return FALSE;
    if (strcmp(json_object_get_string_member(row, "state"), "disposed") == 0) {
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("Meeting {1} was disposed of: there is nothing left to verify. Its hashes and "
                     "act: esep dispose list"),
                  id, NULL);
        return FALSE;
    }
    g_autofree char *folder = home_meeting_path(home, id, NULL);
    g_autoptr(JsonObject) origin = NULL;
    if (!register_import_origin(register_, id, &origin, error))
        return FALSE;
    g_autoptr(JsonArray) addenda = register_addendum_files(register_, id, error);
    if (!addenda)
        return FALSE;
    g_autofree char *certificate =
        origin ? home_meeting_path(home, id, IMPORT_CERTIFICATE) : home_certificate_path(home);
    VerifyContents contents = {.signings = origin ? NULL : signings,
                               .signed_copies = copies,
                               .addenda = addenda,
                               .progress = progress,
                               .user_data = user_data};
    fill_home(&contents, home, folder, seal, certificate);
    if (!seal)
        return verify_unsealed(home, id, &contents, result_out, error);
    return verify_contents(&contents, result_out, error) &&
           (!result_out->ok || verify_log(register_, result_out, error)) &&
           (!result_out->ok || verify_rows(home, id, folder, origin != NULL, result_out, error));
}

/* Bytes of a bag counted for whoever watches. */
typedef struct {
    BagCheck *check;
    gint64 done_bytes;
    VerifyProgress progress;
    gpointer user_data;
} Count;

static gboolean handle_bytes(gint64 bytes, gpointer user_data)
{
    Count *count = user_data;
    count->done_bytes += bytes;
    count->progress(count->done_bytes, count->check->all_bytes, count->user_data);
    return TRUE;
}

/* A public copy, whose every file is signed: what it says of itself. path: of its record. */
static gboolean verify_public(const char *data, const char *path, Verification *result,
                              GError **error)
{
    gsize size;
    g_autofree char *video = g_build_filename(data, PUBLIC_VIDEO_FILE, NULL);
    g_autofree char *text = file_read(path, EXPORT_PUBLIC_MAX_BYTES, &size, error);
    if (!text)
        return FALSE;
    g_autoptr(JsonNode) less = json_read(EXPORT_PUBLIC_FILE, text, (gssize)size, NULL);
    JsonObject *object = less && JSON_NODE_HOLDS_OBJECT(less) ? json_node_get_object(less) : NULL;
    const gboolean told = object && json_read_object(object, "video");
    if (!object || told != g_file_test(video, G_FILE_TEST_EXISTS)) {
        GError *reason = NULL;
        error_set(&reason, PROTOCOL_ERROR_DIFFERENT, N_("{1} has been changed."),
                  EXPORT_PUBLIC_FILE, NULL);
        verify_differs(result, "data/", EXPORT_PUBLIC_FILE, -1, reason);
        return TRUE;
    }
    verification_add(result->checked,
                     N_("{1}: a public copy; personal data and confidential entries were left out"),
                     "data/" EXPORT_PUBLIC_FILE, NULL);
    public_video_lines(object, result->checked);
    result->ok = TRUE;
    return TRUE;
}

/* data: the folder of the payload, or of its copy. */
static gboolean verify_bag_contents(const char *data, RecordingCheck *recording,
                                    Verification *result, GError **error)
{
    g_autofree char *record = g_build_filename(data, "meeting.json", NULL);
    g_autofree char *excerpt = g_build_filename(data, EXPORT_ENTRY_FILE, NULL);
    if (!g_file_test(record, G_FILE_TEST_EXISTS) && g_file_test(excerpt, G_FILE_TEST_EXISTS))
        return verify_entry(data, "data/", result, error);
    g_autofree char *less = g_build_filename(data, EXPORT_PUBLIC_FILE, NULL);
    if (!g_file_test(record, G_FILE_TEST_EXISTS) && g_file_test(less, G_FILE_TEST_EXISTS))
        return verify_public(data, less, result, error);
    g_autofree char *certificate = g_build_filename(data, "device.crt", NULL);
    const VerifyContents contents = {
        .folder = data,
        .prefix = "data/",
        .certificate = certificate,
        .recording = recording,
    };
    return verify_contents(&contents, result, error);
}

/* The place of the bag's first difference; in a take, by the chain beside it. Takes reason. */
static void note_difference(const BagCheck *check, GError *reason, Verification *result)
{
    RecordingDifference difference = RECORDING_NO_DIFFERENCE;
    g_autoptr(Recording) recording =
        check->recording ? recording_check_finish(check->recording, &difference, NULL) : NULL;
    g_autofree char *file =
        difference.file ? g_strconcat("data/video/", difference.file, NULL) : NULL;
    if (g_strcmp0(file, check->file) == 0)
        verify_recording_differs(result, "data/", &difference, reason);
    else
        verify_differs(result, "", check->file, -1, reason);
    recording_difference_clear(&difference);
}

static gboolean verify_bag(const char *path, const char *copy_to, VerifyProgress progress,
                           gpointer user_data, Verification *result, GError **error)
{
    BagCheck check = {.checked = result->checked, .copy_to = copy_to};
    Count count = {&check, 0, progress, user_data};
    check.progress = progress ? handle_bytes : NULL;
    check.user_data = &count;
    GError *reason = NULL;
    gboolean ok = bag_verify(path, &check, &reason);
    if (check.signer)
        result->signer = verification_groups(check.signer);
    result->signer_name = g_steal_pointer(&check.signer_name);
    if (ok) {
        g_autofree char *data = g_build_filename(path, "data", NULL);
        ok = verify_bag_contents(copy_to ? copy_to : data, check.recording, result, error);
    } else if (g_error_matches(reason, PROTOCOL_ERROR, PROTOCOL_ERROR_DIFFERENT)) {
        note_difference(&check, reason, result);
        ok = TRUE;
    } else {
        g_propagate_error(error, reason);
    }
    recording_check_free(check.recording);
    g_free(check.file);
    g_free(check.signer);
    return ok;
}

static gboolean verify_pdf(const char *path, Verification *result, GError **error)
{
    g_autofree char *name = g_path_get_basename(path);
    gsize size;
    char *data = file_read(path, PDF_MAX_BYTES, &size, error);
    if (!data)
        return FALSE;
    g_autoptr(GBytes) pdf = g_bytes_new_take(data, size);
    GError *reason = NULL;
    PdfVerification found;
    result->ok = pdf_verify(pdf, NULL, &found, &reason);
    if (!result->ok) {
        verify_differs(result, "", name, -1, reason);
        return TRUE;
    }
    verify_note_signers(result, name, &found);
    pdf_verification_clear(&found);
    return TRUE;
}

/* A recording alone, as a second copy of it is. */
static gboolean verify_recording_folder(const char *path, VerifyProgress progress,
                                        gpointer user_data, Verification *result, GError **error)
{
    RecordingDifference difference = RECORDING_NO_DIFFERENCE;
    GError *reason = NULL;
    g_autoptr(Recording) recording =
        recording_verify(path, progress, user_data, &difference, &reason);
    if (recording) {
        g_autofree char *segments = g_strdup_printf("%" G_GSIZE_FORMAT, recording->segments);
        g_autofree char *head = verification_groups(recording->head);
        verification_add(result->checked, N_("{1}: every byte of the recording, {2} segments"),
                         CHAIN_FILE, segments, NULL);
        verification_add(result->checked,
                         N_("{1}: compare its last line’s hash with the one in the protocol: {2}"),
                         CHAIN_FILE, head, NULL);
        result->ok = TRUE;
    } else if (g_error_matches(reason, MEDIA_ERROR, MEDIA_ERROR_DIFFERENT)) {
        verify_differs(result, "", difference.file ? difference.file : CHAIN_FILE,
                       difference.second, reason);
        result->from = difference.from;
        result->to = difference.to;
        result->line = difference.line;
    } else {
        g_propagate_error(error, reason);
    }
    recording_difference_clear(&difference);
    return result->ok || result->reason;
}

gboolean verify_path(const char *path, VerifyProgress progress, gpointer user_data,
                     Verification *result_out, GError **error)
{
    verification_begin(result_out);
    g_autofree char *chain = g_build_filename(path, CHAIN_FILE, NULL);
    if (g_file_test(chain, G_FILE_TEST_IS_REGULAR))
        return verify_recording_folder(path, progress, user_data, result_out, error);
    if (g_file_test(path, G_FILE_TEST_IS_DIR))
        return verify_bag(path, NULL, progress, user_data, result_out, error);
    if (g_file_test(path, G_FILE_TEST_IS_REGULAR))
        return verify_pdf(path, result_out, error);
    error_set(error, PROTOCOL_ERROR_NOT_FOUND,
              N_("There is no archive, document or meeting “{1}”."), path, NULL);
    return FALSE;
}

gboolean verify_copy(const char *path, const char *folder, VerifyProgress progress,
                     gpointer user_data, Verification *result_out, GError **error)
{
    verification_begin(result_out);
    return verify_bag(path, folder, progress, user_data, result_out, error);
}
