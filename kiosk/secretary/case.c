#include "kiosk/secretary/case.h"

#include <string.h>

#include "kiosk/secretary/desk.h"
#include "kiosk/secretary/playback.h"
#include "kiosk/secretary/prepare.h"
#include "protocol/error.h"
#include "protocol/json_read.h"

#define SOON_DAYS 3

static const CaseStep steps[] = {
    {"begin", FALSE, N_("The check has begun"),
     N_("Who checks, and what is done first (may stay empty)"), EVENT_WHAT, FALSE,
     N_("The check has begun")},
    {"extend", FALSE, N_("Extend the term of the check"),
     N_("Only with a reason, and as far as the rules allow"), EVENT_EDIT_WHEN, TRUE,
     N_("The term was extended")},
    {"answer", FALSE, N_("The answer is given"),
     N_("Write what was answered: the citizen reads it too"), EVENT_WHAT, TRUE, N_("Answered")},
    {"forward", FALSE, N_("The letter is sent"), N_("To which body, and under which number"),
     EVENT_WHO, FALSE, N_("Sent on")},
    {"notify", FALSE, N_("The initiator is told"), N_("Under which number the notice went out"),
     EVENT_HOW, FALSE, N_("The initiator was told")},
    {"receive", FALSE, N_("The other body has the letter"),
     N_("Under which number it was taken in there"), EVENT_HOW, FALSE, N_("Received there")},
    {"contest", FALSE, N_("The answer is contested"),
     N_("Why: it is checked anew, with a term of its own"), EVENT_WHAT, TRUE, N_("Contested")},
    {"close", FALSE, N_("Close it"), N_("What came of it (may stay empty)"), EVENT_WHAT, FALSE,
     N_("Closed")},
    {"begin", TRUE, N_("The work has begun"),
     N_("Who does it, and what comes first (may stay empty)"), EVENT_WHAT, FALSE,
     N_("The work has begun")},
    {"extend", TRUE, N_("Put it off"), N_("Until which day, and for which reason"), EVENT_EDIT_WHEN,
     TRUE, N_("Put off")},
    {"done", TRUE, N_("It is done"), N_("What came of it: it stands in the next protocol"),
     EVENT_WHAT, TRUE, N_("Carried out")},
    {"cancel", TRUE, N_("It is cancelled"), N_("Why it will not be carried out"), EVENT_WHAT, TRUE,
     N_("Cancelled")},
    {"reopen", TRUE, N_("Take it up again"), N_("Until which day, and for which reason"),
     EVENT_EDIT_WHEN, TRUE, N_("Taken up again")},
};

static const CasePaper papers[] = {
    {DOCUMENT_RECEIPT, N_("Receipt, A6")},
    {DOCUMENT_RECEIPT_ROLL, N_("Receipt, roll of 80 mm")},
    {DOCUMENT_EXCERPT, N_("Excerpt of the protocol")},
    {DOCUMENT_LETTER, N_("Letter to the other body")},
    {DOCUMENT_NOTIFICATION, N_("Notice to the initiator")},
    {DOCUMENT_ANSWER, N_("Answer to the initiator")},
};

Case *case_new(void)
{
    return g_new0(Case, 1);
}

void case_free(Case *of)
{
    if (!of)
        return;
    g_clear_pointer(&of->read, json_node_unref);
    g_free(of);
}

static Case *of(const App *app)
{
    return app->office->followed;
}

static Form *form(const App *app)
{
    return app->office->form;
}

/* Days from today to the deadline of row; FALSE: it has none. */
static gboolean days_left(const App *app, JsonObject *row, int *days_out)
{
    GDate due, today;
    const char *deadline = json_read_text(row, "deadline");
    if (!app->office->desk || !deadline || !date_parse(deadline, &due) ||
        !date_parse(app->office->desk->today, &today))
        return FALSE;
    *days_out = g_date_days_between(&today, &due);
    return TRUE;
}

