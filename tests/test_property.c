/*
 * The register under random sequences of commands, and under kill -9. A seed is printed by g_test
 * (--seed repeats it). REGISTER_KILLS says how many kills; make register-kills runs many.
 */
#include <signal.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "protocol/canonical.h"
#include "protocol/error.h"
#include "protocol/life.h"
#include "protocol/meeting.h"
#include "protocol/record.h"
#include "protocol/register.h"
#include "protocol/register_audit.h"
#include "protocol/register_database.h"
#include "tests/support_home.h"
#include "tests/support_record.h"
#include "tests/support_register.h"

enum { COMMANDS = 300, MEETINGS = 5, KILLS = 6, WRITERS = 2, STATEMENTS_MAX = 1000 };

/* What is tried, on a meeting, with a number that is unlike all others. */
typedef gboolean (*Try)(Home *home, const char *id, guint32 token, GError **error);

static int chance(int below)
{
    return g_test_rand_int_range(0, below);
}

static gboolean try_announce(Home *home, const char *id, guint32 token, GError **error)
{
    return meeting_announce(home, id, "media", "2026-11-06", NULL, error);
}

static gboolean try_attend(Home *home, const char *id, guint32 token, GError **error)
{
    int number = 0;
    g_autofree char *surname = g_strdup_printf("Т%u", token);
    const Attendee attendee = {.surname = surname, .name = "Адам", .category = "resident"};
    return meeting_attend(home, id, &attendee, &number, error);
}

static gboolean try_entry(Home *home, const char *id, guint32 token, GError **error)
{
    int number = 0;
    g_autofree char *receipt = NULL;
    g_autofree char *text = g_strdup_printf("Т%u", token);
    const Entry entry = {.type = "remark", .text = text, .at = "18:10", .outcome = "check"};
    return meeting_entry(home, id, &entry, &number, &receipt, error);
}

static gboolean try_decision(Home *home, const char *id, guint32 token, GError **error)
{
    int number = 0;
    g_autofree char *text = g_strdup_printf("Т%u", token);
    return meeting_decision(home, id, text, "Е. Әлиев", "2026-12-20", &number, error);
}

static gboolean try_award(Home *home, const char *id, guint32 token, GError **error)
{
    g_autofree char *text = g_strdup_printf("Т%u", token);
    return meeting_award(home, id, "Адам", text, error);
}

static gboolean try_mark(Home *home, const char *id, guint32 token, GError **error)
{
    return meeting_mark(home, id, 1, error);
}

static gboolean try_start(Home *home, const char *id, guint32 token, GError **error)
{
    return meeting_set(home, id, "started", "18:02", error);
}

static gboolean try_stop(Home *home, const char *id, guint32 token, GError **error)
{
    return meeting_set(home, id, "ended", "19:15", error);
}

static gboolean try_recording_started(Home *home, const char *id, guint32 token, GError **error)
{
    return meeting_recording_started(home, id, error);
}

static gboolean try_recording_stopped(Home *home, const char *id, guint32 token, GError **error)
{
    return meeting_recording_stopped(home, id, error);
}

static gboolean try_place(Home *home, const char *id, guint32 token, GError **error)
{
    g_autofree char *text = g_strdup_printf("Т%u", token);
    return meeting_set(home, id, "place", text, error);
}

static gboolean try_correct(Home *home, const char *id, guint32 token, GError **error)
{
    g_autofree char *text = g_strdup_printf("Т%u", token);
    const MeetingField field = {"surname", text};
    return meeting_correct(home, id, MEETING_ATTENDEE, 1, &field, 1, error);
}

static gboolean try_withdraw(Home *home, const char *id, guint32 token, GError **error)
{
    return meeting_withdraw(home, id, MEETING_DECISION, 1, "қате", error);
}

static gboolean try_sign(Home *home, const char *id, guint32 token, GError **error)
{
    return meeting_sign(home, id, "inspector", SUPPORT_STROKES, error);
}

