#include "protocol/seal.h"

#include <string.h>

#include "media/client.h"
#include "protocol/canonical.h"
#include "protocol/check.h"
#include "protocol/document.h"
#include "protocol/durable.h"
#include "protocol/error.h"
#include "protocol/meeting.h"
#include "protocol/pdf.h"
#include "protocol/record.h"
#include "protocol/register_signing.h"
#include "protocol/verify_contents.h"

/* A recorder that still writes would leave the sealed chain behind. */
static gboolean check_recorder(Home *home, const char *id, GError **error)
{
    g_autofree char *folder = home_meeting_path(home, id, "video");
    g_autoptr(RecorderClient) client = recorder_connect(folder, NULL);
    if (!client)
        return TRUE;
    error_set(error, PROTOCOL_ERROR_REFUSED,
              N_("The recording of {1} is still running. Stop it first: esep record {1} --stop"),
              id, NULL);
    return FALSE;
}

/* The item's text in every language, as an argument of an error. */
static char *item_text(const CheckItem *item)
{
    const char between[] = {MESSAGE_LANGUAGES, 0};
    return g_strjoin(between, item->text_kk, item->text_ru, item->text_en, NULL);
}

/* Refuses with the first thing that blocks (1095 p.32; 608 p.13 to 15). */
static gboolean check_complete(Home *home, JsonNode *record, const char *late_reason,
                               GError **error)
{
    JsonObject *object = json_node_get_object(record);
    const RulesSet *set = home_rules(home, error);
    const Rules *rules =
        set ? rules_by_id(set, json_object_get_string_member(object, "edition"), error) : NULL;
    if (!rules)
        return FALSE;
    if (late_reason)
        json_object_set_string_member(object, "late_reason", late_reason);
    g_autofree char *today = clock_today(home_clock(home));
    g_autoptr(GPtrArray) items = check_record(record, rules, today, TRUE);
    for (guint i = 0; i < items->len; i++) {
        const CheckItem *item = items->pdata[i];
        if (!item->blocking)
            continue;
        g_autofree char *text = item_text(item);
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("Not sealed: {1} ({2}). All that is missing: esep check {3}"), text,
                  item->source, json_object_get_string_member(object, "id"), NULL);
        return FALSE;
    }
    return TRUE;
}

/* What is sealed must be whole: every byte of the recording and of the materials. */
static gboolean check_files(Home *home, const char *id, JsonNode *record, GError **error)
{
    g_autofree char *folder = home_meeting_path(home, id, NULL);
    const VerifyContents contents = {.folder = folder, .prefix = ""};
    Verification result = {.second = -1};
    result.checked = g_ptr_array_new_with_free_func(g_free);
    gboolean ok = verify_recorded(&contents, record, &result, error);
    if (ok && !result.ok) {
        error_set(error, PROTOCOL_ERROR_DIFFERENT,
                  N_("Not sealed: {1} is not what was recorded. See: esep verify {2}"), result.file,
                  id, NULL);
        ok = FALSE;
    }
    verification_clear(&result);
    return ok;
}

/* Text in both languages of the document's data. */
static char *in_both(const char *msgid, const char *argument)
{
    g_autofree char *kk = message_format(LANGUAGE_KK, msgid, argument, NULL);
    g_autofree char *ru = message_format(LANGUAGE_RU, msgid, argument, NULL);
    return g_strconcat(kk, " / ", ru, NULL);
}

static gint64 unix_ms_of(const char *iso)
{
    g_autoptr(GDateTime) time = iso ? g_date_time_new_from_iso8601(iso, NULL) : NULL;
    return time ? g_date_time_to_unix(time) * 1000 : 0;
}

/* The protocol as an archive's document, signed by the device. All its times are the record's. */
static GBytes *make_protocol(Home *home, JsonNode *record, int number, const char *record_sha256,
                             GError **error)
{
    JsonObject *object = json_node_get_object(record);
    JsonObject *body = json_object_get_object_member(object, "body");
    const char *name = json_object_get_string_member(body, "name");
    gint64 sealed_ms =
        unix_ms_of(json_object_get_string_member_with_default(object, "sealed", NULL));
    g_autofree char *digits = g_strdup_printf("%d", number);
    g_autofree char *title = in_both(N_("Protocol of the report meeting No. {1}"), digits);
    g_autofree char *reason = in_both(N_("Sealed by the device that recorded the meeting"), NULL);
    g_autofree char *key_path = home_key_path(home), *certificate = home_certificate_path(home);
    const Document document = {
        .kind = DOCUMENT_PROTOCOL, .record = record, .language = "both", .sha256 = record_sha256};
    const PdfInfo info = {title, name, "kk", sealed_ms, record_sha256};
    g_autoptr(SigningKey) key = signing_key_read(key_path, certificate, error);
    const PdfSigner signer = {key, name, reason, sealed_ms};

    g_autoptr(GBytes) page = key ? document_render(&document, error) : NULL;
    g_autoptr(GBytes) finished = page ? pdf_finish(page, &info, error) : NULL;
    return finished ? pdf_sign(finished, &signer, error) : NULL;
}