static gboolean belongs(const App *app, JsonObject *row, CasesTab tab)
{
    int days = 0;
    if (tab == CASES_ALL)
        return TRUE;
    if (!days_left(app, row, &days))
        return FALSE;
    return tab == CASES_OVERDUE ? days < 0
           : tab == CASES_TODAY ? days == 0
                                : days > 0 && days <= SOON_DAYS;
}

GPtrArray *case_list(const App *app, CasesTab tab)
{
    GPtrArray *list = g_ptr_array_new();
    JsonArray *all = app->office->desk ? json_node_get_array(app->office->desk->entries) : NULL;
    for (guint i = 0; all && i < json_array_get_length(all); i++) {
        JsonObject *row = json_array_get_object_element(all, i);
        if (belongs(app, row, tab))
            g_ptr_array_add(list, row);
    }
    return list;
}

JsonObject *case_row(const App *app)
{
    return of(app)->read ? json_node_get_object(of(app)->read) : NULL;
}

JsonObject *case_entry(const App *app)
{
    return case_is_decision(app)
               ? json_read_row(desk_list(app, "decisions"), "n", of(app)->decision)
               : json_read_row(desk_list(app, "entries"), "entry", of(app)->entry);
}

gboolean case_is_decision(const App *app)
{
    return of(app)->decision > 0;
}

const CaseStep *case_step(const App *app, const char *event)
{
    for (gsize i = 0; i < G_N_ELEMENTS(steps); i++)
        if (steps[i].decision == case_is_decision(app) && g_strcmp0(steps[i].event, event) == 0)
            return &steps[i];
    return NULL;
}

GPtrArray *case_steps(const App *app)
{
    GPtrArray *list = g_ptr_array_new();
    JsonArray *possible = json_read_array(case_row(app), "possible");
    for (guint i = 0; possible && i < json_array_get_length(possible); i++) {
        const CaseStep *step = case_step(app, json_array_get_string_element(possible, i));
        if (step)
            g_ptr_array_add(list, (gpointer)step);
    }
    return list;
}

char *case_title(const App *app, JsonObject *row)
{
    static const struct {
        const char *code, *text;
    } texts[] = {{"complaint", N_("Complaint No. {1}")},
                 {"suggestion", N_("Suggestion No. {1}")},
                 {"remark", N_("Remark No. {1}")},
                 {"decision", N_("Decision No. {1}")}};
    const char *member =
        g_strcmp0(json_read_text(row, "type"), "decision") == 0 ? "decision" : "entry";
    g_autofree char *number =
        g_strdup_printf("%d", (int)json_object_get_int_member_with_default(row, member, 0));
    const char *text = texts[0].text;
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
        if (g_strcmp0(texts[i].code, json_read_text(row, "type")) == 0)
            text = texts[i].text;
    return message_format(app->language, text, number, NULL);
}

const char *case_state_text(const App *app, const char *state)
{
    static const struct {
        const char *code, *text;
    } texts[] = {{"answered", N_("answered")},
                 {"check", N_("to be checked")},
                 {"forward", N_("to be forwarded")},
                 {"forwarded", N_("forwarded, the initiator is to be told")},
                 {"notified", N_("forwarded, the initiator was told")},
                 {"closed", N_("closed")},
                 {"noted", N_("still to be carried out")},
                 {"begun", N_("being carried out")},
                 {"done", N_("carried out")},
                 {"cancelled", N_("cancelled")},
                 {"withdrawn", N_("withdrawn")}};
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
        if (g_strcmp0(texts[i].code, state) == 0)
            return app_say(app, texts[i].text);
    return "";
}

char *case_term(const App *app, JsonObject *row)
{
    int days = 0;
    if (!days_left(app, row, &days))
        return NULL;
    if (days < 0)
        return message_plural(app->language, "{1} day late", "{1} days late", (guint64)-days);
    if (days == 0)
        return g_strdup(app_say(app, N_("Due today")));
    g_autofree char *date = view_date(app->language, json_read_text(row, "deadline"));
    return message_format(app->language, N_("Due on: {1}"), date, NULL);
}

