#include "protocol/plan.h"

#include "tests/support_home.h"

/* What a case says: the meetings, entries and retention of a register, the day of the plan, and
 * the lines that the plan then has ("what subject due state meeting"), in order. */
typedef struct {
    const char *about, *on;
    const char *meetings, *entries, *retention;
    const char *plan;
} Case;

#define MADE "2026-01-10"
#define MEETING(id, kind, date, state, edition, precincts, announced)                              \
    "{'id':'" id "','kind':'" kind "','date':'" date "','state':'" state "','edition':'" edition   \
    "','precincts':[" precincts "],'announced':" announced "}"
#define INSPECTOR(id, date, state, precincts, announced)                                           \
    MEETING(id, "inspector", date, state, "1095-2025", precincts, announced)
#define CHIEF(id, date, state, announced)                                                          \
    MEETING(id, "chief", date, state, "608-2024", "", announced)
#define CHIEF_DONE CHIEF("C", "2026-03-10", "sealed", "'2026-02-01'")
#define ENTRY(entry, deadline)                                                                     \
    "{'entry':" entry ",'meeting':'A','date':'2026-11-01','deadline':" deadline ",'source':'s'}"
#define KEPT(until, state)                                                                         \
    "{'meeting':'R','kept_until':'" until "','state':'" state "','source':'s'}"

