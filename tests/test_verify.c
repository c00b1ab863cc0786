#include <glib/gstdio.h>
#include <string.h>

#include "media/chain.h"
#include "protocol/error.h"
#include "protocol/export.h"
#include "protocol/verify.h"
#include "tests/support.h"
#include "tests/support_home.h"
#include "tests/support_pdf.h"
#include "tests/support_record.h"
#include "tests/support_sealed.h"

#define MATERIAL "есеп 100%.txt"
#define SAFE_MATERIAL "есеп 100_.txt"

typedef struct {
    char *folder, *id, *meeting, *bag, *key, *certificate;
    Clock *clock;
    Home *home;
} Fixture;

static void set_up(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    f->folder = support_folder();
    f->clock = clock_new_fixed(SUPPORT_NOW_MS, TRUE);
    f->home = support_home(f->folder, f->clock);
    f->id = support_sealed(f->home);
    f->meeting = home_meeting_path(f->home, f->id, NULL);
    f->key = home_key_path(f->home);
    f->certificate = home_certificate_path(f->home);
    g_autofree char *to = g_build_filename(f->folder, "to", NULL);
    export_meeting(f->home, f->id, to, &(ExportChoice){.profile = EXPORT_FULL}, NULL, NULL, &f->bag,
                   &error);
    g_assert_no_error(error);
}

static void tear_down(Fixture *f, gconstpointer unused)
{
    home_free(f->home);
    clock_free(f->clock);
    remove_folder(f->folder);
    char *const owned[] = {f->folder, f->id, f->meeting, f->bag, f->key, f->certificate};
    for (gsize i = 0; i < G_N_ELEMENTS(owned); i++)
        g_free(owned[i]);
}

/* Verifies the meeting (path NULL) or path; file and second must be as wanted (NULL: good). */
static void assert_result(Fixture *f, const char *path, const char *wanted, gint64 second)
{
    g_autoptr(GError) error = NULL;
    Verification result;
    if (path)
        verify_path(path, NULL, NULL, &result, &error);
    else
        verify_meeting(f->home, f->id, NULL, NULL, &result, &error);
    g_assert_no_error(error);
    if (g_strcmp0(result.file, wanted) != 0)
        g_error("%s is named, not %s: %s", result.file ? result.file : "nothing", wanted,
                result.reason ? result.reason->message : "");
    g_assert_cmpint(result.second, ==, second);
    g_assert_true(result.ok == !wanted);
    g_assert_true(result.ok == !result.reason);
    g_autoptr(JsonNode) json = verification_json(&result);
    JsonObject *object = json_node_get_object(json);
    g_assert_true(json_object_get_null_member(object, "first_difference") == result.ok);
    g_assert_true(json_object_get_boolean_member(object, "ok") == result.ok);
    verification_clear(&result);
}

/* Byte at of folder/file changed, then put back. */
static void change_byte(Fixture *f, const char *folder, const char *file, gint64 at,
                        const char *path, const char *wanted, gint64 second)
{
    g_autofree char *changed = g_build_filename(folder, file, NULL);
    support_flip(changed, at);
    assert_result(f, path, wanted, second);
    support_flip(changed, at);
    assert_result(f, path, NULL, -1);
}

static void test_home(Fixture *f, gconstpointer unused)
{
    assert_result(f, NULL, NULL, -1);
    static const char *const files[] = {"meeting.json", "protocol.pdf", "materials/" MATERIAL};
    for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
        change_byte(f, f->meeting, files[i], 5, NULL, files[i], -1);
        change_byte(f, f->meeting, files[i], -1, NULL, files[i], -1);
    }
    change_byte(f, f->meeting, "video/chain.jsonl", 40, NULL, "video/chain.jsonl", -1);
    change_byte(f, f->meeting, "video/take-01.mkv", 5, NULL, "video/take-01.mkv", 0);
    change_byte(f, f->meeting, "video/take-01.mkv", -5, NULL, "video/take-01.mkv",
                SUPPORT_CLUSTERS - 1);
    support_shell_in(f->meeting, "rm video/take-01.mkv");
    assert_result(f, NULL, "video/take-01.mkv", 0);
    support_shell_in(f->meeting, "rm video/chain.jsonl");
    assert_result(f, NULL, "video/chain.jsonl", -1);
    support_shell_in(f->meeting, "rm protocol.pdf");
    assert_result(f, NULL, "protocol.pdf", -1);
    support_shell_in(f->meeting, "rm meeting.json");
    assert_result(f, NULL, "meeting.json", -1);
}

