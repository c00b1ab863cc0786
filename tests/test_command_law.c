/* The commands of the law, as the program that a user runs. */
#include <json-glib/json-glib.h>
#include <string.h>

#include "protocol/meeting.h"
#include "tests/support.h"
#include "tests/support_home.h"
#include "tests/support_record.h"

typedef struct {
    char *folder, *path;
    char *meeting; /* today, with three entries, nothing signed */
} Fixture;

static void add_entry(Home *home, const char *id, const char *outcome)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *receipt = NULL;
    int number;
    const Entry entry = {.type = "complaint",
                         .from = 1,
                         .text = "Көше шамы жанбайды",
                         .outcome = outcome,
                         .answer = strcmp(outcome, "answered") == 0 ? "Жөнделді" : NULL,
                         .to = strcmp(outcome, "forward") == 0 ? "Әкімдік" : NULL};
    meeting_entry(home, id, &entry, &number, &receipt, &error);
    g_assert_no_error(error);
}

static void set_up(Fixture *fixture, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Clock) clock = clock_new_fixed(SUPPORT_NOW_MS, TRUE);
    fixture->folder = support_folder();
    fixture->path = g_build_filename(fixture->folder, "home", NULL);
    g_autoptr(Home) home = support_home(fixture->folder, clock);
    fixture->meeting = support_meeting(home);
    const Attendee attendee = {.surname = "Қасымов", .name = "Бақыт", .category = "resident"};
    int number;
    meeting_attend(home, fixture->meeting, &attendee, &number, &error);
    g_assert_no_error(error);
    add_entry(home, fixture->meeting, "answered");
    add_entry(home, fixture->meeting, "check");
    add_entry(home, fixture->meeting, "forward");
    g_setenv("ESEP_HOME", fixture->path, TRUE);
    g_setenv("ESEP_NOW", "2026-11-20T18:00:00+05:00", TRUE);
}

static void tear_down(Fixture *fixture, gconstpointer unused)
{
    remove_folder(fixture->folder);
    g_free(fixture->folder);
    g_free(fixture->path);
    g_free(fixture->meeting);
}

static JsonNode *parse(const Run *run)
{
    g_autoptr(GError) error = NULL;
    JsonNode *node = json_from_string(run->out, &error);
    g_assert_no_error(error);
    return node;
}

/* The first object of a list whose member is value; NULL if there is none. */
static JsonObject *find(JsonNode *list, const char *member, const char *value)
{
    JsonArray *array = json_node_get_array(list);
    for (guint i = 0; i < json_array_get_length(array); i++) {
        JsonObject *object = json_array_get_object_element(array, i);
        if (g_strcmp0(json_object_get_string_member(object, member), value) == 0)
            return object;
    }
    return NULL;
}

static void test_rules(void)
{
    g_auto(Run) list = run_esep("--json", "rules", "list", NULL);
    g_assert_cmpint(list.exit_code, ==, 0);
    g_autoptr(JsonNode) editions = parse(&list);
    g_assert_nonnull(find(editions, "id", "608-2024"));

    g_auto(Run) show =
        run_esep("rules", "show", "--kind", "chief", "--on", "2026-03-01", "--json", NULL);
    g_assert_cmpint(show.exit_code, ==, 0);
    g_autoptr(JsonNode) rules = parse(&show);
    g_assert_cmpstr(json_object_get_string_member(json_node_get_object(rules), "id"), ==,
                    "608-2024");

    g_auto(Run) text = run_esep("--lang", "kk", "rules", "show", "--kind", "inspector", "--on",
                                "2026-03-01", NULL);
    g_assert_cmpint(text.exit_code, ==, 0);
    g_assert_nonnull(strstr(text.out, "№\u00a01095 бұйрық, 27-тармақ"));
    g_assert_nonnull(strstr(text.out, "криминогендік жағдай"));
}

