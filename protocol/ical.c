#include "protocol/ical.h"

/* A line has at most so many bytes without its end (section 3.1). */
enum { LINE_BYTES_MAX = 75 };

/* Adds "name:value", folded where the next whole character would go past the end of a line. */
static void add_line(GString *file, const char *name, const char *value)
{
    g_autofree char *line = g_strconcat(name, ":", value, NULL);
    gsize used = 0;
    for (const char *at = line; *at;) {
        const char *next = g_utf8_next_char(at);
        if (used + (gsize)(next - at) > LINE_BYTES_MAX) {
            g_string_append(file, "\r\n ");
            used = 1;
        }
        g_string_append_len(file, at, next - at);
        used += (gsize)(next - at);
        at = next;
    }
    g_string_append(file, "\r\n");
}

/* TEXT (section 3.3.11): what means something in a value is marked; no other control character may
 * stand there. */
static void add_text(GString *file, const char *name, const char *text)
{
    if (!text)
        return;
    g_autoptr(GString) value = g_string_new(NULL);
    for (; *text; text++) {
        if (*text == '\n')
            g_string_append(value, "\\n");
        else if (g_ascii_iscntrl(*text))
            g_string_append_c(value, ' ');
        else if (*text == '\\' || *text == ';' || *text == ',')
            g_string_append_printf(value, "\\%c", *text);
        else
            g_string_append_c(value, *text);
    }
    add_line(file, name, value->str);
}

static void add_moment(GString *file, const char *name, gint64 unix_ms)
{
    g_autoptr(GDateTime) moment = g_date_time_new_from_unix_utc(unix_ms / 1000);
    g_autofree char *value = g_date_time_format(moment, "%Y%m%dT%H%M%SZ");
    add_line(file, name, value);
}

static void add_day(GString *file, const GDate *day)
{
    char value[sizeof "YYYYMMDD"];
    g_date_strftime(value, sizeof value, "%Y%m%d", day);
    add_line(file, "DTSTART;VALUE=DATE", value);
    add_line(file, "TRANSP", "TRANSPARENT");
}

GString *ical_begin(void)
{
    GString *file = g_string_new(NULL);
    add_line(file, "BEGIN", "VCALENDAR");
    add_line(file, "VERSION", "2.0");
    add_line(file, "PRODID", "-//Esep//Esep//EN");
    add_line(file, "CALSCALE", "GREGORIAN");
    return file;
}

void ical_add(GString *file, const IcalEvent *event, gint64 stamp_ms)
{
    add_line(file, "BEGIN", "VEVENT");
    add_text(file, "UID", event->uid);
    add_moment(file, "DTSTAMP", stamp_ms);
    if (event->day)
        add_day(file, event->day);
    else
        add_moment(file, "DTSTART", event->begin_ms);
    add_text(file, "SUMMARY", event->summary);
    add_text(file, "LOCATION", event->location);
    add_text(file, "DESCRIPTION", event->description);
    add_line(file, "END", "VEVENT");
}

void ical_end(GString *file)
{
    add_line(file, "END", "VCALENDAR");
}