/* Somebody with the sqlite3 shell who takes the triggers away first. */
static const struct {
    const char *sql, *undo, *says;
} shell_changes[] = {
    {"CREATE TABLE kept AS SELECT n, surname FROM attendee;"
     "UPDATE attendee SET surname = (SELECT k.surname FROM kept k WHERE k.n = 3 - attendee.n)"
     " WHERE n IN (1, 2)",
     "UPDATE attendee SET surname = (SELECT k.surname FROM kept k WHERE k.n = attendee.n)",
     "attendee.surname|2026-0001|1 was changed"},
    {"UPDATE attendee SET surname = 'Подменённый' WHERE n = 2",
     "UPDATE attendee SET surname = (SELECT k.surname FROM kept k WHERE k.n = attendee.n)",
     "sealed record at /attendee_list/1/surname."},
    {"UPDATE decision SET owner = owner || '!'", "UPDATE decision SET owner = rtrim(owner, '!')",
     "sealed record at /decisions/0/owner."},
    {"UPDATE meeting SET place = place || ' '", "UPDATE meeting SET place = rtrim(place)",
     "sealed record at /place."},
    {"INSERT INTO precinct VALUES ((SELECT id FROM meeting), 2, '99')",
     "DELETE FROM precinct WHERE n = 2", "sealed record at /precincts/1."},
    {"INSERT INTO mark (meeting, point, wall) SELECT id, 6, '2026-11-20T18:59:00+05:00'"
     " FROM meeting",
     "DELETE FROM mark WHERE point = 6", "sealed record at /agenda/6."},
    {"DELETE FROM decision", NULL, "sealed record at /decisions/0."},
};

static void test_register(Fixture *f, gconstpointer unused)
{
    g_autofree char *path = g_build_filename(home_path(f->home), "register.db", NULL);
    const char *const list[] = {"sqlite3", path,
                                "SELECT 'DROP TRIGGER ' || name || ';' FROM sqlite_schema"
                                " WHERE type = 'trigger' AND tbl_name <> 'audit'",
                                NULL};
    g_auto(Run) triggers = run_program(list);
    const char *const drop[] = {"sqlite3", "-bail", path, triggers.out, NULL};
    g_auto(Run) dropped = run_program(drop);
    g_assert_cmpint(dropped.exit_code, ==, 0);
    for (gsize i = 0; i < G_N_ELEMENTS(shell_changes); i++) {
        g_autoptr(GError) error = NULL;
        Verification result;
        const char *const change[] = {"sqlite3", "-bail", path, shell_changes[i].sql, NULL};
        const char *const undo[] = {"sqlite3", "-bail", path, shell_changes[i].undo, NULL};
        g_auto(Run) changed = run_program(change);
        g_assert_cmpstr(changed.err, ==, "");
        g_assert_true(verify_meeting(f->home, f->id, NULL, NULL, &result, &error));
        g_assert_no_error(error);
        g_assert_cmpstr(result.file, ==, "register.db");
        g_autofree char *text = message_error(LANGUAGE_EN, result.reason);
        g_test_message("%s", text);
        g_assert_nonnull(strstr(text, shell_changes[i].says));
        verification_clear(&result);
        if (!shell_changes[i].undo)
            continue;
        g_auto(Run) undone = run_program(undo);
        g_assert_cmpint(undone.exit_code, ==, 0);
        assert_result(f, NULL, NULL, -1);
    }
}

/* Files of a bag and where in the recording a change of their last byte lies. */
static const struct {
    const char *file;
    gint64 second;
} bag_files[] = {
    {"bag-info.txt", -1},           {"bagit.txt", -1},
    {"manifest-sha256.txt", -1},    {"manifest-sha512.txt", -1},
    {"signature.p7s", -1},          {"tagmanifest-sha256.txt", -1},
    {"tagmanifest-sha512.txt", -1}, {"data/VERIFY.txt", -1},
    {"data/attendees.csv", -1},     {"data/audit.jsonl", -1},
    {"data/device.crt", -1},        {"data/entries.csv", -1},
    {"data/later.json", -1},        {"data/meeting.json", -1},
    {"data/protocol.pdf", -1},      {"data/materials/" SAFE_MATERIAL, -1},
    {"data/video/chain.jsonl", -1}, {"data/video/take-01.mkv", SUPPORT_CLUSTERS - 1},
};

