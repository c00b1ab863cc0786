/*
 * The law as a lawyer would ask about it: each row of data/law.cases is a meeting, what happened,
 * the day on which somebody looks, what the program then says, and the paragraph. Every row runs
 * on a home of its own through the same functions as the command; the paragraph is compared with
 * the source that the program names for the first thing it says.
 */
#include <stdlib.h>
#include <string.h>

#include "protocol/check.h"
#include "protocol/error.h"
#include "protocol/follow.h"
#include "protocol/meeting.h"
#include "protocol/passport.h"
#include "protocol/plan.h"
#include "protocol/record.h"
#include "protocol/retention.h"
#include "tests/support.h"
#include "tests/support_home.h"
#include "tests/support_record.h"
#include "tests/support_register.h"
#include "tests/support_sealed.h"

enum { COLUMNS = 5, CASES_MIN = 80 };

/* What a row plays in. */
typedef struct {
    const char *row; /* for messages */
    char *folder;
    Clock *clock;
    Home *home;
    char *id; /* of the meeting that facts are about; NULL if none could be made */
    char *first;
    char date[sizeof "YYYY-MM-DD"];
    int entry;      /* the last one noted */
    char *source;   /* of the first thing that was said */
    GError *failed; /* of a fact that the program refused */
    int wrong;      /* what was not as the row says */
} World;

