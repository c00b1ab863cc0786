/* The meetings that the law asks for in each quarter and year, and those that answered for them. */
#include <string.h>

#include "protocol/plan_item.h"

/* Quarters for which a meeting that was missed is shown; and one that was held. */
enum { MISSED_QUARTERS = 4, DONE_QUARTERS = 1 };

/* The meeting that answers for a period. */
typedef struct {
    const char *id;
    gboolean held, ahead;
} Answer;

typedef struct {
    Plan *plan;
    GHashTable *answers; /* answer_key to Answer */
} Periods;

/* Quarters are counted through: 4 a year. */
static int quarter_of(const GDate *date)
{
    return g_date_get_year(date) * 4 + (g_date_get_month(date) - 1) / 3;
}

static void quarter_end(int quarter, GDate *end_out)
{
    int next = quarter + 1;
    g_date_clear(end_out, 1);
    g_date_set_dmy(end_out, 1, (next % 4) * 3 + 1, next / 4);
    g_date_subtract_days(end_out, 1);
}

static char *answer_key(const char *kind, const char *precinct, int quarter)
{
    return g_strdup_printf("%s %d %s", kind, quarter, precinct);
}

/* Of several meetings the one counts that says most: held, else still to come, else planned. */
static void index_answer(Periods *periods, const char *kind, const char *precinct, int quarter,
                         const Answer *answer)
{
    char *key = answer_key(kind, precinct, quarter);
    const Answer *best = g_hash_table_lookup(periods->answers, key);
    if (!best || answer->held > best->held ||
        (answer->held == best->held && answer->ahead > best->ahead))
        g_hash_table_replace(periods->answers, key, g_memdup2(answer, sizeof *answer));
    else
        g_free(key);
}

/* A joint meeting answers for each of its precincts; the chief has none. */
static void index_meetings(Periods *periods)
{
    for (guint i = 0; i < json_array_get_length(periods->plan->input->meetings); i++) {
        JsonObject *meeting = plan_meeting(periods->plan, i);
        const char *kind = plan_string(meeting, "kind");
        JsonArray *precincts = json_object_get_array_member(meeting, "precincts");
        GDate date;
        if (!plan_date(meeting, "date", &date))
            continue;
        Answer answer = {.id = plan_string(meeting, "id"),
                         .held = plan_is_held(periods->plan, meeting)};
        answer.ahead = !answer.held && g_date_compare(&date, &periods->plan->input->on) >= 0;
        if (strcmp(kind, "chief") == 0)
            index_answer(periods, kind, "", quarter_of(&date), &answer);
        else
            for (guint p = 0; p < json_array_get_length(precincts); p++)
                index_answer(periods, kind, json_array_get_string_element(precincts, p),
                             quarter_of(&date), &answer);
    }
}

static Answer find_answer(const Periods *periods, const char *kind, const char *precinct,
                          int quarter)
{
    g_autofree char *key = answer_key(kind, precinct, quarter);
    const Answer *answer = g_hash_table_lookup(periods->answers, key);
    return answer ? *answer : (Answer){NULL};
}

static const char *frequency_source(const Periods *periods, const char *kind, const GDate *due)
{
    const Rules *rules = rules_find(periods->plan->input->rules, kind, due, NULL);
    return rules ? rules_source(rules, "frequency") : NULL;
}

static void add_period(Periods *periods, const char *kind, const char *subject, int quarter,
                       const Answer *answer, const char *state)
{
    GDate end;
    quarter_end(quarter, &end);
    const char *source = frequency_source(periods, kind, &end);
    if (!source)
        return;
    g_autofree char *period = g_strdup_printf("%d-Q%d", quarter / 4, quarter % 4 + 1);
    JsonObject *item = plan_add(periods->plan, "meeting", subject, answer->id, &end, state, source);
    json_object_set_string_member(item, "kind", kind);
    json_object_set_string_member(item, "period", period);
}

/* One precinct in one quarter (1095 p.26). */
static void plan_quarter(Periods *periods, const char *precinct, int quarter)
{
    int now = quarter_of(&periods->plan->input->on);
    Answer answer = find_answer(periods, "inspector", precinct, quarter);
    const char *state = answer.held     ? "done"
                        : answer.ahead  ? "coming"
                        : quarter < now ? "missed"
                        : answer.id     ? "late"
                                        : "due";
    if ((answer.held && quarter < now - DONE_QUARTERS) || (quarter > now && !answer.id))
        return;
    add_period(periods, "inspector", precinct, quarter, &answer, state);
}

