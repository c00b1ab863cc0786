#include <string.h>

#include "protocol/disposal.h"
#include "protocol/durable.h"
#include "protocol/error.h"
#include "protocol/follow.h"
#include "protocol/meeting.h"
#include "protocol/stats.h"
#include "tests/support.h"
#include "tests/support_home.h"
#include "tests/support_pdf.h"
#include "tests/support_record.h"
#include "tests/support_sealed.h"

static JsonNode *parse(const char *text)
{
    g_autoptr(GError) error = NULL;
    JsonNode *node = json_from_string(text, &error);
    g_assert_no_error(error);
    return node;
}

/* A meeting with so many complaints that were given for a check, all of them in time but late. */
#define MEETING(kind, date, precincts, people, entries, in_time, late)                             \
    "{\"kind\":\"" kind "\",\"date\":\"" date "\",\"precincts\":[" precincts                       \
    "],\"counts\":{\"attendees\":" people ",\"entries\":[{\"type\":\"complaint\",\"outcome\":"     \
    "\"check\",\"entries\":" entries ",\"in_time\":" in_time ",\"late\":" late "}]}}"
#define MISSED(kind, subject, due)                                                                 \
    "{\"what\":\"meeting\",\"state\":\"missed\",\"kind\":\"" kind "\",\"subject\":\"" subject      \
    "\",\"due\":\"" due "\"}"

static JsonNode *build(const char *meetings, const char *plan, gboolean public_)
{
    g_autoptr(JsonNode) held = parse(meetings), planned = parse(plan);
    return stats_build(json_node_get_array(held), json_node_get_array(planned), 2026, "2026-11-20",
                       public_);
}

static JsonObject *row(JsonNode *stats, const char *list, guint i)
{
    return json_array_get_object_element(
        json_object_get_array_member(json_node_get_object(stats), list), i);
}

static gint64 number(JsonObject *object, const char *member)
{
    g_assert_false(json_object_get_null_member(object, member));
    return json_object_get_int_member(object, member);
}

static guint count(JsonNode *stats, const char *list)
{
    return json_array_get_length(json_object_get_array_member(json_node_get_object(stats), list));
}

static void assert_precincts(JsonObject *object, const char *expected)
{
    g_autoptr(GString) text = g_string_new(NULL);
    JsonArray *precincts = json_object_get_array_member(object, "precincts");
    for (guint i = 0; i < json_array_get_length(precincts); i++)
        g_string_append_printf(text, "%s%s", i ? " " : "",
                               json_array_get_string_element(precincts, i));
    g_assert_cmpstr(text->str, ==, expected);
}

static void test_what_met_together_counts_once(void)
{
    g_autoptr(JsonNode) stats =
        build("[" MEETING("inspector", "2026-02-01", "\"9\"", "10", "6", "2", "1") "," MEETING(
                  "inspector", "2026-02-02", "\"12\",\"14\"", "20", "5", "0",
                  "0") "," MEETING("inspector", "2026-03-31", "\"13\",\"12\"", "5", "1", "1",
                                   "0") "," MEETING("inspector", "2026-04-01", "\"12\"", "7", "2",
                                                    "0", "0") "]",
              "[" MISSED("inspector", "9", "2026-06-30") "," MISSED(
                  "chief", "chief", "2026-03-31") "," MISSED("inspector", "9", "2025-12-31") "]",
              FALSE);
    g_assert_cmpuint(count(stats, "rows"), ==, 5);
    assert_precincts(row(stats, "rows", 0), "9");
    assert_precincts(row(stats, "rows", 1), "12 13 14");
    g_assert_cmpint(number(row(stats, "rows", 1), "held"), ==, 2);
    g_assert_cmpint(number(row(stats, "rows", 1), "attendees"), ==, 25);
    g_assert_cmpstr(json_object_get_string_member(row(stats, "rows", 2), "kind"), ==, "chief");
    g_assert_cmpint(number(row(stats, "rows", 3), "missed"), ==, 1);
    /* The fourth quarter has begun. */
    g_assert_cmpuint(count(stats, "quarters"), ==, 4);
    JsonObject *first = row(stats, "quarters", 0);
    g_assert_cmpint(number(first, "held"), ==, 3);
    g_assert_cmpint(number(first, "missed"), ==, 1);
    g_assert_cmpint(number(first, "entries"), ==, 12);
    g_assert_cmpint(number(first, "share_percent"), ==, 75);
    JsonObject *total = json_object_get_object_member(json_node_get_object(stats), "total");
    g_assert_cmpint(number(total, "entries"), ==, 14);
    g_assert_cmpint(number(total, "missed"), ==, 2);
}

