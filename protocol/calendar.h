/*
 * Working days of Kazakhstan, from templates/calendar/YYYY.calendar: weekends, holidays, moved
 * days. A year without a file is said, not guessed: its days are counted by weekends alone, and
 * the result is marked uncertain.
 */
#pragma once

#include <glib.h>

typedef struct Calendar Calendar;

/* NULL: the program's own files. Free with calendar_free. Immutable: any thread. */
Calendar *calendar_load(const char *directory, GError **error);
void calendar_free(Calendar *calendar);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Calendar, calendar_free)

gboolean calendar_is_working(const Calendar *calendar, const GDate *date, gboolean *certain_out);
/* The last day of a term of working_days that began with an event on date, which does not count
 * itself. */
void calendar_deadline(const Calendar *calendar, const GDate *event, int working_days,
                       GDate *deadline_out, gboolean *certain_out);
/* The same counted in calendar days: where the last one is free, the term ends on the next working
 * day. */
void calendar_deadline_calendar(const Calendar *calendar, const GDate *event, int calendar_days,
                                GDate *deadline_out, gboolean *certain_out);
/* Whether every day after event, up to deadline, is known for certain to be free or working. */
gboolean calendar_is_certain(const Calendar *calendar, const GDate *event, const GDate *deadline);