static void complain(World *world, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Every difference of every row is told before the test fails. */
static void complain(World *world, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    g_autofree char *text = g_strdup_vprintf(format, list);
    va_end(list);
    g_test_message("%s: %s", world->row, text);
    g_printerr("%s: %s\n", world->row, text);
    world->wrong++;
}

static void set_time(World *world, const char *date, const char *time)
{
    gint64 now_ms;
    if (!time_parse(date, time, &now_ms))
        complain(world, "“%s %s” is no moment", date, time);
    clock_set(world->clock, now_ms);
}

/* A fact that must succeed, unless the row expects the refusal: then it is the last one. */
static void settle(World *world, GError *error)
{
    if (error && world->failed)
        complain(world, "%s", error->message);
    world->failed = error;
}

static void plan_meeting(World *world, const char *kind, const char *date)
{
    const char *const precincts[] = {"12", NULL};
    const Official speaker = {.rank = "полиция майоры",
                              .surname = "Әлиев",
                              .name = "Ерлан",
                              .position = "учаскелік полиция инспекторы"};
    const MeetingNew meeting = {.kind = kind,
                                .date = date,
                                .time = "18:00",
                                .place = "Клуб",
                                .precincts = strcmp(kind, "chief") == 0 ? NULL : precincts,
                                .speakers = &speaker,
                                .speaker_count = 1};
    GError *error = NULL;
    g_clear_pointer(&world->id, g_free);
    g_strlcpy(world->date, date, sizeof world->date);
    meeting_create(world->home, &meeting, &world->id, &error);
    settle(world, error);
    if (!world->first)
        world->first = g_strdup(world->id);
}

static void set_field(World *world, const char *field, const char *value)
{
    GError *error = NULL;
    meeting_set(world->home, world->id, field, value, &error);
    settle(world, error);
}

/* ---- What happened: the words after the fact's name. */

static void do_precincts(World *world, const char *rest)
{
    g_auto(GStrv) names = g_strsplit(rest, ", ", -1);
    g_autofree char *lines = g_strjoinv("\n", names);
    set_field(world, "precinct", lines);
}

static void do_announced(World *world, const char *rest)
{
    GError *error = NULL;
    meeting_announce(world->home, world->id, "media", rest, NULL, &error);
    settle(world, error);
}

static void do_came(World *world, const char *rest)
{
    set_time(world, world->date, "17:50");
    for (int i = atoi(rest); i > 0; i--) {
        GError *error = NULL;
        int number;
        const Attendee one = {.surname = "Ким", .name = "Анна", .category = "resident"};
        meeting_attend(world->home, world->id, &one, &number, &error);
        settle(world, error);
    }
}

/* The precincts' passports: so many residents of age each. */
static void do_adults(World *world, const char *rest)
{
    GError *error = NULL;
    g_autoptr(JsonNode) node = support_record(world->home, world->id);
    JsonArray *precincts = json_object_get_array_member(json_node_get_object(node), "precincts");
    for (guint i = 0; i < json_array_get_length(precincts) && !error; i++)
        passport_set(world->home, json_array_get_string_element(precincts, i),
                     &(MeetingField){"adults", rest}, 1, &error);
    settle(world, error);
}

static void do_counted(World *world, const char *rest)
{
    set_field(world, "attendees", rest);
}

static void do_recorded(World *world, const char *rest)
{
    support_recording(world->home, world->id);
}

static void do_started(World *world, const char *rest)
{
    set_time(world, world->date, "18:02");
    set_field(world, "started", "18:02");
}

static void do_ended(World *world, const char *rest)
{
    set_time(world, world->date, "19:30");
    set_field(world, "ended", "19:30");
}

/* Held as it should be, with nothing decided and nothing said by the people. */
static void do_held(World *world, const char *rest)
{
    do_came(world, "3");
    do_started(world, NULL);
    if (strcmp(rest, "without video") != 0)
        do_recorded(world, NULL);
    set_field(world, "entries", "none");
    set_field(world, "decisions", "none");
    do_ended(world, NULL);
}

/* "complaint check", "suggestion forward", "remark answered" */
static void do_entry(World *world, const char *rest)
{
    g_auto(GStrv) words = g_strsplit(rest, " ", 2);
    GError *error = NULL;
    g_autofree char *receipt = NULL;
    const Entry entry = {.type = words[0],
                         .text = "Көшеде жарық жоқ.",
                         .at = "18:10",
                         .outcome = words[1],
                         .to = strcmp(words[1], "forward") == 0 ? "Әкім аппараты" : NULL};
    meeting_entry(world->home, world->id, &entry, &world->entry, &receipt, &error);
    settle(world, error);
}

static void do_decision(World *world, const char *rest)
{
    GError *error = NULL;
    int number;
    meeting_decision(world->home, world->id, "Патруль", "Е. Әлиев", rest, &number, &error);
    settle(world, error);
}

static void do_invited(World *world, const char *rest)
{
    GError *error = NULL;
    int number;
    const Invitation deputy = {.category = "deputy", .who = "Аудандық мәслихат"};
    meeting_invite(world->home, world->id, &deputy, &number, &error);
    settle(world, error);
}

static void do_secretary(World *world, const char *rest)
{
    set_field(world, "secretary", "лейтенант;Ким;Анна;;хатшы");
}

static void do_two_inspectors(World *world, const char *rest)
{
    set_field(world, "speaker", "майор;Әлиев;Ерлан;;инспектор\nкапитан;Оспанов;Дәурен;;инспектор");
}

static void do_acting(World *world, const char *rest)
{
    set_field(world, "speaker", "капитан;Оспанов;Дәурен;;учаскелік полиция инспекторы;acting");
}

static void do_signed(World *world, const char *rest)
{
    GError *error = NULL;
    set_time(world, world->date, "20:00");
    meeting_sign(world->home, world->id, rest, SUPPORT_STROKES, &error);
    settle(world, error);
}

/* "DATE" or "DATE because …" */
static void do_sealed(World *world, const char *rest)
{
    g_auto(GStrv) words = g_strsplit(rest, " because ", 2);
    GError *error = NULL;
    int number;
    set_time(world, words[0], "21:00");
    meeting_seal_commit(world->home, world->id, words[1], support_write_files, NULL, &number,
                        &error);
    settle(world, error);
}

static void do_moved(World *world, const char *rest)
{
    set_field(world, "date", rest);
    g_strlcpy(world->date, rest, sizeof world->date);
}

static void do_also(World *world, const char *rest)
{
    g_auto(GStrv) words = g_strsplit(rest, " ", 2);
    plan_meeting(world, words[0], words[1]);
}

/* "forward DATE", "answer DATE" …: a step of the follow-up of the last entry. */
static void do_follow(World *world, const char *rest)
{
    g_auto(GStrv) words = g_strsplit(rest, " ", 2);
    GError *error = NULL;
    const FollowStep step = {.event = words[0], .text = "Тексерілді.", .to = "Әкім аппараты"};
    set_time(world, words[1], "10:00");
    follow_do(world->home, follow_entry(world->entry), &step, NULL, &error);
    settle(world, error);
}

static void do_kept_for(World *world, const char *rest)
{
    GError *error = NULL;
    retention_hold(world->home, world->id, rest, &error);
    settle(world, error);
}

static void do_released(World *world, const char *rest)
{
    GError *error = NULL;
    retention_release(world->home, world->id, 0, &error);
    settle(world, error);
}

/* ---- What the program says. */

static void say_source(World *world, const char *source)
{
    if (!world->source)
        world->source = g_strdup(source ? source : "");
}

static JsonObject *record_of(World *world, JsonNode **node_out)
{
    *node_out = support_record(world->home, world->first);
    return json_node_get_object(*node_out);
}

static void say_edition(World *world, const char *rest)
{
    g_autoptr(JsonNode) node = NULL;
    const char *id = json_object_get_string_member(record_of(world, &node), "edition");
    if (strcmp(id, rest) != 0)
        complain(world, "the edition is %s", id);
    const Rules *rules = rules_by_id(home_rules(world->home, NULL), id, NULL);
    say_source(world, rules_source(rules, "frequency"));
}

/* "refused": the last fact could not be noted. */
static void say_refused(World *world, const char *rest)
{
    if (!g_error_matches(world->failed, PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED) &&
        !g_error_matches(world->failed, PROTOCOL_ERROR, PROTOCOL_ERROR_USAGE))
        complain(world, "it was not refused");
    g_clear_error(&world->failed);
}

static void say_check(World *world, const char *rest, gboolean blocking)
{
    g_autoptr(JsonNode) node = NULL;
    const char *id = json_object_get_string_member(record_of(world, &node), "edition");
    const Rules *rules = rules_by_id(home_rules(world->home, NULL), id, NULL);
    g_autofree char *today = clock_today(world->clock);
    g_autoptr(GPtrArray) items = check_record(node, rules, today, TRUE);
    g_autoptr(GString) codes = g_string_new(NULL);
    for (guint i = 0; i < items->len; i++) {
        const CheckItem *item = items->pdata[i];
        if (item->blocking != blocking)
            continue;
        say_source(world, item->source);
        g_string_append_printf(codes, "%s%s", codes->len ? " " : "", item->code);
    }
    if (strcmp(codes->len ? codes->str : "nothing", rest) != 0)
        complain(world, "%s: %s", blocking ? "lacks" : "remarks", codes->str);
}

static void say_lacks(World *world, const char *rest)
{
    say_check(world, rest, TRUE);
}

static void say_remarks(World *world, const char *rest)
{
    say_check(world, rest, FALSE);
}

/* The plan's lines that begin with what, as "meeting 12 2026-Q4 2026-12-31 due". */
static char *plan_lines(World *world, const char *what, char **source_out)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) plan = plan_read(world->home, NULL, &error);
    g_assert_no_error(error);
    JsonArray *items = json_node_get_array(plan);
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < json_array_get_length(items); i++) {
        JsonObject *item = json_array_get_object_element(items, i);
        const char *period = json_object_get_string_member_with_default(item, "period", NULL);
        g_autofree char *line =
            g_strdup_printf("%s %s%s%s %s %s", json_object_get_string_member(item, "what"),
                            json_object_get_string_member(item, "subject"), period ? " " : "",
                            period ? period : "", json_object_get_string_member(item, "due"),
                            json_object_get_string_member(item, "state"));
        if (!g_str_has_prefix(line, what))
            continue;
        if (!*source_out)
            *source_out = g_strdup(json_object_get_string_member(item, "source"));
        g_string_append_printf(text, "%s%s", text->len ? ", " : "", line);
    }
    return g_string_free(text, FALSE);
}