static gboolean try_seal(Home *home, const char *id, guint32 token, GError **error)
{
    int number = 0;
    return meeting_seal_commit(home, id, NULL, support_write_files, NULL, &number, error);
}

static gboolean try_addendum(Home *home, const char *id, guint32 token, GError **error)
{
    g_autofree char *text = g_strdup_printf("Т%u", token);
    return meeting_addendum(home, id, text, NULL, NULL, error);
}

/* event: by which the life steps; LIFE_EVENT_COUNT: which one depends on the state. */
static const struct {
    Try try;
    LifeEvent event;
    int weight;
} commands[] = {
    {try_announce, LIFE_ANNOUNCE, 2},
    {try_attend, LIFE_ATTEND, 6},
    {try_entry, LIFE_NOTE, 4},
    {try_decision, LIFE_NOTE, 2},
    {try_award, LIFE_NOTE, 1},
    {try_mark, LIFE_MARK, 2},
    {try_start, LIFE_EVENT_COUNT, 2},
    {try_stop, LIFE_EVENT_COUNT, 2},
    {try_recording_started, LIFE_START, 1},
    {try_recording_stopped, LIFE_STOP, 1},
    {try_place, LIFE_CORRECT, 2},
    {try_correct, LIFE_CORRECT, 2},
    {try_withdraw, LIFE_CORRECT, 1},
    {try_sign, LIFE_SIGN, 2},
    {try_seal, LIFE_SEAL, 1},
    {try_addendum, LIFE_ADD, 2},
};

static gsize choose_command(void)
{
    int all = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(commands); i++)
        all += commands[i].weight;
    int at = chance(all);
    gsize i = 0;
    for (; at >= commands[i].weight; i++)
        at -= commands[i].weight;
    return i;
}

static JsonObject *read_object(JsonNode *record)
{
    return json_node_get_object(record);
}

static LifeState state_of(JsonNode *record)
{
    LifeState state = LIFE_STATE_COUNT;
    g_assert_true(
        life_state_parse(json_object_get_string_member(read_object(record), "state"), &state));
    return state;
}

static gboolean has(JsonNode *record, const char *member)
{
    return json_object_get_string_member_with_default(read_object(record), member, NULL) != NULL;
}

/* The record as text, without what may be added once it is sealed. */
static char *text_of(JsonNode *record)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) copy = json_node_copy(record);
    json_object_remove_member(read_object(copy), "addenda");
    char *text = canonical_json(copy, NULL, &error);
    g_assert_no_error(error);
    return text;
}

/* What the table of the life says of a command that was done, or was refused. */
static void check_step(JsonNode *before, JsonNode *after, LifeEvent event, gboolean done)
{
    LifeState from = state_of(before), to = state_of(after), expected = from;
    const LifeFacts facts = {.started = has(before, "started"), .ended = has(before, "ended")};
    if (!done) {
        g_autofree char *was = text_of(before), *is = text_of(after);
        g_assert_cmpstr(was, ==, is);
        return;
    }
    if (event < LIFE_EVENT_COUNT) {
        g_assert_true(life_step(from, event, &facts, &expected, NULL));
        g_assert_cmpint(to, ==, expected);
    }
    g_assert_cmpint(to, >=, event == LIFE_START ? LIFE_IN_SESSION : from);
    g_assert_true(from < LIFE_SEALED || event == LIFE_ADD);
    if (from >= LIFE_SEALED) {
        g_autofree char *was = text_of(before), *is = text_of(after);
        g_assert_cmpstr(was, ==, is);
    }
}

/* Protocols have the numbers 1, 2, … without gaps. */
static void check_numbers(RegisterFixture *fixture)
{
    g_auto(Run) run =
        support_sql(fixture, "SELECT COUNT(number) = COALESCE(MAX(number), 0), COUNT(number) ="
                             " COUNT(DISTINCT number) FROM meeting; PRAGMA integrity_check;"
                             " PRAGMA foreign_key_check");
    g_assert_cmpstr(run.out, ==, "1|1\nok\n");
}

