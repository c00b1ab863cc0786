/*
 * What was said, from the first touch until its words are in the register: the moment is noted at
 * once, who, what and how it was met come later, in any order. Notes are kept in a file of the
 * meeting, so that none is lost when the program or the machine goes down. Pure; UI thread.
 */
#pragma once

#include <json-glib/json-glib.h>

typedef enum {
    NOTE_COMPLAINT,
    NOTE_SUGGESTION,
    NOTE_REMARK,
    NOTE_DECISION,
    NOTE_AWARD,
    NOTE_KIND_COUNT
} NoteKind;

#define NOTE_FROM_UNKNOWN (-1)
#define NOTES_MAX 100

/* Texts are NULL where nothing was said yet. */
typedef struct {
    NoteKind kind;
    int number; /* of what stands in the record and is corrected; 0: it is new */
    char *at;   /* HH:MM:SS by the wall clock */
    int take;   /* place in the recording; 0: nothing was recorded then */
    gint64 position_ms;
    int from;  /* an attendee's number, 0: anonymous, NOTE_FROM_UNKNOWN */
    char *who; /* the name to show; of an award whom it is for, of a decision who does it */
    char *surname, *given; /* of somebody who is not on the list yet, as far as it is typed */
    char *text;            /* what was said, decided, awarded */
    char *outcome;         /* answered, check, forward */
    char *answer, *to;
    char *due; /* of a decision, YYYY-MM-DD */
    gboolean confidential;
} Note;

Note *note_new(NoteKind kind);
void note_free(gpointer note);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Note, note_free)
Note *note_copy(const Note *note);
/* Complaint, suggestion or remark: somebody's, met somehow, with a deadline. */
gboolean note_is_entry(const Note *note);
/* "complaint" …; static. */
const char *note_code(NoteKind kind);
/* NOTE_KIND_COUNT if it is none. */
NoteKind note_kind(const char *code);
/* Nobody has told anything of it but when. */
gboolean note_is_bare(const Note *note);
/* The entry, decision or award with this number in the list ("entries", "decisions", "awards") of a
 * record (record.h); NULL: there is none. */
Note *note_of_record(JsonObject *record, const char *list, int number);
/* "1/0:22:10.500", as meeting_correct takes a place in a recording; g_free. */
char *note_position(int take, gint64 position_ms);
/* All is told that the register asks for. */
gboolean note_is_whole(const Note *note);

/* Notes (GPtrArray of Note) as JSON; g_free. NULL: there are none. */
char *notes_json(GPtrArray *notes);
/* The notes of such a text, as many as are well-formed; g_ptr_array_unref. */
GPtrArray *notes_parse(const char *json);