static void test_rules_wrong(void)
{
    static const struct {
        const char *arguments[7];
        int exit_code;
    } cases[] = {
        {{"rules", "show"}, 2},
        {{"rules", "show", "--kind", "general"}, 2},
        {{"rules", "show", "--kind", "chief", "--on", "2026-02-30"}, 2},
        {{"rules", "show", "--kind", "chief", "--on", "2001-01-01"}, 1},
        {{"rules", "show", "--kind", "chief", "more"}, 2},
        {{"rules", "lint"}, 2},
        {{"rules", "lint", "/nowhere/x.rules"}, 3},
        {{"rules", "lint", "/dev/null"}, 1},
        {{"rules", "forget"}, 2},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        const char *const *a = cases[i].arguments;
        g_auto(Run) run = run_esep(a[0], a[1], a[2], a[3], a[4], a[5], a[6], NULL);
        g_test_message("%s %s: %s%s", a[0], a[1], run.out, run.err);
        g_assert_cmpint(run.exit_code, ==, cases[i].exit_code);
        if (cases[i].exit_code != 1 || strcmp(a[1], "lint") != 0)
            g_assert_cmpstr(run.out, ==, "");
    }
}

static void test_rules_lint(void)
{
    g_autofree char *good =
        g_build_filename(g_getenv("ESEP_TEMPLATES"), "rules", "1095-2025.rules", NULL);
    g_auto(Run) run = run_esep("rules", "lint", good, NULL);
    g_assert_cmpint(run.exit_code, ==, 0);
    g_auto(Run) json = run_esep("rules", "lint", good, "--json", NULL);
    g_assert_cmpint(json.exit_code, ==, 0);
    g_autoptr(JsonNode) problems = parse(&json);
    g_assert_cmpuint(json_array_get_length(json_node_get_array(problems)), ==, 0);
}

static void test_check(Fixture *fixture, gconstpointer unused)
{
    g_auto(Run) run = run_esep("check", fixture->meeting, "--json", NULL);
    g_assert_cmpint(run.exit_code, ==, 1);
    g_autoptr(JsonNode) items = parse(&run);
    static const char *const blocking[] = {"video", "decisions", "signature.inspector"};
    for (gsize i = 0; i < G_N_ELEMENTS(blocking); i++) {
        JsonObject *item = find(items, "what", blocking[i]);
        g_assert_nonnull(item);
        g_assert_true(json_object_get_boolean_member(item, "blocking"));
        g_assert_cmpstr(json_object_get_string_member(item, "source"), ==, "1095 p.32");
    }
    JsonObject *remark = find(items, "what", "not-announced");
    g_assert_nonnull(remark);
    g_assert_false(json_object_get_boolean_member(remark, "blocking"));
    g_assert_cmpstr(json_object_get_string_member(remark, "source"), ==, "1095 p.27");
    g_assert_null(find(items, "what", "entries"));

    g_auto(Run) russian = run_esep("--lang", "ru", "check", fixture->meeting, NULL);
    g_assert_cmpint(russian.exit_code, ==, 1);
    g_assert_nonnull(strstr(russian.out, "Нет подписи участкового инспектора полиции."));
    g_auto(Run) unknown = run_esep("check", "2026-0999", NULL);
    g_assert_cmpint(unknown.exit_code, ==, 3);
    g_auto(Run) wrong = run_esep("check", NULL);
    g_assert_cmpint(wrong.exit_code, ==, 2);
}

static void test_plan(Fixture *fixture, gconstpointer unused)
{
    g_auto(Run) run = run_esep("plan", "--json", NULL);
    g_assert_cmpint(run.exit_code, ==, 0);
    g_autoptr(JsonNode) plan = parse(&run);
    JsonObject *quarter = find(plan, "subject", "12");
    g_assert_cmpstr(json_object_get_string_member(quarter, "what"), ==, "meeting");
    g_assert_cmpstr(json_object_get_string_member(quarter, "due"), ==, "2026-12-31");
    g_assert_cmpstr(json_object_get_string_member(quarter, "state"), ==, "coming");
    g_assert_cmpstr(json_object_get_string_member(quarter, "meeting"), ==, fixture->meeting);
    JsonObject *deadline = find(plan, "what", "deadline");
    g_assert_cmpstr(json_object_get_string_member(deadline, "due"), ==, "2026-11-25");
    JsonObject *announcement = find(plan, "what", "announcement");
    g_assert_cmpstr(json_object_get_string_member(announcement, "state"), ==, "late");

    g_auto(Run) later = run_esep("plan", "--on", "2027-01-02", "--json", NULL);
    g_autoptr(JsonNode) next = parse(&later);
    g_assert_cmpstr(json_object_get_string_member(find(next, "what", "sealing"), "state"), ==,
                    "late");
    g_assert_cmpstr(json_object_get_string_member(find(next, "due", "2026-12-31"), "state"), ==,
                    "done");
    g_assert_cmpstr(json_object_get_string_member(find(next, "due", "2027-03-31"), "state"), ==,
                    "due");
    g_auto(Run) text = run_esep("plan", NULL);
    g_assert_nonnull(strstr(text.out, "2026-12-31"));
    g_auto(Run) wrong = run_esep("plan", "--on", "tomorrow", NULL);
    g_assert_cmpint(wrong.exit_code, ==, 2);
}