/* Writes bytes as the meeting's file; their SHA-256 through sha256_out. */
static gboolean write_file(Home *home, const char *id, const char *name, const void *data,
                           gsize size, char **sha256_out, GError **error)
{
    g_autofree char *path = home_meeting_path(home, id, name);
    if (!durable_write(path, data, size, 0644, error))
        return FALSE;
    *sha256_out = g_compute_checksum_for_data(G_CHECKSUM_SHA256, data, size);
    return TRUE;
}

/* Inside the sealing transaction: the record is numbered and sealed already, for this connection
 * alone. */
static gboolean write_files(Home *home, const char *id, int number, char **json_sha256_out,
                            char **pdf_sha256_out, gpointer user_data, GError **error)
{
    g_autoptr(JsonNode) record = record_read(home, id, error);
    gsize size = 0;
    g_autofree char *json = record ? canonical_json(record, &size, error) : NULL;
    if (!json)
        return FALSE;
    g_autofree char *json_sha256 = NULL;
    if (!write_file(home, id, "meeting.json", json, size, &json_sha256, error))
        return FALSE;
    g_autoptr(GBytes) pdf = make_protocol(home, record, number, json_sha256, error);
    if (!pdf || !write_file(home, id, "protocol.pdf", g_bytes_get_data(pdf, NULL),
                            g_bytes_get_size(pdf), pdf_sha256_out, error))
        return FALSE;
    *json_sha256_out = g_steal_pointer(&json_sha256);
    return TRUE;
}

static const SigningKey *find_key(SigningKey *const *keys, gsize count, const char *sha256)
{
    for (gsize i = 0; i < count; i++)
        if (g_strcmp0(signing_key_certificate_sha256(keys[i]), sha256) == 0)
            return keys[i];
    return NULL;
}

/* Every key that was announced must be here, and nobody else's: each signs in the announced role.
 */
static gboolean check_keys(const char *id, JsonArray *announced, SigningKey *const *keys,
                           gsize count, GError **error)
{
    gsize used = 0;
    for (guint i = 0; i < json_array_get_length(announced); i++) {
        JsonObject *row = json_array_get_object_element(announced, i);
        const char *sha256 = json_object_get_string_member(row, "certificate_sha256");
        if (!find_key(keys, count, sha256)) {
            error_set(error, PROTOCOL_ERROR_REFUSED,
                      N_("Not sealed: “{1}” signs with a key, which is needed now: esep seal {2} "
                         "--p12 FILE"),
                      json_object_get_string_member(row, "name"), id, NULL);
            return FALSE;
        }
        used++;
    }
    if (used >= count)
        return TRUE;
    error_set(error, PROTOCOL_ERROR_REFUSED,
              N_("Not sealed: say first who signs with the key: esep sign {1} --role ROLE --p12 "
                 "FILE"),
              id, NULL);
    return FALSE;
}

static gboolean sign_all(Home *home, const char *id, JsonArray *announced, SigningKey *const *keys,
                         gsize count, GError **error)
{
    for (guint i = 0; i < json_array_get_length(announced); i++) {
        JsonObject *row = json_array_get_object_element(announced, i);
        const char *sha256 = json_object_get_string_member(row, "certificate_sha256");
        g_autofree char *role = g_strdup_printf("%s:%d", json_object_get_string_member(row, "role"),
                                                (int)json_object_get_int_member(row, "n"));
        if (!meeting_sign_with_key(home, id, role, find_key(keys, count, sha256), error))
            return FALSE;
    }
    return TRUE;
}

gboolean seal_meeting(Home *home, const char *id, const char *late_reason, int *number_out,
                      GError **error)
{
    return seal_meeting_with_keys(home, id, late_reason, NULL, 0, number_out, error);
}

gboolean seal_meeting_with_keys(Home *home, const char *id, const char *late_reason,
                                SigningKey *const *keys, gsize count, int *number_out,
                                GError **error)
{
    g_autoptr(JsonNode) record = record_read(home, id, error);
    if (!record)
        return FALSE;
    const char *state = json_object_get_string_member(json_node_get_object(record), "state");
    if (strcmp(state, "sealed") == 0 || strcmp(state, "disposed") == 0) {
        error_set(error, PROTOCOL_ERROR_REFUSED, N_("Meeting {1} is sealed already."), id, NULL);
        return FALSE;
    }
    int number = 0;
    g_autoptr(JsonArray) announced = register_signing_announced(home_register(home), id, error);
    if (!announced || !check_recorder(home, id, error) ||
        !check_complete(home, record, late_reason, error) ||
        !check_keys(id, announced, keys, count, error) || !check_files(home, id, record, error) ||
        !meeting_seal_commit(home, id, late_reason, write_files, NULL, &number, error))
        return FALSE;
    if (number_out)
        *number_out = number;
    return sign_all(home, id, announced, keys, count, error);
}