/* "meeting 12 2026-Q4 2026-12-31 due": the line stands in the plan. */
static void say_plan(World *world, const char *rest)
{
    g_autofree char *source = NULL, *all_source = NULL;
    g_autofree char *line = plan_lines(world, rest, &source);
    if (strcmp(line, rest) != 0) {
        g_autofree char *all = plan_lines(world, "", &all_source);
        complain(world, "the plan is: %s", all);
    }
    say_source(world, source);
}

/* "meeting 12 2026-Q3": no line of the plan begins so. */
static void say_no_plan(World *world, const char *rest)
{
    g_autofree char *source = NULL;
    g_autofree char *line = plan_lines(world, rest, &source);
    if (*line)
        complain(world, "the plan has: %s", line);
}

/* "DATE", "DATE overdue", "DATE uncertain": the term of the last entry; "none". */
static void say_deadline(World *world, const char *rest)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *today = clock_today(world->clock);
    g_autoptr(JsonNode) list = follow_list(world->home, today, FOLLOW_ALL, &error);
    g_assert_no_error(error);
    JsonArray *rows = json_node_get_array(list);
    for (guint i = 0; i < json_array_get_length(rows); i++) {
        JsonObject *row = json_array_get_object_element(rows, i);
        if (json_object_get_int_member(row, "entry") != world->entry)
            continue;
        const char *deadline = json_object_get_string_member_with_default(row, "deadline", NULL);
        gboolean certain = json_object_get_boolean_member(row, "certain");
        g_autofree char *text =
            g_strconcat(deadline ? deadline : "none",
                        json_object_get_boolean_member(row, "overdue") ? " overdue" : "",
                        deadline && !certain ? " uncertain" : "", NULL);
        if (strcmp(text, rest) != 0)
            complain(world, "the deadline is %s", text);
        if (deadline)
            say_source(world, json_object_get_string_member(row, "source"));
        return;
    }
    complain(world, "there is no such entry");
}