/* Of the desk's list of meetings; NULL: none with that id. */
static JsonObject *meeting_of(const App *app, const char *id)
{
    JsonArray *all = app->office->desk ? json_node_get_array(app->office->desk->meetings) : NULL;
    for (guint i = 0; all && i < json_array_get_length(all); i++) {
        JsonObject *meeting = json_array_get_object_element(all, i);
        if (g_strcmp0(json_read_text(meeting, "id"), id) == 0)
            return meeting;
    }
    return NULL;
}

char *case_charge(const App *app, JsonObject *row)
{
    gboolean decision = g_strcmp0(json_read_text(row, "type"), "decision") == 0;
    JsonObject *meeting = meeting_of(app, json_read_text(row, "meeting"));
    JsonArray *speakers = json_read_array(meeting, "speakers");
    JsonArray *precincts = json_read_array(meeting, "precincts");
    g_autofree char *name = decision ? g_strdup(json_read_text(row, "in_charge"))
                            : speakers && json_array_get_length(speakers) > 0
                                ? desk_name(json_array_get_object_element(speakers, 0))
                                : g_strdup("");
    GString *list = g_string_new(NULL);
    for (guint i = 0; precincts && i < json_array_get_length(precincts); i++)
        g_string_append_printf(list, "%s%s", i ? ", " : "",
                               json_array_get_string_element(precincts, i));
    g_autofree char *numbers = g_string_free(list, FALSE);
    if (!*numbers)
        return g_steal_pointer(&name);
    g_autofree char *precinct =
        message_format(app->language, N_("Precinct No. {1}"), numbers, NULL);
    return g_strdup_printf("%s\u00a0· %s", precinct, name);
}

/* About what is looked at. */
static CaseTask *new_task(const App *app)
{
    CaseTask *task = g_new0(CaseTask, 1);
    task->entry = of(app)->entry;
    task->decision = of(app)->decision;
    task->meeting = g_strdup(app->office->meeting_id);
    return task;
}

/* Reads the one that is open again. */
static void read_again(App *app)
{
    app_ask(app, &work_case, new_task(app));
}

void case_open(App *app, int entry, int decision, const char *meeting, gboolean of_record)
{
    of(app)->entry = entry;
    of(app)->decision = decision;
    of(app)->of_record = of_record;
    g_clear_pointer(&of(app)->read, json_node_unref);
    if (g_strcmp0(app->office->meeting_id, meeting) != 0)
        office_choose(app, meeting);
    read_again(app);
}

/* ---- guards and actions */

gboolean case_is_of_record(const App *app)
{
    return of(app)->of_record;
}

gboolean case_has_moment(const App *app)
{
    return !case_is_decision(app) && playback_is_there(app) && case_entry(app) &&
           json_object_get_int_member_with_default(case_entry(app), "take", 0) > 0;
}

void case_play(App *app)
{
    JsonObject *entry = case_entry(app);
    gint64 at_ms = json_object_get_int_member_with_default(entry, "position_ms", 0);
    playback_open(app, (int)json_object_get_int_member(entry, "take"),
                  MAX(0, at_ms - PLAYBACK_BEFORE_MS), TRUE);
}

gboolean case_may_give(const App *app)
{
    return !case_is_decision(app) && case_entry(app) && desk_is_kept(app);
}

void case_begin_giving(App *app)
{
    desk_begin_giving(app, of(app)->entry);
}

gboolean case_has_papers(const App *app)
{
    return !case_is_decision(app);
}

gboolean case_may_step(const App *app)
{
    g_autoptr(GPtrArray) possible = case_steps(app);
    return office_may_follow(app) && possible->len > 0;
}

