#include "protocol/verify_contents.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "media/chain.h"
#include "media/error.h"
#include "protocol/audit_dump.h"
#include "protocol/bag_manifest.h"
#include "protocol/canonical.h"
#include "protocol/error.h"
#include "protocol/json_read.h"
#include "protocol/later.h"
#include "protocol/meeting.h"

typedef struct {
    const VerifyContents *contents;
    Verification *result;
    GError **error; /* for what could not be read */
} Work;

gboolean verify_differs(Verification *result, const char *prefix, const char *file, gint64 second,
                        GError *reason)
{
    result->ok = FALSE;
    if (result->file) {
        g_clear_error(&reason);
        return FALSE;
    }
    result->file = g_strconcat(prefix, file, NULL);
    result->second = second;
    result->reason = reason;
    return FALSE;
}

gboolean verify_recording_differs(Verification *result, const char *prefix,
                                  RecordingDifference *difference, GError *reason)
{
    g_autofree char *file =
        g_strconcat("video/", difference->file ? difference->file : CHAIN_FILE, NULL);
    gboolean first = !result->file;
    verify_differs(result, prefix, file, difference->second, reason);
    if (first) {
        result->from = difference->from;
        result->to = difference->to;
        result->line = difference->line;
    }
    recording_difference_clear(difference);
    return FALSE;
}

static gboolean differs(Work *work, const char *file, const char *msgid)
{
    GError *reason = NULL;
    error_set(&reason, PROTOCOL_ERROR_DIFFERENT, msgid, file, NULL);
    return verify_differs(work->result, work->contents->prefix, file, -1, reason);
}

/* Notes that file was checked: msgid's {1} is its name, {2} detail. */
static void checked(Work *work, const char *msgid, const char *file, const char *detail)
{
    g_autofree char *name = g_strconcat(work->contents->prefix, file, NULL);
    verification_add(work->result->checked, msgid, name, detail, NULL);
}

static void checked_two(Work *work, const char *msgid, const char *file, const char *one,
                        const char *two)
{
    g_autofree char *name = g_strconcat(work->contents->prefix, file, NULL);
    verification_add(work->result->checked, msgid, name, one, two, NULL);
}

static char *path_of(Work *work, const char *file)
{
    return g_build_filename(work->contents->folder, file, NULL);
}

static char *checksum(const char *data, gsize size)
{
    return g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)data, size);
}

/* A file's bytes; one that is missing is a difference. expected (may be NULL): its SHA-256. */
static char *read_whole(Work *work, const char *file, const char *expected, gsize *size_out)
{
    g_autoptr(GError) failure = NULL;
    g_autofree char *path = path_of(work, file), *data = NULL;
    if (!g_file_get_contents(path, &data, size_out, &failure)) {
        if (g_error_matches(failure, G_FILE_ERROR, G_FILE_ERROR_NOENT))
            differs(work, file, N_("{1} is missing."));
        else
            error_set(work->error, PROTOCOL_ERROR_REFUSED, N_("{1} could not be read: {2}."), path,
                      failure->message, NULL);
        return NULL;
    }
    g_autofree char *found = checksum(data, *size_out);
    if (expected && strcmp(found, expected) != 0) {
        differs(work, file, N_("{1} has been changed."));
        return NULL;
    }
    return g_steal_pointer(&data);
}

/* meeting.json: the sealed bytes, and canonical. Its SHA-256 through sha256_out. */
static JsonNode *check_record(Work *work, char **sha256_out)
{
    gsize size;
    g_autofree char *text = read_whole(work, "meeting.json", work->contents->json_sha256, &size);
    if (!text)
        return NULL;
    g_autoptr(JsonNode) record = json_read("meeting.json", text, size, NULL);
    gsize canonical_size = 0;
    g_autofree char *canonical = record ? canonical_json(record, &canonical_size, NULL) : NULL;
    if (!canonical || !JSON_NODE_HOLDS_OBJECT(record) || canonical_size != size ||
        memcmp(canonical, text, size) != 0) {
        differs(work, "meeting.json", N_("{1} has been changed."));
        return NULL;
    }
    *sha256_out = checksum(text, size);
    checked(work, N_("{1}: the sealed record"), "meeting.json", NULL);
    return g_steal_pointer(&record);
}

