#include "protocol/stats.h"

#include <string.h>

#include "protocol/error.h"
#include "protocol/json_read.h"
#include "protocol/plan.h"
#include "protocol/register_stats.h"

#define QUARTERS 4

/* What is counted. Those from BY_KIND on are hidden where they could tell of a person. */
enum {
    HELD,
    MISSED,
    ATTENDEES,
    ENTRIES,
    DECISIONS,
    DECISIONS_DONE,
    DECISIONS_LATE,
    BY_KIND,
    IN_TIME = BY_KIND + 6,
    LATE,
    NUMBER_COUNT
};

static const char *const names[NUMBER_COUNT] = {
    "held",           "missed",         "attendees", "entries",    "decisions",
    "decisions_done", "decisions_late", "complaint", "suggestion", "remark",
    "answered",       "check",          "forward",   "in_time",    "late"};

typedef struct {
    const char *kind;     /* NULL: a sum */
    GPtrArray *precincts; /* borrowed strings */
    int quarter;          /* 1 to 4; 0: the year */
    gint64 numbers[NUMBER_COUNT];
    gboolean hidden;
} Row;

typedef struct {
    GPtrArray *rows; /* Row, owned */
    Row quarters[QUARTERS], total;
} Stats;

static void row_free(gpointer data)
{
    Row *row = data;
    g_ptr_array_unref(row->precincts);
    g_free(row);
}

static void row_add(Row *row, const Row *other)
{
    for (int i = 0; i < NUMBER_COUNT; i++)
        row->numbers[i] += other->numbers[i];
}

static int quarter_of(const char *date)
{
    return ((int)g_ascii_strtoll(date + strlen("YYYY-"), NULL, 10) - 1) / 3 + 1;
}

static int name_index(const char *name)
{
    for (int i = 0; name && i < NUMBER_COUNT; i++)
        if (strcmp(names[i], name) == 0)
            return i;
    return -1;
}

static gboolean has(const Row *row, const char *precinct)
{
    return g_ptr_array_find_with_equal_func(row->precincts, precinct, g_str_equal, NULL);
}

/* Whether rows of one quarter and kind are the same: they share a precinct, or both have none. */
static gboolean is_same(const Row *left, const Row *right)
{
    for (guint p = 0; p < left->precincts->len; p++)
        if (has(right, left->precincts->pdata[p]))
            return TRUE;
    return left->precincts->len == 0 && right->precincts->len == 0;
}

/* The one row of the quarter that has all of these precincts (borrowed strings; taken): those that
 * had some of them become one. */
static Row *find_row(Stats *stats, const char *kind, int quarter, GPtrArray *precincts)
{
    Row *found = g_new0(Row, 1);
    *found = (Row){.kind = kind, .quarter = quarter, .precincts = precincts};
    for (guint i = stats->rows->len; i-- > 0;) {
        Row *row = stats->rows->pdata[i];
        if (row->quarter != quarter || strcmp(row->kind, kind) != 0 || !is_same(row, found))
            continue;
        row_add(found, row);
        for (guint p = 0; p < row->precincts->len; p++)
            if (!has(found, row->precincts->pdata[p]))
                g_ptr_array_add(found->precincts, row->precincts->pdata[p]);
        g_ptr_array_remove_index(stats->rows, i);
    }
    g_ptr_array_add(stats->rows, found);
    return found;
}

static Row *row_of(Stats *stats, JsonObject *item, const char *date, GPtrArray *precincts)
{
    gboolean chief = g_strcmp0(json_read_text(item, "kind"), "chief") == 0;
    if (chief)
        g_ptr_array_set_size(precincts, 0);
    return find_row(stats, chief ? "chief" : "inspector", quarter_of(date), precincts);
}

