#include <json-glib/json-glib.h>
#include <string.h>

#include "protocol/meeting.h"
#include "tests/support.h"
#include "tests/support_home.h"
#include "tests/support_pdf.h"
#include "tests/support_record.h"
#include "tests/support_sealed.h"

typedef struct {
    char *folder, *home, *id, *to;
} Fixture;

static void set_up(Fixture *f, gconstpointer unused)
{
    f->folder = support_folder();
    f->to = g_build_filename(f->folder, "to", NULL);
    g_autoptr(Clock) clock = clock_new_fixed(SUPPORT_NOW_MS, TRUE);
    g_autoptr(Home) home = support_home(f->folder, clock);
    f->home = g_strdup(home_path(home));
    f->id = support_ready(home);
}

static void tear_down(Fixture *f, gconstpointer unused)
{
    remove_folder(f->folder);
    g_free(f->folder);
    g_free(f->home);
    g_free(f->id);
    g_free(f->to);
}

static void assert_ends(Run run, int exit_code, const char *said)
{
    if (run.exit_code != exit_code || !strstr(exit_code == 0 ? run.out : run.err, said))
        g_error("exit %d, not %d, or without “%s”: %s%s", run.exit_code, exit_code, said, run.out,
                run.err);
    run_clear(&run);
}

static void seal(const Fixture *f)
{
    assert_ends(run_esep("--home", f->home, "seal", f->id, NULL), 0, "protocol.pdf");
}

/* The path of a new archive. g_free. */
static char *export(const Fixture *f)
{
    g_auto(Run) run = run_esep("--home", f->home, "export", f->id, "--to", f->to, NULL);
    g_assert_cmpint(run.exit_code, ==, 0);
    return g_strdup(g_strchomp(run.out));
}

static JsonNode *json_of(Run run, int exit_code)
{
    g_assert_cmpint(run.exit_code, ==, exit_code);
    g_autoptr(GError) error = NULL;
    JsonNode *node = json_from_string(run.out, &error);
    g_assert_no_error(error);
    run_clear(&run);
    return node;
}

static void test_seal(Fixture *f, gconstpointer unused)
{
    g_autoptr(JsonNode) sealed =
        json_of(run_esep("--home", f->home, "--json", "seal", f->id, NULL), 0);
    JsonObject *object = json_node_get_object(sealed);
    g_assert_cmpint(json_object_get_int_member(object, "number"), ==, 1);
    g_assert_true(
        g_file_test(json_object_get_string_member(object, "protocol"), G_FILE_TEST_IS_REGULAR));
    assert_ends(run_esep("--home", f->home, "seal", f->id, NULL), 1, "sealed already");
    assert_ends(run_esep("--home", f->home, "seal", "2026-0999", NULL), 3, "2026-0999");
    assert_ends(run_esep("--home", f->home, "seal", NULL), 2, "esep seal");
    assert_ends(run_esep("seal", "--help", NULL), 0, "--late-reason");
}

static void test_export(Fixture *f, gconstpointer unused)
{
    assert_ends(run_esep("--home", f->home, "export", f->id, "--to", f->to, NULL), 1,
                "esep seal 2026-0001");
    seal(f);
    assert_ends(run_esep("--home", f->home, "export", f->id, NULL), 2, "--to");
    assert_ends(
        run_esep("--home", f->home, "export", f->id, "--to", f->to, "--profile", "all", NULL), 2,
        "“all”");
    assert_ends(run_esep("--home", f->home, "export", "2026-0999", "--to", f->to, NULL), 3,
                "2026-0999");
    g_autoptr(JsonNode) made = json_of(run_esep("--home", f->home, "--json", "export", f->id,
                                                "--to", f->to, "--profile", "full", NULL),
                                       0);
    const char *path = json_object_get_string_member(json_node_get_object(made), "path");
    g_assert_true(g_str_has_suffix(path, "-2026-0001"));
    support_shell_in(path, "sha512sum --quiet --strict -c manifest-sha512.txt");
    support_shell_in(path, "cmp data/device.crt ../../home/device.crt");
    /* Never over one that is there. */
    assert_ends(run_esep("--home", f->home, "export", f->id, "--to", f->to, NULL), 1, path);
}

static void test_export_of_damage(Fixture *f, gconstpointer unused)
{
    seal(f);
    static const char *const files[] = {"meeting.json", "protocol.pdf", "materials/есеп 100%.txt"};
    for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autofree char *path = g_build_filename(f->home, "meetings", f->id, files[i], NULL);
        support_flip(path, 3);
        assert_ends(run_esep("--home", f->home, "export", f->id, "--to", f->to, NULL), 4, files[i]);
        support_flip(path, 3);
    }
    support_shell_in(f->to, "test -z \"$(ls -A)\"");
}

/* What citizens wrote is text on the reader's desk, never a formula. */
static void test_csv(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    {
        g_autoptr(Clock) clock = clock_new_fixed(SUPPORT_NOW_MS, TRUE);
        g_autoptr(Home) home = home_open(f->home, clock, &error);
        g_assert_no_error(error);
        const Entry entry = {.type = "remark",
                             .text = "=HYPERLINK(\"http://x\";\"y\")",
                             .at = "18:40",
                             .outcome = "answered",
                             .answer = "@SUM(1)"};
        int number;
        g_autofree char *receipt = NULL;
        meeting_entry(home, f->id, &entry, &number, &receipt, &error);
        g_assert_no_error(error);
        meeting_sign(home, f->id, "inspector", SUPPORT_STROKES, &error);
        g_assert_no_error(error);
    }
    seal(f);
    g_autofree char *bag = export(f), *entries = NULL, *people = NULL;
    g_autofree char *entries_path = g_build_filename(bag, "data", "entries.csv", NULL);
    g_autofree char *people_path = g_build_filename(bag, "data", "attendees.csv", NULL);
    g_assert_true(g_file_get_contents(entries_path, &entries, NULL, NULL));
    g_assert_true(g_file_get_contents(people_path, &people, NULL, NULL));
    g_assert_true(g_str_has_prefix(entries, "\xEF\xBB\xBF\""));
    g_assert_nonnull(strstr(entries, ";\"'=HYPERLINK(\"\"http://x\"\";\"\"y\"\")\";"));
    g_assert_nonnull(strstr(entries, ";\"'@SUM(1)\";"));
    g_assert_nonnull(strstr(people, ";\"Жанғабылова\";\"Айгүл\";\"Нұрланқызы\";"));
    g_assert_nonnull(strstr(people, ";\"'+7 705 555 21 40\";"));
    g_auto(GStrv) rows = g_strsplit(people, "\r\n", -1);
    g_assert_cmpint(g_strv_length(rows), ==, 1 + 2 + 1);
}