/* "DATE STATE" of the first meeting. */
static void say_kept_until(World *world, const char *rest)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *today = clock_today(world->clock);
    g_autoptr(JsonNode) list = retention_list(world->home, today, &error);
    g_assert_no_error(error);
    JsonArray *rows = json_node_get_array(list);
    for (guint i = 0; i < json_array_get_length(rows); i++) {
        JsonObject *row = json_array_get_object_element(rows, i);
        if (strcmp(json_object_get_string_member(row, "meeting"), world->first) != 0)
            continue;
        g_autofree char *text =
            g_strdup_printf("%s %s", json_object_get_string_member(row, "kept_until"),
                            json_object_get_string_member(row, "state"));
        if (strcmp(text, rest) != 0)
            complain(world, "kept until %s", text);
        say_source(world, json_object_get_string_member(row, "source"));
        return;
    }
    complain(world, "the record is not sealed");
}

/* "18:00 is 2024-02-29T18:00:00+06:00": the moment of a time on the meeting's day. */
static void say_time(World *world, const char *rest)
{
    g_auto(GStrv) words = g_strsplit(rest, " is ", 2);
    gint64 unix_ms;
    g_assert_true(time_parse(world->date, words[0], &unix_ms));
    g_autofree char *iso = time_iso(unix_ms);
    if (strcmp(iso, words[1]) != 0)
        complain(world, "it is %s", iso);
}

typedef struct {
    const char *name;
    void (*run)(World *world, const char *rest);
} Word;

static const Word facts[] = {
    {"precincts", do_precincts},
    {"announced", do_announced},
    {"invited", do_invited},
    {"came", do_came},
    {"adults", do_adults},
    {"counted", do_counted},
    {"recorded", do_recorded},
    {"started", do_started},
    {"ended", do_ended},
    {"held", do_held},
    {"said", do_entry},
    {"decided by", do_decision},
    {"secretary", do_secretary},
    {"two inspectors", do_two_inspectors},
    {"acting inspector", do_acting},
    {"signed", do_signed},
    {"sealed", do_sealed},
    {"moved to", do_moved},
    {"also", do_also},
    {"follow", do_follow},
    {"kept for", do_kept_for},
    {"released", do_released},
};
static const Word claims[] = {
    {"edition", say_edition},   {"refused", say_refused},
    {"lacks", say_lacks},       {"remarks", say_remarks},
    {"plan", say_plan},         {"no plan", say_no_plan},
    {"deadline", say_deadline}, {"kept until", say_kept_until},
    {"time", say_time},
};

