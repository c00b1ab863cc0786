/*
 * Wall-clock time, from one place. A board has no battery for its clock: whoever stores a time
 * asks whether it could be trusted and stores that too. Elapsed time is g_get_monotonic_time()
 * and never mixes with this.
 *
 * All legal times are those of Kazakhstan (Asia/Almaty by tzdata: UTC+5 since 1 March 2024,
 * earlier dates by their own rule).
 */
#pragma once

#include <glib.h>

typedef struct Clock Clock;

/* The system's clock. If $ESEP_NOW holds an ISO 8601 time, the clock starts there and runs on;
 * such a clock is never trusted, and says so in the audit log. Free with clock_free. */
Clock *clock_new_system(void);
/* A clock that stands at unix_ms until clock_set; for tests. */
Clock *clock_new_fixed(gint64 unix_ms, gboolean trusted);
void clock_set(Clock *clock, gint64 unix_ms);
void clock_free(Clock *clock);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Clock, clock_free)

/* The time since the machine started, its sleep too, and what tells this boot from others (g_free):
 * nobody sets them, so a wait that must not be cut short is measured by them. A fixed clock has
 * those of clock_set_boot, at first 0 of "boot". */
gint64 clock_boot_ms(const Clock *clock);
char *clock_boot_id(const Clock *clock);
void clock_set_boot(Clock *clock, const char *id, gint64 since_ms);
/* Milliseconds since 1970, UTC. Any thread. */
gint64 clock_now_ms(const Clock *clock);
/* Whether the time was synchronised (network or a clock chip) since the board started. */
gboolean clock_trusted(const Clock *clock);
/* Today in Kazakhstan, "YYYY-MM-DD". Free with g_free. */
char *clock_today(const Clock *clock);

/* unix_ms as "2026-11-20T18:40:12+05:00" in Kazakhstan. Free with g_free. */
char *time_iso(gint64 unix_ms);
/* unix_ms as "18:40:12". Free with g_free. */
char *time_of_day(gint64 unix_ms);
/* A length or place in a recording, in seconds, as "00:40:12". Free with g_free. */
char *time_length(gint64 seconds);
/* "YYYY-MM-DD" and "HH:MM" or "HH:MM:SS" in Kazakhstan to milliseconds; FALSE if not a moment
 * that exists. */
gboolean time_parse(const char *date, const char *time, gint64 *unix_ms_out);

/* Strict "YYYY-MM-DD", 2000 to 2199; FALSE if it is none. */
gboolean date_parse(const char *text, GDate *date_out);
/* "YYYY-MM-DD". Free with g_free. */
char *date_iso(const GDate *date);
/* Strict "HH:MM" or "HH:MM:SS"; seconds of the day in *seconds_out. */
gboolean time_of_day_parse(const char *text, int *seconds_out);
