/* People with PINs: which PINs are taken, who may be added and removed, and the wait after wrong
 * ones, which no restart and no clock that is set cuts short. */
#include <string.h>

#include "protocol/error.h"
#include "protocol/register.h"
#include "protocol/register_audit.h"
#include "protocol/register_user.h"
#include "protocol/user.h"
#include "tests/support_home.h"
#include "tests/support_register.h"

#define PIN "481906"

static void test_obvious_pins_are_refused(void)
{
    static const char *const refused[] = {"",       "48190",  "4819061", "48190a", "４８１９０６",
                                          "000000", "123456", "654321",  "890123", "121212",
                                          "123123", "112233", "123321",  "311299", "991231",
                                          "010203", "48 906"};
    static const char *const taken[] = {"481906", "907135", "736408", "024879"};
    for (gsize i = 0; i < G_N_ELEMENTS(refused); i++) {
        g_autoptr(GError) error = NULL;
        if (user_pin_check(refused[i], &error))
            g_error("%s is taken", refused[i]);
        g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_USAGE);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(taken); i++)
        if (!user_pin_check(taken[i], NULL))
            g_error("%s is refused", taken[i]);
}

static int add(Home *home, const char *name, UserRole role)
{
    g_autoptr(GError) error = NULL;
    int number = 0;
    user_add(home, name, role, PIN, &number, &error);
    g_assert_no_error(error);
    return number;
}

