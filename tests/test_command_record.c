/* The commands of the record as a person at the desk types them. */
#include <json-glib/json-glib.h>
#include <string.h>

#include "tests/support.h"
#include "tests/support_home.h"
#include "tests/support_record.h"

#define SPEAKER "полиция майоры;Әлиев;Ерлан;Серікұлы;учаскелік полиция инспекторы"

typedef struct {
    char *folder;
    char *home;
} Fixture;

/* Runs the command in the fixture's home with arguments up to a NULL. */
static Run esep(Fixture *fixture, const char *first, ...) G_GNUC_NULL_TERMINATED;
static Run esep(Fixture *fixture, const char *first, ...)
{
    g_autofree char *program = g_build_filename(g_getenv("ESEP_BUILD"), "esep", NULL);
    g_autoptr(GPtrArray) argv = g_ptr_array_new();
    const char *before[] = {program, "--home", fixture->home, "--lang", "en"};
    for (gsize i = 0; i < G_N_ELEMENTS(before); i++)
        g_ptr_array_add(argv, (gpointer)before[i]);
    va_list args;
    va_start(args, first);
    for (const char *arg = first; arg; arg = va_arg(args, const char *))
        g_ptr_array_add(argv, (gpointer)arg);
    va_end(args);
    g_ptr_array_add(argv, NULL);
    return run_program((const char *const *)argv->pdata);
}

/* As esep, must end with code; stdout without its last line break (g_free). */
#define MUST(code, ...)                                                                            \
    ({                                                                                             \
        g_auto(Run) run_ = esep(fixture, __VA_ARGS__, NULL);                                       \
        if (run_.exit_code != (code))                                                              \
            g_error("line %d: exit %d: %s", __LINE__, run_.exit_code, run_.err);                   \
        if ((code) != 0 && (!*run_.err || *run_.out))                                              \
            g_error("line %d: an error belongs on stderr", __LINE__);                              \
        if (strstr(run_.err, "CRITICAL"))                                                          \
            g_error("line %d: %s", __LINE__, run_.err);                                            \
        g_strchomp(g_steal_pointer(&run_.out));                                                    \
    })
#define DONE(...) g_free(MUST(0, __VA_ARGS__))
#define REFUSED(code, ...) g_free(MUST(code, __VA_ARGS__))

static void set_up(Fixture *fixture, gconstpointer unused)
{
    fixture->folder = support_folder();
    fixture->home = g_build_filename(fixture->folder, "home", NULL);
    g_setenv("ESEP_NOW", "2026-11-20T18:00:00+05:00", TRUE);
    DONE("init", "--body", "Отдел полиции", "--city", "Ақжол");
}

static void tear_down(Fixture *fixture, gconstpointer unused)
{
    remove_folder(fixture->folder);
    g_free(fixture->folder);
    g_free(fixture->home);
}

static char *new_meeting(Fixture *fixture)
{
    return MUST(0, "meeting", "new", "--kind", "inspector", "--date", "2026-11-20", "--time",
                "18:00", "--place", "Ақжол ауылының клубы", "--precinct", "12", "--speaker",
                SPEAKER);
}

static char *strokes_file(Fixture *fixture)
{
    char *path = g_build_filename(fixture->folder, "hand.strokes", NULL);
    g_assert_true(g_file_set_contents(path, SUPPORT_STROKES, -1, NULL));
    return path;
}

static JsonNode *json(const char *text)
{
    g_autoptr(GError) error = NULL;
    JsonNode *node = json_from_string(text, &error);
    g_assert_no_error(error);
    return node;
}

