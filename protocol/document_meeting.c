#include "protocol/document_meeting.h"

#include <string.h>

#include "protocol/error.h"
#include "protocol/follow.h"
#include "protocol/json_read.h"
#include "protocol/message.h"
#include "protocol/pdf.h"
#include "protocol/record.h"

typedef struct {
    Document document;
    char *sha256; /* of meeting.json; NULL if the meeting is not sealed */
    JsonNode *record;
} Source;

static void source_clear(Source *source)
{
    g_free(source->sha256);
    if (source->record)
        json_node_unref(source->record);
}

static const char *record_text(JsonNode *record, const char *member)
{
    return json_object_get_string_member_with_default(json_node_get_object(record), member, NULL);
}

/* The hash of what was sealed, and for the documents that were sealed with it the sealed record
 * itself: the live one goes on with follow-up and addenda. */
static gboolean read_sealed(Source *source, Home *home, const char *id, GError **error)
{
    g_autofree char *path = home_meeting_path(home, id, "meeting.json");
    g_autofree char *json = NULL;
    gsize size = 0;
    g_autoptr(GError) wrong = NULL;
    if (!g_file_get_contents(path, &json, &size, &wrong)) {
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("Meeting {1} is sealed, but {2} cannot be read: {3}. See: esep verify {1}"),
                  id, path, wrong->message, NULL);
        return FALSE;
    }
    source->sha256 = g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)json, size);
    DocumentKind kind = source->document.kind;
    if (kind != DOCUMENT_PROTOCOL && kind != DOCUMENT_ATTENDEES && kind != DOCUMENT_PUBLIC &&
        kind != DOCUMENT_EXCERPT)
        return TRUE;
    JsonNode *sealed = json_read("meeting.json", json, (gssize)size, error);
    if (!sealed)
        return FALSE;
    json_node_unref(source->record);
    source->record = sealed;
    return TRUE;
}

/* The entry with the number in the record; NULL if there is none. */
static JsonObject *find_entry(JsonNode *record, int number)
{
    JsonArray *entries = json_object_get_array_member(json_node_get_object(record), "entries");
    for (guint i = 0; i < json_array_get_length(entries); i++) {
        JsonObject *entry = json_array_get_object_element(entries, i);
        if (json_object_get_int_member(entry, "entry") == number)
            return entry;
    }
    return NULL;
}

/* The answer that was given after the meeting. */
static gboolean add_answer(Source *source, Home *home, GError **error)
{
    JsonObject *entry = find_entry(source->record, source->document.entry);
    const char *receipt =
        entry ? json_object_get_string_member_with_default(entry, "receipt", NULL) : NULL;
    if (source->document.kind != DOCUMENT_ANSWER || !receipt)
        return TRUE;
    g_autofree char *today = clock_today(home_clock(home));
    g_autoptr(JsonNode) status = follow_status(home, receipt, today, error);
    if (!status)
        return FALSE;
    const char *answer =
        json_object_get_string_member_with_default(json_node_get_object(status), "answer", NULL);
    if (answer)
        json_object_set_string_member(entry, "answer", answer);
    return TRUE;
}

/* Where the entries and decisions of the meeting stand today. */
static gboolean add_follow(Source *source, Home *home, const char *id, GError **error)
{
    if (source->document.kind != DOCUMENT_CONTROL)
        return TRUE;
    g_autofree char *today = clock_today(home_clock(home));
    JsonNode *rows = follow_of_meeting(home, id, today, error);
    if (!rows)
        return FALSE;
    JsonObject *record = json_node_get_object(source->record);
    json_object_set_member(record, "follow", rows);
    json_object_set_string_member(record, "today", today);
    return TRUE;
}

/* What goes out today carries the body's name of today, whatever it was at the meeting. */
static gboolean add_sender(Source *source, Home *home, GError **error)
{
    DocumentKind kind = source->document.kind;
    JsonObject *record = json_node_get_object(source->record);
    gboolean goes_out = kind == DOCUMENT_LETTER || kind == DOCUMENT_NOTIFICATION ||
                        kind == DOCUMENT_ANSWER || kind == DOCUMENT_CONTROL;
    if (!goes_out || json_object_has_member(record, "imported"))
        return TRUE;
    g_autofree char *today = clock_today(home_clock(home));
    return record_set_body(home, source->record, today, error);
}