static void test_follow(Fixture *fixture, gconstpointer unused)
{
    g_auto(Run) run = run_esep("follow", "list", "--json", NULL);
    g_assert_cmpint(run.exit_code, ==, 0);
    g_autoptr(JsonNode) list = parse(&run);
    g_assert_cmpuint(json_array_get_length(json_node_get_array(list)), ==, 3);
    JsonObject *first = json_array_get_object_element(json_node_get_array(list), 0);
    g_assert_cmpint(json_object_get_int_member(first, "entry"), ==, 3);
    g_assert_cmpstr(json_object_get_string_member(first, "deadline"), ==, "2026-11-25");
    g_assert_cmpstr(json_object_get_string_member(first, "state"), ==, "forward");
    g_assert_false(json_object_get_boolean_member(first, "overdue"));

    g_auto(Run) none = run_esep("follow", "list", "--overdue", NULL);
    g_assert_cmpint(none.exit_code, ==, 0);
    g_setenv("ESEP_NOW", "2026-11-26T09:00:00+05:00", TRUE);
    g_auto(Run) overdue = run_esep("follow", "list", "--overdue", "--json", NULL);
    g_assert_cmpint(overdue.exit_code, ==, 1);
    g_autoptr(JsonNode) late = parse(&overdue);
    g_assert_cmpuint(json_array_get_length(json_node_get_array(late)), ==, 1);
    g_auto(Run) elsewhere = run_esep("follow", "list", "--overdue", "--precinct", "99", NULL);
    g_assert_cmpint(elsewhere.exit_code, ==, 0);
    g_auto(Run) his =
        run_esep("follow", "list", "--soon", "--precinct", "12", "--in-charge", "әлиев", NULL);
    g_assert_nonnull(strstr(his.out, "Overdue:\n3  "));
    g_assert_null(strstr(his.out, "Due later"));
    g_auto(Run) hers = run_esep("follow", "list", "--in-charge", "Ким", NULL);
    g_assert_null(strstr(hers.out, "3  "));

    g_auto(Run) early = run_esep("follow", "notify", "3", NULL);
    g_assert_cmpint(early.exit_code, ==, 1);
    g_auto(Run) forward = run_esep("follow", "forward", "3", "--ref", "№ 15-2/101", NULL);
    g_assert_cmpint(forward.exit_code, ==, 0);
    g_auto(Run) notify = run_esep("follow", "notify", "3", "--json", NULL);
    g_assert_cmpint(notify.exit_code, ==, 0);
    g_autoptr(JsonNode) notified = parse(&notify);
    g_assert_cmpstr(json_object_get_string_member(json_node_get_object(notified), "state"), ==,
                    "notified");
    g_auto(Run) close = run_esep("follow", "close", "3", NULL);
    g_assert_cmpint(close.exit_code, ==, 0);
    g_auto(Run) answer = run_esep("follow", "answer", "2", "--text", "Тексерілді", NULL);
    g_assert_cmpint(answer.exit_code, ==, 0);
    g_auto(Run) nothing = run_esep("follow", "list", "--overdue", NULL);
    g_assert_cmpint(nothing.exit_code, ==, 0);
}

static void test_follow_wrong(Fixture *fixture, gconstpointer unused)
{
    static const struct {
        const char *arguments[5];
        int exit_code;
    } cases[] = {
        {{"follow", "answer", "2"}, 2},
        {{"follow", "answer", "2", "--text", "\xc3\x28"}, 2},
        {{"follow", "answer", "two", "--text", "x"}, 2},
        {{"follow", "close", "99"}, 3},
        {{"follow", "close", "0"}, 2},
        {{"follow", "close", "99999999999999999999"}, 2},
        {{"follow", "close", "2"}, 1},
        {{"follow", "status", "AAAA-AAAA"}, 3},
        {{"follow", "status"}, 2},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        const char *const *a = cases[i].arguments;
        g_auto(Run) run = run_esep(a[0], a[1], a[2], a[3], a[4], NULL);
        g_test_message("%s %s: %s", a[0], a[1], run.err);
        g_assert_cmpint(run.exit_code, ==, cases[i].exit_code);
        g_assert_cmpstr(run.out, ==, "");
        g_assert_true(g_str_has_prefix(run.err, "esep: "));
    }
}

