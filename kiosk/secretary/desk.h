/*
 * The staff's screens after the meeting: the record is looked through and corrected, signed,
 * sealed, printed and given out. Beside the office's snapshots it keeps what only these screens
 * know. UI thread.
 */
#pragma once

#include "kiosk/secretary/office.h"
#include "protocol/document.h"
#include "protocol/meeting.h"
#include "protocol/view_words.h"

/* What a row of the record's screen stands for. */
typedef enum {
    DESK_RECEIPTS,
    DESK_REVIEW, /* its protocol page by page */
    DESK_LACK,   /* what sealing still lacks */
    DESK_REMARK, /* what the protocol will remark */
    DESK_FACTS,  /* when and where */
    DESK_PEOPLE, /* how many came */
    DESK_ENTRY,
    DESK_DECISION,
    DESK_AWARD,
    DESK_AGENDA, /* when its points were reached */
    DESK_ADD,    /* what was forgotten */
    DESK_GONE,   /* what was withdrawn */
    DESK_RECORDING,
} DeskRowKind;

typedef struct {
    DeskRowKind kind;
    int number;  /* of the entry, decision, award; of what lacks, its index */
    char *text;  /* in the reader's language */
    char *below; /* quieter; may be NULL */
} DeskRow;

typedef struct Desk {
    /* what the record lacks, as it was judged last */
    GPtrArray *lacks; /* of CheckItem; NULL: not judged yet */
    char *lacks_of;   /* the id of the meeting that was judged */
    JsonNode *judged; /* the record that was judged; the snapshot's own, kept alive */
    gboolean asked;   /* it is being judged */

    struct Review *review; /* its pages (review.h); owned; NULL: not looked at */

    int number; /* of the attendee who is corrected; 0: somebody new */
    int point;  /* of the agenda, whose moment is corrected; 0: that of a note */
    int second; /* of the day: the moment, as it stands on the screen */
    struct {
        char *id; /* of the meeting; NULL: nothing was withdrawn */
        MeetingItem item;
        int number;
    } gone;           /* that was withdrawn last, or is chosen to be put back */
    const char *none; /* "entries" or "decisions": said that there was none */
    gboolean facts;   /* the preparation's screens correct the record */
    gboolean saving;  /* a change is under way: the next waits for it */
    struct {
        char *name;        /* NULL: nobody was chosen */
        const char *title; /* as in DeskSigner */
    } signer;              /* who signs */
    int index;             /* of the printer or stick that is chosen */

    /* what is printed or given out, and from where it was asked for */
    DocumentKind paper;
    int about; /* the entry; 0: all of the record */
    enum { DESK_OF_RECORD, DESK_OF_CASE, DESK_OF_RECEIPTS, DESK_OF_DISPOSAL } from;
    gboolean roll;       /* receipts on a roll of 80 mm, not A6 */
    GHashTable *printed; /* entries whose receipt came out of the printer */

    ViewWords *words[LANGUAGE_COUNT]; /* how sources of law are written; NULL: not read yet */
    JsonNode *found; /* people that the search found, as search_people gives them; NULL: none */

    /* what is given out */
    GPtrArray *printers; /* of Printer; NULL: not looked for yet */
    GPtrArray *sticks;   /* of Stick; NULL: not looked for yet */
    gboolean public_copy;
    struct PublicPlan *plan; /* of the public copy (public.h); owned; NULL: not known yet */
    gboolean without_recording;
    char *readers;  /* names of those who alone may read it; NULL: everybody, or not known yet */
    char *given;    /* the folder of the stick that was written to; NULL: none is in */
    gint64 look_ms; /* when sticks are looked for again, of App.now_ms */
    const char *done_title; /* message id: what became of the work; shown by STATE_DONE */
    char *done_text;
    gboolean failed;
} Desk;

Desk *desk_new(void);
void desk_free(Desk *desk);

/* Fields of the record that was chosen. NULL or 0 where there is none. */
JsonObject *desk_record(const App *app);
const char *desk_text(const App *app, const char *member);
JsonArray *desk_list(const App *app, const char *member);
gboolean desk_is_sealed(const App *app);
gboolean desk_is_disposed(const App *app);
gboolean desk_is_kept(const App *app); /* sealed, and not disposed of yet */
/* How many lacks block sealing; -1: not judged yet. without_signatures leaves those out. */
int desk_blocking(const App *app, gboolean without_signatures);
/* What the record lacks, of CheckItem, as it was judged last; NULL: not judged, or sealed. */
const GPtrArray *desk_lacks(const App *app);
/* Where something stands in the law, as a reader of this language expects it; g_free. */
char *desk_source(const App *app, const char *source);

/* "Protocol No. 12", or that it is as it will be; g_free. */
char *desk_title(const App *app);
/* The rows of the record's screen, of DeskRow; g_ptr_array_unref. */
GPtrArray *desk_rows(const App *app);

/* Asks for what the record lacks if it has changed since; for Screen.tick. */
int desk_tick(App *app);

/* Somebody whom the edition wants to sign. */
typedef struct {
    char *role;           /* as meeting_sign takes it: "inspector", "inspector:2" */
    const char *title;    /* message id of what they are */
    JsonObject *official; /* of the record; NULL: not named */
    gboolean signed_;
} DeskSigner;
/* All of them, of DeskSigner; g_ptr_array_unref. */
GPtrArray *desk_signers(const App *app);
/* Who of them was chosen to sign; NULL: nobody, or the record names them no more. */
void desk_choose_signer(App *app, const DeskSigner *signer);
const DeskSigner *desk_signer(const App *app, const GPtrArray *signers);
/* The meeting's day has passed, and the edition wants it sealed on the day. */
gboolean desk_is_late(const App *app);

/* What is to be printed: the protocol, or a paper about an entry (0: about each of the record). */
void desk_begin_papers(App *app, DocumentKind paper, int about);
/* What is to be given out: all of the record, or (else 0) this entry. */
void desk_begin_giving(App *app, int about);
/* How a work that STATE_BUSY shows ended: its title (message id) and text (taken) are shown by
 * STATE_DONE. */
void desk_finish(App *app, WorkResult *result, const char *title, char *text);
/* Appends the numbers of the record's entries, int. */
void desk_add_entries(const App *app, GArray *numbers);

/* "2026 жылғы 20 қараша" of a member; g_free. */
char *desk_date(const App *app, const char *member);
/* "Әлиев Ерлан Серікұлы" of a person; g_free. */
char *desk_name(JsonObject *person);
