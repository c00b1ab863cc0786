/*
 * What can be done to the record of a meeting. The command and the touch screen both use these
 * and nothing else. Each function is one transaction: the rows, the step of the record's life,
 * and the line in the audit log are committed together (synchronous=FULL) or not at all.
 *
 * Common errors: PROTOCOL_ERROR_NOT_FOUND (no such meeting, attendee, entry), _USAGE (a value
 * that is none: bad date, unknown code, invalid UTF-8, control character, too long), _REFUSED
 * (the record's state forbids it: sealed, disposed). All block for the disk (up to ~50 ms on a
 * card): never call them on a UI thread.
 *
 * Strings are borrowed. An optional one may be NULL. Names are kept exactly as given.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "protocol/home.h"
#include "protocol/signing_key.h"

/* Whether id has the form of a meeting's id ("2026-0007"): no path can hide in it. */
gboolean meeting_id_valid(const char *id);

typedef struct {
    const char *rank, *surname, *name, *patronymic, *position; /* patronymic may be NULL */
    gboolean acting; /* stands in for whoever has the position */
} Official;

/* "RANK;SURNAME;NAME;PATRONYMIC;POSITION", with ";acting" behind it if the official stands in for
 * whoever has the position, to its parts; parts[] owns the text (g_strfreev).
 * Empty patronymic gives NULL. */
gboolean official_parse(const char *text, Official *official_out, char ***parts_out,
                        GError **error);

typedef struct {
    const char *kind; /* inspector, chief */
    const char *date, *time, *place;
    const char *format;           /* in-person (default), outdoor, online, mixed */
    const char *const *precincts; /* NULL-terminated; may be NULL */
    int expected;                 /* 0: not said */
    const Official *speakers;     /* at least one */
    gsize speaker_count;
    const Official *secretary; /* may be NULL */
} MeetingNew;

/* A new meeting in state planned, with the edition of the rules for its kind and date. The id
 * ("2026-0007") through id_out; free with g_free. */
gboolean meeting_create(Home *home, const MeetingNew *meeting, char **id_out, GError **error);
/* Corrects one field: date (chooses the edition and counts deadlines anew), time, started, ended,
 * place, format, convener, expected, attendees (a head count, where more came than registered),
 * secretary, speaker and precinct (both replace all; several stand on lines of their own),
 * decisions=none, entries=none (said by the secretary: there were none), late_reason. An empty
 * value empties what may be empty. started and ended step the record to in-session and closed.
 * Any change after a hand signature removes the signatures: they are given again. */
gboolean meeting_set(Home *home, const char *id, const char *field, const char *value,
                     GError **error);

/* Corrects several fields, all or none. */
typedef struct {
    const char *field, *value;
} MeetingField;
gboolean meeting_set_all(Home *home, const char *id, const MeetingField *given, gsize count,
                         GError **error);

/* channel: media, social, organisation, site, other (1095 p.27; 608 p.8). on: YYYY-MM-DD. */
gboolean meeting_announce(Home *home, const char *id, const char *channel, const char *on,
                          const char *ref, GError **error);

typedef struct {
    const char *category; /* a code of the edition's categories (1095 p.28; 608 p.11) */
    const char *who;      /* the body or organisation, or whoever is invited by themselves */
    const char *person;   /* whom of it; may be NULL */
    const char *position; /* of that person; may be NULL */
    const char *on;       /* YYYY-MM-DD; may be NULL */
} Invitation;

/* Notes who is invited; the number in this meeting through number_out. */
gboolean meeting_invite(Home *home, const char *id, const Invitation *invitation, int *number_out,
                        GError **error);
/* Invites the heads of all organisations in the passports of the meeting's precincts that are not
 * invited yet (passport.h); their number through count_out. */
gboolean meeting_invite_organisations(Home *home, const char *id, const char *on, int *count_out,
                                      GError **error);
/* What is left to invite: {"organisations":[{"precinct","who","category","person"|null,
 * "position"|null,"phone"|null}],"categories":[codes of the law's list of whom nobody is invited]}.
 * Free with json_node_unref. */
JsonNode *meeting_uninvited(Home *home, const char *id, GError **error);
/* Notes an announcement through the administration of each organisation in the passports of the
 * meeting's precincts (1095 p.27); their number through count_out. */
gboolean meeting_announce_organisations(Home *home, const char *id, const char *on, int *count_out,
                                        GError **error);

typedef struct {
    const char *surname, *name, *patronymic; /* patronymic may be NULL */
    const char *category;                    /* a code of the edition's categories */
    const char *address, *phone;             /* may be NULL */
    /* 12 digits (iin.h); may be NULL. Finds who registers twice; stands in no document. */
    const char *iin;
    const char *strokes; /* JSON as in strokes.h; may be NULL */
} Attendee;

/* Registers somebody who came (1095 p.32). The attendee's number, 1 … in this meeting, through
 * number_out. */
gboolean meeting_attend(Home *home, const char *id, const Attendee *attendee, int *number_out,
                        GError **error);
/* Registers all people of a CSV file (UTF-8, BOM allowed, separator ; or , found by itself; first
 * line names the columns surname,name,patronymic,category,address,phone,iin in any order, or their
 * Kazakh or Russian names) or none: a bad line is named, and one whose IIN somebody has already.
 * Their number through count_out. */
gboolean meeting_attend_import(Home *home, const char *id, const char *csv_path, int *count_out,
                               GError **error);

typedef struct {
    const char *type; /* complaint, suggestion, remark */
    int from;         /* an attendee's number; 0: anonymous */
    const char *text;
    const char *at;      /* HH:MM[:SS] on the meeting's date; NULL: now */
    const char *outcome; /* answered, check, forward */
    const char *answer;  /* for answered; may be NULL */
    const char *to;      /* for forward: the body */
    gboolean confidential;
    int take;           /* place in the recording, if the caller asked the recorder for it */
    gint64 position_ms; /*   at the first touch; take 0: looked up from the moment */
} Entry;

