/* A correction after sealing: a document of its own beside the protocol, sealed by the device and
 * signed by whoever writes it. */
#include <string.h>

#include "protocol/canonical.h"
#include "protocol/document_meeting.h"
#include "protocol/durable.h"
#include "protocol/meeting_people.h"
#include "protocol/pdf.h"
#include "protocol/record.h"
#include "protocol/register_import.h"
#include "protocol/register_meeting.h"
#include "protocol/strokes.h"
#include "protocol/text.h"

/* An addendum while it is made. */
typedef struct {
    Change *change;
    const AddendumSigner *signer; /* may be NULL */
    gint64 now_ms;
    char *now;            /* owned */
    JsonObject *addendum; /* owned, in the form of record.h */
    char *file, *sha256;  /* owned */
    char *signature;      /* owned; canonical JSON */
} Work;

static JsonNode *certificate_json(const SigningKey *key)
{
    g_autoptr(JsonObject) certificate = json_object_new();
    json_object_set_string_member(certificate, "name", signing_key_name(key));
    json_object_set_string_member(certificate, "sha256", signing_key_certificate_sha256(key));
    return json_node_init_object(json_node_alloc(), certificate);
}

/* Who signs, as they are now. */
static gboolean add_signature(Work *work, GError **error)
{
    const AddendumSigner *signer = work->signer;
    int n = 0;
    g_autofree char *role = NULL;
    if (!signer) {
        json_object_set_null_member(work->addendum, "signature");
        return TRUE;
    }
    if (!meeting_people_role(signer->role, &role, &n, error))
        return FALSE;
    g_autoptr(JsonObject) official = meeting_people_signatory(work->change, role, n, error);
    JsonNode *strokes = official && signer->strokes ? strokes_parse(signer->strokes, -1, error)
                                                    : json_node_new(JSON_NODE_NULL);
    if (!official || !strokes) {
        g_clear_pointer(&strokes, json_node_unref);
        return FALSE;
    }
    JsonObject *signature = json_object_new();
    json_object_set_string_member(signature, "role", role);
    json_object_set_object_member(signature, "official", json_object_ref(official));
    json_object_set_string_member(signature, "signed", work->now);
    json_object_set_member(signature, "strokes", strokes);
    json_object_set_member(signature, "certificate",
                           signer->key ? certificate_json(signer->key)
                                       : json_node_new(JSON_NODE_NULL));
    g_autoptr(JsonNode) node = json_node_init_object(json_node_alloc(), signature);
    work->signature = canonical_json(node, NULL, error);
    json_object_set_object_member(work->addendum, "signature", signature);
    return work->signature != NULL;
}

/* Its number, and a name in the meeting's folder that no other device's addendum has. */
static gboolean number_it(Work *work, const char *text, GError **error)
{
    Register *register_ = work->change->register_;
    g_autoptr(JsonObject) origin = NULL;
    int number = 0;
    if (!register_addendum_next(register_, work->change->id, &number, error) ||
        !register_import_origin(register_, work->change->id, &origin, error))
        return FALSE;
    work->file = origin ? g_strdup_printf(ADDENDA_FOLDER "/addendum-%02d-%.8s.pdf", number,
                                          home_device_uuid(work->change->home))
                        : g_strdup_printf(ADDENDA_FOLDER "/addendum-%02d.pdf", number);
    json_object_set_int_member(work->addendum, "n", number);
    json_object_set_string_member(work->addendum, "text", text);
    json_object_set_string_member(work->addendum, "added", work->now);
    return TRUE;
}

/* The record with this addendum alone. */
static JsonNode *read_record(const Work *work, GError **error)
{
    JsonNode *record = record_read(work->change->home, work->change->id, error);
    if (!record)
        return NULL;
    JsonArray *addenda = json_array_new();
    json_array_add_object_element(addenda, json_object_ref(work->addendum));
    json_object_set_array_member(json_node_get_object(record), "addenda", addenda);
    return record;
}