static gboolean read_source(Source *source, Home *home, const char *id, GError **error)
{
    source->record = record_read(home, id, error);
    if (!source->record)
        return FALSE;
    if (record_text(source->record, "sealed") && !read_sealed(source, home, id, error))
        return FALSE;
    if (!add_answer(source, home, error) || !add_follow(source, home, id, error) ||
        !add_sender(source, home, error))
        return FALSE;
    source->document.record = source->record;
    source->document.sha256 = source->document.preview ? NULL : source->sha256;
    return TRUE;
}

char *document_title(const Document *document)
{
    static const char *const titles[DOCUMENT_COUNT] = {
        [DOCUMENT_PROTOCOL] = N_("Protocol of the report meeting {1}"),
        [DOCUMENT_ATTENDEES] = N_("List of the attendees of the report meeting {1}"),
        [DOCUMENT_NOTICE] = N_("Announcement of the report meeting {1}"),
        [DOCUMENT_LETTER] = N_("Letter about entry {1}"),
        [DOCUMENT_RECEIPT] = N_("Receipt for entry {1}"),
        [DOCUMENT_RECEIPT_ROLL] = N_("Receipt for entry {1}"),
        [DOCUMENT_NOTIFICATION] = N_("Notice about entry {1}"),
        [DOCUMENT_ANSWER] = N_("Answer to entry {1}"),
        [DOCUMENT_EXCERPT] = N_("Excerpt of the protocol: entry {1}"),
        [DOCUMENT_INVITATION] = N_("Invitation to the report meeting {1}"),
        [DOCUMENT_ADDENDUM] = N_("Addendum to the protocol of the report meeting {1}"),
        [DOCUMENT_CONTROL] = N_("Control of the entries and decisions of the report meeting {1}"),
        [DOCUMENT_PUBLIC] = N_("Protocol of the report meeting {1}, public copy"),
    };
    g_autofree char *entry = g_strdup_printf("%d", document->entry);
    const char *subject = document->entry ? entry : record_text(document->record, "id");
    const char *msgid = titles[document->kind];
    g_autofree char *kk = message_format(LANGUAGE_KK, msgid, subject, NULL);
    g_autofree char *ru = message_format(LANGUAGE_RU, msgid, subject, NULL);
    if (strcmp(document->language, "both") == 0)
        return g_strconcat(kk, " / ", ru, NULL);
    return strcmp(document->language, "ru") == 0 ? g_steal_pointer(&ru) : g_steal_pointer(&kk);
}

/* When the document's record became what it is: sealed, else the meeting itself. */
static gint64 document_time(JsonNode *record)
{
    const char *sealed = record_text(record, "sealed");
    g_autoptr(GDateTime) time = sealed ? g_date_time_new_from_iso8601(sealed, NULL) : NULL;
    gint64 unix_ms = 0;
    if (time)
        return g_date_time_to_unix(time) * 1000;
    const char *date = record_text(record, "date"), *start = record_text(record, "time");
    return date && start && time_parse(date, start, &unix_ms) ? unix_ms : 0;
}

static GBytes *make_document(const Source *source, GError **error)
{
    JsonObject *record = json_node_get_object(source->record);
    JsonObject *body = json_object_get_object_member(record, "body");
    g_autofree char *title = document_title(&source->document);
    const PdfInfo info = {
        .title = title,
        .author = body ? json_object_get_string_member_with_default(body, "name", "") : "",
        .language = strcmp(source->document.language, "ru") == 0 ? "ru" : "kk",
        .unix_ms = document_time(source->record),
        .record_sha256 = source->document.sha256,
    };
    g_autoptr(GBytes) pages = document_render(&source->document, error);
    return pages ? pdf_finish(pages, &info, error) : NULL;
}

GBytes *document_of_meeting(Home *home, const char *id, const Document *wanted,
                            gboolean *sealed_out, GError **error)
{
    Source source = {.document = *wanted};
    GBytes *pdf = read_source(&source, home, id, error) ? make_document(&source, error) : NULL;
    if (sealed_out)
        *sealed_out = source.document.sha256 != NULL;
    source_clear(&source);
    return pdf;
}
