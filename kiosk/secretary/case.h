/*
 * What becomes of what was said and decided: the list of what is due, and one entry or decision
 * with its life and the steps that are possible now (protocol/follow.h). Each step is written once
 * and stays. UI thread, but the work.
 */
#pragma once

#include "kiosk/secretary/office.h"
#include "protocol/document.h"

typedef enum { CASES_OVERDUE, CASES_TODAY, CASES_SOON, CASES_ALL, CASES_TAB_COUNT } CasesTab;

/* A step, and what it asks for. */
typedef struct {
    const char *event;       /* of follow_do */
    gboolean decision;       /* of a decision, not of an entry */
    const char *text, *tell; /* message ids: what it is called, what it means */
    FlowEvent ask;           /* the screen that asks: EVENT_WHAT words, EVENT_WHO letter, EVENT_HOW
                                number, EVENT_EDIT_WHEN a day and words */
    gboolean words;          /* without words it is not taken */
    const char *done;        /* message id: how its line of the life is called */
} CaseStep;

typedef struct Case {
    CasesTab tab;
    int entry;            /* that is looked at; 0: none */
    int decision;         /* of the office's meeting, likewise */
    gboolean of_record;   /* it was opened from its record */
    JsonNode *read;       /* as follow_read gives it; NULL: not yet */
    const CaseStep *step; /* that is being taken */
    gboolean saving;
} Case;

Case *case_new(void);
void case_free(Case *of);

/* The entries and decisions of a tab, of JsonObject of OfficeDesk.entries; g_ptr_array_unref. */
GPtrArray *case_list(const App *app, CasesTab tab);
/* What is read of it; NULL: not yet. */
JsonObject *case_row(const App *app);
/* The entry or decision as its record has it; NULL: not read yet. */
JsonObject *case_entry(const App *app);
gboolean case_is_decision(const App *app);
/* The steps that are possible now, of CaseStep; g_ptr_array_unref. */
GPtrArray *case_steps(const App *app);
/* The step with this event of what is looked at; NULL: none. */
const CaseStep *case_step(const App *app, const char *event);
/* "Complaint No. 31", "Decision No. 1"; g_free. */
char *case_title(const App *app, JsonObject *row);
/* "to be checked" of a state. */
const char *case_state_text(const App *app, const char *state);
/* "3 days late", "due on 25 November"; g_free, NULL: nothing is due. */
char *case_term(const App *app, JsonObject *row);
/* Who is in charge of row and for which precincts: of an entry who reported, of a decision who
 * carries it out; g_free. */
char *case_charge(const App *app, JsonObject *row);

/* Opens an entry, or a decision (the other is 0), of this meeting; the flow's step is the caller's.
 */
void case_open(App *app, int entry, int decision, const char *meeting, gboolean of_record);

/* Guards and actions. */
gboolean case_is_of_record(const App *app);
gboolean case_has_moment(const App *app); /* it is known where in the recording it was said */
gboolean case_has_papers(const App *app);
gboolean case_may_step(const App *app);
gboolean case_may_give(const App *app); /* its record is sealed and kept */
gboolean case_step_is_told(const App *app);
void case_play(App *app);         /* from a little before it was said */
void case_begin_giving(App *app); /* onto a stick: this entry alone */
void case_begin_step(App *app);
void case_begin_day(App *app);
void case_take_step(App *app);
void case_forget(App *app);

/* What can be printed of an entry. */
typedef struct {
    DocumentKind kind;
    const char *text; /* message id */
} CasePaper;
/* Those that there are now, of CasePaper; g_ptr_array_unref. */
GPtrArray *case_papers(const App *app);

/* Reads an entry or decision; argument CaseTask without an event, value JsonNode. */
extern const Work work_case;
/* Takes a step; argument CaseTask. */
extern const Work work_step;
typedef struct {
    int entry, decision; /* the other is 0 */
    char *meeting;
    const char *event; /* static */
    char *text, *to, *ref, *until;
} CaseTask;
void case_take_read(App *app, WorkResult *result);
void case_take_stepped(App *app, WorkResult *result);
