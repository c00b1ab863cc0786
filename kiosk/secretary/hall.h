/*
 * The meeting itself: the recording and how it goes, what is noted while people speak, what the
 * recorder warns of. It is watched wherever the application is as long as a meeting is in session:
 * citizens who register meanwhile see an alarm too. Screens read it; it changes by results of work.
 * UI thread.
 */
#pragma once

#include "kiosk/secretary/note.h"
#include "kiosk/secretary/office.h"
#include "media/client.h"

/* How the recording goes, as the recorder said it last. */
typedef struct {
    gboolean recording;    /* a recorder answers */
    RecorderStatus status; /* only if it does */
    gint64 at_ms;          /* when it was asked, of the steady clock */
    gint64 unix_ms;        /* the same by the wall clock */
    Preview *preview;      /* of a recorder that was not asked before; NULL: none */
} HallWatch;

typedef enum { HALL_QUIET, HALL_STARTING, HALL_ENDING } HallBusy;

typedef struct Hall {
    char *id;      /* of the meeting in session; NULL: none is */
    HallBusy busy; /* the recorder is being started or stopped */

    HallWatch watch;  /* valid once known */
    gboolean known;   /* the recorder was asked since the meeting is in session */
    gboolean asked;   /* the answer is under way */
    gint64 ask_ms;    /* when it is asked again */
    gboolean shown;   /* as confirmed, on the screen */
    gint64 lost_ms;   /* since when no recorder answers; 0: one does */
    gboolean revived; /* a new take was begun for it already */
    Preview *preview;
    GError *trouble; /* why the last request was refused; NULL: it was not */

    GPtrArray *notes;    /* of Note, the newest last */
    Note *note;          /* the one whose words are typed; in notes; NULL: none */
    Note *dropped;       /* that was removed last: it can be taken back; NULL: none; owned */
    gboolean correcting; /* note is of the chosen meeting's record, not in notes, and owned */
    struct Ready *ready; /* the checklist before it (hall_ready.h); owned */
    int marked;          /* the point of the agenda that was touched last; 0: none, or confirmed */
} Hall;

Hall *hall_new(void);
void hall_free(Hall *hall);
/* Forgets what only the staff may see on its screens; the meeting goes on being watched, and its
 * notes are kept. */
void hall_leave(Hall *hall);

/* What the register says of the day: whether its meeting is in session. */
void hall_follow_day(App *app, const ViewDay *day);
/* Does what is due; milliseconds until something is again, 0: nothing. */
int hall_tick(App *app);

/* Corrects what stands in the record of the chosen meeting, or (number 0) adds to it; takes note.
 * From then on until hall_leave_note the screens of a note are about it. */
void hall_correct(App *app, Note *note);

/* The recorder confirmed in the last two seconds that it records. */
gboolean hall_is_confirmed(const App *app);
/* Length of the recording's take, and how much of its end is not on the disk yet; milliseconds, as
 * of now. */
gint64 hall_running_ms(const App *app);
gint64 hall_unsafe_ms(const App *app);
/* The wall clock by the last answer. */
gint64 hall_unix_ms(const App *app);

/* What is wrong and what to do, the worst first: message ids; their number. */
#define HALL_ALARM_MAX 20
/* On a screen of citizens: that somebody of the staff is needed, over all else. */
void hall_layout_alarm(App *app);
int hall_alarms(const App *app, const char *alarms_out[HALL_ALARM_MAX]);

/* Works; their results come to hall_take_…. */
extern const Work work_watch;       /* argument the id, value HallWatch */
extern const Work work_begin;       /* argument the id */
extern const Work work_begin_again; /* the same, without sound if there is no microphone */
/* The same, and without a camera the meeting begins without a recording. */
extern const Work work_begin_anyway;
extern const Work work_revive;     /* the same, if its recorder died; argument the id */
extern const Work work_end;        /* argument the id */
extern const Work work_mark;       /* argument HallPoint */
extern const Work work_note;       /* argument HallSave, value HallSaved */
extern const Work work_notes;      /* reads; argument the id, value GPtrArray of Note */
extern const Work work_notes_keep; /* argument HallText */
extern const Work work_person;     /* argument CitizenPerson, value its number */

