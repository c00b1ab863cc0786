/* The log that goes with an archive: whoever changes it is found out, without the register. */
#include <json-glib/json-glib.h>
#include <string.h>

#include "protocol/audit_dump.h"
#include "protocol/error.h"
#include "protocol/meeting.h"
#include "tests/support_record.h"
#include "tests/support_register.h"

typedef struct {
    char *id, *head, *text;
} Dump;

static char *scalar(RegisterFixture *fixture, const char *sql)
{
    g_auto(Run) run = support_sql(fixture, sql);
    g_assert_cmpint(run.exit_code, ==, 0);
    return g_strchomp(g_strdup(run.out));
}

/* The log of a sealed meeting, among changes of another one. */
static Dump make(RegisterFixture *fixture)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *other = support_meeting(fixture->home);
    Dump dump = {.id = support_held_meeting(fixture->home)};
    meeting_announce(fixture->home, other, "site", "2026-11-01", NULL, &error);
    g_assert_no_error(error);
    meeting_set(fixture->home, dump.id, "place", "Мектеп", &error);
    g_assert_no_error(error);
    support_seal(fixture->home, dump.id, support_write_files, NULL);
    meeting_addendum(fixture->home, dump.id, "x", NULL, NULL, NULL);
    dump.head = scalar(fixture, "SELECT audit_head FROM seal");
    dump.text = audit_dump(home_register(fixture->home), dump.id, dump.head, &error);
    g_assert_no_error(error);
    return dump;
}

static void clear(Dump *dump)
{
    g_free(dump->id);
    g_free(dump->head);
    g_free(dump->text);
}

static void test_whole(RegisterFixture *fixture, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    Dump dump = make(fixture);
    guint lines = 0;
    audit_dump_check(dump.text, dump.id, dump.head, &lines, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(lines, >, 10);
    /* Of the other meeting nothing but the links. */
    g_assert_null(strstr(dump.text, "2026-11-01"));
    g_assert_nonnull(strstr(dump.text, "\"prev\""));
    clear(&dump);
}

/* The lines joined again, without the one at index if it is not negative; g_free. */
static char *join(char **lines, int without)
{
    GString *text = g_string_new(NULL);
    for (int i = 0; lines[i] && *lines[i]; i++)
        if (i != without)
            g_string_append_printf(text, "%s\n", lines[i]);
    return g_string_free(text, FALSE);
}

static void expect(const Dump *dump, const char *text, int row)
{
    g_autoptr(GError) error = NULL;
    if (audit_dump_check(text, dump->id, dump->head, NULL, &error))
        g_error("row %d: not found", row);
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_DIFFERENT);
    g_autofree char *named = g_strdup_printf("\x1f%d", row);
    if (!strstr(error->message, named))
        g_error("row %d: %s", row, error->message);
}

static void test_attacks(RegisterFixture *fixture, gconstpointer unused)
{
    Dump dump = make(fixture);
    g_auto(GStrv) lines = g_strsplit(dump.text, "\n", -1);
    int count = (int)g_strv_length(lines) - 1, first = 2;
    g_assert_cmpint(count, >, 5);
    for (int i = 0; i < count; i++) {
        /* Deleted: the row itself is missed, or after it the end; at the front the planning. */
        g_autofree char *deleted = join(lines, i);
        expect(&dump, deleted, i == 0 ? first + 1 : i == count - 1 ? first + count - 2 : first + i);
        /* Changed. */
        char *digit = strstr(lines[i], "\"what\":\"");
        if (digit) {
            digit += strlen("\"what\":\"");
            char was = *digit;
            *digit = was == 'x' ? 'y' : 'x';
            g_autofree char *changed = join(lines, -1);
            expect(&dump, changed, first + i);
            *digit = was;
        }
    }
    for (int i = 0; i + 1 < count; i++) {
        char *one = lines[i];
        lines[i] = lines[i + 1];
        lines[i + 1] = one;
        g_autofree char *swapped = join(lines, -1);
        expect(&dump, swapped, i == 0 ? first + 1 : first + i);
        lines[i + 1] = lines[i];
        lines[i] = one;
    }
    expect(&dump, "not json\n", 1);
    expect(&dump, "", 0);
    clear(&dump);
}

static void test_of_another(RegisterFixture *fixture, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    Dump dump = make(fixture);
    g_assert_false(audit_dump_check(dump.text, "2026-0009", dump.head, NULL, &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_DIFFERENT);
    clear(&dump);
}

static void test_command(RegisterFixture *fixture, gconstpointer unused)
{
    Dump dump = make(fixture);
    const char *home = home_path(fixture->home);
    g_auto(Run) good = run_esep("--home", home, "--json", "audit", "verify", NULL);
    g_assert_cmpint(good.exit_code, ==, 0);
    g_autofree char *head = scalar(fixture, "SELECT hash FROM audit ORDER BY seq DESC LIMIT 1");
    g_assert_nonnull(strstr(good.out, head));
    g_auto(Run) show = run_esep("--home", home, "--json", "audit", "show", dump.id, NULL);
    g_autoptr(JsonNode) rows = json_from_string(show.out, NULL);
    g_autofree char *stored =
        g_strdup_printf("SELECT COUNT(*) FROM audit WHERE meeting = '%s'", dump.id);
    g_autofree char *number = scalar(fixture, stored);
    g_assert_cmpint(json_array_get_length(json_node_get_array(rows)), ==, atoi(number));
    g_auto(Run) last = run_esep("--home", home, "--json", "audit", "show", "--last", "3", NULL);
    g_autoptr(JsonNode) three = json_from_string(last.out, NULL);
    g_assert_cmpint(json_array_get_length(json_node_get_array(three)), ==, 3);
    support_sql_must(fixture, "DROP TRIGGER audit_delete; DELETE FROM audit WHERE seq = 4");
    g_auto(Run) bad = run_esep("--home", home, "audit", "verify", NULL);
    g_assert_cmpint(bad.exit_code, ==, 4);
    g_assert_nonnull(strstr(bad.err, "4"));
    clear(&dump);
}

#define ADD(name, function)                                                                        \
    g_test_add("/audit-dump/" name, RegisterFixture, NULL, register_set_up, function,              \
               register_tear_down)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("the-log-of-one-meeting-is-whole-and-tells-nothing-of-others", test_whole);
    ADD("deleted-changed-swapped-and-cut-rows-are-named", test_attacks);
    ADD("the-log-of-another-meeting-is-refused", test_of_another);
    ADD("the-command-verifies-and-shows", test_command);
    return g_test_run();
}
