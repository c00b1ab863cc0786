/* What tells of people in the register: encrypted, found again, gone with its key. Outside
 * witnesses: the bytes of the files, and the sqlite3 shell. */
#include <glib/gstdio.h>
#include <string.h>

#include "protocol/disposal.h"
#include "protocol/error.h"
#include "protocol/follow.h"
#include "protocol/meeting.h"
#include "protocol/passport.h"
#include "protocol/record.h"
#include "protocol/register.h"
#include "protocol/register_audit.h"
#include "protocol/register_disposal.h"
#include "protocol/search.h"
#include "tests/support_home.h"
#include "tests/support_record.h"
#include "tests/support_register.h"

/* Words that stand in personal columns alone. */
static const char *const secrets[] = {
    "Құпиябаев",   "Құпияжан",   "Құпияұлы",     "Құпиякөше",
    "+7000111",    "құпиясөз",   "құпияжауап",   "құпияшешім",
    "құпияалғыс",  "құпиясебеп", "құпияқосымша", "құпиякейін",
    "Құпиямектеп", "Құпияқонақ", "құпиялауазым", "[[[10,20,0],[300,150,400]]]"};

static void must(gboolean ok, GError *error)
{
    g_assert_no_error(error);
    g_assert_true(ok);
}

static void fill_open(Home *home, const char *id)
{
    g_autoptr(GError) error = NULL;
    int number = 0;
    g_autofree char *receipt = NULL;
    const Attendee attendee = {.surname = "Құпиябаев",
                               .name = "Құпияжан",
                               .patronymic = "Құпияұлы",
                               .category = "resident",
                               .address = "Құпиякөше 1",
                               .phone = "+7000111",
                               .strokes = SUPPORT_STROKES};
    const Entry entry = {.type = "complaint",
                         .from = 1,
                         .text = "құпиясөз",
                         .at = "18:10",
                         .outcome = "check",
                         .answer = "құпияжауап"};
    must(meeting_attend(home, id, &attendee, &number, &error), error);
    must(meeting_attend(home, id, &attendee, &number, &error), error);
    must(meeting_withdraw(home, id, MEETING_ATTENDEE, 2, "құпиясебеп", &error), error);
    must(meeting_entry(home, id, &entry, &number, &receipt, &error), error);
    must(meeting_decision(home, id, "құпияшешім", "Е. Әлиев", "2026-12-20", &number, &error),
         error);
    const Invitation invitation = {.category = "education",
                                   .who = "Құпиямектеп",
                                   .person = "Құпияқонақ",
                                   .position = "құпиялауазым"};
    must(meeting_invite(home, id, &invitation, &number, &error), error);
    must(meeting_award(home, id, "Құпиябаев", "құпияалғыс", &error), error);
    must(meeting_set(home, id, "started", "18:00", &error), error);
    must(meeting_set(home, id, "ended", "19:00", &error), error);
    must(meeting_sign(home, id, "inspector", SUPPORT_STROKES, &error), error);
}

/* A sealed meeting with every secret in it, and the next, which carries its entry over. */
static char *fill(Home *home)
{
    g_autoptr(GError) error = NULL;
    char *id = support_meeting(home);
    fill_open(home, id);
    support_seal(home, id, support_write_files, NULL);
    const FollowStep step = {.event = "answer", .text = "құпиякейін"};
    must(meeting_addendum(home, id, "құпияқосымша", NULL, NULL, &error), error);
    must(follow_do(home, follow_entry(1), &step, NULL, &error), error);
    return id;
}

/* Which of the words stands in one of the register's files; NULL for none. */
static const char *find_any(const char *folder, const char *const *words, gsize count)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    for (const char *name; (name = g_dir_read_name(dir));) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        g_autofree char *data = NULL;
        gsize size = 0;
        if (!g_str_has_prefix(name, REGISTER_FILE) ||
            !g_file_get_contents(path, &data, &size, NULL))
            continue;
        for (gsize i = 0; i < count; i++)
            if (memmem(data, size, words[i], strlen(words[i])))
                return words[i];
    }
    return NULL;
}

static const char *find_secret(const char *folder)
{
    return find_any(folder, secrets, G_N_ELEMENTS(secrets));
}