/* Somebody with the sqlite3 shell takes the triggers away and rewrites the log. */
static void test_log(Fixture *f, gconstpointer unused)
{
    support_shell_in(home_path(f->home),
                     "for t in $(sqlite3 register.db \"SELECT name FROM sqlite_master WHERE type = "
                     "'trigger' AND tbl_name = 'audit'\"); do sqlite3 register.db \"DROP TRIGGER "
                     "$t\"; done; sqlite3 register.db \"UPDATE audit SET after = 'x' WHERE seq = "
                     "2\"");
    assert_result(f, NULL, "register.db", -1);
}

static void test_bag(Fixture *f, gconstpointer unused)
{
    assert_result(f, f->bag, NULL, -1);
    for (gsize i = 0; i < G_N_ELEMENTS(bag_files); i++)
        change_byte(f, f->bag, bag_files[i].file, -1, f->bag, bag_files[i].file,
                    bag_files[i].second);
    g_auto(Run) list = run_program((const char *[]){"find", f->bag, "-type", "f", NULL});
    int files = 0;
    for (const char *at = list.out; (at = strchr(at, '\n')); at++)
        files++;
    g_assert_cmpint(files, ==, G_N_ELEMENTS(bag_files));
}

/* What VERIFY.txt tells to do works, and says what it tells. */
static void test_stranger(Fixture *f, gconstpointer unused)
{
    g_autofree char *path = g_build_filename(f->bag, "data", "VERIFY.txt", NULL), *text = NULL;
    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    g_assert_null(strchr(text, '{'));
    const char *commands = strstr(text, "\n1.  ");
    g_assert_nonnull(commands);
    g_autofree char *script = g_build_filename(f->folder, "commands", NULL);
    GString *lines = g_string_new(commands);
    for (int i = 1; i <= 8; i++) {
        g_autofree char *number = g_strdup_printf("\n%d.  ", i);
        g_string_replace(lines, number, "\n", 1);
    }
    /* The last one is an example: its numbers are put in by the reader. */
    g_string_truncate(lines, strstr(lines->str, "from=0") - lines->str);
    g_assert_true(g_file_set_contents(script, lines->str, -1, NULL));
    g_string_free(lines, TRUE);
    g_autofree char *command = g_strdup_printf("cd '%s' && sh -e '%s'", f->bag, script);
    g_auto(Run) run = run_program((const char *[]){"sh", "-c", command, NULL});
    g_test_message("%s%s", run.out, run.err);
    g_assert_cmpint(run.exit_code, ==, 0);
    g_assert_null(strstr(run.out, "data/VERIFY.txt"));
    g_assert_nonnull(strstr(run.err, "CMS Verification successful"));
    g_assert_nonnull(strstr(run.out, "Signature is Valid."));
    g_assert_nonnull(strstr(run.out, "Total document signed"));
    g_autoptr(JsonNode) record = support_record(f->home, f->id);
    const char *head = json_object_get_string_member(
        json_object_get_object_member(json_node_get_object(record), "recording"), "head");
    g_assert_nonnull(strstr(run.out, head));
}

static void make_manifests(Fixture *f)
{
    support_manifests(f->bag);
    support_sign_bag(f->bag, f->key, f->certificate);
}