void verify_note_signers(Verification *result, const char *file, const PdfVerification *found)
{
    const PdfSignature *first = found->signatures->pdata[0];
    g_autofree char *count = g_strdup_printf("%u", found->signatures->len);
    g_free(result->signer);
    result->signer = verification_groups(first->certificate_sha256);
    g_free(result->signer_name);
    result->signer_name = g_strdup(first->name);
    verification_add(result->checked, N_("{1}: signatures: {2}, nothing was added after them"),
                     file, count, NULL);
    for (guint i = 0; i < found->signatures->len; i++) {
        const PdfSignature *signature = found->signatures->pdata[i];
        g_autofree char *number = g_strdup_printf("%u", i + 1);
        g_autofree char *groups = verification_groups(signature->certificate_sha256);
        verification_add(result->checked, N_("{1}: signature {2} is of “{3}”, certificate {4}"),
                         file, number, signature->name, groups, NULL);
    }
}

static gboolean has_signed(const PdfVerification *found, const char *sha256)
{
    for (guint i = 0; i < found->signatures->len; i++) {
        const PdfSignature *signature = found->signatures->pdata[i];
        if (g_strcmp0(signature->certificate_sha256, sha256) == 0)
            return TRUE;
    }
    return FALSE;
}

/* Whoever the record says signs with a key must have done so: a signature at the end that was cut
 * off leaves no other trace. */
static gboolean check_announced(Work *work, JsonObject *record, const PdfVerification *found)
{
    JsonArray *signatures = json_read_array(record, "signatures");
    for (guint i = 0; signatures && i < json_array_get_length(signatures); i++) {
        JsonNode *node = json_array_get_element(signatures, i);
        JsonObject *certificate = JSON_NODE_HOLDS_OBJECT(node)
                                      ? json_read_object(json_node_get_object(node), "certificate")
                                      : NULL;
        if (certificate && !has_signed(found, json_read_text(certificate, "sha256")))
            return differs(work, "protocol.pdf",
                           N_("{1} lacks a signature that the record announces. If it was never "
                              "given: esep sign"));
    }
    return TRUE;
}

/* In a home each revision is one that the register knows. The last one's hash was compared. */
static gboolean check_signings(Work *work, const PdfVerification *found)
{
    JsonArray *rows = work->contents->signings;
    gboolean same = !rows || json_array_get_length(rows) + 1 == found->signatures->len;
    for (guint i = 0; same && rows && i < json_array_get_length(rows); i++) {
        JsonObject *row = json_array_get_object_element(rows, i);
        const PdfSignature *signature = found->signatures->pdata[i + 1];
        same = json_object_get_int_member(row, "pdf_bytes") == (gint64)signature->bytes &&
               g_strcmp0(json_read_text(row, "certificate_sha256"),
                         signature->certificate_sha256) == 0;
    }
    return same || differs(work, "protocol.pdf", N_("{1} has been changed."));
}

/* What the protocol's signatures and the record say of each other. */
static gboolean check_bound(Work *work, JsonObject *record, const char *record_sha256,
                            const PdfVerification *found)
{
    const PdfSignature *first = found->signatures->pdata[0];
    const char *device = json_read_text(json_read_object(record, "device"), "certificate_sha256");
    if (g_strcmp0(found->record_sha256, record_sha256) != 0)
        return differs(work, "meeting.json",
                       N_("{1} is not the record that the protocol was made "
                          "from."));
    if (g_strcmp0(first->certificate_sha256, device) != 0)
        return differs(work, "meeting.json",
                       N_("{1} names another device than the one that signed "
                          "the protocol."));
    return check_signings(work, found) && check_announced(work, record, found);
}

