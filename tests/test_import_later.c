/* What was added to a meeting after it was sealed, brought into another home with it: addenda, the
 * steps of the follow-up, holds, prints. */
#include <string.h>

#include "protocol/error.h"
#include "protocol/export.h"
#include "protocol/follow.h"
#include "protocol/import.h"
#include "protocol/import_numbers.h"
#include "protocol/later.h"
#include "protocol/meeting.h"
#include "protocol/record.h"
#include "protocol/register.h"
#include "protocol/register_print.h"
#include "protocol/retention.h"
#include "protocol/verify.h"
#include "tests/support.h"
#include "tests/support_home.h"
#include "tests/support_record.h"
#include "tests/support_sealed.h"

typedef struct {
    char *folder, *id, *bag;
    Clock *clock;
    Home *from, *to; /* where the meeting was held, and where its archive is brought */
} Fixture;

static void must(gboolean ok, GError *error)
{
    g_assert_no_error(error);
    g_assert_true(ok);
}

static void follow(Fixture *f, FollowSubject subject, const char *event, const char *until)
{
    g_autoptr(GError) error = NULL;
    const FollowStep step = {
        .event = event, .text = "Мәтін", .to = "Әкімдік", .ref = "7/1", .until = until};
    must(follow_do(f->from, subject, &step, NULL, &error), error);
}

/* As a printer that is done leaves it. */
static void print(Fixture *f, int copies)
{
    g_autoptr(GError) error = NULL;
    const PrintRow row = {
        .copies = copies, .who = "esep: майор Әлиев Е.", .at = "2026-11-20T19:10:00+05:00"};
    must(register_begin(home_register(f->from), &error), error);
    must(register_print_add(home_register(f->from), f->id, &row, &error), error);
    must(register_commit(home_register(f->from), &error), error);
}

/* Everything that can be added to a sealed meeting. */
static void add_later(Fixture *f)
{
    g_autoptr(GError) error = NULL;
    const AddendumSigner signer = {.role = "inspector", .strokes = SUPPORT_STROKES};
    const FollowSubject decision = {f->id, 1};
    register_act_as(home_register(f->from), "майор Әлиев Е.");
    must(meeting_addendum(f->from, f->id, "Петров емес, Петрова", &signer, NULL, &error), error);
    must(meeting_addendum(f->from, f->id, "Екінші түзету", NULL, NULL, &error), error);
    follow(f, follow_entry(2), "begin", NULL);
    follow(f, follow_entry(2), "extend", "2027-01-15");
    follow(f, follow_entry(3), "forward", NULL);
    follow(f, follow_entry(3), "notify", NULL);
    follow(f, decision, "extend", "2027-01-20");
    follow(f, decision, "done", NULL);
    must(retention_hold(f->from, f->id, "Сот сұратты", &error), error);
    must(retention_hold(f->from, f->id, "Шағым тексерілуде", &error), error);
    must(retention_release(f->from, f->id, 1, &error), error);
    print(f, 2);
    print(f, 1);
    g_autofree char *to = g_build_filename(f->folder, "to", NULL);
    const ExportChoice whole = {.profile = EXPORT_FULL};
    must(export_meeting(f->from, f->id, to, &whole, NULL, NULL, &f->bag, &error), error);
}

static void set_up(Fixture *f, gconstpointer unused)
{
    f->folder = support_folder();
    f->clock = clock_new_fixed(SUPPORT_NOW_MS, TRUE);
    f->from = support_home(f->folder, f->clock);
    f->id = support_sealed(f->from);
    g_autofree char *below = g_build_filename(f->folder, "other", NULL);
    g_assert_cmpint(g_mkdir_with_parents(below, 0755), ==, 0);
    f->to = support_home(below, f->clock);
    add_later(f);
}

static void tear_down(Fixture *f, gconstpointer unused)
{
    home_free(f->from);
    home_free(f->to);
    clock_free(f->clock);
    remove_folder(f->folder);
    g_free(f->folder);
    g_free(f->id);
    g_free(f->bag);
}