static void add_meeting(Stats *stats, JsonObject *meeting)
{
    JsonArray *names_of = json_read_array(meeting, "precincts");
    GPtrArray *precincts = g_ptr_array_new();
    for (guint i = 0; i < json_array_get_length(names_of); i++)
        g_ptr_array_add(precincts, (gpointer)json_array_get_string_element(names_of, i));
    Row *row = row_of(stats, meeting, json_read_text(meeting, "date"), precincts);
    JsonObject *counts = json_read_object(meeting, "counts");
    JsonArray *entries = json_read_array(counts, "entries");
    row->numbers[HELD]++;
    row->numbers[ATTENDEES] += json_object_get_int_member(counts, "attendees");
    /* What an older program kept of a disposed record knows no decisions. */
    for (int i = DECISIONS; i < BY_KIND; i++)
        row->numbers[i] += json_object_get_int_member_with_default(counts, names[i], 0);
    for (guint i = 0; i < json_array_get_length(entries); i++) {
        JsonObject *entry = json_array_get_object_element(entries, i);
        gint64 count = json_object_get_int_member(entry, "entries");
        int type = name_index(json_read_text(entry, "type"));
        int outcome = name_index(json_read_text(entry, "outcome"));
        row->numbers[ENTRIES] += count;
        if (type >= BY_KIND)
            row->numbers[type] += count;
        if (outcome >= BY_KIND)
            row->numbers[outcome] += count;
        row->numbers[IN_TIME] += json_object_get_int_member(entry, "in_time");
        row->numbers[LATE] += json_object_get_int_member(entry, "late");
    }
}

static void add_missed(Stats *stats, JsonObject *item, int year)
{
    const char *due = json_read_text(item, "due");
    if (g_strcmp0(json_read_text(item, "what"), "meeting") != 0 ||
        g_strcmp0(json_read_text(item, "state"), "missed") != 0 ||
        g_ascii_strtoll(due, NULL, 10) != year)
        return;
    GPtrArray *precincts = g_ptr_array_new();
    g_ptr_array_add(precincts, (gpointer)json_read_text(item, "subject"));
    row_of(stats, item, due, precincts)->numbers[MISSED]++;
}

/* "9" before "12", and both before "12а". */
static int compare_names(gconstpointer a, gconstpointer b)
{
    const char *left = *(const char *const *)a, *right = *(const char *const *)b;
    gint64 difference = g_ascii_strtoll(left, NULL, 10) - g_ascii_strtoll(right, NULL, 10);
    return difference ? (difference > 0 ? 1 : -1) : strcmp(left, right);
}

static int compare_rows(gconstpointer a, gconstpointer b)
{
    const Row *left = *(const Row *const *)a, *right = *(const Row *const *)b;
    if (left->quarter != right->quarter)
        return left->quarter - right->quarter;
    int kind = strcmp(right->kind, left->kind); /* inspectors first */
    return kind || left->precincts->len == 0
               ? kind
               : compare_names(left->precincts->pdata, right->precincts->pdata);
}

/* Hides what is small among the parts of a sum that is shown, and more until nothing follows by
 * subtraction. */
static void hide_small(Row *const *parts, guint count)
{
    gint64 hidden = 0;
    gboolean any = FALSE;
    for (guint i = 0; i < count; i++) {
        gint64 entries = parts[i]->numbers[ENTRIES];
        if (entries > 0 && entries < STATS_LEAST)
            parts[i]->hidden = TRUE;
        any |= parts[i]->hidden;
        hidden += parts[i]->hidden ? entries : 0;
    }
    while (any && hidden < STATS_LEAST) {
        Row *next = NULL;
        for (guint i = 0; i < count; i++)
            if (!parts[i]->hidden && parts[i]->numbers[ENTRIES] > 0 &&
                (!next || parts[i]->numbers[ENTRIES] < next->numbers[ENTRIES]))
                next = parts[i];
        if (!next)
            return;
        next->hidden = TRUE;
        hidden += next->numbers[ENTRIES];
    }
}

static void hide(Stats *stats)
{
    Row *quarters[QUARTERS], *total = &stats->total;
    for (int q = 0; q < QUARTERS; q++)
        quarters[q] = &stats->quarters[q];
    hide_small(&total, 1);
    hide_small(quarters, QUARTERS);
    for (int q = 0; q < QUARTERS; q++) {
        g_autoptr(GPtrArray) parts = g_ptr_array_new();
        for (guint i = 0; i < stats->rows->len; i++) {
            Row *row = stats->rows->pdata[i];
            if (row->quarter != q + 1)
                continue;
            g_ptr_array_add(parts, row);
            row->hidden = quarters[q]->hidden || total->hidden;
        }
        hide_small((Row *const *)parts->pdata, parts->len);
    }
    for (int q = 0; q < QUARTERS; q++)
        quarters[q]->hidden |= total->hidden;
}