/* protocol.pdf: signed by the device and by whoever should, and made from this record. */
static gboolean check_protocol(Work *work, JsonObject *record, const char *record_sha256)
{
    const char *file = "protocol.pdf";
    gsize size;
    char *data = read_whole(work, file, work->contents->pdf_sha256, &size);
    if (!data)
        return FALSE;
    g_autoptr(GBytes) pdf = g_bytes_new_take(data, size);
    g_autofree char *name = g_strconcat(work->contents->prefix, file, NULL);
    GError *reason = NULL;
    PdfVerification found;
    if (!pdf_verify(pdf, work->contents->certificate, &found, &reason))
        return verify_differs(work->result, work->contents->prefix, file, -1, reason);
    gboolean bound = check_bound(work, record, record_sha256, &found);
    if (bound)
        verify_note_signers(work->result, name, &found);
    pdf_verification_clear(&found);
    return bound;
}

static gboolean recording_differs(Work *work, RecordingDifference *difference, GError *reason)
{
    if (g_error_matches(reason, MEDIA_ERROR, MEDIA_ERROR_DIFFERENT))
        return verify_recording_differs(work->result, work->contents->prefix, difference, reason);
    recording_difference_clear(difference);
    if (g_error_matches(reason, MEDIA_ERROR, MEDIA_ERROR_NO_RECORDING)) {
        g_error_free(reason);
        return differs(work, "video/" CHAIN_FILE, N_("{1} is missing."));
    }
    g_propagate_error(work->error, reason);
    return FALSE;
}

/* Every byte of the recording, and that the record names this one. */
static gboolean check_recording(Work *work, JsonObject *record)
{
    JsonObject *stated = json_read_object(record, "recording");
    g_autofree char *folder = path_of(work, "video");
    g_autofree char *chain = g_build_filename(folder, CHAIN_FILE, NULL);
    struct stat status;
    /* An empty chain is what a recorder leaves that was killed before anything was recorded. */
    if (!stated)
        return stat(chain, &status) != 0 || status.st_size == 0 ||
               differs(work, "video/" CHAIN_FILE, N_("{1} was added."));
    GError *reason = NULL;
    RecordingDifference difference = RECORDING_NO_DIFFERENCE;
    const VerifyContents *contents = work->contents;
    g_autoptr(Recording) recording =
        contents->recording ? recording_check_finish(contents->recording, &difference, &reason)
                            : recording_verify(folder, contents->progress, contents->user_data,
                                               &difference, &reason);
    if (!recording)
        return recording_differs(work, &difference, reason);
    if (g_strcmp0(recording->head, json_read_text(stated, "head")) != 0 ||
        g_strcmp0(recording->root, json_read_text(stated, "root")) != 0)
        return differs(work, "video/" CHAIN_FILE,
                       N_("{1} is not the chain of the recording that was sealed."));
    g_autofree char *segments = g_strdup_printf("%" G_GSIZE_FORMAT, recording->segments);
    checked(work, N_("{1}: every byte of the recording, {2} segments"), "video/" CHAIN_FILE,
            segments);
    return TRUE;
}

/* Whether a file has the hash that row names, wherever it stands. */
static gboolean check_hashed(Work *work, JsonObject *row, const char *file)
{
    g_autofree char *path = path_of(work, file);
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return differs(work, file, N_("{1} is missing."));
    const DigestFile read = {.fd = fd, .name = path};
    Digest digest;
    if (!digest_file(&read, NULL, NULL, &digest, work->error))
        return FALSE;
    if (g_strcmp0(digest.sha256, json_read_text(row, "sha256")) != 0)
        return differs(work, file, N_("{1} has been changed."));
    checked(work, N_("{1}: SHA-256 as in the record"), file, NULL);
    return TRUE;
}

static gboolean check_material(Work *work, JsonObject *material, const char *name)
{
    g_autofree char *file = g_strconcat("materials/", name, NULL);
    return check_hashed(work, material, file);
}

