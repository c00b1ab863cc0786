/*
 * Documents: a template of templates/documents/<language>/<name>.md (Mustache) filled from a
 * record (record.h) gives Markdown, which is laid out with libharu. Deterministic: the same
 * record gives the same bytes; times come from the record.
 *
 * What the templates see: the record as it is, and beside each member
 *   a date "X":"2026-11-20"      "X_words" (2026 жылғы 20 қараша / 20 ноября 2026 г.), "X_short"
 * (20.11.2026) a time "X":ISO               "X_time" (18:40), and the two above a code "X" (type,
 * outcome, kind, format, role, channel, what, cause, state) "X_is":{"complaint":true} milliseconds
 * "X_ms":2412000  "X_hms" (00:40:12) a person (object with surname)  "full" (surname name
 * patronymic), "short" (Е. С. Әлиев) an array                     "has_X":true if it is not empty
 * and "control" (the control number in groups), "language".
 */
#pragma once

#include <json-glib/json-glib.h>

typedef enum {
    DOCUMENT_PROTOCOL,
    DOCUMENT_ATTENDEES,
    DOCUMENT_NOTICE,
    DOCUMENT_LETTER,
    DOCUMENT_RECEIPT,
    DOCUMENT_RECEIPT_ROLL, /* the same on a roll of 80 mm */
    DOCUMENT_NOTIFICATION, /* to the initiator of an entry: what becomes of it */
    DOCUMENT_ANSWER,       /* to the initiator of an entry */
    DOCUMENT_EXCERPT,      /* of the protocol: one entry, and where it is in the recording */
    DOCUMENT_INVITATION,
    DOCUMENT_ADDENDUM, /* all addenda of a sealed record */
    DOCUMENT_CONTROL,  /* where each entry stands: the record has "follow" (follow.h), "today" */
    DOCUMENT_PUBLIC,   /* the protocol without personal data and confidential entries */
    DOCUMENT_COUNT
} DocumentKind;

/* "protocol", "attendees", "notice", "letter", "receipt", "receipt-roll", "notification", "answer",
 * "excerpt", "invitation", "addendum", "control", "public"; FALSE if it is none. */
gboolean document_kind_parse(const char *text, DocumentKind *kind_out);
const char *document_kind_name(DocumentKind kind);
/* Whether the document is about one entry, whose number it needs. */
gboolean document_kind_about_entry(DocumentKind kind);

typedef struct {
    DocumentKind kind;
    JsonNode *record;     /* record.h */
    const char *language; /* "kk", "ru", "both" (Kazakh first) */
    const char *sha256;   /* hex of the canonical record that is bound into the page; NULL: a draft,
                             and the page says so */
    int entry;            /* for what is about one entry: its number */
    int invitation;       /* of an invitation: its number; 0: a page for each who is invited */
    gboolean preview;     /* across every page stands that it is a draft; sha256 is NULL */
    gboolean copy;        /* across every page stands that it is a copy */
} Document;

/* Lays the document out. The PDF as libharu makes it: pdf_finish (pdf.h) comes after. Free with
 * g_bytes_unref. PROTOCOL_ERROR_REFUSED names the character that the font lacks, or template and
 * line of a wrong placeholder. Any thread. */
GBytes *document_render(const Document *document, GError **error);