static void test_files(RegisterFixture *fixture, gconstpointer unused)
{
    g_autofree char *id = fill(fixture->home);
    g_assert_cmpstr(find_secret(home_path(fixture->home)), ==, NULL);
    g_autoptr(JsonNode) record = support_record(fixture->home, id);
    g_autofree char *text = json_to_string(record, FALSE);
    for (gsize i = 0; i < G_N_ELEMENTS(secrets); i++) /* all but the later step, and the reason */
        if (strcmp(secrets[i], "құпиякейін") != 0 && !strstr(text, secrets[i]))
            g_error("%s is not in the record", secrets[i]);
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) found = search_people(fixture->home, "купиябаев купияж", &error);
    g_assert_no_error(error);
    g_assert_cmpuint(json_array_get_length(json_node_get_array(found)), ==, 1);
}

/* A value from another row or column reads as a change, not as that person's. */
static void test_moved(RegisterFixture *fixture, gconstpointer unused)
{
    static const char *const changes[] = {
        "UPDATE attendee SET surname = (SELECT surname FROM attendee WHERE n = 2) WHERE n = 1",
        "UPDATE attendee SET surname = name WHERE n = 1",
        "UPDATE attendee SET name = substr(name, 1, 40) WHERE n = 1",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(changes); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *id = support_meeting(fixture->home);
        support_attend(fixture->home, id);
        g_autofree char *sql = g_strdup_printf("%s AND meeting = '%s'", changes[i], id);
        support_sql_must(fixture, sql);
        g_assert_null(record_read(fixture->home, id, &error));
        g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_DIFFERENT);
    }
}

