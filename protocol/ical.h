/*
 * A calendar file (iCalendar, RFC 5545) with events, put together in memory. Pure; any thread.
 */
#pragma once

#include <glib.h>

typedef struct {
    /* Stays the same in every file for the same thing, so that a calendar takes a newer file as
     * its new state (section 3.8.4.7). */
    const char *uid;
    const char *summary;
    const char *description, *location; /* may be NULL */
    const GDate *day;                   /* a whole day that takes up no time; NULL: begin_ms */
    gint64 begin_ms;                    /* a moment, written in UTC (section 3.3.5, form 2) */
} IcalEvent;

/* The beginning of a file; free with g_string_free. */
GString *ical_begin(void);
/* Adds an event; stamp_ms: when it was written down (section 3.8.7.2). Texts are UTF-8. */
void ical_add(GString *file, const IcalEvent *event, gint64 stamp_ms);
void ical_end(GString *file);