/* Runs the words of a column, one after the other; "-" is none. */
static void run_words(World *world, const char *column, const Word *words, gsize count)
{
    g_auto(GStrv) parts = g_strsplit(column, "; ", -1);
    for (int p = 0; parts[p]; p++) {
        gsize i = 0;
        gsize length = 0;
        for (; i < count; i++) {
            length = strlen(words[i].name);
            if (g_str_has_prefix(parts[p], words[i].name) && strchr(" ", parts[p][length]))
                break;
        }
        if (i < count)
            words[i].run(world, parts[p] + length + (parts[p][length] == ' '));
        else if (strcmp(parts[p], "-") != 0)
            complain(world, "“%s” is no word of this table", parts[p]);
    }
}

/* The register is made a month before its first meeting, unless the row says when. */
static void open_world(World *world, const char *meeting)
{
    g_auto(GStrv) words = g_strsplit(meeting, " ", -1);
    gboolean made = strcmp(words[0], "made") == 0;
    GDate date;
    g_assert_true(date_parse(words[1], &date));
    if (!made)
        g_date_subtract_days(&date, 30);
    g_autofree char *day = date_iso(&date);
    world->clock = clock_new_fixed(SUPPORT_NOW_MS, TRUE);
    set_time(world, day, "09:00");
    world->folder = support_folder();
    world->home = support_home(world->folder, world->clock);
    if (!made)
        plan_meeting(world, words[0], words[1]);
}

static void close_world(World *world)
{
    home_free(world->home);
    clock_free(world->clock);
    remove_folder(world->folder);
    g_free(world->folder);
    g_free(world->id);
    g_free(world->first);
    g_free(world->source);
    g_clear_error(&world->failed);
}

/* Whether the source holds every word of the paragraph; a program that names none is not asked. */
static gboolean names_paragraph(const char *source, const char *paragraph)
{
    g_auto(GStrv) words = g_strsplit_set(paragraph, " ,", -1);
    for (int i = 0; source && words[i]; i++)
        if (!strstr(source, words[i]))
            return FALSE;
    return TRUE;
}

/* How much of the row was not so. */
static int run_case(const char *row, const char *meeting, const char *happened, const char *on,
                    const char *says, const char *paragraph)
{
    World world = {.row = row};
    open_world(&world, meeting);
    run_words(&world, happened, facts, G_N_ELEMENTS(facts));
    set_time(&world, on, "22:00");
    if (world.failed && !g_str_has_prefix(says, "refused"))
        complain(&world, "%s", world.failed->message);
    run_words(&world, says, claims, G_N_ELEMENTS(claims));
    if (!names_paragraph(world.source, paragraph))
        complain(&world, "the program names %s", world.source);
    close_world(&world);
    return world.wrong;
}

static void test_cases(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *text = NULL;
    int count = 0, wrong = 0;
    g_file_get_contents("tests/data/law.cases", &text, NULL, &error);
    g_assert_no_error(error);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (int i = 0; lines[i]; i++) {
        if (!*lines[i] || *lines[i] == '#')
            continue;
        g_auto(GStrv) columns = g_strsplit(lines[i], "|", -1);
        g_assert_cmpuint(g_strv_length(columns), ==, COLUMNS);
        for (int c = 0; c < COLUMNS; c++)
            g_strstrip(columns[c]);
        count++;
        g_autofree char *row = g_strdup_printf("law.cases:%d", i + 1);
        wrong += run_case(row, columns[0], columns[1], columns[2], columns[3], columns[4]);
    }
    g_test_message("%d cases", count);
    g_assert_cmpint(wrong, ==, 0);
    g_assert_cmpint(count, >=, CASES_MIN);
}

int main(int argc, char **argv)
{
    /* Hundreds of homes: what a power cut would leave of them is not asked here. */
    if (g_file_test("/dev/shm", G_FILE_TEST_IS_DIR))
        g_setenv("TMPDIR", "/dev/shm", TRUE);
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/law/each-case-is-answered-as-its-paragraph-says", test_cases);
    return g_test_run();
}