static const Case cases[] = {
    /* 608 p.4: the chief reports in the first quarter. */
    {"before the first quarter ends the report is due", "2026-02-01", "", "", "",
     "meeting chief 2026-03-31 due -;"},
    {"the last day of the quarter still counts", "2026-03-31", "", "", "",
     "meeting chief 2026-03-31 due -;"},
    {"a day later it is missed", "2026-04-01", "", "", "",
     "meeting chief 2026-03-31 missed -;meeting chief 2027-03-31 coming -;"},
    {"a report that is planned is coming", "2026-02-01",
     CHIEF("C", "2026-03-10", "announced", "'2026-02-01'"), "", "",
     "announcement C 2026-02-28 done C;meeting chief 2026-03-31 coming C;"},
    {"a report in the second quarter is late", "2026-04-20",
     CHIEF("C", "2026-04-10", "sealed", "'2026-02-01'"), "", "",
     "meeting chief 2026-03-31 late C;meeting chief 2027-03-31 coming -;"},
    {"a report that was held is done", "2026-05-01", CHIEF_DONE, "", "",
     "meeting chief 2026-03-31 done C;meeting chief 2027-03-31 coming -;"},

    /* 1095 p.26: each precinct once a quarter. */
    {"a precinct without a meeting is due", "2026-05-10",
     CHIEF_DONE "," INSPECTOR("A", "2026-03-20", "sealed", "'12'", "null"), "", "",
     "meeting 12 2026-03-31 done A;meeting chief 2026-03-31 done C;"
     "meeting 12 2026-06-30 due -;meeting chief 2027-03-31 coming -;"},
    {"a quarter that is over is missed", "2026-07-01",
     CHIEF_DONE "," INSPECTOR("A", "2026-03-20", "sealed", "'12'", "null"), "", "",
     "meeting chief 2026-03-31 done C;meeting 12 2026-06-30 missed -;"
     "meeting 12 2026-09-30 due -;meeting chief 2027-03-31 coming -;"},
    {"a quarter that was missed is shown for a year", "2027-07-01",
     CHIEF_DONE "," CHIEF("D", "2027-01-20", "sealed",
                          "null") "," INSPECTOR("A", "2026-05-20", "sealed", "'12'", "null"),
     "", "",
     "meeting chief 2026-03-31 done C;meeting 12 2026-09-30 missed -;"
     "meeting 12 2026-12-31 missed -;meeting 12 2027-03-31 missed -;"
     "meeting chief 2027-03-31 done D;meeting 12 2027-06-30 missed -;meeting 12 2027-09-30 due -;"
     "meeting chief 2028-03-31 coming -;"},
    {"a joint meeting counts for each of its precincts", "2026-11-20",
     CHIEF_DONE "," INSPECTOR("A", "2026-11-19", "sealed", "'12','13'", "null"), "", "",
     "meeting chief 2026-03-31 done C;meeting 12 2026-12-31 done A;meeting 13 2026-12-31 done A;"
     "meeting chief 2027-03-31 coming -;"},
    {"a meeting whose day passed without it is late", "2026-11-20",
     CHIEF_DONE "," INSPECTOR("A", "2026-11-19", "announced", "'12'", "'2026-11-01'"), "", "",
     "meeting chief 2026-03-31 done C;meeting 12 2026-12-31 late A;"
     "meeting chief 2027-03-31 coming -;"},
    {"one where people were registered was held, and is to be sealed", "2026-11-20",
     CHIEF_DONE "," INSPECTOR("A", "2026-11-19", "registering", "'12'", "'2026-11-01'"), "", "",
     "meeting chief 2026-03-31 done C;sealing A 2026-11-19 late A;meeting 12 2026-12-31 done A;"
     "meeting chief 2027-03-31 coming -;"},
    {"while people are registered it is still coming", "2026-11-19",
     CHIEF_DONE "," INSPECTOR("A", "2026-11-19", "registering", "'12'", "'2026-11-01'"), "", "",
     "meeting chief 2026-03-31 done C;announcement A 2026-11-09 done A;"
     "meeting 12 2026-12-31 coming A;meeting chief 2027-03-31 coming -;"},
    {"one that was held outweighs one that was not", "2026-11-20",
     CHIEF_DONE "," INSPECTOR("A", "2026-11-10", "announced", "'12'", "'2026-10-01'") "," INSPECTOR(
         "B", "2026-11-12", "sealed", "'12'", "'2026-10-01'"),
     "", "",
     "meeting chief 2026-03-31 done C;meeting 12 2026-12-31 done B;"
     "meeting chief 2027-03-31 coming -;"},
    {"a plan for the past knows nothing of what came later", "2026-10-05",
     CHIEF_DONE "," INSPECTOR("A", "2026-11-19", "sealed", "'12'", "null"), "", "",
     "meeting chief 2026-03-31 done C;meeting 12 2026-12-31 coming A;"
     "meeting chief 2027-03-31 coming -;"},
    {"a meeting of the next quarter is shown when it is planned", "2026-12-31",
     CHIEF_DONE "," INSPECTOR("A", "2027-01-20", "announced", "'12'", "'2026-12-30'"), "", "",
     "meeting chief 2026-03-31 done C;announcement A 2027-01-10 done A;"
     "meeting 12 2027-03-31 coming A;meeting chief 2027-03-31 coming -;"},

    /* 1095 p.27, 608 p.8: ten days before. */
    {"an announcement is coming", "2026-11-02",
     CHIEF_DONE "," INSPECTOR("A", "2026-11-20", "planned", "'12'", "null"), "", "",
     "meeting chief 2026-03-31 done C;announcement A 2026-11-10 coming A;"
     "meeting 12 2026-12-31 coming A;meeting chief 2027-03-31 coming -;"},
    {"an announcement is due to its last day", "2026-11-10",
     CHIEF_DONE "," INSPECTOR("A", "2026-11-20", "planned", "'12'", "null"), "", "",
     "meeting chief 2026-03-31 done C;announcement A 2026-11-10 due A;"
     "meeting 12 2026-12-31 coming A;meeting chief 2027-03-31 coming -;"},
    {"then it is late", "2026-11-11",
     CHIEF_DONE "," INSPECTOR("A", "2026-11-20", "planned", "'12'", "null"), "", "",
     "meeting chief 2026-03-31 done C;announcement A 2026-11-10 late A;"
     "meeting 12 2026-12-31 coming A;meeting chief 2027-03-31 coming -;"},
    {"and stays late when it came too late", "2026-11-15",
     CHIEF_DONE "," INSPECTOR("A", "2026-11-20", "announced", "'12'", "'2026-11-11'"), "", "",
     "meeting chief 2026-03-31 done C;announcement A 2026-11-10 late A;"
     "meeting 12 2026-12-31 coming A;meeting chief 2027-03-31 coming -;"},
    {"29 February is a day like others", "2028-02-28",
     CHIEF("D", "2027-03-10", "sealed", "null") "," CHIEF("C", "2028-03-10", "planned", "null"), "",
     "",
     "meeting chief 2027-03-31 done D;announcement C 2028-02-29 due C;"
     "meeting chief 2028-03-31 coming C;"},

    /* 1095 p.32, 608 p.14: sealed on the day. */
    {"a record is to be sealed on its day", "2026-11-20",
     CHIEF_DONE "," INSPECTOR("A", "2026-11-20", "closed", "'12'", "'2026-11-01'"), "", "",
     "meeting chief 2026-03-31 done C;sealing A 2026-11-20 due A;meeting 12 2026-12-31 done A;"
     "meeting chief 2027-03-31 coming -;"},
    {"the day after it is late, and an announcement that never came missed", "2026-11-21",
     CHIEF_DONE "," INSPECTOR("A", "2026-11-20", "closed", "'12'", "null"), "", "",
     "meeting chief 2026-03-31 done C;announcement A 2026-11-10 missed A;"
     "sealing A 2026-11-20 late A;meeting 12 2026-12-31 done A;meeting chief 2027-03-31 coming -;"},

    /* Deadlines of entries, ends of retention. */
    {"deadlines come, are due and are late", "2026-11-20", CHIEF_DONE,
     ENTRY("1", "'2026-11-19'") "," ENTRY("2", "'2026-11-20'") "," ENTRY(
         "3", "'2026-11-23'") "," ENTRY("4", "'2026-11-24'") "," ENTRY("5", "null"),
     "",
     "meeting chief 2026-03-31 done C;deadline 1 2026-11-19 late A;deadline 2 2026-11-20 due A;"
     "deadline 3 2026-11-23 due A;deadline 4 2026-11-24 coming A;"
     "meeting chief 2027-03-31 coming -;"},
    {"retention is shown a month before its end, and after", "2026-11-20", CHIEF_DONE, "",
     KEPT("2026-11-19", "due") "," KEPT("2026-11-19", "kept") "," KEPT(
         "2026-11-18", "held") "," KEPT("2026-12-20", "kept") "," KEPT("2026-12-21", "kept"),
     "meeting chief 2026-03-31 done C;retention R 2026-11-19 due R;retention R 2026-12-20 coming R;"
     "meeting chief 2027-03-31 coming -;"},
};