/* What came back on paper; an archive's manifest covers it. */
static gboolean check_signed_copies(Work *work)
{
    JsonArray *rows = work->contents->signed_copies;
    for (guint i = 0; rows && i < json_array_get_length(rows); i++) {
        JsonObject *row = json_array_get_object_element(rows, i);
        if (!check_hashed(work, row, json_read_text(row, "file")))
            return FALSE;
    }
    return TRUE;
}

/* An addendum's document: as the register knows it (row), else sealed by the record's device; of
 * this record, either way. */
static gboolean check_addendum(Work *work, const char *file, JsonObject *row,
                               const char *record_sha256)
{
    gsize size;
    char *data = read_whole(work, file, row ? json_read_text(row, "sha256") : NULL, &size);
    if (!data)
        return FALSE;
    g_autoptr(GBytes) pdf = g_bytes_new_take(data, size);
    GError *reason = NULL;
    PdfVerification found;
    if (!pdf_verify(pdf, row ? NULL : work->contents->certificate, &found, &reason))
        return verify_differs(work->result, work->contents->prefix, file, -1, reason);
    gboolean same = g_strcmp0(found.record_sha256, record_sha256) == 0;
    g_autofree char *count = g_strdup_printf("%u", found.signatures->len);
    const PdfSignature *last = found.signatures->pdata[found.signatures->len - 1];
    if (same)
        checked_two(work, N_("{1}: an addendum, signatures: {2}, the last of “{3}”"), file, count,
                    last->name);
    pdf_verification_clear(&found);
    return same || differs(work, file, N_("{1} is no addendum to this record."));
}

/* The row of the register for file; NULL if it has none. */
static JsonObject *find_row(JsonArray *rows, const char *file)
{
    for (guint i = 0; rows && i < json_array_get_length(rows); i++) {
        JsonObject *row = json_array_get_object_element(rows, i);
        if (g_strcmp0(json_read_text(row, "file"), file) == 0)
            return row;
    }
    return NULL;
}

/* The documents of the addenda: all that the register names are there, and no others but those that
 * came in an archive. */
static gboolean check_addenda(Work *work, const char *record_sha256)
{
    const VerifyContents *contents = work->contents;
    for (guint i = 0; contents->addenda && i < json_array_get_length(contents->addenda); i++) {
        JsonObject *row = json_array_get_object_element(contents->addenda, i);
        if (!check_addendum(work, json_read_text(row, "file"), row, record_sha256))
            return FALSE;
    }
    g_autofree char *folder = path_of(work, ADDENDA_FOLDER);
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    for (const char *name; dir && (name = g_dir_read_name(dir));) {
        g_autofree char *file = g_build_filename(ADDENDA_FOLDER, name, NULL);
        /* Without a row in its own home: what a crash left. */
        if (!contents->signings && !find_row(contents->addenda, file) &&
            !check_addendum(work, file, NULL, record_sha256))
            return FALSE;
    }
    return TRUE;
}

/* The materials' names in their folder; NULL if the record, which may be a stranger's, has one
 * that is no plain name. An archive has safe ones (bag.h). */
static char **material_names(Work *work, JsonArray *materials)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (guint i = 0; i < json_array_get_length(materials); i++) {
        JsonNode *node = json_array_get_element(materials, i);
        const char *name = JSON_NODE_HOLDS_OBJECT(node)
                               ? json_read_text(json_node_get_object(node), "file")
                               : NULL;
        if (!name || !*name || strchr(name, '/') || strcmp(name, ".") == 0 ||
            strcmp(name, "..") == 0)
            return NULL;
        g_ptr_array_add(names, (gpointer)name);
    }
    g_ptr_array_add(names, NULL);
    const char *const *list = (const char *const *)names->pdata;
    return *work->contents->prefix ? bag_safe_names(list) : g_strdupv((char **)list);
}