static void test_retention(Fixture *fixture, gconstpointer unused)
{
    g_auto(Run) list = run_esep("retention", "list", "--json", NULL);
    g_assert_cmpint(list.exit_code, ==, 0);
    g_autoptr(JsonNode) rows = parse(&list);
    g_assert_cmpuint(json_array_get_length(json_node_get_array(rows)), ==, 0);
    g_auto(Run) unsealed = run_esep("hold", fixture->meeting, "--why", "сот", NULL);
    g_assert_cmpint(unsealed.exit_code, ==, 1);
    g_auto(Run) unknown = run_esep("release", "2026-0999", NULL);
    g_assert_cmpint(unknown.exit_code, ==, 3);
    g_auto(Run) wrong = run_esep("hold", fixture->meeting, NULL);
    g_assert_cmpint(wrong.exit_code, ==, 2);
}

/* The plan as a calendar: the meeting that is planned at its hour, the rest on the day it is due.
 */
static void test_plan_ics(Fixture *fixture, gconstpointer unused)
{
    static const char reader[] =
        "import sys, icalendar\n"
        "for event in icalendar.Calendar.from_ical(open(sys.argv[1], "
        "'rb').read()).walk('VEVENT'):\n"
        "    print(event['uid'].split('@')[0], event.decoded('dtstart'))\n";
    g_autofree char *path = g_build_filename(fixture->folder, "plan.ics", NULL);
    for (int again = 0; again < 2; again++) {
        g_auto(Run) run = run_esep("--json", "plan", "--on", "2026-11-05", "--ics", path, NULL);
        g_assert_cmpint(run.exit_code, ==, 0);
        g_autoptr(JsonNode) answer = parse(&run);
        g_assert_cmpint(json_object_get_int_member(json_node_get_object(answer), "events"), ==, 3);
        const char *argv[] = {"/usr/bin/python3", "-c", reader, path, NULL};
        g_auto(Run) read = run_program(argv);
        g_assert_cmpstr(read.out, ==,
                        "announcement-2026-0001 2026-11-10\n"
                        "meeting-2026-0001 2026-11-20 13:00:00+00:00\n"
                        "meeting-chief-2027-Q1 2027-03-31\n");
    }
    g_auto(Run) nowhere = run_esep("plan", "--ics", "/nowhere/plan.ics", NULL);
    g_assert_cmpint(nowhere.exit_code, ==, 1);
}

static void test_help(void)
{
    static const char *const names[] = {"check", "plan", "hold", "release"};
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        g_auto(Run) run = run_esep(names[i], "--help", NULL);
        g_assert_cmpint(run.exit_code, ==, 0);
        g_assert_nonnull(strstr(run.out, names[i]));
    }
    g_auto(Run) plan = run_esep("plan", "--help", "--lang", "ru", NULL);
    g_assert_nonnull(strstr(plan.out, "день плана"));
    g_auto(Run) group = run_esep("retention", "--help", "--lang=kk", NULL);
    g_assert_nonnull(strstr(group.out, "сақтау мерзімдері"));
    g_setenv("ESEP_HOME", "/nowhere", TRUE);
    g_auto(Run) none = run_esep("plan", NULL);
    g_assert_cmpint(none.exit_code, ==, 3);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define ADD(path, function) g_test_add(path, Fixture, NULL, set_up, function, tear_down)
    g_test_add_func("/command-law/rules-are-listed-and-shown", test_rules);
    g_test_add_func("/command-law/wrong-questions-about-rules-say-so", test_rules_wrong);
    g_test_add_func("/command-law/rules-are-linted", test_rules_lint);
    ADD("/command-law/check-names-what-is-lacking-and-exits-1", test_check);
    ADD("/command-law/plan-shows-what-is-due", test_plan);
    ADD("/command-law/plan-is-written-as-a-calendar", test_plan_ics);
    ADD("/command-law/follow-goes-to-the-end", test_follow);
    ADD("/command-law/wrong-steps-of-the-follow-up-say-so", test_follow_wrong);
    ADD("/command-law/retention-is-listed-held-and-released", test_retention);
    g_test_add_func("/command-law/each-command-has-help", test_help);
    return g_test_run();
}