/* Imports; the id here. g_free. */
static char *import(Fixture *f)
{
    g_autoptr(GError) error = NULL;
    char *id = NULL;
    Verification result;
    must(import_archive(f->to, f->bag, NULL, NULL, &result, &id, &error), error);
    verification_clear(&result);
    return id;
}

static void assert_verifies(Home *home, const char *id)
{
    g_autoptr(GError) error = NULL;
    Verification result;
    must(verify_meeting(home, id, NULL, NULL, &result, &error), error);
    g_assert_true(result.ok);
    verification_clear(&result);
}

/* The record as it is shown, but where it came from. g_free. */
static char *record_text(Home *home, const char *id)
{
    g_autoptr(JsonNode) record = support_record(home, id);
    json_object_remove_member(json_node_get_object(record), "imported");
    return json_to_string(record, TRUE);
}

/* All that a home tells of a meeting, but what no other can: that it was imported. g_free. */
static char *told(Home *home, const char *id)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *record = record_text(home, id), *later = later_text(home, id, &error);
    g_assert_no_error(error);
    g_autoptr(JsonNode) list = follow_of_meeting(home, id, "2026-11-21", &error);
    g_assert_no_error(error);
    g_autoptr(JsonNode) kept = retention_list(home, "2026-11-21", &error);
    g_assert_no_error(error);
    g_autoptr(GString) lives = g_string_new(NULL);
    JsonArray *rows = json_node_get_array(list);
    for (guint i = 0; i < json_array_get_length(rows); i++) {
        JsonObject *row = json_array_get_object_element(rows, i);
        g_autofree char *parts = NULL;
        FollowSubject subject;
        must(follow_subject_parse(json_object_get_string_member(row, "id"), &subject, &parts,
                                  &error),
             error);
        g_autoptr(JsonNode) life = follow_read(home, subject, "2026-11-21", &error);
        g_assert_no_error(error);
        g_autofree char *text = json_to_string(life, TRUE);
        g_string_append(lives, text);
    }
    g_autofree char *listed = json_to_string(list, TRUE), *term = json_to_string(kept, TRUE);
    return g_strjoin("\n", record, later, listed, term, lives->str, NULL);
}

/* Addenda, steps of entries and decisions, holds: whatever show, follow and retention tell. */
static void test_later(Fixture *f, gconstpointer unused)
{
    g_autofree char *id = import(f);
    g_assert_cmpstr(id, ==, f->id);
    g_autofree char *there = told(f->from, f->id), *here = told(f->to, id);
    g_assert_nonnull(strstr(there, "Петров емес, Петрова"));
    g_assert_nonnull(strstr(there, "майор Әлиев Е."));
    g_assert_nonnull(strstr(there, "Шағым тексерілуде"));
    g_assert_nonnull(strstr(there, "\"prints\":[{\"at\":"));
    g_assert_cmpstr(here, ==, there);
    assert_verifies(f->to, id);
    /* The next one goes on from there. */
    g_autoptr(GError) error = NULL;
    const FollowStep reopen = {.event = "reopen", .text = "Жоқ", .until = "2027-02-01"};
    must(follow_do(f->to, (FollowSubject){id, 1}, &reopen, NULL, &error), error);
    must(meeting_addendum(f->to, id, "Үшінші", NULL, NULL, &error), error);
    assert_verifies(f->to, id);
}