static JsonNode *parse_list(const char *text)
{
    g_autofree char *list = g_strdup_printf("[%s]", text);
    return support_json(list);
}

static char *lines(JsonNode *plan)
{
    GString *text = g_string_new(NULL);
    JsonArray *items = json_node_get_array(plan);
    for (guint i = 0; i < json_array_get_length(items); i++) {
        JsonObject *item = json_array_get_object_element(items, i);
        g_string_append_printf(text, "%s %s %s %s %s;", json_object_get_string_member(item, "what"),
                               json_object_get_string_member(item, "subject"),
                               json_object_get_string_member(item, "due"),
                               json_object_get_string_member(item, "state"),
                               json_object_get_string_member_with_default(item, "meeting", "-"));
        g_assert_nonnull(json_object_get_string_member(item, "source"));
    }
    return g_string_free(text, FALSE);
}

static void test_cases(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(RulesSet) rules = rules_set_load(NULL, &error);
    g_assert_no_error(error);
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(JsonNode) meetings = parse_list(cases[i].meetings);
        g_autoptr(JsonNode) entries = parse_list(cases[i].entries);
        g_autoptr(JsonNode) retention = parse_list(cases[i].retention);
        PlanInput input = {.meetings = json_node_get_array(meetings),
                           .entries = json_node_get_array(entries),
                           .retention = json_node_get_array(retention),
                           .rules = rules};
        g_assert_true(date_parse(MADE, &input.made));
        g_assert_true(date_parse(cases[i].on, &input.on));
        g_autoptr(JsonNode) plan = plan_build(&input);
        g_autofree char *text = lines(plan);
        g_test_message("%s", cases[i].about);
        g_assert_cmpstr(text, ==, cases[i].plan);
    }
}

/* A kiosk that is new at the end of a year was not there in its first quarter. */
static void test_new_register(void)
{
    g_autoptr(RulesSet) rules = rules_set_load(NULL, NULL);
    g_autoptr(JsonNode) none = parse_list("");
    PlanInput input = {.meetings = json_node_get_array(none),
                       .entries = json_node_get_array(none),
                       .retention = json_node_get_array(none),
                       .rules = rules};
    g_assert_true(date_parse("2026-11-20", &input.made));
    g_assert_true(date_parse("2026-11-20", &input.on));
    g_autoptr(JsonNode) plan = plan_build(&input);
    g_autofree char *text = lines(plan);
    g_assert_cmpstr(text, ==, "meeting chief 2027-03-31 coming -;");
    JsonObject *item = json_array_get_object_element(json_node_get_array(plan), 0);
    g_assert_cmpstr(json_object_get_string_member(item, "period"), ==, "2027-Q1");
    g_assert_cmpstr(json_object_get_string_member(item, "source"), ==, "608 p.4");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/plan/what-is-due-coming-done-late-and-missed", test_cases);
    g_test_add_func("/plan/a-new-register-owes-nothing-of-before", test_new_register);
    return g_test_run();
}