/* pdf with one signature more; takes pdf. */
static GBytes *sign(GBytes *pdf, const SigningKey *key, const char *name, const char *reason,
                    gint64 now_ms, GError **error)
{
    const PdfSigner signer = {.key = key, .name = name, .reason = reason, .unix_ms = now_ms};
    GBytes *signed_ = pdf && key ? pdf_sign(pdf, &signer, error) : NULL;
    g_clear_pointer(&pdf, g_bytes_unref);
    return signed_;
}

static GBytes *make_pdf(const Work *work, GError **error)
{
    Home *home = work->change->home;
    g_autoptr(JsonObject) seal = NULL;
    if (!register_seal(work->change->register_, work->change->id, &seal, error))
        return NULL;
    g_autoptr(JsonNode) record = read_record(work, error);
    if (!record)
        return NULL;
    const char *sha256 = json_object_get_string_member(seal, "json_sha256");
    JsonObject *body = json_object_get_object_member(json_node_get_object(record), "body");
    const char *name = json_object_get_string_member(body, "name");
    const Document document = {
        .kind = DOCUMENT_ADDENDUM, .record = record, .language = "both", .sha256 = sha256};
    g_autofree char *title = document_title(&document);
    const PdfInfo info = {title, name, "kk", work->now_ms, sha256};
    g_autofree char *key_path = home_key_path(home), *certificate = home_certificate_path(home);
    g_autoptr(SigningKey) device = signing_key_read(key_path, certificate, error);
    g_autoptr(GBytes) pages = device ? document_render(&document, error) : NULL;
    GBytes *pdf = pages ? pdf_finish(pages, &info, error) : NULL;
    pdf = sign(pdf, device, name, title, work->now_ms, error);
    const SigningKey *key = work->signer ? work->signer->key : NULL;
    if (pdf && key)
        pdf = sign(pdf, key, signing_key_name(key), title, work->now_ms, error);
    return pdf;
}

/* The file before its row is committed: what a crash leaves of it has no row, and the next addendum
 * takes its name. */
static gboolean write_pdf(Work *work, GError **error)
{
    g_autofree char *path = home_meeting_path(work->change->home, work->change->id, work->file);
    g_autofree char *folder = g_path_get_dirname(path);
    g_autoptr(GBytes) pdf = make_pdf(work, error);
    gsize size = 0;
    const void *data = pdf ? g_bytes_get_data(pdf, &size) : NULL;
    if (!pdf || !durable_mkdir(folder, error) || !durable_write(path, data, size, 0644, error))
        return FALSE;
    work->sha256 = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, pdf);
    return TRUE;
}

static gboolean add(Work *work, const char *text, GError **error)
{
    Change *change = work->change;
    if (!number_it(work, text, error) || !add_signature(work, error) || !write_pdf(work, error))
        return FALSE;
    const AddendumRow row = {.n = (int)json_object_get_int_member(work->addendum, "n"),
                             .text = text,
                             .added = work->now,
                             .signature = work->signature,
                             .pdf_file = work->file,
                             .pdf_sha256 = work->sha256};
    g_autofree char *subject = g_strdup_printf("addendum %d", row.n);
    g_autofree char *digest = change_digest(change, text, error);
    return digest && register_addendum_add(change->register_, change->id, &row, error) &&
           change_log(change, subject, NULL, digest, error) &&
           change_log(change, work->file, NULL, work->sha256, error);
}

gboolean meeting_addendum(Home *home, const char *id, const char *text,
                          const AddendumSigner *signer, char **path_out, GError **error)
{
    Change change;
    if (!text_check("text", text, TEXT_LONG_MAX, TRUE, error) ||
        !change_begin(&change, home, id, LIFE_ADD, error))
        return FALSE;
    Work work = {.change = &change, .signer = signer, .addendum = json_object_new()};
    work.now_ms = clock_now_ms(home_clock(home));
    work.now = time_iso(work.now_ms);
    gboolean ok = change_end(&change, add(&work, text, error), error);
    if (ok && path_out)
        *path_out = home_meeting_path(home, id, work.file);
    json_object_unref(work.addendum);
    g_free(work.now);
    g_free(work.file);
    g_free(work.sha256);
    g_free(work.signature);
    return ok;
}