/* Without the key there is no name; the chain of the log is whole all the same. */
static void test_without_key(RegisterFixture *fixture, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *id = fill(fixture->home);
    g_autofree char *keys = home_vault_path(fixture->home);
    g_autofree char *file = g_strconcat(id, ".key", NULL);
    g_autofree char *key = g_build_filename(keys, file, NULL);
    g_assert_cmpint(g_remove(key), ==, 0);
    g_autoptr(Home) home = home_open(home_path(fixture->home), fixture->clock, &error);
    g_assert_no_error(error);
    g_assert_null(record_read(home, id, &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED);
    g_clear_error(&error);
    g_assert_null(search_people(home, "купиябаев", &error));
    g_clear_error(&error);
    g_assert_true(register_audit_verify(home_register(home), NULL, NULL, &error));
    g_assert_no_error(error);
}

/* Ends a record as disposal does, in a copy of whose register before then it is still read. */
static void test_disposal(RegisterFixture *fixture, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *id = fill(fixture->home);
    Register *register_ = home_register(fixture->home);
    const DisposalRow row = {.meeting = id,
                             .act = "2027-1",
                             .act_sha256 = "a",
                             .kept_until = "2027-11-20",
                             .begun = "2027-11-21T10:00:00+05:00"};
    must(register_forget(register_, &error), error);
    g_autofree char *copy = g_build_filename(fixture->folder, "copy", NULL);
    const char *const copying[] = {"cp", "-r", home_path(fixture->home), copy, NULL};
    g_auto(Run) copied = run_program(copying);
    g_assert_cmpint(copied.exit_code, ==, 0);
    must(register_begin(register_, &error) && register_disposal_add(register_, &row, &error) &&
             register_disposal_finish(register_, id, "2027-11-28T10:00:00+05:00", &error) &&
             register_commit(register_, &error) && disposal_reconcile(fixture->home, &error),
         error);
    g_assert_cmpuint(vault_count(register_vault(register_)), ==, 0);
    g_assert_true(register_audit_verify(register_, NULL, NULL, &error));
    g_assert_no_error(error);
    /* The copy of the register with what is left of the keys. */
    g_autofree char *keys = home_vault_path(fixture->home);
    g_autofree char *copied_keys = g_build_filename(copy, VAULT_FOLDER, NULL);
    remove_folder(copied_keys);
    const char *const keeping[] = {"cp", "-r", keys, copied_keys, NULL};
    g_auto(Run) kept = run_program(keeping);
    g_autoptr(Home) old = home_open(copy, fixture->clock, &error);
    g_assert_no_error(error);
    g_assert_null(record_read(old, id, &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED);
    g_clear_error(&error);
    g_autoptr(JsonNode) found = search_people(old, "купиябаев", &error);
    g_assert_no_error(error);
    g_assert_cmpuint(json_array_get_length(json_node_get_array(found)), ==, 0);
}
/* Holds and releases that took turns, as that program wrote them after the dump was made. */
static const char old_holds[] =
    "INSERT INTO retention VALUES ('2026-0001', 1, 'hold', 'сот', '2026-11-21T10:00:00+05:00');"
    "INSERT INTO retention VALUES ('2026-0001', 2, 'release', NULL, '2026-11-22T10:00:00+05:00');"
    "INSERT INTO retention VALUES ('2026-0001', 3, 'hold', 'прокурор',"
    " '2026-11-23T10:00:00+05:00')";

/* Of what a program before this version wrote: the shell makes it from its dump. */
static char *old_home(RegisterFixture *fixture)
{
    g_autofree char *folder = g_build_filename(fixture->folder, "old", NULL);
    g_autofree char *path = g_build_filename(folder, REGISTER_FILE, NULL);
    static const char read[] = ".read tests/data/register-5.sql";
    g_assert_cmpint(g_mkdir(folder, 0700), ==, 0);
    const char *const argv[] = {"sqlite3", path,      "PRAGMA journal_mode = WAL",
                                read,      old_holds, NULL};
    g_auto(Run) run = run_program(argv);
    g_assert_cmpint(run.exit_code, ==, 0);
    return g_steal_pointer(&folder);
}

static const char *const old_secrets[] = {"Қожахметов",   "кожахметов", "Абай көшесі",
                                          "+77015550199", "Сәрсенбаев", "Өтегенов"};

static gboolean holds_old_secret(const char *folder, const char *file)
{
    g_autofree char *path = g_build_filename(folder, file, NULL);
    g_autofree char *data = NULL;
    gsize size = 0;
    if (!g_file_get_contents(path, &data, &size, NULL))
        return FALSE;
    for (gsize i = 0; i < G_N_ELEMENTS(old_secrets); i++)
        if (memmem(data, size, old_secrets[i], strlen(old_secrets[i])))
            return TRUE;
    return FALSE;
}

static void assert_reads_old(Home *home)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) record = support_record(home, "2026-0001");
    g_autofree char *text = json_to_string(record, FALSE);
    for (gsize i = 0; i < G_N_ELEMENTS(old_secrets); i++)
        if (i != 1 && i != 5 && !strstr(text, old_secrets[i]))
            g_error("%s is not in the record", old_secrets[i]);
    g_autoptr(JsonNode) found = search_people(home, "кожахм", &error);
    g_assert_no_error(error);
    g_assert_cmpuint(json_array_get_length(json_node_get_array(found)), ==, 1);
    g_assert_true(register_audit_verify(home_register(home), NULL, NULL, &error));
    g_assert_no_error(error);
}

static void test_migration(RegisterFixture *fixture, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = old_home(fixture);
    g_assert_true(holds_old_secret(folder, REGISTER_FILE));
    g_autoptr(Home) home = home_open(folder, fixture->clock, &error);
    g_assert_no_error(error);
    g_assert_false(holds_old_secret(folder, REGISTER_FILE));
    g_assert_false(holds_old_secret(folder, REGISTER_FILE "-wal"));
    assert_reads_old(home);
    static const char holds[] = "SELECT n || why || who || at || ifnull(released, '') || '|'"
                                " || ifnull(released_by, '') FROM hold";
    g_autofree char *database = g_build_filename(folder, REGISTER_FILE, NULL);
    const char *const list[] = {"sqlite3", database, holds, NULL};
    g_auto(Run) kept = run_program(list);
    g_assert_cmpstr(kept.out, ==,
                    "1сот-2026-11-21T10:00:00+05:002026-11-22T10:00:00+05:00|-\n"
                    "2прокурор-2026-11-23T10:00:00+05:00|\n");
    /* Once more from the disk, and the sealed record is as frozen as it was. */
    g_autoptr(Home) again = home_open(folder, fixture->clock, &error);
    g_assert_no_error(error);
    assert_reads_old(again);
    g_autofree char *path = g_build_filename(folder, REGISTER_FILE, NULL);
    const char *const argv[] = {
        "sqlite3", path, "UPDATE attendee SET surname = 'x' WHERE meeting = '2026-0001'", NULL};
    g_auto(Run) run = run_program(argv);
    g_assert_nonnull(strstr(run.err, "the record is sealed"));
}

