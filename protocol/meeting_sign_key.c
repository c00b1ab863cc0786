/* Signatures with a person's key. */
#include <string.h>

#include "protocol/canonical.h"
#include "protocol/durable.h"
#include "protocol/error.h"
#include "protocol/file_read.h"
#include "protocol/meeting_people.h"
#include "protocol/pdf.h"
#include "protocol/register_meeting.h"
#include "protocol/register_signing.h"

#define PROTOCOL_FILE "protocol.pdf"
#define PROTOCOL_MAX_BYTES (64 << 20)

/* A protocol that gets one more signature. */
typedef struct {
    Change *change;
    const SigningKey *key;
    const char *role;
    int n;
    char *path;
    GBytes *before, *after;
} Countersigning;

static gboolean announce(Change *change, const char *role, int n, const SigningKey *key,
                         GError **error)
{
    g_autoptr(JsonObject) object = json_object_new();
    json_object_set_string_member(object, "name", signing_key_name(key));
    json_object_set_string_member(object, "sha256", signing_key_certificate_sha256(key));
    g_autoptr(JsonNode) node = json_node_init_object(json_node_alloc(), object);
    g_autofree char *certificate = canonical_json(node, NULL, error);
    return certificate && meeting_people_sign(change, role, n, NULL, certificate, error);
}

static gboolean has_sha256(GBytes *bytes, const char *sha256)
{
    g_autofree char *found = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);
    return g_strcmp0(found, sha256) == 0;
}

/* The revision of the file that the register knows. A signature behind it, whose row a power cut
 * kept from being written, is left out: it is given anew. */
static GBytes *known_revision(GBytes *file, const PdfVerification *found, const char *sha256)
{
    for (guint i = found->signatures->len; i-- > 0;) {
        const PdfSignature *signature = found->signatures->pdata[i];
        g_autoptr(GBytes) revision = g_bytes_new_from_bytes(file, 0, signature->bytes);
        if (has_sha256(revision, sha256))
            return g_steal_pointer(&revision);
    }
    return NULL;
}

/* Reads the protocol as the register knows it; the key must not have signed it yet. */
static gboolean read_protocol(Countersigning *work, GError **error)
{
    g_autoptr(JsonObject) seal = NULL;
    gsize size = 0;
    char *data = NULL;
    if (!register_seal(work->change->register_, work->change->id, &seal, error) ||
        !(data = file_read(work->path, PROTOCOL_MAX_BYTES, &size, error)))
        return FALSE;
    g_autoptr(GBytes) file = g_bytes_new_take(data, size);
    const char *sha256 = json_object_get_string_member_with_default(seal, "pdf_sha256", "");
    PdfVerification found;
    if (!pdf_verify(file, NULL, &found, error))
        return FALSE;
    work->before = known_revision(file, &found, sha256);
    gboolean signed_already = FALSE;
    for (guint i = 0; work->before && i < found.signatures->len; i++) {
        const PdfSignature *one = found.signatures->pdata[i];
        signed_already |=
            one->bytes <= g_bytes_get_size(work->before) &&
            strcmp(one->certificate_sha256, signing_key_certificate_sha256(work->key)) == 0;
    }
    pdf_verification_clear(&found);
    if (!work->before)
        error_set(error, PROTOCOL_ERROR_DIFFERENT,
                  N_("{1} is not what was sealed: it is not signed. See: esep verify {2}"),
                  work->path, work->change->id, NULL);
    else if (signed_already)
        error_set(error, PROTOCOL_ERROR_REFUSED, N_("“{1}” has signed this protocol already."),
                  signing_key_name(work->key), NULL);
    return work->before && !signed_already;
}

static gboolean make_revision(Countersigning *work, gint64 now_ms, GError **error)
{
    g_autoptr(JsonObject) official =
        meeting_people_signatory(work->change, work->role, work->n, error);
    if (!official)
        return FALSE;
    const PdfSigner signer = {
        .key = work->key,
        .name = signing_key_name(work->key),
        .reason = json_object_get_string_member_with_default(official, "position", ""),
        .unix_ms = now_ms,
    };
    work->after = pdf_sign(work->before, &signer, error);
    return work->after != NULL;
}

static gboolean write_revision(const Countersigning *work, GBytes *revision, GError **error)
{
    gsize size = 0;
    const void *data = g_bytes_get_data(revision, &size);
    return durable_write(work->path, data, size, 0644, error);
}

static gboolean countersign(Countersigning *work, GError **error)
{
    gint64 now_ms = clock_now_ms(home_clock(work->change->home));
    if (!read_protocol(work, error) || !make_revision(work, now_ms, error))
        return FALSE;
    g_autofree char *now = time_iso(now_ms);
    g_autofree char *before = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, work->before);
    g_autofree char *after = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, work->after);
    g_autofree char *subject = g_strdup_printf("%s:%d", work->role, work->n);
    const Signing row = {
        .role = work->role,
        .official_n = work->n,
        .certificate_sha256 = signing_key_certificate_sha256(work->key),
        .signed_ = now,
        .pdf_sha256 = after,
        .pdf_bytes = (gint64)g_bytes_get_size(work->after),
    };
    return register_signing_add(work->change->register_, work->change->id, &row, error) &&
           change_log(work->change, subject, before, after, error) &&
           write_revision(work, work->after, error);
}

/* The file first, then its row is committed: whatever ends this between them leaves a signature
 * that the register does not know, which the next one replaces. */
static gboolean countersign_sealed(Change *change, const char *role, int n, const SigningKey *key,
                                   GError **error)
{
    Countersigning work = {change, key, role, n};
    work.path = home_meeting_path(change->home, change->id, PROTOCOL_FILE);
    gboolean written = countersign(&work, error);
    gboolean ok = change_end(change, written, error);
    if (written && !ok)
        write_revision(&work, work.before, NULL);
    g_clear_pointer(&work.before, g_bytes_unref);
    g_clear_pointer(&work.after, g_bytes_unref);
    g_free(work.path);
    return ok;
}

gboolean meeting_sign_with_key(Home *home, const char *id, const char *role, const SigningKey *key,
                               GError **error)
{
    int n = 0;
    g_autofree char *plain_role = NULL;
    Change change;
    if (!meeting_people_role(role, &plain_role, &n, error) ||
        !change_open(&change, home, id, error))
        return FALSE;
    gboolean sealed = change.from == LIFE_SEALED;
    if (!change_step(&change, sealed ? LIFE_COUNTERSIGN : LIFE_SIGN, error))
        return change_end(&change, FALSE, NULL);
    if (sealed)
        return countersign_sealed(&change, plain_role, n, key, error);
    return change_end(&change, announce(&change, plain_role, n, key, error), error);
}
