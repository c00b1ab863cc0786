#include <glib/gstdio.h>

#include "protocol/calendar.h"
#include "protocol/clock.h"
#include "protocol/error.h"

typedef struct {
    const char *date;
    gboolean working, certain;
} DayCase;

static Calendar *load(void)
{
    g_autoptr(GError) error = NULL;
    Calendar *calendar = calendar_load(NULL, &error);
    g_assert_no_error(error);
    g_assert_nonnull(calendar);
    return calendar;
}

/* The days of 2025 and 2026 are those of the printed calendars of the ministry of labour. */
static void test_days(void)
{
    static const DayCase cases[] = {
        {"2025-01-01", FALSE, TRUE}, {"2025-01-03", FALSE, TRUE},  {"2025-01-05", TRUE, TRUE},
        {"2025-01-06", TRUE, TRUE},  {"2025-01-07", FALSE, TRUE},  {"2025-03-08", FALSE, TRUE},
        {"2025-03-10", FALSE, TRUE}, {"2025-03-11", TRUE, TRUE},   {"2025-03-21", FALSE, TRUE},
        {"2025-03-24", FALSE, TRUE}, {"2025-03-25", FALSE, TRUE},  {"2025-03-26", TRUE, TRUE},
        {"2025-05-09", FALSE, TRUE}, {"2025-06-06", FALSE, TRUE},  {"2025-07-07", FALSE, TRUE},
        {"2025-09-01", FALSE, TRUE}, {"2025-10-27", FALSE, TRUE},  {"2025-12-16", FALSE, TRUE},
        {"2025-12-17", TRUE, TRUE},  {"2026-01-02", FALSE, TRUE},  {"2026-01-05", TRUE, TRUE},
        {"2026-03-09", FALSE, TRUE}, {"2026-03-16", TRUE, TRUE},   {"2026-03-23", FALSE, TRUE},
        {"2026-03-24", FALSE, TRUE}, {"2026-03-25", FALSE, TRUE},  {"2026-03-26", TRUE, TRUE},
        {"2026-05-11", FALSE, TRUE}, {"2026-05-27", FALSE, TRUE},  {"2026-07-06", FALSE, TRUE},
        {"2026-08-31", TRUE, FALSE}, {"2026-10-26", FALSE, TRUE},  {"2026-11-20", TRUE, TRUE},
        {"2026-11-21", FALSE, TRUE}, {"2027-01-04", FALSE, TRUE},  {"2027-01-05", TRUE, TRUE},
        {"2027-03-15", FALSE, TRUE}, {"2027-03-24", FALSE, TRUE},  {"2027-03-25", TRUE, TRUE},
        {"2027-05-03", FALSE, TRUE}, {"2027-05-10", FALSE, TRUE},  {"2027-05-17", TRUE, FALSE},
        {"2028-01-03", TRUE, FALSE}, {"2028-01-01", FALSE, FALSE}, {"2028-01-07", TRUE, FALSE},
        {"2018-12-17", TRUE, FALSE},
    };
    g_autoptr(Calendar) calendar = load();
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        GDate date;
        gboolean certain;
        g_assert_true(date_parse(cases[i].date, &date));
        gboolean working = calendar_is_working(calendar, &date, &certain);
        if (working != cases[i].working || certain != cases[i].certain)
            g_test_message("%s", cases[i].date);
        g_assert_cmpint(working, ==, cases[i].working);
        g_assert_cmpint(certain, ==, cases[i].certain);
    }
}

/* 15 and 3 working days (APPC art. 76, 65); the day of the event does not count. */
static void test_deadlines(void)
{
    static const struct {
        const char *event;
        int days;
        const char *deadline;
        gboolean certain;
    } cases[] = {
        {"2026-11-20", 3, "2026-11-25", TRUE},  {"2026-11-20", 15, "2026-12-11", TRUE},
        {"2026-11-26", 15, "2026-12-18", TRUE}, {"2026-03-20", 3, "2026-03-30", TRUE},
        {"2026-03-18", 15, "2026-04-13", TRUE}, {"2025-12-31", 3, "2026-01-08", TRUE},
        {"2026-12-31", 3, "2027-01-08", TRUE},  {"2024-12-31", 3, "2025-01-08", TRUE},
        {"2026-08-28", 3, "2026-09-02", FALSE}, {"2026-08-28", 0, "2026-08-28", TRUE},
        {"2027-12-30", 3, "2028-01-04", FALSE}, {"2028-02-28", 1, "2028-02-29", FALSE},
        {"2026-11-21", 1, "2026-11-23", TRUE},  {"2027-05-14", 1, "2027-05-17", FALSE},
    };
    g_autoptr(Calendar) calendar = load();
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        GDate event, deadline;
        gboolean certain;
        g_assert_true(date_parse(cases[i].event, &event));
        calendar_deadline(calendar, &event, cases[i].days, &deadline, &certain);
        g_autofree char *text = date_iso(&deadline);
        g_assert_cmpstr(text, ==, cases[i].deadline);
        if (certain != cases[i].certain)
            g_test_message("%s + %d", cases[i].event, cases[i].days);
        g_assert_cmpint(certain, ==, cases[i].certain);
    }
}

static void test_wrong_files(void)
{
    static const char *const wrong[] = {
        "",
        "[calendar]\nyear=2026\n",
        "[calendar]\nyear=2025\nweekend=saturday;sunday\n",
        "[calendar]\nyear=2026\nweekend=friday;saturday\n",
        "[calendar]\nyear=2026\nweekend=saturday;sunday\n[holidays]\n2026-02-30=a;b\n",
        "[calendar]\nyear=2026\nweekend=saturday;sunday\n[holidays]\n2025-02-20=a;b\n",
        "[calendar]\nyear=2026\nweekend=saturday;sunday\n[holidays]\n2026-02-20=\n",
        "[calendar]\nyear=2026\nweekend=saturday;sunday\n[moved]\n2026-02-20=perhaps\n",
        "[calendar]\nyear=2026\nweekend=saturday;sunday\n[holiday]\n2026-02-20=a;b\n",
    };
    g_autofree char *folder = g_dir_make_tmp("esep-calendar-XXXXXX", NULL);
    g_autofree char *file = g_build_filename(folder, "2026.calendar", NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_true(g_file_set_contents(file, wrong[i], -1, NULL));
        g_assert_null(calendar_load(folder, &error));
        g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED);
    }
    g_remove(file);
    g_rmdir(folder);
    g_autoptr(GError) error = NULL;
    g_assert_null(calendar_load(folder, &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_NOT_FOUND);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/calendar/weekends-holidays-and-moved-days-are-free", test_days);
    g_test_add_func("/calendar/a-term-skips-free-days-and-says-when-it-is-not-sure",
                    test_deadlines);
    g_test_add_func("/calendar/a-wrong-file-is-refused", test_wrong_files);
    return g_test_run();
}