/* Entries that get other numbers here keep their lives. */
static void test_later_renumbered(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *own = support_sealed(f->to), *id = import(f);
    g_autoptr(JsonNode) list = follow_of_meeting(f->to, id, "2026-11-21", &error);
    g_assert_no_error(error);
    g_autoptr(GString) states = g_string_new(NULL);
    JsonArray *rows = json_node_get_array(list);
    for (guint i = 0; i < json_array_get_length(rows); i++)
        g_string_append_printf(
            states, "%s ",
            json_object_get_string_member(json_array_get_object_element(rows, i), "state"));
    g_assert_cmpstr(states->str, ==, "check answered notified done ");
    assert_verifies(f->to, id);
    /* Who has the paper asks by the number on it. */
    g_autoptr(JsonNode) record = support_record(f->to, id);
    g_autoptr(JsonArray) numbers = import_numbers(f->to, json_node_get_object(record), &error);
    g_assert_no_error(error);
    g_assert_cmpuint(json_array_get_length(numbers), ==, 3);
    for (int i = 0; i < 3; i++) {
        JsonObject *pair = json_array_get_object_element(numbers, i);
        g_assert_cmpint(json_object_get_int_member(pair, "there"), ==, i + 1);
        g_assert_cmpint(json_object_get_int_member(pair, "entry"), ==, i + 4);
    }
    g_autoptr(JsonNode) mine = support_record(f->to, own);
    g_autoptr(JsonArray) none = import_numbers(f->to, json_node_get_object(mine), &error);
    g_assert_cmpuint(json_array_get_length(none), ==, 0);
}

/* later.json as nobody's life can be; each with all that belongs to it made anew. */
static void test_later_made_up(Fixture *f, gconstpointer unused)
{
    static const char *const changes[] = {
        ".schema = \"x\"",
        ".holds = null",
        ".holds[0].at = \"yesterday\"",
        ".addenda[0].file = \"addenda/../meeting.json\"",
        ".addenda[0].sha256 = \"00\"",
        ".entries[0].receipt = \"AAAA-AAAA\"",
        ".entries[1].steps[0].state = \"closed\"",
        ".entries[1].steps[0].event = \"close\"",
        ".entries[1].steps[1].text = null",
        ".entries[1].steps[0].at = null",
        ".holds[0].released = null",
        ".holds[0].released_by = null",
        ".decisions[0].n = 9",
        ".decisions[0].steps[0].deadline = \"2027-13-01\"",
        ".decisions[0].steps = {}",
        ".prints = null",
        ".prints[0].copies = 0",
        ".prints[1].at = \"soon\"",
        ".prints[1].who = null",
    };
    g_autofree char *record_path = home_meeting_path(f->from, f->id, "meeting.json");
    g_autofree char *path = g_build_filename(f->bag, "data", LATER_FILE, NULL);
    g_autoptr(JsonParser) parser = json_parser_new();
    g_assert_true(json_parser_load_from_file(parser, record_path, NULL));
    JsonObject *record = json_node_get_object(json_parser_get_root(parser));
    /* As it is, and as programs wrote it that kept no prints. */
    static const char *const right[] = {".", "del(.prints)"};
    gsize wrong = G_N_ELEMENTS(changes);
    for (gsize i = 0; i < wrong + G_N_ELEMENTS(right); i++) {
        const char *change = i < wrong ? changes[i] : right[i - wrong];
        const char *const argv[] = {"jq", "-jcS", change, path, NULL};
        g_auto(Run) run = run_program(argv);
        g_assert_cmpint(run.exit_code, ==, 0);
        g_autoptr(JsonNode) later = json_from_string(run.out, NULL);
        guint steps = 0;
        gboolean hashed = strstr(change, "sha256") != NULL; /* the file says otherwise: verify */
        if (later_fits(record, later, &steps) != (hashed || i >= wrong))
            g_error("%s", change);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_setenv("ESEP_NOW", "2026-11-20T19:30:00+05:00", TRUE);
#define ADD(name, run) g_test_add("/import-later/" name, Fixture, NULL, set_up, run, tear_down)
    ADD("what-was-added-since-comes-with-it", test_later);
    ADD("entries-that-get-other-numbers-keep-their-lives", test_later_renumbered);
    ADD("a-life-that-nobody-can-have-is-not-taken", test_later_made_up);
    return g_test_run();
}