static gboolean is_hidden(JsonObject *object)
{
    gboolean hidden = json_object_get_boolean_member(object, "hidden");
    static const char *const members[] = {"complaint", "suggestion", "remark",  "answered",
                                          "check",     "forward",    "in_time", "late"};
    for (gsize i = 0; i < G_N_ELEMENTS(members); i++)
        g_assert_cmpint(json_object_get_null_member(object, members[i]), ==, hidden);
    return hidden;
}

static void test_no_small_number_reaches_everybody_not_by_subtraction_either(void)
{
    g_autoptr(JsonNode) stats = build(
        "[" MEETING("inspector", "2026-02-01", "\"1\"", "10", "1", "1", "0") "," MEETING(
            "inspector", "2026-02-02", "\"2\"", "9", "7", "7",
            "0") "," MEETING("inspector", "2026-02-03", "\"3\"", "9", "20", "20",
                             "0") "," MEETING("inspector", "2026-05-03", "\"3\"", "9", "8", "0",
                                              "0") "," MEETING("inspector", "2026-08-03", "\"3\"",
                                                               "9", "4", "0", "0") "]",
        "[]", TRUE);
    /* One entry, and the next smallest row, from which it would follow. */
    g_assert_true(is_hidden(row(stats, "rows", 0)));
    g_assert_true(is_hidden(row(stats, "rows", 1)));
    g_assert_false(is_hidden(row(stats, "rows", 2)));
    g_assert_cmpint(number(row(stats, "rows", 0), "entries"), ==, 1);
    /* Four in the third quarter, and the second, with all its rows. */
    g_assert_false(is_hidden(row(stats, "quarters", 0)));
    g_assert_true(is_hidden(row(stats, "quarters", 1)));
    g_assert_true(is_hidden(row(stats, "rows", 3)));
    g_assert_true(is_hidden(row(stats, "quarters", 2)));
    g_assert_false(is_hidden(json_object_get_object_member(json_node_get_object(stats), "total")));
}

static void follow(Home *home, int entry, const char *event)
{
    g_autoptr(GError) error = NULL;
    const FollowStep step = {.event = event, .text = "Тексерілді"};
    g_assert_true(follow_do(home, follow_entry(entry), &step, NULL, &error));
    g_assert_no_error(error);
}

static JsonObject *read_total(RecordFixture *f, JsonNode **stats_out)
{
    g_autoptr(GError) error = NULL;
    *stats_out = stats_read(f->home, 2026, FALSE, &error);
    g_assert_no_error(error);
    return json_object_get_object_member(json_node_get_object(*stats_out), "total");
}

/* support_ready notes an entry of each outcome, of a meeting of 20 November: the letter is due on
 * the 25th, the check on 11 December. */