static void check_log(Home *home)
{
    g_autoptr(GError) error = NULL;
    register_audit_verify(home_register(home), NULL, NULL, &error);
    g_assert_no_error(error);
}

static void test_sequences(RegisterFixture *fixture, gconstpointer unused)
{
    char *ids[MEETINGS];
    int done = 0;
    for (int i = 0; i < MEETINGS; i++)
        ids[i] = support_meeting(fixture->home);
    for (guint32 i = 0; i < COMMANDS; i++) {
        g_autoptr(GError) error = NULL;
        const char *id = ids[chance(MEETINGS)];
        gsize command = choose_command();
        g_autoptr(JsonNode) before = support_record(fixture->home, id);
        gboolean ok = commands[command].try(fixture->home, id, i, &error);
        g_autoptr(JsonNode) after = support_record(fixture->home, id);
        g_assert_true(ok || error);
        check_step(before, after, commands[command].event, ok);
        done += ok;
    }
    g_assert_cmpint(done, >, COMMANDS / 4);
    check_numbers(fixture);
    check_log(fixture->home);
    for (int i = 0; i < MEETINGS; i++)
        g_free(ids[i]);
}

/* What a writer tells that it has done, before anything else happens: whole, as pipes write it. */
typedef struct {
    char id[16];
    guint32 token;
    gboolean sealed;
} Told;

static gboolean tell(int fd, const char *id, guint32 token, gboolean sealed)
{
    Told told = {.token = token, .sealed = sealed};
    g_strlcpy(told.id, id, sizeof told.id);
    return write(fd, &told, sizeof told) == sizeof told;
}

/* Makes meetings and fills and seals them until it is killed. first: its tokens, which no other
 * writer has. */
static void write_for_ever(const char *path, guint32 first, int fd)
{
    static const Try tries[] = {try_attend, try_start,  try_entry, try_decision,
                                try_award,  try_attend, try_stop};
    g_autoptr(Clock) clock = clock_new_fixed(SUPPORT_NOW_MS, TRUE);
    Home *home = home_open(path, clock, NULL);
    for (guint32 token = first; home;) {
        g_autofree char *id = support_meeting(home);
        for (gsize i = 0; i < G_N_ELEMENTS(tries); i++, token++) {
            gboolean words = tries[i] != try_start && tries[i] != try_stop;
            if (!tries[i](home, id, token, NULL) || (words && !tell(fd, id, token, FALSE)))
                _exit(1);
        }
        if (!try_seal(home, id, token, NULL) || !tell(fd, id, token, TRUE))
            _exit(1);
    }
    _exit(1);
}

/* No connection is carried over a fork: SQLite forbids it. */
static char *close_home(RegisterFixture *fixture)
{
    char *path = g_strdup(home_path(fixture->home));
    home_free(g_steal_pointer(&fixture->home));
    return path;
}

static void open_home(RegisterFixture *fixture, const char *path)
{
    g_autoptr(GError) error = NULL;
    fixture->home = home_open(path, fixture->clock, &error);
    g_assert_no_error(error);
}

static void check_told(Home *home, const Told *told)
{
    g_autoptr(JsonNode) record = support_record(home, told->id);
    g_autofree char *text = json_to_string(record, FALSE);
    g_autofree char *word = g_strdup_printf("\"Т%u\"", told->token);
    if (told->sealed)
        g_assert_cmpint(state_of(record), ==, LIFE_SEALED);
    else if (!strstr(text, word))
        g_error("%s was done in %s, and is lost", word, told->id);
}