static gboolean check_materials(Work *work, JsonObject *record)
{
    JsonNode *node = json_object_get_member(record, "materials");
    if (!node || !JSON_NODE_HOLDS_ARRAY(node))
        return TRUE;
    JsonArray *materials = json_node_get_array(node);
    g_auto(GStrv) names = material_names(work, materials);
    if (!names)
        return differs(work, "meeting.json", N_("{1} has been changed."));
    for (guint i = 0; names[i]; i++)
        if (!check_material(work, json_array_get_object_element(materials, i), names[i]))
            return FALSE;
    return TRUE;
}

/* The log of the meeting's changes, which an archive has beside the record. */
static gboolean check_log(Work *work, JsonObject *record)
{
    g_autofree char *path = path_of(work, AUDIT_DUMP_FILE), *text = NULL;
    GError *reason = NULL;
    guint lines = 0;
    if (!g_file_test(path, G_FILE_TEST_IS_REGULAR) || !g_file_get_contents(path, &text, NULL, NULL))
        return TRUE;
    if (!audit_dump_check(text, json_read_text(record, "id"), json_read_text(record, "audit_head"),
                          &lines, &reason))
        return verify_differs(work->result, work->contents->prefix, AUDIT_DUMP_FILE, -1, reason);
    g_autofree char *count = g_strdup_printf("%u", lines);
    checked(work, N_("{1}: the log of all changes, {2} lines"), AUDIT_DUMP_FILE, count);
    return TRUE;
}

/* What was added after sealing, which an archive has beside the record. */
static gboolean check_later(Work *work, JsonObject *record)
{
    g_autofree char *path = path_of(work, LATER_FILE);
    guint steps = 0;
    gsize size;
    if (!g_file_test(path, G_FILE_TEST_EXISTS))
        return TRUE;
    g_autofree char *text = read_whole(work, LATER_FILE, NULL, &size);
    if (!text)
        return FALSE;
    g_autoptr(JsonNode) later = json_read(LATER_FILE, text, (gssize)size, NULL);
    if (!later || !later_fits(record, later, &steps))
        return differs(work, LATER_FILE, N_("{1} has been changed."));
    JsonArray *addenda = json_read_array(json_node_get_object(later), "addenda");
    for (guint i = 0; i < json_array_get_length(addenda); i++) {
        JsonObject *row = json_array_get_object_element(addenda, i);
        const char *file = json_read_text(row, "file");
        if (file && !check_hashed(work, row, file))
            return FALSE;
    }
    g_autofree char *count = g_strdup_printf("%u", json_array_get_length(addenda));
    g_autofree char *taken = g_strdup_printf("%u", steps);
    checked_two(work,
                N_("{1}: what was added after sealing: addenda {2}, steps of the follow-up {3}"),
                LATER_FILE, count, taken);
    return TRUE;
}

/* The steps return FALSE for a difference too; only what could not be read fails the caller. */
static gboolean finish(const Work *work, gboolean good, GError *failure, GError **error)
{
    work->result->ok = good;
    if (!failure)
        return TRUE;
    g_propagate_error(error, failure);
    return FALSE;
}

gboolean verify_recorded(const VerifyContents *contents, JsonNode *record, Verification *result,
                         GError **error)
{
    GError *failure = NULL;
    Work work = {contents, result, &failure};
    JsonObject *object = json_node_get_object(record);
    gboolean good = check_recording(&work, object) && check_materials(&work, object);
    return finish(&work, good, failure, error);
}

gboolean verify_contents(const VerifyContents *contents, Verification *result, GError **error)
{
    GError *failure = NULL;
    Work work = {contents, result, &failure};
    g_autofree char *sha256 = NULL;
    g_autoptr(JsonNode) record = check_record(&work, &sha256);
    JsonObject *object = record ? json_node_get_object(record) : NULL;
    gboolean good = object && check_protocol(&work, object, sha256) &&
                    check_recording(&work, object) && check_materials(&work, object) &&
                    check_signed_copies(&work) && check_addenda(&work, sha256) &&
                    check_log(&work, object) && check_later(&work, object);
    return finish(&work, good, failure, error);
}