static void test_people(RegisterFixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    int number;
    g_assert_false(user_add(f->home, "Сейітқазы А.", USER_SECRETARY, PIN, &number, &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED);
    g_clear_error(&error);
    int first = add(f->home, "Әлиев Е.", USER_ADMINISTRATOR);
    int second = add(f->home, "Сейітқазы А.", USER_SECRETARY);
    g_assert_false(user_add(f->home, "Сейітқазы А.", USER_CHIEF, PIN, &number, &error));
    g_clear_error(&error);
    g_assert_false(user_remove(f->home, first, &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED);
    g_clear_error(&error);
    g_assert_true(user_remove(f->home, second, &error));
    g_assert_false(user_remove(f->home, second, &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_NOT_FOUND);
    g_clear_error(&error);
    int wait_s;
    g_assert_false(user_enter(f->home, second, PIN, &wait_s, &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_NOT_FOUND);
    g_clear_error(&error);
    /* The name is free again, the number is not. */
    g_assert_cmpint(add(f->home, "Сейітқазы А.", USER_SECRETARY), >, second);

    g_autoptr(JsonNode) list = user_list(f->home, &error);
    g_assert_no_error(error);
    JsonObject *user = json_array_get_object_element(json_node_get_array(list), 0);
    g_assert_cmpstr(json_object_get_string_member(user, "role"), ==, "administrator");
    g_autofree char *shown = json_to_string(list, FALSE);
    g_assert_null(strstr(shown, "argon2"));
    g_auto(Run) kept = support_sql(f, "SELECT count(*) FROM user WHERE pin LIKE '$argon2id$%' OR "
                                      "removed IS NOT NULL AND pin = ''");
    g_assert_cmpstr(g_strchomp(kept.out), ==, "3");
    g_auto(Run) gone = support_sql(f, "DELETE FROM user");
    g_assert_cmpint(gone.exit_code, !=, 0);
}

/* Wrong tries in a row, as if they had been made now. */
static void set_tries(RegisterFixture *f, int number, int tries)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *boot = clock_boot_id(f->clock);
    register_user_set_tries(home_register(f->home), number, tries, boot, clock_boot_ms(f->clock),
                            &error);
    g_assert_no_error(error);
}

static int wait_of(RegisterFixture *f)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) list = user_list(f->home, &error);
    g_assert_no_error(error);
    JsonObject *user = json_array_get_object_element(json_node_get_array(list), 0);
    return (int)json_object_get_int_member(user, "wait_s");
}

static gboolean enter(RegisterFixture *f, int number, const char *pin, int *wait_s)
{
    g_autoptr(GError) error = NULL;
    gboolean ok = user_enter(f->home, number, pin, wait_s, &error);
    g_assert_true(ok || error->code == PROTOCOL_ERROR_REFUSED);
    return ok;
}

static void test_wait(RegisterFixture *f, gconstpointer unused)
{
    static const int waits[][2] = {{4, 0},     {5, 15},    {6, 30},    {7, 60},        {8, 120},
                                   {9, 240},   {10, 480},  {11, 960},  {12, 1920},     {13, 3600},
                                   {14, 3600}, {60, 3600}, {90, 3600}, {1000000, 3600}};
    int number = add(f->home, "Әлиев Е.", USER_ADMINISTRATOR), wait_s;
    for (gsize i = 0; i < G_N_ELEMENTS(waits); i++) {
        set_tries(f, number, waits[i][0]);
        g_assert_cmpint(wait_of(f), ==, waits[i][1]);
    }
    set_tries(f, number, 3);
    g_assert_false(enter(f, number, "736408", &wait_s));
    g_assert_cmpint(wait_s, ==, 0);
    g_assert_false(enter(f, number, "736408", &wait_s));
    g_assert_cmpint(wait_s, ==, 15);
    /* The right one does not help before it has passed, and no try is counted meanwhile. */
    g_assert_false(enter(f, number, PIN, &wait_s));
    g_assert_cmpint(wait_s, ==, 15);
    clock_set_boot(f->clock, "boot", 14000);
    g_assert_false(enter(f, number, PIN, &wait_s));
    g_assert_cmpint(wait_s, ==, 1);
    clock_set_boot(f->clock, "boot", 15000);
    g_assert_true(enter(f, number, PIN, &wait_s));
    g_assert_cmpint(wait_of(f), ==, 0);
    g_auto(Run) log = support_sql(f, "SELECT group_concat(what, ' ') FROM audit WHERE what LIKE "
                                     "'user-%' AND subject = '1'");
    g_assert_cmpstr(g_strchomp(log.out), ==, "user-add user-refused user-refused user-enter");
    gint64 rows;
    g_autoptr(GError) error = NULL;
    g_assert_true(register_audit_verify(home_register(f->home), &rows, NULL, &error));
}

static void test_no_clock_cuts_the_wait(RegisterFixture *f, gconstpointer unused)
{
    int number = add(f->home, "Әлиев Е.", USER_ADMINISTRATOR);
    clock_set_boot(f->clock, "boot", 100000);
    set_tries(f, number, 8);
    clock_set(f->clock, SUPPORT_NOW_MS + 365LL * 24 * 3600 * 1000);
    g_assert_cmpint(wait_of(f), ==, 120);
    /* Another start: the wait begins again, whatever the clocks say. */
    clock_set_boot(f->clock, "another", 500);
    g_assert_cmpint(wait_of(f), ==, 120);
    clock_set_boot(f->clock, "another", 119500);
    g_assert_cmpint(wait_of(f), ==, 1);
    clock_set_boot(f->clock, "another", 120000);
    g_assert_cmpint(wait_of(f), ==, 0);
    /* A new PIN ends it. */
    set_tries(f, number, 20);
    g_autoptr(GError) error = NULL;
    g_assert_true(user_set_pin(f->home, number, "907135", &error));
    g_assert_cmpint(wait_of(f), ==, 0);
}

/* The try is counted before the PIN is looked at: whoever cuts the power then has lost it. */
static void test_killed_try_counts(RegisterFixture *f, gconstpointer unused)
{
    int number = add(f->home, "Әлиев Е.", USER_ADMINISTRATOR), wait_s;
    support_sql_must(f, "CREATE TRIGGER cut BEFORE INSERT ON audit WHEN NEW.what LIKE 'user-%' "
                        "BEGIN SELECT RAISE(ABORT, 'cut'); END;");
    for (int i = 0; i < 2; i++)
        g_assert_false(enter(f, number, PIN, &wait_s));
    g_auto(Run) tries = support_sql(f, "SELECT tries FROM user");
    g_assert_cmpstr(g_strchomp(tries.out), ==, "2");
}

/* The command with the PIN on its descriptor 3. */
static Run run_user(RegisterFixture *f, const char *words, const char *pin)
{
    g_autofree char *line =
        g_strdup_printf("'%s/esep' --home '%s/home' --lang en %s --pin-fd 3 3<<< '%s'",
                        g_getenv("ESEP_BUILD"), f->folder, words, pin);
    const char *const argv[] = {"bash", "-c", line, NULL};
    return run_program(argv);
}

static void test_command(RegisterFixture *f, gconstpointer unused)
{
    g_auto(Run) none = run_esep("user", "list", "--home", home_path(f->home), NULL);
    g_assert_cmpint(none.exit_code, ==, 0);
    g_auto(Run) added = run_user(f, "user add --name 'Әлиев Е.' --role administrator", PIN);
    g_assert_cmpint(added.exit_code, ==, 0);
    g_assert_cmpstr(added.out, ==, "1\n");
    g_auto(Run) easy = run_user(f, "user set-pin 1", "123456");
    g_assert_cmpint(easy.exit_code, ==, 2);
    g_auto(Run) set = run_user(f, "user set-pin 1", "907135");
    g_assert_cmpint(set.exit_code, ==, 0);
    int wait_s;
    g_assert_true(enter(f, 1, "907135", &wait_s));
    g_auto(Run) role = run_user(f, "user add --name 'Х.' --role king", PIN);
    g_assert_cmpint(role.exit_code, ==, 2);
    g_auto(Run) nobody = run_user(f, "user set-pin 9", "907135");
    g_assert_cmpint(nobody.exit_code, ==, 3);
    /* Without a terminal and a descriptor there is no PIN, and none is taken from the words. */
    g_auto(Run) blind = run_esep("user", "add", "--home", home_path(f->home), "--name", "Б.",
                                 "--role", "chief", NULL);
    g_assert_cmpint(blind.exit_code, ==, 2);
    g_auto(Run) last = run_esep("user", "remove", "1", "--home", home_path(f->home), NULL);
    g_assert_cmpint(last.exit_code, ==, 1);
    g_auto(Run) list = run_esep("user", "list", "--json", "--home", home_path(f->home), NULL);
    g_autoptr(JsonNode) rows = json_from_string(list.out, NULL);
    g_assert_cmpuint(json_array_get_length(json_node_get_array(rows)), ==, 1);
}

#define ADD(path, test)                                                                            \
    g_test_add(path, RegisterFixture, NULL, register_set_up, test, register_tear_down)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/user/obvious-pins-are-refused", test_obvious_pins_are_refused);
    ADD("/user/the-first-and-the-last-is-an-administrator", test_people);
    ADD("/user/after-five-wrong-pins-a-wait-doubles", test_wait);
    ADD("/user/no-clock-and-no-restart-cuts-the-wait", test_no_clock_cuts_the_wait);
    ADD("/user/a-try-that-was-cut-off-counts", test_killed_try_counts);
    ADD("/user/the-command-takes-a-pin-from-a-descriptor-alone", test_command);
    return g_test_run();
}