/* Two writers, killed at a random moment; how many commands they told of. */
static int kill_once(RegisterFixture *fixture, int round)
{
    int fds[2], count = 0;
    pid_t writers[WRITERS];
    Told told;
    g_autofree char *path = close_home(fixture);
    g_assert_cmpint(pipe(fds), ==, 0);
    for (int i = 0; i < WRITERS; i++)
        if ((writers[i] = fork()) == 0)
            write_for_ever(path, (round * WRITERS + i) * 1000000u, fds[1]);
    close(fds[1]);
    /* The first word says that they are at it; how long from then on is chance. */
    GArray *all = g_array_new(FALSE, FALSE, sizeof told);
    g_assert_cmpint(read(fds[0], &told, sizeof told), ==, sizeof told);
    g_array_append_val(all, told);
    g_usleep(g_test_rand_int_range(0, 60000));
    for (int i = 0; i < WRITERS; i++)
        kill(writers[i], SIGKILL);
    for (int i = 0; i < WRITERS; i++) {
        int status = 0;
        g_assert_cmpint(waitpid(writers[i], &status, 0), ==, writers[i]);
        g_assert_true(WIFSIGNALED(status));
    }
    while (read(fds[0], &told, sizeof told) == sizeof told)
        g_array_append_val(all, told);
    close(fds[0]);
    open_home(fixture, path);
    for (; count < (int)all->len; count++)
        check_told(fixture->home, &g_array_index(all, Told, count));
    g_array_free(all, TRUE);
    return count;
}

static void test_kills(RegisterFixture *fixture, gconstpointer unused)
{
    const char *asked = g_getenv("REGISTER_KILLS");
    int kills = asked ? atoi(asked) : KILLS, told = 0;
    for (int round = 0; round < kills; round++) {
        told += kill_once(fixture, round);
        check_numbers(fixture);
        check_log(fixture->home);
        if (round % 25 == 24) { /* a register that stays small */
            register_tear_down(fixture, NULL);
            register_set_up(fixture, NULL);
        }
    }
    g_test_message("%d kills of %d writers, %d commands told of, none lost", kills, WRITERS, told);
}

typedef struct {
    int left; /* statements to live */
} Doom;

static int handle_statement(unsigned type, void *data, void *statement, void *sql)
{
    Doom *doom = data;
    if (doom->left-- == 0)
        kill(getpid(), SIGKILL);
    return 0;
}

/* Seals in a process that dies before its statement number at; whether it lived to the end. */
static gboolean seal_until(RegisterFixture *fixture, const char *id, int at)
{
    int status = 0;
    g_autofree char *path = close_home(fixture);
    pid_t child = fork();
    if (child == 0) {
        Doom doom = {.left = at};
        Home *home = home_open(path, fixture->clock, NULL);
        sqlite3_trace_v2(home_register(home)->database, SQLITE_TRACE_STMT, handle_statement, &doom);
        _exit(try_seal(home, id, 0, NULL) ? 0 : 1);
    }
    g_assert_cmpint(waitpid(child, &status, 0), ==, child);
    open_home(fixture, path);
    g_assert_true(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
    return WIFEXITED(status);
}

/* However far it got, the record is as it was, and the number is still to be given. */
static void test_statements(RegisterFixture *fixture, gconstpointer unused)
{
    g_autofree char *id = support_held_meeting(fixture->home);
    g_autoptr(JsonNode) before = support_record(fixture->home, id);
    g_autofree char *was = text_of(before);
    int at = 0;
    for (; !seal_until(fixture, id, at); at++) {
        g_autoptr(JsonNode) after = support_record(fixture->home, id);
        g_autofree char *is = text_of(after);
        g_assert_cmpstr(was, ==, is);
        g_assert_cmpint(at, <, STATEMENTS_MAX);
        check_numbers(fixture);
    }
    g_assert_cmpint(at, >, 10);
    g_auto(Run) run = support_sql(fixture, "SELECT state, number FROM meeting");
    g_assert_cmpstr(run.out, ==, "sealed|1\n");
    check_log(fixture->home);
}

#define ADD(name, function)                                                                        \
    g_test_add("/property/" name, RegisterFixture, NULL, register_set_up, function,                \
               register_tear_down)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("no-sequence-of-commands-leaves-the-table-of-the-life", test_sequences);
    ADD("killed-at-any-moment-nothing-that-was-told-is-lost", test_kills);
    ADD("killed-between-any-two-statements-a-seal-is-whole-or-absent", test_statements);
    return g_test_run();
}
