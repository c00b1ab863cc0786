/* USB sticks as UDisks2 tells of them. */
#include <string.h>

#include "protocol/error.h"
#include "protocol/stick.h"
#include "tests/support_stick.h"

typedef SupportStick Fixture;

static void set_up(Fixture *fixture, gconstpointer unused)
{
    support_stick_start(fixture);
}

static void tear_down(Fixture *fixture, gconstpointer unused)
{
    support_stick_stop(fixture);
}

static void test_list(Fixture *fixture, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) sticks = stick_list(&error);
    g_assert_no_error(error);
    g_assert_cmpuint(sticks->len, ==, 1);
    const Stick *stick = sticks->pdata[0];
    g_assert_cmpstr(stick->folder, ==, fixture->folder);
    g_assert_cmpstr(stick->label, ==, "АРХИВ");
    g_assert_cmpuint(stick->free_bytes, >, 0);
    g_assert_true(fixture->mounted);
}

static void test_remove(Fixture *fixture, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) sticks = stick_list(&error);
    g_assert_no_error(error);
    g_autofree char *below = g_build_filename(fixture->folder, "archive", NULL);
    g_assert_true(stick_remove(below, &error));
    g_assert_no_error(error);
    g_assert_false(fixture->mounted);
    g_assert_true(fixture->off);
}

static void test_busy(Fixture *fixture, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) sticks = stick_list(&error);
    g_assert_no_error(error);
    fixture->busy = TRUE;
    g_assert_false(stick_remove(fixture->folder, &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED);
    g_assert_nonnull(strstr(error->message, "busy"));
    g_assert_false(fixture->off);
}

static void test_disk_of_the_machine(Fixture *fixture, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_assert_false(stick_remove("/etc", &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_NOT_FOUND);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add("/stick/one-that-is-not-mounted-is-mounted-and-listed", Fixture, NULL, set_up,
               test_list, tear_down);
    g_test_add("/stick/is-unmounted-and-switched-off", Fixture, NULL, set_up, test_remove,
               tear_down);
    g_test_add("/stick/one-in-use-stays", Fixture, NULL, set_up, test_busy, tear_down);
    g_test_add("/stick/the-machines-own-disk-is-none", Fixture, NULL, set_up,
               test_disk_of_the_machine, tear_down);
    return g_test_run();
}