/* A register of version 13 kept whom an invitation names, and the heads of organisations, plain. */
static void test_invited(RegisterFixture *fixture, gconstpointer unused)
{
    static const char *const plain[] = {
        "INSERT INTO invitation (meeting, n, category, who, person)"
        " SELECT id, 2, 'media', 'Құпиягазет', 'Құпиятілші' FROM meeting",
        "INSERT INTO passport (precinct, changed) VALUES ('12', '2026-11-01')",
        "INSERT INTO organisation (precinct, n, name, category, head, phone)"
        " VALUES ('12', 1, 'Пошта', 'organisation', 'Құпиябасшы', '+7000222')",
    };
    static const char *const hidden[] = {"Құпиягазет", "Құпиятілші", "Құпиябасшы", "+7000222"};
    static const char back[] =
        "DROP TABLE tally; DROP TABLE print;"
        "DROP VIEW decision_now; DROP TABLE decision_follow;"
        "DROP TRIGGER decision_added; DROP TRIGGER decision_changed;"
        "DROP TRIGGER decision_gone;"
        "DROP TABLE open_decision; DROP TABLE carried_decision;"
        "ALTER TABLE follow DROP COLUMN who;"
        "ALTER TABLE addendum DROP COLUMN signature;"
        "ALTER TABLE addendum DROP COLUMN pdf_file;"
        "ALTER TABLE addendum DROP COLUMN pdf_sha256;"
        "ALTER TABLE invitation DROP COLUMN position;"
        "ALTER TABLE organisation DROP COLUMN position;"
        "DROP TABLE body; PRAGMA user_version = 13; PRAGMA wal_checkpoint(TRUNCATE)";
    g_autoptr(GError) error = NULL;
    g_autofree char *id = support_meeting(fixture->home);
    for (gsize i = 0; i < G_N_ELEMENTS(plain); i++)
        support_sql_must(fixture, plain[i]);
    g_assert_cmpstr(find_any(home_path(fixture->home), hidden, G_N_ELEMENTS(hidden)), ==,
                    hidden[0]);
    fill_open(fixture->home, id);
    support_seal(fixture->home, id, support_write_files, NULL);
    support_sql_must(fixture, back);

    g_autoptr(Home) home = home_open(home_path(fixture->home), fixture->clock, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(find_any(home_path(home), hidden, G_N_ELEMENTS(hidden)), ==, NULL);
    g_autoptr(JsonNode) record = support_record(home, id);
    g_autofree char *text = json_to_string(record, FALSE);
    g_assert_nonnull(strstr(text, "Құпиятілші"));
    g_autoptr(JsonNode) passport = passport_read(home, "12", &error);
    g_assert_no_error(error);
    g_autofree char *organisations = json_to_string(passport, FALSE);
    g_assert_nonnull(strstr(organisations, "\"head\":\"Құпиябасшы\""));
    g_auto(Run) run = support_sql(fixture, "UPDATE invitation SET person = 'x'");
    g_assert_nonnull(strstr(run.err, "the record is sealed"));
}

#define ADD(name, function)                                                                        \
    g_test_add("/personal/" name, RegisterFixture, NULL, register_set_up, function,                \
               register_tear_down)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("no-file-of-the-register-holds-a-name-or-a-word", test_files);
    ADD("a-value-put-where-another-stood-is-refused", test_moved);
    ADD("without-its-key-a-meeting-has-no-names-and-the-log-is-whole", test_without_key);
    ADD("after-disposal-no-copy-of-the-register-tells-who-came", test_disposal);
    ADD("an-older-register-hides-whom-it-invited", test_invited);
    ADD("an-old-register-is-encrypted-and-nothing-plain-is-left", test_migration);
    return g_test_run();
}