/* Signed anew and well formed, but the parts do not belong together. */
static void test_inside(Fixture *f, gconstpointer unused)
{
    g_autofree char *other = support_sealed(f->home);
    g_autofree char *from = home_meeting_path(f->home, other, NULL);
    make_manifests(f);
    assert_result(f, f->bag, NULL, -1);
    static const struct {
        const char *line, *named;
        gint64 second;
    } rows[] = {
        {"cp \"$FROM/protocol.pdf\" data/protocol.pdf", "data/meeting.json", -1},
        {"cp \"$FROM/meeting.json\" data/meeting.json", "data/meeting.json", -1},
        {"printf x >> data/protocol.pdf", "data/protocol.pdf", -1},
        {"printf '\\n' >> data/meeting.json", "data/meeting.json", -1},
        {"printf x >> 'data/materials/" SAFE_MATERIAL "'", "data/materials/" SAFE_MATERIAL, -1},
        {"rm -r data/video", "data/video/chain.jsonl", -1},
        {"rm data/video/take-01.mkv", "data/video/take-01.mkv", 0},
        {"rm data/protocol.pdf", "data/protocol.pdf", -1},
        {"rm data/meeting.json", "data/meeting.json", -1},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *line = g_strdup_printf(
            "rm -rf ../kept && cp -a . ../kept && FROM='%s' && %s", from, rows[i].line);
        support_shell_in(f->bag, line);
        make_manifests(f);
        g_test_message("%s", rows[i].line);
        assert_result(f, f->bag, rows[i].named, rows[i].second);
        g_autofree char *back = g_strdup_printf("rm -rf '%s' && mv kept '%s'", f->bag, f->bag);
        g_autofree char *above = g_path_get_dirname(f->bag);
        support_shell_in(above, back);
    }
}

static void test_pdf(Fixture *f, gconstpointer unused)
{
    g_autofree char *pdf = g_build_filename(f->meeting, "protocol.pdf", NULL);
    assert_result(f, pdf, NULL, -1);
    change_byte(f, f->meeting, "protocol.pdf", 1000, pdf, "protocol.pdf", -1);
    g_autofree char *text = g_build_filename(f->meeting, "meeting.json", NULL);
    assert_result(f, text, "meeting.json", -1);
    support_shell_in(f->meeting, "truncate -s 65M large.mkv");
    g_autofree char *large = g_build_filename(f->meeting, "large.mkv", NULL);
    g_autoptr(GError) error = NULL;
    Verification result;
    g_assert_false(verify_path(large, NULL, NULL, &result, &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_USAGE);
    verification_clear(&result);
}

static void test_not_sealed(Fixture *f, gconstpointer unused)
{
    g_free(f->id);
    f->id = support_ready(f->home);
    assert_result(f, NULL, NULL, -1);
    g_free(f->meeting);
    f->meeting = home_meeting_path(f->home, f->id, NULL);
    change_byte(f, f->meeting, "video/take-01.mkv", -5, NULL, "video/take-01.mkv",
                SUPPORT_CLUSTERS - 1);
}

/* A recorder that was killed before anything was recorded leaves an empty chain. */
static void test_empty_chain(Fixture *f, gconstpointer unused)
{
    g_free(f->id);
    f->id = support_meeting(f->home);
    g_autofree char *folder = home_meeting_path(f->home, f->id, NULL);
    support_shell_in(folder, "mkdir video; : > video/chain.jsonl");
    assert_result(f, NULL, NULL, -1);
}

static void test_nothing(Fixture *f, gconstpointer unused)
{
    const char *const paths[] = {"/nonexistent", "/dev/null", "/usr"};
    for (gsize i = 0; i < G_N_ELEMENTS(paths); i++) {
        g_autoptr(GError) error = NULL;
        Verification result;
        g_assert_false(verify_path(paths[i], NULL, NULL, &result, &error));
        g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_NOT_FOUND);
        verification_clear(&result);
    }
    g_autoptr(GError) error = NULL;
    Verification result;
    g_assert_false(verify_meeting(f->home, "2026-0999", NULL, NULL, &result, &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_NOT_FOUND);
    verification_clear(&result);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    static const struct {
        const char *path;
        void (*run)(Fixture *, gconstpointer);
    } tests[] = {
        {"/verify/a-change-in-a-home-is-named", test_home},
        {"/verify/a-register-changed-from-a-shell-is-found-and-says-where", test_register},
        {"/verify/a-rewritten-log-is-found", test_log},
        {"/verify/a-change-in-an-archive-is-named", test_bag},
        {"/verify/the-instructions-in-an-archive-work", test_stranger},
        {"/verify/parts-that-do-not-belong-together-are-found", test_inside},
        {"/verify/a-single-protocol", test_pdf},
        {"/verify/a-meeting-that-is-not-sealed-has-its-recording-checked", test_not_sealed},
        {"/verify/an-empty-chain-is-no-recording", test_empty_chain},
        {"/verify/what-is-not-there-is-not-found", test_nothing},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(tests); i++)
        g_test_add(tests[i].path, Fixture, NULL, set_up, tests[i].run, tear_down);
    return g_test_run();
}
