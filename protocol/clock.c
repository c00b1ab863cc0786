#include "protocol/clock.h"

#include <string.h>
#include <sys/timex.h>
#include <time.h>

struct Clock {
    gboolean fixed;       /* stands at at_ms */
    gboolean trusted;     /* of a fixed clock */
    gint64 at_ms;         /* fixed: the time; else the start of $ESEP_NOW, 0 without it */
    gint64 since_mono_us; /* monotonic time at at_ms */
    char *boot_id;        /* of a fixed clock */
    gint64 boot_ms;       /* of a fixed clock */
};

static GTimeZone *zone(void)
{
    static gsize once;
    static GTimeZone *almaty;
    if (g_once_init_enter(&once)) {
        almaty = g_time_zone_new_identifier("Asia/Almaty");
        if (!almaty)
            almaty = g_time_zone_new_offset(5 * 3600);
        g_once_init_leave(&once, 1);
    }
    return almaty;
}

Clock *clock_new_system(void)
{
    Clock *clock = g_new0(Clock, 1);
    const char *now = g_getenv("ESEP_NOW");
    g_autoptr(GDateTime) start = now ? g_date_time_new_from_iso8601(now, zone()) : NULL;
    if (start) {
        clock->at_ms = g_date_time_to_unix(start) * 1000;
        clock->since_mono_us = g_get_monotonic_time();
    }
    return clock;
}

Clock *clock_new_fixed(gint64 unix_ms, gboolean trusted)
{
    Clock *clock = g_new0(Clock, 1);
    *clock = (Clock){.fixed = TRUE, .trusted = trusted, .at_ms = unix_ms};
    clock->boot_id = g_strdup("boot");
    return clock;
}

void clock_set(Clock *clock, gint64 unix_ms)
{
    clock->at_ms = unix_ms;
}

void clock_set_boot(Clock *clock, const char *id, gint64 since_ms)
{
    g_free(clock->boot_id);
    clock->boot_id = g_strdup(id);
    clock->boot_ms = since_ms;
}

void clock_free(Clock *clock)
{
    if (clock)
        g_free(clock->boot_id);
    g_free(clock);
}

gint64 clock_boot_ms(const Clock *clock)
{
    struct timespec now = {0};
    if (clock->fixed)
        return clock->boot_ms;
    clock_gettime(CLOCK_BOOTTIME, &now);
    return (gint64)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

char *clock_boot_id(const Clock *clock)
{
    char *id = NULL;
    if (clock->fixed)
        return g_strdup(clock->boot_id);
    if (!g_file_get_contents("/proc/sys/kernel/random/boot_id", &id, NULL, NULL))
        return g_strdup("-");
    return g_strstrip(id);
}

gint64 clock_now_ms(const Clock *clock)
{
    if (clock->fixed)
        return clock->at_ms;
    if (clock->at_ms)
        return clock->at_ms + (g_get_monotonic_time() - clock->since_mono_us) / 1000;
    return g_get_real_time() / 1000;
}

gboolean clock_trusted(const Clock *clock)
{
    if (clock->fixed)
        return clock->trusted;
    if (clock->at_ms)
        return FALSE;
    /* The kernel knows whether anything disciplines its clock (NTP, or a daemon from a chip). */
    struct timex state = {0};
    return adjtimex(&state) != TIME_ERROR && !(state.status & STA_UNSYNC);
}

static GDateTime *in_kazakhstan(gint64 unix_ms)
{
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(unix_ms / 1000);
    return g_date_time_to_timezone(utc, zone());
}

static char *format(gint64 unix_ms, const char *how)
{
    g_autoptr(GDateTime) local = in_kazakhstan(unix_ms);
    return g_date_time_format(local, how);
}

char *clock_today(const Clock *clock)
{
    return format(clock_now_ms(clock), "%Y-%m-%d");
}

char *time_iso(gint64 unix_ms)
{
    return format(unix_ms, "%Y-%m-%dT%H:%M:%S%:z");
}

char *time_of_day(gint64 unix_ms)
{
    return format(unix_ms, "%H:%M:%S");
}

/* The digits of text[from, from + count) as a number, or -1. */
static int digits(const char *text, int from, int count)
{
    int value = 0;
    for (int i = from; i < from + count; i++) {
        if (!g_ascii_isdigit(text[i]))
            return -1;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

gboolean date_parse(const char *text, GDate *date_out)
{
    if (!text || strlen(text) != 10 || text[4] != '-' || text[7] != '-')
        return FALSE;
    int year = digits(text, 0, 4), month = digits(text, 5, 2), day = digits(text, 8, 2);
    if (year < 2000 || year > 2199 || !g_date_valid_dmy(MAX(day, 0), MAX(month, 0), year))
        return FALSE;
    g_date_clear(date_out, 1);
    g_date_set_dmy(date_out, day, month, year);
    return TRUE;
}

char *date_iso(const GDate *date)
{
    return g_strdup_printf("%04d-%02d-%02d", g_date_get_year(date), g_date_get_month(date),
                           g_date_get_day(date));
}

gboolean time_of_day_parse(const char *text, int *seconds_out)
{
    gsize length = text ? strlen(text) : 0;
    if ((length != 5 && length != 8) || text[2] != ':' || (length == 8 && text[5] != ':'))
        return FALSE;
    int hour = digits(text, 0, 2), minute = digits(text, 3, 2);
    int second = length == 8 ? digits(text, 6, 2) : 0;
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59)
        return FALSE;
    *seconds_out = hour * 3600 + minute * 60 + second;
    return TRUE;
}

char *time_length(gint64 seconds)
{
    return g_strdup_printf("%02d:%02d:%02d", (int)(seconds / 3600), (int)(seconds / 60 % 60),
                           (int)(seconds % 60));
}

gboolean time_parse(const char *date, const char *time, gint64 *unix_ms_out)
{
    GDate day;
    int seconds;
    if (!date_parse(date, &day) || !time_of_day_parse(time, &seconds))
        return FALSE;
    g_autoptr(GDateTime) local =
        g_date_time_new(zone(), g_date_get_year(&day), g_date_get_month(&day), g_date_get_day(&day),
                        seconds / 3600, seconds / 60 % 60, seconds % 60);
    if (!local)
        return FALSE;
    *unix_ms_out = g_date_time_to_unix(local) * 1000;
    return TRUE;
}