gboolean case_step_is_told(const App *app)
{
    const CaseStep *step = of(app)->step;
    if (!step || of(app)->saving)
        return FALSE;
    if (strcmp(step->event, "forward") == 0)
        return form_has(form(app), FIELD_STEP_TO);
    return !step->words || form_has(form(app), FIELD_STEP_TEXT);
}

void case_begin_step(App *app)
{
    form_clear(form(app));
    JsonObject *entry = case_entry(app);
    const char *to = json_read_text(case_row(app), "to");
    form_set(form(app), FIELD_STEP_TO, to ? to : json_read_text(entry, "to"));
}

void case_begin_day(App *app)
{
    GDate *date = &app->office->prepare->date;
    const char *deadline = json_read_text(case_row(app), "deadline");
    case_begin_step(app);
    if (!deadline || !date_parse(deadline, date))
        date_parse(app->office->desk->today, date);
}

void case_take_step(App *app)
{
    const CaseStep *step = of(app)->step;
    CaseTask *task = new_task(app);
    task->event = step->event;
    task->text = form_value(form(app), FIELD_STEP_TEXT);
    task->ref = form_value(form(app), FIELD_STEP_REF);
    if (strcmp(step->event, "forward") == 0)
        task->to = form_value(form(app), FIELD_STEP_TO);
    if (step->ask == EVENT_EDIT_WHEN)
        task->until = prepare_date(app);
    of(app)->saving = TRUE;
    app_ask(app, &work_step, task);
}

void case_forget(App *app)
{
    form_clear(form(app));
    of(app)->step = NULL;
}

/* ---- papers */

static gboolean was_taken(const App *app, const char *event)
{
    JsonArray *taken = json_read_array(case_row(app), "steps");
    for (guint i = 0; taken && i < json_array_get_length(taken); i++)
        if (g_strcmp0(json_read_text(json_array_get_object_element(taken, i), "event"), event) == 0)
            return TRUE;
    return FALSE;
}

static gboolean is_there(const App *app, DocumentKind kind)
{
    JsonObject *row = case_row(app);
    gboolean forward =
        g_strcmp0(json_read_text(row, "outcome"), "forward") == 0 || was_taken(app, "forward");
    if (kind == DOCUMENT_LETTER)
        return forward;
    if (kind == DOCUMENT_NOTIFICATION)
        return !json_object_get_boolean_member_with_default(row, "anonymous", FALSE);
    if (kind == DOCUMENT_ANSWER)
        return json_read_text(row, "answer") != NULL;
    return TRUE;
}

GPtrArray *case_papers(const App *app)
{
    GPtrArray *list = g_ptr_array_new();
    for (gsize i = 0; case_row(app) && i < G_N_ELEMENTS(papers); i++)
        if (is_there(app, papers[i].kind))
            g_ptr_array_add(list, (gpointer)&papers[i]);
    return list;
}

/* ---- results */

void case_take_read(App *app, WorkResult *result)
{
    const CaseTask *task = result->argument;
    if (!office_is_at_work(app) || task->entry != of(app)->entry ||
        task->decision != of(app)->decision ||
        g_strcmp0(task->meeting, app->office->meeting_id) != 0)
        return;
    app->dirty = TRUE;
    if (result->error) {
        app_toast(app, message_error(app->language, result->error), (FlowEvent)0);
        return;
    }
    g_clear_pointer(&of(app)->read, json_node_unref);
    of(app)->read = g_steal_pointer(&result->value);
}

void case_take_stepped(App *app, WorkResult *result)
{
    if (!of(app)->saving || !office_is_at_work(app))
        return;
    of(app)->saving = FALSE;
    if (result->error) {
        app_toast(app, message_error(app->language, result->error), (FlowEvent)0);
        app_step(app, EVENT_NOT_SAVED);
        return;
    }
    app_toast(app, g_strdup(app_say(app, N_("It is noted."))), (FlowEvent)0);
    read_again(app);
    app_step(app, EVENT_SAVED);
}