static JsonObject *row_json(const Row *row, int year)
{
    JsonObject *object = json_object_new();
    JsonArray *precincts = json_array_new();
    g_autofree char *quarter = row->quarter ? g_strdup_printf("%d-Q%d", year, row->quarter) : NULL;
    for (guint i = 0; row->precincts && i < row->precincts->len; i++)
        json_array_add_string_element(precincts, row->precincts->pdata[i]);
    json_object_set_string_member(object, "quarter", quarter);
    json_object_set_string_member(object, "kind", row->kind);
    json_object_set_array_member(object, "precincts", precincts);
    for (int i = 0; i < NUMBER_COUNT; i++)
        if (row->hidden && i >= BY_KIND)
            json_object_set_null_member(object, names[i]);
        else
            json_object_set_int_member(object, names[i], row->numbers[i]);
    gint64 ended = row->numbers[IN_TIME] + row->numbers[LATE];
    if (row->hidden || ended == 0)
        json_object_set_null_member(object, "share_percent");
    else
        json_object_set_int_member(object, "share_percent",
                                   (row->numbers[IN_TIME] * 200 + ended) / (2 * ended));
    json_object_set_boolean_member(object, "hidden", row->hidden);
    return object;
}

static JsonNode *stats_json(const Stats *stats, int year, const char *today, gboolean public_)
{
    JsonObject *object = json_object_new();
    JsonArray *rows = json_array_new(), *quarters = json_array_new();
    for (guint i = 0; i < stats->rows->len; i++)
        json_array_add_object_element(rows, row_json(stats->rows->pdata[i], year));
    gint64 now = g_ascii_strtoll(today, NULL, 10);
    for (int q = 0; q < QUARTERS; q++)
        if (year < now || (year == now && q < quarter_of(today)))
            json_array_add_object_element(quarters, row_json(&stats->quarters[q], year));
    json_object_set_int_member(object, "year", year);
    json_object_set_string_member(object, "on", today);
    json_object_set_boolean_member(object, "public", public_);
    json_object_set_array_member(object, "rows", rows);
    json_object_set_array_member(object, "quarters", quarters);
    json_object_set_object_member(object, "total", row_json(&stats->total, year));
    return json_node_init_object(json_node_alloc(), object);
}

JsonNode *stats_build(JsonArray *meetings, JsonArray *plan, int year, const char *today,
                      gboolean public_)
{
    Stats stats = {.rows = g_ptr_array_new_with_free_func(row_free)};
    for (guint i = 0; i < json_array_get_length(meetings); i++)
        add_meeting(&stats, json_array_get_object_element(meetings, i));
    for (guint i = 0; i < json_array_get_length(plan); i++)
        add_missed(&stats, json_array_get_object_element(plan, i), year);
    for (guint i = 0; i < stats.rows->len; i++) {
        Row *row = stats.rows->pdata[i];
        g_ptr_array_sort(row->precincts, compare_names);
        row_add(&stats.quarters[row->quarter - 1], row);
        row_add(&stats.total, row);
    }
    for (int q = 0; q < QUARTERS; q++)
        stats.quarters[q].quarter = q + 1;
    g_ptr_array_sort(stats.rows, compare_rows);
    if (public_)
        hide(&stats);
    JsonNode *node = stats_json(&stats, year, today, public_);
    g_ptr_array_unref(stats.rows);
    return node;
}

JsonNode *stats_read(Home *home, int year, gboolean public_, GError **error)
{
    g_autofree char *today = clock_today(home_clock(home));
    if (year < 2000 || year > 2999) {
        g_autofree char *text = g_strdup_printf("%d", year);
        error_set(error, PROTOCOL_ERROR_USAGE, N_("“{1}” is no year."), text, NULL);
        return NULL;
    }
    g_autofree char *from = g_strdup_printf("%04d-01-01", year);
    g_autofree char *before = g_strdup_printf("%04d-01-01", year + 1);
    GDate on;
    date_parse(strcmp(today, before) < 0 ? today : before, &on);
    g_autoptr(JsonArray) meetings =
        register_stats_meetings(home_register(home), from, before, today, error);
    g_autoptr(JsonNode) plan = meetings ? plan_read(home, &on, error) : NULL;
    return plan ? stats_build(meetings, json_node_get_array(plan), year, today, public_) : NULL;
}

char *stats_precincts(JsonObject *row)
{
    JsonArray *precincts = json_read_array(row, "precincts");
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < json_array_get_length(precincts); i++)
        g_string_append_printf(text, "%s%s", i ? ", " : "",
                               json_array_get_string_element(precincts, i));
    return g_string_free(text, FALSE);
}
