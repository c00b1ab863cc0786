#include "protocol/clock.h"

static void test_kazakhstan_is_one_zone_of_five_hours_since_march_2024(void)
{
    static const struct {
        const char *date, *time, *iso;
    } cases[] = {
        {"2024-02-29", "12:00", "2024-02-29T12:00:00+06:00"},
        {"2024-03-01", "12:00", "2024-03-01T12:00:00+05:00"},
        {"2026-11-20", "18:40:12", "2026-11-20T18:40:12+05:00"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        gint64 unix_ms;
        g_assert_true(time_parse(cases[i].date, cases[i].time, &unix_ms));
        g_autofree char *iso = time_iso(unix_ms);
        g_assert_cmpstr(iso, ==, cases[i].iso);
    }
}

static void test_a_day_begins_at_midnight_in_kazakhstan(void)
{
    gint64 unix_ms;
    g_assert_true(time_parse("2026-11-20", "00:00", &unix_ms));
    g_autoptr(Clock) clock = clock_new_fixed(unix_ms, TRUE);
    g_autofree char *today = clock_today(clock);
    g_assert_cmpstr(today, ==, "2026-11-20");
    clock_set(clock, unix_ms - 1);
    g_autofree char *before = clock_today(clock);
    g_assert_cmpstr(before, ==, "2026-11-19");
}

static void test_a_date_that_is_none_is_refused(void)
{
    static const char *const wrong[] = {"2026-02-29", "2026-13-01", "2026-00-10", "2026-1-1",
                                        "26-01-01",   "2026/01/01", "2026-01-0x", "1999-12-31",
                                        "2200-01-01", "",           "2026-01-01 "};
    GDate date;
    for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++)
        g_assert_false(date_parse(wrong[i], &date));
    g_assert_false(date_parse(NULL, &date));
    g_assert_true(date_parse("2028-02-29", &date));
    g_autofree char *again = date_iso(&date);
    g_assert_cmpstr(again, ==, "2028-02-29");
}

static void test_a_time_that_is_none_is_refused(void)
{
    static const char *const wrong[] = {"24:00", "18:60", "18:00:60", "1800", "8:00", "18:0", ""};
    int seconds;
    for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++)
        g_assert_false(time_of_day_parse(wrong[i], &seconds));
    g_assert_false(time_of_day_parse(NULL, &seconds));
    g_assert_true(time_of_day_parse("23:59:59", &seconds));
    g_assert_cmpint(seconds, ==, 86399);
}

static void test_a_clock_set_by_the_environment_is_not_trusted(void)
{
    g_setenv("ESEP_NOW", "2026-11-20T18:00:00+05:00", TRUE);
    g_autoptr(Clock) clock = clock_new_system();
    g_unsetenv("ESEP_NOW");
    gint64 start;
    g_assert_true(time_parse("2026-11-20", "18:00", &start));
    g_assert_cmpint(clock_now_ms(clock), >=, start);
    g_assert_cmpint(clock_now_ms(clock), <, start + 60 * 1000);
    g_assert_false(clock_trusted(clock));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/clock/kazakhstan-is-one-zone-of-five-hours-since-march-2024",
                    test_kazakhstan_is_one_zone_of_five_hours_since_march_2024);
    g_test_add_func("/clock/a-day-begins-at-midnight-in-kazakhstan",
                    test_a_day_begins_at_midnight_in_kazakhstan);
    g_test_add_func("/clock/a-date-that-is-none-is-refused", test_a_date_that_is_none_is_refused);
    g_test_add_func("/clock/a-time-that-is-none-is-refused", test_a_time_that_is_none_is_refused);
    g_test_add_func("/clock/a-clock-set-by-the-environment-is-not-trusted",
                    test_a_clock_set_by_the_environment_is_not_trusted);
    return g_test_run();
}