static void test_verify(Fixture *f, gconstpointer unused)
{
    assert_ends(run_esep("--home", f->home, "verify", f->id, NULL), 0, "Nothing here is signed");
    seal(f);
    g_autofree char *bag = export(f);
    assert_ends(run_esep("--home", f->home, "verify", f->id, NULL), 0, "Nothing was changed");
    assert_ends(run_esep("--home", "/nonexistent", "verify", bag, NULL), 0, "Nothing was changed");
    assert_ends(run_esep("verify", "/nonexistent", NULL), 3, "/nonexistent");
    assert_ends(run_esep("--home", f->home, "verify", "2026-0999", NULL), 3, "2026-0999");
    assert_ends(run_esep("verify", NULL), 2, "esep verify");

    g_autofree char *take = g_build_filename(bag, "data", "video", "take-01.mkv", NULL);
    support_flip(take, -5);
    g_autoptr(JsonNode) node = json_of(run_esep("--json", "verify", bag, NULL), 4);
    JsonObject *object = json_node_get_object(node);
    JsonObject *difference = json_object_get_object_member(object, "first_difference");
    g_assert_false(json_object_get_boolean_member(object, "ok"));
    g_assert_cmpstr(json_object_get_string_member(difference, "file"), ==,
                    "data/video/take-01.mkv");
    g_assert_cmpint(json_object_get_int_member(difference, "second"), ==, SUPPORT_CLUSTERS - 1);
    /* Where in the file, too: the bytes that one line of the chain vouches for. */
    JsonArray *bytes = json_object_get_array_member(difference, "bytes");
    g_autofree char *size = NULL;
    gsize take_bytes = 0;
    g_assert_true(g_file_get_contents(take, &size, &take_bytes, NULL));
    g_assert_cmpint(json_array_get_int_element(bytes, 1), ==, (gint64)take_bytes);
    g_assert_cmpint(json_array_get_int_element(bytes, 0), <=, (gint64)take_bytes - 5);
    g_auto(Run) text = run_esep("--lang", "en", "verify", bag, NULL);
    g_assert_cmpint(text.exit_code, ==, 4);
    g_assert_nonnull(strstr(text.out, "It lies in the bytes from"));
    g_assert_nonnull(strstr(text.out, "Signed by “"));
    g_assert_nonnull(strstr(text.out, "DIFFERENT: data/video/take-01.mkv, from 00:00:05"));
}

/* Whoever asks to record a sealed meeting gets a refusal, and the evidence stays as it is. */
static void test_sealed_recording(Fixture *f, gconstpointer unused)
{
    seal(f);
    g_autofree char *video = g_build_filename(f->home, "meetings", f->id, "video", NULL);
    support_shell_in(video, "rm chain.jsonl take-01.mkv");
    assert_ends(run_esep("--home", f->home, "--lang", "en", "record", f->id, "--camera", "test",
                         "--mic", "test", NULL),
                1, "sealed");
    support_shell_in(video, "test -z \"$(ls -A)\"");
}

/* The chief's report may do without a video: a camera that was not there leaves nothing behind that
 * would stand in the way of sealing. */
static void test_no_camera(Fixture *f, gconstpointer unused)
{
    g_auto(Run) new = run_esep("--home", f->home, "meeting", "new", "--kind", "chief", "--date",
                               "2026-11-20", "--time", "18:00", "--place", "Клуб", "--speaker",
                               "полковник;Сейтқали;Нұрлан;;бастық", NULL);
    const char *id = g_strchomp(new.out);
    assert_ends(run_esep("--home", f->home, "--lang", "en", "record", id, "--camera",
                         "/dev/video99", "--mic", "none", NULL),
                1, "There is no camera");
    g_autofree char *video = g_build_filename(f->home, "meetings", id, "video", NULL);
    support_shell_in(video, "test -z \"$(ls -A)\"");
    assert_ends(run_esep("--home", f->home, "verify", id, NULL), 0, "");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_setenv("ESEP_NOW", "2026-11-20T19:30:00+05:00", TRUE);
    static const struct {
        const char *path;
        void (*run)(Fixture *, gconstpointer);
    } tests[] = {
        {"/command-archive/seal", test_seal},
        {"/command-archive/export", test_export},
        {"/command-archive/what-is-damaged-is-not-exported", test_export_of_damage},
        {"/command-archive/lists-are-text-for-a-spreadsheet", test_csv},
        {"/command-archive/verify", test_verify},
        {"/command-archive/a-sealed-recording-is-left-as-it-is", test_sealed_recording},
        {"/command-archive/a-recording-that-never-began-leaves-nothing", test_no_camera},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(tests); i++)
        g_test_add(tests[i].path, Fixture, NULL, set_up, tests[i].run, tear_down);
    return g_test_run();
}