typedef struct {
    char *id;
    char *text; /* may be NULL */
} HallText;
typedef struct {
    char *id;
    int point;
    gboolean undo;
} HallPoint;
typedef struct {
    char *id;
    Note *note;
} HallSave;
typedef struct {
    int number;
    char *receipt; /* NULL: none, of decisions and awards */
} HallSaved;
void hall_take_watch(App *app, WorkResult *result);
void hall_take_begun(App *app, WorkResult *result);
void hall_take_revived(App *app, WorkResult *result);
void hall_take_ended(App *app, WorkResult *result);
void hall_take_mark(App *app, WorkResult *result);
void hall_take_note(App *app, WorkResult *result);
void hall_take_notes(App *app, WorkResult *result);
void hall_take_person(App *app, WorkResult *result);

/* Guards. */
gboolean hall_is_in_session(const App *app);
gboolean hall_is_free(const App *app); /* nobody touched it for a while, and a meeting goes on */
gboolean hall_may_start(const App *app);
gboolean hall_may_open(const App *app); /* a meeting is in session, and it is this person's work */
/* One goes on, or comes today, for whoever may hold it. */
gboolean hall_is_reachable(const App *app);
gboolean hall_is_noting(const App *app);      /* while the meeting goes on, not in its record */
gboolean hall_corrects_known(const App *app); /* what stands in the record already */
gboolean hall_note_is_whole(const App *app);
gboolean hall_lacks_person(const App *app); /* of an entry */
gboolean hall_lacks_name(const App *app);   /* of a decision or an award */
gboolean hall_lacks_text(const App *app);
gboolean hall_lacks_outcome(const App *app);
gboolean hall_lacks_due(const App *app);
gboolean hall_is_told(const App *app); /* the field on the screen is not empty */
gboolean hall_has_typed_person(const App *app);
gboolean hall_has_dropped(const App *app);
gboolean hall_note_is_bare(const App *app); /* while the meeting goes on */
gboolean hall_note_is_entry(const App *app);
gboolean hall_note_is_decision(const App *app);
/* Actions. */
void hall_open(App *app);    /* the meeting in session */
void hall_prepare(App *app); /* today's meeting, before it begins */
void hall_begin(App *app);
void hall_begin_again(App *app);  /* after nothing was recorded for a while */
void hall_begin_anyway(App *app); /* though devices are missing */
void hall_end(App *app);
void hall_lock(App *app);
void hall_leave_note(App *app); /* keeps what was typed of it for later; not of a correction */
void hall_take_text(App *app);  /* what was typed goes into the note */
void hall_begin_day(App *app);  /* any other day of a decision, stepped through (Prepare.date) */
void hall_take_day(App *app);
void hall_save_note(App *app);
void hall_drop_note(App *app); /* removes it; it can be taken back for a while */
void hall_undrop_note(App *app);
void hall_add_person(App *app);
void hall_unmark(App *app); /* the mark that was touched last */

/* Is about no note any more: one that was corrected is freed. */
void hall_let_go(Hall *hall);
/* Writes the notes to the disk. */
void hall_keep_notes(App *app);
/* Notes the moment; the words come later. */
void hall_note(App *app, NoteKind kind);
/* Puts text (may be NULL) in the place of *of, one of the note's. */
void hall_set(char **of, const char *text);
/* The text of the note that the field is about; NULL: none is. */
char **hall_text_of(const App *app, Field field);
/* For Screen.tick of a screen where a note's words are typed: keeps them half-typed too. */
int hall_tick_typing(App *app);

/* Shows how loud it is: the peak of the last moment. */
void hall_show_level(App *app, double peak_db);
/* How the screens name things. */
const char *hall_kind_name(const App *app, NoteKind kind);
/* "Жанғабылова Айгүл", of an item of the record's list; g_free. */
char *hall_person_name(JsonObject *person);