static void test_deadlines_are_kept_or_not_and_disposal_takes_no_number(RecordFixture *f,
                                                                        gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *id = support_sealed(f->home),
                    *act = g_build_filename(f->folder, "a.pdf", NULL);
    support_set_day(f->clock, "2026-11-25");
    follow(f->home, 3, "forward");
    support_set_day(f->clock, "2026-11-26");
    g_autoptr(JsonNode) soon = NULL, later = NULL, after = NULL;
    JsonObject *total = read_total(f, &soon);
    g_assert_cmpint(number(total, "late"), ==, 1); /* the notice */
    g_assert_cmpint(number(total, "in_time"), ==, 0);
    follow(f->home, 3, "notify");
    support_set_day(f->clock, "2026-12-01");
    follow(f->home, 2, "answer");
    follow(f->home, 3, "close");
    total = read_total(f, &later);
    g_assert_cmpint(number(total, "late"), ==, 1);
    g_assert_cmpint(number(total, "in_time"), ==, 1);
    g_assert_cmpint(number(total, "share_percent"), ==, 50);
    /* The decision is overdue since the 25th; done too late, it stays late. */
    g_assert_cmpint(number(total, "decisions"), ==, 1);
    g_assert_cmpint(number(total, "decisions_done"), ==, 0);
    g_assert_cmpint(number(total, "decisions_late"), ==, 1);
    const FollowStep done = {.event = "done", .text = "Орындалды"};
    g_assert_true(follow_do(f->home, (FollowSubject){id, 1}, &done, NULL, &error));
    g_clear_pointer(&later, json_node_unref);
    total = read_total(f, &later);
    g_assert_cmpint(number(total, "decisions_done"), ==, 1);
    g_assert_cmpint(number(total, "decisions_late"), ==, 1);

    const char *const ids[] = {id, NULL};
    support_set_day(f->clock, "2027-11-21");
    g_assert_true(disposal_begin(f->home, &(DisposalAct){.ids = ids, .path = act}, NULL, &error));
    support_set_day(f->clock, "2027-11-29");
    g_autoptr(JsonNode) finished = disposal_finish(f->home, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(json_array_get_length(json_node_get_array(finished)), ==, 1);
    g_autofree char *before = json_to_string(later, FALSE);
    g_autofree char *then = json_to_string((read_total(f, &after), after), FALSE);
    /* But for the day on which it was asked. */
    g_autofree char *numbers = g_strdup(strstr(before, "\"rows\""));
    g_autofree char *kept = g_strdup(strstr(then, "\"rows\""));
    g_assert_cmpstr(numbers, ==, kept);
}

static void test_tables_and_pages_open_elsewhere(RecordFixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *id = support_sealed(f->home), *pdf_path = NULL;
    g_autoptr(JsonNode) stats = NULL;
    read_total(f, &stats);
    g_autofree char *csv = stats_csv(stats);
    g_assert_true(g_str_has_prefix(csv, "\xEF\xBB\xBF\""));
    g_assert_nonnull(strstr(csv, "\r\n\"2026-Q4\";\"12\";\"1\";\"0\";\"2\";\"3\";"));
    g_autoptr(GBytes) pdf = stats_pdf(f->home, stats, "both", &error);
    g_assert_no_error(error);
    pdf_path = support_write(f->folder, "stats.pdf", pdf);
    const char *argv[] = {"pdftotext", "-layout", pdf_path, "-", NULL};
    g_auto(Run) text = run_program(argv);
    g_assert_nonnull(strstr(text.out, "IV тоқсан"));
    g_assert_nonnull(strstr(text.out, "IV квартал"));
    g_assert_null(strstr(text.out, "Петров"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/stats/what-met-together-counts-once", test_what_met_together_counts_once);
    g_test_add_func("/stats/no-small-number-reaches-everybody-not-by-subtraction-either",
                    test_no_small_number_reaches_everybody_not_by_subtraction_either);
    g_test_add("/stats/deadlines-are-kept-or-not-and-disposal-takes-no-number", RecordFixture, NULL,
               record_set_up, test_deadlines_are_kept_or_not_and_disposal_takes_no_number,
               record_tear_down);
    g_test_add("/stats/tables-and-pages-open-elsewhere", RecordFixture, NULL, record_set_up,
               test_tables_and_pages_open_elsewhere, record_tear_down);
    return g_test_run();
}