/* Precinct to its first quarter; the last quarter in which anything is planned. */
static GHashTable *find_precincts(const Periods *periods, int *last_out)
{
    GHashTable *first = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < json_array_get_length(periods->plan->input->meetings); i++) {
        JsonObject *meeting = plan_meeting(periods->plan, i);
        GDate date;
        if (strcmp(plan_string(meeting, "kind"), "inspector") != 0 ||
            !plan_date(meeting, "date", &date))
            continue;
        int quarter = quarter_of(&date);
        *last_out = MAX(*last_out, quarter);
        JsonArray *precincts = json_object_get_array_member(meeting, "precincts");
        for (guint p = 0; p < json_array_get_length(precincts); p++) {
            gpointer name = (gpointer)json_array_get_string_element(precincts, p);
            int known = GPOINTER_TO_INT(g_hash_table_lookup(first, name));
            if (!known || quarter < known)
                g_hash_table_insert(first, name, GINT_TO_POINTER(quarter));
        }
    }
    JsonArray *known = periods->plan->input->precincts;
    int before = quarter_of(&periods->plan->input->on) - MISSED_QUARTERS;
    for (guint i = 0; known && i < json_array_get_length(known); i++)
        g_hash_table_insert(
            first, (gpointer)plan_string(json_array_get_object_element(known, i), "precinct"),
            GINT_TO_POINTER(before));
    return first;
}

static void plan_inspectors(Periods *periods)
{
    int now = quarter_of(&periods->plan->input->on), last = now;
    g_autoptr(GHashTable) first = find_precincts(periods, &last);
    GHashTableIter iter;
    gpointer name, quarter;
    g_hash_table_iter_init(&iter, first);
    while (g_hash_table_iter_next(&iter, &name, &quarter))
        for (int q = MAX(GPOINTER_TO_INT(quarter), now - MISSED_QUARTERS); q <= last; q++)
            plan_quarter(periods, name, q);
}

/* The first year whose report the register can know of. */
static int first_chief_year(const Periods *periods)
{
    const GDate *made = &periods->plan->input->made;
    int year = g_date_get_year(made) + (g_date_get_month(made) > G_DATE_MARCH);
    for (guint i = 0; i < json_array_get_length(periods->plan->input->meetings); i++) {
        GDate date;
        if (strcmp(plan_string(plan_meeting(periods->plan, i), "kind"), "chief") == 0 &&
            plan_date(plan_meeting(periods->plan, i), "date", &date))
            year = MIN(year, g_date_get_year(&date));
    }
    return year;
}

/* A report of the chief in the quarters after the one in which it was due. */
static Answer find_late_report(const Periods *periods, int year)
{
    for (int quarter = year * 4 + 1; quarter < year * 4 + 4; quarter++) {
        Answer answer = find_answer(periods, "chief", "", quarter);
        if (answer.held || answer.ahead)
            return answer;
    }
    return (Answer){NULL};
}

/* The chief reports in the first quarter (608 p.4). */
static void plan_chief(Periods *periods)
{
    int now = quarter_of(&periods->plan->input->on), year = now / 4;
    for (int y = MAX(first_chief_year(periods), year - 1); y <= year + (now % 4 > 0); y++) {
        Answer in_time = find_answer(periods, "chief", "", y * 4);
        Answer after = find_late_report(periods, y);
        gboolean over = now > y * 4;
        gboolean late = over && !in_time.held && after.id;
        const char *state = in_time.held                    ? "done"
                            : in_time.ahead || y * 4 > now  ? "coming"
                            : late || (in_time.id && !over) ? "late"
                            : over                          ? "missed"
                                                            : "due";
        add_period(periods, "chief", "chief", y * 4, late ? &after : &in_time, state);
    }
}

void plan_periods(Plan *plan)
{
    g_autoptr(GHashTable) answers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    Periods periods = {.plan = plan, .answers = answers};
    index_meetings(&periods);
    plan_inspectors(&periods);
    plan_chief(&periods);
}