static void test_a_whole_meeting_is_typed_in(Fixture *fixture, gconstpointer unused)
{
    g_autofree char *strokes = strokes_file(fixture);
    g_autofree char *id = new_meeting(fixture);
    g_assert_cmpstr(id, ==, "2026-0001");
    DONE("announce", id, "--channel", "media", "--on", "2026-11-06", "--ref", "№ 45");
    g_autofree char *first = MUST(0, "attend", id, "--surname", "Петров", "--name", "Иван",
                                  "--category", "resident", "--strokes", strokes);
    g_assert_cmpstr(first, ==, "1");
    DONE("meeting", "set", id, "started=18:00");
    g_autofree char *entry = MUST(0, "entry", "add", id, "--type", "complaint", "--from", "1",
                                  "--text", "Жарық жоқ", "--outcome", "check", "--at", "18:05:10");
    g_assert_cmpstr(entry, ==, "1");
    g_autofree char *decision = MUST(0, "decision", "add", id, "--text", "Патруль", "--owner",
                                     "Е. Әлиев", "--due", "2026-11-30");
    g_assert_cmpstr(decision, ==, "1");
    DONE("award", "add", id, "--to", "Қожахметов", "--text", "алғыс хат");
    DONE("mark", id, "1");
    DONE("material", "add", id, strokes);
    DONE("meeting", "set", id, "ended=19:00", "convener=Әкім");
    DONE("sign", id, "--role", "inspector", "--strokes", strokes);

    g_autofree char *text = MUST(0, "--json", "meeting", "show", id);
    g_autoptr(JsonNode) node = json(text);
    JsonObject *record = json_node_get_object(node);
    g_assert_cmpstr(json_object_get_string_member(record, "id"), ==, id);
    g_assert_cmpstr(json_object_get_string_member(record, "kind"), ==, "inspector");
    g_assert_cmpstr(json_object_get_string_member(record, "date"), ==, "2026-11-20");
    g_assert_cmpstr(json_object_get_string_member(record, "state"), ==, "closed");
    g_assert_cmpstr(json_object_get_string_member(record, "edition"), ==, "1095-2025");
    g_assert_true(json_object_get_null_member(record, "number"));
    g_assert_cmpint(json_object_get_int_member(record, "attendees"), ==, 1);
    g_assert_cmpuint(json_array_get_length(json_object_get_array_member(record, "entries")), ==, 1);
    g_assert_cmpuint(json_array_get_length(json_object_get_array_member(record, "decisions")), ==,
                     1);
    g_assert_null(strstr(text, "\"strokes\""));
}

static void test_show_reads_for_a_person(Fixture *fixture, gconstpointer unused)
{
    g_autofree char *id = new_meeting(fixture);
    DONE("attend", id, "--surname", "Петров", "--name", "Иван", "--category", "resident");
    DONE("entry", "add", id, "--type", "remark", "--from", "anonymous", "--text", "Жарық жоқ",
         "--outcome", "check");
    g_autofree char *text = MUST(0, "meeting", "show", id);
    const char *parts[] = {"2026-0001", "Ақжол ауылының клубы", "Петров Иван", "Жарық жоқ",
                           "2026-12-11"};
    for (gsize i = 0; i < G_N_ELEMENTS(parts); i++)
        g_assert_nonnull(strstr(text, parts[i]));
    g_autofree char *list = MUST(0, "meeting", "list");
    g_assert_nonnull(strstr(list, "2026-0001   2026-11-20 18:00  registering"));
}

static void test_json_is_one_value_and_nothing_else(Fixture *fixture, gconstpointer unused)
{
    g_autofree char *created =
        MUST(0, "--json", "meeting", "new", "--kind", "inspector", "--date", "2026-11-20", "--time",
             "18:00", "--place", "Клуб", "--speaker", SPEAKER);
    g_autoptr(JsonNode) meeting = json(created);
    const char *id = json_object_get_string_member(json_node_get_object(meeting), "id");
    g_autofree char *attended =
        MUST(0, "attend", id, "--json", "--surname", "А", "--name", "Б", "--category", "resident");
    g_autoptr(JsonNode) attendee = json(attended);
    g_assert_cmpint(json_object_get_int_member(json_node_get_object(attendee), "attendee"), ==, 1);
    g_autofree char *noted = MUST(0, "--json", "entry", "add", id, "--type", "remark", "--from",
                                  "1", "--text", "x", "--outcome", "check");
    g_autoptr(JsonNode) entry = json(noted);
    JsonObject *object = json_node_get_object(entry);
    g_assert_cmpint(json_object_get_int_member(object, "entry"), ==, 1);
    g_assert_cmpuint(strlen(json_object_get_string_member(object, "receipt")), ==, 12);
    g_autofree char *listed = MUST(0, "--json", "meeting", "list", "--date", "2026-11-20");
    g_autoptr(JsonNode) list = json(listed);
    g_assert_cmpuint(json_array_get_length(json_node_get_array(list)), ==, 1);
    g_autofree char *none = MUST(0, "--json", "meeting", "list", "--date", "2026-11-21");
    g_assert_cmpstr(none, ==, "[]");
}