/* Notes a complaint, suggestion or remark (1095 p.32). Its number (one series for the device, the
 * number that citizens are told) and its receipt code through number_out, receipt_out (g_free).
 * Deadlines come from the edition and the calendar. */
gboolean meeting_entry(Home *home, const char *id, const Entry *entry, int *number_out,
                       char **receipt_out, GError **error);
gboolean meeting_decision(Home *home, const char *id, const char *text, const char *owner,
                          const char *due, int *number_out, GError **error);
gboolean meeting_award(Home *home, const char *id, const char *to, const char *text,
                       GError **error);
/* The speaker has come to point N of the edition's agenda; position from the running recorder. */
gboolean meeting_mark(Home *home, const char *id, int point, GError **error);
/* A file that the report was prepared from: copied into materials/, hashed (1095 p.29). */
gboolean meeting_material(Home *home, const char *id, const char *path, GError **error);
/* The hand signature of role (inspector, chief, secretary, officer) as strokes (strokes.h). */
gboolean meeting_sign(Home *home, const char *id, const char *role, const char *strokes,
                      GError **error);
/* A signature with a person's key (signing_key.h), in place of one by hand. Before sealing it is
 * announced: who signs with which certificate becomes part of the record, and sealing wants that
 * key. Of a sealed meeting protocol.pdf gets the signature as a further revision (PAdES), and the
 * register its hash; refused if that certificate has signed already, or the file is not what the
 * register knows. */
gboolean meeting_sign_with_key(Home *home, const char *id, const char *role, const SigningKey *key,
                               GError **error);
/* The scan of a protocol that was printed and signed by hand, after sealing: looked at (scan.h),
 * copied and hashed; verified and exported with the meeting. Its number through number_out. */
gboolean meeting_signed_copy(Home *home, const char *id, const char *path, int *number_out,
                             GError **error);
/* In a meeting's folder: the documents of its addenda. */
#define ADDENDA_FOLDER "addenda"

/* Who signs an addendum: role as in meeting_sign, by strokes or with a key; the other is NULL. */
typedef struct {
    const char *role;
    const char *strokes;
    const SigningKey *key;
} AddendumSigner;

/* A correction after sealing: a row of its own, and a document in the meeting's folder that the
 * device seals and signer (may be NULL) signs; its path through path_out (may be NULL; g_free). */
gboolean meeting_addendum(Home *home, const char *id, const char *text,
                          const AddendumSigner *signer, char **path_out, GError **error);

/* What is noted one by one, and can be corrected until the record is sealed. Numbers stay as they
 * were given: of an entry that of the device's series, of a mark its point. */
typedef enum {
    MEETING_ATTENDEE,
    MEETING_ENTRY,
    MEETING_DECISION,
    MEETING_AWARD,
    MEETING_ANNOUNCEMENT,
    MEETING_MARK,
    MEETING_INVITATION,
    MEETING_ITEM_COUNT,
} MeetingItem;
/* "attendee", "entry" …; static. */
const char *meeting_item_code(MeetingItem item);

/* Corrects fields of an item, all or none; they are named like the options of the commands:
 *   attendee      surname name patronymic category address phone iin
 *   entry         type from text at position outcome answer to confidential (yes, no)
 *   decision      text owner due          award  to text
 *   announcement  channel on ref          mark   at position
 *   invitation    category who person position on came (yes, no)
 * A moment is said by the clock (at=HH:MM:SS) or, exactly, by its place in the recording
 * (position=TAKE/H:MM:SS[.mmm]); either gives both. An empty value empties what may be empty.
 * Another outcome of an entry has its own deadline; it is
 * refused once the follow-up of the entry has begun. Signatures are removed as by meeting_set. */
gboolean meeting_correct(Home *home, const char *id, MeetingItem item, int number,
                         const MeetingField *given, gsize count, GError **error);
/* Marks an item as withdrawn, for a reason. The row and its number stay in the register, and the
 * record counts and shows it no more, but that there was one, and why. Refused for an attendee of
 * whom the record holds an entry. */
gboolean meeting_withdraw(Home *home, const char *id, MeetingItem item, int number, const char *why,
                          GError **error);
/* Puts back what was withdrawn, as it was; signatures are removed as by meeting_set. What depends
 * on what was corrected meanwhile is judged anew: the deadline of an entry, its initiator, who else
 * has the same IIN. Refused if it was not withdrawn. */
gboolean meeting_restore(Home *home, const char *id, MeetingItem item, int number, GError **error);
/* The meeting at which an entry was noted. g_free. PROTOCOL_ERROR_NOT_FOUND. */
char *meeting_of_entry(Home *home, int number, GError **error);

/* Whether a recording may begin; changes nothing. To be asked before anything touches the folder.
 */
gboolean meeting_recording_allowed(Home *home, const char *id, GError **error);
/* The recording begins (row committed before the recorder starts) and has ended. */
gboolean meeting_recording_started(Home *home, const char *id, GError **error);
gboolean meeting_recording_stopped(Home *home, const char *id, GError **error);

/* Freezes the record: gives the protocol's number (no gaps, per body and year) and stores hashes
 * of meeting.json and protocol.pdf. Used by seal.h alone, which prepares the files inside. */
typedef gboolean (*MeetingSealFiles)(Home *home, const char *id, int number, char **json_sha256_out,
                                     char **pdf_sha256_out, gpointer user_data, GError **error);
gboolean meeting_seal_commit(Home *home, const char *id, const char *late_reason,
                             MeetingSealFiles files, gpointer user_data, int *number_out,
                             GError **error);
