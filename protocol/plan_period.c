/*
 * The meetings that the law asks for, and those that answered for them. How often comes from the
 * edition in force on the day on which a meeting is due at the latest: a period of some months, and
 * the first months of it within which the meeting is held (rules_period). Months are counted
 * through, 12 a year.
 */
#include <string.h>

#include "protocol/plan_period.h"

/* For how many months a meeting that was missed is shown; and for how many periods one that was
 * held. */
enum { MISSED_MONTHS = 12, DONE_PERIODS = 1 };
/* How far around the day of the plan periods are looked for. */
enum { BEFORE_MONTHS = 36, AFTER_MONTHS = 24 };

/* A period in which a meeting is owed. */
typedef struct {
    int first, last, over; /* months: its first, the last in which it is in time, its own last */
    GDate due;
    const char *source; /* of the edition */
    char label[16];
} Window;

/* The meeting that answers for a period. */
typedef struct {
    const char *id; /* NULL: known only by having been held, or none */
    gboolean held, ahead;
} Answer;

/* In time, and in the rest of the period. */
typedef struct {
    Answer in_time, after;
} Answers;

/* A precinct, or the body. */
typedef struct {
    const char *name;
    int met;          /* month of the first meeting that is known */
    Answers *answers; /* one for each window */
} Subject;

typedef struct {
    Plan *plan;
    const char *kind;
    GArray *windows;      /* Window, in order */
    GHashTable *subjects; /* name to Subject */
    int now, current;     /* the month of the plan; the window of its period, -1 if there is none */
} Periods;

static int month_of(const GDate *date)
{
    return g_date_get_year(date) * 12 + g_date_get_month(date) - 1;
}

static void month_begin(int month, GDate *begin_out)
{
    g_date_clear(begin_out, 1);
    g_date_set_dmy(begin_out, 1, month % 12 + 1, month / 12);
}

/* "2026-Q4", "2026-H2", "2026", "2026-11": the months in which the meeting is held. */
static void set_label(Window *window)
{
    int months = window->last - window->first + 1, year = window->first / 12;
    int part = window->first % 12 / months + 1;
    if (months == 12)
        g_snprintf(window->label, sizeof window->label, "%d", year);
    else if (months == 1)
        g_snprintf(window->label, sizeof window->label, "%d-%02d", year, part);
    else
        g_snprintf(window->label, sizeof window->label, "%d-%c%d", year, months == 6 ? 'H' : 'Q',
                   part);
}

/* Whether a meeting of kind falls due at the end of month, by the edition of that day. */
static gboolean find_window(const RulesSet *set, const char *kind, int month, Window *window_out)
{
    GDate due;
    int months, within;
    month_begin(month + 1, &due);
    g_date_subtract_days(&due, 1);
    const Rules *rules = rules_find(set, kind, &due, NULL);
    if (!rules)
        return FALSE;
    rules_period(rules, &months, &within);
    if ((month + 1) % months != within % months)
        return FALSE;
    *window_out = (Window){.first = month + 1 - within,
                           .last = month,
                           .over = month + months - within,
                           .due = due,
                           .source = rules_source(rules, "frequency")};
    set_label(window_out);
    return TRUE;
}

static GArray *find_windows(const RulesSet *set, const char *kind, int now)
{
    GArray *windows = g_array_new(FALSE, FALSE, sizeof(Window));
    for (int month = now - BEFORE_MONTHS; month <= now + AFTER_MONTHS; month++) {
        Window window;
        if (find_window(set, kind, month, &window))
            g_array_append_val(windows, window);
    }
    return windows;
}

static const Window *window_at(const GArray *windows, int i)
{
    return &g_array_index(windows, Window, i);
}

/* The window of the period that a month is in; -1 if there is none. */
static int window_of(const GArray *windows, int month)
{
    for (guint i = 0; i < windows->len; i++)
        if (window_at(windows, i)->first <= month && month <= window_at(windows, i)->over)
            return (int)i;
    return -1;
}

void plan_reach(const RulesSet *set, const char *kind, const GDate *on, GDate *recent_out,
                GDate *missed_out)
{
    int now = month_of(on);
    g_autoptr(GArray) windows = find_windows(set, kind, now);
    int current = window_of(windows, now);
    int first = current < 0 ? now : window_at(windows, current)->first;
    int before = current < DONE_PERIODS ? first : window_at(windows, current - DONE_PERIODS)->first;
    month_begin(before, recent_out);
    month_begin(MIN(before, first - MISSED_MONTHS), missed_out);
}

static void subject_free(gpointer data)
{
    Subject *subject = data;
    g_free(subject->answers);
    g_free(subject);
}

static Subject *find_subject(Periods *periods, const char *name)
{
    Subject *subject = g_hash_table_lookup(periods->subjects, name);
    if (!subject) {
        subject = g_new0(Subject, 1);
        subject->name = name;
        subject->met = G_MAXINT;
        subject->answers = g_new0(Answers, periods->windows->len);
        g_hash_table_insert(periods->subjects, (gpointer)name, subject);
    }
    return subject;
}

/* Of several meetings the one counts that says most: held, else still to come, else planned. */
static void add_answer(Periods *periods, const char *name, int month, const Answer *answer)
{
    Subject *subject = find_subject(periods, name);
    int i = window_of(periods->windows, month);
    subject->met = MIN(subject->met, month);
    if (i < 0)
        return;
    Answer *best = month <= window_at(periods->windows, i)->last ? &subject->answers[i].in_time
                                                                 : &subject->answers[i].after;
    if (answer->held > best->held ||
        (answer->held == best->held && (!best->id || answer->ahead > best->ahead)))
        *best = *answer;
}