/* What only changes the record says so, in one value too. */
static void test_json_of_a_change_says_that_it_is_done(Fixture *fixture, gconstpointer unused)
{
    g_autofree char *strokes = strokes_file(fixture);
    g_autofree char *notice = g_build_filename(fixture->folder, "notice.pdf", NULL);
    g_autofree char *id = new_meeting(fixture);
    DONE("attend", id, "--surname", "А", "--name", "Б", "--category", "resident");
    const char *const changes[][8] = {
        {"announce", id, "--channel", "media", "--on", "2026-11-06"},
        {"announce", id, "--notice", notice},
        {"meeting", "set", id, "started=18:00"},
        {"mark", id, "1"},
        {"award", "add", id, "--to", "Қ", "--text", "x"},
        {"material", "add", id, strokes},
        {"sign", id, "--role", "inspector", "--strokes", strokes},
        {"attendee", "set", id, "1", "name=В"},
        {"mark", "withdraw", id, "1", "--why", "x"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(changes); i++) {
        const char *const *word = changes[i];
        g_autofree char *printed =
            MUST(0, "--json", word[0], word[1], word[2], word[3], word[4], word[5], word[6]);
        g_autoptr(JsonNode) done = json(printed);
        g_assert_true(json_object_get_boolean_member(json_node_get_object(done), "done"));
    }
}

/* A device that never ends is no list and no signature. */
static void test_a_file_without_end_is_too_large(Fixture *fixture, gconstpointer unused)
{
    g_autofree char *id = new_meeting(fixture);
    REFUSED(2, "attend", id, "--import", "/dev/zero");
    REFUSED(2, "attend", id, "--surname", "А", "--name", "Б", "--category", "resident", "--strokes",
            "/dev/zero");
    REFUSED(3, "attend", id, "--import", "/");
    g_autofree char *state = MUST(0, "--json", "meeting", "show", id);
    g_assert_nonnull(strstr(state, "\"state\" : \"planned\""));
}

static void test_wrong_usage_ends_with_2(Fixture *fixture, gconstpointer unused)
{
    g_autofree char *id = new_meeting(fixture);
    REFUSED(2, "meeting", "new");
    REFUSED(2, "meeting", "new", "--kind", "inspector", "--date", "2026-02-30", "--time", "18:00",
            "--place", "x", "--speaker", SPEAKER);
    REFUSED(2, "meeting", "new", "--kind", "inspector", "--date", "2026-11-20", "--time", "18:00",
            "--place", "\xff", "--speaker", SPEAKER);
    REFUSED(2, "meeting", "new", "--kind", "inspector", "--date", "2026-11-20", "--time", "18:00",
            "--place", "x", "--speaker", SPEAKER, "--expected", "many");
    REFUSED(2, "meeting", "show");
    REFUSED(2, "meeting", "show", id, "more");
    REFUSED(2, "meeting", "list", "--date", "tomorrow");
    REFUSED(2, "meeting", "set", id);
    REFUSED(2, "meeting", "set", id, "place");
    REFUSED(2, "meeting", "set", id, "=x");
    REFUSED(2, "meeting", "set", id, "colour=red");
    REFUSED(2, "announce", id, "--on", "2026-11-06");
    REFUSED(2, "announce", id, "--channel", "drum", "--on", "2026-11-06");
    REFUSED(2, "attend", id, "--surname", "А", "--name", "Б");
    REFUSED(2, "attend", id, "--import", "x.csv", "--name", "Б");
    REFUSED(2, "entry", "add", id, "--type", "remark", "--text", "x", "--outcome", "check");
    REFUSED(2, "entry", "add", id, "--type", "remark", "--from", "nobody", "--text", "x",
            "--outcome", "check");
    REFUSED(2, "mark", id, "first");
    REFUSED(2, "sign", id, "--role", "inspector");
    REFUSED(2, "addendum", id);
    REFUSED(2, "attend", id, "--unknown");
    REFUSED(2, "announce", id, "--channel", "media", "--on", "2026-11-21");
    DONE("attend", id, "--surname", "А", "--name", "Б", "--category", "resident");
    REFUSED(2, "decision", "add", id, "--text", "x", "--owner", "y", "--due", "2026-11-19");
    DONE("announce", id, "--channel", "media", "--on", "2026-11-20");
    DONE("decision", "add", id, "--text", "x", "--owner", "y", "--due", "2026-11-20");
}

static void test_what_is_not_there_ends_with_3(Fixture *fixture, gconstpointer unused)
{
    g_autofree char *id = new_meeting(fixture);
    REFUSED(3, "meeting", "show", "2026-0777");
    REFUSED(3, "meeting", "show", "../../etc/passwd");
    REFUSED(3, "meeting", "set", "2026-0777", "place=x");
    REFUSED(3, "attend", "2026-0777", "--surname", "А", "--name", "Б", "--category", "resident");
    REFUSED(3, "attend", id, "--import", "/nowhere.csv");
    REFUSED(3, "material", "add", id, "/nowhere.pdf");
    REFUSED(3, "sign", id, "--role", "inspector", "--strokes", "/nowhere.strokes");
    g_autofree char *empty = g_build_filename(fixture->folder, "empty", NULL);
    REFUSED(3, "--home", empty, "meeting", "list");
    g_assert_false(g_file_test(empty, G_FILE_TEST_EXISTS));
}

static void test_what_the_state_forbids_ends_with_1(Fixture *fixture, gconstpointer unused)
{
    g_autofree char *id = new_meeting(fixture);
    REFUSED(1, "entry", "add", id, "--type", "remark", "--from", "anonymous", "--text", "x",
            "--outcome", "check");
    REFUSED(1, "meeting", "set", id, "ended=19:00");
    REFUSED(1, "addendum", id, "--text", "x");
    REFUSED(1, "meeting", "new", "--kind", "inspector", "--date", "2005-01-01", "--time", "18:00",
            "--place", "x", "--speaker", SPEAKER);
    REFUSED(1, "init", "--body", "Другой");
    g_autofree char *state = MUST(0, "--json", "meeting", "show", id);
    g_assert_nonnull(strstr(state, "\"state\" : \"planned\""));
}

static void test_every_command_has_help(Fixture *fixture, gconstpointer unused)
{
    static const char *const commands[][2] = {
        {"init", "--help"},  {"announce", "--help"}, {"attend", "--help"}, {"mark", "--help"},
        {"sign", "--help"},  {"addendum", "--help"}, {"meeting", "new"},   {"meeting", "list"},
        {"meeting", "show"}, {"meeting", "set"},     {"entry", "add"},     {"decision", "add"},
        {"award", "add"},    {"material", "add"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(commands); i++) {
        g_autofree char *help = MUST(0, commands[i][0], commands[i][1], "--help");
        g_assert_nonnull(strstr(help, "--json"));
    }
}

static void test_a_list_is_imported_or_refused_with_its_line(Fixture *fixture, gconstpointer unused)
{
    g_autofree char *id = new_meeting(fixture);
    g_autofree char *path = g_build_filename(fixture->folder, "list.csv", NULL);
    g_file_set_contents(path, "тегі;аты;санаты\nӘлиев;Ғани;resident\nБ;;resident\n", -1, NULL);
    g_auto(Run) bad = esep(fixture, "attend", id, "--import", path, NULL);
    g_assert_cmpint(bad.exit_code, ==, 2);
    g_assert_nonnull(strstr(bad.err, "line 3: name is empty"));
    g_file_set_contents(path, "тегі;аты;санаты\nӘлиев;Ғани;resident\nБ;В;resident\n", -1, NULL);
    g_autofree char *count = MUST(0, "attend", id, "--import", path);
    g_assert_cmpstr(count, ==, "2");
}

static void test_two_commands_at_once_both_register(Fixture *fixture, gconstpointer unused)
{
    enum { PEOPLE = 8 };
    g_autofree char *id = new_meeting(fixture);
    g_autofree char *program = g_build_filename(g_getenv("ESEP_BUILD"), "esep", NULL);
    g_autoptr(GPtrArray) running = g_ptr_array_new_with_free_func(g_object_unref);
    for (int i = 0; i < PEOPLE; i++) {
        GSubprocess *process = g_subprocess_new(G_SUBPROCESS_FLAGS_STDOUT_SILENCE, NULL, program,
                                                "--home", fixture->home, "attend", id, "--surname",
                                                "А", "--name", "Б", "--category", "resident", NULL);
        g_ptr_array_add(running, process);
    }
    for (int i = 0; i < PEOPLE; i++)
        g_assert_true(g_subprocess_wait_check(running->pdata[i], NULL, NULL));
    g_autofree char *list = MUST(0, "--json", "meeting", "list");
    g_assert_nonnull(strstr(list, "\"attendees\" : 8"));
}

#define ADD(name, function)                                                                        \
    g_test_add("/command-record/" name, Fixture, NULL, set_up, function, tear_down)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("a-whole-meeting-is-typed-in", test_a_whole_meeting_is_typed_in);
    ADD("show-reads-for-a-person", test_show_reads_for_a_person);
    ADD("json-is-one-value-and-nothing-else", test_json_is_one_value_and_nothing_else);
    ADD("json-of-a-change-says-that-it-is-done", test_json_of_a_change_says_that_it_is_done);
    ADD("a-file-without-end-is-too-large", test_a_file_without_end_is_too_large);
    ADD("wrong-usage-ends-with-2", test_wrong_usage_ends_with_2);
    ADD("what-is-not-there-ends-with-3", test_what_is_not_there_ends_with_3);
    ADD("what-the-state-forbids-ends-with-1", test_what_the_state_forbids_ends_with_1);
    ADD("every-command-has-help", test_every_command_has_help);
    ADD("a-list-is-imported-or-refused-with-its-line",
        test_a_list_is_imported_or_refused_with_its_line);
    ADD("two-commands-at-once-both-register", test_two_commands_at_once_both_register);
    return g_test_run();
}