static gboolean is_joint_kind(const Periods *periods)
{
    return strcmp(periods->kind, "inspector") == 0;
}

/* A joint meeting answers for each of its precincts (1095 p.27); the chief has none. */
static void add_meeting(Periods *periods, JsonObject *meeting)
{
    GDate date;
    if (strcmp(plan_string(meeting, "kind"), periods->kind) != 0 ||
        !plan_date(meeting, "date", &date))
        return;
    Answer answer = {.id = plan_string(meeting, "id"),
                     .held = plan_is_held(periods->plan, meeting)};
    answer.ahead = !answer.held && g_date_compare(&date, &periods->plan->input->on) >= 0;
    if (!is_joint_kind(periods)) {
        add_answer(periods, periods->kind, month_of(&date), &answer);
        return;
    }
    JsonArray *precincts = json_object_get_array_member(meeting, "precincts");
    for (guint p = 0; p < json_array_get_length(precincts); p++)
        add_answer(periods, json_array_get_string_element(precincts, p), month_of(&date), &answer);
}

/* What lies further back is known by month alone. */
static void add_held(Periods *periods, JsonObject *row)
{
    const Answer held = {.held = TRUE};
    JsonArray *precincts = json_object_get_array_member(row, "precincts");
    GDate date;
    if (!plan_date(row, "month", &date))
        return;
    for (guint p = 0; p < json_array_get_length(precincts); p++)
        add_answer(periods, json_array_get_string_element(precincts, p), month_of(&date), &held);
}

static void add_all(Periods *periods)
{
    const PlanInput *input = periods->plan->input;
    for (guint i = 0; i < json_array_get_length(input->meetings); i++)
        add_meeting(periods, plan_meeting(periods->plan, i));
    if (!is_joint_kind(periods)) {
        find_subject(periods, periods->kind); /* owed even if none was ever planned */
        return;
    }
    for (guint i = 0; input->held && i < json_array_get_length(input->held); i++)
        add_held(periods, json_array_get_object_element(input->held, i));
    for (guint i = 0; input->precincts && i < json_array_get_length(input->precincts); i++)
        find_subject(periods,
                     plan_string(json_array_get_object_element(input->precincts, i), "precinct"))
            ->met = 0;
}

/* A precinct owes a meeting from the period of its first one. The body's chief owes the report from
 * the first period that ends in time after the register was made, too. */
static gboolean is_owed(const Periods *periods, const Subject *subject, const Window *window)
{
    return window->over >= subject->met ||
           (!is_joint_kind(periods) && window->last >= month_of(&periods->plan->input->made));
}

/* "done" …; NULL if it is not to be shown. *answer_out: the meeting that is named. */
static const char *judge(const Periods *periods, const Answers *answers, int i, Answer *answer_out)
{
    const Window *window = window_at(periods->windows, i);
    gboolean over = periods->now > window->last, ahead = periods->now < window->first;
    /* Of what is to come, the next is shown when nothing is due now. */
    gboolean next = i == periods->current + 1 &&
                    (periods->current < 0 ||
                     periods->now > window_at(periods->windows, periods->current)->last);
    *answer_out = answers->in_time;
    if (answers->in_time.held)
        return i < periods->current - DONE_PERIODS ? NULL : "done";
    if (answers->in_time.ahead)
        return "coming";
    if (ahead)
        return next ? "coming" : NULL;
    if (over && (answers->after.held || answers->after.ahead)) {
        *answer_out = answers->after;
        return "late";
    }
    return over ? "missed" : answers->in_time.id ? "late" : "due";
}

static void plan_subject(const Periods *periods, const Subject *subject)
{
    int now =
        periods->current < 0 ? periods->now : window_at(periods->windows, periods->current)->first;
    for (guint i = 0; i < periods->windows->len; i++) {
        const Window *window = window_at(periods->windows, i);
        Answer answer;
        const char *state =
            window->first < now - MISSED_MONTHS || !is_owed(periods, subject, window)
                ? NULL
                : judge(periods, &subject->answers[i], (int)i, &answer);
        if (!state)
            continue;
        JsonObject *item = plan_add(periods->plan, "meeting", subject->name, answer.id,
                                    &window->due, state, window->source);
        json_object_set_string_member(item, "kind", periods->kind);
        json_object_set_string_member(item, "period", window->label);
    }
}

static void plan_kind(Plan *plan, const char *kind)
{
    int now = month_of(&plan->input->on);
    g_autoptr(GArray) windows = find_windows(plan->input->rules, kind, now);
    g_autoptr(GHashTable) subjects =
        g_hash_table_new_full(g_str_hash, g_str_equal, NULL, subject_free);
    Periods periods = {.plan = plan,
                       .kind = kind,
                       .windows = windows,
                       .subjects = subjects,
                       .now = now,
                       .current = window_of(windows, now)};
    add_all(&periods);
    GHashTableIter iter;
    gpointer subject;
    g_hash_table_iter_init(&iter, subjects);
    while (g_hash_table_iter_next(&iter, NULL, &subject))
        plan_subject(&periods, subject);
}

void plan_periods(Plan *plan)
{
    plan_kind(plan, "inspector");
    plan_kind(plan, "chief");
}
